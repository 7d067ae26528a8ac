import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import {
  answerTo,
  asCaseworker,
  CASEWORKERS,
  type Caseworker,
  command,
  HOUSEHOLD,
  householdInput,
  OTHER_UNIT,
  PERSON,
  personInput,
  registered,
  type ShownHousehold,
  type ShownIdentity,
  type ShownPerson,
  UNIT,
} from '../support/households.ts'
import { startHub, statementsDuring, type TestHub } from '../support/hub.ts'
import { originOfBearer } from '../support/story.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

async function householdOf(who: Caseworker, id: string, more = ''): Promise<ShownHousehold | null> {
  const { household } = await asCaseworker<{ household: ShownHousehold | null }>(
    hub,
    who,
    `query Q($id: ID!) { household(id: $id${more}) { ${HOUSEHOLD} } }`,
    { id },
  )
  return household
}

const knownNow = () => `, knownAt: "${new Date().toISOString()}"`
const IN_REACH = { organisationUnitId: UNIT, kleNumber: '27.35.12' }

describe('A household', () => {
  test('is entered with its persons and need in one go, and read back decrypted', async () => {
    const household = await registered(hub, 'allocator', {
      ...IN_REACH,
      children: 2,
      need: {
        needClass: 'HOMELESS',
        origin: 'SHELTER',
        supportMethods: ['CTI', 'ACT', 'CTI'],
        rentMax: '3500.00',
      },
    })
    const { id, caseReference, persons } = household
    expect(household).toEqual({
      id,
      caseReference,
      ...IN_REACH,
      adults: 1,
      children: 2,
      need: { needClass: 'HOMELESS', origin: 'SHELTER', supportMethods: ['ACT', 'CTI'], rentMax: '3500.00' },
      persons: {
        totalCount: 1,
        nodes: [
          {
            id: persons.nodes[0]?.id,
            leaseParty: true,
            addressProtected: false,
            erased: false,
            identity: {
              id: persons.nodes[0]?.identity?.id,
              name: 'Opdigtet Prøve',
              cpr: '3112575001',
              phone: '+45 00 00 00 00',
              email: 'opdigtet@prøve.example',
              address: 'Ingensteds 1',
            },
          },
        ],
      },
    })
    expect(await householdOf('system', id)).toEqual(household)
  })

  test('of homeless people without a CPR number, or of whom nothing is known, is taken', async () => {
    const { persons } = await registered(hub, 'system', {
      persons: [personInput({ cpr: null, address: null, phone: null, email: null }), personInput(null)],
    })
    expect(persons.nodes.map((person) => person.identity)).toEqual([
      { id: expect.any(String), name: 'Opdigtet Prøve', cpr: null, phone: null, email: null, address: null },
      null,
    ])
  })

  test.each([
    ['a CPR number for a case reference', { caseReference: '311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['a CPR number inside a case reference', { caseReference: 'SAG/3112575001' }, ['TEXT_HOLDS_CPR']],
    ['a CPR number set apart with points', { caseReference: '31.12.57.5001' }, ['TEXT_HOLDS_CPR']],
    ['what looks like a CPR number', { caseReference: '991357-5001' }, ['CASE_REFERENCE_HOLDS_CPR']],
    ['a case reference with a space', { caseReference: 'SAG 1' }, ['CASE_REFERENCE_MALFORMED']],
    ['a unit that is no UUID', { organisationUnitId: 'Unit:1' }, ['ORGANISATION_UNIT_MALFORMED']],
    ['a KLE number that is none', { kleNumber: '27.3' }, ['KLE_NUMBER_MALFORMED']],
    ['nobody', { adults: 0 }, ['HOUSEHOLD_SIZE_WRONG']],
    ['too many children', { children: 21 }, ['HOUSEHOLD_SIZE_WRONG']],
    ['too many persons', { persons: Array(41).fill(personInput(null)) }, ['TOO_MANY_PERSONS']],
    ['a negative rent', { need: { needClass: 'OTHER', rentMax: '-1.00' } }, ['AMOUNT_NEGATIVE']],
    ['another municipality', { municipalityCode: '0101' }, ['CASE_OUT_OF_REACH']],
    ['no municipality', { municipalityCode: '9999' }, ['MUNICIPALITY_NOT_FOUND']],
    ['two mistakes', { adults: 21, kleNumber: '1' }, ['KLE_NUMBER_MALFORMED', 'HOUSEHOLD_SIZE_WRONG']],
  ])('with %s is refused', async (_, changes, codes) => {
    const before = await hub.asOwner('select 1 from vault.person_key')
    expect(await command(hub, 'system', 'registerHousehold', { input: householdInput(changes) })).toEqual({
      shown: null,
      codes,
    })
    expect(await hub.asOwner('select 1 from vault.person_key')).toHaveLength(before.length)
  })

  test.each(['aa101165-0000-4ee9-9369-eb1001129080', 'Sag/AA991357-5001-4EE9-9369-EB1001129080'])(
    'is taken under a UUID, whatever its digits: %s',
    async (caseReference) => {
      const { id } = await registered(hub, 'system', { caseReference })
      expect(
        await hub.asOwner(`select case_reference from household where 'Household:' || id = $1`, [id]),
      ).toEqual([{ case_reference: caseReference }])
    },
  )

  test('has a case reference that no other of its unit and KLE number has', async () => {
    const caseReference = `SAG-${randomUUID().slice(0, 8)}`
    await registered(hub, 'system', { caseReference })
    const again = await command(hub, 'system', 'registerHousehold', {
      input: householdInput({ caseReference }),
    })
    expect(again.codes).toEqual(['CASE_REFERENCE_TAKEN'])
    await registered(hub, 'system', { caseReference, organisationUnitId: UNIT })
  })

  test('sent again under its key is entered once, with its keys', async () => {
    const idempotencyKey = randomUUID()
    const input = householdInput()
    const first = await command<ShownHousehold>(hub, 'system', 'registerHousehold', { input, idempotencyKey })
    const second = await command<ShownHousehold>(hub, 'system', 'registerHousehold', {
      input,
      idempotencyKey,
    })
    expect(second).toEqual(first)
    const other = await command(hub, 'system', 'registerHousehold', {
      input: householdInput({
        caseReference: input.caseReference,
        persons: [personInput({ name: 'En Anden' })],
      }),
      idempotencyKey,
    })
    expect(other.codes).toEqual(['IDEMPOTENCY_KEY_REUSED'])
    const keys = await hub.asOwner(
      `select 1 from vault.person_key k left join person p on p.id = k.person_id where p.id is null`,
    )
    expect(keys).toEqual([])
  })

  test('whose change has to be run again gets its keys once', async () => {
    await hub.asOwner(`create sequence turn;
      create function fail_once() returns trigger language plpgsql security definer as $$
      begin
        if nextval('turn') = 1 then raise exception 'once more' using errcode = 'serialization_failure'; end if;
        return new;
      end $$;
      create trigger fail_once before insert on person_identity for each row execute function fail_once()`)
    const keys = () => hub.asOwner('select 1 from vault.person_key')
    const before = (await keys()).length
    const { persons } = await registered(hub, 'system')
    expect(persons.nodes[0]?.identity?.name).toBe('Opdigtet Prøve')
    expect(await keys()).toHaveLength(before + 1)
    const [turn] = await hub.asOwner<{ last: string }>('select last_value as last from turn')
    expect(turn?.last).toBe('2')
    await hub.asOwner(
      'drop trigger fail_once on person_identity; drop function fail_once(); drop sequence turn',
    )
  })

  test('is read with one query for all its persons’ keys, and with none when nothing sealed is asked for', async () => {
    const { id } = await registered(hub, 'system', { persons: [personInput(), personInput(), personInput()] })
    const keyQueries = async (document: string) =>
      (await statementsDuring(() => asCaseworker(hub, 'system', document, { id }))).filter((text) =>
        text.includes('vault.person_key'),
      )
    expect(await keyQueries(`query Q($id: ID!) { household(id: $id) { ${HOUSEHOLD} } }`)).toHaveLength(1)
    expect(await keyQueries('query Q($id: ID!) { household(id: $id) { adults } }')).toHaveLength(0)
  })

  test('that is only tried leaves neither a row nor a key, and shows what would be', async () => {
    const caseReference = `SAG-${randomUUID().slice(0, 8)}`
    const counts = () =>
      hub.asOwner(
        'select (select count(*) from household) as rows, (select count(*) from vault.person_key) as keys',
      )
    const before = await counts()
    const { shown, codes } = await command<ShownHousehold>(hub, 'system', 'registerHousehold', {
      input: householdInput({ caseReference }),
      dryRun: true,
    })
    expect(codes).toEqual([])
    expect(shown?.persons.nodes[0]?.identity?.name).toBe('Opdigtet Prøve')
    expect(await counts()).toEqual(before)
  })

  test('is corrected, and known as it was before by those who may read history', async () => {
    const { id, caseReference } = await registered(hub, 'system', { adults: 1 })
    const before = knownNow()
    await command(hub, 'system', 'recordNeed', {
      input: { householdId: id, needClass: 'YOUNG_PERSON', rentMax: '3000.00' },
    })
    const { shown } = await command<ShownHousehold>(hub, 'system', 'correctHousehold', {
      input: { householdId: id, caseReference, adults: 2, children: 1, kleNumber: '32' },
    })
    expect(shown).toMatchObject({
      adults: 2,
      children: 1,
      kleNumber: '32',
      need: { needClass: 'YOUNG_PERSON', rentMax: '3000.00', origin: null, supportMethods: [] },
    })
    expect(await householdOf('allocator', id, before)).toMatchObject({
      adults: 1,
      kleNumber: null,
      need: null,
    })
    expect(await householdOf('system', id, before)).toBeNull()
  })

  test.each<[Caseworker, string]>([
    ['otherMunicipality', 'of another municipality'],
    ['leaseMaker', 'of an organisation'],
  ])('is not there for a caseworker (%s) %s', async (who) => {
    const { id } = await registered(hub, 'system')
    expect(await householdOf(who, id)).toBeNull()
    const missing = await command(hub, who, 'recordNeed', { input: { householdId: id, needClass: 'OTHER' } })
    expect(missing.codes).toEqual([who === 'leaseMaker' ? 'NOT_ALLOWED' : 'HOUSEHOLD_NOT_FOUND'])
  })
})

describe('Case limits of the token', () => {
  test('keep a caseworker to the unit and the KLE group', async () => {
    const inside = await registered(hub, 'system', IN_REACH)
    const outside = [
      await registered(hub, 'system', { ...IN_REACH, organisationUnitId: OTHER_UNIT }),
      await registered(hub, 'system', { ...IN_REACH, kleNumber: '32' }),
      await registered(hub, 'system', { ...IN_REACH, kleNumber: null }),
      await registered(hub, 'system', { ...IN_REACH, organisationUnitId: null }),
    ]
    expect(await householdOf('nominator', inside.id)).toMatchObject({ id: inside.id })
    for (const { id, persons } of outside) {
      expect(await householdOf('system', id)).not.toBeNull()
      expect(await householdOf('nominator', id)).toBeNull()
      const { node } = await asCaseworker<{ node: unknown }>(
        hub,
        'nominator',
        'query Q($id: ID!) { node(id: $id) { id } }',
        { id: persons.nodes[0]?.identity?.id },
      )
      expect(node).toBeNull()
    }
    const { households } = await asCaseworker<{ households: { nodes: { organisationUnitId: string }[] } }>(
      hub,
      'nominator',
      '{ households(first: 100) { nodes { organisationUnitId } } }',
    )
    expect(households.nodes.map((node) => node.organisationUnitId)).toEqual(expect.arrayContaining([UNIT]))
    expect(new Set(households.nodes.map((node) => node.organisationUnitId))).toEqual(new Set([UNIT]))
  })

  test.each([
    ['out of', IN_REACH, { ...IN_REACH, organisationUnitId: OTHER_UNIT }, ['CASE_OUT_OF_REACH']],
    ['into', { ...IN_REACH, organisationUnitId: OTHER_UNIT }, IN_REACH, ['HOUSEHOLD_NOT_FOUND']],
    ['within', IN_REACH, { ...IN_REACH, kleNumber: '27.57' }, []],
  ])('are judged on the old and the new state: moving a case %s one’s reach', async (_, from, to, codes) => {
    const { id, caseReference } = await registered(hub, 'system', from)
    const input = { householdId: id, caseReference, adults: 1, children: 0, ...to }
    expect((await command(hub, 'nominator', 'correctHousehold', { input })).codes).toEqual(codes)
    expect(await householdOf('system', id)).toMatchObject(codes.length === 0 ? to : from)
  })

  test('refuse to enter a case beyond them', async () => {
    const input = householdInput({ ...IN_REACH, kleNumber: '32' })
    expect((await command(hub, 'nominator', 'registerHousehold', { input })).codes).toEqual([
      'CASE_OUT_OF_REACH',
    ])
  })
})

describe('Address protection', () => {
  const SECRETS = ['Skjult Person', 'Hemmelig Vej 7', '3012575001', 'skjult@prøve.example', '+45 11 11 11 11']
  const protectedPerson = personInput(
    {
      name: SECRETS[0],
      address: SECRETS[1],
      cpr: SECRETS[2],
      email: SECRETS[3],
      phone: SECRETS[4],
    },
    { addressProtected: true },
  )
  let household: ShownHousehold
  let identity: ShownIdentity
  beforeAll(async () => {
    household = await registered(hub, 'allocator', { ...IN_REACH, persons: [protectedPerson] })
    identity = household.persons.nodes[0]?.identity as ShownIdentity
  })

  test.each<Caseworker>(['system', 'nominator', 'otherMunicipality', 'leaseMaker'])(
    'hides who it is from %s on every path',
    async (who) => {
      const person = household.persons.nodes[0]?.id
      const documents = [
        `{ households(first: 100) { totalCount nodes { ${HOUSEHOLD} } edges { node { ${HOUSEHOLD} } } } }`,
        `query Q($household: ID!) { household(id: $household) { ${HOUSEHOLD} } }`,
        `query Q($household: ID!) { household(id: $household, knownAt: "${new Date().toISOString()}") { ${HOUSEHOLD} } }`,
        `query Q($person: ID!) { person(id: $person) { ${PERSON} } }`,
        `query Q($person: ID!) { person(id: $person, knownAt: "${new Date().toISOString()}") { ${PERSON} } }`,
        `query Q($identity: ID!) { node(id: $identity) { id ... on PersonIdentity { name cpr phone email address } } }`,
        `query Q($identity: ID!) { nodes(ids: [$identity]) { id ... on PersonIdentity { name cpr phone email address } } }`,
        `{ personByCpr(cpr: "3012575001", municipalityCode: "0169") { ${PERSON} } }`,
        `{ disclosures(first: 100) { nodes { tenants(first: 10) { totalCount nodes { name address } } } } }`,
      ]
      for (const document of documents) {
        const { text } = await answerTo(hub, who, document, {
          household: household.id,
          person,
          identity: identity.id,
        })
        for (const secret of [...SECRETS, identity.id]) expect(text).not.toContain(secret)
      }
    },
  )

  test('shows it to an allocator', async () => {
    expect(identity).toMatchObject({ name: SECRETS[0], address: SECRETS[1], cpr: SECRETS[2] })
    expect((await householdOf('allocator', household.id))?.persons.nodes[0]?.identity).toEqual(identity)
  })

  test('is set by any caseworker, who then no longer reads who it is, not even in the answer', async () => {
    const { id, persons } = await registered(hub, 'nominator', IN_REACH)
    const personId = persons.nodes[0]?.id
    expect(persons.nodes[0]?.identity?.name).toBe('Opdigtet Prøve')
    const input = { householdId: id, personId, ...protectedPerson }
    const { shown, codes } = await command<ShownPerson>(hub, 'nominator', 'recordPerson', { input })
    expect(codes).toEqual([])
    expect(shown).toMatchObject({ addressProtected: true, identity: null })
    const found = await householdOf('allocator', id)
    expect(found?.persons.nodes[0]?.identity?.name).toBe(SECRETS[0])
  })

  test('is lifted, and a protected person corrected, by an allocator only', async () => {
    const personId = household.persons.nodes[0]?.id
    const lifting = { householdId: household.id, personId, ...personInput(null) }
    const refused = await command(hub, 'nominator', 'recordPerson', { input: lifting })
    expect(refused.codes).toEqual(['NOT_ALLOWED'])
    const { shown } = await command<ShownPerson>(hub, 'allocator', 'recordPerson', { input: lifting })
    expect(shown).toMatchObject({ addressProtected: false, identity: { name: SECRETS[0] } })
    const again = { ...lifting, addressProtected: true }
    expect((await command(hub, 'allocator', 'recordPerson', { input: again })).codes).toEqual([])
  })

  test('is lifted by no SQL of a nominator’s either', async () => {
    const app = new pg.Client({ connectionString: hub.database.url })
    await app.connect()
    const personId = household.persons.nodes[0]?.id.slice('Person:'.length)
    const lift = async (who: 'nominator' | 'allocator') => {
      await app.query('begin')
      try {
        await app.query(SET_ACTOR_SQL, actorParameters(originOfBearer(CASEWORKERS[who])))
        const change = `insert into public.change (subject, client_id, action, request_id) values ($1, $1, 'test', 'test') returning id`
        const { rows } = await app.query(change, [CASEWORKERS[who].subject])
        await app.query(`select set_config('app.change_id', $1, true)`, [rows[0].id])
        const lifting = 'update public.person set address_protected = false where id = $1'
        return (await app.query(lifting, [personId])).rowCount
      } finally {
        await app.query('rollback')
      }
    }
    expect([await lift('nominator'), await lift('allocator')]).toEqual([0, 1])
    await app.end()
  })
})

describe('A person', () => {
  test('is added, found by CPR number, and found by the new one after a correction', async () => {
    const { id } = await registered(hub, 'system', { persons: [] })
    const input = { householdId: id, ...personInput({ cpr: '291257-5001', name: 'Tilføjet Person' }) }
    const { shown } = await command<ShownPerson>(hub, 'system', 'recordPerson', { input })
    expect(await byCpr('system', '2912575001')).toEqual(shown)
    expect(await byCpr('otherMunicipality', '2912575001')).toBeNull()
    expect(await byCpr('nominator', '2912575001')).toBeNull()

    const correction = {
      ...input,
      personId: shown?.id,
      identity: { name: 'Tilføjet Person', cpr: '2812575001' },
    }
    const corrected = await command<ShownPerson>(hub, 'system', 'recordPerson', { input: correction })
    expect(corrected.shown?.identity).toMatchObject({ cpr: '2812575001', phone: null })
    expect(await byCpr('system', '2912575001')).toBeNull()
    expect(await byCpr('system', '2812575001')).toEqual(corrected.shown)
  })

  test('keeps the identity that a correction leaves out', async () => {
    const { id, persons } = await registered(hub, 'system')
    const input = {
      householdId: id,
      personId: persons.nodes[0]?.id,
      leaseParty: false,
      addressProtected: false,
    }
    const { shown } = await command<ShownPerson>(hub, 'system', 'recordPerson', { input })
    expect(shown).toEqual({ ...persons.nodes[0], leaseParty: false })
  })

  test('entered in several households is found as entered last among those one may see', async () => {
    const cpr = '2712575001'
    const first = await registered(hub, 'system', { ...IN_REACH, persons: [personInput({ cpr })] })
    const second = await registered(hub, 'system', { persons: [personInput({ cpr })] })
    expect((await byCpr('system', cpr))?.id).toBe(second.persons.nodes[0]?.id)
    expect((await byCpr('nominator', cpr))?.id).toBe(first.persons.nodes[0]?.id)
  })

  test('of one municipality is not found through another', async () => {
    const cpr = '2612575001'
    await registered(hub, 'system', { persons: [personInput({ cpr })] })
    await registered(hub, 'otherMunicipality', { municipalityCode: '0101', persons: [personInput({ cpr })] })
    const macs = await hub.asOwner<{ mac: string }>(
      `select encode(cpr_mac, 'hex') as mac from vault.person_key order by created_at desc limit 2`,
    )
    expect(new Set(macs.map(({ mac }) => mac)).size).toBe(2)
    expect(await byCpr('otherMunicipality', cpr, '0169')).toBeNull()
    expect(await byCpr('otherMunicipality', cpr, '0101')).not.toBeNull()
  })

  test('of another household is not corrected under this one', async () => {
    const one = await registered(hub, 'system')
    const other = await registered(hub, 'system')
    const input = { householdId: one.id, personId: other.persons.nodes[0]?.id, ...personInput() }
    expect((await command(hub, 'system', 'recordPerson', { input })).codes).toEqual(['PERSON_NOT_FOUND'])
  })

  test('is not looked up by a CPR number in a URL, be it a variable or in the text', async () => {
    const { purpose, ...bearer } = CASEWORKERS.system
    const authorization = `Bearer ${await hub.token(bearer)}`
    const ask = async (parameters: Record<string, string>) => {
      const url = `${hub.url}/graphql?${new URLSearchParams(parameters)}`
      const headers = { authorization, 'x-purpose': purpose, 'apollo-require-preflight': 'true' }
      const response = await fetch(url, { headers })
      const { errors } = (await response.json()) as { errors?: { extensions?: { code?: string } }[] }
      return [response.status, response.headers.get('allow'), errors?.[0]?.extensions?.code]
    }
    const found = 'personByCpr(cpr: $cpr, municipalityCode: "0169") { id }'
    const variables = JSON.stringify({ cpr: '3112575001' })
    const refused = [405, 'POST', 'CPR_IN_URL']
    expect(await ask({ query: `query ($cpr: Cpr!) { ${found} }`, variables })).toEqual(refused)
    expect(await ask({ query: `{ ${found.replace('$cpr', '"3112575001"')} }` })).toEqual(refused)
    const hidden = `query ($cpr: Cpr!) { ...F } fragment F on Query { viewer { subject } ${found} }`
    expect(await ask({ query: hidden, variables })).toEqual(refused)
    expect(await ask({ query: '{ viewer { subject } }' })).toEqual([200, null, undefined])
  })

  test('has a CPR number that no error repeats', async () => {
    const query = 'query Q($cpr: Cpr!) { personByCpr(cpr: $cpr, municipalityCode: "0169") { id } }'
    const wrong = '3113575001'
    for (const [document, variables] of [
      [query, { cpr: wrong }],
      [query, { cpr: Number(wrong) }],
      [query, { cpr: [wrong] }],
      [query.replace('$cpr,', `"${wrong}",`).replace('($cpr: Cpr!)', ''), {}],
    ] as const) {
      const { errors, text } = await answerTo(hub, 'system', document, variables)
      expect(errors?.length).toBe(1)
      expect(text).not.toContain(wrong)
    }
  })

  test('takes a purpose to look at, and leaves the look in the log', async () => {
    const { id, persons } = await registered(hub, 'system')
    const token = await hub.token({ ...CASEWORKERS.system, purpose: undefined } as never)
    const document = `query Look($id: ID!) { household(id: $id) { persons(first: 1) { nodes { identity { name } } } } }`
    const without = await hub.query(token, document, { id })
    expect(without.errors?.[0]?.extensions?.code).toBe('PURPOSE_MISSING')
    const unfit = await hub.query(token, document, { id }, { 'x-purpose': 'statistics' })
    expect(unfit.errors?.[0]?.extensions?.code).toBe('PURPOSE_NOT_ALLOWED')
    await hub.fields(token, document, { id }, { 'x-purpose': 'case-handling' })
    const looks = await hub.asOwner(
      `select fields, set_sizes, subjects::text[] as subjects from access_log where operation = 'Look'`,
    )
    const personId = persons.nodes[0]?.id.slice('Person:'.length)
    expect(looks).toEqual([
      {
        fields: ['Household.persons', 'Person.identity,PersonIdentity.name'],
        set_sizes: [1, 1],
        subjects: [id.slice('Household:'.length), personId],
      },
    ])
  })
})

async function byCpr(who: Caseworker, cpr: string, municipalityCode = '0169'): Promise<ShownPerson | null> {
  const { personByCpr } = await asCaseworker<{ personByCpr: ShownPerson | null }>(
    hub,
    who,
    `query Q($cpr: Cpr!, $code: MunicipalityCode!) { personByCpr(cpr: $cpr, municipalityCode: $code) { ${PERSON} } }`,
    { cpr, code: municipalityCode },
  )
  return personByCpr
}
