import { lesser, type Oere } from '../kernel/money.ts'
import { contains, type LocalDate } from '../kernel/period.ts'
import { aboutCommitment, type Check, evidence, housed, termOn, total } from './frame-checks.rules.ts'
import { lateFrom } from './month.rules.ts'
import { bookOf, findingsOfMonths, type MonthBook, reasonOf } from './month-book.rules.ts'
import type { AuditFacts, CommitmentFacts, TenancyFacts } from './subsidy-audit.ts'

/** The months of the audit for which something else was paid than is due. */
function booksOfCommitment(
  { unbalanced, payments }: CommitmentFacts,
  { period }: AuditFacts,
): readonly MonthBook[] {
  if (unbalanced.length === 0) return []
  const paid = Map.groupBy(payments, ({ month }) => month)
  return unbalanced
    .filter(({ month }) => contains(period, month))
    .map(({ month, due }) => bookOf(month, due, paid.get(month) ?? []))
}

const ofCommitment = (commitment: CommitmentFacts, tenancies: readonly TenancyFacts[]) => ({
  about: (code: Parameters<typeof aboutCommitment>[1], more: Parameters<typeof aboutCommitment>[2]) =>
    aboutCommitment(commitment, code, more),
  payment: 'SubsidyPayment' as const,
  tenancies,
})

/** Months for which more was paid than was due: after the tenant had moved out, without a tenancy, twice, or simply too much. */
export const paidTooMuch: Check = (facts) => {
  const byDwelling = Map.groupBy(facts.tenancies, ({ dwellingId }) => dwellingId)
  return facts.commitments.flatMap((commitment) => {
    const books = booksOfCommitment(commitment, facts).filter(({ excess }) => excess > 0n)
    if (books.length === 0) return []
    const inDwelling = byDwelling.get(commitment.dwellingId) ?? []
    const own = housed(commitment, facts)
    return findingsOfMonths(books, (book) => reasonOf(book, own, inDwelling), ofCommitment(commitment, own))
  })
}

/** Months whose payment is late and has not come in full. */
export const paidTooLittle: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const calendar = termOn(facts.terms, commitment.committedOn)?.paymentCalendar ?? null
    const books = booksOfCommitment(commitment, facts).filter(({ month, excess }) => {
      const late = calendar === null ? null : lateFrom(month, calendar)
      return excess < 0n && late !== null && late <= facts.knownOn
    })
    return findingsOfMonths(books, () => 'PAID_TOO_LITTLE', ofCommitment(commitment, []))
  })

/** A month is due in full by two periods of the dwelling, such as before and after a change of tenant. */
export const dueTwice: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const { period } = facts
    const twice = new Map<LocalDate, Oere>()
    const seen = new Map<LocalDate, Oere>()
    for (const one of commitment.periods) {
      for (const { month, due } of one.months) {
        const before = seen.get(month)
        const whole = due === one.monthly && due > 0n
        if (before !== undefined && whole) twice.set(month, lesser(before, due))
        if (whole) seen.set(month, due)
      }
    }
    const months = [...twice.keys()].filter((month) => month >= period.from && month < period.until).sort()
    if (months.length === 0) return []
    return [
      aboutCommitment(commitment, 'DUE_TWICE', {
        months,
        atStake: total(months.map((month) => twice.get(month) ?? 0n)),
        evidence: commitment.periods.map((one) => evidence('SubsidyPeriod', one)),
      }),
    ]
  })
