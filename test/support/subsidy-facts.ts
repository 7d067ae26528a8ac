import type { Instant } from '../../src/kernel/clock.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import type { CommitmentProposal } from '../../src/subsidies/commitment.rules.ts'
import type {
  AuditFacts,
  CommitmentFacts,
  FrameFacts,
  PaymentFacts,
  PeriodFacts,
  TenancyFacts,
  TenantSubsidyFacts,
  TermFacts,
} from '../../src/subsidies/subsidy-audit.ts'

/** A day as the rules take it. */
export const day = (text: string) => text as LocalDate

const recordedFrom = '2023-01-01T00:00:00.000000Z' as Instant

/** Kroner as øre. */
export const kr = (kroner: number) => BigInt(Math.round(kroner * 100))

/** The programme's terms as the documents tell them: rent of 4,500 to 5,000 kr. before. */
export function termFacts(changes: Partial<TermFacts> = {}): TermFacts {
  return {
    from: day('2022-07-01'),
    until: null,
    endRule: 'WITH_TENANCY',
    indexation: 'YEARLY',
    paymentCalendar: 'MONTHLY_IN_ARREARS',
    rounding: 'OERE',
    monthDays: null,
    monthsMax: 72,
    rentBeforeMin: kr(4500),
    rentBeforeMax: kr(5000),
    rentAfterMax: null,
    ...changes,
  }
}

/** A commitment about to be given that nothing stands in the way of, unless `changes` do. */
export function proposal(changes: Partial<CommitmentProposal> = {}): CommitmentProposal {
  return {
    committedOn: day('2022-07-01'),
    from: day('2022-08-01'),
    until: day('2028-08-01'),
    rentBefore: kr(4750),
    dwellingType: 'FAMILY',
    window: { from: day('2022-07-01'), until: day('2024-01-01') },
    lapsesOn: day('2026-01-01'),
    term: termFacts(),
    ...changes,
  }
}

/** Two dwellings' worth of frame. */
export function frameFacts(changes: Partial<FrameFacts> = {}): FrameFacts {
  return {
    id: 'frame',
    recordedFrom,
    reference: null,
    dwellingsMax: 2,
    amountMax: null,
    windowFrom: day('2022-07-01'),
    windowUntil: day('2024-01-01'),
    lapsesOn: day('2026-01-01'),
    ...changes,
  }
}

/** The months of a period, a begun one counted as whole. */
export function months(first: string, count: number, due = kr(1250)): PeriodFacts['months'] {
  const [year, month] = first.split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, at) => ({
    month: day(new Date(Date.UTC(year, month - 1 + at, 1)).toISOString().slice(0, 10)),
    due,
  }))
}

/** From 1 August 2022 to 1 January 2023: 1,250 kr. off 4,750 kr. */
export function periodFacts(changes: Partial<PeriodFacts> = {}): PeriodFacts {
  return {
    id: 'period',
    reference: null,
    recordedFrom,
    from: day('2022-08-01'),
    until: day('2023-01-01'),
    tenancyId: 'tenancy',
    monthly: kr(1250),
    base: kr(1250),
    indexFactor: '1.000000',
    rentBefore: kr(4750),
    rentAfter: kr(3500),
    months: months('2022-08-01', 5),
    ...changes,
  }
}

/** A payment of a month's 1,250 kr. */
export function payment(month: string, changes: Partial<PaymentFacts> = {}): PaymentFacts {
  return {
    ...{ id: `payment ${month}`, recordedFrom, month: day(month), amount: kr(1250) },
    ...{ paidOn: day(month), reference: `BILAG ${month}`, ...changes },
  }
}

/** The tenancy from 1 August 2022, for as long as anybody knows. */
export function tenancyFacts(changes: Partial<TenancyFacts> = {}): TenancyFacts {
  return {
    id: 'tenancy',
    recordedFrom,
    from: day('2022-08-01'),
    until: null,
    dwellingId: 'dwelling',
    allocated: true,
    decision: { id: 'decision', recordedFrom, decidedOn: day('2022-06-20'), legalBasis: 'SECTION_59_1' },
    transitional: false,
    rent: kr(3500),
    ...changes,
  }
}

/** The months for which something else was paid than is due. */
function unbalancedMonths(
  periods: readonly PeriodFacts[],
  payments: readonly PaymentFacts[],
): PeriodFacts['months'] {
  const due = new Map<LocalDate, bigint>()
  const paid = new Map<LocalDate, bigint>()
  for (const one of periods.flatMap(({ months }) => months))
    due.set(one.month, (due.get(one.month) ?? 0n) + one.due)
  for (const { month, amount } of payments) paid.set(month, (paid.get(month) ?? 0n) + amount)
  return [...new Set([...due.keys(), ...paid.keys()])]
    .sort()
    .map((month) => ({ month, due: due.get(month) ?? 0n }))
    .filter(({ month, due }) => due !== (paid.get(month) ?? 0n))
}

/** A commitment without fault, its months paid, unless `changes` say otherwise. */
export function commitmentFacts(changes: Partial<CommitmentFacts> = {}): CommitmentFacts {
  const payments = changes.payments ?? months('2022-08-01', 5).map(({ month }) => payment(month))
  const periods = changes.periods ?? [periodFacts()]
  return {
    id: 'commitment',
    recordedFrom,
    from: day('2022-08-01'),
    until: day('2023-01-01'),
    frameId: 'frame',
    organisationId: 'organisation',
    dwellingId: 'dwelling',
    dwellingType: 'FAMILY',
    dwellingNumbers: ['0045/1/17', '12345678/1/17'],
    reference: null,
    committedOn: day('2022-07-01'),
    granted: kr(90_000),
    rentBefore: kr(4750),
    allocationDecidedOn: day('2022-06-20'),
    targetGroupRecordedOn: day('2022-06-20'),
    targetGroupBasis: ['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY'],
    withdrawn: false,
    audited: true,
    periods,
    unbalanced: unbalancedMonths(periods, payments),
    payments,
    paidInAll: payments.reduce((sum, { amount }) => sum + amount, 0n),
    otherStatePayments: [],
    otherStateCommitments: [],
    ...changes,
  }
}

/** A refund of 2,610 kr. a month for January 2024, unless `changes` say otherwise. */
export function tenantFacts(changes: Partial<TenantSubsidyFacts> = {}): TenantSubsidyFacts {
  const input = (kind: string, value: bigint) => ({
    id: `input ${kind}`,
    recordedFrom,
    from: day('2024-01-01'),
    until: null,
    kind: kind as 'RENT',
    value,
  })
  const payments = changes.payments ?? [payment('2024-01-01', { amount: kr(2610) })]
  return {
    id: 'subsidy',
    recordedFrom,
    from: day('2024-01-01'),
    until: day('2024-02-01'),
    frameId: null,
    householdId: 'household',
    caseScope: '-|-',
    dwellingId: 'dwelling',
    tenancyId: 'tenancy',
    committedOn: day('2024-01-01'),
    granted: 0n,
    previousSituation: 'SECTION_110',
    housingBenefitAppliedOn: day('2024-01-31'),
    rounding: 'OERE',
    monthDays: 'THIRTY',
    inputs: [
      input('RENT', kr(5800)),
      input('OTHER_PAYMENTS', kr(600)),
      input('HOUSING_BENEFIT', kr(1000)),
      input('ADULTS', 1n),
      input('PLACE_DAY_RATE', kr(93)),
    ],
    calculations: [{ id: 'calculation', recordedFrom, month: day('2024-01-01'), amount: kr(2610) }],
    months: [{ month: day('2024-01-01'), from: day('2024-01-01'), numerator: 1, denominator: 1 }],
    payments,
    paidInAll: payments.reduce((sum, { amount }) => sum + amount, 0n),
    withdrawn: false,
    audited: true,
    ...changes,
  }
}

/** Facts of § 98 f that no check finds anything wrong with, unless `changes` say otherwise. */
export function auditFacts(changes: Partial<AuditFacts> = {}): AuditFacts {
  const condition = {
    recordedFrom,
    frameId: 'frame',
    reference: null,
    organisationId: null,
    organisationNumbers: null,
    from: day('2022-01-01'),
    until: null,
  }
  return {
    instrument: 'SECTION_98_F',
    period: { from: day('2022-07-01'), until: day('2024-01-01') },
    knownOn: day('2024-06-01'),
    terms: [termFacts()],
    rates: [
      { kind: 'YEARLY_PER_DWELLING', from: day('2022-01-01'), until: day('2023-01-01'), amount: kr(15_000) },
      { kind: 'YEARLY_PER_DWELLING', from: day('2023-01-01'), until: null, amount: kr(16_965) },
    ],
    frames: [frameFacts()],
    conditions: [
      { id: 'plan', kind: 'HOMELESSNESS_PLAN', ...condition },
      { id: 'agreement', kind: 'LETTING_AGREEMENT', ...condition },
    ],
    agreements: [],
    tenancies: [tenancyFacts()],
    commitments: [commitmentFacts()],
    tenantSubsidies: [],
    statements: [],
    statedPayments: [],
    ...changes,
  }
}
