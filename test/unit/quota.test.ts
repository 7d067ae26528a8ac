import { quotaLedger } from '../../src/agreements/quota.rules.ts'
import type { ActedTurn, QuotaEvent, QuotaTerm, Turn } from '../../src/agreements/quota.ts'
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
