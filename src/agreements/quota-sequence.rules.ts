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

/** True when both count the same kind of unit, and both tell dwelling types apart or neither does. */
export function countAlike(a: SequenceTerm, b: SequenceTerm): boolean {
  const [one, other] = [unitOf(a), unitOf(b)]
  return one.unit === other.unit && one.ofType === other.ofType
}

/**
 * True when vacancies under the one term of a version may count in a sequence that those under the other count in too.
 * Of one place the type's own term holds for its type and the other for the rest; an estate with a term of its own never
 * counts under another's where each estate counts by itself.
 */
export function shareSequence(a: SequenceTerm, b: SequenceTerm): boolean {
  const samePlace = a.estateId === b.estateId && a.step === b.step
  const ownSequence = a.level === 'ESTATE' && (a.estateId !== null || b.estateId !== null)
  return !samePlace && !ownSequence && countAlike(a, b) && overlap(a.dwellingType, b.dwellingType)
}

/** An estate and a dwelling type; null for one that no term names. */
interface Dwelling {
  readonly estateId: string | null
  readonly dwellingType: string | null
}

/** One of each kind of dwelling that a term may hold for, as far as the terms of several versions tell them apart. */
export function dwellingsUnder(term: SequenceTerm, all: readonly SequenceTerm[]): Dwelling[] {
  const named = (of: 'estateId' | 'dwellingType') => [...new Set([null, ...all.map((one) => one[of])])]
  const estates = term.estateId === null ? named('estateId') : [term.estateId]
  const types = term.dwellingType === null ? named('dwellingType') : [term.dwellingType]
  return estates.flatMap((estateId) => types.map((dwellingType) => ({ estateId, dwellingType })))
}

/** The term of a version by which such a dwelling counts in a sequence of the kind that `like` counts in, if one does. */
export function termOfSequence(
  terms: readonly SequenceTerm[],
  like: SequenceTerm,
  { estateId, dwellingType }: Dwelling,
): SequenceTerm | undefined {
  const names = (one: SequenceTerm) => Number(one.estateId !== null) * 2 + Number(one.dwellingType !== null)
  return terms
    .filter(
      (one) =>
        countAlike(one, like) &&
        (one.estateId === null || one.estateId === estateId) &&
        (one.dwellingType === null || one.dwellingType === dwellingType),
    )
    .sort((a, b) => names(b) - names(a))[0]
}
