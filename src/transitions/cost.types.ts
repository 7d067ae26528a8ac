import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Kroner, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { COST_FACTS, COST_KINDS, type CostKind } from './cost.ts'
import { TransitionTimeline } from './transition.types.ts'

const TransitionCostKindEnum = enumOf(...COST_KINDS)
registerEnumType(TransitionCostKindEnum, {
  name: 'TransitionCostKind',
  description: 'What a transition costs the municipality (omkostningstype).',
  valuesConfig: Object.fromEntries(
    COST_KINDS.map((kind) => {
      const { law, text } = COST_FACTS[kind]
      return [kind, { description: `${text[1]} (${text[0].toLowerCase()}, ${law}).` }]
    }),
  ) as never,
})

@ObjectType({ description: 'A line of what transitions cost, with what it rests on (omkostningslinje).' })
export class TransitionCostLine {
  @Field(() => String, { description: 'Names it whenever it is asked (nøgle).' })
  key!: string

  @Field(() => TransitionCostKindEnum, { description: 'What it is for (omkostningstype).' })
  kind!: CostKind

  @Field(() => TransitionTimeline, { nullable: true, description: 'Of which transition (forløb).' })
  timeline?: TransitionTimeline | null

  @Field(() => LocalDate, { description: 'Its first day, or the day of the decision (fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day that it does not count, today at the latest (til); null: it is of one day.',
  })
  until?: string | null

  @Field(() => Int, { nullable: true, description: 'Days of rent (dage); null where it is not rent.' })
  days?: number | null

  @Field(() => Int, {
    nullable: true,
    description: 'Months of refund (måneder); null where it is no refund.',
  })
  months?: number | null

  @Field(() => Kroner, { description: 'What it comes to (beløb); rent is rounded once, half an øre up.' })
  amount!: string

  @Field(() => String, { description: 'By which law (hjemmel).' })
  law!: string

  @Field(() => String, { description: 'What it is for, in Danish (tekst).' })
  textDa!: string

  @Field(() => String, { description: 'What it is for, in English (engelsk tekst).' })
  textEn!: string

  @Field(() => [StrictID], { description: 'The rows that it is computed from (poster).' })
  rows!: string[]

  @Field(() => String, { description: 'Where its terms or its proof are written (kilde).' })
  source!: string
}

export const TransitionCostLineConnection = connectionOf(
  'TransitionCostLine',
  () => TransitionCostLine,
  'omkostningslinjer',
)
export type TransitionCostLineConnection = Connection<TransitionCostLine>

@InputType({ description: 'Which lines are wanted (filter).' })
export class TransitionCostFilter {
  @Field(() => [TransitionCostKindEnum], { nullable: true, description: 'For one of these (typer).' })
  kinds?: CostKind[] | null
}

@ObjectType({ description: 'What lines come to, kind by kind (summer).' })
export class TransitionCostSums {
  @Field(() => Kroner, {
    description: 'Rent from the day at disposal until it is let, today at the latest (tomgangsleje).',
  })
  vacancyRent!: string

  @Field(() => Int, { description: 'Days of that rent (dage).' })
  vacancyDays!: number

  @Field(() => Kroner, {
    description: 'Refunds to tenants by serviceloven § 163 a, as the subsidies compute them (refusion).',
  })
  tenantSubsidy!: string

  @Field(() => Int, { description: 'Months of refund (måneder).' })
  tenantSubsidyMonths!: number

  @Field(() => Kroner, { description: 'Restoration granted under the guarantee (istandsættelse).' })
  restoration!: string

  @Field(() => Kroner, {
    description:
      'Rent after a termination that the municipality asked for, from moving out to re-letting and no longer than to where a notice would have had effect, less the days on which the dwelling is at its disposal again (leje efter opsigelse).',
  })
  rentAfterTermination!: string

  @Field(() => Int, { description: 'Days of that rent (dage).' })
  daysAfterTermination!: number

  @Field(() => Kroner, { description: 'All of it (i alt).' })
  total!: string
}

@ObjectType({
  description:
    'What a transition has cost the municipality up to today (et forløbs omkostninger), as far as the actor may see.',
})
export class TransitionCosts {
  @Field(() => TransitionTimeline, { nullable: true, description: 'The transition (forløb).' })
  timeline?: TransitionTimeline | null

  @Field(() => TransitionCostSums, { description: 'What all lines come to (summer).' })
  sums!: TransitionCostSums
}

@ObjectType({
  description:
    'What transitions cost a municipality in a calendar year (årets omkostninger), as far as the actor may see.',
})
export class TransitionYearCosts {
  @Field(() => Municipality, { nullable: true, description: 'The municipality (kommune).' })
  municipality?: Municipality | null

  @Field(() => Int, { description: 'The calendar year (år).' })
  year!: number

  @Field(() => TransitionCostSums, { description: 'What all lines come to (summer).' })
  sums!: TransitionCostSums
}
