import { Field, InputType, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { type LocalDate as Day, Kroner, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { END, FROM, REFUSALS, SOURCE, UNTIL_LEFT_OUT as UNTIL } from './descriptions.ts'
import type { TargetGroupBasis } from './instrument.ts'
import { TargetGroupBasisEnum } from './instrument.types.ts'
import { SubsidyCommitment, SubsidyPeriod } from './subsidy.types.ts'

@InputType({ description: 'A commitment to one dwelling (tilsagn).' })
export class SubsidyCommitmentInput {
  @Field(() => StrictID, { description: 'The dwelling (bolig).' })
  dwellingId!: string

  @Field(() => LocalDate, { description: 'When it is given (tilsagnsdato).' })
  committedOn!: Day

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: Day | null

  @Field(() => Kroner, { description: 'What is granted in all (bevilget).' })
  granted!: bigint

  @Field(() => Kroner, {
    nullable: true,
    description: 'Rent per month before, without consumption (husleje før).',
  })
  rentBefore?: bigint | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When the municipality decided to allocate the dwelling (anvisningsdato).',
  })
  allocationDecidedOn?: Day | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When the municipality recorded that the target group is met (målgruppe vurderet).',
  })
  targetGroupRecordedOn?: Day | null

  @Field(() => [TargetGroupBasisEnum], {
    nullable: true,
    description: 'By what the tenant belongs to the target group (målgruppens betingelser).',
  })
  targetGroupBasis?: TargetGroupBasis[] | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'What the parties call it between them (fælles reference), 1 to 100 characters.',
  })
  reference?: string | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'Commitments within one frame (tilsagn).' })
export class CommitSubsidiesInput {
  @Field(() => StrictID, { description: 'The frame (tilsagnsramme).' })
  frameId!: string

  @Field(() => [SubsidyCommitmentInput], {
    description: 'The commitments, 1 to 250: all of them are given, or none.',
  })
  commitments!: SubsidyCommitmentInput[]
}

@InputType({ description: 'A commitment to take back (tilbagetrukket tilsagn).' })
export class WithdrawSubsidyCommitmentInput {
  @Field(() => StrictID, { description: 'The commitment (tilsagn).' })
  commitmentId!: string

  @Field(() => PlainText, { description: 'Why (begrundelse), without CPR numbers.' })
  reason!: string
}

@InputType({ description: 'What a dwelling gets per month for some days (tilskudsperiode).' })
export class RecordSubsidyPeriodInput {
  @Field(() => StrictID, { description: 'The commitment (tilsagn).' })
  commitmentId!: string

  @Field(() => StrictID, { nullable: true, description: 'The tenancy (lejemål).' })
  tenancyId?: string | null

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { description: END })
  until!: Day

  @Field(() => Kroner, { description: 'Amount per month (månedligt tilskud).' })
  monthly!: bigint

  @Field(() => Kroner, {
    nullable: true,
    description: 'Amount before indexation (grundbeløb); the monthly amount when left out.',
  })
  base?: bigint | null

  @Field(() => PlainText, {
    defaultValue: '1',
    description: 'The year’s factor (reguleringsfaktor), at most six decimals.',
  })
  indexFactor!: string

  @Field(() => Kroner, { description: 'Rent before, without consumption (husleje før).' })
  rentBefore!: bigint

  @Field(() => Kroner, { description: 'Rent after, without consumption (husleje efter).' })
  rentAfter!: bigint

  @Field(() => PlainText, {
    nullable: true,
    description: 'What the parties call it between them (fælles reference), 1 to 100 characters.',
  })
  reference?: string | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A period as it is to be (rettet tilskudsperiode).' })
export class CorrectSubsidyPeriodInput {
  @Field(() => StrictID, { description: 'The period (tilskudsperiode).' })
  periodId!: string

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { description: END })
  until!: Day

  @Field(() => Kroner, { description: 'Amount per month (månedligt tilskud).' })
  monthly!: bigint

  @Field(() => Kroner, {
    nullable: true,
    description: 'Amount before indexation (grundbeløb); the monthly amount when left out.',
  })
  base?: bigint | null

  @Field(() => PlainText, {
    defaultValue: '1',
    description: 'The year’s factor (reguleringsfaktor), at most six decimals.',
  })
  indexFactor!: string

  @Field(() => Kroner, { description: 'Rent before, without consumption (husleje før).' })
  rentBefore!: bigint

  @Field(() => Kroner, { description: 'Rent after, without consumption (husleje efter).' })
  rentAfter!: bigint

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Take it back: it was never to be (trukket tilbage).',
  })
  withdrawn!: boolean

  @Field(() => PlainText, { nullable: true, description: `${SOURCE} As it is when left out.` })
  source?: string | null

  @Field(() => PlainText, { description: 'Why (begrundelse), without CPR numbers.' })
  reason!: string
}

@InputType({ description: 'What was paid for a month (betaling).' })
export class SubsidyPaymentInput {
  @Field(() => LocalDate, { description: 'The month’s first day (måned).' })
  month!: Day

  @Field(() => Kroner, { description: 'The amount (beløb); with a minus when it was paid back.' })
  amount!: bigint

  @Field(() => LocalDate, { description: 'When (betalt den).' })
  paidOn!: Day

  @Field(() => PlainText, { description: 'The books’ own reference (bilag), once per programme.' })
  reference!: string
}

@InputType({ description: 'Payments of one commitment, as the books have them (betalinger).' })
export class RecordSubsidyPaymentsInput {
  @Field(() => StrictID, { description: 'The commitment (tilsagn).' })
  commitmentId!: string

  @Field(() => [SubsidyPaymentInput], { description: 'The payments, 1 to 250.' })
  payments!: SubsidyPaymentInput[]
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyCommitmentPayload {
  @Field(() => SubsidyCommitment, {
    nullable: true,
    description: 'The commitment (tilsagn); null when the call was refused.',
  })
  commitment?: SubsidyCommitment | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyPeriodPayload {
  @Field(() => SubsidyPeriod, {
    nullable: true,
    description: 'The period (tilskudsperiode); null when the call was refused.',
  })
  period?: SubsidyPeriod | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
