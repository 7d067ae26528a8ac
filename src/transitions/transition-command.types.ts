import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { type DayCount, DayCountEnum, type NoticeEffect, NoticeEffectEnum } from '../allocations/index.ts'
import { DerogationEnum } from '../households/index.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import type { Derogation, Regime } from './transition.ts'
import { TransitionCase, TransitionTimeline, TransitionTrial } from './transition.types.ts'
import { RegimeEnum } from './transition-words.types.ts'

const TRANSITION = 'The transition’s id.'
const REFUSALS = 'Why the call was refused; empty when it was carried out.'
const SOURCE = 'Where it is written (kilde).'
const NOTICE_SOURCE =
  'Where the period of notice is written (kilde til varslet). The landlord reads it, so it says nothing of the place.'

@InputType({ description: 'A trial to record (forsøg).' })
export class RecordTransitionTrialInput {
  @Field(() => MunicipalityCode, { description: 'Whose trial it is (kommune).' })
  municipalityCode!: string

  @Field(() => PlainText, {
    description: 'Its code, such as `FRIKOMMUNE`; the trial of this code is corrected (kode).',
  })
  code!: string

  @Field(() => LocalDate, { description: 'For leases signed on this day or later (underskrevet fra).' })
  signedFrom!: Day

  @Field(() => LocalDate, {
    nullable: true,
    description: 'For leases signed before this day (underskrevet før).',
  })
  signedUntil?: Day | null

  @Field(() => Int, { description: 'For how many months a lease may derogate, 1 to 240 (højst måneder).' })
  monthsMax!: number

  @Field(() => PlainText, { description: 'The law of the trial (lovgrundlag).' })
  law!: string

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'An approval of derogations (godkendelse af fravigelser).' })
export class ApproveDerogationsInput {
  @Field(() => StrictID, { description: TRANSITION })
  transitionId!: string

  @Field(() => LocalDate, { description: 'When it was approved, today or earlier (godkendt den).' })
  approvedOn!: Day

  @Field(() => [DerogationEnum], { description: 'What the lease may derogate from (fravigelser).' })
  derogations!: Derogation[]

  @Field(() => Int, { description: 'For how many months at most, 1 to 240 (højst måneder).' })
  monthsMax!: number

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'When the composition of the estate’s residents was assessed; for youth dwellings and dwellings for the elderly (vurderet beboersammensætning).',
  })
  compositionAssessedOn?: Day | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'That there is generally no demand from those the dwelling is for; for the elderly (ingen generel efterspørgsel).',
  })
  noGeneralDemand?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'That the tenant is a young person a youth dwelling may go to (ungdomsboligbetingelse).',
  })
  youthConditionMet?: boolean | null

  @Field(() => PlainText, { description: 'The decision; a CPR number is refused (afgørelsens reference).' })
  reference!: string
}

@InputType({ description: 'An approval to take back (godkendelse).' })
export class WithdrawTransitionApprovalInput {
  @Field(() => StrictID, { description: 'The approval’s id.' })
  approvalId!: string
}

@InputType({ description: 'The terms of a transitional lease (vilkår).' })
export class RecordTransitionTermsInput {
  @Field(() => StrictID, { description: TRANSITION })
  transitionId!: string

  @Field(() => RegimeEnum, { description: 'The rule that the lease stands under (lovgrundlag).' })
  regime!: Regime

  @Field(() => StrictID, { nullable: true, description: 'The trial, where it stands under one (forsøg).' })
  trialId?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When the lease was signed; obligatory where the tenancy does not say (underskrevet).',
  })
  signedOn?: Day | null

  @Field(() => LocalDate, { description: 'First day on ordinary terms, as the lease states it (til).' })
  until!: Day

  @Field(() => [DerogationEnum], { description: 'What it derogates from (fravigelser).' })
  derogations!: Derogation[]

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'The terms of a transitional lease as they are to be (ret vilkår).' })
export class CorrectTransitionTermsInput extends RecordTransitionTermsInput {}

@InputType({ description: 'A tenancy that goes over to ordinary terms early (ordinære vilkår før tid).' })
export class GoOverToOrdinaryTermsInput {
  @Field(() => StrictID, { description: TRANSITION })
  transitionId!: string

  @Field(() => LocalDate, { description: 'First day on ordinary terms (fra).' })
  on!: Day
}

@InputType({ description: 'Which household a transition is about (sagen bag forløbet).' })
export class NameTransitionCaseInput {
  @Field(() => StrictID, { description: TRANSITION })
  transitionId!: string

  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string
}

@InputType({ description: 'A naming to take back.' })
export class WithdrawTransitionCaseInput {
  @Field(() => StrictID, { description: 'The id of the transition’s case.' })
  caseId!: string
}

@InputType({ description: 'A request to terminate (anmodning om opsigelse).' })
export class RequestTerminationInput {
  @Field(() => StrictID, { description: TRANSITION })
  transitionId!: string

  @Field(() => LocalDate, { description: 'When it was sent, today or earlier (anmodet den).' })
  requestedOn!: Day

  @Field(() => LocalDate, { description: 'When the tenant gets a place (virkning).' })
  effectiveOn!: Day

  @Field(() => Int, {
    description: 'The period of notice that would have held, in months, 0 to 12 (opsigelsesvarsel).',
  })
  noticeMonths!: number

  @Field(() => NoticeEffectEnum, { description: 'From when such a notice has effect (virkning af varslet).' })
  noticeEffect!: NoticeEffect

  @Field(() => DayCountEnum, { description: 'How a day’s rent is computed (dagberegning).' })
  dayCount!: DayCount

  @Field(() => PlainText, { description: NOTICE_SOURCE })
  source!: string
}

@InputType({ description: 'A request to take back (anmodning om opsigelse).' })
export class WithdrawTerminationRequestInput {
  @Field(() => StrictID, { description: 'The request’s id.' })
  requestId!: string
}

@ObjectType({ description: 'The transition after the command (udslusningsforløb), or why it was refused.' })
export class TransitionTimelinePayload {
  @Field(() => TransitionTimeline, {
    nullable: true,
    description: 'The transition (forløb); null when refused.',
  })
  transition?: TransitionTimeline | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'The case of a transition after the command, or why it was refused.' })
export class TransitionCasePayload {
  @Field(() => TransitionCase, { nullable: true, description: 'The case (sag); null when refused.' })
  case?: TransitionCase | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'The trial after the command (forsøg), or why it was refused.' })
export class TransitionTrialPayload {
  @Field(() => TransitionTrial, { nullable: true, description: 'The trial (forsøg); null when refused.' })
  trial?: TransitionTrial | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
