/** A day in the Danish calendar, `yyyy-mm-dd`, without a time or zone. */
export type LocalDate = string & { readonly __localDate: true }

const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** Reads `yyyy-mm-dd` between the years 1800 and 2200; null when it is no such day. */
export function parseLocalDate(text: string): LocalDate | null {
  const match = LOCAL_DATE.exec(text)
  if (match === null) return null
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1) return null
  return day <= daysInMonth(year, month) ? (text as LocalDate) : null
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The day after `day`. */
export function nextDay(day: LocalDate): LocalDate {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  if (date < daysInMonth(year, month)) return localDate(year, month, date + 1)
  return month < 12 ? localDate(year, month + 1, 1) : localDate(year + 1, 1, 1)
}

/** The same day of the month, so many months later; the month's last day where it has no such day. */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const count = year * 12 + month - 1 + months
  const [newYear, newMonth] = [Math.floor(count / 12), (count % 12) + 1]
  return localDate(newYear, newMonth, Math.min(date, daysInMonth(newYear, newMonth)))
}

/** The first day of a month on `day` or after it. */
export function firstOfMonthFrom(day: LocalDate): LocalDate {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return date === 1 ? day : addMonths(localDate(year, month, 1), 1)
}

/** How many days after `from` the day `until` comes; negative when it comes before. */
export function daysBetween(from: LocalDate, until: LocalDate): number {
  return (Date.parse(until) - Date.parse(from)) / DAY_MS
}

const DAY_MS = 86_400_000

function localDate(year: number, month: number, day: number): LocalDate {
  const pad = (n: number, width: number) => String(n).padStart(width, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate
}

/** A half-open period of days `[from, until)`; `until` null means that no end is known. */
export interface Period {
  readonly from: LocalDate
  readonly until: LocalDate | null
}

/** True when `day` lies in `[from, until)`. */
export function contains(period: Period, day: LocalDate): boolean {
  return period.from <= day && (period.until === null || day < period.until)
}
