import { type Refusal, Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { Change } from '../platform/change.ts'
import { type HeldHousehold, holdHousehold } from './case.service.ts'

/** Which household of the municipality's cases a record means. */
export interface CaseName {
  readonly caseReference: string
  /** Null: the case reference alone says it. */
  readonly organisationUnitId: string | null
  readonly kleNumber: string | null
}

/**
 * SQL for whether the household `h` is one that the row `named` names by the columns case_reference, organisation_unit_id and
 * kle_number, among the cases of a municipality.
 */
export function isCaseNamedSql(h: string, named: string, municipalityCode: string): string {
  return `${h}.municipality_code = ${municipalityCode} and ${h}.case_reference = ${named}.case_reference
       and (${named}.organisation_unit_id is null or ${h}.organisation_unit_id = ${named}.organisation_unit_id)
       and (${named}.kle_number is null or ${h}.kle_number = ${named}.kle_number)`
}

/**
 * The household of the actor's cases that a record names.
 * **Refuses:** HOUSEHOLD_NOT_FOUND, CASE_REFERENCE_AMBIGUOUS.
 */
export async function holdCaseNamed(
  running: Change,
  municipalityCode: string,
  { caseReference, organisationUnitId, kleNumber }: CaseName,
): Promise<HeldHousehold> {
  const found = await running.sql<{ id: string }>(
    `select h.id from (select $2::text as case_reference, $3::uuid as organisation_unit_id, $4::text as kle_number) n
       join public.household h on ${isCaseNamedSql('h', 'n', '$1')} limit 2`,
    [municipalityCode, caseReference, organisationUnitId, kleNumber],
  )
  return holdOneOf(
    running,
    found.map(({ id }) => id),
  )
}

/**
 * Holds the one household that was found for a record.
 * **Refuses:** HOUSEHOLD_NOT_FOUND, CASE_REFERENCE_AMBIGUOUS.
 */
export async function holdOneOf(running: Change, keys: readonly string[]): Promise<HeldHousehold> {
  const [key, other] = keys
  if (key === undefined) throw new Refused(caseNotFound)
  if (other !== undefined) throw new Refused(caseReferenceAmbiguous)
  return holdHousehold(running, globalId('Household', key), 'caseReference')
}

/** The same for a household that is not there and one that the actor may not see. */
const caseNotFound: Refusal = {
  code: 'HOUSEHOLD_NOT_FOUND',
  path: 'caseReference',
  text: {
    da: 'Der er ingen husstand med denne sagsreference blandt dine sager. Ret referencen, eller opret husstanden først.',
    en: 'There is no household with this case reference among your cases. Correct it, or enter the household first.',
  },
}

const caseReferenceAmbiguous: Refusal = {
  code: 'CASE_REFERENCE_AMBIGUOUS',
  path: 'caseReference',
  text: {
    da: 'Flere sager har denne sagsreference. Angiv også organisationUnitId eller kleNumber.',
    en: 'Several cases have this case reference. Give organisationUnitId or kleNumber too.',
  },
}
