import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { amountNegative, isReference } from './case.rules.ts'
import type { NeedEntry } from './need.ts'

const PLACES_MAX = 50
const COHORTS_MAX = 10
const POSTAL_CODE = /^\d{4}$/

/** Everything that is wrong with a need by itself. */
export function needRefusals(need: NeedEntry, today: LocalDate): readonly Refusal[] {
  const { rentMaxOere, supportPlanReference, cohorts, origin, shelterEnteredOn } = need
  const places = [
    ['wantedEstateIds', need.wantedEstateIds],
    ['wantedPostalCodes', need.wantedPostalCodes],
    ['excludedEstateIds', need.excludedEstateIds],
    ['excludedPostalCodes', need.excludedPostalCodes],
  ] as const
  return [
    ...(rentMaxOere !== null && rentMaxOere < 0n ? [{ ...amountNegative, path: 'input.rentMax' }] : []),
    ...places.flatMap(([field, given]) =>
      given.length > PLACES_MAX ? [{ ...tooManyPlaces, path: `input.${field}` }] : [],
    ),
    ...places.flatMap(([field, given]) =>
      field.endsWith('PostalCodes') && !given.every((code) => POSTAL_CODE.test(code))
        ? [{ ...postalCodeMalformed, path: `input.${field}` }]
        : [],
    ),
    ...(supportPlanReference === null || isReference(supportPlanReference)
      ? []
      : [{ ...referenceMalformed, path: 'input.supportPlanReference' }]),
    ...(cohorts.length <= COHORTS_MAX && cohorts.every(isReference)
      ? []
      : [{ ...referenceMalformed, path: 'input.cohorts' }]),
    ...(shelterEnteredOn === null || (origin === 'SHELTER' && shelterEnteredOn <= today)
      ? []
      : [shelterDayWrong]),
  ]
}

/** From a crisis centre with priority: every person of the household must be under address protection. */
export const protectionMissing: Refusal = {
  code: 'ADDRESS_PROTECTION_MISSING',
  path: 'input.crisisCentrePriority',
  law: 'CPR-loven § 28',
  text: {
    da: 'En husstand med fortrin fra kvindekrisecenter skal have navne- og adressebeskyttelse på alle personer. Registrér beskyttelsen på hver person.',
    en: 'In a household with priority from a crisis centre every person must be under address protection. Enter the protection for each of them.',
  },
}

const tooManyPlaces: Refusal = {
  code: 'TOO_MANY_PLACES',
  text: {
    da: `Der kan angives højst ${PLACES_MAX}. Vælg færre.`,
    en: `At most ${PLACES_MAX} can be named. Choose fewer.`,
  },
}

const postalCodeMalformed: Refusal = {
  code: 'POSTAL_CODE_MALFORMED',
  text: {
    da: 'Et postnummer er fire cifre, f.eks. »2630«.',
    en: 'A postal code is four digits, such as "2630".',
  },
}

const referenceMalformed: Refusal = {
  code: 'REFERENCE_MALFORMED',
  text: {
    da: `En reference er 1–40 bogstaver, cifre, punktummer, skråstreger og bindestreger, ligner ikke et CPR-nummer, og der er højst ${COHORTS_MAX} kohorter.`,
    en: `A reference is 1–40 letters, digits, points, slashes and hyphens, does not look like a CPR number, and there are ${COHORTS_MAX} cohorts at most.`,
  },
}

const shelterDayWrong: Refusal = {
  code: 'SHELTER_DAY_WRONG',
  path: 'input.shelterEnteredOn',
  text: {
    da: 'Dagen på herberg kan kun angives, når husstanden kommer fra et herberg, og ligger ikke efter i dag.',
    en: 'The day in a shelter can only be given for a household that comes from a shelter, and does not lie after today.',
  },
}
