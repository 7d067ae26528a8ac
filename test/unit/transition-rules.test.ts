import { SUPPORT_METHODS } from '../../src/households/index.ts'
import { addMonths, type LocalDate } from '../../src/kernel/period.ts'
import { ARREARS_RESPONSES, ARREARS_STEPS } from '../../src/transitions/arrears.ts'
import { type EventKind, eventFacts } from '../../src/transitions/event.ts'
import { REVIEW_OUTCOMES } from '../../src/transitions/payment-review.ts'
import { DISCHARGE_CONDITIONS, STAY_KINDS, STAY_OUTCOMES } from '../../src/transitions/stay.ts'
import { maximumOf, termsRefusals } from '../../src/transitions/terms.rules.ts'
import { mayFollow, NEXT_STATES, type NextState, stateOn } from '../../src/transitions/transition.rules.ts'
import {
  PHASES,
  type TermsRecord,
  TRANSITION_ENDINGS,
  TRANSITION_STATES,
  type TransitionFacts,
  type TransitionState,
} from '../../src/transitions/transition.ts'

const day = (text: string) => text as LocalDate
const step = <From extends TransitionState>(from: From, to: NextState<From>) => mayFollow(from, to)

const LEASE: TransitionFacts = {
  ...{ disposedOn: day('2026-11-01'), allocatedOn: day('2026-11-10'), signedOn: day('2026-11-20') },
  ...{ from: day('2026-12-01'), periodUntil: day('2031-12-01'), ending: null, endedOn: null },
}

describe('A step of a transition', () => {
  test('that is legal compiles, and is one at run time', () => {
    expect(step('AT_DISPOSAL', 'ALLOCATED')).toBe(true)
    expect(step('ALLOCATED', 'AT_DISPOSAL')).toBe(true)
    expect(step('IN_PERIOD', 'ORDINARY_TERMS')).toBe(true)
    expect(step('IN_PERIOD', 'TERMINATED_AT_REQUEST')).toBe(true)
  })

  test('that is not legal does not compile, and is none at run time', () => {
    // @ts-expect-error No way leads back into the days on which a lease derogates.
    expect(step('ORDINARY_TERMS', 'IN_PERIOD')).toBe(false)
    // @ts-expect-error On ordinary terms the municipality asks for no termination.
    expect(step('ORDINARY_TERMS', 'TERMINATED_AT_REQUEST')).toBe(false)
    // @ts-expect-error Nobody lives in a dwelling that is at disposal.
    expect(step('AT_DISPOSAL', 'IN_PERIOD')).toBe(false)
    // @ts-expect-error A dwelling that is let is not given up.
    expect(step('IN_PERIOD', 'GIVEN_UP')).toBe(false)
    // @ts-expect-error What has ended has ended.
    expect(step('EVICTED', 'AT_DISPOSAL')).toBe(false)
  })

  test('leads out of every state but the last ones, and into each but the first', () => {
    const into = new Set<TransitionState>(TRANSITION_STATES.flatMap((from) => [...NEXT_STATES[from]]))
    expect([...into].sort()).toEqual([...TRANSITION_STATES].sort())
    for (const last of ['ORDINARY_TERMS', ...TRANSITION_ENDINGS] as const)
      expect(NEXT_STATES[last]).toEqual([])
    expect(TRANSITION_STATES.map((state) => PHASES[state])).toEqual([1, 2, 3, 4, 5, ...Array(10).fill(5)])
  })
})

describe('Where a transition stands', () => {
  test.each([
    ['2026-10-31', null],
    ['2026-11-01', 'AT_DISPOSAL'],
    ['2026-11-09', 'AT_DISPOSAL'],
    ['2026-11-10', 'ALLOCATED'],
    ['2026-11-20', 'LEASE_SIGNED'],
    ['2026-11-30', 'LEASE_SIGNED'],
    ['2026-12-01', 'IN_PERIOD'],
    ['2031-11-30', 'IN_PERIOD'],
    ['2031-12-01', 'ORDINARY_TERMS'],
  ])('on %s is %s', (on, state) => expect(stateOn(LEASE, day(on))).toBe(state))

  test.each([
    ['before the period is over, is how it ended from that day on', '2028-05-01', '2028-04-30', 'IN_PERIOD'],
    ['before the period is over, is how it ended from that day on', '2028-05-01', '2028-05-01', 'MOVED_OUT'],
    ['on the first day on ordinary terms, is how it ended', '2031-12-01', '2031-12-01', 'MOVED_OUT'],
    ['later, remains ordinary terms', '2032-01-01', '2032-06-01', 'ORDINARY_TERMS'],
  ])('once the tenancy has ended %s', (_, ended, on, state) => {
    const over: TransitionFacts = { ...LEASE, ending: 'MOVED_OUT', endedOn: day(ended) }
    expect(stateOn(over, day(on))).toBe(state)
  })
})

describe('The length of the derogations is chosen by the lease', () => {
  const terms = (changes: Partial<TermsRecord>): TermsRecord => ({
    ...{ transitionId: '', regime: 'FIVE_YEARS', trialId: null, signedOn: null },
    ...{ until: day('2028-03-01'), derogations: ['SECTION_85'], source: 'Lejeaftalen' },
    ...changes,
  })
  const trial = {
    ...{ signedFrom: day('2021-01-01'), signedUntil: day('2023-01-01') },
    ...{ monthsMax: 84, law: 'lov om frikommuneforsøg' },
  }

  test.each([
    ['TWO_YEARS', '2022-06-01', 24],
    ['FIVE_YEARS', '2023-05-11', null],
    ['FIVE_YEARS', '2023-05-12', 60],
    ['TWO_YEARS', '2024-01-01', 24],
    ['TRIAL', '2020-12-31', null],
    ['TRIAL', '2021-01-01', 84],
    ['TRIAL', '2022-12-31', 84],
    ['TRIAL', '2023-01-01', null],
  ] as const)('%s for one signed on %s: %s months', (regime, signedOn, months) => {
    expect(maximumOf(terms({ regime }), day(signedOn), trial)?.monthsMax ?? null).toBe(months)
  })

  const lease = (from: string, monthsMax = 60) => ({
    ...{ from: day(from), signedOn: day(from), trial: null },
    approval: { derogations: ['SECTION_85', 'SECTION_88'] as const, monthsMax },
  })
  const codes = (record: Partial<TermsRecord>, from: string, monthsMax = 60) =>
    termsRefusals(terms(record), lease(from, monthsMax)).map(({ code }) => code)

  test.each([
    // Twenty-four and sixty months from the day; a month without that day ends with its last.
    ['TWO_YEARS', '2024-02-29', '2026-02-28'],
    ['FIVE_YEARS', '2024-02-29', '2029-02-28'],
    ['FIVE_YEARS', '2023-08-31', '2028-08-31'],
    ['FIVE_YEARS', '2023-12-31', '2028-12-31'],
    ['FIVE_YEARS', '2027-02-28', '2032-02-28'],
  ] as const)('%s from %s lasts until %s and no day longer', (regime, from, until) => {
    expect(codes({ regime, until: day(until) }, from)).toEqual([])
    const [year, month, date] = until.split('-').map(Number) as [number, number, number]
    const after = new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10)
    expect(codes({ regime, until: day(after) }, from)).toContain('PERIOD_OVER_MAXIMUM')
  })

  test('and may be shorter, never longer than the municipality approved, never without a day', () => {
    expect(codes({ until: addMonths(day('2026-12-01'), 1) }, '2026-12-01')).toEqual([])
    expect(codes({ until: day('2028-12-02') }, '2026-12-01', 24)).toEqual(['PERIOD_OVER_APPROVAL'])
    expect(codes({ until: day('2026-12-01') }, '2026-12-01')).toEqual(['PERIOD_EMPTY'])
  })

  test('and derogates from what was approved and nothing else', () => {
    expect(codes({ derogations: ['CHAPTER_12'] }, '2026-12-01')).toEqual(['DEROGATION_NOT_APPROVED'])
    expect(codes({ derogations: [] }, '2026-12-01')).toEqual(['DEROGATIONS_EMPTY'])
  })
})

describe('A timeline has words in two languages', () => {
  test.each<[EventKind, readonly string[]]>([
    ['STAY', STAY_KINDS],
    ['DISCHARGED', STAY_OUTCOMES],
    ['CONDITION_MET', DISCHARGE_CONDITIONS],
    ['CONDITION_DUE', DISCHARGE_CONDITIONS],
    ['SUPPORT', SUPPORT_METHODS],
    ['REVIEW_HELD', REVIEW_OUTCOMES],
    ['ARREARS', ARREARS_STEPS],
    ['ARREARS_RESPONSE', ARREARS_RESPONSES],
    ['ENDED', TRANSITION_ENDINGS],
  ])('for every %s', (kind, codes) => {
    expect(Object.keys(eventFacts(kind).details ?? {}).sort()).toEqual([...codes].sort())
  })
})
