import { Field, InputType, ObjectType } from 'type-graphql'
import { DerogationEnum, type DisclosureEntry, PayerEnum } from '../households/index.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Kroner, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { Allocation, AllocationNotice, Nomination } from './allocation.types.ts'
import { ConsequenceEnum, DeclineReasonEnum, HouseholdAnswerEnum } from './allocation-words.types.ts'

const REFUSALS = 'Why the call was refused; empty when it was carried out.'
const REASON = 'The reason in words (begrundelse), without CPR numbers.'
const PARKED_UNTIL = 'Until when the case rests (i bero til); with PARKED only.'

@InputType({ description: 'A household to propose for an offered dwelling (indstil).' })
export class NominateHouseholdInput {
  @Field(() => StrictID, { description: 'The offer (tilbud).' })
  offerId!: string

  @Field(() => StrictID, { description: 'The household (husstand).' })
  householdId!: string

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'A nomination to take back (træk indstilling tilbage).' })
export class WithdrawNominationInput {
  @Field(() => StrictID, { description: 'The nomination (indstilling).' })
  nominationId!: string
}

@InputType({
  description:
    'What the organisation is shown of the household with the allocation (videregivelse), within a data-sharing grant in force; it ends when the allocation comes to nothing.',
})
export class AllocationDisclosureInput {
  @Field(() => LocalDate, { description: 'First day on which it is shown (fra).' })
  from!: LocalDate

  @Field(() => LocalDate, { description: 'First day on which it is not (til).' })
  until!: LocalDate

  @Field(() => LocalDate, { nullable: true, description: 'When the household may move in (indflytning).' })
  moveInOn?: LocalDate | null

  @Field(() => [DerogationEnum], {
    nullable: true,
    description: 'From what the lease derogates (fravigelser).',
  })
  derogations?: DisclosureEntry['derogations'] | null

  @Field(() => PlainText, { description: 'Whom the organisation turns to (kommunens kontakt).' })
  municipalContact!: string

  @Field(() => PayerEnum, { description: 'Who pays the rent (betaler).' })
  payer!: DisclosureEntry['payer']

  @Field(() => Kroner, { nullable: true, description: 'What the municipality guarantees (garanti).' })
  guarantee?: bigint | null
}

@InputType({ description: 'A dwelling to allocate to a household (anvis).' })
export class AllocateDwellingInput {
  @Field(() => StrictID, { description: 'The offer (tilbud).' })
  offerId!: string

  @Field(() => StrictID, { description: 'The household (husstand), nominated before or not.' })
  householdId!: string

  @Field(() => PlainText, { nullable: true, description: REASON })
  reason?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Why it is allocated although a rule fails (begrundelse for fravigelse).',
  })
  overrideReason?: string | null

  @Field(() => AllocationDisclosureInput, {
    nullable: true,
    description: 'What the organisation is shown with it (videregivelse); nothing yet when left out.',
  })
  disclosure?: AllocationDisclosureInput | null
}

@InputType({ description: 'What a household says to the dwelling (svar).' })
export class RecordAnswerInput {
  @Field(() => StrictID, { description: 'The allocation (anvisning).' })
  allocationId!: string

  @Field(() => HouseholdAnswerEnum, { description: 'Yes or no (svar).' })
  answer!: keyof typeof HouseholdAnswerEnum

  @Field(() => DeclineReasonEnum, {
    nullable: true,
    description: 'Why it declines (årsag); obligatory with no, and with no only.',
  })
  declineReason?: keyof typeof DeclineReasonEnum | null

  @Field(() => ConsequenceEnum, {
    nullable: true,
    description: 'What follows from declining (følge); can be set later.',
  })
  consequence?: keyof typeof ConsequenceEnum | null

  @Field(() => LocalDate, { nullable: true, description: PARKED_UNTIL })
  parkedUntil?: LocalDate | null
}

@InputType({ description: 'An allocation to take back (træk anvisning tilbage).' })
export class WithdrawAllocationInput {
  @Field(() => StrictID, { description: 'The allocation (anvisning).' })
  allocationId!: string

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'What follows from declining (følge af afslag).' })
export class SetDeclineConsequenceInput {
  @Field(() => StrictID, { description: 'The allocation (anvisning).' })
  allocationId!: string

  @Field(() => ConsequenceEnum, { description: 'What follows (følge).' })
  consequence!: keyof typeof ConsequenceEnum

  @Field(() => LocalDate, { nullable: true, description: PARKED_UNTIL })
  parkedUntil?: LocalDate | null

  @Field(() => DeclineReasonEnum, {
    nullable: true,
    description: 'Why it declined (årsag), where that has become known; what is known stays when left out.',
  })
  declineReason?: keyof typeof DeclineReasonEnum | null
}

@InputType({ description: 'A notice that has been read (kvittér).' })
export class AcknowledgeNoticeInput {
  @Field(() => StrictID, { description: 'The notice (besked).' })
  noticeId!: string
}

@ObjectType({ description: 'What became of a command on a nomination (svar).' })
export class NominationPayload {
  @Field(() => Nomination, {
    nullable: true,
    description: 'The nomination (indstilling); null when the call was refused.',
  })
  nomination?: Nomination | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of a command on an allocation (svar).' })
export class AllocationPayload {
  @Field(() => Allocation, {
    nullable: true,
    description: 'The allocation (anvisning); null when the call was refused.',
  })
  allocation?: Allocation | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of `acknowledgeNotice` (svar).' })
export class AllocationNoticePayload {
  @Field(() => AllocationNotice, {
    nullable: true,
    description: 'The notice (besked); null when the call was refused.',
  })
  notice?: AllocationNotice | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
