import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
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
