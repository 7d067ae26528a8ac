import { randomUUID } from 'node:crypto'
import { startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'
import {
  commitment,
  done,
  familyDwellings,
  frame,
  refusedWith,
  type SubsidyAnswer,
  term,
} from '../support/subsidies.ts'

const { economist, fund } = BEARERS
/** How often each worker tries; `npm run soak` lets each try 1,000 times. */
const TRIES = Number(process.env.SUBSIDY_TRIES ?? 100)
const WORKERS = 16

let hub: TestHub
let dwellings: readonly string[]
let programmeId: string
beforeAll(async () => {
  // A connection for each worker, so that as many transactions reach for the frame at once.
  hub = await startHub({ env: { WRITE_CONNECTIONS: String(WORKERS) } })
  dwellings = await familyDwellings(hub)
  programmeId = await done(hub, fund, 'recordSubsidyProgramme', {
    code: '98F',
    instrument: 'SECTION_98_F',
    name: 'Midlertidigt tilskud',
    source: 'almenboligloven § 98 f',
  })
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01'))
}, 120_000)
afterAll(() => hub?.stop())

/** The commitment number `at` of one series, each for a day and dwelling of its own. */
function dayOf(series: number, at: number, changes: object = {}): object {
  const on = (offset: number) =>
    new Date(Date.UTC(1820 + series * 5, 0, 1 + offset)).toISOString().slice(0, 10)
  const offset = Math.floor(at / dwellings.length)
  return commitment(dwellings[at % dwellings.length] ?? '', {
    from: on(offset),
    until: on(offset + 1),
    ...changes,
  })
}

interface Use {
  readonly dwellings: number
  readonly amount: string
  readonly rows: number
  readonly sum: string
}

/** What the frame's counters say, and what its commitments say. */
async function useOf(frameId: string): Promise<Use | undefined> {
  const [use] = await hub.asOwner<Use>(
    `select u.dwellings, u.amount_oere::text as amount, count(c.*)::integer as rows, coalesce(sum(c.granted_oere), 0)::text as sum
       from subsidy_frame_use u left join subsidy_commitment c on c.frame_id = u.frame_id and not c.withdrawn
      where 'SubsidyFrame:' || u.frame_id = $1 group by u.frame_id`,
    [frameId],
  )
  return use
}

/** What a client is told of one commitment: the status of HTTP and the codes, of refusals and errors alike. */
async function tried(frameId: string, record: object): Promise<string> {
  const { status, data, errors } = await hub.query<{ it: SubsidyAnswer }>(
    await hub.token(economist),
    `mutation($input: CommitSubsidiesInput!, $key: IdempotencyKey!) {
       it: commitSubsidies(input: $input, idempotencyKey: $key) { shown: frame { id } refusals { code path } } }`,
    { input: { frameId, commitments: [record] }, key: randomUUID() },
  )
  const codes = [...(data?.it.refusals ?? []), ...(errors ?? []).map(({ extensions }) => extensions ?? {})]
  return `${status} ${codes.map(({ code }) => code).join(' ') || 'GIVEN'}`
}

describe('The frames of the documents', () => {
  test.each([
    [1_379, '150000000', '108774', 10],
    [245, '27000000', '110204', 12],
  ])(
    '%i dwellings and %s kr. take exactly so many',
    async (count, amountMax, granted, series) => {
      const frameId = await done(
        hub,
        fund,
        'recordSubsidyFrame',
        frame(programmeId, { dwellingsMax: count, amountMax }),
      )
      const all = Array.from({ length: count + 1 }, (_, at) => dayOf(series, at, { granted }))
      for (let at = 0; at < count; at += 250) {
        await done(hub, economist, 'commitSubsidies', {
          frameId,
          commitments: all.slice(at, Math.min(at + 250, count)),
        })
      }
      expect(
        await refusedWith(hub, economist, 'commitSubsidies', { frameId, commitments: all.slice(count) }),
      ).toEqual(['FRAME_EXHAUSTED'])
      const money = String(BigInt(granted) * 100n * BigInt(count))
      expect(await useOf(frameId)).toEqual({ dwellings: count, amount: money, rows: count, sum: money })
    },
    120_000,
  )
})

test.each([
  ['counted in dwellings', { dwellingsMax: 150 }, 20],
  ['counted in money', { dwellingsMax: null, amountMax: '1000000' }, 40],
])(
  'many workers at once never exceed a frame %s, and none is told of anything but that it is full',
  async (_, size, series) => {
    const frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, size))
    const outcomes = new Map<string, number>()
    let next = 0
    const granted = () => String(5_000 + ((next * 7_919) % 5_000))
    await Promise.all(
      Array.from({ length: WORKERS }, async () => {
        for (let tries = 0; tries < TRIES; tries += 1) {
          const record = dayOf(series, next, { granted: granted() })
          next += 1
          const outcome = await tried(frameId, record)
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        }
      }),
    )
    expect([...outcomes.keys()].sort()).toEqual(['200 FRAME_EXHAUSTED', '200 GIVEN'])
    expect([...outcomes.values()].reduce((sum, count) => sum + count)).toBe(WORKERS * TRIES)
    const use = await useOf(frameId)
    expect(use).toMatchObject({ dwellings: use?.rows, amount: use?.sum, rows: outcomes.get('200 GIVEN') })
    if ('amountMax' in size) {
      expect(BigInt(use?.sum ?? 0)).toBeLessThanOrEqual(100_000_000n)
      expect(BigInt(use?.sum ?? 0)).toBeGreaterThan(99_000_000n)
    } else expect(use?.rows).toBe(150)
  },
  1_800_000,
)

test('without the counter’s check a frame would be exceeded', async () => {
  const frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, { dwellingsMax: 1 }))
  const two = { frameId, commitments: [dayOf(60, 0), dayOf(60, 1)] }
  expect(await refusedWith(hub, economist, 'commitSubsidies', two)).toEqual(['FRAME_EXHAUSTED'])
  await hub.asOwner('alter table subsidy_frame_use drop constraint frame_dwellings_not_exceeded')
  expect(await refusedWith(hub, economist, 'commitSubsidies', two)).toEqual([])
})
