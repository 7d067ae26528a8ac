import { quotaLedger } from '../../src/agreements/quota.rules.ts'
import type { ActedTurn, Ledger, QuotaEvent, QuotaVacancy, Turn } from '../../src/agreements/quota.ts'
import { fraction } from '../../src/kernel/fraction.ts'
import fc from '../support/fast-check.ts'
import { day, quotaInput, quotaTerm, quotaVacancy, quotaVersion, vacancies } from '../support/quota.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300)
const settings = { numRuns: RUNS }

const shares = fc
  .integer({ min: 1, max: 60 })
  .chain((q) => fc.tuple(fc.integer({ min: 0, max: q }), fc.constant(q)))
const days = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([month, date]) => day(`2026-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`))

const plain = fc
  .uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 90 })
  .chain((numbers) =>
    fc
      .array(days, { minLength: numbers.length, maxLength: numbers.length })
      .map((of) => numbers.map((number, at) => quotaVacancy(`v${number}`, { day: of[at] as never }))),
  )

const byPlace = (a: Turn, b: Turn) => (a.sequence ?? 0) - (b.sequence ?? 0)
const byId = (a: { vacancyId: string }, b: { vacancyId: string }) => (a.vacancyId < b.vacancyId ? -1 : 1)

test('in any order of arrival, no turn is ever off by one against the exact share', () => {
  fc.assert(
    fc.property(shares, plain, fc.constantFrom('AT_END', 'AT_START'), ([p, q], given, firstTurn) => {
      const term = quotaTerm({ share: fraction(BigInt(p), BigInt(q)), firstTurn })
      const { turns, balances } = quotaLedger(
        quotaInput({ versions: [quotaVersion([term])], vacancies: given }),
      )
      let taken = 0
      for (const [at, turn] of [...turns].sort(byPlace).entries()) {
        if (turn.channel === 'MUNICIPAL') taken += 1
        const exact = (at + 1) * p
        expect([turn.sequence, taken]).toEqual([
          at + 1,
          firstTurn === 'AT_END' ? Math.floor(exact / q) : Math.ceil(exact / q),
        ])
      }
      expect(balances[0]?.owed).toBe(0n)
      const order = [...given].sort((a, b) => (`${a.day} ${a.id}` < `${b.day} ${b.id}` ? -1 : 1))
      expect([...turns].sort(byPlace).map(({ vacancyId }) => vacancyId)).toEqual(order.map(({ id }) => id))
    }),
    settings,
  )
})

/** Everything that may befall a vacancy, in terms of several kinds. */
const rich = fc.record({
  vacancies: plain.chain((given) =>
    fc
      .array(
        fc.record({
          estateId: fc.constantFrom('estate', 'other', 'full'),
          dwellingType: fc.constantFrom('FAMILY' as const, 'YOUTH' as const, null),
          internalTransfer: fc.constantFrom('NOT_TAKEN' as const, 'TAKEN' as const, 'PENDING' as const),
          areaStatuses: fc.constantFrom([], [], ['VULNERABLE' as const]),
          rehousing: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
        }),
        { minLength: given.length, maxLength: given.length },
      )
      .map((facts) => given.map((one, at) => ({ ...one, ...facts[at] }) as QuotaVacancy)),
  ),
  happenings: fc.array(
    fc.record({
      at: fc.nat(89),
      kind: fc.constantFrom(
        'RETURNED' as const,
        'REPLACED' as const,
        'WITHDRAWN' as const,
        'CORRECTED' as const,
      ),
      day: days,
      reason: fc.constantFrom('RENT_TOO_HIGH' as const, 'CITIZEN_DECLINED' as const),
      facts: fc.constantFrom(
        { dwellingType: 'YOUTH' as const },
        { estateId: 'other' },
        { internalTransfer: 'TAKEN' as const },
        { day: day('2026-02-02') },
      ),
    }),
    { maxLength: 20 },
  ),
  settlement: fc.constantFrom(
    { settlement: 'EVERY_NTH' as const, remainder: null },
    { settlement: 'PER_QUARTER' as const, remainder: 'CARRIED' as const },
    { settlement: 'PER_YEAR' as const, remainder: 'DROPPED' as const },
  ),
  base: fc.constantFrom(
    'ALL' as const,
    'AFTER_INTERNAL_TRANSFER' as const,
    'AFTER_FLEXIBLE_LETTING' as const,
    'BY_DWELLING_TYPE' as const,
  ),
  level: fc.constantFrom('ORGANISATION' as const, 'ESTATE' as const, 'DWELLING_TYPE' as const),
  share: shares,
})

type Rich = typeof rich extends fc.Arbitrary<infer Value> ? Value : never

function inputOf({ vacancies: given, happenings, settlement, base, level, share: [p, q] }: Rich) {
  const events = happenings.map(({ at, facts, kind, day: on, reason }): QuotaEvent => {
    const event = { vacancyId: given[at % given.length]?.id ?? '', day: on }
    if (kind === 'CORRECTED') return { kind, ...event, reason, facts }
    if (kind === 'REPLACED') return { kind, ...event }
    return { kind, ...event, reason }
  })
  const common = {
    ...settlement,
    returnExceptions: ['CITIZEN_DECLINED' as const],
    blockedAreaStatuses: ['VULNERABLE' as const],
  }
  const terms = [
    quotaTerm({
      ...common,
      id: 'all',
      base,
      level,
      share: fraction(BigInt(p), BigInt(q)),
      flexible: { share: fraction(1n, 5n), base: 'AFTER_MUNICIPAL' },
      subShares: [{ channel: 'FLEXIBLE', name: 'work', share: fraction(2n, 3n) }],
    }),
    quotaTerm({
      ...common,
      id: 'full',
      estateId: 'full',
      level: 'ESTATE',
      share: fraction(1n),
      replacement: null,
    }),
  ]
  return quotaInput({ versions: [quotaVersion(terms)], vacancies: given, events })
}

const placeOf = ({ key, period, sequence, channel, subShare, vacancyId }: ActedTurn): ActedTurn => ({
  key,
  period,
  sequence,
  channel,
  subShare,
  vacancyId,
})

test('the same vacancies give the same ledger, in whatever order they are listed', () => {
  fc.assert(
    fc.property(rich, fc.infiniteStream(fc.nat()), (given, random) => {
      const input = inputOf(given)
      const shuffled = (list: readonly QuotaVacancy[]) =>
        list
          .map((one) => ({ one, place: random.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one)
      const sorted = ({ turns, ...rest }: Ledger) => ({ turns: [...turns].sort(byId), ...rest })
      const again = quotaLedger({ ...input, vacancies: shuffled(input.vacancies) })
      expect(sorted(again)).toEqual(sorted(quotaLedger(input)))
    }),
    settings,
  )
})

test('a ledger replayed with every turn acted upon is the same ledger', () => {
  fc.assert(
    fc.property(rich, (given) => {
      const input = inputOf(given)
      const first = quotaLedger(input)
      const again = quotaLedger({ ...input, acted: first.turns.map(placeOf) })
      const open = (turns: readonly Turn[]) => [...turns].sort(byId).map(({ acted: _, ...turn }) => turn)
      expect(open(again.turns)).toEqual(open(first.turns))
      expect(again.balances).toEqual(first.balances)
    }),
    settings,
  )
})

/** What the municipality has been given and what of it counts, told from the turns and the events alone. */
function deliveredOf(turns: readonly Turn[], events: readonly QuotaEvent[]): number {
  const given = turns.filter(({ channel }) => channel === 'MUNICIPAL')
  return given.filter(({ vacancyId }) => {
    const own = events.filter((event) => event.vacancyId === vacancyId)
    const [first] = own
      .flatMap((event) => (event.kind === 'RETURNED' ? [event] : []))
      .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    const counts = first === undefined || first.reason === 'CITIZEN_DECLINED'
    return counts && !own.some(({ kind }) => kind === 'WITHDRAWN')
  }).length
}

test('whatever becomes known later, turns acted upon stay, and what they differ by is owed', () => {
  fc.assert(
    fc.property(rich, fc.infiniteStream(fc.nat(5)), (given, dice) => {
      const whole = inputOf(given)
      let acted: ActedTurn[] = []
      for (let known = 1; known <= whole.vacancies.length; known++) {
        const here = whole.vacancies.slice(0, known)
        const events = whole.events.slice(
          0,
          Math.floor((whole.events.length * known) / whole.vacancies.length),
        )
        const ledger = quotaLedger({ ...whole, vacancies: here, events, acted })
        const ids = new Map(ledger.turns.map((turn) => [turn.vacancyId, turn]))
        for (const turn of acted) expect(placeOf(ids.get(turn.vacancyId) as Turn)).toEqual(turn)
        const places = ledger.turns.filter(({ sequence }) => sequence !== null)
        expect(new Set(places.map(({ key, period, sequence }) => `${key} ${period} ${sequence}`)).size).toBe(
          places.length,
        )
        const next = ledger.turns.filter((turn) => !turn.acted && dice.next().value === 0).map(placeOf)
        acted = [...acted, ...next]
      }
      const { turns, balances } = quotaLedger({ ...whole, acted })
      const total = (name: 'delivered' | 'lapsed') => balances.reduce((sum, one) => sum + one[name], 0n)
      expect(Number(total('delivered'))).toBe(deliveredOf(turns, whole.events))
      for (const [at, one] of balances.entries()) {
        const before = balances[at - 1]
        expect(one.carried).toBe(before?.key === one.key ? before.owed : 0n)
        expect(one.owed).toBe(one.carried + one.entitled - one.delivered - one.lapsed)
      }
    }),
    settings,
  )
})

test('a debt is settled by the next turns, and a credit by those the municipality waits for', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 12 })
        .chain((q) => fc.tuple(fc.integer({ min: 1, max: q - 1 }), fc.constant(q))),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
      ([p, q], municipal) => {
        const versions = [quotaVersion([quotaTerm({ share: fraction(BigInt(p), BigInt(q)) })])]
        const acted = municipal.map((taken, at) => ({
          vacancyId: `v${String(at + 1).padStart(3, '0')}`,
          key: 'agreement:agreement/organisation:org',
          period: 'RUNNING',
          sequence: at + 1,
          channel: taken ? ('MUNICIPAL' as const) : ('WAITING_LIST' as const),
          subShare: null,
        }))
        const given = municipal.filter(Boolean).length
        const at = (count: number) =>
          quotaLedger(quotaInput({ versions, vacancies: vacancies(count), acted })).balances[0]
        expect(at(municipal.length)?.owed).toBe(BigInt(Math.floor((municipal.length * p) / q) - given))
        expect(at(municipal.length + 30 * q)?.owed).toBe(0n)
      },
    ),
    settings,
  )
})

test('a quarter that carries its remainder comes to the running share, and one that drops it to each quarter’s', () => {
  fc.assert(
    fc.property(shares, plain, ([p, q], given) => {
      const taken = (remainder: 'CARRIED' | 'DROPPED') => {
        const term = quotaTerm({
          share: fraction(BigInt(p), BigInt(q)),
          settlement: 'PER_QUARTER',
          remainder,
        })
        const { turns } = quotaLedger(quotaInput({ versions: [quotaVersion([term])], vacancies: given }))
        return turns.filter(({ channel }) => channel === 'MUNICIPAL').length
      }
      const inQuarter = (quarter: number) =>
        given.filter((one) => Math.ceil(Number(one.day.slice(5, 7)) / 3) === quarter).length
      expect(taken('CARRIED')).toBe(Math.floor((given.length * p) / q))
      expect(taken('DROPPED')).toBe(
        [1, 2, 3, 4].map((quarter) => Math.floor((inQuarter(quarter) * p) / q)).reduce((a, b) => a + b),
      )
    }),
    settings,
  )
})
