import { Field, InputType, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Instant,
  LocalDate,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'

const NAME = 'Who is to be called, or which office (navn).'
const PHONE = 'By which telephone number (telefon).'
const EMAIL = 'By which e-mail address (e-mail).'

export const TenancyContactOrderEnum = orderEnum('TenancyContactOrder', 'contacts', {
  FROM_DESC: 'Latest first (nyeste først).',
  FROM_ASC: 'Earliest first (ældste først).',
})

@ObjectType({
  implements: Node,
  description:
    'Whom the landlord may call about an allocated tenancy (kontaktpersonordning). That there is somebody to call is all it says: not whether, why or how the tenant is supported.',
})
export class TenancyContact extends Node {
  @Field(() => Tenancy, { nullable: true, description: 'The tenancy (lejemål).' })
  tenancy?: Tenancy | null

  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Whose dwelling it is (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Where it is (kommune).' })
  municipality!: Municipality

  @Field(() => String, { description: NAME })
  name!: string

  @Field(() => String, { nullable: true, description: PHONE })
  phone?: string | null

  @Field(() => String, { nullable: true, description: EMAIL })
  email?: string | null

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (virkning til); null = no end is known.',
  })
  until?: string | null

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which contacts (filter).' })
export class TenancyContactFilter {
  @Field(() => LocalDate, { nullable: true, description: 'To be called on this day (gældende den).' })
  validOn?: string | null
}

export const TenancyContactConnection = connectionOf(
  'TenancyContact',
  () => TenancyContact,
  'kontaktpersoner',
)
export type TenancyContactConnection = Connection<TenancyContact>

@InputType({ description: 'Whom to call about a tenancy (angiv kontaktperson).' })
export class RecordTenancyContactInput {
  @Field(() => StrictID, { description: 'The tenancy’s id; an allocated one (lejemål).' })
  tenancyId!: string

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: Day

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (virkning til), if an end is known.',
  })
  until?: Day | null

  @Field(() => PlainText, { description: NAME })
  name!: string

  @Field(() => PlainText, { nullable: true, description: `${PHONE} One of both is needed.` })
  phone?: string | null

  @Field(() => PlainText, { nullable: true, description: `${EMAIL} One of both is needed.` })
  email?: string | null
}

@InputType({ description: 'A contact that is to be called no longer (afslut kontaktperson).' })
export class EndTenancyContactInput {
  @Field(() => StrictID, { description: 'The contact’s id.' })
  contactId!: string

  @Field(() => LocalDate, { description: 'First day on which it no longer holds (virkning til).' })
  until!: Day
}

@ObjectType({ description: 'What became of a command on a contact (svar).' })
export class TenancyContactPayload {
  @Field(() => TenancyContact, {
    nullable: true,
    description: 'The contact (kontaktperson); null when the call was refused.',
  })
  contact?: TenancyContact | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
