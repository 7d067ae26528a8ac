import { noticeEffectOn } from '../allocations/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import type { TerminationRecord } from './transition.ts'
import { assertStep, holdTransition, transitionNotFound } from './transition-step.service.ts'

/**
 * Asks the landlord to terminate, with effect from when the tenant gets a place, as the lease lets it. From moving out until
 * the dwelling is let again the municipality pays the rent, at most to when a notice would have had effect.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND, REQUEST_IN_FUTURE, EFFECT_BEFORE_REQUEST,
 * NOTICE_MONTHS_WRONG, TRANSITION_STEP_NOT_ALLOWED, TERMINATION_NOT_AGREED, TERMINATION_REQUESTED.
 * @law almenlejeloven § 4 stk. 3; almenboligloven § 63 stk. 4
 */
export function requestTermination<Shown>(
  call: Call<Shown> & { readonly clock: Clock },
  request: TerminationRecord,
): Promise<Shown> {
  return carryOut(call, 'transition:requestTermination', async (running) => {
    const { requestedOn, effectiveOn, noticeMonths, noticeEffect, dayCount, source } = request
    const transition = await holdTransition(running, request.transitionId)
    if (requestedOn > call.clock.today()) throw new Refused(requestInFuture)
    if (effectiveOn < requestedOn) throw new Refused(effectBeforeRequest)
    if (!Number.isInteger(noticeMonths) || noticeMonths < 0 || noticeMonths > NOTICE_MONTHS_MAX) {
      throw new Refused(noticeMonthsWrong)
    }
    assertStep(transition, 'TERMINATED_AT_REQUEST', effectiveOn)
    const [row] = await within(VIOLATIONS, () =>
      running.sql(
        `insert into public.termination_request (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id,
           requested_on, effective_on, notice_months, notice_effect, notice_effect_on, day_count, source)
         select t.id, t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id, $2::date, $3::date, $4, $5, $6::date, $7, $8
           from public.transition t join public.transition_terms s on s.transition_id = t.id
          where t.id = $1 and 'TERMINATION_ON_REQUEST' = any (s.derogations) returning id`,
        [
          ...[transition.id, requestedOn, effectiveOn, noticeMonths, noticeEffect],
          ...[noticeEffectOn(requestedOn, { noticeMonths, noticeEffect }), dayCount, source],
        ],
      ),
    )
    if (row === undefined) throw new Refused(terminationNotAgreed)
    return transition.id
  })
}

/**
 * Takes a request back that the landlord has not followed.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TERMINATION_REQUEST_NOT_FOUND, TERMINATION_REQUEST_FOLLOWED.
 */
export function withdrawTermination<Shown>(call: Call<Shown>, requestId: string): Promise<Shown> {
  return carryOut(call, 'transition:requestTermination', async (running) => {
    const [row] = await within({ OUT_OF_REACH: requestNotFound, request_not_followed: requestFollowed }, () =>
      running.sql<{ id: string }>(
        `update public.termination_request set withdrawn = true where id = $1::uuid and not withdrawn
         returning transition_id as id`,
        [uuidOf(requestId, 'TerminationRequest')],
      ),
    )
    if (row === undefined) throw new Refused(requestNotFound)
    return row.id
  })
}

const NOTICE_MONTHS_MAX = 12

const requestNotFound = notFound('TERMINATION_REQUEST', 'input.requestId', 'ingen anmodning', 'request')

const requestFollowed: Refusal = {
  code: 'TERMINATION_REQUEST_FOLLOWED',
  path: 'input.requestId',
  law: 'almenboligloven § 63 stk. 4',
  text: {
    da: 'Udlejeren har opsagt lejemålet, som kommunen bad om, og kommunen betaler leje efter anmodningen. Den kan ikke trækkes tilbage.',
    en: 'The landlord has terminated the tenancy as the municipality asked, which pays rent by the request. It cannot be taken back.',
  },
}

const requestInFuture: Refusal = {
  code: 'REQUEST_IN_FUTURE',
  path: 'input.requestedOn',
  text: {
    da: 'Anmodningen ligger i fremtiden. Angiv dagen, den blev sendt.',
    en: 'The request lies in the future. Give the day it was sent.',
  },
}

const effectBeforeRequest: Refusal = {
  code: 'EFFECT_BEFORE_REQUEST',
  path: 'input.effectiveOn',
  text: {
    da: 'Opsigelsen kan ikke have virkning, før der er anmodet om den.',
    en: 'The termination cannot have effect before it was asked for.',
  },
}

const noticeMonthsWrong: Refusal = {
  code: 'NOTICE_MONTHS_WRONG',
  path: 'input.noticeMonths',
  text: {
    da: `Varslet er 0–${NOTICE_MONTHS_MAX} hele måneder.`,
    en: `The period of notice is 0–${NOTICE_MONTHS_MAX} whole months.`,
  },
}

const terminationNotAgreed: Refusal = {
  code: 'TERMINATION_NOT_AGREED',
  path: 'input.transitionId',
  law: 'almenlejeloven § 4 stk. 3',
  text: {
    da: 'Lejeaftalen giver ikke ret til opsigelse på kommunens anmodning, eller dens vilkår er ikke registreret.',
    en: 'The lease does not let the landlord terminate at the municipality’s request, or its terms are not recorded.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: transitionNotFound,
  one_termination_request: {
    code: 'TERMINATION_REQUESTED',
    path: 'input.transitionId',
    text: {
      da: 'Der er allerede anmodet om opsigelse. Træk den anmodning tilbage først.',
      en: 'Termination has been asked for already. Withdraw that request first.',
    },
  },
} satisfies Readonly<Record<string, Refusal>>
