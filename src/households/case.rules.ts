import type { Refusal } from '../kernel/errors.ts'
import { isUuid } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { referenceFault } from '../kernel/reference.ts'
import type { CaseEntry, CaseStanding } from './household.ts'
import { AGE_BANDS, type AgeCount } from './need.ts'

/** How many persons one household may be entered with. */
export const PERSONS_MAX = 40
const ADULTS_MAX = 20
const CHILDREN_MAX = 20

const KLE_NUMBER = /^\d{2}(\.\d{2}){0,2}$/

/** Everything that is wrong with a case, in the order of its fields. */
export function caseRefusals(entry: CaseEntry): readonly Refusal[] {
  const { caseReference, organisationUnitId, kleNumber, adults, children, ages } = entry
  const sized = within(adults, 1, ADULTS_MAX) && within(children, 0, CHILDREN_MAX)
  return [
    ...[caseReferenceRefusal(caseReference) ?? []].flat(),
    ...(organisationUnitId === null || isUuid(organisationUnitId) ? [] : [organisationUnitMalformed]),
    ...(kleNumber === null || KLE_NUMBER.test(kleNumber) ? [] : [kleNumberMalformed]),
    ...(sized ? [] : [householdSizeWrong]),
    ...(agesAddUp(ages, adults, children) ? [] : [agesDoNotAddUp]),
  ]
}

/** What is wrong with a case reference; null when it can be one. */
export function caseReferenceRefusal(caseReference: string): Refusal | null {
  const fault = referenceFault(caseReference)
  if (fault === null) return null
  return fault === 'HOLDS_CPR' ? caseReferenceHoldsCpr : caseReferenceMalformed
}

/** Why a case cannot stand so today. */
export function standingRefusals(
  { status, parkedUntil }: CaseStanding,
  today: LocalDate,
): readonly Refusal[] {
  if ((status === 'PARKED') !== (parkedUntil !== null)) return [parkingDayWrong]
  return parkedUntil !== null && parkedUntil <= today ? [parkingDayWrong] : []
}

const FIRST_ADULT_YEAR = 18

/** Whether ages are not known, or each band stands once and they add up to the grown-ups and the children. */
function agesAddUp(ages: readonly AgeCount[], adults: number, children: number): boolean {
  if (ages.length === 0) return true
  const sum = (grown: boolean) =>
    ages
      .filter(({ band }) => AGE_BANDS[band].from >= FIRST_ADULT_YEAR === grown)
      .reduce((total, { persons }) => total + persons, 0)
  return (
    new Set(ages.map(({ band }) => band)).size === ages.length &&
    ages.every(({ persons }) => persons > 0) &&
    sum(true) === adults &&
    sum(false) === children
  )
}

/** A pseudonym or name of the municipality’s own, which must be no CPR number. */
export function isReference(text: string): boolean {
  return referenceFault(text) === null
}

/** Whether so many persons can be entered at once. */
export function personCountRefusals(persons: number): readonly Refusal[] {
  return persons > PERSONS_MAX ? [tooManyPersons] : []
}

function within(count: number, least: number, most: number): boolean {
  return Number.isInteger(count) && count >= least && count <= most
}

/** An amount below zero, where none can be. */
export const amountNegative: Refusal = {
  code: 'AMOUNT_NEGATIVE',
  text: {
    da: 'Beløbet er negativt. Angiv 0 eller mere, eller lad feltet være tomt.',
    en: 'The amount is negative. Give 0 or more, or leave the field out.',
  },
}

const caseReferenceHoldsCpr: Refusal = {
  code: 'CASE_REFERENCE_HOLDS_CPR',
  path: 'input.caseReference',
  law: 'databeskyttelsesloven § 11',
  text: {
    da: 'Sagsreferencen ligner et CPR-nummer. Brug kommunens eget sagsnummer eller et andet pseudonym.',
    en: 'The case reference looks like a CPR number. Use the municipality’s own case number or another pseudonym.',
  },
}

const caseReferenceMalformed: Refusal = {
  code: 'CASE_REFERENCE_MALFORMED',
  path: 'input.caseReference',
  text: {
    da: 'Sagsreferencen skal være 1–40 bogstaver, cifre, punktummer, skråstreger og bindestreger og begynde med et bogstav eller ciffer.',
    en: 'The case reference must be 1–40 letters, digits, points, slashes and hyphens, and begin with a letter or digit.',
  },
}

const organisationUnitMalformed: Refusal = {
  code: 'ORGANISATION_UNIT_MALFORMED',
  path: 'input.organisationUnitId',
  text: {
    da: 'Organisationsenheden skal angives med sin UUID med små bogstaver.',
    en: 'The organisation unit must be given by its UUID in lower case.',
  },
}

const kleNumberMalformed: Refusal = {
  code: 'KLE_NUMBER_MALFORMED',
  path: 'input.kleNumber',
  text: {
    da: 'KLE-nummeret skal være en hovedgruppe, en gruppe eller et emne: »27«, »27.35« eller »27.35.12«.',
    en: 'The KLE number must be a main group, a group or a subject: "27", "27.35" or "27.35.12".',
  },
}

const householdSizeWrong: Refusal = {
  code: 'HOUSEHOLD_SIZE_WRONG',
  path: 'input.adults',
  text: {
    da: `En husstand har 1–${ADULTS_MAX} voksne og 0–${CHILDREN_MAX} børn. Ret antallene.`,
    en: `A household has 1–${ADULTS_MAX} adults and 0–${CHILDREN_MAX} children. Correct the numbers.`,
  },
}

const agesDoNotAddUp: Refusal = {
  code: 'AGES_DO_NOT_ADD_UP',
  path: 'input.ages',
  text: {
    da: 'Aldrene skal tilsammen give de voksne (18 år og derover) og børnene, hver aldersgruppe én gang. Ret dem, eller lad dem stå tomme.',
    en: 'The ages must add up to the grown-ups (18 years and over) and the children, each band once. Correct them, or leave them out.',
  },
}

const parkingDayWrong: Refusal = {
  code: 'PARKING_DAY_WRONG',
  path: 'input.parkedUntil',
  text: {
    da: 'En parkeret sag, og kun en parkeret sag, har en dag efter i dag, fra hvilken den er åben igen.',
    en: 'A parked case, and only a parked one, has a day after today from which it is open again.',
  },
}

const tooManyPersons: Refusal = {
  code: 'TOO_MANY_PERSONS',
  path: 'input.persons',
  text: {
    da: `En husstand indtastes med højst ${PERSONS_MAX} personer. Del den i flere.`,
    en: `A household is entered with at most ${PERSONS_MAX} persons. Split it.`,
  },
}
