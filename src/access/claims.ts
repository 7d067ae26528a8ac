import type { JWTPayload } from 'jose'
import { parseLocalDate } from '../kernel/period.ts'
import {
  type Actor,
  type CaseLimit,
  caseKeyCount,
  type Engagement,
  NSIS_LEVELS,
  type NsisLevel,
} from './actor.ts'
import { caseLimitsOf, kleMasksOf, unitIdsOf } from './case-limits.ts'
import { PURPOSES, type Purpose, type Role, TOKEN_ROLES } from './grant.ts'
import { CLAIM_NAMES, type ClaimNames, type PrivilegeMapping, type TrustedIssuer } from './issuers.ts'
import { type Rights, readPrivileges } from './privileges.ts'
import { TokenRejected } from './token-rejection.ts'

const LIST_MAX = 250
const ENGAGEMENTS_MAX = 40
// Every transaction carries the keys, and every row of a case is compared with them.
const CASE_KEYS_MAX = 2_000
const ENGAGEMENT_MEMBERS = ['expires', 'from', 'municipality_code', 'programme', 'until']
const NSIS_CONCEPT = 'https://data.gov.dk/concept/core/nsis/loa/'

/** The actor that the claims of a verified token describe, engagements that have expired included. Throws {@link TokenRejected}. */
export function readActor(payload: JWTPayload, issuer: TrustedIssuer): Actor {
  if (Array.isArray(payload.aud) && payload.aud.length !== 1) throw new TokenRejected('AUDIENCE_NOT_SOLE')
  if (payload.cnf !== undefined) throw new TokenRejected('BINDING_NOT_SUPPORTED')
  readText(payload, 'jti')
  const names = { ...CLAIM_NAMES, ...issuer.claims }
  const rights =
    issuer.privileges === undefined
      ? plainRights(payload, names)
      : listedRights(payload, names, issuer.privileges)
  const prefix = issuer.name === undefined ? '' : `${issuer.name}:`
  const actor: Actor = {
    subject: `${prefix}${readText(payload, 'sub')}`,
    clientId: `${prefix}${readText(payload, 'client_id')}`,
    ...rights,
    engagements: readEngagements(payload, names.auditEngagements),
    nsisLevel: readNsisLevel(payload, names.nsisLevel),
    purpose: readPurpose(payload, names.purpose),
  }
  if (caseKeyCount(actor) > CASE_KEYS_MAX) throw new TokenRejected('CONSTRAINTS_TOO_MANY')
  assertNsisLevel(actor, issuer)
  return actor
}

function plainRights(payload: JWTPayload, names: ClaimNames): Rights {
  const roles = readList(payload, names.roles, /^.{1,100}$/).map(knownRole)
  return {
    cvr: readCvr(payload, names.cvr),
    roles,
    organisationNumbers: readList(payload, names.organisationNumbers, /^(\d{4}|\d{8})$/),
    municipalityCodes: readList(payload, names.municipalityCodes, /^\d{4}$/),
    caseLimits: plainLimits(payload, names, roles),
  }
}

/** Beside a list of roles, the limits are those of all of them. */
function plainLimits(payload: JWTPayload, names: ClaimNames, roles: readonly Role[]): readonly CaseLimit[] {
  const has = (claim: string) => claimOf(payload, claim) !== undefined
  const { organisationUnits: units, kleMasks: masks } = names
  if (!has(units) && !has(masks)) return []
  return caseLimitsOf({
    roles,
    unitIds: has(units) ? unitIdsOf(readList(payload, units), malformed(units)) : null,
    kleMasks: has(masks) ? kleMasksOf(readList(payload, masks), malformed(masks)) : null,
  })
}

/** The rights in the privilege list; a right or limit beside the list could only be guessed how to combine. */
function listedRights(payload: JWTPayload, names: ClaimNames, mapping: PrivilegeMapping): Rights {
  const beside = [
    names.roles,
    names.organisationNumbers,
    names.municipalityCodes,
    names.organisationUnits,
    names.kleMasks,
  ].find((name) => claimOf(payload, name) !== undefined)
  if (beside !== undefined) throw new TokenRejected('PRIVILEGES_AMBIGUOUS', beside)
  const cvr = readCvr(payload, names.cvr)
  const list = claimOf(payload, mapping.claim)
  if (list === undefined)
    return { cvr, roles: [], organisationNumbers: [], municipalityCodes: [], caseLimits: [] }
  const rights = readPrivileges(list, mapping)
  if (cvr !== null && cvr !== rights.cvr) throw new TokenRejected('ORGANISATION_MISMATCH')
  return rights
}

function assertNsisLevel({ roles, nsisLevel }: Actor, { nsisMinimum = {} }: TrustedIssuer): void {
  const tooLow = roles.some((role) => {
    const minimum = nsisMinimum[role]
    if (minimum === undefined) return false
    return nsisLevel === null || NSIS_LEVELS.indexOf(nsisLevel) < NSIS_LEVELS.indexOf(minimum)
  })
  if (tooLow) throw new TokenRejected('NSIS_LEVEL_TOO_LOW')
}

function claimOf(payload: JWTPayload, name: string): unknown {
  return Object.hasOwn(payload, name) ? payload[name] : undefined
}

function malformed(claim: string): TokenRejected {
  return new TokenRejected('CLAIM_MALFORMED', claim)
}

function readText(payload: JWTPayload, claim: string): string {
  const value = claimOf(payload, claim)
  if (typeof value !== 'string' || value === '' || value.length > 255) throw malformed(claim)
  return value
}

/** A list of texts, each once; empty when there is no such claim. */
function readList(payload: JWTPayload, claim: string, form = /^/): readonly string[] {
  const value = claimOf(payload, claim)
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > LIST_MAX) throw malformed(claim)
  if (!value.every((member) => typeof member === 'string' && form.test(member))) throw malformed(claim)
  return [...new Set(value)]
}

function knownRole(name: string): Role {
  const role = TOKEN_ROLES.find((known) => known === name)
  if (role === undefined) throw new TokenRejected('ROLE_UNKNOWN')
  return role
}

function readCvr(payload: JWTPayload, claim: string): string | null {
  const value = claimOf(payload, claim)
  if (value === undefined) return null
  if (typeof value !== 'string' || !/^\d{8}$/.test(value)) throw malformed(claim)
  return value
}

function readNsisLevel(payload: JWTPayload, claim: string): NsisLevel | null {
  const value = claimOf(payload, claim)
  if (value === undefined) return null
  const level = NSIS_LEVELS.find((known) => value === known || value === `${NSIS_CONCEPT}${known}`)
  if (level === undefined) throw malformed(claim)
  return level
}

function readPurpose(payload: JWTPayload, claim: string): Purpose | null {
  const value = claimOf(payload, claim)
  if (value === undefined) return null
  const purpose = PURPOSES.find((known) => known === value)
  if (purpose === undefined) throw new TokenRejected('TOKEN_PURPOSE_UNKNOWN')
  return purpose
}

function readEngagements(payload: JWTPayload, claim: string): readonly Engagement[] {
  const value = claimOf(payload, claim) ?? []
  if (!Array.isArray(value) || value.length > ENGAGEMENTS_MAX) throw malformed(claim)
  return value.map((engagement: unknown) => readEngagement(engagement) ?? refuse(malformed(claim)))
}

function refuse(rejection: TokenRejected): never {
  throw rejection
}

/** An engagement with its five members and no other, which might narrow it; null when it is none. */
function readEngagement(value: unknown): Engagement | null {
  if (typeof value !== 'object' || value === null) return null
  if (Object.keys(value).sort().join() !== ENGAGEMENT_MEMBERS.join()) return null
  const engagement = value as Record<string, unknown>
  const { municipality_code: municipalityCode, programme } = engagement
  if (typeof municipalityCode !== 'string' || !/^\d{4}$/.test(municipalityCode)) return null
  if (typeof programme !== 'string' || programme === '' || programme.length > 100) return null
  const [from, until, expires] = ['from', 'until', 'expires'].map((name) => dayOf(engagement[name]))
  if (!from || !until || !expires || from >= until) return null
  return { municipalityCode, programme, from, until, expires }
}

function dayOf(value: unknown) {
  return typeof value === 'string' ? parseLocalDate(value) : null
}
