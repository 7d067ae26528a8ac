import type { NsisLevel } from './actor.ts'
import type { Role } from './grant.ts'

/** An authorization server whose access tokens this hub accepts, compared letter by letter with `iss` and `aud`. */
export interface TrustedIssuer {
  readonly issuer: string
  /**
   * Stands with a colon before the issuer's subjects and clients, so that no two issuers' are taken for one another;
   * only a sole issuer may go without.
   */
  readonly name?: string
  /** The only audience a token may name. */
  readonly audience: string
  /** Where the issuer publishes its public keys; the only address the verifier ever calls for this issuer. */
  readonly jwksUri: string
  /** What this issuer calls the claims that it does not call as `CLAIM_NAMES` does. */
  readonly claims?: Partial<ClaimNames>
  /** Present: the rights stand in a privilege list, and nowhere else in the token. */
  readonly privileges?: PrivilegeMapping
  /** The lowest level of assurance at which each role is accepted; a role not named here needs none. */
  readonly nsisMinimum?: Readonly<Partial<Record<Role, NsisLevel>>>
}

/** What the hub reads of a token, beside what RFC 9068 names. */
export const CLAIM_NAMES = {
  roles: 'roles',
  organisationNumbers: 'organisation_numbers',
  municipalityCodes: 'municipality_codes',
  organisationUnits: 'organisation_units',
  kleMasks: 'kle_masks',
  cvr: 'cvr',
  nsisLevel: 'nsis_level',
  purpose: 'purpose',
  auditEngagements: 'audit_engagements',
} as const
export type ClaimNames = Readonly<Record<keyof typeof CLAIM_NAMES, string>>

/** The kinds of data limitation (dataafgrænsning) that the hub can keep. */
export const CONSTRAINT_KINDS = ['kle', 'organisationUnit'] as const
export type ConstraintKind = (typeof CONSTRAINT_KINDS)[number]

/** How an issuer's privilege lists (OIO Basic Privilege Profile) are to be understood. */
export interface PrivilegeMapping {
  /** The claim that holds the list. */
  readonly claim: string
  /** The role that each privilege gives, by the privilege's URI. */
  readonly roles: Readonly<Record<string, Role>>
  /** The four-digit codes of the municipalities, by their CVR numbers; any other CVR number is an organisation's. */
  readonly municipalities?: Readonly<Record<string, string>>
  /** The issuer's own names of constraints, beside those that KOMBIT uses. */
  readonly constraints?: Readonly<Record<string, ConstraintKind>>
}
