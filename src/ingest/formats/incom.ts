import { createScanner } from 'jsonc-parser'
import type { AcontoRecord } from '../../vacancies/index.ts'
import type { FeedFormat, FeedMapping, Problem, ReadRecord } from '../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
  fileUnreadable,
  noteAt,
  numberUnreadable,
} from '../feed-problem.ts'
import {
  type Expectation,
  expectationOf,
  type VacancyFields,
  validateVacancy,
} from '../vacancy-record.rules.ts'
import { acontoKindOf, dwellingTypeOf } from '../vacancy-words.rules.ts'
import { danishDecimal, isoDay, plainKroner, rawText, readKey, unreadRecord } from './source-text.ts'

/**
 * The JSON of the Incom platform, as several organisations' home pages have it. One delivery is the list of tenancies
 * and their details: two documents one after the other, or one object `{"Data":{"Tenancies":[…]},"Details":{…}}`.
 * One record per tenancy; details without a tenancy are not records, they belong to a tenancy that is gone.
 *
 * The details come after the list, so a delivery is held in memory: at most 50 MB, more is refused.
 * The source has no word for the state: a tenancy on the list is ANNOUNCED. `MoveInDate` is a day.
 */
export const incomJson: FeedFormat = {
  code: 'INCOM_JSON',
  contentTypes: ['application/json'],
  read: readIncom,
}

const DELIVERY_LIMIT_BYTES = 50 * 1024 * 1024
const DEPTH_LIMIT = 20

const PATHS = {
  organisationCode: 'CompanyId',
  estateNumber: 'DepartmentId',
  tenancyNumber: 'TenancyId',
  street: 'Address.Street',
  floorDoor: 'Address.Location',
  postalCode: 'Address.ZipCode',
  city: 'Address.City',
  dwellingTypeText: 'Details.ApartmentType',
  rooms: 'Rooms',
  areaM2: 'Sqm',
  rentOere: 'RentNet',
  rentTotalOere: 'Details.RentTotal',
  acontoLines: 'Details.Rents',
  depositOere: 'Deposit',
  availableFrom: 'MoveInDate',
} as const

async function* readIncom(
  source: AsyncIterable<Uint8Array>,
  mapping: FeedMapping,
): AsyncGenerator<ReadRecord> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > DELIVERY_LIMIT_BYTES) {
      yield unreadRecord(1, '', fileUnreadable('$', 'den er over 50 MB.', 'it is larger than 50 MB.'))
      return
    }
    chunks.push(chunk)
  }
  const delivery = partsOf(new TextDecoder().decode(Buffer.concat(chunks)))
  // A JSON number cannot carry leading zeros.
  const expected = mapping.sourceOrganisationCode ?? mapping.organisationCode.replace(/^0+(?=.)/, '')
  const expectation = { ...expectationOf(mapping, PATHS), sourceOrganisationCode: expected }
  let row = 0
  for (const tenancy of delivery.tenancies) {
    row++
    yield tenancyOf(row, tenancy, delivery.details, mapping, expectation)
  }
  if (delivery.problem !== null) yield unreadRecord(row + 1, '', delivery.problem)
}

interface Delivery {
  /** Each tenancy's own text. */
  tenancies: string[]
  /** `CompanyId-DepartmentId-TenancyId` → the text of its details. */
  details: Map<string, string>
  problem: Problem | null
}

const SCALAR = /^(?:"|-?\d|true$|false$|null$)/
const DETAIL_KEY = /^[^-]+-[^-]+-[^-]+$/

/**
 * Finds where in the text each tenancy and each detail begins and ends. It only follows the brackets, so that one
 * faulty tenancy, or a delivery that ends too early, does not take the others with it.
 */
function partsOf(text: string): Delivery {
  const delivery: Delivery = { tenancies: [], details: new Map(), problem: null }
  const scanner = createScanner(text)
  const path: (string | null)[] = []
  const brackets: string[] = []
  let key: string | null = null
  let start = 0
  let listed = false
  const fail = (da: string, en: string): Delivery => {
    const line = scanner.getTokenStartLine() + 1
    delivery.problem = fileUnreadable(`linje/line ${line}`, `${da} (linje ${line}).`, `${en} (line ${line}).`)
    return delivery
  }
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const offset = scanner.getTokenOffset()
    const token = text.slice(offset, offset + scanner.getTokenLength())
    if (token === '{' || token === '[') {
      if (path.length >= DEPTH_LIMIT)
        return fail('elementerne ligger for dybt i hinanden', 'it is nested too deep')
      brackets.push(token)
      path.push(key)
      key = null
      if (isTenancy(path) || detailKey(path) !== null) start = offset
      if (isList(path)) listed = true
    } else if (token === '}' || token === ']') {
      const opened = brackets.pop()
      if (opened !== (token === '}' ? '{' : '['))
        return fail('parenteserne passer ikke sammen', 'the brackets do not match')
      const detail = detailKey(path)
      if (isTenancy(path)) delivery.tenancies.push(text.slice(start, offset + 1))
      else if (detail !== null) delivery.details.set(detail, text.slice(start, offset + 1))
      path.pop()
      key = null
    } else if (SCALAR.test(token)) {
      if (isList(path)) delivery.tenancies.push(token)
      if (token === 'false' && path.length === 1 && key === 'Success') delivery.problem = notSuccessful()
      if (token.startsWith('"') && path.length < 3) key = scanner.getTokenValue()
    } else if (path.length < 4 && !/^[\s,:]/.test(token)) {
      return fail('der står andet end JSON', 'there is something else than JSON')
    }
  }
  if (brackets.length > 0) return fail('den slutter for tidligt', 'it ends too early')
  if (!listed) return fail('den har ingen liste i Data.Tenancies', 'it has no list in Data.Tenancies')
  return delivery
}

function isList(path: readonly (string | null)[]): boolean {
  return path.length === 3 && path[1] === 'Data' && path[2] === 'Tenancies'
}

function isTenancy(path: readonly (string | null)[]): boolean {
  return path.length === 4 && path[1] === 'Data' && path[2] === 'Tenancies'
}

function detailKey(path: readonly (string | null)[]): string | null {
  const key = path.length === 2 ? path[1] : path.length === 3 && path[1] === 'Details' ? path[2] : null
  return key != null && DETAIL_KEY.test(key) ? key : null
}

function tenancyOf(
  row: number,
  text: string,
  details: ReadonlyMap<string, string>,
  mapping: FeedMapping,
  expectation: Expectation,
): ReadRecord {
  const tenancy = object(parsed(text))
  if (tenancy === null) return unreadRecord(row, text, recordUnreadable(`Data.Tenancies[${row - 1}]`))
  const problems: Problem[] = []
  const number = (
    path: string,
    of: Json,
    name: string,
    unreadable: (path: string) => Problem,
  ): string | null => {
    const given = of[name]
    if (given === undefined || given === null) return null
    if (typeof given === 'number') return String(given)
    problems.push(unreadable(path))
    return null
  }
  const amount = (path: string, of: Json, name: string): bigint | null => {
    const given = number(path, of, name, amountUnreadable)
    const oere = given === null ? null : plainKroner(given)
    if (given !== null && oere === null) problems.push(amountUnreadable(path))
    return oere
  }
  const key = ['CompanyId', 'DepartmentId', 'TenancyId'].map((name) => identifier(tenancy[name]))
  const [company = null, department = null, tenancyNumber = null] = key
  const detailText = details.get(key.join('-'))
  const detail = detailText === undefined ? null : object(object(parsed(detailText))?.Data)
  if (detail === null) problems.push(detailsMissing())
  const rentOere = amount('RentNet', tenancy, 'RentNet')
  const acontoLines: AcontoRecord[] = []
  for (const [index, line] of list(detail?.Rents).entries()) {
    const path = `Details.Rents[${index}]`
    const rent = object(line) ?? {}
    const name = words(rent.Name) ?? ''
    const amountOere = amount(`${path}.Amount`, rent, 'Amount')
    if (amountOere === null) {
      if (rent.Amount == null) problems.push(amountUnreadable(`${path}.Amount`))
    } else if (name.trim().toLowerCase() === 'husleje') {
      if (rentOere !== null && amountOere !== rentOere) problems.push(rentsDiffer(path))
    } else acontoLines.push({ kind: acontoKindOf(name), name, amountOere })
  }
  const dwellingTypeText = words(detail?.ApartmentType)
  const address = object(tenancy.Address) ?? {}
  const rooms = number('Rooms', tenancy, 'Rooms', numberUnreadable)
  const fields: VacancyFields = {
    organisationCode: company,
    estateNumber: department,
    tenancyNumber,
    street: words(address.Street),
    floorDoor: words(address.Location),
    postalCode: words(address.ZipCode),
    city: words(address.City),
    dwellingType: dwellingTypeOf(dwellingTypeText, mapping.dwellingTypes),
    dwellingTypeText,
    rooms: rooms === null ? null : Number(rooms),
    areaM2: area(number('Sqm', tenancy, 'Sqm', numberUnreadable), problems),
    state: 'ANNOUNCED',
    rentOere,
    rentTotalOere: detail === null ? null : amount('Details.RentTotal', detail, 'RentTotal'),
    acontoLines,
    depositOere: amount('Deposit', tenancy, 'Deposit'),
    availableFrom: day(tenancy.MoveInDate, problems),
  }
  const { record, problems: all } = validateVacancy(fields, expectation, problems)
  const raw = rawText(detailText === undefined ? text : `${text}\n${detailText}`)
  return { row, raw, key: readKey(fields, record), record, problems: all }
}

type Json = Record<string, unknown>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function object(given: unknown): Json | null {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Json) : null
}

function list(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : []
}

function words(given: unknown): string | null {
  return typeof given === 'string' && given.trim() !== '' ? given : null
}

function identifier(given: unknown): string | null {
  // A larger number has been rounded to another one and names another dwelling.
  if (typeof given === 'number') return Number.isSafeInteger(given) ? String(given) : null
  return words(given)
}

function area(given: string | null, problems: Problem[]): string | null {
  if (given === null) return null
  const squareMetres = danishDecimal(given)
  if (squareMetres === null) problems.push(numberUnreadable('Sqm'))
  return squareMetres
}

function day(given: unknown, problems: Problem[]) {
  if (given === undefined || given === null || given === '') return null
  const date = typeof given === 'string' ? isoDay(given) : null
  if (date === null) problems.push(dayUnreadable('MoveInDate'))
  return date
}

function recordUnreadable(path: string): Problem {
  return errorAt(
    path,
    'RECORD_UNREADABLE',
    `Posten i »${path}« er ikke korrekt JSON. Ret den i kilden.`,
    `The record at "${path}" is not well-formed JSON. Correct it at the source.`,
  )
}

function notSuccessful(): Problem {
  return errorAt(
    'Success',
    'DELIVERY_NOT_SUCCESSFUL',
    'Kilden melder selv fejl (Success er false). Hent listen igen; boliger, der mangler på den, er ikke trukket tilbage.',
    'The source itself reports a failure (Success is false). Fetch the list again; vacancies missing from it are not withdrawn.',
  )
}

function detailsMissing(): Problem {
  return noteAt(
    'Details',
    'DETAILS_MISSING',
    'Boligen har ingen detaljer i leveringen, så a conto-beløb og boligtype mangler. Send detaljerne med.',
    'The vacancy has no details in the delivery, so prepayments and type are missing. Send the details along.',
  )
}

function rentsDiffer(path: string): Problem {
  return noteAt(
    path,
    'LIST_RENT_DIFFERS',
    'Huslejen er ikke den samme i listen og i detaljerne. Listens er brugt; kontrollér beløbene i kilden.',
    'The rent differs between the list and the details. The one in the list is used; check the amounts at the source.',
  )
}
