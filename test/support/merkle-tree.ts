import { EMPTY_ROOT, nodeHash } from '../../src/audit/merkle.ts'

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** The root of these leaves' hashes, word for word as RFC 6962 § 2.1 defines it. */
export function treeRoot(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves
  if (first === undefined) return EMPTY_ROOT
  if (leaves.length === 1) return first
  const split = splitOf(leaves.length)
  return nodeHash(treeRoot(leaves.slice(0, split)), treeRoot(leaves.slice(split)))
}

/** The audit path of a leaf, word for word as RFC 6962 § 2.1.1 defines it. */
export function inclusionPath(leafIndex: number, leaves: readonly Buffer[]): readonly Buffer[] {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  return leafIndex < split
    ? [...inclusionPath(leafIndex, leaves.slice(0, split)), treeRoot(leaves.slice(split))]
    : [...inclusionPath(leafIndex - split, leaves.slice(split)), treeRoot(leaves.slice(0, split))]
}
