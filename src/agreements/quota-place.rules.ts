import type { LocalDate } from '../kernel/period.ts'
import type { Channel } from './agreement.ts'
import type { QuotaEvent, QuotaInput, QuotaVacancy, RuleCode, VacancyFacts } from './quota.ts'
import { periodOf, unitOf } from './quota-sequence.rules.ts'
import { type TermFound, termInForce } from './term-in-force.rules.ts'

/** A vacancy with its facts as corrected, and where they put it. */
export interface Placed {
  readonly vacancy: QuotaVacancy
  readonly found: TermFound | null
  readonly key: string
  readonly period: string
  /** Why it enters no base; null when it does. */
  readonly excluded: Verdict | null
  readonly withdrawn: boolean
  /** Taken back from the municipality and let otherwise: it counts, and was not delivered. */
  readonly takenBack: boolean
  /** Given to the municipality in the place of a returned one. */
  readonly replacing: boolean
  /** The day it was let as a transitional dwelling; null when it was not. */
  readonly transitionalOn: LocalDate | null
  /** Its return by the municipality; null when it was not. */
  readonly returned: (QuotaEvent & { kind: 'RETURNED' }) | null
}

/** Where a vacancy goes, and why. */
export interface Verdict {
  readonly channel: Channel
  readonly rule: RuleCode
}

/** Every vacancy in its place. */
export function placedVacancies(input: QuotaInput): Placed[] {
  const events = new Map<string, QuotaEvent[]>()
  for (const event of input.events) {
    events.set(event.vacancyId, [...(events.get(event.vacancyId) ?? []), event])
  }
  return input.vacancies.map((vacancy) => placedVacancy(vacancy, input, events.get(vacancy.id) ?? []))
}

/**
 * Why an organisation takes a dwelling back that is let all the same, and what that says of it: the share of it is the
 * municipality's as before. By any other reason it is no vacancy any more and counts for nobody.
 */
const LET_OTHERWISE: Readonly<Record<string, Partial<VacancyFacts>>> = {
  INTERNAL_TRANSFER: { internalTransfer: 'TAKEN' },
  REHOUSING: { rehousing: true },
  OTHER: {},
}

function placedVacancy(
  given: QuotaVacancy,
  { versions, placements }: QuotaInput,
  events: readonly QuotaEvent[],
): Placed {
  const own = [...events].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  const corrections = own.flatMap((event) => (event.kind === 'CORRECTED' ? [event.facts] : []))
  const back = own.find((event) => event.kind === 'WITHDRAWN')
  const otherwise = back === undefined ? undefined : LET_OTHERWISE[back.reason]
  const vacancy: QuotaVacancy = Object.assign({}, given, ...corrections, otherwise)
  const found = termInForce(versions, placements, vacancy)
  return {
    vacancy,
    found,
    key: found === null ? '' : keyOf(vacancy, found),
    period: found === null ? '' : periodOf(vacancy.day, found.term.settlement),
    excluded: exclusionOf(vacancy, found),
    withdrawn: back !== undefined && otherwise === undefined,
    takenBack: otherwise !== undefined,
    replacing: own.some(({ kind }) => kind === 'REPLACED'),
    transitionalOn: own.find(({ kind }) => kind === 'USED_AS_TRANSITIONAL')?.day ?? null,
    returned: own.find((event) => event.kind === 'RETURNED') ?? null,
  }
}

/** Names the sequence that a vacancy counts in: the agreement, what its level counts, and the type where it tells types apart. */
function keyOf(vacancy: QuotaVacancy, { version, term }: TermFound): string {
  const { unit, ofType } = unitOf({ ...term, quotaBase: term.base })
  const unitId = unit === 'estate' ? vacancy.estateId : vacancy.organisationId
  return `agreement:${version.agreementId}/${unit}:${unitId}${ofType ? `/type:${vacancy.dwellingType ?? '-'}` : ''}`
}

function exclusionOf(vacancy: QuotaVacancy, found: TermFound | null): Verdict | null {
  if (found === null) return { channel: 'WAITING_LIST', rule: 'NO_TERM' }
  const { blockedAreaStatuses, base } = found.term
  if (vacancy.areaStatuses.some((status) => blockedAreaStatuses.includes(status))) {
    return { channel: 'BLOCKED', rule: 'AREA_BLOCKED' }
  }
  if (base !== 'AFTER_INTERNAL_TRANSFER') return null
  return takenBefore(vacancy) ?? (vacancy.internalTransfer === 'PENDING' ? internalTransferPending : null)
}

/** The internal list has not been asked to the end. */
export const internalTransferPending: Verdict = {
  channel: 'INTERNAL_TRANSFER',
  rule: 'INTERNAL_TRANSFER_PENDING',
}

/** Who took a vacancy before anybody else had a turn; null when nobody did. */
export function takenBefore(vacancy: QuotaVacancy): Verdict | null {
  if (vacancy.rehousing) return { channel: 'REHOUSING', rule: 'REHOUSED' }
  return vacancy.internalTransfer === 'TAKEN'
    ? { channel: 'INTERNAL_TRANSFER', rule: 'INTERNAL_TRANSFER_TOOK' }
    : null
}

/** The order of vacancies among each other: by day, and then id. */
export const orderOf = ({ day, id }: QuotaVacancy) => `${day} ${id}`
