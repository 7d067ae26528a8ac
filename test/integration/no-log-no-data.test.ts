import {
  CASEWORKERS,
  command,
  day,
  dwellingsOf,
  registered,
  type ShownHousehold,
  signGrant,
} from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'

const READ = `query Opslag($id: ID!) { household(id: $id) { adults persons(first: 5) { nodes { id leaseParty identity { name } } } } }`
const NAME = 'Opdigtet Prøve'

const DISCLOSED = { basis: 'MUNICIPAL_ALLOCATION', municipalContact: 'Boliganvisningen', payer: 'TENANT' }

let hub: TestHub
let household: ShownHousehold
const caseworker: Bearer = CASEWORKERS.allocator

beforeAll(async () => {
  hub = await startHub()
  household = await registered(hub, 'allocator', { need: { needClass: 'OTHER' } })
}, 60_000)
afterAll(() => hub?.stop())

const read = async (bearer: Bearer = caseworker) =>
  hub.query(await hub.token(bearer), READ, { id: household.id })

async function looksOf(requestId: string | null) {
  return hub.asOwner(
    `select subject, client_id, municipality_code, organisation_id, roles, purpose, operation, fields, set_sizes,
            subjects::text[] as subjects, change_id::text as change_id from access_log where request_id = $1`,
    [requestId],
  )
}

test('a look leaves who, for whom, why, by which operation, at whom and which fields', async () => {
  const { headers, errors } = await read()
  expect(errors).toBeUndefined()
  const [person] = household.persons.nodes
  expect(await looksOf(headers.get('x-request-id'))).toEqual([
    {
      subject: caseworker.subject,
      client_id: caseworker.subject,
      municipality_code: '0169',
      organisation_id: null,
      roles: ['municipal_allocator'],
      purpose: 'municipal-allocation',
      operation: 'Opslag',
      fields: [
        'Household.adults,Household.persons',
        'Person.id,Person.identity,Person.leaseParty,PersonIdentity.name',
      ],
      set_sizes: [1, 1],
      subjects: [household.id.split(':')[1], person?.id.split(':')[1]],
      change_id: null,
    },
  ])
})

test('what a command shows is logged under its change', async () => {
  await command(hub, 'allocator', 'correctHousehold', {
    input: { householdId: household.id, caseReference: household.caseReference, adults: 2, children: 1 },
  })
  const [look] = await hub.asOwner<{ operation: string; action: string }>(
    `select l.operation, c.action from access_log l join change c on c.id = l.change_id order by l.at desc limit 1`,
  )
  expect(look).toEqual({ operation: 'correctHousehold', action: 'household:register' })
})

test('what a rehearsal shows is logged, though nothing else of it stays', async () => {
  const [before] = await hub.asOwner<{ changes: string }>('select count(*) as changes from change')
  const { shown } = await command<ShownHousehold>(hub, 'allocator', 'correctHousehold', {
    input: { householdId: household.id, caseReference: household.caseReference, adults: 7, children: 1 },
    dryRun: true,
  })
  expect(shown).toMatchObject({ adults: 7, persons: { nodes: [{ identity: { name: NAME } }] } })
  const [person] = household.persons.nodes
  const [look] = await hub.asOwner(
    `select operation, purpose, subjects::text[] as subjects, change_id, (select count(*) from change) as changes
       from access_log order by at desc limit 1`,
  )
  expect(look).toEqual({
    operation: 'correctHousehold',
    purpose: 'municipal-allocation',
    subjects: expect.arrayContaining([household.id.split(':')[1], person?.id.split(':')[1]]),
    change_id: null,
    changes: before?.changes,
  })
  expect((await read()).data).toMatchObject({ household: { adults: 2 } })
})

test('a look at nothing leaves nothing', async () => {
  const { headers, data } = await read(CASEWORKERS.otherMunicipality)
  expect(data).toEqual({ household: null })
  expect(await looksOf(headers.get('x-request-id'))).toEqual([])
})

test('a cursor, which leaves no look, tells neither the id nor the reference of the row it stands at', async () => {
  const { data, headers } = await hub.query<{ households: { edges: { cursor: string }[] } }>(
    await hub.token(caseworker),
    '{ households(first: 50, orderBy: CASE_REFERENCE_ASC) { pageInfo { endCursor } edges { cursor } } }',
  )
  const cursors = data?.households.edges.map(({ cursor }) =>
    Buffer.from(cursor, 'base64url').toString('latin1'),
  )
  expect(cursors).toHaveLength(1)
  for (const text of [household.caseReference, String(household.id.split(':')[1])])
    expect(cursors?.[0]).not.toContain(text)
  expect(await looksOf(headers.get('x-request-id'))).toEqual([])
})

test.each([
  ['a count', 'totalCount'],
  ['whether there are more', 'pageInfo { hasNextPage }'],
  ['cursors', 'edges { cursor }'],
])('%s of few by what they are filtered by is a look at each of them', async (_, selection) => {
  const count = `query Tælling($filter: HouseholdFilter) { households(first: 1, filter: $filter) { ${selection} } }`
  const ask = async (filter: object) => {
    const { headers, errors } = await hub.query(
      await hub.token(caseworker),
      count.replace('Tælling', 'Count'),
      { filter },
    )
    expect(errors).toBeUndefined()
    return looksOf(headers.get('x-request-id'))
  }
  const { caseReference } = household
  expect(await ask({ caseReference, needClasses: ['HOMELESS', 'OTHER'] })).toMatchObject([
    {
      operation: 'Count',
      fields: ['Household.caseReference,Household.needClasses,Household.totalCount'],
      subjects: [household.id.split(':')[1]],
    },
  ])
  expect(await ask({ caseReference: 'FINDES-IKKE' })).toEqual([])
  // How many there are in all says nothing of any one.
  expect(await ask({})).toEqual([])
})

test('what a list is filtered by is logged with what it shows', async () => {
  const { headers } = await hub.query(
    await hub.token(caseworker),
    '{ households(first: 5, filter: { needClasses: [HOMELESS, OTHER] }) { nodes { id } } }',
  )
  expect(await looksOf(headers.get('x-request-id'))).toMatchObject([
    { fields: ['Household.id,Household.needClasses'], subjects: [household.id.split(':')[1]] },
  ])
})

test('how many persons hang on a row that names nobody is a look at them', async () => {
  const { headers, data } = await hub.query<{
    vacancies: { nodes: { fittingCases: { totalCount: number } }[] }
  }>(
    await hub.token(caseworker),
    '{ vacancies(first: 100) { nodes { fittingCases(first: 1) { totalCount } } } }',
  )
  const counts = data?.vacancies.nodes.map(({ fittingCases }) => fittingCases.totalCount) ?? []
  expect(Math.max(...counts)).toBe(1)
  expect(await looksOf(headers.get('x-request-id'))).toMatchObject([
    { fields: ['Match.totalCount'], subjects: [household.id.split(':')[1]] },
  ])
})

test('who acts for several organisations leaves each look with the one that the household is disclosed to', async () => {
  const disclosed = [
    { who: 'allocator', municipalityCode: '0169', organisationNumber: '0045' },
    { who: 'otherMunicipality', municipalityCode: '0101', organisationNumber: '0311' },
  ] as const
  for (const { who, ...place } of disclosed) {
    await signGrant(hub, place)
    const { id: householdId } = await registered(hub, who, { municipalityCode: place.municipalityCode })
    const [dwellingId] = await dwellingsOf(hub, place.organisationNumber)
    const input = { householdId, dwellingId, from: day(0), until: day(5), ...DISCLOSED }
    expect((await command(hub, who, 'discloseHousehold', { input })).codes).toEqual([])
  }
  const { headers, data } = await hub.query(
    await hub.token({ ...CASEWORKERS.leaseMaker, organisationNumbers: ['0045', '0311'] }),
    '{ disclosures(first: 9) { nodes { id tenants(first: 5) { nodes { name } } } } }',
  )
  expect(JSON.stringify(data).split(NAME)).toHaveLength(3)
  expect(
    await hub.asOwner(
      `select o.lbf_number, l.municipality_code, cardinality(l.subjects) as subjects
         from access_log l join housing_organisation o on o.id = l.organisation_id where l.request_id = $1 order by 1`,
      [headers.get('x-request-id')],
    ),
  ).toEqual([
    { lbf_number: '0045', municipality_code: '0169', subjects: 2 },
    { lbf_number: '0311', municipality_code: '0101', subjects: 2 },
  ])
})

/** Asks while the log cannot be written, and puts the log right again. */
async function whileBroken(breakIt: string, mendIt: string): Promise<void> {
  await hub.asOwner(breakIt)
  try {
    const { id: householdId, caseReference } = household
    const correct = async (dryRun: boolean) =>
      hub.query(
        await hub.token(caseworker),
        `mutation ($input: CorrectHouseholdInput!, $dryRun: Boolean!) { correctHousehold(input: $input, idempotencyKey: "${breakIt.length}", dryRun: $dryRun) { household { id adults persons(first: 5) { nodes { identity { name } } } } refusals { code } } }`,
        { input: { householdId, caseReference, adults: 9, children: 1 }, dryRun },
      )
    const answers = [await read(), await correct(true), await correct(false)]
    for (const { data, errors, text } of answers) {
      expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
      expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true)
      expect(text).not.toContain(NAME)
      expect(text).not.toContain('access_log')
    }
  } finally {
    await hub.asOwner(mendIt)
  }
  const { data } = await read()
  expect(data).toMatchObject({ household: { adults: 2 } })
}

test('when the log refuses the look, there is no data and no change', () =>
  whileBroken(
    'revoke insert on public.access_log from boligbro_app',
    'grant insert on public.access_log to boligbro_app',
  ))

test('when the look is lost at the very end, there is none either', () =>
  whileBroken(
    `create function public.lose() returns trigger language plpgsql as $$ begin raise exception 'lost'; end $$;
     create constraint trigger lose after insert on public.access_log deferrable initially deferred
       for each row execute function public.lose()`,
    'drop trigger lose on public.access_log; drop function public.lose()',
  ))

test.each([
  ['with an operation of any length', `repeat('o', 201)`, '{Person.id}', '{}', 1],
  ['at nobody', `'o'`, '{Person.id}', '{}', 0],
  ['with two sets of fields and one size', `'o'`, '{Person.id,Household.id}', '{1}', 1],
  ['with one set of fields and a size', `'o'`, '{Person.id}', '{1}', 1],
])('no look is logged %s', (_, operation, fields, sizes, subjects) =>
  expect(
    hub.asOwner(
      `insert into public.access_log (subject, client_id, municipality_code, roles, purpose, request_id, operation, fields, set_sizes, subjects)
       values ('s', 'c', '0169', '{}', 'p', 'r', ${operation}, $1, $2, array(select gen_random_uuid() from generate_series(1, $3::integer)))`,
      [fields, sizes, subjects],
    ),
  ).rejects.toMatchObject({ code: '23514' }),
)
