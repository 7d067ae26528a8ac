import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

/** A text that was not sealed with this key for this place. Says nothing of key or text. */
export class DoesNotOpen extends Error {
  constructor() {
    super('A sealed value does not open')
    this.name = 'DoesNotOpen'
  }
}

/**
 * Encrypts with AES-256-GCM: version byte, IV, tag, ciphertext. It opens again only with the same 32-byte key and for
 * the same `place`, which names whose and which value it is.
 */
export function seal(key: Uint8Array, place: string, plain: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(place))
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), encrypted])
}

/**
 * Decrypts what `seal` made.
 * @throws DoesNotOpen for another key, another place, or a single changed bit.
 */
export function open(key: Uint8Array, place: string, sealed: Uint8Array): Uint8Array {
  const bytes = Buffer.from(sealed)
  const header = 1 + IV_BYTES + TAG_BYTES
  if (bytes.length < header || bytes[0] !== VERSION) throw new DoesNotOpen()
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1, 1 + IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(boundTo(place))
  decipher.setAuthTag(bytes.subarray(1 + IV_BYTES, header))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(header)), decipher.final()])
  } catch {
    throw new DoesNotOpen()
  }
}

function boundTo(place: string): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(place, 'utf8')])
}
