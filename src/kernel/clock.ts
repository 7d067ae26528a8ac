import { type LocalDate, parseLocalDate } from './period.ts'

/** A point in time, ISO 8601 in UTC with a `Z`: `2026-11-22T02:13:47.123Z`. */
export type Instant = string & { readonly __instant: true }

/** Where "now" comes from. Injected, so that a test or a replay decides what day it is. */
export interface Clock {
  /** The present moment. */
  now(): Instant
  /** The present day in Denmark (Europe/Copenhagen). */
  today(): LocalDate
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** True when `text` is an existing day and time, ISO 8601 with seconds and an offset; without one it is refused. */
export function isOffsetDateTime(text: string): boolean {
  const day = INSTANT.exec(text)?.[1]
  return day !== undefined && parseLocalDate(day) !== null
}
