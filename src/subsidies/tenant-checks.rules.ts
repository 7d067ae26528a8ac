import { fraction } from '../kernel/fraction.ts'
import { absolute, formatKroner, type Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import { rounded } from './amount.rules.ts'
import { type Check, evidence, inForce, tenancyWith, termOn, total } from './frame-checks.rules.ts'
import type { InputKind, Instrument, MonthDays, Rounding } from './instrument.ts'
import { monthCount } from './month.rules.ts'
import { PLACE_RATES, REFUND_INPUTS, refundOf } from './refund.rules.ts'
import type {
  AuditFacts,
  CoveredMonth,
  ExpectedMonth,
  Finding,
  InputFacts,
  TenantSubsidyFacts,
} from './subsidy-audit.ts'

/** The inputs of a subsidy on one day, by kind. */
export type InputsByKind = ReadonlyMap<InputKind, bigint>

/** What a month of a tenant's subsidy comes to. */
export interface MonthAmount {
  readonly amount: Oere
  /** The inputs that were needed and not there; then the amount is 0 and means nothing. */
  readonly missing: readonly InputKind[]
}

/**
 * A month of a tenant's subsidy, from the inputs in force on the month's first covered day. A part of a month gets its part,
 * rounded as the programme says.
 */
export function monthAmount(
  instrument: Instrument,
  inputs: InputsByKind,
  { month, numerator, denominator }: CoveredMonth,
  rules: { readonly rounding: Rounding; readonly monthDays: MonthDays | null },
): MonthAmount {
  const needed: readonly InputKind[] = instrument === 'SECTION_163_A' ? REFUND_INPUTS : ['DECIDED_AMOUNT']
  const missing = needed.filter((kind) => !inputs.has(kind))
  if (missing.length > 0) return { amount: 0n, missing }
  const value = (kind: InputKind) => inputs.get(kind) ?? 0n
  const whole =
    instrument === 'SECTION_163_A'
      ? refundOf(
          {
            rent: value('RENT'),
            otherPayments: value('OTHER_PAYMENTS'),
            housingBenefit: value('HOUSING_BENEFIT'),
            adults: value('ADULTS'),
            placeDayRate: value('PLACE_DAY_RATE'),
          },
          month,
          { rounding: rules.rounding, monthDays: rules.monthDays ?? 'CALENDAR' },
        ).amount
      : value('DECIDED_AMOUNT')
  if (numerator === denominator) return { amount: whole, missing }
  return {
    amount: rounded(fraction(whole * BigInt(numerator), BigInt(denominator)), rules.rounding),
    missing,
  }
}

/** The inputs in force on a day. */
export function inputsOn(inputs: readonly InputFacts[], day: LocalDate): InputsByKind {
  const kinds = [...new Set(inputs.map(({ kind }) => kind))]
  return new Map(
    kinds.flatMap((kind) => {
      const found = inForce(
        inputs.filter((input) => input.kind === kind),
        day,
      )
      return found === null ? [] : [[kind, found.value] as const]
    }),
  )
}

/**
 * What every month should come to: those of the subsidy's days from their inputs, and nothing for a month that has a figure
 * and is none of them.
 */
export function expectedMonths(
  instrument: Instrument,
  subsidy: TenantSubsidyFacts,
): readonly ExpectedMonth[] {
  const { months, inputs, calculations } = subsidy
  const covered = months.map((one) => ({
    month: one.month,
    ...monthAmount(instrument, inputsOn(inputs, one.from), one, subsidy),
  }))
  const beyond = calculations
    .filter(({ month, amount }) => amount > 0n && months.every((one) => one.month !== month))
    .map(({ month }) => ({ month, amount: 0n, missing: [] }))
  return [...covered, ...beyond]
}

const each =
  (judge: (subsidy: TenantSubsidyFacts, facts: AuditFacts) => readonly Finding[]): Check =>
  (facts) =>
    facts.tenantSubsidies.filter(({ audited }) => audited).flatMap((subsidy) => judge(subsidy, facts))

function auditedMonths({ months }: TenantSubsidyFacts, { period }: AuditFacts): readonly CoveredMonth[] {
  return months.filter(({ month }) => month >= period.from && month < period.until)
}

function figureOf({ calculations }: TenantSubsidyFacts, month: LocalDate): Oere {
  return calculations.find((one) => one.month === month)?.amount ?? 0n
}

/** A finding about a tenant's subsidy: what its months came to is at stake, unless `more` says otherwise. */
export function aboutSubsidy(
  subsidy: TenantSubsidyFacts,
  code: Finding['code'],
  months: readonly LocalDate[],
  more: Partial<Finding> = {},
): Finding {
  return {
    code,
    about: evidence('TenantSubsidy', subsidy),
    dwellingId: subsidy.dwellingId,
    household: { id: subsidy.householdId, caseScope: subsidy.caseScope },
    months,
    atStake: total(months.map((month) => figureOf(subsidy, month))),
    figures: {},
    evidence: [],
    ...more,
  }
}

/** Boligstøtte had not been applied for, or only later than the month. */
export const benefitNotAppliedFor = each((subsidy, facts) => {
  const applied = subsidy.housingBenefitAppliedOn
  const months = auditedMonths(subsidy, facts)
    .filter(
      ({ month, numerator }) =>
        numerator > 0 && (applied === null || applied.slice(0, 7) > month.slice(0, 7)),
    )
    .map(({ month }) => month)
  if (months.length === 0) return []
  return [
    aboutSubsidy(subsidy, 'HOUSING_BENEFIT_NOT_APPLIED_FOR', months, { figures: { appliedOn: applied } }),
  ]
})

/** A month lacks an input that it cannot be computed without. */
export const inputMissing = each((subsidy, facts) => {
  const lacking = auditedMonths(subsidy, facts).flatMap((covered) => {
    const { missing } = monthAmount(
      facts.instrument,
      inputsOn(subsidy.inputs, covered.from),
      covered,
      subsidy,
    )
    return missing.length === 0 || covered.numerator === 0 ? [] : [{ month: covered.month, missing }]
  })
  if (lacking.length === 0) return []
  return [
    aboutSubsidy(
      subsidy,
      'INPUT_MISSING',
      lacking.map(({ month }) => month),
      {
        figures: { inputs: [...new Set(lacking.flatMap(({ missing }) => missing))].sort().join(', ') },
      },
    ),
  ]
})

/** The figure that counts is not what the inputs come to. */
export const calculationStale = each((subsidy, facts) => {
  const { from, until } = facts.period
  const stale = expectedMonths(facts.instrument, subsidy)
    .map(({ month, amount, missing }) => ({ month, amount, missing, figure: figureOf(subsidy, month) }))
    .filter(({ month, amount, figure }) => month >= from && month < until && amount !== figure)
    .filter(({ missing }) => missing.length === 0)
  if (stale.length === 0) return []
  const difference = stale.map(({ amount, figure }) => absolute(amount - figure))
  return [
    aboutSubsidy(
      subsidy,
      'CALCULATION_STALE',
      stale.map(({ month }) => month),
      {
        atStake: total(difference),
        figures: {
          computed: formatKroner(total(stale.map(({ amount }) => amount))),
          recorded: formatKroner(total(stale.map(({ figure }) => figure))),
        },
        evidence: subsidy.calculations
          .filter(({ month }) => stale.some((one) => one.month === month))
          .map((one) => evidence('TenantSubsidyCalculation', one)),
      },
    ),
  ]
})

/** The day in the place was counted with another rate than the one in force. */
export const placeRateNotInForce = each((subsidy, facts) => {
  if (subsidy.previousSituation === null) return []
  const kind = PLACE_RATES[subsidy.previousSituation]
  const rates = facts.rates.filter((rate) => rate.kind === kind)
  const wrong = auditedMonths(subsidy, facts).filter(({ from }) => {
    const used = inputsOn(subsidy.inputs, from).get('PLACE_DAY_RATE')
    return used !== undefined && inForce(rates, from)?.amount !== used
  })
  if (wrong.length === 0) return []
  const rate = inForce(rates, wrong[0]?.from as LocalDate)
  return [
    aboutSubsidy(
      subsidy,
      'PLACE_RATE_NOT_IN_FORCE',
      wrong.map(({ month }) => month),
      {
        figures: { rate: rate === null ? null : formatKroner(rate.amount), kind },
        evidence: subsidy.inputs
          .filter((input) => input.kind === 'PLACE_DAY_RATE')
          .map((input) => evidence('TenantSubsidyInput', input)),
      },
    ),
  ]
})

/** Agreed for more months than what held when the tenancy began allows. */
export const tenantOverLong = each((subsidy, facts) => {
  const tenancy = tenancyWith(facts, subsidy.tenancyId)
  const start = tenancy?.from ?? subsidy.from
  const monthsMax = termOn(facts.terms, start)?.monthsMax ?? null
  if (monthsMax === null || subsidy.until === null) return []
  if (monthCount(start, subsidy.until) <= monthsMax) return []
  const beyond = auditedMonths(subsidy, facts)
    .map(({ month }) => month)
    .filter((month) => monthCount(start, month) >= monthsMax)
  return [
    aboutSubsidy(subsidy, 'OVER_LONG', beyond, {
      figures: { monthsMax, from: start, until: subsidy.until },
      evidence: tenancy === undefined ? [] : [evidence('Tenancy', tenancy)],
    }),
  ]
})

/** The tenancy is not on the terms of a transitional dwelling. */
export const tenancyNotTransitional = each((subsidy, facts) => {
  const tenancy = tenancyWith(facts, subsidy.tenancyId)
  if (tenancy === undefined || tenancy.transitional) return []
  return [
    aboutSubsidy(
      subsidy,
      'TENANCY_NOT_TRANSITIONAL',
      auditedMonths(subsidy, facts).map(({ month }) => month),
      { evidence: [evidence('Tenancy', tenancy)] },
    ),
  ]
})

/** The programme's sources say nothing for the day it was granted on. */
export const tenantTermMissing = each((subsidy, facts) =>
  termOn(facts.terms, subsidy.committedOn) === null
    ? [aboutSubsidy(subsidy, 'TERM_MISSING', [], { figures: { committedOn: subsidy.committedOn } })]
    : [],
)
