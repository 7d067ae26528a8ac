import { AGE_BANDS, AREA_LAW, type AreaRule } from '../households/index.ts'
import type { Text } from '../kernel/errors.ts'
import {
  type ParameterName,
  RULE_CODES,
  RULE_SET,
  RULE_SET_AREAS_ON_DECISION,
  type RuleCode,
  type Undecided,
} from './match.ts'
import { RULE_TEXTS } from './match-texts.ts'

/**
 * THE rules of matching, each declared once as SQL over named facts (`$rent_oere`). The lists, `whyNot`, the decision on
 * an allocation and its explanation years later all read this table. No rule asks for treatment or readiness (Housing
 * First), none gives points, and none decides: a person does.
 */
export interface MatchRule {
  readonly code: RuleCode
  readonly law: string
  /** A condition; the rule says nothing of a pair that does not meet it. */
  readonly applies: string
  /** True, false, or null when it cannot be decided. */
  readonly passes: string
  /** Why it is null, when it is. */
  readonly unknown: Exclude<Undecided, 'PARAMETER_NOT_SET'>
  /** The number that it takes; without one it cannot be decided, and where the municipality has none it does not apply. */
  readonly parameter?: ParameterName
  /** What it went by: names and the SQL of their values, as text. */
  readonly figures: Readonly<Record<string, string>>
  readonly texts: { readonly passed: Text; readonly failed: Text; readonly unknown: Text }
}

type Declaration = Omit<MatchRule, 'code' | 'texts'>

const ALLOCATION = 'almenboligloven § 59 stk. 1'
const YOUTH = `$dwelling_type in ('YOUTH', 'STUDENT_ROOM')`

const kroner = (oere: string) => `((${oere})::numeric / 100)::numeric(15, 2)::text`
const list = (values: string) => `nullif(array_to_string(${values}, ', '), '')`
const sqlTexts = (values: readonly string[]) =>
  `array[${values.map((value) => `'${value}'`).join(', ')}]::text[]`

/** Whether some grown-up is of a band that ends at or below the age. */
const SOME_ADULT_BELOW = `(${Object.entries(AGE_BANDS)
  .filter(([, { from, below }]) => from >= 18 && Number.isFinite(below))
  .map(([band, { below }]) => `(${below} <= $youth_age_below and '${band}' = any ($ages))`)
  .join(' or ')})`

/** The municipality has checked the household for the day, or it has not and nobody knows. */
const checked = (rule: AreaRule): Declaration => ({
  law: AREA_LAW[rule].law,
  applies: `${AREA_LAW[rule].waitingList ? '' : 'not '}$waiting_list and $area_kinds && ${sqlTexts(AREA_LAW[rule].kinds)}`,
  passes: `case when '${rule}' = any ($allowed_by) then true when '${rule}' = any ($excluded_by) then false end`,
  unknown: 'NOT_CHECKED',
  figures: { areaStatus: list('$area_kinds'), day: '$day::text' },
})

const DECLARED: Readonly<Record<RuleCode, Declaration>> = {
  CASE_OPEN: {
    law: ALLOCATION,
    applies: 'true',
    passes: `$case_status = 'OPEN' or ($case_status = 'PARKED' and $parked_until <= $day)`,
    unknown: 'FACT_UNKNOWN',
    figures: { status: '$case_status', parkedUntil: '$parked_until::text' },
  },
  VACANCY_OPEN: {
    law: ALLOCATION,
    applies: 'true',
    passes: `$vacancy_state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')`,
    unknown: 'FACT_UNKNOWN',
    figures: { state: '$vacancy_state' },
  },
  MUNICIPALITY: {
    law: ALLOCATION,
    applies: 'true',
    passes: '$vacancy_municipality_code = $municipality_code',
    unknown: 'FACT_UNKNOWN',
    figures: { case: '$municipality_code', dwelling: '$vacancy_municipality_code' },
  },
  RENT: {
    law: ALLOCATION,
    applies: 'true',
    passes: '$rent_oere - $subsidy_oere <= $rent_max_oere',
    unknown: 'FACT_UNKNOWN',
    figures: {
      rent: kroner('$rent_oere'),
      subsidy: kroner('$subsidy_oere'),
      rentMax: kroner('$rent_max_oere'),
      subsidyNeeded: `case when $rent_max_oere is not null then ${kroner('greatest($rent_oere - $rent_max_oere, 0)')} end`,
    },
  },
  DWELLING_TYPE: {
    law: ALLOCATION,
    applies: `$wanted_dwelling_types <> '{}'`,
    passes: '$dwelling_type = any ($wanted_dwelling_types)',
    unknown: 'FACT_UNKNOWN',
    figures: { dwellingType: '$dwelling_type', wanted: list('$wanted_dwelling_types') },
  },
  YOUTH_VOUCHED: {
    law: 'almenboligloven § 52',
    applies: YOUTH,
    passes: `case when $education = 'IN_EDUCATION' or $municipality_vouches then true when $education is not null then false end`,
    unknown: 'FACT_UNKNOWN',
    figures: { education: '$education', municipalityVouches: '$municipality_vouches::text' },
  },
  YOUTH_AGE: {
    law: 'almenboligloven § 59 stk. 3',
    applies: YOUTH,
    passes: `case when $ages <> '{}' then ${SOME_ADULT_BELOW} end`,
    unknown: 'FACT_UNKNOWN',
    parameter: 'YOUTH_AGE_BELOW',
    figures: { ages: list('$ages'), below: '$youth_age_below::text' },
  },
  YOUTH_EDUCATION: {
    law: 'almenboligloven § 59 stk. 3',
    applies: `${YOUTH} and $youth_education_required is distinct from 0`,
    passes: `$education <> 'NOT_IN_EDUCATION'`,
    unknown: 'FACT_UNKNOWN',
    parameter: 'YOUTH_EDUCATION_REQUIRED',
    figures: { education: '$education' },
  },
  ELDERLY: {
    law: 'almenboligloven § 54',
    applies: `$dwelling_type in ('ELDERLY', 'NURSING')`,
    passes: '$elderly_need',
    unknown: 'FACT_UNKNOWN',
    figures: { elderlyNeed: '$elderly_need::text' },
  },
  ACCESSIBILITY: {
    law: ALLOCATION,
    applies: '$accessibility_needed',
    passes: '$accessible',
    unknown: 'FACT_UNKNOWN',
    figures: { accessible: '$accessible::text' },
  },
  DWELLING_LARGE_ENOUGH: {
    law: ALLOCATION,
    applies: 'true',
    passes: '$persons <= $rooms * $persons_per_room_max',
    unknown: 'FACT_UNKNOWN',
    parameter: 'PERSONS_PER_ROOM_MAX',
    figures: {
      persons: '$persons::text',
      rooms: '$rooms::text',
      personsPerRoomMax: '$persons_per_room_max::text',
    },
  },
  DWELLING_SMALL_ENOUGH: {
    law: ALLOCATION,
    applies: 'true',
    passes: '$rooms <= $persons + $rooms_beyond_persons_max',
    unknown: 'FACT_UNKNOWN',
    parameter: 'ROOMS_BEYOND_PERSONS_MAX',
    figures: {
      persons: '$persons::text',
      rooms: '$rooms::text',
      roomsBeyondPersonsMax: '$rooms_beyond_persons_max::text',
    },
  },
  PLACE_WANTED: {
    law: ALLOCATION,
    applies: `$wanted_estate_ids <> '{}' or $wanted_postal_codes <> '{}'`,
    passes: `$estate_ids && $wanted_estate_ids or ($wanted_postal_codes <> '{}' and $postal_code = any ($wanted_postal_codes))`,
    unknown: 'FACT_UNKNOWN',
    figures: { postalCode: '$postal_code', wantedPostalCodes: list('$wanted_postal_codes') },
  },
  PLACE_NOT_EXCLUDED: {
    law: ALLOCATION,
    applies: `$excluded_estate_ids <> '{}' or $excluded_postal_codes <> '{}'`,
    passes: `not ($estate_ids && $excluded_estate_ids) and ($excluded_postal_codes = '{}' or $postal_code <> all ($excluded_postal_codes))`,
    unknown: 'FACT_UNKNOWN',
    figures: { postalCode: '$postal_code', excludedPostalCodes: list('$excluded_postal_codes') },
  },
  AREA_SECTION_59_6: checked('SECTION_59_6'),
  AREA_SECTION_59_7: checked('SECTION_59_7'),
  AREA_SECTION_51_B: checked('SECTION_51_B'),
  AREA_SECTION_51_C: checked('SECTION_51_C'),
}

/** A rule that takes a parameter cannot be decided before it is stated, and does not apply where there is none. */
function completed(code: RuleCode): MatchRule {
  const { parameter, applies, passes, ...rule } = DECLARED[code]
  const texts = RULE_TEXTS[code]
  if (parameter === undefined) return { code, texts, ...rule, applies, passes: `(${passes})` }
  const fact = `$${parameter.toLowerCase()}`
  return {
    ...{ code, texts, ...rule, parameter },
    applies: `(${applies}) and (${fact}_stated is not true or ${fact} is not null)`,
    passes: `case when ${fact}_stated then ${passes} end`,
  }
}

/** A rule about areas says which day's lists it went by. */
function withAreaDay(rule: MatchRule): MatchRule {
  if (!rule.code.startsWith('AREA_')) return rule
  return { ...rule, figures: { ...rule.figures, areaStatusOn: '$area_day::text' } }
}

/** The rules of each version that a decision may name, in the order in which they are listed. */
export const RULE_SETS: Readonly<Record<string, readonly MatchRule[]>> = {
  [RULE_SET_AREAS_ON_DECISION]: RULE_CODES.map(completed),
  [RULE_SET]: RULE_CODES.map(completed).map(withAreaDay),
}

/** The condition that no rule of the set fails; one that cannot be decided is shown and does not shut out. */
export function noneFails(rules: readonly MatchRule[]): string {
  return rules
    .map(({ applies, passes }) => `(case when ${applies} then (${passes}) is not false else true end)`)
    .join(' and ')
}
