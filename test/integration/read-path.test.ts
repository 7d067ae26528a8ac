import { readStatements, startHub, statementsDuring, type TestHub } from '../support/hub.ts'
import { BEARERS, sync, syncRecord, tellStory } from '../support/story.ts'

let hub: TestHub
let token: string

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  token = await hub.token(BEARERS.operator)
}, 120_000)
afterAll(() => hub?.stop())

/** The operation's fields, and how many statements read them. */
async function counted(document: string, variables: Record<string, unknown> = {}) {
  let fields: Record<string, unknown> = {}
  const statements = await statementsDuring(async () => {
    fields = await hub.fields(token, document, variables)
  })
  return { fields, statements, reads: readStatements(statements).length }
}

interface Ids {
  vacancy: string
  dwelling: string
  estate: string
  organisation: string
}

async function someIds(): Promise<Ids> {
  const [ids] = await hub.asOwner<Ids>(
    `select 'Vacancy:' || v.id as vacancy, 'Dwelling:' || d.id as dwelling, 'Estate:' || d.estate_id as estate,
            'HousingOrganisation:' || d.organisation_id as organisation
       from vacancy v join dwelling d on d.id = v.dwelling_id order by v.id limit 1`,
  )
  if (ids === undefined) throw new Error('There are no vacancies')
  return ids
}

describe('One statement answers', () => {
  test.each([
    ['a single field', '{ viewer { subject } }'],
    ['nothing but a count', '{ vacancies(first: 2) { totalCount } }'],
    ['nothing but a type name', '{ vacancies(first: 2) { __typename pageInfo { hasPreviousPage } } }'],
    [
      'lists inside lists inside lists, each with its own arguments',
      `{ municipalities(first: 2, filter: { codes: ["0169", "0851"] }) { nodes { code
           vacancies(first: 3, orderBy: RENT_DESC) { totalCount nodes { rent dwelling { address { city }
             vacancies(first: 1) { nodes { state } } } } }
           estates(first: 2, filter: { number: "011" }) { edges { cursor node { number
             dwellings(first: 2, orderBy: AREA_DESC) { pageInfo { hasNextPage endCursor } nodes { tenancyNumber } } } } } } } }`,
    ],
    [
      'several roots, one of them twice',
      `{ viewer { roles } a: vacancies(first: 1) { nodes { id } } b: vacancies(first: 2, orderBy: RENT_ASC) { nodes { id } }
         estates(first: 1) { nodes { id } } feeds(first: 5) { nodes { code deliveries(first: 1) { nodes { records(first: 2) {
           nodes { row problems { code } raw } } } } } } }`,
    ],
  ])('%s', async (_, document) => {
    const { reads, statements } = await counted(document)
    expect(reads).toBe(1)
    expect(statements).toHaveLength(4)
  })

  test('an operation that also asks about the schema', async () => {
    const { reads, fields } = await counted(
      '{ schema: __schema { queryType { name } } a: vacancies(first: 1) { list: nodes { key: id } } }',
    )
    expect(reads).toBe(1)
    expect(fields).toEqual({
      schema: { queryType: { name: 'Query' } },
      a: { list: [{ key: expect.stringMatching(/^Vacancy:/) }] },
    })
  })
})

test('the same field under two aliases keeps two sets of arguments, at every level', async () => {
  const { fields, reads } = await counted(
    `{ cheap: vacancies(first: 2, orderBy: RENT_ASC) { ...Rents } dear: vacancies(first: 2, orderBy: RENT_DESC) { ...Rents }
       municipalities(first: 1, filter: { codes: ["0169"] }) { nodes {
         one: vacancies(first: 1, orderBy: RENT_ASC) { ...Rents } two: vacancies(first: 2, orderBy: RENT_DESC) { ...Rents }
         once: region(validOn: "2006-12-31") now: region } } }
     fragment Rents on VacancyConnection { all: nodes { rent } same: edges { node { rent } } }`,
  )
  expect(reads).toBe(1)
  const rents = await hub.asOwner<{ rent: string }>(
    `select (rent_oere / 100.0)::numeric(15, 2)::text as rent from vacancy order by rent_oere, id`,
  )
  const own = await hub.asOwner<{ rent: string }>(
    `select (rent_oere / 100.0)::numeric(15, 2)::text as rent from vacancy where municipality_code = '0169' order by rent_oere, id`,
  )
  const page = (nodes: readonly object[]) => ({ all: nodes, same: nodes.map((node) => ({ node })) })
  expect(fields).toEqual({
    cheap: page(rents.slice(0, 2)),
    dear: page(rents.slice(-2).reverse()),
    municipalities: {
      nodes: [
        {
          one: page(own.slice(0, 1)),
          two: page(own.slice(-2).reverse()),
          once: null,
          now: 'Region Hovedstaden',
        },
      ],
    },
  })
})

test('one document answers each value of its @include and @skip variables', async () => {
  const document = `query ($with: Boolean!, $without: Boolean = false) { vacancies(first: 1) {
    totalCount @include(if: $with) nodes { id @skip(if: $without) ... on Vacancy @include(if: $with) { state } __typename } } }`
  const shapes = []
  for (const [include, skip] of [
    [true, false],
    [false, true],
    [true, true],
    [false, false],
    [true, false],
  ]) {
    const { fields, reads } = await counted(document, { with: include, without: skip })
    const { vacancies } = fields as { vacancies: { nodes: object[] } }
    shapes.push([Object.keys(vacancies), Object.keys(vacancies.nodes[0] ?? {}), reads])
  }
  expect(shapes).toEqual([
    [['totalCount', 'nodes'], ['id', 'state', '__typename'], 1],
    [['nodes'], ['__typename'], 1],
    [['totalCount', 'nodes'], ['state', '__typename'], 1],
    [['nodes'], ['id', '__typename'], 1],
    [['totalCount', 'nodes'], ['id', 'state', '__typename'], 1],
  ])
  const nothing = await hub.query(token, document, { with: true, without: null })
  expect(nothing.data ?? null).toBeNull()
  expect(nothing.errors).toHaveLength(1)
})

test('an argument with a default is not to be null, whatever the variable allows', async () => {
  const { data, errors } = await hub.query(
    token,
    'query ($by: VacancyOrder) { vacancies(first: 1, orderBy: $by) { totalCount } }',
    { by: null },
  )
  expect(data).toBeNull()
  expect(errors?.[0]?.path).toEqual(['vacancies'])
})

test('every filter that is null is no filter, and one document serves with and without', async () => {
  const document = 'query ($filter: VacancyFilter) { vacancies(first: 1, filter: $filter) { totalCount } }'
  const counts = []
  for (const filter of [
    null,
    { states: null },
    { states: ['LET'] },
    { states: [] },
    { municipalityCodes: ['0169'], states: ['LET', 'WITHDRAWN'] },
    null,
  ]) {
    counts.push((await counted(document, { filter })).fields)
  }
  const [rows] = await hub.asOwner<{ all: number; let: number; ended: number }>(
    `select count(*)::int as all, (count(*) filter (where state = 'LET'))::int as let,
            (count(*) filter (where state in ('LET', 'WITHDRAWN') and municipality_code = '0169'))::int as ended from vacancy`,
  )
  expect(
    counts.map((fields) => (fields as { vacancies: { totalCount: number } }).vacancies.totalCount),
  ).toEqual([rows?.all, rows?.all, rows?.let, 0, rows?.ended, rows?.all])
})

describe('node and nodes', () => {
  test('answer a mixed list in its order, with null for what is missing, malformed or of another type', async () => {
    const ids = await someIds()
    const missing = '00000000-0000-7000-8000-000000000000'
    const list = [
      ids.estate,
      `Vacancy:${missing}`,
      ids.vacancy,
      ids.vacancy.replace('Vacancy', 'Dwelling'),
      'Municipality:0169',
      'Municipality:9999',
      'Vacancy:0169',
      'DeliveryRecord:1',
      'Query:1',
      '; drop table vacancy',
      ids.dwelling,
      ids.estate,
    ]
    const { fields, reads } = await counted(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Key ... on Estate { number } ... on Municipality { name } } }
       fragment Key on Node { id }`,
      { ids: list },
    )
    expect(reads).toBe(1)
    const number = expect.any(String)
    expect(fields.nodes).toEqual([
      { __typename: 'Estate', id: ids.estate, number },
      null,
      { __typename: 'Vacancy', id: ids.vacancy },
      null,
      { __typename: 'Municipality', id: 'Municipality:0169', name: 'Høje-Taastrup' },
      null,
      null,
      null,
      null,
      null,
      { __typename: 'Dwelling', id: ids.dwelling },
      { __typename: 'Estate', id: ids.estate, number },
    ])
  })

  test('answer the same through the database’s text and through graphql-js, without an id in the selection', async () => {
    const ids = await someIds()
    const selection = '{ ... on Vacancy { id: state } ... on Estate { key: id } }'
    const document = (more: string) =>
      `query ($ids: [ID!]!, $id: ID!) { ${more} node(id: $id) ${selection} nodes(ids: $ids) ${selection} none: node(id: "Vacancy:x") ${selection} }`
    const variables = { ids: [ids.estate, ids.vacancy, ids.dwelling], id: ids.vacancy }
    const plain = await counted(document(''), variables)
    const walked = await counted(document('__schema { queryType { name } }'), variables)
    const { __schema: _, ...fields } = walked.fields
    expect(fields).toEqual(plain.fields)
    expect(plain.fields).toEqual({
      node: { id: expect.stringMatching(/^[A-Z_]+$/) },
      nodes: [{ key: ids.estate }, { id: expect.any(String) }, {}],
      none: null,
    })
    expect([plain.reads, walked.reads]).toEqual([1, 1])
  })

  test('take a hundred ids and no more', async () => {
    const { vacancy } = await someIds()
    const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const { fields } = await counted(document, { ids: Array(100).fill(vacancy) })
    expect(fields.nodes).toHaveLength(100)
    const { errors } = await hub.query(token, document, { ids: Array(101).fill(vacancy) })
    expect(errors?.[0]?.extensions?.code).toBe('TOO_MANY_IDS')
  })
})

test('viewer shows who asks and the rows behind the token’s numbers', async () => {
  const { viewer } = await hub.fields(
    await hub.token(BEARERS.several),
    '{ viewer { subject clientId roles purpose organisations { lbfNumber estates(first: 1) { nodes { number } } } municipalities { code } } }',
    {},
    { 'x-purpose': 'subsidy-audit' },
  )
  expect(viewer).toEqual({
    subject: 'several',
    clientId: 'several',
    roles: ['organisation_system', 'auditor'],
    purpose: 'subsidy-audit',
    organisations: [{ lbfNumber: '0311', estates: { nodes: [{ number: expect.any(String) }] } }],
    municipalities: [{ code: '0169' }, { code: '0851' }],
  })
})

test('validOn tells which lists an estate was on and which region a municipality belonged to', async () => {
  const { fields } = await counted(
    `{ estates(first: 1, filter: { number: "011", municipalityCodes: ["0169"] }) { nodes {
         before: areaStatuses(validOn: "2021-11-30") { kind } first: areaStatuses(validOn: "2021-12-01") { kind areaName from until }
         last: areaStatuses(validOn: "2025-11-30") { kind } next: areaStatuses(validOn: "2025-12-01") { kind until } today: areaStatuses { kind }
         municipality { before: region(validOn: "2006-12-31") after: region(validOn: "2007-01-01") } } } }`,
  )
  expect(fields.estates).toEqual({
    nodes: [
      {
        before: [],
        first: [
          { kind: 'TRANSFORMATION', areaName: 'Taastrupgaard', from: '2021-12-01', until: '2025-12-01' },
        ],
        last: [{ kind: 'TRANSFORMATION' }],
        next: [{ kind: 'VULNERABLE', until: null }],
        today: [{ kind: 'VULNERABLE' }],
        municipality: { before: null, after: 'Region Hovedstaden' },
      },
    ],
  })
})

interface Page {
  list: {
    totalCount: number
    nodes: { id: string }[]
    pageInfo: {
      hasNextPage: boolean
      hasPreviousPage: boolean
      startCursor: string | null
      endCursor: string | null
    }
    edges: { cursor: string; node: { id: string } }[]
  }
}

const PAGE =
  'totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

describe('Pages', () => {
  const bearer = 'operator' as const
  test.each([
    ['vacancies', 'AVAILABLE_FROM_ASC', 'vacancy', `coalesce(available_from, 'infinity'), id`],
    ['vacancies', 'AVAILABLE_FROM_DESC', 'vacancy', `coalesce(available_from, 'infinity') desc, id desc`],
    ['vacancies', 'RENT_ASC', 'vacancy', 'rent_oere, id'],
    ['vacancies', 'RENT_DESC', 'vacancy', 'rent_oere desc, id desc'],
    ['dwellings', 'ENTERED_ASC', 'dwelling', 'id'],
    ['dwellings', 'AREA_ASC', 'dwelling', `coalesce(area_m2, 'Infinity'), id`],
    ['dwellings', 'AREA_DESC', 'dwelling', `coalesce(area_m2, 'Infinity') desc, id desc`],
    ['estates', 'NUMBER_ASC', 'estate', 'number, id'],
    ['municipalities', 'CODE_ASC', 'municipality', 'code'],
    ['municipalities', 'NAME_ASC', 'municipality', 'name, code'],
    ['housingOrganisations', 'NAME_ASC', 'housing_organisation', 'name, id'],
  ])(
    'of %s by %s hold every row once, in order, ties and missing values included',
    async (list, order, table, orderBy) => {
      const key = table === 'municipality' ? 'code' : 'id'
      const rows = await hub.asOwner<{ id: string }>(
        `select ${key}::text as id from ${table} order by ${orderBy}`,
      )
      const document = `query ($after: Cursor, $first: Int!) { list: ${list}(first: $first, after: $after, orderBy: ${order}) { ${PAGE} } }`
      const found: string[] = []
      let after: string | null = null
      for (let round = 0; ; round++) {
        const first = [7, 1, 100][round % 3] as number
        const { list: page }: Page = await hub.fields<Page>(await hub.token(BEARERS[bearer]), document, {
          after,
          first,
        })
        found.push(...page.nodes.map((node) => node.id.replace(/^\w+:/, '')))
        expect(page.totalCount).toBe(rows.length)
        expect(page.edges.map((edge) => edge.node)).toEqual(page.nodes)
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
        expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor)
        expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor)
        expect(page.pageInfo.hasNextPage).toBe(found.length < rows.length)
        if (!page.pageInfo.hasNextPage) break
        after = page.pageInfo.endCursor
      }
      expect(found).toEqual(rows.map((row) => row.id))
    },
  )

  test('go on at the same place while rows come in before and after it', async () => {
    const document = `query ($after: Cursor) { list: vacancies(first: 5, after: $after, orderBy: RENT_ASC) { ${PAGE} } }`
    const before = await hub.asOwner<{ id: string }>(
      `select 'Vacancy:' || id as id from vacancy order by rent_oere, id`,
    )
    const found: string[] = []
    let after: string | null = null
    do {
      const { list: page }: Page = await hub.fields<Page>(token, document, { after })
      found.push(...page.nodes.map((node) => node.id))
      if (after === null) {
        await sync(hub, BEARERS.organisation, '0045-csv', [
          syncRecord('0045/901/1', { rent: '1.00' }),
          syncRecord('0045/901/2', { rent: '99000.00' }),
        ])
      }
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    const known = new Set(before.map((row) => row.id))
    expect(found.filter((id) => known.has(id))).toEqual(before.map((row) => row.id))
    expect(found.filter((id) => !known.has(id))).toHaveLength(1)
  })

  test('of an empty list have no cursors', async () => {
    const { list } = await hub.fields<Page>(
      token,
      `{ list: vacancies(first: 1, filter: { states: [] }) { ${PAGE} } }`,
    )
    expect(list).toEqual({
      totalCount: 0,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  test.each([
    ['0', '{ vacancies(first: 0) { totalCount } }', 'FIRST_OUT_OF_RANGE'],
    ['101', '{ vacancies(first: 101) { totalCount } }', 'FIRST_OUT_OF_RANGE'],
    ['-1', '{ vacancies(first: -1) { totalCount } }', 'FIRST_OUT_OF_RANGE'],
    ['left out', '{ vacancies { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      '101 below',
      '{ municipalities(first: 1) { nodes { vacancies(first: 101) { totalCount } } } }',
      'FIRST_OUT_OF_RANGE',
    ],
  ])('of the size %s are refused before the database is asked', async (_, document, code) => {
    let codes: unknown
    const statements = await statementsDuring(async () => {
      const { status, errors } = await hub.query(token, document)
      codes = [status, errors?.[0]?.extensions?.code]
    })
    expect(codes).toEqual([400, code])
    expect(statements).toEqual([])
  })
})

describe('A cursor is refused as CURSOR_INVALID', () => {
  const BASE = 'vacancies(first: 2, orderBy: RENT_ASC, filter: { municipalityCodes: ["0169"] }'

  async function cursorOf(list: string, bearer: keyof typeof BEARERS = 'operator'): Promise<string> {
    const { list: page } = await hub.fields<Page>(
      await hub.token(BEARERS[bearer]),
      `{ list: ${list}) { pageInfo { endCursor } } }`,
    )
    return page.pageInfo.endCursor ?? ''
  }

  async function codeFor(list: string, after: string, bearer: keyof typeof BEARERS = 'operator') {
    const { data, errors } = await hub.query(
      await hub.token(BEARERS[bearer]),
      `query ($after: Cursor) { list: ${list}, after: $after) { nodes { id } } }`,
      { after },
    )
    return errors?.[0]?.extensions?.code ?? (data as unknown as Page).list.nodes.length
  }

  test('never where it was made', async () => {
    expect(await codeFor(BASE, await cursorOf(BASE))).toBe(2)
  })

  test.each([
    [
      'under another order',
      'vacancies(first: 2, orderBy: RENT_DESC, filter: { municipalityCodes: ["0169"] }',
    ],
    [
      'under another filter',
      'vacancies(first: 2, orderBy: RENT_ASC, filter: { municipalityCodes: ["0851"] }',
    ],
    ['without the filter', 'vacancies(first: 2, orderBy: RENT_ASC'],
    ['under another instant', `${BASE}, knownAt: "2030-01-01T00:00:00Z"`],
    ['in another list', 'dwellings(first: 2, filter: { municipalityCodes: ["0169"] }'],
  ])('%s', async (_, list) => {
    expect(await codeFor(list, await cursorOf(BASE))).toBe('CURSOR_INVALID')
  })

  test('under another day', async () => {
    const cursor = await cursorOf('estates(first: 2, validOn: "2025-12-31"')
    expect(await codeFor('estates(first: 2, validOn: "2025-12-31"', cursor)).toBe(2)
    expect(await codeFor('estates(first: 2, validOn: "2026-01-01"', cursor)).toBe('CURSOR_INVALID')
    expect(await codeFor('estates(first: 2', cursor)).toBe('CURSOR_INVALID')
  })

  test('in the list of the same name below another type', async () => {
    const cursor = await cursorOf('vacancies(first: 1')
    const { errors } = await hub.query(
      token,
      'query ($after: Cursor) { municipalities(first: 1) { nodes { vacancies(first: 1, after: $after) { nodes { id } } } } }',
      { after: cursor },
    )
    expect(errors?.[0]?.extensions?.code).toBe('CURSOR_INVALID')
  })

  test.each(['municipality', 'otherOrganisation', 'nobody'] as const)(
    'from the hands of %s',
    async (bearer) => {
      expect(await codeFor(BASE, await cursorOf(BASE), bearer)).toBe('CURSOR_INVALID')
    },
  )

  test('when one bit of it was changed, or its end is missing, or it is nonsense', async () => {
    const cursor = await cursorOf(BASE)
    const bytes = Buffer.from(cursor, 'base64url')
    const altered = [...bytes.keys()].map((index) => {
      const copy = Buffer.from(bytes)
      copy[index] = (copy[index] as number) ^ 1
      return copy.toString('base64url')
    })
    const cut = [1, 5, 12, 16, 17, cursor.length - 1].map((length) => cursor.slice(0, length))
    const forged = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from('["0","00000000-0000-7000-8000-000000000000"]    '),
    ])
    for (const wrong of [...altered, ...cut, forged.toString('base64url'), 'AAAA']) {
      expect([wrong, await codeFor(BASE, wrong)]).toEqual([wrong, 'CURSOR_INVALID'])
    }
  })
})
