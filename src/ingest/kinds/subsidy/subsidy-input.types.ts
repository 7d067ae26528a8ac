import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../../../platform/graphql/refusal.ts'
import { Instant, Kroner, LocalDate, MunicipalityCode, PlainText } from '../../../platform/graphql/scalars.ts'
import {
  type ConditionKind,
  ConditionKindEnum,
  type StatementKind,
  StatementKindEnum,
  type TargetGroupBasis,
  TargetGroupBasisEnum,
} from '../../../subsidies/index.ts'
import { Delivery } from '../../delivery.types.ts'

@InputType({
  description:
    'A frame, a condition, a commitment, a period or a payment as the fund or a municipality states it (oplysning om tilskud). Which fields it has is decided by its kind; nothing in it is about persons.',
})
export class SubsidyRecordInput {
  @Field(() => StatementKindEnum, { description: 'What it is about (slags).' })
  kind!: StatementKind

  @Field(() => MunicipalityCode, { description: 'The municipality (kommune).' })
  municipalityCode!: string

  @Field(() => PlainText, { description: 'The programme’s code (ordningens kode), such as "98F".' })
  programme!: string

  @Field(() => PlainText, {
    description:
      'What both sides call it (fælles reference), at most 100 characters; of a payment the books’ own reference (bilag).',
  })
  reference!: string

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

  @Field(() => PlainText, {
    nullable: true,
    description: 'Where it is written (kilde); obligatory but for payments.',
  })
  source?: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'Of a frame: how many dwellings it holds (antal boliger).',
  })
  dwellingsMax?: number | null

  @Field(() => Kroner, { nullable: true, description: 'Of a frame: how much money it holds (beløb).' })
  amountMax?: bigint | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a frame: first day for commitments (tilsagnsperiode fra).',
  })
  windowFrom?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a frame: first day after the window (tilsagnsperiode til).',
  })
  windowUntil?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a frame: first day on which what is unused has lapsed (bortfald).',
  })
  lapsesOn?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Of a condition or a commitment: its frame’s reference (ramme).',
  })
  frame?: string | null

  @Field(() => ConditionKindEnum, {
    nullable: true,
    description: 'Of a condition: which it is (betingelse).',
  })
  condition?: ConditionKind | null

  @Field(() => PlainText, {
    nullable: true,
    description:
      'Of a commitment, and of a condition that is about one organisation: its number in Landsbyggefonden’s register or its CVR number, leading zeros kept.',
  })
  organisationCode?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Of a commitment: estate number (afdelingsnummer), leading zeros kept.',
  })
  estateNumber?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Of a commitment: tenancy number (lejemålsnummer), leading zeros kept.',
  })
  tenancyNumber?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a commitment: when it was given (tilsagnsdato).',
  })
  committedOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a condition, a commitment or a period: first day (virkning fra).',
  })
  from?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Of a condition, a commitment or a period: first day on which it no longer holds (virkning til).',
  })
  until?: string | null

  @Field(() => Kroner, { nullable: true, description: 'Of a commitment: what is granted in all (bevilget).' })
  granted?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Of a commitment or a period: rent per month before, without consumption (husleje før).',
  })
  rentBefore?: bigint | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a commitment: when the municipality decided to allocate the dwelling (anvisningsdato).',
  })
  allocationDecidedOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Of a commitment: when it was recorded that the target group is met (målgruppe vurderet).',
  })
  targetGroupRecordedOn?: string | null

  @Field(() => [TargetGroupBasisEnum], {
    nullable: true,
    description: 'Of a commitment: by what the target group is met (målgruppens betingelser).',
  })
  targetGroupBasis?: TargetGroupBasis[] | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Of a period or a payment: its commitment’s reference (tilsagn).',
  })
  commitment?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Of a period: what is due for a month (månedligt tilskud).',
  })
  monthly?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description:
      'Of a period: the monthly amount before its index factor (grundbeløb); the monthly amount when left out.',
  })
  base?: bigint | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Of a period: the factor of its year (reguleringsfaktor), such as "1.131"; 1 when left out.',
  })
  indexFactor?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Of a period: rent per month after the cut, without consumption (husleje efter).',
  })
  rentAfter?: bigint | null

  @Field(() => LocalDate, { nullable: true, description: 'Of a payment: the month’s first day (måned).' })
  month?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Of a payment: the amount (beløb); with a minus when it was paid back.',
  })
  amount?: bigint | null

  @Field(() => LocalDate, { nullable: true, description: 'Of a payment: when (betalt den).' })
  paidOn?: string | null
}

@ObjectType({ description: 'What became of `syncSubsidies` (svar på synkronisering).' })
export class SyncSubsidiesPayload {
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
