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

const UUID = '(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])'
const TEN_DIGITS = String.raw`(?<!\d)(\d(?:[ ./-]?\d){9})(?!\d)`
/** Ten digits, however they are set apart, as the only group. A UUID is passed over whole: one in 650 has such digits by chance. */
const UUID_OR_TEN_DIGITS = new RegExp(`${UUID}|${TEN_DIGITS}`, 'gi')

const UUIDS = new RegExp(UUID, 'gi')

/** The same text with a line in place of each UUID. */
export function withoutUuids(text: string): string {
  return text.replace(UUIDS, '_')
}

/** True when a text holds ten digits, however they are set apart, that are a CPR number; those of a UUID are none. */
export function holdsCpr(text: string): boolean {
  return [...text.matchAll(UUID_OR_TEN_DIGITS)].some(([, digits]) => digits !== undefined && isCpr(digits))
}

/** The same text with every CPR number in it blacked out, however its digits are set apart. */
export function withoutCpr(text: string): string {
  return text.replace(UUID_OR_TEN_DIGITS, (found, digits?: string) =>
    digits !== undefined && isCpr(digits) ? '█'.repeat(found.length) : found,
  )
}

function isCpr(digits: string): boolean {
  return birthDayOf(digits.replace(/\D/g, '')) !== null
}
