import type { TermRecord } from '../../src/agreements/agreement.record.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { actOnTurn, enterQuotaEvent } from '../../src/quota/index.ts'
import { correctTurn, reportVacancyFacts } from '../../src/quota/reporting.service.ts'
import fc from '../support/fast-check.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'
import {
  deliver,
  HUB,
  type LedgerWorld,
  ledgerWorld,
  MUNICIPALITY,
  refresh,
  running,
  storedAndRecomputed,
  type ToldVacancy,
  termRecord,
} from '../support/quota-ledger.ts'

let hub: TestIngest
beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub.stop())

const settings = {
  numRuns: Number(process.env.PROPERTY_RUNS ?? 20),
  interruptAfterTimeLimit: Number(process.env.PROPERTY_RUNS === undefined ? 45_000 : 1_800_000),
  markInterruptAsFailure: false,
  verbose: 1,
}
const TIMEOUT = 2_000_000

const term: fc.Arbitrary<TermRecord> = fc
  .record({
    share: fc.integer({ min: 1, max: 7 }).chain((denominator) =>
      fc.record({
        numerator: fc.integer({ min: 0, max: denominator }),
        denominator: fc.constant(denominator),
      }),
    ),
    quotaBase: fc.constantFrom('ALL', 'AFTER_INTERNAL_TRANSFER', 'BY_DWELLING_TYPE'),
    firstTurn: fc.constantFrom('AT_END', 'AT_START'),
    level: fc.constantFrom('ORGANISATION', 'ESTATE', 'DWELLING_TYPE'),
    settlement: fc.constantFrom(
      { settlement: 'EVERY_NTH', remainder: null },
      { settlement: 'PER_QUARTER', remainder: 'CARRIED' },
      { settlement: 'PER_YEAR', remainder: 'DROPPED' },
    ),
    replacementOwed: fc.boolean(),
    flexible: fc.constantFrom(null, {
      share: { numerator: 1, denominator: 5 },
      base: 'AFTER_MUNICIPAL',
      criteria: [{ criterion: 'EDUCATION', parameters: [] }],
    }),
  })
  .map(({ settlement, ...rest }) => termRecord({ ...rest, ...settlement } as Partial<TermRecord>))

const days = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }))
  .map(([month, date]) => `2026-${String(month).padStart(2, '0')}-0${date}`)

const told: fc.Arbitrary<ToldVacancy> = fc.record({
  estate: fc.constantFrom('011', '012'),
  tenancy: fc.integer({ min: 1, max: 9 }).map((number) => `000${number}`),
  availableFrom: days,
  dwellingType: fc.constantFrom('FAMILY', 'YOUTH', null),
  state: fc.constantFrom('ANNOUNCED', 'ANNOUNCED', 'ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'WITHDRAWN'),
  time: fc.integer({ min: 0, max: 59 }).map((minute) => `08:${String(minute).padStart(2, '0')}`),
})

/** What everyone can see of a ledger, without the ids that differ from one organisation to the next. */
function shownOf({ organisationId }: LedgerWorld): Promise<object[]> {
  return hub.asOwner(
    `select e.number, d.tenancy_number, t.letting, t.day::text, t.dwelling_type, t.withdrawn, t.period, t.sequence,
            t.channel, t.rule, t.entitled_before, t.entitled, t.owed, b.level, b.counted, b.entitled_exact, b.carried,
            b.delivered, b.owed as owing, b.flexible_entitled_exact, b.flexible_delivered
       from quota_turn t join vacancy v on v.id = t.vacancy_id join dwelling d on d.id = v.dwelling_id
       join estate e on e.id = d.estate_id left join quota_balance b on b.key = t.key and b.period = t.period
      where t.organisation_id = $1 order by 1, 2, 3`,
    [organisationId],
  )
}

test(
  'any order and partition of the same records, refreshed in between or not, give the same ledger',
  async () => {
    // Of two records of one moment a fingerprint decides, and that is another for another organisation.
    const moment = ({ estate, tenancy, time }: ToldVacancy) => `${estate} ${tenancy} ${time}`
    const several = fc.uniqueArray(told, { minLength: 1, maxLength: 24, selector: moment })
    const orders = several.chain((records) =>
      fc.record({
        terms: fc.array(term, { minLength: 1, maxLength: 1 }),
        records: fc.constant(records),
        again: fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
        cuts: fc.array(fc.constantFrom('', '', 'cut', 'refresh'), { minLength: 24, maxLength: 24 }),
      }),
    )
    const tell = async (terms: TermRecord[], records: ToldVacancy[], cuts: string[]) => {
      const world = await ledgerWorld(hub, terms)
      let waiting: ToldVacancy[] = []
      for (const [at, record] of records.entries()) {
        waiting.push(record)
        if (cuts[at] === '' && at < records.length - 1) continue
        await deliver(hub, world, waiting)
        waiting = []
        if (cuts[at] === 'refresh') await refresh(hub)
      }
      await refresh(hub)
      const { stored, recomputed } = await storedAndRecomputed(hub, world)
      expect(stored).toEqual(recomputed)
      return shownOf(world)
    }
    await fc.assert(
      fc.asyncProperty(orders, async ({ terms, records, again, cuts }) => {
        const once = await tell(terms, records, [])
        expect(once.length).toBeGreaterThan(0)
        expect(await tell(terms, again, cuts)).toEqual(once)
      }),
      settings,
    )
  },
  TIMEOUT,
)

type Step =
  | { readonly kind: 'deliver'; readonly records: readonly ToldVacancy[]; readonly list: boolean }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'act'; readonly at: number; readonly channel: 'MUNICIPAL' | 'WAITING_LIST' | 'FLEXIBLE' }
  | { readonly kind: 'return' | 'replace'; readonly at: number; readonly day: string }
  | { readonly kind: 'report'; readonly at: number; readonly internalTransfer: 'TAKEN' | 'PENDING' }
  | { readonly kind: 'correct'; readonly at: number; readonly day: string }

const at = fc.nat(17)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('deliver'),
      list: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
      records: fc.array(
        fc.oneof(
          told,
          told.map((one) => ({ ...one, state: 'LET' as const })),
        ),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refresh') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('act'),
      at,
      channel: fc.constantFrom('MUNICIPAL', 'MUNICIPAL', 'WAITING_LIST', 'FLEXIBLE'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('return', 'replace'), at, day: days }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('report'),
      at,
      internalTransfer: fc.constantFrom('TAKEN', 'PENDING'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('correct'), at, day: days }) },
) as fc.Arbitrary<Step>

async function take(world: LedgerWorld, one: Step): Promise<void> {
  if (one.kind === 'refresh') return refresh(hub)
  if (one.kind === 'deliver') return deliver(hub, world, one.records, one.list ? 'SNAPSHOT' : 'DELTA')
  const lettings = await hub.asOwner<{ vacancyId: string; letting: number; turnId: string | null }>(
    `select v.id as "vacancyId", v.letting, 'QuotaTurn:' || t.id as "turnId" from vacancy v
       left join quota_turn t on t.vacancy_id = v.id and t.letting = v.letting
      where v.organisation_id = $1 order by v.id`,
    [world.organisationId],
  )
  const letting = lettings[one.at % Math.max(1, lettings.length)]
  if (letting === undefined) return
  const on = '2026-11-27' as LocalDate
  const carrying = { dryRun: false }
  switch (one.kind) {
    case 'act':
      return running(hub, MUNICIPALITY, (change) =>
        actOnTurn(change, { ...letting, channel: one.channel, on }),
      )
    case 'return':
      return running(hub, HUB, (change) =>
        enterQuotaEvent(change, { ...letting, kind: 'RETURNED', day: one.day as LocalDate, reason: 'SIZE' }),
      )
    case 'replace':
      return running(hub, HUB, (change) =>
        enterQuotaEvent(change, { ...letting, kind: 'REPLACED', day: one.day as LocalDate, reason: null }),
      )
    case 'report':
      await reportVacancyFacts(
        hub.database,
        systemClock,
        world.origin,
        {
          vacancyId: `Vacancy:${letting.vacancyId}`,
          letting: null,
          internalTransfer: one.internalTransfer,
          rehousing: null,
          letThrough: null,
        },
        carrying,
        async () => undefined,
      ).catch((error) => {
        if (error.refusals?.[0]?.code !== 'TURN_ACTED_UPON') throw error
      })
      return
    case 'correct':
      if (letting.turnId === null) return
      return correctTurn(
        hub.database,
        systemClock,
        MUNICIPALITY,
        {
          turnId: letting.turnId,
          reason: 'Dagen var forkert',
          day: one.day as LocalDate,
          estateId: null,
          dwellingType: null,
          internalTransfer: null,
          rehousing: null,
          areaStatuses: null,
        },
        carrying,
        async () => undefined,
      )
  }
}

interface ActedPlace {
  readonly id: string
  readonly [column: string]: unknown
}

const actedOf = ({ organisationId }: LedgerWorld): Promise<ActedPlace[]> =>
  hub.asOwner<ActedPlace>(
    `select id, key, period, sequence, channel, sub_share, acted_on::text from quota_turn
      where organisation_id = $1 and acted_on is not null order by id`,
    [organisationId],
  )

test(
  'whatever happens in whatever order, acted turns stay, and the ledger is what its facts give anew',
  async () => {
    const stories = fc.record({
      terms: fc.array(term, { minLength: 1, maxLength: 1 }),
      steps: fc.array(step, { minLength: 4, maxLength: 18 }),
    })
    await fc.assert(
      fc.asyncProperty(stories, async ({ terms, steps }) => {
        const world = await ledgerWorld(hub, terms)
        let acted: ActedPlace[] = []
        for (const one of steps) {
          await take(world, one)
          const now = await actedOf(world)
          for (const before of acted) expect(now).toContainEqual(before)
          acted = now
        }
        await refresh(hub)
        expect(await actedOf(world)).toEqual(acted)
        const { stored, recomputed } = await storedAndRecomputed(hub, world)
        expect(stored).toEqual(recomputed)
      }),
      settings,
    )
  },
  TIMEOUT,
)
