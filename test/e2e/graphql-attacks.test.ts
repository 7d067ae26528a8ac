import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { documentId } from '../../src/platform/graphql/trusted-documents.ts'
import { type RawAnswer, send } from '../support/http.ts'
import { startHub, type TestHub } from '../support/hub.ts'

const PURPOSE = { 'x-purpose': 'municipal-allocation' }

let hub: TestHub
let municipality: string
let organisation: string
/** A vacancy that the municipality may see, one that it may not, and one that nobody has. */
let own: string
let foreign: string
const missing = 'Vacancy:01970000-0000-7000-8000-000000000000'

beforeAll(async () => {
  hub = await startHub({ env: { INTROSPECTION: 'false' } })
  municipality = await hub.token('demo-municipality')
  organisation = await hub.token('demo-organisation')
  const ofMunicipality = (code: string) =>
    hub.asOwner<{ id: string }>(
      'select id from public.vacancy where municipality_code = $1 order by id limit 1',
      [code],
    )
  own = `Vacancy:${(await ofMunicipality('0169'))[0]?.id}`
  foreign = `Vacancy:${(await ofMunicipality('0851'))[0]?.id}`
}, 120_000)
afterAll(() => hub?.stop())

type Headers = Record<string, string>

/** Posts a body as it stands to `/graphql`, in the municipality's name. */
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}) =>
  send(`${hub.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${municipality}`,
      'content-type': 'application/json',
      ...PURPOSE,
      ...headers,
    },
    body,
  })

const ask = (query: string, variables?: object, more: object = {}) =>
  post(JSON.stringify({ query, variables, ...more }))

const get = (path: string, headers: Headers = {}) =>
  send(`${hub.url}${path}`, { headers: { authorization: `Bearer ${municipality}`, ...headers } })

const operation = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8')

/** Runs a trusted document by its id. */
const trusted = (name: string, variables?: unknown, more: object = {}) =>
  post(JSON.stringify({ documentId: documentId(operation(name)), variables, ...more }))

/** The answer is a refusal in JSON, with this status and code, that tells nothing of the inside. */
function expectRefused(answer: RawAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.errors?.[0]?.extensions?.code }).toEqual({
    status,
    code,
  })
  expect(answer.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/)
  expect(answer.json?.data ?? null).toBeNull()
  expectNoInside(answer)
}

/** Nothing that an attacker learns from: no suggestion, stack, path, SQL, or page. */
function expectNoInside({ text }: RawAnswer): void {
  expect(text).not.toMatch(
    /Did you mean|node_modules|\.ts:|at \w+ \(|<html|select |relation|boligbro_app|pg_|SQLSTATE/i,
  )
}

function expectAnswered(answer: RawAnswer): void {
  expect({ status: answer.status, errors: answer.json?.errors }).toEqual({ status: 200, errors: undefined })
}

const VACANCIES = '{ vacancies(first: 1) { nodes { id } } }'
const withVariables = (variables: string) =>
  `{"query":"query($f: VacancyFilter) { vacancies(first: 1, filter: $f) { nodes { id } } }","variables":${variables}}`
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

type Attack = readonly [number: string, name: string, attack: () => Promise<void>]

const ATTACKS: readonly Attack[] = [
  [
    '1',
    'introspection and __type are refused, and an unknown name is refused alike',
    async () => {
      expectRefused(await ask('{ __schema { types { name } } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(await ask('{ __type(name: "Vacancy") { name } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(
        await ask('query __schema { __schema { queryType { name } } }'),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      )
    },
  ],
  [
    '2',
    'a misspelt field, argument, type, enum value or input field is not corrected',
    async () => {
      const misspelt = [
        '{ vacancie(first: 1) { nodes { id } } }',
        '{ vacancies(frst: 1) { nodes { id } } }',
        '{ vacancies(first: 1) { nodes { ... on Vacanc { id } } } }',
        '{ vacancies(first: 1, orderBy: RENT_AS) { nodes { id } } }',
        '{ vacancies(first: 1, filter: { rentMx: "1.00" }) { nodes { id } } }',
        'query($f: VacancyFilte) { vacancies(first: 1, filter: $f) { nodes { id } } }',
        'fragment F on Vacancy { id } { vacancies(first: 1) { nodes { ...G } } }',
      ]
      for (const query of misspelt) expectRefused(await ask(query), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(await post(withVariables('{"f":{"rentMx":"1.00"}}')), 400, 'BAD_USER_INPUT')
      expectRefused(await post(withVariables('{"f":{"states":["ANNOUNCD"]}}')), 400, 'BAD_USER_INPUT')
      expectRefused(
        await trusted('vacancies-with-dwelling', { first: 1, orderBy: 'RENT_AS' }),
        400,
        'BAD_USER_INPUT',
      )
    },
  ],
  [
    '3',
    'a batch is refused',
    async () => {
      const batch = JSON.stringify([{ query: VACANCIES }, { query: VACANCIES }])
      expectRefused(await post(batch), 400, 'BAD_REQUEST')
      expectRefused(await post(`[{"documentId":"${documentId(operation('viewer'))}"}]`), 400, 'BAD_REQUEST')
    },
  ],
  [
    '4',
    'fifteen aliases are answered, sixteen and a thousand are refused',
    async () => {
      const aliases = (count: number) =>
        `{ viewer { ${Array.from({ length: count }, (_, i) => `a${i}: subject`).join(' ')} } }`
      expectAnswered(await ask(aliases(15)))
      expectRefused(await ask(aliases(16)), 400, 'TOO_MANY_ALIASES')
      expectRefused(await ask(aliases(1_000)), 400, 'GRAPHQL_PARSE_FAILED')
    },
  ],
  [
    '5',
    'a query deeper than eight levels is refused, however its operation is called',
    async () => {
      const deep = (levels: number) =>
        `query __schema { ${'vacancies(first: 1) { nodes { dwelling { '.repeat(levels)}id${' } } }'.repeat(levels)} }`
      expectAnswered(await ask(deep(2)))
      expectRefused(await ask(deep(3)), 400, 'DEPTH_EXCEEDED')
      expectRefused(await ask(deep(30)), 400, 'DEPTH_EXCEEDED')
    },
  ],
  [
    '6',
    'a document of more than a thousand tokens ends in the lexer',
    async () => {
      expectRefused(await ask('{a'.repeat(5_000) + '}'.repeat(5_000)), 400, 'GRAPHQL_PARSE_FAILED')
      const list = `{ nodes(ids: ${nested(2_000)}) { id } }`
      expectRefused(await ask(list), 400, 'GRAPHQL_PARSE_FAILED')
    },
  ],
  [
    '7',
    'a field repeated two thousand times ends in the lexer',
    async () => {
      expectRefused(await ask(`{ viewer { ${'subject '.repeat(2_000)} } }`), 400, 'GRAPHQL_PARSE_FAILED')
    },
  ],
  [
    '8',
    'inline fragments cannot buy quadratic validation',
    async () => {
      const fragments = '... on Vacancy { id } '.repeat(160)
      const began = performance.now()
      await ask(`{ vacancies(first: 1) { nodes { ${fragments} } } }`)
      await ask(
        `{ vacancies(first: 1) { nodes { ${'... on Vacancy { ... on Vacancy { id rent } } '.repeat(90)} } } }`,
      )
      expect(performance.now() - began).toBeLessThan(2_000)
    },
  ],
  [
    '9',
    'a fragment bomb is counted at once and refused',
    async () => {
      const levels = Array.from(
        { length: 25 },
        (_, i) => `fragment F${i} on Vacancy { ...F${i + 1} ...F${i + 1} }`,
      )
      const bomb = `{ vacancies(first: 1) { nodes { ...F0 } } } ${levels.join(' ')} fragment F25 on Vacancy { id }`
      const began = performance.now()
      expectRefused(await ask(bomb), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(
        await ask(bomb.replaceAll('F25', 'F9').replace(/fragment F(9|1\d|2\d) .*(?=fragment)/, '')),
        400,
        'TOO_MANY_FIELDS',
      )
      expect(performance.now() - began).toBeLessThan(1_000)
    },
  ],
  [
    '10',
    'a cycle of fragments is refused',
    async () => {
      const cycle =
        '{ vacancies(first: 1) { nodes { ...A } } } fragment A on Vacancy { ...B } fragment B on Vacancy { ...A }'
      expectRefused(await ask(cycle), 400, 'GRAPHQL_VALIDATION_FAILED')
    },
  ],
  [
    '11',
    'directives are limited, and so is the list of errors about them',
    async () => {
      expectRefused(await ask(`{ viewer { subject ${'@x '.repeat(2_000)} } }`), 400, 'GRAPHQL_PARSE_FAILED')
      const unknown = await ask(`{ viewer { subject ${'@x '.repeat(300)} } }`)
      expectRefused(unknown, 400, 'GRAPHQL_VALIDATION_FAILED')
      expect(unknown.json?.errors?.length).toBeLessThanOrEqual(10)
      const known = `{ viewer { ${Array.from({ length: 60 }, () => 'subject @include(if: true)').join(' ')} } }`
      expectRefused(await ask(known), 400, 'TOO_MANY_DIRECTIVES')
    },
  ],
  [
    '12',
    'first is obligatory and 1 to 100, also in a variable, and nested lists share one budget',
    async () => {
      const page = 'query($n: Int!) { vacancies(first: $n) { nodes { id } } }'
      expectAnswered(await ask(page, { n: 100 }))
      for (const n of [101, 0, -1, 2_147_483_647]) {
        expectRefused(await ask(page, { n }), 400, 'FIRST_OUT_OF_RANGE')
        expectRefused(await trusted('first-vacancies', { first: n }), 400, 'FIRST_OUT_OF_RANGE')
      }
      expectRefused(await ask(page, {}), 400, 'BAD_USER_INPUT')
      expectRefused(await trusted('first-vacancies', {}), 400, 'BAD_USER_INPUT')
      expectRefused(await ask('{ vacancies { nodes { id } } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      const nestedPages =
        'query($n: Int!) { municipalities(first: $n) { nodes { estates(first: $n) { nodes { dwellings(first: $n) { nodes { id } } } } } } }'
      expectRefused(await ask(nestedPages, { n: 100 }), 400, 'NODE_BUDGET_EXCEEDED')
    },
  ],
  [
    '13',
    'lists in inputs are bounded: 250 values in a filter, 100 ids, 1,000 records of a sync',
    async () => {
      const filter = (count: number) => ({
        first: 1,
        filter: { municipalityCodes: Array(count).fill('0169') },
      })
      expectAnswered(await trusted('vacancies-with-dwelling', filter(250)))
      expectRefused(await trusted('vacancies-with-dwelling', filter(251)), 400, 'TOO_MANY_VALUES')
      const open =
        'query($first: Int!, $filter: VacancyFilter) { vacancies(first: $first, filter: $filter) { nodes { id } } }'
      expectRefused(await ask(open, filter(20_000)), 400, 'TOO_MANY_VALUES')
      const nodes = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }'
      expectAnswered(await ask(nodes, { ids: Array(100).fill(own) }))
      expectRefused(await ask(nodes, { ids: Array(101).fill(own) }), 400, 'TOO_MANY_IDS')

      const record = {
        organisationCode: '0045',
        estateNumber: '011',
        tenancyNumber: '1',
        rent: '1.00',
        state: 'ANNOUNCED',
      }
      const sync = async (records: object[]) =>
        post(
          JSON.stringify({
            documentId: documentId(operation('sync-vacancies')),
            variables: {
              feed: '0045-csv',
              idempotencyKey: `many-${records.length}`,
              dryRun: true,
              mode: 'DELTA',
              records,
            },
          }),
          { authorization: `Bearer ${organisation}`, 'x-purpose': 'vacancy-exchange' },
        )
      const refusals = async (records: object[]) => {
        const { json } = await sync(records)
        const { syncVacancies } = (json?.data ?? {}) as { syncVacancies: { refusals: { code: string }[] } }
        return syncVacancies.refusals.map(({ code }) => code)
      }
      expect(await refusals([record])).toEqual([])
      expect(await refusals(Array(1_001).fill(record))).toEqual(['TOO_MANY_RECORDS'])
      const acontoLines = Array(251).fill({ name: 'Vand', amount: '1.00' })
      expectRefused(await sync([{ ...record, acontoLines }]), 400, 'TOO_MANY_VALUES')
    },
  ],
  [
    '14',
    'a body of over 2 MB is refused as JSON, packed or not, and so is what is not gzip',
    async () => {
      const large = JSON.stringify({ query: VACANCIES, variables: { x: 'x'.repeat(3_000_000) } })
      expectRefused(await post(large), 413, 'BODY_TOO_LARGE')
      expectRefused(await post(gzipSync(large), { 'content-encoding': 'gzip' }), 413, 'BODY_TOO_LARGE')
      expectRefused(
        await post(gzipSync('0'.repeat(200_000_000)), { 'content-encoding': 'gzip' }),
        413,
        'BODY_TOO_LARGE',
      )
      expectRefused(await post('{}', { 'content-encoding': 'gzip' }), 400, 'BODY_NOT_GZIP')
      expectRefused(await post('{}', { 'content-encoding': 'br' }), 415, 'ENCODING_UNSUPPORTED')
      expectAnswered(
        await post(gzipSync(JSON.stringify({ query: VACANCIES })), { 'content-encoding': 'gzip' }),
      )
    },
  ],
  [
    '15',
    'JSON deeper than twenty levels is refused',
    async () => {
      expectRefused(
        await post(`{"query":"{ viewer { subject } }","variables":{"x":${nested(8_000)}}}`),
        400,
        'JSON_TOO_DEEP',
      )
      expectRefused(
        await post(`{"query":"{ viewer { subject } }","variables":{"x":${nested(19)}}}`),
        400,
        'JSON_TOO_DEEP',
      )
      expectAnswered(await post(`{"query":"{ viewer { subject } }","variables":{"x":${nested(18)}}}`))
      const deepInAddress = encodeURIComponent(`{"x":${nested(30)}}`)
      const simple = encodeURIComponent('{ viewer { subject } }')
      expectRefused(
        await get(`/graphql?query=${simple}&variables=${deepInAddress}`, {
          'content-type': 'application/json',
        }),
        400,
        'JSON_TOO_DEEP',
      )
    },
  ],
  [
    '16',
    'a mutation by GET, and every request that a page elsewhere could make a browser send, is refused',
    async () => {
      const mutation = encodeURIComponent('mutation { approveDelivery(id: "x") { refusals { code } } }')
      const byGet = await get(`/graphql?query=${mutation}`, { 'content-type': 'application/json' })
      expect(byGet.status).toBe(405)
      expectNoInside(byGet)
      expectRefused(await get(`/graphql?query=${encodeURIComponent(VACANCIES)}`), 400, 'BAD_REQUEST')
      const body = JSON.stringify({ query: VACANCIES })
      for (const type of [
        'text/plain',
        'text/plain; charset=utf-8',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'message/rfc822',
        'message/http',
        'application/json-patch+json',
        'application/graphql',
        'application/jsonx',
      ]) {
        expectRefused(await post(body, { 'content-type': type }), 415, 'CONTENT_TYPE_UNSUPPORTED')
      }
      const withoutType = await post(new Uint8Array(Buffer.from(body)), { 'content-type': '' })
      expectRefused(withoutType, 415, 'CONTENT_TYPE_UNSUPPORTED')
    },
  ],
  [
    '17',
    'a body in UTF-16 is refused',
    async () => {
      const body = JSON.stringify({ query: VACANCIES })
      const utf16 = new Uint8Array(Buffer.from(body, 'utf16le'))
      expectRefused(await post(utf16), 415, 'BODY_ENCODING_UNSUPPORTED')
      expectRefused(
        await post(utf16, { 'content-type': 'application/json; charset=utf-16' }),
        415,
        'CHARSET_UNSUPPORTED',
      )
      expectRefused(
        await post(body, { 'content-type': 'application/json; charset=iso-8859-1' }),
        415,
        'CHARSET_UNSUPPORTED',
      )
    },
  ],
  [
    '18',
    'bytes that are not UTF-8 are refused',
    async () => {
      const body = Buffer.from(withVariables('{"f":{"estateId":"S\u00e6by"}}'), 'latin1')
      expectRefused(await post(new Uint8Array(body)), 400, 'BODY_NOT_UTF8')
    },
  ],
  [
    '19',
    'half a character is refused, also as an escape, in JSON and in the document',
    async () => {
      expectRefused(await post(withVariables('{"f":{"estateId":"\\ud800"}}')), 400, 'JSON_UNSAFE_TEXT')
      expectRefused(await post(withVariables('{"f":{"estate\\udc00Id":"x"}}')), 400, 'JSON_UNSAFE_TEXT')
      expectRefused(await ask('{ node(id: "\\ud800") { id } }'), 400, 'GRAPHQL_PARSE_FAILED')
    },
  ],
  [
    '20',
    'NUL is refused, also as an escape, in JSON and in the document',
    async () => {
      expectRefused(await post(withVariables('{"f":{"estateId":"\\u0000"}}')), 400, 'JSON_UNSAFE_TEXT')
      expectRefused(await post(withVariables('{"f":{"estateId":"\0"}}')), 400, 'JSON_INVALID')
      expectRefused(await ask('{ node(id: "a\\u0000") { id } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      const ofFilter = (text: string) =>
        `{ deliveries(first: 1, filter: { feedCode: "${text}" }) { nodes { id } } }`
      expectRefused(await ask(ofFilter('a\\u0000')), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(await ask(ofFilter('a\\u{0}')), 400, 'GRAPHQL_VALIDATION_FAILED')
      const inAddress = await send(`${hub.url}/feeds/%00/deliveries`, {
        method: 'POST',
        headers: { authorization: `Bearer ${organisation}` },
        body: 'x',
      })
      expectRefused(inAddress, 400, 'BAD_REQUEST')
    },
  ],
  [
    '21',
    'a member given twice is refused, also when it is spelt in escapes',
    async () => {
      expectRefused(
        await post(`{"query":"{ viewer { subject } }","query":"${VACANCIES}"}`),
        400,
        'JSON_DUPLICATE_KEY',
      )
      expectRefused(
        await post(`{"query":"{ viewer { subject } }","qu\\u0065ry":"${VACANCIES}"}`),
        400,
        'JSON_DUPLICATE_KEY',
      )
      const both = await trusted('viewer', {}, { query: VACANCIES })
      expectRefused(both, 400, 'DOCUMENT_AMBIGUOUS')
      const twice = await get('/graphql?query={viewer{subject}}&query={viewer{roles}}', {
        'content-type': 'application/json',
      })
      expectRefused(twice, 400, 'BAD_REQUEST')
    },
  ],
  [
    '22',
    '__proto__, constructor and prototype are refused as names',
    async () => {
      for (const name of ['__proto__', 'constructor', 'prototype', '__pr\\u006fto__']) {
        expectRefused(await post(withVariables(`{"f":{"${name}":{"first":1}}}`)), 400, 'JSON_FORBIDDEN_KEY')
      }
      expectRefused(
        await ask('{ vacancies(first: 1, filter: { __proto__: 1 }) { nodes { id } } }'),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      )
    },
  ],
  [
    '23',
    'an id is a string: a number is refused, so none is rounded to another record',
    async () => {
      const byId = 'query($id: ID!) { node(id: $id) { id } }'
      expectRefused(
        await post(`{"query":"${byId}","variables":{"id":9007199254740993}}`),
        400,
        'JSON_UNSAFE_NUMBER',
      )
      expectRefused(await ask(byId, { id: 7 }), 400, 'BAD_USER_INPUT')
      expectRefused(await ask('{ node(id: 9007199254740993) { id } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(await trusted('vacancy-by-id', { id: 7 }), 400, 'BAD_USER_INPUT')
    },
  ],
  [
    '24',
    'a number beyond all bounds is refused',
    async () => {
      expectRefused(await post(withVariables('{"f":{"rentMax":1e400}}')), 400, 'JSON_UNSAFE_NUMBER')
      expectRefused(await post(withVariables('{"f":{"rentMax":1e3}}')), 400, 'BAD_USER_INPUT')
      expectRefused(
        await ask('{ vacancies(first: 1, filter: { rentMax: 1e400 }) { nodes { id } } }'),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      )
    },
  ],
  [
    '25',
    'an Int of over 32 bits is refused',
    async () => {
      const page = 'query($n: Int!) { vacancies(first: $n) { nodes { id } } }'
      expectRefused(await ask(page, { n: 2_147_483_648 }), 400, 'BAD_USER_INPUT')
      expectRefused(await ask(page, { n: 1.5 }), 400, 'BAD_USER_INPUT')
      expectRefused(
        await ask('{ vacancies(first: 2147483648) { nodes { id } } }'),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      )
    },
  ],
  [
    '26',
    'a fault of the database is masked: the reference is the request’s id, and nothing else is told',
    async () => {
      await hub.asOwner('revoke select on public.vacancy from boligbro_app')
      try {
        for (const answer of [
          await ask(VACANCIES),
          await trusted('first-vacancies', { first: 1 }),
          await ask(`{ node(id: "${own}") { id } }`),
        ]) {
          expect(answer.status).toBe(200)
          const [error] = answer.json?.errors ?? []
          expect(error?.extensions).toEqual({
            code: 'INTERNAL_SERVER_ERROR',
            reference: answer.headers.get('x-request-id'),
          })
          expect(answer.text).not.toMatch(/permission|denied|vacancy\b|42501/)
          expectNoInside(answer)
        }
      } finally {
        await hub.asOwner('grant select on public.vacancy to boligbro_app')
      }
      expectAnswered(await ask(VACANCIES))
    },
  ],
  [
    '27',
    'nobody can register a persisted query',
    async () => {
      const sha256Hash = documentId(VACANCIES).slice('sha256:'.length)
      const extensions = { persistedQuery: { version: 1, sha256Hash } }
      expect((await ask(VACANCIES, {}, { extensions })).json?.data ?? null).toBeNull()
      expectRefused(await post(JSON.stringify({ extensions })), 200, 'PERSISTED_QUERY_NOT_SUPPORTED')
      expectRefused(
        await post(JSON.stringify({ documentId: documentId(VACANCIES) })),
        400,
        'DOCUMENT_UNKNOWN',
      )
      for (const id of ['__proto__', 7, null, {}, ['x']]) {
        expectRefused(await post(JSON.stringify({ documentId: id })), 400, 'DOCUMENT_UNKNOWN')
      }
    },
  ],
  [
    '28',
    'there is no landing page',
    async () => {
      for (const path of ['/graphql', '/']) {
        const page = await get(path, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
        expect(page.status).toBeGreaterThanOrEqual(400)
        expect(page.headers.get('content-type')).toMatch(/^application\/json/)
        expectNoInside(page)
      }
    },
  ],
  [
    '29',
    'text is compared in NFC, and invisible characters are refused in ids',
    async () => {
      const record = {
        organisationCode: '0045',
        estateNumber: '011',
        tenancyNumber: '9901',
        rent: '5000.00',
        state: 'ANNOUNCED',
        street: 'Bla\u030aba\u0308rvej',
      }
      const variables = { feed: '0045-csv', idempotencyKey: 'nfc', mode: 'DELTA', records: [record] }
      const document = { documentId: documentId(operation('sync-vacancies')), variables }
      const asOrganisation = { authorization: `Bearer ${organisation}`, 'x-purpose': 'vacancy-exchange' }
      const answer = await post(JSON.stringify(document), asOrganisation)
      expect(answer.json?.data).toMatchObject({ syncVacancies: { delivery: { applied: 1 } } })
      const written = await hub.asOwner(`select street from public.dwelling where tenancy_number = '9901'`)
      expect(written).toEqual([{ street: 'Bl\u00e5b\u00e4rvej' }])
      for (const invisible of ['\u200b', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u0007']) {
        const byId = 'query($id: ID!) { node(id: $id) { id } }'
        expectRefused(await ask(byId, { id: `${own}${invisible}` }), 400, 'BAD_USER_INPUT')
      }
      expectRefused(await ask('{ ν\u043ede }'), 400, 'GRAPHQL_PARSE_FAILED')
    },
  ],
  [
    '30',
    'SQL and wildcards in filters are text, and only named orders sort',
    async () => {
      const count = async (filter: object) => {
        const query =
          'query($f: HousingOrganisationFilter) { housingOrganisations(first: 1, filter: $f) { totalCount } }'
        const { json } = await ask(query, { f: filter })
        return ((json?.data ?? {}) as { housingOrganisations: { totalCount: number } }).housingOrganisations
          .totalCount
      }
      expect(await count({ lbfNumber: '0045' })).toBe(1)
      for (const text of [
        '%',
        '004_',
        "0045' or '1'='1",
        '0045%',
        "'; drop table vacancy; --",
        '$1',
        '{}',
        '\\',
      ]) {
        expect([text, await count({ lbfNumber: text })]).toEqual([text, 0])
      }
      const sorted = 'query($o: VacancyOrder!) { vacancies(first: 1, orderBy: $o) { nodes { id } } }'
      for (const o of ['id; select 1', 'rent_oere', 'constructor', 'toString', '1']) {
        expectRefused(await ask(sorted, { o }), 400, 'BAD_USER_INPUT')
      }
      for (const alias of ['select', 'toString', 'hasOwnProperty', 'x'.repeat(200)]) {
        const aliased = await ask(`{ vacancies(first: 1) { nodes { ${alias}: id } } }`)
        expectAnswered(aliased)
        expect(aliased.json?.data).toEqual({
          vacancies: { nodes: [{ [alias]: expect.stringMatching(/^Vacancy:/) }] },
        })
      }
    },
  ],
  [
    '31',
    'somebody else’s row answers as one that does not exist, side by side and through every door',
    async () => {
      const sides = await ask(
        'query($a: ID!, $b: ID!, $c: ID!) { own: node(id: $a) { id } foreign: node(id: $b) { id } missing: node(id: $c) { id } }',
        { a: own, b: foreign, c: missing },
      )
      expectAnswered(sides)
      expect(sides.json?.data).toEqual({ own: { id: own }, foreign: null, missing: null })
      const listed = await ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: [own, foreign, missing],
      })
      expect(listed.json?.data).toEqual({ nodes: [{ id: own }, null, null] })
      for (const name of ['vacancy-by-id']) {
        const [one, other] = [await trusted(name, { id: foreign }), await trusted(name, { id: missing })]
        expect([one.status, one.text]).toEqual([other.status, other.text])
      }
      const decide = async (id: string) =>
        (await ask('mutation($id: ID!) { approveDelivery(id: $id) { refusals { code messageEn } } }', { id }))
          .text
      const [delivery] = await hub.asOwner<{ id: string }>(
        `select d.id from public.delivery d join public.feed f on f.id = d.feed_id where f.code = '0007-incom'`,
      )
      const decideAs = async (id: string) =>
        (
          await post(
            JSON.stringify({
              query: 'mutation($id: ID!) { approveDelivery(id: $id) { refusals { code messageEn } } }',
              variables: { id },
            }),
            { authorization: `Bearer ${organisation}`, 'x-purpose': 'vacancy-exchange' },
          )
        ).text
      expect(await decideAs(`Delivery:${delivery?.id}`)).toBe(
        await decideAs('Delivery:01970000-0000-7000-8000-000000000000'),
      )
      expect(await decide(`Delivery:${delivery?.id}`)).toBe(await decide('Delivery:x'))
    },
  ],
  [
    '32',
    'counts, pages, filters and unique keys tell nothing of what others have',
    async () => {
      const page = async (filter: object) =>
        (
          await ask(
            'query($f: VacancyFilter) { vacancies(first: 1, filter: $f) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }',
            { f: filter },
          )
        ).json?.data
      const nothing = {
        vacancies: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      }
      const [foreignOrganisation] = await hub.asOwner<{ id: string }>(
        `select id from public.housing_organisation where lbf_number = '0007'`,
      )
      expect(await page({ municipalityCodes: ['0851'] })).toEqual(nothing)
      expect(await page({ municipalityCodes: ['0999'] })).toEqual(nothing)
      expect(await page({ organisationId: `HousingOrganisation:${foreignOrganisation?.id}` })).toEqual(
        nothing,
      )

      const asOrganisation = (query: string, variables: object) =>
        post(JSON.stringify({ query, variables }), {
          authorization: `Bearer ${organisation}`,
          'x-purpose': 'vacancy-exchange',
        })
      const [mine] = await hub.asOwner<{ id: string }>(
        `select id from public.housing_organisation where lbf_number = '0045'`,
      )
      const register = async (code: string, owner = mine?.id) =>
        (
          await asOrganisation(
            'mutation($i: RegisterFeedInput!) { registerFeed(input: $i) { feed { code } refusals { code messageEn path } } }',
            {
              i: {
                code,
                organisationId: `HousingOrganisation:${owner}`,
                format: 'CSV',
                mode: 'SNAPSHOT',
                mapping: { municipalityCode: '0169' },
              },
            },
          )
        ).text
      expect(await register('0007-incom')).toContain('FEED_CODE_NOT_OWN')
      expect(await register('0007-incom')).toBe(await register('0007-never'))
      expect(await register('0045-x', foreignOrganisation?.id)).toBe(
        await register('0045-x', '01970000-0000-7000-8000-000000000000'),
      )
      const sync = async (feed: string) =>
        (
          await asOrganisation(
            'mutation($f: PlainText!) { syncVacancies(feed: $f, records: [], idempotencyKey: "k") { refusals { code messageEn path } } }',
            { f: feed },
          )
        ).text
      expect(await sync('0007-incom')).toContain('FEED_NOT_FOUND')
      expect(await sync('0007-incom')).toBe(await sync('0007-never'))
      const deliver = async (feed: string) => {
        const { status, text } = await send(`${hub.url}/feeds/${feed}/deliveries`, {
          method: 'POST',
          headers: { authorization: `Bearer ${organisation}`, 'x-purpose': 'vacancy-exchange' },
          body: 'x',
        })
        return [status, text]
      }
      expect(await deliver('0007-incom')).toEqual(await deliver('0007-never'))
    },
  ],
  [
    '33',
    'a cursor opens only the list, filter, order and actor it was made for, and none can be made up',
    async () => {
      const query =
        'query($a: Cursor, $f: VacancyFilter, $o: VacancyOrder!) { vacancies(first: 1, after: $a, filter: $f, orderBy: $o) { nodes { id } pageInfo { endCursor } } }'
      const first = await ask(query, { o: 'RENT_ASC' })
      const { vacancies } = (first.json?.data ?? {}) as { vacancies: { pageInfo: { endCursor: string } } }
      const cursor = vacancies.pageInfo.endCursor
      expectAnswered(await ask(query, { a: cursor, o: 'RENT_ASC' }))
      const refused = async (variables: object, token = municipality) => {
        const answer = await post(JSON.stringify({ query, variables }), { authorization: `Bearer ${token}` })
        expect(answer.json?.errors?.[0]?.extensions?.code).toBe('CURSOR_INVALID')
        expect(answer.json?.data ?? null).toBeNull()
        expectNoInside(answer)
      }
      await refused({ a: cursor, o: 'RENT_DESC' })
      await refused({ a: cursor, o: 'RENT_ASC', f: { municipalityCodes: ['0169'] } })
      await refused({ a: cursor, o: 'RENT_ASC' }, organisation)
      await refused({ a: `${cursor.slice(0, -2)}AA`, o: 'RENT_ASC' })
      await refused({ a: `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`, o: 'RENT_ASC' })
      await refused({ a: 'x', o: 'RENT_ASC' })
      await refused({ a: Buffer.from('000000000000["1","2"]').toString('base64url'), o: 'RENT_ASC' })
      expectRefused(await ask(query, { a: 'æ', o: 'RENT_ASC' }), 400, 'BAD_USER_INPUT')
      expectRefused(await ask(query, { a: 'A'.repeat(1_025), o: 'RENT_ASC' }), 400, 'BAD_USER_INPUT')
    },
  ],
  [
    '34',
    'an input takes its own fields only',
    async () => {
      const register = 'mutation($i: RegisterFeedInput!) { registerFeed(input: $i) { feed { id } } }'
      const input = {
        code: '0045-x',
        organisationId: 'x',
        format: 'CSV',
        mode: 'DELTA',
        mapping: { municipalityCode: '0169' },
      }
      for (const more of [
        { id: 'x' },
        { snapshotAt: '2026-01-01T00:00:00Z' },
        { organisation_id: 'x' },
        { recorded: 1 },
      ]) {
        expectRefused(await ask(register, { i: { ...input, ...more } }), 400, 'BAD_USER_INPUT')
      }
      const mapped = { ...input, mapping: { municipalityCode: '0169', organisationCode: '0007' } }
      expectRefused(await ask(register, { i: mapped }), 400, 'BAD_USER_INPUT')
      const record = {
        organisationCode: '0045',
        estateNumber: '1',
        tenancyNumber: '1',
        rent: '1.00',
        state: 'LET',
        municipalityCode: '0101',
      }
      const sync = { feed: '0045-csv', idempotencyKey: 'x', records: [record] }
      expectRefused(await trusted('sync-vacancies', sync), 400, 'BAD_USER_INPUT')
    },
  ],
  [
    '35',
    'no input takes an address for the hub to call',
    async () => {
      const schema = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')
      const inputs = schema.match(/^input [^}]+}/gm) ?? []
      expect(inputs.length).toBeGreaterThan(5)
      for (const input of inputs)
        expect(input).not.toMatch(/^\s+\w*(url|uri|webhook|callback|endpoint)\w*:/im)
    },
  ],
  [
    '37',
    'subscriptions and answers in parts are not offered',
    async () => {
      expectRefused(await ask('subscription { vacancies { id } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(await ask('{ viewer { ... @defer { subject } } }'), 400, 'GRAPHQL_VALIDATION_FAILED')
      expectRefused(
        await ask('{ vacancies(first: 1) { nodes @stream { id } } }'),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      )
      const streamed = await post(JSON.stringify({ query: VACANCIES }), { accept: 'text/event-stream' })
      expect(streamed.headers.get('content-type')).not.toMatch(/event-stream|multipart/)
    },
  ],
]

test.each(ATTACKS)('attack %s: %s', async (_number, _name, attack) => {
  await attack()
})

test('the good query beside all of these is answered, open and trusted', async () => {
  expectAnswered(await ask(VACANCIES))
  expectAnswered(await trusted('first-vacancies', { first: 3 }))
  expectAnswered(await trusted('viewer', undefined, { operationName: 'Viewer' }))
  expect((await trusted('first-vacancies', { first: 1 })).text).toMatch(/"id" ?: ?"Vacancy:/)
})

test('a trusted document takes an object of variables and its own operation only', async () => {
  for (const variables of ['x', 7, ['x'], true]) {
    expectRefused(await trusted('viewer', variables), 400, 'BAD_REQUEST')
  }
  expectRefused(await trusted('viewer', {}, { operationName: 'Other' }), 400, 'OPERATION_RESOLUTION_FAILURE')
  expectRefused(await trusted('viewer', {}, { extensions: 'x' }), 400, 'BAD_REQUEST')
})
