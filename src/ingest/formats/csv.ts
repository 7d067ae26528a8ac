import { finished } from 'node:stream/promises'
import { type Parser, parse } from 'csv-parse'
import type { Instant } from '../../kernel/clock.ts'
import type { AcontoRecord, ReportedState } from '../../vacancies/index.ts'
import type { FeedFormat, FeedMapping, Problem, ReadRecord } from '../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
  fileUnreadable,
  numberUnreadable,
  stateUnknown,
  timeUnreadable,
  truthUnreadable,
} from '../feed-problem.ts'
import {
  type Expectation,
  expectationOf,
  type VacancyFields,
  validateVacancy,
} from '../vacancy-record.rules.ts'
import { dwellingTypeOf } from '../vacancy-words.rules.ts'
import { type CsvColumns, csvColumns } from './csv-columns.ts'
import {
  danishDay,
  danishDecimal,
  danishKroner,
  guessedText,
  offsetInstant,
  RAW_LIMIT_BYTES,
  rawText,
  readKey,
  unreadRecord,
} from './source-text.ts'

/**
 * A spreadsheet: one line of headers, one line a vacancy; UTF-8, UTF-16 with a byte order mark or Windows-1252;
 * semicolon, comma or tab. Lines whose cells are all empty are no records. Without a column for the state, a vacancy
 * with a day at the municipality's disposal is AT_MUNICIPAL_DISPOSAL and any other ANNOUNCED.
 *
 * Columns that name people (tenant, CPR, telephone …) are never read, and `raw` shows `…` in their place.
 */
export const csv: FeedFormat = {
  code: 'CSV',
  contentTypes: ['text/csv', 'application/csv', 'text/tab-separated-values'],
  read: readCsv,
}

interface Line {
  cells: string[]
  delimiter: string
  raw: string
  row: number
}

async function* readCsv(source: AsyncIterable<Uint8Array>, mapping: FeedMapping): AsyncGenerator<ReadRecord> {
  const lines = csvLines(guessedText(source))
  const header = await lines.next()
  if (header.done || 'problems' in header.value) {
    yield header.done || !('problems' in header.value)
      ? unreadRecord(1, '', fileUnreadable('', 'den er tom.', 'it is empty.'))
      : header.value
    return
  }
  const columns = csvColumns(header.value.cells, mapping)
  if (columns.problems.length > 0) {
    // Without its header a file may hold anything, so nothing of it is kept.
    yield unreadRecord(header.value.row, '', ...columns.problems)
    return
  }
  const expectation = expectationOf(mapping, columns.paths)
  for await (const line of lines) {
    yield 'problems' in line ? line : vacancyOf(line, columns, mapping, expectation)
  }
}

/** The lines that hold anything, with their place; what csv-parse cannot split comes out as one unread record. */
async function* csvLines(texts: AsyncGenerator<string>): AsyncGenerator<Line | ReadRecord> {
  let beginning = ''
  let splitter: Splitter | null = null
  for await (const text of texts) {
    if (splitter === null) {
      beginning += text
      const delimiter = delimiterOf(beginning)
      if (delimiter === null && beginning.length < RAW_LIMIT_BYTES) continue
      splitter = splitterBy(delimiter ?? ';')
      yield* splitter.write(beginning)
    } else yield* splitter.write(text)
    if (splitter.failed()) break
  }
  if (splitter === null) {
    splitter = splitterBy(delimiterOf(`${beginning}\n`) ?? ';')
    yield* splitter.write(beginning)
  }
  yield* await splitter.end()
}

interface Splitter {
  write(text: string): Iterable<Line>
  failed(): boolean
  end(): Promise<Iterable<Line | ReadRecord>>
}

function splitterBy(delimiter: string): Splitter {
  let found: Line[] = []
  // The bytes that csv-parse has been given and no record has claimed yet.
  let unclaimed: Buffer = Buffer.alloc(0)
  let claimed = 0
  let row = 1
  let failure: Error | null = null

  const claim = (bytes: number): { raw: string; row: number } => {
    const text = unclaimed.toString('utf8', 0, bytes)
    unclaimed = unclaimed.subarray(bytes)
    claimed += bytes
    // Empty lines before the record are skipped by csv-parse and belong to its bytes.
    const before = BREAKS_BEFORE.exec(text)?.[0] ?? ''
    const place = { raw: text.slice(before.length).replace(BREAK_AFTER, ''), row: row + breaksIn(before) }
    row += breaksIn(text)
    return place
  }
  const parser: Parser = parse({
    delimiter,
    bom: false,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: RAW_LIMIT_BYTES,
    // The records are taken here, synchronously with `write`, so that none goes through the stream's buffer.
    on_record: (cells: string[], { bytes }: { bytes: number }) => {
      const place = claim(bytes - claimed)
      if (!cells.every(isBlank)) found.push({ cells, delimiter, ...place })
      return null
    },
  })
  parser.on('error', (error) => {
    failure = error
  })
  const taken = (): Line[] => {
    const lines = found
    found = []
    return lines
  }
  return {
    write(text) {
      const bytes = Buffer.from(text)
      unclaimed = unclaimed.length === 0 ? bytes : Buffer.concat([unclaimed, bytes])
      parser.write(bytes)
      return taken()
    },
    failed: () => failure !== null || parser.errored !== null,
    async end() {
      parser.end()
      await finished(parser, { readable: false }).catch((error: Error) => {
        failure = error
      })
      const lines: (Line | ReadRecord)[] = taken()
      if (failure !== null) {
        lines.push(
          unreadRecord(
            row,
            '',
            fileUnreadable(
              `linje/line ${row}`,
              `et anførselstegn i linje ${row} eller kort efter bliver ikke lukket, eller posten er over 64 KB.`,
              `a quotation mark in line ${row} or soon after it is not closed, or the record is larger than 64 KB.`,
            ),
          ),
        )
      }
      return lines
    },
  }
}

const BREAKS_BEFORE = /^[\r\n]+/
const BREAK_AFTER = /(?:\r\n|\n|\r)$/
const BREAK = /\r\n|\n|\r/g

function breaksIn(text: string): number {
  if (text === '') return 0
  // One line feed at the end, the common case, is told without the expression.
  if (text.indexOf('\n') === text.length - 1 && text.indexOf('\r') >= text.length - 2) return 1
  return text.match(BREAK)?.length ?? 0
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === ''
}

/** The delimiter most used outside quotes in the first line that holds anything; null while that line is not whole. */
function delimiterOf(text: string): string | null {
  const counts = new Map([
    [';', 0],
    ['\t', 0],
    [',', 0],
  ])
  let quoted = false
  let begun = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) {
      if (begun) return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0]
      continue
    } else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
    begun = true
  }
  return null
}

const STATE_WORDS: ReadonlyMap<string, ReportedState> = new Map([
  ['announced', 'ANNOUNCED'],
  ['annonceret', 'ANNOUNCED'],
  ['ledig', 'ANNOUNCED'],
  ['opsagt', 'ANNOUNCED'],
  ['at_municipal_disposal', 'AT_MUNICIPAL_DISPOSAL'],
  ['til rådighed', 'AT_MUNICIPAL_DISPOSAL'],
  ['til rådighed for kommunen', 'AT_MUNICIPAL_DISPOSAL'],
  ['let', 'LET'],
  ['udlejet', 'LET'],
  ['withdrawn', 'WITHDRAWN'],
  ['trukket tilbage', 'WITHDRAWN'],
  ['tilbagetrukket', 'WITHDRAWN'],
])

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['ja', true],
  ['true', true],
  ['sand', true],
  ['1', true],
  ['nej', false],
  ['false', false],
  ['falsk', false],
  ['0', false],
])

function vacancyOf(
  line: Line,
  columns: CsvColumns,
  mapping: FeedMapping,
  expectation: Expectation,
): ReadRecord {
  const { cells } = line
  const problems: Problem[] = []
  const cell = (field: keyof VacancyFields): string | null => {
    const index = columns.indexes[field]
    const text = index === undefined ? '' : (cells[index] ?? '').trim()
    return text === '' ? null : text
  }
  function read<Value>(
    field: keyof VacancyFields,
    reader: (text: string) => Value | null | undefined,
    unreadable: (path: string) => Problem,
  ): Value | null {
    const text = cell(field)
    if (text === null) return null
    const value = reader(text)
    if (value === null || value === undefined) {
      problems.push(unreadable(columns.paths[field] ?? field))
      return null
    }
    return value
  }
  if (
    cells.length < columns.count ||
    (cells.length > columns.count && !cells.slice(columns.count).every(isBlank))
  ) {
    problems.push(cellCountDiffers(line, columns.count))
  }
  const dwellingTypeText = cell('dwellingTypeText')
  const atDisposalFrom = read('atDisposalFrom', danishDay, dayUnreadable)
  const reported = read('state', (text) => STATE_WORDS.get(text.toLowerCase()), stateUnknown)
  const stateless = atDisposalFrom === null ? 'ANNOUNCED' : 'AT_MUNICIPAL_DISPOSAL'
  const fields: VacancyFields = {
    organisationCode: cell('organisationCode'),
    estateNumber: cell('estateNumber'),
    tenancyNumber: cell('tenancyNumber'),
    sourceId: cell('sourceId'),
    sourceSequence: read('sourceSequence', wholeNumber, numberUnreadable),
    sourceTime: read<Instant>('sourceTime', offsetInstant, timeUnreadable),
    buildingSectionNumber: cell('buildingSectionNumber'),
    bbrUnitId: cell('bbrUnitId'),
    darAddressId: cell('darAddressId'),
    street: cell('street'),
    floorDoor: cell('floorDoor'),
    postalCode: cell('postalCode'),
    city: cell('city'),
    dwellingType: dwellingTypeOf(dwellingTypeText, mapping.dwellingTypes),
    dwellingTypeText,
    rooms: read('rooms', danishNumber, numberUnreadable),
    areaM2: read('areaM2', danishDecimal, numberUnreadable),
    accessible: read('accessible', truth, truthUnreadable),
    state: reported ?? stateless,
    vacantAtLoss: read('vacantAtLoss', truth, truthUnreadable),
    rentOere: read('rentOere', danishKroner, amountUnreadable),
    rentTotalOere: read('rentTotalOere', danishKroner, amountUnreadable),
    acontoLines: acontoLines(cells, columns, problems),
    depositOere: read('depositOere', danishKroner, amountUnreadable),
    firstPaymentOere: read('firstPaymentOere', danishKroner, amountUnreadable),
    availableFrom: read('availableFrom', danishDay, dayUnreadable),
    atDisposalFrom,
    letFrom: read('letFrom', danishDay, dayUnreadable),
  }
  const { record, problems: all } = validateVacancy(fields, expectation, problems)
  const raw = rawText(columns.personal.length === 0 ? line.raw : withoutPeople(line, columns))
  return { row: line.row, raw, key: readKey(fields, record), record, problems: all }
}

function acontoLines(cells: readonly string[], columns: CsvColumns, problems: Problem[]): AcontoRecord[] {
  const lines: AcontoRecord[] = []
  for (const { index, name, kind } of columns.acontos) {
    const text = (cells[index] ?? '').trim()
    if (text === '') continue
    const amountOere = danishKroner(text)
    if (amountOere === null) problems.push(amountUnreadable(name))
    else lines.push({ kind, name, amountOere })
  }
  return lines
}

function truth(text: string): boolean | undefined {
  return TRUTHS.get(text.toLowerCase())
}

function danishNumber(text: string): number | null {
  const decimal = danishDecimal(text)
  return decimal === null ? null : Number(decimal)
}

function wholeNumber(text: string): bigint | null {
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

function withoutPeople({ cells, delimiter }: Line, { personal, count }: CsvColumns): string {
  // In a line of another length the names may stand under any header.
  if (cells.length !== count) return '…'
  return cells
    .map((cell, index) => {
      if (personal.includes(index) && !isBlank(cell)) return '…'
      return /["\r\n;,\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
    })
    .join(delimiter)
}

function cellCountDiffers({ cells, row }: Line, count: number): Problem {
  return errorAt(
    `linje/line ${row}`,
    'CELL_COUNT_DIFFERS',
    `Linje ${row} har ${cells.length} felter, overskriften ${count}. Ret linjen; en tekst med et skilletegn i skal stå i anførselstegn.`,
    `Line ${row} has ${cells.length} cells, the header ${count}. Correct the line; a text with a delimiter in it needs quotation marks.`,
  )
}
