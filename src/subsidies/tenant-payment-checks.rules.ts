import { formatKroner, type Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Check, evidence, tenancyWith, termOn } from './frame-checks.rules.ts'
import { lateFrom } from './month.rules.ts'
import { booksOf, findingsOfMonths, type MonthBook, reasonOf } from './month-book.rules.ts'
import type { AuditFacts, Finding, FindingCode, TenancyFacts, TenantSubsidyFacts } from './subsidy-audit.ts'
import { aboutSubsidy } from './tenant-checks.rules.ts'

/** A month's figure is due, in the months of the subsidy's days and in no other; of a withdrawn one nothing is. */
function booksOfSubsidy(
  { calculations, months, payments, withdrawn }: TenantSubsidyFacts,
  { period }: AuditFacts,
): readonly MonthBook[] {
  const own = new Set(withdrawn ? [] : months.map(({ month }) => month))
  const due = new Map<LocalDate, Oere>(
    calculations.filter(({ month }) => own.has(month)).map(({ month, amount }) => [month, amount]),
  )
  return booksOf(due, payments, period)
}

const ofSubsidy = (subsidy: TenantSubsidyFacts, tenancies: readonly TenancyFacts[]) => ({
  about: (code: FindingCode, more: Partial<Finding>) => aboutSubsidy(subsidy, code, more.months ?? [], more),
  payment: 'TenantSubsidyPayment' as const,
  tenancies,
})

/** Months for which a tenant was paid more than the month's figure: after moving out, twice, or simply too much. */
export const tenantPaidTooMuch: Check = (facts) =>
  facts.tenantSubsidies.flatMap((subsidy) => {
    const books = booksOfSubsidy(subsidy, facts).filter(({ excess }) => excess > 0n)
    if (books.length === 0) return []
    const tenancy = tenancyWith(facts, subsidy.tenancyId)
    const own = tenancy === undefined ? [] : [tenancy]
    return findingsOfMonths(books, (book) => reasonOf(book, own, own), ofSubsidy(subsidy, own))
  })

/** Months whose payment to the tenant is late and has not come in full. */
export const tenantPaidTooLittle: Check = (facts) =>
  facts.tenantSubsidies.flatMap((subsidy) => {
    const calendar = termOn(facts.terms, subsidy.committedOn)?.paymentCalendar ?? null
    const books = booksOfSubsidy(subsidy, facts).filter(({ month, excess }) => {
      const late = calendar === null ? null : lateFrom(month, calendar)
      return excess < 0n && late !== null && late <= facts.knownOn
    })
    return findingsOfMonths(books, () => 'PAID_TOO_LITTLE', ofSubsidy(subsidy, []))
  })

/** A tenant was paid more in all than was granted. */
export const tenantGrantExceeded: Check = (facts) =>
  facts.tenantSubsidies.flatMap((subsidy) => {
    const { paidInAll, granted, payments } = subsidy
    if (paidInAll <= granted) return []
    return [
      aboutSubsidy(subsidy, 'COMMITMENT_EXCEEDED', [], {
        atStake: paidInAll - granted,
        figures: { paid: formatKroner(paidInAll), granted: formatKroner(granted) },
        evidence: payments.map((payment) => evidence('TenantSubsidyPayment', payment)),
      }),
    ]
  })
