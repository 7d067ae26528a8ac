import type { LocalDate } from '../kernel/period.ts'
import type { Purpose, Role } from './grant.ts'

/** How sure the identity provider is of who is behind the token (NSIS, sikringsniveau). */
export const NSIS_LEVELS = ['Low', 'Substantial', 'High'] as const
export type NsisLevel = (typeof NSIS_LEVELS)[number]

/** What an auditor is engaged for: one programme of one municipality, for a period, until the engagement expires. */
export interface Engagement {
  readonly municipalityCode: string
  readonly programme: string
  /** The audited days: from the first, up to the day after the last. */
  readonly from: LocalDate
  readonly until: LocalDate
  /** The first day on which the engagement no longer opens anything. */
  readonly expires: LocalDate
}

/**
 * Data limitations (dataafgrænsninger) of some of the actor's roles over cases. Null does not limit; an empty list
 * lets nothing through. A KLE mask is a main group, a group or a subject: `27`, `27.35`, `27.35.12`.
 */
export interface CaseLimit {
  readonly roles: readonly Role[]
  readonly unitIds: readonly string[] | null
  readonly kleMasks: readonly string[] | null
}

/**
 * Who a request acts as: what a verified token says, nothing that the request says of itself except its purpose.
 * Organisation numbers are LBF numbers or CVR numbers, leading zeros kept; municipality codes have four digits.
 */
export interface Actor {
  /** The token's `sub`, after the issuer's name where there are several issuers. */
  readonly subject: string
  /** The OAuth client that asked for the token, named likewise. */
  readonly clientId: string
  /** The organisation acted for, by its CVR number; null when the token names none. */
  readonly cvr: string | null
  readonly roles: readonly Role[]
  readonly organisationNumbers: readonly string[]
  readonly municipalityCodes: readonly string[]
  /** An auditor's engagements that have not expired. */
  readonly engagements: readonly Engagement[]
  /** A role that no limit names reaches every case of the actor's municipalities. */
  readonly caseLimits: readonly CaseLimit[]
  readonly nsisLevel: NsisLevel | null
  readonly purpose: Purpose | null
}

/** What ties a request's traces together: log lines, the change row and the answer's header carry it. */
export interface RequestOrigin {
  readonly actor: Actor
  readonly requestId: string
}

/** The hub itself, or a program run by its operator: an actor that no token stands behind. */
export function programActor(
  name: string,
  held: Pick<Actor, 'roles' | 'purpose'> & Partial<Pick<Actor, 'organisationNumbers' | 'municipalityCodes'>>,
): Actor {
  return {
    subject: name,
    clientId: name,
    cvr: null,
    organisationNumbers: [],
    municipalityCodes: [],
    engagements: [],
    caseLimits: [],
    nsisLevel: null,
    ...held,
  }
}

/** The municipalities that the actor is engaged to audit. */
export function engagedMunicipalityCodes(actor: Actor): readonly string[] {
  return [...new Set(actor.engagements.map((engagement) => engagement.municipalityCode))]
}

/**
 * What the actor reaches of cases, as `role|municipality|unit|KLE` with `*` for "any": one key per way to reach one.
 * A case carries the matching keys without the role, so a comparison of two lists decides.
 */
export function caseKeys(actor: Actor): readonly string[] {
  return actor.roles.flatMap((role) =>
    actor.municipalityCodes.flatMap((code) =>
      limitsOf(actor, role).flatMap(({ unitIds, kleMasks }) =>
        (unitIds ?? ['*']).flatMap((unit) =>
          (kleMasks ?? ['*']).map((mask) => `${role}|${code}|${unit}|${mask}`),
        ),
      ),
    ),
  )
}

/** How many {@link caseKeys} the actor would have, without making them. */
export function caseKeyCount(actor: Actor): number {
  const limits = actor.roles.flatMap((role) => limitsOf(actor, role))
  const perMunicipality = limits.map(
    ({ unitIds, kleMasks }) => (unitIds?.length ?? 1) * (kleMasks?.length ?? 1),
  )
  return perMunicipality.reduce((sum, count) => sum + count, 0) * actor.municipalityCodes.length
}

function limitsOf(actor: Actor, role: Role): readonly Pick<CaseLimit, 'unitIds' | 'kleMasks'>[] {
  const limits = actor.caseLimits.filter((limit) => limit.roles.includes(role))
  return limits.length === 0 ? [{ unitIds: null, kleMasks: null }] : limits
}
