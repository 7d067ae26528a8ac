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

/** How a version settles and rounds, with its share in twelfths. */
const settled = fc.record({
  settlement: fc.constantFrom('EVERY_NTH' as const, 'PER_QUARTER' as const, 'PER_YEAR' as const),
  twelfths: fc.integer({ min: 0, max: 12 }),
  remainder: fc.constantFrom('CARRIED' as const, 'DROPPED' as const),
  firstTurn: fc.constantFrom('AT_END' as const, 'AT_START' as const),
  cap: fc.constantFrom(null, 5, 10),
})
const happenings = fc.record({
  id: fc.nat(999),
  on: fc.tuple(fc.constantFrom('2026', '2027'), days).map(([year, date]) => day(`${year}${date.slice(4)}`)),
  /** What somebody did with its turn, whatever the rules said; null when nobody has acted. */
  acted: fc.constantFrom(null, null, 'MUNICIPAL' as const, 'WAITING_LIST' as const),
  returned: fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
  transitional: fc.boolean(),
})
const twoVersions = fc.record({
  first: settled,
  second: settled,
  change: days,
  vacancies: fc.uniqueArray(happenings, { minLength: 1, maxLength: 40, selector: ({ id }) => id }),
  replacementOwed: fc.boolean(),
})
type TwoVersions = typeof twoVersions extends fc.Arbitrary<infer Value> ? Value : never
type Settled = TwoVersions['first']

function termOf(
  { settlement, twelfths, remainder, firstTurn, cap }: Settled,
  { replacementOwed }: TwoVersions,
) {
  return quotaTerm({
    settlement,
    firstTurn,
    share: fraction(BigInt(twelfths), 12n),
    remainder: settlement === 'EVERY_NTH' ? null : remainder,
    replacement: replacementOwed ? { within: null } : null,
    transitionalCapPerYear: cap,
  })
}

/** The ledger of two versions, with every turn that was acted upon at the place that the rules gave it. */
function ledgerOver(given: TwoVersions, listed = given.vacancies) {
  const input = quotaInput({
    versions: [
      quotaVersion([termOf(given.first, given)], { valid: { from: day('2020-01-01'), until: given.change } }),
      quotaVersion([termOf(given.second, given)], {
        id: 'version-2',
        number: 2,
        valid: { from: given.change, until: null },
      }),
    ],
    vacancies: listed.map(({ id, on }) => quotaVacancy(`v${id}`, { day: on })),
    events: listed.flatMap(({ id, on, returned, transitional }): QuotaEvent[] => [
      ...(returned
        ? [{ kind: 'RETURNED' as const, vacancyId: `v${id}`, day: on, reason: 'RENT_TOO_HIGH' as const }]
        : []),
      ...(transitional ? [{ kind: 'USED_AS_TRANSITIONAL' as const, vacancyId: `v${id}`, day: on }] : []),
    ]),
  })
  const channelOf = new Map(given.vacancies.map(({ id, acted }) => [`v${id}`, acted]))
  const acted = quotaLedger(input).turns.flatMap((turn): ActedTurn[] => {
    const channel = channelOf.get(turn.vacancyId) ?? null
    return channel === null ? [] : [{ ...placeOf(turn), channel, subShare: null }]
  })
  return quotaLedger({ ...input, acted })
}

/**
 * What two versions owe in the end, told from the vacancies by day: each run of one settlement and period is rounded as
 * the version in force at its end says, and what is owed or left of a turn goes on into the next run.
 */
function owedOver(
  { first, second, change, vacancies: given, replacementOwed }: TwoVersions,
  turns: readonly Turn[],
) {
  const municipal = new Set(
    turns.flatMap(({ channel, vacancyId }) => (channel === 'MUNICIPAL' ? vacancyId : [])),
  )
  const quarterOf = (on: string) => `${on.slice(0, 4)}, ${Math.floor((Number(on.slice(5, 7)) - 1) / 3)}`
  const runs: { name: string; twelfths: number; delivered: number; by: Settled }[] = []
  for (const { id, on, returned } of [...given].sort((a, b) => (a.on < b.on ? -1 : 1))) {
    const by = on < change ? first : second
    const name = { EVERY_NTH: 'all', PER_YEAR: on.slice(0, 4), PER_QUARTER: quarterOf(on) }[by.settlement]
    const last = runs.at(-1)
    const run = last?.name === name ? last : { name, twelfths: 0, delivered: 0, by }
    if (run !== last) runs.push(run)
    run.by = by
    run.twelfths += by.twelfths
    if (municipal.has(`v${id}`) && !(returned && replacementOwed)) run.delivered += 1
  }
  let [owed, rest] = [0, 0]
  for (const { twelfths, delivered, by } of runs) {
    const exact = rest + twelfths
    const entitled = by.firstTurn === 'AT_END' ? Math.floor(exact / 12) : Math.ceil(exact / 12)
    owed += entitled - delivered
    rest = by.settlement !== 'EVERY_NTH' && by.remainder === 'DROPPED' ? 0 : exact - 12 * entitled
  }
  return { owed, runs: runs.length }
}

test('over a change of version every debt is carried to the end, whatever of the term changes', () => {
  fc.assert(
    fc.property(twoVersions, (given) => {
      const { turns, balances } = ledgerOver(given)
      const { owed, runs } = owedOver(given, turns)
      const total = balances.reduce((sum, one) => sum + one.entitled - one.delivered - one.lapsed, 0n)
      expect([balances.length, Number(total), Number(balances.at(-1)?.owed)]).toEqual([runs, owed, owed])
      for (const [at, one] of balances.entries()) expect(one.carried).toBe(balances[at - 1]?.owed ?? 0n)
    }),
    settings,
  )
})

test('over a change of version the ledger and its caps are the same in whatever order the vacancies are listed', () => {
  const orders = twoVersions.chain((given) => {
    const length = given.vacancies.length
    return fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray(given.vacancies, { minLength: length, maxLength: length }),
    )
  })
  fc.assert(
    fc.property(orders, ([given, shuffled]) => {
      const sorted = ({ turns, ...rest }: Ledger) => ({ turns: [...turns].sort(byId), ...rest })
      const once = ledgerOver(given)
      expect(sorted(ledgerOver(given, shuffled))).toEqual(sorted(once))
      for (const year of ['2026', '2027']) {
        const capOn = (on: string) => (on < given.change ? given.first.cap : given.second.cap)
        const asked = given.vacancies.filter(({ on }) => on.startsWith(year) && capOn(on) !== null)
        const last = asked
          .map(({ on }) => on as string)
          .sort()
          .at(-1)
        const used = asked.filter(({ transitional }) => transitional).length
        expect(once.caps.filter((one) => one.year === year).map((one) => [one.max, one.used])).toEqual(
          last === undefined ? [] : [[capOn(last), used]],
        )
      }
    }),
    settings,
  )
})
