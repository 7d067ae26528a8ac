import { setTimeout as delay } from 'node:timers/promises'
import { endAgreement, placeEstateOnStep } from '../../src/agreements/agreement.service.ts'
import { globalId } from '../../src/kernel/ids.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import type { Change } from '../../src/platform/change.ts'
import { actOnTurn, enterQuotaEvent, quotaTermOf } from '../../src/quota/index.ts'
import { lockPair } from '../../src/quota/pair-lock.service.ts'
import { recordAreaList, recordEstateMerger } from '../../src/registry/index.ts'
import { OPERATOR, type TestIngest, testIngest } from '../support/ingest.ts'
import {
  agree,
  agreeAnew,
  balancesOf,
  channelsOf,
  deliver,
  HUB,
  inARow,
  type LedgerWorld,
  ledgerWorld,
  MUNICIPALITY,
  refresh,
  running,
  storedAndRecomputed,
  termRecord,
  turnsOf,
} from '../support/quota-ledger.ts'

let hub: TestIngest
beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub.stop())

const TODAY = '2026-11-27' as LocalDate
const every = (denominator: number) => termRecord({ share: { numerator: 1, denominator } })

async function lettingOf(world: LedgerWorld, tenancy: string) {
  const [row] = await hub.asOwner<{ vacancyId: string; letting: number }>(
    `select v.id as "vacancyId", v.letting from vacancy v join dwelling d on d.id = v.dwelling_id
      where v.organisation_id = $1 and d.tenancy_number = $2`,
    [world.organisationId, tenancy],
  )
  if (row === undefined) throw new Error(`No vacancy ${tenancy}`)
  return row
}

async function act(world: LedgerWorld, tenancy: string, channel: 'MUNICIPAL' | 'WAITING_LIST') {
  const letting = await lettingOf(world, tenancy)
  await running(hub, MUNICIPALITY, (change) => actOnTurn(change, { ...letting, channel, on: TODAY }))
}

async function expectReplayed(world: LedgerWorld) {
  const { stored, recomputed } = await storedAndRecomputed(hub, world)
  expect(stored).toEqual(recomputed)
}

test('each delivered vacancy gets its turn, and the municipality every fourth', async () => {
  const world = await ledgerWorld(hub, [every(4)])
  await deliver(hub, world, inARow(9))
  await refresh(hub)
  expect(await channelsOf(hub, world)).toBe('wwwMwwwMw')
  expect(await balancesOf(hub, world)).toMatchObject([
    { period: 'RUNNING', counted: 9, entitled: 2, entitled_exact: '9/4', delivered: 2, owed: 0 },
  ])
  await expectReplayed(world)
})

test('a refresh writes only what differs', async () => {
  const world = await ledgerWorld(hub, [every(4)])
  await deliver(hub, world, inARow(4))
  await refresh(hub)
  const written = () =>
    hub.asOwner('select id, recorded::text from quota_turn where organisation_id = $1 order by id', [
      world.organisationId,
    ])
  const before = await written()
  await hub.asOwner('insert into quota_stale values ($1, $2)', ['0169', world.organisationId])
  await refresh(hub)
  expect(await written()).toEqual(before)
  await deliver(hub, world, inARow(1, 5))
  await refresh(hub)
  expect((await written()).slice(0, 4)).toEqual(before)
})

test('the same said again, also later, leaves no mark, and a changed day does', async () => {
  const world = await ledgerWorld(hub, [every(4)])
  const marks = async () =>
    (await hub.asOwner('select 1 from quota_stale where organisation_id = $1', [world.organisationId])).length
  await deliver(hub, world, inARow(3))
  expect(await marks()).toBeGreaterThan(0)
  await refresh(hub)
  await deliver(hub, world, inARow(3))
  await deliver(
    hub,
    world,
    inARow(3).map((one) => ({ ...one, time: '09:00' })),
  )
  expect(await marks()).toBe(0)
  await deliver(hub, world, [
    { ...inARow(1)[0], tenancy: '0001', availableFrom: '2026-03-01', time: '10:00' },
  ])
  expect(await marks()).toBe(1)
})

test('without an agreement there is no mark and no ledger', async () => {
  const world = await ledgerWorld(hub, null)
  await deliver(hub, world, inARow(3))
  expect(
    await hub.asOwner('select 1 from quota_stale where organisation_id = $1', [world.organisationId]),
  ).toEqual([])
  const letting = await lettingOf(world, '0001')
  await running(hub, MUNICIPALITY, (change) =>
    actOnTurn(change, { ...letting, channel: 'MUNICIPAL', on: TODAY }),
  )
  expect(await turnsOf(hub, world)).toEqual([])
  expect(await running(hub, MUNICIPALITY, (change) => quotaTermOf(change, letting))).toBeNull()
})

test('a turn that was acted upon never moves, whatever becomes known later; the difference settles', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(4, 11))
  await refresh(hub)
  expect(await channelsOf(hub, world)).toBe('wMwM')
  await act(world, '0011', 'WAITING_LIST')
  await act(world, '0012', 'WAITING_LIST')
  await refresh(hub)
  // 0012 was due to the municipality, so it is owed one and gets the next.
  expect(await channelsOf(hub, world)).toBe('wwMM')
  expect(await turnsOf(hub, world)).toMatchObject([
    { acted: true },
    { acted: true },
    { rule: 'DEBT' },
    { rule: 'SHARE' },
  ])

  // Two earlier vacancies arrive late: they take later numbers, for 1 and 2 are taken.
  await deliver(hub, world, inARow(2))
  await refresh(hub)
  expect((await turnsOf(hub, world)).map(({ tenancy, sequence }) => [tenancy, sequence])).toEqual([
    ['0001', 3],
    ['0002', 4],
    ['0011', 1],
    ['0012', 2],
    ['0013', 5],
    ['0014', 6],
  ])
  expect(await balancesOf(hub, world)).toMatchObject([{ entitled: 3, delivered: 3, owed: 0 }])
  await expectReplayed(world)
})

test('a dwelling given too early is a credit, and settles too', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(4))
  await act(world, '0001', 'MUNICIPAL')
  await refresh(hub)
  expect(await channelsOf(hub, world)).toBe('MwwM')
  expect(await balancesOf(hub, world)).toMatchObject([{ entitled: 2, delivered: 2, owed: 0 }])
  await expectReplayed(world)
})

test('the database refuses to move a turn that was acted upon, and lets its explanation follow the facts', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(2))
  await act(world, '0002', 'MUNICIPAL')
  const { vacancyId } = await lettingOf(world, '0002')
  for (const change of [
    `sequence = 7`,
    `channel = 'FLEXIBLE'`,
    `period = '2026'`,
    'acted_on = null',
    `sub_share = 'x'`,
  ]) {
    await expect(
      running(hub, HUB, ({ sql }) =>
        sql(`update public.quota_turn set ${change} where vacancy_id = $1::uuid`, [vacancyId]),
      ),
    ).rejects.toMatchObject({ code: '23001' })
  }
  await running(hub, HUB, ({ sql }) =>
    sql('update public.quota_turn set owed = owed where vacancy_id = $1::uuid', [vacancyId]),
  )
})

test('an act upon a letting that the ledger has not seen yet makes its turn', async () => {
  const world = await ledgerWorld(hub, [every(3)])
  await deliver(hub, world, inARow(3))
  await act(world, '0003', 'MUNICIPAL')
  expect(await turnsOf(hub, world)).toMatchObject([
    { sequence: 1, acted: false },
    { sequence: 2, acted: false },
    { sequence: 3, channel: 'MUNICIPAL', rule: 'SHARE', acted: true },
  ])
  await expectReplayed(world)
})

test('eight who act upon one turn at once leave one act, and none fails', async () => {
  for (const seen of [true, false]) {
    const world = await ledgerWorld(hub, [every(2)])
    await deliver(hub, world, inARow(4))
    if (seen) await refresh(hub)
    const letting = await lettingOf(world, '0002')
    const actors = [MUNICIPALITY, world.origin, HUB]
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        running(hub, actors[at % 3] ?? HUB, (change) =>
          actOnTurn(change, { ...letting, channel: at % 2 === 0 ? 'MUNICIPAL' : 'WAITING_LIST', on: TODAY }),
        ),
      ),
    )
    await refresh(hub)
    const turns = await turnsOf(hub, world)
    expect(turns.filter(({ acted }) => acted)).toMatchObject([{ tenancy: '0002', sequence: 2 }])
    expect(turns.filter(({ channel }) => channel === 'MUNICIPAL')).toHaveLength(2)
    expect(
      await hub.asOwner(
        `select 1 from history.quota_turn where vacancy_id = $1 and acted_on is not null and channel <> $2`,
        [letting.vacancyId, turns[1]?.channel],
      ),
    ).toEqual([])
    await expectReplayed(world)
  }
})

test('an act waits while the ledger is being written, and the other way round, and for another act', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(3))
  await refresh(hub)
  const meanwhile = async (first: (change: Change) => Promise<void>, second: () => Promise<unknown>) => {
    let waiting: Promise<string> = Promise.resolve('')
    const seen = await running(hub, HUB, async (change) => {
      await first(change)
      waiting = second().then(() => 'done')
      return Promise.race([waiting, delay(300, 'waits')])
    })
    expect([seen, await waiting]).toEqual(['waits', 'done'])
  }
  await meanwhile(
    (change) => lockPair(change, world),
    () => act(world, '0002', 'MUNICIPAL'),
  )
  const letting = await lettingOf(world, '0001')
  await meanwhile(
    (change) => actOnTurn(change, { ...letting, channel: 'WAITING_LIST', on: TODAY }),
    () => running(hub, HUB, (change) => lockPair(change, world)),
  )
  const third = await lettingOf(world, '0003')
  await meanwhile(
    (change) => actOnTurn(change, { ...third, channel: 'FLEXIBLE', on: TODAY }),
    () => act(world, '0003', 'MUNICIPAL'),
  )
  expect(await channelsOf(hub, world)).toBe('wMF')
})

test('acts upon every turn while records arrive and the ledger is refreshed end in one ledger', async () => {
  const world = await ledgerWorld(hub, [every(3)])
  await deliver(hub, world, inARow(12))
  await Promise.all([
    ...inARow(12).map(({ tenancy }) =>
      act(world, tenancy, Number(tenancy) % 2 ? 'MUNICIPAL' : 'WAITING_LIST'),
    ),
    deliver(hub, world, inARow(6, 13)),
    refresh(hub),
  ])
  await refresh(hub)
  const turns = await turnsOf(hub, world)
  expect(turns.filter(({ acted }) => acted)).toHaveLength(12)
  expect(turns.map(({ sequence }) => sequence).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 18 }, (_, at) => at + 1),
  )
  expect(await balancesOf(hub, world)).toMatchObject([{ entitled: 6, delivered: 6, owed: 0 }])
  await expectReplayed(world)
})

test('a dwelling given back is owed again, and one given in its place makes it good', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(2))
  await act(world, '0002', 'MUNICIPAL')
  await refresh(hub)
  const returned = await lettingOf(world, '0002')
  await running(hub, MUNICIPALITY, (change) =>
    enterQuotaEvent(change, { ...returned, kind: 'RETURNED', day: TODAY, reason: 'RENT_TOO_HIGH' }),
  )
  await refresh(hub)
  expect(await balancesOf(hub, world)).toMatchObject([{ entitled: 1, delivered: 0, returned: 1, owed: 1 }])
  await deliver(hub, world, inARow(1, 3))
  await running(hub, HUB, async (change) =>
    enterQuotaEvent(change, {
      ...(await lettingOf(world, '0003')),
      kind: 'REPLACED',
      day: TODAY,
      reason: null,
    }),
  )
  await refresh(hub)
  expect(await balancesOf(hub, world)).toMatchObject([{ delivered: 1, returned: 1, replaced: 1, owed: 0 }])
  await expectReplayed(world)
})

test('transitional use counts against the yearly cap', async () => {
  const world = await ledgerWorld(hub, [termRecord({ transitionalCapPerYear: 75 })])
  await deliver(hub, world, inARow(2))
  await refresh(hub)
  await running(hub, HUB, async (change) =>
    enterQuotaEvent(change, {
      ...(await lettingOf(world, '0001')),
      kind: 'USED_AS_TRANSITIONAL',
      day: TODAY,
      reason: null,
    }),
  )
  await refresh(hub)
  expect(
    await hub.asOwner('select year, used, cap from quota_cap_use where organisation_id = $1', [
      world.organisationId,
    ]),
  ).toEqual([{ year: '2026', used: 1, cap: 75 }])
})

test('the term of a turn says by when it is answered, on what basis, and whose turn it is', async () => {
  const world = await ledgerWorld(hub, [
    every(2),
    termRecord({ dwellingType: 'YOUTH', answerDeadlineBusinessDays: 3 }),
  ])
  await deliver(hub, world, [...inARow(2), { tenancy: '0003', dwellingType: 'YOUTH' }])
  const term = async (tenancy: string) =>
    running(hub, MUNICIPALITY, async (change) => quotaTermOf(change, await lettingOf(world, tenancy)))
  expect(await term('0002')).toMatchObject({
    channel: 'MUNICIPAL',
    answerDeadlineBusinessDays: 10,
    closingDays: ['12-24'],
    legalBasis: 'SECTION_59_2',
  })
  expect(await term('0003')).toMatchObject({
    channel: 'WAITING_LIST',
    answerDeadlineBusinessDays: 3,
    legalBasis: 'SECTION_59_3',
  })
  // What has changed since the last refresh is in it.
  await refresh(hub)
  await deliver(hub, world, [{ tenancy: '0001', state: 'WITHDRAWN', time: '09:00' }])
  expect(await term('0002')).toMatchObject({ channel: 'WAITING_LIST' })
})

test('a dwelling that is let and vacant again has a turn for each letting', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, [{ tenancy: '0001', availableFrom: '2026-01-01' }])
  await deliver(hub, world, [{ tenancy: '0001', availableFrom: '2026-01-01', state: 'LET', time: '09:00' }])
  await deliver(hub, world, [{ tenancy: '0001', availableFrom: '2026-06-01', time: '10:00' }])
  await refresh(hub)
  expect(await turnsOf(hub, world)).toMatchObject([
    { letting: 1, sequence: 1, channel: 'WAITING_LIST' },
    { letting: 2, sequence: 2, channel: 'MUNICIPAL' },
  ])
  await expectReplayed(world)
})

test('a withdrawn vacancy is nobody’s; one acted upon that a full list lacks afterwards is not taken back', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(4))
  await act(world, '0002', 'MUNICIPAL')
  await deliver(
    hub,
    world,
    [
      { ...inARow(1, 4)[0], tenancy: '0004' },
      { tenancy: '0001', state: 'WITHDRAWN', time: '09:00' },
    ],
    'SNAPSHOT',
  )
  await refresh(hub)
  expect(await channelsOf(hub, world)).toBe('-M-w')
  expect(await balancesOf(hub, world)).toMatchObject([{ counted: 2, entitled: 1, delivered: 1, owed: 0 }])
  await expectReplayed(world)
})

describe('The ledger follows', () => {
  const CARRYING = { dryRun: false }
  const estateId = async ({ organisationId }: LedgerWorld, number: string) => {
    const [row] = await hub.asOwner<{ id: string }>(
      'select id from estate where organisation_id = $1 and number = $2',
      [organisationId, number],
    )
    return globalId('Estate', row?.id ?? '')
  }

  test('an agreement that comes into force after the vacancies', async () => {
    const world = await ledgerWorld(hub, null)
    await deliver(hub, world, inARow(4))
    await agree(hub, world, [every(2)])
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMwM')
  })

  test('a new version, from its first day on', async () => {
    const world = await ledgerWorld(hub, null)
    const agreement = await agree(hub, world, [every(2)])
    await deliver(hub, world, inARow(6))
    await refresh(hub)
    await agreeAnew(hub, world, agreement, [every(1)], '2026-01-05' as LocalDate)
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMwMMM')
  })

  test('the end of an agreement', async () => {
    const world = await ledgerWorld(hub, null)
    const agreement = await agree(hub, world, [every(2)])
    await deliver(hub, world, inARow(4))
    await refresh(hub)
    const ending = { agreementId: globalId('Agreement', agreement), until: '2026-01-03' as LocalDate }
    await endAgreement(hub.database, MUNICIPALITY, ending, CARRYING, async () => undefined)
    await refresh(hub)
    expect((await turnsOf(hub, world)).map(({ channel, rule }) => [channel, rule])).toEqual([
      ['WAITING_LIST', 'NOT_ITS_TURN'],
      ['MUNICIPAL', 'SHARE'],
      ['WAITING_LIST', 'NO_TERM'],
      ['WAITING_LIST', 'NO_TERM'],
    ])
  })

  test('an estate that is placed on a step', async () => {
    const world = await ledgerWorld(hub, null)
    const none = termRecord({ share: { numerator: 0, denominator: 1 } })
    const agreement = await agree(hub, world, [none, { ...every(1), step: 'Trin 1' }])
    await deliver(hub, world, inARow(3))
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('www')
    const placement = {
      agreementId: globalId('Agreement', agreement),
      estateId: await estateId(world, '011'),
      step: 'Trin 1',
      from: '2026-01-02' as LocalDate,
      until: null,
      source: 'Bilag 1',
    }
    await placeEstateOnStep(hub.database, MUNICIPALITY, placement, CARRYING, async () => undefined)
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMM')
  })

  test('the area lists, by the day of each vacancy', async () => {
    const world = await ledgerWorld(hub, [{ ...every(2), blockedAreaStatuses: ['VULNERABLE'] }])
    await deliver(hub, world, inARow(6))
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMwMwM')
    const lbfNumber = world.feedCode.slice(0, 4)
    const list = (publishedOn: string, estateNumbers: readonly string[]) =>
      recordAreaList(hub.database, OPERATOR, {
        publishedOn: publishedOn as LocalDate,
        source: 'Liste',
        entries: estateNumbers.map((estateNumber) => ({
          municipalityCode: '0169',
          areaName: 'Gadehavegård',
          kind: 'VULNERABLE',
          estates: [{ lbfNumber, estateNumber }],
        })),
      })
    await list('2026-01-03', ['900'])
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMwMwM')
    // The same list with an estate that was left out.
    await list('2026-01-03', ['900', '011'])
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMbbbb')
    await list('2026-01-05', [])
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wMbbwM')
    await expectReplayed(world)
  })

  test('a merger of estates, and vacancies before it stay in the estate that was', async () => {
    const world = await ledgerWorld(hub, [{ ...every(2), level: 'ESTATE' }])
    await deliver(hub, world, [
      { estate: '011', tenancy: '0001', availableFrom: '2026-01-01' },
      { estate: '012', tenancy: '0002', availableFrom: '2026-01-02' },
      { estate: '012', tenancy: '0003', availableFrom: '2026-02-02' },
      { estate: '011', tenancy: '0004', availableFrom: '2026-02-03' },
    ])
    await refresh(hub)
    expect(await channelsOf(hub, world)).toBe('wwMM')
    await recordEstateMerger(
      hub.database,
      world.origin,
      {
        predecessorId: await estateId(world, '012'),
        successorId: await estateId(world, '011'),
        effectiveFrom: '2026-02-01' as LocalDate,
        renumberings: [],
      },
      TODAY,
      async () => undefined,
    )
    await refresh(hub)
    // The merged estate goes on with its own numbers: the first, then these two.
    expect(
      (await turnsOf(hub, world)).map(({ tenancy, sequence, channel }) => [tenancy, sequence, channel]),
    ).toEqual([
      ['0001', 1, 'WAITING_LIST'],
      ['0002', 1, 'WAITING_LIST'],
      ['0003', 2, 'MUNICIPAL'],
      ['0004', 3, 'WAITING_LIST'],
    ])
    await expectReplayed(world)
  })
})

test('a ledger that cannot be written is told of, and keeps no other waiting', async () => {
  const [first, second, third] = [
    await ledgerWorld(hub, [every(2)]),
    await ledgerWorld(hub, [every(2)]),
    await ledgerWorld(hub, [every(2)]),
  ]
  await hub.asOwner(
    `alter table quota_turn add constraint spoilt check (organisation_id <> '${second.organisationId}')`,
  )
  try {
    for (const world of [first, second, third]) await deliver(hub, world, inARow(2))
    await expect(refresh(hub)).rejects.toMatchObject({ code: '23514' })
    expect([
      await channelsOf(hub, first),
      await channelsOf(hub, second),
      await channelsOf(hub, third),
    ]).toEqual(['wM', '', 'wM'])
  } finally {
    await hub.asOwner('alter table quota_turn drop constraint spoilt')
  }
  await refresh(hub)
  expect(await channelsOf(hub, second)).toBe('wM')
})

test('only the hub takes marks away, and nobody without a role sees any', async () => {
  const world = await ledgerWorld(hub, [every(2)])
  await deliver(hub, world, inARow(1))
  const marks = 'from public.quota_stale where organisation_id = $1::uuid'
  const taken = await running(hub, world.origin, ({ sql }) =>
    sql(`delete ${marks} returning 1`, [world.organisationId]),
  )
  expect(taken).toEqual([])
  const { rows } = await hub.database.reads.query(`select 1 ${marks}`, [world.organisationId])
  expect(rows).toEqual([])
  await refresh(hub)
  expect(await hub.asOwner(`select 1 ${marks}`, [world.organisationId])).toEqual([])
})
