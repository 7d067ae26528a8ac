import { jest } from '@jest/globals'
import { isOffsetDateTime } from '../../src/kernel/clock.ts'
import { globalId, isUuid, parseGlobalId } from '../../src/kernel/ids.ts'
import { formatKroner, parseKroner } from '../../src/kernel/money.ts'
import { contains, type LocalDate, nextDay, parseLocalDate } from '../../src/kernel/period.ts'
import { systemClock } from '../../src/platform/system-clock.ts'

const day = (text: string) => text as LocalDate

test.each([
  ['winter', '2026-11-22T22:59:59.999Z', '2026-11-22'],
  ['winter, a moment later', '2026-11-22T23:00:00.000Z', '2026-11-23'],
  ['summer', '2026-06-30T21:59:59.999Z', '2026-06-30'],
  ['summer, a moment later', '2026-06-30T22:00:00.000Z', '2026-07-01'],
])('it is the day that it is in Denmark: %s', (_, moment, expected) => {
  jest.useFakeTimers({ now: new Date(moment) })
  try {
    expect(systemClock.today()).toBe(expected)
    expect(systemClock.today()).toBe(expected)
  } finally {
    jest.useRealTimers()
  }
})

describe('a day', () => {
  it.each(['2026-11-22', '2024-02-29', '2000-02-29', '1800-01-01', '2200-12-31'])(
    'is read from %s',
    (text) => {
      expect(parseLocalDate(text)).toBe(text)
    },
  )

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2201-01-01',
    '26-1-1',
    '',
  ])('is not read from "%s"', (text) => {
    expect(parseLocalDate(text)).toBeNull()
  })

  it.each([
    ['2026-11-22', '2026-11-23'],
    ['2026-11-30', '2026-12-01'],
    ['2026-12-31', '2027-01-01'],
    ['2024-02-28', '2024-02-29'],
    ['2026-02-28', '2026-03-01'],
  ])('after %s is %s', (before, after) => {
    expect(nextDay(day(before))).toBe(after)
  })
})

describe('a period', () => {
  const period = { from: day('2026-01-01'), until: day('2026-02-01') }

  it.each([
    ['2025-12-31', false],
    ['2026-01-01', true],
    ['2026-01-31', true],
    ['2026-02-01', false],
  ])('holds its first day and not its last: %s is %s', (text, held) => {
    expect(contains(period, day(text))).toBe(held)
  })

  it('without an end holds every later day', () => {
    expect(contains({ from: day('2026-01-01'), until: null }, day('2199-01-01'))).toBe(true)
  })
})

describe('an amount of kroner', () => {
  it.each([
    ['4351.36', 435136n, '4351.36'],
    ['4351', 435100n, '4351.00'],
    ['0.5', 50n, '0.50'],
    ['-12.05', -1205n, '-12.05'],
    ['0', 0n, '0.00'],
  ])('"%s" is %s øre and is written %s', (text, oere, written) => {
    expect(parseKroner(text)).toBe(oere)
    expect(formatKroner(oere)).toBe(written)
  })

  it.each(['4351,36', '1.234', '.5', '1e3', ' 1', '+1', '', '1234567890123'])(
    'is not read from "%s"',
    (text) => {
      expect(parseKroner(text)).toBeNull()
    },
  )
})

describe('a time with an offset', () => {
  it.each(['2026-11-22T03:13:47+01:00', '2026-11-22T02:13:47.123456Z'])('is %s', (text) => {
    expect(isOffsetDateTime(text)).toBe(true)
  })

  it.each([
    '2026-11-22T03:13:47',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22',
  ])('is not %s', (text) => {
    expect(isOffsetDateTime(text)).toBe(false)
  })
})

describe('a global id', () => {
  it('holds a type and a key and is taken apart again', () => {
    expect(parseGlobalId(globalId('Municipality', '0169'))).toEqual({ type: 'Municipality', key: '0169' })
  })

  it.each([
    '',
    'Municipality',
    'municipality:0169',
    'Municipality:0169 ',
    'Municipality:',
    "Vacancy:' or 1=1",
  ])('is not "%s"', (id) => {
    expect(parseGlobalId(id)).toBeNull()
  })

  it('has a lower-case UUID as the key of a row', () => {
    expect(isUuid('0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b')).toBe(true)
    expect(isUuid('0197A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B')).toBe(false)
  })
})
