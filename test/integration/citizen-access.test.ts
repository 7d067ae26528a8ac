import { agreeOnCriteria, checkCommand, ownEstate, questionInput } from '../support/criteria.ts'
import {
  asCaseworker,
  command,
  inChange,
  personInput,
  registered,
  type ShownHousehold,
} from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'

/** A citizen asks who has looked: everything that the hub knows of under the CPR number is found, and nothing is told beyond it. */

const CPR = '3112575001'
const citizens = { ...BEARERS.dataProtection, purpose: 'citizen-access' } as const
const otherCitizens = { ...BEARERS.otherDataProtection, purpose: 'citizen-access' } as const
const organisationCitizens = { ...BEARERS.organisationDataProtection, purpose: 'citizen-access' } as const

const LOOKS = `looks(first: 50) { totalCount nodes { at purpose { code } fieldKinds { code } municipality { id } organisation { id } } }`
const BY_CPR = `query ByCpr($cpr: Cpr!, $municipalityCode: MunicipalityCode!, $from: LocalDate, $until: LocalDate) {
  accessLogExtractByCpr(cpr: $cpr, municipalityCode: $municipalityCode, from: $from, until: $until) { personId from until ${LOOKS} } }`

interface Looks {
  readonly totalCount: number
  readonly nodes: readonly {
    readonly purpose: { readonly code: string }
    readonly fieldKinds: readonly { readonly code: string }[]
    readonly organisation: object | null
  }[]
}

let hub: TestHub
let first: ShownHousehold
let second: ShownHousehold
beforeAll(async () => {
  hub = await startHub()
  await agreeOnCriteria(hub)
  first = await registered(hub, 'allocator', { persons: [personInput({ cpr: CPR })] })
  second = await registered(hub, 'allocator', {
    need: { needClass: 'OTHER' },
    persons: [personInput({ cpr: CPR })],
  })
  await registered(hub, 'allocator', { persons: [personInput({ cpr: '3112575002' })] })
  await hub.asOwner('truncate public.access_log cascade')
}, 120_000)
afterAll(() => hub?.stop())

async function byCpr(bearer: Bearer, cpr = CPR, municipalityCode = '0169'): Promise<Looks> {
  const { accessLogExtractByCpr } = await hub.fields<{ accessLogExtractByCpr: { looks: Looks } }>(
    await hub.token(bearer),
    BY_CPR,
    { cpr, municipalityCode },
  )
  return accessLogExtractByCpr.looks
}

const key = (id: string | undefined) => String(id).split(':')[1] ?? ''
const kindsOf = ({ nodes }: Looks) => nodes.map(({ fieldKinds }) => fieldKinds.map(({ code }) => code))

test('finds the looks at the citizen in every household, and at a question that names the number', async () => {
  for (const { id } of [first, second])
    await asCaseworker(hub, 'allocator', 'query ($id: ID!) { household(id: $id) { adults } }', { id })
  const { check } = await checkCommand(hub, 'officer', 'askCriterion', {
    input: questionInput(await ownEstate(hub), { applicant: { cpr: CPR } }),
  })
  const answered = await checkCommand(hub, 'nominator', 'answerCriterion', {
    input: { checkId: check?.id, answer: 'YES' },
  })
  expect(answered.codes).toEqual([])
  const looks = await byCpr(citizens)
  // What the question’s asker and answerer were shown, and before it the households.
  expect(kindsOf(looks)).toEqual([
    ['CRITERIA_CHECK', 'IDENTITY'],
    ['CRITERIA_CHECK', 'IDENTITY'],
    ['CASE'],
    ['CASE'],
  ])
  expect(looks.nodes.map(({ purpose: { code } }) => code)).toEqual([
    ...['criteria-check', 'criteria-check', 'municipal-allocation', 'municipal-allocation'],
  ])
  const [extract] = await hub.asOwner<{ subjects: string[] }>(
    `select subjects from access_log where operation = 'ByCpr'`,
  )
  const [{ applicant } = { applicant: '' }] = await hub.asOwner<{ applicant: string }>(
    'select applicant_id as applicant from criterion_check',
  )
  expect([...(extract?.subjects ?? [])].sort()).toEqual(
    [...[first, second].map(({ persons }) => key(persons.nodes[0]?.id)), applicant].sort(),
  )
})

test('tells an organisation’s officer of the organisation’s own looks only, and of none at others', async () => {
  const looks = await byCpr(organisationCitizens)
  expect(looks.totalCount).toBe(1)
  expect(looks.nodes[0]?.organisation).not.toBeNull()
  // Nor does the log of that look name anybody whom the organisation has never looked at.
  const logged = await hub.asOwner<{ subjects: string[] }>(
    `select subjects from access_log where operation = 'ByCpr' and subject = $1`,
    [organisationCitizens.subject],
  )
  const [{ applicant } = { applicant: '' }] = await hub.asOwner<{ applicant: string }>(
    'select applicant_id as applicant from criterion_check',
  )
  expect(logged).toEqual([{ subjects: [applicant] }])
})

test('answers alike for a number that nobody has, another municipality’s and one that the officer may not know of', async () => {
  const ask = async (bearer: Bearer, cpr: string, municipalityCode: string) =>
    (await hub.query(await hub.token(bearer), BY_CPR, { cpr, municipalityCode })).text
  const nobody = await ask(citizens, '3112575009', '0169')
  expect(nobody).toContain('"totalCount" : 0')
  expect(await ask(otherCitizens, CPR, '0169')).toBe(nobody)
  expect(await ask(citizens, CPR, '0101')).toBe(nobody)
  expect(await ask({ ...citizens, roles: ['operator'] }, CPR, '0169')).toBe(nobody)
})

test('takes the purpose of giving access, and never comes in a URL', async () => {
  const { errors } = await hub.query(await hub.token(BEARERS.dataProtection), BY_CPR, {
    ...{ cpr: CPR, municipalityCode: '0169' },
  })
  expect(errors?.[0]?.extensions?.code).toBe('PURPOSE_NOT_ALLOWED')
  const query = encodeURIComponent(
    `{ accessLogExtractByCpr(cpr: "${CPR}", municipalityCode: "0169") { looks(first: 1) { totalCount } } }`,
  )
  const response = await fetch(`${hub.url}/graphql?query=${query}`, {
    headers: { authorization: `Bearer ${await hub.token(citizens)}`, 'apollo-require-preflight': 'x' },
  })
  expect(response.status).toBe(405)
  expect(await response.text()).toContain('CPR_IN_URL')
})

test('finds no looks any more once the citizen is erased in every household and question', async () => {
  const other = '3112575077'
  const { id, persons } = await registered(hub, 'allocator', { persons: [personInput({ cpr: other })] })
  expect((await byCpr(citizens, other)).totalCount).toBe(1)
  await command(hub, 'eraser', 'erasePerson', { id: persons.nodes[0]?.id })
  expect((await byCpr(citizens, other)).totalCount).toBe(0)
  // By the person, whose id the case still has, they are found as before.
  const { accessLogExtract } = await hub.fields<{ accessLogExtract: { looks: Looks } }>(
    await hub.token(citizens),
    `query ($personId: ID!) { accessLogExtract(personId: $personId) { ${LOOKS} } }`,
    { personId: persons.nodes[0]?.id },
  )
  expect(accessLogExtract.looks.totalCount).toBe(2)
  expect(id).toMatch(/^Household:/)
})

test('finds the looks at a tenancy of before the hub was told whose it is', async () => {
  const personId = first.persons.nodes[0]?.id
  const looksAt = async () =>
    (await byCpr(citizens)).nodes.flatMap(({ fieldKinds }) => fieldKinds.map(({ code }) => code))
  await inChange(
    hub,
    `with dwelling as (select * from dwelling where municipality_code = '0169' order by id limit 1),
     let as (
       insert into tenancy (dwelling_id, organisation_id, municipality_code, part, valid, allocated, transitional, lease_signed_on, rent_oere)
       select id, organisation_id, municipality_code, 'X', '[2020-01-01,)', true, true, '2020-01-01', 100000 from dwelling returning *)
     insert into access_log (subject, client_id, municipality_code, roles, purpose, request_id, operation, fields, subjects)
     select 'landlord', 't', '0169', '{}', 'tenancy-agreement', 'r', 'Rent', '{ArrearsStep.kind}', array[id] from let`,
  )
  expect(await looksAt()).not.toContain('ARREARS')
  await inChange(
    hub,
    `insert into transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
     select t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, h.case_scope
       from transition t join tenancy y on y.id = t.tenancy_id and y.part = 'X', household h where h.id = $1::uuid`,
    [key(first.id)],
  )
  expect(await looksAt()).toContain('ARREARS')
  expect(personId).toMatch(/^Person:/)
})

test('finds what another municipality’s staff saw of a household that was referred to it: each municipality its own', async () => {
  const { shown, codes } = await command<{ id: string }>(hub, 'allocator', 'referHousehold', {
    input: { householdId: second.id, toMunicipalityCode: '0101' },
  })
  expect(codes).toEqual([])
  const seen = `query Seen($id: ID!) { referral(id: $id) { adults } }`
  await asCaseworker(hub, 'otherMunicipality', seen, { id: shown?.id })
  const logged = await hub.asOwner<{ municipality_code: string; subjects: string[] }>(
    `select municipality_code, subjects from access_log where operation = 'Seen' order by municipality_code`,
  )
  expect(logged).toEqual([
    { municipality_code: '0101', subjects: [key(shown?.id)] },
    { municipality_code: '0169', subjects: [key(second.id)] },
  ])
  const supervised = async (bearer: Bearer) =>
    (
      await hub.fields<{ accessLog: { nodes: { subject: string }[] } }>(
        await hub.token(bearer),
        '{ accessLog(first: 5, filter: { operation: "Seen" }) { nodes { subject } } }',
      )
    ).accessLog.nodes.map(({ subject }) => subject)
  expect(await supervised(BEARERS.otherDataProtection)).toEqual(['system-0101'])
  expect(await supervised(BEARERS.dataProtection)).toEqual(['system-0101'])

  const accepted = await command<{ receivedHousehold: { id: string } }>(
    hub,
    'otherMunicipality',
    'acceptReferral',
    { input: { referralId: shown?.id, caseReference: 'FRA-0169', needClass: 'OTHER' } },
  )
  const received = accepted.shown?.receivedHousehold.id
  const entered = await command<{ id: string }>(hub, 'otherMunicipality', 'recordPerson', {
    input: { householdId: received, ...personInput({ cpr: CPR }) },
  })
  expect(entered.codes).toEqual([])
  const looks = await byCpr(otherCitizens, CPR, '0101')
  // The oldest is of before there was a case of theirs.
  expect(kindsOf(looks).at(-1)).toEqual(['CASE'])
  expect(looks.totalCount).toBeGreaterThanOrEqual(3)
})
