import { absolute, formatKroner, lesser, type Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import { aboutCommitment, type Check, evidence, termOn, total } from './frame-checks.rules.ts'
import { lateFrom, monthsAfter } from './month.rules.ts'
import type {
  AuditFacts,
  CommitmentFacts,
  Finding,
  FindingCode,
  PaymentFacts,
  TenancyFacts,
} from './subsidy-audit.ts'

/** One month of a commitment: what is due, what was paid, and what the difference comes from. */
interface MonthBook {
  readonly month: LocalDate
  readonly due: Oere
  readonly payments: readonly PaymentFacts[]
  readonly excess: Oere
}

function booksOf(commitment: CommitmentFacts, { period }: AuditFacts): MonthBook[] {
  const due = new Map<LocalDate, Oere>()
  for (const { months } of commitment.periods)
    for (const { month, due: amount } of months) due.set(month, (due.get(month) ?? 0n) + amount)
  const months = new Set([...due.keys(), ...commitment.payments.map(({ month }) => month)])
  return [...months]
    .filter((month) => month >= period.from && month < period.until)
    .sort()
    .map((month) => {
      const payments = commitment.payments.filter((payment) => payment.month === month)
      const owed = due.get(month) ?? 0n
      return { month, due: owed, payments, excess: total(payments.map(({ amount }) => amount)) - owed }
    })
}

/** Why more was paid for a month than was due: one reason, the one that explains most. */
function reasonOf(
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

/**
 * Months for which more was paid than was due: after the tenant had moved out, without a tenancy, twice, or simply too
 * much. A month has one reason, so that no krone is counted twice.
 */
export const paidTooMuch: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const inDwelling = facts.tenancies.filter(({ dwellingId }) => dwellingId === commitment.dwellingId)
    const ids = new Set(commitment.periods.map(({ tenancyId }) => tenancyId))
    const own = inDwelling.filter(({ id }) => ids.has(id))
    const books = booksOf(commitment, facts).filter(({ excess }) => excess > 0n)
    return grouped(commitment, books, (book) => reasonOf(book, own, inDwelling), own)
  })

/** Months whose payment is late and has not come in full. */
export const paidTooLittle: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const calendar = termOn(facts.terms, commitment.committedOn)?.paymentCalendar ?? null
    const books = booksOf(commitment, facts).filter(({ month, excess }) => {
      const late = calendar === null ? null : lateFrom(month, calendar)
      return excess < 0n && late !== null && late <= facts.knownOn
    })
    return grouped(commitment, books, () => 'PAID_TOO_LITTLE', [])
  })

function grouped(
  commitment: CommitmentFacts,
  books: readonly MonthBook[],
  codeOf: (book: MonthBook) => FindingCode,
  tenancies: readonly TenancyFacts[],
): Finding[] {
  const byCode = new Map<FindingCode, MonthBook[]>()
  for (const book of books) byCode.set(codeOf(book), [...(byCode.get(codeOf(book)) ?? []), book])
  return [...byCode].map(([code, of]) => {
    const atStake = total(of.map(({ excess }) => absolute(excess)))
    return aboutCommitment(commitment, code, {
      months: of.map(({ month }) => month),
      atStake,
      figures: {
        due: formatKroner(total(of.map(({ due }) => due))),
        paid: formatKroner(total(of.flatMap(({ payments }) => payments.map(({ amount }) => amount)))),
      },
      evidence: [
        ...of.flatMap(({ payments }) => payments.map((payment) => evidence('SubsidyPayment', payment))),
        ...tenancies.map((tenancy) => evidence('Tenancy', tenancy)),
      ],
    })
  })
}

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

/** A month was paid by two programmes of the state; the smaller of the two is at stake. */
export const stateSubsidiesOverlap: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const own = sums(commitment.payments)
    const others = sums(commitment.otherStatePayments)
    const months = [...own.keys()]
      .filter((month) => month >= facts.period.from && month < facts.period.until)
      .filter((month) => (own.get(month) ?? 0n) > 0n && (others.get(month) ?? 0n) > 0n)
      .sort()
    if (months.length === 0) return []
    const lesserPaid = (month: LocalDate) => lesser(own.get(month) ?? 0n, others.get(month) ?? 0n)
    return [
      aboutCommitment(commitment, 'STATE_SUBSIDIES_OVERLAP', {
        months,
        atStake: total(months.map(lesserPaid)),
        evidence: [...commitment.payments, ...commitment.otherStatePayments]
          .filter(({ month }) => months.includes(month))
          .map((payment) => evidence('SubsidyPayment', payment)),
      }),
    ]
  })

function sums(payments: readonly PaymentFacts[]): Map<LocalDate, Oere> {
  const sum = new Map<LocalDate, Oere>()
  for (const { month, amount } of payments) sum.set(month, (sum.get(month) ?? 0n) + amount)
  return sum
}
