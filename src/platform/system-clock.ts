import { DateTime } from 'luxon'
import type { Clock, Instant } from '../kernel/clock.ts'
import type { LocalDate } from '../kernel/period.ts'

const HOUR_MS = 3_600_000

/** The day in Denmark, which is the same for a whole hour of UTC, and asked for many times in a request. */
let known: { readonly hour: number; readonly day: LocalDate } | undefined

/** The real time, and the day it is in Denmark. */
export const systemClock: Clock = {
  now: () => new Date().toISOString() as Instant,
  today() {
    const hour = Math.floor(Date.now() / HOUR_MS)
    if (known?.hour !== hour)
      known = { hour, day: DateTime.now().setZone('Europe/Copenhagen').toISODate() as LocalDate }
    return known.day
  },
}
