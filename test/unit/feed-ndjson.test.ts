import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import { MAPPING, readFeed, repositoryFile, told, vacancyIn } from '../support/feeds.ts'

const GOOD = {
  organisationCode: '0045',
  estateNumber: '003',
  tenancyNumber: '1',
  state: 'ANNOUNCED',
  rent: '4000',
}
const line = (more: object = {}) => JSON.stringify({ ...GOOD, ...more })

describe('a good line', () => {
  it('is read in all its fields', async () => {
    const records = await readFeed(
      'NDJSON',
      repositoryFile('test/support/fixtures/feeds/vacancies-good.ndjson'),
    )
    expect(records.map(({ row, problems }) => [row, told(problems)])).toEqual([
      [1, []],
      [3, ['INFO ACONTO_NAME_UNKNOWN @ acontoLines']],
    ])
    expect(records[1]?.key).toEqual({
      organisationCode: '0045',
      estateNumber: '011',
      tenancyNumber: '0001',
      sourceId: 'L-2026-17',
    })
    expect(vacancyIn(records[1])).toEqual({
      organisationCode: '0045',
      estateNumber: '011',
      tenancyNumber: '0001',
      sourceId: 'L-2026-17',
      sourceSequence: 17n,
      sourceTime: '2026-11-01T07:15:00.123456Z',
      buildingSectionNumber: '1',
      bbrUnitId: 'fc3e9339-29c9-4c17-ad61-afa7dac7e136',
      darAddressId: '0a3f50a0-0001-32b8-e044-0003ba298018',
      street: 'Gadehavegårdsvej 117B',
      floorDoor: 'st. tv',
      postalCode: '2630',
      city: 'Taastrup',
      dwellingType: 'FAMILY',
      dwellingTypeText: 'Familiebolig',
      rooms: 2,
      areaM2: '87.4',
      accessible: true,
      state: 'AT_MUNICIPAL_DISPOSAL',
      vacantAtLoss: false,
      rentOere: 4_351_36n,
      acontoLines: [
        { kind: 'HEAT', name: 'A conto varme', amountOere: 441_44n },
        { kind: null, name: 'Internet', amountOere: 99_00n },
        { kind: 'WATER', name: 'Afgift', amountOere: 113_69n },
      ],
      depositOere: 13_054_08n,
      firstPaymentOere: 17_405_44n,
      availableFrom: '2027-01-23',
      atDisposalFrom: '2027-01-22',
      letFrom: null,
    })
  })

  it('may end with a carriage return, have no line feed after it and a byte order mark before it', async () => {
    const records = await readFeed('NDJSON', `\ufeff${line()}\r\n\r\n   \n${line()}`)
    expect(records.map(({ row, record }) => [row, record !== null])).toEqual([
      [1, true],
      [4, true],
    ])
  })
})

describe('a bad line', () => {
  it.each<[string, string, string[]]>([
    ['that is no JSON', '{"organisationCode":', ['ERROR JSON_INVALID @ linje/line 2']],
    ['that is cut', line().slice(0, -1), ['ERROR JSON_INVALID @ linje/line 2']],
    ['with a list', '[]', ['ERROR JSON_NO_OBJECT @ linje/line 2']],
    ['with a member twice', `{"rent":"1",${line().slice(1)}`, ['ERROR JSON_DUPLICATE_KEY @ linje/line 2']],
    ['with __proto__', `{"__proto__":{},${line().slice(1)}`, ['ERROR JSON_FORBIDDEN_KEY @ linje/line 2']],
    ['with NUL', line({ street: 'Gade\u0000' }), ['ERROR JSON_UNSAFE_TEXT @ linje/line 2']],
    ['nested too deep', '['.repeat(60_000), ['ERROR JSON_TOO_DEEP @ linje/line 2']],
    ['above 64 KB', line({ street: 'x'.repeat(70_000) }), ['ERROR LINE_TOO_LONG @ linje/line 2']],
    ['with an unknown member', line({ lejer: 'Jens Hansen' }), ['ERROR MEMBER_UNKNOWN @ $']],
    ['with a rent as a number', line({ rent: 4000 }), ['ERROR TEXT_EXPECTED @ rent']],
    ['with a decimal comma', line({ rent: '4000,50' }), ['ERROR AMOUNT_UNREADABLE @ rent']],
    ['with three decimals', line({ rent: '4000.505' }), ['ERROR AMOUNT_UNREADABLE @ rent']],
    ['with an empty rent', line({ rent: '' }), ['ERROR AMOUNT_UNREADABLE @ rent']],
    ['with an unknown state', line({ state: 'LEDIG' }), ['ERROR STATE_UNKNOWN @ state']],
    [
      'with an unknown type',
      line({ dwellingType: 'PALACE' }),
      ['ERROR DWELLING_TYPE_NOT_IN_SCHEMA @ dwellingType'],
    ],
    ['with a Danish date', line({ availableFrom: '23-01-2027' }), ['ERROR DATE_UNREADABLE @ availableFrom']],
    [
      'with a time without an offset',
      line({ sourceTime: '2026-11-01T08:15:00' }),
      ['ERROR TIME_UNREADABLE @ sourceTime'],
    ],
    ['with a sequence as a number', line({ sourceSequence: 17 }), ['ERROR TEXT_EXPECTED @ sourceSequence']],
    ['with half a room', line({ rooms: 2.5 }), ['ERROR NUMBER_UNREADABLE @ rooms']],
    ['with an area of three decimals', line({ areaM2: '87.456' }), ['ERROR NUMBER_UNREADABLE @ areaM2']],
    ['with a yes as a text', line({ accessible: 'true' }), ['ERROR YES_NO_UNREADABLE @ accessible']],
    [
      'with prepayments that are no list',
      line({ acontoLines: {} }),
      ['ERROR ACONTO_LINE_UNREADABLE @ acontoLines'],
    ],
    [
      'with a prepayment that is no object',
      line({ acontoLines: ['Varme'] }),
      ['ERROR ACONTO_LINE_UNREADABLE @ acontoLines[0]'],
    ],
    [
      'with a prepayment without an amount',
      line({ acontoLines: [{ name: 'Varme' }] }),
      ['ERROR ACONTO_LINE_UNREADABLE @ acontoLines[0]'],
    ],
    [
      'with an unknown member in a prepayment',
      line({ acontoLines: [{ name: 'Varme', amount: '1', tax: '1' }] }),
      ['ERROR MEMBER_UNKNOWN @ acontoLines[0]'],
    ],
    [
      'with an unknown kind',
      line({ acontoLines: [{ name: 'Varme', amount: '1', kind: 'GAS' }] }),
      ['ERROR ACONTO_LINE_UNREADABLE @ acontoLines[0].kind'],
    ],
  ])('%s is told, and the lines around it are read', async (_name, bad, expected) => {
    const records = await readFeed('NDJSON', `${line()}\n${bad}\n${line()}\n`)
    expect(records.map(({ row, record, problems }) => [row, record !== null, told(problems)])).toEqual([
      [1, true, []],
      [2, false, expected],
      [3, true, []],
    ])
  })

  it('of 256 MB is not held in memory', async () => {
    const chunk = Buffer.alloc(65_536, 'x')
    const before = process.memoryUsage().arrayBuffers
    let held = 0
    async function* long() {
      for (let count = 0; count < 4_096; count++) yield chunk
      held = process.memoryUsage().arrayBuffers - before
      yield Buffer.from(`\n${line()}`)
    }
    const rows = []
    for await (const { row, problems } of FEED_FORMATS.NDJSON.read(long(), MAPPING))
      rows.push([row, told(problems)])
    expect(rows).toEqual([
      [1, ['ERROR LINE_TOO_LONG @ linje/line 1']],
      [2, []],
    ])
    expect(held).toBeLessThan(16_000_000)
  })

  it('that is not UTF-8 is told', async () => {
    const records = await readFeed('NDJSON', Buffer.from(line({ city: 'Fløng' }), 'latin1'))
    expect(records.map(({ problems }) => told(problems))).toEqual([['ERROR BODY_NOT_UTF8 @ linje/line 1']])
  })
})
