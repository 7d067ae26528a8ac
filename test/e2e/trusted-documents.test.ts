import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  DeliveriesQuery,
  SyncVacanciesMutation,
  SyncVacanciesMutationVariables,
  VacanciesWithDwellingQuery,
} from '../../schema/operations/operations.ts'
import { documentId } from '../../src/platform/graphql/trusted-documents.ts'
import { type Answer, startHub, type TestHub } from '../support/hub.ts'

const FOLDER = join(import.meta.dirname, '../../schema/operations')
const documentText = (name: string) => readFileSync(join(FOLDER, `${name}.graphql`), 'utf8')

let hub: TestHub
let municipality: string
let organisation: string
beforeAll(async () => {
  hub = await startHub()
  municipality = await hub.token('demo-municipality')
  organisation = await hub.token('demo-organisation')
}, 120_000)
afterAll(() => hub?.stop())

/** POSTs a body that names a document instead of holding one. */
async function ask<Fields>(
  token: string,
  body: object,
  at: TestHub = hub,
): Promise<Pick<Answer<Fields>, 'status' | 'text' | 'data' | 'errors'>> {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, text, ...(JSON.parse(text) as Pick<Answer<Fields>, 'data' | 'errors'>) }
}

const askFor = <Fields>(token: string, name: string, variables?: object) =>
  ask<Fields>(token, { documentId: documentId(documentText(name)), variables })

const vacanciesOf = async (variables: object) =>
  (await askFor<VacanciesWithDwellingQuery>(municipality, 'vacancies-with-dwelling', variables)).data
    ?.vacancies

/** The newest delivery that the organisation may see. */
async function newestDelivery() {
  const { data } = await askFor<DeliveriesQuery>(organisation, 'deliveries', { first: 1 })
  return data?.deliveries.nodes[0]
}

describe('a document named by its id', () => {
  it.each<[string, () => Promise<[token: string, variables: object | undefined]>]>([
    ['viewer', async () => [organisation, undefined]],
    ['deliveries', async () => [organisation, { first: 5, filter: { statuses: ['APPLIED'] } }]],
    ['delivery-report', async () => [organisation, { id: (await newestDelivery())?.id, first: 3 }]],
    ['vacancies-with-dwelling', async () => [municipality, { first: 4, orderBy: 'RENT_DESC' }]],
    ['vacancy-by-id', async () => [municipality, { id: (await vacanciesOf({ first: 1 }))?.nodes[0]?.id }]],
  ])('is answered as the same query in the open: %s', async (name, prepared) => {
    const [token, variables] = await prepared()
    const byId = await askFor<Record<string, object>>(token, name, variables)
    const open = await ask<Record<string, object>>(token, { query: documentText(name), variables })
    expect(byId.status).toBe(200)
    expect(byId.errors).toBeUndefined()
    expect(Object.values(byId.data ?? {})).toEqual([expect.objectContaining({})])
    expect(byId.data).toEqual(open.data)
  })

  it('takes variables: page follows page, in the order and under the filter asked for', async () => {
    const asked = {
      first: 3,
      orderBy: 'RENT_ASC',
      filter: { municipalityCodes: ['0169'], rentMax: '7000.00' },
    }
    const first = await vacanciesOf(asked)
    const second = await vacanciesOf({ ...asked, after: first?.pageInfo.endCursor })
    const rents = [first, second].flatMap((page) => page?.nodes.map(({ rent }) => Number(rent)) ?? [])
    expect(rents).toHaveLength(6)
    expect(rents).toEqual([...rents].sort((a, b) => a - b))
    expect(Math.max(...rents)).toBeLessThanOrEqual(7000)
  })

  it('answers what the hub knew at a moment', async () => {
    const id = (await vacanciesOf({ first: 1 }))?.nodes[0]?.id
    const now = await askFor(municipality, 'vacancy-by-id', { id, knownAt: null })
    const before = await askFor(municipality, 'vacancy-by-id', { id, knownAt: '2020-01-01T00:00:00Z' })
    expect(now.data).toEqual({ vacancy: expect.objectContaining({ id, recordedUntil: null }) })
    expect(before.data).toEqual({ vacancy: null })
  })

  it('shows an actor no more than the open query would', async () => {
    const delivery = await newestDelivery()
    expect(delivery).toBeDefined()
    const report = await askFor(municipality, 'delivery-report', { id: delivery?.id, first: 1 })
    expect(report).toMatchObject({ status: 200, data: { delivery: null } })
  })
})

describe('a mutation named by its id', () => {
  const variables = (more: Partial<SyncVacanciesMutationVariables> = {}): SyncVacanciesMutationVariables => ({
    feed: '0045-csv',
    mode: 'DELTA',
    idempotencyKey: 'trusted-document-1',
    records: [
      {
        organisationCode: '0045',
        estateNumber: '003',
        tenancyNumber: '9001',
        state: 'ANNOUNCED',
        availableFrom: '2027-03-01',
        rent: '5123.50',
      },
      {
        organisationCode: '9999',
        estateNumber: '003',
        tenancyNumber: '9002',
        state: 'ANNOUNCED',
        rent: '1.00',
      },
    ],
    ...more,
  })
  const sync = async (more?: Partial<SyncVacanciesMutationVariables>) =>
    (await askFor<SyncVacanciesMutation>(organisation, 'sync-vacancies', variables(more))).data?.syncVacancies

  it('tells what a dry run would do, and why a record could not be used', async () => {
    const tried = await sync({ dryRun: true })
    expect(tried).toMatchObject({ refusals: [], delivery: { received: 2, applied: 1, quarantined: 1 } })
    expect(tried?.delivery?.records.nodes).toMatchObject([{ row: 2, problems: [{ severity: 'ERROR' }] }])
    expect(await newestDelivery()).not.toMatchObject({ via: 'MUTATION' })
  })

  it('is carried out once, however often it is sent under one key', async () => {
    const [first, again] = [await sync(), await sync()]
    expect(first).toMatchObject({ refusals: [], delivery: { received: 2, applied: 1, quarantined: 1 } })
    expect(again?.delivery?.id).toBe(first?.delivery?.id)
    expect(await newestDelivery()).toMatchObject({ id: first?.delivery?.id, via: 'MUTATION' })
  })

  it('answers a refusal with its code: the same key with other records', async () => {
    const refused = await sync({ records: [] })
    expect(refused?.delivery).toBeNull()
    expect(refused?.refusals).toEqual([expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' })])
  })
})

describe('a request that names a document wrongly', () => {
  const id = documentId(documentText('viewer'))

  it.each([
    ['the hash of a text the hub does not list', documentId('{ viewer { subject } }')],
    ['the hash without its algorithm', id.replace('sha256:', '')],
    ['the hash in capitals', id.toUpperCase()],
    ['nothing', ''],
    ['null', null],
    ['a number', 7],
    ['a list', [id]],
    ['a name that every object has', 'constructor'],
  ])('is refused in both languages: %s', async (_, wrong) => {
    const { status, data, errors } = await ask(municipality, { documentId: wrong })
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors).toEqual([
      { message: expect.stringMatching(/unknown.* \/ .*ukendt/), extensions: { code: 'DOCUMENT_UNKNOWN' } },
    ])
  })

  it.each([
    ['too long a page', { first: 101 }, 'FIRST_OUT_OF_RANGE'],
    ['a page of nothing', { first: 0 }, 'FIRST_OUT_OF_RANGE'],
    ['no page size', {}, 'BAD_USER_INPUT'],
    ['an order that is none', { first: 1, orderBy: 'SECRET-VALUE' }, 'BAD_USER_INPUT'],
    ['a rent that is none', { first: 1, filter: { rentMax: 'SECRET-VALUE' } }, 'BAD_USER_INPUT'],
    ['a filter that is none', { first: 1, filter: { 'SECRET-VALUE': 1 } }, 'BAD_USER_INPUT'],
    ['a cursor of its own', { first: 1, after: 'SECRET-VALUE' }, 'CURSOR_INVALID'],
  ])('is held to the limits and types, and its values are not repeated: %s', async (_, variables, code) => {
    const { data, errors, text } = await askFor(municipality, 'vacancies-with-dwelling', variables)
    expect(data ?? null).toBeNull()
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code])
    expect(text).not.toContain('SECRET-VALUE')
  })
})

describe('a hub that answers trusted documents only', () => {
  let closed: TestHub
  beforeAll(async () => {
    closed = await startHub({ sampleData: false, env: { TRUSTED_DOCUMENTS_ONLY: 'true' } })
  }, 60_000)
  afterAll(() => closed?.stop())

  it('answers them', async () => {
    const token = await closed.token('demo-municipality')
    const answer = await ask(token, { documentId: documentId(documentText('viewer')) }, closed)
    expect(answer).toMatchObject({ status: 200, data: { viewer: { clientId: 'demo-municipality' } } })
  })

  it.each([
    ['an open query', { query: '{ viewer { subject } }' }],
    ['the text of a trusted document', { query: documentText('viewer') }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['an open mutation', { query: documentText('sync-vacancies'), variables: {} }],
    ['what is no GraphQL', { query: '{' }],
    ['nothing', {}],
    ['a list', [{ query: '{ viewer { subject } }' }]],
  ])('refuses %s and says what to send instead', async (_, body) => {
    const { status, data, errors } = await ask(await closed.token('demo-municipality'), body, closed)
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/documentId.* \/ .*documentId/),
        extensions: { code: 'DOCUMENT_REQUIRED' },
      },
    ])
  })

  it('refuses an open query in the address', async () => {
    const response = await fetch(`${closed.url}/graphql?query=${encodeURIComponent('{viewer{subject}}')}`, {
      headers: {
        authorization: `Bearer ${await closed.token('demo-municipality')}`,
        'apollo-require-preflight': 'true',
      },
    })
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('DOCUMENT_REQUIRED'),
    ])
  })
})
