/**
 * How many months before the period ends a warning is given, where the municipality has not set its own: 12, 6 and 3, as
 * proposed when the hub was made; no law says so.
 */
export const PERIOD_WARNING_MONTHS = [12, 6, 3] as const
