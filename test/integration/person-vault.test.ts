import { randomBytes } from 'node:crypto'
import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { ConfigurationError } from '../../src/kernel/errors.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { copyOf, type TestDatabase, testDatabase } from '../support/database.ts'
import {
  answerTo,
  asCaseworker,
  command,
  inChange,
  PERSON,
  personInput,
  registered,
  type ShownHousehold,
  type ShownPerson,
} from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'

const MASTER_KEY = randomBytes(32).toString('base64')

/** The keys' own database, as in production. */
let keys: TestDatabase
let hub: TestHub
const hubs: TestHub[] = []

beforeAll(async () => {
  keys = await testDatabase()
  hub = await startHub({ env: settings(), sampleData: false })
}, 120_000)
afterAll(async () => {
  for (const one of hubs) await one.stop()
  await hub?.stop()
  await keys?.drop()
})

const settings = () => ({ KEY_DATABASE_URL: keys.ownerUrl, PERSON_MASTER_KEY: MASTER_KEY })

async function personOf(of: TestHub, id: string | undefined, knownAt?: string): Promise<ShownPerson | null> {
  const { person } = await asCaseworker<{ person: ShownPerson | null }>(
    of,
    'allocator',
    `query Q($id: ID!, $knownAt: Instant) { person(id: $id, knownAt: $knownAt) { ${PERSON} } }`,
    { id, knownAt },
  )
  return person
}

/** A household with one tenant whose name was corrected, and a moment at which the old name was known. */
async function renamed(): Promise<{ person: ShownPerson; household: ShownHousehold; before: string }> {
  const household = await registered(hub, 'allocator', { persons: [personInput({ name: 'Gammelt Navn' })] })
  const before = new Date().toISOString()
  const input = { householdId: household.id, personId: household.persons.nodes[0]?.id, ...personInput() }
  const { shown } = await command<ShownPerson>(hub, 'allocator', 'recordPerson', { input })
  return { person: shown as ShownPerson, household, before }
}

/** Another hub over a copy of the main database as it is now, with the same keys. */
async function restored(): Promise<TestHub> {
  const running = hub
  await running.pause()
  const copy = await copyOf(running.database)
  hub = await startHub({ env: settings(), sampleData: false, database: running.database })
  const other = await startHub({ env: settings(), sampleData: false, database: copy })
  hubs.push(other)
  return other
}

test('the main database holds neither keys nor what finds a CPR number, and nothing readable', async () => {
  await registered(hub, 'allocator', {
    persons: [personInput({ name: 'Aldrig I Klar Tekst', cpr: '2512575001' })],
  })
  expect(await hub.asOwner(`select 1 from pg_namespace where nspname = 'vault'`)).toEqual([])
  const tables = await hub.asOwner<{ name: string }>(
    `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'history') and c.relkind = 'r'`,
  )
  const readable = ['Aldrig I Klar Tekst', '2512575001', 'Ingensteds 1', 'opdigtet@prøve.example']
  for (const { name } of tables) {
    const rows = await hub.asOwner<{ row: string }>(`select t::text as row from ${name} t`)
    const text = rows.map(({ row }) => row).join('\n')
    for (const value of readable) {
      expect([name, text.includes(value)]).toEqual([name, false])
      expect([name, text.includes(Buffer.from(value).toString('hex'))]).toEqual([name, false])
    }
  }
})

describe('Erasing a person', () => {
  test('makes every version unreadable at once, and no other person', async () => {
    const { person, before } = await renamed()
    const other = await registered(hub, 'allocator')
    expect((await personOf(hub, person.id, before))?.identity?.name).toBe('Gammelt Navn')

    expect(await command(hub, 'eraser', 'erasePerson', { id: person.id })).toEqual({ shown: null, codes: [] })
    const nothing = { name: null, cpr: null, phone: null, email: null, address: null }
    expect(await personOf(hub, person.id)).toMatchObject({ erased: true, identity: nothing })
    expect(await personOf(hub, person.id, before)).toMatchObject({ erased: false, identity: nothing })
    expect(
      await hub.asOwner('select 1 from person_identity where erased and name_sealed is not null'),
    ).toEqual([])
    expect((await personOf(hub, other.persons.nodes[0]?.id))?.identity).toEqual(
      other.persons.nodes[0]?.identity,
    )
    const found = await asCaseworker(
      hub,
      'allocator',
      '{ personByCpr(cpr: "3112575001", municipalityCode: "0169") { id } }',
    )
    expect(found).not.toEqual({ personByCpr: { id: person.id } })
  })

  test('makes a copy of the main database that was taken before unreadable too', async () => {
    const { person, household } = await renamed()
    const other = await registered(hub, 'allocator')
    const copy = await restored()
    expect((await personOf(copy, person.id))?.identity?.name).toBe('Opdigtet Prøve')
    await command(hub, 'eraser', 'erasePerson', { id: person.id })
    const inCopy = await personOf(copy, person.id)
    expect(inCopy).toMatchObject({ erased: false, identity: { name: null, cpr: null, address: null } })
    expect((await personOf(copy, other.persons.nodes[0]?.id))?.identity?.name).toBe('Opdigtet Prøve')
    const { shown, codes } = await command(copy, 'allocator', 'recordPerson', {
      input: { householdId: household.id, personId: person.id, ...personInput() },
    })
    expect([shown, codes]).toEqual([null, ['PERSON_ERASED']])
  }, 60_000)

  test('again does nothing more; nobody can be entered in the place', async () => {
    const { person, household } = await renamed()
    for (let time = 0; time < 2; time++) {
      expect((await command(hub, 'eraser', 'erasePerson', { id: person.id })).codes).toEqual([])
    }
    const input = { householdId: household.id, personId: person.id, ...personInput() }
    expect((await command(hub, 'allocator', 'recordPerson', { input })).codes).toEqual(['PERSON_ERASED'])
  })

  test('of a person under address protection works alike', async () => {
    const household = await registered(hub, 'allocator', {
      persons: [personInput({}, { addressProtected: true })],
    })
    const id = household.persons.nodes[0]?.id
    expect((await command(hub, 'eraser', 'erasePerson', { id })).codes).toEqual([])
    expect(await personOf(hub, id)).toMatchObject({ erased: true, identity: { name: null } })
  })

  test('is only tried where nothing is to remain of it', async () => {
    const { person } = await renamed()
    expect((await command(hub, 'eraser', 'erasePerson', { id: person.id, dryRun: true })).codes).toEqual([])
    expect(await personOf(hub, person.id)).toEqual(person)
  })

  test('is refused alike for a person who is not there and one whom one may not see', async () => {
    const foreign = await registered(hub, 'otherMunicipality', { municipalityCode: '0101' })
    for (const id of [
      foreign.persons.nodes[0]?.id,
      'Person:11111111-1111-4111-8111-111111111111',
      'Person:1',
    ]) {
      expect((await command(hub, 'eraser', 'erasePerson', { id })).codes).toEqual(['PERSON_NOT_FOUND'])
    }
    const { person } = await renamed()
    const { codes } = await command(hub, 'allocator', 'erasePerson', { id: person.id })
    expect(codes).toEqual(['PURPOSE_NOT_ALLOWED'])
    expect(await personOf(hub, person.id)).toEqual(person)
  })
})

describe('A sealed value', () => {
  test.each([
    [
      'of another person',
      'name_sealed = (select name_sealed from person_identity where person_id <> $1 and name_sealed is not null limit 1)',
    ],
    ['of another part', 'name_sealed = address_sealed'],
    ['with a bit changed', 'name_sealed = set_byte(name_sealed, 40, get_byte(name_sealed, 40) # 1)'],
  ])('%s does not open, and says nothing of itself', async (_, moved) => {
    const { person } = await renamed()
    await inChange(hub, `update person_identity set ${moved} where person_id = $1`, [
      person.id.slice('Person:'.length),
    ])
    const { data, errors, text } = await answerTo(
      hub,
      'allocator',
      `query Q($id: ID!) { person(id: $id) { ${PERSON} } }`,
      {
        id: person.id,
      },
    )
    expect(data?.person ?? null).toBeNull()
    expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
    for (const word of ['Navn', 'Prøve', 'seal', 'key']) expect(text).not.toContain(word)
  })

  test('under a key that was taken from another person does not open', async () => {
    const { person } = await renamed()
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: keys.ownerUrl })
    await client.connect()
    await client.query(
      `update vault.person_key set wrapped = (select wrapped from vault.person_key where person_id <> $1 limit 1) where person_id = $1`,
      [person.id.slice('Person:'.length)],
    )
    await client.end()
    const { errors } = await answerTo(
      hub,
      'allocator',
      `query Q($id: ID!) { person(id: $id) { ${PERSON} } }`,
      {
        id: person.id,
      },
    )
    expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
  })
})

describe('The hub does not start', () => {
  const start = (env: Record<string, string>) =>
    startApp(
      loadConfig({
        PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: hub.database.url,
        MIGRATION_DATABASE_URL: hub.database.ownerUrl,
        OIDC_ISSUER: 'https://issuer.example',
        OIDC_AUDIENCE: 'https://hub.example',
        OIDC_JWKS_URI: 'https://issuer.example/jwks',
        CURSOR_SECRET: MASTER_KEY,
        ...settings(),
        ...env,
      }),
      systemClock,
    )

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'with another master key',
      () => ({ PERSON_MASTER_KEY: randomBytes(32).toString('base64') }),
      /^PERSON_MASTER_KEY .*angiv/i,
    ],
    [
      'without the keys’ database',
      () => ({ KEY_DATABASE_URL: 'postgres://127.0.0.1:1/keys' }),
      /KEY_DATABASE_URL.*ECONNREFUSED|ECONNREFUSED.*KEY_DATABASE_URL/,
    ],
    [
      'with a login that may not make the schema',
      () => ({ KEY_DATABASE_URL: hub.database.url }),
      /KEY_DATABASE_URL/,
    ],
  ])('%s', async (_, env, says) => {
    const failure = await start(env()).then(
      (app) => app.stop(),
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ConfigurationError)
    expect(String((failure as ConfigurationError).problems[0])).toMatch(says)
  })

  test('but does with the right one', async () => {
    await (await start({})).stop()
  })
})
