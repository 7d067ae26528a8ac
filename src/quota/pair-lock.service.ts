import type { Change } from '../platform/change.ts'
import type { Pair } from './quota-turn.ts'

const nameOf = ({ municipalityCode, organisationId }: Pair) =>
  `quota ledger of ${municipalityCode} ${organisationId}`

/** Waits until nobody else keeps or acts upon the ledger of a pair, and keeps it so until the change ends. */
export async function lockPair(running: Change, pair: Pair): Promise<void> {
  await running.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [nameOf(pair)])
}

/** Keeps the numbers of a pair's turns from being written anew until the change ends; others may hold it too. */
export async function holdPair(running: Change, pair: Pair): Promise<void> {
  await running.sql('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [nameOf(pair)])
}

/** Like `lockPair`, but answers false at once when somebody else is at it. */
export async function tryLockPair(running: Change, pair: Pair): Promise<boolean> {
  const [lock] = await running.sql<{ locked: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked',
    [nameOf(pair)],
  )
  return lock?.locked === true
}
