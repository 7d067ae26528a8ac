import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  EmbeddedJWK,
  importJWK,
  type JWK,
} from 'jose'
import { ConfigurationError } from '../kernel/errors.ts'

/** What a checkpoint says, and its signature vouches for. */
export interface Checkpoint {
  /** Names the tree, so that a checkpoint of another hub is not taken for one of this. */
  readonly origin: string
  readonly treeSize: number
  /** Hexadecimal. */
  readonly root: string
  /** When its leaves were taken, by the database's clock; ISO 8601 in UTC. */
  readonly at: string
  /** Rows of the `settledTables` that were written before this moment are all in the tree; null: not yet known. */
  readonly settledUntil: string | null
  readonly settledTables: readonly string[]
}

/** A checkpoint with who signed it: the thumbprint (RFC 7638) of the public key that it carries. */
export interface SignedCheckpoint extends Checkpoint {
  readonly keyId: string
  readonly jws: string
}

/** Signs checkpoints with the hub's key. */
export interface CheckpointSigner {
  readonly keyId: string
  /** The checkpoint as a compact JWS whose header carries the public key. */
  sign(checkpoint: Checkpoint): Promise<string>
}

/** A private Ed25519 key as a JWK. */
export interface SigningKey {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly d: string
}

const ALGORITHM = 'EdDSA'
const TYPE = 'boligbro-checkpoint+jws'

/** Signs any content with the hub's key, as a compact JWS of one type whose header carries the public key. */
export interface ContentSigner {
  readonly keyId: string
  sign(content: unknown): Promise<string>
}

/**
 * The signer with this key of contents of a type.
 * @throws ConfigurationError when the two halves of the key do not belong together.
 */
export async function contentSigner({ kty, crv, x, d }: SigningKey, type: string): Promise<ContentSigner> {
  const jwk = { kty, crv, x } satisfies JWK
  try {
    const key = await importJWK({ ...jwk, d }, ALGORITHM)
    const keyId = await calculateJwkThumbprint(jwk)
    const header = { alg: ALGORITHM, typ: type, kid: keyId, jwk }
    const sign = (content: unknown) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(content))).setProtectedHeader(header).sign(key)
    await compactVerify(await sign({}), EmbeddedJWK)
    return { keyId, sign }
  } catch {
    throw new ConfigurationError([
      'AUDIT_SIGNING_KEY is no working key: its private part does not belong to its public part. Set a private Ed25519 key as a JWK. / AUDIT_SIGNING_KEY er ingen brugbar nøgle: den private del hører ikke til den offentlige. Angiv en privat Ed25519-nøgle som JWK.',
    ])
  }
}

/**
 * The signer of checkpoints with this key.
 * @throws ConfigurationError when the two halves of the key do not belong together.
 */
export function checkpointSigner(key: SigningKey): Promise<CheckpointSigner> {
  return contentSigner(key, TYPE)
}

/**
 * Reads a checkpoint whose signature is right and made with a key of these thumbprints; null for anything else.
 */
export async function readCheckpoint(
  jws: string,
  trusted: ReadonlySet<string>,
): Promise<SignedCheckpoint | null> {
  try {
    const { jwk } = decodeProtectedHeader(jws)
    const keyId = await calculateJwkThumbprint(jwk as JWK)
    if (!trusted.has(keyId)) return null
    const { payload, protectedHeader } = await compactVerify(jws, EmbeddedJWK, { algorithms: [ALGORITHM] })
    if (protectedHeader.typ !== TYPE) return null
    return { ...(JSON.parse(new TextDecoder().decode(payload)) as Checkpoint), keyId, jws }
  } catch {
    return null
  }
}

/** The thumbprint of the key that a checkpoint claims to be signed with, unverified; null when it names none. */
export async function claimedKeyId(jws: string): Promise<string | null> {
  try {
    return await calculateJwkThumbprint(decodeProtectedHeader(jws).jwk as JWK)
  } catch {
    return null
  }
}
