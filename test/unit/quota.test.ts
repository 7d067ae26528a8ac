import type { TermRecord } from '../../src/agreements/agreement.record.ts'
import { successionRefusals, versionRefusals } from '../../src/agreements/agreement.rules.ts'
import { quotaLedger } from '../../src/agreements/quota.rules.ts'
import type { ActedTurn, QuotaEvent, QuotaTerm, Turn } from '../../src/agreements/quota.ts'
import type { SequenceTerm } from '../../src/agreements/quota-sequence.rules.ts'
import { termInForce } from '../../src/agreements/term-in-force.rules.ts'
import { fraction } from '../../src/kernel/fraction.ts'
import {
  channels,
  day,
  quotaInput,
  quotaTerm,
  quotaVacancy,
  quotaVersion,
  vacancies,
} from '../support/quota.ts'
import { termRecord } from '../support/quota-ledger.ts'

const third = fraction(1n, 3n)
const half = fraction(1n, 2n)
const version = (changes: Partial<QuotaTerm>) => quotaVersion([quotaTerm({ share: third, ...changes })])

/** What the ledger says of one vacancy. */
const turnOf = (turns: readonly Turn[], vacancyId: string) =>
  turns.find((turn) => turn.vacancyId === vacancyId)
const ruleOf = (turns: readonly Turn[], vacancyId: string) => turnOf(turns, vacancyId)?.explanation.rule

const acted = (sequence: number, channel: ActedTurn['channel'], vacancyId = `v00${sequence}`): ActedTurn => ({
  vacancyId,
  key: 'agreement:agreement/organisation:org',
  period: 'RUNNING',
  sequence,
  channel,
  subShare: null,
})

const returned = (vacancyId: string, reason = 'RENT_TOO_HIGH', on = '2026-01-01'): QuotaEvent =>
  ({ kind: 'RETURNED', vacancyId, day: day(on), reason }) as QuotaEvent

describe('Every third', () => {
  test.each([
    ['AT_END', 'wwMwwM'],
    ['AT_START', 'MwwMww'],
  ] as const)('gives the municipality %s of a run: %s', (firstTurn, expected) => {
    expect(
      channels(quotaLedger(quotaInput({ versions: [version({ firstTurn })], vacancies: vacancies(6) }))),
    ).toBe(expected)
  })
})

describe('A dwelling that the municipality gives back', () => {
  const given = (changes: Partial<QuotaTerm>, reason?: string, count = 9) =>
    quotaLedger(
      quotaInput({
        versions: [version(changes)],
        vacancies: vacancies(count, {}).map((one, at) => ({ ...one, day: day(`2026-01-0${at + 1}`) })),
        events: [returned('v003', reason, '2026-01-03')],
      }),
    )

  test('is made good by the next one when a replacement is owed', () => {
    const ledger = given({})
    expect(channels(ledger)).toBe('wwMMwMwwM')
    expect(ruleOf(ledger.turns, 'v004')).toBe('REPLACEMENT')
    expect(ledger.balances).toMatchObject([
      { entitled: 3n, delivered: 3n, returned: 1n, replaced: 1n, owed: 0n },
    ])
  })

  test('is lost when it does not count and no replacement is owed', () => {
    const ledger = given({ replacement: null })
    expect(channels(ledger)).toBe('wwMwwMwwM')
    expect(ledger.balances).toMatchObject([{ delivered: 2n, returned: 1n, lapsed: 1n, owed: 0n }])
  })

  test('counts as delivered where the agreement says so', () => {
    const ledger = given({ returnCountsAsDelivered: true })
    expect(channels(ledger)).toBe('wwMwwMwwM')
    expect(ledger.balances).toMatchObject([{ delivered: 3n, returned: 1n, replaced: 0n, owed: 0n }])
  })

  test.each([
    [false, 'CITIZEN_DECLINED', 'wwMwwMwwM'],
    [false, 'RENT_TOO_HIGH', 'wwMMwMwwM'],
    [true, 'CITIZEN_DECLINED', 'wwMMwMwwM'],
    [true, 'RENT_TOO_HIGH', 'wwMwwMwwM'],
  ])('counts (%s) unless its reason is an exception: %s', (returnCountsAsDelivered, reason, expected) => {
    const exceptions = { returnCountsAsDelivered, returnExceptions: ['CITIZEN_DECLINED' as const] }
    expect(channels(given(exceptions, reason))).toBe(expected)
  })

  test('is overdue once the agreed number of vacancies has gone by without a replacement', () => {
    const others = [acted(4, 'WAITING_LIST'), acted(5, 'WAITING_LIST')]
    const overdue = (within: number, known: number) =>
      quotaLedger(
        quotaInput({
          versions: [version({ replacement: { within } })],
          vacancies: vacancies(known),
          events: [returned('v003')],
          acted: others.slice(0, known - 3),
        }),
      ).balances[0]?.overdue
    expect([overdue(2, 3), overdue(2, 4), overdue(2, 5), overdue(3, 5)]).toEqual([0n, 0n, 1n, 0n])
  })

  test('may be replaced by a dwelling out of turn, and then nothing more is owed for it', () => {
    const ledger = quotaLedger(
      quotaInput({
        versions: [version({})],
        vacancies: vacancies(6),
        acted: [acted(3, 'MUNICIPAL'), acted(4, 'WAITING_LIST')],
        events: [returned('v003'), { kind: 'REPLACED', vacancyId: 'v005', day: day('2026-01-02') }],
      }),
    )
    expect(channels(ledger)).toBe('wwMwMM')
    expect(ledger.balances).toMatchObject([{ returned: 1n, replaced: 1n, owed: 0n }])
  })
})

describe('What was acted upon', () => {
  const known = { versions: [version({})] }

  test('stays when a vacancy of an earlier day becomes known, which takes the next free number', () => {
    const later = vacancies(3).map((one) => ({ ...one, day: day('2026-02-01') }))
    const late = quotaVacancy('late', { day: day('2026-01-01') })
    const before = quotaLedger(quotaInput({ ...known, vacancies: [...later, late] }))
    expect(turnOf(before.turns, 'late')?.sequence).toBe(1)
    const turns = [acted(1, 'WAITING_LIST'), acted(2, 'WAITING_LIST'), acted(3, 'MUNICIPAL')]
    const after = quotaLedger(quotaInput({ ...known, vacancies: [...later, late], acted: turns }))
    expect(turnOf(after.turns, 'late')?.sequence).toBe(4)
    expect(after.turns.filter((turn) => turn.acted)).toMatchObject(turns)
  })

  test('is a debt where it was not the municipality’s and should have been, and the next turn settles it', () => {
    const ledger = quotaLedger(
      quotaInput({ ...known, vacancies: vacancies(6), acted: [acted(3, 'WAITING_LIST')] }),
    )
    expect(channels(ledger)).toBe('wwwMwM')
    expect([ruleOf(ledger.turns, 'v003'), ruleOf(ledger.turns, 'v004')]).toEqual(['ACTED_UPON', 'DEBT'])
  })

  test('is a credit where it was the municipality’s and should not have been, and a later turn settles it', () => {
    const ledger = quotaLedger(
      quotaInput({ ...known, vacancies: vacancies(6), acted: [acted(1, 'MUNICIPAL')] }),
    )
    expect(channels(ledger)).toBe('MwwwwM')
    expect(turnOf(ledger.turns, 'v001')?.explanation.owed).toBe(0n)
    expect(ruleOf(ledger.turns, 'v003')).toBe('CREDIT')
  })

  test('stays when the vacancy is withdrawn, and counts no more', () => {
    const events = [{ kind: 'WITHDRAWN', vacancyId: 'v003', day: day('2026-01-02'), reason: 'sold' }] as const
    const ledger = quotaLedger(
      quotaInput({ ...known, vacancies: vacancies(4), acted: [acted(3, 'MUNICIPAL')], events }),
    )
    expect(channels(ledger)).toBe('wwMM')
    expect(ruleOf(ledger.turns, 'v003')).toBe('WITHDRAWN')
    expect(ledger.balances).toMatchObject([{ counted: 3, delivered: 1n, owed: 0n }])
  })

  test('stays in its sequence when a correction moves the vacancy to another, where it is owed', () => {
    const versions = [version({ base: 'BY_DWELLING_TYPE', share: half })]
    const type = (name: string) => `agreement:agreement/organisation:org/type:${name}`
    const events = [
      {
        kind: 'CORRECTED',
        vacancyId: 'v002',
        day: day('2026-01-02'),
        reason: 'wrong type',
        facts: { dwellingType: 'YOUTH' },
      },
    ] as const
    const ledger = quotaLedger(
      quotaInput({
        versions,
        vacancies: vacancies(2),
        acted: [{ ...acted(2, 'MUNICIPAL'), key: type('FAMILY') }],
        events,
      }),
    )
    expect(turnOf(ledger.turns, 'v002')).toMatchObject({
      key: type('FAMILY'),
      sequence: 2,
      channel: 'MUNICIPAL',
    })
    expect(ledger.balances).toMatchObject([
      { key: type('FAMILY'), entitledExact: half, delivered: 1n, owed: -1n },
      { key: type('YOUTH'), entitledExact: half, delivered: 0n, owed: 0n },
    ])
  })
})

describe('A dwelling that was offered and is taken back', () => {
  const balanceAfter = (reason: string, base: 'ALL' | 'AFTER_INTERNAL_TRANSFER') => {
    const [balance] = quotaLedger(
      quotaInput({
        versions: [version({ share: half, base })],
        vacancies: vacancies(4),
        acted: [acted(2, 'MUNICIPAL')],
        events: [{ kind: 'WITHDRAWN', vacancyId: 'v002', day: day('2026-01-02'), reason }],
      }),
    ).balances
    return balance && [balance.counted, balance.delivered, balance.owed]
  }

  test.each([
    ['NOT_HABITABLE', 'ALL', [3, 1n, 0n]],
    ['SALE_OR_DEMOLITION', 'ALL', [3, 1n, 0n]],
    ['OFFERED_BY_MISTAKE', 'ALL', [3, 1n, 0n]],
    ['INTERNAL_TRANSFER', 'ALL', [4, 2n, 0n]],
    ['REHOUSING', 'ALL', [4, 2n, 0n]],
    ['OTHER', 'ALL', [4, 2n, 0n]],
    // Where what is taken internally is no part of the base, neither is this.
    ['INTERNAL_TRANSFER', 'AFTER_INTERNAL_TRANSFER', [3, 1n, 0n]],
    ['OTHER', 'AFTER_INTERNAL_TRANSFER', [4, 2n, 0n]],
  ] as const)('for %s, base %s', (reason, base, expected) => {
    expect(balanceAfter(reason, base)).toEqual(expected)
  })

  test('and let otherwise is owed when no turn is left to settle it', () => {
    const ledger = quotaLedger(
      quotaInput({
        versions: [version({ share: half })],
        vacancies: vacancies(2),
        acted: [acted(2, 'MUNICIPAL'), acted(1, 'WAITING_LIST')],
        events: [
          { kind: 'WITHDRAWN', vacancyId: 'v002', day: day('2026-01-02'), reason: 'INTERNAL_TRANSFER' },
        ],
      }),
    )
    expect(ledger.balances).toMatchObject([{ counted: 2, delivered: 0n, owed: 1n }])
  })
})

test('an open turn of a withdrawn vacancy is gone, and the others close up', () => {
  const events = [{ kind: 'WITHDRAWN', vacancyId: 'v002', day: day('2026-01-02'), reason: 'sold' }] as const
  const { turns } = quotaLedger(quotaInput({ versions: [version({})], vacancies: vacancies(4), events }))
  expect(turns.map(({ vacancyId, sequence, channel }) => [vacancyId, sequence, channel])).toEqual([
    ['v001', 1, 'WAITING_LIST'],
    ['v003', 2, 'WAITING_LIST'],
    ['v004', 3, 'MUNICIPAL'],
  ])
})

describe('The base', () => {
  const taken = { v001: { internalTransfer: 'TAKEN' as const }, v003: { rehousing: true } }
  const all = vacancies(4).map((one) => ({ ...one, ...taken[one.id as keyof typeof taken] }))

  test.each([
    ['ALL', 'iMrM', 4],
    ['AFTER_INTERNAL_TRANSFER', 'iwrM', 2],
  ] as const)(
    '%s counts what internal transfer and rehousing took, or leaves it out: %s',
    (base, expected, counted) => {
      const ledger = quotaLedger(quotaInput({ versions: [version({ base, share: half })], vacancies: all }))
      expect(channels(ledger)).toBe(expected)
      expect(ledger.balances).toMatchObject([{ counted }])
    },
  )

  test('of all owes the municipality the turn that internal transfer took from it', () => {
    const last = vacancies(3).map((one) =>
      one.id === 'v002' ? { ...one, internalTransfer: 'TAKEN' as const } : one,
    )
    const ledger = quotaLedger(quotaInput({ versions: [version({ share: half })], vacancies: last }))
    expect(channels(ledger)).toBe('wiM')
    expect(ruleOf(ledger.turns, 'v003')).toBe('DEBT')
  })

  test('after flexible letting leaves out what the flexible share took', () => {
    const flexible = { share: half, base: 'ALL' as const }
    const ledger = quotaLedger(
      quotaInput({
        versions: [version({ base: 'AFTER_FLEXIBLE_LETTING', share: half, flexible })],
        vacancies: vacancies(8),
      }),
    )
    expect(channels(ledger)).toBe('wFMFwFMF')
    expect(ledger.balances).toMatchObject([{ counted: 4, entitled: 2n, flexibleDelivered: 4n }])
  })

  test('by dwelling type counts each type by itself', () => {
    const mixed = vacancies(6).map((one, at) =>
      at % 2 === 0 ? { ...one, dwellingType: 'YOUTH' as const } : one,
    )
    const ledger = quotaLedger(
      quotaInput({ versions: [version({ base: 'BY_DWELLING_TYPE' })], vacancies: mixed }),
    )
    expect(channels(ledger)).toBe('wwwwMM')
  })

  test('waits for internal transfer where it comes before the waiting list', () => {
    const pending = vacancies(3, { internalTransfer: 'PENDING' })
    const ledger = quotaLedger(quotaInput({ versions: [version({})], vacancies: pending }))
    expect(channels(ledger)).toBe('iiM')
    expect(ruleOf(ledger.turns, 'v001')).toBe('INTERNAL_TRANSFER_PENDING')
  })
})

test('a level counts each estate by itself, and one for the organisation counts them together', () => {
  const all = vacancies(6).map((one, at) => ({ ...one, estateId: `estate-${at % 2}` }))
  const at = (level: QuotaTerm['level']) =>
    channels(quotaLedger(quotaInput({ versions: [version({ level })], vacancies: all })))
  expect([at('ESTATE'), at('ORGANISATION')]).toEqual(['wwwwMM', 'wwMwwM'])
})

test('a level for the dwelling type counts the types of all estates by themselves', () => {
  const all = vacancies(6).map((one, at) => ({
    ...one,
    estateId: `estate-${Math.floor(at / 2)}`,
    dwellingType: at % 2 === 0 ? ('FAMILY' as const) : ('YOUTH' as const),
  }))
  const ledger = quotaLedger(quotaInput({ versions: [version({ level: 'DWELLING_TYPE' })], vacancies: all }))
  expect(channels(ledger)).toBe('wwwwMM')
  expect(ledger.balances).toHaveLength(2)
})

test('a version that takes over in mid-term goes on with what the one before had come to', () => {
  const first = quotaVersion([quotaTerm({ share: third })], {
    valid: { from: day('2026-01-01'), until: day('2026-07-01') },
  })
  const second = quotaVersion([quotaTerm({ id: 'second', share: fraction(2n, 3n) })], {
    id: 'version-2',
    number: 2,
    valid: { from: day('2026-07-01'), until: null },
  })
  const all = vacancies(4).map((one, at) => ({ ...one, day: day(at < 2 ? '2026-06-30' : '2026-07-01') }))
  const { turns } = quotaLedger(quotaInput({ versions: [first, second], vacancies: all }))
  expect(
    turns.map(({ explanation, channel }) => [explanation.versionNumber, explanation.entitled, channel]),
  ).toEqual([
    [1, third, 'WAITING_LIST'],
    [1, fraction(2n, 3n), 'WAITING_LIST'],
    [2, fraction(4n, 3n), 'MUNICIPAL'],
    [2, fraction(2n), 'MUNICIPAL'],
  ])
})

/** A version with one term from New Year until 1 July 2026, and one with another from that day. */
const twoVersions = (first: Partial<QuotaTerm>, second: Partial<QuotaTerm>) => [
  quotaVersion([quotaTerm({ share: half, ...first })], {
    valid: { from: day('2026-01-01'), until: day('2026-07-01') },
  }),
  quotaVersion([quotaTerm({ id: 'second', share: half, ...second })], {
    id: 'version-2',
    number: 2,
    valid: { from: day('2026-07-01'), until: null },
  }),
]
const quarters = { settlement: 'PER_QUARTER', remainder: 'CARRIED' } as const
const years = { settlement: 'PER_YEAR', remainder: 'CARRIED' } as const
const running = { settlement: 'EVERY_NTH', remainder: null } as const
/** So many vacancies until the change of versions, and the rest from its day on. */
const around = (before: number, all: number) =>
  vacancies(all).map((one, at) => ({ ...one, day: day(at < before ? '2026-06-30' : '2026-07-01') }))

test.each([
  ['quarters', 'a running sequence', quarters, running, '2026-Q2', 'RUNNING'],
  ['quarters', 'years', quarters, years, '2026-Q2', '2026'],
  ['years', 'quarters', years, quarters, '2026', '2026-Q3'],
  ['a running sequence', 'years', running, years, 'RUNNING', '2026'],
])(
  'a settlement changed in mid-term from %s to %s carries what is owed',
  (_, __, first, second, left, taken) => {
    const turns = [1, 2, 3, 4].map((at) => ({ ...acted(at, 'WAITING_LIST'), period: left }))
    const ledger = quotaLedger(
      quotaInput({ versions: twoVersions(first, second), vacancies: around(4, 6), acted: turns }),
    )
    expect(channels(ledger)).toBe('wwwwMM')
    expect(ledger.balances).toMatchObject([
      { period: left, carried: 0n, entitled: 2n, delivered: 0n, owed: 2n },
      { period: taken, carried: 2n, entitled: 1n, delivered: 2n, owed: 1n },
    ])
  },
)

test('a settlement changed in the middle of a quarter carries what that quarter owes into the year', () => {
  const versions = twoVersions(quarters, years).map((one, at) => ({
    ...one,
    valid: at === 0 ? { ...one.valid, until: day('2026-08-15') } : { ...one.valid, from: day('2026-08-15') },
  }))
  const all = vacancies(4).map((one, at) => ({ ...one, day: day(at < 2 ? '2026-07-01' : '2026-08-15') }))
  const turns = [1, 2].map((at) => ({ ...acted(at, 'WAITING_LIST'), period: '2026-Q3' }))
  const { balances } = quotaLedger(quotaInput({ versions, vacancies: all, acted: turns }))
  expect(balances).toMatchObject([
    { period: '2026-Q3', owed: 1n },
    { period: '2026', carried: 1n },
  ])
})

describe('Two terms of one sequence', () => {
  test('round each its own turns, and nothing is called a debt that was not owed', () => {
    const versions = twoVersions({ share: third }, { share: third, firstTurn: 'AT_START' })
    const ledger = quotaLedger(quotaInput({ versions, vacancies: around(1, 5) }))
    expect(channels(ledger)).toBe('wMwMw')
    expect(ledger.turns.map(({ explanation }) => explanation.rule)).toEqual([
      'NOT_ITS_TURN',
      'SHARE',
      'NOT_ITS_TURN',
      'SHARE',
      'NOT_ITS_TURN',
    ])
    expect(ledger.balances).toMatchObject([{ entitled: 2n, delivered: 2n, owed: 0n }])
  })

  test('close a book by the one in force last, also when a vacancy of the other becomes known after it', () => {
    const versions = twoVersions({ share: third, firstTurn: 'AT_START' }, { share: third })
    const four = vacancies(4).map((one, at) => ({ ...one, day: day(at === 3 ? '2026-06-30' : '2026-07-01') }))
    const late = [1, 2, 3].map((at) => acted(at, 'WAITING_LIST'))
    expect(quotaLedger(quotaInput({ versions, vacancies: four, acted: late })).balances).toMatchObject([
      { entitledExact: fraction(4n, 3n), entitled: 1n },
    ])
  })

  test.each([
    ['CARRIED', 'DROPPED', 'wwww'],
    ['DROPPED', 'CARRIED', 'wwMw'],
  ] as const)('%s and then %s treat the rest of the year as the one in force at its end: %s', (...given) => {
    const [first, second, expected] = given
    const yearly = (remainder: QuotaTerm['remainder']) => ({ share: third, ...years, remainder })
    const days = ['2026-06-30', '2026-07-01', '2027-01-01', '2027-01-01']
    const all = vacancies(4).map((one, at) => ({ ...one, day: day(days[at] ?? '') }))
    // The vacancy of the first version is the last one listed, and the last one that the ledger numbered.
    const listed = [...all.slice(1), ...all.slice(0, 1)]
    const turn = { ...acted(1, 'WAITING_LIST', 'v002'), period: '2026' }
    const versions = twoVersions(yearly(first), yearly(second))
    expect(channels(quotaLedger(quotaInput({ versions, vacancies: listed, acted: [turn] })))).toBe(expected)
  })
})

describe('A yearly cap that changes in mid-year', () => {
  const used = (id: string, on: string) =>
    ({ kind: 'USED_AS_TRANSITIONAL', vacancyId: id, day: day(on) }) as const
  const caps = (first: number | null, second: number | null, events: readonly QuotaEvent[] = []) => {
    const given = {
      versions: twoVersions({ transitionalCapPerYear: first }, { transitionalCapPerYear: second }),
      vacancies: around(1, 2),
      events,
    }
    const once = quotaLedger(quotaInput(given)).caps
    const reversed = {
      ...given,
      versions: [...given.versions].reverse(),
      vacancies: [...given.vacancies].reverse(),
    }
    expect(quotaLedger(quotaInput(reversed)).caps).toEqual(once)
    return once.map(({ max, used: count, left }) => [max, count, left])
  }

  test('is the one in force last, in whatever order the vacancies are listed', () => {
    expect(caps(75, 50)).toEqual([[50, 0, 50]])
    expect(caps(50, 75)).toEqual([[75, 0, 75]])
  })

  test('counts the uses of all of the agreement’s terms against it', () => {
    expect(caps(75, 50, [used('v001', '2026-06-30'), used('v002', '2026-12-31')])).toEqual([[50, 2, 48]])
  })

  test('is asked on the day of the use, and counts none while no cap is in force', () => {
    expect(caps(75, null, [used('v001', '2026-06-30'), used('v002', '2026-07-01')])).toEqual([[75, 1, 74]])
    expect(caps(null, 50, [used('v001', '2026-12-31')])).toEqual([[50, 1, 49]])
  })

  test('counts a use under a term that names no cap beside one that does', () => {
    const terms = [quotaTerm({ transitionalCapPerYear: 75 }), quotaTerm({ id: 'own', estateId: 'estate' })]
    const events = [used('v001', '2026-02-01')]
    const input = quotaInput({ versions: [quotaVersion(terms)], vacancies: vacancies(1), events })
    expect(quotaLedger(input).caps).toMatchObject([{ used: 1, max: 75 }])
  })
})

test('what a quarter leaves owed is carried into the next', () => {
  const term = { settlement: 'PER_QUARTER', remainder: 'DROPPED', share: half } as const
  const all = vacancies(4).map((one, at) => ({ ...one, day: day(at < 2 ? '2026-03-31' : '2026-04-01') }))
  const turns = [
    { ...acted(1, 'WAITING_LIST'), period: '2026-Q1' },
    { ...acted(2, 'WAITING_LIST'), period: '2026-Q1' },
  ]
  const ledger = quotaLedger(quotaInput({ versions: [version(term)], vacancies: all, acted: turns }))
  expect(channels(ledger)).toBe('wwMM')
  expect(ledger.balances).toMatchObject([
    { period: '2026-Q1', carried: 0n, entitled: 1n, delivered: 0n, owed: 1n },
    { period: '2026-Q2', carried: 1n, entitled: 1n, delivered: 2n, owed: 0n },
  ])
})

test.each([
  ['CARRIED', 'wwMwwM'],
  ['DROPPED', 'wwMwww'],
] as const)('what a year leaves of a turn is %s into the next', (remainder, turns) => {
  const term = { settlement: 'PER_YEAR', remainder } as const
  const all = vacancies(6).map((one, at) => ({ ...one, day: day(at < 4 ? '2026-12-31' : '2027-01-01') }))
  const ledger = quotaLedger(quotaInput({ versions: [version(term)], vacancies: all }))
  expect(channels(ledger)).toBe(turns)
  expect(ledger.balances.map(({ period }) => period)).toEqual(['2026', '2027'])
})

describe('Of several terms', () => {
  const named = (id: string, changes: Partial<QuotaTerm>) => quotaTerm({ id, ...changes })
  const family = { dwellingType: 'FAMILY' } as const
  const all = [
    named('all', {}),
    named('type', family),
    named('step', { step: '1' }),
    named('step and type', { step: '1', ...family }),
    named('estate', { estateId: 'estate' }),
    named('estate and type', { estateId: 'estate', ...family }),
  ]
  const placement = {
    agreementId: 'agreement',
    estateId: 'estate',
    step: '1',
    valid: { from: day('2020-01-01'), until: null },
  }

  test.each([
    [6, 'estate and type'],
    [5, 'estate'],
    [4, 'step and type'],
    [3, 'step'],
    [2, 'type'],
    [1, 'all'],
  ])('the first %i have this one in front: %s', (count, expected) => {
    const terms = [...all.slice(0, count)]
    const dwelling = quotaVacancy('v')
    expect(termInForce([quotaVersion(terms)], [placement], dwelling)?.term.id).toBe(expected)
    expect(termInForce([quotaVersion(terms.reverse())], [placement], dwelling)?.term.id).toBe(expected)
  })

  test('an agreement below a framework comes before it, whatever it is about', () => {
    const framework = quotaVersion(all)
    const below = quotaVersion([named('own', {})], { agreementId: 'below', underFramework: true })
    for (const versions of [
      [framework, below],
      [below, framework],
    ]) {
      expect(termInForce(versions, [placement], quotaVacancy('v'))?.term.id).toBe('own')
    }
  })

  test('one of another organisation, another day or another estate is none', () => {
    const versions = [quotaVersion(all, { valid: { from: day('2026-01-01'), until: day('2027-01-01') } })]
    const found = (changes: object) => termInForce(versions, [placement], quotaVacancy('v', changes))?.term.id
    expect(found({ organisationId: 'other' })).toBeUndefined()
    expect(found({ day: day('2025-12-31') })).toBeUndefined()
    expect(found({ day: day('2027-01-01') })).toBeUndefined()
    expect(found({ estateId: 'other', dwellingType: null })).toBe('all')
  })
})

describe('Of the terms of one version', () => {
  const yearly = { settlement: 'PER_YEAR', remainder: 'CARRIED' } as const
  const refused = (...terms: readonly Partial<TermRecord>[]) => {
    const given = { agreementId: '', from: day('2026-01-01'), until: null, source: '', annexes: [] }
    const version = { ...given, closingDays: [], terms: terms.map(termRecord) }
    return versionRefusals(version, false).map(({ code, path }) => `${code} ${path}`)
  }
  const differs = (field: string, at = 1) => `SEQUENCE_SETTLED_DIFFERENTLY input.terms.${at}.${field}`

  test.each([
    ['firstTurn', {}, { firstTurn: 'AT_START' }],
    ['remainder', yearly, { ...yearly, remainder: 'DROPPED' }],
  ] as const)('two that count in one sequence are refused with another %s', (field, first, second) => {
    expect(refused(first, { estateId: 'e', ...second })).toEqual([differs(field)])
    expect(refused(first, { step: '1', ...second })).toEqual([differs(field)])
    expect(refused({ estateId: 'd', ...first }, { estateId: 'e', ...second })).toEqual([differs(field)])
    expect(refused(first, { estateId: 'e', ...first })).toEqual([])
  })

  test('two that count in one sequence are refused with another settlement', () => {
    expect(refused({}, { estateId: 'e', ...yearly })).toEqual([differs('settlement'), differs('remainder')])
  })

  test('one names the earlier term that it differs from, in both languages', () => {
    const terms = [
      termRecord({ level: 'ESTATE' }),
      termRecord(),
      termRecord({ step: '1', firstTurn: 'AT_START' }),
    ]
    const given = { agreementId: '', from: day('2026-01-01'), until: null, source: '', annexes: [] }
    const [refusal, ...more] = versionRefusals({ ...given, closingDays: [], terms }, false).slice(1)
    expect(more).toEqual([])
    expect(refusal?.path).toBe('input.terms.2.firstTurn')
    expect(refusal?.text.da).toContain('vilkår 2')
    expect(refusal?.text.en).toContain('term 2')
  })

  test('two steps of a staircase, which an estate may move between, are settled alike', () => {
    const step = (name: string, changes: Partial<TermRecord> = {}): Partial<TermRecord> => ({
      step: name,
      level: 'ESTATE',
      ...changes,
    })
    expect(refused(step('1'), step('2', { firstTurn: 'AT_START' }))).toEqual([differs('firstTurn')])
  })

  test('two that never count in one sequence may differ', () => {
    const start = { firstTurn: 'AT_START' } as const
    const estate = { level: 'ESTATE' } as const
    const youth = { dwellingType: 'YOUTH' } as const
    expect(refused({}, { estateId: 'e', ...estate, ...start })).toEqual([])
    expect(refused({}, { ...youth, ...start })).toEqual([])
    expect(refused({ dwellingType: 'FAMILY' }, { ...youth, ...start })).toEqual([])
    expect(refused({ quotaBase: 'BY_DWELLING_TYPE' }, { ...youth, ...start })).toEqual([])
    expect(refused({ estateId: 'd', ...estate }, { estateId: 'e', ...estate, ...start })).toEqual([])
    expect(refused(estate, { estateId: 'e', ...estate, ...start })).toEqual([])
  })

  test('two of one type at different places count in the type’s sequence', () => {
    const byType = { step: '1', quotaBase: 'BY_DWELLING_TYPE', firstTurn: 'AT_START' } as const
    expect(refused({ dwellingType: 'YOUTH' }, byType)).toEqual([differs('firstTurn')])
  })
})

describe('A version after others', () => {
  const yearly = { settlement: 'PER_YEAR', remainder: 'CARRIED' } as const
  const quarterly = { settlement: 'PER_QUARTER', remainder: 'CARRIED' } as const
  const succeeding = (
    from: string,
    own: readonly Partial<TermRecord>[],
    ...earlier: [string, ...Partial<TermRecord>[]][]
  ) =>
    successionRefusals(
      own.map((one): SequenceTerm => termRecord(one)),
      day(from),
      earlier.map(([until, ...terms], at) => ({
        number: at + 1,
        until: day(until),
        terms: terms.map(termRecord),
      })),
    ).map(({ code, path }) => `${code} ${path}`)
  const levelChanged = ['LEVEL_CHANGED input.terms.0.level']
  const returns = ['SETTLEMENT_RETURNS input.terms.0.settlement']

  test.each([
    ['from the organisation to each estate', {}, { level: 'ESTATE' }],
    ['from each estate to the organisation', { level: 'ESTATE' }, {}],
    ['from all types to each by itself', {}, { level: 'DWELLING_TYPE' }],
    ['from all types to a base of each', {}, { quotaBase: 'BY_DWELLING_TYPE' }],
  ] as const)('is refused when a term’s level changes %s', (_, first, second) => {
    expect(succeeding('2026-07-01', [second], ['2026-07-01', first])).toEqual(levelChanged)
  })

  test('is refused when a term comes back at another level than it had', () => {
    const terms = [{ level: 'ESTATE' }] as const
    const other = { dwellingType: 'YOUTH' } as const
    expect(succeeding('2027-01-01', terms, ['2026-07-01', {}], ['2027-01-01', other])).toEqual(levelChanged)
  })

  test('is not refused for another share, another settlement or a term about something else', () => {
    const share = { numerator: 1, denominator: 2 }
    expect(succeeding('2026-07-01', [{ share, ...yearly }], ['2026-07-01', {}])).toEqual([])
    expect(succeeding('2026-07-01', [{}, { estateId: 'e', level: 'ESTATE' }], ['2026-07-01', {}])).toEqual([])
    expect(
      succeeding('2026-07-01', [{ level: 'DWELLING_TYPE' }], ['2026-07-01', { level: 'DWELLING_TYPE' }]),
    ).toEqual([])
  })

  test('is refused when it returns to a running sequence that the one before had left', () => {
    expect(succeeding('2028-01-01', [{}], ['2026-07-01', {}], ['2028-01-01', yearly])).toEqual(returns)
    expect(
      succeeding('2028-01-01', [{}], ['2026-07-01', {}], ['2028-01-01', { estateId: 'e', ...yearly }]),
    ).toEqual(returns)
  })

  test('is refused when it returns to a year or quarter within it, and not in another', () => {
    const back = (from: string, until: string, there: Partial<TermRecord>, between: Partial<TermRecord>) =>
      succeeding(from, [there], [until, there], [from, between])
    expect(back('2026-10-01', '2026-04-01', yearly, quarterly)).toEqual(returns)
    expect(back('2027-01-01', '2026-04-01', yearly, quarterly)).toEqual([])
    expect(back('2026-03-01', '2026-02-01', quarterly, {})).toEqual(returns)
    expect(back('2026-10-01', '2026-04-01', quarterly, {})).toEqual([])
  })

  test('may leave one estate to a settlement of its own while the others go on with theirs', () => {
    const own = { estateId: 'e', level: 'ESTATE', ...yearly } as const
    const rest = { level: 'ESTATE' } as const
    expect(succeeding('2028-01-01', [rest, own], ['2027-01-01', rest], ['2028-01-01', rest, own])).toEqual([])
    expect(succeeding('2028-01-01', [rest], ['2027-01-01', rest], ['2028-01-01', rest, own])).toEqual(returns)
  })
})
