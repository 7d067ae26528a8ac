import { fraction } from '../../src/kernel/fraction.ts'
import { parseKroner } from '../../src/kernel/money.ts'
import { factorOf, indexed, rounded, twelfth } from '../../src/subsidies/amount.rules.ts'
import { findingsOf, RULES } from '../../src/subsidies/audit.rules.ts'
import { type CommitmentProposal, commitmentRefusals } from '../../src/subsidies/commitment.rules.ts'
import { INSTRUMENT_FACTS, type Instrument } from '../../src/subsidies/instrument.ts'
import { lateFrom, monthCount } from '../../src/subsidies/month.rules.ts'
import { refundOf } from '../../src/subsidies/refund.rules.ts'
import type { StatedContent } from '../../src/subsidies/statement.ts'
import {
  type AuditFacts,
  type CommitmentFacts,
  FINDING_CODES,
  type FindingCode,
  type PaymentFacts,
  type OtherCommitmentFacts,
  type StatementFacts,
} from '../../src/subsidies/subsidy-audit.ts'
import {
  auditFacts,
  commitmentFacts,
  day,
  frameFacts,
  kr,
  months,
  payment,
  periodFacts,
  proposal,
  tenancyFacts,
  tenantFacts,
  termFacts,
} from '../support/subsidy-facts.ts'

/** One row per clause and boundary day: what, the law it rests on, the facts, what is expected. */

const refused = (instrument: Instrument, changes: Partial<CommitmentProposal>) =>
  commitmentRefusals(RULES[instrument].commitment, INSTRUMENT_FACTS[instrument].law, proposal(changes)).map(
    ({ code }) => code,
  )

describe('A commitment by almenboligloven § 98 f', () => {
  const wider = termFacts({ from: day('2023-07-01'), rentBeforeMax: kr(6500) })
  test.each<[string, Partial<CommitmentProposal>, string[]]>([
    ['the day before the window', { committedOn: day('2022-06-30') }, ['COMMITMENT_OUTSIDE_WINDOW']],
    ['on its first day', { committedOn: day('2022-07-01') }, []],
    ['on its last day', { committedOn: day('2023-12-31') }, []],
    ['the day after', { committedOn: day('2024-01-01') }, ['COMMITMENT_OUTSIDE_WINDOW']],
    [
      'on the last day before the frame lapses',
      { committedOn: day('2025-12-31'), window: { from: day('2022-07-01'), until: day('2027-01-01') } },
      [],
    ],
    [
      'on the day it lapses',
      { committedOn: day('2026-01-01'), window: { from: day('2022-07-01'), until: day('2027-01-01') } },
      ['FRAME_LAPSED'],
    ],
    ['a rent of 4,499.99 kr.', { rentBefore: kr(4499.99) }, ['RENT_OUTSIDE_INTERVAL']],
    ['a rent of 4,500 kr.', { rentBefore: kr(4500) }, []],
    ['a rent of 5,000 kr.', { rentBefore: kr(5000) }, []],
    ['a rent of 5,000.01 kr.', { rentBefore: kr(5000.01) }, ['RENT_OUTSIDE_INTERVAL']],
    [
      'a rent of 6,500 kr. where the terms of the day reach so far',
      { rentBefore: kr(6500), term: wider },
      [],
    ],
    ['a rent that nobody knows', { rentBefore: null }, ['RENT_OUTSIDE_INTERVAL']],
    ['a youth dwelling', { dwellingType: 'YOUTH' }, ['DWELLING_TYPE_WRONG']],
    ['terms that nobody has recorded', { term: null }, ['TERM_MISSING']],
    ['72 months', { from: day('2022-08-15'), until: day('2028-08-15') }, []],
    ['a day more', { from: day('2022-08-15'), until: day('2028-08-16') }, ['PERIOD_TOO_LONG']],
    ['no end', { until: null }, ['PERIOD_TOO_LONG']],
  ])('%s', (_, changes, codes) => {
    expect(refused('SECTION_98_F', changes)).toEqual(codes)
  })
})

describe('A commitment by almenboligloven § 98 e', () => {
  const window = { from: day('2022-07-01'), until: day('2028-01-01') }
  test.each<[string, Partial<CommitmentProposal>, string[]]>([
    ['on 31 December 2027', { committedOn: day('2027-12-31'), window, lapsesOn: window.until }, []],
    [
      'on 1 January 2028',
      { committedOn: day('2028-01-01'), window, lapsesOn: window.until },
      ['COMMITMENT_OUTSIDE_WINDOW', 'FRAME_LAPSED'],
    ],
    ['an elderly dwelling', { dwellingType: 'ELDERLY' }, ['DWELLING_TYPE_WRONG']],
    ['no rent before, for it is new', { rentBefore: null }, []],
  ])('%s', (_, changes, codes) => {
    expect(refused('SECTION_98_E', changes)).toEqual(codes)
  })
})

test('a commitment by § 91 a stk. 5 asks for no type and no interval, but for a window and terms', () => {
  expect(
    refused('SECTION_91_A_5', {
      dwellingType: 'ELDERLY',
      rentBefore: null,
      until: null,
      term: termFacts({ monthsMax: null }),
    }),
  ).toEqual([])
  expect(refused('SECTION_91_A_5', { committedOn: day('2022-06-30'), term: null })).toEqual([
    'COMMITMENT_OUTSIDE_WINDOW',
    'TERM_MISSING',
  ])
})

test('each instrument says what its terms cannot leave open', () => {
  expect(
    Object.fromEntries(Object.entries(RULES).map(([name, { termRequires }]) => [name, termRequires])),
  ).toEqual({
    SECTION_98_F: ['rentBeforeMin', 'rentBeforeMax', 'monthsMax'],
    SECTION_98_E: ['rentAfterMax'],
    SECTION_163_A: ['monthDays', 'monthsMax'],
    SECTION_91_A_5: [],
    MUNICIPAL_2026: [],
  })
})

describe('The refund by serviceloven § 163 a', () => {
  const inputs = {
    rent: kr(5800),
    otherPayments: kr(600),
    housingBenefit: kr(1000),
    adults: 1n,
    placeDayRate: kr(93),
  }
  const rules = { monthDays: 'THIRTY', rounding: 'OERE' } as const
  test.each<[string, Partial<typeof inputs>, string, object, number]>([
    ['5,800 + 600 − 1,000 − 93 × 30', {}, '2024-01-01', {}, 2610],
    ['two adults: half of the costs, all of the place', { adults: 2n }, '2024-01-01', {}, 0],
    ['two adults in a dear dwelling', { adults: 2n, rent: kr(9000) }, '2024-01-01', {}, 1510],
    ['three adults: a third, to the øre', { adults: 3n, placeDayRate: 0n }, '2024-01-01', {}, 1800],
    ['a result below zero is zero', { rent: kr(1000) }, '2024-01-01', {}, 0],
    ['a result of exactly zero', { rent: kr(3190) }, '2024-01-01', {}, 0],
    ['an øre above zero', { rent: kr(3190.01) }, '2024-01-01', {}, 0.01],
    ['calendar days of January', {}, '2024-01-01', { monthDays: 'CALENDAR' }, 2517],
    ['calendar days of a leap February', {}, '2024-02-01', { monthDays: 'CALENDAR' }, 2703],
    ['calendar days of another February', {}, '2023-02-01', { monthDays: 'CALENDAR' }, 2796],
    ['no leap day in 2100', {}, '2100-02-01', { monthDays: 'CALENDAR' }, 2796],
    ['a twelfth of 366 days', {}, '2024-01-01', { monthDays: 'YEAR_TWELFTH' }, 2563.5],
    ['a twelfth of 365 days', {}, '2023-01-01', { monthDays: 'YEAR_TWELFTH' }, 2571.25],
    [
      'to the nearest krone',
      {},
      '2024-01-01',
      { monthDays: 'YEAR_TWELFTH', rounding: 'KRONE_NEAREST' },
      2564,
    ],
    ['down to a krone', {}, '2024-01-01', { monthDays: 'YEAR_TWELFTH', rounding: 'KRONE_DOWN' }, 2563],
    ['up to a krone', {}, '2023-01-01', { monthDays: 'YEAR_TWELFTH', rounding: 'KRONE_UP' }, 2572],
  ])('%s', (_, changes, month, more, expected) => {
    expect(refundOf({ ...inputs, ...changes }, month, { ...rules, ...more }).amount).toBe(kr(expected))
  })
})

describe('Figures of the documents', () => {
  test('15,000 kr. a year is 1,250 kr. a month, and 16,965 kr. is 1,413.75 kr.', () => {
    expect(twelfth(kr(15_000), 'OERE')).toBe(kr(1250))
    expect(twelfth(kr(16_965), 'OERE')).toBe(kr(1413.75))
  })

  test('the factor from the one to the other is 1.131, exact', () => {
    expect(indexed(kr(1250), factorOf('1.131') ?? fraction(1n), 'OERE')).toBe(kr(1413.75))
  })

  test.each([
    ['0', null],
    ['1', [1n, 1n]],
    ['0.000001', [1n, 1_000_000n]],
    ['1.1234567', null],
    ['-1', null],
    ['1,131', null],
  ])('%s as a factor', (text, expected) => {
    const factor = factorOf(text)
    expect(factor === null ? null : [factor.numerator, factor.denominator]).toEqual(expected)
  })

  test('a half øre goes up', () => {
    expect([fraction(5n, 2n), fraction(7n, 2n)].map((amount) => rounded(amount, 'OERE'))).toEqual([3n, 4n])
    expect(parseKroner('2610.00')).toBe(kr(2610))
  })
})

test.each([
  ['2022-01-15', '2022-03-15', 2],
  ['2022-01-15', '2022-03-16', 3],
  ['2022-01-31', '2022-02-28', 1],
  ['2024-02-29', '2025-02-28', 12],
  ['2024-02-29', '2025-03-01', 13],
])('from %s until %s are %i begun months', (from, until, count) => {
  expect(monthCount(day(from), day(until))).toBe(count)
})

test.each([
  ['MONTHLY_IN_ADVANCE', '2022-12-01', '2023-01-01'],
  ['MONTHLY_IN_ARREARS', '2022-12-01', '2023-02-01'],
  ['QUARTERLY_IN_ARREARS', '2022-10-01', '2023-02-01'],
  ['QUARTERLY_IN_ARREARS', '2022-12-01', '2023-02-01'],
  ['QUARTERLY_IN_ARREARS', '2023-01-01', '2023-05-01'],
  ['YEARLY_IN_ARREARS', '2022-01-01', '2023-02-01'],
  ['ONCE', '2022-01-01', null],
] as const)('by %s the month of %s is late from %s', (calendar, month, late) => {
  expect(lateFrom(day(month), calendar)).toBe(late)
})

const codesOf = (facts: AuditFacts) => findingsOf(facts).map(({ code }) => code)
/** The finding with this code among the facts' findings. */
const found = (facts: AuditFacts, code: FindingCode) => {
  const finding = findingsOf(facts).find((one) => one.code === code)
  return finding === undefined ? null : { months: finding.months, atStake: finding.atStake }
}
const with98f = (changes: Parameters<typeof commitmentFacts>[0], more: Partial<AuditFacts> = {}) =>
  auditFacts({ commitments: [commitmentFacts(changes)], ...more })
const one = (changes: Parameters<typeof periodFacts>[0]) => ({ periods: [periodFacts(changes)] })

describe('The audit', () => {
  test('finds nothing wrong with what is right', () => {
    expect(codesOf(auditFacts())).toEqual([])
    expect(codesOf(REFUND)).toEqual([])
    expect(codesOf(ONE_OFF)).toEqual([])
  })

  const REFUND = auditFacts({
    instrument: 'SECTION_163_A',
    period: { from: day('2024-01-01'), until: day('2025-01-01') },
    terms: [termFacts({ monthsMax: 60 })],
    rates: [{ kind: 'SECTION_110_DAY', from: day('2021-01-01'), until: null, amount: kr(93) }],
    tenancies: [tenancyFacts({ transitional: true, from: day('2024-01-01') })],
    commitments: [],
    tenantSubsidies: [tenantFacts()],
  })
  const ONE_OFF = auditFacts({
    instrument: 'SECTION_98_E',
    terms: [termFacts({ rentAfterMax: kr(3500) })],
    rates: [{ kind: 'ONE_OFF_PER_DWELLING', from: day('2022-01-01'), until: null, amount: kr(452_408) }],
    commitments: [
      commitmentFacts({
        granted: kr(452_408),
        payments: [payment('2022-08-01', { amount: kr(452_408) })],
        periods: [periodFacts({ tenancyId: null, monthly: 0n, months: months('2022-08-01', 5, 0n) })],
      }),
    ],
  })
  const tenant = (changes: Parameters<typeof tenantFacts>[0], more: Partial<AuditFacts> = {}) => ({
    ...REFUND,
    tenantSubsidies: [tenantFacts(changes)],
    ...more,
  })
  const ofDwelling = (changes: Parameters<typeof commitmentFacts>[0]) => ({
    ...ONE_OFF,
    commitments: ONE_OFF.commitments.map((base) => ({ ...base, ...changes })),
  })

  /** A commitment in the books as T-1, and what the fund states of it. */
  const stated = (content: StatedContent, changes: Partial<StatementFacts> = {}) =>
    with98f(
      { reference: 'T-1' },
      {
        statements: [
          {
            ...{ id: 'statement', recordedFrom: commitmentFacts().recordedFrom },
            ...{ side: 'FUND', kind: 'COMMITMENT', reference: 'T-1', keeps: false, withdrawn: false },
            ...{ content, ...changes },
          },
        ],
      },
    )

  /** Each code with facts that it is found in, and facts at its border that it is not found in. */
  const CASES: Readonly<
    Record<FindingCode, [AuditFacts, AuditFacts, { months?: string[]; atStake: number }]>
  > = {
    FRAME_EXCEEDED: [
      auditFacts({
        commitments: [commitmentFacts(), commitmentFacts({ id: 'b' }), commitmentFacts({ id: 'c' })],
      }),
      auditFacts({ commitments: [commitmentFacts(), commitmentFacts({ id: 'b' })] }),
      { atStake: 90_000 },
    ],
    COMMITMENT_OUTSIDE_WINDOW: [
      with98f({}, { frames: [frameFacts({ windowFrom: day('2022-07-02') })] }),
      with98f({}, { frames: [frameFacts({ windowUntil: day('2022-07-02') })] }),
      { atStake: 90_000 },
    ],
    FRAME_LAPSED: [
      with98f({}, { frames: [frameFacts({ lapsesOn: day('2022-07-01') })] }),
      with98f({}, { frames: [frameFacts({ lapsesOn: day('2022-07-02') })] }),
      { atStake: 90_000 },
    ],
    TERM_MISSING: [
      with98f({}, { terms: [termFacts({ from: day('2022-07-02') })] }),
      with98f({}, { terms: [termFacts({ until: day('2022-07-02') })] }),
      { atStake: 90_000 },
    ],
    DWELLING_TYPE_WRONG: [with98f({ dwellingType: 'YOUTH' }), with98f({}), { atStake: 90_000 }],
    RENT_OUTSIDE_INTERVAL: [
      with98f({ rentBefore: kr(5000.01) }),
      with98f({ rentBefore: kr(5000) }),
      { atStake: 90_000 },
    ],
    RENT_ABOVE_CAP: [
      ofDwelling({
        periods: [periodFacts({ tenancyId: null, monthly: 0n, rentAfter: kr(3500.01), months: [] })],
      }),
      ofDwelling({
        periods: [periodFacts({ tenancyId: null, monthly: 0n, rentAfter: kr(3500), months: [] })],
      }),
      { atStake: 452_408 },
    ],
    ALLOCATION_MISSING: [
      with98f({}, { tenancies: [tenancyFacts({ allocated: false })] }),
      with98f({}),
      { atStake: 90_000 },
    ],
    ALLOCATION_UNPROVEN: [
      with98f({}, { tenancies: [tenancyFacts({ decision: null })] }),
      with98f({}),
      { atStake: 0 },
    ],
    ALLOCATION_DAY_DIFFERS: [
      with98f({ allocationDecidedOn: day('2022-06-21') }),
      with98f({ allocationDecidedOn: null }),
      { atStake: 0 },
    ],
    TARGET_GROUP_MISSING: [
      with98f({ targetGroupBasis: ['ACUTE_HOUSING_NEED'] }),
      with98f({}),
      { atStake: 90_000 },
    ],
    PLAN_MISSING: [
      with98f({}, { conditions: auditFacts().conditions.slice(1) }),
      with98f({}),
      { atStake: 90_000 },
    ],
    AGREEMENT_MISSING: [
      with98f({}, { conditions: auditFacts().conditions.slice(0, 1) }),
      with98f(
        {},
        {
          conditions: auditFacts().conditions.slice(0, 1),
          agreements: [
            { organisationIds: ['organisation'], from: day('2022-07-01'), until: day('2022-07-02') },
          ],
        },
      ),
      { atStake: 90_000 },
    ],
    GRANT_NOT_RATE: [
      ofDwelling({ granted: kr(455_105) }),
      ofDwelling({ granted: kr(452_408) }),
      { atStake: 2697 },
    ],
    COMMITMENT_EXCEEDED: [with98f({ granted: kr(6249) }), with98f({ granted: kr(6250) }), { atStake: 1 }],
    OVER_LONG: [
      with98f({}, { terms: [termFacts({ monthsMax: 4 })] }),
      with98f({}, { terms: [termFacts({ monthsMax: 5 })] }),
      { months: ['2022-12-01'], atStake: 1250 },
    ],
    CONTINUED_AFTER_TENANCY: [
      with98f({
        periods: [
          periodFacts(),
          periodFacts({
            id: 'later',
            from: day('2023-01-01'),
            tenancyId: 'next',
            months: months('2023-01-01', 2),
          }),
        ],
      }),
      with98f(
        {
          periods: [
            periodFacts(),
            periodFacts({ id: 'later', from: day('2023-01-01'), tenancyId: 'next', months: [] }),
          ],
        },
        { terms: [termFacts({ endRule: 'WITH_COMMITMENT' })] },
      ),
      { months: ['2023-01-01', '2023-02-01'], atStake: 2500 },
    ],
    AMOUNT_NOT_RENT_DIFFERENCE: [
      with98f(one({ rentAfter: kr(3600) }), { tenancies: [tenancyFacts({ rent: kr(3600) })] }),
      with98f({}),
      { months: ['2022-08-01', '2022-09-01', '2022-10-01', '2022-11-01', '2022-12-01'], atStake: 500 },
    ],
    RENT_CHARGED_DIFFERS: [
      with98f({}, { tenancies: [tenancyFacts({ rent: kr(3500.01) })] }),
      with98f({}),
      { atStake: 0.05 },
    ],
    RATE_NOT_IN_FORCE: [
      with98f(one({ until: day('2023-02-01'), months: months('2022-12-01', 2) }), {}),
      with98f(one({ months: months('2022-12-01', 1) })),
      { months: ['2023-01-01'], atStake: 1250 },
    ],
    INDEX_WRONG: [
      with98f(one({ indexFactor: '1.131000' })),
      with98f(one({ base: kr(1000), indexFactor: '1.250000' })),
      { atStake: 818.75 },
    ],
    GAP: [
      with98f({ until: day('2023-03-01') }),
      with98f({ until: day('2023-01-31') }),
      { months: ['2023-01-01', '2023-02-01'], atStake: 0 },
    ],
    DUE_TWICE: [
      with98f({ periods: [periodFacts(), periodFacts({ id: 'b', months: months('2022-12-01', 1) })] }),
      with98f({
        periods: [periodFacts(), periodFacts({ id: 'b', months: months('2022-12-01', 1, kr(600)) })],
      }),
      { months: ['2022-12-01'], atStake: 1250 },
    ],
    DOUBLE_MONTH: [
      with98f({ payments: [payment('2022-08-01'), payment('2022-08-01', { id: 'twice' })] }),
      with98f({
        payments: [
          payment('2022-08-01'),
          payment('2022-08-01', { id: 'b' }),
          payment('2022-08-01', { id: 'c', amount: kr(-1250) }),
        ],
      }),
      { months: ['2022-08-01'], atStake: 1250 },
    ],
    PAID_AFTER_MOVE_OUT: [
      with98f(
        {
          ...one({ until: day('2022-12-01'), months: months('2022-08-01', 4) }),
          payments: [payment('2022-12-01')],
        },
        { tenancies: [tenancyFacts({ until: day('2022-12-01') })] },
      ),
      with98f(
        { payments: [payment('2022-12-01')] },
        { tenancies: [tenancyFacts({ until: day('2022-12-02') })] },
      ),
      { months: ['2022-12-01'], atStake: 1250 },
    ],
    MONTH_WITHOUT_TENANCY: [
      with98f({ payments: [payment('2022-07-01')] }),
      with98f(
        { payments: [payment('2022-07-01')] },
        {
          tenancies: [
            tenancyFacts(),
            tenancyFacts({ id: 'earlier', from: day('2020-01-01'), until: day('2022-07-02') }),
          ],
        },
      ),
      { months: ['2022-07-01'], atStake: 1250 },
    ],
    PAID_TOO_MUCH: [
      with98f({ payments: [payment('2022-08-01', { amount: kr(1250.01) })] }),
      with98f({}),
      { months: ['2022-08-01'], atStake: 0.01 },
    ],
    PAID_TOO_LITTLE: [
      with98f({ payments: [] }, { knownOn: day('2022-11-01') }),
      with98f({ payments: [] }, { knownOn: day('2022-09-30') }),
      { months: ['2022-08-01', '2022-09-01'], atStake: 2500 },
    ],
    STATE_SUBSIDIES_OVERLAP: [
      with98f({ otherStatePayments: [payment('2022-08-01', { id: 'other', amount: kr(900) })] }),
      with98f({ otherStatePayments: [payment('2022-07-01', { id: 'other' })] }),
      { months: ['2022-08-01'], atStake: 900 },
    ],
    HOUSING_BENEFIT_NOT_APPLIED_FOR: [
      tenant({ housingBenefitAppliedOn: day('2024-02-01') }),
      tenant({ housingBenefitAppliedOn: day('2024-01-31') }),
      { months: ['2024-01-01'], atStake: 2610 },
    ],
    INPUT_MISSING: [
      tenant({ inputs: tenantFacts().inputs.slice(1) }),
      tenant({}),
      { months: ['2024-01-01'], atStake: 2610 },
    ],
    CALCULATION_STALE: [
      tenant({ calculations: tenantFacts().calculations.map((one) => ({ ...one, amount: kr(2600) })) }),
      tenant({}),
      { months: ['2024-01-01'], atStake: 10 },
    ],
    PLACE_RATE_NOT_IN_FORCE: [
      tenant(
        {},
        { rates: [{ kind: 'SECTION_110_DAY', from: day('2024-01-01'), until: null, amount: kr(94) }] },
      ),
      tenant(
        {},
        {
          rates: [
            { kind: 'SECTION_110_DAY', from: day('2024-01-01'), until: day('2024-01-02'), amount: kr(93) },
          ],
        },
      ),
      { months: ['2024-01-01'], atStake: 2610 },
    ],
    TENANCY_NOT_TRANSITIONAL: [
      tenant({}, { tenancies: [tenancyFacts({ from: day('2024-01-01') })] }),
      tenant({}),
      { months: ['2024-01-01'], atStake: 2610 },
    ],
    STATEMENT_DIFFERS: [
      stated({ granted: '8900000' }),
      stated({ granted: '9000000', dwelling: '12345678/1/17' }),
      { atStake: 1000 },
    ],
    STATEMENT_NOT_IN_BOOKS: [
      stated({ granted: '9000000' }, { reference: 'T-2' }),
      stated({ granted: '9000000' }),
      { atStake: 90_000 },
    ],
    STATEMENT_WITHDRAWN: [
      stated({ granted: '9000000' }, { withdrawn: true, keeps: true }),
      stated({ granted: '9000000' }, { withdrawn: true }),
      { atStake: 90_000 },
    ],
  }

  test.each(FINDING_CODES)('%s is found, with its months and its money, and not at its border', (code) => {
    const [wrong, right, expected] = CASES[code]
    const finding = found(wrong, code)
    expect(finding?.atStake).toBe(kr(expected.atStake))
    if (expected.months !== undefined) expect(finding?.months).toEqual(expected.months)
    expect(found(right, code)).toBeNull()
  })

  test.each([
    ['2023-12-31', 452_408, []],
    ['2023-12-31', 455_105, ['GRANT_NOT_RATE']],
    ['2024-01-01', 452_408, ['GRANT_NOT_RATE']],
    ['2024-01-01', 455_105, []],
  ])(
    'of the one-off subsidy goes by the rate of the day: on %s for %i kr. it finds %j',
    (committedOn, kroner, codes) => {
      const facts = ofDwelling({
        committedOn: day(committedOn),
        granted: kr(kroner),
        payments: [payment('2024-02-01', { amount: kr(kroner) })],
      })
      const rates = [
        {
          kind: 'ONE_OFF_PER_DWELLING',
          from: day('2023-01-01'),
          until: day('2024-01-01'),
          amount: kr(452_408),
        },
        { kind: 'ONE_OFF_PER_DWELLING', from: day('2024-01-01'), until: null, amount: kr(455_105) },
      ] as const
      const own = codesOf({ ...facts, rates: [...rates] }).filter((code) => code === 'GRANT_NOT_RATE')
      expect(own).toEqual(codes)
    },
  )

  test('counts no krone of a month twice', () => {
    const facts = with98f({
      payments: ['2022-07-01', '2022-08-01', '2022-08-01'].map((month, at) =>
        payment(month, { id: `${at}` }),
      ),
    })
    const paid = findingsOf(facts).filter(({ code }) =>
      ['DOUBLE_MONTH', 'MONTH_WITHOUT_TENANCY', 'PAID_TOO_MUCH', 'PAID_AFTER_MOVE_OUT'].includes(code),
    )
    expect(paid.map(({ code, atStake }) => [code, atStake])).toEqual([
      ['MONTH_WITHOUT_TENANCY', kr(1250)],
      ['DOUBLE_MONTH', kr(1250)],
    ])
  })

  describe('of two subsidies of the state for one dwelling', () => {
    const other = (changes: Partial<OtherCommitmentFacts>): OtherCommitmentFacts => ({
      ...{ id: 'other', recordedFrom: commitmentFacts().recordedFrom, instrument: 'SECTION_98_E' },
      ...{ from: day('2022-11-10'), until: null, granted: kr(452_408), periods: [], ...changes },
    })
    const beside = (changes: Partial<OtherCommitmentFacts>, own: Partial<CommitmentFacts> = {}) =>
      found(with98f({ otherStateCommitments: [other(changes)], ...own }), 'STATE_SUBSIDIES_OVERLAP')

    test('finds the months of § 98 f in which the one-off stands, whatever month that was paid in', () => {
      expect(beside({})).toEqual({ months: ['2022-11-01', '2022-12-01'], atStake: kr(2500) })
      expect(beside({ from: day('2022-12-31') })).toEqual({ months: ['2022-12-01'], atStake: kr(1250) })
      expect(beside({ from: day('2023-01-01') })).toBeNull()
      expect(beside({ from: day('2020-01-01'), until: day('2022-08-01') })).toBeNull()
    })

    test('finds it before § 98 f has any period, and not in what was taken back', () => {
      const empty = { periods: [], payments: [], granted: kr(90_000) }
      expect(beside({}, empty)).toEqual({ months: ['2022-11-01', '2022-12-01'], atStake: kr(90_000) })
      expect(beside({}, { ...empty, withdrawn: true })).toBeNull()
    })

    test('finds it from the one-off’s side too, with the periods of the other as evidence', () => {
      const cut = { ...periodFacts(), id: 'cut', months: months('2022-08-01', 5, kr(1000)) }
      const facts = ofDwelling({
        otherStateCommitments: [
          other({ instrument: 'SECTION_98_F', from: day('2022-07-01'), periods: [cut] }),
        ],
      })
      const finding = findingsOf(facts).find(({ code }) => code === 'STATE_SUBSIDIES_OVERLAP')
      expect([finding?.months.length, finding?.atStake]).toEqual([5, kr(5000)])
      expect(finding?.evidence.map(({ type, id }) => `${type} ${id}`)).toEqual([
        ...['SubsidyCommitment other', 'SubsidyPeriod period', 'SubsidyPeriod cut'],
      ])
    })

    test('counts the same money once when both were paid for one month as well', () => {
      const paid = { otherStatePayments: [payment('2022-12-01', { id: 'one-off', amount: kr(452_408) })] }
      expect(beside({}, paid)).toEqual({ months: ['2022-11-01', '2022-12-01'], atStake: kr(2500) })
    })
  })

  describe('of the months that no period covers', () => {
    const gaps = (facts: AuditFacts) =>
      findingsOf(facts).flatMap(({ code, months }) => (code === 'GAP' ? months : []))
    const twoPeriods = (tenancyIds: readonly [string | null, string | null]) => ({
      until: day('2023-08-01'),
      periods: [
        periodFacts({ tenancyId: tenancyIds[0], until: day('2022-10-01'), months: months('2022-08-01', 2) }),
        periodFacts({
          ...{ id: 'later', tenancyId: tenancyIds[1], from: day('2023-01-01'), until: day('2023-08-01') },
          months: months('2023-01-01', 7),
        }),
      ],
    })
    const rentCut = (changes: Parameters<typeof commitmentFacts>[0], more: Partial<AuditFacts> = {}) => ({
      ...with98f(changes, more),
      instrument: 'SECTION_91_A_5' as const,
    })
    const goesOn = { terms: [termFacts({ endRule: 'WITH_COMMITMENT' })] }
    const emptyUntil = (from: string) => ({
      tenancies: [
        tenancyFacts({ until: day('2022-10-01') }),
        tenancyFacts({ id: 'next', from: day(from), until: day('2023-08-01') }),
      ],
    })

    test('by § 91 a finds those between two periods, whoever lives there', () => {
      const between = ['2022-10-01', '2022-11-01', '2022-12-01']
      expect(gaps(rentCut(twoPeriods([null, null])))).toEqual(between)
      expect(gaps(rentCut(twoPeriods([null, null]), { tenancies: [] }))).toEqual(between)
      expect(gaps(rentCut(twoPeriods([null, null]), { knownOn: day('2022-11-30') }))).toEqual(['2022-10-01'])
    })

    test('by § 91 a finds those after the last period only while the dwelling is let', () => {
      const found = (more: Partial<AuditFacts>) =>
        gaps(
          rentCut(
            { until: day('2023-04-01'), periods: [periodFacts({ tenancyId: null })] },
            { ...goesOn, ...more },
          ),
        )
      expect(found({})).toEqual(['2023-01-01', '2023-02-01', '2023-03-01'])
      expect(found({ tenancies: [tenancyFacts({ until: day('2023-02-15') })] })).toEqual(['2023-01-01'])
      expect(found({ tenancies: [] })).toEqual([])
    })

    test('finds none that is not over yet', () => {
      const known = (knownOn: string) =>
        gaps(with98f({ until: day('2023-03-01') }, { knownOn: day(knownOn) }))
      expect(known('2022-12-31')).toEqual([])
      expect(known('2023-01-31')).toEqual([])
      expect(known('2023-02-01')).toEqual(['2023-01-01'])
    })

    test('finds those in which the next tenant lived there, where the subsidy does not end with the tenancy', () => {
      const changed = twoPeriods(['tenancy', 'next'])
      expect(gaps(with98f(changed, { ...emptyUntil('2022-11-15'), ...goesOn }))).toEqual(['2022-12-01'])
      expect(gaps(with98f(changed, { ...emptyUntil('2023-01-01'), ...goesOn }))).toEqual([])
    })

    test('finds those of another tenant only where the subsidy does not end with the tenancy', () => {
      const left = { until: day('2023-02-01') }
      const moved = {
        tenancies: [
          tenancyFacts({ until: day('2023-01-01') }),
          tenancyFacts({ id: 'another', from: day('2023-01-01') }),
        ],
      }
      expect(gaps(with98f(left, moved))).toEqual([])
      expect(gaps(with98f(left, { ...moved, ...goesOn }))).toEqual(['2023-01-01'])
    })
  })

  test('looks at nothing outside its period', () => {
    const facts = with98f({ payments: [payment('2022-08-01'), payment('2022-08-01', { id: 'twice' })] })
    expect(
      found({ ...facts, period: { from: day('2022-09-01'), until: day('2024-01-01') } }, 'DOUBLE_MONTH'),
    ).toBeNull()
    expect(
      codesOf({
        ...facts,
        commitments: facts.commitments.map((one) => ({ ...one, audited: false, payments: [] })),
      }),
    ).toEqual(['PAID_TOO_LITTLE'])
  })

  test('still finds what was paid for a commitment that was taken back', () => {
    const facts = with98f({ withdrawn: true, periods: [], payments: [payment('2022-08-01')] })
    expect(codesOf(facts)).toEqual(['PAID_TOO_MUCH'])
  })

  test('of the municipality’s subsidy of 2026 compares what was decided with what was computed', () => {
    const [decided] = tenantFacts().inputs
    const facts = (amount: number) => ({
      ...REFUND,
      instrument: 'MUNICIPAL_2026' as const,
      tenantSubsidies: [
        tenantFacts({
          granted: kr(2610),
          previousSituation: null,
          inputs:
            decided === undefined ? [] : [{ ...decided, kind: 'DECIDED_AMOUNT' as const, value: kr(amount) }],
        }),
      ],
    })
    expect(codesOf(facts(2610))).toEqual([])
    expect(codesOf(facts(2611))).toEqual(['CALCULATION_STALE'])
  })

  test('asks for a decision to allocate, or for a tenancy that one led to, and not for both', () => {
    const without = { tenancies: [tenancyFacts({ decision: null })] }
    expect(codesOf(with98f({ allocationDecidedOn: null }))).toEqual([])
    expect(codesOf(with98f({ allocationDecidedOn: null }, without))).toEqual(['ALLOCATION_MISSING'])
    expect(codesOf(with98f({}, without))).toEqual(['ALLOCATION_UNPROVEN'])
  })

  describe('of what a tenant was paid', () => {
    const paid = (...payments: PaymentFacts[]) => tenant({ payments })
    const full = payment('2024-01-01', { amount: kr(2610) })

    test.each([
      ['a month twice', paid(full, { ...full, id: 'twice' }), 'DOUBLE_MONTH', 2610],
      ['an øre too much', paid({ ...full, amount: kr(2610.01) }), 'PAID_TOO_MUCH', 0.01],
      [
        'a month after the tenant had moved out',
        {
          ...paid(full, payment('2024-03-01')),
          tenancies: [tenancyFacts({ transitional: true, until: day('2024-03-01') })],
        },
        'PAID_AFTER_MOVE_OUT',
        1250,
      ],
      ['too little, and late', paid(), 'PAID_TOO_LITTLE', 2610],
      [
        'anything for a subsidy that was taken back',
        tenant({ withdrawn: true, audited: false }),
        'PAID_TOO_MUCH',
        2610,
      ],
    ] as const)('finds %s', (_, facts, code, atStake) => {
      expect(codesOf(facts)).toEqual([code])
      expect(found(facts, code)?.atStake).toBe(kr(atStake))
    })

    test('finds nothing when what was too much has come back', () => {
      expect(codesOf(paid(full, { ...full, id: 'b' }, { ...full, id: 'c', amount: kr(-2610) }))).toEqual([])
    })

    test('compares all payments with what was granted, where no formula decides', () => {
      const facts = (granted: number) => ({
        ...tenant({ granted: kr(granted), inputs: [], calculations: [], months: [], payments: [] }),
        instrument: 'MUNICIPAL_2026' as const,
      })
      const more = (granted: number) => ({
        ...facts(granted),
        tenantSubsidies: facts(granted).tenantSubsidies.map((one) => ({ ...one, paidInAll: kr(5000) })),
      })
      expect(codesOf(more(5000))).toEqual([])
      expect(codesOf(more(4999))).toEqual(['COMMITMENT_EXCEEDED'])
    })
  })

  test('of what two sides state shows both words and both rows', () => {
    const facts = stated({ granted: '8900000', committedOn: '2022-07-02', rentBefore: null })
    const finding = findingsOf(facts).find(({ code }) => code === 'STATEMENT_DIFFERS')
    expect(finding?.figures).toEqual({
      ...{ side: 'FUND', kind: 'COMMITMENT', reference: 'T-1' },
      ...{ committedOn: '2022-07-02', committedOnInBooks: '2022-07-01' },
      ...{ granted: '89000.00', grantedInBooks: '90000.00' },
    })
    expect(finding?.evidence.map(({ type }) => type)).toEqual(['SubsidyCommitment'])
  })

  test('of a tenant’s subsidy asks for the longest time that held when the tenancy began', () => {
    const terms = [
      termFacts({ monthsMax: 24, until: day('2023-07-01') }),
      termFacts({ monthsMax: 60, from: day('2023-07-01') }),
    ]
    const long = tenant({ until: day('2024-08-01') }, { terms })
    const began = (from: string) => ({
      ...long,
      tenancies: [tenancyFacts({ transitional: true, from: day(from) })],
    })
    expect(codesOf(began('2022-08-01'))).toEqual([])
    expect(codesOf(began('2022-07-31'))).toEqual(['OVER_LONG'])
    expect(codesOf(began('2023-07-01'))).toEqual([])
  })
})
