/** One encrypted value on its way to the client. */
export interface SealedValue {
  readonly personId: string
  readonly part: string
  readonly sealed: Uint8Array
}

/** Decrypts values in their order; null for one whose person's key is destroyed. */
export type Unseal = (values: readonly SealedValue[]) => Promise<readonly (string | null)[]>
