import type { BulkColumn } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import type { BalanceRow, CapUseRow, Pair, TurnRow } from './quota-turn.ts'

/** A row with the id that it is stored under. */
export type Stored<Row> = Row & { readonly id: string }

/** A property of a row and the column that keeps it. */
type Columns<Row> = readonly (readonly [property: keyof Row & string, name: string, type: string])[]

const TURN: Columns<TurnRow> = [
  ['vacancyId', 'vacancy_id', 'uuid'],
  ['letting', 'letting', 'smallint'],
  ['day', 'day', 'date'],
  ['estateId', 'estate_id', 'uuid'],
  ['dwellingType', 'dwelling_type', 'text'],
  ['internalTransfer', 'internal_transfer', 'text'],
  ['rehousing', 'rehousing', 'boolean'],
  ['areaStatuses', 'area_statuses', 'text'],
  ['withdrawn', 'withdrawn', 'boolean'],
  ['agreementId', 'agreement_id', 'uuid'],
  ['versionId', 'version_id', 'uuid'],
  ['termId', 'term_id', 'uuid'],
  ['step', 'step', 'text'],
  ['key', 'key', 'text'],
  ['period', 'period', 'text'],
  ['sequence', 'sequence', 'integer'],
  ['channel', 'channel', 'text'],
  ['subShare', 'sub_share', 'text'],
  ['actedOn', 'acted_on', 'date'],
  ['rule', 'rule', 'text'],
  ['entitledBefore', 'entitled_before', 'text'],
  ['entitled', 'entitled', 'text'],
  ['owed', 'owed', 'integer'],
]

const BALANCE: Columns<BalanceRow> = [
  ['agreementId', 'agreement_id', 'uuid'],
  ['key', 'key', 'text'],
  ['period', 'period', 'text'],
  ['level', 'level', 'text'],
  ['estateId', 'estate_id', 'uuid'],
  ['dwellingType', 'dwelling_type', 'text'],
  ['counted', 'counted', 'integer'],
  ['entitledExact', 'entitled_exact', 'text'],
  ['entitled', 'entitled', 'integer'],
  ['carried', 'carried', 'integer'],
  ['delivered', 'delivered', 'integer'],
  ['returned', 'returned', 'integer'],
  ['replaced', 'replaced', 'integer'],
  ['lapsed', 'lapsed', 'integer'],
  ['owed', 'owed', 'integer'],
  ['overdue', 'overdue', 'integer'],
  ['flexibleEntitledExact', 'flexible_entitled_exact', 'text'],
  ['flexibleDelivered', 'flexible_delivered', 'integer'],
]

const CAP_USE: Columns<CapUseRow> = [
  ['agreementId', 'agreement_id', 'uuid'],
  ['year', 'year', 'text'],
  ['used', 'used', 'integer'],
  ['cap', 'cap', 'integer'],
]

const bulkColumns = <Row>(columns: Columns<Row>): readonly BulkColumn<Row>[] =>
  columns.map(([property, name, type]) => ({
    name,
    type,
    of: (row) => {
      const value = row[property]
      return Array.isArray(value) ? `{${value.join(',')}}` : (value as string | number | boolean | null)
    },
  }))

/** The columns that a row is written to. */
export const TURN_COLUMNS = bulkColumns(TURN)
export const BALANCE_COLUMNS = bulkColumns(BALANCE)
export const CAP_USE_COLUMNS = bulkColumns(CAP_USE)

function storedRows<Row>(
  sql: Change['sql'],
  { municipalityCode, organisationId }: Pair,
  table: string,
  columns: Columns<Row>,
): Promise<Stored<Row>[]> {
  const read = columns.map(([property, name, type]) => {
    if (property === 'areaStatuses') return `to_json(${name}) as "${property}"`
    return `${type === 'date' ? `${name}::text` : name} as "${property}"`
  })
  return sql(
    `select id, ${read.join(', ')} from public.${table} where municipality_code = $1 and organisation_id = $2::uuid`,
    [municipalityCode, organisationId],
  )
}

/** The turns that the ledger of a pair keeps. */
export function storedTurns(sql: Change['sql'], pair: Pair): Promise<Stored<TurnRow>[]> {
  return storedRows(sql, pair, 'quota_turn', TURN)
}

/** The balances that the ledger of a pair keeps. */
export function storedBalances(sql: Change['sql'], pair: Pair): Promise<Stored<BalanceRow>[]> {
  return storedRows(sql, pair, 'quota_balance', BALANCE)
}

/** The uses of caps that the ledger of a pair keeps. */
export function storedCapUses(sql: Change['sql'], pair: Pair): Promise<Stored<CapUseRow>[]> {
  return storedRows(sql, pair, 'quota_cap_use', CAP_USE)
}
