import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { Action } from '../../src/access/policy.ts'

/** What the oracle knows of who may look at what. */
export interface PurposeBook {
  /** What it takes to ask for a field, wherever it leads. */
  ofField(type: string, field: string): Action | undefined
  /** What it takes to ask for a node of a type. */
  ofType(type: string): Action | undefined
  /** Which type of row an id may name; null when no row can have it. */
  typeOfId(id: string): string | null
}

/** The actions of all that an operation asks for, whether or not there is a row of it. */
export function actionsAskedFor(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  book: PurposeBook,
): ReadonlySet<Action> {
  const actions = new Set<Action>()
  const operation = getOperationAST(document)
  if (operation == null) return actions
  const fragments = Object.fromEntries(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  )

  function add(action: Action | undefined): void {
    if (action !== undefined) actions.add(action)
  }

  function walk(type: GraphQLObjectType, fields: ReturnType<typeof collectFields>): void {
    for (const nodes of fields.values()) {
      const [node] = nodes
      const field = type.getFields()[node?.name.value ?? '']
      if (node === undefined || field === undefined) continue
      add(book.ofField(type.name, field.name))
      const below = getNamedType(field.type)
      const enter = (found: GraphQLObjectType): void => {
        // Who counts the rows of a list looks at them.
        add(book.ofType(found.name.replace(/Connection$/, '')))
        walk(found, collectSubfields(schema, fragments, { ...variables }, found, [...nodes]))
      }
      if (isObjectType(below)) enter(below)
      if (!isInterfaceType(below)) continue
      const { id, ids } = getArgumentValues(field, node, { ...variables }) as { id?: string; ids?: string[] }
      for (const one of [...(ids ?? []), ...(id === undefined ? [] : [id])]) {
        const found = schema.getType(book.typeOfId(one) ?? '')
        if (isObjectType(found)) enter(found)
      }
    }
  }

  const query = schema.getQueryType() as GraphQLObjectType
  walk(query, collectFields(schema, fragments, { ...variables }, query, operation.selectionSet))
  return actions
}
