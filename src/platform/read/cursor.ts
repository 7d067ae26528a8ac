import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { GraphQLError } from 'graphql'
import type { Actor } from '../../access/actor.ts'

const MAC_BYTES = 16
const KEY_BYTES = 32

/** Where a page ended: the sort value and the row's key, both as the database writes them as text. */
export interface Position {
  readonly sort: string
  readonly key: string
}

/**
 * The key that seals one list's cursors, one half for the MAC and one for the cipher: it differs by actor, list, filter
 * and order, so that a cursor taken elsewhere does not open here.
 */
export function cursorKey(secret: Uint8Array, actor: Actor, list: readonly unknown[]): Buffer {
  const { subject, roles, organisationNumbers, municipalityCodes, engagements, caseLimits } = actor
  const bound = [subject, roles, organisationNumbers, municipalityCodes, engagements, caseLimits, list]
  return createHmac('sha512', secret)
    .update(JSON.stringify(bound, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
    .digest()
}

/**
 * SQL of a sealed cursor in URL-safe base64: the position's MAC, and the position encrypted with the MAC for its IV.
 * `key` is a placeholder of type bytea.
 * @why Encrypted, for a sort value in clear would show what no look of it is logged for.
 */
export function sealedCursorSql(sort: string, rowKey: string, key: string): string {
  const position = `convert_to(json_build_array((${sort})::text, (${rowKey})::text)::text, 'UTF8')`
  const mac = `substring(hmac(${position}, substring(${key} for ${KEY_BYTES}), 'sha256') for ${MAC_BYTES})`
  const hidden = `encrypt_iv(${position}, substring(${key} from ${KEY_BYTES + 1}), ${mac}, 'aes-cbc/pad:pkcs')`
  return `translate(encode(${mac} || ${hidden}, 'base64'), E'+/=\\n', '-_')`
}

/**
 * Opens a cursor.
 * @throws GraphQLError CURSOR_INVALID when it was not made for this list, filter, order and actor.
 */
export function openCursor(cursor: string, key: Buffer): Position {
  const sealed = Buffer.from(cursor, 'base64url')
  // The last character of base64 has spare bits, so one cursor could be written in several ways.
  const position = sealed.toString('base64url') === cursor ? opened(sealed, key) : null
  if (position === null) {
    throw new GraphQLError(
      'The cursor in "after" does not belong to this list with this filter and order; take it from pageInfo.endCursor. / ' +
        'Sidemarkøren i »after« hører ikke til denne liste med dette filter og denne sortering; hent den fra pageInfo.endCursor.',
      { extensions: { code: 'CURSOR_INVALID' } },
    )
  }
  const [sort, rowKey] = JSON.parse(position) as [string, string]
  return { sort, key: rowKey }
}

function opened(sealed: Buffer, key: Buffer): string | null {
  try {
    const mac = sealed.subarray(0, MAC_BYTES)
    const decipher = createDecipheriv('aes-256-cbc', key.subarray(KEY_BYTES), mac)
    const position = Buffer.concat([decipher.update(sealed.subarray(MAC_BYTES)), decipher.final()])
    const expected = createHmac('sha256', key.subarray(0, KEY_BYTES)).update(position).digest()
    return timingSafeEqual(mac, expected.subarray(0, MAC_BYTES)) ? position.toString('utf8') : null
  } catch {
    // Too short for an IV, or not padded as what was encrypted is.
    return null
  }
}
