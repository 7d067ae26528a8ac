import { createHash, hash, timingSafeEqual } from 'node:crypto'

/** A Merkle tree as RFC 6962 § 2.1 (Certificate Transparency) has it, over SHA-256. */

const NODE_PREFIX = Buffer.of(1)

const LEAF_PREFIX = Buffer.of(0)

/** The hash of a leaf that holds these bytes, or a text in UTF-8. */
export function leafHash(content: string | Uint8Array): Buffer {
  return createHash('sha256').update(LEAF_PREFIX).update(content).digest()
}

/** The hash of a node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest()
}

/** The root of the tree without leaves. */
export const EMPTY_ROOT = hash('sha256', '', 'buffer')

/** The root of a complete subtree of 2^level leaves, the `index`th of its level. */
export interface Subtree {
  readonly level: number
  readonly index: number
  readonly hash: Buffer
}

/** A tree that leaves are appended to; it remembers one hash per level and no leaf. */
export interface GrowingTree {
  readonly size: number
  root(): Buffer
  /** Appends a leaf; `completed` is told of each subtree of two leaves or more that it completes, from the lowest. */
  append(leaf: Buffer, completed?: (subtree: Subtree) => void): void
}

/**
 * Goes on from a tree of `size` leaves. `edge` holds the roots of the complete subtrees that it splits into, the
 * largest first: one for each bit that is set in `size`.
 */
export function growingTree(size = 0, edge: readonly Buffer[] = []): GrowingTree {
  const roots = [...edge]
  let leaves = size
  return {
    get size() {
      return leaves
    },
    root: () =>
      roots.reduceRight<Buffer | null>(
        (right, left) => (right === null ? left : nodeHash(left, right)),
        null,
      ) ?? EMPTY_ROOT,
    append(leaf, completed) {
      let hash = leaf
      let index = leaves
      for (let level = 1; index % 2 === 1; level++) {
        hash = nodeHash(roots.pop() as Buffer, hash)
        index = (index - 1) / 2
        completed?.({ level, index, hash })
      }
      roots.push(hash)
      leaves += 1
    },
  }
}

/** The subtrees that a tree of `size` leaves splits into, the largest first. */
export function edgeOf(size: number): readonly Omit<Subtree, 'hash'>[] {
  const subtrees: Omit<Subtree, 'hash'>[] = []
  let before = 0
  for (let level = Math.floor(Math.log2(Math.max(size, 1))); level >= 0; level--) {
    const leaves = 2 ** level
    if (size - before < leaves) continue
    subtrees.push({ level, index: before / leaves })
    before += leaves
  }
  return subtrees
}

/** What proves that a leaf is in the tree with a known root. */
export interface InclusionProof {
  readonly leafIndex: number
  readonly leafHash: Uint8Array
  readonly treeSize: number
  /** The audit path, from the leaf's neighbour up. */
  readonly hashes: readonly Uint8Array[]
}

/** Whether the proof leads to this root (RFC 9162 § 2.1.3.2, for trees of RFC 6962). */
export function verifyInclusion(proof: InclusionProof, root: Uint8Array): boolean {
  const { leafIndex, treeSize } = proof
  if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= treeSize) return false
  let [node, last] = [BigInt(leafIndex), BigInt(treeSize) - 1n]
  let hash: Buffer = Buffer.from(proof.leafHash)
  for (const neighbour of proof.hashes) {
    if (last === 0n) return false
    if (node % 2n === 1n || node === last) {
      hash = nodeHash(neighbour, hash)
      while (node % 2n === 0n && node !== 0n) [node, last] = [node >> 1n, last >> 1n]
    } else {
      hash = nodeHash(hash, neighbour)
    }
    ;[node, last] = [node >> 1n, last >> 1n]
  }
  return last === 0n && hash.length === root.length && timingSafeEqual(hash, root)
}
