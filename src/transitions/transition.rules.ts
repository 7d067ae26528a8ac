import type { LocalDate } from '../kernel/period.ts'
import type { TransitionFacts, TransitionState } from './transition.ts'

/**
 * Which state may follow which. Everything else is no step at all: its type is `never`.
 * A refusal by the household leads back, a place or a shelter leads out of the tenancy, and nothing leads back into the
 * days on which a lease derogates.
 */
export const NEXT_STATES = {
  AT_DISPOSAL: ['ALLOCATED', 'RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED'],
  ALLOCATED: ['AT_DISPOSAL', 'LEASE_SIGNED', 'RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED'],
  LEASE_SIGNED: [
    'IN_PERIOD',
    'MOVED_OUT',
    'TERMINATED',
    'TERMINATED_AT_REQUEST',
    'CANCELLED',
    'EVICTED',
    'NEVER_BEGUN',
  ],
  IN_PERIOD: [
    'ORDINARY_TERMS',
    'MOVED_OUT',
    'TERMINATED',
    'TERMINATED_AT_REQUEST',
    'CANCELLED',
    'EVICTED',
    'NEVER_BEGUN',
  ],
  ORDINARY_TERMS: [],
  RETURNED: [],
  GIVEN_UP: [],
  WITHDRAWN: [],
  EXPIRED: [],
  MOVED_OUT: [],
  TERMINATED: [],
  TERMINATED_AT_REQUEST: [],
  CANCELLED: [],
  EVICTED: [],
  NEVER_BEGUN: [],
} as const satisfies Readonly<Record<TransitionState, readonly TransitionState[]>>

/** The states that may follow `State`. */
export type NextState<State extends TransitionState> = (typeof NEXT_STATES)[State][number]

/** Whether one state may follow another. */
export function mayFollow(from: TransitionState, to: TransitionState): boolean {
  return (NEXT_STATES[from] as readonly TransitionState[]).includes(to)
}

/**
 * Where a transition stands on a day; null before it begins. One that ended on its first day on ordinary terms never stood
 * on them.
 */
export function stateOn(facts: TransitionFacts, day: LocalDate): TransitionState | null {
  const { periodUntil, ending, endedOn } = facts
  const come = (on: LocalDate | null) => on !== null && on <= day
  if (come(periodUntil) && (endedOn === null || periodUntil === null || endedOn > periodUntil)) {
    return 'ORDINARY_TERMS'
  }
  if (come(endedOn)) return ending
  if (come(facts.from)) return 'IN_PERIOD'
  if (come(facts.signedOn)) return 'LEASE_SIGNED'
  if (come(facts.allocatedOn)) return 'ALLOCATED'
  return come(facts.disposedOn) ? 'AT_DISPOSAL' : null
}
