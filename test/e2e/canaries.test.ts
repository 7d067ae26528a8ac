import { PassThrough } from 'node:stream'
import { PURPOSES, TOKEN_ROLES } from '../../src/access/grant.ts'
import { hubLog } from '../../src/platform/log.ts'
import { tablesHolding } from '../support/canaries.ts'
import { agreeOnCriteria, CHECKERS, checkCommand, ownEstate, questionInput } from '../support/criteria.ts'
import {
  asCaseworker,
  CASEWORKERS,
  command,
  day,
  dwellingsOf,
  householdInput,
  personInput,
  registered,
  signGrant,
} from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, sync, syncRecord } from '../support/story.ts'

/**
 * Fifty CPR numbers of people who will be born in 2057 go through everything that takes an input, where they belong and
 * where they do not. None may turn up where it is not meant to be.
 */
const CANARIES = Array.from({ length: 50 }, (_, number) => `31125750${String(number).padStart(2, '0')}`)
const SPELLINGS = CANARIES.flatMap((cpr) => [cpr, `${cpr.slice(0, 6)}-${cpr.slice(6)}`])
const [, , , cprInWrongPlace = '', other = ''] = CANARIES

let hub: TestHub
let logged = ''
/** Everything that was answered to those who are not to see a CPR number. */
const answers: string[] = []

const found = (text: string) => SPELLINGS.filter((cpr) => text.includes(cpr))

beforeAll(async () => {
  const log = new PassThrough()
  log.on('data', (chunk: Buffer) => {
    logged += chunk.toString()
  })
  hub = await startHub({ log: hubLog('debug', log) })
  await signGrant(hub)
  await agreeOnCriteria(hub)
  const estateId = await ownEstate(hub)
  const [dwellingId] = await dwellingsOf(hub)
  for (const [number, cpr] of CANARIES.entries()) {
    const household = await registered(hub, 'allocator', {
      persons: [personInput({ cpr }, { addressProtected: number % 5 === 0 })],
    })
    if (number % 6 === 0) {
      const { check } = await checkCommand(hub, 'officer', 'askCriterion', {
        input: questionInput(estateId, { applicant: { cpr } }),
      })
      await checkCommand(hub, 'nominator', 'answerCriterion', { input: { checkId: check?.id, answer: 'NO' } })
    }
    if (number % 7 === 0) {
      await command(hub, 'allocator', 'discloseHousehold', {
        input: {
          householdId: household.id,
          dwellingId,
          from: day(number),
          until: day(number + 5),
          basis: 'MUNICIPAL_ALLOCATION',
          municipalContact: 'Boliganvisningen',
          payer: 'TENANT',
        },
      })
    }
  }
}, 120_000)
afterAll(() => hub?.stop())

/** Sends a request in a caseworker's name and keeps the whole answer, headers and all. */
async function send(
  path: string,
  request: RequestInit,
  bearer: Bearer = CASEWORKERS.allocator,
): Promise<string> {
  const response = await fetch(`${hub.url}${path}`, {
    ...request,
    headers: {
      authorization: `Bearer ${await hub.token(bearer)}`,
      'content-type': 'application/json',
      ...(request.headers as Record<string, string> | undefined),
    },
  })
  const text = `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
  answers.push(text)
  return text
}

const post = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
  send('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) })

test('a CPR number that is meant to be there is there', async () => {
  const [cpr = ''] = CANARIES
  const { personByCpr } = await asCaseworker<{ personByCpr: { identity: { cpr: string } } }>(
    hub,
    'allocator',
    `query ($cpr: Cpr!) { personByCpr(cpr: $cpr, municipalityCode: "0169") { identity { cpr } } }`,
    { cpr },
  )
  expect(personByCpr.identity.cpr).toBe(cpr)
})

test('no error repeats one: not of syntax, names, variables, ids, cursors, headers, tokens or addresses', async () => {
  const cpr = cprInWrongPlace
  await post(`{ households(first: 1) { nodes { ${cpr} } } }`)
  await post(`{ cpr${cpr}: nothing }`)
  await post(`query Q${cpr} { no${cpr} }`)
  await post(
    `{ household(id: "Household:${cpr}") { id } person(id: "${cpr}") { id } node(id: "Person:${cpr}") { id } }`,
  )
  await post(`{ personByCpr(cpr: "${cpr}9", municipalityCode: "0169") { id } }`)
  await post(`{ personByCpr(cpr: "311357-5003", municipalityCode: "${cpr}") { id } }`)
  await post(`{ accessLogExtractByCpr(cpr: "${cpr}9", municipalityCode: "0169") { from } }`)
  await post(
    `{ accessLogExtractByCpr(cpr: "${cpr}", municipalityCode: "0169") { personId looks(first: 5) { totalCount } } }`,
  )
  await post('query ($first: Int!) { households(first: $first) { totalCount } }', { first: cpr })
  await post('query ($id: ID!) { node(id: $id) { id } }', { id: Number(cpr) })
  await post('query ($x: Unknown) { node(id: $x) { id } }', { x: cpr })
  await post(`{ households(first: 1, after: "${cpr}") { nodes { id } } }`)
  await post(`{ households(first: 1, orderBy: CPR_${cpr}) { nodes { id } } }`)
  await post(`{ households(first: 1, filter: { caseReference: "${cpr}" }) { totalCount } }`)
  await post('{ viewer { subject } }', {}, { 'x-purpose': cpr })
  await send(`/graphql?query={personByCpr(cpr:"${cpr}",municipalityCode:"0169"){id}}`, { method: 'GET' })
  await send(`/graphql?query={viewer{subject}}&variables={"cpr":"${cpr}"}`, { method: 'GET' })
  await send(`/graphql?query={accessLogExtractByCpr(cpr:"${cpr}",municipalityCode:"0169"){from}}`, {
    method: 'GET',
  })
  await send(`/no/such/${cpr}`, { method: 'GET' })
  await send(
    `/feeds/${cpr}/deliveries`,
    { method: 'POST', headers: { 'content-type': 'text/csv' }, body: `a;b\n${cpr};1\n` },
    BEARERS.organisation,
  )
  await send('/graphql', { method: 'POST', body: `{"query": "{ x }", "${cpr}": ` })
  await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cpr}` },
    body: '{}',
  }).then(async (response) => answers.push(await response.text()))
  expect(answers.length).toBeGreaterThan(15)
  expect(answers.filter((answer) => found(answer).length > 0)).toEqual([])
})

test('no refusal of a criteria check repeats one', async () => {
  const estateId = await ownEstate(hub)
  const cpr = cprInWrongPlace
  for (const [number, input] of [
    questionInput(estateId, { applicant: { cpr }, consent: null }),
    questionInput(estateId, { applicant: { name: cpr, birthDate: '1999-01-01' } }),
    questionInput(`Estate:${cpr}`, { applicant: { cpr } }),
  ].entries()) {
    const text = await send(
      '/graphql',
      {
        method: 'POST',
        body: JSON.stringify({
          query: `mutation ($input: AskCriterionInput!) { askCriterion(input: $input, idempotencyKey: "check-${number}") {
            refusals { code path law messageDa messageEn } } }`,
          variables: { input },
        }),
      },
      CHECKERS.officer,
    )
    expect(text).toMatch(/"refusals":\[\{/)
    expect(found(text)).toEqual([])
  }
})

test('no refusal repeats one, and free texts take none', async () => {
  const shared = [
    ['registerHousehold', { input: householdInput({ caseReference: cprInWrongPlace }) }],
    ['registerHousehold', { input: householdInput({ caseReference: `S-${other}` }) }],
    ['registerHousehold', { input: householdInput({ persons: [personInput({ cpr: '3113575003' })] }) }],
    [
      'registerHousehold',
      { input: householdInput({ municipalityCode: '0101', persons: [personInput({ cpr: other })] }) },
    ],
    ['erasePerson', { id: `Person:${other}` }],
  ] as const
  for (const [name, variables] of shared) {
    const declared = name === 'erasePerson' ? '$id: ID!' : '$input: RegisterHouseholdInput!'
    const passed = name === 'erasePerson' ? 'id: $id' : 'input: $input'
    const text = await post(
      `mutation (${declared}) { ${name}(${passed}, idempotencyKey: "${name}-${JSON.stringify(variables).length}") { refusals { code path law messageDa messageEn } } }`,
      variables,
    )
    expect(text).not.toContain('"refusals":[]')
    expect(found(text)).toEqual([])
  }
})

test('a delivery report repeats no value that could not be read', async () => {
  const { id } = await sync(hub, BEARERS.organisation, '0045-csv', [
    syncRecord('0045/011/0001', { dwellingTypeText: 'x', state: 'ANNOUNCED', rent: '5000.00' }),
    { ...syncRecord(`0045/011/0002`), buildingSectionNumber: `${cprInWrongPlace} ${other}` },
    syncRecord('0045/011/0003', { street: `Lejer ${cprInWrongPlace}` }),
    syncRecord('0045/011/0004', { dwellingTypeText: `Bolig til ${other}` }),
    syncRecord('0045/011/0005', {
      acontoLines: [{ kind: 'HEAT', name: `Varme ${other}`, amount: '300.00' }],
    }),
  ])
  const text = await send(
    '/graphql',
    {
      method: 'POST',
      body: JSON.stringify({
        query:
          'query ($id: ID!) { delivery(id: $id) { id status records(first: 10) { nodes { row outcome raw problems { code path messageDa messageEn } } } } }',
        variables: { id },
      }),
    },
    BEARERS.organisation,
  )
  expect(text.match(/QUARANTINED/g)).toHaveLength(4)
  expect(text.match(/TEXT_HOLDS_CPR/g)).toHaveLength(3)
  expect(found(text)).toEqual([])
})

test.each(TOKEN_ROLES)('%s is shown none, for any purpose, unless the policy says so', async (role) => {
  const query = `{ households(first: 50) { nodes { id caseReference need { needClass } persons(first: 2) { nodes { id identity { name cpr phone email address } } } } } }`
  const others = [
    query,
    `{ disclosures(first: 50) { nodes { id municipalContact derogations tenants(first: 2) { nodes { cpr name } } } } }`,
    `{ criterionChecks(first: 50) { nodes { id consent { reference } applicant { name cpr birthDate } } } }`,
    `{ accessLog(first: 50) { nodes { id operation fields subject subjectIds requestId } } }`,
    `{ dataSharingGrants(first: 9) { nodes { id } } deliveries(first: 5) { nodes { id records(first: 20) { nodes { row } } } } permissions { law } }`,
  ]
  for (const purpose of PURPOSES) {
    const token = await hub.token({
      subject: 'somebody',
      roles: [role],
      municipalityCodes: ['0101'],
      organisationNumbers: ['0311'],
      purpose,
    })
    for (const document of others) {
      const { text } = await hub.query(token, document)
      expect([purpose, document, found(text)]).toEqual([purpose, document, []])
    }
  }
})

test('neither logs nor metrics nor exports hold one', async () => {
  const metrics = await (await fetch(`${hub.url}/metrics`)).text()
  expect(metrics).toContain('process_cpu')
  expect(found(metrics)).toEqual([])
  expect(logged.split('\n').length).toBeGreaterThan(100)
  expect(found(logged)).toEqual([])
})

test('the database holds none in clear, nor any hash of one alone', async () => {
  const { tables, holding } = await tablesHolding(hub.database.ownerUrl, found)
  expect(tables.length).toBeGreaterThan(40)
  expect(holding).toEqual([])
})
