import { Field, Int, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import { END, FROM, INSTRUMENT, PROGRAMME, RECORDED_FROM, REFERENCE, SOURCE, UNTIL } from './descriptions.ts'
import type { TargetGroupBasis } from './instrument.ts'
import {
  ConditionKindEnum,
  CorrectedEntityEnum,
  InstrumentEnum,
  PartialMonthsEnum,
  TargetGroupBasisEnum,
} from './instrument.types.ts'
import { SubsidyProgramme } from './programme.types.ts'

@ObjectType({ implements: Node, description: 'A condition of a frame that was met (opfyldt betingelse).' })
export class SubsidyCondition extends Node {
  @Field(() => ConditionKindEnum, { description: 'Which one (betingelse).' })
  kind!: string

  @Field(() => HousingOrganisation, {
    nullable: true,
    description: 'With which organisation (boligorganisation); null for all.',
  })
  organisation?: HousingOrganisation | null

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => String, { nullable: true, description: REFERENCE })
  reference?: string | null

  @Field(() => Boolean, { description: 'Taken back: it was never met (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({ implements: Node, description: 'What was changed of a row, why, by whom and when (rettelse).' })
export class SubsidyCorrection extends Node {
  @Field(() => CorrectedEntityEnum, { description: 'What kind of row (posttype).' })
  entity!: string

  @Field(() => StrictID, { description: 'The row (rettet post).' })
  rowId!: string

  @Field(() => Instant, {
    description:
      'Since when the hub had known the original: ask for it with `knownAt` (oprindelig registrering).',
  })
  originalRecordedFrom!: string

  @Field(() => String, { description: 'What it said, as JSON (før).' })
  before!: string

  @Field(() => String, {
    nullable: true,
    description: 'What it says now, as JSON (efter); null when nothing of it is left.',
  })
  after?: string | null

  @Field(() => String, {
    description: 'Why (begrundelse); `TENANCY_ENDED` when the hub cut it because the tenant had moved.',
  })
  reason!: string

  @Field(() => String, { description: 'Who (rettet af).' })
  correctedBy!: string

  @Field(() => Instant, { description: 'When (rettet den).' })
  correctedAt!: string
}

export const SubsidyCorrectionConnection = connectionOf(
  'SubsidyCorrection',
  () => SubsidyCorrection,
  'rettelser',
)
export type SubsidyCorrectionConnection = Connection<SubsidyCorrection>

@ObjectType({ description: 'A month of a period (tilskudsmåned).' })
export class SubsidyMonth {
  @Field(() => LocalDate, { description: 'Its first day (måned).' })
  month!: string

  @Field(() => Int, { description: 'Days of it that are covered (dage).' })
  days!: number

  @Field(() => Kroner, { description: 'What is due (tilskud).' })
  due!: string
}

@ObjectType({
  implements: Node,
  description: 'What was paid for a month, or with a minus paid back (betaling).',
})
export class SubsidyPayment extends Node {
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

export const SubsidyPaymentConnection = connectionOf('SubsidyPayment', () => SubsidyPayment, 'betalinger')
export type SubsidyPaymentConnection = Connection<SubsidyPayment>

@ObjectType({
  implements: Node,
  description: 'What a municipality may commit of a programme (tilsagnsramme), with its accounts.',
})
export class SubsidyFrame extends Node {
  @Field(() => SubsidyProgramme, { nullable: true, description: 'The programme (tilskudsordning).' })
  programme?: SubsidyProgramme | null

  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => String, { nullable: true, description: REFERENCE })
  reference?: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'How many dwellings it holds (antal boliger); null = not counted.',
  })
  dwellingsMax?: number | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'How much money it holds (beløb); null = not counted.',
  })
  amountMax?: string | null

  @Field(() => LocalDate, { description: 'First day for commitments (tilsagnsperiode fra).' })
  windowFrom!: string

  @Field(() => LocalDate, { description: 'First day after the window (tilsagnsperiode til).' })
  windowUntil!: string

  @Field(() => LocalDate, { description: 'First day on which what is unused has lapsed (bortfald).' })
  lapsesOn!: string

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => [SubsidyCondition], { description: 'Its conditions, as they were met (betingelser).' })
  conditions!: SubsidyCondition[]

  @Field(() => Int, { description: 'Commitments given (givne tilsagn).' })
  dwellingsCommitted!: number

  @Field(() => Kroner, { description: 'What they come to (givet tilsagn i alt).' })
  amountCommitted!: string

  @Field(() => Int, {
    nullable: true,
    description: 'Dwellings left; from `lapsesOn` on they have lapsed (ubrugte boliger).',
  })
  dwellingsUnused?: number | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Money left; from `lapsesOn` on it has lapsed (ubrugt beløb).',
  })
  amountUnused?: string | null

  @Field(() => Kroner, {
    description: 'What was paid (betalt); to tenants, as far as the actor may see it for the purpose.',
  })
  paid!: string

  @Field(() => Kroner, { description: 'What was paid for months beyond what is due (betalt for meget).' })
  overpaid!: string

  @Field(() => Kroner, {
    description:
      'What is claimed back (til tilbagebetaling): all of `overpaid`, or nothing where it is not above the term’s `repayAbove`.',
  })
  toRepay!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const SubsidyFrameConnection = connectionOf('SubsidyFrame', () => SubsidyFrame, 'tilsagnsrammer')
export type SubsidyFrameConnection = Connection<SubsidyFrame>

@ObjectType({ implements: Node, description: 'A commitment to one dwelling (tilsagn).' })
export class SubsidyCommitment extends Node {
  @Field(() => SubsidyFrame, {
    nullable: true,
    description: 'The frame it is within (tilsagnsramme), as far as the actor may see it.',
  })
  frame?: SubsidyFrame | null

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => String, { nullable: true, description: REFERENCE })
  reference?: string | null

  @Field(() => Dwelling, { nullable: true, description: 'The dwelling (bolig).' })
  dwelling?: Dwelling | null

  @Field(() => HousingOrganisation, { description: 'Its organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => LocalDate, { description: 'When it was given (tilsagnsdato).' })
  committedOn!: string

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => Kroner, { description: 'What was granted in all (bevilget).' })
  granted!: string

  @Field(() => Kroner, {
    nullable: true,
    description: 'Rent per month before, without consumption (husleje før).',
  })
  rentBefore?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When the municipality decided to allocate the dwelling (anvisningsdato).',
  })
  allocationDecidedOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When the municipality recorded that the target group is met (målgruppe vurderet).',
  })
  targetGroupRecordedOn?: string | null

  @Field(() => [TargetGroupBasisEnum], {
    description: 'By what the tenant belongs to the target group (målgruppens betingelser).',
  })
  targetGroupBasis!: TargetGroupBasis[]

  @Field(() => Boolean, { description: 'Taken back as if it had never been given (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const SubsidyCommitmentConnection = connectionOf(
  'SubsidyCommitment',
  () => SubsidyCommitment,
  'tilsagn',
)
export type SubsidyCommitmentConnection = Connection<SubsidyCommitment>

@ObjectType({
  implements: Node,
  description: 'What a dwelling gets per month for some days (tilskudsperiode).',
})
export class SubsidyPeriod extends Node {
  @Field(() => SubsidyCommitment, {
    nullable: true,
    description: 'The commitment (tilsagn), as far as the actor may see it.',
  })
  commitment?: SubsidyCommitment | null

  @Field(() => String, { description: PROGRAMME })
  programme!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => String, { nullable: true, description: REFERENCE })
  reference?: string | null

  @Field(() => Dwelling, { nullable: true, description: 'The dwelling (bolig).' })
  dwelling?: Dwelling | null

  @Field(() => HousingOrganisation, { description: 'Its organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => Tenancy, {
    nullable: true,
    description:
      'The tenancy, where the actor may see it (lejemål); null where the cut is the dwelling’s whoever lives there.',
  })
  tenancy?: Tenancy | null

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { description: END })
  until!: string

  @Field(() => Kroner, { description: 'Amount per month (månedligt tilskud).' })
  monthly!: string

  @Field(() => Kroner, { description: 'Amount before indexation (grundbeløb).' })
  base!: string

  @Field(() => String, { description: 'The year’s factor (reguleringsfaktor), six decimals.' })
  indexFactor!: string

  @Field(() => Kroner, { description: 'Rent before, without consumption (husleje før).' })
  rentBefore!: string

  @Field(() => Kroner, { description: 'Rent after, without consumption (husleje efter).' })
  rentAfter!: string

  @Field(() => PartialMonthsEnum, { description: 'What a part of a month comes to (delvise måneder).' })
  partialMonths!: string

  @Field(() => Boolean, { description: 'Taken back: it was never to be (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => [SubsidyMonth], { description: 'Its months (måneder).' })
  months!: SubsidyMonth[]

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = it still does.',
  })
  recordedUntil?: string | null
}

export const SubsidyPeriodConnection = connectionOf('SubsidyPeriod', () => SubsidyPeriod, 'tilskudsperioder')
export type SubsidyPeriodConnection = Connection<SubsidyPeriod>
