import type { LocalDate } from '../kernel/period.ts'
import type { QuotaBase, QuotaLevel, Settlement } from './agreement.ts'
import type { QuotaTerm } from './quota.ts'

/** The period of a sequence that is never settled. */
export const RUNNING = 'RUNNING'

/** The period that a day is settled in. */
export function periodOf(day: LocalDate, settlement: Settlement): string {
  if (settlement === 'EVERY_NTH') return RUNNING
  const year = day.slice(0, 4)
  return settlement === 'PER_YEAR' ? year : `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** The first day of a quarter or a year; empty for the running sequence, which has none of its own. */
export function beginOfPeriod(period: string): string {
  if (period === RUNNING) return ''
  const [year, quarter] = period.split('-Q')
  return `${year}-${String(3 * Number(quarter ?? 1) - 2).padStart(2, '0')}-01`
}

/** What a term says of the sequence that it counts in, and how that is settled. */
export interface SequenceTerm
  extends Pick<
    QuotaTerm,
    'estateId' | 'step' | 'dwellingType' | 'level' | 'settlement' | 'remainder' | 'firstTurn'
  > {
  readonly quotaBase: QuotaBase
}

/** What one sequence of a term counts: an estate or an organisation, and whether it tells dwelling types apart. */
export function unitOf(term: {
  readonly level: QuotaLevel
  readonly quotaBase: QuotaBase
  readonly dwellingType: string | null
}): { readonly unit: 'estate' | 'organisation'; readonly ofType: boolean } {
  const { level, quotaBase, dwellingType } = term
  return {
    unit: level === 'ESTATE' ? 'estate' : 'organisation',
    ofType: level === 'DWELLING_TYPE' || quotaBase === 'BY_DWELLING_TYPE' || dwellingType !== null,
  }
}

/** True when both name the same, or one of them names nothing. */
const overlap = (a: string | null, b: string | null) => a === null || b === null || a === b

/** True when vacancies under the one term may count in a sequence that those under the other count in too. */
export function shareSequence(a: SequenceTerm, b: SequenceTerm): boolean {
  const [one, other] = [unitOf(a), unitOf(b)]
  return (
    one.unit === other.unit &&
    one.ofType === other.ofType &&
    overlap(a.dwellingType, b.dwellingType) &&
    (one.unit === 'organisation' || overlap(a.estateId, b.estateId))
  )
}

/**
 * The same of two terms of one version. Of one place the type's own term holds for its type and the other for the
 * rest; an estate with a term of its own never counts under another's where each estate counts by itself.
 */
export function shareSequenceInVersion(a: SequenceTerm, b: SequenceTerm): boolean {
  const samePlace = a.estateId === b.estateId && a.step === b.step
  const ownSequence = a.level === 'ESTATE' && (a.estateId !== null || b.estateId !== null)
  return !samePlace && !ownSequence && shareSequence(a, b)
}
