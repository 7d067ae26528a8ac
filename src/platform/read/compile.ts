import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  type OperationDefinitionNode,
  valueFromAST,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { Actor } from '../../access/actor.ts'
import { isUuid, parseGlobalId } from '../../kernel/ids.ts'
import type { LocalDate } from '../../kernel/period.ts'
import { cursorKey, openCursor, sealedCursorSql } from './cursor.ts'
import { scopeOf } from './scope.ts'
import type {
  EntityView,
  Field,
  FieldArguments,
  Fields,
  Filter,
  ListField,
  ListView,
  ReadModel,
} from './view.ts'

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

/** A statement counts no further than this; the answer says so in its description. */
export const TOTAL_COUNT_MAX = 25_000

/** Fields that GraphQL itself answers from the schema. */
export const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

type Parameter = (run: Run) => unknown
type Dependency = (run: Pick<Run, 'variables' | 'actor'>) => unknown

/** Compiles the selection of a query operation. */
export function compileQuery(
  model: ReadModel,
  operation: OperationDefinitionNode,
  selection: Selection,
): Statement {
  const writer = statementWriter(selection, model)
  const query = selection.schema.getQueryType() as GraphQLObjectType
  const fields = collectFields(
    selection.schema,
    { ...selection.fragments },
    { ...selection.variables },
    query,
    operation.selectionSet,
  )
  writer.dependOnDirectives([operation, ...Object.values(selection.fragments)])
  return writer.finish(`select ${writer.root(query, fields)}::text`)
}

/** Compiles the selection below one field whose value is the row of `view` with a given key. */
export function compileRow(
  model: ReadModel,
  view: EntityView,
  key: string,
  fieldNodes: readonly FieldNode[],
  selection: Selection,
): Statement {
  const writer = statementWriter(selection, model)
  const row = writer.row(view, fieldNodes, (t, bind) => `${t}.${view.key.column} = ${bind(() => key, view.key.cast)}`)
  return writer.finish(`select ${row}::text`)
}

type Bind = (value: Parameter, cast: string) => string

function statementWriter(selection: Selection, model: ReadModel) {
  const { schema, actor } = selection
  const fragments = { ...selection.fragments }
  const variables = { ...selection.variables }
  const parameters: Parameter[] = []
  const dependencies: Dependency[] = []
  let aliases = 0

  const alias = (): string => `t${++aliases}`
  const bind: Bind = (value, cast) => `$${parameters.push(value)}::${cast}`

  /** Registers something the text depends on and answers its present value. */
  function depend<Value>(dependency: (run: Pick<Run, 'variables' | 'actor'>) => Value): Value {
    dependencies.push(dependency)
    return dependency({ variables, actor })
  }

  function dependOnDirectives(roots: readonly object[]): void {
    for (const name of variablesOfDirectives(roots)) depend((run) => run.variables[name] === true)
  }

  function subfields(type: GraphQLObjectType, nodes: readonly FieldNode[]) {
    return collectSubfields(schema, fragments, variables, type, [...nodes])
  }

  function objectType(name: string): GraphQLObjectType {
    const type = schema.getType(name)
    if (!isObjectType(type)) throw new Error(`${name} is described to the compiler but is no object type`)
    return type
  }

  /** One JSON object with an entry for each response key. */
  function object(
    type: GraphQLObjectType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    write: (name: string, nodes: readonly FieldNode[], definition: GraphQLField<unknown, unknown>) => string,
  ): string {
    if (fields.size > FIELDS_MAX) throw new Error(`More than ${FIELDS_MAX} fields of ${type.name} in one selection`)
    const entries = [...fields].map(([responseKey, nodes]) => {
      const name = (nodes[0] as FieldNode).name.value
      if (name === '__typename') return `'${responseKey}', '${type.name}'`
      const definition = type.getFields()[name] as GraphQLField<unknown, unknown>
      return `'${responseKey}', ${write(name, nodes, definition)}`
    })
    return `json_build_object(${entries.join(', ')})`
  }

  function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode) {
    const value = (name: string) => {
      const ast = node.arguments?.find((argument) => argument.name.value === name)?.value
      const declared = definition.args.find((argument) => argument.name === name)
      if (declared === undefined) return () => undefined
      if (ast === undefined) return () => declared.defaultValue
      return (run: Pick<Run, 'variables'>) => {
        const given = valueFromAST(ast, declared.type, run.variables as Record<string, unknown>)
        return given === undefined ? declared.defaultValue : given
      }
    }
    const has = (name: string) => depend((run) => (value(name)(run) ?? null) !== null)
    return { value, has, bind: (name: string, cast: string) => bind(value(name), cast) }
  }

  /** The rows of a view as they are known now or, under `knownAt`, as they were known then. */
  function rowsOf(view: EntityView, known: string | null): { source: string; condition: (t: string) => string } {
    if (known === null || view.versions === undefined) return { source: view.table, condition: () => 'true' }
    return { source: view.versions, condition: (t) => `${t}.recorded @> ${known}` }
  }

  function entity(
    view: EntityView,
    nodes: readonly FieldNode[],
    t: string,
    known: string | null,
  ): string {
    const type = objectType(view.type)
    return object(type, subfields(type, nodes), (name, fieldNodes, definition) =>
      value(fieldOf(view.fields, model.extensions[view.type], name, view.type), fieldNodes, definition, t, known),
    )
  }

  function embedded(typeName: string, fields: Fields, nodes: readonly FieldNode[], t: string, known: string | null) {
    const type = objectType(typeName)
    return object(type, subfields(type, nodes), (name, fieldNodes, definition) =>
      value(fieldOf(fields, model.extensions[typeName], name, typeName), fieldNodes, definition, t, known),
    )
  }

  function value(
    field: Field,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    t: string,
    known: string | null,
  ): string {
    const node = nodes[0] as FieldNode
    switch (field.kind) {
      case 'column':
        return field.sql(t, fieldArguments(definition, node))
      case 'actor':
        return bind((run) => field.value(run.actor), field.cast)
      case 'embedded':
        return embedded(field.type, field.fields, nodes, t, known)
      case 'one':
        return oneRow(field.view(), nodes, known, (child) => field.on(t, child))
      case 'list':
        return list(field, nodes, definition, t, known)
      case 'connection':
        return connection(field.list(), nodes, definition, known, (child) => field.on(t, child), [definition.name, t])
    }
  }

  function fieldArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): FieldArguments {
    const { has, bind: bindArgument } = argumentsOf(definition, node)
    return { has, bind: bindArgument, today: () => bind((run) => run.today, 'date') }
  }

  function oneRow(
    view: EntityView,
    nodes: readonly FieldNode[],
    known: string | null,
    on: (child: string) => string,
  ): string {
    const child = alias()
    const rows = rowsOf(view, known)
    return `(select ${entity(view, nodes, child, known)} from ${rows.source} ${child} where ${on(child)} and ${rows.condition(child)})`
  }

  function list(
    field: ListField,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    t: string,
    known: string | null,
  ): string {
    const child = alias()
    const from = field.from(t, child, fieldArguments(definition, nodes[0] as FieldNode))
    const item = embedded(field.type, field.fields, nodes, child, known)
    return `(select coalesce(json_agg(${item} order by ${field.orderBy(child)}), '[]') from ${from})`
  }

  function filterConditions(
    filters: Readonly<Record<string, Filter>>,
    read: (run: Pick<Run, 'variables'>) => unknown,
    t: string,
  ): string[] {
    const given = depend((run) => {
      const filter = (read(run) ?? {}) as Record<string, unknown>
      return Object.keys(filters).filter((name) => (filter[name] ?? null) !== null)
    })
    return given.map((name) => {
      const filter = filters[name] as Filter
      return filter.sql(t, bindFilter(filter, (run) => (read(run) as Record<string, unknown>)[name]))
    })
  }

  function bindFilter(filter: Filter, read: Parameter): string {
    const { value: convert } = filter
    return bind(convert === undefined ? read : (run) => convert(read(run)), filter.cast)
  }

  function connection(
    listView: ListView,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    knownAbove: string | null,
    on: (child: string) => string,
    place: readonly string[],
  ): string {
    const { view } = listView
    const args = argumentsOf(definition, nodes[0] as FieldNode)
    const known = args.has('knownAt') ? args.bind('knownAt', 'timestamptz') : knownAbove
    const rows = rowsOf(view, known)
    const t = alias()

    const scope = depend((run) => scopeOf(run.actor, view)?.shape) === undefined ? null : scopeOf(actor, view)
    const matches = [
      on(t),
      rows.condition(t),
      ...(scope === null ? [] : [`${t}.${scope.column} = ${scope.key((read, cast) => bind((run) => read(run.actor), cast))}`]),
      ...filterConditions(listView.filters, args.value('filter'), t),
      ...Object.entries(listView.arguments ?? {})
        .filter(([name]) => args.has(name))
        .map(([name, filter]) => filter.sql(t, bindFilter(filter, args.value(name)))),
    ].filter((condition) => condition !== 'true')

    const orderName = depend((run) => (args.value('orderBy')(run) ?? listView.defaultOrder) as string)
    const order = listView.orders[orderName]
    if (order === undefined) throw new Error(`${view.type} has no order ${orderName}`)
    const sort = order.by(t)
    const rowKey = `${t}.${view.key.column}`
    const sealKey = (run: Run) =>
      cursorKey(run.cursorSecret, run.actor, [
        place[0],
        orderName,
        args.value('filter')(run),
        args.value('knownAt')(run),
        ...Object.keys(listView.arguments ?? {}).map((name) => args.value(name)(run)),
      ])
    const page = [...matches]
    if (args.has('after')) {
      const position = (run: Run) => openCursor(args.value('after')(run) as string, sealKey(run))
      const beyond = order.direction === 'asc' ? '>' : '<'
      const bound = `(${bind((run) => position(run).sort, order.cast)}, ${bind((run) => position(run).key, view.key.cast)})`
      page.push(`(${sort}, ${rowKey}) ${beyond} ${bound}`)
    }
    const first = args.bind('first', 'integer')
    const orderBy = `${sort} ${order.direction}, ${rowKey} ${order.direction}`
    const source = `(select ${t}.*, row_number() over (order by ${orderBy}) as page_row from ${rows.source} ${t}${where(page)} order by ${orderBy} limit ${first} + 1) ${t}`
    const onPage = `filter (where ${t}.page_row <= ${first})`
    let seal: string | null = null
    const cursor = () => {
      seal ??= bind(sealKey, 'bytea')
      return sealedCursorSql(sort, rowKey, seal)
    }

    const type = objectType(`${view.type}Connection`)
    const selected = object(type, subfields(type, nodes), (name, fieldNodes) => {
      switch (name) {
        case 'nodes':
          return `coalesce(json_agg(${entity(view, fieldNodes, t, known)} order by ${t}.page_row) ${onPage}, '[]')`
        case 'edges': {
          const edgeType = objectType(`${view.type}Edge`)
          const edge = object(edgeType, subfields(edgeType, fieldNodes), (edgeField, edgeNodes) =>
            edgeField === 'cursor' ? cursor() : entity(view, edgeNodes, t, known),
          )
          return `coalesce(json_agg(${edge} order by ${t}.page_row) ${onPage}, '[]')`
        }
        case 'pageInfo':
          return pageInfo(fieldNodes, args.has('after'), t, first, cursor, onPage)
        case 'totalCount': {
          const counted = `select 1 from ${rows.source} ${t}${where(matches)} limit ${TOTAL_COUNT_MAX}`
          return `(select count(*) from (${counted}) counted)`
        }
        default:
          throw new Error(`${type.name}.${name} is unknown to the compiler`)
      }
    })
    return `(select ${selected} from ${source})`
  }

  function pageInfo(
    nodes: readonly FieldNode[],
    hasPrevious: boolean,
    t: string,
    first: string,
    cursor: () => string,
    onPage: string,
  ): string {
    const type = objectType('PageInfo')
    const cursorAt = (place: string) => `max(${cursor()}) filter (where ${place})`
    return object(type, subfields(type, nodes), (name) => {
      switch (name) {
        case 'hasNextPage':
          return `count(*) > ${first}`
        case 'hasPreviousPage':
          return `${hasPrevious}`
        case 'startCursor':
          return cursorAt(`${t}.page_row = 1`)
        case 'endCursor':
          return `(array_agg(${cursor()} order by ${t}.page_row desc) ${onPage})[1]`
        default:
          throw new Error(`PageInfo.${name} is unknown to the compiler`)
      }
    })
  }

  /** One row by global id: the type in the id decides which table is asked. */
  function nodeOf(nodes: readonly FieldNode[], type: string, key: string): string {
    const cases = model.nodes.map((view) => {
      const id = (t: string) => `${t}.${view.key.column} = (${key})::${view.key.cast}`
      return `when '${view.type}' then ${oneRow(view, nodes, null, id)}`
    })
    return `case ${type} ${cases.join(' ')} end`
  }

  /** A global id's type, null when no visible row can have such an id. */
  function keyOf(id: unknown) {
    const key = typeof id === 'string' ? parseGlobalId(id) : null
    const view = model.nodes.find((candidate) => candidate.type === key?.type)
    return key !== null && view !== undefined && fitsKey(view, key.key) ? key : null
  }

  function root(query: GraphQLObjectType, all: ReadonlyMap<string, readonly FieldNode[]>): string {
    const fields = new Map([...all].filter(([, nodes]) => !INTROSPECTION.has((nodes[0] as FieldNode).name.value)))
    return object(query, fields, (name, nodes, definition) => {
      const field = model.roots[name]
      if (field === undefined) throw new Error(`Query.${name} is unknown to the compiler`)
      const args = argumentsOf(definition, nodes[0] as FieldNode)
      switch (field.kind) {
        case 'connection':
          return connection(field.list, nodes, definition, null, () => 'true', [name])
        case 'object':
          return embedded(field.type, field.fields, nodes, 'actor', null)
        case 'byId': {
          const known = args.has('knownAt') ? args.bind('knownAt', 'timestamptz') : null
          const idOf = (run: Run) => {
            const key = parseGlobalId(args.value('id')(run) as string)
            return key?.type === field.view.type && fitsKey(field.view, key.key) ? key.key : null
          }
          const id = bind(idOf, field.view.key.cast)
          return oneRow(field.view, nodes, known, (t) => `${t}.${field.view.key.column} = ${id}`)
        }
        case 'node': {
          const type = bind((run) => keyOf(args.value('id')(run))?.type ?? null, 'text')
          return nodeOf(nodes, type, bind((run) => keyOf(args.value('id')(run))?.key ?? null, 'text'))
        }
        case 'nodes': {
          const keys = (run: Run) => (args.value('ids')(run) as readonly unknown[]).map(keyOf)
          const types = bind((run) => keys(run).map((key) => key?.type ?? null), 'text[]')
          const ids = bind((run) => keys(run).map((key) => key?.key ?? null), 'text[]')
          const wanted = alias()
          return `(select coalesce(json_agg(${nodeOf(nodes, `${wanted}.type`, `${wanted}.key`)} order by ${wanted}.place), '[]') from unnest(${types}, ${ids}) with ordinality ${wanted}(type, key, place))`
        }
      }
    })
  }

  function row(view: EntityView, nodes: readonly FieldNode[], on: (t: string, bind: Bind) => string): string {
    return oneRow(view, nodes, null, (t) => on(t, bind))
  }

  function finish(text: string): Statement {
    return {
      text,
      parameters: (run) => parameters.map((parameter) => parameter(run)),
      fingerprint: (run) => JSON.stringify(dependencies.map((dependency) => dependency(run))),
    }
  }

  return { root, row, finish, dependOnDirectives }
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}

function fieldOf(fields: Fields, added: Fields | undefined, name: string, type: string): Field {
  const field = fields[name] ?? added?.[name]
  if (field === undefined) throw new Error(`${type}.${name} is unknown to the compiler`)
  return field
}

function fitsKey(view: EntityView, key: string): boolean {
  return view.key.cast === 'uuid' ? isUuid(key) : true
}

/** The names of the variables that decide on @skip and @include anywhere in the document. */
function variablesOfDirectives(roots: readonly object[]): Set<string> {
  const names = new Set<string>()
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null) return
    const { kind, name, arguments: given } = node as { kind?: string; name?: { value: string }; arguments?: FieldNode['arguments'] }
    if (kind === 'Directive' && (name?.value === 'skip' || name?.value === 'include')) {
      for (const argument of given ?? []) {
        if (argument.value.kind === 'Variable') names.add(argument.value.name.value)
      }
    }
    for (const [property, child] of Object.entries(node)) if (property !== 'loc') walk(child)
  }
  walk(roots)
  return names
}
