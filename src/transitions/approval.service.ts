import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { assertNoCpr, type Call, carryOut, notFound, within } from '../platform/command.ts'
import type { DwellingType } from '../registry/index.ts'
import { approvalRefusals } from './approval.rules.ts'
import type { ApprovalRecord, TrialRecord } from './transition.ts'
import { findTransition } from './transition-step.service.ts'

/**
 * Approves how the lease of a transitional dwelling may derogate, under an agreement of § 63 in force that day. An
 * agreement with a yearly cap takes no more than that, however many are approved at once.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TEXT_HOLDS_CPR, TRANSITION_NOT_FOUND, TRANSITION_ENDED, APPROVAL_IN_FUTURE,
 * DEROGATIONS_EMPTY, COMPOSITION_NOT_ASSESSED, GENERAL_DEMAND, YOUTH_CONDITION_MISSING, SECTION_63_AGREEMENT_MISSING,
 * TRANSITION_APPROVED, TRANSITIONAL_CAP_REACHED.
 * @law almenboligloven § 63; almenlejeloven § 4 stk. 3
 */
export function approveDerogations<Shown>(
  call: Call<Shown> & { readonly clock: Clock },
  approval: ApprovalRecord,
): Promise<Shown> {
  return carryOut(call, 'transition:approve', async (running) => {
    assertNoCpr({ reference: approval.reference })
    const transition = await findTransition(running, approval.transitionId)
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
          where t.id = $1
          order by a.framework_id nulls last, a.id limit 1 returning id`,
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
    const [held] = await running.sql<{ id: string; transitionId: string; used: boolean }>(
      `select a.id, a.transition_id as "transitionId",
              exists (select from public.transition_terms s where s.approval_id = a.id) as used
         from public.transition_approval a where a.id = $1::uuid and not a.withdrawn for update`,
      [uuidOf(approvalId, 'TransitionApproval')],
    )
    if (held === undefined) throw new Refused(approvalNotFound)
    if (held.used) throw new Refused(approvalUsed)
    await running.sql('update public.transition_approval set withdrawn = true where id = $1', [held.id])
    return held.transitionId
  })
}

/**
 * Records a municipality's trial, which lets leases signed in its days derogate for longer.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TEXT_HOLDS_CPR, TRIAL_MALFORMED, MUNICIPALITY_NOT_OWN, TRIAL_RECORDED.
 */
export function recordTrial<Shown>(call: Call<Shown>, trial: TrialRecord): Promise<Shown> {
  return carryOut(call, 'transitionTrial:record', async (running) => {
    assertNoCpr({ source: trial.source, law: trial.law })
    const { municipalityCode, code, signedFrom, signedUntil, monthsMax, law, source } = trial
    const months = Number.isInteger(monthsMax) && monthsMax > 0 && monthsMax <= MONTHS_MAX
    if (!CODE.test(code) || !months || (signedUntil !== null && signedUntil <= signedFrom)) {
      throw new Refused(trialMalformed)
    }
    const [row] = await within({ ...VIOLATIONS, OUT_OF_REACH: municipalityNotOwn }, () =>
      running.sql<{ id: string }>(
        `insert into public.transition_trial (municipality_code, code, signed, months_max, law, source)
         values ($1, $2, daterange($3::date, $4::date), $5, $6, $7) returning id`,
        [municipalityCode, code, signedFrom, signedUntil, monthsMax, law, source],
      ),
    )
    return row?.id ?? ''
  })
}

const MONTHS_MAX = 240
const CODE = /^[A-Z][A-Z0-9_]{0,39}$/

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

const trialMalformed: Refusal = {
  code: 'TRIAL_MALFORMED',
  path: 'input.code',
  text: {
    da: `Koden er store bogstaver, cifre og understreger, fx »FRIKOMMUNE«, perioden har mindst én dag, og der er 1–${MONTHS_MAX} måneder.`,
    en: `The code is capitals, digits and underscores, such as "FRIKOMMUNE", the period has a day, and there are 1–${MONTHS_MAX} months.`,
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: notFound('TRANSITION', 'input.transitionId', 'intet udslusningsforløb', 'transition'),
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
  transition_trial_municipality_code_code_key: {
    code: 'TRIAL_RECORDED',
    path: 'input.code',
    text: {
      da: 'Kommunen har allerede et forsøg med denne kode.',
      en: 'The municipality has a trial with this code already.',
    },
  },
} satisfies Readonly<Record<string, Refusal>>
