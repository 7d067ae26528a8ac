import type { Instant } from '../../kernel/clock.ts'
import { type Oere, parseKroner } from '../../kernel/money.ts'
import { type LocalDate, parseLocalDate } from '../../kernel/period.ts'
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
} from '../feed-problem.ts'
import {
  type Expectation,
  expectationOf,
  type VacancyFields,
  validateVacancy,
} from '../vacancy-record.rules.ts'
import { acontoKindOf, dwellingTypeOf } from '../vacancy-words.rules.ts'
import {
  type Json,
  type JsonLine,
  jsonLines,
  memberReader,
  oneOf,
  refuseUnknown,
  wholeNumber,
} from './json-lines.ts'
import { offsetInstant, rawText, readKey, unreadRecord } from './source-text.ts'

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

const PATHS = { rentOere: 'rent', depositOere: 'deposit', firstPaymentOere: 'firstPayment' } as const

const SCHEMA = 'vacancy.v1'

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
  for await (const line of jsonLines(source)) {
    if (line.given === null) yield unreadRecord(line.row, line.raw, line.fault)
    else yield vacancyOf(line, mapping, expectation)
  }
}

function vacancyOf(
  { row, raw, given }: JsonLine,
  mapping: FeedMapping,
  expectation: Expectation,
): ReadRecord {
  const problems: Problem[] = []
  const from = memberReader(given, '', problems)
  refuseUnknown(given, MEMBERS, { prefix: '', schema: SCHEMA }, problems)
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
    acontoLines: acontoLines(given.acontoLines, problems),
    depositOere: from.written<Oere>('deposit', parseKroner, amountUnreadable),
    firstPaymentOere: from.written<Oere>('firstPayment', parseKroner, amountUnreadable),
    availableFrom: from.written<LocalDate>('availableFrom', parseLocalDate, dayUnreadable),
    atDisposalFrom: from.written<LocalDate>('atDisposalFrom', parseLocalDate, dayUnreadable),
    letFrom: from.written<LocalDate>('letFrom', parseLocalDate, dayUnreadable),
  }
  const { record, problems: all } = validateVacancy(fields, expectation, problems)
  return { row, raw: rawText(raw), key: readKey(fields, record), record, problems: all }
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
    refuseUnknown(line as Json, ACONTO_MEMBERS, { prefix: `${path}.`, schema: SCHEMA }, problems)
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

function plainDecimal(text: string): string | null {
  return /^\d{1,5}(?:\.\d{1,2})?$/.test(text) ? text : null
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
