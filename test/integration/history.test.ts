import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { type Change, change } from '../../src/platform/change.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { registerHousingOrganisation } from '../../src/registry/index.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, originOfBearer, sync, syncRecord, tellStory } from '../support/story.ts'

let hub: TestHub
let token: string

beforeAll(async () => {
  hub = await startHub()
  token = await hub.token(BEARERS.organisation)
}, 120_000)
afterAll(() => hub?.stop())

/** The database's own time, to the microsecond, between two changes. */
async function instant(): Promise<string> {
  const [row] = await hub.asOwner<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  )
  return row?.now ?? ''
}

/** How many earlier states of a vacancy are kept. */
async function versionsKept(vacancyId: string): Promise<number> {
  const [row] = await hub.asOwner<{ kept: number }>(
    'select count(*)::int as kept from history.vacancy where id = $1',
    [vacancyId.replace('Vacancy:', '')],
  )
  return row?.kept ?? -1
}

/** Announces a vacancy in an estate of its own and answers its id. */
async function announce(key: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  await sync(hub, BEARERS.organisation, '0045-csv', [syncRecord(key, changes)])
  const [, estate] = key.split('/')
  const [row] = await hub.asOwner<{ id: string }>(
    `select 'Vacancy:' || v.id as id from vacancy v join dwelling d on d.id = v.dwelling_id join estate e on e.id = d.estate_id
      where e.number = $1`,
    [estate],
  )
  return row?.id ?? ''
}

/** Runs SQL as one change of the organisation. */
function inChange(work: (running: Change) => Promise<unknown>): Promise<unknown> {
  return change(
    hub.app.database,
    originOfBearer(BEARERS.organisation),
    { action: 'vacancy:sync' },
    work,
    async () => undefined,
  )
}

const keyOf = (vacancyId: string) => vacancyId.replace('Vacancy:', '')

const STATE = 'state rent recordedFrom recordedUntil dwelling { rooms areaM2 estate { number } }'

interface KnownVacancy {
  state: string
  rent: string
  recordedFrom: string
  recordedUntil: string | null
  dwelling: { rooms: number | null; areaM2: string | null; estate: { number: string } }
}

test('knownAt answers what was known at each instant, of the vacancy and of the dwelling below it', async () => {
  const before = await instant()
  const id = await announce('0045/h1/1', { rent: '5000.00', rooms: 2, areaM2: '60' })
  const first = await instant()
  await announce('0045/h1/1', { rent: '6000.00', rooms: 3, areaM2: '61.5' })
  const second = await instant()
  await announce('0045/h1/1', {
    rent: '6000.00',
    rooms: 3,
    areaM2: '61.5',
    state: 'LET',
    letFrom: '2027-03-01',
  })
  const third = await instant()

  const document = `query ($id: ID!, $at: Instant, $estate: ID) { vacancy(id: $id, knownAt: $at) { ${STATE} }
    vacancies(first: 5, knownAt: $at, filter: { estateId: $estate }) { totalCount nodes { ${STATE} } }
    open: vacancies(first: 1, knownAt: $at, filter: { estateId: $estate, states: [ANNOUNCED] }) { totalCount } }`
  const [row] = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || id as id from estate where number = 'h1'`,
  )
  const known = (at: string | null) =>
    hub.fields<{
      vacancy: KnownVacancy | null
      vacancies: { totalCount: number; nodes: KnownVacancy[] }
      open: { totalCount: number }
    }>(token, document, { id, at, estate: row?.id })
  const expected = (rent: string, state: string, rooms: number, areaM2: string) =>
    expect.objectContaining({ rent, state, dwelling: { rooms, areaM2, estate: { number: 'h1' } } })

  const answers = []
  for (const at of [before, first, second, third, null]) answers.push(await known(at))
  expect(answers.map(({ vacancy }) => vacancy)).toEqual([
    null,
    expected('5000.00', 'ANNOUNCED', 2, '60.00'),
    expected('6000.00', 'ANNOUNCED', 3, '61.50'),
    expected('6000.00', 'LET', 3, '61.50'),
    expected('6000.00', 'LET', 3, '61.50'),
  ])
  for (const { vacancy, vacancies } of answers) {
    expect(vacancies).toEqual({
      totalCount: vacancy === null ? 0 : 1,
      nodes: vacancy === null ? [] : [vacancy],
    })
  }
  expect(answers.map(({ open }) => open.totalCount)).toEqual([0, 1, 1, 0, 0])

  const [, one, two, three] = answers.map(({ vacancy }) => vacancy)
  expect(one?.recordedUntil).toBe(two?.recordedFrom)
  expect(two?.recordedUntil).toBe(three?.recordedFrom)
  expect(three?.recordedUntil).toBeNull()
  // The boundary itself belongs to the later state.
  expect((await known(String(one?.recordedFrom))).vacancy).toEqual(one)
  expect((await known(String(two?.recordedFrom))).vacancy).toEqual(two)
  expect(await versionsKept(id)).toBe(2)
})

test('the same content said again later makes no version, and its source time is not lost', async () => {
  const id = await announce('0045/h2/1', { sourceTime: '2026-01-01T00:00:00Z' })
  const read = () =>
    hub.fields(token, 'query ($id: ID!) { vacancy(id: $id) { recordedFrom sourceTime } }', { id })
  const first = (await read()).vacancy as { recordedFrom: string }
  await announce('0045/h2/1', { sourceTime: '2026-01-02T00:00:00Z' })
  expect((await read()).vacancy).toEqual({
    recordedFrom: first.recordedFrom,
    sourceTime: '2026-01-02T00:00:00.000000Z',
  })
  expect(await versionsKept(id)).toBe(0)
})

test('two updates in one change are one version, and an update that changes nothing is none', async () => {
  const id = await announce('0045/h3/1')
  await inChange(async ({ sql }) => {
    await sql('update public.vacancy set rent_oere = 1 where id = $1', [keyOf(id)])
    await sql('update public.vacancy set rent_oere = 2 where id = $1', [keyOf(id)])
  })
  expect(await versionsKept(id)).toBe(1)
  await inChange(({ sql }) =>
    sql('update public.vacancy set rent_oere = 2, state = state where id = $1', [keyOf(id)]),
  )
  expect(await versionsKept(id)).toBe(1)
  const [kept] = await hub.asOwner<{ rent_oere: string; joined: boolean; ended: boolean }>(
    `select h.rent_oere, upper(h.recorded) = lower(v.recorded) as joined, h.ended_by = v.change_id as ended
       from history.vacancy h join vacancy v on v.id = h.id where h.id = $1`,
    [keyOf(id)],
  )
  expect(kept).toEqual({ rent_oere: '500000', joined: true, ended: true })
})

test('in every table whose versions are kept, an update that changes nothing makes none', async () => {
  const live = GUARDED_TABLES.filter(({ table }) => table.startsWith('history.')).map(({ table }) =>
    table.replace('history.', ''),
  )
  const withRows: string[] = []
  for (const table of live) {
    const [key] = await hub.asOwner<{ column: string }>(
      `select attname as column from pg_index i join pg_attribute on attrelid = indrelid and attnum = indkey[0]
        where indisprimary and indrelid = $1::regclass`,
      [table],
    )
    const touched = await hub.asOwner(
      `with entered as (insert into change (subject, client_id, action, request_id) values ('a', 'a', 'a', 'a') returning id),
            named as materialized (select set_config('app.change_id', id::text, true) as id from entered)
       update ${table} set ${key?.column} = ${table}.${key?.column} from named where named.id is not null returning 1`,
    )
    if (touched.length > 0) withRows.push(table)
    const [kept] = await hub.asOwner<{ versions: number }>(
      `select count(*)::int as versions from history.${table} h join change c on c.id = h.ended_by where c.subject = 'a'`,
    )
    expect([table, kept?.versions]).toEqual([table, 0])
  }
  expect(withRows).toEqual(expect.arrayContaining(['dwelling', 'estate', 'feed', 'vacancy']))
})

test('a column that a table gets later is kept and shown with every version', async () => {
  const owner = new pg.Client({ connectionString: hub.database.ownerUrl })
  await owner.connect()
  try {
    await owner.query('begin')
    await owner.query(`alter table public.estate add column nickname text default 'a';
      alter table history.estate add column nickname text;
      call history.renew_versions_of('estate');
      with entered as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
      select set_config('app.change_id', id::text, true) from entered;
      update public.estate set nickname = 'b'`)
    const { rows } = await owner.query(
      'select nickname, upper_inf(recorded) as live from history.estate_versions group by 1, 2 order by 1',
    )
    expect(rows).toEqual([
      { nickname: 'a', live: false },
      { nickname: 'b', live: true },
    ])
  } finally {
    await owner.query('rollback')
    await owner.end()
  }
})

test('a change that fails or is a dry run leaves no version', async () => {
  const id = await announce('0045/h4/1')
  await expect(
    inChange(async ({ sql }) => {
      await sql('update public.vacancy set rent_oere = 1 where id = $1', [keyOf(id)])
      await sql('select 1 / 0')
    }),
  ).rejects.toThrow('division by zero')
  const dry = await hub.fields(
    token,
    `mutation ($records: [VacancyRecordInput!]!) { syncVacancies(feed: "0045-csv", mode: DELTA, idempotencyKey: "dry", dryRun: true, records: $records) {
       delivery { applied } refusals { code } } }`,
    { records: [syncRecord('0045/h4/1', { rent: '9.00' })] },
  )
  expect(dry.syncVacancies).toEqual({ delivery: { applied: 1 }, refusals: [] })
  expect(await versionsKept(id)).toBe(0)
  const { vacancy } = await hub.fields(token, 'query ($id: ID!) { vacancy(id: $id) { rent } }', { id })
  expect(vacancy).toEqual({ rent: '5000.00' })
})

describe('Recorded times stay in order, never empty and without gaps', () => {
  async function rangesOf(id: string) {
    return hub.asOwner<{ rent: string; empty: boolean; joins: boolean }>(
      `select rent_oere as rent, isempty(recorded) as empty,
              coalesce(lower(recorded) = lag(upper(recorded)) over (order by lower(recorded)), true) as joins
         from history.vacancy_versions where id = $1 order by lower(recorded)`,
      [keyOf(id)],
    )
  }

  test('when a change that began earlier writes later', async () => {
    const id = await announce('0045/h5/1')
    let begun: () => void = () => undefined
    let overtaken: () => void = () => undefined
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const wasOvertaken = new Promise<void>((resolve) => {
      overtaken = resolve
    })
    const slow = inChange(async ({ sql }) => {
      begun()
      await wasOvertaken
      await sql('update public.vacancy set rent_oere = 2 where id = $1', [keyOf(id)])
    })
    await hasBegun
    await inChange(({ sql }) => sql('update public.vacancy set rent_oere = 1 where id = $1', [keyOf(id)]))
    overtaken()
    await slow
    const fine = { empty: false, joins: true }
    expect(await rangesOf(id)).toEqual([
      { rent: '500000', ...fine },
      { rent: '1', ...fine },
      { rent: '2', ...fine },
    ])
  })

  test('when the clock is behind what was recorded', async () => {
    const id = await announce('0045/h6/1')
    await hub.asOwner(
      `update vacancy set recorded = tstzrange(clock_timestamp() + interval '1 hour', null) where id = $1`,
      [keyOf(id)],
    )
    for (const rent of [1, 2]) {
      await inChange(({ sql }) =>
        sql('update public.vacancy set rent_oere = $2 where id = $1', [keyOf(id), rent]),
      )
    }
    const fine = { empty: false, joins: true }
    expect(await rangesOf(id)).toEqual([
      { rent: '500000', ...fine },
      { rent: '1', ...fine },
      { rent: '2', ...fine },
    ])
  })
})

test('what is kept cannot be changed, deleted or emptied, not even by the owner', async () => {
  const id = await announce('0045/h7/1')
  await announce('0045/h7/1', { rent: '1.00' })
  for (const sql of [
    'update history.vacancy set rent_oere = 3',
    'delete from history.vacancy',
    'truncate history.vacancy',
  ]) {
    await expect(hub.asOwner(sql)).rejects.toMatchObject({ code: '23001', message: 'history is append-only' })
  }
  expect(await versionsKept(id)).toBe(1)
})

test('two states of one row cannot hold at the same time', async () => {
  const id = await announce('0045/h8/1')
  await announce('0045/h8/1', { rent: '1.00' })
  await expect(
    hub.asOwner('insert into history.vacancy select * from history.vacancy where id = $1', [keyOf(id)]),
  ).rejects.toMatchObject({
    code: '23P01',
  })
})

test('what is under an older key, name or list is answered as it was known', async () => {
  const before = await instant()
  await tellStory(hub)
  const [vacancy] = await hub.asOwner<{ id: string; dwelling: string }>(
    `select 'Vacancy:' || v.id as id, 'Dwelling:' || d.id as dwelling from vacancy v join dwelling d on d.id = v.dwelling_id
      where d.tenancy_number = '9002'`,
  )
  const [merged] = await hub.asOwner<{ at: string }>(
    `select to_char(max(upper(recorded)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from history.dwelling where tenancy_number = '0002'`,
  )
  const at = new Date(Date.parse(String(merged?.at)) - 1).toISOString()
  const document = `query ($id: ID!, $at: Instant) {
    vacancy(id: $id, knownAt: $at) { externalKey organisation { name } dwelling { tenancyNumber buildingSection { number } estate { number existsUntil } } }
    estates(first: 1, knownAt: $at, filter: { number: "011" }) { nodes { areaStatuses(validOn: "2026-06-01") { kind until } } }
    organisations: housingOrganisations(first: 1, knownAt: $at, filter: { lbfNumber: "0045" }) { nodes { name administrator { lbfNumber } } } }`
  const now = await hub.fields(token, document, { id: vacancy?.id })
  expect(now).toEqual({
    vacancy: {
      externalKey: '0045-011-9002',
      organisation: { name: 'Omdøbt boligorganisation' },
      dwelling: {
        tenancyNumber: '9002',
        buildingSection: null,
        estate: { number: '011', existsUntil: null },
      },
    },
    estates: { nodes: [{ areaStatuses: [{ kind: 'VULNERABLE', until: null }] }] },
    organisations: { nodes: [{ name: 'Omdøbt boligorganisation', administrator: { lbfNumber: '0311' } }] },
  })
  const asThen = await hub.fields(token, document, { id: vacancy?.id, at })
  expect(asThen.vacancy).toMatchObject({
    externalKey: '0045-900-0002',
    dwelling: {
      tenancyNumber: '0002',
      buildingSection: { number: '10' },
      estate: { number: '900', existsUntil: null },
    },
  })
  expect(await hub.fields(token, document, { id: vacancy?.id, at: before })).toEqual({
    vacancy: null,
    estates: { nodes: [{ areaStatuses: [{ kind: 'TRANSFORMATION', until: null }] }] },
    organisations: { nodes: [{ name: 'Demo boligorganisation 0045', administrator: null }] },
  })
})

test('versions are kept and hidden alike where the owner is no superuser', async () => {
  const name = `test_owner_${randomBytes(4).toString('hex')}`
  await hub.asOwner(`create role ${name} login createrole password 'owner'`)
  await hub.asOwner(`grant boligbro_app to ${name}`)
  await hub.asOwner(`create database ${name} owner ${name}`)
  const url = new URL(hub.database.ownerUrl)
  url.pathname = `/${name}`
  url.username = name
  url.password = 'owner'
  try {
    await migrate({ url: url.href })
    const database = await connectDatabase({
      url: url.href,
      entities: [],
      readConnections: 1,
      writeConnections: 1,
    })
    const owner = new pg.Client({ connectionString: url.href })
    await owner.connect()
    try {
      const origin = originOfBearer(BEARERS.operator)
      for (const known of ['Før', 'Efter']) {
        await registerHousingOrganisation(
          database,
          origin,
          { lbfNumber: '0099', cvr: null, name: known, administratorId: null },
          async () => undefined,
        )
      }
      const seen = () => owner.query('select name from history.housing_organisation').then(({ rows }) => rows)
      // Row-level security is forced, so that even the owner sees nothing until it is set aside.
      expect(await seen()).toEqual([])
      await owner.query('alter table history.housing_organisation no force row level security')
      expect(await seen()).toEqual([{ name: 'Før' }])
    } finally {
      await owner.end()
      await database.close()
    }
  } finally {
    await hub.asOwner(`drop database ${name} with (force)`)
    await hub.asOwner(`drop role ${name}`)
  }
})
