import type { Ledger, QuotaInput, QuotaTerm, QuotaVacancy, QuotaVersion } from '../../src/agreements/quota.ts'
import { fraction } from '../../src/kernel/fraction.ts'
import type { LocalDate } from '../../src/kernel/period.ts'

export const day = (text: string) => text as LocalDate

/** A term for all of an organisation's dwellings that gives the municipality nothing, unless `changes` say otherwise. */
export function quotaTerm(changes: Partial<QuotaTerm> = {}): QuotaTerm {
  return {
    id: 'term',
    estateId: null,
    step: null,
    dwellingType: null,
    level: 'ORGANISATION',
    share: fraction(0n),
    base: 'ALL',
    firstTurn: 'AT_END',
    settlement: 'EVERY_NTH',
    remainder: null,
    returnCountsAsDelivered: false,
    returnExceptions: [],
    replacement: { within: null },
    flexible: null,
    subShares: [],
    transitionalCapPerYear: null,
    blockedAreaStatuses: [],
    ...changes,
  }
}

/** The version in force of an agreement with the organisation `org`, with no end. */
export function quotaVersion(terms: readonly QuotaTerm[], changes: Partial<QuotaVersion> = {}): QuotaVersion {
  return {
    id: 'version-1',
    agreementId: 'agreement',
    number: 1,
    underFramework: false,
    organisationIds: ['org'],
    valid: { from: day('2020-01-01'), until: null },
    terms,
    ...changes,
  }
}

/** A family dwelling of `org` that nobody else has taken. */
export function quotaVacancy(id: string, changes: Partial<QuotaVacancy> = {}): QuotaVacancy {
  return {
    id,
    day: day('2026-01-01'),
    organisationId: 'org',
    estateId: 'estate',
    dwellingType: 'FAMILY',
    internalTransfer: 'NOT_TAKEN',
    areaStatuses: [],
    rehousing: false,
    ...changes,
  }
}

/** So many vacancies on one day, `v001`, `v002` and on. */
export function vacancies(count: number, changes: Partial<QuotaVacancy> = {}): QuotaVacancy[] {
  return Array.from({ length: count }, (_, at) =>
    quotaVacancy(`v${String(at + 1).padStart(3, '0')}`, changes),
  )
}

/** The engine's input, empty but for `given`. */
export function quotaInput(given: Partial<QuotaInput>): QuotaInput {
  return { versions: [], placements: [], vacancies: [], events: [], acted: [], ...given }
}

const LETTERS = {
  MUNICIPAL: 'M',
  FLEXIBLE: 'F',
  WAITING_LIST: 'w',
  INTERNAL_TRANSFER: 'i',
  REHOUSING: 'r',
  BLOCKED: 'b',
} as const

/** Where each vacancy went, one letter each, in the order of their ids: `wwMwwM`. */
export function channels({ turns }: Ledger): string {
  return [...turns]
    .sort((a, b) => (a.vacancyId < b.vacancyId ? -1 : 1))
    .map(({ channel }) => LETTERS[channel])
    .join('')
}
