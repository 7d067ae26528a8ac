import { parseStrictJson } from '../../platform/http/strict-json.ts'
import type { Problem } from '../feed-format.ts'
import { errorAt, numberUnreadable, truthUnreadable } from '../feed-problem.ts'
import { pieces, RAW_LIMIT_BYTES } from './source-text.ts'

/** A JSON object, its members still unread. */
export type Json = Readonly<Record<string, unknown>>

/** A line that is one JSON object. */
export interface JsonLine {
  readonly row: number
  readonly raw: string
  readonly given: Json
}

/** A line that is none, and what is wrong with it. */
interface UnreadLine {
  readonly row: number
  readonly raw: string
  readonly given: null
  readonly fault: Problem
}

const NEWLINE = 10
const DEPTH_LIMIT = 5

/** The lines of NDJSON that are not blank: UTF-8, at most 64 KB each, one unambiguous object a line. */
export async function* jsonLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<JsonLine | UnreadLine> {
  let row = 0
  for await (const line of linesOf(source)) {
    row++
    if (line === null) yield { row, raw: '', given: null, fault: lineTooLong(row) }
    else if (!isBlank(line)) yield readLine(row, line)
  }
}

function readLine(row: number, line: Buffer): JsonLine | UnreadLine {
  const raw = line.toString('utf8').trim()
  const json = parseStrictJson(line, { depth: DEPTH_LIMIT })
  if (!json.ok) return { row, raw, given: null, fault: lineUnreadable(row, json.code) }
  const given = json.value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { row, raw, given: null, fault: lineUnreadable(row, 'JSON_NO_OBJECT') }
  }
  return { row, raw, given: given as Json }
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

/** Reads an object's members; null and an absent member are the same, a member of another type is an ERROR. */
export function memberReader(given: Json, prefix: string, problems: Problem[]) {
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

/** An object with a member that its schema does not know is an ERROR. */
export function refuseUnknown(
  given: Json,
  known: ReadonlySet<string>,
  { prefix, schema }: { readonly prefix: string; readonly schema: string },
  problems: Problem[],
): void {
  // The name is not repeated: whoever invents members may have put anything into it.
  if (Object.keys(given).every((member) => known.has(member))) return
  const path = prefix === '' ? '$' : prefix.slice(0, -1)
  problems.push(
    errorAt(
      path,
      'MEMBER_UNKNOWN',
      `»${path}« har et felt, som formatet ikke kender. Fjern det, eller ret stavningen efter skemaet ${schema}.`,
      `"${path}" has a member the format does not know. Remove it or correct its spelling by the schema ${schema}.`,
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

/** The word that a text is; null when it is none of them. */
export function oneOf<Word extends string>(words: readonly Word[], text: string): Word | null {
  return words.find((word) => word === text) ?? null
}

/** A running number of at most 18 digits; null when it is none. */
export function wholeNumber(text: string): bigint | null {
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

function notText(path: string): Problem {
  return errorAt(
    path,
    'TEXT_EXPECTED',
    `»${path}« skal være en tekst i anførselstegn. Ret værdien efter formatets skema.`,
    `"${path}" must be a text in quotation marks. Correct the value by the format’s schema.`,
  )
}

function lineTooLong(row: number): Problem {
  return errorAt(
    `linje/line ${row}`,
    'LINE_TOO_LONG',
    `Linje ${row} er over 64 KB og er ikke læst. Skriv én post pr. linje.`,
    `Line ${row} is longer than 64 KB and was not read. Write one record a line.`,
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
