import { isAscii } from 'node:buffer'
import iconv from 'iconv-lite'
import type { Instant } from '../../kernel/clock.ts'
import { isOffsetDateTime } from '../../kernel/clock.ts'
import type { Oere } from '../../kernel/money.ts'
import { parseKroner } from '../../kernel/money.ts'
import type { LocalDate } from '../../kernel/period.ts'
import { parseLocalDate } from '../../kernel/period.ts'
import type { VacancyRecord } from '../../vacancies/index.ts'
import type { Problem, ReadKey, ReadRecord } from '../feed-format.ts'
import type { VacancyFields } from '../vacancy-record.rules.ts'
import { keyPartOf, sourceId as sourceIdOf } from '../vacancy-value.rules.ts'

/** The most of a record that is kept as received, in bytes of UTF-8. */
export const RAW_LIMIT_BYTES = 65_536

const CUT_MARK = ' … [afkortet / cut]'

/** A record as received, fit to be stored: NUL shown as `␀`, half characters replaced, cut and marked above 64 KB. */
export function rawText(received: string): string {
  const storable = received.includes('\0') ? received.replaceAll('\0', '␀') : received
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (storable.length * 3 <= RAW_LIMIT_BYTES) return storable.toWellFormed()
  const bytes = Buffer.from(storable)
  if (bytes.length <= RAW_LIMIT_BYTES) return storable.toWellFormed()
  const kept = new TextDecoder().decode(bytes.subarray(0, RAW_LIMIT_BYTES - 32), { stream: true })
  return kept + CUT_MARK
}

/** The key of a record: of the vacancy when there is one, else the parts that have the shape of one. */
export function readKey(fields: VacancyFields, record: VacancyRecord | null): ReadKey {
  const { organisationCode, estateNumber, tenancyNumber, sourceId } = record ?? {
    organisationCode: keyPartOf(fields.organisationCode),
    estateNumber: keyPartOf(fields.estateNumber),
    tenancyNumber: keyPartOf(fields.tenancyNumber),
    sourceId: sourceIdOf(fields.sourceId, 'sourceId', []),
  }
  return { organisationCode, estateNumber, tenancyNumber, sourceId }
}

/** A record that stands for a place in the file that no vacancy could be read from. */
export function unreadRecord(row: number, raw: string, ...problems: Problem[]): ReadRecord<never> {
  return { row, raw: rawText(raw), key: readKey({}, null), record: null, problems }
}

/** A name out of the file, short and visible enough to be quoted in a problem. */
export function quotable(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 60)
}

const NEEDLESS_ZEROS = /^(-?\d+\.\d\d)0+$/

/** Kroner with a decimal point (`"4351.36"`, also `"4351.3600"`); null when it is anything else. */
export function plainKroner(text: string): Oere | null {
  return parseKroner(text.replace(NEEDLESS_ZEROS, '$1'))
}

const DANISH_KRONER = /^(-?)(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,2}))?$/

/**
 * Kroner as Danes write them, with or without thousand points (`"4.351,36"`, `"4351,36"`, `"4351"`), or with a decimal
 * point (`"4351.36"`). Null for anything else. A single point before three digits is a thousand point.
 */
export function danishKroner(text: string): Oere | null {
  const match = DANISH_KRONER.exec(text)
  if (match === null) return parseKroner(text)
  const [, sign, whole = '', decimals = ''] = match
  const oere = Number(whole.replaceAll('.', '')) * 100 + Number(decimals.padEnd(2, '0'))
  return BigInt(sign === '-' ? -oere : oere)
}

const DANISH_DECIMAL = /^\d{1,5}(?:[.,]\d{1,2})?$/

/** A number with at most two decimals after a comma or a point, returned with a point; null when it is none. */
export function danishDecimal(text: string): string | null {
  return DANISH_DECIMAL.test(text) ? text.replace(',', '.') : null
}

const DANISH_DAY = /^(\d{1,2})([-.])(\d{1,2})\2(\d{4})$/

/**
 * `dd-mm-yyyy`, `dd.mm.yyyy` or `yyyy-mm-dd`; null when it is no such day.
 * @why Not with slashes: spreadsheets with American settings write the month first, and nobody can tell.
 */
export function danishDay(text: string): LocalDate | null {
  const match = DANISH_DAY.exec(text)
  if (match === null) return parseLocalDate(text)
  const [, day = '', , month = '', year = ''] = match
  return parseLocalDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?)?$/

/** `yyyy-mm-dd`, also with midnight after it, as many systems write a day; null when it is no such day. */
export function isoDay(text: string): LocalDate | null {
  return parseLocalDate(MIDNIGHT.exec(text)?.[1] ?? '')
}

const FRACTION = /\.\d+/

/** ISO 8601 with seconds and an offset as UTC with `Z`, its fraction kept as written; null for anything else. */
export function offsetInstant(text: string): Instant | null {
  if (!isOffsetDateTime(text)) return null
  const fraction = FRACTION.exec(text)?.[0] ?? ''
  const seconds = new Date(Date.parse(text.replace(FRACTION, ''))).toISOString().slice(0, 19)
  return `${seconds}${fraction}Z` as Instant
}

const DETECTION_BYTES = 65_536
// Bounds what one piece of a delivery, however it arrives, can make a reader hold.
const PIECE_BYTES = 65_536

/** The same bytes in pieces of at most 64 KB. */
export async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      yield bytes.subarray(start, start + PIECE_BYTES)
    }
  }
}

/**
 * The text of a file whose encoding stands at its beginning. `encodingOf` is asked once, with the first `enough` bytes
 * (fewer only when the file is shorter). What cannot be decoded comes out as U+FFFD; a byte order mark is taken off.
 */
export function decodedText(
  source: AsyncIterable<Uint8Array>,
  encodingOf: (beginning: Buffer) => string,
  enough: number,
): AsyncGenerator<string> {
  return decode(source, encodingOf, enough, () => 0)
}

/**
 * The text of a file that does not say its encoding: a byte order mark decides, else UTF-8 when the 64 KB from the
 * first byte above 127 on are valid UTF-8, else Windows-1252. What cannot be decoded comes out as U+FFFD.
 */
export function guessedText(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // ASCII is the same in both, so it is passed on while nothing is known.
  return decode(source, guessedEncoding, DETECTION_BYTES, (piece) =>
    isAscii(piece) ? piece.length : piece.findIndex((byte) => byte > 127),
  )
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  encodingOf: (beginning: Buffer) => string,
  enough: number,
  undecided: (piece: Buffer) => number,
): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0)
  let decoder: iconv.DecoderStream | null = null
  for await (const piece of pieces(source)) {
    if (decoder !== null) {
      yield decoder.write(piece)
      continue
    }
    const passed = held.length === 0 ? undecided(piece) : 0
    yield piece.toString('latin1', 0, passed)
    held = Buffer.concat([held, piece.subarray(passed)])
    if (held.length < enough) continue
    decoder = iconv.getDecoder(encodingOf(held.subarray(0, enough)))
    yield decoder.write(held)
  }
  if (decoder === null) {
    decoder = iconv.getDecoder(encodingOf(held))
    yield decoder.write(held)
  }
  yield decoder.end() ?? ''
}

/** The encoding that a byte order mark at the beginning names, null without one. */
export function markedEncoding(beginning: Buffer): string | null {
  const [first, second, third] = beginning
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

function guessedEncoding(beginning: Buffer): string {
  const marked = markedEncoding(beginning)
  if (marked !== null) return marked
  try {
    // As a stream, so that a last character cut in two is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true })
    return 'utf8'
  } catch {
    return 'windows-1252'
  }
}
