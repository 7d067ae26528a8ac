import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { Agreement } from '../agreements/index.ts'
import {
  type DayCount,
  DayCountEnum,
  MunicipalOffer,
  type NoticeEffect,
  NoticeEffectEnum,
} from '../allocations/index.ts'
import { DerogationEnum, Household } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import type { Derogation, Regime, TransitionEnding, TransitionStage, TransitionState } from './transition.ts'
import {
  RegimeEnum,
  TransitionEndingEnum,
  TransitionStageEnum,
  TransitionStateEnum,
} from './transition-words.types.ts'

const RECORDED_FROM = 'Since when the hub has known it like this (registrering fra).'
const RECORDED_UNTIL = 'Until when the hub knew it like this (registrering til); null = still.'
const SOURCE = 'Where it is written (kilde).'

@ObjectType({ description: 'Since when, and until when, the hub has known a row like this.' })
abstract class Recorded extends Node {
  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: RECORDED_UNTIL })
  recordedUntil?: string | null
}

@ObjectType({
  implements: Node,
  description:
    'A municipality’s trial with transitional dwellings (forsøg): a longer period, by the day of the lease.',
})
export class TransitionTrial extends Recorded {
  @Field(() => Municipality, { description: 'Whose trial it is (kommune).' })
  municipality!: Municipality

  @Field(() => String, { description: 'Its code (kode).' })
  code!: string

  @Field(() => LocalDate, { description: 'For leases signed on this day or later (underskrevet fra).' })
  signedFrom!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'For leases signed before this day (underskrevet før); null = no end is known.',
  })
  signedUntil?: string | null

  @Field(() => Int, { description: 'For how many months a lease may derogate (højst måneder).' })
  monthsMax!: number

  @Field(() => String, { description: 'The law of the trial (lovgrundlag).' })
  law!: string

  @Field(() => String, { description: SOURCE })
  source!: string
}

@ObjectType({
  implements: Node,
  description: 'The municipality’s approval of how a lease may derogate (godkendelse af fravigelser).',
})
export class TransitionApproval extends Recorded {
  @Field(() => LocalDate, { description: 'When it was approved (godkendt den).' })
  approvedOn!: string

  @Field(() => [DerogationEnum], { description: 'What the lease may derogate from (fravigelser).' })
  derogations!: Derogation[]

  @Field(() => Int, { description: 'For how many months at most (højst måneder).' })
  monthsMax!: number

  @Field(() => Agreement, {
    nullable: true,
    description: 'The agreement under § 63 that it rests on (aftale).',
  })
  agreement?: Agreement | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'When the composition of the estate’s residents was assessed (vurderet beboersammensætning).',
  })
  compositionAssessedOn?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'That there is generally no demand from those the dwelling is for (ingen generel efterspørgsel).',
  })
  noGeneralDemand?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'That the tenant is a young person the dwelling may go to; not which (ungdomsboligbetingelse).',
  })
  youthConditionMet?: boolean | null

  @Field(() => String, { description: 'The decision (afgørelsens reference).' })
  reference!: string

  @Field(() => Boolean, { description: 'Whether it was taken back (trukket tilbage).' })
  withdrawn!: boolean
}

@ObjectType({
  implements: Node,
  description:
    'The terms of a transitional lease as it states them (vilkår): how it derogates, and until when.',
})
export class TransitionTerms extends Recorded {
  @Field(() => RegimeEnum, { description: 'The rule it stands under (lovgrundlag).' })
  regime!: Regime

  @Field(() => TransitionTrial, {
    nullable: true,
    description: 'The trial it stands under, if any (forsøg).',
  })
  trial?: TransitionTrial | null

  @Field(() => Int, { description: 'For how many months that rule lets it derogate (højst måneder).' })
  monthsMax!: number

  @Field(() => String, { description: 'The law (lovgrundlag).' })
  law!: string

  @Field(() => LocalDate, { description: 'When the lease was signed (underskrevet).' })
  signedOn!: string

  @Field(() => LocalDate, { description: 'First day on which it derogates (fra).' })
  from!: string

  @Field(() => LocalDate, { description: 'First day on ordinary terms (til).' })
  until!: string

  @Field(() => [DerogationEnum], { description: 'What it derogates from (fravigelser).' })
  derogations!: Derogation[]

  @Field(() => String, { description: SOURCE })
  source!: string
}

@ObjectType({
  implements: Node,
  description:
    'That the municipality asks the landlord to terminate, since the tenant gets a place (anmodning om opsigelse). It does not say which place.',
})
export class TerminationRequest extends Recorded {
  @Field(() => LocalDate, { description: 'When it was asked for (anmodet den).' })
  requestedOn!: string

  @Field(() => LocalDate, { description: 'From when the tenancy is to end (virkning).' })
  effectiveOn!: string

  @Field(() => Int, {
    description: 'The period of notice that would have held, in months (opsigelsesvarsel).',
  })
  noticeMonths!: number

  @Field(() => NoticeEffectEnum, { description: 'From when such a notice has effect (virkning af varslet).' })
  noticeEffect!: NoticeEffect

  @Field(() => LocalDate, {
    description:
      'The last day to which the municipality can have to pay the rent until the dwelling is let again (loft).',
  })
  noticeEffectOn!: string

  @Field(() => DayCountEnum, { description: 'How a day’s rent is computed (dagberegning).' })
  dayCount!: DayCount

  @Field(() => Boolean, { description: 'Whether it was taken back (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => String, { description: 'Where the period of notice is written (kilde til varslet).' })
  source!: string
}

@ObjectType({
  implements: Node,
  description: 'Which household a transition is about (sagen bag forløbet).',
})
export class TransitionCase extends Recorded {
  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => Municipality, { description: 'Whose case it is (kommune).' })
  municipality!: Municipality

  @Field(() => Boolean, { description: 'Whether it was taken back (trukket tilbage).' })
  withdrawn!: boolean
}

@ObjectType({
  implements: Node,
  description:
    'A transitional dwelling’s way from the municipality’s disposal to ordinary terms (udslusningsforløb). Who lives there, only its case says.',
})
export class TransitionTimeline extends Recorded {
  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Whose dwelling it is (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Where it is (kommune).' })
  municipality!: Municipality

  @Field(() => MunicipalOffer, { nullable: true, description: 'The offer it began with, if any (tilbud).' })
  offer?: MunicipalOffer | null

  @Field(() => Tenancy, { nullable: true, description: 'The tenancy (lejemål); null until there is one.' })
  tenancy?: Tenancy | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'From when the dwelling was at the municipality’s disposal (til rådighed fra).',
  })
  disposedOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When it was allocated to the household that took it (anvist den).',
  })
  allocatedOn?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'When the lease was signed (underskrevet).' })
  signedOn?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day of the tenancy (lejemål fra).' })
  from?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which the tenancy no longer holds (lejemål til).',
  })
  until?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on ordinary terms, as the lease states it (perioden slutter).',
  })
  periodUntil?: string | null

  @Field(() => TransitionEndingEnum, {
    nullable: true,
    description: 'How it ended, whether within the period or after it (afslutning).',
  })
  ending?: TransitionEnding | null

  @Field(() => LocalDate, { nullable: true, description: 'When it ended (afsluttet).' })
  endedOn?: string | null

  @Field(() => TransitionApproval, {
    nullable: true,
    description: 'The municipality’s approval of the derogations (godkendelse).',
  })
  approval?: TransitionApproval | null

  @Field(() => TransitionTerms, { nullable: true, description: 'The terms of the lease (vilkår).' })
  terms?: TransitionTerms | null

  @Field(() => TerminationRequest, {
    nullable: true,
    description: 'That the municipality asked the landlord to terminate, if it did (anmodning om opsigelse).',
  })
  terminationRequest?: TerminationRequest | null

  @Field(() => TransitionCase, {
    nullable: true,
    description: 'Whom it is about (sag); for those who work on the case.',
  })
  case?: TransitionCase | null
}

@InputType({ description: 'Where transitions stand on a day (tilstand på en dag).' })
export class TransitionStandingFilter {
  @Field(() => [TransitionStateEnum], { description: 'In one of these states (tilstande).' })
  states!: TransitionState[]

  @Field(() => LocalDate, { description: 'On this day (virkningstid).' })
  on!: string
}

@InputType({ description: 'Which transitions (filter).' })
export class TransitionTimelineFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this tenancy (lejemål).' })
  tenancyId?: string | null

  @Field(() => [TransitionStageEnum], { nullable: true, description: 'That have come so far (trin).' })
  stages?: TransitionStage[] | null

  @Field(() => TransitionStandingFilter, {
    nullable: true,
    description: 'That stand so on a day (tilstand).',
  })
  standing?: TransitionStandingFilter | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Let on the terms of a transitional dwelling on this day (aktive den).',
  })
  activeOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'That have not ended, and whose period ends before this day (periode slutter før).',
  })
  endingBefore?: string | null
}

@InputType({ description: 'Which trials (filter).' })
export class TransitionTrialFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'Of these municipalities (kommuner).' })
  municipalityCodes?: string[] | null
}

@ObjectType({
  description:
    'How many of an agreement’s dwellings, those under it as a framework among them, the municipality has approved as transitional ones in a year, and how many it may at most (loft).',
})
export class TransitionCapUse {
  @Field(() => Agreement, { nullable: true, description: 'The agreement (aftale).' })
  agreement?: Agreement | null

  @Field(() => Municipality, { description: 'Whose approvals (kommune).' })
  municipality!: Municipality

  @Field(() => Int, { description: 'The calendar year of the approvals (kalenderår).' })
  year!: number

  @Field(() => Int, {
    description: 'How many stand: neither taken back nor of a dwelling that came to nothing (brugt).',
  })
  used!: number

  @Field(() => Int, {
    nullable: true,
    description: 'How many the agreement allows in the year (loft); null when it names none.',
  })
  cap?: number | null
}

@InputType({ description: 'Which caps (filter).' })
export class TransitionCapUseFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'Of these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this agreement (aftale).' })
  agreementId?: string | null

  @Field(() => Int, { nullable: true, description: 'In this calendar year (kalenderår).' })
  year?: number | null
}

export const TransitionCapUseConnection = connectionOf(
  'TransitionCapUse',
  () => TransitionCapUse,
  'lofter over udslusningsboliger',
)
export type TransitionCapUseConnection = Connection<TransitionCapUse>

export const TransitionTimelineConnection = connectionOf(
  'TransitionTimeline',
  () => TransitionTimeline,
  'udslusningsforløb',
)
export type TransitionTimelineConnection = Connection<TransitionTimeline>

export const TransitionTrialConnection = connectionOf('TransitionTrial', () => TransitionTrial, 'forsøg')
export type TransitionTrialConnection = Connection<TransitionTrial>
