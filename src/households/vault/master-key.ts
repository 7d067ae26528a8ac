import { createHmac, hkdfSync } from 'node:crypto'
import { open, seal } from './cipher.ts'

/** What the master key is good for; each use has a key of its own, derived from it. */
export interface MasterKey {
  /** Wraps a person's key; it opens for that person only. */
  wrap(personId: string, key: Uint8Array): Uint8Array
  /** @throws DoesNotOpen when it was wrapped for another person or under another master key. */
  unwrap(personId: string, wrapped: Uint8Array): Uint8Array
  /** A CPR number's name in one municipality's rows; without the key nobody can tell which number it is. */
  cprMac(municipalityCode: string, cpr: string): Uint8Array
  /** A text that stands for an input, to compare two, without holding anything of it. */
  fingerprint(input: string): string
}

const KEY_BYTES = 32

/** The uses of a master key of 32 bytes or more. */
export function masterKeyOf(secret: Uint8Array): MasterKey {
  const derived = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `boligbro ${use} v1`, KEY_BYTES))
  const wrapping = derived('person key wrapping')
  const lookUp = derived('cpr look-up')
  const comparing = derived('input fingerprint')
  const mac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  return {
    wrap: (personId, key) => seal(wrapping, personId, key),
    unwrap: (personId, wrapped) => open(wrapping, personId, wrapped),
    cprMac: (municipalityCode, cpr) => mac(lookUp, `${municipalityCode}|${cpr}`),
    fingerprint: (input) => mac(comparing, input).toString('base64url'),
  }
}
