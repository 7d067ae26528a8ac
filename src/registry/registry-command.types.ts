import { Field, InputType, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import type { AreaStatusKind } from './registry.ts'
import { AreaStatusKindEnum, Estate, HousingOrganisation } from './registry.types.ts'

const REFUSALS = 'Why the call was refused; empty when it was carried out.'

@InputType({ description: 'A housing organisation to enter (boligorganisation).' })
export class RegisterHousingOrganisationInput {
  @Field(() => PlainText, {
    nullable: true,
    description: 'Number in Landsbyggefonden’s register, four digits.',
  })
  lbfNumber?: string | null

  @Field(() => PlainText, { nullable: true, description: 'CVR number, eight digits.' })
  cvr?: string | null

  @Field(() => PlainText, { description: 'The name (boligorganisationens navn).' })
  name!: string

  @Field(() => StrictID, {
    nullable: true,
    description: 'The organisation that administers it (administrator).',
  })
  administratorId?: string | null
}

@ObjectType({ description: 'What became of `registerHousingOrganisation` (svar på registrering).' })
export class RegisterHousingOrganisationPayload {
  @Field(() => HousingOrganisation, {
    nullable: true,
    description: 'The organisation; null when the call was refused.',
  })
  organisation?: HousingOrganisation | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@InputType({ description: 'An estate by its numbers in Landsbyggefonden’s register (afdeling).' })
export class RegisterEstateNumberInput {
  @Field(() => PlainText, { description: 'The organisation’s number (boligorganisationsnummer).' })
  lbfNumber!: string

  @Field(() => PlainText, { description: 'The estate’s number (afdelingsnummer), leading zeros kept.' })
  estateNumber!: string
}

@InputType({ description: 'One area on one of the lists (boligområde).' })
export class AreaListEntryInput {
  @Field(() => MunicipalityCode, { description: 'The municipality it lies in (kommune).' })
  municipalityCode!: string

  @Field(() => PlainText, { description: 'Its name on the list (boligområdets navn).' })
  areaName!: string

  @Field(() => AreaStatusKindEnum, { description: 'Which list it is on.' })
  kind!: AreaStatusKind

  @Field(() => [RegisterEstateNumberInput], { description: 'The estates it covers (afdelinger).' })
  estates!: RegisterEstateNumberInput[]
}

@InputType({ description: 'The area lists of one day (områdelister).' })
export class RecordAreaListInput {
  @Field(() => LocalDate, { description: 'The day they were published, from which they hold.' })
  publishedOn!: LocalDate

  @Field(() => PlainText, { description: 'Where they were published (kilde).' })
  source!: string

  @Field(() => [AreaListEntryInput], {
    description: 'Every area on every list; what is not named is on none from that day.',
  })
  entries!: AreaListEntryInput[]
}

@ObjectType({ description: 'What became of `recordAreaList` (svar på registrering).' })
export class RecordAreaListPayload {
  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@InputType({ description: 'A dwelling’s new number (nyt lejemålsnummer).' })
export class RenumberingInput {
  @Field(() => PlainText, { description: 'Its tenancy number in the ended estate.' })
  from!: string

  @Field(() => PlainText, { description: 'Its tenancy number in the estate that goes on.' })
  to!: string
}

@InputType({ description: 'One estate that was merged into another (sammenlægning af afdelinger).' })
export class RecordEstateMergerInput {
  @Field(() => StrictID, { description: 'The estate that ends (ophørt afdeling).' })
  predecessorId!: string

  @Field(() => StrictID, { description: 'The estate that goes on (fortsættende afdeling).' })
  successorId!: string

  @Field(() => LocalDate, {
    description: 'First day on which the first estate is no more; not in the future.',
  })
  effectiveFrom!: LocalDate

  @Field(() => [RenumberingInput], {
    defaultValue: [],
    description: 'New tenancy numbers, where the old ones cannot be kept.',
  })
  renumberings!: RenumberingInput[]
}

@ObjectType({ description: 'What became of `recordEstateMerger` (svar på registrering).' })
export class RecordEstateMergerPayload {
  @Field(() => Estate, { nullable: true, description: 'The ended estate; null when the call was refused.' })
  predecessor?: Estate | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@InputType({ description: 'A decision on combined letting in an estate (kombineret udlejning).' })
export class RecordCombinedLettingInput {
  @Field(() => StrictID, { description: 'The estate (afdeling).' })
  estateId!: string

  @Field(() => LocalDate, {
    description: 'First day (virkning fra); with that of a decision that is there, it is corrected.',
  })
  from!: LocalDate

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day without it (virkning til); open when left out.',
  })
  until?: LocalDate | null

  @Field(() => PlainText, {
    description: 'Where it was decided and reported (kilde), 500 characters at most.',
  })
  source!: string
}

@ObjectType({ description: 'What became of `recordCombinedLetting` (svar på registrering).' })
export class RecordCombinedLettingPayload {
  @Field(() => Estate, { nullable: true, description: 'The estate; null when the call was refused.' })
  estate?: Estate | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
