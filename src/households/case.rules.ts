import { holdsCpr } from '../kernel/cpr.ts'
import type { Refusal } from '../kernel/errors.ts'
import { isUuid } from '../kernel/ids.ts'
import type { CaseEntry, NeedEntry } from './household.ts'

/** How many persons one household may be entered with. */
export const PERSONS_MAX = 40
const ADULTS_MAX = 20
const CHILDREN_MAX = 20

const REFERENCE = /^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$/
/** As the database has it: any six and four digits in a row. */
const REFERENCE_LIKE_CPR = /\d{6}[-.]?\d{4}/
const KLE_NUMBER = /^\d{2}(\.\d{2}){0,2}$/

/** Everything that is wrong with a case, in the order of its fields. */
export function caseRefusals(entry: CaseEntry): readonly Refusal[] {
  const { caseReference, organisationUnitId, kleNumber, adults, children } = entry
  const sized = within(adults, 1, ADULTS_MAX) && within(children, 0, CHILDREN_MAX)
  return [
    ...[caseReferenceRefusal(caseReference) ?? []].flat(),
    ...(organisationUnitId === null || isUuid(organisationUnitId) ? [] : [organisationUnitMalformed]),
    ...(kleNumber === null || KLE_NUMBER.test(kleNumber) ? [] : [kleNumberMalformed]),
    ...(sized ? [] : [householdSizeWrong]),
  ]
}

/** What is wrong with a case reference; null when it can be one. */
export function caseReferenceRefusal(caseReference: string): Refusal | null {
  if (REFERENCE_LIKE_CPR.test(caseReference) || holdsCpr(caseReference)) return caseReferenceHoldsCpr
  return REFERENCE.test(caseReference) ? null : caseReferenceMalformed
}

/** Everything that is wrong with a need. */
export function needRefusals({ rentMaxOere }: NeedEntry): readonly Refusal[] {
  return rentMaxOere !== null && rentMaxOere < 0n ? [{ ...amountNegative, path: 'input.rentMax' }] : []
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

const tooManyPersons: Refusal = {
  code: 'TOO_MANY_PERSONS',
  path: 'input.persons',
  text: {
    da: `En husstand indtastes med højst ${PERSONS_MAX} personer. Del den i flere.`,
    en: `A household is entered with at most ${PERSONS_MAX} persons. Split it.`,
  },
}
