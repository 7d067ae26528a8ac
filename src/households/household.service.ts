import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { caseRefusals, needRefusals, personCountRefusals } from './case.rules.ts'
import { holdHousehold, withinReach } from './case.service.ts'
import type { CaseEntry, CommandOptions, NeedEntry, PersonEntry } from './household.ts'
import { enterPerson, withNewKeys } from './new-person.service.ts'
import type { PersonVault } from './vault/person-vault.ts'

/** What the commands over households work with. */
export interface Households {
  readonly database: Database
  readonly vault: PersonVault
  readonly clock: Clock
  /** How many days one disclosure may last. */
  readonly disclosureDaysMax: number
}

/** A household with its persons and its need, entered in one go. */
export interface HouseholdRegistration extends CaseEntry {
  readonly municipalityCode: string
  readonly persons: readonly PersonEntry[]
  readonly need: NeedEntry | null
}

/** Reads back what the caller is to see of the row with this key. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/**
 * Enters a household with its persons and, where it is known, its need.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, CASE_REFERENCE_HOLDS_CPR, CASE_REFERENCE_MALFORMED,
 * ORGANISATION_UNIT_MALFORMED, KLE_NUMBER_MALFORMED, HOUSEHOLD_SIZE_WRONG, TOO_MANY_PERSONS, AMOUNT_NEGATIVE,
 * IDEMPOTENCY_KEY_REUSED, MUNICIPALITY_NOT_FOUND, CASE_OUT_OF_REACH, CASE_REFERENCE_TAKEN.
 */
export async function registerHousehold<Shown>(
  { database, vault }: Households,
  origin: RequestOrigin,
  registration: HouseholdRegistration,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const { persons, need, municipalityCode } = registration
  assertMay(origin.actor, 'household:register')
  if (persons.some((person) => person.identity !== null)) assertMay(origin.actor, 'person:recordIdentity')
  if (need !== null) assertMay(origin.actor, 'household:recordNeed')
  refuse([
    ...caseRefusals(registration),
    ...personCountRefusals(persons.length),
    ...(need === null ? [] : needRefusals(need)),
  ])
  const command = {
    action: 'household:register',
    idempotency: { key: idempotencyKey, input: vault.fingerprint(registration) },
    dryRun,
  } as const
  return withNewKeys(vault, dryRun, (newKeys) =>
    change(
      database,
      origin,
      command,
      async (running) => {
        const id = await withinReach(() => enterCase(running, registration))
        const household = await holdHousehold(running, `Household:${id}`, 'input')
        if (need !== null) await enterNeed(running, household.id, need)
        const keys = await newKeys(running, municipalityCode, persons)
        for (const [place, key] of keys.entries()) {
          await enterPerson(running, household, persons[place] as PersonEntry, key)
        }
        return id
      },
      show,
    ),
  )
}

/** A case with its new values; what is null is known no longer. */
export interface HouseholdCorrection extends CaseEntry {
  /** Global id. */
  readonly householdId: string
}

/**
 * Corrects a household's case. Moving it to another unit or KLE number takes access to both places.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, CASE_REFERENCE_HOLDS_CPR, CASE_REFERENCE_MALFORMED,
 * ORGANISATION_UNIT_MALFORMED, KLE_NUMBER_MALFORMED, HOUSEHOLD_SIZE_WRONG, IDEMPOTENCY_KEY_REUSED,
 * HOUSEHOLD_NOT_FOUND, CASE_OUT_OF_REACH, CASE_REFERENCE_TAKEN.
 */
export async function correctHousehold<Shown>(
  { database, vault }: Households,
  origin: RequestOrigin,
  correction: HouseholdCorrection,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'household:register')
  refuse(caseRefusals(correction))
  return change(
    database,
    origin,
    {
      action: 'household:register',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(correction) },
      dryRun,
    },
    async (running) => {
      const { id } = await holdHousehold(running, correction.householdId, 'input.householdId')
      await withinReach(() =>
        running.sql(
          `update public.household set case_reference = $2, organisation_unit_id = $3, kle_number = $4,
                  adults = $5, children = $6 where id = $1`,
          [id, ...caseParameters(correction)],
        ),
      )
      return id
    },
    show,
  )
}

/**
 * Enters or corrects why a household needs a dwelling; what is null is known no longer.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, AMOUNT_NEGATIVE, IDEMPOTENCY_KEY_REUSED,
 * HOUSEHOLD_NOT_FOUND.
 */
export async function recordNeed<Shown>(
  { database, vault }: Households,
  origin: RequestOrigin,
  need: NeedEntry & { readonly householdId: string },
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'household:recordNeed')
  refuse(needRefusals(need))
  return change(
    database,
    origin,
    {
      action: 'household:recordNeed',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(need) },
      dryRun,
    },
    async (running) => {
      const { id } = await holdHousehold(running, need.householdId, 'input.householdId')
      await enterNeed(running, id, need)
      return id
    },
    show,
  )
}

async function enterCase(running: Change, registration: HouseholdRegistration): Promise<string> {
  const { municipalityCode } = registration
  const [municipality] = await running.sql('select 1 from public.municipality where code = $1', [
    municipalityCode,
  ])
  if (municipality === undefined) throw new Refused(municipalityNotFound)
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.household (municipality_code, case_reference, organisation_unit_id, kle_number, adults, children)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [municipalityCode, ...caseParameters(registration)],
  )
  return entered?.id ?? ''
}

function caseParameters(entry: CaseEntry): unknown[] {
  const { caseReference, organisationUnitId, kleNumber, adults, children } = entry
  return [caseReference, organisationUnitId, kleNumber, adults, children]
}

async function enterNeed(running: Change, householdId: string, need: NeedEntry): Promise<void> {
  await running.sql(
    `insert into public.household_need
       (household_id, municipality_code, case_scope, need_class, origin, support_methods, rent_max_oere)
     select id, municipality_code, case_scope, $2, $3, $4, $5 from public.household where id = $1
     on conflict (household_id) do update set need_class = excluded.need_class, origin = excluded.origin,
       support_methods = excluded.support_methods, rent_max_oere = excluded.rent_max_oere`,
    [householdId, need.needClass, need.origin, [...new Set(need.supportMethods)].sort(), need.rentMaxOere],
  )
}

function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new Refused(...refusals)
}

const municipalityNotFound: Refusal = {
  code: 'MUNICIPALITY_NOT_FOUND',
  path: 'input.municipalityCode',
  text: {
    da: 'Der er ingen kommune med denne kode. Se dem med forespørgslen »municipalities«.',
    en: 'There is no municipality with this code. The query "municipalities" lists them.',
  },
}
