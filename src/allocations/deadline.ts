import { addBusinessDays, answerDeadline, type ClosingDay } from '../agreements/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { LocalDate } from '../kernel/period.ts'

/** The time in which an offer can be answered. */
export interface AnswerTime {
  /** The business days that count, the last of which ends with the deadline. */
  readonly answerDays: readonly LocalDate[]
  readonly deadline: Instant
}

/** The next `businessDays` business days after `day`, which itself does not count. */
export function answerTime(
  day: LocalDate,
  businessDays: number,
  closingDays: readonly ClosingDay[],
): AnswerTime {
  const answerDays: LocalDate[] = []
  for (let at = day; answerDays.length < businessDays; ) {
    at = addBusinessDays(at, 1, closingDays)
    answerDays.push(at)
  }
  return { answerDays, deadline: answerDeadline(day, businessDays, closingDays) }
}

/** The same time with so many business days more: after its last one, or after today where that is over. */
export function extendedTime(
  answerDays: readonly LocalDate[],
  today: LocalDate,
  businessDays: number,
  closingDays: readonly ClosingDay[],
): AnswerTime {
  const [last = today] = [...answerDays, today].sort().reverse()
  const more = answerTime(last, businessDays, closingDays)
  return { answerDays: [...answerDays, ...more.answerDays], deadline: more.deadline }
}

/** How many business days are left after `day`. */
export function daysLeftAfter(day: LocalDate, answerDays: readonly LocalDate[]): number {
  return answerDays.filter((one) => one > day).length
}
