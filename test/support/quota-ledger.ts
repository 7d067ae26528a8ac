import { randomUUID } from 'node:crypto'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import type { TermRecord } from '../../src/agreements/agreement.record.ts'
import { recordAgreement } from '../../src/agreements/agreement.service.ts'
import {
  bringAgreementVersionIntoForce,
  consentToAgreementVersion,
  recordAgreementVersion,
} from '../../src/agreements/agreement-version.service.ts'
import type { ReadRecord } from '../../src/ingest/feed-format.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { globalId } from '../../src/kernel/ids.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { type Change, change } from '../../src/platform/change.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { type Pair, refreshLedgers } from '../../src/quota/index.ts'
import { ledgerFacts } from '../../src/quota/ledger.service.ts'
import { ledgerRows } from '../../src/quota/ledger-rows.rules.ts'
import type { BalanceRow, TurnRow } from '../../src/quota/quota-turn.ts'
import { BALANCE_COLUMNS, storedBalances, TURN_COLUMNS } from '../../src/quota/stored-ledger.service.ts'
import type { VacancyRecord } from '../../src/vacancies/index.ts'
import type { TestIngest } from './ingest.ts'

/** The municipality of 0169, as its system. */
export const MUNICIPALITY: RequestOrigin = {
  requestId: 'test',
  actor: programActor('municipality-0169', {
    roles: ['municipal_system'],
    municipalityCodes: ['0169'],
    purpose: 'municipal-allocation',
  }),
}

/** The hub's own jobs. */
export const HUB: RequestOrigin = {
  requestId: 'test',
  actor: programActor('test-job', { roles: ['hub'], purpose: 'operations' }),
}

/** Every fourth vacancy of the organisation, unless `changes` say otherwise. */
export function termRecord(changes: Partial<TermRecord> = {}): TermRecord {
  return {
    estateId: null,
    step: null,
    dwellingType: null,
    level: 'ORGANISATION',
    share: { numerator: 1, denominator: 4 },
    quotaBase: 'ALL',
    firstTurn: 'AT_END',
    settlement: 'EVERY_NTH',
    remainder: null,
    answerDeadlineBusinessDays: 10,
    returnCountsAsDelivered: false,
    returnExceptions: [],
    replacementOwed: true,
    replacementWithin: null,
    flexible: null,
    subShares: [],
    transitionalCapPerYear: null,
    blockedAreaStatuses: [],
    ...changes,
  }
}

/** An organisation in 0169 with a feed, and what its ledger is tested by. */
export interface LedgerWorld extends Pair {
  readonly origin: RequestOrigin
  readonly feedCode: string
}

let organisations = 3_000

/** Registers an organisation with a feed; an agreement with these terms holds from 2026 on, if any are given. */
export async function ledgerWorld(
  hub: TestIngest,
  terms: readonly TermRecord[] | null,
): Promise<LedgerWorld> {
  const lbfNumber = String(++organisations)
  const { id: organisationId, origin } = await hub.organisation(lbfNumber)
  const feedCode = `${lbfNumber}-quota`
  await hub.feed(origin, organisationId, feedCode)
  const world = { municipalityCode: '0169', organisationId, origin, feedCode }
  if (terms !== null) await agree(hub, world, terms)
  return world
}

/** Brings an agreement with these terms into force, from 2026 on; answers its id. */
export async function agree(
  { database }: Pick<TestIngest, 'database'>,
  { organisationId: id, origin }: LedgerWorld,
  terms: readonly TermRecord[],
  from = '2026-01-01' as LocalDate,
): Promise<string> {
  const organisationId = globalId('HousingOrganisation', id)
  const carrying = () => ({ idempotency: { key: randomUUID(), input: {} } })
  const agreementId = await recordAgreement(
    database,
    MUNICIPALITY,
    {
      municipalityCode: '0169',
      organisationIds: [organisationId],
      frameworkId: null,
      name: 'Rammeaftale',
      legalBases: ['SECTION_59_2', 'SECTION_59_3'],
      from,
      until: null,
      source: 'Sag 26/0001',
    },
    carrying(),
    async (_, key) => key,
  )
  await agreeAnew({ database }, { organisationId: id, origin }, agreementId, terms, from)
  return agreementId
}

/** Brings a version of an agreement with these terms into force. */
export async function agreeAnew(
  { database }: Pick<TestIngest, 'database'>,
  { organisationId: id, origin }: Pick<LedgerWorld, 'organisationId' | 'origin'>,
  agreement: string,
  terms: readonly TermRecord[],
  from: LocalDate,
): Promise<void> {
  const organisationId = globalId('HousingOrganisation', id)
  const carrying = () => ({ idempotency: { key: randomUUID(), input: {} } })
  const key = await recordAgreementVersion(
    database,
    MUNICIPALITY,
    {
      agreementId: globalId('Agreement', agreement),
      from,
      until: null,
      source: 'Underskrevet aftale',
      annexes: [],
      closingDays: [{ day: '12-24', source: 'Aftalens § 7' }],
      terms,
    },
    carrying(),
    async (_, id) => id,
  )
  const versionId = globalId('AgreementVersion', key)
  await consentToAgreementVersion(
    database,
    origin,
    { versionId, organisationId },
    carrying(),
    async () => undefined,
  )
  await bringAgreementVersionIntoForce(database, MUNICIPALITY, versionId, carrying(), async () => undefined)
}

/** One vacancy as a source tells of it. */
export interface ToldVacancy {
  readonly estate?: string
  readonly tenancy: string
  readonly state?: VacancyRecord['state']
  readonly availableFrom?: string | null
  readonly dwellingType?: VacancyRecord['dwellingType']
  /** Hours and minutes of the source's own time. */
  readonly time?: string
}

/** Delivers what is told to the world's feed, in one delivery. */
export async function deliver(
  hub: TestIngest,
  world: LedgerWorld,
  told: readonly ToldVacancy[],
  mode: 'DELTA' | 'SNAPSHOT' = 'DELTA',
): Promise<void> {
  const { status, quarantined } = await hub.deliver(world.origin, {
    feedCode: world.feedCode,
    mode,
    sourceTime: '2026-11-01T12:00:00Z' as Instant,
    records: () => read(world.feedCode.slice(0, 4), told),
  })
  expect([status, quarantined]).toEqual(['APPLIED', 0])
}

async function* read(organisationCode: string, told: readonly ToldVacancy[]): AsyncGenerator<ReadRecord> {
  for (const [index, one] of told.entries()) {
    const record = recordOf(organisationCode, one)
    const { estateNumber, tenancyNumber, sourceId } = record
    yield {
      row: index + 1,
      raw: '',
      key: { organisationCode, estateNumber, tenancyNumber, sourceId },
      record,
      problems: [],
    }
  }
}

function recordOf(organisationCode: string, told: ToldVacancy): VacancyRecord {
  const { state = 'ANNOUNCED', availableFrom = '2026-02-01' } = told
  const days = { availableFrom: availableFrom as LocalDate | null, atDisposalFrom: null, letFrom: null }
  return {
    organisationCode,
    estateNumber: told.estate ?? '011',
    tenancyNumber: told.tenancy,
    sourceId: null,
    sourceSequence: null,
    sourceTime: `2026-11-01T${told.time ?? '08:00'}:00Z` as Instant,
    buildingSectionNumber: null,
    bbrUnitId: null,
    darAddressId: null,
    street: null,
    floorDoor: null,
    postalCode: null,
    city: null,
    dwellingType: told.dwellingType === undefined ? 'FAMILY' : told.dwellingType,
    dwellingTypeText: null,
    rooms: null,
    areaM2: null,
    accessible: null,
    ...(state === 'AT_MUNICIPAL_DISPOSAL'
      ? { ...days, state, atDisposalFrom: '2026-02-01' as LocalDate }
      : { ...days, state }),
    vacantAtLoss: null,
    rentOere: 500_000n,
    acontoLines: [],
    depositOere: null,
    firstPaymentOere: null,
  }
}

/** So many vacancies, each a day later than the one before: tenancy 0001 on 1 January 2026, and on. */
export function inARow(count: number, first = 1): ToldVacancy[] {
  return Array.from({ length: count }, (_, at) => ({
    tenancy: String(first + at).padStart(4, '0'),
    availableFrom: new Date(Date.UTC(2026, 0, first + at)).toISOString().slice(0, 10),
  }))
}

/** Refreshes until nothing is marked. */
export async function refresh(hub: TestIngest): Promise<void> {
  while (await refreshLedgers(hub.database, systemClock));
}

/** Runs work in a change of this actor's. */
export function running<Answer>(
  hub: TestIngest,
  origin: RequestOrigin,
  work: (change: Change) => Promise<Answer>,
): Promise<Answer> {
  return change(hub.database, origin, { action: 'quota:keep' }, work, async (_, answer) => answer)
}

/** A turn as it is stored. */
export interface StoredTurn {
  readonly tenancy: string
  readonly vacancyId: string
  readonly letting: number
  readonly sequence: number | null
  readonly channel: string | null
  readonly rule: string
  readonly acted: boolean
}

/** The stored turns of an organisation by tenancy number and letting. */
export function turnsOf(hub: TestIngest, { organisationId }: Pair): Promise<StoredTurn[]> {
  return hub.asOwner<StoredTurn>(
    `select d.tenancy_number as tenancy, t.vacancy_id as "vacancyId", t.letting, t.sequence, t.channel, t.rule,
            t.acted_on is not null as acted
       from quota_turn t join vacancy v on v.id = t.vacancy_id join dwelling d on d.id = v.dwelling_id
      where t.organisation_id = $1 order by 1, 3`,
    [organisationId],
  )
}

const LETTERS: Readonly<Record<string, string>> = {
  MUNICIPAL: 'M',
  FLEXIBLE: 'F',
  WAITING_LIST: 'w',
  INTERNAL_TRANSFER: 'i',
  REHOUSING: 'r',
  BLOCKED: 'b',
}

/** Where each vacancy went, one letter each by tenancy number: `wwwM`; a dash for one that is nobody's. */
export async function channelsOf(hub: TestIngest, world: Pair): Promise<string> {
  return (await turnsOf(hub, world)).map(({ channel }) => LETTERS[channel ?? ''] ?? '-').join('')
}

/** The stored balances of an organisation, in the order of their keys and periods. */
export function balancesOf(hub: TestIngest, { organisationId }: Pair): Promise<Record<string, unknown>[]> {
  return hub.asOwner('select * from quota_balance where organisation_id = $1 order by key, period', [
    organisationId,
  ])
}

/** What is stored, and what its facts give when they are computed anew, both in one order. */
export async function storedAndRecomputed(
  hub: TestIngest,
  pair: Pair,
): Promise<{ readonly stored: unknown[]; readonly recomputed: unknown[] }> {
  return running(hub, HUB, async ({ sql }) => {
    const facts = await ledgerFacts(sql, pair)
    if (facts === null) return { stored: [], recomputed: [] }
    const rows = ledgerRows(facts)
    const content = (turns: readonly TurnRow[], balances: readonly BalanceRow[]) => [
      ...turns.map((row) => TURN_COLUMNS.map(({ of }) => of(row))),
      ...balances.filter(isInUse).map((row) => BALANCE_COLUMNS.map(({ of }) => of(row))),
    ]
    return {
      stored: content(facts.stored, await storedBalances(sql, pair)).sort(byText),
      recomputed: content(rows.turns, rows.balances).sort(byText),
    }
  })
}

/** A sequence that nothing counts in any more keeps an empty balance; whether it ever had one is its history. */
const isInUse = ({ counted, carried, delivered, lapsed, returned, owed }: BalanceRow) =>
  [counted, carried, delivered, lapsed, returned, owed].some((figure) => figure !== 0)

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
