import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import { type HeldHousehold, holdHousehold } from './case.service.ts'
import type { CommandOptions, Households, Show } from './household.ts'
import { needRefusals, protectionMissing } from './need.rules.ts'
import type { NeedEntry } from './need.ts'

/**
 * Enters or corrects why a household needs a dwelling, and which; what is null is known no longer.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, AMOUNT_NEGATIVE, TOO_MANY_PLACES,
 * POSTAL_CODE_MALFORMED, REFERENCE_MALFORMED, SHELTER_DAY_WRONG, IDEMPOTENCY_KEY_REUSED, HOUSEHOLD_NOT_FOUND,
 * ESTATE_NOT_FOUND, MUNICIPALITY_NOT_FOUND, ADDRESS_PROTECTION_MISSING.
 */
export async function recordNeed<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  need: NeedEntry & { readonly householdId: string },
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'household:recordNeed')
  const refusals = needRefusals(need, clock.today())
  if (refusals.length > 0) throw new Refused(...refusals)
  return change(
    database,
    origin,
    {
      action: 'household:recordNeed',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(need) },
      dryRun,
    },
    async (running) => {
      const household = await holdHousehold(running, need.householdId, 'input.householdId')
      await enterNeed(running, household, need)
      await assertProtected(running, household.id)
      return household.id
    },
    show,
  )
}

/**
 * A household with priority from a crisis centre has only persons under address protection. Called last, under the
 * household's lock, by whatever writes a need or a person.
 * **Refuses:** ADDRESS_PROTECTION_MISSING.
 */
export async function assertProtected(running: Change, householdId: string): Promise<void> {
  const [open] = await running.sql(
    `select 1 from public.household_need n join public.person p on p.household_id = n.household_id
      where n.household_id = $1 and n.crisis_centre_priority and not p.address_protected and not p.erased limit 1`,
    [householdId],
  )
  if (open !== undefined) throw new Refused(protectionMissing)
}

const sorted = (values: readonly string[]) => [...new Set(values)].sort()
const keysOf = (ids: readonly string[]) => sorted(ids.map((id) => uuidOf(id, 'Estate') ?? ''))

/** The columns of a need, with what stands in them. */
const COLUMNS: Readonly<Record<string, (need: NeedEntry) => unknown>> = {
  need_class: (need) => need.needClass,
  origin: (need) => need.origin,
  support_methods: (need) => sorted(need.supportMethods),
  rent_max_oere: (need) => need.rentMaxOere,
  wanted_dwelling_types: (need) => sorted(need.wantedDwellingTypes),
  wanted_estate_ids: (need) => keysOf(need.wantedEstateIds),
  excluded_estate_ids: (need) => keysOf(need.excludedEstateIds),
  wanted_postal_codes: (need) => sorted(need.wantedPostalCodes),
  excluded_postal_codes: (need) => sorted(need.excludedPostalCodes),
  accessibility_needed: (need) => need.accessibilityNeeded,
  elderly_need: (need) => need.elderlyNeed,
  education: (need) => need.education,
  municipality_vouches: (need) => need.municipalityVouches,
  support_plan_reference: (need) => need.supportPlanReference,
  home_municipality_code: (need) => need.homeMunicipalityCode,
  crisis_centre_priority: (need) => need.crisisCentrePriority,
  refugee: (need) => need.refugee,
  cohorts: (need) => sorted(need.cohorts),
  shelter_entered_on: (need) => need.shelterEnteredOn,
}
const NAMES = Object.keys(COLUMNS)
const ENTER_SQL = `insert into public.household_need (household_id, municipality_code, case_scope, ${NAMES.join(', ')})
  select id, municipality_code, case_scope, ${NAMES.map((_, place) => `$${place + 2}`).join(', ')}
    from public.household where id = $1
  on conflict (household_id) do update set ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}`

/**
 * Writes the need of a household that is held.
 * **Refuses:** ESTATE_NOT_FOUND, MUNICIPALITY_NOT_FOUND.
 */
export async function enterNeed(running: Change, household: HeldHousehold, need: NeedEntry): Promise<void> {
  await assertEstates(running, household.municipalityCode, need)
  if (need.homeMunicipalityCode !== null) {
    const path = 'input.homeMunicipalityCode'
    await assertMunicipality(running, need.homeMunicipalityCode, path)
  }
  await running.sql(ENTER_SQL, [household.id, ...NAMES.map((name) => COLUMNS[name]?.(need))])
}

async function assertEstates(running: Change, municipalityCode: string, need: NeedEntry): Promise<void> {
  for (const field of ['wantedEstateIds', 'excludedEstateIds'] as const) {
    const keys = need[field].map((id) => uuidOf(id, 'Estate'))
    const [unknown] = await running.sql(
      `select 1 from unnest($1::uuid[]) wanted(id) where not exists (
         select from public.estate e where e.id = wanted.id and e.municipality_code = $2) limit 1`,
      [keys, municipalityCode],
    )
    if (unknown !== undefined) throw new Refused({ ...estateNotFound, path: `input.${field}` })
  }
}

/**
 * Finds a municipality by its code.
 * **Refuses:** MUNICIPALITY_NOT_FOUND.
 */
export async function assertMunicipality(running: Change, code: string, path: string): Promise<void> {
  const [municipality] = await running.sql('select 1 from public.municipality where code = $1', [code])
  if (municipality === undefined) throw new Refused({ ...municipalityNotFound, path })
}

const estateNotFound: Refusal = {
  code: 'ESTATE_NOT_FOUND',
  text: {
    da: 'En af afdelingerne findes ikke i husstandens kommune. Se dem med forespørgslen »estates«.',
    en: 'One of the estates is not in the household’s municipality. The query "estates" lists them.',
  },
}

const municipalityNotFound: Refusal = {
  code: 'MUNICIPALITY_NOT_FOUND',
  text: {
    da: 'Der er ingen kommune med denne kode. Se dem med forespørgslen »municipalities«.',
    en: 'There is no municipality with this code. The query "municipalities" lists them.',
  },
}
