import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readSubsidies } from '../../src/ingest/kinds/subsidy/subsidy-ndjson.ts'
import { MEMBERS_OF_KIND } from '../../src/ingest/kinds/subsidy/subsidy-record.rules.ts'
import { CONDITION_KINDS, STATEMENT_KINDS, TARGET_GROUP_BASES } from '../../src/subsidies/index.ts'
import fc from '../support/fast-check.ts'
import { repositoryFile, told } from '../support/feeds.ts'
import {
  commitmentRecord,
  conditionRecord,
  frameRecord,
  paymentRecord,
  periodRecord,
} from '../support/subsidy-feeds.ts'

const schema = JSON.parse(repositoryFile('schema/feeds/subsidy.v1.schema.json').toString('utf8'))
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
addFormats.default(ajv)
const valid: ValidateFunction = ajv.compile(schema)

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function problemsOf(...lines: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  for await (const read of readSubsidies(bytesOf(lines.join('\n')), null)) {
    expect(read.record === null).toBe(read.problems.some(({ severity }) => severity === 'ERROR'))
    problems.push(...told(read.problems))
  }
  return problems
}

const FRAME = frameRecord('R-1')
const COMMITMENT = commitmentRecord('T-1', 'R-1', '0045/011/0001')
const CONDITION = conditionRecord('B-1', 'R-1')
const PERIOD = periodRecord('P-1', 'T-1')
const PAYMENT = paymentRecord('BILAG-1', 'T-1')

describe('the published schema of a statement on a subsidy', () => {
  it('describes every member, and has those and no others that a kind of record may have', () => {
    for (const { description } of Object.values<{ description: string }>(schema.properties))
      expect(description).toMatch(/\.$/)
    expect(schema.properties.kind.enum).toEqual([...STATEMENT_KINDS])
    expect(schema.properties.condition.enum).toEqual([...CONDITION_KINDS, null])
    expect(schema.properties.targetGroupBasis.items.enum).toEqual([...TARGET_GROUP_BASES])
    const members = Object.values(MEMBERS_OF_KIND).flatMap(({ required, optional }) => [
      ...required,
      ...optional,
    ])
    expect(Object.keys(schema.properties).sort()).toEqual([...new Set(members)].sort())
  })

  it.each<[string, object]>([
    ['a frame counted in dwellings', FRAME],
    ['a frame counted in money', { ...FRAME, dwellingsMax: null, amountMax: '150000000.00' }],
    ['a commitment', COMMITMENT],
    [
      'a commitment with all that a municipality knows of it',
      {
        ...COMMITMENT,
        ...{ allocationDecidedOn: '2022-06-20', targetGroupRecordedOn: '2022-06-20', until: null },
        ...{ targetGroupBasis: ['LOW_ABILITY_TO_PAY', 'ACUTE_HOUSING_NEED'], sourceSequence: '7' },
        sourceTime: '2022-07-01T10:00:00+02:00',
      },
    ],
    ['a condition', CONDITION],
    [
      'a letting agreement with one organisation for some time',
      { ...CONDITION, condition: 'LETTING_AGREEMENT', organisationCode: '0045', until: '2024-01-01' },
    ],
    ['a period', PERIOD],
    ['a period with the factor of its year', { ...PERIOD, base: '1250.00', indexFactor: '1.131' }],
    ['a payment', PAYMENT],
    ['a payment that was paid back', { ...PAYMENT, amount: '-1250.5' }],
  ])('and the hub both accept %s', async (_, record) => {
    expect([valid(record), valid.errors]).toEqual([true, null])
    expect(await problemsOf(JSON.stringify(record))).toEqual([])
  })

  it.each<[string, object, string]>([
    ['without a kind', { ...FRAME, kind: null }, 'ERROR MISSING @ kind'],
    ['of an unknown kind', { ...FRAME, kind: 'GRANT' }, 'ERROR WORD_UNKNOWN @ kind'],
    ['without a reference', { ...FRAME, reference: ' ' }, 'ERROR MISSING @ reference'],
    [
      'with a municipality’s name',
      { ...FRAME, municipalityCode: 'Køge' },
      'ERROR CODE_MALFORMED @ municipalityCode',
    ],
    ['with a member of another kind', { ...FRAME, granted: '1' }, 'ERROR MEMBER_NOT_FOR_KIND @ granted'],
    ['with a member nobody knows', { ...FRAME, note: 'x' }, 'ERROR MEMBER_UNKNOWN @ $'],
    ['with an amount as a number', { ...COMMITMENT, granted: 90_000 }, 'ERROR TEXT_EXPECTED @ granted'],
    ['with a negative grant', { ...COMMITMENT, granted: '-1' }, 'ERROR VALUE_OUT_OF_RANGE @ granted'],
    ['with no dwelling at all', { ...FRAME, dwellingsMax: 0 }, 'ERROR VALUE_OUT_OF_RANGE @ dwellingsMax'],
    ['without a dwelling’s number', { ...COMMITMENT, tenancyNumber: null }, 'ERROR MISSING @ tenancyNumber'],
    ['with a day that is none', { ...COMMITMENT, from: '2022-02-30' }, 'ERROR DATE_UNREADABLE @ from'],
    [
      'of a month named by another day',
      { ...PAYMENT, month: '2022-08-02' },
      'ERROR MONTH_NOT_FIRST_DAY @ month',
    ],
    ['of an unknown condition', { ...CONDITION, condition: 'PLAN' }, 'ERROR WORD_UNKNOWN @ condition'],
    ['of no condition', { ...CONDITION, condition: null }, 'ERROR MISSING @ condition'],
    ['of a condition with money', { ...CONDITION, amount: '1' }, 'ERROR MEMBER_NOT_FOR_KIND @ amount'],
    ['of a period without end', { ...PERIOD, until: null }, 'ERROR MISSING @ until'],
    ['of a period of no commitment', { ...PERIOD, commitment: null }, 'ERROR MISSING @ commitment'],
    [
      'of a period with a factor of nothing',
      { ...PERIOD, indexFactor: '0.000' },
      'ERROR INDEX_FACTOR_MALFORMED @ indexFactor',
    ],
    [
      'of a period with a factor of seven decimals',
      { ...PERIOD, indexFactor: '1.0000001' },
      'ERROR INDEX_FACTOR_MALFORMED @ indexFactor',
    ],
    ['of a period with a dwelling', { ...PERIOD, frame: 'R-1' }, 'ERROR MEMBER_NOT_FOR_KIND @ frame'],
    ['of nothing', { ...PAYMENT, amount: '0.00' }, 'ERROR PAYMENT_ZERO @ amount'],
    [
      'with a basis twice',
      { ...COMMITMENT, targetGroupBasis: ['X'] },
      'ERROR WORD_UNKNOWN @ targetGroupBasis',
    ],
  ])('and the hub both refuse a record %s', async (_, record, problem) => {
    expect(valid(record)).toBe(false)
    expect(await problemsOf(JSON.stringify(record))).toContain(problem)
  })

  it('leaves to the hub what only two members together tell', async () => {
    expect((await problemsOf(JSON.stringify({ ...FRAME, windowUntil: '2022-07-01' }))).join()).toContain(
      'DAYS_OUT_OF_ORDER',
    )
    expect((await problemsOf(JSON.stringify({ ...FRAME, source: 'Sag 010190-1234' }))).join()).toContain(
      'TEXT_HOLDS_CPR',
    )
  })
})

it('no line whatever stops the reader: it answers one record each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify(FRAME)))),
      async (given) => {
        const lines = given.map((line) => line.replace(/[\r\n]/g, '')).filter((line) => line.trim() !== '')
        let read = 0
        for await (const one of readSubsidies(bytesOf(lines.join('\n')), null)) {
          read += 1
          expect(one.record !== null || one.problems.length > 0).toBe(true)
        }
        expect(read).toBe(lines.length)
      },
    ),
  )
})
