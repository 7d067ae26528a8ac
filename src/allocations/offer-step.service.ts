import type { RequestOrigin } from '../access/actor.ts'
import type { Action } from '../access/policy.ts'
import { answerDeadline, type ReturnReason } from '../agreements/index.ts'
import { Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import { answerTime, daysLeftAfter, extendedTime } from './deadline.ts'
import { closingDaysOf, holdOffer, lapseAt, type Move, moveOffer, type Offers } from './held-offer.service.ts'
import { liableUntil, type OfferEnding } from './liability.rules.ts'
import { extensionRefusal, type OfferStep } from './offer.rules.ts'
import type { Show } from './offer.service.ts'
import type { HeldOffer, WithdrawalReason } from './offer.ts'

/** An offer and why something is done with it. */
export interface ReasonedStep {
  /** Global id. */
  readonly offerId: string
  readonly reason: string
}

/** The offer and how it ends. */
export interface ReasonedEnding<Code extends string> {
  readonly offerId: string
  readonly reasonCode: Code
  readonly reason: string | null
}

/**
 * Stops the time to answer, with the business days that are left after today.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED,
 * OFFER_LEASE_SIGNED, OFFER_PAUSED, OFFER_ALREADY_ALLOCATED.
 */
export function pauseOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  { offerId, reason }: ReasonedStep,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const today = offers.clock.today()
  return step(offers, origin, { offerId, step: 'PAUSE', action: 'offer:make' }, carrying, show, {
    move: async (_, { answerDays }) => ({
      ...{ state: 'PAUSED', kind: 'PAUSED', party: 'ORGANISATION' },
      ...{ reason, pausedDays: daysLeftAfter(today, answerDays) },
    }),
  })
}

/**
 * Lets the time to answer go on: what was left of it counts from tomorrow.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_ENDED, OFFER_LEASE_SIGNED,
 * OFFER_NOT_PAUSED.
 */
export function resumeOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  { offerId, reason }: ReasonedStep,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const today = offers.clock.today()
  return step(offers, origin, { offerId, step: 'RESUME', action: 'offer:make' }, carrying, show, {
    move: async (running, offer) => {
      const closingDays = await closingDaysOf(running, offer.agreementVersionId)
      const left = offer.state === 'PAUSED' ? offer.pausedDays : 0
      const time =
        left > 0
          ? answerTime(today, left, closingDays)
          : { answerDays: [today], deadline: answerDeadline(today, 0, closingDays) }
      await lapseAt(running, offers.clock, offer.id, time.deadline)
      return { ...{ state: 'OFFERED', kind: 'RESUMED', party: 'ORGANISATION' }, reason, ...time }
    },
  })
}

/**
 * Gives the municipality so many business days more, from the last one it had or from today.
 *
 * **Refuses:** NOT_ALLOWED, EXTENSION_OUT_OF_BOUNDS, OFFER_NOT_FOUND,
 * OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED.
 */
export function extendOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  { offerId, reason, businessDays }: ReasonedStep & { readonly businessDays: number },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const today = offers.clock.today()
  const input = { offerId, step: 'EXTEND', action: 'offer:make' } as const
  return step(offers, origin, input, carrying, show, {
    refusal: () => extensionRefusal(businessDays),
    move: async (running, offer) => {
      const extended = { state: offer.state, kind: 'EXTENDED', party: 'ORGANISATION', reason } as const
      if (offer.state === 'PAUSED') return { ...extended, pausedDays: offer.pausedDays + businessDays }
      const closingDays = await closingDaysOf(running, offer.agreementVersionId)
      const time = extendedTime(offer.answerDays, today, businessDays, closingDays)
      await lapseAt(running, offers.clock, offer.id, time.deadline)
      return { ...extended, ...time }
    },
  })
}

/**
 * Takes an offer back. A household that was chosen loses the dwelling, and its allocator is told.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED,
 * OFFER_LEASE_SIGNED.
 */
export function withdrawOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  input: ReasonedEnding<WithdrawalReason>,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  return endOffer(offers, origin, 'WITHDRAWN', input, carrying, show)
}

/**
 * Gives an offered dwelling back to the organisation.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED,
 * OFFER_LEASE_SIGNED, OFFER_ALREADY_ALLOCATED.
 */
export function returnOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  input: ReasonedEnding<ReturnReason>,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  return endOffer(offers, origin, 'RETURNED', input, carrying, show)
}

/**
 * Gives up a dwelling that is not let yet. The rent is due until a notice given today would have taken effect.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED,
 * OFFER_LEASE_SIGNED.
 * @law almenboligloven § 59 stk. 1, § 63 stk. 4
 */
export function giveUpOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  input: ReasonedEnding<ReturnReason>,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  return endOffer(offers, origin, 'GIVEN_UP', input, carrying, show)
}

const ENDINGS = {
  WITHDRAWN: { step: 'WITHDRAW', party: 'ORGANISATION', action: 'offer:make' },
  RETURNED: { step: 'RETURN', party: 'MUNICIPALITY', action: 'offer:answer' },
  GIVEN_UP: { step: 'GIVE_UP', party: 'MUNICIPALITY', action: 'offer:answer' },
} as const

function endOffer<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  ending: keyof typeof ENDINGS,
  { offerId, reasonCode, reason }: ReasonedEnding<string>,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const { step: taken, party, action } = ENDINGS[ending]
  return step(offers, origin, { offerId, step: taken, action }, carrying, show, {
    move: async (_, offer) => ({
      ...{ state: ending, kind: ending, party, reasonCode, reason },
      ended: endedOn(offer, ending, offers.clock.today()),
    }),
  })
}

/** When an offer ends that comes to nothing today, and until when its rent is due. */
export function endedOn(offer: HeldOffer, ending: OfferEnding, today: LocalDate): NonNullable<Move['ended']> {
  return { on: today, liableUntil: liableUntil(ending, today, offer.atDisposalFrom, offer.liability) }
}

/**
 * Tells that the household does not want the dwelling after all. The municipality may choose another, as long as it has
 * time; after a yes its allocator is told.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_PAUSED,
 * OFFER_NOT_ALLOCATED.
 */
export function reportDecline<Shown>(
  offers: Offers,
  origin: RequestOrigin,
  { offerId }: { readonly offerId: string },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const input = { offerId, step: 'DECLINE', action: 'offer:make' } as const
  return step(offers, origin, input, carrying, show, {
    move: async (running, offer) => {
      await lapseAt(running, offers.clock, offer.id, offer.deadline)
      return { state: 'OFFERED', kind: 'DECLINED', party: 'ORGANISATION' }
    },
  })
}

interface StepTaken {
  readonly offerId: string
  readonly step: OfferStep
  readonly action: Action
}

interface StepWork {
  refusal?(): ReturnType<typeof extensionRefusal>
  move(running: Change, offer: HeldOffer): Promise<Omit<Move, 'at'>>
}

function step<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { offerId, step: taken, action }: StepTaken,
  carrying: Carrying,
  show: Show<Shown>,
  { refusal, move }: StepWork,
): Promise<Shown> {
  const work = async (running: Change) => {
    const refused = refusal?.() ?? null
    if (refused !== null) throw new Refused(refused)
    const offer = await holdOffer(running, offerId, taken, clock)
    await moveOffer(running, offer, { ...(await move(running, offer)), at: clock.now() })
    return offer.id
  }
  return change(database, origin, { action, ...carrying }, work, show)
}
