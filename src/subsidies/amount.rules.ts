import { ceiling, type Fraction, floor, fraction, plus } from '../kernel/fraction.ts'
import type { Oere } from '../kernel/money.ts'
import type { MonthDays, Rounding } from './instrument.ts'

const HALF = fraction(1n, 2n)

/** Rounds an exact amount of øre as the programme says; a half goes up. */
export function rounded(amount: Fraction, rounding: Rounding): Oere {
  const kroner = fraction(amount.numerator, amount.denominator * 100n)
  switch (rounding) {
    case 'OERE':
      return floor(plus(amount, HALF))
    case 'KRONE_NEAREST':
      return floor(plus(kroner, HALF)) * 100n
    case 'KRONE_DOWN':
      return floor(kroner) * 100n
    case 'KRONE_UP':
      return ceiling(kroner) * 100n
  }
}

/** A month's twelfth of a yearly amount. */
export function twelfth(yearly: Oere, rounding: Rounding): Oere {
  return rounded(fraction(yearly, 12n), rounding)
}

const FACTOR_DECIMALS = 6

/** An index factor such as `1.131` as an exact fraction; null when it is none with at most six decimals above zero. */
export function factorOf(text: string): Fraction | null {
  const match = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text)
  if (match === null) return null
  const scaled = BigInt(`${match[1]}${(match[2] ?? '').padEnd(FACTOR_DECIMALS, '0')}`)
  return scaled === 0n ? null : fraction(scaled, 10n ** BigInt(FACTOR_DECIMALS))
}

/** A base amount times its index factor. */
export function indexed(base: Oere, factor: Fraction, rounding: Rounding): Oere {
  return rounded(fraction(base * factor.numerator, factor.denominator), rounding)
}

/** How many days of a place a month is paid for; `yyyy-mm-dd`. */
export function daysOfMonth(month: string, monthDays: MonthDays): Fraction {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  switch (monthDays) {
    case 'THIRTY':
      return fraction(30n)
    case 'YEAR_TWELFTH':
      return fraction(leap ? 366n : 365n, 12n)
    case 'CALENDAR':
      if (number === 2) return fraction(leap ? 29n : 28n)
      return fraction([4, 6, 9, 11].includes(number) ? 30n : 31n)
  }
}
