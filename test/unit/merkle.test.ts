import { createHash } from 'node:crypto'
import {
  EMPTY_ROOT,
  edgeOf,
  growingTree,
  leafHash,
  nodeHash,
  type Subtree,
  verifyInclusion,
} from '../../src/audit/merkle.ts'
import fc from '../support/fast-check.ts'
import { inclusionPath, treeRoot } from '../support/merkle-tree.ts'

const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
/** The published vectors hold bytes that are no UTF-8, so their leaves are hashed here. */
const VECTOR_LEAVES = INPUTS.map((hex) =>
  createHash('sha256').update(Buffer.of(0)).update(Buffer.from(hex, 'hex')).digest(),
)

const leavesOf = (count: number) => Array.from({ length: count }, (_, at) => leafHash(`leaf ${at}`))

function grown(leaves: readonly Buffer[]) {
  const tree = growingTree()
  for (const leaf of leaves) tree.append(leaf)
  return tree
}

test('a leaf is hashed as in Certificate Transparency', () => {
  expect(leafHash('').toString('hex')).toBe(ROOTS[0])
  expect(leafHash(' !')).toEqual(VECTOR_LEAVES[3])
})

test('a tree has the published roots of Certificate Transparency, whatever its size', () => {
  expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(growingTree().root()).toEqual(EMPTY_ROOT)
  for (const [at, root] of ROOTS.entries()) {
    const leaves = VECTOR_LEAVES.slice(0, at + 1)
    expect(grown(leaves).root().toString('hex')).toBe(root)
    expect(treeRoot(leaves).toString('hex')).toBe(root)
  }
})

test('a tree that goes on from its edge is the tree that was never left', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 200 }), (before, more) => {
      const leaves = leavesOf(before + more)
      const subtrees: Subtree[] = leaves.map((hash, index) => ({ level: 0, index, hash }))
      const first = growingTree()
      for (const leaf of leaves.slice(0, before)) first.append(leaf, (subtree) => subtrees.push(subtree))
      const edge = edgeOf(before).map(
        ({ level, index }) =>
          subtrees.find((one) => one.level === level && one.index === index)?.hash ?? Buffer.alloc(0),
      )
      const second = growingTree(before, edge)
      expect(second.root()).toEqual(treeRoot(leaves.slice(0, before)))
      for (const leaf of leaves.slice(before)) second.append(leaf)
      expect([second.size, second.root()]).toEqual([before + more, treeRoot(leaves)])
    }),
    { numRuns: 60 },
  )
})

test('every completed subtree is told of once, with the root of its leaves', () => {
  const leaves = leavesOf(300)
  const tree = growingTree()
  const completed: Subtree[] = []
  for (const leaf of leaves) tree.append(leaf, (subtree) => completed.push(subtree))
  for (const { level, index, hash } of completed)
    expect(hash).toEqual(treeRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)))
  expect(completed).toHaveLength(
    [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, level) => sum + Math.floor(300 / 2 ** level), 0),
  )
})

const proofs = fc.integer({ min: 1, max: 130 }).chain((size) =>
  fc.integer({ min: 0, max: size - 1 }).map((leafIndex) => {
    const leaves = leavesOf(size)
    const proof = {
      leafIndex,
      leafHash: leaves[leafIndex] as Buffer,
      treeSize: size,
      hashes: inclusionPath(leafIndex, leaves),
    }
    return { proof, root: treeRoot(leaves) }
  }),
)

test('the audit path of every leaf leads to the root', () => {
  fc.assert(
    fc.property(proofs, ({ proof, root }) => expect(verifyInclusion(proof, root)).toBe(true)),
    { numRuns: 300 },
  )
})

test('a proof of another leaf, place, size, path or root is none', () => {
  fc.assert(
    fc.property(proofs, fc.nat(), ({ proof, root }, dice) => {
      const { leafIndex, treeSize, hashes } = proof
      const other = leafHash('another')
      const at = hashes.length === 0 ? 0 : dice % hashes.length
      expect(verifyInclusion({ ...proof, leafHash: other }, root)).toBe(false)
      expect(verifyInclusion(proof, other)).toBe(false)
      expect(verifyInclusion(proof, root.subarray(1))).toBe(false)
      expect(verifyInclusion({ ...proof, hashes: [...hashes, other] }, root)).toBe(false)
      expect(verifyInclusion({ ...proof, leafIndex: treeSize }, root)).toBe(false)
      expect(verifyInclusion({ ...proof, leafIndex: -1 }, root)).toBe(false)
      if (hashes.length === 0) return
      expect(verifyInclusion({ ...proof, hashes: hashes.slice(1) }, root)).toBe(false)
      expect(verifyInclusion({ ...proof, hashes: hashes.with(at, other) }, root)).toBe(false)
      expect(verifyInclusion({ ...proof, leafIndex: leafIndex === 0 ? 1 : leafIndex - 1 }, root)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('a node is not taken for a leaf', () => {
  const [left, right] = leavesOf(2) as [Buffer, Buffer]
  expect(nodeHash(left, right)).not.toEqual(
    createHash('sha256').update(Buffer.of(0)).update(left).update(right).digest(),
  )
  expect(nodeHash(left, right)).not.toEqual(nodeHash(right, left))
})
