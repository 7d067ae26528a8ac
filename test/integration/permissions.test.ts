import { POLICY } from '../../src/access/policy.ts'
import { grantsHeld } from '../../src/access/viewer.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, type BearerName, originOfBearer } from '../support/story.ts'

let hub: TestHub
let nobody: string
beforeAll(async () => {
  hub = await startHub({ sampleData: false })
  nobody = await hub.token(BEARERS.nobody)
}, 120_000)
afterAll(() => hub?.stop())

interface Permission {
  readonly role: string
  readonly action: string
  readonly relation: string
  readonly purposes: readonly string[] | null
  readonly law: string
}
const policy: readonly Permission[] = Object.entries(POLICY).flatMap(([action, grants]) =>
  grants.map(({ role, over, purposes, law }) => ({
    role,
    action,
    relation: over,
    purposes: purposes === 'any' ? null : [...purposes],
    law,
  })),
)

async function permissions(filter: object | null): Promise<readonly Permission[]> {
  const answer = await hub.fields<{ permissions: Permission[] }>(
    nobody,
    'query ($filter: PermissionFilter) { permissions(filter: $filter) { role action relation purposes law } }',
    { filter },
  )
  return answer.permissions
}

test('the whole policy is told to whoever holds a token, in its order', async () => {
  expect(await permissions(null)).toEqual(policy)
  expect(await permissions({})).toEqual(policy)
})

test('and to nobody else', async () => {
  const { status, data } = await hub.query(null, '{ permissions { role } }')
  expect([status, data]).toEqual([401, undefined])
})

test('a filter keeps the permissions that meet all of it; those for any purpose hold for each', async () => {
  const ofRole = policy.filter(({ role }) => role === 'municipal_allocator')
  expect(await permissions({ role: 'municipal_allocator' })).toEqual(ofRole)
  expect(await permissions({ action: 'delivery:read' })).toEqual(
    policy.filter(({ action }) => action === 'delivery:read'),
  )
  const forPurpose = ofRole.filter(({ purposes }) => purposes?.includes('vacancy-exchange') ?? true)
  expect(forPurpose.length).toBeLessThan(ofRole.length)
  expect(forPurpose.some(({ purposes }) => purposes === null)).toBe(true)
  expect(forPurpose.some(({ purposes }) => purposes !== null)).toBe(true)
  expect(await permissions({ role: 'municipal_allocator', purpose: 'vacancy-exchange' })).toEqual(forPurpose)
  expect(await permissions({ role: 'mayor' })).toEqual([])
})

test('it honours aliases, fragments and conditions, and explains each action in both languages', async () => {
  const answer = await hub.fields<Record<string, unknown[]>>(
    nobody,
    `query ($no: Boolean!) {
      few: permissions(filter: { role: "auditor", action: "audit:verify" }) { ...line kind: __typename law @skip(if: true) }
      more: permissions(filter: { role: "operator", action: "area:record" }) { ...line ... on Permission { role @include(if: $no) } }
    }
    fragment line on Permission { does: action descriptionDa en: descriptionEn }`,
    { no: false },
  )
  expect(answer.few).toEqual([
    {
      does: 'audit:verify',
      descriptionDa: expect.stringMatching(/kontrolpunkter/),
      en: expect.stringMatching(/checkpoints/),
      kind: 'Permission',
    },
  ])
  expect(Object.keys(answer.more?.[0] ?? {})).toEqual(['does', 'descriptionDa', 'en'])
})

test('it answers the same beside a question about the schema, which takes the other way', async () => {
  const document = '{ permissions(filter: { role: "bl_analyst" }) { a: action purposes } }'
  const { permissions: compiled } = await hub.fields(nobody, document)
  const { permissions: walked } = await hub.fields(
    nobody,
    document.replace('{', '{ __schema { __typename } '),
  )
  expect(walked).toEqual(compiled)
  expect(compiled).toHaveLength(policy.filter(({ role }) => role === 'bl_analyst').length)
})

test.each(Object.keys(BEARERS) as BearerName[])(
  'the viewer %s sees what it may do for its purpose',
  async (name) => {
    const { purpose: bound }: Bearer = BEARERS[name]
    const purposes =
      bound === undefined ? ([null, 'vacancy-exchange', 'municipal-allocation'] as const) : [bound]
    for (const purpose of purposes) {
      const { viewer } = await hub.fields<{ viewer: { permissions: string[] } }>(
        await hub.token(BEARERS[name]),
        '{ viewer { permissions } }',
        {},
        purpose === null ? {} : { 'x-purpose': purpose },
      )
      const { actor } = originOfBearer(BEARERS[name])
      const held = (Object.keys(POLICY) as (keyof typeof POLICY)[]).filter(
        (action) => grantsHeld({ ...actor, purpose }, action).length > 0,
      )
      expect(viewer.permissions).toEqual(held)
    }
  },
)
