import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { Household } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, MunicipalityCode, PlainText } from '../platform/graphql/scalars.ts'
import { Dwelling, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import { END, FROM, INSTRUMENT, PROGRAMME, RECORDED_FROM, SOURCE, UNTIL } from './descriptions.ts'
import {
  InputKindEnum,
  InstrumentEnum,
  MonthDaysEnum,
  PartialMonthsEnum,
  PreviousSituationEnum,
  RoundingEnum,
} from './instrument.types.ts'
import { SubsidyFrame } from './subsidy.types.ts'

export const TenantSubsidyOrderEnum = orderEnum('TenantSubsidyOrder', 'tenants’ subsidies', {
  FROM_ASC: 'Oldest first (virkning fra).',
})

@ObjectType({ description: 'A figure by its name (tal).' })
export class SubsidyFigure {
  @Field(() => String, { description: 'Which one (navn).' })
  name!: string

  @Field(() => String, { nullable: true, description: 'Its value (værdi); null = not recorded.' })
  value?: string | null
}

@ObjectType({
  implements: Node,
  description:
    'A value that a tenant’s subsidy is computed from, from a day until the next (beregningsgrundlag).',
})
export class TenantSubsidyInput extends Node {
  @Field(() => InputKindEnum, { description: 'Which value (art).' })
  kind!: string

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => Kroner, { nullable: true, description: 'The amount (beløb); null for a number of adults.' })
  amount?: string | null

  @Field(() => Int, { nullable: true, description: 'The number of adults (voksne).' })
  adults?: number | null

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const TenantSubsidyInputConnection = connectionOf(
  'TenantSubsidyInput',
  () => TenantSubsidyInput,
  'beregningsgrundlag',
)
export type TenantSubsidyInputConnection = Connection<TenantSubsidyInput>

@ObjectType({
  implements: Node,
  description: 'What a month came to, and how it differs from the figure before (beregning).',
})
export class TenantSubsidyCalculation extends Node {
  @Field(() => LocalDate, { description: 'The month’s first day (måned).' })
  month!: string

  @Field(() => Int, {
    description: 'Its number among the month’s figures (nummer), from 1; the highest counts.',
  })
  number!: number

  @Field(() => Kroner, { description: 'The amount (tilskud).' })
  amount!: string

  @Field(() => Kroner, { description: 'How much more than the figure before (forskel).' })
  difference!: string

  @Field(() => String, { description: 'Why it was computed (begrundelse).' })
  reason!: string

  @Field(() => [SubsidyFigure], { description: 'What it was computed from (beregningsgrundlag).' })
  inputs!: SubsidyFigure[]

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const TenantSubsidyCalculationConnection = connectionOf(
  'TenantSubsidyCalculation',
  () => TenantSubsidyCalculation,
  'beregninger',
)
export type TenantSubsidyCalculationConnection = Connection<TenantSubsidyCalculation>

@ObjectType({
  implements: Node,
  description: 'What a tenant was paid for a month, or with a minus paid back (betaling til lejeren).',
})
export class TenantSubsidyPayment extends Node {
  @Field(() => LocalDate, { description: 'The month’s first day (måned).' })
  month!: string

  @Field(() => Kroner, { description: 'The amount (beløb).' })
  amount!: string

  @Field(() => LocalDate, { description: 'When (betalt den).' })
  paidOn!: string

  @Field(() => String, { description: 'The books’ own reference (bilag).' })
  reference!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const TenantSubsidyPaymentConnection = connectionOf(
  'TenantSubsidyPayment',
  () => TenantSubsidyPayment,
  'betalinger til lejeren',
)
export type TenantSubsidyPaymentConnection = Connection<TenantSubsidyPayment>

@ObjectType({
  implements: Node,
  description:
    'A tenant’s own subsidy (lejerens tilskud). It is about a person’s money: each look is logged.',
})
export class TenantSubsidy extends Node {
  @Field(() => Household, {
    nullable: true,
    description: 'The household (husstand), as far as the actor may see it.',
  })
  household?: Household | null

  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => Dwelling, { nullable: true, description: 'The dwelling (bolig).' })
  dwelling?: Dwelling | null

  @Field(() => String, { description: PROGRAMME })
  programme!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => SubsidyFrame, {
    nullable: true,
    description: 'The frame (ramme), where the programme has one.',
  })
  frame?: SubsidyFrame | null

  @Field(() => Tenancy, {
    nullable: true,
    description: 'The tenancy, where the actor may see it (lejemål).',
  })
  tenancy?: Tenancy | null

  @Field(() => LocalDate, { description: 'When it was granted (bevilget den).' })
  committedOn!: string

  @Field(() => Kroner, { description: 'What was granted in all (bevilget); 0 where a formula decides.' })
  granted!: string

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { description: END })
  until!: string

  @Field(() => PreviousSituationEnum, {
    nullable: true,
    description: 'Where the tenant came from (tidligere situation).',
  })
  previousSituation?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When boligstøtte was applied for (boligstøtte ansøgt).',
  })
  housingBenefitAppliedOn?: string | null

  @Field(() => PartialMonthsEnum, { description: 'What a part of a month comes to (delvise måneder).' })
  partialMonths!: string

  @Field(() => RoundingEnum, { description: 'How amounts are rounded (afrunding).' })
  rounding!: string

  @Field(() => MonthDaysEnum, {
    nullable: true,
    description: 'How a day’s rate becomes a month’s (omregning).',
  })
  monthDays?: string | null

  @Field(() => Boolean, { description: 'Taken back (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const TenantSubsidyConnection = connectionOf('TenantSubsidy', () => TenantSubsidy, 'lejeres tilskud')
export type TenantSubsidyConnection = Connection<TenantSubsidy>

@InputType({ description: 'Which tenants’ subsidies to list (filter).' })
export class TenantSubsidyFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null
}
