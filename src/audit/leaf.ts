import { leafHash } from './merkle.ts'

/** A table whose rows are sealed, and its column that says when a row was written. */
export interface SealedTable {
  readonly table: string
  readonly writtenAt: string
  /** Columns that are no part of the leaf, since a foreign key keeps them in step with another row. */
  readonly unsealed?: readonly string[]
}

/** The append-only tables whose rows are sealed, by the API's name. */
export const SEALED_TABLES = {
  CHANGE: { table: 'change', writtenAt: 'recorded_at' },
  DATA_SHARING_GRANT: { table: 'data_sharing_grant', writtenAt: 'recorded_at' },
  DATA_SHARING_REVOCATION: { table: 'data_sharing_revocation', writtenAt: 'recorded_at' },
  ACCESS_LOG: { table: 'access_log', writtenAt: 'at' },
  CRITERION_ANSWER: { table: 'criterion_answer', writtenAt: 'recorded_at' },
  ACCESS_LOG_REVIEW: { table: 'access_log_review', writtenAt: 'recorded_at' },
  QUOTA_EVENT: { table: 'quota_event', writtenAt: 'recorded_at' },
  ALLOCATION_DECISION: {
    ...{ table: 'allocation_decision', writtenAt: 'recorded_at' },
    unsealed: ['case_scope'],
  },
  AGREEMENT_TERM: { table: 'agreement_term', writtenAt: 'recorded_at' },
  AGREEMENT_CONSENT: { table: 'agreement_consent', writtenAt: 'recorded_at' },
  OFFER_EVENT: { table: 'offer_event', writtenAt: 'recorded_at' },
  ARREARS_RESPONSE: { table: 'arrears_response', writtenAt: 'recorded_at' },
  SUBSIDY_AUDIT: { table: 'subsidy_audit', writtenAt: 'recorded_at' },
  SUBSIDY_CORRECTION: { table: 'subsidy_correction', writtenAt: 'recorded_at' },
  SUBSIDY_FINDING_ANSWER: { table: 'subsidy_finding_answer', writtenAt: 'recorded_at' },
} as const satisfies Record<string, SealedTable>
export type AuditSource = keyof typeof SEALED_TABLES

/** What names a row among all sealed ones: `access_log:4711`. */
export function rowKey(table: string, key: string): string {
  return `${table}:${key}`
}

/** Session settings under which PostgreSQL writes values as the leaves have them. */
export const LEAF_SETTINGS = {
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
} as const

/**
 * The hash of a row: of its table's name and its columns' names, as PostgreSQL writes an array of texts, and of the row
 * of these columns as PostgreSQL's `record_send` makes it.
 */
export function leafHashOf(table: string, columns: readonly string[], sent: Uint8Array): Buffer {
  return leafHash(Buffer.concat([Buffer.from(`{${[table, ...columns].map(element).join()}}`, 'utf8'), sent]))
}

/**
 * The hash of a row that was written before migration 0012: of its table's name and each column's name and value, as
 * PostgreSQL writes an array of texts. The values are PostgreSQL's own text under `LEAF_SETTINGS`; null is SQL's null.
 */
export function textLeafHashOf(
  table: string,
  columns: readonly (readonly [name: string, value: string | null])[],
): Buffer {
  let text = `{${element(table)}`
  for (const [name, value] of columns) text += `,${element(name)},${value === null ? 'NULL' : element(value)}`
  return leafHash(`${text}}`)
}

const QUOTED = /["\\{},\t\n\v\f\r ]|^null$|^$/i

/** An element of an array's text: quoted where it could be taken for something else. */
function element(text: string): string {
  return QUOTED.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text
}
