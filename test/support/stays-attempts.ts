import { systemClock } from '../../src/platform/system-clock.ts'
import type { Row } from './oracle-types.ts'
import type { Attempt, Attempts } from './payload-attempts.ts'

type RowsOf = (table: string) => readonly Row[]

const UNCHANGED = {}
/** Days on which nobody in the story stays anywhere or is supported. */
const LONG_AGO = { from: '2001-01-01', until: '2001-02-01' }
const CONDITIONS = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY', 'PLACE_READY']

/** What is missing of the checklist when these kinds are met. */
function missing(stay: Row, met: readonly unknown[]): Readonly<Record<string, unknown>> {
  if (stay.kind !== 'SHELTER') return {}
  const without = (left: string) => CONDITIONS.filter((kind) => kind !== left && !met.includes(kind))
  return {
    missingForDwelling: without('PLACE_READY'),
    missingForPlace: without('LEASE_AND_SUPPORT_READY'),
  }
}

/** Commands over every stay, course of support and review of the story. */
export const staysAttempts = (rowsOf: RowsOf): Attempts => {
  const standing = (table: string) => rowsOf(table).filter((row) => row.withdrawn === false)
  const open = () => standing('stay').filter((row) => row.valid_until === null)
  const conditionsOf = (stay: Row) => standing('discharge_condition').filter((one) => one.stay_id === stay.id)

  const onStay = (stay: Row, input: object, becomes: Attempt['becomes']): Attempt => ({
    action: 'stay:record',
    variables: { input },
    id: `Stay:${stay.id}`,
    becomes,
  })
  const onSupport = (support: Row, input: object, becomes: Attempt['becomes']): Attempt => ({
    action: 'support:record',
    variables: { input },
    id: `SupportCourse:${support.id}`,
    becomes,
  })
  const onReview = (review: Row, input: object, becomes: Attempt['becomes']): Attempt => ({
    action: 'paymentReview:record',
    variables: { input },
    id: `PaymentReview:${review.id}`,
    becomes,
  })
  const stayOf = (stay: Row) => ({ kind: stay.kind, provider: stay.provider, source: stay.source })
  const supportOf = (support: Row) => ({
    ...{ method: support.method, paragraph: support.paragraph },
    ...{ provider: support.provider, source: support.source },
  })
  const until = systemClock.today()

  return {
    recordStay: () =>
      standing('stay').map((stay) => {
        const input = { householdId: `Household:${stay.household_id}`, ...stayOf(stay) }
        return onStay(stay, { ...input, ...LONG_AGO, outcome: 'LEFT' }, null)
      }),
    correctStay: () =>
      standing('stay').map((stay) =>
        onStay(
          stay,
          {
            ...{ stayId: `Stay:${stay.id}`, ...stayOf(stay), outcome: stay.outcome },
            ...{ from: stay.valid_from, until: stay.valid_until },
          },
          UNCHANGED,
        ),
      ),
    endStay: () =>
      open().map((stay) =>
        onStay(
          stay,
          { stayId: `Stay:${stay.id}`, until, outcome: 'LEFT' },
          { until, outcome: 'LEFT', shelterDaysLeft: null },
        ),
      ),
    withdrawStay: () =>
      standing('stay').map((stay) =>
        onStay(
          stay,
          { stayId: `Stay:${stay.id}` },
          { withdrawn: true, shelterDaysLeft: null, ...missing(stay, []) },
        ),
      ),
    recordDischargeCondition: () =>
      open().flatMap((stay) =>
        conditionsOf(stay).map(({ kind, met_on: metOn, evidence }) =>
          onStay(stay, { stayId: `Stay:${stay.id}`, kind, metOn, evidence }, UNCHANGED),
        ),
      ),
    withdrawDischargeCondition: () =>
      open().flatMap((stay) =>
        conditionsOf(stay).map(({ kind }) =>
          onStay(
            stay,
            { stayId: `Stay:${stay.id}`, kind },
            missing(
              stay,
              conditionsOf(stay)
                .map((one) => one.kind)
                .filter((one) => one !== kind),
            ),
          ),
        ),
      ),
    recordSupport: () =>
      standing('support_course').map((support) => {
        const input = { householdId: `Household:${support.household_id}`, ...supportOf(support) }
        return onSupport(support, { ...input, ...LONG_AGO }, null)
      }),
    correctSupport: () =>
      standing('support_course').map((support) => {
        const days = { from: support.valid_from, until: support.valid_until }
        const input = { supportCourseId: `SupportCourse:${support.id}`, ...supportOf(support), ...days }
        return onSupport(support, input, UNCHANGED)
      }),
    endSupport: () =>
      standing('support_course').map((support) =>
        onSupport(support, { supportCourseId: `SupportCourse:${support.id}`, until }, { until }),
      ),
    withdrawSupport: () =>
      standing('support_course').map((support) =>
        onSupport(support, { supportCourseId: `SupportCourse:${support.id}` }, { withdrawn: true }),
      ),
    appointPaymentReview: () =>
      standing('payment_review').map((review) =>
        onReview(
          review,
          { transitionId: `TransitionTimeline:${review.transition_id}`, dueOn: '2099-01-01' },
          null,
        ),
      ),
    holdPaymentReview: () =>
      standing('payment_review').map((review) => {
        const found = { heldOn: until, affordableRent: '4000.00', outcome: 'CAN_PAY' }
        return onReview(review, { reviewId: `PaymentReview:${review.id}`, ...found }, found)
      }),
    withdrawPaymentReview: () =>
      standing('payment_review').map((review) =>
        onReview(review, { reviewId: `PaymentReview:${review.id}` }, { withdrawn: true }),
      ),
  }
}
