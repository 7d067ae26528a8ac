import { type LocalDate, parseLocalDate } from './period.ts'

const CPR = /^(\d{6})-?(\d{4})$/

/**
 * Reads a CPR number with or without its hyphen: ten digits, without one; null when they begin with no day of the
 * calendar. Modulus 11 is not asked for: numbers without it have been given since 2007.
 */
export function parseCpr(text: string): string | null {
  const match = CPR.exec(text)
  if (match === null) return null
  const digits = `${match[1]}${match[2]}`
  return birthDayOf(digits) === null ? null : digits
}

/** The day of birth in the ten digits of a CPR number, its century told by the seventh; null when there is no such day. */
export function birthDayOf(digits: string): LocalDate | null {
  const [day, month, year] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)]
  return parseLocalDate(`${centuryOf(Number(digits[6]), Number(year))}${year}-${month}-${day}`)
}

/** The first two digits of the year of birth. */
function centuryOf(seventh: number, year: number): number {
  if (seventh <= 3) return 19
  if (seventh === 4 || seventh === 9) return year <= 36 ? 20 : 19
  return year <= 57 ? 20 : 18
}

const TEN_DIGITS = /(?<!\d)\d(?:[ ./-]?\d){9}(?!\d)/g

/** True when a text holds ten digits, however they are set apart, that are a CPR number. */
export function holdsCpr(text: string): boolean {
  return [...text.matchAll(TEN_DIGITS)].some(([found]) => birthDayOf(found.replace(/\D/g, '')) !== null)
}

/** The same text with every CPR number in it blacked out, however its digits are set apart. */
export function withoutCpr(text: string): string {
  return text.replace(TEN_DIGITS, (found) =>
    birthDayOf(found.replace(/\D/g, '')) === null ? found : '█'.repeat(found.length),
  )
}
