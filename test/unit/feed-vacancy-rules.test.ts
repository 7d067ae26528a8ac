import {
  type Expectation,
  type VacancyFields,
  validateVacancy,
} from '../../src/ingest/vacancy-record.rules.ts'
import { acontoKindOf, dwellingTypeOf } from '../../src/ingest/vacancy-words.rules.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { told } from '../support/feeds.ts'

const GOOD: VacancyFields = {
  organisationCode: '0045',
  estateNumber: '003',
  tenancyNumber: '0012',
  state: 'ANNOUNCED',
  rentOere: 4_351_36n,
}
const day = (text: string) => text as LocalDate
const lines = (count: number) =>
  Array.from({ length: count }, () => ({ kind: 'HEAT' as const, name: 'A conto varme', amountOere: 1n }))

describe('a reported vacancy', () => {
  it('needs its key, its state and its rent, and no more', () => {
    const { record, problems } = validateVacancy(GOOD)
    expect(problems).toEqual([])
    expect(record).toMatchObject({ ...GOOD, dwellingType: null, acontoLines: [], sourceTime: null })
  })

  const cases: [name: string, fields: VacancyFields, told: string[], expectation?: Expectation][] = [
    ['without an organisation', { organisationCode: ' ' }, ['ERROR MISSING @ organisationCode']],
    ['without an estate', { estateNumber: null }, ['ERROR MISSING @ estateNumber']],
    ['without a tenancy', { tenancyNumber: '' }, ['ERROR MISSING @ tenancyNumber']],
    ['without a state', { state: null }, ['ERROR MISSING @ state']],
    ['without a rent', { rentOere: null }, ['ERROR MISSING @ rentOere']],
    ['with a space in a number', { estateNumber: '0 3' }, ['ERROR NUMBER_MALFORMED @ estateNumber']],
    ['with a number of 20', { estateNumber: 'A'.repeat(20) }, []],
    ['with a number of 21', { estateNumber: 'A'.repeat(21) }, ['ERROR NUMBER_MALFORMED @ estateNumber']],
    ['with a tenancy of 36', { tenancyNumber: 'a'.repeat(36) }, []],
    ['with a tenancy of 37', { tenancyNumber: 'a'.repeat(37) }, ['ERROR NUMBER_MALFORMED @ tenancyNumber']],
    [
      'with a bidi sign in a number',
      { tenancyNumber: '00\u202e12' },
      ['ERROR NUMBER_MALFORMED @ tenancyNumber'],
    ],
    [
      'with a zero-width sign in a number',
      { tenancyNumber: '00\u200b12' },
      ['ERROR NUMBER_MALFORMED @ tenancyNumber'],
    ],
    ['with a homoglyph in a number', { tenancyNumber: '0012а' }, ['ERROR NUMBER_MALFORMED @ tenancyNumber']],
    ['with NUL in a number', { tenancyNumber: '00\u000012' }, ['ERROR NUMBER_MALFORMED @ tenancyNumber']],
    [
      'with a malformed section',
      { buildingSectionNumber: '1/2' },
      ['ERROR NUMBER_MALFORMED @ buildingSectionNumber'],
    ],
    [
      'of another organisation',
      {},
      ['ERROR ORGANISATION_NOT_OF_SOURCE @ organisationCode'],
      { organisationCode: '0311' },
    ],
    [
      'that lost zeros',
      { organisationCode: '45' },
      ['ERROR LEADING_ZEROS_LOST @ organisationCode'],
      { organisationCode: '0045' },
    ],
    [
      'whose other digits differ',
      { organisationCode: '45' },
      ['ERROR ORGANISATION_NOT_OF_SOURCE @ organisationCode'],
      { organisationCode: '1045' },
    ],
    [
      'whose estate lost zeros',
      { estateNumber: '3' },
      ['ERROR LEADING_ZEROS_LOST @ estateNumber'],
      { estateNumbers: ['003', '011'] },
    ],
    ['of a new estate', { estateNumber: '4' }, [], { estateNumbers: ['003', '011'] }],
    ['of an estate that is short', { estateNumber: '3' }, [], { estateNumbers: ['003', '3'] }],
    ['with a rent of 0', { rentOere: 0n }, []],
    ['with a rent below 0', { rentOere: -1n }, ['ERROR AMOUNT_OUT_OF_RANGE @ rentOere']],
    ['with a rent just below the limit', { rentOere: 99_999_99n }, []],
    ['with a rent at the limit', { rentOere: 100_000_00n }, ['ERROR AMOUNT_OUT_OF_RANGE @ rentOere']],
    ['with a deposit below 0', { depositOere: -1n }, ['ERROR AMOUNT_OUT_OF_RANGE @ depositOere']],
    [
      'with a deposit at the limit',
      { depositOere: 1_000_000_00n },
      ['ERROR AMOUNT_OUT_OF_RANGE @ depositOere'],
    ],
    [
      'with a first payment at the limit',
      { firstPaymentOere: 1_000_000_00n },
      ['ERROR AMOUNT_OUT_OF_RANGE @ firstPaymentOere'],
    ],
    ['with 20 prepayments', { acontoLines: lines(20) }, []],
    ['with 21 prepayments', { acontoLines: lines(21) }, ['ERROR TOO_MANY_ACONTO_LINES @ acontoLines']],
    [
      'with a prepayment below 0',
      { acontoLines: [{ kind: 'HEAT', name: 'Varme', amountOere: -1n }] },
      ['ERROR AMOUNT_OUT_OF_RANGE @ acontoLines'],
    ],
    [
      'with a nameless prepayment',
      { acontoLines: [{ kind: 'HEAT', name: ' ', amountOere: 1n }] },
      ['ERROR ACONTO_NAME_MISSING @ acontoLines'],
    ],
    [
      'with an unknown prepayment',
      { acontoLines: [{ kind: null, name: 'Internet', amountOere: 1n }] },
      ['INFO ACONTO_NAME_UNKNOWN @ acontoLines'],
    ],
    ['whose total is 1 krone off', { acontoLines: lines(1), rentTotalOere: 4_352_37n }, []],
    [
      'whose total is over 1 krone off',
      { acontoLines: lines(1), rentTotalOere: 4_352_38n },
      ['INFO RENT_TOTAL_DIFFERS @ rentTotalOere'],
    ],
    ['whose total is too low', { rentTotalOere: 4_350_35n }, ['INFO RENT_TOTAL_DIFFERS @ rentTotalOere']],
    [
      'of an unknown type',
      { dwellingTypeText: 'Etagebyggeri' },
      ['INFO DWELLING_TYPE_UNKNOWN @ dwellingTypeText'],
    ],
    ['with 1 room', { rooms: 1 }, []],
    ['with 0 rooms', { rooms: 0 }, ['INFO VALUE_LEFT_OUT @ rooms']],
    ['with 20 rooms', { rooms: 20 }, []],
    ['with 21 rooms', { rooms: 21 }, ['INFO VALUE_LEFT_OUT @ rooms']],
    ['with half a room', { rooms: 2.5 }, ['INFO VALUE_LEFT_OUT @ rooms']],
    ['of 5 square metres', { areaM2: '5' }, []],
    ['of 4.99 square metres', { areaM2: '4.99' }, ['INFO VALUE_LEFT_OUT @ areaM2']],
    ['of 500 square metres', { areaM2: '500.00' }, []],
    ['of 500.01 square metres', { areaM2: '500.01' }, ['INFO VALUE_LEFT_OUT @ areaM2']],
    ['with an area that is no number', { areaM2: '1e2' }, ['INFO VALUE_LEFT_OUT @ areaM2']],
    ['with a BBR id that is none', { bbrUnitId: '0a3f50a0' }, ['ERROR NOT_A_UUID @ bbrUnitId']],
    ['with a DAR id that is none', { darAddressId: 'x' }, ['ERROR NOT_A_UUID @ darAddressId']],
    ['with a sequence below 0', { sourceSequence: -1n }, ['ERROR SEQUENCE_OUT_OF_RANGE @ sourceSequence']],
    [
      'with a sequence of 19 digits',
      { sourceSequence: 10n ** 18n },
      ['ERROR SEQUENCE_OUT_OF_RANGE @ sourceSequence'],
    ],
    ['with a bidi sign in its id', { sourceId: 'a\u202eb' }, ['ERROR SOURCE_ID_MALFORMED @ sourceId']],
    ['with a long id', { sourceId: 'a'.repeat(101) }, ['ERROR SOURCE_ID_MALFORMED @ sourceId']],
    ['with NUL in its street', { street: 'Gade\u00001' }, ['ERROR TEXT_UNREADABLE @ street']],
    [
      'with half a character in its city',
      { city: `Taastrup${String.fromCharCode(0xd800)}` },
      ['ERROR TEXT_UNREADABLE @ city'],
    ],
    [
      'with a character that was not decoded',
      { street: 'Bl\ufffdkilde 1' },
      ['ERROR TEXT_UNREADABLE @ street'],
    ],
    [
      'with a bidi sign in its street',
      { street: 'Gade\u202e 1' },
      ['INFO INVISIBLE_CHARACTERS_REMOVED @ street'],
    ],
    ['with a long street', { street: 'a'.repeat(201) }, ['ERROR TEXT_TOO_LONG @ street']],
    [
      'with 100,000 marks in its street',
      { street: 'a\u0301\u0323'.repeat(50_000) },
      ['ERROR TEXT_TOO_LONG @ street'],
    ],
    ['with an unusual postal code', { postalCode: 'DK-2630' }, ['INFO POSTAL_CODE_UNUSUAL @ postalCode']],
    [
      'at disposal without a day',
      { state: 'AT_MUNICIPAL_DISPOSAL' },
      ['ERROR AT_DISPOSAL_DATE_MISSING @ atDisposalFrom'],
    ],
    ['at disposal with a day', { state: 'AT_MUNICIPAL_DISPOSAL', atDisposalFrom: day('2027-01-01') }, []],
    [
      'at disposal on the day it is available',
      { availableFrom: day('2027-01-01'), atDisposalFrom: day('2027-01-01') },
      [],
    ],
    [
      'at disposal after it is available',
      { availableFrom: day('2027-01-01'), atDisposalFrom: day('2027-01-02') },
      ['INFO AT_DISPOSAL_AFTER_AVAILABLE @ atDisposalFrom'],
    ],
    [
      'let before it is available',
      { state: 'LET', availableFrom: day('2027-01-02'), letFrom: day('2027-01-01') },
      ['INFO LET_BEFORE_AVAILABLE @ letFrom'],
    ],
    [
      'let on the day it is available',
      { state: 'LET', availableFrom: day('2027-01-02'), letFrom: day('2027-01-02') },
      [],
    ],
  ]
  it.each(cases)('%s is told so', (_name, fields, expected, ...[expectation]) => {
    const { record, problems } = validateVacancy({ ...GOOD, ...fields }, expectation)
    expect(told(problems)).toEqual(expected)
    expect(record === null).toBe(expected.some((problem) => problem.startsWith('ERROR')))
    for (const { text } of problems) {
      expect(text.da).toMatch(/\.$/)
      expect(text.en).toMatch(/\.$/)
    }
  })

  it('is not called missing where it was unreadable', () => {
    const unreadable = {
      severity: 'ERROR' as const,
      path: 'Husleje',
      code: 'AMOUNT_UNREADABLE',
      text: { da: '', en: '' },
    }
    const { problems } = validateVacancy({ ...GOOD, rentOere: null }, { paths: { rentOere: 'Husleje' } }, [
      unreadable,
    ])
    expect(told(problems)).toEqual(['ERROR AMOUNT_UNREADABLE @ Husleje'])
  })

  it("names the source's own places", () => {
    const { problems } = validateVacancy({ ...GOOD, rentOere: -1n }, { paths: { rentOere: 'Husleje' } })
    expect(told(problems)).toEqual(['ERROR AMOUNT_OUT_OF_RANGE @ Husleje'])
    expect(problems[0]?.text.da).toContain('»Husleje«')
  })

  it("carries the organisation's code where the source has a number of its own", () => {
    const own = { organisationCode: '0311', sourceOrganisationCode: '7' }
    expect(validateVacancy({ ...GOOD, organisationCode: '7' }, own).record?.organisationCode).toBe('0311')
    expect(told(validateVacancy({ ...GOOD, organisationCode: '0311' }, own).problems)).toEqual([
      'ERROR ORGANISATION_NOT_OF_SOURCE @ organisationCode',
    ])
  })

  it('has its texts in NFC with single spaces, its UUIDs in lower case and its area without trailing zeros', () => {
    const { record } = validateVacancy({
      ...GOOD,
      street: ' Bla\u030akildega\u030ard\u00a0\t1\n',
      bbrUnitId: 'FC3E9339-29C9-4C17-AD61-AFA7DAC7E136',
      areaM2: '86.00',
      sourceId: 'æ-1',
    })
    expect(record).toMatchObject({
      street: 'Blåkildegård 1',
      bbrUnitId: 'fc3e9339-29c9-4c17-ad61-afa7dac7e136',
      areaM2: '86',
      sourceId: 'æ-1',
    })
  })

  it('leaves out what no dwelling has, and keeps the rest', () => {
    expect(validateVacancy({ ...GOOD, rooms: 0, areaM2: '0' }).record).toMatchObject({
      rooms: null,
      areaM2: null,
    })
  })
})

describe('the words of a source', () => {
  it.each([
    ['Familiebolig', 'FAMILY'],
    [' ÆLDREBOLIG ', 'ELDERLY'],
    ['Kollegieværelse', 'STUDENT_ROOM'],
    ['Etagebyggeri', null],
    ['Rækkehuse - 1 plan', null],
    ['1', null],
    ['constructor', null],
  ])('%s is the dwelling type %s', (word, type) => {
    expect(dwellingTypeOf(word)).toBe(type)
  })

  it('mean what the mapping says first', () => {
    expect(dwellingTypeOf('1', { '1': 'YOUTH' })).toBe('YOUTH')
    expect(dwellingTypeOf('Familiebolig', { Familiebolig: 'SHARED' })).toBe('SHARED')
    expect(dwellingTypeOf('toString', {})).toBeNull()
  })

  it.each([
    ['A conto varme', 'HEAT'],
    ['Aconto vand', 'WATER'],
    ['á conto  EL', 'ELECTRICITY'],
    ['Varme', 'HEAT'],
    ['Aconto antenne', null],
    ['Varmt og koldt', null],
  ])('%s is the prepayment %s', (name, kind) => {
    expect(acontoKindOf(name)).toBe(kind)
  })
})
