import { SHELTER_CLOCK_DAYS } from '../households/index.ts'

/**
 * What holds where a municipality has set nothing. No law gives these numbers; what is not here is unset until a municipality
 * sets it.
 */
export const REMINDER_DEFAULTS = {
  /** Months before the end of the period. The hub's own proposal: the interval is local. */
  WARNING_MONTHS: [12, 6, 3],
  /** Days from the first day in a shelter: København's goal for its herberger. */
  SHELTER_DAYS: SHELTER_CLOCK_DAYS,
} as const
