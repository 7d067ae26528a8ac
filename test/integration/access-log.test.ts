import { createHash, randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import pg from 'pg'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { READ_MODEL } from '../../src/schema.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'

const { dataProtection, otherDataProtection, organisationDataProtection } = BEARERS
const forCitizens = (bearer: Bearer): Bearer => ({ ...bearer, purpose: 'citizen-access' })

const person = (digit: string) => `b0000000-0000-7000-8000-00000000000${digit}`
const household = (digit: string) => `a0000000-0000-7000-8000-00000000000${digit}`

let hub: TestHub

interface Look {
  readonly at?: string
  readonly subject?: string
  readonly number?: string
  readonly code?: string
  readonly purpose?: string
  readonly operation?: string
  readonly fields?: readonly string[]
  readonly subjects: readonly string[]
}

/** Enters looks past every rule and answers their keys. */
async function looks(...given: readonly Look[]): Promise<string[]> {
  const rows = await hub.asOwner<{ id: string }>(
    `insert into public.access_log (at, subject, client_id, acting_for, organisation_id, municipality_code, roles, purpose,
        request_id, operation, fields, subjects)
     select coalesce(at, now()), coalesce(subject, 'sagsbehandler-1'), 'klient-for-' || coalesce(subject, 'sagsbehandler-1'), '29189390',
            (select id from public.housing_organisation where lbf_number = number), coalesce(code, '0169'), '{municipal_allocator}',
            coalesce(purpose, 'case-handling'), 'anmodning-' || gen_random_uuid(), coalesce(operation, 'household'),
            array[coalesce(array_to_string(fields, ','), 'Person.id')], subjects
       from jsonb_to_recordset($1::jsonb) look(at timestamptz, subject text, number text, code text, purpose text, operation text,
            fields text[], subjects uuid[])
     returning id`,
    [JSON.stringify(given)],
  )
  return rows.map(({ id }) => id)
}

beforeAll(async () => {
  // The checkpoints are those that each test enters.
  hub = await startHub({ env: { AUDIT_SEALING_MS: '0' } })
  await hub.asOwner(`with made as (insert into public.change (subject, client_id, action, request_id)
      values ('test', 'test', 'household:register', 'test') returning id),
    households as (insert into public.household (id, municipality_code, case_reference, adults, children, change_id)
      select h.id::uuid, h.code, h.reference, 1, 0, made.id from made,
        (values ('${household('1')}', '0169', 'SAG-1'), ('${household('2')}', '0169', 'SAG-2'), ('${household('3')}', '0101', 'SAG-3'))
          h(id, code, reference) returning id, municipality_code, case_scope, change_id)
    insert into public.person (id, household_id, municipality_code, case_scope, lease_party, address_protected, change_id)
    select ('b' || substr(id::text, 2))::uuid, id, municipality_code, case_scope, true, false, change_id from households`)
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => hub.asOwner('truncate public.access_log, public.access_log_review, audit.checkpoint'))

/** The purpose in the header too, which must not contradict the token's. */
const purposeOf = ({ purpose }: Bearer) => (purpose === undefined ? {} : { 'x-purpose': purpose })

async function ask<Fields>(bearer: Bearer, document: string, variables: Record<string, unknown> = {}) {
  return hub.fields<Fields>(await hub.token(bearer), document, variables, purposeOf(bearer))
}

async function codesOf(bearer: Bearer, document: string, variables: Record<string, unknown> = {}) {
  const { errors } = await hub.query(await hub.token(bearer), document, variables, purposeOf(bearer))
  return (errors ?? []).map(({ extensions }) => extensions?.code)
}

interface Page {
  readonly list: {
    readonly nodes: readonly Record<string, unknown>[]
    readonly totalCount: number
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
  }
}

const LIST = `query ($first: Int!, $after: Cursor, $filter: AccessLogFilter, $orderBy: AccessLogOrder) {
  list: accessLog(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { endCursor hasNextPage }
    nodes { id at subject clientId actingFor roles requestId operation fields subjectCount subjectIds
            purpose { code textDa textEn } organisation { id name } municipality { id name } review { verdict } } } }`

/** Lists without leaving a look: counts and cursors name nobody. */
const BARE = `query ($first: Int!, $after: Cursor, $filter: AccessLogFilter, $orderBy: AccessLogOrder) {
  list: accessLog(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { totalCount pageInfo { endCursor hasNextPage } } }`

const idsOf = ({ list }: Page) => list.nodes.map(({ id }) => String(id).split(':')[1])

describe('The log', () => {
  test('shows an officer the looks at the municipality’s persons, newest first, with everything about them', async () => {
    const [older, newer] = await looks(
      { at: '2026-03-01T10:00:00Z', subjects: [person('1')] },
      {
        at: '2026-03-02T10:00:00Z',
        subject: 'udlejer-1',
        number: '0045',
        subjects: [person('2'), household('2')],
      },
    )
    const { list } = await ask<Page>(dataProtection, LIST, { first: 10 })
    expect(idsOf({ list })).toEqual([newer, older])
    expect(list.totalCount).toBe(2)
    expect(list.nodes[0]).toMatchObject({
      at: '2026-03-02T10:00:00.000000Z',
      subject: 'udlejer-1',
      clientId: 'klient-for-udlejer-1',
      actingFor: '29189390',
      roles: ['municipal_allocator'],
      operation: 'household',
      fields: ['Person.id'],
      subjectCount: 2,
      subjectIds: [person('2'), household('2')],
      organisation: { id: expect.stringMatching(/^HousingOrganisation:/), name: expect.any(String) },
      municipality: { id: 'Municipality:0169', name: 'Høje-Taastrup' },
      review: null,
      purpose: {
        code: 'case-handling',
        textDa: expect.stringMatching(/husstand/),
        textEn: expect.stringMatching(/household/),
      },
    })
    expect(list.nodes[0]?.requestId).toMatch(/^anmodning-/)
    await hub.asOwner(`delete from public.access_log where operation <> 'household'`)
    expect(idsOf(await ask<Page>(dataProtection, LIST, { first: 10, orderBy: 'AT_ASC' }))).toEqual([
      older,
      newer,
    ])
  })

  test('shows an organisation’s officer the looks of the organisation and no others', async () => {
    const [own] = await looks({ number: '0045', subjects: [person('1')] }, { subjects: [person('1')] })
    await looks({ number: '0007', subjects: [person('1')] })
    const page = await ask<Page>(organisationDataProtection, LIST, { first: 10 })
    expect([idsOf(page), page.list.totalCount]).toEqual([[own], 1])
  })

  test.each([
    ['from', '2026-03-02T00:00:00Z', [1, 2]],
    ['until', '2026-03-02T00:00:00Z', [0]],
    ['subject', 'sagsbehandler-2', [1]],
    ['purpose', 'municipal-allocation', [2]],
    ['personId', `Person:${person('2')}`, [1, 2]],
    ['householdId', `Household:${household('2')}`, [2]],
    ['personId', `Household:${household('2')}`, []],
    ['personId', 'Person:nobody', []],
    ['operation', 'households', [0]],
    ['reviewed', true, []],
    ['reviewed', false, [0, 1, 2]],
  ])('is filtered by %s %s', async (name, value, expected) => {
    const ids = await looks(
      { at: '2026-03-01T10:00:00Z', operation: 'households', subjects: [person('1')] },
      { at: '2026-03-02T10:00:00Z', subject: 'sagsbehandler-2', subjects: [person('2')] },
      { at: '2026-03-03T10:00:00Z', purpose: 'municipal-allocation', subjects: [household('2')] },
    )
    const page = await ask<Page>(dataProtection, LIST, {
      first: 10,
      orderBy: 'AT_ASC',
      filter: { [name]: value },
    })
    expect(idsOf(page)).toEqual(expected.map((at) => ids[at]))
    expect(page.list.totalCount).toBe(expected.length)
  })

  test('is filtered by request', async () => {
    const [id] = await looks({ subjects: [person('1')] }, { subjects: [person('1')] })
    const [row] = await hub.asOwner<{ request_id: string }>(
      'select request_id from access_log where id = $1',
      [id],
    )
    expect(
      idsOf(await ask<Page>(dataProtection, LIST, { first: 10, filter: { requestId: row?.request_id } })),
    ).toEqual([id])
  })

  test('hides another municipality’s looks in list, count, cursor, filter, node and by id, as if there were none', async () => {
    const [own, foreign] = await looks(
      { at: '2026-03-01T10:00:00Z', subjects: [person('1')] },
      {
        at: '2026-03-02T10:00:00Z',
        code: '0101',
        subject: 'sagsbehandler-9',
        subjects: [person('3'), person('1')],
      },
    )
    const page = await ask<Page>(dataProtection, BARE, { first: 1 })
    expect(page.list).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false } })
    const next = await ask<Page>(dataProtection, BARE, { first: 1, after: page.list.pageInfo.endCursor })
    expect(next.list.pageInfo).toMatchObject({ hasNextPage: false, endCursor: null })
    for (const filter of [
      { subject: 'sagsbehandler-9' },
      { personId: `Person:${person('3')}` },
      { purpose: 'statistics' },
    ]) {
      expect((await ask<Page>(dataProtection, LIST, { first: 5, filter })).list).toMatchObject({
        nodes: [],
        totalCount: 0,
      })
    }
    const byId = (id: string | undefined) =>
      ask(dataProtection, `query ($id: ID!) { accessLogEntry(id: $id) { id } node(id: $id) { id } }`, {
        id: `AccessLogEntry:${id}`,
      })
    const none = { accessLogEntry: null, node: null }
    expect(await byId(foreign)).toEqual(none)
    expect(await byId(randomUUID())).toEqual(none)
    expect(await byId('1')).toEqual(none)
    expect(await byId(own)).toEqual({
      accessLogEntry: { id: `AccessLogEntry:${own}` },
      node: { id: `AccessLogEntry:${own}` },
    })
    const after = page.list.pageInfo.endCursor
    expect(await codesOf(otherDataProtection, BARE, { first: 1, after })).toEqual(['CURSOR_INVALID'])
  })

  test('takes the purpose of supervision, and no other role sees any of it', async () => {
    await looks({ number: '0045', subjects: [person('1')] })
    const { purpose: _purpose, ...unsaid } = dataProtection
    expect(await codesOf(unsaid, BARE, { first: 5 })).toEqual(['PURPOSE_MISSING'])
    expect(await codesOf(forCitizens(dataProtection), BARE, { first: 5 })).toEqual(['PURPOSE_NOT_ALLOWED'])
    for (const bearer of [
      BEARERS.allocator,
      BEARERS.leaseMaker,
      { ...BEARERS.operator, purpose: 'data-protection' as const },
    ]) {
      expect((await ask<Page>(bearer, BARE, { first: 5 })).list.totalCount).toBe(0)
    }
  })

  test('records that it was read, of whom, and does not swell by being read', async () => {
    const many = Array.from({ length: 250 }, () => randomUUID())
    await looks({ subjects: [person('1'), person('2')] }, { subjects: many })
    const recorded = async () =>
      (
        await hub.asOwner<{ subjects: string[]; fields: string[]; operation: string }>(
          `select subjects, fields, operation from public.access_log where subject = $1 order by at desc limit 1`,
          [dataProtection.subject],
        )
      )[0]
    await ask(
      dataProtection,
      `query Look { accessLog(first: 5, filter: { subject: "sagsbehandler-1" }) { nodes { id subjectIds } } }`,
    )
    const first = await recorded()
    expect(first).toMatchObject({
      operation: 'Look',
      fields: ['AccessLogEntry.id,AccessLogEntry.subject,AccessLogEntry.subjectIds'],
    })
    expect(first?.subjects).toEqual(expect.arrayContaining([person('1'), person('2'), ...many.slice(0, 200)]))
    expect(first?.subjects).toHaveLength(202)
    for (let again = 0; again < 3; again++)
      await ask(dataProtection, `{ accessLog(first: 100) { nodes { subjectIds } } }`)
    expect((await recorded())?.subjects).toHaveLength(202)
    expect((await hub.asOwner('select id from public.access_log')).length).toBe(6)
  })
})

describe('The extract', () => {
  interface Extract {
    readonly accessLogExtract: Record<string, unknown> & Page
  }
  const EXTRACT =
    `query Udtræk($personId: ID!, $from: LocalDate, $until: LocalDate, $first: Int!, $after: Cursor) {
    accessLogExtract(personId: $personId, from: $from, until: $until) { personId from until
      list: looks(first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage }
        nodes { at purpose { code textDa textEn } fieldKinds { code textDa textEn } municipality { id name } organisation { id name } } } } }`.replace(
      'Udtræk',
      'Extract',
    )
  const citizens = forCitizens(dataProtection)
  const extract = async (bearer: Bearer, id: string, more: Record<string, unknown> = {}) =>
    (await ask<Extract>(bearer, EXTRACT, { personId: id, first: 10, ...more })).accessLogExtract

  test('tells when and why the person and the household were looked at, and what was shown, but not by whom', async () => {
    await looks(
      {
        at: '2026-03-01T10:00:00Z',
        subjects: [person('1'), person('2')],
        fields: ['Household.adults', 'PersonIdentity.name', 'PersonIdentity.phone'],
      },
      {
        at: '2026-03-02T10:00:00Z',
        subject: 'udlejer-1',
        number: '0045',
        purpose: 'tenancy-agreement',
        subjects: [household('1')],
        fields: ['Disclosure.id'],
      },
      { at: '2026-03-03T10:00:00Z', subjects: [person('2'), household('2')] },
    )
    const answer = await extract(citizens, `Person:${person('1')}`)
    expect(answer).toMatchObject({
      personId: `Person:${person('1')}`,
      from: null,
      until: null,
      list: { totalCount: 2 },
    })
    expect(answer.list.nodes).toEqual([
      {
        at: '2026-03-02T10:00:00.000000Z',
        purpose: {
          code: 'tenancy-agreement',
          textDa: expect.stringMatching(/lejeaftale/),
          textEn: expect.any(String),
        },
        fieldKinds: [
          { code: 'DISCLOSURE', textDa: 'Hvad boligorganisationen får at vide', textEn: expect.any(String) },
        ],
        municipality: { id: 'Municipality:0169', name: 'Høje-Taastrup' },
        organisation: { id: expect.stringMatching(/^HousingOrganisation:/), name: expect.any(String) },
      },
      {
        at: '2026-03-01T10:00:00.000000Z',
        purpose: expect.objectContaining({ code: 'case-handling' }),
        fieldKinds: ['CASE', 'CONTACT', 'IDENTITY'].map((code) => expect.objectContaining({ code })),
        municipality: { id: 'Municipality:0169', name: 'Høje-Taastrup' },
        organisation: null,
      },
    ])
    expect(JSON.stringify(answer)).not.toMatch(/sagsbehandler|udlejer|klient|anmodning|municipal_allocator/)
  })

  test('has no way to a staff name: its type and those below it hold none', async () => {
    const { schema } = await ask<{ schema: { fields: { name: string; type: { name: string | null } }[] } }>(
      citizens,
      `{ schema: __type(name: "AccessLook") { fields { name type { name ofType { name } } } } }`,
    )
    expect(schema.fields.map(({ name }) => name).sort()).toEqual([
      'at',
      'fieldKinds',
      'municipality',
      'organisation',
      'purpose',
    ])
  })

  test('is recorded as a look at that person alone, and shows that look the next time', async () => {
    await looks({ subjects: [person('1'), person('2')] })
    await extract(citizens, `Person:${person('1')}`)
    const recorded = await hub.asOwner(
      `select subjects, purpose from public.access_log where operation = 'Extract'`,
    )
    expect(recorded).toEqual([{ subjects: [person('1')], purpose: 'citizen-access' }])
    const { list } = await extract(citizens, `Person:${person('1')}`)
    expect(list.nodes[0]).toMatchObject({
      fieldKinds: [{ code: 'ACCESS_LOG' }],
      purpose: { code: 'citizen-access' },
    })
    expect((await extract(citizens, `Person:${person('2')}`)).list.totalCount).toBe(1)
  })

  test('holds the days from the first up to the day after the last, in Danish time, page by page', async () => {
    await looks(
      { at: '2026-06-30T21:59:59Z', subjects: [person('1')] },
      { at: '2026-06-30T22:00:00Z', subjects: [person('1')] },
      { at: '2026-07-31T21:59:59Z', subjects: [person('1')] },
      { at: '2026-07-31T22:00:00Z', subjects: [person('1')] },
    )
    const july = { from: '2026-07-01', until: '2026-08-01', first: 1 }
    const page = await extract(citizens, `Person:${person('1')}`, july)
    expect(page).toMatchObject({
      from: '2026-07-01',
      until: '2026-08-01',
      list: { totalCount: 2, pageInfo: { hasNextPage: true } },
    })
    const last = await extract(citizens, `Person:${person('1')}`, {
      ...july,
      after: page.list.pageInfo.endCursor,
    })
    expect([page, last].flatMap(({ list }) => list.nodes.map(({ at }) => at))).toEqual([
      '2026-07-31T21:59:59.000000Z',
      '2026-06-30T22:00:00.000000Z',
    ])
  })

  test('of another municipality’s person is the same as of one who does not exist', async () => {
    await looks({ code: '0101', subjects: [person('3'), household('3')] }, { subjects: [person('2')] })
    const empty = { nodes: [], totalCount: 0, pageInfo: { endCursor: null, hasNextPage: false } }
    for (const id of [
      `Person:${person('3')}`,
      `Person:${randomUUID()}`,
      'Person:1',
      `Household:${household('3')}`,
    ]) {
      expect((await extract(citizens, id)).list).toEqual(empty)
    }
    expect((await extract(forCitizens(otherDataProtection), `Person:${person('3')}`)).list.totalCount).toBe(1)
  })

  test('of an organisation’s officer holds the organisation’s own looks, at the household too', async () => {
    await looks({ number: '0045', subjects: [household('1')] }, { subjects: [person('1')] })
    const { list } = await extract(forCitizens(organisationDataProtection), `Person:${person('1')}`)
    expect(list).toMatchObject({ totalCount: 1, nodes: [{ organisation: expect.anything() }] })
  })

  test('takes the purpose of giving access', async () => {
    expect(await codesOf(dataProtection, EXTRACT, { personId: `Person:${person('1')}`, first: 1 })).toEqual([
      'PURPOSE_NOT_ALLOWED',
    ])
  })

  test('names the kind of every field of every personal view', () => {
    const lists = Object.values(READ_MODEL.roots).flatMap((root) =>
      root.kind === 'connection' ? [root.list] : [],
    )
    const roots = Object.values(READ_MODEL.roots).flatMap((root) =>
      root.kind === 'connection' ? [root.list.view] : 'view' in root ? [root.view] : [],
    )
    const filtered = lists.flatMap(({ view, filters }) =>
      view.personal === undefined ? [] : Object.keys(filters).map((name) => `${view.type}.${name}`),
    )
    const names = [...new Set([...READ_MODEL.nodes, ...roots])]
      .filter(({ personal }) => personal !== undefined)
      .flatMap(({ type, fields }) => Object.keys(fields).map((field) => `${type}.${field}`))
    expect(names.length).toBeGreaterThan(10)
    return looks({ subjects: [person('1')], fields: [...names, ...filtered] }).then(async () => {
      const { list } = await extract(citizens, `Person:${person('1')}`)
      expect(JSON.stringify(list.nodes)).not.toContain('OTHER')
    })
  })
})

test('the finder of looks answers ids of the actor’s own municipalities and organisations only, without an actor none', async () => {
  const [own, ofOrganisation] = await looks(
    { subjects: [household('1')] },
    { code: '0101', number: '0045', subjects: [person('1')] },
    { code: '0101', subjects: [person('1')] },
  )
  const app = new pg.Client({ connectionString: hub.database.url })
  await app.connect()
  const found = async (bearer: Bearer | null) => {
    await app.query('begin')
    if (bearer !== null) await app.query(SET_ACTOR_SQL, actorParameters(originOfBearer(bearer)))
    const { rows } = await app.query(`select id from access.looks_about(array['${person('1')}']::uuid[]) id`)
    await app.query('rollback')
    return rows.map(({ id }) => id)
  }
  try {
    expect([await found(dataProtection), await found(organisationDataProtection), await found(null)]).toEqual(
      [[own], [ofOrganisation], []],
    )
  } finally {
    await app.end()
  }
})

let treeSize = 1_000_000

/** Enters a checkpoint as the sealing would; what it says does not matter here. */
async function checkpoint(at: string, jws: string): Promise<number> {
  treeSize += 1
  await hub.asOwner(
    `insert into audit.checkpoint (tree_size, root, at, earlier_transaction, earlier_at, jws) values ($1, sha256('root'), $2, '0', $2, $3)`,
    [treeSize, at, jws],
  )
  return treeSize
}

interface Sample {
  readonly accessLogSample: {
    readonly seed: string | null
    readonly from: string
    readonly until: string
    readonly entryCount: number
    readonly checkpointTreeSize: string | null
    readonly refusals: readonly { code: string; path: string; messageDa: string; messageEn: string }[]
    readonly entries: {
      readonly nodes: readonly { id: string }[]
      readonly totalCount: number
      readonly pageInfo: { endCursor: string }
    }
  }
}
const SAMPLE = `query ($week: IsoWeek!, $size: Int!, $first: Int!, $after: Cursor, $filter: AccessLogFilter) {
  accessLogSample(week: $week, size: $size) { seed from until entryCount checkpointTreeSize refusals { code path messageDa messageEn }
    entries(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor } nodes { id } } } }`
const sample = async (week: string, more: Record<string, unknown> = {}, bearer: Bearer = dataProtection) =>
  (await ask<Sample>(bearer, SAMPLE, { week, size: 10, first: 100, ...more })).accessLogSample
const drawnIn = ({ entries }: Sample['accessLogSample']) =>
  entries.nodes.map(({ id }) => String(id.split(':')[1]))

/** The recipe of the README, without the hub: SHA-256 of the checkpoint, then the ids by SHA-256 of seed and id. */
function recomputed(jws: string, ids: readonly string[], size: number): string[] {
  const seed = createHash('sha256').update(jws).digest()
  const draw = (id: string) => createHash('sha256').update(seed).update(id).digest('hex')
  return [...ids].sort((a, b) => (draw(a) < draw(b) ? -1 : 1)).slice(0, size)
}

const WEEK = '2026-W11'
const inWeek = (count: number, more: Partial<Look> = {}) =>
  looks(
    ...Array.from({ length: count }, (_, minute) => ({
      at: new Date(Date.UTC(2026, 2, 9, 8, minute)).toISOString(),
      subjects: [person('1')],
      ...more,
    })),
  )

describe('The sample', () => {
  test('is what anybody can recompute from the first checkpoint after the week, and stays so', async () => {
    const ids = await inWeek(40)
    await inWeek(20, { code: '0101' })
    await checkpoint('2026-03-15T22:59:59Z', 'before-the-end')
    await checkpoint('2026-03-15T23:00:01Z', 'later')
    const decisive = await checkpoint('2026-03-15T23:00:00Z', 'eyJ.the-one.sig')
    const drawn = await sample(WEEK)
    expect(drawnIn(drawn)).toEqual(recomputed('eyJ.the-one.sig', ids, 10))
    expect(drawn).toMatchObject({
      seed: createHash('sha256').update('eyJ.the-one.sig').digest('hex'),
      from: '2026-03-08T23:00:00.000000Z',
      until: '2026-03-15T23:00:00.000000Z',
      entryCount: 40,
      checkpointTreeSize: `${decisive}`,
      refusals: [],
    })
    expect(drawn.entries.totalCount).toBe(10)
    expect(drawnIn(await sample(WEEK))).toEqual(drawnIn(drawn))
    expect(drawnIn(await sample(WEEK, { size: 3 }))).toEqual(drawnIn(drawn).slice(0, 3))
    const page = await sample(WEEK, { first: 4 })
    const next = await sample(WEEK, { first: 100, after: page.entries.pageInfo.endCursor })
    expect([...drawnIn(page), ...drawnIn(next)]).toEqual(drawnIn(drawn))
  })

  test('holds the entries of the week in Danish time, across the change of clocks and of the year', async () => {
    await looks({ at: '2026-12-27T22:59:59Z', subjects: [person('1')] })
    await checkpoint('2027-01-05T00:00:00Z', 'x')
    for (const week of ['2025-W01', '2025-W13', '2025-W43', '2020-W53', '2026-W01']) {
      const start = DateTime.fromISO(week, { zone: 'Europe/Copenhagen' })
      const { from, until } = await sample(week)
      expect([from, until].map((at) => DateTime.fromISO(at).toMillis())).toEqual([
        start.toMillis(),
        start.plus({ weeks: 1 }).toMillis(),
      ])
    }
    const unheard = { week: '2026-W54', size: 1, first: 1 }
    expect(await codesOf(dataProtection, SAMPLE, unheard)).toEqual(['BAD_USER_INPUT'])
  })

  test('is not ready before the week is over and a checkpoint is signed after it, and says when', async () => {
    await inWeek(3)
    await checkpoint('2026-03-15T22:59:59Z', 'too early')
    const early = await sample(WEEK)
    expect(early).toMatchObject({
      seed: null,
      checkpointTreeSize: null,
      entries: { nodes: [], totalCount: 0 },
    })
    expect(early.refusals).toEqual([
      {
        code: 'SAMPLE_NOT_READY',
        path: 'week',
        messageDa: expect.stringContaining('2026-03-16'),
        messageEn: expect.stringContaining('2026-03-16'),
      },
    ])
    const running = DateTime.now().setZone('Europe/Copenhagen')
    await looks({ subjects: [person('1')] })
    await checkpoint(running.plus({ weeks: 2 }).toISO() ?? '', 'from the future')
    const week = running.toFormat("kkkk-'W'WW")
    expect(await sample(week)).toMatchObject({
      seed: null,
      entries: { nodes: [] },
      refusals: [{ code: 'SAMPLE_NOT_READY' }],
    })
  })

  test.each([0, 101, -1])('of the size %i is refused', async (size) => {
    await inWeek(3)
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    expect(await sample(WEEK, { size })).toMatchObject({
      entries: { nodes: [] },
      refusals: [{ code: 'SAMPLE_SIZE_WRONG' }],
    })
  })

  test('favours no part of the week', async () => {
    const ids = await inWeek(1_000)
    const deciles = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 10; draw++) {
      await hub.asOwner('truncate audit.checkpoint')
      await checkpoint('2026-03-16T00:00:00Z', randomUUID())
      for (const id of drawnIn(await sample(WEEK, { size: 100 }))) {
        const decile = Math.floor(ids.indexOf(id) / 100)
        deciles[decile] = (deciles[decile] ?? 0) + 1
      }
    }
    expect(deciles.reduce((sum, count) => sum + count)).toBe(1_000)
    // Each is 100 on average with a deviation of 9; beyond 50 it happens once in some millions of runs.
    for (const count of deciles) expect(Math.abs(count - 100)).toBeLessThan(50)
  })

  test('is drawn for each officer from what that officer may see', async () => {
    await inWeek(5)
    const ofOrganisation = await inWeek(5, { number: '0045' })
    const elsewhere = await inWeek(5, { code: '0101' })
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    expect(drawnIn(await sample(WEEK, {}, organisationDataProtection))).toEqual(
      recomputed('x', ofOrganisation, 10),
    )
    expect(drawnIn(await sample(WEEK, {}, otherDataProtection))).toEqual(recomputed('x', elsewhere, 10))
    expect(await sample(WEEK, {}, BEARERS.operator).catch((error: Error) => error.message)).toContain(
      'PURPOSE',
    )
  })
})

interface Reviewed {
  readonly reviewAccess: {
    readonly entry: { readonly id: string; readonly review: Record<string, unknown> | null } | null
    readonly refusals: readonly { code: string; path: string; messageDa: string; messageEn: string }[]
  }
}
const REVIEW = `mutation ($input: ReviewAccessInput!) { reviewAccess(input: $input) {
  entry { id review { verdict remark week reviewedBy } } refusals { code path messageDa messageEn } } }`
const review = async (bearer: Bearer, id: string | undefined, more: Record<string, unknown> = {}) => {
  const input = { accessLogId: `AccessLogEntry:${id}`, week: WEEK, verdict: 'JUSTIFIED', ...more }
  return (await ask<Reviewed>(bearer, REVIEW, { input })).reviewAccess
}
const refusalsOf = async (...given: Parameters<typeof review>) =>
  (await review(...given)).refusals.map(({ code, path }) => `${code} ${path}`)

describe('A verdict', () => {
  test('is shown with the entry, the latest one, and what lacks one can be listed', async () => {
    const [first, second] = await inWeek(2)
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    expect(
      (await review(dataProtection, first, { verdict: 'UNCLEAR', remark: 'Spørg lederen' })).entry?.review,
    ).toEqual({
      verdict: 'UNCLEAR',
      remark: 'Spørg lederen',
      week: WEEK,
      reviewedBy: dataProtection.subject,
    })
    expect((await review(dataProtection, first)).entry?.review).toMatchObject({
      verdict: 'JUSTIFIED',
      remark: null,
    })
    expect(drawnIn(await sample(WEEK, { filter: { reviewed: false } }))).toEqual([second])
    expect(drawnIn(await sample(WEEK, { filter: { reviewed: true } }))).toEqual([first])
    expect(await hub.asOwner('select verdict from access_log_review order by recorded_at')).toEqual([
      { verdict: 'UNCLEAR' },
      { verdict: 'JUSTIFIED' },
    ])
  })

  test('is that of one controller; another one’s stays to itself', async () => {
    const [shared] = await inWeek(1, { number: '0045' })
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    await review(dataProtection, shared, { verdict: 'UNJUSTIFIED', remark: 'Kommunens egen' })
    expect(drawnIn(await sample(WEEK, { filter: { reviewed: false } }, organisationDataProtection))).toEqual([
      shared,
    ])
    await review(organisationDataProtection, shared, { verdict: 'JUSTIFIED' })
    const verdict = async (bearer: Bearer) =>
      ask(bearer, `query ($id: ID!) { accessLogEntry(id: $id) { review { verdict remark } } }`, {
        id: `AccessLogEntry:${shared}`,
      })
    expect(await verdict(dataProtection)).toEqual({
      accessLogEntry: { review: { verdict: 'UNJUSTIFIED', remark: 'Kommunens egen' } },
    })
    expect(await verdict(organisationDataProtection)).toEqual({
      accessLogEntry: { review: { verdict: 'JUSTIFIED', remark: null } },
    })
  })

  test('is refused for an entry that the officer may not see, as for one that does not exist', async () => {
    const [foreign] = await inWeek(1, { code: '0101' })
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    const missing = await review(dataProtection, randomUUID())
    expect(missing.refusals).toMatchObject([{ code: 'ACCESS_NOT_FOUND', path: 'input.accessLogId' }])
    expect(await review(dataProtection, foreign)).toEqual(missing)
    expect(await review(dataProtection, 'x')).toEqual(missing)
  })

  test('is refused on a look of one’s own, outside the sample, before there is one, and with a CPR number', async () => {
    const [own] = await inWeek(1, { subject: dataProtection.subject })
    const ids = await inWeek(130)
    const [otherWeek] = await looks({ at: '2026-03-20T10:00:00Z', subjects: [person('1')] })
    expect(await refusalsOf(dataProtection, ids[0])).toEqual(['SAMPLE_NOT_READY input.week'])
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    const drawn = recomputed('x', [String(own), ...ids], 100)
    const undrawn = ids.find((id) => !drawn.includes(id))
    const sampled = ids.find((id) => drawn.includes(id))
    expect(await refusalsOf(dataProtection, own)).toEqual(['OWN_LOOK input.accessLogId'])
    expect(await refusalsOf(dataProtection, undrawn)).toEqual(['ACCESS_NOT_IN_SAMPLE input.week'])
    expect(await refusalsOf(dataProtection, otherWeek)).toEqual(['ACCESS_NOT_IN_SAMPLE input.week'])
    expect(await refusalsOf(dataProtection, sampled, { remark: 'Slog 010190-1234 op' })).toEqual([
      'TEXT_HOLDS_CPR input.remark',
    ])
    expect(await refusalsOf(dataProtection, sampled)).toEqual([])
    expect(await hub.asOwner('select count(*)::int as count from access_log_review')).toEqual([{ count: 1 }])
  })

  test('takes the role and its purpose, and comes once under one key', async () => {
    const [id] = await inWeek(1)
    await checkpoint('2026-03-16T00:00:00Z', 'x')
    expect(await refusalsOf(BEARERS.allocator, id)).toEqual(['NOT_ALLOWED null'])
    expect(await refusalsOf(forCitizens(dataProtection), id)).toEqual(['PURPOSE_NOT_ALLOWED null'])
    const idempotencyKey = randomUUID()
    const once = await review(dataProtection, id, { idempotencyKey })
    expect(await review(dataProtection, id, { idempotencyKey })).toEqual(once)
    expect(await refusalsOf(dataProtection, id, { idempotencyKey, verdict: 'UNCLEAR' })).toEqual([
      'IDEMPOTENCY_KEY_REUSED idempotencyKey',
    ])
    expect(await hub.asOwner('select count(*)::int as count from access_log_review')).toEqual([{ count: 1 }])
  })
})
