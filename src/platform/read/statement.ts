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
import type { LocalDate } from '../../kernel/period.ts'

/** What differs between two runs of one compiled statement. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly cursorSecret: Uint8Array
  readonly today: LocalDate
}

/** One operation as one SQL statement. It answers one row with one column: the JSON of the operation's data. */
export interface Statement {
  readonly text: string
  /** Computes the statement's parameters; throws GraphQLError for a cursor that does not open. */
  readonly parameters: (run: Run) => unknown[]
  /** What the text depends on beside the document: the same fingerprint means the same text. */
  readonly fingerprint: (run: Pick<Run, 'variables' | 'actor'>) => string
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

  /** One JSON object with an entry for each response key. */
  function object(type: GraphQLObjectType, fields: SelectedFields, write: WriteField): string {
    if (fields.size > FIELDS_MAX)
      throw new Error(`More than ${FIELDS_MAX} fields of ${type.name} in one selection`)
    const entries = [...fields].map(([responseKey, nodes]) => {
      const name = (nodes[0] as FieldNode).name.value
      if (name === '__typename') return `'${responseKey}', '${type.name}'`
      const definition = type.getFields()[name] as GraphQLField<unknown, unknown>
      return `'${responseKey}', ${write(name, nodes, definition)}`
    })
    return `json_build_object(${entries.join(', ')})`
  }

  function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
    const value = (name: string) => (run: Circumstances) =>
      getArgumentValues(definition, node, { ...run.variables })[name]
    const has = (name: string) => depend((run) => (value(name)(run) ?? null) !== null)
    return { value, has, bind: (name: string, cast: string) => bind(value(name), cast) }
  }

  function finish(text: string): Statement {
    return {
      text,
      parameters: (run) => parameters.map((parameter) => parameter(run)),
      fingerprint: (run) => JSON.stringify(dependencies.map((dependency) => dependency(run))),
    }
  }

  return { actor, alias, bind, depend, subfields, objectType, object, argumentsOf, finish }
}
