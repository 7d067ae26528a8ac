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
import {
  assertPurpose,
  byOrganisation,
  DISCLOSED_TO_SQL,
  LOG_LOOK,
  lookParameters,
  newMark,
  type PersonalLook,
  readMarks,
  type Unseal,
} from './personal.ts'
import type { Circumstances, Selection, Statement } from './statement.ts'
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
      /** What the access log calls the command. */
      operation: string
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
  readonly unseal: Unseal
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
export function reader({ schema, model, pool, cursorSecret, clock, unseal }: ReaderOptions): Reader {
  const compiled = new WeakMap<OperationDefinitionNode | FieldNode, CompiledText[]>()
  const prepared = { open: 0, trusted: 0 }

  function nextName(kind: keyof typeof prepared): string | null {
    return prepared[kind] < PREPARED_MAX ? `read_${kind}_${++prepared[kind]}` : null
  }

  /** The text for a place in a document, compiled once for each shape that variables and actor give it. */
  function compiledOnce(
    place: OperationDefinitionNode | FieldNode,
    document: DocumentNode,
    { variables, actor }: Pick<Circumstances, 'variables' | 'actor'>,
    kind: keyof typeof prepared,
    compile: (selection: Selection) => Statement,
  ): CompiledText {
    const run = { variables, actor }
    const known = compiled.get(place) ?? []
    const found = known.find((text) => text.statement.fingerprint(run) === text.fingerprint)
    if (found !== undefined) return found
    const statement = compile({ schema, fragments: fragmentsOf(document), variables, actor })
    const text = { statement, fingerprint: statement.fingerprint(run), name: nextName(kind) }
    compiled.set(place, [text, ...known].slice(0, TEXTS_PER_DOCUMENT_MAX))
    return text
  }

  function statementOf(
    { operation, document, variables, trusted }: ReadOperation,
    { actor }: RequestOrigin,
  ): CompiledText {
    const kind = trusted === true ? 'trusted' : 'open'
    return compiledOnce(operation, document, { variables, actor }, kind, (selection) =>
      compileQuery(model, operation, selection),
    )
  }

  return {
    async read(operation, origin) {
      const { statement, name } = statementOf(operation, origin)
      const { values, mark, personal } = await prepare(statement, operation.variables, origin)
      const query = { text: statement.text, values, name }
      if (!personal) return withConnection(pool, (client) => readOnly(client, origin, query))
      return withConnection(pool, async (client) => {
        const answer = readMarks(await begun(client, origin, query), mark, statement.personalFields)
        const looks = await inWhoseName(client, origin, answer.looks)
        const [opened] = await Promise.all([
          answer.open(unseal),
          logged(client, nameOf(operation.operation), looks),
        ])
        return opened
      })
    },

    async readInChange(change, view, key, selection, origin) {
      const { variables, fieldNodes, document } = selection
      const run = { variables, actor: origin.actor }
      const compile = (within: Selection) => compileRow(model, view, fieldNodes, within)
      const [node, ...more] = fieldNodes
      // Of several nodes, which were merged depends on the variables.
      const { statement, name } =
        node !== undefined && more.length === 0
          ? compiledOnce(node, document, run, 'open', compile)
          : { statement: compile({ schema, fragments: fragmentsOf(document), ...run }), name: null }
      const { values, mark } = await prepare(statement, variables, origin, key)
      const [row] = await (name === null
        ? change.sql<Record<string, string>>(statement.text, values)
        : change.prepared<Record<string, string>>({ name, text: statement.text }, values))
      const answer = readMarks(Object.values(row ?? {})[0] ?? 'null', mark, statement.personalFields)
      for (const look of answer.looks) change.trace(LOG_LOOK, lookParameters(selection.operation, look))
      return JSON.parse(await answer.open(unseal))
    },
  }

  /** What a run of the statement needs; asks for its purpose before anything is looked up. */
  async function prepare(
    statement: Statement,
    variables: ReadOperation['variables'],
    origin: RequestOrigin,
    key?: string,
  ): Promise<{ values: unknown[]; mark: string; personal: boolean }> {
    const circumstances = { variables, actor: origin.actor, ...(key === undefined ? {} : { key }) }
    const actions = statement.personalActions(circumstances)
    const personal = actions.size > 0
    if (personal) assertPurpose(origin.actor, actions)
    const mark = personal ? newMark() : ''
    const found = await Promise.all(statement.lookups.map((find) => find(circumstances)))
    const values = statement.parameters({
      ...circumstances,
      cursorSecret,
      get today() {
        return clock.today()
      },
      mark,
      found,
    })
    return { values, mark, personal }
  }
}

const DIGITS = /\d{5,}/g

/** What the access log calls an operation: its name, or else the query fields it asks for. */
function nameOf({ name, selectionSet }: OperationDefinitionNode): string {
  // The name is the client's; digits in it may be a person's.
  if (name !== undefined) return name.value.replace(DIGITS, '…')
  return selectionSet.selections
    .map((selection) => (selection.kind === 'Field' ? selection.name.value : '…'))
    .join(' ')
}

function fragmentsOf(document: DocumentNode) {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
    ),
  )
}

interface PreparedQuery {
  readonly text: string
  readonly values: unknown[]
  /** The server keeps the plan under this name; null runs it unprepared. */
  readonly name: string | null
}

/** Lends a connection; one that failed is not handed out again. */
async function withConnection(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<string>,
): Promise<string> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await work(client)
  } catch (error) {
    broken = error as Error
    throw asTimeout(error)
  } finally {
    client.release(broken)
  }
}

/**
 * Begin, actor, statement and commit leave in one write and cost one round trip. A failure of any of them aborts
 * the transaction, and then the statement after it fails too: nothing is ever read without an actor.
 */
async function readOnly(client: pg.PoolClient, origin: RequestOrigin, query: PreparedQuery): Promise<string> {
  const [, , answer] = await inOneWrite([
    client.query('begin read only'),
    client.query({ name: 'set_actor', text: SET_ACTOR_SQL, values: actorParameters(origin) }),
    client.query<[string]>(rowsAsArrays(query)),
    client.query('commit'),
  ])
  return textOf(answer)
}

/** The same, in a transaction that stays open: what it answered may not leave before the look is logged. */
async function begun(client: pg.PoolClient, origin: RequestOrigin, query: PreparedQuery): Promise<string> {
  const [, , answer] = await inOneWrite([
    client.query('begin'),
    client.query({ name: 'set_actor', text: SET_ACTOR_SQL, values: actorParameters(origin) }),
    client.query<[string]>(rowsAsArrays(query)),
  ])
  return textOf(answer)
}

/** The looks, parted where the actor acts for several organisations. */
async function inWhoseName(
  client: pg.PoolClient,
  { actor }: RequestOrigin,
  looks: readonly PersonalLook[],
): Promise<readonly PersonalLook[]> {
  if (actor.organisationNumbers.length < 2 || looks.length === 0) return looks
  const subjects = looks.flatMap(({ shown }) => shown.flatMap((set) => set.subjects))
  const { rows } = await client.query<{ organisation: string; subject: string }>(DISCLOSED_TO_SQL, [subjects])
  return byOrganisation(looks, rows)
}

/** No log, no data: the open transaction ends with its looks in the access log, or it fails. */
async function logged(
  client: pg.PoolClient,
  operation: string,
  looks: readonly PersonalLook[],
): Promise<void> {
  await inOneWrite([
    ...looks.map((look) => client.query({ ...LOG_LOOK, values: lookParameters(operation, look) })),
    client.query('commit'),
  ])
}

/** The results of statements that were sent together, or the first failure among them. */
async function inOneWrite(steps: readonly Promise<pg.QueryResult>[]): Promise<readonly pg.QueryResult[]> {
  const outcomes = await Promise.allSettled(steps)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return Promise.all(steps)
}

function rowsAsArrays({ text, values, name }: PreparedQuery) {
  return { ...(name === null ? {} : { name }), text, values, rowMode: 'array' as const }
}

function textOf(answer: pg.QueryResult | undefined): string {
  const [row] = (answer?.rows ?? []) as unknown as [string][]
  return row?.[0] ?? 'null'
}

const QUERY_CANCELLED = '57014'

function asTimeout(error: unknown): unknown {
  if ((error as { code?: string }).code !== QUERY_CANCELLED) return error
  return new GraphQLError(
    'The query took too long; ask for fewer rows or add a filter. / Forespørgslen tog for lang tid; bed om færre rækker, eller tilføj et filter.',
    { extensions: { code: 'QUERY_TIMEOUT' } },
  )
}
