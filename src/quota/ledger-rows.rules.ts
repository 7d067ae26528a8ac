import {
  type ActedTurn,
  type Balance,
  type QuotaAgreements,
  type QuotaEvent,
  type QuotaVacancy,
  quotaLedger,
  type Turn,
} from '../agreements/index.ts'
import type { Fraction } from '../kernel/fraction.ts'
import type { BalanceRow, LedgerRows, Letting, LettingFacts, Pair, TurnRow } from './quota-turn.ts'

/** What the ledger of a pair is computed from. */
export interface LedgerFacts extends Pair {
  readonly agreements: QuotaAgreements
  readonly lettings: readonly LettingFacts[]
  /** Returns, replacements and transitional uses. */
  readonly events: readonly (Letting & { readonly event: QuotaEvent })[]
  /** The turns that the ledger keeps now. */
  readonly stored: readonly TurnRow[]
}

/** Names a letting among all of them; sorts by vacancy, then letting. */
export function lettingKey({ vacancyId, letting }: Letting): string {
  return `${vacancyId}/${String(letting).padStart(5, '0')}`
}

/**
 * The rows of a pair's ledger. Of what is stored only the turns acted upon count, so the same facts and acts give the
 * same rows. Of one day's vacancies the place decides who comes first, never when the hub heard of them. A stored turn
 * whose vacancy is no more of this pair stays as a withdrawn one.
 */
export function ledgerRows(facts: LedgerFacts): LedgerRows {
  const acted = new Map(
    facts.stored.filter(({ actedOn }) => actedOn !== null).map((row) => [lettingKey(row), row]),
  )
  const lettings = facts.lettings.map((one) => ({ ...one, withdrawn: stillWithdrawn(one, acted) }))
  const ids = engineIds(lettings)
  const idOf = (one: Letting) => ids.get(lettingKey(one)) ?? lettingKey(one)
  const { turns, balances, caps } = quotaLedger({
    versions: facts.agreements.versions,
    placements: facts.agreements.placements,
    vacancies: lettings.map((one) => vacancyOf(idOf(one), one, facts.organisationId)),
    events: [
      ...facts.events.map(({ event, ...one }) => ({ ...event, vacancyId: idOf(one) })),
      ...lettings.filter(({ withdrawn }) => withdrawn).map((one) => withdrawalOf(idOf(one), one)),
    ],
    acted: [...acted.values()].map((row) => actedTurnOf(idOf(row), row)),
  })
  const byId = new Map(turns.map((turn) => [turn.vacancyId, turn]))
  const known = new Set(lettings.map(lettingKey))
  const gone = facts.stored.filter((row) => !known.has(lettingKey(row)))
  return {
    turns: [
      ...lettings.map((one) => turnRow(one, byId.get(idOf(one)), acted.get(lettingKey(one)))),
      ...gone.map((row) =>
        turnRow({ ...row, withdrawn: true }, byId.get(idOf(row)), acted.get(lettingKey(row))),
      ),
    ],
    balances: balances.filter(({ key }) => key !== '').map(balanceRow),
    capUses: caps.map(({ agreementId, year, used, max }) => ({ agreementId, year, used, cap: max })),
  }
}

/** Who is missing from a full list after somebody acted upon its turn has been let; only its source withdraws it then. */
function stillWithdrawn(one: LettingFacts, acted: ReadonlyMap<string, TurnRow>): boolean {
  return (
    one.withdrawn === 'BY_SOURCE' || (one.withdrawn === 'ABSENT_FROM_SNAPSHOT' && !acted.has(lettingKey(one)))
  )
}

/** Ids that sort by place, as the engine has those of one day. */
function engineIds(lettings: readonly (Letting & { readonly place: string })[]): ReadonlyMap<string, string> {
  const keyed = lettings.map((one) => ({ key: lettingKey(one), order: `${one.place} ${lettingKey(one)}` }))
  keyed.sort((a, b) => (a.order < b.order ? -1 : 1))
  return new Map(keyed.map(({ key }, at) => [key, `${String(at).padStart(8, '0')} ${key}`]))
}

type Counted = Omit<LettingFacts, 'withdrawn' | 'place'> & { readonly withdrawn: boolean }

function vacancyOf(id: string, one: Counted, organisationId: string): QuotaVacancy {
  const { day, estateId, internalTransfer, rehousing } = one
  return {
    id,
    day,
    organisationId,
    estateId,
    dwellingType: one.dwellingType as QuotaVacancy['dwellingType'],
    internalTransfer,
    areaStatuses: one.areaStatuses as QuotaVacancy['areaStatuses'],
    rehousing,
  }
}

function withdrawalOf(vacancyId: string, { day }: Counted): QuotaEvent {
  return { kind: 'WITHDRAWN', vacancyId, day, reason: 'WITHDRAWN' }
}

function actedTurnOf(vacancyId: string, row: TurnRow): ActedTurn {
  return {
    vacancyId,
    key: row.key ?? '',
    period: row.period ?? '',
    sequence: row.sequence,
    channel: row.channel ?? 'WAITING_LIST',
    subShare: row.subShare,
  }
}

function turnRow(one: Counted, turn: Turn | undefined, acted: TurnRow | undefined): TurnRow {
  const { vacancyId, letting, day, estateId, dwellingType, internalTransfer, rehousing, withdrawn } = one
  const counted = {
    vacancyId,
    letting,
    day,
    estateId,
    dwellingType,
    internalTransfer,
    rehousing,
    areaStatuses: [...one.areaStatuses].sort(),
    withdrawn,
    actedOn: acted?.actedOn ?? null,
  }
  // The engine gives a withdrawn vacancy no turn, and one that was acted upon keeps its own.
  if (turn === undefined) return { ...counted, ...NOBODYS }
  const { explanation } = turn
  return {
    ...counted,
    agreementId: explanation.agreementId ?? agreementOf(turn.key),
    versionId: explanation.versionId,
    termId: explanation.termId,
    step: explanation.step,
    key: turn.key || null,
    period: turn.period || null,
    sequence: turn.sequence,
    channel: turn.channel,
    subShare: turn.subShare,
    rule: explanation.rule,
    entitledBefore: fractionText(explanation.entitledBefore),
    entitled: fractionText(explanation.entitled),
    owed: Number(explanation.owed),
  }
}

const NOBODYS = {
  agreementId: null,
  versionId: null,
  termId: null,
  step: null,
  key: null,
  period: null,
  sequence: null,
  channel: null,
  subShare: null,
  rule: 'WITHDRAWN',
  entitledBefore: '0',
  entitled: '0',
  owed: 0,
} as const

/** An exact figure as text: `7/4`, or `2` for a whole one. */
export function fractionText({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`
}

const KEY = /^agreement:([^/]+)\/(organisation|estate):([^/]+)(?:\/type:(.+))?$/

function agreementOf(key: string): string | null {
  return KEY.exec(key)?.[1] ?? null
}

function balanceRow(balance: Balance): BalanceRow {
  const [, agreementId = '', unit, unitId = '', type] = KEY.exec(balance.key) ?? []
  return {
    agreementId,
    key: balance.key,
    period: balance.period,
    level: unit === 'estate' ? 'ESTATE' : type === undefined ? 'ORGANISATION' : 'DWELLING_TYPE',
    estateId: unit === 'estate' ? unitId : null,
    dwellingType: type === undefined || type === '-' ? null : type,
    counted: balance.counted,
    entitledExact: fractionText(balance.entitledExact),
    entitled: Number(balance.entitled),
    carried: Number(balance.carried),
    delivered: Number(balance.delivered),
    returned: Number(balance.returned),
    replaced: Number(balance.replaced),
    lapsed: Number(balance.lapsed),
    owed: Number(balance.owed),
    overdue: Number(balance.overdue),
    flexibleEntitledExact: fractionText(balance.flexibleEntitledExact),
    flexibleDelivered: Number(balance.flexibleDelivered),
  }
}
