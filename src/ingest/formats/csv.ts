import type { Instant } from '../../kernel/clock.ts'
import type { AcontoRecord, ReportedState } from '../../vacancies/index.ts'
import type { FeedFormat, FeedMapping, Problem, ReadRecord } from '../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
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
import { cellReader, rawLine, truth } from './csv-cells.ts'
import { type CsvColumns, csvColumns } from './csv-columns.ts'
import { csvLines, type Line } from './csv-lines.ts'
import { wholeNumber } from './json-lines.ts'
import {
  danishDay,
  danishDecimal,
  danishKroner,
  offsetInstant,
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

async function* readCsv(source: AsyncIterable<Uint8Array>, mapping: FeedMapping): AsyncGenerator<ReadRecord> {
  const lines = csvLines(source)
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

function vacancyOf(
  line: Line,
  columns: CsvColumns,
  mapping: FeedMapping,
  expectation: Expectation,
): ReadRecord {
  const problems: Problem[] = []
  const { cell, read } = cellReader(line, columns, problems)
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
    acontoLines: acontoLines(line.cells, columns, problems),
    depositOere: read('depositOere', danishKroner, amountUnreadable),
    firstPaymentOere: read('firstPaymentOere', danishKroner, amountUnreadable),
    availableFrom: read('availableFrom', danishDay, dayUnreadable),
    atDisposalFrom,
    letFrom: read('letFrom', danishDay, dayUnreadable),
  }
  const { record, problems: all } = validateVacancy(fields, expectation, problems)
  return { row: line.row, raw: rawLine(line, columns), key: readKey(fields, record), record, problems: all }
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

function danishNumber(text: string): number | null {
  const decimal = danishDecimal(text)
  return decimal === null ? null : Number(decimal)
}
