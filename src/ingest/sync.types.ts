import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Instant, Kroner, LocalDate, PlainText } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum } from '../registry/index.ts'
import { type AcontoKind, AcontoKindEnum, type ReportedState, VacancyStateEnum } from '../vacancies/index.ts'
import { Delivery } from './delivery.types.ts'

@InputType({ description: 'A monthly payment on account (acontobidrag).' })
export class AcontoLineInput {
  @Field(() => AcontoKindEnum, { nullable: true, description: 'What it is for, if one of these.' })
  kind?: AcontoKind | null

  @Field(() => PlainText, { description: 'The source’s own name for it (betegnelse).' })
  name!: string

  @Field(() => Kroner, { description: 'Kroner per month.' })
  amount!: bigint
}

@InputType({ description: 'One vacancy as its source describes it (ledig bolig).' })
export class VacancyRecordInput {
  @Field(() => PlainText, {
    description:
      'The organisation’s number as the feed is registered (boligorganisation), leading zeros kept.',
  })
  organisationCode!: string

  @Field(() => PlainText, { description: 'Estate number (afdelingsnummer), leading zeros kept.' })
  estateNumber!: string

  @Field(() => PlainText, { description: 'Tenancy number (lejemålsnummer), leading zeros kept.' })
  tenancyNumber!: string

  @Field(() => PlainText, { nullable: true, description: 'The source’s own id of the vacancy (kildens id).' })
  sourceId?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'The source’s running number of this record (løbenummer), digits; a higher one wins.',
  })
  sourceSequence?: string | null

  @Field(() => Instant, {
    nullable: true,
    description: 'When the source made the record (kildens tidspunkt); a later one wins.',
  })
  sourceTime?: string | null

  @Field(() => VacancyStateEnum, { description: 'Where the vacancy stands (status).' })
  state!: ReportedState

  @Field(() => Boolean, { nullable: true, description: 'Standing empty at a loss (tomgangsledig).' })
  vacantAtLoss?: boolean | null

  @Field(() => PlainText, { nullable: true, description: 'Building section number (byggeafsnitsnummer).' })
  buildingSectionNumber?: string | null

  @Field(() => PlainText, { nullable: true, description: 'BBR unit id (BBR enheds-id), a UUID.' })
  bbrUnitId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'DAR address id (DAR adresse-id), a UUID.' })
  darAddressId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Street and number (vejnavn og husnummer).' })
  street?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Floor and door (etage og dør).' })
  floorDoor?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Postal code (postnummer).' })
  postalCode?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Postal district (postdistrikt).' })
  city?: string | null

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The type (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'The source’s own word for the type (kildens boligtype).',
  })
  dwellingTypeText?: string | null

  @Field(() => Int, { nullable: true, description: 'Rooms (antal rum).' })
  rooms?: number | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Area in square metres (areal i m²), a decimal string with a point.',
  })
  areaM2?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Fit for people with reduced mobility (handicapegnet).',
  })
  accessible?: boolean | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: bigint

  @Field(() => [AcontoLineInput], {
    nullable: true,
    description: 'Payments on account, at most 20 (acontobidrag).',
  })
  acontoLines?: AcontoLineInput[] | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Rent and payments on account together, to check the lines against (husleje i alt).',
  })
  rentTotal?: bigint | null

  @Field(() => Kroner, { nullable: true, description: 'Deposit (indskud eller depositum).' })
  deposit?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'What the tenant pays first in all (første betaling).',
  })
  firstPayment?: bigint | null

  @Field(() => LocalDate, { nullable: true, description: 'First day a tenant can move in (ledig pr.).' })
  availableFrom?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day at the municipality’s disposal (til rådighed for kommunen fra).',
  })
  atDisposalFrom?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day of the new tenancy (udlejet fra).' })
  letFrom?: string | null
}

@ObjectType({ description: 'What became of `syncVacancies` (svar på synkronisering).' })
export class SyncVacanciesPayload {
  @Field(() => Delivery, {
    nullable: true,
    description: 'The report; null when the call was refused as a whole. Of a dry run it is not kept.',
  })
  delivery?: Delivery | null

  @Field(() => [RefusalType], {
    description: 'Why the call as a whole was refused; empty when it was carried out.',
  })
  refusals!: RefusalType[]
}
