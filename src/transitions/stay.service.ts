import { type HeldHousehold, holdHousehold } from '../households/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import { conditionRefusals, dischargeRefusals, stayRefusals } from './stay.rules.ts'
import type { DischargeConditionKind, MetCondition, StayEntry, StayKind, StayOutcome } from './stay.ts'

/** What the commands on stays work with. */
export type StayCall<Shown> = Call<Shown> & { readonly clock: Clock }

/**
 * Records where a household stays, or stayed, with the conditions for its discharge that are met already.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_IN_FUTURE, PERIOD_EMPTY,
 * STAY_OUTCOME_WRONG, PROVIDER_NOT_MEANT, HOUSEHOLD_NOT_FOUND, STAYS_OVERLAP, CONDITION_NOT_MEANT,
 * CONDITION_IN_FUTURE, EVIDENCE_TOO_LONG, DISCHARGE_WITHOUT_….
 */
export function recordStay<Shown>(
  call: StayCall<Shown>,
  householdId: string,
  entry: StayEntry,
  conditions: readonly MetCondition[],
): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    const today = call.clock.today()
    assertStay(entry, today)
    const household = await holdHousehold(running, householdId, 'input.householdId')
    const id = await insertStay(running, household, entry)
    for (const condition of conditions)
      await enterCondition(running, { id, kind: entry.kind }, condition, today)
    await assertDischarge(running, id)
    return id
  })
}

/**
 * Corrects a stay: the whole of it, as it is to be.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_IN_FUTURE, PERIOD_EMPTY,
 * STAY_OUTCOME_WRONG, PROVIDER_NOT_MEANT, STAY_NOT_FOUND, CONDITION_NOT_MEANT, STAYS_OVERLAP,
 * DISCHARGE_WITHOUT_….
 */
export function correctStay<Shown>(call: StayCall<Shown>, stayId: string, entry: StayEntry): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    assertStay(entry, call.clock.today())
    const { id } = await holdStay(running, stayId)
    await updateStay(running, id, entry)
    return id
  })
}

/**
 * Ends a stay on a day: what it ended in decides what has to be in place.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_NOT_FOUND, STAY_ENDED,
 * STAY_IN_FUTURE, PERIOD_EMPTY, DISCHARGE_WITHOUT_….
 */
export function endStay<Shown>(
  call: StayCall<Shown>,
  {
    stayId,
    until,
    outcome,
  }: { readonly stayId: string; readonly until: LocalDate; readonly outcome: StayOutcome },
): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    const stay = await holdStay(running, stayId)
    if (stay.until !== null) throw new Refused(stayEnded)
    const ended = { ...stay, until, outcome }
    assertStay(ended, call.clock.today())
    await updateStay(running, stay.id, ended)
    return stay.id
  })
}

/**
 * Takes a stay back as if it had never been recorded; its conditions go with it.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_NOT_FOUND.
 */
export function withdrawStay<Shown>(call: Call<Shown>, stayId: string): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    const { id } = await holdStay(running, stayId)
    await takeStayBack(running, id)
    return id
  })
}

/** Takes the stay with this key back, with its conditions; answers whether it was not already. */
export async function takeStayBack(running: Change, id: string): Promise<boolean> {
  await running.sql(
    'update public.discharge_condition set withdrawn = true where stay_id = $1 and not withdrawn',
    [id],
  )
  const taken = await running.sql(
    'update public.stay set withdrawn = true where id = $1 and not withdrawn returning id',
    [id],
  )
  return taken.length > 0
}

/**
 * Records that a condition for the discharge from a shelter is met, since when and by what evidence; recorded again, it
 * is corrected.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_NOT_FOUND,
 * CONDITION_NOT_MEANT, CONDITION_IN_FUTURE, EVIDENCE_TOO_LONG, DISCHARGE_WITHOUT_….
 * @law serviceloven § 110 stk. 5
 */
export function recordDischargeCondition<Shown>(
  call: StayCall<Shown>,
  stayId: string,
  condition: MetCondition,
): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    const stay = await holdStay(running, stayId)
    await enterCondition(running, stay, condition, call.clock.today())
    await assertDischarge(running, stay.id)
    return stay.id
  })
}

/**
 * Takes back that a condition is met; not one that a discharge rests on.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STAY_NOT_FOUND,
 * CONDITION_NOT_FOUND, DISCHARGE_WITHOUT_….
 */
export function withdrawDischargeCondition<Shown>(
  call: Call<Shown>,
  stayId: string,
  kind: DischargeConditionKind,
): Promise<Shown> {
  return carryOut(call, 'stay:record', async (running) => {
    const { id } = await holdStay(running, stayId)
    const withdrawn = await running.sql(
      `update public.discharge_condition set withdrawn = true
        where stay_id = $1 and kind = $2 and not withdrawn returning id`,
      [id, kind],
    )
    if (withdrawn.length === 0) throw new Refused(conditionNotFound)
    await assertDischarge(running, id)
    return id
  })
}

/**
 * Keeps a stay as a case system tells it, with its conditions: the stay that it told before, whose key is `stayKey`, or the
 * household's stay that began on the same day becomes this one, otherwise it is a new one. Told again, nothing changes.
 * Answers the stay's key.
 * **Refuses:** STAY_IN_FUTURE, PERIOD_EMPTY, STAY_OUTCOME_WRONG, PROVIDER_NOT_MEANT, STAYS_OVERLAP,
 * CONDITION_NOT_MEANT, CONDITION_IN_FUTURE, EVIDENCE_TOO_LONG, DISCHARGE_WITHOUT_….
 */
export async function keepStay(
  running: Change,
  household: HeldHousehold,
  entry: StayEntry,
  conditions: readonly MetCondition[],
  today: LocalDate,
  stayKey: string | null = null,
): Promise<string> {
  assertStay(entry, today)
  const [known] = await running.sql<{ id: string; withdrawn: boolean }>(
    `select id, withdrawn from public.stay
      where household_id = $1 and (id = $3::uuid or lower(valid) = $2::date and not withdrawn)
      order by id = $3::uuid desc nulls last limit 1 for update`,
    [household.id, entry.from, stayKey],
  )
  const id = known?.id ?? (await insertStay(running, household, { ...entry, until: null, outcome: null }))
  if (known?.withdrawn === true)
    await within(VIOLATIONS, () =>
      running.sql('update public.stay set withdrawn = false where id = $1', [id]),
    )
  for (const condition of conditions)
    await enterCondition(running, { id, kind: entry.kind }, condition, today)
  await updateStay(running, id, entry)
  return id
}

interface HeldStay extends StayEntry {
  readonly id: string
}

/** Holds a stay of the actor's cases that was not taken back. */
async function holdStay(running: Change, stayId: string): Promise<HeldStay> {
  const [stay] = await running.sql<HeldStay>(
    `select id, kind, provider, lower(valid)::text as "from", upper(valid)::text as until, outcome, source
       from public.stay where id = $1::uuid and not withdrawn for update`,
    [uuidOf(stayId, 'Stay')],
  )
  if (stay === undefined) throw new Refused(stayNotFound)
  return stay
}

function assertStay(entry: StayEntry, today: LocalDate): void {
  const refusals = stayRefusals(entry, today)
  if (refusals.length > 0) throw new Refused(...refusals)
}

async function insertStay(running: Change, household: HeldHousehold, entry: StayEntry): Promise<string> {
  const [row] = await within(VIOLATIONS, () =>
    running.sql<{ id: string }>(
      `insert into public.stay (household_id, municipality_code, case_scope, kind, provider, valid, outcome, source)
       values ($1, $2, $3, $4, $5, daterange($6::date, $7::date), $8, $9) returning id`,
      [household.id, household.municipalityCode, household.caseScope, ...columnsOf(entry)],
    ),
  )
  return row?.id ?? ''
}

async function updateStay(running: Change, id: string, entry: StayEntry): Promise<void> {
  await within(VIOLATIONS, () =>
    running.sql(
      `update public.stay set kind = $2, provider = $3, valid = daterange($4::date, $5::date), outcome = $6, source = $7
        where id = $1`,
      [id, ...columnsOf(entry)],
    ),
  )
  await assertDischarge(running, id)
}

const columnsOf = ({ kind, provider, from, until, outcome, source }: StayEntry) => [
  ...[kind, provider, from, until, outcome, source],
]

async function enterCondition(
  running: Change,
  stay: { readonly id: string; readonly kind: StayKind },
  { kind, metOn, evidence }: MetCondition,
  today: LocalDate,
): Promise<void> {
  const refusals = conditionRefusals(stay.kind, { kind, metOn, evidence }, today)
  if (refusals.length > 0) throw new Refused(...refusals)
  await running.sql(
    `insert into public.discharge_condition (stay_id, household_id, municipality_code, case_scope, kind, met_on, evidence)
     select id, household_id, municipality_code, case_scope, $2, $3::date, $4 from public.stay where id = $1
     on conflict (stay_id, kind) where not withdrawn do update set met_on = excluded.met_on, evidence = excluded.evidence`,
    [stay.id, kind, metOn, evidence],
  )
}

/** Called last, with the stay's row held, by whatever moves a stay or its conditions. */
async function assertDischarge(running: Change, id: string): Promise<void> {
  const [stay] = await running.sql<Pick<StayEntry, 'kind' | 'until' | 'outcome'>>(
    'select kind, upper(valid)::text as until, outcome from public.stay where id = $1',
    [id],
  )
  const met = await running.sql<Pick<MetCondition, 'kind' | 'metOn'>>(
    `select kind, met_on::text as "metOn" from public.discharge_condition where stay_id = $1 and not withdrawn`,
    [id],
  )
  if (stay === undefined) return
  if (stay.kind !== 'SHELTER' && met.length > 0) throw new Refused(conditionsLeft)
  const refusals = dischargeRefusals(stay, met)
  if (refusals.length > 0) throw new Refused(...refusals)
}

const stayNotFound = notFound('STAY', 'input.stayId', 'intet ophold', 'stay')
const conditionNotFound = notFound(
  'CONDITION',
  'input.kind',
  'ingen opfyldt betingelse',
  'condition that is met',
)

const stayEnded: Refusal = {
  code: 'STAY_ENDED',
  path: 'input.stayId',
  text: {
    da: 'Opholdet er allerede slut. Ret det med »correctStay«.',
    en: 'The stay has ended already. Correct it with "correctStay".',
  },
}

const conditionsLeft: Refusal = {
  code: 'CONDITION_NOT_MEANT',
  path: 'input.kind',
  law: 'serviceloven § 110 stk. 5',
  text: {
    da: 'Opholdet har betingelser for udskrivning, som kun gælder herberg efter § 110. Træk dem tilbage først.',
    en: 'The stay has conditions for discharge, which hold for shelters under § 110 only. Withdraw them first.',
  },
}

const VIOLATIONS = {
  stays_do_not_overlap: {
    code: 'STAYS_OVERLAP',
    path: 'input.from',
    text: {
      da: 'Husstanden opholder sig allerede et sted i nogle af dagene. Afslut eller ret det ophold først.',
      en: 'The household stays somewhere else on some of these days. End or correct that stay first.',
    },
  },
} satisfies Record<string, Refusal>
