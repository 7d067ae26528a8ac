import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { notFound } from '../platform/command.ts'
import { mayFollow, stateOn } from './transition.rules.ts'
import type { TransitionFacts, TransitionStage, TransitionState } from './transition.ts'

/** A transition as the commands on it find it. */
export interface FoundTransition extends TransitionFacts {
  readonly id: string
  readonly stage: TransitionStage
  readonly tenancyId: string | null
}

/**
 * Finds a transition that the actor sees, and lets no other command on it begin until this change ends.
 * **Refuses:** TRANSITION_NOT_FOUND.
 */
export async function holdTransition(running: Change, transitionId: string): Promise<FoundTransition> {
  await running.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`transition ${transitionId}`])
  const [found] = await running.sql<FoundTransition>(
    `select t.id, t.tenancy_id as "tenancyId", t.stage, t.disposed_on::text as "disposedOn",
            t.allocated_on::text as "allocatedOn", t.signed_on::text as "signedOn", lower(t.valid)::text as "from",
            upper(t.period)::text as "periodUntil", t.ending, t.ended_on::text as "endedOn"
       from public.transition t where t.id = $1::uuid`,
    [uuidOf(transitionId, 'TransitionTimeline')],
  )
  if (found === undefined) throw new Refused(transitionNotFound)
  return found
}

/**
 * Whether a transition may come to a state on a day, from where it stands then.
 * **Refuses:** TRANSITION_STEP_NOT_ALLOWED.
 */
export function assertStep(transition: TransitionFacts, to: TransitionState, on: LocalDate): void {
  const from = stateOn(transition, on)
  if (from === null || !mayFollow(from, to)) throw new Refused(stepNotAllowed(from, to))
}

/** There is no such transition, or none that the actor sees. */
export const transitionNotFound = notFound(
  'TRANSITION',
  'input.transitionId',
  'intet udslusningsforløb',
  'transition',
)

const stepNotAllowed = (from: TransitionState | null, to: TransitionState): Refusal => ({
  code: 'TRANSITION_STEP_NOT_ALLOWED',
  path: 'input.transitionId',
  text: {
    da: `Forløbet står i ${from ?? 'intet'} den dag og kan ikke gå over i ${to}. Se »state« på forløbet.`,
    en: `The transition stands in ${from ?? 'nothing'} on that day and cannot go over to ${to}. See its "state".`,
  },
})
