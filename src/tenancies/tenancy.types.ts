import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { TENANCY_ENDINGS, TENANCY_OUTCOMES, type TenancyEnding, type TenancyOutcome } from './tenancy.ts'

const ENDINGS = {
  MOVED_OUT: { description: 'The tenant gave notice and moved out (fraflyttet).' },
  TERMINATED_BY_LANDLORD: { description: 'Terminated by the landlord (opsagt af udlejer).' },
  TERMINATED_AT_MUNICIPAL_REQUEST: {
    description:
      'Terminated by the landlord as the municipality asked for (opsagt efter kommunens anmodning, almenlejeloven § 4 stk. 3).',
  },
  CANCELLED: { description: 'Cancelled for breach (ophævet).' },
  EVICTED: { description: 'Ended by eviction (udsat af fogedretten).' },
} as const

export const TenancyEndingEnum = enumOf(...TENANCY_ENDINGS)
registerEnumType(TenancyEndingEnum, {
  name: 'TenancyEnding',
  description: 'How a tenancy ends (ophørsårsag).',
  valuesConfig: ENDINGS,
})

export const TenancyOutcomeEnum = enumOf(...TENANCY_OUTCOMES)
registerEnumType(TenancyOutcomeEnum, {
  name: 'TenancyOutcome',
  description: 'What became of a tenancy (ophørsårsag).',
  valuesConfig: {
    ...ENDINGS,
    NEVER_BEGUN: {
      description:
        'Its lease came to nothing before anybody moved in (aldrig begyndt). It keeps its first day only, and stands in no other tenancy’s way.',
    },
  },
})

export const TenancyOrderEnum = enumOf('FROM_DESC', 'FROM_ASC')
registerEnumType(TenancyOrderEnum, {
  name: 'TenancyOrder',
  description: 'How tenancies are sorted (sortering).',
  valuesConfig: {
    FROM_DESC: { description: 'Latest first (nyeste først).' },
    FROM_ASC: { description: 'Earliest first (ældste først).' },
  },
})

@ObjectType({
  implements: Node,
  description: 'A tenancy of a dwelling (lejemål). Who the tenant is, it does not say.',
})
export class Tenancy extends Node {
  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Whose dwelling it is (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Where it is (kommune).' })
  municipality!: Municipality

  @Field(() => String, {
    nullable: true,
    description: 'The part of a shared dwelling (delebolig) that is let; null for a whole dwelling.',
  })
  part?: string | null

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (virkning til); null = no end is known.',
  })
  until?: string | null

  @Field(() => Boolean, { description: 'Whether the municipality allocated it (anvist).' })
  allocated!: boolean

  @Field(() => Boolean, {
    description: 'Whether on the terms of a transitional dwelling (udslusningsbolig, almenboligloven § 63).',
  })
  transitional!: boolean

  @Field(() => LocalDate, { nullable: true, description: 'The day the lease was signed (underskrevet).' })
  leaseSignedOn?: string | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: string

  @Field(() => TenancyOutcomeEnum, {
    nullable: true,
    description: 'How it ended (ophørsårsag); null until that is known.',
  })
  ending?: TenancyOutcome | null

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which tenancies (filter).' })
export class TenancyFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Allocated by the municipality, or not (anvist).' })
  allocated?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Transitional, or not (udslusningsbolig).' })
  transitional?: boolean | null

  @Field(() => LocalDate, { nullable: true, description: 'That hold on this day (gældende den).' })
  validOn?: string | null
}

export const TenancyConnection = connectionOf('Tenancy', () => Tenancy, 'lejemål')
export type TenancyConnection = Connection<Tenancy>

@InputType({ description: 'A tenancy to record (registrér lejemål).' })
export class RecordTenancyInput {
  @Field(() => StrictID, { description: 'The dwelling (bolig).' })
  dwellingId!: string

  @Field(() => PlainText, {
    nullable: true,
    description: 'The part of a shared dwelling (delebolig), if it is one.',
  })
  part?: string | null

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: LocalDate

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (virkning til), if an end is known.',
  })
  until?: LocalDate | null

  @Field(() => Boolean, { description: 'Whether the municipality allocated it (anvist).' })
  allocated!: boolean

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether on the terms of a transitional dwelling (udslusningsbolig).',
  })
  transitional!: boolean

  @Field(() => LocalDate, { nullable: true, description: 'The day the lease was signed (underskrevet).' })
  leaseSignedOn?: LocalDate | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: bigint
}

@InputType({ description: 'A tenancy that ends (lejemål ophører).' })
export class EndTenancyInput {
  @Field(() => StrictID, { description: 'The tenancy (lejemål).' })
  tenancyId!: string

  @Field(() => LocalDate, { description: 'First day on which it no longer holds (virkning til).' })
  until!: LocalDate

  @Field(() => TenancyEndingEnum, { description: 'How it ends (ophørsårsag).' })
  ending!: TenancyEnding
}

@ObjectType({ description: 'What became of a command on a tenancy (svar).' })
export class TenancyPayload {
  @Field(() => Tenancy, {
    nullable: true,
    description: 'The tenancy (lejemål); null when the call was refused.',
  })
  tenancy?: Tenancy | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
