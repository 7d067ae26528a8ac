import { lesser, type Oere } from '../kernel/money.ts'
import type { LocalDate, Period } from '../kernel/period.ts'
import { aboutCommitment, type Check, evidence, total } from './frame-checks.rules.ts'
import type { Instrument } from './instrument.ts'
import { monthsIn } from './month.rules.ts'
import type {
  AuditFacts,
  CommitmentFacts,
  Evidence,
  OtherCommitmentFacts,
  PaymentFacts,
} from './subsidy-audit.ts'

/** What two programmes of the state gave one dwelling at once. */
interface Overlap {
  readonly months: readonly LocalDate[]
  readonly atStake: Oere
  readonly evidence: readonly Evidence[]
}

/**
 * Two programmes of the state are in force for one dwelling on the same days, or paid for the same month; the smaller of the
 * two is at stake.
 * @law almenboligloven §§ 98 e, 98 f
 */
export const stateSubsidiesOverlap: Check = (facts) =>
  facts.commitments.flatMap((commitment) => {
    const found = [...overlapsInDays(commitment, facts), ...overlapInPayments(commitment, facts)]
    if (found.length === 0) return []
    const rows = new Map(found.flatMap((one) => one.evidence).map((row) => [row.id, row]))
    return [
      aboutCommitment(commitment, 'STATE_SUBSIDIES_OVERLAP', {
        months: [...new Set(found.flatMap(({ months }) => months))].sort(),
        // Both may be about the same money: the greater of them is all that can be shown to be too much.
        atStake: found.map(({ atStake }) => atStake).reduce((a, b) => (lesser(a, b) === a ? b : a)),
        evidence: [...rows.values()],
      }),
    ]
  })

interface Held extends Period {
  readonly until: LocalDate
}

/** The days that a commitment holds its dwelling: § 98 e all of its own, once and for all; § 98 f those of its periods, once it has any. */
function heldDays(
  instrument: Instrument,
  { from, until, periods }: Pick<OtherCommitmentFacts, 'from' | 'until' | 'periods'>,
  audit: AuditFacts['period'],
): readonly Held[] {
  const days = instrument === 'SECTION_98_F' && periods.length > 0 ? periods : [{ from, until }]
  return days.flatMap((one) => meeting(one, audit))
}

function meeting(a: Period, b: Held): readonly Held[] {
  const from = [a.from, b.from].sort()[1] as LocalDate
  const until = [a.until ?? b.until, b.until].sort()[0] as LocalDate
  return from < until ? [{ from, until }] : []
}

function overlapsInDays(commitment: CommitmentFacts, { instrument, period }: AuditFacts): readonly Overlap[] {
  if (commitment.withdrawn || commitment.otherStateCommitments.length === 0) return []
  const own = heldDays(instrument, commitment, period)
  return commitment.otherStateCommitments.flatMap((other) => {
    const days = heldDays(other.instrument, other, period).flatMap((one) =>
      own.flatMap((held) => meeting(held, one)),
    )
    if (days.length === 0) return []
    const months = [...new Set(days.flatMap(({ from, until }) => monthsIn(from, until)))].sort()
    const met = (one: Held) => days.some((held) => meeting(one, held).length > 0)
    return [
      {
        months,
        atStake: lesser(givenFor(instrument, commitment, months), givenFor(other.instrument, other, months)),
        evidence: [
          evidence('SubsidyCommitment', other),
          ...[...commitment.periods, ...other.periods]
            .filter(met)
            .map((one) => evidence('SubsidyPeriod', one)),
        ],
      },
    ]
  })
}

/** What is due for these months by § 98 f; the whole grant where it was given at once, or has no period yet. */
function givenFor(
  instrument: Instrument,
  { granted, periods }: Pick<OtherCommitmentFacts, 'granted' | 'periods'>,
  months: readonly LocalDate[],
): Oere {
  if (instrument !== 'SECTION_98_F' || periods.length === 0) return granted
  const due = periods.flatMap((one) => one.months).filter(({ month }) => months.includes(month))
  return total(due.map((one) => one.due))
}

function overlapInPayments(
  { payments, otherStatePayments }: CommitmentFacts,
  { period }: AuditFacts,
): readonly Overlap[] {
  if (otherStatePayments.length === 0) return []
  const own = sums(payments)
  const others = sums(otherStatePayments)
  const months = [...own.keys()]
    .filter((month) => month >= period.from && month < period.until)
    .filter((month) => (own.get(month) ?? 0n) > 0n && (others.get(month) ?? 0n) > 0n)
    .sort()
  if (months.length === 0) return []
  return [
    {
      months,
      atStake: total(months.map((month) => lesser(own.get(month) ?? 0n, others.get(month) ?? 0n))),
      evidence: [...payments, ...otherStatePayments]
        .filter(({ month }) => months.includes(month))
        .map((payment) => evidence('SubsidyPayment', payment)),
    },
  ]
}

function sums(payments: readonly PaymentFacts[]): Map<LocalDate, Oere> {
  const sum = new Map<LocalDate, Oere>()
  for (const { month, amount } of payments) sum.set(month, (sum.get(month) ?? 0n) + amount)
  return sum
}
