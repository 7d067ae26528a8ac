/** The version of the rules below. A rule that changes, comes or goes makes another; a frozen decision names its own. */
export const RULE_SET = '2026-12'

/** The version by which the area lists of the day of the decision counted, and not those of the offer's. */
export const RULE_SET_AREAS_ON_DECISION = '2026-11'

/** Numbers that no law gives and a municipality has to state before a rule can be decided. */
export const PARAMETERS = [
  'YOUTH_AGE_BELOW',
  'YOUTH_EDUCATION_REQUIRED',
  'PERSONS_PER_ROOM_MAX',
  'ROOMS_BEYOND_PERSONS_MAX',
] as const
export type ParameterName = (typeof PARAMETERS)[number]

/** Why a rule cannot be decided. */
export const UNDECIDED = ['PARAMETER_NOT_SET', 'FACT_UNKNOWN', 'NOT_CHECKED'] as const
export type Undecided = (typeof UNDECIDED)[number]

/** The codes of the rules, in the order in which they are listed. */
export const RULE_CODES = [
  'CASE_OPEN',
  'VACANCY_OPEN',
  'MUNICIPALITY',
  'RENT',
  'DWELLING_TYPE',
  'YOUTH_VOUCHED',
  'YOUTH_AGE',
  'YOUTH_EDUCATION',
  'ELDERLY',
  'ACCESSIBILITY',
  'DWELLING_LARGE_ENOUGH',
  'DWELLING_SMALL_ENOUGH',
  'PLACE_WANTED',
  'PLACE_NOT_EXCLUDED',
  'AREA_SECTION_59_6',
  'AREA_SECTION_59_7',
  'AREA_SECTION_51_B',
  'AREA_SECTION_51_C',
] as const
export type RuleCode = (typeof RULE_CODES)[number]

/** What one rule says of a household and a vacancy. */
export interface MatchResult {
  readonly rule: RuleCode
  readonly law: string
  /** False also for a rule that cannot be decided. */
  readonly passed: boolean
  /** Why it cannot be decided; null when it is. */
  readonly undecided: Undecided | null
  readonly figures: Readonly<Record<string, string | number | null>>
}

/**
 * What the rules are about: one row for a household and a vacancy. `facts.ts` reads them; of a parameter there is its
 * value and, as `…_stated`, whether the municipality has stated it.
 */
export const FACTS = [
  'household_id',
  'vacancy_id',
  'municipality_code',
  'case_reference',
  'case_status',
  'parked_until',
  'persons',
  'ages',
  'rent_max_oere',
  'wanted_dwelling_types',
  'wanted_estate_ids',
  'excluded_estate_ids',
  'wanted_postal_codes',
  'excluded_postal_codes',
  'accessibility_needed',
  'elderly_need',
  'education',
  'municipality_vouches',
  'shelter_due_on',
  'allowed_by',
  'excluded_by',
  'vacancy_municipality_code',
  'vacancy_state',
  'available_from',
  'rent_oere',
  'dwelling_type',
  'rooms',
  'accessible',
  'postal_code',
  'estate_ids',
  'area_kinds',
  'day',
  'subsidy_oere',
  'waiting_list',
  'youth_age_below',
  'youth_age_below_stated',
  'youth_education_required',
  'youth_education_required_stated',
  'persons_per_room_max',
  'persons_per_room_max_stated',
  'rooms_beyond_persons_max',
  'rooms_beyond_persons_max_stated',
] as const
export type Fact = (typeof FACTS)[number]
