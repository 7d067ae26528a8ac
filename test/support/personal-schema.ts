import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { type Purpose, type Role, TOKEN_ROLES } from '../../src/access/grant.ts'
import { POLICY } from '../../src/access/policy.ts'
import { READ_MODEL } from '../../src/schema.ts'
import type { Bearer } from './hub.ts'
import { OWN_UNIT } from './personal-story.ts'

/** The types about persons that a query reaches; the log's own entries are tested with the log. */
export const PERSONAL = READ_MODEL.nodes.filter(
  (view) => view.personal !== undefined && view.table !== 'public.access_log',
)

/** All leaf fields of a type, with ids and objects below left out. */
export function leaves(type: GraphQLObjectType): string {
  return Object.values(type.getFields())
    .filter(({ type: of, args }) => isLeafType(getNamedType(of)) && args.length === 0)
    .map(({ name }) => name)
    .join(' ')
}

type Step = GraphQLField<unknown, unknown>

/** The type of the rows of a field: of a connection its nodes. */
export function rowTypeOf(type: GraphQLOutputType): GraphQLObjectType | undefined {
  const named = getNamedType(type)
  if (!isObjectType(named)) return undefined
  return named.name.endsWith('Connection') ? rowTypeOf((named.getFields().nodes as Step).type) : named
}

/** Whether the field is a list in pages. */
export const isConnection = (field: Step) => getNamedType(field.type).name.endsWith('Connection')

/** A field of a type and where it leads, with the steps from a query field to it. */
export interface Edge {
  /** `Tenancy.arrears`. */
  readonly name: string
  readonly target: GraphQLObjectType
  /** The fewest steps from a root field; the last is the field itself. */
  readonly path: readonly Step[]
}

/** Arguments that a step has to be given and a test can: those of a page, and ids of rows. */
const isGivable = ({ args }: Step) =>
  args.every(
    ({ name, type, defaultValue }) =>
      !isNonNullType(type) || defaultValue !== undefined || name === 'first' || name in ROW_ARGUMENTS,
  )

/** Arguments of steps that name a row, by the table that it is in. */
export const ROW_ARGUMENTS: Readonly<Record<string, readonly [type: string, table: string]>> = {
  householdId: ['Household', 'public.household'],
  vacancyId: ['Vacancy', 'public.vacancy'],
  earlierId: ['SubsidyAudit', 'public.subsidy_audit'],
}

/**
 * Every field of the schema that leads to what is about persons, through whatever types: to a personal row, or to an
 * object without a row of its own that one holds. Each comes with one shortest way to it.
 */
export function edgesToPersons(schema: GraphQLSchema): readonly Edge[] {
  const ways = shortestWays(schema)
  const held = heldByPersons(schema)
  return [...ways].flatMap(([parent, path]) =>
    Object.values((schema.getType(parent) as GraphQLObjectType).getFields()).flatMap((field) => {
      const target = rowTypeOf(field.type)
      if (target === undefined || !held.has(target.name) || !isGivable(field)) return []
      return [{ name: `${parent}.${field.name}`, target, path: [...path, field] }]
    }),
  )
}

/** The personal types, and the objects without an id below them. */
function heldByPersons(schema: GraphQLSchema): ReadonlySet<string> {
  const held = new Set(PERSONAL.map(({ type }) => type))
  for (const name of held) {
    for (const { type } of Object.values((schema.getType(name) as GraphQLObjectType).getFields())) {
      const below = rowTypeOf(type)
      if (below !== undefined && below.getFields().id === undefined) held.add(below.name)
    }
  }
  return held
}

/** The fewest steps to each object type that a query reaches, by its name; the root takes none. */
function shortestWays(schema: GraphQLSchema): ReadonlyMap<string, readonly Step[]> {
  const root = schema.getQueryType() as GraphQLObjectType
  const ways = new Map<string, readonly Step[]>([[root.name, []]])
  // A map goes on with what is put in while it is gone through.
  for (const [name, path] of ways) {
    for (const field of Object.values((schema.getType(name) as GraphQLObjectType).getFields())) {
      const target = rowTypeOf(field.type)
      if (target !== undefined && !ways.has(target.name) && isGivable(field)) {
        ways.set(target.name, [...path, field])
      }
    }
  }
  return ways
}

/** No purpose, one that no grant of the role asks for, and those that some does. */
function purposesOf(role: Role): (Purpose | undefined)[] {
  const asked = Object.values(POLICY).flatMap((grants) =>
    grants.flatMap((grant) => (grant.role === role && grant.purposes !== 'any' ? [...grant.purposes] : [])),
  )
  return [...new Set<Purpose | undefined>([undefined, 'statistics', ...asked])]
}

/** Every role with each of its purposes; those with cases also with the limits of one unit and KLE group. */
export const ACTORS: readonly (readonly [string, Bearer])[] = TOKEN_ROLES.flatMap((role) =>
  purposesOf(role).flatMap((purpose) => {
    const keys = { subject: 'somebody', roles: [role], ...(purpose === undefined ? {} : { purpose }) }
    const own = { municipalityCodes: ['0169'], organisationNumbers: ['0045'] }
    const named = (reach: string, bearer: Bearer) =>
      [`${role}, ${purpose ?? 'no purpose'}, ${reach}`, bearer] as const
    const whole = named('whole municipality', { ...keys, ...own })
    const isCaseRole = POLICY['household:read'].some((grant) => grant.role === role)
    return isCaseRole
      ? [
          whole,
          named('one unit and group', { ...keys, ...own, organisationUnits: [OWN_UNIT], kleMasks: ['27'] }),
        ]
      : [whole]
  }),
)
