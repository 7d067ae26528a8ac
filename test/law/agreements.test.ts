import { quotaLedger } from '../../src/agreements/quota.rules.ts'
import type { QuotaTerm } from '../../src/agreements/quota.ts'
import { termInForce } from '../../src/agreements/term-in-force.rules.ts'
import { type Fraction, fraction } from '../../src/kernel/fraction.ts'
import {
  channels,
  day,
  quotaInput,
  quotaTerm,
  quotaVacancy,
  quotaVersion,
  vacancies,
} from '../support/quota.ts'

/**
 * Agreements between real municipalities and organisations, as far as they are published. Figures that no source
 * gives (Helsingør's and København's shares per step, which statuses block in København) are examples, and said to be.
 */
const oneIn = (n: bigint): Fraction => fraction(1n, n)

describe('København: every third vacancy, blocked areas apart, up to 75 transitional dwellings a year', () => {
  const version = quotaVersion([
    quotaTerm({
      share: oneIn(3n),
      transitionalCapPerYear: 75,
      // An example: the framework blocks areas, and which ones is in its annexes.
      blockedAreaStatuses: ['PARALLEL_SOCIETY'],
    }),
  ])

  test('the third of every three goes to the municipality, and a dwelling in a blocked area counts for nobody', () => {
    const blocked = ['v002', 'v005']
    const ledger = quotaLedger(
      quotaInput({
        versions: [version],
        vacancies: vacancies(11).map((one) =>
          blocked.includes(one.id) ? { ...one, areaStatuses: ['PARALLEL_SOCIETY'] } : one,
        ),
      }),
    )
    expect(channels(ledger)).toBe('wbwMbwwMwwM')
    expect(ledger.balances).toMatchObject([{ counted: 9, entitled: 3n, delivered: 3n, owed: 0n }])
    expect(ledger.turns.find(({ vacancyId }) => vacancyId === 'v004')).toMatchObject({
      sequence: 3,
      explanation: {
        rule: 'SHARE',
        versionNumber: 1,
        entitledBefore: fraction(2n, 3n),
        entitled: fraction(1n),
      },
    })
    expect(ledger.turns.find(({ vacancyId }) => vacancyId === 'v005')).toMatchObject({
      sequence: null,
      explanation: { rule: 'AREA_BLOCKED' },
    })
  })

  test.each([
    [0, 75],
    [74, 1],
    [75, 0],
    [76, 0],
  ])('%i used as transitional dwellings in a calendar year leave %i', (used, left) => {
    const all = vacancies(240)
    const events = all
      .slice(0, used)
      .map(({ id }) => ({ kind: 'USED_AS_TRANSITIONAL', vacancyId: id, day: day('2026-12-31') }) as const)
    const { caps } = quotaLedger(quotaInput({ versions: [version], vacancies: all, events }))
    expect(caps).toEqual([{ agreementId: 'agreement', year: '2026', used, max: 75, left }])
  })

  test('a committee’s adjustment in mid-term holds from its day, and turns before it keep their version', () => {
    const first = quotaTerm({ share: oneIn(3n), transitionalCapPerYear: 75 })
    const adjusted: QuotaTerm = { ...first, id: 'adjusted', blockedAreaStatuses: ['VULNERABLE'] }
    const until = day('2026-01-01')
    const versions = [
      quotaVersion([first], { valid: { from: day('2024-01-01'), until } }),
      quotaVersion([adjusted], {
        id: 'version-2',
        number: 2,
        valid: { from: until, until: day('2028-01-01') },
      }),
    ]
    const all = vacancies(8, { areaStatuses: ['VULNERABLE'] }).map((one, at) => ({
      ...one,
      day: at < 4 ? day('2025-12-31') : until,
    }))
    const { turns } = quotaLedger(quotaInput({ versions, vacancies: all }))
    expect(turns.map(({ channel }) => channel.charAt(0)).sort()).toEqual([...'BBBBMWWW'])
    const byVersion = (number: number) =>
      turns.filter(({ explanation }) => explanation.versionNumber === number).map(({ channel }) => channel)
    expect(byVersion(1)).toEqual(['WAITING_LIST', 'WAITING_LIST', 'MUNICIPAL', 'WAITING_LIST'])
    expect(new Set(byVersion(2))).toEqual(new Set(['BLOCKED']))
  })

  test('a use on 1 January belongs to the new year', () => {
    const events = [{ kind: 'USED_AS_TRANSITIONAL', vacancyId: 'v001', day: day('2027-01-01') }] as const
    const { caps } = quotaLedger(quotaInput({ versions: [version], vacancies: vacancies(2), events }))
    expect(caps.map(({ year, used }) => [year, used])).toEqual([
      ['2026', 0],
      ['2027', 1],
    ])
  })
})

describe('København: the area staircase and the estate staircase', () => {
  // The shares per step are not published: these are examples.
  const version = quotaVersion([
    ...['1', '2'].map((step, at) =>
      quotaTerm({
        id: `area ${step}`,
        step: `Områdetrappe ${step}`,
        level: 'ESTATE',
        share: fraction(BigInt(1 - at), 5n),
      }),
    ),
    ...['1', '2', '3', '4'].map((step, at) =>
      quotaTerm({
        id: `estate ${step}`,
        step: `Afdelingstrappe ${step}`,
        level: 'ESTATE',
        share: oneIn(BigInt(at + 2)),
      }),
    ),
  ])
  const placed = (step: string, from: string, until: string | null = null) => ({
    agreementId: 'agreement',
    estateId: 'estate',
    step,
    valid: { from: day(from), until: until === null ? null : day(until) },
  })
  const on = (text: string, count: number) =>
    vacancies(count).map((one) => ({ ...one, id: `${text}-${one.id}`, day: day(text) }))

  test.each([
    ['Områdetrappe 1', 'wwwwM'],
    ['Områdetrappe 2', 'wwwww'],
    ['Afdelingstrappe 1', 'wMwMw'],
    ['Afdelingstrappe 2', 'wwMww'],
    ['Afdelingstrappe 3', 'wwwMw'],
    ['Afdelingstrappe 4', 'wwwwM'],
  ])('an estate on %s', (step, turns) => {
    const ledger = quotaLedger(
      quotaInput({
        versions: [version],
        placements: [placed(step, '2024-01-01')],
        vacancies: on('2026-01-01', 5),
      }),
    )
    expect(channels(ledger)).toBe(turns)
    expect(ledger.turns[0]?.explanation).toMatchObject({ scope: 'STEP', step })
  })

  test('an estate that comes on the area list leaves the one staircase for the other on that day', () => {
    const placements = [
      placed('Afdelingstrappe 1', '2024-01-01', '2025-12-01'),
      placed('Områdetrappe 2', '2025-12-01'),
    ]
    const all = [...on('2025-11-30', 4), ...on('2025-12-01', 4)]
    const ledger = quotaLedger(quotaInput({ versions: [version], placements, vacancies: all }))
    expect(channels(ledger)).toBe('wMwMwwww')
  })
})

describe('Høje-Taastrup: every fourth youth dwelling; all of Fløng', () => {
  const version = quotaVersion([
    quotaTerm({ id: 'youth', dwellingType: 'YOUTH', share: oneIn(4n) }),
    quotaTerm({ id: 'Fløng', estateId: 'Fløng', level: 'ESTATE', share: fraction(1n) }),
  ])

  test('24 youth dwellings a year give the municipality six', () => {
    const ledger = quotaLedger(
      quotaInput({ versions: [version], vacancies: vacancies(24, { dwellingType: 'YOUTH' }) }),
    )
    expect(channels(ledger)).toBe('wwwM'.repeat(6))
  })

  test('every dwelling in Fløng is the municipality’s, a youth dwelling too, and takes no turn of the others', () => {
    const youth = vacancies(8, { dwellingType: 'YOUTH' }).map((one, at) =>
      at % 2 === 0 ? { ...one, estateId: 'Fløng' } : one,
    )
    const ledger = quotaLedger(quotaInput({ versions: [version], vacancies: youth }))
    expect(channels(ledger)).toBe('MwMwMwMM')
    expect(ledger.turns.find(({ vacancyId }) => vacancyId === 'v001')?.explanation).toMatchObject({
      rule: 'FULL_RIGHT',
      termId: 'Fløng',
      scope: 'ESTATE',
    })
  })

  test('a family dwelling outside Fløng is under no term', () => {
    const ledger = quotaLedger(quotaInput({ versions: [version], vacancies: vacancies(1) }))
    expect(ledger.turns).toMatchObject([
      { channel: 'WAITING_LIST', sequence: null, explanation: { rule: 'NO_TERM' } },
    ])
  })
})

test('Herlev: the municipality has half of what is not taken internally', () => {
  const version = quotaVersion([quotaTerm({ share: oneIn(2n), base: 'AFTER_INTERNAL_TRANSFER' })])
  const outcomes = ['TAKEN', 'NOT_TAKEN', 'TAKEN', 'NOT_TAKEN', 'PENDING', 'NOT_TAKEN', 'NOT_TAKEN'] as const
  const all = outcomes.map((internalTransfer, at) => quotaVacancy(`v${at}`, { internalTransfer }))
  const ledger = quotaLedger(quotaInput({ versions: [version], vacancies: all }))
  expect(channels(ledger)).toBe('iwiMiwM')
  expect(ledger.balances).toMatchObject([{ counted: 4, entitled: 2n, delivered: 2n, owed: 0n }])
})

test('Odense: about 8 per cent of the vacancies, which is two of every twenty-five', () => {
  const version = quotaVersion([quotaTerm({ share: fraction(8n, 100n) })])
  const ledger = quotaLedger(quotaInput({ versions: [version], vacancies: vacancies(100) }))
  const taken = [...channels(ledger)].flatMap((letter, at) => (letter === 'M' ? [at + 1] : []))
  expect(taken).toEqual([13, 25, 38, 50, 63, 75, 88, 100])
})

test('Brumleby: 11 per cent by flexible criteria, two thirds of them to work or study', () => {
  const version = quotaVersion([
    quotaTerm({
      flexible: { share: fraction(11n, 100n), base: 'ALL' },
      subShares: [{ channel: 'FLEXIBLE', name: 'work or study', share: fraction(2n, 3n) }],
    }),
  ])
  const { turns } = quotaLedger(quotaInput({ versions: [version], vacancies: vacancies(300) }))
  const flexible = turns.filter(({ channel }) => channel === 'FLEXIBLE')
  expect(flexible.map(({ sequence }) => sequence).slice(0, 3)).toEqual([10, 19, 28])
  expect(flexible).toHaveLength(33)
  expect(flexible.filter(({ subShare }) => subShare === 'work or study')).toHaveLength(22)
  expect(flexible.slice(0, 3).map(({ subShare }) => subShare)).toEqual([
    'work or study',
    null,
    'work or study',
  ])
})

test('Frederiksberg: 33 per cent by flexible criteria, and the waiting list turns between three groups', () => {
  const groups = ['A1 to A2', 'A2 to A1', 'B1 to B4']
  const version = quotaVersion([
    quotaTerm({
      flexible: { share: fraction(33n, 100n), base: 'AFTER_MUNICIPAL' },
      subShares: groups.map((name) => ({ channel: 'WAITING_LIST', name, share: oneIn(3n) })),
    }),
  ])
  const { turns } = quotaLedger(quotaInput({ versions: [version], vacancies: vacancies(100) }))
  expect(turns.filter(({ channel }) => channel === 'FLEXIBLE')).toHaveLength(33)
  const listed = turns.filter(({ channel }) => channel === 'WAITING_LIST').map(({ subShare }) => subShare)
  expect(listed.slice(0, 6)).toEqual([...groups, ...groups])
  expect(groups.map((group) => listed.filter((name) => name === group).length)).toEqual([23, 22, 22])
})

describe('Helsingør: shares by step, and estates placed on steps for a period', () => {
  // The shares per step are in an annex that is not published: these are examples.
  const version = quotaVersion([
    quotaTerm({ id: 'step 1', step: '1', level: 'ESTATE', share: fraction(1n, 2n) }),
    quotaTerm({ id: 'step 2', step: '2', level: 'ESTATE', share: oneIn(4n) }),
    quotaTerm({ id: 'step 3', step: '3', level: 'ESTATE' }),
    quotaTerm({ id: 'annex 3', dwellingType: 'YOUTH', share: oneIn(4n) }),
  ])
  const placed = (step: string, from: string, until: string | null) => ({
    agreementId: 'agreement',
    estateId: 'estate',
    step,
    valid: { from: day(from), until: until === null ? null : day(until) },
  })

  test('an estate that is moved in the yearly review goes on with what it had come to', () => {
    const placements = [
      placed('2', '2022-08-01', '2023-08-01'),
      placed('1', '2023-08-01', '2024-08-01'),
      placed('3', '2024-08-01', null),
    ]
    const on = (text: string, ids: readonly string[]) => ids.map((id) => quotaVacancy(id, { day: day(text) }))
    const all = [
      ...on('2023-07-31', ['a1', 'a2']),
      ...on('2023-08-01', ['b1', 'b2', 'b3']),
      ...on('2024-08-01', ['c1', 'c2', 'c3']),
    ]
    const ledger = quotaLedger(quotaInput({ versions: [version], placements, vacancies: all }))
    expect(channels(ledger)).toBe('wwMwMwww')
    expect(ledger.turns.map(({ explanation }) => [explanation.step, explanation.rule]).slice(-1)).toEqual([
      ['3', 'NO_RIGHT'],
    ])
  })

  test('an estate on no step is under no term, and its youth dwellings under the annex for them', () => {
    const found = (dwellingType: 'FAMILY' | 'YOUTH') =>
      termInForce([version], [], quotaVacancy('v', { dwellingType }))?.term.id
    expect([found('FAMILY'), found('YOUTH')]).toEqual([undefined, 'annex 3'])
  })
})
