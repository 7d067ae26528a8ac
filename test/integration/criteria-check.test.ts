import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { forgetApplicants } from '../../src/criteria/index.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { hubLog } from '../../src/platform/log.ts'
import {
  agreeOnCriteria,
  asChecker,
  CHECK,
  CHECKERS,
  type Checker,
  checkCommand,
  consentInput,
  ownEstate,
  questionInput,
  type ShownCheck,
} from '../support/criteria.ts'
import { day, inChange, whileOpen } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'

let hub: TestHub
let estateId = ''
let logged = ''
beforeAll(async () => {
  const log = new PassThrough()
  log.on('data', (chunk: Buffer) => {
    logged += chunk.toString()
  })
  hub = await startHub({ log: hubLog('debug', log) })
  await agreeOnCriteria(hub)
  estateId = await ownEstate(hub)
}, 120_000)
afterAll(() => hub?.stop())

const ask = (changes: Readonly<Record<string, unknown>> = {}, who: Checker = 'officer', more: object = {}) =>
  checkCommand(hub, who, 'askCriterion', { input: questionInput(estateId, changes), ...more })

async function asked(changes: Readonly<Record<string, unknown>> = {}): Promise<ShownCheck> {
  const { check, codes } = await ask(changes)
  if (check === null) throw new Error(`The question was refused: ${codes.join()}`)
  return check
}

const answer = (checkId: string, value: string, more: object = {}, who: Checker = 'nominator') =>
  checkCommand(hub, who, 'answerCriterion', { input: { checkId, answer: value, ...more } })

async function seenBy(who: Checker, id: string): Promise<ShownCheck | null> {
  const { data, text } = await asChecker<{ criterionCheck: ShownCheck | null }>(
    hub,
    CHECKERS[who],
    `query Q($id: ID!) { criterionCheck(id: $id) { ${CHECK} } }`,
    { id },
  )
  if (data == null) throw new Error(text)
  return data.criterionCheck
}

async function listedFor(who: Checker, filter: object = {}): Promise<string[]> {
  const { data, text } = await asChecker<{ criterionChecks: { nodes: { id: string }[] } }>(
    hub,
    CHECKERS[who],
    'query Q($filter: CriterionCheckFilter) { criterionChecks(first: 100, filter: $filter) { nodes { id } } }',
    { filter },
  )
  if (data == null) throw new Error(text)
  return data.criterionChecks.nodes.map(({ id }) => id)
}

const keyOf = (id: string | undefined) => String(id).split(':')[1] ?? ''

describe('A question', () => {
  test('is asked by the organisation, read by the municipality, answered with yes, and read by the organisation', async () => {
    const check = await asked()
    expect(check).toMatchObject({
      criterion: 'EMPLOYMENT',
      uses: [
        { criterion: 'EMPLOYMENT', parameters: [{ name: 'hoursPerWeekMin', value: 25 }] },
        { criterion: 'EMPLOYMENT', parameters: [{ name: 'incomeMonthlyMin', value: 30_000 }] },
      ],
      askedOn: day(0),
      state: 'OPEN',
      answer: null,
      answers: [],
      dwellingType: 'YOUTH',
      answerUntil: day(30),
      keptUntil: day(180),
      periodsSource: 'The tests',
      organisation: { lbfNumber: '0045' },
      municipality: { code: '0169' },
      estate: { id: estateId },
      applicant: { name: 'Opdigtet Ansøger', cpr: '3112575001', birthDate: null },
      consent: { ...consentInput(), withdrawnOn: null },
    })
    expect(await seenBy('nominator', check.id)).toEqual(check)
    const answered = await answer(check.id, 'YES')
    expect(answered).toMatchObject({ codes: [], check: { state: 'ANSWERED', answer: 'YES' } })
    expect(await seenBy('organisationSystem', check.id)).toEqual(answered.check)
  })

  test('is taken from an applicant without a CPR number, by name and day of birth', async () => {
    const check = await asked({ applicant: { name: 'Uden Nummer', birthDate: '1999-02-28' } })
    expect(check.applicant).toMatchObject({ name: 'Uden Nummer', cpr: null, birthDate: '1999-02-28' })
  })

  test.each([
    ['without consent', { consent: null }, ['CONSENT_MISSING'], ['input.consent']],
    [
      'with consent given tomorrow',
      { consent: consentInput({ givenOn: day(1) }) },
      ['CONSENT_IN_FUTURE'],
      ['input.consent.givenOn'],
    ],
    [
      'with a consent reference that is a CPR number',
      { consent: consentInput({ reference: '311257-5001' }) },
      ['TEXT_HOLDS_CPR'],
      ['input.consent.reference'],
    ],
    [
      'with a consent reference that looks like a CPR number',
      { consent: consentInput({ reference: '991357-5001' }) },
      ['CONSENT_REFERENCE_HOLDS_CPR'],
      ['input.consent.reference'],
    ],
    [
      'with a consent version of two words',
      { consent: consentInput({ version: 'ny udgave' }) },
      ['CONSENT_REFERENCE_MALFORMED'],
      ['input.consent.version'],
    ],
    [
      'about a name alone',
      { applicant: { name: 'Kun Navn' } },
      ['APPLICANT_UNIDENTIFIED'],
      ['input.applicant'],
    ],
    [
      'about a day of birth alone',
      { applicant: { birthDate: '1999-02-28' } },
      ['APPLICANT_UNIDENTIFIED'],
      ['input.applicant'],
    ],
    [
      'with CPR number and day of birth',
      { applicant: { cpr: '3112575001', birthDate: '1999-02-28' } },
      ['APPLICANT_IDENTIFIED_TWICE'],
      ['input.applicant.birthDate'],
    ],
    [
      'about somebody not yet born',
      { applicant: { name: 'Ufødt', birthDate: day(1) } },
      ['BIRTH_DATE_IN_FUTURE'],
      ['input.applicant.birthDate'],
    ],
    [
      'with a CPR number in the name',
      { applicant: { name: 'Navn 311257-5001', birthDate: '1999-02-28' } },
      ['TEXT_HOLDS_CPR'],
      ['input.applicant.name'],
    ],
    [
      'about a criterion that the agreement has for another dwelling type',
      { criterion: 'SENIOR' },
      ['CRITERION_NOT_AGREED'],
      ['input.criterion'],
    ],
    [
      'about a dwelling type without flexible letting',
      { dwellingType: 'FAMILY' },
      ['CRITERION_NOT_AGREED'],
      ['input.criterion'],
    ],
    ['for no estate', { estateId: 'Estate:0' }, ['ESTATE_NOT_FOUND'], ['input.estateId']],
  ])('%s is refused, and no key is made', async (_, changes, codes, paths) => {
    const before = await hub.asOwner('select 1 from vault.person_key')
    expect(await ask(changes)).toEqual({ check: null, codes, paths })
    expect(await hub.asOwner('select 1 from vault.person_key')).toHaveLength(before.length)
  })

  test('for another organisation’s estate is refused as if there were no such estate', async () => {
    const missing = await ask({ estateId: `Estate:${randomUUID()}` })
    expect(await ask({}, 'otherOfficer')).toEqual(missing)
    expect(missing.codes).toEqual(['ESTATE_NOT_FOUND'])
  })

  test('for an estate that is no more is refused', async () => {
    const [gone] = await inChange<{ id: string }>(
      hub,
      `insert into estate (organisation_id, municipality_code, number, valid)
       select organisation_id, municipality_code, '997', daterange('2020-01-01', '2026-01-01') from estate where id = $1
       returning 'Estate:' || id as id`,
      [keyOf(estateId)],
    )
    expect((await ask({ estateId: gone?.id })).codes).toEqual(['ESTATE_NOT_FOUND'])
  })

  test('where no agreement is in force is refused', async () => {
    const [foreign] = await hub.asOwner<{ id: string }>(
      `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
        where o.lbf_number = '0311' order by e.number limit 1`,
    )
    const { codes } = await ask({ estateId: foreign?.id }, 'otherOfficer')
    expect(codes).toEqual(['NO_AGREEMENT_IN_FORCE'])
  })

  test('is neither asked by a municipality nor answered by an organisation', async () => {
    expect((await ask({}, 'nominator')).codes).toEqual(['NOT_ALLOWED'])
    const { id } = await asked()
    expect((await answer(id, 'YES', {}, 'officer')).codes).toEqual(['NOT_ALLOWED'])
    expect((await ask({}, 'withoutPurpose')).codes).toEqual(['PURPOSE_MISSING'])
  })

  test('sent again under its key is asked once, with one key', async () => {
    const idempotencyKey = randomUUID()
    const count = () => hub.asOwner('select 1 from vault.person_key')
    const before = await count()
    const first = await ask({}, 'officer', { idempotencyKey })
    const second = await ask({}, 'officer', { idempotencyKey })
    expect(second).toEqual(first)
    expect(await count()).toHaveLength(before.length + 1)
    const other = await ask({ criterion: 'EDUCATION' }, 'officer', { idempotencyKey })
    expect(other.codes).toEqual(['IDEMPOTENCY_KEY_REUSED'])
  })

  test('tried out leaves nothing behind, no key either', async () => {
    const before = await hub.asOwner('select person_id from vault.person_key order by 1')
    const { check, codes } = await ask({}, 'officer', { dryRun: true })
    expect(codes).toEqual([])
    expect(check).toMatchObject({ state: 'OPEN', applicant: { cpr: '3112575001' } })
    expect(await seenBy('officer', check?.id ?? '')).toBeNull()
    expect(await hub.asOwner('select person_id from vault.person_key order by 1')).toEqual(before)
  })

  test('keeps what it was asked about, whatever is tried', async () => {
    const { id } = await asked()
    await expect(
      inChange(hub, `update criterion_check set criterion = 'EDUCATION' where id = $1`, [keyOf(id)]),
    ).rejects.toMatchObject({ code: '23001' })
  })
})

describe('An answer', () => {
  test('is given once; a further one is refused unless it is a correction', async () => {
    const { id } = await asked()
    await answer(id, 'NO')
    expect((await answer(id, 'YES')).codes).toEqual(['CRITERION_ALREADY_ANSWERED'])
    expect((await answer(id, 'NO', { correctionReason: 'KNOWN_LATER' })).codes).toEqual([
      'CORRECTION_CHANGES_NOTHING',
    ])
    const { check } = await answer(id, 'YES', { correctionReason: 'ENTERED_WRONGLY' }, 'allocator')
    expect(check?.answer).toBe('YES')
    expect((await seenBy('officer', id))?.answers).toMatchObject([
      { number: 1, answer: 'NO', correctionReason: null },
      { number: 2, answer: 'YES', correctionReason: 'ENTERED_WRONGLY' },
    ])
  })

  test('that corrects nothing is refused', async () => {
    const { id } = await asked()
    expect((await answer(id, 'NO', { correctionReason: 'KNOWN_LATER' })).codes).toEqual([
      'NOTHING_TO_CORRECT',
    ])
  })

  test('of many sent at once is given once, and the others are refused', async () => {
    const { id } = await asked()
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => answer(id, 'CANNOT_BE_ANSWERED')))
    expect(outcomes.map(({ codes }) => codes.join()).sort()).toEqual([
      '',
      ...Array<string>(11).fill('CRITERION_ALREADY_ANSWERED'),
    ])
  })

  test('that comes while another is being entered is refused once that one stands', async () => {
    const { id } = await asked()
    const late = await whileOpen(
      hub,
      `insert into criterion_answer (check_id, organisation_id, municipality_code, case_keys, number, answer)
       select id, organisation_id, municipality_code, case_keys, 1, 'NO' from criterion_check where id = $1`,
      [keyOf(id)],
      () => answer(id, 'YES'),
    )
    expect(late.codes).toEqual(['CRITERION_ALREADY_ANSWERED'])
    expect((await seenBy('officer', id))?.answer).toBe('NO')
  })

  test('that comes while consent is being withdrawn is refused once it is', async () => {
    const { id } = await asked()
    const late = await whileOpen(
      hub,
      'update criterion_check set consent_withdrawn_on = asked_on, erased = true where id = $1',
      [keyOf(id)],
      () => answer(id, 'YES'),
    )
    expect(late.codes).toEqual(['CRITERION_CHECK_CLOSED'])
    expect((await seenBy('officer', id))?.answers).toEqual([])
  })

  test('sent again under its key is given once, and tried out not at all', async () => {
    const { id } = await asked()
    const input = { checkId: id, answer: 'YES' }
    const dry = await checkCommand(hub, 'nominator', 'answerCriterion', { input, dryRun: true })
    expect(dry.check?.answer).toBe('YES')
    expect((await seenBy('nominator', id))?.answers).toEqual([])
    const idempotencyKey = randomUUID()
    const first = await checkCommand(hub, 'nominator', 'answerCriterion', { input, idempotencyKey })
    expect(await checkCommand(hub, 'nominator', 'answerCriterion', { input, idempotencyKey })).toEqual(first)
    expect((await seenBy('nominator', id))?.answers).toHaveLength(1)
  })

  test('after the last day to answer is refused; a correction is taken still', async () => {
    const [late, corrected] = [await asked(), await asked()]
    await answer(corrected.id, 'NO')
    const past = `alter table criterion_check disable trigger keep_criterion_check;
      update criterion_check set asked_on = asked_on - 30, consent_given_on = consent_given_on - 30, answer_until = answer_until - 30
       where id in ('${keyOf(late.id)}', '${keyOf(corrected.id)}');
      alter table criterion_check enable trigger keep_criterion_check;`
    await inChange(hub, past)
    expect((await answer(late.id, 'YES')).codes).toEqual(['CRITERION_CHECK_EXPIRED'])
    expect((await seenBy('officer', late.id))?.state).toBe('EXPIRED')
    expect((await answer(corrected.id, 'YES', { correctionReason: 'OTHER_PERSON' })).codes).toEqual([])
  })

  test('is never changed or taken away, and is hashed for the audit tree', async () => {
    const { id } = await asked()
    const { check } = await answer(id, 'YES')
    const rowId = check?.answers[0]?.rowId
    await expect(
      hub.asOwner(`set role boligbro_app; update criterion_answer set answer = 'NO'`),
    ).rejects.toMatchObject({ code: '42501' })
    const pending = await hub.asOwner('select 1 from audit.pending where row_key = $1', [
      `criterion_answer:${rowId}`,
    ])
    expect(pending).toHaveLength(1)
  })

  test('stands on the one before it and on no other', async () => {
    const { id } = await asked()
    const { check } = await answer(id, 'YES')
    await answer(id, 'NO', { correctionReason: 'KNOWN_LATER' })
    await expect(
      inChange(
        hub,
        `insert into criterion_answer (check_id, organisation_id, municipality_code, case_keys, number, answer, corrects_id, correction_reason)
         select id, organisation_id, municipality_code, case_keys, 3, 'YES', $2, 'KNOWN_LATER' from criterion_check where id = $1`,
        [keyOf(id), check?.answers[0]?.rowId],
      ),
    ).rejects.toMatchObject({ code: '23001' })
  })
})

describe('Who is not a party', () => {
  test.each(['otherOfficer', 'otherMunicipality', 'limited'] as const)(
    'as %s finds no question, in no list, and cannot act on one',
    async (who) => {
      const { id, applicant } = await asked()
      expect(await seenBy(who, id)).toBeNull()
      expect(await listedFor(who)).not.toContain(id)
      const { data } = await asChecker<{ nodes: unknown[] }>(
        hub,
        CHECKERS[who],
        'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids: [id, applicant?.id] },
      )
      expect(data?.nodes).toEqual([null, null])
      const acted =
        who === 'otherOfficer'
          ? await checkCommand(hub, who, 'withdrawConsent', { input: { checkId: id, withdrawnOn: day(0) } })
          : await answer(id, 'YES', {}, who)
      expect(acted).toEqual({ check: null, codes: ['CRITERION_CHECK_NOT_FOUND'], paths: ['input.checkId'] })
    },
  )

  test('sees a question as its organisation, and does not answer it for a municipality that was not asked', async () => {
    const { id } = await asked()
    expect((await seenBy('twoSided', id))?.id).toBe(id)
    expect((await answer(id, 'YES', {}, 'twoSided')).codes).toEqual(['CRITERION_CHECK_NOT_FOUND'])
    expect((await seenBy('officer', id))?.state).toBe('OPEN')
  })

  test('sees an estate as its municipality, and cannot ask about it as another organisation', async () => {
    const { codes } = await ask({}, 'otherSide')
    expect(codes).toEqual(['ESTATE_NOT_FOUND'])
  })

  test('looks without a purpose, or for another one, and is refused', async () => {
    const { id } = await asked()
    const query = 'query Q($id: ID!) { criterionCheck(id: $id) { applicant { cpr } } }'
    for (const [who, code] of [
      ['withoutPurpose', 'PURPOSE_MISSING'],
      ['organisationEraser', 'PURPOSE_NOT_ALLOWED'],
      ['eraser', 'PURPOSE_NOT_ALLOWED'],
    ] as const) {
      const { errors, text } = await asChecker(hub, CHECKERS[who], query, { id })
      expect([who, errors?.[0]?.extensions?.code]).toEqual([who, code])
      expect(text).not.toContain('3112575001')
    }
  })
})

describe('The access log', () => {
  const EXTRACT = `query Extract($personId: ID!) { accessLogExtract(personId: $personId) {
    looks(first: 50) { nodes { purpose { code } fieldKinds { code } municipality { id } organisation { id } } } } }`

  async function extractOf(bearer: Bearer, personId: string) {
    const { data, text } = await asChecker<{
      accessLogExtract: {
        looks: {
          nodes: {
            purpose: { code: string }
            fieldKinds: { code: string }[]
            organisation: { id: string } | null
          }[]
        }
      }
    }>(hub, { ...bearer, purpose: 'citizen-access' }, EXTRACT, { personId })
    if (data == null) throw new Error(text)
    return data.accessLogExtract.looks.nodes
  }

  test('holds the looks of both sides, and the citizen’s extract tells of them', async () => {
    const { id, applicant } = await asked()
    await seenBy('officer', id)
    await seenBy('nominator', id)
    await answer(id, 'YES')
    const looks = await hub.asOwner<{ subject: string; purpose: string; side: string }>(
      `select subject, purpose, case when organisation_id is null then 'municipality' else 'organisation' end as side
         from access_log where $1::uuid = any (subjects) order by at`,
      [keyOf(applicant?.id)],
    )
    expect(looks).toEqual([
      { subject: 'letting-0045', purpose: 'criteria-check', side: 'organisation' },
      { subject: 'letting-0045', purpose: 'criteria-check', side: 'organisation' },
      { subject: 'checker-0169', purpose: 'criteria-check', side: 'municipality' },
      { subject: 'checker-0169', purpose: 'criteria-check', side: 'municipality' },
    ])
    const extract = await extractOf(BEARERS.dataProtection, String(applicant?.id))
    expect(extract).toHaveLength(4)
    for (const look of extract) {
      expect(look.purpose.code).toBe('criteria-check')
      expect(look.fieldKinds.map(({ code }) => code).sort()).toEqual(['CRITERIA_CHECK', 'IDENTITY'])
    }
    expect(extract.filter(({ organisation }) => organisation !== null)).toHaveLength(2)
    const own = await extractOf(BEARERS.organisationDataProtection, String(applicant?.id))
    expect(own).toHaveLength(2)
    expect(await extractOf(BEARERS.otherDataProtection, String(applicant?.id))).toEqual([])
  })

  test('is searched by applicant', async () => {
    const { applicant } = await asked()
    const { data } = await asChecker<{ accessLog: { totalCount: number } }>(
      hub,
      BEARERS.dataProtection,
      'query Q($filter: AccessLogFilter) { accessLog(first: 5, filter: $filter) { totalCount } }',
      { filter: { applicantId: applicant?.id } },
    )
    expect(data?.accessLog.totalCount).toBe(1)
  })
})

describe('Withdrawn consent', () => {
  test('shows nothing of the applicant any more, now or then, and closes a question without an answer', async () => {
    const { id, applicant } = await asked()
    const { check } = await checkCommand(hub, 'officer', 'withdrawConsent', {
      input: { checkId: id, withdrawnOn: day(0) },
    })
    expect(check).toMatchObject({ state: 'WITHDRAWN', applicant: null, consent: { withdrawnOn: day(0) } })
    expect(await seenBy('nominator', id)).toEqual(check)
    expect((await answer(id, 'YES')).codes).toEqual(['CRITERION_CHECK_CLOSED'])
    expect(
      await hub.asOwner('select 1 from vault.person_key where person_id = $1', [keyOf(applicant?.id)]),
    ).toEqual([])
    const { data } = await asChecker<{ node: unknown }>(
      hub,
      CHECKERS.officer,
      'query Q($id: ID!) { node(id: $id) { ... on CriterionApplicant { name cpr birthDate } } }',
      { id: applicant?.id },
    )
    expect(data?.node).toEqual({ name: null, cpr: null, birthDate: null })
  })

  test('leaves an answer as it was given, and it is corrected no more', async () => {
    const { id } = await asked()
    await answer(id, 'NO')
    await checkCommand(hub, 'organisationSystem', 'withdrawConsent', {
      input: { checkId: id, withdrawnOn: day(0) },
    })
    expect(await seenBy('officer', id)).toMatchObject({ state: 'WITHDRAWN', answer: 'NO', applicant: null })
    expect((await answer(id, 'YES', { correctionReason: 'KNOWN_LATER' })).codes).toEqual([
      'CRITERION_CHECK_CLOSED',
    ])
  })

  test('is recorded once; tried out it takes nothing away', async () => {
    const { id } = await asked()
    const withdraw = (withdrawnOn: string, more: object = {}) =>
      checkCommand(hub, 'officer', 'withdrawConsent', { input: { checkId: id, withdrawnOn }, ...more })
    expect((await withdraw(day(1))).codes).toEqual(['WITHDRAWAL_IN_FUTURE'])
    expect((await withdraw('2026-10-31')).codes).toEqual(['WITHDRAWAL_BEFORE_CONSENT'])
    expect((await withdraw(day(0), { dryRun: true })).check?.state).toBe('WITHDRAWN')
    expect((await seenBy('officer', id))?.applicant?.cpr).toBe('3112575001')
    await withdraw('2026-11-02')
    expect((await withdraw(day(0))).check?.consent.withdrawnOn).toBe('2026-11-02')
  })

  test('cannot be answered past the rules either', async () => {
    const { id } = await asked()
    await checkCommand(hub, 'officer', 'withdrawConsent', { input: { checkId: id, withdrawnOn: day(0) } })
    await expect(
      inChange(
        hub,
        `insert into criterion_answer (check_id, organisation_id, municipality_code, case_keys, number, answer)
         select id, organisation_id, municipality_code, case_keys, 1, 'YES' from criterion_check where id = $1`,
        [keyOf(id)],
      ),
    ).rejects.toMatchObject({ code: '23001' })
  })
})

describe('An applicant', () => {
  test.each(['eraser', 'organisationEraser'] as const)(
    'is erased by %s for both sides, question and answer stay',
    async (who) => {
      const { id, applicant } = await asked()
      await answer(id, 'YES')
      const erase = (more: object = {}) =>
        checkCommand(hub, who, 'eraseApplicant', { id: applicant?.id, ...more })
      expect((await erase({ dryRun: true })).codes).toEqual([])
      expect((await seenBy('officer', id))?.applicant?.cpr).toBe('3112575001')
      expect((await erase()).codes).toEqual([])
      expect((await erase()).codes).toEqual([])
      for (const side of ['officer', 'nominator'] as const)
        expect(await seenBy(side, id)).toMatchObject({ state: 'ANSWERED', answer: 'YES', applicant: null })
      const rows = await hub.asOwner(
        `select name_sealed, cpr_sealed, birthdate_sealed from criterion_applicant where id = $1`,
        [keyOf(applicant?.id)],
      )
      expect(rows).toEqual([{ name_sealed: null, cpr_sealed: null, birthdate_sealed: null }])
      expect(
        await hub.asOwner('select 1 from vault.person_key where person_id = $1', [keyOf(applicant?.id)]),
      ).toEqual([])
    },
  )

  test('erased before an answer closes the question', async () => {
    const { id, applicant } = await asked()
    await checkCommand(hub, 'eraser', 'eraseApplicant', { id: applicant?.id })
    expect((await answer(id, 'YES')).codes).toEqual(['CRITERION_CHECK_CLOSED'])
    expect((await seenBy('nominator', id))?.state).toBe('ERASED')
  })

  test('of another organisation is not found', async () => {
    const { applicant } = await asked()
    const { data } = await asChecker<{ eraseApplicant: { refusals: { code: string }[] } }>(
      hub,
      { ...CHECKERS.otherOfficer, purpose: 'data-protection' },
      'mutation ($id: ID!) { eraseApplicant(id: $id, idempotencyKey: "foreign") { refusals { code } } }',
      { id: applicant?.id },
    )
    expect(data?.eraseApplicant.refusals).toEqual([{ code: 'APPLICANT_NOT_FOUND' }])
  })

  test('is forgotten by the hub itself when the question is kept no longer, and not a day before', async () => {
    const { id } = await asked()
    const at = (today: string) => ({
      ...hub.app.criteria,
      clock: { ...hub.app.criteria.clock, today: () => today as LocalDate },
    })
    expect(await forgetApplicants(at(day(179)))).toBe(false)
    expect((await seenBy('officer', id))?.applicant?.cpr).toBe('3112575001')
    expect(await forgetApplicants(at(day(180)))).toBe(false)
    expect(await seenBy('officer', id)).toMatchObject({ state: 'ERASED', applicant: null })
    const changes = await hub.asOwner(
      `select purpose from change where subject = 'hub' and action = 'criterion:erase'`,
    )
    expect(changes.length).toBeGreaterThan(0)
  })
})

describe('The list', () => {
  test('shows an organisation its own and a municipality those it was asked, those long unanswered by a filter', async () => {
    const [open, done, closed] = [await asked(), await asked(), await asked()]
    await answer(done.id, 'NO')
    await checkCommand(hub, 'officer', 'withdrawConsent', {
      input: { checkId: closed.id, withdrawnOn: day(0) },
    })
    for (const who of ['officer', 'nominator'] as const) {
      expect(await listedFor(who)).toEqual(expect.arrayContaining([open.id, done.id, closed.id]))
      const waiting = await listedFor(who, { unansweredSince: day(0) })
      expect(waiting).toContain(open.id)
      expect(waiting).not.toContain(done.id)
      expect(waiting).not.toContain(closed.id)
      expect(await listedFor(who, { unansweredSince: day(-1) })).not.toContain(open.id)
    }
    expect(await listedFor('officer', { criterion: 'EDUCATION' })).toEqual([])
    expect(await listedFor('officer', { estateId, municipalityCode: '0169' })).toContain(open.id)
  })
})

test('neither a refusal nor an error nor the log holds a CPR number', async () => {
  const cpr = '3112575077'
  const send = (query: string, variables: object) => asChecker(hub, CHECKERS.officer, query, { ...variables })
  const document = `mutation ($input: AskCriterionInput!, $key: IdempotencyKey!) {
    askCriterion(input: $input, idempotencyKey: $key) { refusals { code path law messageDa messageEn } } }`
  const texts: string[] = []
  for (const input of [
    questionInput(estateId, { applicant: { cpr }, consent: null }),
    questionInput(estateId, { applicant: { cpr }, criterion: 'SENIOR' }),
    questionInput(estateId, { applicant: { cpr }, criterion: cpr }),
    questionInput(cpr, { applicant: { cpr } }),
    questionInput(estateId, { applicant: { name: cpr, birthDate: '1999-01-01' } }),
    questionInput(estateId, { applicant: { name: cpr, birthDate: cpr } }),
    questionInput(estateId, { applicant: { cpr: `${cpr}9` } }),
    questionInput(estateId, { consent: consentInput({ reference: cpr, version: cpr }) }),
  ]) {
    const { text } = await send(document, { input, key: randomUUID() })
    expect(text).toMatch(/refusals":\[\{|errors/)
    texts.push(text)
  }
  await asked({ applicant: { cpr } })
  expect(texts.filter((text) => text.includes(cpr))).toEqual([])
  expect(logged.length).toBeGreaterThan(1_000)
  expect(logged).not.toContain(cpr)
  const rows = await hub.asOwner<{ row: string }>(
    `select to_jsonb(t)::text as row from criterion_check t union all select to_jsonb(t)::text from criterion_applicant t
     union all select to_jsonb(t)::text from idempotency t union all select to_jsonb(t)::text from access_log t`,
  )
  expect(rows.filter(({ row }) => row.includes(cpr))).toEqual([])
})

describe('A hub on which nobody has decided how long questions are kept', () => {
  test('takes none, and says what to set', async () => {
    const bare = await startHub({
      env: { CRITERION_ANSWER_DAYS: '', CRITERION_KEPT_DAYS: '', CRITERION_PERIODS_SOURCE: '' },
    })
    try {
      await agreeOnCriteria(bare)
      const input = questionInput(await ownEstate(bare))
      expect((await checkCommand(bare, 'officer', 'askCriterion', { input })).codes).toEqual([
        'CRITERION_PERIODS_NOT_SET',
      ])
    } finally {
      await bare.stop()
    }
  }, 120_000)

  test.each([
    ['30', '', ''],
    ['30', '29', 'Sag 1'],
    ['30', '60', ''],
    ['', '60', 'Sag 1'],
  ])('does not start with half of it set: %p %p %p', async (answerDays, keptDays, source) => {
    const env = {
      CRITERION_ANSWER_DAYS: answerDays,
      CRITERION_KEPT_DAYS: keptDays,
      CRITERION_PERIODS_SOURCE: source,
    }
    await expect(startHub({ sampleData: false, env })).rejects.toMatchObject({
      problems: [expect.stringContaining('CRITERION_PERIODS_SOURCE')],
    })
  })
})
