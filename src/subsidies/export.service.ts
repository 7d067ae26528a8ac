import { createHash } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import writeXlsxFile from 'write-excel-file/node'
import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import { assertPeriod, notFound } from '../platform/command.ts'
import type { Database } from '../platform/database.ts'
import { LOG_LOOK, lookParameters } from '../platform/read/personal.ts'
import { EXPORT_TABLES, type ExportColumn, type ExportTable } from './export-tables.ts'

/** The form of the hand-over; it changes when a table or column does. */
export const EXPORT_SCHEMA = 'boligbro-subsidies-3'

/** What to hand over. */
export interface ExportRequest {
  readonly municipalityCode: string
  readonly programme: string
  readonly from: LocalDate
  readonly until: LocalDate
  /** Null: now. */
  readonly knownAt: string | null
}

/** Signs the manifest as a compact JWS. */
export type Sign = (content: unknown) => Promise<string>

type Row = Readonly<Record<string, string | null>>
interface Filled {
  readonly table: ExportTable
  readonly rows: readonly Row[]
}

/**
 * A ZIP archive with a programme's books in a municipality, as known at a moment: each table as CSV, all of them as XLSX and as
 * JSON, and a signed manifest. The download is a change of its own, and what it holds of households is logged, or it fails.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PERIOD_EMPTY, PROGRAMME_NOT_FOUND, KNOWN_AT_IN_FUTURE.
 */
export function exportSubsidies(
  database: Database,
  origin: RequestOrigin,
  request: ExportRequest,
  sign: Sign,
): Promise<Uint8Array> {
  return change(
    database,
    origin,
    { action: 'subsidy:export' },
    async (running) => {
      assertPeriod(request.from, request.until, 'until')
      const knownAt = await momentOf(running, request)
      const filled = await fill(running, { ...request, knownAt })
      await logLook(running, request.municipalityCode, filled)
      return archive(
        filled,
        { ...request, knownAt, exportedBy: origin.actor.subject, requestId: origin.requestId },
        sign,
      )
    },
    async (_, packed) => packed,
  )
}

async function momentOf(
  running: Change,
  { programme, municipalityCode, knownAt }: ExportRequest,
): Promise<string> {
  const [row] = await running.sql<{ at: string; future: boolean; known: boolean }>(
    `select to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, m.at > clock_timestamp() as future,
            exists (select from public.subsidy_programme p where p.code = $2
                       and (p.municipality_code is null or p.municipality_code = $3)) as known
       from (select coalesce($1::timestamptz, clock_timestamp()) as at) m`,
    [knownAt, programme, municipalityCode],
  )
  if (row?.known !== true) throw new Refused(programmeNotFound)
  if (row.future) throw new Refused(knownAtInFuture)
  return row.at
}

/** Names every parameter once, for a table that does not. */
const GIVEN = 'with given as (select $1::text, $2::text, $3::timestamptz, $4::date, $5::date)'

async function fill(
  running: Change,
  { municipalityCode, programme, knownAt, from, until }: ExportRequest,
): Promise<readonly Filled[]> {
  const filled: Filled[] = []
  for (const table of EXPORT_TABLES) {
    const parameters = [municipalityCode, programme, knownAt, from, until]
    filled.push({ table, rows: await running.sql<Row>(`${GIVEN} ${table.sql}`, parameters) })
  }
  return filled
}

async function logLook(running: Change, municipalityCode: string, filled: readonly Filled[]): Promise<void> {
  for (const { table, rows } of filled) {
    const { household } = table
    const subjects = [
      ...new Set(rows.flatMap((row) => (household === undefined ? [] : (row[household] ?? [])))),
    ]
    if (subjects.length === 0) continue
    const fields = table.columns.map(({ name }) => `${table.name}.${name}`)
    await running.prepared(
      LOG_LOOK,
      lookParameters('subsidies/export', { municipalityCode, shown: [{ fields, subjects }] }),
    )
  }
}

async function archive(filled: readonly Filled[], parameters: object, sign: Sign): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = Object.fromEntries(
    filled.map(({ table, rows }) => [`${table.name}.csv`, strToU8(csvOf(table, rows))]),
  )
  files['subsidies.xlsx'] = await xlsxOf(filled)
  const tables = Object.fromEntries(filled.map(({ table, rows }) => [table.name, rows]))
  files['subsidies.json'] = strToU8(JSON.stringify(tables, null, 1))
  const manifest = {
    schema: EXPORT_SCHEMA,
    parameters,
    tables: filled.map(({ table, rows }) => ({ name: table.name, rows: rows.length })),
    files: Object.entries(files).map(([name, content]) => ({
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  }
  files['manifest.json'] = strToU8(JSON.stringify(manifest, null, 1))
  files['manifest.jws'] = strToU8(await sign(manifest))
  return zipSync(files)
}

const FORMULA = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/

/** Text that a spreadsheet shows and never runs: what could begin a formula gets an apostrophe before it. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function cellOf({ name, kind }: ExportColumn, row: Row): string | null {
  const value = row[name] ?? null
  return value !== null && kind === 'text' ? harmless(value) : value
}

/** RFC 4180: lines end in CR LF, every value that is there is quoted, and a quote in it is doubled. */
function csvOf({ columns }: ExportTable, rows: readonly Row[]): string {
  const line = (values: readonly (string | null)[]) =>
    values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')
  return `${[
    line(columns.map(({ name }) => name)),
    ...rows.map((row) => line(columns.map((column) => cellOf(column, row)))),
  ].join('\r\n')}\r\n`
}

async function xlsxOf(filled: readonly Filled[]): Promise<Uint8Array> {
  const sheets = filled.map(({ table, rows }) => ({
    sheet: table.name,
    data: [
      table.columns.map(({ name }) => ({ value: name, fontWeight: 'bold' as const })),
      ...rows.map((row) =>
        table.columns.map((column) => {
          const value = cellOf(column, row)
          if (value === null) return null
          return column.kind === 'number' ? { value: Number(value), type: Number } : { value, type: String }
        }),
      ),
    ],
  }))
  return new Uint8Array(await writeXlsxFile(sheets).toBuffer())
}

const programmeNotFound = notFound('PROGRAMME', 'programme', 'ingen tilskudsordning', 'programme')

const knownAtInFuture: Refusal = {
  code: 'KNOWN_AT_IN_FUTURE',
  path: 'knownAt',
  text: { da: 'Tidspunktet ligger i fremtiden.', en: 'The moment lies in the future.' },
}
