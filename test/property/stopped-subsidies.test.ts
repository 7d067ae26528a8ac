import { strFromU8, unzipSync } from 'fflate'
import { copyOf, type TestDatabase } from '../support/database.ts'
import fc from '../support/fast-check.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor } from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'
import {
  commitment,
  commitmentsOf,
  done,
  familyDwellings,
  frame,
  moveOut,
  period,
  subsidyCommand,
  tenancy,
  term,
} from '../support/subsidies.ts'
import { frameRecord, paymentRecord, subsidyFeed, syncSubsidies } from '../support/subsidy-feeds.ts'
import { REFUND_TERM, refundInputs } from '../support/subsidy-story.ts'

/**
 * A hub lives through a story of subsidies. Now and then its database is copied while nobody is connected; nothing
 * more is recorded in the copy than that it was looked at, so it is a database that stopped there. Whatever a copy shows as its present, the living one
 * must show, byte for byte, when it is asked at the end of the story for what was known at that moment.
 */
const { economist, fund, subsidyAuditor, refundAuditor, organisation } = BEARERS
const STOPS = Math.min(Math.max(4, Math.ceil(Number(process.env.PROPERTY_RUNS ?? 40) / 100)), 20)
/** How often each kind of step is taken between two stops. */
const ROUNDS = 4
const ACTORS = { economist, subsidyAuditor, refundAuditor, fund, organisation } satisfies Record<
  string,
  Bearer
>
const PROGRAMMES = ['98F', '163A'] as const
const YEARS = [2022, 2023, 2024] as const
const [FROM, UNTIL] = ['2022-07-01', '2025-01-01']

const draws = fc.sample(fc.nat(1_000_000), { numRuns: 100_000 })
let drawn = 0
const draw = (below: number) => (draws[drawn++ % draws.length] ?? 0) % below
const one = <T>(of: readonly T[]): T => of[draw(of.length)] as T

interface Stop {
  readonly at: string
  readonly stopped: TestDatabase
}

let living: TestHub
let programmes: Readonly<Record<(typeof PROGRAMMES)[number], string>>
let feeds: readonly string[]
let dwellings: readonly string[]
let transitionalDwelling: string
const frames: string[] = []
const commitments: { readonly id: string; readonly dwellingId: string }[] = []
const periods: { readonly id: string; readonly from: string; readonly until: string }[] = []
const tenancies = new Map<string, string>()
const tenantSubsidies: { readonly id: string; readonly start: number; readonly tenancyId: string }[] = []
let entered = 0
let transitional = 0
/** How often each kind of step was carried out, and not refused. */
const carriedOut = new Map<string, number>()
const stops: Stop[] = []

/** A text that no other step uses. */
function reference(): string {
  entered += 1
  return `BILAG ${entered}`
}

/** The first day of a month of the story. */
const month = (count: number) => new Date(Date.UTC(2022, 6 + count, 1)).toISOString().slice(0, 10)

/** One of some days of a month of the story. */
const dayIn = (count: number) => `${month(count).slice(0, 8)}${one(['01', '10', '28'])}`

/** Carries out a command of the story; one that is refused leaves nothing. Answers the id of what it shows. */
async function told(step: string, bearer: Bearer, name: string, input: object): Promise<string | undefined> {
  const { shown, refusals } = await subsidyCommand(living, bearer, name, input)
  if (refusals.length > 0 || shown === null) return undefined
  carriedOut.set(step, (carriedOut.get(step) ?? 0) + 1)
  return shown.id
}

const restatement = (dwellingsMax: number) => {
  const { source, windowFrom, windowUntil, lapsesOn } = frame('') as Record<string, string>
  return { source, windowFrom, windowUntil, lapsesOn, dwellingsMax, reason: `Omgjort til ${dwellingsMax}` }
}

const STEPS: Readonly<Record<string, (step: string) => Promise<unknown>>> = {
  async frame(step) {
    const dwellingsMax = 2 + draw(12)
    const id = await told(step, fund, 'recordSubsidyFrame', frame(programmes['98F'], { dwellingsMax }))
    if (id === undefined) return
    frames.push(id)
    await done(living, economist, 'recordSubsidyCondition', {
      ...{ frameId: id, kind: 'HOMELESSNESS_PLAN', from: month(draw(20)), source: 'Sag 22/0002' },
    })
  },
  async commitment(step) {
    const frameId = one(frames)
    const dwellingId = dwellings[commitments.length % dwellings.length] ?? ''
    const granted = String(20_000 + draw(80_000))
    const ofFrame = await told(step, economist, 'commitSubsidies', {
      ...{ frameId, commitments: [commitment(dwellingId, { granted })] },
    })
    if (ofFrame === undefined) return
    const known = new Set(commitments.map(({ id }) => id))
    for (const id of await commitmentsOf(living, economist, frameId)) {
      if (!known.has(id)) commitments.push({ id, dwellingId })
    }
    if (tenancies.has(dwellingId)) return
    tenancies.set(dwellingId, await tenancy(living, dwellingId, '2022-07-01', null))
  },
  async withdrawal(step) {
    // Else few commitments would be left with periods.
    if (draw(3) > 0) return
    const commitmentId = one(commitments).id
    await told(step, economist, 'withdrawSubsidyCommitment', { commitmentId, reason: 'Fejlregistreret' })
  },
  async period(step) {
    const { id, dwellingId } = one(commitments)
    const at = draw(24)
    const [from, until] = [month(at), month(at + 1 + draw(4))]
    const made = await told(
      step,
      economist,
      'recordSubsidyPeriod',
      period(id, tenancies.get(dwellingId) ?? null, from, until),
    )
    if (made !== undefined) periods.push({ id: made, from, until })
  },
  async correction(step) {
    if (periods.length === 0) return
    const { id: periodId, from, until } = one(periods)
    await told(step, economist, 'correctSubsidyPeriod', {
      ...{ periodId, from, until, monthly: String(1_000 + draw(400)), rentBefore: '4750', rentAfter: '3500' },
      ...{ reason: 'Rettet', withdrawn: draw(6) === 0 },
    })
  },
  payment: (step) => {
    const at = draw(28)
    const amount = one(['1250', '1250', '900', '-300'])
    const payments = [{ month: month(at), amount, paidOn: month(at + 1), reference: reference() }]
    return told(step, economist, 'recordSubsidyPayments', { commitmentId: one(commitments).id, payments })
  },
  restatement: (step) =>
    told(step, fund, 'restateSubsidyFrame', { frameId: one(frames), ...restatement(1 + draw(15)) }),
  term: (step) =>
    told(
      step,
      fund,
      'recordSubsidyTerm',
      term(programmes['98F'], '2022-07-01', { rentBeforeMax: String(4_600 + draw(900)), repayAbove: '500' }),
    ),
  rate: (step) =>
    told(step, fund, 'recordSubsidyRate', {
      ...{ programmeId: programmes['98F'], kind: 'YEARLY_PER_DWELLING', from: `${2022 + draw(3)}-01-01` },
      ...{ amount: String(14_000 + draw(3_000)), source: 'Satstabel' },
    }),
  async 'shorter tenancy'(step) {
    const { dwellingId } = one(commitments)
    const tenancyId = tenancies.get(dwellingId)
    if (tenancyId === undefined) return
    await moveOut(living, tenancyId, dayIn(12 + draw(20)))
    carriedOut.set(step, (carriedOut.get(step) ?? 0) + 1)
  },
  async 'tenant subsidy'(step) {
    const [householdId] = await householdsFor(living, 1)
    // Each tenancy follows the one entered before it.
    const start = 3 * transitional
    transitional += 1
    const [from, until] = [month(start), month(start + 3)]
    const rent = { transitional: true, rentOere: 580_000 }
    const tenancyId = await tenancy(living, transitionalDwelling, from, until, rent)
    const id = await told(step, economist, 'grantTenantSubsidy', {
      ...{ programmeId: programmes['163A'], householdId, tenancyId, committedOn: from, from, until },
      ...{ previousSituation: 'OTHER', source: 'Sag 24/0007' },
    })
    if (id === undefined) return
    tenantSubsidies.push({ id, start, tenancyId })
    await done(living, economist, 'recordTenantSubsidyInputs', {
      ...{ tenantSubsidyId: id, reason: 'Bevilling', inputs: refundInputs(from) },
    })
  },
  async 'shorter transitional tenancy'(step) {
    const { start, tenancyId } = one(tenantSubsidies)
    await moveOut(living, tenancyId, dayIn(start + 1 + draw(2)))
    carriedOut.set(step, (carriedOut.get(step) ?? 0) + 1)
  },
  'changed input': (step) => {
    const { id: tenantSubsidyId, start } = one(tenantSubsidies)
    const [from, amount] = [month(start + draw(3)), String(800 + draw(600))]
    return told(step, economist, 'recordTenantSubsidyInputs', {
      ...{ tenantSubsidyId, reason: 'Boligstøtten er beregnet om' },
      inputs: [{ kind: 'HOUSING_BENEFIT', from, amount, source: 'Udbetaling Danmark' }],
    })
  },
  'tenant payment': (step) => {
    const { id: tenantSubsidyId, start } = one(tenantSubsidies)
    const at = start + draw(4)
    const payments = [{ month: month(at), amount: '2610', paidOn: month(at + 1), reference: reference() }]
    return told(step, economist, 'recordTenantSubsidyPayments', { tenantSubsidyId, payments })
  },
  async delivery(step) {
    const [own = '', funds = ''] = feeds
    const dwellingsMax = 8 + draw(8)
    const changes = { dwellingsMax }
    const reports = [
      await syncSubsidies(living, own, [frameRecord('R-22', changes), paymentRecord(reference(), 'T-22')]),
      await syncSubsidies(living, funds, [frameRecord('R-22', { dwellingsMax: dwellingsMax + draw(2) })]),
    ]
    if (reports.every(({ refusals }) => refusals.length === 0)) {
      carriedOut.set(step, (carriedOut.get(step) ?? 0) + 1)
    }
  },
  async 'answered finding'(step) {
    const programme = one(PROGRAMMES)
    const audit = await done(living, economist, 'runSubsidyAudit', {
      ...{ municipalityCode: '0169', programme, from: FROM, until: UNTIL },
    })
    const found = await living.asOwner<{ id: string }>(
      `select 'SubsidyFinding:' || id as id from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 order by finding_key collate "C"`,
      [audit],
    )
    if (found.length === 0) return
    await told(step, economist, 'answerSubsidyFinding', {
      ...{ findingId: one(found).id, kind: 'EXPLAINED', explanation: `Se ${reference()}` },
    })
  },
}

/** The programmes, the feeds and a first frame, commitment and refund, so that every step has something to change. */
async function begin(): Promise<void> {
  const programme = (bearer: Bearer, code: string, instrument: string, more: object = {}) =>
    done(living, bearer, 'recordSubsidyProgramme', {
      ...{ code, instrument, name: `Ordning ${code}`, source: 'Fortællingen' },
      ...more,
    })
  programmes = {
    '98F': await programme(fund, '98F', 'SECTION_98_F'),
    '163A': await programme(economist, '163A', 'SECTION_163_A', { municipalityCode: '0169' }),
  }
  await done(living, fund, 'recordSubsidyTerm', term(programmes['98F'], '2022-07-01'))
  await done(living, economist, 'recordSubsidyTerm', term(programmes['163A'], '2020-01-01', REFUND_TERM))
  feeds = [await subsidyFeed(living, '0169'), await subsidyFeed(living, null)]
  const [first = '', ...others] = await familyDwellings(living)
  transitionalDwelling = first
  dwellings = others
  for (const step of ['frame', 'commitment', 'commitment', 'tenant subsidy']) await STEPS[step]?.(step)
}

/** Every kind of step, in an order that is drawn. */
async function goOn(): Promise<void> {
  const steps = Object.keys(STEPS).flatMap((step) => Array.from({ length: ROUNDS }, () => step))
  while (steps.length > 0) {
    const [step = ''] = steps.splice(draw(steps.length), 1)
    await STEPS[step]?.(step)
  }
}

/** Copies the database as it is, with the moment at which nothing more had been recorded; the living hub goes on. */
async function stop(): Promise<Stop> {
  const [clock] = await living.asOwner<{ at: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  )
  await living.pause()
  const stopped = await copyOf(living.database)
  living = await startHub({ sampleData: false, database: living.database })
  return { at: clock?.at ?? '', stopped }
}

beforeAll(async () => {
  living = await startHub()
  await begin()
  for (let at = 0; at < STOPS; at += 1) {
    await goOn()
    stops.push(await stop())
  }
  await goOn()
}, 3_600_000)
afterAll(async () => {
  await living?.stop()
  for (const { stopped } of stops) await stopped.drop()
})

// `recordedUntil` of a period is what came after: the one thing that a stopped database cannot know.
const PERIODS = `query($knownAt: Instant, $validOn: LocalDate) {
  periods: subsidyPeriods(first: 100, validOn: $validOn, knownAt: $knownAt) { totalCount pageInfo { hasNextPage } nodes {
    id programme from until monthly base indexFactor rentBefore rentAfter partialMonths withdrawn source recordedFrom
    months { month days due } tenancy { id } commitment { id granted withdrawn }
    corrections(first: 20) { totalCount nodes { id entity before after reason correctedBy correctedAt originalRecordedFrom } } } } }`
const LEDGER = `query($knownAt: Instant, $year: Int!) {
  ledger: subsidyLedger(municipalityCode: "0169", year: $year, first: 100, knownAt: $knownAt) { totalCount
    pageInfo { hasNextPage } nodes { programme month days due paid dwelling { id } commitment { id granted withdrawn } } } }`
const FRAMES = `query($knownAt: Instant) {
  frames: subsidyFrames(first: 80, knownAt: $knownAt) { totalCount nodes { id reference dwellingsMax dwellingsCommitted dwellingsUnused
    amountCommitted paid overpaid toRepay recordedFrom conditions { kind from until source }
    commitments(first: 40) { totalCount nodes { id granted withdrawn } } } } }`
const PAYMENTS = `query($knownAt: Instant) {
  frames: subsidyFrames(first: 20, knownAt: $knownAt) { nodes { commitments(first: 10) { nodes { id
    corrections(first: 10) { totalCount nodes { id before after correctedAt } }
    payments(first: 20) { totalCount nodes { id month amount paidOn reference } } } } } } }`
const TERMS = `query($knownAt: Instant) {
  programmes: subsidyProgrammes(first: 20, knownAt: $knownAt) { nodes { code terms { from until rentBeforeMax repayAbove recordedFrom }
    rates { kind from until amount recordedFrom } } } }`
const STATEMENTS = `query($knownAt: Instant) {
  statements: subsidyStatements(first: 100, knownAt: $knownAt) { totalCount nodes { id side kind reference stated { name value } keeps
    withdrawn recordedFrom } } }`
const TENANTS = `query($knownAt: Instant) {
  tenants: tenantSubsidies(first: 90, knownAt: $knownAt) { totalCount nodes { id from until withdrawn recordedFrom
    inputs(first: 25) { totalCount nodes { id kind from until amount adults recordedFrom } }
    calculations(first: 50) { totalCount nodes { id month number amount difference reason } }
    payments(first: 25) { totalCount nodes { id month amount reference } } } } }`
const FINDINGS = `query($id: ID!) { it: subsidyAudit(id: $id) { findingCount atStake ruleSet findings(first: 100) { totalCount nodes {
  key code severity law months atStake figures { name value } evidence { rowId recordedFrom } dwelling { id } } } } }`

/** What a hub answers an actor, by what was asked, as the bytes came. */
type Shown = ReadonlyMap<string, string>

/** The books that an actor is shown as known at a moment; null: at present. */
async function booksFor(hub: TestHub, bearer: Bearer, knownAt: string | null): Promise<Shown> {
  const token = await hub.token(bearer)
  const shown = new Map<string, string>()
  const ask = async (name: string, document: string, more: object = {}) => {
    shown.set(name, (await hub.query(token, document, { knownAt, ...more })).text)
  }
  for (const validOn of [null, '2022-08-31', '2023-02-15', '2024-06-01']) {
    await ask(`periods on ${validOn}`, PERIODS, { validOn })
  }
  for (const year of YEARS) await ask(`ledger of ${year}`, LEDGER, { year })
  await ask('frames', FRAMES)
  await ask('payments', PAYMENTS)
  await ask('terms', TERMS)
  await ask('statements', STATEMENTS)
  await ask('tenants', TENANTS)
  for (const programme of PROGRAMMES) {
    for (const [name, table] of await handedOver(hub, token, programme, knownAt)) shown.set(name, table)
  }
  return shown
}

/** The findings of runs of the audit as known at a moment, or what the runs were refused with. */
async function findingsFor(hub: TestHub, bearer: Bearer, knownAt: string | null): Promise<Shown> {
  const found = new Map<string, string>()
  for (const programme of PROGRAMMES) {
    const input = { municipalityCode: '0169', programme, from: FROM, until: UNTIL, knownAt }
    const { shown, refusals } = await subsidyCommand(hub, bearer, 'runSubsidyAudit', input)
    const told =
      shown === null
        ? JSON.stringify(refusals)
        : (await hub.query(await hub.token(bearer), FINDINGS, { id: shown.id })).text
    found.set(`findings of ${programme}`, told)
  }
  return found
}

/** The tables of the hand-over, as CSV and as JSON, by name, or the status that it was refused with. */
async function handedOver(
  hub: TestHub,
  token: string,
  programme: string,
  knownAt: string | null,
): Promise<[string, string][]> {
  const wanted = new URLSearchParams({ municipality: '0169', programme, from: FROM, until: UNTIL })
  if (knownAt !== null) wanted.set('knownAt', knownAt)
  const response = await fetch(`${hub.url}/subsidies/export?${wanted}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const name = `hand-over of ${programme}`
  if (response.status !== 200) return [[name, String(response.status)]]
  return Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer())))
    .filter(([file]) => file.endsWith('.csv') || file === 'subsidies.json')
    .map(([file, content]) => [`${name}: ${file}`, strFromU8(content)])
}

/** What of two showings differs, shortened to where it begins to. */
function differences(one: Shown, other: Shown): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => {
    const [here = 'nothing', there = 'nothing'] = [one.get(name), other.get(name)]
    if (here === there) return []
    const at = Math.max(0, [...here].findIndex((letter, place) => letter !== there[place]) - 60)
    return [`${name}: ${here.slice(at, at + 160)} ≠ ${there.slice(at, at + 160)}`]
  })
}

const BOOKS = ['periods on null', 'ledger of 2023', 'frames', 'payments', 'terms', 'statements']
const RUNS = ['audits', 'findings', 'evidence', 'answers']
const OF_DWELLINGS = ['frames', 'commitments', 'periods', 'months', 'payments', 'corrections', 'statements']
const OF_TENANTS = ['tenant_subsidies', 'tenant_calculations', 'tenant_payments']
const handOver = (programme: string, tables: readonly string[]) => [
  ...tables.map((table) => `hand-over of ${programme}: ${table}.csv`),
  `hand-over of ${programme}: subsidies.json`,
  `findings of ${programme}`,
]
const DWELLINGS_HANDED_OVER = handOver('98F', [...OF_DWELLINGS, ...RUNS])
const TENANTS_HANDED_OVER = handOver('163A', [...OF_TENANTS, ...RUNS])

/** What must have changed from stop to stop, by who is shown it. */
const CHANGES = Object.entries({
  economist: [...BOOKS, 'tenants', ...DWELLINGS_HANDED_OVER, ...TENANTS_HANDED_OVER],
  subsidyAuditor: [...BOOKS, ...DWELLINGS_HANDED_OVER],
  refundAuditor: ['tenants', ...TENANTS_HANDED_OVER],
  fund: BOOKS,
  organisation: ['periods on null'],
}).flatMap(([name, asked]) => asked.map((each) => `${name}: ${each}`))

/** An answer without anything in it: errors, a status, a refusal. */
const REFUSED = /^\{"errors"|^\d{3}$|"code":"NOT_ALLOWED"/

test('the story has everything in it', () => {
  expect([...carriedOut.keys()].sort()).toEqual(Object.keys(STEPS).sort())
})

test('what was known at a moment is what a database that stopped there shows, to each actor and byte for byte', async () => {
  const variants = new Map<string, Set<string>>()
  for (const { at, stopped } of stops) {
    const still = await startHub({ sampleData: false, database: stopped })
    try {
      // The runs come last: in the stopped database they are recorded after the moment, and its present holds them.
      for (const shown of [booksFor, findingsFor]) {
        for (const [name, bearer] of Object.entries(ACTORS)) {
          const then = await shown(still, bearer, null)
          expect([name, differences(await shown(living, bearer, at), then)]).toEqual([name, []])
          expect([name, differences(await shown(still, bearer, at), then)]).toEqual([name, []])
          for (const [asked, text] of then) {
            const key = `${name}: ${asked}`
            variants.set(key, (variants.get(key) ?? new Set()).add(text))
          }
        }
      }
    } finally {
      await still.pause()
    }
  }
  // Nobody's answers were alike because there was nothing to tell.
  const unchanged = CHANGES.filter((key) => (variants.get(key)?.size ?? 0) < 2)
  expect(unchanged).toEqual([])
  const refused = CHANGES.filter((key) => [...(variants.get(key) ?? [])].some((text) => REFUSED.test(text)))
  expect(refused).toEqual([])
}, 3_600_000)
