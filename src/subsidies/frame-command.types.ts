import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { FROM, INSTRUMENT, REFUSALS, SOURCE, UNTIL_LEFT_OUT as UNTIL } from './descriptions.ts'
import type {
  ConditionKind,
  EndRule,
  Indexation,
  Instrument,
  MonthDays,
  PartialMonths,
  Payee,
  PaymentCalendar,
  RateKind,
  Rounding,
} from './instrument.ts'
import {
  ConditionKindEnum,
  EndRuleEnum,
  IndexationEnum,
  InstrumentEnum,
  MonthDaysEnum,
  PartialMonthsEnum,
  PayeeEnum,
  PaymentCalendarEnum,
  RateKindEnum,
  RoundingEnum,
} from './instrument.types.ts'
import { SubsidyProgramme } from './programme.types.ts'
import { SubsidyFrame } from './subsidy.types.ts'

@InputType({ description: 'A programme (tilskudsordning).' })
export class RecordSubsidyProgrammeInput {
  @Field(() => PlainText, {
    description: 'Its code (kode): capital letters, digits, "-" and "_". An auditor’s engagement names it.',
  })
  code!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: Instrument

  @Field(() => MunicipalityCode, {
    nullable: true,
    description: 'Whose own programme it is (kommune); a national one when left out.',
  })
  municipalityCode?: string | null

  @Field(() => PlainText, { description: 'Its name (navn).' })
  name!: string

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({
  description:
    'What a programme’s sources say from a day (vilkår). What the law leaves open is obligatory here: nobody guesses it.',
})
export class RecordSubsidyTermInput {
  @Field(() => StrictID, { description: 'The programme (tilskudsordning).' })
  programmeId!: string

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: Day | null

  @Field(() => PayeeEnum, { description: 'Who gets the money (modtager).' })
  payee!: Payee

  @Field(() => EndRuleEnum, { description: 'When a commitment ends (ophør).' })
  endRule!: EndRule

  @Field(() => IndexationEnum, { description: 'Whether amounts are regulated (regulering).' })
  indexation!: Indexation

  @Field(() => PartialMonthsEnum, { description: 'What a part of a month comes to (delvise måneder).' })
  partialMonths!: PartialMonths

  @Field(() => PaymentCalendarEnum, { description: 'When a month is to be paid (udbetalingskalender).' })
  paymentCalendar!: PaymentCalendar

  @Field(() => RoundingEnum, { description: 'How amounts are rounded (afrunding).' })
  rounding!: Rounding

  @Field(() => MonthDaysEnum, {
    nullable: true,
    description: 'How a day’s rate becomes a month’s (omregning); null where no rate is per day.',
  })
  monthDays?: MonthDays | null

  @Field(() => Int, {
    nullable: true,
    description: 'The most months (højeste varighed); null = the source sets no limit.',
  })
  monthsMax?: number | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Least rent before, per month without consumption (laveste husleje før).',
  })
  rentBeforeMin?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Most rent before, per month without consumption (højeste husleje før).',
  })
  rentBeforeMax?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Most rent after, per month without consumption (loft over husleje efter).',
  })
  rentAfterMax?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description:
      'What is not above it is not claimed back from a frame (bagatelgrænse); null = the source sets none.',
  })
  repayAbove?: bigint | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A rate from a day (sats).' })
export class RecordSubsidyRateInput {
  @Field(() => StrictID, { description: 'The programme (tilskudsordning).' })
  programmeId!: string

  @Field(() => RateKindEnum, { description: 'What it is for (art).' })
  kind!: RateKind

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: Day | null

  @Field(() => Kroner, { description: 'The amount (beløb).' })
  amount!: bigint

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A frame (tilsagnsramme).' })
export class RecordSubsidyFrameInput {
  @Field(() => StrictID, { description: 'The programme (tilskudsordning).' })
  programmeId!: string

  @Field(() => MunicipalityCode, { description: 'Who has it (kommune).' })
  municipalityCode!: string

  @Field(() => PlainText, {
    nullable: true,
    description: 'What the parties call it between them (fælles reference), 1 to 100 characters.',
  })
  reference?: string | null

  @Field(() => Int, { nullable: true, description: 'How many dwellings it holds (antal boliger).' })
  dwellingsMax?: number | null

  @Field(() => Kroner, { nullable: true, description: 'How much money it holds (beløb).' })
  amountMax?: bigint | null

  @Field(() => LocalDate, { description: 'First day for commitments (tilsagnsperiode fra).' })
  windowFrom!: Day

  @Field(() => LocalDate, { description: 'First day after the window (tilsagnsperiode til).' })
  windowUntil!: Day

  @Field(() => LocalDate, { description: 'First day on which what is unused has lapsed (bortfald).' })
  lapsesOn!: Day

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A frame as it is to be (omgjort tilsagnsramme).' })
export class RestateSubsidyFrameInput {
  @Field(() => StrictID, { description: 'The frame (tilsagnsramme).' })
  frameId!: string

  @Field(() => Int, { nullable: true, description: 'How many dwellings it holds (antal boliger).' })
  dwellingsMax?: number | null

  @Field(() => Kroner, { nullable: true, description: 'How much money it holds (beløb).' })
  amountMax?: bigint | null

  @Field(() => LocalDate, { description: 'First day for commitments (tilsagnsperiode fra).' })
  windowFrom!: Day

  @Field(() => LocalDate, { description: 'First day after the window (tilsagnsperiode til).' })
  windowUntil!: Day

  @Field(() => LocalDate, { description: 'First day on which what is unused has lapsed (bortfald).' })
  lapsesOn!: Day

  @Field(() => PlainText, { description: SOURCE })
  source!: string

  @Field(() => PlainText, { description: 'Why (begrundelse), without CPR numbers.' })
  reason!: string
}

@InputType({ description: 'A condition that is met for some days (betingelse).' })
export class RecordSubsidyConditionInput {
  @Field(() => StrictID, { description: 'The frame (tilsagnsramme).' })
  frameId!: string

  @Field(() => ConditionKindEnum, { description: 'Which one (betingelse).' })
  kind!: ConditionKind

  @Field(() => StrictID, {
    nullable: true,
    description: 'With which organisation (boligorganisation); with all when left out.',
  })
  organisationId?: string | null

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: Day | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'What the parties call it between them (fælles reference), 1 to 100 characters.',
  })
  reference?: string | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A condition as it is to be (rettet betingelse).' })
export class CorrectSubsidyConditionInput {
  @Field(() => StrictID, { description: 'The condition (betingelse).' })
  conditionId!: string

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: Day | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Take it back: it was never met (trukket tilbage).',
  })
  withdrawn!: boolean

  @Field(() => PlainText, { description: 'Why (begrundelse), without CPR numbers.' })
  reason!: string
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyProgrammePayload {
  @Field(() => SubsidyProgramme, {
    nullable: true,
    description: 'The programme (tilskudsordning); null when the call was refused.',
  })
  programme?: SubsidyProgramme | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyFramePayload {
  @Field(() => SubsidyFrame, {
    nullable: true,
    description: 'The frame (tilsagnsramme); null when the call was refused.',
  })
  frame?: SubsidyFrame | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
