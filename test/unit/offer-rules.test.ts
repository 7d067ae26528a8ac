import { answerOf, consequenceOf } from '../../src/allocations/answer.rules.ts'
import { answerTime, daysLeftAfter, extendedTime } from '../../src/allocations/deadline.ts'
import { liabilityRefusals, liableUntil, noticeEffectOn } from '../../src/allocations/liability.rules.ts'
import {
  extensionRefusal,
  isToLapse,
  type OfferStep,
  stepRefusal,
} from '../../src/allocations/offer.rules.ts'
import { OFFER_STATES, type OfferState } from '../../src/allocations/offer.ts'
import { REASON_CODES } from '../../src/allocations/reason-code.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { addMonths, firstOfMonthFrom, type LocalDate } from '../../src/kernel/period.ts'
import { endingRefusal, tenancyRefusals } from '../../src/tenancies/tenancy.rules.ts'

const day = (text: string) => text as LocalDate
const at = (text: string) => text as Instant
const DEADLINE = at('2026-12-07T23:00:00.000Z')
const BEFORE = at('2026-12-07T22:59:59.999Z')

describe('A step is taken in the states that allow it, and refused by a code in every other', () => {
  const ALLOWED: Readonly<Record<OfferStep, readonly OfferState[]>> = {
    PAUSE: ['OFFERED'],
    RESUME: ['PAUSED'],
    EXTEND: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
    NOMINATE: ['OFFERED', 'PAUSED'],
    ALLOCATE: ['OFFERED'],
    ACCEPT: ['ALLOCATED'],
    DECLINE: ['ALLOCATED', 'ACCEPTED'],
    WITHDRAW_ALLOCATION: ['ALLOCATED', 'ACCEPTED'],
    SIGN_LEASE: ['ACCEPTED'],
    MOVE_IN: ['LEASE_SIGNED'],
    CANCEL_LEASE: ['LEASE_SIGNED'],
    RETURN: ['OFFERED', 'PAUSED'],
    GIVE_UP: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
    WITHDRAW: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
  }
  const steps = Object.keys(ALLOWED) as OfferStep[]

  test.each(steps)('%s', (step) => {
    for (const state of OFFER_STATES) {
      const refusal = stepRefusal(step, { state, deadline: DEADLINE }, BEFORE)
      expect([state, refusal === null]).toEqual([state, ALLOWED[step].includes(state)])
      if (refusal !== null) {
        expect(refusal.code).toMatch(/^OFFER_[A-Z_]+$/)
        expect(refusal.text.da.length).toBeGreaterThan(10)
      }
    }
  })

  test.each(steps)('%s is refused from the deadline on while nobody has answered', (step) => {
    const code = (state: OfferState) => stepRefusal(step, { state, deadline: DEADLINE }, DEADLINE)?.code
    expect(code('OFFERED')).toBe('OFFER_DEADLINE_PASSED')
    expect(code('ALLOCATED')).not.toBe('OFFER_DEADLINE_PASSED')
    expect(code('PAUSED')).not.toBe('OFFER_DEADLINE_PASSED')
  })

  test('an offer is to lapse from its deadline on, and only while it waits for an answer', () => {
    expect(isToLapse({ state: 'OFFERED', deadline: DEADLINE }, BEFORE)).toBe(false)
    expect(isToLapse({ state: 'OFFERED', deadline: DEADLINE }, DEADLINE)).toBe(true)
    for (const state of OFFER_STATES.filter((one) => one !== 'OFFERED'))
      expect([state, isToLapse({ state, deadline: DEADLINE }, DEADLINE)]).toEqual([state, false])
  })

  test.each([
    [0, 'EXTENSION_OUT_OF_BOUNDS'],
    [1, undefined],
    [60, undefined],
    [61, 'EXTENSION_OUT_OF_BOUNDS'],
    [1.5, 'EXTENSION_OUT_OF_BOUNDS'],
  ])('an extension by %s business days answers %s', (days, code) => {
    expect(extensionRefusal(days)?.code).toBe(code)
  })
})

describe('The time to answer', () => {
  const CLOSING = ['12-24', '12-31', '06-05']
  const DAYS = Array.from({ length: 2_557 }, (_, n) =>
    day(new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10)),
  )

  test('counts one business day down after another, on every day of 2024 to 2030', () => {
    const wrong: string[] = []
    for (const from of DAYS) {
      const { answerDays } = answerTime(from, 5, CLOSING)
      if (daysLeftAfter(from, answerDays) !== 5) wrong.push(from)
      for (const [place, one] of answerDays.entries())
        if (daysLeftAfter(one, answerDays) !== 4 - place) wrong.push(`${from} ${one}`)
    }
    expect([DAYS.at(-1), wrong]).toEqual(['2030-12-31', []])
  })

  test('extended by some days is the time that many days longer, on every day of 2024 to 2030', () => {
    const wrong = DAYS.filter((from) => {
      const extended = extendedTime(answerTime(from, 3, CLOSING).answerDays, from, 4, CLOSING)
      return JSON.stringify(extended) !== JSON.stringify(answerTime(from, 7, CLOSING))
    })
    expect(wrong).toEqual([])
  })

  test('that is over is extended from today', () => {
    const { answerDays } = answerTime(day('2026-11-30'), 2, [])
    expect(extendedTime(answerDays, day('2026-12-11'), 1, []).deadline).toBe('2026-12-14T23:00:00.000Z')
  })
})

describe('The liability for rent', () => {
  test.each([
    ['2026-11-27', 3, 'ANY_DAY', '2027-02-27'],
    ['2026-11-27', 3, 'FIRST_OF_MONTH', '2027-03-01'],
    ['2026-12-01', 3, 'FIRST_OF_MONTH', '2027-03-01'],
    ['2026-11-30', 3, 'ANY_DAY', '2027-02-28'],
    ['2027-11-30', 3, 'ANY_DAY', '2028-02-29'],
    ['2026-11-27', 0, 'ANY_DAY', '2026-11-27'],
    ['2026-12-31', 12, 'FIRST_OF_MONTH', '2028-01-01'],
  ] as const)(
    'a notice on %s of %s months, %s, takes effect on %s',
    (on, noticeMonths, noticeEffect, effect) => {
      expect(noticeEffectOn(day(on), { noticeMonths, noticeEffect })).toBe(effect)
    },
  )

  const terms = { noticeMonths: 3, noticeEffect: 'FIRST_OF_MONTH' } as const
  test.each([
    ['WITHDRAWN', 'AT_NOTICE_EFFECT', '2026-11-27'],
    ['GIVEN_UP', 'ON_THE_DAY', '2027-03-01'],
    ['RETURNED', 'ON_THE_DAY', '2026-11-27'],
    ['RETURNED', 'AT_NOTICE_EFFECT', '2027-03-01'],
    ['EXPIRED', 'ON_THE_DAY', '2026-11-27'],
    ['EXPIRED', 'AT_NOTICE_EFFECT', '2027-03-01'],
  ] as const)('of an offer that is %s, where the parties agreed %s, ends on %s', (ending, agreed, until) => {
    const all = { ...terms, afterReturn: agreed, afterExpiry: agreed }
    expect(liableUntil(ending, day('2026-11-27'), day('2026-11-01'), all)).toBe(until)
  })

  test('never ends before it begins', () => {
    const all = { ...terms, afterReturn: 'ON_THE_DAY', afterExpiry: 'ON_THE_DAY' } as const
    expect(liableUntil('RETURNED', day('2026-11-27'), day('2027-01-01'), all)).toBe('2027-01-01')
  })

  test('takes a period of notice and a source', () => {
    const all = {
      ...terms,
      afterReturn: 'ON_THE_DAY',
      afterExpiry: 'ON_THE_DAY',
      dayCount: 'ACTUAL_MONTH',
    } as const
    const codes = (changes: object) =>
      liabilityRefusals({ ...all, source: 'Sag 1', ...changes }).map(({ code }) => code)
    expect(codes({})).toEqual([])
    expect(codes({ noticeMonths: 13 })).toEqual(['NOTICE_OUT_OF_BOUNDS'])
    expect(codes({ noticeMonths: -1, source: ' ' })).toEqual(['NOTICE_OUT_OF_BOUNDS', 'SOURCE_MISSING'])
  })

  test('months are added by the calendar', () => {
    expect(addMonths(day('2026-10-31'), 1)).toBe('2026-11-30')
    expect(addMonths(day('2026-12-15'), 1)).toBe('2027-01-15')
    expect(firstOfMonthFrom(day('2026-12-02'))).toBe('2027-01-01')
  })
})

describe('What a household says', () => {
  const entry = { declineReason: null, consequence: null, parkedUntil: null } as const
  const today = day('2026-11-30')

  test('is a yes by itself, or a no with a reason and perhaps what follows', () => {
    expect(answerOf({ ...entry, answer: 'ACCEPTED' }, today)).toEqual({ answer: 'ACCEPTED' })
    expect(answerOf({ ...entry, answer: 'DECLINED', declineReason: 'SIZE' }, today)).toEqual({
      ...{ answer: 'DECLINED', reason: 'SIZE', consequence: null },
    })
    const parked = { consequence: 'PARKED', parkedUntil: day('2026-12-01') } as const
    expect(answerOf({ answer: 'DECLINED', declineReason: 'SIZE', ...parked }, today)).toMatchObject({
      consequence: { kind: 'PARKED', until: '2026-12-01' },
    })
  })

  test.each([
    ['PARKED', null, 'PARKED_UNTIL_MISSING'],
    ['PARKED', '2026-11-30', 'PARKED_UNTIL_OVER'],
    ['REASSESS', '2026-12-30', 'PARKED_UNTIL_NOT_MEANT'],
    [null, '2026-12-30', 'PARKED_UNTIL_NOT_MEANT'],
  ] as const)('has the consequence %s until %s, refused with %s', (kind, until, code) => {
    expect(consequenceOf(kind, until as LocalDate | null, today)).toMatchObject({ code })
  })
})

test('each side’s reasons are told apart, and a code of VERA is given only with its source', () => {
  const keys = REASON_CODES.map(({ side, code }) => `${side} ${code}`)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { veraCode, veraSource } of REASON_CODES) {
    expect(veraSource).toMatch(/^VERA, referentiedata AANBIEDINGDETAILSTATUS: /)
    expect(veraSource.includes('no code')).toBe(veraCode === null)
  }
  const rent = REASON_CODES.find(({ side, code }) => side === 'HOUSEHOLD' && code === 'RENT_TOO_HIGH')
  expect(rent).toMatchObject({ veraCode: 'HUU' })
})

describe('A tenancy', () => {
  const entry = {
    ...{ part: '', from: day('2026-12-01'), until: null, allocated: true, transitional: false },
    ...{ leaseSignedOn: null, rentOere: 0n },
  }
  test.each([
    [{}, []],
    [{ part: 'x'.repeat(41) }, ['PART_TOO_LONG']],
    [{ until: '2026-12-01' }, ['PERIOD_EMPTY']],
    [{ transitional: true, allocated: false }, ['TRANSITIONAL_NOT_ALLOCATED']],
    [{ rentOere: -1n }, ['AMOUNT_NEGATIVE']],
  ])('with %o is refused with %j', (changes, codes) => {
    expect(tenancyRefusals({ ...entry, ...(changes as object) }).map(({ code }) => code)).toEqual(codes)
  })

  test.each([
    [null, false, '2026-12-02', undefined],
    [null, false, '2026-12-01', 'END_OUTSIDE_PERIOD'],
    ['2027-01-01', false, '2027-01-02', 'END_OUTSIDE_PERIOD'],
    ['2027-01-01', false, '2027-01-01', undefined],
    ['2027-01-01', true, '2026-12-31', 'TENANCY_ENDED'],
  ] as const)('that holds until %s (ended: %s) ends on %s: %s', (until, ended, end, code) => {
    const tenancy = { from: day('2026-12-01'), until: until as LocalDate | null, ended }
    expect(endingRefusal(tenancy, day(end))?.code).toBe(code)
  })
})
