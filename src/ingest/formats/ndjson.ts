import type { Instant } from '../../kernel/clock.ts'
import { type Oere, parseKroner } from '../../kernel/money.ts'
import { type LocalDate, parseLocalDate } from '../../kernel/period.ts'
import { parseStrictJson } from '../../platform/http/strict-json.ts'
import { DWELLING_TYPES } from '../../registry/index.ts'
import { ACONTO_KINDS, type AcontoKind, type AcontoRecord, REPORTED_STATES } from '../../vacancies/index.ts'
import type { FeedFormat, FeedMapping, Problem, ReadRecord } from '../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
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
import { acontoKindOf, dwellingTypeOf } from '../vacancy-words.rules.ts'
import { offsetInstant, pieces, RAW_LIMIT_BYTES, rawText, readKey, unreadRecord } from './source-text.ts'

/**
 * The hub's own format: one JSON object a line, as `schema/feeds/vacancy.v1.schema.json` describes it; UTF-8, at most
 * 64 KB a line, empty lines are no records. A line that is no such object is one record in quarantine, the next line
 * is read as usual.
 */
export const ndjson: FeedFormat = {
  code: 'NDJSON',
  contentTypes: ['application/x-ndjson', 'application/jsonl'],
  read: readNdjson,
}

const NEWLINE = 10
const DEPTH_LIMIT = 5

const PATHS = { rentOere: 'rent', depositOere: 'deposit', firstPaymentOere: 'firstPayment' } as const

const MEMBERS: ReadonlySet<string> = new Set([
  'organisationCode',
  'estateNumber',
  'tenancyNumber',
  'sourceId',
  'sourceSequence',
  'sourceTime',
  'buildingSectionNumber',
  'bbrUnitId',
  'darAddressId',
  'street',
  'floorDoor',
  'postalCode',
  'city',
  'dwellingType',
  'dwellingTypeText',
  'rooms',
  'areaM2',
  'accessible',
  'state',
  'vacantAtLoss',
  'rent',
  'acontoLines',
  'deposit',
  'firstPayment',
  'availableFrom',
  'atDisposalFrom',
  'letFrom',
])
const ACONTO_MEMBERS: ReadonlySet<string> = new Set(['name', 'kind', 'amount'])

async function* readNdjson(
  source: AsyncIterable<Uint8Array>,
  mapping: FeedMapping,
): AsyncGenerator<ReadRecord> {
  const expectation = expectationOf(mapping, PATHS)
  let row = 0
  for await (const line of linesOf(source)) {
    row++
    if (line === null) yield unreadRecord(row, '', lineTooLong(row))
    else if (!isBlank(line)) yield vacancyOf(row, line, mapping, expectation)
  }
}

/** The lines without their line feed; null for one above 64 KB, of which nothing is kept. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer | null> {
  let held: Buffer[] = []
  let heldBytes = 0
  const whole = (): Buffer | null => {
    const line = heldBytes > RAW_LIMIT_BYTES ? null : Buffer.concat(held)
    held = []
    heldBytes = 0
    return line
  }
  const hold = (part: Buffer): void => {
    heldBytes += part.length
    if (heldBytes > RAW_LIMIT_BYTES) held = []
    // A copy, because the source may use its memory again.
    else held.push(Buffer.from(part))
  }
  for await (const piece of pieces(source)) {
    let start = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      hold(piece.subarray(start, end))
      yield whole()
      start = end + 1
    }
    hold(piece.subarray(start))
  }
  if (heldBytes > 0) yield whole()
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13)
}

type Json = Readonly<Record<string, unknown>>

function vacancyOf(row: number, line: Buffer, mapping: FeedMapping, expectation: Expectation): ReadRecord {
  const raw = line.toString('utf8').trim()
  const json = parseStrictJson(line, { depth: DEPTH_LIMIT })
  if (!json.ok) return unreadRecord(row, raw, lineUnreadable(row, json.code))
  const given = json.value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return unreadRecord(row, raw, lineUnreadable(row, 'JSON_NO_OBJECT'))
  }
  const problems: Problem[] = []
  const from = memberReader(given as Json, '', problems)
  refuseUnknown(given as Json, MEMBERS, '', problems)
  const dwellingTypeText = from.text('dwellingTypeText')
  const fields: VacancyFields = {
    organisationCode: from.text('organisationCode'),
    estateNumber: from.text('estateNumber'),
    tenancyNumber: from.text('tenancyNumber'),
    sourceId: from.text('sourceId'),
    sourceSequence: from.written('sourceSequence', wholeNumber, numberUnreadable),
    sourceTime: from.written<Instant>('sourceTime', offsetInstant, timeUnreadable),
    buildingSectionNumber: from.text('buildingSectionNumber'),
    bbrUnitId: from.text('bbrUnitId'),
    darAddressId: from.text('darAddressId'),
    street: from.text('street'),
    floorDoor: from.text('floorDoor'),
    postalCode: from.text('postalCode'),
    city: from.text('city'),
    dwellingType:
      from.written('dwellingType', (text) => oneOf(DWELLING_TYPES, text), typeUnknown) ??
      dwellingTypeOf(dwellingTypeText, mapping.dwellingTypes),
    dwellingTypeText,
    rooms: from.number('rooms'),
    areaM2: from.written('areaM2', plainDecimal, numberUnreadable),
    accessible: from.truth('accessible'),
    state: from.written('state', (text) => oneOf(REPORTED_STATES, text), stateUnknown),
    vacantAtLoss: from.truth('vacantAtLoss'),
    rentOere: from.written<Oere>('rent', parseKroner, amountUnreadable),
    acontoLines: acontoLines((given as Json).acontoLines, problems),
    depositOere: from.written<Oere>('deposit', parseKroner, amountUnreadable),
    firstPaymentOere: from.written<Oere>('firstPayment', parseKroner, amountUnreadable),
    availableFrom: from.written<LocalDate>('availableFrom', parseLocalDate, dayUnreadable),
    atDisposalFrom: from.written<LocalDate>('atDisposalFrom', parseLocalDate, dayUnreadable),
    letFrom: from.written<LocalDate>('letFrom', parseLocalDate, dayUnreadable),
  }
  const { record, problems: all } = validateVacancy(fields, expectation, problems)
  return { row, raw: rawText(raw), key: readKey(fields, record), record, problems: all }
}

/** Reads an object's members; null and an absent member are the same, a member of another type is an ERROR. */
function memberReader(given: Json, prefix: string, problems: Problem[]) {
  const of = <Value>(
    name: string,
    is: (value: unknown) => value is Value,
    fault: (path: string) => Problem,
  ) => {
    const value = given[name] ?? null
    if (value === null || is(value)) return value
    problems.push(fault(prefix + name))
    return null
  }
  const text = (name: string): string | null => of(name, isText, notText)
  return {
    text,
    number: (name: string): number | null => of(name, isWholeNumber, numberUnreadable),
    truth: (name: string): boolean | null => of(name, isTruth, truthUnreadable),
    /** A text that stands for something else; not even the empty one may be unreadable. */
    written<Value>(
      name: string,
      reader: (text: string) => Value | null,
      unreadable: (path: string) => Problem,
    ): Value | null {
      const value = text(name)
      if (value === null) return null
      const read = reader(value)
      if (read === null) problems.push(unreadable(prefix + name))
      return read
    },
  }
}

function acontoLines(given: unknown, problems: Problem[]): AcontoRecord[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) {
    problems.push(acontosUnreadable('acontoLines'))
    return []
  }
  return given.flatMap((line: unknown, index) => {
    const path = `acontoLines[${index}]`
    if (typeof line !== 'object' || line === null || Array.isArray(line)) {
      problems.push(acontosUnreadable(path))
      return []
    }
    refuseUnknown(line as Json, ACONTO_MEMBERS, `${path}.`, problems)
    const from = memberReader(line as Json, `${path}.`, problems)
    const name = from.text('name')
    const amountOere = from.written<Oere>('amount', parseKroner, amountUnreadable)
    const kind = from.written<AcontoKind>('kind', (text) => oneOf(ACONTO_KINDS, text), acontosUnreadable)
    if (name === null || amountOere === null) {
      problems.push(acontosUnreadable(path))
      return []
    }
    return [{ kind: kind ?? acontoKindOf(name), name, amountOere }]
  })
}

function refuseUnknown(given: Json, known: ReadonlySet<string>, prefix: string, problems: Problem[]): void {
  // The name is not repeated: whoever invents members may have put anything into it.
  if (Object.keys(given).every((member) => known.has(member))) return
  const path = prefix === '' ? '$' : prefix.slice(0, -1)
  problems.push(
    errorAt(
      path,
      'MEMBER_UNKNOWN',
      `»${path}« har et felt, som formatet ikke kender. Fjern det, eller ret stavningen efter skemaet vacancy.v1.`,
      `"${path}" has a member the format does not know. Remove it or correct its spelling by the schema vacancy.v1.`,
    ),
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isTruth(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function oneOf<Word extends string>(words: readonly Word[], text: string): Word | null {
  return words.find((word) => word === text) ?? null
}

function wholeNumber(text: string): bigint | null {
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

function plainDecimal(text: string): string | null {
  return /^\d{1,5}(?:\.\d{1,2})?$/.test(text) ? text : null
}

function notText(path: string): Problem {
  return errorAt(
    path,
    'TEXT_EXPECTED',
    `»${path}« skal være en tekst i anførselstegn. Ret værdien efter skemaet vacancy.v1.`,
    `"${path}" must be a text in quotation marks. Correct the value by the schema vacancy.v1.`,
  )
}

function typeUnknown(path: string): Problem {
  return errorAt(
    path,
    'DWELLING_TYPE_NOT_IN_SCHEMA',
    `»${path}« er ikke en af skemaets boligtyper. Skriv kildens eget ord i dwellingTypeText i stedet.`,
    `"${path}" is not one of the schema's dwelling types. Write the source's own word in dwellingTypeText instead.`,
  )
}

function acontosUnreadable(path: string): Problem {
  return errorAt(
    path,
    'ACONTO_LINE_UNREADABLE',
    `»${path}« skal være a conto-linjer med name og amount. Ret dem efter skemaet vacancy.v1.`,
    `"${path}" must be prepayments with name and amount. Correct them by the schema vacancy.v1.`,
  )
}

function lineTooLong(row: number): Problem {
  return errorAt(
    `linje/line ${row}`,
    'LINE_TOO_LONG',
    `Linje ${row} er over 64 KB og er ikke læst. Skriv én bolig pr. linje.`,
    `Line ${row} is longer than 64 KB and was not read. Write one vacancy a line.`,
  )
}

function lineUnreadable(row: number, reason: string): Problem {
  return errorAt(
    `linje/line ${row}`,
    reason,
    `Linje ${row} er ikke ét entydigt JSON-objekt. Ret linjen (UTF-8, hvert felt én gang).`,
    `Line ${row} is not one unambiguous JSON object. Correct the line (UTF-8, each member once).`,
  )
}
