import { housingStepNotAllowed } from '../allocations/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import { holdTransition } from './transition-step.service.ts'

/**
 * Says which household a transition is about, where no allocation in the hub says so: of a dwelling that is let.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_NOT_FOUND,
 * TRANSITION_NOT_LET, HOUSEHOLD_NOT_FOUND, TRANSITION_HAS_CASE, HOUSING_STEP_NOT_ALLOWED.
 */
export function nameTransitionCase<Shown>(
  call: Call<Shown>,
  { transitionId, householdId }: { readonly transitionId: string; readonly householdId: string },
): Promise<Shown> {
  return carryOut(call, 'transitionCase:record', async (running) => {
    const { id, tenancyId } = await holdTransition(running, transitionId)
    if (tenancyId === null) throw new Refused(notLet)
    const [row] = await within(VIOLATIONS, () =>
      running.sql<{ id: string }>(
        `insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
         select t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, h.case_scope
           from public.transition t join public.household h on h.municipality_code = t.municipality_code
          where t.id = $1 and h.id = $2::uuid returning id`,
        [id, uuidOf(householdId, 'Household')],
      ),
    )
    if (row === undefined) throw new Refused(householdNotFound)
    return row.id
  })
}

/**
 * Takes back which household a transition is about, where it was named in error.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TRANSITION_CASE_NOT_FOUND.
 */
export function withdrawTransitionCase<Shown>(call: Call<Shown>, caseId: string): Promise<Shown> {
  return carryOut(call, 'transitionCase:record', async (running) => {
    const [row] = await within({ OUT_OF_REACH: caseNotFound }, () =>
      running.sql<{ id: string }>(
        'update public.transition_case set withdrawn = true where id = $1::uuid and not withdrawn returning id',
        [uuidOf(caseId, 'TransitionCase')],
      ),
    )
    if (row === undefined) throw new Refused(caseNotFound)
    return row.id
  })
}

const householdNotFound = notFound('HOUSEHOLD', 'input.householdId', 'ingen husstand', 'household')
const caseNotFound = notFound('TRANSITION_CASE', 'input.caseId', 'ingen sag', 'case')

const notLet: Refusal = {
  code: 'TRANSITION_NOT_LET',
  path: 'input.transitionId',
  text: {
    da: 'Boligen er ikke udlejet, og anvisningen siger, hvem den er til. Anvis boligen i stedet.',
    en: 'The dwelling is not let, and the allocation says whom it is for. Allocate the dwelling instead.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: householdNotFound,
  housing_step_allowed: housingStepNotAllowed,
  one_case: {
    code: 'TRANSITION_HAS_CASE',
    path: 'input.transitionId',
    text: {
      da: 'Forløbet har allerede en husstand. Træk den tilbage først, hvis den er angivet ved en fejl.',
      en: 'The transition has a household already. Withdraw that first if it was named in error.',
    },
  },
} satisfies Readonly<Record<string, Refusal>>
