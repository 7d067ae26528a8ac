import type { CaseLimit } from './actor.ts'
import { rolesOver } from './policy.ts'
import { TokenRejected } from './token-rejection.ts'

const CASE_ROLES = rolesOver('ownCase')
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const KLE_MASK = /^(\d{2}(?:\.\d{2}){0,2})(?:\.\*){0,2}$/
const KLE_PARTS_MAX = 3

/** Org units as the database writes their ids; throws `malformed` when one is no UUID. */
export function unitIdsOf(values: readonly string[], malformed: TokenRejected): readonly string[] {
  const ids = values.map((value) => value.toLowerCase())
  if (!ids.every((id) => UUID.test(id))) throw malformed
  return [...new Set(ids)]
}

/**
 * KLE masks without their trailing wildcards: `27.*` becomes `27`. Null when one of them is `*`, which does not limit;
 * throws `malformed` when one is no mask.
 */
export function kleMasksOf(values: readonly string[], malformed: TokenRejected): readonly string[] | null {
  const masks = values.map((value) => {
    if (value === '*') return value
    const mask = KLE_MASK.exec(value)?.[1]
    if (mask === undefined || value.split('.').length > KLE_PARTS_MAX) throw malformed
    return mask
  })
  return masks.includes('*') ? null : [...new Set(masks)]
}

/**
 * What the roles reach of cases. Throws CONSTRAINT_NOT_APPLICABLE for a limited role that never reaches rows by their
 * case, because the limitation would then keep nothing from it.
 */
export function caseLimitsOf({ roles, unitIds, kleMasks }: CaseLimit): readonly CaseLimit[] {
  const limited = unitIds !== null || kleMasks !== null
  const limitable = roles.filter((role) => CASE_ROLES.includes(role))
  if (limited && limitable.length < roles.length) throw new TokenRejected('CONSTRAINT_NOT_APPLICABLE')
  return limitable.length === 0 ? [] : [{ roles: limitable, unitIds, kleMasks }]
}
