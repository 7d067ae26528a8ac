import type { Purpose, Role } from './policy.ts'

/**
 * Who a request acts as: what a verified token says, nothing that the request says of itself except its purpose.
 * Organisation numbers are LBF numbers or CVR numbers, leading zeros kept; municipality codes have four digits.
 */
export interface Actor {
  /** The token's `sub`. */
  readonly subject: string
  /** The OAuth client that asked for the token. */
  readonly clientId: string
  readonly roles: readonly Role[]
  readonly organisationNumbers: readonly string[]
  readonly municipalityCodes: readonly string[]
  /** Municipalities the actor is engaged to audit. */
  readonly engagedMunicipalityCodes: readonly string[]
  readonly purpose: Purpose | null
}

/** What ties a request's traces together: log lines, the change row and the answer's header carry it. */
export interface RequestOrigin {
  readonly actor: Actor
  readonly requestId: string
}
