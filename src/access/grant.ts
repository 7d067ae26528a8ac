/** The words that the permission model is written in: roles, relations, purposes, and a grant made of them. */

/** What an actor may be. One actor may hold several. `hub` is the hub's own jobs: no token carries it. */
export const ROLES = [
  'organisation_system',
  'organisation_letting_officer',
  'municipal_system',
  'municipal_nominator',
  'municipal_allocator',
  'municipal_economist',
  'data_controller_representative',
  'data_protection_officer',
  'auditor',
  'fund_administrator',
  'bl_analyst',
  'operator',
  'hub',
] as const
export type Role = (typeof ROLES)[number]

/** The roles that a token can carry. */
export const TOKEN_ROLES = ROLES.filter((role) => role !== 'hub')

/** How an actor relates to a row. */
export const RELATIONS = [
  'ownOrganisation',
  'ownMunicipality',
  'ownCase',
  'disclosure',
  'reportsShared',
  'auditEngagement',
  'programmeEngagement',
  'everything',
] as const
export type Relation = (typeof RELATIONS)[number]

/** Why an actor looks or acts; named in the header `x-purpose` or the token, recorded with every change and look. */
export const PURPOSES = [
  'vacancy-exchange',
  'municipal-allocation',
  'case-handling',
  'tenancy-agreement',
  'criteria-check',
  'citizen-access',
  'data-protection',
  'subsidy-audit',
  'subsidy-administration',
  'statistics',
  'operations',
] as const
export type Purpose = (typeof PURPOSES)[number]

/** One permission. `purposes: 'any'` also allows a request without a purpose; only for rows that name no person. */
export interface Grant {
  readonly role: Role
  readonly over: Relation
  readonly purposes: readonly Purpose[] | 'any'
  readonly law: string
}

/** A permission of a role over rows, by a law; without purposes for any. */
export const grant = (
  role: Role,
  over: Relation,
  law: string,
  purposes: Grant['purposes'] = 'any',
): Grant => ({
  role,
  over,
  purposes,
  law,
})
