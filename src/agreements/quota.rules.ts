import { ceiling, exceeds, type Fraction, floor, fraction, minus, plus, times } from '../kernel/fraction.ts'
import { contains, type LocalDate } from '../kernel/period.ts'
import type { Channel, FirstTurn, SharedChannel } from './agreement.ts'
import type {
  ActedTurn,
  Balance,
  CapUse,
  Explanation,
  Ledger,
  QuotaInput,
  QuotaTerm,
  QuotaVacancy,
  QuotaVersion,
  RuleCode,
  Turn,
} from './quota.ts'
import { type Book, booksOf, type Entry, isOutside, numbered } from './quota-book.rules.ts'
import {
  internalTransferPending,
  orderOf,
  type Placed,
  placedVacancies,
  takenBefore,
  type Verdict,
} from './quota-place.rules.ts'
import type { TermFound } from './term-in-force.rules.ts'

const NONE = fraction(0n)
const WHOLE = fraction(1n)

/**
 * The ledger of these vacancies: each one's turn with its explanation, and the balance of each sequence and period.
 * The same input gives the same ledger, in whatever order it is listed. Open turns are numbered by day, and then id,
 * in the places that the turns acted upon leave free. What was acted upon stays; where it is not what the rules
 * would say now, the difference is owed (or a credit) and settles in the turns that are still open.
 */
export function quotaLedger(input: QuotaInput): Ledger {
  const placed = placedVacancies(input)
  const acted = new Map(input.acted.map((turn) => [turn.vacancyId, turn]))
  const turns: Turn[] = []
  const balances: Balance[] = []
  for (const books of booksOf(placed, acted)) {
    const state = newState()
    for (const book of books) {
      turns.push(...turnsOf(book, state))
      balances.push(balanceOf(book, state))
      closeBook(state)
    }
  }
  const byId = new Map(placed.map((one) => [one.vacancy.id, one]))
  for (const one of placed) {
    if (one.excluded === null || one.withdrawn || acted.has(one.vacancy.id)) continue
    turns.push(outsideTurn({ ...turnAt(one), ...one.excluded }, one, false))
  }
  for (const turn of input.acted.filter(isOutside)) {
    turns.push(outsideTurn(turn, byId.get(turn.vacancyId) ?? null, true))
  }
  return { turns, balances, caps: capsOf(placed, input.versions) }
}

/** What the turns of one sequence have come to. It lives inside one call of `quotaLedger`. */
interface State {
  exact: Fraction
  counted: number
  carried: bigint
  delivered: bigint
  returned: bigint
  replaced: bigint
  lapsed: bigint
  flexibleExact: Fraction
  flexibleCarried: bigint
  flexibleDelivered: bigint
  /** Numbered turns since the sequence began. */
  turns: number
  /** Replacements owed: the number of turns there had been, and within how many it must come. */
  outstanding: { readonly at: number; readonly within: number | null }[]
  /** Returns of municipal turns that have not been entered yet. */
  returns: { readonly day: LocalDate; readonly counts: boolean; readonly term: QuotaTerm }[]
  given: Map<string, bigint>
  /** How the turn before rounds; at a book's end, how the term that was in force last does. */
  firstTurn: FirstTurn
  dropsRemainder: boolean
  /** The latest vacancy that counts in the book, in the order of vacancies, and its term. */
  latest: { readonly order: string; readonly term: QuotaTerm } | null
}

function newState(): State {
  return {
    exact: NONE,
    counted: 0,
    carried: 0n,
    delivered: 0n,
    returned: 0n,
    replaced: 0n,
    lapsed: 0n,
    flexibleExact: NONE,
    flexibleCarried: 0n,
    flexibleDelivered: 0n,
    turns: 0,
    outstanding: [],
    returns: [],
    given: new Map(),
    firstTurn: 'AT_END',
    dropsRemainder: false,
    latest: null,
  }
}

const whole = (exact: Fraction, firstTurn: FirstTurn) =>
  firstTurn === 'AT_START' ? ceiling(exact) : floor(exact)

/** What is owed to the municipality when it is entitled to `exact` in this period. */
function owedOf(state: State, exact: Fraction): bigint {
  return state.carried + whole(exact, state.firstTurn) - state.delivered - state.lapsed
}

function turnsOf(book: Book, state: State): Turn[] {
  for (const { vacancy, found } of book.elsewhere) {
    if (found !== null) count(state, found.term, vacancy)
  }
  const entries = numbered(book)
  const turns = entries.map((entry) => enterTurn(book, state, entry))
  enterReturns(state, null)
  if (state.latest !== null) {
    state.firstTurn = state.latest.term.firstTurn
    state.dropsRemainder = state.latest.term.remainder === 'DROPPED'
  }
  return turns
}

function enterTurn(book: Book, state: State, { placed, acted, sequence }: Entry): Turn {
  const countsHere =
    placed !== null &&
    sequence !== null &&
    placed.excluded === null &&
    !placed.withdrawn &&
    placed.key === book.key &&
    placed.period === book.period
  if (placed !== null) enterReturns(state, placed.vacancy.day)
  const found = countsHere ? placed.found : null
  const before = state.exact
  const owedBefore = owedOf(state, before)
  if (found !== null) state.firstTurn = found.term.firstTurn
  const due = found === null || placed === null ? null : verdictOf(state, found.term, placed, owedBefore)
  const verdict = verdictFor(due, acted, placed)
  if (found !== null && placed !== null) count(state, found.term, placed.vacancy, verdict.channel)
  const owed = owedOf(state, state.exact)
  const subShare = acted === null ? subShareOf(state, found?.term, verdict.channel) : acted.subShare
  enterChannel(state, placed, verdict, subShare)
  if (sequence !== null) state.turns += 1
  return {
    vacancyId: acted?.vacancyId ?? placed?.vacancy.id ?? '',
    key: book.key,
    period: book.period,
    sequence,
    channel: verdict.channel,
    subShare,
    acted: acted !== null,
    explanation: explained(verdict.rule, placed?.found ?? null, before, state.exact, owed),
  }
}

/** What was acted upon stays; its rule is the one that says the same, if one does. */
function verdictFor(due: Verdict | null, acted: ActedTurn | null, placed: Placed | null): Verdict {
  if (acted === null) return due ?? { channel: 'WAITING_LIST', rule: 'NO_TERM' }
  if (placed?.withdrawn) return { channel: acted.channel, rule: 'WITHDRAWN' }
  return due?.channel === acted.channel ? due : { channel: acted.channel, rule: 'ACTED_UPON' }
}

/** Where the rules send a vacancy that counts. `owedBefore` = what the turn before left owed. */
function verdictOf(
  state: State,
  term: QuotaTerm,
  { vacancy, replacing }: Placed,
  owedBefore: bigint,
): Verdict {
  const taken = takenBefore(vacancy)
  if (taken !== null) return taken
  const flexible: Verdict = { channel: 'FLEXIBLE', rule: 'FLEXIBLE_SHARE' }
  const flexibleFirst = term.base === 'AFTER_FLEXIBLE_LETTING'
  if (flexibleFirst && isFlexibleDue(state, term)) return flexible
  if (replacing) return { channel: 'MUNICIPAL', rule: 'REPLACEMENT' }
  const entitled = plus(state.exact, term.share)
  const hasRight = exceeds(term.share, NONE)
  if (hasRight && owedOf(state, entitled) >= 1n) {
    return { channel: 'MUNICIPAL', rule: municipalRule(state, term, owedBefore) }
  }
  if (vacancy.internalTransfer === 'PENDING') return internalTransferPending
  if (!flexibleFirst && isFlexibleDue(state, term)) return flexible
  const crossed = whole(entitled, state.firstTurn) > whole(state.exact, state.firstTurn)
  return { channel: 'WAITING_LIST', rule: !hasRight ? 'NO_RIGHT' : crossed ? 'CREDIT' : 'NOT_ITS_TURN' }
}

function municipalRule(state: State, { share }: QuotaTerm, owedBefore: bigint): RuleCode {
  if (owedBefore < 1n) return exceeds(WHOLE, share) ? 'SHARE' : 'FULL_RIGHT'
  return state.outstanding.length > 0 ? 'REPLACEMENT' : 'DEBT'
}

function isFlexibleDue(state: State, { flexible }: QuotaTerm): boolean {
  if (flexible === null || !exceeds(flexible.share, NONE)) return false
  return state.flexibleCarried + floor(plus(state.flexibleExact, flexible.share)) > state.flexibleDelivered
}

const NOT_FOR_FLEXIBLE: readonly Channel[] = ['MUNICIPAL', 'INTERNAL_TRANSFER', 'REHOUSING']

/** A vacancy adds its shares to what the parties are entitled to. */
function count(state: State, term: QuotaTerm, vacancy: QuotaVacancy, channel: Channel | null = null): void {
  const { flexible, base } = term
  const order = orderOf(vacancy)
  state.firstTurn = term.firstTurn
  if (state.latest === null || order > state.latest.order) state.latest = { order, term }
  if (base !== 'AFTER_FLEXIBLE_LETTING' || channel !== 'FLEXIBLE') {
    state.exact = plus(state.exact, term.share)
    state.counted += 1
  }
  const taken = channel === null ? takenBefore(vacancy) !== null : NOT_FOR_FLEXIBLE.includes(channel)
  if (flexible !== null && (flexible.base === 'ALL' || !taken)) {
    state.flexibleExact = plus(state.flexibleExact, flexible.share)
  }
}

function enterChannel(
  state: State,
  placed: Placed | null,
  { channel, rule }: Verdict,
  subShare: string | null,
): void {
  if (placed?.withdrawn || placed?.takenBack) return
  for (const name of [channel, `${channel}/${subShare ?? ''}`]) {
    state.given.set(name, (state.given.get(name) ?? 0n) + 1n)
  }
  if (channel === 'FLEXIBLE') state.flexibleDelivered += 1n
  if (channel !== 'MUNICIPAL') return
  state.delivered += 1n
  if (rule === 'REPLACEMENT') {
    state.replaced += 1n
    state.outstanding.shift()
  }
  const term = placed?.found?.term
  const returned = placed?.returned ?? null
  if (term === undefined || returned === null) return
  const counts = term.returnCountsAsDelivered !== term.returnExceptions.includes(returned.reason)
  state.returns.push({ day: returned.day, counts, term })
}

/** Enters the returns up to a day, or all of them. */
function enterReturns(state: State, until: LocalDate | null): void {
  const due = state.returns.filter(({ day }) => until === null || day <= until)
  state.returns = state.returns.filter((one) => !due.includes(one))
  for (const { counts, term } of due) {
    state.returned += 1n
    if (counts) continue
    state.delivered -= 1n
    if (term.replacement === null) state.lapsed += 1n
    else state.outstanding.push({ at: state.turns, within: term.replacement.within })
  }
}

/** The group that lags most behind its part of the channel; null is the rest that no group is named for. */
function subShareOf(state: State, term: QuotaTerm | undefined, channel: Channel): string | null {
  const named = (term?.subShares ?? []).filter((one) => one.channel === (channel as SharedChannel))
  const rest = named.reduce((left, { share }) => minus(left, share), WHOLE)
  const parts = [...named, { name: null, share: rest }]
  const total = (state.given.get(channel) ?? 0n) + 1n
  const lags = parts.map(({ name, share }) => ({
    name,
    lag: minus(times(share, total), fraction(state.given.get(`${channel}/${name ?? ''}`) ?? 0n)),
  }))
  return lags.reduce((most, one) => (exceeds(one.lag, most.lag) ? one : most)).name
}

function explained(
  rule: RuleCode,
  found: TermFound | null,
  entitledBefore: Fraction,
  entitled: Fraction,
  owed: bigint,
): Explanation {
  return {
    rule,
    agreementId: found?.version.agreementId ?? null,
    versionId: found?.version.id ?? null,
    versionNumber: found?.version.number ?? null,
    termId: found?.term.id ?? null,
    scope: found?.scope ?? null,
    step: found?.step ?? null,
    share: found?.term.share ?? null,
    entitledBefore,
    entitled,
    owed,
  }
}

function turnAt({ vacancy, key, period }: Placed) {
  return { vacancyId: vacancy.id, key, period, sequence: null, subShare: null }
}

/** The turn of a vacancy that entered no base. */
function outsideTurn(turn: ActedTurn, placed: Placed | null, acted: boolean): Turn {
  const { vacancyId, key, period, sequence, channel, subShare } = turn
  const { rule } = verdictFor(placed?.excluded ?? null, acted ? turn : null, placed)
  const explanation = explained(rule, placed?.found ?? null, NONE, NONE, 0n)
  return { vacancyId, key, period, sequence, channel, subShare, acted, explanation }
}

function balanceOf({ key, period }: Book, state: State): Balance {
  const { counted, carried, delivered, returned, replaced, lapsed, outstanding, turns } = state
  return {
    key,
    period,
    counted,
    entitledExact: state.exact,
    entitled: whole(state.exact, state.firstTurn),
    carried,
    delivered,
    returned,
    replaced,
    lapsed,
    owed: owedOf(state, state.exact),
    overdue: BigInt(outstanding.filter(({ at, within }) => within !== null && turns - at >= within).length),
    flexibleEntitledExact: state.flexibleExact,
    flexibleDelivered: state.flexibleDelivered,
  }
}

/** What is owed goes on into the next period, and what is left of a turn does unless the term drops it. */
function closeBook(state: State): void {
  const { exact, flexibleExact, dropsRemainder } = state
  const left = (of: Fraction, settled: bigint) => (dropsRemainder ? NONE : minus(of, fraction(settled)))
  state.carried = owedOf(state, exact)
  state.exact = left(exact, whole(exact, state.firstTurn))
  state.flexibleCarried += floor(flexibleExact) - state.flexibleDelivered
  state.flexibleExact = left(flexibleExact, floor(flexibleExact))
  state.flexibleDelivered = 0n
  state.counted = 0
  state.delivered = 0n
  state.returned = 0n
  state.replaced = 0n
  state.lapsed = 0n
  state.latest = null
}

/**
 * Transitional dwellings of each agreement and year against its cap. A vacancy or a use asks the version in force on its
 * day; where versions of one year differ, the cap is what the last one asked says. While no cap is in force none is used.
 */
function capsOf(placed: readonly Placed[], versions: readonly QuotaVersion[]): CapUse[] {
  const years = new Map<string, CapUse & { readonly day: LocalDate }>()
  for (const { vacancy, found, withdrawn, transitionalOn } of placed) {
    if (found === null || withdrawn) continue
    const [day, { agreementId }] = [transitionalOn ?? vacancy.day, found.version]
    const max = capOf(versionOn(versions, agreementId, day) ?? found.version)
    if (max === null) continue
    const year = day.slice(0, 4)
    const before = years.get(`${agreementId} ${year}`) ?? { day, used: 0, max }
    const used = before.used + (transitionalOn === null ? 0 : 1)
    const last = before.day > day ? { day: before.day, max: before.max } : { day, max }
    const left = Math.max(0, last.max - used)
    years.set(`${agreementId} ${year}`, { agreementId, year, used, left, ...last })
  }
  return [...years].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { day: _, ...use }]) => use)
}

function versionOn(versions: readonly QuotaVersion[], agreementId: string, day: LocalDate) {
  return versions.find((version) => version.agreementId === agreementId && contains(version.valid, day))
}

/** A version's cap; the least where its terms name several. */
function capOf({ terms }: QuotaVersion): number | null {
  const caps = terms.flatMap(({ transitionalCapPerYear }) => transitionalCapPerYear ?? [])
  return caps.length === 0 ? null : Math.min(...caps)
}
