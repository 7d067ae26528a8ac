import { randomBytes } from 'node:crypto'
import type { Unseal } from '../../platform/read/personal.ts'
import { open, seal } from './cipher.ts'
import type { KeyStore } from './key-store.ts'
import type { MasterKey } from './master-key.ts'

/** The values of a household's member that are kept encrypted only. */
export const SEALED_PARTS = ['name', 'cpr', 'phone', 'email', 'address'] as const
/** `birthdate`: of somebody who is known by name and day of birth instead of a CPR number. */
export type SealedPart = (typeof SEALED_PARTS)[number] | 'birthdate'

/** Encrypts one of a person's values with that person's key; nothing stays nothing. */
export type SealPart = (part: SealedPart, value: string | null) => Uint8Array | null

/** A person who is about to be entered. */
export interface NewPerson {
  readonly id: string
  readonly cpr: string | null
}

/** Keeps every person's own key, and encrypts and decrypts with it. */
export interface PersonVault {
  /** Decrypts values, with one query for all their keys. @throws DoesNotOpen for a value that was moved or changed. */
  readonly unseal: Unseal
  /** Makes a key for each of these persons, kept at once. */
  create(municipalityCode: string, persons: readonly NewPerson[]): Promise<readonly SealPart[]>
  /** Null when the person's key is destroyed. */
  sealerOf(personId: string): Promise<SealPart | null>
  /** What the person is found by from now on; null by nothing. */
  setCpr(personId: string, municipalityCode: string, cpr: string | null): Promise<void>
  /** Ids of the persons that this municipality has entered with this CPR number. */
  personsWithCpr(municipalityCode: string, cpr: string): Promise<readonly string[]>
  /** Destroys keys: every version and every copy of what they have sealed is unreadable from this moment. */
  destroy(personIds: readonly string[]): Promise<void>
  /** Stands for an input with personal values, to compare two, without holding anything of it. */
  fingerprint(input: unknown): string
  close(): Promise<void>
}

const KEY_BYTES = 32

/** The vault over a key store, under one master key. */
export function personVault(keys: KeyStore, masterKey: MasterKey): PersonVault {
  const cprMac = (municipalityCode: string, cpr: string | null) =>
    cpr === null ? null : masterKey.cprMac(municipalityCode, cpr)
  return {
    async unseal(values) {
      const wrapped = await keys.wrappedOf([...new Set(values.map((value) => value.personId))])
      const unwrapped = new Map([...wrapped].map(([id, key]) => [id, masterKey.unwrap(id, key)]))
      return values.map(({ personId, part, sealed }) => {
        const key = unwrapped.get(personId)
        return key === undefined
          ? null
          : Buffer.from(open(key, placeOf(personId, part), sealed)).toString('utf8')
      })
    },
    async create(municipalityCode, persons) {
      const made = persons.map(({ id, cpr }) => ({ id, cpr, key: randomBytes(KEY_BYTES) }))
      await keys.add(
        made.map(({ id, cpr, key }) => ({
          personId: id,
          municipalityCode,
          wrapped: masterKey.wrap(id, key),
          cprMac: cprMac(municipalityCode, cpr),
        })),
      )
      return made.map(({ id, key }) => sealer(id, key))
    },
    async sealerOf(personId) {
      const wrapped = (await keys.wrappedOf([personId])).get(personId)
      return wrapped === undefined ? null : sealer(personId, masterKey.unwrap(personId, wrapped))
    },
    setCpr: (personId, municipalityCode, cpr) => keys.setCpr(personId, cprMac(municipalityCode, cpr)),
    personsWithCpr: (municipalityCode, cpr) =>
      keys.withCpr(municipalityCode, masterKey.cprMac(municipalityCode, cpr)),
    destroy: (personIds) => keys.destroy(personIds),
    fingerprint: (input) =>
      masterKey.fingerprint(
        JSON.stringify(input, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ),
    close: () => keys.close(),
  }
}

function sealer(personId: string, key: Uint8Array): SealPart {
  return (part, value) =>
    value === null ? null : seal(key, placeOf(personId, part), Buffer.from(value, 'utf8'))
}

function placeOf(personId: string, part: string): string {
  return `${personId} ${part}`
}
