import { createHmac, timingSafeEqual } from 'node:crypto'
import { GraphQLError } from 'graphql'
import type { Actor } from '../../access/actor.ts'

const MAC_BYTES = 12

/** Where a page ended: the sort value and the row's key, both as the database writes them as text. */
export interface Position {
  readonly sort: string
  readonly key: string
}

/**
 * The key that seals one list's cursors: it differs by actor, list, filter and order, so that a cursor taken
 * elsewhere does not open here.
 */
export function cursorKey(secret: Uint8Array, actor: Actor, list: readonly unknown[]): Buffer {
  const { subject, roles, organisationNumbers, municipalityCodes, engagements, caseLimits } = actor
  const bound = [subject, roles, organisationNumbers, municipalityCodes, engagements, caseLimits, list]
  return createHmac('sha256', secret)
    .update(JSON.stringify(bound, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
    .digest()
}

/** SQL of a sealed cursor: MAC and position in URL-safe base64. `key` is a placeholder of type bytea. */
export function sealedCursorSql(sort: string, rowKey: string, key: string): string {
  const position = `convert_to(json_build_array((${sort})::text, (${rowKey})::text)::text, 'UTF8')`
  const mac = `substring(hmac(${position}, ${key}, 'sha256') for ${MAC_BYTES})`
  return `translate(encode(${mac} || ${position}, 'base64'), E'+/=\\n', '-_')`
}

/**
 * Opens a cursor.
 * @throws GraphQLError CURSOR_INVALID when it was not made for this list, filter, order and actor.
 */
export function openCursor(cursor: string, key: Buffer): Position {
  const sealed = Buffer.from(cursor, 'base64url')
  const mac = sealed.subarray(0, MAC_BYTES)
  const position = sealed.subarray(MAC_BYTES)
  const expected = createHmac('sha256', key).update(position).digest().subarray(0, MAC_BYTES)
  // The last character of base64 has spare bits, so one cursor could be written in several ways.
  const canonical = sealed.toString('base64url') === cursor
  if (!canonical || mac.length !== MAC_BYTES || !timingSafeEqual(mac, expected)) {
    throw new GraphQLError(
      'The cursor in "after" does not belong to this list with this filter and order; take it from pageInfo.endCursor. / ' +
        'Sidemarkøren i »after« hører ikke til denne liste med dette filter og denne sortering; hent den fra pageInfo.endCursor.',
      { extensions: { code: 'CURSOR_INVALID' } },
    )
  }
  const [sort, rowKey] = JSON.parse(position.toString('utf8')) as [string, string]
  return { sort, key: rowKey }
}
