import { type Actor, engagedMunicipalityCodes } from '../../access/actor.ts'
import type { Relation } from '../../access/grant.ts'
import { grantsHeld } from '../../access/viewer.ts'
import type { EntityView } from './view.ts'

/**
 * Row-level security is what keeps rows apart; this is the plan. When the policy gives the actor exactly one key
 * over a table, the statement says so as an equality, and the database can walk an index in the list's order.
 */
export interface Scope {
  /** Tells compiled statements apart; never holds a key's value. */
  readonly shape: string
  readonly column: string
  /** The key as SQL; `bind` makes a placeholder for a value that comes from the actor. */
  readonly key: (bind: (value: (actor: Actor) => unknown, cast: string) => string) => string
}

const OWN_ORGANISATION = `(select (nullif(current_setting('app.organisation_ids', true), '')::uuid[])[1])`

/** The equality that the policy implies for this actor over a view's rows; null when there is none. */
export function scopeOf(actor: Actor, view: EntityView): Scope | null {
  const relations = [...new Set(grantsHeld(actor, view.action).map((grant) => grant.over))].filter(
    (relation) => !reachesNothing(actor, relation),
  )
  if (relations.length !== 1) return null
  const { organisation, municipality } = view.scope
  switch (relations[0]) {
    case 'ownOrganisation':
      if (organisation === undefined || actor.organisationNumbers.length !== 1) return null
      return { shape: 'organisation', column: organisation, key: () => OWN_ORGANISATION }
    case 'ownCase':
    case 'ownMunicipality':
      if (municipality === undefined || actor.municipalityCodes.length !== 1) return null
      return {
        shape: 'municipality',
        column: municipality,
        key: (bind) => bind((one) => one.municipalityCodes[0], 'text'),
      }
    case 'auditEngagement':
    case 'programmeEngagement':
      if (municipality === undefined || engagedMunicipalityCodes(actor).length !== 1) return null
      return {
        shape: 'engagement',
        column: municipality,
        key: (bind) => bind((one) => engagedMunicipalityCodes(one)[0], 'text'),
      }
    default:
      return null
  }
}

/** An officer of a municipality holds no organisation's key, and the other way round. */
function reachesNothing(actor: Actor, relation: Relation): boolean {
  return (
    (relation === 'ownOrganisation' && actor.organisationNumbers.length === 0) ||
    (relation === 'ownMunicipality' && actor.municipalityCodes.length === 0)
  )
}
