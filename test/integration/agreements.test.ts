import { randomUUID } from 'node:crypto'
import { loadQuotaAgreements } from '../../src/agreements/quota-versions.service.ts'
import { termInForce } from '../../src/agreements/term-in-force.rules.ts'
import { fraction } from '../../src/kernel/fraction.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { change } from '../../src/platform/change.ts'
import {
  type AgreementAnswer,
  agreed,
  agreementCommand,
  registryIds,
  termInput,
  versionInput,
} from '../support/agreement-story.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'

const { municipality, organisation, otherOrganisation, otherMunicipality } = BEARERS
const auditor = BEARERS.auditor
const allocator = BEARERS.allocator

let hub: TestHub
let idOf: (place: string) => string
let estates: readonly string[]

beforeAll(async () => {
  hub = await startHub()
  idOf = await registryIds(hub)
  const rows = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.municipality_code = '0169' order by e.number`,
  )
  estates = rows.map(({ id }) => id)
}, 120_000)
afterAll(() => hub?.stop())

const codes = ({ refusals }: AgreementAnswer) => refusals.map(({ code }) => code)
const paths = ({ refusals }: AgreementAnswer) => refusals.map(({ path }) => path)

/** A period that no other test's agreements touch. */
let years = 1900
const nextYear = () => `${++years}`

function agreementInput(year: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    municipalityCode: '0169',
    organisationIds: [idOf('0045')],
    name: `Aftale ${year}`,
    legalBases: ['SECTION_59_2'],
    from: `${year}-01-01`,
    until: `${Number(year) + 1}-01-01`,
    source: 'Sag 1',
    ...changes,
  }
}

const record = (year: string, changes: Readonly<Record<string, unknown>> = {}) =>
  agreed(hub, municipality, 'recordAgreement', agreementInput(year, changes))

const propose = (agreementId: string, from: string, terms: readonly object[], changes = {}) =>
  agreed(hub, municipality, 'recordAgreementVersion', versionInput(agreementId, from, terms, changes))

const consent = (versionId: string, bearer: Bearer = organisation, number = '0045') =>
  agreementCommand(hub, bearer, 'consentToAgreementVersion', { versionId, organisationId: idOf(number) })

const bring = (versionId: string, bearer: Bearer = municipality) =>
  agreementCommand(hub, bearer, 'bringAgreementVersionIntoForce', { versionId })

async function inForce(agreementId: string, from: string, terms: readonly object[], changes = {}) {
  const versionId = await propose(agreementId, from, terms, changes)
  expect(codes(await consent(versionId))).toEqual([])
  expect(codes(await bring(versionId))).toEqual([])
  return versionId
}

interface Term {
  readonly scope: string
  readonly share: { numerator: number; denominator: number }
  readonly explanationDa: string
  readonly explanationEn: string
  readonly version: { number: number; agreement: { name: string } }
}

async function termsInForce(
  on: string,
  given: Readonly<Record<string, unknown>> = {},
  bearer: Bearer = allocator,
) {
  const { termsInForce: term } = await hub.fields<{ termsInForce: Term | null }>(
    await hub.token(bearer),
    `query($estateId: ID!, $dwellingType: DwellingType, $on: LocalDate, $knownAt: Instant) {
       termsInForce(estateId: $estateId, dwellingType: $dwellingType, on: $on, knownAt: $knownAt) {
         scope share { numerator denominator } explanationDa explanationEn version { number agreement { name } } } }`,
    { estateId: estates[0], on, ...given },
  )
  return term
}

const shareOf = (term: Term | null) =>
  term === null ? null : `${term.share.numerator}/${term.share.denominator}`

test('a version decides nothing until every organisation has consented and the municipality brings it into force', async () => {
  const year = nextYear()
  const agreementId = await record(year, { organisationIds: [idOf('0045'), idOf('0007')] })
  const versionId = await propose(agreementId, `${year}-01-01`, [termInput()])
  const on = `${year}-06-01`
  expect(codes(await bring(versionId))).toEqual(['CONSENT_MISSING'])
  expect(codes(await consent(versionId))).toEqual([])
  expect(codes(await bring(versionId))).toEqual(['CONSENT_MISSING'])
  expect(codes(await consent(versionId, otherOrganisation, '0007'))).toEqual([])
  expect(await termsInForce(on)).toBeNull()
  expect(await bring(versionId)).toMatchObject({ refusals: [], version: { status: 'IN_FORCE', number: 1 } })
  expect(shareOf(await termsInForce(on))).toBe('1/4')
  expect(codes(await bring(versionId))).toEqual(['VERSION_IN_FORCE'])
  expect(codes(await consent(versionId))).toEqual(['VERSION_IN_FORCE'])
})

test('a new version ends the one before on its first day, and what was known before stays readable', async () => {
  const year = nextYear()
  const agreementId = await record(year)
  await inForce(agreementId, `${year}-01-01`, [termInput()])
  const before = new Date().toISOString()
  await inForce(agreementId, `${year}-07-01`, [termInput({ share: { numerator: 1, denominator: 3 } })])
  expect(shareOf(await termsInForce(`${year}-06-30`))).toBe('1/4')
  expect(shareOf(await termsInForce(`${year}-07-01`))).toBe('1/3')
  expect(shareOf(await termsInForce(`${year}-07-01`, { knownAt: before }))).toBe('1/4')
  expect(await termsInForce(`${Number(year) + 1}-01-01`)).toBeNull()

  const read = async (knownAt: string | null) =>
    hub.fields(
      await hub.token(organisation),
      `query($id: ID!, $knownAt: Instant) { agreement(id: $id, knownAt: $knownAt) {
         versions(first: 5) { nodes { number status from until } } } }`,
      { id: agreementId, knownAt },
    )
  const end = `${Number(year) + 1}-01-01`
  expect(await read(null)).toMatchObject({
    agreement: {
      versions: {
        nodes: [
          { number: 1, from: `${year}-01-01`, until: `${year}-07-01` },
          { number: 2, from: `${year}-07-01`, until: end },
        ],
      },
    },
  })
  expect(await read(before)).toMatchObject({
    agreement: { versions: { nodes: [{ number: 1, status: 'IN_FORCE', until: end }] } },
  })

  const early = await propose(agreementId, `${year}-03-01`, [termInput()])
  await consent(early)
  expect(codes(await bring(early))).toEqual(['LATER_VERSION'])
  const short = await propose(agreementId, `${year}-09-01`, [termInput()], { until: `${year}-10-01` })
  await consent(short)
  expect(codes(await bring(short))).toEqual(['PERIOD_LEAVES_GAP'])
})

test('a version that would leave what is owed behind is refused when it is recorded, and when it comes into force', async () => {
  const year = nextYear()
  const agreementId = await record(year)
  const proposed = await propose(agreementId, `${year}-03-01`, [termInput({ level: 'ESTATE' })])
  await consent(proposed)
  await inForce(agreementId, `${year}-01-01`, [termInput()])
  const refused = async (from: string, changes: Readonly<Record<string, unknown>>) => {
    const input = versionInput(agreementId, from, [termInput({ dwellingType: 'YOUTH' }), termInput(changes)])
    const answer = await agreementCommand(hub, municipality, 'recordAgreementVersion', input)
    return [codes(answer), paths(answer)]
  }
  expect(await refused(`${year}-07-01`, { level: 'ESTATE' })).toEqual([
    ['LEVEL_CHANGED'],
    ['input.terms.1.level'],
  ])
  const brought = await bring(proposed)
  expect([codes(brought), paths(brought)]).toEqual([['LEVEL_CHANGED'], ['input.versionId']])
  const yearly = { settlement: 'PER_YEAR', remainder: 'CARRIED' }
  await inForce(agreementId, `${year}-04-01`, [termInput(yearly)])
  expect(await refused(`${year}-09-01`, {})).toEqual([['SETTLEMENT_RETURNS'], ['input.terms.1.settlement']])
  expect(shareOf(await termsInForce(`${year}-03-01`))).toBe('1/4')
  const [{ count } = { count: 0 }] = await hub.asOwner<{ count: number }>(
    'select count(*)::int as count from agreement_version where agreement_id = $1::uuid',
    [agreementId.split(':')[1]],
  )
  expect(count).toBe(3)
})

test('two terms that count in one sequence of turns are refused when they settle it differently', async () => {
  const agreementId = await sharedAgreement()
  const input = versionInput(agreementId, '1890-01-01', [
    termInput(),
    termInput({ estateId: estates[0], firstTurn: 'AT_START' }),
  ])
  expect(await agreementCommand(hub, municipality, 'recordAgreementVersion', input)).toMatchObject({
    version: null,
    refusals: [{ code: 'SEQUENCE_SETTLED_DIFFERENTLY', path: 'input.terms.1.firstTurn' }],
  })
})

test('the term in force is the estate’s, else its step’s, else the type’s, else the one for all, and says so', async () => {
  const year = nextYear()
  const agreementId = await record(year)
  const share = (numerator: number) => ({ share: { numerator, denominator: 9 } })
  await inForce(agreementId, `${year}-01-01`, [
    termInput(share(1)),
    termInput({ dwellingType: 'YOUTH', ...share(2) }),
    termInput({ step: 'Trin 1', ...share(3) }),
    termInput({ step: 'Trin 1', dwellingType: 'YOUTH', ...share(4) }),
    termInput({ estateId: estates[1], ...share(5) }),
  ])
  const place = (step: string, from: string, more = {}) =>
    agreementCommand(hub, municipality, 'placeEstateOnStep', {
      agreementId,
      estateId: estates[0],
      step,
      from,
      source: 'Bilag 1',
      ...more,
    })
  expect(codes(await place('Trin 1', `${year}-06-01`))).toEqual([])
  const found = async (date: string, given = {}) => shareOf(await termsInForce(`${year}-${date}`, given))
  expect(await found('05-31')).toBe('1/9')
  expect(await found('05-31', { dwellingType: 'YOUTH' })).toBe('2/9')
  expect(await found('06-01')).toBe('3/9')
  expect(await found('06-01', { dwellingType: 'YOUTH' })).toBe('4/9')
  expect(await found('06-01', { estateId: estates[1], dwellingType: 'YOUTH' })).toBe('5/9')
  expect(await termsInForce(`${year}-06-01`)).toMatchObject({
    scope: 'STEP',
    explanationDa: `Aftale ${year}, version 1, vilkår 3: vilkår for trinnet »Trin 1«.`,
    explanationEn: `Aftale ${year}, version 1, term 3: the term for the step "Trin 1".`,
  })

  expect(codes(await place('trin 1', `${year}-07-01`))).toEqual(['STEP_NOT_FOUND'])
  expect(codes(await place('Trin 1', `${year}-06-01`))).toEqual(['LATER_PLACEMENT'])
  expect(codes(await place('Trin 1', `${year}-08-01`, { until: `${year}-09-01` }))).toEqual([
    'PERIOD_LEAVES_GAP',
  ])
  expect(codes(await place('Trin 1', '1850-01-01'))).toEqual(['PERIOD_OUTSIDE_AGREEMENT'])
  const [foreign] = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id where o.lbf_number = '0311' limit 1`,
  )
  expect(codes(await place('Trin 1', `${year}-08-01`, { estateId: foreign?.id }))).toEqual([
    'ESTATE_NOT_OF_PARTIES',
  ])
})

test('a consent that was given later was not known before', async () => {
  const year = nextYear()
  const agreementId = await record(year)
  const versionId = await propose(agreementId, `${year}-01-01`, [termInput()])
  const before = new Date().toISOString()
  expect(codes(await consent(versionId))).toEqual([])
  const consents = async (knownAt: string | null) =>
    hub.fields(
      await hub.token(municipality),
      `query($id: ID!, $knownAt: Instant) { agreement(id: $id, knownAt: $knownAt) {
         versions(first: 5) { nodes { consents { organisation { lbfNumber } } } } } }`,
      { id: agreementId, knownAt },
    )
  const with045 = [{ organisation: { lbfNumber: '0045' } }]
  expect(await consents(null)).toEqual({ agreement: { versions: { nodes: [{ consents: with045 }] } } })
  expect(await consents(before)).toEqual({ agreement: { versions: { nodes: [{ consents: [] }] } } })
})

test('an agreement below a framework comes before it, and one on transitional dwellings alone gives no turns', async () => {
  const year = nextYear()
  const frameworkId = await record(year)
  await inForce(frameworkId, `${year}-01-01`, [termInput({ estateId: estates[0] })])
  const share = { numerator: 1, denominator: 2 }
  const transitional = await record(year, { legalBases: ['SECTION_63'], name: 'Udslusning' })
  await inForce(transitional, `${year}-01-01`, [termInput({ estateId: estates[0], dwellingType: 'FAMILY' })])
  expect(await termsInForce(`${year}-02-01`, { dwellingType: 'FAMILY' })).toMatchObject({ scope: 'ESTATE' })
  const below = await record(year, { frameworkId, name: 'Egen aftale' })
  await inForce(below, `${year}-03-01`, [termInput({ share })])
  expect(shareOf(await termsInForce(`${year}-02-28`))).toBe('1/4')
  expect(shareOf(await termsInForce(`${year}-03-01`))).toBe('1/2')
  const until = `${year}-11-01`
  await agreed(hub, municipality, 'endAgreement', { agreementId: below, until })
  expect(shareOf(await termsInForce(`${year}-10-31`))).toBe('1/2')
  expect(shareOf(await termsInForce(until))).toBe('1/4')
  // Its version ends with it, so that another may still take its place in the last months.
  await inForce(below, `${year}-10-01`, [termInput({ share: { numerator: 1, denominator: 3 } })])
  expect(shareOf(await termsInForce(`${year}-10-31`))).toBe('1/3')
})

test('of two agreements on different bases each dwelling is in one’s terms, however many come into force at once', async () => {
  const year = nextYear()
  const allocation = await record(year)
  await inForce(allocation, `${year}-01-01`, [termInput(), termInput({ estateId: estates[0] })])
  const flexible = await record(year, { legalBases: ['SECTION_60'], name: 'Fleksibel udlejning' })
  const proposed = async (terms: readonly object[], from = `${year}-01-01`) => {
    const versionId = await propose(flexible, from, terms)
    expect(codes(await consent(versionId))).toEqual([])
    return versionId
  }
  for (const terms of [[termInput()], [termInput({ estateId: estates[0] })]])
    expect(codes(await bring(await proposed(terms)))).toEqual(['TERMS_COMPETE'])
  expect(codes(await bring(await proposed([termInput({ dwellingType: 'YOUTH' })])))).toEqual([])
  const transitional = await record(year, { legalBases: ['SECTION_63'], name: 'Udslusning' })
  await inForce(transitional, `${year}-01-01`, [termInput()])
  await agreed(hub, municipality, 'endAgreement', { agreementId: allocation, until: `${year}-07-01` })
  const [first, second] = [await record(year, { from: `${year}-08-01`, name: 'Ny aftale' }), flexible]
  const versions = await Promise.all(
    [first, second].map((agreementId) => propose(agreementId, `${year}-08-01`, [termInput()])),
  )
  for (const versionId of versions) await consent(versionId)
  const answers = await Promise.all(versions.map((versionId) => bring(versionId)))
  expect(answers.flatMap(codes)).toEqual(['TERMS_COMPETE'])
})

test('the municipality’s own decision takes no consent and no more than every fourth', async () => {
  const year = nextYear()
  const agreementId = await record(year, { legalBases: ['SECTION_59_1', 'SECTION_59_3'] })
  const third = versionInput(agreementId, `${year}-01-01`, [
    termInput({ share: { numerator: 1, denominator: 3 } }),
  ])
  expect(await agreementCommand(hub, municipality, 'recordAgreementVersion', third)).toMatchObject({
    version: null,
    refusals: [
      { code: 'SHARE_ABOVE_QUARTER', path: 'input.terms.0.share', law: 'almenboligloven § 59 stk. 1 og 3' },
    ],
  })
  const versionId = await propose(agreementId, `${year}-01-01`, [termInput()])
  expect(codes(await bring(versionId))).toEqual([])
  expect(shareOf(await termsInForce(`${year}-01-01`))).toBe('1/4')
})

test.each([
  [
    'no time to answer',
    { answerDeadlineBusinessDays: null },
    'ANSWER_DEADLINE_MISSING',
    'answerDeadlineBusinessDays',
  ],
  [
    'no day to answer',
    { answerDeadlineBusinessDays: 0 },
    'ANSWER_DEADLINE_OUT_OF_RANGE',
    'answerDeadlineBusinessDays',
  ],
  ['a share above one', { share: { numerator: 4, denominator: 3 } }, 'SHARE_OUT_OF_RANGE', 'share'],
  ['a share of nothing', { share: { numerator: 0, denominator: 0 } }, 'SHARE_OUT_OF_RANGE', 'share'],
  ['a quarter without a remainder', { settlement: 'PER_QUARTER' }, 'REMAINDER_MISSING', 'remainder'],
  ['a running remainder', { remainder: 'CARRIED' }, 'REMAINDER_UNFIT', 'remainder'],
  [
    'a limit on no replacement',
    { replacementOwed: false, replacementWithin: 2 },
    'REPLACEMENT_LIMIT_UNFIT',
    'replacementWithin',
  ],
  [
    'a base after no flexible letting',
    { quotaBase: 'AFTER_FLEXIBLE_LETTING' },
    'FLEXIBLE_SHARE_MISSING',
    'flexible',
  ],
  [
    'a parameter that the criterion does not take',
    {
      flexible: {
        share: { numerator: 1, denominator: 2 },
        base: 'ALL',
        criteria: [{ criterion: 'EDUCATION', parameters: [{ name: 'ageMin', value: 50 }] }],
      },
    },
    'CRITERION_PARAMETER_UNKNOWN',
    'flexible.criteria',
  ],
  [
    'parts above the whole',
    {
      subShares: ['a', 'b'].map((name) => ({
        channel: 'WAITING_LIST',
        name,
        share: { numerator: 2, denominator: 3 },
      })),
    },
    'SUB_SHARES_ABOVE_WHOLE',
    'subShares',
  ],
  ['a cap below none', { transitionalCapPerYear: -1 }, 'CAP_OUT_OF_RANGE', 'transitionalCapPerYear'],
])('a term with %s is refused, with its place', async (_, changes, code, place) => {
  const agreementId = await sharedAgreement()
  const answer = await agreementCommand(
    hub,
    municipality,
    'recordAgreementVersion',
    versionInput(agreementId, '1890-01-01', [termInput(), termInput({ dwellingType: 'YOUTH', ...changes })]),
  )
  expect([codes(answer), paths(answer)]).toEqual([[code], [`input.terms.1.${place}`]])
})

test.each(['level', 'quotaBase', 'firstTurn', 'settlement', 'returnCountsAsDelivered', 'replacementOwed'])(
  'a term that leaves %s open is refused: nothing is taken for granted',
  async (setting) => {
    const term = termInput({ [setting]: undefined })
    const version = versionInput(await sharedAgreement(), '1890-01-01', [term])
    await expect(agreementCommand(hub, municipality, 'recordAgreementVersion', version)).rejects.toThrow(
      new RegExp(`${setting}.* was not provided.*BAD_USER_INPUT`),
    )
  },
)

let shared: Promise<string> | undefined
function sharedAgreement(): Promise<string> {
  shared ??= record('1890')
  return shared
}

test('a version is refused as a whole for what is wrong beside its terms', async () => {
  const agreementId = await sharedAgreement()
  const refused = async (from: string, terms: readonly object[], changes = {}) =>
    codes(
      await agreementCommand(
        hub,
        municipality,
        'recordAgreementVersion',
        versionInput(agreementId, from, terms, changes),
      ),
    )
  expect(await refused('1890-01-01', [])).toEqual(['TERMS_MISSING'])
  expect(await refused('1890-01-01', [termInput(), termInput()])).toEqual(['TERM_REPEATED'])
  expect(await refused('1890-01-01', [termInput({ estateId: estates[0], step: 'x' })])).toEqual([
    'ESTATE_AND_STEP',
  ])
  expect(await refused('1890-01-01', [termInput({ estateId: idOf('0045') })])).toEqual([
    'ESTATE_NOT_OF_PARTIES',
  ])
  expect(await refused('1889-12-31', [termInput()])).toEqual(['PERIOD_OUTSIDE_AGREEMENT'])
  expect(await refused('1890-02-01', [termInput()], { until: '1890-02-01' })).toEqual(['PERIOD_EMPTY'])
  expect(await refused('1890-02-01', [termInput()], { until: '1891-01-02' })).toEqual([
    'PERIOD_OUTSIDE_AGREEMENT',
  ])
  const closingDays = [{ day: '24-12', source: 'Aftalen' }]
  expect(await refused('1890-01-01', [termInput()], { closingDays })).toEqual(['CLOSING_DAY_MALFORMED'])
})

test('an agreement is refused with the reason', async () => {
  const year = nextYear()
  const frameworkId = await record(year)
  const refused = async (changes: object, bearer: Bearer = municipality) =>
    codes(await agreementCommand(hub, bearer, 'recordAgreement', { ...agreementInput(year), ...changes }))
  expect(await refused({})).toEqual(['AGREEMENT_OVERLAPS'])
  expect(await refused({ municipalityCode: '0101' })).toEqual(['MUNICIPALITY_NOT_OWN'])
  expect(await refused({ legalBases: [] })).toEqual(['LEGAL_BASIS_MISSING'])
  expect(await refused({ name: 'x'.repeat(201) })).toEqual(['NAME_TOO_LONG'])
  expect(await refused({ until: `${year}-01-01` })).toEqual(['PERIOD_EMPTY'])
  expect(await refused({ organisationIds: [] })).toEqual(['ORGANISATION_NOT_FOUND'])
  expect(await refused({ organisationIds: [estates[0]] })).toEqual(['ORGANISATION_NOT_FOUND'])
  expect(await refused({ frameworkId: idOf('0045') })).toEqual(['FRAMEWORK_NOT_FOUND'])
  expect(await refused({ frameworkId, organisationIds: [idOf('0007')] })).toEqual(['NOT_PARTY_OF_FRAMEWORK'])
  expect(await refused({}, organisation)).toEqual(['NOT_ALLOWED'])
  const end = (until: string, bearer: Bearer = municipality) =>
    agreementCommand(hub, bearer, 'endAgreement', { agreementId: frameworkId, until })
  expect(codes(await end(`${year}-01-01`))).toEqual(['END_OUTSIDE_PERIOD'])
  expect(codes(await end(`${Number(year) + 2}-01-01`))).toEqual(['END_OUTSIDE_PERIOD'])
  expect(codes(await end(`${year}-05-01`, otherMunicipality))).toEqual(['AGREEMENT_NOT_FOUND'])
})

test('nobody but the parties and their auditor sees an agreement, and nobody consents for another', async () => {
  const year = nextYear()
  const agreementId = await record(year)
  const versionId = await propose(agreementId, `${year}-01-01`, [termInput()])
  const seen = async (bearer: Bearer) =>
    hub.fields<{ agreement: object | null; node: object | null }>(
      await hub.token(bearer),
      'query($id: ID!, $version: ID!) { agreement(id: $id) { id } node(id: $version) { id } }',
      { id: agreementId, version: versionId },
    )
  const all = { agreement: { id: agreementId }, node: { id: versionId } }
  for (const bearer of [municipality, allocator, organisation, auditor])
    expect(await seen(bearer)).toEqual(all)
  for (const bearer of [otherMunicipality, otherOrganisation, BEARERS.operator, BEARERS.nobody]) {
    expect(await seen(bearer)).toEqual({ agreement: null, node: null })
  }
  expect(codes(await consent(versionId, otherOrganisation, '0007'))).toEqual(['VERSION_NOT_FOUND'])
  expect(codes(await consent(versionId, organisation, '0007'))).toEqual(['NOT_PARTY_OF_VERSION'])
  expect(codes(await consent(versionId, municipality, '0045'))).toEqual(['NOT_ALLOWED'])
  expect(codes(await bring(versionId, organisation))).toEqual(['NOT_ALLOWED'])
  expect(codes(await bring(versionId, otherMunicipality))).toEqual(['VERSION_NOT_FOUND'])
  expect(await termsInForce(`${year}-01-01`, {}, otherMunicipality)).toBeNull()
})

test('the same key gives the same agreement once, other content under it is refused, and a rehearsal leaves no trace', async () => {
  const year = nextYear()
  const key = randomUUID()
  const send = (input: object, dryRun = false) =>
    agreementCommand(hub, municipality, 'recordAgreement', input, { key, dryRun })
  const count = async () =>
    (await hub.asOwner('select 1 from agreement where name = $1', [`Aftale ${year}`])).length
  expect(await send(agreementInput(year), true)).toMatchObject({
    refusals: [],
    agreement: { id: expect.any(String) },
  })
  expect(await count()).toBe(0)
  const first = await send(agreementInput(year))
  expect(await send(agreementInput(year))).toEqual(first)
  expect(codes(await send(agreementInput(year, { source: 'Sag 2' })))).toEqual(['IDEMPOTENCY_KEY_REUSED'])
  expect(await count()).toBe(1)
})

test('of several agreements or versions recorded at once for one place, one holds', async () => {
  const year = nextYear()
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      agreementCommand(hub, municipality, 'recordAgreement', agreementInput(year)),
    ),
  )
  expect(answers.flatMap(codes)).toEqual(Array(5).fill('AGREEMENT_OVERLAPS'))
  const agreementId = answers.flatMap(({ agreement }) =>
    agreement === null ? [] : [(agreement as { id: string }).id],
  )[0]
  const versions = await Promise.all(
    Array.from({ length: 4 }, () => propose(String(agreementId), `${year}-01-01`, [termInput()])),
  )
  for (const versionId of versions) expect(codes(await consent(versionId))).toEqual([])
  const brought = await Promise.all(versions.map((versionId) => bring(versionId)))
  expect(brought.flatMap(codes)).toEqual(Array(3).fill('LATER_VERSION'))
})

test('the engine reads the same terms as the query answers, for every estate, type and day', async () => {
  const year = nextYear()
  const frameworkId = await record(year)
  const share = (numerator: number) => ({ share: { numerator, denominator: 50 } })
  await inForce(
    frameworkId,
    `${year}-01-01`,
    [
      termInput(share(1)),
      termInput({ dwellingType: 'YOUTH', ...share(2) }),
      termInput({ step: 'Trin 1', ...share(3) }),
      termInput({ step: 'Trin 2', dwellingType: 'YOUTH', ...share(4) }),
      termInput({ estateId: estates[1], dwellingType: 'FAMILY', ...share(5) }),
    ],
    { closingDays: [{ day: '12-24', source: 'Aftalen' }] },
  )
  await inForce(frameworkId, `${year}-06-01`, [
    termInput(share(6)),
    termInput({
      ...share(7),
      dwellingType: 'YOUTH',
      answerDeadlineBusinessDays: 3,
      flexible: { share: { numerator: 2, denominator: 6 }, base: 'AFTER_MUNICIPAL' },
      subShares: [{ channel: 'FLEXIBLE', name: 'Arbejde', ...share(25) }],
      replacementOwed: false,
    }),
  ])
  const below = await record(year, { frameworkId, name: 'Egen aftale' })
  await inForce(below, `${year}-09-01`, [termInput({ estateId: estates[2], ...share(8) })])
  await agreed(hub, municipality, 'endAgreement', { agreementId: below, until: `${year}-10-01` })
  const place = (estate: number, step: string, from: string) =>
    agreed(hub, municipality, 'placeEstateOnStep', {
      agreementId: frameworkId,
      estateId: estates[estate],
      step,
      from,
      source: 'Bilag 1',
    })
  await place(0, 'Trin 1', `${year}-01-01`)
  await place(0, 'Trin 2', `${year}-03-01`)
  await place(2, 'Trin 1', `${year}-02-01`)

  const organisationId = idOf('0045').split(':')[1] ?? ''
  const loaded = await change(
    hub.app.database,
    originOfBearer(municipality),
    { action: 'agreement:read', dryRun: true },
    (running) => loadQuotaAgreements(running.sql, { municipalityCode: '0169', organisationId }),
    async (_, answer) => answer,
  )
  const found = new Set<string | null>()
  for (const estateId of estates.slice(0, 3)) {
    for (const dwellingType of ['FAMILY', 'YOUTH', null] as const) {
      for (const date of ['01-01', '02-28', '03-01', '06-01', '09-01', '10-01']) {
        const day = `${year}-${date}` as LocalDate
        const dwelling = { organisationId, estateId: estateId.split(':')[1] ?? '', dwellingType, day }
        const term = termInForce(loaded.versions, loaded.placements, dwelling)?.term
        const answered = shareOf(await termsInForce(day, { estateId, dwellingType }))
        expect([estateId, dwellingType, date, term?.share]).toEqual([
          estateId,
          dwellingType,
          date,
          fraction(BigInt(answered?.split('/')[0] ?? 0), 50n),
        ])
        found.add(answered)
      }
    }
  }
  expect(found.size).toBe(8)
  const [first, second] = loaded.versions.filter(
    ({ agreementId }) => frameworkId === `Agreement:${agreementId}`,
  )
  expect(loaded.closingDays.get(first?.id ?? '')).toEqual(['12-24'])
  const last = second?.terms[1]
  expect(loaded.answerDeadlines.get(last?.id ?? '')).toBe(3)
  expect(last).toMatchObject({
    replacement: null,
    flexible: { share: fraction(1n, 3n), base: 'AFTER_MUNICIPAL' },
    subShares: [{ channel: 'FLEXIBLE', name: 'Arbejde', share: fraction(1n, 2n) }],
  })
})

describe('The database itself refuses', () => {
  const RESTRICTED = '23001'
  let versionId: string
  let loneId: string

  beforeAll(async () => {
    const year = nextYear()
    const agreementId = await record(year)
    await inForce(agreementId, `${year}-01-01`, [termInput()])
    versionId = (await propose(agreementId, `${year}-02-01`, [termInput()])).split(':')[1] ?? ''
    const lone = nextYear()
    loneId = (await propose(await record(lone), `${lone}-02-01`, [termInput()])).split(':')[1] ?? ''
  })

  /** Runs SQL inside a change, as the owner, whom only constraints and triggers stop; the error's code, or null. */
  const attempt = (sql: string) =>
    hub
      .asOwner(
        `begin; insert into change (subject, client_id, action, request_id) values ('test', 'test', 'test', 'test');
         select set_config('app.change_id', (select max(id) from change)::text, true); ${sql}; rollback`,
      )
      .then(
        () => null,
        async (error: { code?: string }) => {
          await hub.asOwner('rollback')
          return error.code
        },
      )

  const columns = `select gen_random_uuid(), agreement_id, municipality_code, organisation_ids, unilateral, 9, 'IN_FORCE', valid, annexes, closing_days, source
    from agreement_version`
  test.each([
    [
      'a version in force without consent',
      () => `update agreement_version set status = 'IN_FORCE' where id = '${loneId}'`,
      RESTRICTED,
    ],
    [
      'a version that begins in force',
      () =>
        `insert into agreement_version (id, agreement_id, municipality_code, organisation_ids, unilateral, number, status, valid, annexes, closing_days, source) ${columns.replace('valid', `'[1800-01-01,1801-01-01)'::daterange`)} where id = '${versionId}'`,
      RESTRICTED,
    ],
    [
      'two versions in force at once',
      () =>
        `insert into agreement_version (id, agreement_id, municipality_code, organisation_ids, unilateral, number, status, valid, annexes, closing_days, source) ${columns} where id = '${versionId}'`,
      '23P01',
    ],
    [
      'another content of a version',
      () => `update agreement_version set source = 'other' where id = '${versionId}'`,
      RESTRICTED,
    ],
    [
      'a longer version',
      () => `update agreement_version set valid = daterange(lower(valid), null) where id = '${versionId}'`,
      RESTRICTED,
    ],
    [
      'a version out of force',
      () => `update agreement_version set status = 'PROPOSED' where status = 'IN_FORCE'`,
      RESTRICTED,
    ],
    [
      'a term added later',
      () => `insert into agreement_term (version_id, agreement_id, municipality_code, organisation_ids, position, step, level, share_numerator, share_denominator, quota_base, first_turn, settlement, answer_deadline_business_days, return_counts_as_delivered, replacement_owed)
       select version_id, agreement_id, municipality_code, organisation_ids, 2, 'x', level, 1, 4, quota_base, first_turn, settlement, 5, true, false from agreement_term where version_id = '${versionId}'`,
      RESTRICTED,
    ],
    [
      'a term without a time to answer',
      () => 'update agreement_term set answer_deadline_business_days = null',
      '23502',
    ],
  ])('%s', async (_, sql, code) => {
    expect(await attempt(sql())).toBe(code)
  })

  test('more than a quarter without an agreement, even in the change that proposes the version', async () => {
    const decisionId = (await record(nextYear(), { legalBases: ['SECTION_59_1'] })).split(':')[1] ?? ''
    const proposing = (numerator: number) =>
      attempt(
        `insert into agreement_version (id, agreement_id, municipality_code, organisation_ids, unilateral, number, valid, source)
           select '${decisionId}', id, municipality_code, organisation_ids, unilateral, 1, valid, 'x' from agreement where id = '${decisionId}';
         insert into agreement_term (version_id, agreement_id, municipality_code, organisation_ids, position, level, share_numerator,
             share_denominator, quota_base, first_turn, settlement, answer_deadline_business_days, return_counts_as_delivered, replacement_owed)
           select id, id, municipality_code, organisation_ids, 1, 'ORGANISATION', ${numerator}, 8, 'ALL', 'AT_END', 'EVERY_NTH', 5, true, false
             from agreement where id = '${decisionId}'`,
      )
    expect([await proposing(2), await proposing(3)]).toEqual([null, RESTRICTED])
  })

  test('and lets a version end early', async () => {
    expect(
      await attempt(
        `update agreement_version set valid = daterange(lower(valid), lower(valid) + 5) where id = '${versionId}'`,
      ),
    ).toBeNull()
  })
})
