import type { LocalDate } from '../kernel/period.ts'
import type { PaymentCalendar } from './instrument.ts'

/** A month is named by its first day. */
export function monthOf(day: LocalDate): LocalDate {
  return `${day.slice(0, 8)}01` as LocalDate
}

/** The month `count` months after `month`. */
export function monthsAfter(month: LocalDate, count: number): LocalDate {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${padded(Math.floor(at / 12), 4)}-${padded((at % 12) + 1, 2)}-01` as LocalDate
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0')
}

/** Every month that has a day in `[from, until)`. */
export function monthsIn(from: LocalDate, until: LocalDate): LocalDate[] {
  const months: LocalDate[] = []
  for (let month = monthOf(from); month < until; month = monthsAfter(month, 1)) months.push(month)
  return months
}

/** How many months a period lasts, a begun one counted as whole: from 15 January until 15 March two, until 16 March three. */
export function monthCount(from: LocalDate, until: LocalDate): number {
  const [fromYear, fromMonth, fromDay] = parts(from)
  const [untilYear, untilMonth, untilDay] = parts(until)
  const whole = (untilYear - fromYear) * 12 + untilMonth - fromMonth
  return untilDay > fromDay ? whole + 1 : whole
}

/** The first day on which a month's payment is late when nothing has come; null when a month has none of its own. */
export function lateFrom(month: LocalDate, calendar: PaymentCalendar): LocalDate | null {
  const [year, number] = parts(month)
  switch (calendar) {
    case 'MONTHLY_IN_ADVANCE':
    case 'MONTHLY_IN_ARREARS':
      return monthsAfter(month, calendar === 'MONTHLY_IN_ADVANCE' ? 1 : 2)
    case 'QUARTERLY_IN_ARREARS':
      return monthsAfter(month, 4 - ((number - 1) % 3))
    case 'YEARLY_IN_ARREARS':
      return `${padded(year + 1, 4)}-02-01` as LocalDate
    case 'ONCE':
      return null
  }
}

function parts(day: LocalDate): [number, number, number] {
  return day.split('-').map(Number) as [number, number, number]
}
