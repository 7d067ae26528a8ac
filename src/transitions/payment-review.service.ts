import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import type { ReviewFinding } from './payment-review.ts'

/**
 * Appoints a review of what the household of a transition can pay on ordinary terms (opfølgning på betalingsevne).
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND,
 * TRANSITION_ENDED, REVIEW_APPOINTED.
 */
export function appointPaymentReview<Shown>(
  call: Call<Shown>,
  { transitionId, dueOn }: { readonly transitionId: string; readonly dueOn: LocalDate },
): Promise<Shown> {
  return carryOut(call, 'paymentReview:record', async (running) => {
    const key = uuidOf(transitionId, 'TransitionTimeline')
    const [transition] = await running.sql<{ ended: boolean }>(
      `select t.stage = 'ENDED' as ended from public.transition t
         join public.transition_case c on c.transition_id = t.id and not c.withdrawn where t.id = $1::uuid`,
      [key],
    )
    if (transition === undefined) throw new Refused(transitionNotFound)
    if (transition.ended) throw new Refused(transitionEnded)
    const [row] = await within({ one_review_a_day: reviewAppointed }, () =>
      running.sql<{ id: string }>(
        `insert into public.payment_review (transition_id, household_id, municipality_code, case_scope, due_on)
         select transition_id, household_id, municipality_code, case_scope, $2::date
           from public.transition_case where transition_id = $1::uuid and not withdrawn returning id`,
        [key, dueOn],
      ),
    )
    return row?.id ?? ''
  })
}

/**
 * Records what a review found, or corrects it.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, REVIEW_IN_FUTURE,
 * AMOUNT_NEGATIVE, REVIEW_NOT_FOUND.
 */
export function holdPaymentReview<Shown>(
  call: Call<Shown> & { readonly clock: Clock },
  reviewId: string,
  { heldOn, affordableRentOere, outcome }: ReviewFinding,
): Promise<Shown> {
  return carryOut(call, 'paymentReview:record', async (running) => {
    if (heldOn > call.clock.today()) throw new Refused(reviewInFuture)
    if (affordableRentOere < 0n) throw new Refused(amountNegative)
    return written(
      await running.sql<{ id: string }>(
        `update public.payment_review set held_on = $2::date, affordable_rent_oere = $3, outcome = $4
          where id = $1::uuid and not withdrawn returning id`,
        [uuidOf(reviewId, 'PaymentReview'), heldOn, `${affordableRentOere}`, outcome],
      ),
    )
  })
}

/**
 * Takes a review back as if it had never been appointed.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, REVIEW_NOT_FOUND.
 */
export function withdrawPaymentReview<Shown>(call: Call<Shown>, reviewId: string): Promise<Shown> {
  return carryOut(call, 'paymentReview:record', async (running: Change) =>
    written(
      await running.sql<{ id: string }>(
        'update public.payment_review set withdrawn = true where id = $1::uuid and not withdrawn returning id',
        [uuidOf(reviewId, 'PaymentReview')],
      ),
    ),
  )
}

function written([row]: readonly { readonly id: string }[]): string {
  if (row === undefined) throw new Refused(reviewNotFound)
  return row.id
}

const transitionNotFound = notFound(
  'TRANSITION',
  'input.transitionId',
  'intet udslusningsforløb med en husstand blandt dine sager',
  'transition of a household among your cases',
)
const reviewNotFound = notFound('REVIEW', 'input.reviewId', 'ingen opfølgning', 'review')

const transitionEnded: Refusal = {
  code: 'TRANSITION_ENDED',
  path: 'input.transitionId',
  text: {
    da: 'Forløbet er slut. Der er ikke mere at følge op på.',
    en: 'The transition has ended. There is nothing left to review.',
  },
}

const reviewAppointed: Refusal = {
  code: 'REVIEW_APPOINTED',
  path: 'input.dueOn',
  text: {
    da: 'Der er allerede aftalt en opfølgning den dag.',
    en: 'A review is appointed for that day already.',
  },
}

const reviewInFuture: Refusal = {
  code: 'REVIEW_IN_FUTURE',
  path: 'input.heldOn',
  text: {
    da: 'Dagen ligger efter i dag. Registrér opfølgningen, når den er holdt.',
    en: 'The day lies after today. Record the review once it is held.',
  },
}

const amountNegative: Refusal = {
  code: 'AMOUNT_NEGATIVE',
  path: 'input.affordableRent',
  text: { da: 'Beløbet er negativt. Angiv 0 eller mere.', en: 'The amount is negative. Give 0 or more.' },
}
