import { type FieldNode, type GraphQLObjectType, Kind, type OperationDefinitionNode, visit } from 'graphql'
import { collectFields } from 'graphql/execution/collectFields.js'
import { isUuid, type NodeKey, parseGlobalId } from '../../kernel/ids.ts'
import { type RowWriter, rowWriter } from './rows.ts'
import {
  type Circumstances,
  type Run,
  type SelectedFields,
  type Selection,
  type Statement,
  type StatementWriter,
  statementWriter,
} from './statement.ts'
import type { EntityView, ReadModel } from './view.ts'

/** Fields that GraphQL itself answers from the schema. */
export const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

/** Compiles the selection of a query operation. */
export function compileQuery(
  model: ReadModel,
  operation: OperationDefinitionNode,
  selection: Selection,
): Statement {
  const writer = statementWriter(selection)
  const fragments = { ...selection.fragments }
  for (const name of conditionVariables([operation, ...Object.values(fragments)])) {
    writer.depend((run) => run.variables[name])
  }
  const query = selection.schema.getQueryType() as GraphQLObjectType
  const fields = collectFields(
    selection.schema,
    fragments,
    { ...selection.variables },
    query,
    operation.selectionSet,
  )
  return writer.finish(`select ${rootObject(writer, rowWriter(writer, model), model, query, fields)}::text`)
}

/** Compiles the selection below one field whose value is the row of `view` with the key that a run names. */
export function compileRow(
  model: ReadModel,
  view: EntityView,
  fieldNodes: readonly FieldNode[],
  selection: Selection,
): Statement {
  const writer = statementWriter(selection)
  const id = writer.bind(({ key }) => key, view.key.cast)
  const row = rowWriter(writer, model).oneRow(
    view,
    fieldNodes,
    null,
    (t) => `${t}.${view.key.column} = ${id}`,
  )
  return writer.finish(`select ${row}::text`)
}

function rootObject(
  writer: StatementWriter,
  rows: RowWriter,
  model: ReadModel,
  query: GraphQLObjectType,
  all: SelectedFields,
): string {
  const fields = new Map([...all].filter(([, [node]]) => !INTROSPECTION.has(node?.name.value ?? '')))
  return writer.object(query, fields, (name, nodes, definition) => {
    const field = model.roots[name]
    if (field === undefined) throw new Error(`Query.${name} is unknown to the compiler`)
    const args = writer.argumentsOf(definition, nodes[0] as FieldNode)
    switch (field.kind) {
      case 'connection':
        return rows.connection(field.list, nodes, definition, null, () => 'true', `Query.${name}`, field.from)
      case 'object': {
        const { from, find } = field
        if (from === undefined) return rows.embedded(field.type, field.fields, nodes, 'actor', null)
        const found = find === undefined ? 'null' : writer.lookup((run) => find(args.values(run)), 'uuid[]')
        const t = writer.alias()
        const source = from(args, found)
        return `(select ${rows.embedded(field.type, field.fields, nodes, t, null)} from ${source} ${t})`
      }
      case 'constants': {
        const t = writer.alias()
        const items = writer.bind(
          (run) => JSON.stringify(field.items({ filter: args.value('filter')(run) })),
          'jsonb',
        )
        const type = writer.objectType(field.type)
        const item = writer.object(type, writer.subfields(type, nodes), (of) => `${t}.item -> '${of}'`)
        return `(select coalesce(json_agg(${item} order by ${t}.place), '[]')
          from jsonb_array_elements(${items}) with ordinality ${t}(item, place))`
      }
      case 'byId': {
        const known = args.has('knownAt') ? args.bind('knownAt', 'timestamptz') : null
        const key = (run: Run) => nodeKey([field.view], args.value('id')(run))?.key ?? null
        const id = writer.bind(key, field.view.key.cast)
        return rows.oneRow(field.view, nodes, known, (t) => `${t}.${field.view.key.column} = ${id}`)
      }
      case 'lookup': {
        const find = async (run: Circumstances) => field.find(args.values(run), run.actor)
        const key = writer.lookup(find, field.view.key.cast)
        return rows.oneRow(field.view, nodes, null, (t) => `${t}.${field.view.key.column} = ${key}`)
      }
      case 'row': {
        const known = args.has('knownAt') ? args.bind('knownAt', 'timestamptz') : null
        const fieldArguments = rows.fieldArguments(definition, nodes[0] as FieldNode, known)
        return rows.oneRow(
          field.view,
          nodes,
          known,
          (t) => field.on(t, fieldArguments),
          field.from?.(fieldArguments),
        )
      }
      case 'node': {
        const wanted = (run: Circumstances) => nodeKey(model.nodes, args.value('id')(run))
        const type = writer.bind((run) => wanted(run)?.type ?? null, 'text')
        const key = writer.bind((run) => wanted(run)?.key ?? null, 'text')
        const asked = (run: Circumstances, asks: string) => wanted(run)?.type === asks
        return nodeOfType(writer, rows, model, nodes, { type, key, asked })
      }
      case 'nodes': {
        const wanted = (run: Circumstances) =>
          (args.value('ids')(run) as readonly unknown[]).map((id) => nodeKey(model.nodes, id))
        const types = writer.bind((run) => wanted(run).map((key) => key?.type ?? null), 'text[]')
        const keys = writer.bind((run) => wanted(run).map((key) => key?.key ?? null), 'text[]')
        const t = writer.alias()
        const asked = (run: Circumstances, type: string) => wanted(run).some((key) => key?.type === type)
        const node = nodeOfType(writer, rows, model, nodes, { type: `${t}.type`, key: `${t}.key`, asked })
        return `(select coalesce(json_agg(${node} order by ${t}.place), '[]')
          from unnest(${types}, ${keys}) with ordinality ${t}(type, key, place))`
      }
    }
  })
}

/** One row by global id: the type in the id decides which table is asked, and only that one is. */
function nodeOfType(
  writer: StatementWriter,
  rows: RowWriter,
  model: ReadModel,
  nodes: readonly FieldNode[],
  wanted: { type: string; key: string; asked: (run: Circumstances, type: string) => boolean },
): string {
  const cases = model.nodes.map((view) => {
    const on = (t: string) => `${t}.${view.key.column} = (${wanted.key})::${view.key.cast}`
    const row = writer.onlyIf(
      (run) => wanted.asked(run, view.type),
      () => rows.oneRow(view, nodes, null, on),
    )
    return `when '${view.type}' then ${row}`
  })
  return `case ${wanted.type} ${cases.join(' ')} end`
}

/** What a global id names among these views; null when no row can have such an id. */
function nodeKey(views: readonly EntityView[], id: unknown): NodeKey | null {
  const key = typeof id === 'string' ? parseGlobalId(id) : null
  const view = views.find((candidate) => candidate.type === key?.type)
  if (key === null || view === undefined) return null
  return view.key.cast === 'uuid' && !isUuid(key.key) ? null : key
}

/** The names of the variables that decide on @skip and @include anywhere in the document. */
function conditionVariables(
  definitions: readonly (OperationDefinitionNode | Selection['fragments'][string])[],
) {
  const names = new Set<string>()
  for (const definition of definitions) {
    visit(definition, {
      Directive(directive) {
        for (const { value } of directive.arguments ?? []) {
          if (value.kind === Kind.VARIABLE) names.add(value.name.value)
        }
      },
    })
  }
  return names
}
