import { DateTime } from 'luxon'
import type { Clock, Instant } from '../kernel/clock.ts'
import type { LocalDate } from '../kernel/period.ts'

/** The real time, and the day it is in Denmark. */
export const systemClock: Clock = {
  now: () => new Date().toISOString() as Instant,
  today: () => DateTime.now().setZone('Europe/Copenhagen').toISODate() as LocalDate,
}
