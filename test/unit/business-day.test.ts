import {
  addBusinessDays,
  answerDeadline,
  isBusinessDay,
  publicHolidays,
} from '../../src/agreements/business-day.ts'
import { day } from '../support/quota.ts'

/** Each year's moveable holidays as calendars print them: Thursday and Friday before Easter, Easter, Ascension, Whitsun. */
const MOVEABLE: Readonly<Record<string, string>> = {
  2024: '03-28 03-29 03-31 04-01 05-09 05-19 05-20',
  2025: '04-17 04-18 04-20 04-21 05-29 06-08 06-09',
  2026: '04-02 04-03 04-05 04-06 05-14 05-24 05-25',
  2027: '03-25 03-26 03-28 03-29 05-06 05-16 05-17',
  2028: '04-13 04-14 04-16 04-17 05-25 06-04 06-05',
  2029: '03-29 03-30 04-01 04-02 05-10 05-20 05-21',
  2030: '04-18 04-19 04-21 04-22 05-30 06-09 06-10',
}
const HOLIDAYS = Object.entries(MOVEABLE).flatMap(([year, days]) =>
  ['01-01', ...days.split(' '), '12-25', '12-26'].map((date) => `${year}-${date}`),
)

const DAY_MS = 86_400_000
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10)

/** The n-th open day after a day, found by walking the calendar and nothing else. */
function nthOpenDay(from: string, n: number, closed: ReadonlySet<string>): string {
  let at = Date.parse(from)
  for (let left = n; left > 0; ) {
    at += DAY_MS
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6 && !closed.has(isoDay(at))) left -= 1
  }
  return isoDay(at)
}

test.each(Object.keys(MOVEABLE))('the public holidays of %s are these ten', (year) => {
  expect([...publicHolidays(year)].sort()).toEqual(HOLIDAYS.filter((date) => date.startsWith(year)))
})

test('store bededag was a holiday in 2023 and is none since 2024', () => {
  expect(publicHolidays('2023').has('2023-05-05')).toBe(true)
  expect(isBusinessDay(day('2023-05-05'), [])).toBe(false)
  for (const friday of ['2024-04-26', '2025-05-16', '2026-05-01', '2027-04-23'])
    expect([friday, isBusinessDay(day(friday), [])]).toEqual([friday, true])
})

test.each([
  ['no closing days', []],
  ['24 December, 31 December and 5 June', ['12-24', '12-31', '06-05']],
])(
  'every time to answer from every day of 2024 to 2030 ends where the calendar says, with %s',
  (_, closing) => {
    const closed = new Set([
      ...HOLIDAYS,
      ...Object.keys(MOVEABLE).flatMap((year) => closing.map((date) => `${year}-${date}`)),
    ])
    const wrong: string[] = []
    for (let at = Date.parse('2024-01-01'); at < Date.parse('2030-11-01'); at += DAY_MS) {
      for (const n of [0, 1, 3, 10]) {
        const from = isoDay(at)
        const found = addBusinessDays(day(from), n, closing)
        if (found !== nthOpenDay(from, n, closed)) wrong.push(`${n} after ${from}: ${found}`)
      }
    }
    expect(wrong).toEqual([])
  },
)

test.each([
  ['over Easter', '2026-03-27', 5, [], '2026-04-08T22:00:00.000Z'],
  ['in winter time', '2026-12-21', 2, [], '2026-12-23T23:00:00.000Z'],
  ['over Christmas, with closing days', '2026-12-22', 3, ['12-24', '12-31'], '2026-12-29T23:00:00.000Z'],
  ['into the day on which summer time begins', '2026-03-26', 1, [], '2026-03-27T23:00:00.000Z'],
  ['from a Saturday', '2026-10-24', 1, [], '2026-10-26T23:00:00.000Z'],
  ['on the Friday before the clocks go back', '2026-10-22', 1, [], '2026-10-23T22:00:00.000Z'],
] as const)(
  'a deadline %s is the midnight in Denmark that ends its last day',
  (_, from, n, closing, deadline) => {
    expect(answerDeadline(day(from), n, closing)).toBe(deadline)
  },
)
