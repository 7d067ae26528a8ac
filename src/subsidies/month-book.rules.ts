import { absolute, formatKroner, type Oere } from '../kernel/money.ts'
import type { LocalDate, Period } from '../kernel/period.ts'
import { evidence, total } from './frame-checks.rules.ts'
import { monthsAfter } from './month.rules.ts'
import type { EvidenceType, Finding, FindingCode, PaymentFacts, TenancyFacts } from './subsidy-audit.ts'

/** One month of what is paid by: what is due, what was paid, and how much more that is. */
export interface MonthBook {
  readonly month: LocalDate
  readonly due: Oere
  readonly payments: readonly PaymentFacts[]
  readonly excess: Oere
}

/** A month's book. */
export function bookOf(month: LocalDate, due: Oere, payments: readonly PaymentFacts[]): MonthBook {
  return { month, due, payments, excess: total(payments.map(({ amount }) => amount)) - due }
}

/** Every month of a period for which something is due or was paid, in order. */
export function booksOf(
  due: ReadonlyMap<LocalDate, Oere>,
  payments: readonly PaymentFacts[],
  { from, until }: Period,
): readonly MonthBook[] {
  const paid = Map.groupBy(payments, ({ month }) => month)
  return [...new Set([...due.keys(), ...paid.keys()])]
    .filter((month) => month >= from && (until === null || month < until))
    .sort()
    .map((month) => bookOf(month, due.get(month) ?? 0n, paid.get(month) ?? []))
}

/** Why more was paid for a month than was due: one reason, the one that explains most, so that no krone counts twice. */
export function reasonOf(
  { month, payments, due }: MonthBook,
  own: readonly TenancyFacts[],
  inDwelling: readonly TenancyFacts[],
): FindingCode {
  const next = monthsAfter(month, 1)
  const lived = (one: TenancyFacts) => one.from < next && (one.until === null || one.until > month)
  const moved = (one: TenancyFacts) => one.until !== null && one.until <= month
  if (due === 0n && own.length > 0 && !own.some(lived) && own.some(moved)) return 'PAID_AFTER_MOVE_OUT'
  if (due === 0n && !inDwelling.some(lived)) return 'MONTH_WITHOUT_TENANCY'
  return payments.filter(({ amount }) => amount > 0n).length > 1 ? 'DOUBLE_MONTH' : 'PAID_TOO_MUCH'
}

/** One finding per reason, with the difference between paid and due at stake; `of` makes it about what the books are of. */
export function findingsOfMonths(
  books: readonly MonthBook[],
  codeOf: (book: MonthBook) => FindingCode,
  of: {
    readonly about: (code: FindingCode, more: Partial<Finding>) => Finding
    readonly payment: EvidenceType
    readonly tenancies: readonly TenancyFacts[]
  },
): readonly Finding[] {
  const byCode = new Map<FindingCode, MonthBook[]>()
  for (const book of books) byCode.set(codeOf(book), [...(byCode.get(codeOf(book)) ?? []), book])
  return [...byCode].map(([code, found]) =>
    of.about(code, {
      months: found.map(({ month }) => month),
      atStake: total(found.map(({ excess }) => absolute(excess))),
      figures: {
        due: formatKroner(total(found.map(({ due }) => due))),
        paid: formatKroner(total(found.flatMap(({ payments }) => payments.map(({ amount }) => amount)))),
      },
      evidence: [
        ...found.flatMap(({ payments }) => payments.map((payment) => evidence(of.payment, payment))),
        ...of.tenancies.map((tenancy) => evidence('Tenancy', tenancy)),
      ],
    }),
  )
}
