import { randomUUID } from 'node:crypto'
import pg from 'pg'
import fc from '../support/fast-check.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

const FOREIGN_KEY = '23503'
const DONE = 'done'

let hub: TestIngest
let owner: pg.Client
beforeAll(async () => {
  hub = await testIngest()
  owner = new pg.Client({ connectionString: hub.ownerUrl })
  await owner.connect()
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await hub?.stop()
})

/** Two organisations with an estate, a section, a dwelling, a feed and a vacancy each, in a transaction of its own. */
const IDS = {
  organisation: ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'],
  estate: ['00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000012'],
  building_section: ['00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000022'],
  dwelling: ['00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000032'],
  feed: ['00000000-0000-7000-8000-000000000041', '00000000-0000-7000-8000-000000000042'],
  vacancy: ['00000000-0000-7000-8000-000000000051', '00000000-0000-7000-8000-000000000052'],
} as const

beforeEach(async () => {
  await owner.query('begin')
  await owner.query(`
    select set_config('app.subject', 'test', true);
    insert into public.change (subject, client_id, action, request_id) values ('test', 'test', 'stock:register', 'test');
    select set_config('app.change_id', (select max(id)::text from public.change), true)`)
  for (const [n, municipality] of [
    [0, '0169'],
    [1, '0101'],
  ] as const) {
    const organisation = IDS.organisation[n]
    await owner.query(`
      insert into public.housing_organisation (id, name) values ('${organisation}', 'Organisation');
      insert into public.estate (id, organisation_id, municipality_code, number)
        values ('${IDS.estate[n]}', '${organisation}', '${municipality}', '${n}');
      insert into public.building_section (id, estate_id, organisation_id, municipality_code, number)
        values ('${IDS.building_section[n]}', '${IDS.estate[n]}', '${organisation}', '${municipality}', '1');
      insert into public.feed (id, code, organisation_id, format, mapping, mode)
        values ('${IDS.feed[n]}', 'feed-${n}', '${organisation}', 'CSV', '{}', 'DELTA')`)
    await owner.query(dwelling({ id: IDS.dwelling[n], n, municipality }))
    await owner.query(vacancy({ id: IDS.vacancy[n], n, municipality }))
  }
})
afterEach(() => owner.query('rollback'))

interface Row {
  readonly id?: string
  /** Which of the two organisations. */
  readonly n?: number
  readonly organisation?: number
  readonly municipality?: string
  readonly estate?: string
  readonly section?: string | null
  readonly dwelling?: string
  readonly feed?: string
}

function dwellingValues({
  id,
  n = 0,
  organisation = n,
  municipality = '0169',
  estate,
  section,
}: Row): string {
  const parent = section === null || section === undefined ? 'null' : `'${section}'`
  return `('${id ?? randomUUID()}', '${IDS.organisation[organisation]}', '${municipality}', '${estate ?? IDS.estate[n]}',
    ${parent}, '${randomUUID()}', 0, now(), '${randomUUID()}')`
}

function dwelling(...rows: Row[]): string {
  return `insert into public.dwelling (id, organisation_id, municipality_code, estate_id, building_section_id,
    tenancy_number, source_sequence, source_time, source_hash) values ${rows.map(dwellingValues).join()}`
}

function vacancy(...rows: Row[]): string {
  const values = rows.map(
    ({ id, n = 0, organisation = n, municipality = '0169', dwelling: dwellingId, feed }) =>
      `('${id ?? randomUUID()}', '${IDS.organisation[organisation]}', '${municipality}', '${dwellingId ?? IDS.dwelling[n]}',
        '${randomUUID()}', '${feed ?? IDS.feed[n]}', '${randomUUID()}', 'ANNOUNCED', 'ANNOUNCED', 0, 0, now(),
        '${randomUUID()}', now())`,
  )
  return `insert into public.vacancy (id, organisation_id, municipality_code, dwelling_id, source_id, feed_id, delivery_id,
    state, reported_state, rent_oere, source_sequence, source_time, source_hash, seen_at) values ${values.join()}`
}

/** What becomes of a statement; nothing of it stays. */
async function outcome(sql: string): Promise<string | undefined> {
  await owner.query('savepoint before')
  try {
    await owner.query(sql)
    return DONE
  } catch (error) {
    return (error as { code?: string }).code
  } finally {
    await owner.query('rollback to before')
  }
}

describe('What a row hangs on is there when it is entered', () => {
  test.each([
    ['a dwelling of an estate and a section', dwelling({ section: IDS.building_section[0] }), DONE],
    ['a dwelling without a section', dwelling({ section: null }), DONE],
    ['a dwelling in no estate', dwelling({ estate: randomUUID() }), FOREIGN_KEY],
    ['a dwelling in the estate of another organisation', dwelling({ estate: IDS.estate[1] }), FOREIGN_KEY],
    ['a dwelling of another organisation than its estate', dwelling({ organisation: 1 }), FOREIGN_KEY],
    ['a dwelling of another municipality than its estate', dwelling({ municipality: '0101' }), FOREIGN_KEY],
    ['a dwelling of a section that is not there', dwelling({ section: randomUUID() }), FOREIGN_KEY],
    ['one such dwelling among others', dwelling({}, { estate: IDS.estate[1] }, {}), FOREIGN_KEY],
    ['a vacancy of a dwelling and a feed', vacancy({}), DONE],
    ['a vacancy of no dwelling', vacancy({ dwelling: randomUUID() }), FOREIGN_KEY],
    [
      'a vacancy of the dwelling of another organisation',
      vacancy({ dwelling: IDS.dwelling[1] }),
      FOREIGN_KEY,
    ],
    ['a vacancy of another organisation', vacancy({ organisation: 1, feed: IDS.feed[1] }), FOREIGN_KEY],
    ['a vacancy of another municipality than its dwelling', vacancy({ municipality: '0101' }), FOREIGN_KEY],
    ['a vacancy of no feed', vacancy({ feed: randomUUID() }), FOREIGN_KEY],
    ['a vacancy of the feed of another organisation', vacancy({ feed: IDS.feed[1] }), FOREIGN_KEY],
    ['one such vacancy among others', vacancy({}, { feed: IDS.feed[1] }, {}), FOREIGN_KEY],
  ])('%s', async (_, sql, expected) => {
    expect(await outcome(sql)).toBe(expected)
  })

  test('to the application as well, which sees no other organisation', async () => {
    await owner.query(`select set_config('app.roles', '{organisation_system}', true),
      set_config('app.organisation_ids', '{${IDS.organisation[0]}}', true)`)
    await owner.query('set local role boligbro_app')
    expect(await outcome(dwelling({}))).toBe(DONE)
    expect(await outcome(vacancy({}))).toBe(DONE)
    expect(await outcome(dwelling({ estate: IDS.estate[1] }))).toBe(FOREIGN_KEY)
    expect(await outcome(vacancy({ dwelling: IDS.dwelling[1] }))).toBe(FOREIGN_KEY)
    expect(await outcome(vacancy({ feed: IDS.feed[1] }))).toBe(FOREIGN_KEY)
  })
})

describe('What a row hangs on is there when it is changed', () => {
  const own = (table: keyof typeof IDS) => `where id = '${IDS[table][0]}'`

  test.each([
    ['a dwelling that changes', 'dwelling', 'rooms = 3', DONE],
    [
      'a dwelling that gets a section',
      'dwelling',
      `building_section_id = '${IDS.building_section[0]}'`,
      DONE,
    ],
    [
      'a dwelling that moves to no section',
      'dwelling',
      `building_section_id = '${randomUUID()}'`,
      FOREIGN_KEY,
    ],
    ['a dwelling that moves to no estate', 'dwelling', `estate_id = '${randomUUID()}'`, FOREIGN_KEY],
    [
      'a dwelling that moves to the estate of another',
      'dwelling',
      `estate_id = '${IDS.estate[1]}'`,
      FOREIGN_KEY,
    ],
    ['a vacancy that changes', 'vacancy', 'rent_oere = 1', DONE],
    ['a vacancy that moves to no dwelling', 'vacancy', `dwelling_id = '${randomUUID()}'`, FOREIGN_KEY],
    [
      'a vacancy that moves to the dwelling of another',
      'vacancy',
      `dwelling_id = '${IDS.dwelling[1]}'`,
      FOREIGN_KEY,
    ],
    ['a vacancy that moves to another municipality', 'vacancy', `municipality_code = '0101'`, FOREIGN_KEY],
    ['a vacancy that moves to no feed', 'vacancy', `feed_id = '${randomUUID()}'`, FOREIGN_KEY],
    ['a vacancy that moves to the feed of another', 'vacancy', `feed_id = '${IDS.feed[1]}'`, FOREIGN_KEY],
  ] as const)('%s', async (_, table, change, expected) => {
    expect(await outcome(`update public.${table} set ${change} ${own(table)}`)).toBe(expected)
  })
})

describe('What others hang on stays, even for the owner', () => {
  const PARENTS = {
    estate: ['id', 'organisation_id', 'municipality_code'],
    building_section: ['id'],
    dwelling: ['id', 'organisation_id', 'municipality_code'],
    feed: ['id', 'organisation_id'],
  } as const
  const other = {
    id: `'${randomUUID()}'`,
    organisation_id: `'${IDS.organisation[1]}'`,
    municipality_code: `'0101'`,
  }

  test.each(
    Object.entries(PARENTS).flatMap(([table, columns]) => columns.map((column) => [table, column] as const)),
  )('%s keeps its %s', async (table, column) => {
    // Other tables' foreign keys would refuse it too, so they are taken away first.
    await owner.query('set local session_replication_role = replica')
    await owner.query(`alter table public.${table} enable always trigger key_stays`)
    expect(await outcome(`update public.${table} set ${column} = ${column}`)).toBe(DONE)
    expect(
      await outcome(`update public.${table} set ${column} = ${other[column]} where ${column} <> ${other[column]}
      and id = '${IDS[table as keyof typeof PARENTS][0]}'`),
    ).toBe(FOREIGN_KEY)
  })

  test.each(Object.keys(PARENTS))('no %s is deleted', async (table) => {
    await owner.query('set local session_replication_role = replica')
    await owner.query(`alter table public.${table} enable always trigger row_stays`)
    expect(
      await outcome(`delete from public.${table} where id = '${IDS[table as keyof typeof PARENTS][0]}'`),
    ).toBe(FOREIGN_KEY)
  })
})

test('the storey is what it was before it was told faster', async () => {
  const texts = fc.array(
    fc.oneof(
      fc.constantFrom(
        'st',
        'St. tv',
        'ST',
        'sT th',
        'stuen',
        's',
        'kl',
        'KL. 2',
        'Kælder',
        '1. tv',
        '12',
        '123',
        '2',
        ' 3',
      ),
      fc.string({ unit: fc.constantFrom('s', 'S', 'ſ', 't', 'T', 'k', 'K', 'l', '1', '9', '.', ' ', 'æ') }),
    ),
    { minLength: 1, maxLength: 50 },
  )
  await fc.assert(
    fc.asyncProperty(texts, async (floorDoors) => {
      await owner.query('savepoint before')
      await owner.query(
        `insert into public.dwelling (organisation_id, municipality_code, estate_id, tenancy_number, floor_door,
           source_sequence, source_time, source_hash)
         select $1, '0169', $2, 'floor-' || n, t, 0, now(), gen_random_uuid() from unnest($3::text[]) with ordinality f(t, n)`,
        [IDS.organisation[0], IDS.estate[0], floorDoors],
      )
      const { rows } = await owner.query(
        `select floor_door, floor, case when floor_door ~* '^st' then 0 when floor_door ~* '^kl' then -1
            when floor_door ~ '^[0-9]{1,2}([^0-9]|$)' then substring(floor_door from '^[0-9]{1,2}')::smallint end as before
           from public.dwelling where tenancy_number ~ '^floor-'`,
      )
      await owner.query('rollback to before')
      expect(rows.filter(({ floor, before }) => floor !== before)).toEqual([])
      expect(rows).toHaveLength(floorDoors.length)
    }),
    { numRuns: 30 },
  )
})
