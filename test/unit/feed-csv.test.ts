import type { FeedMapping } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import { MAPPING, readFeed, repositoryFile, told, vacancyIn } from '../support/feeds.ts'

const HEADER = 'Selskab;Afdeling;Lejemål;Husleje ekskl. forbrug'
const file = (...lines: string[]) => `${lines.join('\r\n')}\r\n`
const fixture = (name: string) => repositoryFile(`test/support/fixtures/feeds/${name}`)

describe('the demo spreadsheet', () => {
  it('has 80 good vacancies', async () => {
    const records = await readFeed('CSV', repositoryFile('src/demo/feeds/ledige-boliger.csv'))
    expect(records).toHaveLength(80)
    expect(records.flatMap(({ problems }) => told(problems))).toEqual([])
    expect(records.every(({ record }) => record !== null)).toBe(true)
  })
})

describe('a good spreadsheet', () => {
  it('is read to the øre, the day and the leading zero', async () => {
    const [first] = await readFeed('CSV', fixture('vacancies-good.csv'))
    expect(first).toEqual({
      row: 2,
      raw: '0045;011;0001;Gadehavegårdsvej 117B;st. tv;2630;Taastrup;Familiebolig;2;87,4;4.351,36;441,44;113,69;13.054,08;23-01-2027;22-01-2027;Ja;2026-11-01T08:15:00+01:00',
      key: { organisationCode: '0045', estateNumber: '011', tenancyNumber: '0001', sourceId: null },
      problems: [],
      record: {
        organisationCode: '0045',
        estateNumber: '011',
        tenancyNumber: '0001',
        sourceId: null,
        sourceSequence: null,
        sourceTime: '2026-11-01T07:15:00Z',
        buildingSectionNumber: null,
        bbrUnitId: null,
        darAddressId: null,
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
        vacantAtLoss: null,
        rentOere: 4_351_36n,
        acontoLines: [
          { kind: 'HEAT', name: 'A conto varme', amountOere: 441_44n },
          { kind: 'WATER', name: 'A conto vand', amountOere: 113_69n },
        ],
        depositOere: 13_054_08n,
        firstPaymentOere: null,
        availableFrom: '2027-01-23',
        atDisposalFrom: '2027-01-22',
        letFrom: null,
      },
    })
  })

  it('may quote delimiters and line breaks, and keeps counting lines', async () => {
    const records = await readFeed('CSV', fixture('vacancies-good.csv'))
    expect(records.map(({ row }) => row)).toEqual([2, 3, 5])
    expect(vacancyIn(records[1])).toMatchObject({
      street: 'Fløng Byvej 143; baghuset',
      rentOere: 6_465_32n,
      acontoLines: [{ kind: 'HEAT', amountOere: 296_75n }],
      depositOere: 19_395_00n,
      availableFrom: '2027-02-07',
      state: 'ANNOUNCED',
    })
    expect(records[2]?.raw).toContain('"Blåkildegård\r\n143B"')
    expect(vacancyIn(records[2])).toMatchObject({
      street: 'Blåkildegård 143B',
      dwellingType: null,
      dwellingTypeText: 'Hybel',
      rentOere: 2_999_00n,
      availableFrom: '2027-03-01',
      accessible: false,
    })
  })

  const text = fixture('vacancies-good.csv')
  const unicode = new TextDecoder('windows-1252').decode(text)
  it.each([
    ['UTF-8', Buffer.from(unicode)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${unicode}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${unicode}`, 'utf16le')],
  ])('says the same in %s', async (_name, bytes) => {
    const expected = await readFeed('CSV', text)
    expect(await readFeed('CSV', bytes)).toEqual(expected)
  })

  it.each([0, 1])('is UTF-8 also when its 64th KB ends %i bytes into a letter', async (shift) => {
    const street = `${'x'.repeat(shift)}${'æ'.repeat(40)}`
    const lines = Array.from({ length: 2_000 }, (_, index) => `0045;003;${index};4000;${street}`)
    const records = await readFeed('CSV', file('Selskab;Afdeling;Lejemål;Husleje;Adresse', ...lines))
    expect(records).toHaveLength(2_000)
    expect(records.every(({ record }) => record?.street === street)).toBe(true)
  })

  it('is Windows-1252 also when its first Danish letter comes after 64 KB', async () => {
    const lines = Array.from({ length: 4_000 }, (_, index) => `0045;003;${index};4000;Gade ${index}`)
    const long = file(
      'Selskab;Afdeling;Lejemaal;Husleje;Adresse',
      ...lines,
      '0045;003;sidst;4000;Blåkildegård 1',
    )
    const records = await readFeed('CSV', Buffer.from(long, 'latin1'), {
      columns: { tenancyNumber: 'Lejemaal' },
    })
    expect(records).toHaveLength(4_001)
    expect(vacancyIn(records.at(-1)).street).toBe('Blåkildegård 1')
  })

  it.each([
    ['semicolons', ';'],
    ['commas', ','],
    ['tabs', '\t'],
  ])('may be separated by %s', async (_name, delimiter) => {
    const lines = [
      ['Selskab', 'Afdeling', 'Lejemål', 'Husleje', '"Noter, ; og andet"'],
      ['0045', '003', '1', '4000.50', ''],
    ]
    const records = await readFeed('CSV', file(...lines.map((cells) => cells.join(delimiter))))
    expect(records.map(({ problems }) => told(problems))).toEqual([[]])
    expect(vacancyIn(records[0]).rentOere).toBe(4_000_50n)
  })

  it.each([['\n'], ['\r\n'], ['\r']])(
    'may end its lines with %j, and its last line with nothing',
    async (end) => {
      const records = await readFeed('CSV', [HEADER, '0045;003;1;4000', '0045;003;2;4000'].join(end))
      expect(records.map(({ row, raw }) => [row, raw])).toEqual([
        [2, '0045;003;1;4000'],
        [3, '0045;003;2;4000'],
      ])
    },
  )

  it("skips lines without content, also those of a spreadsheet's empty rows", async () => {
    const records = await readFeed(
      'CSV',
      file('', HEADER, '', '0045;003;1;4000', ';;;', '', '0045;003;2;4000', ' ', ''),
    )
    expect(records.map(({ row }) => row)).toEqual([4, 7])
  })
})

describe('a cell', () => {
  const read = async (header: string, cell: string, mapping: Partial<FeedMapping> = {}) => {
    const [record] = await readFeed('CSV', file(`${HEADER};${header}`, `0045;003;1;4000;${cell}`), mapping)
    return record
  }
  it.each([
    ['4.351,36', 4_351_36n],
    ['4351,36', 4_351_36n],
    ['4351.36', 4_351_36n],
    ['4351,3', 4_351_30n],
    ['4351', 4_351_00n],
    ['4.351', 4_351_00n],
    ['123.456,78', 123_456_78n],
    ['0', 0n],
    ['0,05', 5n],
  ])('%s is an amount', async (cell, oere) => {
    expect(vacancyIn(await read('Indskud', cell)).depositOere).toBe(oere)
  })

  it.each([
    '4,351.36',
    '4.35,00',
    '43.51.36',
    '4351,365',
    '4351.365,1',
    'kr. 4351',
    '1e3',
    '4351,-',
    '٤٣٥١',
    '12,345',
  ])('%s is no amount', async (cell) => {
    const read1 = await read('Indskud', `"${cell}"`)
    expect(read1?.record).toBeNull()
    expect(told(read1?.problems ?? [])).toEqual(['ERROR AMOUNT_UNREADABLE @ Indskud'])
  })

  it.each([
    ['23-01-2027', '2027-01-23'],
    ['3-1-2027', '2027-01-03'],
    ['03.01.2027', '2027-01-03'],
    ['2027-01-23', '2027-01-23'],
    ['29-02-2028', '2028-02-29'],
  ])('%s is a day', async (cell, expected) => {
    expect(vacancyIn(await read('Ledig pr.', cell)).availableFrom).toBe(expected)
  })

  it.each([
    '29-02-2027',
    '31-04-2027',
    '01-13-2027',
    '1-2-27',
    '01-02/2027',
    '02/07/2027',
    '44927',
    'snarest',
  ])('%s is no day', async (cell) => {
    expect(told((await read('Ledig pr.', cell))?.problems ?? [])).toEqual([
      'ERROR DATE_UNREADABLE @ Ledig pr.',
    ])
  })

  it.each([
    ['Ja', true],
    ['JA', true],
    ['true', true],
    ['1', true],
    ['Sand', true],
    ['nej', false],
    ['false', false],
    ['0', false],
    ['', null],
  ])('%s is the answer %s', async (cell, expected) => {
    expect(vacancyIn(await read('Handicapegnet', cell)).accessible).toBe(expected)
  })

  it.each([
    ['2026-11-01T08:15:00+01:00', '2026-11-01T07:15:00Z'],
    ['2026-11-01T08:15:00.123456Z', '2026-11-01T08:15:00.123456Z'],
    ['2026-12-31T23:30:00.5-01:00', '2027-01-01T00:30:00.5Z'],
  ])('%s is a time', async (cell, expected) => {
    expect(vacancyIn(await read('Ændret', cell)).sourceTime).toBe(expected)
  })

  it.each(['2026-11-01T08:15:00', '2026-11-01 08:15', '2026-02-30T08:15:00Z', '01-11-2026'])(
    '%s is no time',
    async (cell) => {
      expect(told((await read('Ændret', cell))?.problems ?? [])).toEqual(['ERROR TIME_UNREADABLE @ Ændret'])
    },
  )

  it.each([
    ['Udlejet', 'LET', []],
    ['ANNOUNCED', 'ANNOUNCED', []],
    ['Trukket tilbage', 'WITHDRAWN', []],
    ['', 'ANNOUNCED', []],
    ['Måske', undefined, ['ERROR STATE_UNKNOWN @ Status']],
  ])('%j is the state %s', async (cell, state, problems) => {
    const record = await read('Status', cell)
    expect(record?.record?.state).toBe(state)
    expect(told(record?.problems ?? [])).toEqual(problems)
  })

  it.each([
    ['Rum', 'to', 'ERROR NUMBER_UNREADABLE @ Rum'],
    ['Rum', '2,5', 'INFO VALUE_LEFT_OUT @ Rum'],
    ['Areal', '87.4.1', 'ERROR NUMBER_UNREADABLE @ Areal'],
    ['Handicapegnet', 'måske', 'ERROR YES_NO_UNREADABLE @ Handicapegnet'],
    ['Løbenr.', '-1', 'ERROR NUMBER_UNREADABLE @ Løbenr.'],
    ['A conto internet', '99', 'INFO ACONTO_NAME_UNKNOWN @ acontoLines'],
    ['A conto varme', 'lidt', 'ERROR AMOUNT_UNREADABLE @ A conto varme'],
    ['Husleje inkl. forbrug', '4500', 'INFO RENT_TOTAL_DIFFERS @ Husleje inkl. forbrug'],
    ['Adresse', 'Bl\ufffdkilde', 'ERROR TEXT_UNREADABLE @ Adresse'],
    ['Adresse', 'Gade\u00001', 'ERROR TEXT_UNREADABLE @ Adresse'],
  ])('%s with %j is told', async (header, cell, problem) => {
    expect(told((await read(header, cell))?.problems ?? [])).toEqual([problem])
  })

  it("says the dwelling type in the source's own words", async () => {
    const own = await read('Boligtype', 'Fam. 3', { dwellingTypes: { 'Fam. 3': 'FAMILY' } })
    expect(vacancyIn(own)).toMatchObject({ dwellingType: 'FAMILY', dwellingTypeText: 'Fam. 3' })
  })

  it('with NUL can be stored as received', async () => {
    expect((await read('Adresse', 'Gade\u00001'))?.raw).toContain('Gade␀1')
  })
})

describe('the columns', () => {
  it.each([
    ['SELSKAB;afdeling;Lejemål;Husleje'],
    [' Selskab ;Afde ling;Leje\u00admål;Husleje\u00a0ekskl.\u00a0forbrug'],
    ['Selskab;Afdeling;Lejema\u030al;HUSLEJE EKSKL. FORBRUG'],
  ])('are found in %j', async (header) => {
    expect(vacancyIn((await readFeed('CSV', file(header, '0045;003;1;4000')))[0]).rentOere).toBe(4_000_00n)
  })

  it.each(['Areal (m²)', 'areal(m2)', 'AREAL', 'm²'])('may call the area %s', async (header) => {
    const [record] = await readFeed('CSV', file(`${HEADER};${header}`, '0045;003;1;4000;87,40'))
    expect(vacancyIn(record).areaM2).toBe('87.4')
  })

  it("may have the headers of the source's own spreadsheet", async () => {
    const columns = {
      organisationCode: 'Org',
      estateNumber: 'Afd',
      tenancyNumber: 'Lmål',
      rentOere: 'Leje/md',
    }
    const [record] = await readFeed('CSV', file('Org;Afd;Lmål;Leje/md', '0045;003;1;4000'), { columns })
    expect(vacancyIn(record).rentOere).toBe(4_000_00n)
  })

  it('must hold the obligatory ones, else the file is told once and nothing of it is kept', async () => {
    const records = await readFeed(
      'CSV',
      file('Selskab;Afdeling;Lejemål;Pris', '0045;003;1;4000', '0045;003;2;4000'),
    )
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({ row: 1, raw: '', record: null, key: { organisationCode: null } })
    expect(told(records[0]?.problems ?? [])).toEqual(['ERROR COLUMN_MISSING @ Husleje ekskl. forbrug'])
    expect(records[0]?.problems[0]?.text.en).toContain('Found: Selskab | Afdeling | Lejemål | Pris.')
  })

  it("are not repeated when the first line is no header but perhaps somebody's record", async () => {
    const [record] = await readFeed('CSV', file('0045;003;Jens Hansen', '0045;003;Hanne Jensen'))
    expect(record?.problems.map(({ code }) => code)).toEqual(Array(4).fill('COLUMN_MISSING'))
    expect(JSON.stringify(record)).not.toContain('Hansen')
  })

  it('must not stand twice', async () => {
    const [record] = await readFeed('CSV', file(`${HEADER};Husleje`, '0045;003;1;4000;5000'))
    expect(told(record?.problems ?? [])).toEqual(['ERROR COLUMN_TWICE @ Husleje ekskl. forbrug'])
  })

  it.each(['Lejer', 'Lejers navn', 'LEJER 2', 'CPR-nr.', 'Telefon', 'E-mail', 'Navn'])(
    'that name people, like %s, are not read and not kept',
    async (header) => {
      const records = await readFeed(
        'CSV',
        file(
          `${HEADER};${header};Adresse`,
          '0045;003;1;4000;Jens Hansen;Gade 1',
          '0045;003;2;Jens Hansen',
          '0045;003;3;4000;;"Gade; 2"',
        ),
      )
      expect(records).toHaveLength(3)
      expect(
        JSON.stringify(records, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ).not.toContain('Hansen')
      expect(records.map(({ raw }) => raw)).toEqual([
        '0045;003;1;4000;…;Gade 1',
        '…',
        '0045;003;3;4000;;"Gade; 2"',
      ])
    },
  )

  it('do not mistake the tenancy for the tenant', async () => {
    const [record] = await readFeed('CSV', file(HEADER, '0045;003;0012;4000'))
    expect(record?.raw).toContain('0012')
  })
})

describe('a bad spreadsheet', () => {
  it('loses no line: the bad ones are told one by one, the good ones are read', async () => {
    const records = await readFeed('CSV', fixture('vacancies-bad.csv'))
    expect(records.map(({ row, record, problems }) => [row, record !== null, told(problems)])).toEqual([
      [2, false, ['ERROR LEADING_ZEROS_LOST @ Selskab']],
      [3, false, ['ERROR CELL_COUNT_DIFFERS @ linje/line 3', 'ERROR MISSING @ Husleje ekskl. forbrug']],
      [
        4,
        false,
        [
          'ERROR TIME_UNREADABLE @ Ændret',
          'ERROR YES_NO_UNREADABLE @ Handicapegnet',
          'ERROR AMOUNT_UNREADABLE @ Husleje ekskl. forbrug',
          'ERROR DATE_UNREADABLE @ Ledig pr.',
        ],
      ],
      [5, true, []],
    ])
    expect(records[0]?.key).toMatchObject({ organisationCode: '45', estateNumber: '11', tenancyNumber: '1' })
  })

  it('may have a long line only when nothing is in the surplus', async () => {
    const records = await readFeed('CSV', file(HEADER, '0045;003;1;4000;;', '0045;003;2;4000;;5'))
    expect(records.map(({ problems }) => told(problems))).toEqual([
      [],
      ['ERROR CELL_COUNT_DIFFERS @ linje/line 3'],
    ])
  })

  it('keeps what was read before a quotation mark that is never closed', async () => {
    const records = await readFeed(
      'CSV',
      file(HEADER, '0045;003;1;4000', '0045;003;"2;4000', '0045;003;3;4000'),
    )
    expect(records.map(({ record, problems }) => [record?.tenancyNumber, told(problems)])).toEqual([
      ['1', []],
      [undefined, ['ERROR FILE_UNREADABLE @ linje/line 3']],
    ])
  })

  it('stops at a record above 64 KB', async () => {
    const records = await readFeed(
      'CSV',
      file(HEADER, '0045;003;1;4000', `0045;003;2;"${'x'.repeat(70_000)}"`, '0045;003;3;4000'),
    )
    expect(records.map(({ problems }) => told(problems))).toEqual([
      [],
      ['ERROR FILE_UNREADABLE @ linje/line 3'],
    ])
  })

  it('is not read on after that', async () => {
    async function* endless() {
      yield Buffer.from(`${HEADER}\n0045;003;"1`)
      for (;;) yield Buffer.alloc(65_536, 'x')
    }
    const codes = []
    for await (const { problems } of FEED_FORMATS.CSV.read(endless(), MAPPING)) codes.push(told(problems))
    expect(codes).toEqual([['ERROR FILE_UNREADABLE @ linje/line 2']])
  })

  it.each([
    ['without content', '', ['ERROR FILE_UNREADABLE @ ']],
    ['of empty lines', '\r\n\r\n', ['ERROR FILE_UNREADABLE @ ']],
    ['with a header only', `${HEADER}\r\n`, null],
    ['that is one open quotation mark', '"', ['ERROR FILE_UNREADABLE @ linje/line 1']],
  ])('%s is told as one', async (_name, content, problems) => {
    expect((await readFeed('CSV', content)).map((record) => told(record.problems))).toEqual(
      problems === null ? [] : [problems],
    )
  })
})
