import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import type { DwellingType } from '../registry/index.ts'
import { approvalRefusals, trialRefusals } from './approval.rules.ts'
import type { ApprovalRecord, TrialRecord } from './transition.ts'
import { holdTransition } from './transition-step.service.ts'

/**
 * Approves how the lease of a transitional dwelling may derogate, under an agreement of § 63 in force that day. An
 * agreement with a yearly cap takes no more than that, however many are approved at once.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND, TRANSITION_ENDED, APPROVAL_IN_FUTURE,
 * DEROGATIONS_EMPTY, MONTHS_OUT_OF_BOUNDS, COMPOSITION_NOT_ASSESSED, GENERAL_DEMAND, YOUTH_CONDITION_MISSING, SECTION_63_AGREEMENT_MISSING,
 * TRANSITION_APPROVED, TRANSITIONAL_CAP_REACHED.
 * @law almenboligloven § 63; almenlejeloven § 4 stk. 3
 */
export function approveDerogations<Shown>(
  call: Call<Shown> & { readonly clock: Clock },
  approval: ApprovalRecord,
): Promise<Shown> {
  return carryOut(call, 'transition:approve', async (running) => {
    const transition = await holdTransition(running, approval.transitionId)
    if (transition.stage === 'ENDED') throw new Refused(transitionEnded)
    const [dwelling] = await running.sql<{ type: DwellingType | null }>(
      `select d.dwelling_type as type from public.transition t join public.dwelling d on d.id = t.dwelling_id where t.id = $1`,
      [transition.id],
    )
    const refusals = approvalRefusals(approval, dwelling?.type ?? null, call.clock.today())
    if (refusals.length > 0) throw new Refused(...refusals)
    const [row] = await within(VIOLATIONS, () =>
      running.sql<{ id: string }>(
        `insert into public.transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on,
           derogations, months_max, agreement_id, composition_assessed_on, no_general_demand, youth_condition_met, reference)
         select t.id, t.organisation_id, t.municipality_code, t.dwelling_id, $2::date, $3::text[], $4, a.id, $5::date, $6, $7, $8
           from public.transition t join public.agreement a on a.municipality_code = t.municipality_code
            and t.organisation_id = any (a.organisation_ids) and 'SECTION_63' = any (a.legal_bases) and a.valid @> $2::date
            and exists (select from public.agreement_version v
                         where v.agreement_id = a.id and v.status = 'IN_FORCE' and v.valid @> $2::date)
           left join public.municipal_offer o on o.id = t.offer_id
           left join public.agreement_version own on own.id = o.agreement_version_id
          where t.id = $1
          order by a.id <> own.agreement_id, a.framework_id nulls last, a.id limit 1 returning id`,
        [
          ...[
            transition.id,
            approval.approvedOn,
            [...new Set(approval.derogations)].sort(),
            approval.monthsMax,
          ],
          ...[approval.compositionAssessedOn, approval.noGeneralDemand, approval.youthConditionMet],
          approval.reference,
        ],
      ),
    )
    if (row === undefined) throw new Refused(agreementMissing)
    return transition.id
  })
}

/**
 * Takes an approval back that no lease rests on; its place under the cap is free again.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, APPROVAL_NOT_FOUND, APPROVAL_USED.
 */
export function withdrawApproval<Shown>(call: Call<Shown>, approvalId: string): Promise<Shown> {
  return carryOut(call, 'transition:approve', async (running) => {
    const id = uuidOf(approvalId, 'TransitionApproval')
    const [about] = await running.sql<{ transition: string }>(
      `select 'TransitionTimeline:' || transition_id as transition from public.transition_approval where id = $1::uuid`,
      [id],
    )
    if (about === undefined) throw new Refused(approvalNotFound)
    const transition = await holdTransition(running, about.transition)
    const [held] = await running.sql<{ used: boolean }>(
      `select exists (select from public.transition_terms s where s.approval_id = a.id) as used
         from public.transition_approval a where a.id = $1 and not a.withdrawn for update of a`,
      [id],
    )
    if (held === undefined) throw new Refused(approvalNotFound)
    if (held.used) throw new Refused(approvalUsed)
    await running.sql('update public.transition_approval set withdrawn = true where id = $1', [id])
    return transition.id
  })
}

/**
 * Records a municipality's trial, which lets leases signed in its days derogate for longer; recorded again, it is corrected,
 * and a lease that rests on it keeps what it states.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRIAL_CODE_MALFORMED, PERIOD_EMPTY, MONTHS_OUT_OF_BOUNDS,
 * MUNICIPALITY_NOT_OWN.
 */
export function recordTrial<Shown>(call: Call<Shown>, trial: TrialRecord): Promise<Shown> {
  return carryOut(call, 'transitionTrial:record', async (running) => {
    const { municipalityCode, code, signedFrom, signedUntil, monthsMax, law, source } = trial
    const refusals = trialRefusals(trial)
    if (refusals.length > 0) throw new Refused(...refusals)
    const [row] = await within({ OUT_OF_REACH: municipalityNotOwn }, () =>
      running.sql<{ id: string }>(
        `insert into public.transition_trial (municipality_code, code, signed, months_max, law, source)
         values ($1, $2, daterange($3::date, $4::date), $5, $6, $7)
         on conflict (municipality_code, code) do update
           set signed = excluded.signed, months_max = excluded.months_max, law = excluded.law, source = excluded.source
         returning id`,
        [municipalityCode, code, signedFrom, signedUntil, monthsMax, law, source],
      ),
    )
    return row?.id ?? ''
  })
}

const approvalNotFound = notFound('APPROVAL', 'input.approvalId', 'ingen godkendelse', 'approval')

const transitionEnded: Refusal = {
  code: 'TRANSITION_ENDED',
  path: 'input.transitionId',
  text: { da: 'Forløbet er afsluttet.', en: 'The transition has ended.' },
}

const agreementMissing: Refusal = {
  code: 'SECTION_63_AGREEMENT_MISSING',
  path: 'input.approvedOn',
  law: 'almenboligloven § 63 stk. 1',
  text: {
    da: 'Kommunen og organisationen havde den dag ingen gældende aftale om udslusningsboliger. Registrér aftalen først.',
    en: 'The municipality and the organisation had no agreement on transitional dwellings in force that day. Record it first.',
  },
}

const approvalUsed: Refusal = {
  code: 'APPROVAL_USED',
  path: 'input.approvalId',
  text: {
    da: 'En lejeaftale hviler på godkendelsen, og den kan ikke trækkes tilbage.',
    en: 'A lease rests on the approval, and it cannot be taken back.',
  },
}

const municipalityNotOwn: Refusal = {
  code: 'MUNICIPALITY_NOT_OWN',
  path: 'input.municipalityCode',
  text: {
    da: 'Et forsøg registreres af kommunen selv. Brug kommunens egen kode.',
    en: 'A trial is recorded by the municipality itself. Use its own code.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: notFound('TRANSITION', 'input.transitionId', 'intet udslusningsforløb', 'transition'),
  dwelling_to_approve: transitionEnded,
  one_approval: {
    code: 'TRANSITION_APPROVED',
    path: 'input.transitionId',
    text: {
      da: 'Der er allerede en godkendelse. Træk den tilbage først.',
      en: 'There is an approval already. Withdraw it first.',
    },
  },
  transitional_cap_not_exceeded: {
    code: 'TRANSITIONAL_CAP_REACHED',
    path: 'input.transitionId',
    law: 'almenboligloven § 63',
    text: {
      da: 'Aftalens loft over udslusningsboliger i året er nået.',
      en: 'The agreement’s cap on transitional dwellings in the year is reached.',
    },
  },
} satisfies Readonly<Record<string, Refusal>>
