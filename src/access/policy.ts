/**
 * THE permission model: every action of the hub, who may do it over which rows, for which purpose, by which law.
 * Default deny; there are no deny rules and no second place. The row-level security of the database is generated
 * from this table (`rls.ts`), and services ask it before a command (`viewer.ts`).
 */

/** What an actor may be. One actor may hold several. */
export const ROLES = [
  'organisation_system',
  'organisation_letting_officer',
  'municipal_system',
  'auditor',
  'operator',
] as const
export type Role = (typeof ROLES)[number]

/**
 * How an actor relates to a row. `ownOrganisation`: the row's housing organisation is the actor's.
 * `ownMunicipality`: the row's municipality is the actor's. `auditEngagement`: the row's municipality is one that
 * the auditor is engaged for. `everything`: any row.
 */
export const RELATIONS = ['ownOrganisation', 'ownMunicipality', 'auditEngagement', 'everything'] as const
export type Relation = (typeof RELATIONS)[number]

/** Why an actor looks or acts; named in the header `x-purpose`, recorded with every change. */
export const PURPOSES = ['vacancy-exchange', 'municipal-allocation', 'subsidy-audit', 'operations'] as const
export type Purpose = (typeof PURPOSES)[number]

/** One permission. `purposes: 'any'` also allows a request without a purpose; only for rows that name no person. */
export interface Grant {
  readonly role: Role
  readonly over: Relation
  readonly purposes: readonly Purpose[] | 'any'
  readonly law: string
}

const AGREEMENT = 'almenboligloven § 59; the parties’ data-sharing agreement'
const AUDIT = 'the auditor’s engagement; GDPR art. 6(1)(e)'
const OWN = 'the organisation’s own records'
const REGISTER = 'public register data'
const OPERATION = 'GDPR art. 28: the hub’s operator on the controllers’ instruction'

const grant = (role: Role, over: Relation, law: string, purposes: Grant['purposes'] = 'any'): Grant => ({
  role,
  over,
  purposes,
  law,
})

const organisationOwn = [
  grant('organisation_system', 'ownOrganisation', OWN),
  grant('organisation_letting_officer', 'ownOrganisation', OWN),
]

const stockReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
  grant('operator', 'everything', OPERATION),
]

const everybody = ROLES.map((role) => grant(role, 'everything', REGISTER))

export const POLICY = {
  /** Read the 98 municipalities and their regions. */
  'municipality:read': everybody,
  /** Read the housing organisations' register data. */
  'organisation:read': everybody,
  /** Enter or correct a housing organisation. */
  'organisation:register': [grant('operator', 'everything', OPERATION)],
  /** Read the yearly area lists and which estates an area covers. */
  'area:read': everybody,
  /** Enter the list the minister publishes every 1 December (almenboligloven § 61 a stk. 5). */
  'area:record': [grant('operator', 'everything', OPERATION)],
  /** Read estates, building sections and dwellings. */
  'stock:read': stockReaders,
  /** Enter or correct estates, building sections and dwellings. */
  'stock:register': organisationOwn,
  /** Read how the stock was recorded earlier. */
  'stock:readHistory': stockReaders,
  /** Read vacancies. */
  'vacancy:read': stockReaders,
  /** Announce, correct, let or withdraw vacancies. */
  'vacancy:sync': organisationOwn,
  /** Read how a vacancy was recorded earlier. */
  'vacancy:readHistory': stockReaders,
  /** Read which feeds are registered. */
  'feed:read': [...organisationOwn, grant('operator', 'everything', OPERATION)],
  /** Register a feed or change its mapping. */
  'feed:register': organisationOwn,
  /** Read the report of a delivery: counts and codes, no raw records. */
  'delivery:read': [...organisationOwn, grant('operator', 'everything', OPERATION)],
  /** Deliver records, and approve or reject what a delivery would close. */
  'delivery:receive': organisationOwn,
  /** Read quarantined records in their raw form, which may hold anything the sender wrote. */
  'delivery:readRaw': organisationOwn,
} as const satisfies Record<string, readonly Grant[]>

export type Action = keyof typeof POLICY

/** The grants of an action, typed alike for every action. */
export function grantsOf(action: Action): readonly Grant[] {
  return POLICY[action]
}
