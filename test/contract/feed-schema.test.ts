import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { DWELLING_TYPES } from '../../src/registry/index.ts'
import { ACONTO_KINDS, REPORTED_STATES } from '../../src/vacancies/index.ts'
import fc from '../support/fast-check.ts'
import { readFeed, repositoryFile, told } from '../support/feeds.ts'

const schema = JSON.parse(repositoryFile('schema/feeds/vacancy.v1.schema.json').toString('utf8'))
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
addFormats.default(ajv)
const valid: ValidateFunction = ajv.compile(schema)

const GOOD = {
  organisationCode: '0045',
  estateNumber: '003',
  tenancyNumber: '1',
  state: 'ANNOUNCED',
  rent: '4000',
}

async function errorsOf(vacancy: object): Promise<string[]> {
  const [record] = await readFeed('NDJSON', JSON.stringify(vacancy))
  return told((record?.problems ?? []).filter(({ severity }) => severity === 'ERROR'))
}

describe('the published schema of a vacancy', () => {
  it('describes every member', () => {
    const undescribed = (
      properties: Record<string, { description?: string; items?: { properties: never } }>,
    ): string[] =>
      Object.entries(properties).flatMap(([name, { description, items }]) => [
        ...(description?.endsWith('.') ? [] : [name]),
        ...(items === undefined ? [] : undescribed(items.properties)),
      ])
    expect(undescribed(schema.properties)).toEqual([])
  })

  it('names the dwelling types, states and kinds that the hub has', () => {
    expect(schema.properties.dwellingType.enum).toEqual([...DWELLING_TYPES, null])
    expect(schema.properties.state.enum).toEqual([...REPORTED_STATES])
    expect(schema.properties.acontoLines.items.properties.kind.enum).toEqual([...ACONTO_KINDS, null])
  })

  it('accepts the good file, line by line, as the reader does', async () => {
    const lines = repositoryFile('test/support/fixtures/feeds/vacancies-good.ndjson')
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      expect([valid(JSON.parse(line)), valid.errors]).toEqual([true, null])
      expect(await errorsOf(JSON.parse(line))).toEqual([])
    }
  })

  it.each<[string, object]>([
    ['without a rent', { rent: undefined }],
    ['with a null rent', { rent: null }],
    ['with a rent as a number', { rent: 4000 }],
    ['with a decimal comma', { rent: '4000,50' }],
    ['with three decimals', { rent: '4000.505' }],
    ['with a rent below 0', { rent: '-1' }],
    ['with a rent of 100,000', { rent: '100000' }],
    ['with a deposit of 1,000,000', { deposit: '1000000' }],
    ['without a state', { state: undefined }],
    ['with an unknown state', { state: 'LEDIG' }],
    ['at disposal without a day', { state: 'AT_MUNICIPAL_DISPOSAL' }],
    ['at disposal with a null day', { state: 'AT_MUNICIPAL_DISPOSAL', atDisposalFrom: null }],
    ['with an unknown member', { tenant: 'x' }],
    ['with an estate as a number', { estateNumber: 3 }],
    ['with a long estate', { estateNumber: 'a'.repeat(21) }],
    ['with a zero-width sign in its tenancy', { tenancyNumber: '1\u200b' }],
    ['with a bidi sign in its id', { sourceId: 'a\u202eb' }],
    ['with a long id', { sourceId: 'a'.repeat(101) }],
    ['with a sequence of 19 digits', { sourceSequence: '1'.repeat(19) }],
    ['with a time without an offset', { sourceTime: '2026-11-01T08:15:00' }],
    ['with a day that does not exist', { availableFrom: '2027-02-29' }],
    ['with a day of another age', { letFrom: '1799-12-31' }],
    ['with an id that is no UUID', { bbrUnitId: '1' }],
    ['with a UUID as a URN', { darAddressId: 'urn:uuid:0a3f50a0-0001-32b8-e044-0003ba298018' }],
    ['with NUL in its street', { street: 'a\u0000' }],
    ['with a long city', { city: 'a'.repeat(101) }],
    ['with an unknown type', { dwellingType: 'PALACE' }],
    ['with half a room', { rooms: 1.5 }],
    ['with an area as a number', { areaM2: 87.4 }],
    ['with 21 prepayments', { acontoLines: Array(21).fill({ name: 'Varme', amount: '1' }) }],
    ['with a nameless prepayment', { acontoLines: [{ name: ' ', amount: '1' }] }],
    ['with a prepayment without an amount', { acontoLines: [{ name: 'Varme' }] }],
    ['with an unknown kind', { acontoLines: [{ name: 'Varme', amount: '1', kind: 'GAS' }] }],
  ])('and the reader both refuse a vacancy %s', async (_name, change) => {
    const vacancy = { ...GOOD, ...change }
    expect(valid(JSON.parse(JSON.stringify(vacancy)))).toBe(false)
    expect(await errorsOf(vacancy)).not.toEqual([])
  })

  it('accepts nothing that the reader refuses', async () => {
    const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}(\\.[0-9]{1,2})?$`))
    const number = fc.stringMatching(/^[0-9A-Za-z._-]{1,20}$/)
    const day = fc
      .date({ min: new Date('1790-01-01'), max: new Date('2210-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 210 }), fc.string({ maxLength: 60 }))
    const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
    const vacancy = fc.record(
      {
        organisationCode: fc.constant('0045'),
        estateNumber: number,
        tenancyNumber: number,
        state: fc.constantFrom(...REPORTED_STATES),
        rent: digits(6),
        sourceId: perhaps(text),
        sourceSequence: perhaps(fc.stringMatching(/^[0-9]{1,19}$/)),
        sourceTime: perhaps(
          fc
            .tuple(
              day,
              fc.constantFrom(
                'T08:15:00+01:00',
                'T23:59:60Z',
                't08:15:00z',
                'T08:15:00.1-14:59',
                'T08:15:00',
              ),
            )
            .map(([date, time]) => date + time),
        ),
        buildingSectionNumber: perhaps(number),
        bbrUnitId: perhaps(
          fc.oneof(
            fc.uuid(),
            fc.uuid().map((id) => id.toUpperCase()),
          ),
        ),
        street: perhaps(text),
        floorDoor: perhaps(text),
        postalCode: perhaps(text),
        city: perhaps(text),
        dwellingType: perhaps(fc.constantFrom(...DWELLING_TYPES)),
        dwellingTypeText: perhaps(text),
        rooms: perhaps(fc.integer()),
        areaM2: perhaps(digits(5)),
        accessible: perhaps(fc.boolean()),
        vacantAtLoss: perhaps(fc.boolean()),
        acontoLines: perhaps(
          fc.array(
            fc.record({ name: text, amount: digits(6), kind: perhaps(fc.constantFrom(...ACONTO_KINDS)) }),
            { maxLength: 3 },
          ),
        ),
        deposit: perhaps(digits(7)),
        firstPayment: perhaps(digits(7)),
        availableFrom: perhaps(day),
        atDisposalFrom: perhaps(day),
        letFrom: perhaps(day),
      },
      { requiredKeys: ['organisationCode', 'estateNumber', 'tenancyNumber', 'rent'] },
    )
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(vacancy, async (given) => {
        if (!valid(given)) return
        accepted++
        expect(await errorsOf(given)).toEqual([])
      }),
      { numRuns: 2_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})
