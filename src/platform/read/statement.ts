import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  isObjectType,
} from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import type { Actor } from '../../access/actor.ts'
import type { Action } from '../../access/policy.ts'
import type { LocalDate } from '../../kernel/period.ts'
import { markSql } from './personal.ts'
import type { About, EntityView } from './view.ts'

/** What differs between two runs of one compiled statement. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly cursorSecret: Uint8Array
  readonly today: LocalDate
  /** Marks what is personal in this run's answer. */
  readonly mark: string
  /** What the statement's look-ups have found. */
  readonly found: readonly unknown[]
  /** The key of the one row that a payload shows. */
  readonly key?: string
}

/** One operation as one SQL statement. It answers one row with one column: the JSON of the operation's data. */
export interface Statement {
  readonly text: string
  /** Computes the statement's parameters; throws GraphQLError for a cursor that does not open. */
  readonly parameters: (run: Run) => unknown[]
  /** What the text depends on beside the document: the same fingerprint means the same text. */
  readonly fingerprint: (run: Circumstances) => string
  /** The actions that open the personal rows it counts, filters or shows; none when it touches no such row. */
  readonly personalActions: (run: Circumstances) => ReadonlySet<Action>
  /** The sets of personal fields that it shows, by the number in their rows' marks. */
  readonly personalFields: readonly (readonly string[])[]
  /** Keys to be found before it runs. */
  readonly lookups: readonly ((run: Circumstances) => Promise<unknown>)[]
}

/** Where a compiled selection starts: a whole query operation, or one object inside a mutation's payload. */
export interface Selection {
  readonly schema: GraphQLSchema
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly variables: Readonly<Record<string, unknown>>
  readonly actor: Actor
}

/** json_build_object takes at most 100 arguments, a name and a value per field. */
const FIELDS_MAX = 50

/** A value that a statement needs at run time. */
export type Parameter = (run: Run) => unknown

/** What a run has before its parameters are computed. */
export type Circumstances = Pick<Run, 'variables' | 'actor'>

/** Registers a parameter and answers its placeholder with a cast. */
export type Bind = (value: Parameter, cast: string) => string

/** The field's arguments while its SQL is written: their values at run time, and what the text depends on. */
export interface Arguments {
  readonly value: (name: string) => (run: Circumstances) => unknown
  readonly values: (run: Circumstances) => Readonly<Record<string, unknown>>
  readonly has: (name: string) => boolean
  readonly bind: (name: string, cast: string) => string
}

/** Fields of one object by response key; the nodes of one key are merged, as GraphQL says. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>

/** Writes the SQL of one field. */
export type WriteField = (
  name: string,
  nodes: readonly FieldNode[],
  definition: GraphQLField<unknown, unknown>,
) => string

/** Collects the text, the parameters and the dependencies of one statement. */
export type StatementWriter = ReturnType<typeof statementWriter>

/** Starts a statement for this selection. */
export function statementWriter(selection: Selection) {
  const { schema, actor } = selection
  const fragments = { ...selection.fragments }
  const variables = { ...selection.variables }
  const parameters: Parameter[] = []
  const dependencies: ((run: Circumstances) => unknown)[] = []
  const personal: { action: Action; touched: (run: Circumstances) => boolean }[] = []
  let touched: (run: Circumstances) => boolean = () => true
  const personalFields: (readonly string[])[] = []
  const lookups: Statement['lookups'][number][] = []
  let mark: string | null = null
  let aliases = 0

  const alias = (): string => `t${++aliases}`
  const bind: Bind = (value, cast) => `$${parameters.push(value)}::${cast}`

  /** Registers something the text depends on and answers its present value. */
  function depend<Value>(dependency: (run: Circumstances) => Value): Value {
    dependencies.push(dependency)
    return dependency({ variables, actor })
  }

  function subfields(type: GraphQLObjectType, nodes: readonly FieldNode[]): SelectedFields {
    return collectSubfields(schema, fragments, variables, type, [...nodes])
  }

  function objectType(name: string): GraphQLObjectType {
    const type = schema.getType(name)
    if (!isObjectType(type)) throw new Error(`${name} is described to the compiler but is no object type`)
    return type
  }

  /** One JSON object with an entry for each response key, and before them the mark of a personal row. */
  function object(
    type: GraphQLObjectType,
    fields: SelectedFields,
    write: WriteField,
    marked: string | null = null,
  ): string {
    if (fields.size >= FIELDS_MAX)
      throw new Error(`${FIELDS_MAX} or more fields of ${type.name} in one selection`)
    const entries = [...fields].map(([responseKey, nodes]) => {
      const name = (nodes[0] as FieldNode).name.value
      if (name === '__typename') return `'${responseKey}', '${type.name}'`
      const definition = type.getFields()[name] as GraphQLField<unknown, unknown>
      return `'${responseKey}', ${write(name, nodes, definition)}`
    })
    return `json_build_object(${[...(marked === null ? [] : [marked]), ...entries].join(', ')})`
  }

  /** The placeholder of the run's mark. */
  function markPlaceholder(): string {
    mark ??= bind((run) => run.mark, 'text')
    return mark
  }

  /** The mark of what tells of rows of a personal view by these of its fields; null for other views. */
  function markOf(
    view: EntityView,
    names: readonly string[],
    looks: (aboutRow: readonly About[]) => string,
  ): string | null {
    if (view.personal === undefined) return null
    const fields = names.map((name) => `${view.type}.${name}`)
    const selection = personalFields.push([...new Set(fields)].sort()) - 1
    const { alsoOf } = view.personal
    return markSql(
      markPlaceholder(),
      selection,
      looks([view.personal, ...(alsoOf === undefined ? [] : [alsoOf])]),
    )
  }

  /** Rows of this view are counted, filtered or shown. */
  function look(view: EntityView): void {
    if (view.personal !== undefined) personal.push({ action: view.action, touched })
  }

  /** Writes a part of the statement that touches no row unless `condition` holds. */
  function onlyIf<Part>(condition: (run: Circumstances) => boolean, write: () => Part): Part {
    const outer = touched
    touched = (run) => outer(run) && condition(run)
    try {
      return write()
    } finally {
      touched = outer
    }
  }

  /** Registers a key that is found before the statement runs, and answers its placeholder. */
  function lookup(find: Statement['lookups'][number], cast: string): string {
    const place = lookups.push(find) - 1
    return bind((run) => run.found[place] ?? null, cast)
  }

  function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
    const values = (run: Circumstances) => getArgumentValues(definition, node, { ...run.variables })
    const value = (name: string) => (run: Circumstances) => values(run)[name]
    const has = (name: string) => depend((run) => (value(name)(run) ?? null) !== null)
    return { value, values, has, bind: (name: string, cast: string) => bind(value(name), cast) }
  }

  function finish(text: string): Statement {
    return {
      text,
      parameters: (run) => parameters.map((parameter) => parameter(run)),
      fingerprint: (run) => JSON.stringify(dependencies.map((dependency) => dependency(run))),
      personalActions: (run) =>
        new Set(personal.filter((one) => one.touched(run)).map(({ action }) => action)),
      personalFields,
      lookups,
    }
  }

  return {
    actor,
    alias,
    bind,
    depend,
    subfields,
    objectType,
    object,
    markPlaceholder,
    markOf,
    look,
    onlyIf,
    lookup,
    argumentsOf,
    finish,
  }
}
