import { type Bearer, startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let operator: string

const organisation = (lbfNumber: string): Bearer => ({
  subject: `system-${lbfNumber}`,
  roles: ['organisation_system'],
  organisationNumbers: [lbfNumber],
})

beforeAll(async () => {
  hub = await startHub({ sampleData: false })
  operator = await hub.token({ subject: 'operator', roles: ['operator'] })
}, 60_000)
afterAll(() => hub.stop())

interface Payload {
  readonly refusals: readonly { readonly code: string; readonly path: string | null }[]
  readonly [field: string]: unknown
}

async function command(token: string, name: string, input: object, shows = ''): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const document = `mutation($input: ${type}!) { it: ${name}(input: $input) { ${shows} refusals { code path messageDa messageEn } } }`
  return (await hub.fields<{ it: Payload }>(token, document, { input })).it
}

const codes = ({ refusals }: Payload) => refusals.map(({ code }) => code)

async function registered(lbfNumber: string): Promise<string> {
  const input = { lbfNumber, name: `Organisation ${lbfNumber}` }
  const { organisation: it, refusals } = await command(
    operator,
    'registerHousingOrganisation',
    input,
    'organisation { id }',
  )
  expect(refusals).toEqual([])
  return (it as { id: string }).id
}

/** An organisation with a delta feed of its own. */
async function delivering(lbfNumber: string) {
  const organisationId = await registered(lbfNumber)
  const token = await hub.token(organisation(lbfNumber))
  const feed = `${lbfNumber}-csv`
  const mapping = { municipalityCode: '0169' }
  const made = await command(token, 'registerFeed', {
    code: feed,
    organisationId,
    format: 'CSV',
    mode: 'DELTA',
    mapping,
  })
  expect(made.refusals).toEqual([])
  return {
    token,
    organisationId,
    async deliver(rows: readonly string[], sourceTime: string) {
      const header = 'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.'
      const body = [header, ...rows.map((row) => `${lbfNumber};${row};01-01-2027`)].join('\n')
      const url = `${hub.url}/feeds/${feed}/deliveries?sourceTime=2026-11-01T${sourceTime}:00Z`
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${token}` },
      })
      return (await response.json()) as Record<string, unknown> & { id: string }
    },
    async problems(delivery: { id: string }) {
      const answer = await hub.fields<{
        delivery: {
          records: {
            nodes: { row: number; outcome: string; problems: { code: string; severity: string }[] }[]
          }
        }
      }>(
        token,
        'query($id: ID!) { delivery(id: $id) { records(first: 50) { nodes { row outcome problems { code severity } } } } }',
        { id: delivery.id },
      )
      return answer.delivery.records.nodes.map(({ outcome, problems }) => [
        outcome,
        ...problems.map(({ code }) => code),
      ])
    },
    async estate(number: string) {
      const answer = await hub.fields<{
        estates: { nodes: { id: string; existsUntil: string | null; successor: unknown }[] }
      }>(
        token,
        'query($number: PlainText!) { estates(first: 5, filter: { number: $number }) { nodes { id existsUntil successor { number } } } }',
        { number },
      )
      const [estate] = answer.estates.nodes
      if (estate === undefined) throw new Error(`no estate ${number}`)
      return estate
    },
    async dwellings() {
      const answer = await hub.fields<{
        dwellings: {
          nodes: {
            estate: { number: string }
            tenancyNumber: string
            formerNumbers: { estateNumber: string; tenancyNumber: string; until: string }[]
            vacancies: { nodes: { rent: string }[] }
          }[]
        }
      }>(
        token,
        `{ dwellings(first: 50) { nodes { tenancyNumber estate { number } formerNumbers { estateNumber tenancyNumber until }
             vacancies(first: 5) { nodes { rent } } } } }`,
      )
      return answer.dwellings.nodes
        .map(({ estate, tenancyNumber, formerNumbers, vacancies }) => {
          const former = formerNumbers.map((one) => `${one.estateNumber}/${one.tenancyNumber}`).join(' ')
          return `${estate.number}/${tenancyNumber} was ${former}: ${vacancies.nodes.map(({ rent }) => rent).join(' ')}`
        })
        .sort()
    },
  }
}

test('an organisation is entered once, corrected under the same number, and the earlier name is kept', async () => {
  const id = await registered('5001')
  const again = await command(
    operator,
    'registerHousingOrganisation',
    { lbfNumber: '5001', cvr: '50010001', name: 'Renamed', administratorId: null },
    'organisation { id cvr name }',
  )
  expect(again.organisation).toEqual({ id, cvr: '50010001', name: 'Renamed' })
  expect(
    await hub.asOwner(`select name from history.housing_organisation where lbf_number = '5001'`),
  ).toEqual([{ name: 'Organisation 5001' }])
})

test.each([
  [{ name: 'X' }, 'NUMBER_MISSING'],
  [{ lbfNumber: '12', name: 'X' }, 'LBF_NUMBER_MALFORMED'],
  [{ cvr: '1234567', name: 'X' }, 'CVR_MALFORMED'],
  [{ lbfNumber: '5002', name: 'x'.repeat(201) }, 'NAME_LENGTH_WRONG'],
  [{ lbfNumber: '5002', name: 'X', administratorId: 'HousingOrganisation:0' }, 'ADMINISTRATOR_NOT_FOUND'],
])('an organisation %j is refused as %s', async (input, code) => {
  expect(codes(await command(operator, 'registerHousingOrganisation', input, 'organisation { id }'))).toEqual(
    [code],
  )
})

test('two numbers that belong to two organisations are refused, and so is anyone but the operator', async () => {
  await registered('5003')
  await command(operator, 'registerHousingOrganisation', { cvr: '50040004', name: 'Other' })
  const both = { lbfNumber: '5003', cvr: '50040004', name: 'Both' }
  expect(codes(await command(operator, 'registerHousingOrganisation', both))).toEqual([
    'NUMBERS_OF_TWO_ORGANISATIONS',
  ])
  const token = await hub.token(organisation('5003'))
  expect(codes(await command(token, 'registerHousingOrganisation', both))).toEqual(['NOT_ALLOWED'])
})

test('after a merger the dwellings stand in the other estate, and feeds with old numbers still find them', async () => {
  const { token, deliver, estate, dwellings, problems } = await delivering('5010')
  await deliver(['A;1;1000', 'A;2;2000', 'B;2;3000', 'B;3;4000'], '08:00')
  const [a, b] = [await estate('A'), await estate('B')]
  const merger = {
    predecessorId: a.id,
    successorId: b.id,
    effectiveFrom: '2026-01-01',
    renumberings: [{ from: '2', to: '102' }],
  }
  const merged = await command(
    token,
    'recordEstateMerger',
    merger,
    'predecessor { number existsUntil successor { number } }',
  )
  expect(merged).toEqual({
    predecessor: { number: 'A', existsUntil: '2026-01-01', successor: { number: 'B' } },
    refusals: [],
  })
  expect(await dwellings()).toEqual([
    'B/1 was A/1: 1000.00',
    'B/102 was A/2: 2000.00',
    'B/2 was : 3000.00',
    'B/3 was : 4000.00',
  ])

  const old = await deliver(['A;1;1001', 'A;2;2001', 'B;2;3001'], '09:00')
  expect(await problems(old)).toEqual([
    ['APPLIED', 'ESTATE_SUCCEEDED'],
    ['APPLIED', 'ESTATE_SUCCEEDED'],
    ['APPLIED'],
  ])
  // A dwelling of the ended estate that nobody had heard of is found under its old number from then on.
  const unheard = await deliver(['A;7;7000', 'A;7;7000'], '09:00')
  expect(await problems(unheard)).toEqual([
    ['APPLIED', 'ESTATE_SUCCEEDED'],
    ['UNCHANGED', 'ESTATE_SUCCEEDED'],
  ])
  await deliver(['A;7;7001', 'B;7;7002'], '10:00')
  expect(await dwellings()).toEqual([
    'B/1 was A/1: 1001.00',
    'B/102 was A/2: 2001.00',
    'B/2 was : 3001.00',
    'B/3 was : 4000.00',
    expect.stringMatching(/^B\/7 was A\/7: 700[12]\.00$/),
  ])
  // Its number names a dwelling of the other estate too: which is meant, nobody can tell.
  const unclear = await deliver(['A;3;9999'], '11:00')
  expect(await problems(unclear)).toEqual([['QUARANTINED', 'TENANCY_NUMBER_OF_TWO_ESTATES']])
  expect(await dwellings()).toContain('B/3 was : 4000.00')

  expect(codes(await command(token, 'recordEstateMerger', merger))).toEqual(['ESTATE_ENDED'])
})

test('old numbers find dwellings through a line of mergers, and a quarantined row protects them', async () => {
  const { token, deliver, estate, dwellings } = await delivering('5011')
  await deliver(['A;1;1000', 'B;2;2000', 'C;3;3000'], '08:00')
  const ids = { a: (await estate('A')).id, b: (await estate('B')).id, c: (await estate('C')).id }
  for (const [predecessorId, successorId, effectiveFrom] of [
    [ids.a, ids.b, '2025-01-01'],
    [ids.b, ids.c, '2026-01-01'],
  ]) {
    const merged = await command(token, 'recordEstateMerger', { predecessorId, successorId, effectiveFrom })
    expect(merged.refusals).toEqual([])
  }
  await deliver(['A;1;1001', 'B;1;1002', 'A;9;9000'], '09:00')
  expect(await dwellings()).toEqual([
    expect.stringMatching(/^C\/1 was (A\/1 B\/1|B\/1 A\/1): 100[12]\.00$/),
    'C/2 was B/2: 2000.00',
    'C/3 was : 3000.00',
    'C/9 was A/9: 9000.00',
  ])
  const url = `${hub.url}/feeds/5011-csv/deliveries?mode=SNAPSHOT&sourceTime=2026-11-01T10:00:00Z`
  const body =
    'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.\n5011;A;1;x;01-01-2027\n5011;C;2;1,00;01-01-2027\n5011;C;3;1,00;01-01-2027\n5011;C;9;1,00;01-01-2027'
  const list = await fetch(url, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } })
  expect(await list.json()).toMatchObject({ status: 'APPLIED', quarantined: 1, closed: 0 })
})

test('two dwellings of two estates that ended are never taken for one', async () => {
  const { deliver, problems, dwellings, estate, token } = await delivering('5014')
  await deliver(['A;1;1000', 'B;2;1000', 'C;3;1000'], '08:00')
  const successorId = (await estate('C')).id
  const before = new Date().toISOString()
  for (const number of ['A', 'B']) {
    const merger = {
      predecessorId: (await estate(number)).id,
      successorId,
      effectiveFrom: '2026-01-01',
      renumberings: [],
    }
    expect(codes(await command(token, 'recordEstateMerger', merger))).toEqual([])
  }
  // As it was known before, the estate has no successor and its dwelling no former number.
  const known = await hub.fields(
    token,
    `query($before: Instant!) {
       estates(first: 1, knownAt: $before, filter: { number: "A" }) { nodes { existsUntil successor { id } } }
       dwellings(first: 1, knownAt: $before) { nodes { formerNumbers { tenancyNumber } } }
     }`,
    { before },
  )
  expect(known).toEqual({
    estates: { nodes: [{ existsUntil: null, successor: null }] },
    dwellings: { nodes: [{ formerNumbers: [] }] },
  })
  const both = await deliver(['A;7;1000', 'B;7;2000'], '09:00')
  const unclear = ['QUARANTINED', 'TENANCY_NUMBER_OF_TWO_ESTATES']
  expect(await problems(both)).toEqual([unclear, unclear])
  expect(await dwellings()).toHaveLength(3)
})

test('what two estates cannot be merged is refused with its reason', async () => {
  const own = await delivering('5012')
  const other = await delivering('5013')
  await own.deliver(['A;1;1000', 'A;2;1000', 'B;1;1000'], '08:00')
  await other.deliver(['A;1;1000'], '08:00')
  await command(own.token, 'registerFeed', {
    code: '5012-csv',
    organisationId: own.organisationId,
    format: 'CSV',
    mode: 'DELTA',
    mapping: { municipalityCode: '0169', estates: [{ estateNumber: 'C', municipalityCode: '0101' }] },
  })
  await own.deliver(['C;9;1000'], '08:00')
  const [a, b, elsewhere, foreign] = [
    (await own.estate('A')).id,
    (await own.estate('B')).id,
    (await own.estate('C')).id,
    (await other.estate('A')).id,
  ]
  const merge = async (
    predecessorId: string,
    successorId: string,
    renumberings: object[] = [],
    effectiveFrom = '2026-01-01',
  ) =>
    codes(
      await command(own.token, 'recordEstateMerger', {
        predecessorId,
        successorId,
        effectiveFrom,
        renumberings,
      }),
    )
  expect(await merge(a, b)).toEqual(['TENANCY_NUMBER_TAKEN'])
  expect(await merge(a, b, [{ from: '1', to: '2' }])).toEqual(['TENANCY_NUMBER_TAKEN'])
  expect(await merge(a, b, [{ from: '9', to: '109' }])).toEqual(['RENUMBERING_UNCLEAR'])
  expect(
    await merge(a, b, [
      { from: '1', to: '101' },
      { from: '1', to: '102' },
    ]),
  ).toEqual(['RENUMBERING_UNCLEAR'])
  expect(await merge(a, b, [{ from: '1', to: 'æ' }])).toEqual(['RENUMBERING_UNCLEAR'])
  expect(await merge(a, a)).toEqual(['ESTATES_NOT_OF_ONE_PLACE'])
  expect(await merge(a, elsewhere)).toEqual(['ESTATES_NOT_OF_ONE_PLACE'])
  expect(await merge(a, foreign)).toEqual(['ESTATE_NOT_FOUND'])
  expect(await merge(foreign, a)).toEqual(['ESTATE_NOT_FOUND'])
  expect(await merge('Estate:0', a)).toEqual(['ESTATE_NOT_FOUND'])
  expect(await merge(a, b, [{ from: '1', to: '101' }], '2199-01-01')).toEqual(['MERGER_IN_FUTURE'])
  expect(await own.dwellings()).toHaveLength(4)
})

const part = (estateNumber: string) => ({ lbfNumber: '5020', estateNumber })
const entry = (areaName: string, kind: string, estates: readonly string[]) => ({
  municipalityCode: '0169',
  areaName,
  kind,
  estates: estates.map(part),
})

test('an estate has the statuses of the list in force on the day, and corrections keep what was known before', async () => {
  const { token, deliver } = await delivering('5020')
  await deliver(['A;1;1000', 'B;1;1000'], '08:00')
  const record = async (publishedOn: string, source: string, entries: object[]) =>
    codes(await command(operator, 'recordAreaList', { publishedOn, source, entries }))
  expect(
    await record('2023-12-01', 'list 2023', [
      entry('Park', 'VULNERABLE', ['A', 'B']),
      entry('Park', 'PREVENTION', ['A', 'B']),
    ]),
  ).toEqual([])
  expect(
    await record('2024-12-01', 'list 2024', [
      entry('Park', 'PARALLEL_SOCIETY', ['A']),
      entry('Park', 'VULNERABLE', ['A']),
    ]),
  ).toEqual([])
  expect(await record('2025-12-01', 'list 2025', [entry('Vang', 'PREVENTION', ['B'])])).toEqual([])

  const statuses = async (number: string, validOn: string) => {
    const answer = await hub.fields<{
      estates: { nodes: { areaStatuses: { kind: string; from: string; until: string | null }[] }[] }
    }>(
      token,
      `query($number: PlainText!, $validOn: LocalDate!) { estates(first: 1, filter: { number: $number }) {
         nodes { areaStatuses(validOn: $validOn) { kind from until } } } }`,
      { number, validOn },
    )
    return answer.estates.nodes[0]?.areaStatuses.map(({ kind, from, until }) => `${kind} ${from} ${until}`)
  }
  expect(await statuses('A', '2023-11-30')).toEqual([])
  expect(await statuses('A', '2023-12-01')).toEqual([
    'PREVENTION 2023-12-01 2024-12-01',
    'VULNERABLE 2023-12-01 2025-12-01',
  ])
  expect(await statuses('B', '2024-11-30')).toEqual([
    'PREVENTION 2023-12-01 2024-12-01',
    'VULNERABLE 2023-12-01 2025-12-01',
  ])
  expect(await statuses('A', '2024-12-01')).toEqual([
    'PARALLEL_SOCIETY 2024-12-01 2025-12-01',
    'VULNERABLE 2023-12-01 2025-12-01',
  ])
  expect(await statuses('B', '2024-12-01')).toEqual([])
  expect(await statuses('A', '2025-12-01')).toEqual([])
  expect(await statuses('B', '2025-12-01')).toEqual(['PREVENTION 2025-12-01 null'])

  const rows = () => hub.asOwner('select xmin, s.* from area_status s order by id')
  const before = await rows()
  expect(await record('2025-12-01', 'list 2025', [entry('Vang', 'PREVENTION', ['B'])])).toEqual([])
  expect(await rows()).toEqual(before)
  expect(
    await record('2025-12-01', 'list 2025, corrected', [entry('Vang', 'PREVENTION', ['B', 'A'])]),
  ).toEqual([])
  expect(await statuses('A', '2025-12-01')).toEqual(['PREVENTION 2025-12-01 null'])
  expect(
    await hub.asOwner(
      `select source, lower(valid)::text as since from history.area_status where source = 'list 2025'`,
    ),
  ).toEqual([{ source: 'list 2025', since: '2025-12-01' }])

  expect(await record('2024-12-01', 'late', [])).toEqual(['AREA_LIST_NOT_NEWEST'])
  expect(await record('2025-12-01', 'short', [])).toEqual(['AREA_LIST_INCOMPLETE'])
  expect(await record('2025-12-02', 's', [entry('V'.repeat(201), 'PREVENTION', ['B'])])).toEqual([
    'NAME_LENGTH_WRONG',
  ])
  expect(
    await record('2025-12-02', 's', [{ ...entry('Vang', 'PREVENTION', ['B']), municipalityCode: '9999' }]),
  ).toEqual(['MUNICIPALITY_NOT_FOUND'])
  expect(
    codes(await command(token, 'recordAreaList', { publishedOn: '2025-12-02', source: 's', entries: [] })),
  ).toEqual(['NOT_ALLOWED'])
})
