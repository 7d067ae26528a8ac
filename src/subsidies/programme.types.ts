import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, PlainText } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { FROM, INSTRUMENT, RECORDED_FROM, SOURCE, UNTIL } from './descriptions.ts'
import {
  BaseEnum,
  EndRuleEnum,
  IndexationEnum,
  InstrumentEnum,
  MonthDaysEnum,
  PartialMonthsEnum,
  PayeeEnum,
  PayerEnum,
  PaymentCalendarEnum,
  RateKindEnum,
  RoundingEnum,
} from './instrument.types.ts'

export const SubsidyProgrammeOrderEnum = orderEnum('SubsidyProgrammeOrder', 'programmes', {
  CODE_ASC: 'By code (kode).',
})

@ObjectType({ description: 'What a programme’s sources say for some days (ordningens vilkår).' })
export class SubsidyTerm {
  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => PayeeEnum, { description: 'Who gets the money (modtager).' })
  payee!: string

  @Field(() => EndRuleEnum, { description: 'When a commitment ends (ophør).' })
  endRule!: string

  @Field(() => IndexationEnum, { description: 'Whether amounts are regulated (regulering).' })
  indexation!: string

  @Field(() => PartialMonthsEnum, { description: 'What a part of a month comes to (delvise måneder).' })
  partialMonths!: string

  @Field(() => PaymentCalendarEnum, { description: 'When a month is to be paid (udbetalingskalender).' })
  paymentCalendar!: string

  @Field(() => RoundingEnum, { description: 'How amounts are rounded (afrunding).' })
  rounding!: string

  @Field(() => MonthDaysEnum, {
    nullable: true,
    description: 'How a day’s rate becomes a month’s (omregning); null where no rate is per day.',
  })
  monthDays?: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'The most months (højeste varighed); null = the source sets no limit.',
  })
  monthsMax?: number | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Least rent before, per month without consumption (laveste husleje før).',
  })
  rentBeforeMin?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Most rent before, per month without consumption (højeste husleje før).',
  })
  rentBeforeMax?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Most rent after, per month without consumption (loft over husleje efter).',
  })
  rentAfterMax?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description:
      'What is not above it is not claimed back from a frame (bagatelgrænse); null = the source sets none.',
  })
  repayAbove?: string | null

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({ description: 'An amount that a programme counts with, by date (sats).' })
export class SubsidyRate {
  @Field(() => RateKindEnum, { description: 'What it is for (art).' })
  kind!: string

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => Kroner, { description: 'The amount (beløb).' })
  amount!: string

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({
  implements: Node,
  description: 'A subsidy scheme with what its sources say (tilskudsordning).',
})
export class SubsidyProgramme extends Node {
  @Field(() => String, { description: 'Its code (ordningens kode), as an auditor’s engagement names it.' })
  code!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => Municipality, {
    nullable: true,
    description: 'Whose own programme it is (kommune); null for a national one.',
  })
  municipality?: Municipality | null

  @Field(() => String, { description: 'Its name (navn).' })
  name!: string

  @Field(() => PayerEnum, { description: 'Who pays (betaler).' })
  payer!: string

  @Field(() => BaseEnum, { description: 'What the amount is (beregningsgrundlag).' })
  base!: string

  @Field(() => String, { description: 'The clause (hjemmel).' })
  law!: string

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => [SubsidyTerm], { description: 'What its sources say, by date (vilkår).' })
  terms!: SubsidyTerm[]

  @Field(() => [SubsidyRate], { description: 'Its rates, by date (satser).' })
  rates!: SubsidyRate[]

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const SubsidyProgrammeConnection = connectionOf(
  'SubsidyProgramme',
  () => SubsidyProgramme,
  'tilskudsordninger',
)
export type SubsidyProgrammeConnection = Connection<SubsidyProgramme>

@InputType({ description: 'Which programmes to list (filter).' })
export class SubsidyProgrammeFilter {
  @Field(() => PlainText, { nullable: true, description: 'With this code (kode).' })
  code?: string | null

  @Field(() => [InstrumentEnum], { nullable: true, description: 'By one of these clauses (hjemler).' })
  instruments?: string[] | null
}
