import { programActor, type RequestOrigin } from '../access/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { type Loop, startLoop } from '../platform/loop.ts'
import { inTransaction } from '../platform/transaction.ts'
import { refreshPair } from './ledger.service.ts'
import { tryLockPair } from './pair-lock.service.ts'
import type { Pair } from './quota-turn.ts'

const LEDGER_KEEPER = programActor('quota-ledger', { roles: ['hub'], purpose: 'operations' })

const PAIRS_MAX = 10

/** Another process is at this pair's ledger. */
class PairBusy extends Error {}

/**
 * Recomputes the ledgers that are marked, each pair in a change of its own; a pair that another process is at is left
 * to it. Tells whether something was done, and more may be waiting. The changes of one call share a request id.
 * @throws the first failure, once every pair has been tried: one that fails must not keep the others waiting.
 */
export async function refreshLedgers(database: Database, clock: Clock): Promise<boolean> {
  const origin: RequestOrigin = { actor: LEDGER_KEEPER, requestId: `quota-ledger ${clock.now()}` }
  let done = false
  const failures: unknown[] = []
  for (const pair of await markedPairs(database, origin)) {
    try {
      await change(
        database,
        origin,
        { action: 'quota:keep' },
        (running) => refreshMarked(running, pair),
        async () => undefined,
      )
      done = true
    } catch (error) {
      if (!(error instanceof PairBusy)) failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return done
}

function markedPairs(database: Database, origin: RequestOrigin): Promise<Pair[]> {
  return inTransaction(database, origin, (sql) =>
    sql<Pair>(
      `select distinct municipality_code as "municipalityCode", organisation_id as "organisationId"
         from public.quota_stale limit ${PAIRS_MAX}`,
    ),
  )
}

/** The marks go first: one that is left meanwhile is of a change that this refresh may not see, and stays. */
async function refreshMarked(running: Change, pair: Pair): Promise<void> {
  if (!(await tryLockPair(running, pair))) throw new PairBusy()
  await running.sql(
    'delete from public.quota_stale where municipality_code = $1 and organisation_id = $2::uuid',
    [pair.municipalityCode, pair.organisationId],
  )
  await refreshPair(running, pair)
}

/** Keeps the ledgers up to date in the background; any number of processes may. */
export function startQuotaLedger(
  database: Database,
  clock: Clock,
  intervalMs: number,
  onFault: (error: unknown) => void,
): Loop {
  return startLoop(() => refreshLedgers(database, clock), intervalMs, onFault)
}
