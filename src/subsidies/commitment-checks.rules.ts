import { absolute, formatKroner, type Oere } from '../kernel/money.ts'
import type { LocalDate, Period } from '../kernel/period.ts'
import { factorOf, indexed, twelfth } from './amount.rules.ts'
import {
  aboutCommitment,
  type Check,
  evidence,
  housed,
  inForce,
  tenancyWith,
  termOn,
  total,
} from './frame-checks.rules.ts'
import { TARGET_GROUP_BASES } from './instrument.ts'
import { monthCount, monthsAfter, monthsIn } from './month.rules.ts'
import type { AuditFacts, CommitmentFacts, Finding, PeriodFacts, TenancyFacts } from './subsidy-audit.ts'

const each =
  (judge: (commitment: CommitmentFacts, facts: AuditFacts) => readonly Finding[]): Check =>
  (facts) =>
    facts.commitments
      .filter(({ audited, withdrawn }) => audited && !withdrawn)
      .flatMap((commitment) => judge(commitment, facts))

const eachPeriod = (
  judge: (period: PeriodFacts, commitment: CommitmentFacts, facts: AuditFacts) => readonly Finding[],
): Check =>
  each((commitment, facts) => commitment.periods.flatMap((period) => judge(period, commitment, facts)))

const kroner = (amount: Oere | null) => (amount === null ? null : formatKroner(amount))

/** The months of the audit that a period has, and what is due for them. */
function stakeOf({ months }: PeriodFacts, { period }: AuditFacts): { months: LocalDate[]; due: Oere } {
  const within = months.filter(({ month, due }) => month >= period.from && month < period.until && due > 0n)
  return { months: within.map(({ month }) => month), due: total(within.map(({ due }) => due)) }
}

function aboutPeriod(
  period: PeriodFacts,
  commitment: CommitmentFacts,
  facts: AuditFacts,
  code: Finding['code'],
  more: Partial<Finding>,
): Finding {
  const { months, due } = stakeOf(period, facts)
  return {
    ...aboutCommitment(commitment, code),
    about: evidence('SubsidyPeriod', period),
    months,
    atStake: due,
    evidence: [evidence('SubsidyCommitment', commitment)],
    ...more,
  }
}

/** Nobody has recorded what the programme's sources said on the day. */
export const termMissing = each((commitment, { terms }) =>
  termOn(terms, commitment.committedOn) === null
    ? [aboutCommitment(commitment, 'TERM_MISSING', { figures: { committedOn: commitment.committedOn } })]
    : [],
)

/** The dwelling is no almen familiebolig. */
export const dwellingTypeWrong = each((commitment) =>
  commitment.dwellingType === 'FAMILY'
    ? []
    : [
        aboutCommitment(commitment, 'DWELLING_TYPE_WRONG', {
          figures: { dwellingType: commitment.dwellingType },
        }),
      ],
)

/** The rent before, without consumption, was outside the interval valid on the day of the commitment; both ends belong to it. */
export const rentOutsideInterval = each((commitment, { terms }) => {
  const term = termOn(terms, commitment.committedOn)
  const { rentBefore } = commitment
  if (term === null) return []
  const { rentBeforeMin: min, rentBeforeMax: max } = term
  const inside =
    rentBefore !== null && (min === null || rentBefore >= min) && (max === null || rentBefore <= max)
  if (inside) return []
  return [
    aboutCommitment(commitment, 'RENT_OUTSIDE_INTERVAL', {
      figures: { rentBefore: kroner(rentBefore), min: kroner(min), max: kroner(max) },
    }),
  ]
})

/** Nobody states that the municipality had decided to allocate the dwelling, and no decision is known; or it was let otherwise. */
export const allocationMissing = each((commitment, facts) => {
  const { allocationDecidedOn } = commitment
  const own = housed(commitment, facts)
  const otherwise = own.filter(({ allocated }) => !allocated)
  const proven = own.length > 0 && own.every(({ decision }) => decision !== null)
  if ((allocationDecidedOn !== null || proven) && otherwise.length === 0) return []
  return [
    aboutCommitment(commitment, 'ALLOCATION_MISSING', {
      figures: { allocationDecidedOn },
      evidence: otherwise.map((tenancy) => evidence('Tenancy', tenancy)),
    }),
  ]
})

/** It is stated that the municipality had decided to allocate, and the hub knows of no decision that led to the tenancy. */
export const allocationUnproven = each((commitment, facts) => {
  const { allocationDecidedOn } = commitment
  const unproven = housed(commitment, facts).filter(
    ({ allocated, decision }) => allocated && decision === null,
  )
  if (allocationDecidedOn === null || unproven.length === 0) return []
  return [
    aboutCommitment(commitment, 'ALLOCATION_UNPROVEN', {
      atStake: 0n,
      figures: { allocationDecidedOn },
      evidence: unproven.map((tenancy) => evidence('Tenancy', tenancy)),
    }),
  ]
})

/** The decisions that led to its tenancies were all made on other days than the commitment states. */
export const allocationDayDiffers = each((commitment, facts) => {
  const { allocationDecidedOn } = commitment
  const decided = housed(commitment, facts).flatMap(({ decision }) => (decision === null ? [] : [decision]))
  const agrees = decided.some(({ decidedOn }) => decidedOn === allocationDecidedOn)
  if (allocationDecidedOn === null || decided.length === 0 || agrees) return []
  return [
    aboutCommitment(commitment, 'ALLOCATION_DAY_DIFFERS', {
      atStake: 0n,
      figures: { allocationDecidedOn, decidedOn: decided[0]?.decidedOn ?? null },
      evidence: decided.map((decision) => evidence('AllocationDecision', decision)),
    }),
  ]
})

/**
 * The municipality has not recorded that the tenant belongs to the target group, or not by which of its conditions.
 * @law almenboligloven § 98 f: an acute need of a dwelling and a low ability to pay, both of them
 */
export const targetGroupMissing = each((commitment) => {
  const { targetGroupRecordedOn, targetGroupBasis } = commitment
  const missing = TARGET_GROUP_BASES.filter((basis) => !targetGroupBasis.includes(basis))
  if (targetGroupRecordedOn !== null && missing.length === 0) return []
  return [
    aboutCommitment(commitment, 'TARGET_GROUP_MISSING', {
      figures: { targetGroupRecordedOn, missing: missing.join(', ') || null },
    }),
  ]
})

/** More was paid than was granted. */
export const commitmentExceeded = each((commitment) => {
  const paid = commitment.paidInAll
  if (paid <= commitment.granted) return []
  return [
    aboutCommitment(commitment, 'COMMITMENT_EXCEEDED', {
      atStake: paid - commitment.granted,
      figures: { paid: formatKroner(paid), granted: formatKroner(commitment.granted) },
      evidence: commitment.payments.map((payment) => evidence('SubsidyPayment', payment)),
    }),
  ]
})

/** Subsidised for more months than the programme allows; those beyond are at stake. */
export const overLong = each((commitment, { terms, period }) => {
  const monthsMax = termOn(terms, commitment.committedOn)?.monthsMax ?? null
  if (monthsMax === null) return []
  const last = monthsAfter(`${commitment.from.slice(0, 8)}01` as LocalDate, monthsMax)
  const beyond = commitment.periods.flatMap((one) => {
    if (monthCount(commitment.from, one.until) <= monthsMax) return []
    return one.months.filter(({ month, due }) => month >= last && month < period.until && due > 0n)
  })
  if (beyond.length === 0) return []
  return [
    aboutCommitment(commitment, 'OVER_LONG', {
      months: beyond.map(({ month }) => month).sort(),
      atStake: total(beyond.map(({ due }) => due)),
      figures: { monthsMax, from: commitment.from },
      evidence: commitment.periods.map((one) => evidence('SubsidyPeriod', one)),
    }),
  ]
})

/** The subsidy was to end with the tenancy, and went on with another one. */
export const continuedAfterTenancy = each((commitment, facts) => {
  if (termOn(facts.terms, commitment.committedOn)?.endRule !== 'WITH_TENANCY') return []
  const [first, ...later] = [...commitment.periods].sort((a, b) => (a.from < b.from ? -1 : 1))
  const other = later.filter(({ tenancyId }) => tenancyId !== first?.tenancyId)
  if (other.length === 0) return []
  const stakes = other.map((period) => stakeOf(period, facts))
  return [
    aboutCommitment(commitment, 'CONTINUED_AFTER_TENANCY', {
      months: stakes.flatMap(({ months }) => months),
      atStake: total(stakes.map(({ due }) => due)),
      evidence: other.map((period) => evidence('SubsidyPeriod', period)),
    }),
  ]
})

/** The monthly amount is not what the rent was lowered by. */
export const amountNotRentDifference = eachPeriod((period, commitment, facts) => {
  const { monthly, rentBefore, rentAfter } = period
  if (monthly === rentBefore - rentAfter) return []
  const excess = monthly - (rentBefore - rentAfter)
  const { months } = stakeOf(period, facts)
  return [
    aboutPeriod(period, commitment, facts, 'AMOUNT_NOT_RENT_DIFFERENCE', {
      atStake: absolute(excess) * BigInt(months.length),
      figures: {
        monthly: formatKroner(monthly),
        rentBefore: formatKroner(rentBefore),
        rentAfter: formatKroner(rentAfter),
      },
    }),
  ]
})

/** The lease has another rent than the one after the cut. */
export const rentChargedDiffers = eachPeriod((period, commitment, facts) => {
  const tenancy = tenancyWith(facts, period.tenancyId)
  if (tenancy === undefined || tenancy.rent === period.rentAfter) return []
  const { months } = stakeOf(period, facts)
  const excess = tenancy.rent - period.rentAfter
  return [
    aboutPeriod(period, commitment, facts, 'RENT_CHARGED_DIFFERS', {
      atStake: absolute(excess) * BigInt(months.length),
      figures: { rentCharged: formatKroner(tenancy.rent), rentAfter: formatKroner(period.rentAfter) },
      evidence: [evidence('Tenancy', tenancy)],
    }),
  ]
})

/** The rent after the cut is above the programme's cap; the cap itself is within it. */
export const rentAboveCap = eachPeriod((period, commitment, facts) => {
  const cap = termOn(facts.terms, commitment.committedOn)?.rentAfterMax ?? null
  if (cap === null || period.rentAfter <= cap) return []
  return [
    aboutPeriod(period, commitment, facts, 'RENT_ABOVE_CAP', {
      atStake: facts.instrument === 'SECTION_98_E' ? commitment.granted : stakeOf(period, facts).due,
      figures: { rentAfter: formatKroner(period.rentAfter), cap: formatKroner(cap) },
    }),
  ]
})

/** The monthly amount is not a twelfth of the yearly rate in force in each of its months. */
export const rateNotInForce = eachPeriod((period, commitment, facts) => {
  const rates = facts.rates.filter(({ kind }) => kind === 'YEARLY_PER_DWELLING')
  const rounding = termOn(facts.terms, commitment.committedOn)?.rounding ?? 'OERE'
  const wrong = period.months.filter(({ month, due }) => {
    const rate = inForce(rates, [month, period.from].sort().at(-1) as LocalDate)
    return due > 0n && (rate === null || twelfth(rate.amount, rounding) !== period.monthly)
  })
  const audited = wrong.filter(({ month }) => month >= facts.period.from && month < facts.period.until)
  if (audited.length === 0) return []
  const rate = inForce(rates, audited[0]?.month as LocalDate)
  return [
    aboutPeriod(period, commitment, facts, 'RATE_NOT_IN_FORCE', {
      months: audited.map(({ month }) => month),
      atStake: total(audited.map(({ due }) => due)),
      figures: { monthly: formatKroner(period.monthly), yearlyRate: kroner(rate?.amount ?? null) },
    }),
  ]
})

/** The monthly amount is not its base times the year's factor, or a factor is used where the programme has none. */
export const indexWrong = eachPeriod((period, commitment, facts) => {
  const term = termOn(facts.terms, commitment.committedOn)
  const factor = factorOf(period.indexFactor)
  if (term === null || factor === null) return []
  const expected = term.indexation === 'NONE' ? period.base : indexed(period.base, factor, term.rounding)
  if (period.monthly === expected) return []
  const { months } = stakeOf(period, facts)
  const excess = period.monthly - expected
  return [
    aboutPeriod(period, commitment, facts, 'INDEX_WRONG', {
      atStake: absolute(excess) * BigInt(months.length),
      figures: {
        monthly: formatKroner(period.monthly),
        base: formatKroner(period.base),
        indexFactor: period.indexFactor,
        indexation: term.indexation,
      },
    }),
  ]
})

/** What was granted is not the rate per dwelling on the day of the commitment. */
export const grantNotRate = each((commitment, { rates }) => {
  const rate = inForce(
    rates.filter(({ kind }) => kind === 'ONE_OFF_PER_DWELLING'),
    commitment.committedOn,
  )
  if (rate?.amount === commitment.granted) return []
  const excess = commitment.granted - (rate?.amount ?? 0n)
  return [
    aboutCommitment(commitment, 'GRANT_NOT_RATE', {
      atStake: absolute(excess),
      figures: { granted: formatKroner(commitment.granted), rate: kroner(rate?.amount ?? null) },
    }),
  ]
})

/**
 * Whole months of the commitment, over by the day the facts are known on, that no period covers although the dwelling was
 * let: to its tenant or, where the subsidy does not end with the tenancy, to anybody once it had begun. By § 91 a nobody
 * need live there: each month between two periods counts.
 */
export const gap: Check = (facts) => {
  const months = monthsIn(facts.period.from, facts.period.until)
    .map((month) => ({ month, next: monthsAfter(month, 1) }))
    .filter((one) => one.next <= facts.knownOn && isWithin(facts.period, one))
  const inDwelling = Map.groupBy(facts.tenancies, ({ dwellingId }) => dwellingId)
  return each((commitment) => {
    const covered = new Set(commitment.periods.flatMap((one) => one.months.map(({ month }) => month)))
    const open = months.filter((one) => !covered.has(one.month) && isWithin(commitment, one))
    if (open.length === 0) return []
    const owed = owedIn(commitment, facts, inDwelling.get(commitment.dwellingId) ?? [])
    const missing = open.filter(owed)
    if (missing.length === 0) return []
    return [
      aboutCommitment(commitment, 'GAP', {
        months: missing.map(({ month }) => month),
        atStake: 0n,
        evidence: commitment.periods.map((one) => evidence('SubsidyPeriod', one)),
      }),
    ]
  })(facts)
}

interface WholeMonth {
  readonly month: LocalDate
  /** The first day of the month after it. */
  readonly next: LocalDate
}

function isWithin({ from, until }: Period, { month, next }: WholeMonth): boolean {
  return month >= from && (until === null || next <= until)
}

/** Whether a month that no period covers should have one; `inDwelling` are all tenancies of the dwelling. */
function owedIn(
  commitment: CommitmentFacts,
  facts: AuditFacts,
  inDwelling: readonly TenancyFacts[],
): (month: WholeMonth) => boolean {
  const starts = commitment.periods.map(({ from }) => from).sort()
  const first = starts.at(0)
  const last = starts.at(-1)
  if (first === undefined || last === undefined) return () => false
  const own = housed(commitment, facts)
  const goesOn = termOn(facts.terms, commitment.committedOn)?.endRule === 'WITH_COMMITMENT'
  return (one) => {
    const begun = one.month >= first
    if (facts.instrument === 'SECTION_91_A_5' && begun && one.month < last) return true
    return (goesOn && begun ? inDwelling : own).some((home) => isWithin(home, one))
  }
}
