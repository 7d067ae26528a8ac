import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, within } from '../platform/command.ts'
import { type LeaseFacts, maximumOf, type TrialFacts, termsRefusals } from './terms.rules.ts'
import type { Derogation, TermsRecord } from './transition.ts'
import { assertStep, holdTransition, transitionNotFound } from './transition-step.service.ts'

/**
 * Records the terms of a transitional lease as it states them: under which rule, from what it derogates and for how long.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND, TENANCY_MISSING, LEASE_DAY_MISSING,
 * LEASE_DAY_DIFFERS, DEROGATIONS_NOT_APPROVED, TRIAL_NOT_MEANT, TRIAL_NOT_FOUND, REGIME_NOT_IN_FORCE, DEROGATIONS_EMPTY,
 * DEROGATION_NOT_APPROVED, PERIOD_EMPTY, PERIOD_OVER_MAXIMUM, PERIOD_OVER_APPROVAL, TERMS_RECORDED.
 * @law almenlejeloven § 4 stk. 3
 */
export function recordTerms<Shown>(call: Call<Shown>, terms: TermsRecord): Promise<Shown> {
  return carryOut(call, 'transition:recordTerms', async (running) => {
    const lease = await measured(running, terms)
    await within(VIOLATIONS, () =>
      running.sql(
        `insert into public.transition_terms (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id,
           approval_id, regime, trial_id, months_max, law, signed_on, valid, derogations, source)
         select t.id, t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id, a.id, $2, $3::uuid, $4, $5, $6::date,
                daterange(lower(t.valid), $7::date), $8::text[], $9
           from public.transition t join public.transition_approval a on a.transition_id = t.id and not a.withdrawn
          where t.id = $1`,
        lease,
      ),
    )
    return lease[0]
  })
}

/**
 * Corrects the terms of a lease that were recorded otherwise than it states them: the whole of them, as they are to be.
 * **Refuses:** TERMS_MISSING, and what `recordTerms` refuses save TERMS_RECORDED.
 * @law almenlejeloven § 4 stk. 3
 */
export function correctTerms<Shown>(call: Call<Shown>, terms: TermsRecord): Promise<Shown> {
  return carryOut(call, 'transition:recordTerms', async (running) => {
    const lease = await measured(running, terms)
    const [row] = await within(VIOLATIONS, () =>
      running.sql(
        `update public.transition_terms
            set regime = $2, trial_id = $3::uuid, months_max = $4, law = $5, signed_on = $6::date,
                valid = daterange(lower(valid), $7::date), derogations = $8::text[], source = $9
          where transition_id = $1 returning id`,
        lease,
      ),
    )
    if (row === undefined) throw new Refused(termsMissing)
    return lease[0]
  })
}

/** The terms as they are kept, once they are what the law and the approval allow: the transition's key first. */
async function measured(
  running: Change,
  terms: TermsRecord,
): Promise<readonly [string, ...(readonly unknown[])]> {
  const transition = await holdTransition(running, terms.transitionId)
  if (transition.tenancyId === null) throw new Refused(tenancyMissing)
  const lease = await leaseOf(running, transition.id, terms.trialId)
  const refusals = termsRefusals(terms, lease)
  if (refusals.length > 0) throw new Refused(...refusals)
  const signedOn = lease.signedOn ?? terms.signedOn
  const maximum = signedOn === null ? null : maximumOf(terms, signedOn, lease.trial)
  const trial = terms.trialId === null ? null : uuidOf(terms.trialId, 'TransitionTrial')
  return [
    ...([
      transition.id,
      terms.regime,
      trial,
      maximum?.monthsMax,
      maximum?.law,
      signedOn,
      terms.until,
    ] as const),
    ...[[...new Set(terms.derogations)].sort(), terms.source],
  ]
}

/**
 * Lets a tenancy go over to ordinary terms before its period ends: subsidy and derogations stop on that day, and the tenancy
 * goes on without a gap.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND, TRANSITION_STEP_NOT_ALLOWED, TERMS_MISSING,
 * PERIOD_NOT_SHORTER.
 */
export function goOverToOrdinaryTerms<Shown>(
  call: Call<Shown>,
  { transitionId, on }: { readonly transitionId: string; readonly on: LocalDate },
): Promise<Shown> {
  return carryOut(call, 'transition:recordTerms', async (running) => {
    const transition = await holdTransition(running, transitionId)
    if (transition.from === null || transition.periodUntil === null) throw new Refused(termsMissing)
    if (on <= transition.from || on >= transition.periodUntil) throw new Refused(periodNotShorter)
    assertStep(transition, 'ORDINARY_TERMS', on)
    const [row] = await within({ OUT_OF_REACH: transitionNotFound }, () =>
      running.sql(
        `update public.transition_terms set valid = daterange(lower(valid), $2::date) where transition_id = $1 returning id`,
        [transition.id, on],
      ),
    )
    if (row === undefined) throw new Refused(transitionNotFound)
    return transition.id
  })
}

async function leaseOf(running: Change, transitionId: string, trialId: string | null): Promise<LeaseFacts> {
  const [lease] = await running.sql<{
    from: LocalDate
    signedOn: LocalDate | null
    derogations: readonly Derogation[] | null
    monthsMax: number | null
    trial: TrialFacts | null
  }>(
    `select lower(t.valid)::text as "from", y.lease_signed_on::text as "signedOn", a.derogations, a.months_max as "monthsMax",
            (select jsonb_build_object('signedFrom', lower(l.signed), 'signedUntil', upper(l.signed), 'monthsMax', l.months_max, 'law', l.law)
               from public.transition_trial l where l.id = $2::uuid and l.municipality_code = t.municipality_code) as trial
       from public.transition t join public.tenancy y on y.id = t.tenancy_id
       left join public.transition_approval a on a.transition_id = t.id and not a.withdrawn
      where t.id = $1`,
    [transitionId, trialId === null ? null : uuidOf(trialId, 'TransitionTrial')],
  )
  if (lease === undefined) throw new Refused(tenancyMissing)
  const { derogations, monthsMax, ...facts } = lease
  return {
    ...facts,
    approval: derogations === null || monthsMax === null ? null : { derogations, monthsMax },
  }
}

const tenancyMissing: Refusal = {
  code: 'TENANCY_MISSING',
  path: 'input.transitionId',
  text: {
    da: 'Boligen er ikke lejet ud endnu. Registrér lejeaftalen først.',
    en: 'The dwelling is not let yet. Record the lease first.',
  },
}

const termsMissing: Refusal = {
  code: 'TERMS_MISSING',
  path: 'input.transitionId',
  text: {
    da: 'Lejeaftalens vilkår er ikke registreret. Registrér dem med »recordTransitionTerms«.',
    en: 'The terms of the lease are not recorded. Record them with "recordTransitionTerms".',
  },
}

const periodNotShorter: Refusal = {
  code: 'PERIOD_NOT_SHORTER',
  path: 'input.on',
  text: {
    da: 'Dagen ligger ikke inde i perioden. Ved periodens slutning går lejemålet af sig selv over til ordinære vilkår.',
    en: 'The day does not lie within the period. At its end the tenancy goes over to ordinary terms by itself.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: transitionNotFound,
  transition_terms_transition_id_key: {
    code: 'TERMS_RECORDED',
    path: 'input.transitionId',
    text: {
      da: 'Vilkårene er allerede registreret.',
      en: 'The terms are recorded already.',
    },
  },
} satisfies Readonly<Record<string, Refusal>>
