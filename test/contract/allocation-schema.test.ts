import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { RETURN_REASONS } from '../../src/agreements/index.ts'
import { DECLINE_REASONS, OFFER_BASES, REPORTED_ENDINGS } from '../../src/allocations/index.ts'
import { readAllocations } from '../../src/ingest/kinds/allocation/allocation-ndjson.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import fc from '../support/fast-check.ts'
import { repositoryFile, told } from '../support/feeds.ts'

const schema = JSON.parse(repositoryFile('schema/feeds/allocation.v1.schema.json').toString('utf8'))
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
addFormats.default(ajv)
const valid: ValidateFunction = ajv.compile(schema)

const TODAY = '2026-11-22' as LocalDate

async function problemsOf(...lines: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  for await (const read of readAllocations(bytesOf(lines.join('\n')), TODAY)) {
    expect(read.record === null).toBe(read.problems.some(({ severity }) => severity === 'ERROR'))
    problems.push(...told(read.problems))
  }
  return problems
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const NOMINATED = {
  sourceId: 'anv-1',
  caseReference: 'SAG-A',
  organisationCode: '0045',
  estateNumber: '011',
  tenancyNumber: '0001',
  legalBasis: 'SECTION_59_1',
  nominatedOn: '2026-11-02',
}
const DECIDED = { ...NOMINATED, decidedOn: '2026-11-04' }
const ACCEPTED = { ...DECIDED, answer: 'ACCEPTED', answeredOn: '2026-11-06' }
const DECLINED = { ...DECIDED, answer: 'DECLINED', answeredOn: '2026-11-06', declineReason: 'SIZE' }
const RETURNED = { ending: 'RETURNED', endedOn: '2026-11-10', endingReason: 'RENT_TOO_HIGH' }
const GIVEN_UP = { ...RETURNED, ending: 'GIVEN_UP' }
const WITHDRAWN = { ending: 'WITHDRAWN', endedOn: '2026-11-10' }
const ALLOCATION_WITHDRAWN = { ...WITHDRAWN, ending: 'ALLOCATION_WITHDRAWN' }

describe('the published schema of an allocation', () => {
  it('describes every member and names the codes that the hub has', () => {
    const { properties } = schema
    for (const { description } of Object.values<{ description: string }>(properties)) {
      expect(description).toMatch(/\.$/)
    }
    expect(properties.legalBasis.enum).toEqual([...OFFER_BASES])
    expect(properties.declineReason.enum).toEqual([...DECLINE_REASONS, null])
    expect(properties.ending.enum).toEqual([...REPORTED_ENDINGS, null])
    expect(properties.endingReason.enum).toEqual([...RETURN_REASONS, null])
  })

  it.each<[string, object]>([
    ['nominated', NOMINATED],
    ['decided', DECIDED],
    ['decided without a nomination', { ...DECIDED, nominatedOn: undefined }],
    ['decided in spite of a rule', { ...DECIDED, overrideReason: 'Akut behov.' }],
    ['accepted', ACCEPTED],
    ['declined', DECLINED],
    ['with a lease', { ...ACCEPTED, leaseSignedOn: '2026-11-08' }],
    ['moved in', { ...ACCEPTED, leaseSignedOn: '2026-11-08', movedInOn: '2026-11-22' }],
    ['taken back', { ...NOMINATED, ...WITHDRAWN }],
    ['taken back after the decision', { ...DECIDED, ...ALLOCATION_WITHDRAWN }],
    ['taken back after a yes', { ...ACCEPTED, ...ALLOCATION_WITHDRAWN }],
    ['given back', { ...NOMINATED, ...RETURNED }],
    ['given back without a household', { ...NOMINATED, ...RETURNED, nominatedOn: null, caseReference: null }],
    ['given back after it was declined', { ...DECLINED, ...RETURNED }],
    ['given up', { ...ACCEPTED, ...GIVEN_UP }],
    [
      'with all that tells its source and case',
      {
        ...NOMINATED,
        sourceSequence: '7',
        sourceTime: '2026-11-04T08:15:00+01:00',
        organisationUnitId: '11111111-1111-4111-8111-111111111111',
        kleNumber: '27.35.12',
        vacancySourceId: '31125750-0112-4111-8111-111111111111',
      },
    ],
  ])('and the reader both accept an allocation %s', async (_name, allocation) => {
    expect([valid(JSON.parse(JSON.stringify(allocation))), valid.errors]).toEqual([true, null])
    expect(await problemsOf(JSON.stringify(allocation))).toEqual([])
  })

  it.each<[string, object, string]>([
    ['without an id', { ...NOMINATED, sourceId: undefined }, 'MISSING @ sourceId'],
    ['without an organisation', { ...NOMINATED, organisationCode: undefined }, 'MISSING @ organisationCode'],
    ['without an estate', { ...NOMINATED, estateNumber: undefined }, 'MISSING @ estateNumber'],
    ['without a tenancy', { ...NOMINATED, tenancyNumber: undefined }, 'MISSING @ tenancyNumber'],
    ['without a legal basis', { ...NOMINATED, legalBasis: undefined }, 'MISSING @ legalBasis'],
    ['with another legal basis', { ...NOMINATED, legalBasis: '§ 59' }, 'WORD_UNKNOWN @ legalBasis'],
    ['without a case', { ...NOMINATED, caseReference: undefined }, 'MISSING @ caseReference'],
    [
      'with a malformed case',
      { ...NOMINATED, caseReference: 'SAG 1' },
      'CASE_REFERENCE_MALFORMED @ caseReference',
    ],
    ['with a malformed unit', { ...NOMINATED, organisationUnitId: '1' }, 'NOT_A_UUID @ organisationUnitId'],
    ['with a malformed KLE number', { ...NOMINATED, kleNumber: '27.3' }, 'KLE_NUMBER_MALFORMED @ kleNumber'],
    ['with an unknown member', { ...NOMINATED, name: 'x' }, 'MEMBER_UNKNOWN @ $'],
    ['with a number for a text', { ...NOMINATED, tenancyNumber: 1 }, 'TEXT_EXPECTED @ tenancyNumber'],
    [
      'with a day that does not exist',
      { ...NOMINATED, nominatedOn: '2026-02-30' },
      'DATE_UNREADABLE @ nominatedOn',
    ],
    [
      'with a time without an offset',
      { ...NOMINATED, sourceTime: '2026-11-04T08:15:00' },
      'TIME_UNREADABLE @ sourceTime',
    ],
    [
      'with a long reason',
      { ...DECIDED, overrideReason: 'x'.repeat(1_001) },
      'TEXT_TOO_LONG @ overrideReason',
    ],
    ['of which nothing happened', { ...NOMINATED, nominatedOn: null }, 'NOTHING_HAPPENED @ nominatedOn'],
    ['answered before it was decided', { ...ACCEPTED, decidedOn: null }, 'DECISION_MISSING @ decidedOn'],
    [
      'with a reason for no decision',
      { ...NOMINATED, overrideReason: 'x' },
      'OVERRIDE_WITHOUT_DECISION @ overrideReason',
    ],
    ['with an answer without a day', { ...ACCEPTED, answeredOn: null }, 'ANSWER_INCOMPLETE @ answer'],
    ['with a day without an answer', { ...DECIDED, answeredOn: '2026-11-06' }, 'ANSWER_INCOMPLETE @ answer'],
    [
      'declined without a reason',
      { ...DECLINED, declineReason: null },
      'DECLINE_REASON_MISFIT @ declineReason',
    ],
    [
      'accepted with a reason',
      { ...ACCEPTED, declineReason: 'SIZE' },
      'DECLINE_REASON_MISFIT @ declineReason',
    ],
    ['with a lease after no', { ...DECLINED, leaseSignedOn: '2026-11-08' }, 'ACCEPTANCE_MISSING @ answer'],
    ['moved in without an answer', { ...DECIDED, movedInOn: '2026-11-08' }, 'ACCEPTANCE_MISSING @ answer'],
    ['ended without a day', { ...NOMINATED, ...RETURNED, endedOn: null }, 'ENDING_INCOMPLETE @ ending'],
    [
      'given back without a reason',
      { ...NOMINATED, ...RETURNED, endingReason: null },
      'ENDING_REASON_MISFIT @ endingReason',
    ],
    [
      'taken back with a reason',
      { ...NOMINATED, ...WITHDRAWN, endingReason: 'SIZE' },
      'ENDING_REASON_MISFIT @ endingReason',
    ],
    ['taken back after the decision', { ...DECIDED, ...WITHDRAWN }, 'WITHDRAWN_AFTER_DECISION @ ending'],
    [
      'whose decision is taken back without one',
      { ...NOMINATED, ...ALLOCATION_WITHDRAWN },
      'WITHDRAWN_WITHOUT_ALLOCATION @ ending',
    ],
    [
      'whose decision is taken back after a no',
      { ...DECLINED, ...ALLOCATION_WITHDRAWN },
      'WITHDRAWN_WITHOUT_ALLOCATION @ ending',
    ],
    [
      'whose decision is taken back after the lease',
      { ...ACCEPTED, ...ALLOCATION_WITHDRAWN, leaseSignedOn: '2026-11-08' },
      'ENDED_AFTER_LEASE @ ending',
    ],
    ['given back while allocated', { ...ACCEPTED, ...RETURNED }, 'RETURNED_AFTER_DECISION @ ending'],
    [
      'given up after the lease',
      { ...ACCEPTED, ...GIVEN_UP, leaseSignedOn: '2026-11-08' },
      'ENDED_AFTER_LEASE @ ending',
    ],
  ])('and the reader both refuse an allocation %s', async (_name, allocation, problem) => {
    expect(valid(JSON.parse(JSON.stringify(allocation)))).toBe(false)
    expect(await problemsOf(JSON.stringify(allocation))).toContain(`ERROR ${problem}`)
  })

  it.each<[string, object, string]>([
    ['a day after today', { ...NOMINATED, nominatedOn: '2026-11-23' }, 'DAY_IN_FUTURE @ nominatedOn'],
    [
      'a decision before the nomination',
      { ...DECIDED, decidedOn: '2026-11-01' },
      'DAYS_OUT_OF_ORDER @ decidedOn',
    ],
    [
      'an answer before the decision',
      { ...ACCEPTED, answeredOn: '2026-11-03' },
      'DAYS_OUT_OF_ORDER @ answeredOn',
    ],
    [
      'a lease before the answer',
      { ...ACCEPTED, leaseSignedOn: '2026-11-05' },
      'DAYS_OUT_OF_ORDER @ leaseSignedOn',
    ],
    [
      'moving in before the answer',
      { ...ACCEPTED, movedInOn: '2026-11-05' },
      'DAYS_OUT_OF_ORDER @ movedInOn',
    ],
    [
      'an ending before its decision',
      { ...ACCEPTED, ...GIVEN_UP, endedOn: '2026-11-05' },
      'DAYS_OUT_OF_ORDER @ endedOn',
    ],
    [
      'a CPR number for a case',
      { ...NOMINATED, caseReference: '311257-5001' },
      'CASE_REFERENCE_HOLDS_CPR @ caseReference',
    ],
    ['a CPR number in its id', { ...NOMINATED, sourceId: 'A 3112575001' }, 'TEXT_HOLDS_CPR @ sourceId'],
    [
      'a CPR number in its reason',
      { ...DECIDED, overrideReason: 'om 311257 5001' },
      'TEXT_HOLDS_CPR @ overrideReason',
    ],
  ])('leaves to the reader to refuse %s', async (_name, allocation, problem) => {
    expect(await problemsOf(JSON.stringify(allocation))).toEqual([`ERROR ${problem}`])
  })

  it('accepts nothing that the reader refuses, but for days and CPR numbers', async () => {
    const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
    const day = fc.integer({ min: 1, max: 22 }).map((date) => `2026-11-${String(date).padStart(2, '0')}`)
    const member = {
      sourceId: fc.string({ minLength: 1, maxLength: 110 }),
      caseReference: perhaps(fc.stringMatching(/^[0-9A-Za-z/ -]{1,41}$/)),
      nominatedOn: perhaps(day),
      decidedOn: perhaps(day),
      overrideReason: perhaps(fc.string({ unit: 'binary', maxLength: 20 })),
      answer: perhaps(fc.constantFrom('ACCEPTED', 'DECLINED')),
      answeredOn: perhaps(day),
      declineReason: perhaps(fc.constantFrom(...DECLINE_REASONS)),
      leaseSignedOn: perhaps(day),
      movedInOn: perhaps(day),
      ending: perhaps(fc.constantFrom(...REPORTED_ENDINGS)),
      endedOn: perhaps(day),
      endingReason: perhaps(fc.constantFrom(...RETURN_REASONS)),
    }
    const base = fc.constantFrom<object>(
      ...[
        NOMINATED,
        DECIDED,
        ACCEPTED,
        DECLINED,
        { ...NOMINATED, ...WITHDRAWN },
        { ...NOMINATED, ...RETURNED },
      ],
      ...[
        { ...DECLINED, ...RETURNED },
        { ...ACCEPTED, ...GIVEN_UP },
      ],
    )
    const change = fc.record(member, { requiredKeys: [] })
    const few = fc.subarray(Object.keys(member), { maxLength: 3 })
    const allocation = fc.tuple(base, change, few).map(([given, changes, names]) => ({
      ...given,
      ...Object.fromEntries(Object.entries(changes).filter(([name]) => names.includes(name))),
    }))
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(allocation, async (given) => {
        if (!valid(given)) return
        accepted++
        const problems = await problemsOf(JSON.stringify(given))
        expect(problems.filter((one) => !/DAYS_OUT_OF_ORDER|HOLDS_CPR|INFO/.test(one))).toEqual([])
      }),
      { numRuns: 3_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

describe('what is kept of a record that could not be read', () => {
  const CPR = '311257-5001'
  async function rawOf(line: string): Promise<string | undefined> {
    for await (const read of readAllocations(bytesOf(line), TODAY)) return read.raw
    return undefined
  }

  it.each([
    ['in a member', JSON.stringify({ ...NOMINATED, caseReference: CPR })],
    ['in a line that is no JSON', `${CPR};SAG-A`],
    ['written as escapes', JSON.stringify(NOMINATED).replace('SAG-A', '\\u0033\\u0031\\u00312575001')],
  ])('holds no CPR number %s', async (_name, line) => {
    const raw = await rawOf(line)
    expect(raw).toContain('█')
    expect(raw?.replace(/\D/g, '')).not.toContain('3112575001')
  })

  it('is else as it was received', async () => {
    expect(await rawOf(' {"sourceId": "å" } ')).toBe('{"sourceId": "å" }')
  })
})
