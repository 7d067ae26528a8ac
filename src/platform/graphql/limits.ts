import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  GraphQLBoolean,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql'
import type { Refusal, Text } from '../../kernel/errors.ts'

/** For Apollo's `parseOptions`: ends the lexer before a long document costs memory or stack. */
export const PARSE_LIMITS = { maxTokens: 1000 } as const

/** What one operation may ask for. All counts are inclusive and taken after fragments are expanded. */
export interface OperationLimits {
  /** Levels of fields, leaves included; introspection is exempt. */
  readonly depth: number
  readonly aliases: number
  readonly directives: number
  readonly rootFields: number
  readonly fields: number
  /** Largest `first` of a list field; the smallest is 1. */
  readonly first: number
  /** Largest number of values in an argument named `ids`. */
  readonly ids: number
  /** Objects that the operation may return at most, as `first` and `ids` allow. */
  readonly nodes: number
  /** Largest list in the variables; a list that is itself a variable of a mutation has a limit of its own. */
  readonly values: number
  /** What a list of objects counts as when it has no `first` and is not the content of a page. */
  readonly unpagedList: number
}

/** The limits in force for open queries. */
export const OPERATION_LIMITS: OperationLimits = {
  depth: 8,
  aliases: 15,
  directives: 50,
  rootFields: 10,
  fields: 500,
  first: 100,
  ids: 100,
  nodes: 10_000,
  values: 250,
  unpagedList: 10,
}

/** Codes of `checkOperationLimits`, in the order in which they are reported. */
export const LIMIT_CODES = [
  'DEPTH_EXCEEDED',
  'TOO_MANY_ALIASES',
  'TOO_MANY_DIRECTIVES',
  'TOO_MANY_ROOT_FIELDS',
  'TOO_MANY_FIELDS',
  'FIRST_REQUIRED',
  'FIRST_OUT_OF_RANGE',
  'TOO_MANY_IDS',
  'NODE_BUDGET_EXCEEDED',
  'TOO_MANY_VALUES',
] as const
export type LimitCode = (typeof LIMIT_CODES)[number]

type Variables = Readonly<Record<string, unknown>>

/** What a selection asks for, per object that it is applied to. `top` counts its own fields without their children. */
interface Extent {
  readonly depth: number
  readonly aliases: number
  readonly directives: number
  readonly fields: number
  readonly top: number
  readonly nodes: number
}

const NOTHING: Extent = { depth: 0, aliases: 0, directives: 0, fields: 0, top: 0, nodes: 0 }

/** Where a selection stands: `page` = directly in a field with `first`; `live` = not switched off by @skip/@include. */
interface Place {
  readonly type: GraphQLNamedType | undefined
  readonly page: boolean
  readonly live: boolean
}

function sum(a: Extent, b: Extent): Extent {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    fields: a.fields + b.fields,
    top: a.top + b.top,
    nodes: a.nodes + b.nodes,
  }
}

/**
 * Every limit that a validated operation oversteps, in the order of `LIMIT_CODES`; empty when it may run. Variables
 * must be coerced, since `first: $n` costs what `$n` holds. A fragment is measured once, however often it is spread,
 * so the time is linear in the document. What @skip and @include switch off costs no nodes, but counts for the rest.
 */
export function checkOperationLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  coercedVariables: Variables,
  limits: OperationLimits,
): readonly Refusal[] {
  const operation = getOperationAST(document, operationName)
  if (!operation) return []
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const measured = new Map<string, Extent>()
  const fieldRefusals = new Map<string, Refusal>()
  const refuseField = (code: LimitCode, field: string, text: Text) => {
    fieldRefusals.set(`${code} ${field}`, { code, path: field, text })
  }

  const ofSelections = (set: SelectionSetNode | undefined, place: Place): Extent =>
    (set?.selections ?? []).map((selection) => ofSelection(selection, place)).reduce(sum, NOTHING)

  const ofSelection = (selection: SelectionNode, place: Place): Extent => {
    const live = place.live && isIncluded(selection, coercedVariables)
    const own = { ...NOTHING, directives: selection.directives?.length ?? 0 }
    if (selection.kind === Kind.FIELD) return sum(own, ofField(selection, { ...place, live }))
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return sum(own, ofFragment(selection.name.value, { ...place, live }))
    }
    const condition = selection.typeCondition?.name.value
    const type = condition === undefined ? place.type : schema.getType(condition)
    return sum(own, ofSelections(selection.selectionSet, { type, page: place.page, live }))
  }

  const ofFragment = (name: string, { page, live }: Place): Extent => {
    const key = `${name} ${page} ${live}`
    const known = measured.get(key)
    if (known) return known
    const fragment = fragments.get(name)
    if (!fragment) return NOTHING
    // Holds the place, so that a cycle, which validation refuses, would end here.
    measured.set(key, NOTHING)
    const type = schema.getType(fragment.typeCondition.name.value)
    const own = { ...NOTHING, directives: fragment.directives?.length ?? 0 }
    const extent = sum(own, ofSelections(fragment.selectionSet, { type, page, live }))
    measured.set(key, extent)
    return extent
  }

  const ofField = (node: FieldNode, place: Place): Extent => {
    // By the name of the field itself: an alias or an operation called __schema exempts nothing.
    const introspection = node.name.value.startsWith('__')
    const field = introspection ? undefined : fieldOf(place.type, node.name.value)
    const first = field?.args.find((argument) => argument.name === 'first')
    const inner = ofSelections(node.selectionSet, {
      type: field && getNamedType(field.type),
      page: first !== undefined,
      live: place.live,
    })
    const count = field && place.live ? objectsOf(node, field, first, place) : 0
    return {
      depth: introspection ? 0 : inner.depth + 1,
      aliases: inner.aliases + (node.alias ? 1 : 0),
      directives: inner.directives,
      fields: inner.fields + 1,
      top: 1,
      nodes: count === 0 ? inner.nodes : count * (1 + inner.nodes),
    }
  }

  /** How many objects the field may give per parent; 0 for a single object, which costs what its fields cost. */
  const objectsOf = (
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    first: GraphQLArgument | undefined,
    place: Place,
  ): number => {
    const coordinate = `${place.type?.name}.${field.name}`
    if (first) return pageSize(node, first, coordinate)
    const ids = field.args.find((argument) => argument.name === 'ids')
    if (ids) {
      const given = argumentValue(node, ids, coercedVariables)
      const count = Array.isArray(given) ? given.length : 1
      if (count > limits.ids)
        refuseField('TOO_MANY_IDS', coordinate, TEXTS.tooManyIds(coordinate, limits.ids))
      return Math.max(count, 1)
    }
    const isObjectList = isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type))
    return isObjectList && !place.page ? limits.unpagedList : 0
  }

  const pageSize = (node: FieldNode, first: GraphQLArgument, coordinate: string): number => {
    const size = argumentValue(node, first, coercedVariables)
    if (typeof size !== 'number') {
      refuseField('FIRST_REQUIRED', coordinate, TEXTS.firstRequired(coordinate, limits.first))
      return 1
    }
    if (size < 1 || size > limits.first) {
      refuseField('FIRST_OUT_OF_RANGE', coordinate, TEXTS.firstOutOfRange(coordinate, limits.first))
      return 1
    }
    return size
  }

  const root = schema.getRootType(operation.operation) ?? undefined
  const own = {
    ...NOTHING,
    directives: [operation, ...(operation.variableDefinitions ?? [])]
      .map((node) => node.directives?.length ?? 0)
      .reduce((a, b) => a + b, 0),
  }
  const extent = sum(own, ofSelections(operation.selectionSet, { type: root, page: false, live: true }))
  const over = (code: LimitCode, count: number, limit: number, text: (limit: number) => Text): Refusal[] =>
    count > limit ? [{ code, text: text(limit) }] : []
  const refusals = [
    ...over('DEPTH_EXCEEDED', extent.depth, limits.depth, TEXTS.depth),
    ...over('TOO_MANY_ALIASES', extent.aliases, limits.aliases, TEXTS.aliases),
    ...over('TOO_MANY_DIRECTIVES', extent.directives, limits.directives, TEXTS.directives),
    ...over('TOO_MANY_ROOT_FIELDS', extent.top, limits.rootFields, TEXTS.rootFields),
    ...over('TOO_MANY_FIELDS', extent.fields, limits.fields, TEXTS.fields),
    ...fieldRefusals.values(),
    ...over('NODE_BUDGET_EXCEEDED', extent.nodes, limits.nodes, TEXTS.nodes),
    ...over(
      'TOO_MANY_VALUES',
      longestList(interactiveValues(operation.operation, coercedVariables)),
      limits.values,
      TEXTS.values,
    ),
  ]
  const rank = (refusal: Refusal) => LIMIT_CODES.indexOf(refusal.code as LimitCode)
  return refusals.sort((a, b) => rank(a) - rank(b))
}

function interactiveValues(operation: OperationTypeNode, variables: Variables): unknown {
  const values = Object.values(variables)
  // Not the bulk itself, such as the records of a sync, but what each of its members holds.
  return operation === 'mutation'
    ? values.map((value) => (Array.isArray(value) ? { ...value } : value))
    : values
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? value.length : 0
  return Object.values(value)
    .map(longestList)
    .reduce((a, b) => Math.max(a, b), own)
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}

function argumentValue(node: FieldNode, argument: GraphQLArgument, variables: Variables): unknown {
  const given = node.arguments?.find((candidate) => candidate.name.value === argument.name)
  const value = given && valueFromAST(given.value, argument.type, variables)
  return value === undefined ? argument.defaultValue : value
}

function isIncluded(selection: SelectionNode, variables: Variables): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true
  const condition = (name: string): unknown => {
    const directive = selection.directives?.find((candidate) => candidate.name.value === name)
    return valueFromAST(directive?.arguments?.[0]?.value, GraphQLBoolean, variables)
  }
  return condition('skip') !== true && condition('include') !== false
}

/**
 * Apollo plugin that stops an operation over `limits` before it runs, with one error of HTTP status 400. Its code is
 * the first refusal's, its message names every overstepped limit. Variables that cannot be coerced are left to the
 * execution, which refuses them.
 */
export function operationLimits(limits: OperationLimits = OPERATION_LIMITS): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, operationName, request }) => {
        // No such operation: refused as that by the execution.
        if (!operation) return
        const definitions = operation.variableDefinitions ?? []
        const variables = getVariableValues(schema, definitions, request.variables ?? {}, { maxErrors: 1 })
        if (!variables.coerced) return
        const refusals = checkOperationLimits(schema, document, operationName, variables.coerced, limits)
        const [first] = refusals
        if (!first) return
        const message = (language: keyof Text) => refusals.map(({ text }) => text[language]).join(' ')
        throw new GraphQLError(`${message('en')} / ${message('da')}`, {
          extensions: { code: first.code, http: { status: 400 } },
        })
      },
    }),
  }
}

const TEXTS = {
  depth: (limit: number) => ({
    da: `Forespørgslen er dybere end ${limit} niveauer. Del den i flere.`,
    en: `The operation is deeper than ${limit} levels. Split it.`,
  }),
  aliases: (limit: number) => ({
    da: `Forespørgslen har flere end ${limit} aliasser. Del den i flere.`,
    en: `The operation has more than ${limit} aliases. Split it.`,
  }),
  directives: (limit: number) => ({
    da: `Forespørgslen har flere end ${limit} direktiver. Fjern nogle.`,
    en: `The operation has more than ${limit} directives. Remove some.`,
  }),
  rootFields: (limit: number) => ({
    da: `Forespørgslen har flere end ${limit} felter på øverste niveau. Del den i flere.`,
    en: `The operation has more than ${limit} fields at its top level. Split it.`,
  }),
  fields: (limit: number) => ({
    da: `Forespørgslen har flere end ${limit} felter, når fragmenter er foldet ud. Del den i flere.`,
    en: `The operation has more than ${limit} fields once its fragments are expanded. Split it.`,
  }),
  firstRequired: (field: string, limit: number) => ({
    da: `${field} kræver argumentet first. Angiv et tal fra 1 til ${limit}.`,
    en: `${field} requires the argument first. Give a number from 1 to ${limit}.`,
  }),
  firstOutOfRange: (field: string, limit: number) => ({
    da: `Argumentet first til ${field} skal være et tal fra 1 til ${limit}. Hent resten side for side med after.`,
    en: `The argument first of ${field} must be a number from 1 to ${limit}. Fetch the rest page by page with after.`,
  }),
  tooManyIds: (field: string, limit: number) => ({
    da: `Argumentet ids til ${field} må højst have ${limit} værdier. Del dem i flere forespørgsler.`,
    en: `The argument ids of ${field} may hold at most ${limit} values. Split them over several operations.`,
  }),
  values: (limit: number) => ({
    da: `En liste i variablerne har flere end ${limit} værdier. Del den over flere forespørgsler.`,
    en: `A list in the variables holds more than ${limit} values. Split it over several operations.`,
  }),
  nodes: (limit: number) => ({
    da: `Forespørgslen kan give flere end ${limit} objekter. Vælg et mindre first, især i indlejrede lister.`,
    en: `The operation could return more than ${limit} objects. Choose a smaller first, above all in nested lists.`,
  }),
}
