import { type BulkColumn, bulkParameters, bulkRowsSql, columnNames } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import { lettingKey } from './ledger-rows.rules.ts'
import type { BalanceRow, LedgerRows, Pair, TurnRow } from './quota-turn.ts'
import {
  BALANCE_COLUMNS,
  CAP_USE_COLUMNS,
  type Stored,
  storedBalances,
  storedCapUses,
  TURN_COLUMNS,
} from './stored-ledger.service.ts'

/** Makes what is stored what was computed: what is new is entered, what differs is changed, nothing is deleted. */
export async function writeLedger(
  running: Change,
  pair: Pair,
  stored: readonly TurnRow[],
  computed: LedgerRows,
): Promise<void> {
  const turns = stored as readonly Stored<TurnRow>[]
  await writeRows(running, pair, 'quota_turn', TURN_COLUMNS, turns, computed.turns, lettingKey)
  const balances = await storedBalances(running.sql, pair)
  const keyOf = ({ key, period }: BalanceRow) => `${key} ${period}`
  const kept = new Set(computed.balances.map(keyOf))
  const emptied = balances.filter((row) => !kept.has(keyOf(row))).map((row) => ({ ...row, ...EMPTY }))
  const all = [...computed.balances, ...emptied]
  await writeRows(running, pair, 'quota_balance', BALANCE_COLUMNS, balances, all, keyOf)
  const capUses = await storedCapUses(running.sql, pair)
  const yearOf = ({ agreementId, year }: { agreementId: string; year: string }) => `${agreementId} ${year}`
  const used = new Set(computed.capUses.map(yearOf))
  const unused = capUses.filter((row) => !used.has(yearOf(row))).map((row) => ({ ...row, used: 0 }))
  const uses = [...computed.capUses, ...unused]
  await writeRows(running, pair, 'quota_cap_use', CAP_USE_COLUMNS, capUses, uses, yearOf)
}

/** A sequence that no vacancy counts in any more. */
const EMPTY = {
  counted: 0,
  entitledExact: '0',
  entitled: 0,
  carried: 0,
  delivered: 0,
  returned: 0,
  replaced: 0,
  lapsed: 0,
  owed: 0,
  overdue: 0,
  flexibleEntitledExact: '0',
  flexibleDelivered: 0,
} as const

async function writeRows<Row>(
  running: Change,
  { municipalityCode, organisationId }: Pair,
  table: string,
  columns: readonly BulkColumn<Row>[],
  stored: readonly Stored<Row>[],
  computed: readonly Row[],
  keyOf: (row: Row) => string,
): Promise<void> {
  const contentOf = (row: Row) => JSON.stringify(columns.map(({ of }) => of(row)))
  const known = new Map(stored.map((row) => [keyOf(row), row]))
  const entered: Row[] = []
  const changed: Stored<Row>[] = []
  for (const row of computed) {
    const before = known.get(keyOf(row))
    if (before === undefined) entered.push(row)
    else if (contentOf(before) !== contentOf(row)) changed.push({ ...row, id: before.id })
  }
  const values = columnNames(columns, 'r.').replace('r.area_statuses', 'r.area_statuses::text[]')
  if (entered.length > 0) {
    await running.sql(
      `insert into public.${table} (municipality_code, organisation_id, ${columnNames(columns)})
       select $1, $2::uuid, ${values} from ${bulkRowsSql(columns, 3, 'r')} order by r.place`,
      [municipalityCode, organisationId, ...bulkParameters(columns, entered)],
    )
  }
  if (changed.length > 0) {
    const withId: readonly BulkColumn<Stored<Row>>[] = [
      { name: 'id', type: 'uuid', of: ({ id }) => id },
      ...columns,
    ]
    await running.sql(
      `update public.${table} t set (${columnNames(columns)}) = row(${values})
         from ${bulkRowsSql(withId, 1, 'r')} where t.id = r.id`,
      bulkParameters(withId, changed),
    )
  }
}
