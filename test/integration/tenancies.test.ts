import { dwellingsOf } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { take, taken } from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'

const { organisation, otherOrganisation, allocator } = BEARERS

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub()
  dwellings = await dwellingsOf(hub)
}, 120_000)
afterAll(() => hub?.stop())

const tenancy = (changes: object = {}) => ({
  ...{ from: '2026-01-01', allocated: false, rent: '6100.50', dwellingId: dwellings.shift() },
  ...changes,
})

describe('A tenancy', () => {
  test('is recorded by the organisation and seen by both parties, without the tenant', async () => {
    const recorded = await taken(hub, organisation, 'recordTenancy', tenancy({ leaseSignedOn: '2025-12-20' }))
    expect(recorded).toMatchObject({
      ...{ from: '2026-01-01', until: null, part: null, rent: '6100.50', allocated: false },
      ...{ transitional: false, leaseSignedOn: '2025-12-20', ending: null },
    })
    for (const [bearer, seen] of [
      [organisation, recorded.id],
      [allocator, recorded.id],
      [otherOrganisation, undefined],
    ] as const) {
      const { tenancy: one, dwelling } = await hub.fields<{
        tenancy: { id: string } | null
        dwelling: { tenancies: { nodes: { id: string }[] } } | null
      }>(
        await hub.token(bearer),
        `query($id: ID!, $dwelling: ID!) { tenancy(id: $id) { id }
           dwelling: node(id: $dwelling) { ... on Dwelling { tenancies(first: 5) { nodes { id } } } } }`,
        { id: recorded.id, dwelling: recorded.dwelling.id },
      )
      expect([one?.id, dwelling?.tenancies.nodes.map(({ id }) => id)]).toEqual([seen, seen && [seen]])
    }
  })

  test('does not overlap another of the same dwelling, but one of another part', async () => {
    const first = tenancy()
    await taken(hub, organisation, 'recordTenancy', first)
    const again = { ...first, from: '2027-01-01' }
    expect((await take(hub, organisation, 'recordTenancy', again)).codes).toEqual(['TENANCY_OVERLAPS'])
    const part = { ...first, part: 'Værelse 2' }
    expect((await take(hub, organisation, 'recordTenancy', part)).codes).toEqual([])
  })

  test('ends once, and what was known before stays known', async () => {
    const { id } = await taken(hub, organisation, 'recordTenancy', tenancy())
    const ended = { tenancyId: id, until: '2026-10-01', ending: 'MOVED_OUT' }
    expect(await taken(hub, organisation, 'endTenancy', ended)).toMatchObject({
      ...{ until: '2026-10-01', ending: 'MOVED_OUT' },
    })
    expect((await take(hub, organisation, 'endTenancy', ended)).codes).toEqual(['TENANCY_ENDED'])
    const [before] = await hub.asOwner<{ at: string }>(
      `select to_char(upper(recorded) - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
         from history.tenancy where id = $1`,
      [id.split(':')[1]],
    )
    const { tenancy: then } = await hub.fields<{ tenancy: object }>(
      await hub.token(organisation),
      'query($id: ID!, $at: Instant) { tenancy(id: $id, knownAt: $at) { until ending } }',
      { id, at: before?.at },
    )
    expect(then).toEqual({ until: null, ending: null })
  })

  test('is the organisation’s own to record and to end', async () => {
    const input = tenancy()
    expect((await take(hub, otherOrganisation, 'recordTenancy', input)).codes).toEqual(['DWELLING_NOT_FOUND'])
    expect((await take(hub, allocator, 'recordTenancy', input)).codes).toEqual(['NOT_ALLOWED'])
    const { id } = await taken(hub, organisation, 'recordTenancy', input)
    const ended = { tenancyId: id, until: '2026-10-01', ending: 'EVICTED' }
    expect((await take(hub, otherOrganisation, 'endTenancy', ended)).codes).toEqual(['TENANCY_NOT_FOUND'])
  })

  test.each([
    ['PERIOD_EMPTY', { until: '2026-01-01' }],
    ['TRANSITIONAL_NOT_ALLOCATED', { transitional: true }],
  ])('is refused with %s where it says %j', async (code, changes) => {
    expect((await take(hub, organisation, 'recordTenancy', tenancy(changes))).codes).toEqual([code])
  })
})
