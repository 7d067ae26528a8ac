import type { FieldNode, GraphQLField } from 'graphql'
import { cursorKey, openCursor, sealedCursorSql } from './cursor.ts'
import { countedLooksSql, looksSql, sealedSql } from './personal.ts'
import { scopeOf } from './scope.ts'
import type { Circumstances, Parameter, Run, StatementWriter, WriteField } from './statement.ts'
import type {
  EntityView,
  Field,
  FieldArguments,
  Fields,
  Filter,
  ListField,
  ListView,
  ReadModel,
  Tables,
} from './view.ts'

/** A statement counts no further than this; the answer says so in its description. */
export const TOTAL_COUNT_MAX = 25_000

/** Writes the rows of views as JSON, each inside the row that holds it. */
export type RowWriter = ReturnType<typeof rowWriter>

/** Writes into the statement of `writer`. */
export function rowWriter(writer: StatementWriter, model: ReadModel) {
  const {
    actor,
    alias,
    bind,
    depend,
    subfields,
    objectType,
    object,
    markOf,
    markPlaceholder,
    look,
    argumentsOf,
  } = writer

  /** The rows of a view as they are known now or, under `knownAt`, as they were known then. */
  function rowsOf(
    view: EntityView,
    known: string | null,
  ): { source: string; condition: (t: string) => string } {
    look(view)
    if (known === null || view.versions === undefined) return { source: view.table, condition: () => 'true' }
    return { source: view.versions, condition: (t) => `${t}.recorded @> ${known}` }
  }

  /** Row sources for SQL that a view writes itself. */
  function tablesAt(known: string | null): Tables {
    return (name) =>
      known === null
        ? `public.${name}`
        : `(select * from history.${name}_versions known_then where known_then.recorded @> ${known})`
  }

  /** Aliases of rows whose own look says that what hangs on them was seen. */
  const marked = new Set<string>()

  /** `filters` name what the row is known to meet, beside the fields that are shown of it. */
  function entity(
    view: EntityView,
    nodes: readonly FieldNode[],
    t: string,
    known: string | null,
    filters: readonly string[] = [],
  ): string {
    const type = objectType(view.type)
    const fields = subfields(type, nodes)
    if (view.personal !== undefined) marked.add(t)
    const write: WriteField = (name, fieldNodes, definition) =>
      value(
        fieldOf(view.fields, model.extensions[view.type], name, view.type),
        view.type,
        fieldNodes,
        definition,
        t,
        known,
      )
    const names = [...fields.values()].map(([node]) => (node as FieldNode).name.value)
    return object(
      type,
      fields,
      write,
      markOf(view, [...names, ...filters], (aboutRow) => looksSql(aboutRow, t)),
    )
  }

  function embedded(
    typeName: string,
    fields: Fields,
    nodes: readonly FieldNode[],
    t: string,
    known: string | null,
  ) {
    const type = objectType(typeName)
    return object(type, subfields(type, nodes), (name, fieldNodes, definition) =>
      value(
        fieldOf(fields, model.extensions[typeName], name, typeName),
        typeName,
        fieldNodes,
        definition,
        t,
        known,
      ),
    )
  }

  function value(
    field: Field,
    owner: string,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    t: string,
    known: string | null,
  ): string {
    const node = nodes[0] as FieldNode
    switch (field.kind) {
      case 'column':
        return field.sql(t, fieldArguments(definition, node, known))
      case 'sealed':
        return sealedSql(markPlaceholder(), field.part, `${t}.${field.person}`, `${t}.${field.column}`)
      case 'actor':
        return bind((run) => field.value(run.actor), field.cast)
      case 'embedded':
        return embedded(field.type, field.fields, nodes, t, known)
      case 'one':
        return oneRow(field.view(), nodes, known, (child) => field.on(t, child, tablesAt(known)))
      case 'list':
        return list(field, nodes, definition, t, known)
      case 'connection':
        return connection(
          field.list(),
          nodes,
          definition,
          known,
          (child, args) => field.on(t, child, args),
          `${owner}.${definition.name}`,
          (args) => field.from?.(t, args),
          !marked.has(t),
        )
    }
  }

  function fieldArguments(
    definition: GraphQLField<unknown, unknown>,
    node: FieldNode,
    known: string | null,
  ): FieldArguments {
    const { has, bind: bindArgument } = argumentsOf(definition, node)
    const today = () => bind((run) => run.today, 'date')
    return { has, bind: bindArgument, today, table: tablesAt(known), known }
  }

  function oneRow(
    view: EntityView,
    nodes: readonly FieldNode[],
    known: string | null,
    on: (child: string) => string,
    from?: string,
  ): string {
    const child = alias()
    const rows = rowsOf(view, known)
    return `(select ${entity(view, nodes, child, known)} from ${from ?? rows.source} ${child} where ${on(child)} and ${rows.condition(child)})`
  }

  function list(
    field: ListField,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    t: string,
    known: string | null,
  ): string {
    const child = alias()
    const from = field.from(t, child, fieldArguments(definition, nodes[0] as FieldNode, known))
    const item = embedded(field.type, field.fields, nodes, child, known)
    return `(select coalesce(json_agg(${item} order by ${field.orderBy(child)}), '[]') from ${from})`
  }

  function filterConditions(
    filters: Readonly<Record<string, Filter>>,
    read: (run: Circumstances) => unknown,
    t: string,
    tables: Tables,
  ): ReadonlyMap<string, string> {
    const given = depend((run) => {
      const filter = (read(run) ?? {}) as Record<string, unknown>
      return Object.keys(filters).filter((name) => (filter[name] ?? null) !== null)
    })
    return new Map(
      given.map((name) => {
        const filter = filters[name] as Filter
        const value = bindFilter(filter, (run) => (read(run) as Record<string, unknown>)[name])
        return [name, filter.sql(t, value, tables)]
      }),
    )
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
    on: (child: string, args: FieldArguments) => string,
    place: string,
    from?: (args: FieldArguments) => string | undefined,
    /** It hangs on a row of which no look says that it was seen. */
    unmarked = false,
  ): string {
    const { view } = listView
    const args = argumentsOf(definition, nodes[0] as FieldNode)
    const known = args.has('knownAt') ? args.bind('knownAt', 'timestamptz') : knownAbove
    const recorded = rowsOf(view, known)
    const given = fieldArguments(definition, nodes[0] as FieldNode, known)
    const rows = { ...recorded, source: from?.(given) ?? recorded.source }
    const t = alias()

    const scope = depend((run) => scopeOf(run.actor, view)?.shape) === undefined ? null : scopeOf(actor, view)
    const filters = filterConditions(listView.filters, args.value('filter'), t, tablesAt(known))
    const matches = [
      on(t, given),
      rows.condition(t),
      ...(scope === null
        ? []
        : [`${t}.${scope.column} = ${scope.key((read, cast) => bind((run) => read(run.actor), cast))}`]),
      ...filters.values(),
      ...Object.entries(listView.arguments ?? {})
        .filter(([name]) => args.has(name))
        .map(([name, filter]) => filter.sql(t, bindFilter(filter, args.value(name)), tablesAt(known))),
    ].filter((condition) => condition !== 'true')

    const orderName = depend((run) => (args.value('orderBy')(run) ?? listView.defaultOrder) as string)
    const order = listView.orders[orderName]
    if (order === undefined) throw new Error(`${view.type} has no order ${orderName}`)
    const sort = order.by(t)
    const rowKey = `${t}.${view.key.column}`
    const sealKey = (run: Run) =>
      cursorKey(run.cursorSecret, run.actor, [
        place,
        orderName,
        ...definition.args
          .filter(({ name }) => !['first', 'after', 'orderBy'].includes(name))
          .map(({ name }) => args.value(name)(run)),
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
    const paged = `(select ${t}.*, row_number() over (order by ${orderBy}) as page_row from ${rows.source} ${t}${where(page)} order by ${orderBy} limit ${first} + 1) ${t}`
    const onPage = `filter (where ${t}.page_row <= ${first})`
    let seal: string | null = null
    const cursor = () => {
      seal ??= bind(sealKey, 'bytea')
      return sealedCursorSql(sort, rowKey, seal)
    }

    const type = objectType(`${view.type}Connection`)
    const fields = subfields(type, nodes)
    const write: WriteField = (name, fieldNodes) => {
      switch (name) {
        case 'nodes':
          return `coalesce(json_agg(${entity(view, fieldNodes, t, known, [...filters.keys()])} order by ${t}.page_row) ${onPage}, '[]')`
        case 'edges': {
          const edgeType = objectType(`${view.type}Edge`)
          const edge = object(edgeType, subfields(edgeType, fieldNodes), (edgeField, edgeNodes) =>
            edgeField === 'cursor' ? cursor() : entity(view, edgeNodes, t, known, [...filters.keys()]),
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
    }
    const counts = [...fields.values()].some(([node]) =>
      ['totalCount', 'pageInfo', 'edges'].includes((node as FieldNode).name.value),
    )
    // How many there are says something of each, unless it is how many there are at all.
    const mark =
      counts && (filters.size > 0 || unmarked)
        ? markOf(view, ['totalCount', ...filters.keys()], (aboutRow) =>
            countedLooksSql(
              aboutRow,
              (limit) => `(select ${t}.* from ${rows.source} ${t}${where(matches)} limit ${limit})`,
            ),
          )
        : null
    const selected = object(type, fields, write, mark)
    // `having` makes it one row also when nothing that was selected aggregates.
    return `(select ${selected} from ${paged} having true)`
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

  return { oneRow, embedded, connection, fieldArguments }
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}

function fieldOf(fields: Fields, added: Fields | undefined, name: string, type: string): Field {
  const field = fields[name] ?? added?.[name]
  if (field === undefined) throw new Error(`${type}.${name} is unknown to the compiler`)
  return field
}
