import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Instant, LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { HousingOrganisation, Municipality } from '../registry/index.ts'
import { FIELD_GROUPS, type FieldGroup, SIDES, type Side } from './sharing.ts'

export const FieldGroupEnum = enumOf(...FIELD_GROUPS)
registerEnumType(FieldGroupEnum, {
  name: 'DataSharingFieldGroup',
  description: 'What is shared (oplysningstype).',
  valuesConfig: {
    DISCLOSURE: {
      description:
        'What the municipality discloses of a household that is allocated a dwelling (videregivne oplysninger).',
    },
    DELIVERY_REPORTS: {
      description:
        'The organisation’s feeds and the reports of its deliveries, never raw records (leveringsrapporter).',
    },
  },
})

export const SideEnum = enumOf(...SIDES)
registerEnumType(SideEnum, {
  name: 'DataSharingSide',
  description: 'A side of a data-sharing grant (part).',
  valuesConfig: {
    MUNICIPALITY: { description: 'Kommunen.' },
    ORGANISATION: { description: 'Boligorganisationen.' },
  },
})

export const DataSharingGrantOrderEnum = enumOf('SIGNED_DESC', 'VALID_UNTIL_ASC')
registerEnumType(DataSharingGrantOrderEnum, {
  name: 'DataSharingGrantOrder',
  description: 'How data-sharing grants are sorted (sortering).',
  valuesConfig: {
    SIGNED_DESC: { description: 'Last signed first (underskrevet).' },
    VALID_UNTIL_ASC: { description: 'First to expire first (udløb).' },
  },
})

@ObjectType({
  implements: Node,
  description:
    'By which one data controller shares with another for a period (tilladelse til datadeling). Never changed, only revoked.',
})
export class DataSharingGrant extends Node {
  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => HousingOrganisation, { description: 'The housing organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => SideEnum, {
    description: 'Whose records it opens to the other side, and who signed it (underskriver).',
  })
  signedFor!: Side

  @Field(() => Instant, { description: 'When it was signed (underskrevet).' })
  signedAt!: string

  @Field(() => FieldGroupEnum, { description: 'What is shared (oplysningstype).' })
  fieldGroup!: FieldGroup

  @Field(() => String, {
    description: 'The one purpose it is shared for (formål), as `x-purpose` names it.',
  })
  purpose!: string

  @Field(() => LocalDate, { description: 'The first day (gælder fra).' })
  validFrom!: string

  @Field(() => LocalDate, { description: 'The first day on which it no longer opens anything (udløb).' })
  validUntil!: string

  @Field(() => [StrictID], {
    nullable: true,
    description:
      'The estates it is limited to (afdelinger), 250 at most; null = all of the organisation in the municipality.',
  })
  estateIds?: string[] | null

  @Field(() => Instant, {
    nullable: true,
    description: 'When it was revoked (tilbagekaldt); null = it was not.',
  })
  revokedAt?: string | null

  @Field(() => Boolean, { description: 'Whether it opens anything today (i kraft).' })
  inForce!: boolean
}

export const DataSharingGrantConnection = connectionOf(
  'DataSharingGrant',
  () => DataSharingGrant,
  'tilladelser til datadeling',
)
export type DataSharingGrantConnection = Connection<DataSharingGrant>

@InputType({ description: 'Which data-sharing grants (filter).' })
export class DataSharingGrantFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => FieldGroupEnum, { nullable: true, description: 'That share this (oplysningstype).' })
  fieldGroup?: FieldGroup | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'In force to the end of this day (i kraft): not expired and not revoked by then.',
  })
  inForceOn?: string | null
}

@InputType({ description: 'A data-sharing grant to sign (tilladelse til datadeling).' })
export class SignDataSharingInput {
  @Field(() => MunicipalityCode, { description: 'The municipality (kommune).' })
  municipalityCode!: string

  @Field(() => StrictID, { description: 'The housing organisation (boligorganisation).' })
  organisationId!: string

  @Field(() => FieldGroupEnum, {
    description:
      'What is shared (oplysningstype): DISCLOSURE is signed for the municipality, DELIVERY_REPORTS for the organisation.',
  })
  fieldGroup!: FieldGroup

  @Field(() => PlainText, {
    description:
      'What for (formål), as `x-purpose` names it; one for which `permissions` opens the field group.',
  })
  purpose!: string

  @Field(() => LocalDate, { description: 'The first day (gælder fra), today at the earliest.' })
  validFrom!: LocalDate

  @Field(() => LocalDate, { description: 'The first day on which it no longer opens anything (udløb).' })
  validUntil!: LocalDate

  @Field(() => [StrictID], {
    nullable: true,
    description:
      'Only of dwellings in these estates of the organisation in the municipality (afdelinger); all when left out. For DISCLOSURE only.',
  })
  estateIds?: string[] | null
}

const REFUSALS = 'Why the call was refused; empty when it was carried out.'
const SHOWN = 'The grant; null when the call was refused. Of a dry run it is not kept.'

@ObjectType({ description: 'What became of `signDataSharing` (svar på underskrift).' })
export class SignDataSharingPayload {
  @Field(() => DataSharingGrant, { nullable: true, description: SHOWN })
  grant?: DataSharingGrant | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of `revokeDataSharing` (svar på tilbagekaldelse).' })
export class RevokeDataSharingPayload {
  @Field(() => DataSharingGrant, { nullable: true, description: SHOWN })
  grant?: DataSharingGrant | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
