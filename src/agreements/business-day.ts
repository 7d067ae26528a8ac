import Holidays from 'date-holidays'
import { DateTime } from 'luxon'
import type { Instant } from '../kernel/clock.ts'
import { type LocalDate, nextDay } from '../kernel/period.ts'

/** A day of the year on which the parties count as closed, `MM-dd`, though it is no public holiday. */
export type ClosingDay = string

const ZONE = 'Europe/Copenhagen'
const denmark = new Holidays('DK', { types: ['public'] })
const holidaysOfYears = new Map<string, ReadonlySet<string>>()

/** The public holidays (helligdage) of a year such as `2026`; store bededag is none since 2024. */
export function publicHolidays(year: string): ReadonlySet<string> {
  const known = holidaysOfYears.get(year)
  if (known !== undefined) return known
  const days = new Set(denmark.getHolidays(Number(year)).map(({ date }) => date.slice(0, 10)))
  holidaysOfYears.set(year, days)
  return days
}

/** True from Monday to Friday, unless it is a public holiday or a closing day of the agreement. */
export function isBusinessDay(day: LocalDate, closingDays: readonly ClosingDay[]): boolean {
  return (
    DateTime.fromISO(day, { zone: ZONE }).weekday <= 5 &&
    !publicHolidays(day.slice(0, 4)).has(day) &&
    !closingDays.includes(day.slice(5))
  )
}

/** The n-th business day after `day`, which itself does not count; `day` when n is 0. */
export function addBusinessDays(day: LocalDate, n: number, closingDays: readonly ClosingDay[]): LocalDate {
  let reached = day
  for (let left = n; left > 0; ) {
    reached = nextDay(reached)
    if (isBusinessDay(reached, closingDays)) left -= 1
  }
  return reached
}

/**
 * When the time to answer an offer made on `day` is over: the midnight in Denmark that ends the n-th business day
 * after it. An answer before that instant is in time.
 */
export function answerDeadline(
  day: LocalDate,
  businessDays: number,
  closingDays: readonly ClosingDay[],
): Instant {
  return endOfDay(addBusinessDays(day, businessDays, closingDays))
}

/** The midnight in Denmark that ends a day. */
export function endOfDay(day: LocalDate): Instant {
  return DateTime.fromISO(nextDay(day), { zone: ZONE }).toUTC().toISO() as Instant
}
