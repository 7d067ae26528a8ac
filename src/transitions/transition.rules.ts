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
  LEASE_SIGNED: ['IN_PERIOD', 'MOVED_OUT', 'TERMINATED', 'TERMINATED_AT_REQUEST', 'CANCELLED', 'EVICTED'],
  IN_PERIOD: ['ORDINARY_TERMS', 'MOVED_OUT', 'TERMINATED', 'TERMINATED_AT_REQUEST', 'CANCELLED', 'EVICTED'],
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
} as const satisfies Readonly<Record<TransitionState, readonly TransitionState[]>>

/** The states that may follow `State`. */
export type NextState<State extends TransitionState> = (typeof NEXT_STATES)[State][number]

/** Whether one state may follow another. */
export function mayFollow(from: TransitionState, to: TransitionState): boolean {
  return (NEXT_STATES[from] as readonly TransitionState[]).includes(to)
}

/** Where a transition stands on a day. One that ended on its first day on ordinary terms never stood on them. */
export function stateOn(
  { stage, from, periodUntil, ending, endedOn }: TransitionFacts,
  day: LocalDate,
): TransitionState {
  if (periodUntil !== null && periodUntil <= day && (endedOn === null || endedOn > periodUntil)) {
    return 'ORDINARY_TERMS'
  }
  if (ending !== null && endedOn !== null && endedOn <= day) return ending
  if (from !== null) return from <= day ? 'IN_PERIOD' : 'LEASE_SIGNED'
  return stage === 'ALLOCATED' ? 'ALLOCATED' : 'AT_DISPOSAL'
}

/** The phases of a transition: agreement, disposal, allocation, lease, period with subsidy and support, exit. */
export type Phase = 0 | 1 | 2 | 3 | 4 | 5

const PHASES: Readonly<Partial<Record<TransitionState, Phase>>> = {
  AT_DISPOSAL: 1,
  ALLOCATED: 2,
  LEASE_SIGNED: 3,
  IN_PERIOD: 4,
}

/** The phase that a state lies in. */
export function phaseOf(state: TransitionState): Phase {
  return PHASES[state] ?? 5
}
