import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { CompiledQuery } from 'kysely'
import type { RequestOrigin } from '../access/actor.ts'
import type { Action } from '../access/policy.ts'
import { assertMay } from '../access/viewer.ts'
import { Refused } from '../kernel/errors.ts'
import type { Database } from './database.ts'
import { actorParameters, SET_ACTOR_SQL } from './session.ts'

/** The one writing transaction of a command, already in the actor's name. */
export interface Change {
  readonly em: EntityManager
  /** The change row's number, which every row written here carries. */
  readonly id: string
  /** Runs a statement with `$1` placeholders in this transaction. */
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** The same for a long statement, which each connection reads and plans once; its name stands for this text for ever. */
  prepared<Row>(statement: PreparedStatement, parameters?: readonly unknown[]): Promise<Row[]>
  /**
   * Does `work`, and undoes it alone when it throws, whatever the database refused of it; the change goes on. Nothing else may
   * be sent meanwhile, or it would be undone too.
   */
  attempt<Answer>(work: () => Promise<Answer>): Promise<Answer>
  /**
   * The same, for the log of what is shown: of a dry run it alone stays, for what was seen was seen. Nobody waits for it
   * but the change itself, which answers nothing and leaves nothing when it fails.
   */
  trace(statement: PreparedStatement, parameters: readonly unknown[]): void
}

/** A statement's text and the name, of 63 bytes at most, under which connections keep it. */
export interface PreparedStatement {
  readonly name: string
  readonly text: string
}

export interface Command {
  readonly action: Action
  /** A client's name for this command: sent again with the same input, it gets the same answer. */
  readonly idempotency?: { readonly key: string; readonly input: unknown }
  /** Do everything, answer, and undo it; only the log of what was shown stays. */
  readonly dryRun?: boolean
}

/** How a command is to be carried out: under which key of the client, or only rehearsed. */
export type Carrying = Pick<Command, 'idempotency' | 'dryRun'>

const ATTEMPTS_MAX = 6
const RETRYABLE = new Set(['40001', '40P01'])

/**
 * Runs `work` as one change: policy asked, change row written, everything committed or nothing; `show` then reads
 * what the caller is to see, in the same transaction. A command sent again gets the answer that `work` gave first,
 * shown anew. A serialization failure or deadlock runs all of it again, with jitter, a bounded number of times.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, and whatever `work` refuses.
 */
export async function change<Answer, Shown>(
  database: Database,
  origin: RequestOrigin,
  command: Command,
  work: (change: Change) => Promise<Answer>,
  show: (change: Change, answer: Answer) => Promise<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, command.action)
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(database, origin, command, async (opened) =>
        show(opened.running, await answerOnce(opened, origin, command, work)),
      )
    } catch (error) {
      if (!RETRYABLE.has((error as { code?: string }).code ?? '') || attempt === ATTEMPTS_MAX) throw error
      await delay(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/** A change whose transaction is in the actor's name and has its change row. */
interface Opened {
  readonly running: Change
  readonly earlier: EarlierCall | null
  /** Sends a statement that only the end of the change waits for. */
  readonly send: Change['trace']
}

async function once<Shown>(
  database: Database,
  origin: RequestOrigin,
  command: Command,
  run: (opened: Opened) => Promise<Shown>,
): Promise<Shown> {
  const sent: Promise<unknown>[] = []
  const shown = await database.orm.em.fork().transactional(async (em) => {
    const statements = await statementsOf(em as EntityManager)
    const { sql, prepared, attempt } = statements
    const send: Change['trace'] = (...statement) => {
      const sending = prepared(...statement)
      sending.catch(() => undefined)
      sent.push(sending)
    }
    const naming = prepared(SET_ACTOR, actorParameters(origin))
    const open = async (trace: Change['trace']) => {
      const [, { id, earlier }] = await Promise.all([naming, enter(prepared, origin, command)])
      return run({ running: { em: em as EntityManager, id, sql, prepared, attempt, trace }, earlier, send })
    }
    try {
      if (command.dryRun === true) {
        await naming
        return await rehearsed(statements, em as EntityManager, open)
      }
      return await open(send)
    } finally {
      statements.end()
    }
  })
  // When one of them failed the database has made a rollback of the commit, and that is no error to it.
  await Promise.all(sent)
  return shown
}

/** Runs all of it, undoes it, change row and all, and then writes what it has shown into the log. */
async function rehearsed<Shown>(
  { sql, prepared }: Pick<Change, 'sql' | 'prepared'>,
  em: EntityManager,
  run: (trace: Change['trace']) => Promise<Shown>,
): Promise<Shown> {
  const traces: Parameters<Change['trace']>[] = []
  await sql('savepoint rehearsal')
  const shown = await run(async (...trace) => {
    traces.push(trace)
  })
  em.clear()
  await sql('rollback to savepoint rehearsal')
  for (const trace of traces) await prepared(...trace)
  return shown
}

interface Entered {
  /** The change row's number. */
  readonly id: string
  readonly earlier: EarlierCall | null
}

/** What the command's key was used for before. */
interface EarlierCall {
  readonly action: string
  /** With the same input. */
  readonly same: boolean
  readonly answer: unknown
}

/** Writes the change row; a second command with the same key waits here until the first has committed. */
async function enter(
  prepared: Change['prepared'],
  { actor: { subject, clientId, purpose }, requestId }: RequestOrigin,
  { action, idempotency, dryRun }: Command,
): Promise<Entered> {
  const key =
    idempotency === undefined || dryRun === true
      ? [null, null]
      : [keyHash(idempotency.key), inputHash(idempotency.input)]
  const [entered] = await prepared<Entered>(ENTER, [subject, clientId, action, purpose, requestId, ...key])
  if (entered === undefined) throw new Error('The change was not entered')
  return entered
}

const SET_ACTOR: PreparedStatement = { name: 'set_actor', text: SET_ACTOR_SQL }

const ENTER: PreparedStatement = {
  name: 'enter_change',
  text: 'select id, earlier from public.enter_change($1, $2, $3, $4, $5, $6, $7)',
}

/**
 * The statements of one transaction, each sent at once: the database does them in their order.
 * @why Straight to the transaction's connection: Kysely would hold a statement back until the one before is answered,
 * and the database would stand idle meanwhile.
 */
async function statementsOf(
  em: EntityManager,
): Promise<Pick<Change, 'sql' | 'prepared' | 'attempt'> & { end(): void }> {
  const connection = await em
    .getKysely()
    .getExecutor()
    .provideConnection(async (own) => own)
  let failure: unknown
  let ended = false
  async function run<Row>(
    statement: string | PreparedStatement,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    if (failure !== undefined) throw failure
    if (ended) throw new Error('The change has ended')
    try {
      // Kysely hands the text on as it is, and the driver takes a named statement in its place.
      const compiled = CompiledQuery.raw(statement as string, [...parameters])
      return (await connection.executeQuery<Row>(compiled)).rows
    } catch (error) {
      // What was sent behind a failed statement fails too, but only the first failure says why.
      failure ??= error
      throw failure
    }
  }
  async function attempt<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    await run('savepoint attempt')
    try {
      const answer = await work()
      await run('release savepoint attempt')
      return answer
    } catch (error) {
      failure = undefined
      await run('rollback to savepoint attempt')
      await run('release savepoint attempt')
      throw error
    }
  }
  return {
    sql: run,
    prepared: run,
    attempt,
    end() {
      ended = true
    },
  }
}

async function answerOnce<Answer>(
  { running, earlier, send }: Opened,
  origin: RequestOrigin,
  command: Command,
  work: (change: Change) => Promise<Answer>,
): Promise<Answer> {
  if (command.idempotency === undefined || command.dryRun === true) return work(running)
  if (earlier !== null) {
    if (earlier.same && earlier.action === command.action) return earlier.answer as Answer
    throw new Refused({
      code: 'IDEMPOTENCY_KEY_REUSED',
      path: 'idempotencyKey',
      text: {
        da: 'Nøglen er allerede brugt til et kald med andet indhold. Brug en ny nøgle til et nyt kald.',
        en: 'This key was used for a call with other content. Use a new key for a new call.',
      },
    })
  }
  const answer = await work(running)
  const { key, input } = command.idempotency
  const kept = [
    origin.actor.clientId,
    keyHash(key),
    command.action,
    inputHash(input),
    JSON.stringify(answer),
    running.id,
  ]
  send(KEEP_ANSWER, kept)
  return answer
}

/** As a key is kept: what a client names a command after may be a person. */
function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function inputHash(input: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(input)).digest()
}

const KEEP_ANSWER: PreparedStatement = {
  name: 'keep_answer',
  text: `insert into public.idempotency (client_id, key, action, input_sha256, answer, change_id)
     values ($1, $2, $3, $4, $5::jsonb, $6)`,
}

/** JSON in which the order of an object's keys does not matter and a bigint is its digits. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}`
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
