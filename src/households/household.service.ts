import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { type Change, change } from '../platform/change.ts'
import { caseRefusals, personCountRefusals, standingRefusals } from './case.rules.ts'
import { changeCaseStatus, holdHousehold, withinReach } from './case.service.ts'
import type { CaseEntry, CaseStanding, CommandOptions, Households, PersonEntry, Show } from './household.ts'
import { needRefusals } from './need.rules.ts'
import { assertMunicipality, assertProtected, enterNeed } from './need.service.ts'
import { AGE_BANDS, type AgeBand, type NeedEntry } from './need.ts'
import { enterPerson, withNewKeys } from './new-person.service.ts'

/** A household with its persons and its need, entered in one go. */
export interface HouseholdRegistration extends CaseEntry {
  readonly municipalityCode: string
  readonly persons: readonly PersonEntry[]
  readonly need: NeedEntry | null
}

/**
 * Enters a household with its persons and, where it is known, its need.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, CASE_REFERENCE_HOLDS_CPR, CASE_REFERENCE_MALFORMED,
 * ORGANISATION_UNIT_MALFORMED, KLE_NUMBER_MALFORMED, HOUSEHOLD_SIZE_WRONG, AGES_DO_NOT_ADD_UP, TOO_MANY_PERSONS,
 * AMOUNT_NEGATIVE, TOO_MANY_PLACES, POSTAL_CODE_MALFORMED, REFERENCE_MALFORMED, SHELTER_DAY_WRONG,
 * IDEMPOTENCY_KEY_REUSED, MUNICIPALITY_NOT_FOUND, CASE_OUT_OF_REACH, CASE_REFERENCE_TAKEN, ESTATE_NOT_FOUND,
 * ADDRESS_PROTECTION_MISSING.
 */
export async function registerHousehold<Shown>(
  { database, vault, clock }: Households,
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
    ...(need === null ? [] : needRefusals(need, clock.today())),
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
        if (need !== null) await enterNeed(running, household, need)
        const keys = await newKeys(running, municipalityCode, persons)
        for (const [place, key] of keys.entries()) {
          await enterPerson(running, household, persons[place] as PersonEntry, key)
        }
        await assertProtected(running, household.id)
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
 * ORGANISATION_UNIT_MALFORMED, KLE_NUMBER_MALFORMED, HOUSEHOLD_SIZE_WRONG, AGES_DO_NOT_ADD_UP, IDEMPOTENCY_KEY_REUSED,
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
                  adults = $5, children = $6, ages = $7 where id = $1`,
          [id, ...caseParameters(correction)],
        ),
      )
      return id
    },
    show,
  )
}

/** Where the case of a household is to stand. */
export interface CaseStatusChange extends CaseStanding {
  /** Global id. */
  readonly householdId: string
}

/**
 * Says where a case stands.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, PARKING_DAY_WRONG, IDEMPOTENCY_KEY_REUSED,
 * HOUSEHOLD_NOT_FOUND.
 */
export async function setCaseStatus<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  input: CaseStatusChange,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    {
      action: 'household:register',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(input) },
      dryRun,
    },
    async (running) => {
      // In here, so that a command sent again after its day still gets the answer it got.
      refuse(standingRefusals(input, clock.today()))
      const { id } = await holdHousehold(running, input.householdId, 'input.householdId')
      await changeCaseStatus(running, id, input)
      return id
    },
    show,
  )
}

async function enterCase(running: Change, registration: HouseholdRegistration): Promise<string> {
  const { municipalityCode } = registration
  await assertMunicipality(running, municipalityCode, 'input.municipalityCode')
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.household (municipality_code, case_reference, organisation_unit_id, kle_number, adults, children,
       ages) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [municipalityCode, ...caseParameters(registration)],
  )
  return entered?.id ?? ''
}

function caseParameters(entry: CaseEntry): unknown[] {
  const { caseReference, organisationUnitId, kleNumber, adults, children } = entry
  return [caseReference, organisationUnitId, kleNumber, adults, children, agesOf(entry)]
}

/** One band for each member whose age is known, youngest first. */
function agesOf({ ages }: CaseEntry): readonly AgeBand[] {
  return (Object.keys(AGE_BANDS) as AgeBand[]).flatMap((band) =>
    Array<AgeBand>(ages.find((one) => one.band === band)?.persons ?? 0).fill(band),
  )
}

function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new Refused(...refusals)
}
