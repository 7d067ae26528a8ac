import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { Household } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { REVIEW_OUTCOMES, type ReviewOutcome } from './payment-review.ts'
import { TransitionTimeline } from './transition.types.ts'

export const ReviewOutcomeEnum = enumOf(...REVIEW_OUTCOMES)
registerEnumType(ReviewOutcomeEnum, {
  name: 'ReviewOutcome',
  description: 'What a review of the ability to pay found (resultat).',
  valuesConfig: {
    CAN_PAY: { description: 'Can pay the rent on ordinary terms (kan betale nu).' },
    CAN_PAY_BY_END: { description: 'Will be able to when the period ends (kan ved periodens udløb).' },
    CANNOT_PAY: { description: 'Will not be able to (kan ikke).' },
  },
})

export const PaymentReviewOrderEnum = orderEnum('PaymentReviewOrder', 'reviews', {
  DUE_ASC: 'Due first (tidligste først).',
  DUE_DESC: 'Due last (seneste først).',
})

const HELD_ON = 'The day it was held (afholdt den).'
const AFFORDABLE =
  'The rent per month that the household can pay on ordinary terms, without consumption (overkommelig husleje).'
const OUTCOME = 'What it found (resultat).'

@ObjectType({
  implements: Node,
  description:
    'A review of what a household can pay when its dwelling goes over to ordinary terms (opfølgning på betalingsevne). It says what it can pay, not what it lives off.',
})
export class PaymentReview extends Node {
  @Field(() => Household, { nullable: true, description: 'Whose ability it is about (husstand).' })
  household?: Household | null

  @Field(() => Municipality, { description: 'Whose case it is (kommune).' })
  municipality!: Municipality

  @Field(() => TransitionTimeline, {
    nullable: true,
    description: 'The transition it is about (udslusningsforløb).',
  })
  transition?: TransitionTimeline | null

  @Field(() => LocalDate, { description: 'The day it is due (forfalder).' })
  dueOn!: string

  @Field(() => LocalDate, { nullable: true, description: `${HELD_ON} Null until it is.` })
  heldOn?: string | null

  @Field(() => Kroner, { nullable: true, description: `${AFFORDABLE} Null until it is held.` })
  affordableRent?: string | null

  @Field(() => ReviewOutcomeEnum, { nullable: true, description: `${OUTCOME} Null until it is held.` })
  outcome?: ReviewOutcome | null

  @Field(() => Boolean, { description: 'Taken back: it was entered in error (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which reviews (filter).' })
export class PaymentReviewFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality’s cases (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this transition (udslusningsforløb).' })
  transitionId?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'Due before this day (forfalder før).' })
  dueBefore?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Held, or not (afholdt).' })
  held?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Taken back, or not (trukket tilbage).' })
  withdrawn?: boolean | null
}

export const PaymentReviewConnection = connectionOf('PaymentReview', () => PaymentReview, 'opfølgninger')
export type PaymentReviewConnection = Connection<PaymentReview>

@InputType({ description: 'A review to appoint (aftal opfølgning).' })
export class AppointPaymentReviewInput {
  @Field(() => StrictID, { description: 'The transition’s id (udslusningsforløb).' })
  transitionId!: string

  @Field(() => LocalDate, { description: 'The day it is due (forfalder).' })
  dueOn!: Day
}

@InputType({ description: 'What a review found (registrér opfølgning).' })
export class HoldPaymentReviewInput {
  @Field(() => StrictID, { description: 'The review’s id.' })
  reviewId!: string

  @Field(() => LocalDate, { description: `${HELD_ON} Today or earlier.` })
  heldOn!: Day

  @Field(() => Kroner, { description: AFFORDABLE })
  affordableRent!: bigint

  @Field(() => ReviewOutcomeEnum, { description: OUTCOME })
  outcome!: ReviewOutcome
}

@InputType({ description: 'A review to take back (træk opfølgning tilbage).' })
export class WithdrawPaymentReviewInput {
  @Field(() => StrictID, { description: 'The review’s id.' })
  reviewId!: string
}

@ObjectType({ description: 'What became of a command on a review (svar).' })
export class PaymentReviewPayload {
  @Field(() => PaymentReview, {
    nullable: true,
    description: 'The review (opfølgning); null when the call was refused.',
  })
  review?: PaymentReview | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
