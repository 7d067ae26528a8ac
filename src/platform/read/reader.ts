import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type pg from 'pg'
import type { RequestOrigin } from '../../access/actor.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Change } from '../change.ts'
import { actorParameters, SET_ACTOR_SQL } from '../session.ts'
import { compileQuery, compileRow } from './compile.ts'
import type { Statement } from './statement.ts'
import type { EntityView, ReadModel } from './view.ts'

/** A query operation as a client sent it, parsed and validated; `variables` are coerced. */
export interface ReadOperation {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
  /** One of the hub's own documents, whose plans are kept apart from those of open queries. */
  readonly trusted?: boolean
}

/** Runs queries: one SQL statement each, in the actor's name. */
export interface Reader {
  /** The operation's data as JSON text, keyed by response key as GraphQL answers it. */
  read(operation: ReadOperation, origin: RequestOrigin): Promise<string>
  /** One row as the payload's selection asks for it, read inside a change that may not be committed yet. */
  readInChange(
    change: Change,
    view: EntityView,
    key: string,
    selection: {
      fieldNodes: readonly FieldNode[]
      document: DocumentNode
      variables: Readonly<Record<string, unknown>>
    },
    origin: RequestOrigin,
  ): Promise<unknown>
}

export interface ReaderOptions {
  readonly schema: GraphQLSchema
  readonly model: ReadModel
  readonly pool: pg.Pool
  /** Seals cursors; the same in every process that serves one API. */
  readonly cursorSecret: Uint8Array
  readonly clock: Clock
}

interface CompiledText {
  readonly statement: Statement
  readonly fingerprint: string
  /** The server keeps the plan under this name; null runs it unprepared. */
  readonly name: string | null
}

const TEXTS_PER_DOCUMENT_MAX = 32
/** Each name stays prepared on each connection, so there is an end to them; open queries cannot use up the trusted ones'. */
const PREPARED_MAX = 1_000

/** Makes the reader of one API over one pool. */
export function reader({ schema, model, pool, cursorSecret, clock }: ReaderOptions): Reader {
  const compiled = new WeakMap<OperationDefinitionNode, CompiledText[]>()
  const prepared = { open: 0, trusted: 0 }

  function nextName(kind: keyof typeof prepared): string | null {
    return prepared[kind] < PREPARED_MAX ? `read_${kind}_${++prepared[kind]}` : null
  }

  function statementOf(operation: ReadOperation, origin: RequestOrigin): CompiledText {
    const { actor } = origin
    const run = { variables: operation.variables, actor }
    const known = compiled.get(operation.operation) ?? []
    const found = known.find((text) => text.statement.fingerprint(run) === text.fingerprint)
    if (found !== undefined) return found
    const statement = compileQuery(model, operation.operation, {
      schema,
      fragments: fragmentsOf(operation.document),
      variables: operation.variables,
      actor,
    })
    const text: CompiledText = {
      statement,
      fingerprint: statement.fingerprint(run),
      name: nextName(operation.trusted === true ? 'trusted' : 'open'),
    }
    compiled.set(operation.operation, [text, ...known].slice(0, TEXTS_PER_DOCUMENT_MAX))
    return text
  }

  return {
    async read(operation, origin) {
      const { statement, name } = statementOf(operation, origin)
      const values = statement.parameters({
        variables: operation.variables,
        actor: origin.actor,
        cursorSecret,
        get today() {
          return clock.today()
        },
      })
      return pipelined(pool, origin, { text: statement.text, values, name })
    },

    async readInChange(change, view, key, selection, origin) {
      const { variables } = selection
      const statement = compileRow(model, view, key, selection.fieldNodes, {
        schema,
        fragments: fragmentsOf(selection.document),
        variables,
        actor: origin.actor,
      })
      const parameters = statement.parameters({
        variables,
        actor: origin.actor,
        cursorSecret,
        today: clock.today(),
      })
      const [row] = await change.sql<Record<string, string>>(statement.text, parameters)
      return JSON.parse(Object.values(row ?? {})[0] ?? 'null')
    },
  }
}

function fragmentsOf(document: DocumentNode) {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
    ),
  )
}

/**
 * Begin, actor, statement and commit leave in one write and cost one round trip. A failure of any of them aborts
 * the transaction, and then the statement after it fails too: nothing is ever read without an actor.
 */
async function pipelined(
  pool: pg.Pool,
  origin: RequestOrigin,
  statement: { text: string; values: unknown[]; name: string | null },
): Promise<string> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { text, values, name } = statement
    const { stream } = (client as pg.Client).connection
    stream.cork()
    const steps = [
      client.query('begin read only'),
      client.query({ name: 'set_actor', text: SET_ACTOR_SQL, values: actorParameters(origin) }),
      client.query<[string]>({ ...(name === null ? {} : { name }), text, values, rowMode: 'array' }),
      client.query('commit'),
    ] as const
    stream.uncork()
    const outcomes = await Promise.allSettled(steps)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    const [, , answer] = await Promise.all(steps)
    return answer.rows[0]?.[0] ?? 'null'
  } catch (error) {
    broken = error as Error
    throw asTimeout(error)
  } finally {
    // A connection that failed is not handed out again.
    client.release(broken)
  }
}

const QUERY_CANCELLED = '57014'

function asTimeout(error: unknown): unknown {
  if ((error as { code?: string }).code !== QUERY_CANCELLED) return error
  return new GraphQLError(
    'The query took too long; ask for fewer rows or add a filter. / Forespørgslen tog for lang tid; bed om færre rækker, eller tilføj et filter.',
    { extensions: { code: 'QUERY_TIMEOUT' } },
  )
}
