import { AGE_BANDS } from '../households/index.ts'
import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { ParameterName } from './match.ts'

/** A number that a municipality states for matching. */
export interface ParameterEntry {
  readonly municipalityCode: string
  readonly name: ParameterName
  /** Null: the municipality states that it has none. */
  readonly value: number | null
  readonly from: LocalDate
  readonly source: string
}

const VALUE_MAX = 100
const AGES: readonly number[] = Object.values(AGE_BANDS).flatMap(({ from }) => (from >= 18 ? [from] : []))

const ACCEPTED: Readonly<Record<ParameterName, (value: number) => boolean>> = {
  // Ages are known by bands, so only a border can be decided.
  YOUTH_AGE_BELOW: (value) => AGES.slice(1).includes(value),
  YOUTH_EDUCATION_REQUIRED: (value) => value === 0 || value === 1,
  PERSONS_PER_ROOM_MAX: (value) => value >= 1 && value <= VALUE_MAX,
  ROOMS_BEYOND_PERSONS_MAX: (value) => value >= 0 && value <= VALUE_MAX,
}

/** Why a parameter cannot have a value; null when it can. */
export function valueRefusal(name: ParameterName, value: number | null): Refusal | null {
  return value === null || ACCEPTED[name](value) ? null : parameterValueWrong
}

const parameterValueWrong: Refusal = {
  code: 'PARAMETER_VALUE_WRONG',
  path: 'input.value',
  text: {
    da: `Værdien passer ikke til parameteren: en aldersgrænse er en af ${AGES.slice(1).join(', ')}, et uddannelseskrav 0 eller 1, højst personer pr. rum 1–${VALUE_MAX}, rum ud over personer 0–${VALUE_MAX}.`,
    en: `The value does not suit the parameter: an age limit is one of ${AGES.slice(1).join(', ')}, a demand for education 0 or 1, persons a room 1–${VALUE_MAX}, rooms beyond persons 0–${VALUE_MAX}.`,
  },
}
