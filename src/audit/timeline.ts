import { hash } from 'node:crypto'
import type { Checkpoint, SignedCheckpoint } from './checkpoint.ts'

/** What the verifier keeps of a genuine checkpoint; there may be a million. */
export interface Moment {
  readonly treeSize: number
  readonly root: string
  readonly at: number
  readonly settledUntil: number
  readonly settledTables: string
  readonly fingerprint: string
}

/** Genuine checkpoints by rising tree size, and when the rows under each can have been written. */
export interface Timeline {
  readonly moments: readonly Moment[]
  /** Whether a row of `table` that was written at `writtenAt` (Unix ms) may have this leaf; null: no leaf yet. */
  fits(table: string, writtenAt: number, leafIndex: number | null): boolean
}

/** A clock that is set while the hub runs may be off by this much. */
const CLOCK_TOLERANCE_MS = 5_000

/** A checkpoint in short. */
export function momentOf(checkpoint: Checkpoint & Pick<SignedCheckpoint, 'jws'>): Moment {
  const { treeSize, root, at, settledUntil, settledTables, jws } = checkpoint
  return {
    treeSize,
    root,
    at: Date.parse(at),
    settledUntil: settledUntil === null ? Number.NEGATIVE_INFINITY : Date.parse(settledUntil),
    settledTables: settledTables.join(' '),
    fingerprint: fingerprintOf(jws),
  }
}

/** Tells signed checkpoints apart. */
export function fingerprintOf(jws: string): string {
  return hash('sha256', jws, 'base64')
}

/** Puts checkpoints in order. */
export function timelineOf(checkpoints: Iterable<Moment>): Timeline {
  const moments = [...checkpoints].sort((a, b) => a.treeSize - b.treeSize)

  /** How many of them cover no leaf of this index. */
  function before(leafIndex: number): number {
    let [low, high] = [0, moments.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((moments[middle] as Moment).treeSize <= leafIndex) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    moments,
    fits(table, writtenAt, leafIndex) {
      const next = leafIndex === null ? moments.length : before(leafIndex)
      const earlier = moments[next - 1]
      const later = moments[next]
      const settled =
        earlier?.settledTables.split(' ').includes(table) === true
          ? earlier.settledUntil
          : Number.NEGATIVE_INFINITY
      return (
        writtenAt >= settled - CLOCK_TOLERANCE_MS &&
        (later === undefined || writtenAt <= later.at + CLOCK_TOLERANCE_MS)
      )
    },
  }
}
