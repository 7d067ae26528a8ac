import { type Fraction, fraction, minus } from '../kernel/fraction.ts'
import type { Oere } from '../kernel/money.ts'
import { daysOfMonth, rounded } from './amount.rules.ts'
import type { InputKind, MonthDays, PreviousSituation, RateKind, Rounding } from './instrument.ts'

/** What a month's refund is computed from: øre per month, øre per day for the place, and the adults in the household. */
export interface RefundInputs {
  readonly rent: Oere
  readonly otherPayments: Oere
  /** The boligstøtte as calculated, also when less of it is paid out (§ 42 a). */
  readonly housingBenefit: Oere
  readonly adults: bigint
  /** What a day in the place would have cost the tenant. */
  readonly placeDayRate: Oere
}

/** How the programme's sources say that a month is counted. */
export interface RefundRules {
  readonly monthDays: MonthDays
  readonly rounding: Rounding
}

/** A month's refund, and each figure on the way to it, in øre before rounding. */
export interface Refund {
  readonly amount: Oere
  readonly share: Fraction
  readonly place: Fraction
  readonly exact: Fraction
}

/**
 * The refund of a whole month to the tenant of a transitional dwelling: the tenant's share of rent and other obligatory
 * payments without the calculated boligstøtte, less what the place would have cost. Never below zero; rounded once, at the end.
 * @law serviceloven § 163 a; BEK nr. 718 of 19 June 2013 §§ 1–3
 * @why The share is of the costs and the boligstøtte and not of the place: BEK 718 § 3 speaks of the household's costs, and
 * the place was the tenant's alone.
 */
export function refundOf(inputs: RefundInputs, month: string, { monthDays, rounding }: RefundRules): Refund {
  const costs = inputs.rent + inputs.otherPayments - inputs.housingBenefit
  const share = fraction(costs, inputs.adults)
  const days = daysOfMonth(month, monthDays)
  const place = fraction(inputs.placeDayRate * days.numerator, days.denominator)
  const exact = minus(share, place)
  return { amount: exact.numerator <= 0n ? 0n : rounded(exact, rounding), share, place, exact }
}

/** The inputs that a refund cannot do without. */
export const REFUND_INPUTS = [
  'RENT',
  'OTHER_PAYMENTS',
  'HOUSING_BENEFIT',
  'ADULTS',
  'PLACE_DAY_RATE',
] as const satisfies readonly InputKind[]

/**
 * The rate that stands for the place: of the place the tenant came from, and of a § 110 place for whoever came from elsewhere.
 * @law serviceloven § 163 a stk. 1
 */
export const PLACE_RATES: Readonly<Record<PreviousSituation, RateKind>> = {
  SECTION_107: 'SECTION_107_DAY',
  SECTION_109: 'SECTION_109_DAY',
  SECTION_110: 'SECTION_110_DAY',
  OTHER: 'SECTION_110_DAY',
}
