import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import type { CaseStanding } from './household.ts'

/** A household as a command finds it, its row held until the change ends. */
export interface HeldHousehold {
  readonly id: string
  readonly municipalityCode: string
  /** Organisation unit and KLE number, as rows below the household repeat them. */
  readonly caseScope: string
  readonly adults: number
  readonly children: number
}

/**
 * Holds a household of the actor's cases.
 * **Refuses:** HOUSEHOLD_NOT_FOUND, for one that is not there and one that the actor may not see alike.
 */
export async function holdHousehold(
  running: Change,
  householdId: string,
  path: string,
): Promise<HeldHousehold> {
  const key = uuidOf(householdId, 'Household')
  const [household] = await running.prepared<HeldHousehold>(HOLD_HOUSEHOLD, [key])
  if (household === undefined) throw new Refused({ ...householdNotFound, path })
  return household
}

const HOLD_HOUSEHOLD: PreparedStatement = {
  name: 'hold_household',
  text: `select id, municipality_code as "municipalityCode", case_scope as "caseScope", adults, children
       from public.household where id = $1::uuid for update`,
}

/** Writes where the case of a household stands that is held; a parked one with the day from which it is open again. */
export async function changeCaseStatus(
  running: Change,
  householdId: string,
  { status, parkedUntil }: CaseStanding,
): Promise<void> {
  await running.sql('update public.household set status = $2, parked_until = $3 where id = $1', [
    householdId,
    status,
    parkedUntil,
  ])
}

const OUT_OF_REACH = '42501'
const TAKEN = '23505'

/**
 * Runs a write whose new state the database may refuse.
 * **Refuses:** CASE_OUT_OF_REACH, CASE_REFERENCE_TAKEN.
 */
export async function withinReach<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write()
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === OUT_OF_REACH) throw new Refused(caseOutOfReach)
    if (code === TAKEN) throw new Refused(caseReferenceTaken)
    throw error
  }
}

const householdNotFound: Refusal = {
  code: 'HOUSEHOLD_NOT_FOUND',
  text: {
    da: 'Der er ingen husstand med dette id blandt dine sager.',
    en: 'There is no household with this id among your cases.',
  },
}

const caseOutOfReach: Refusal = {
  code: 'CASE_OUT_OF_REACH',
  text: {
    da: 'Sagen ville ligge uden for de kommuner, organisationsenheder eller KLE-numre, din adgang er begrænset til.',
    en: 'The case would lie outside the municipalities, organisation units or KLE numbers that your access is limited to.',
  },
}

const caseReferenceTaken: Refusal = {
  code: 'CASE_REFERENCE_TAKEN',
  path: 'input.caseReference',
  text: {
    da: 'Enheden har allerede en husstand med denne sagsreference. Ret den i stedet, eller brug en anden reference.',
    en: 'The unit has a household with this case reference already. Correct that one, or use another reference.',
  },
}
