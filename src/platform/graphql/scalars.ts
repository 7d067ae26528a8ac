import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { DateTime } from 'luxon'
import { type Instant as InstantText, isOffsetDateTime } from '../../kernel/clock.ts'
import { parseCpr } from '../../kernel/cpr.ts'
import { formatKroner, type Oere, parseKroner } from '../../kernel/money.ts'
import { type LocalDate as LocalDateText, parseLocalDate } from '../../kernel/period.ts'

/** A day of the API, as text: `2026-11-22`. The same name is the scalar. */
export type LocalDate = LocalDateText

/** A point in time of the API, as text in UTC. The same name is the scalar. */
export type Instant = InstantText

interface TextScalarOptions<In> {
  readonly name: string
  readonly description: string
  readonly specifiedByURL?: string
  /** Completes the sentence "<name> must be …". */
  readonly expected: string
  /** Reads what a client wrote; null refuses it. The text is NFC already. */
  readonly read: (text: string) => In | null
  /** Writes what the hub holds; null is a fault of the hub. */
  readonly write: (value: unknown) => string | null
}

// No scalar takes so much. Normalising is quadratic in combining marks, so an endless text must not reach it.
const LONGEST_INPUT = 2048

/**
 * A scalar that travels as a JSON string and as nothing else: no number, enum value or boolean is taken for one.
 * A refusal says what is expected and never repeats the value, which may be personal.
 */
function textScalar<In>(options: TextScalarOptions<In>): GraphQLScalarType<In, string> {
  const { name, expected, read, write } = options
  const parse = (value: unknown, node?: ValueNode): In => {
    const result =
      typeof value === 'string' && value.length <= LONGEST_INPUT ? read(value.normalize('NFC')) : null
    if (result !== null) return result
    throw new GraphQLError(`${name} must be ${expected}.`, {
      nodes: node ?? null,
      extensions: { code: 'BAD_USER_INPUT' },
    })
  }
  return new GraphQLScalarType<In, string>({
    name,
    description: options.description,
    specifiedByURL: options.specifiedByURL,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
    serialize: (value) => {
      const text = write(value)
      if (text === null) throw new TypeError(`A field of type ${name} does not hold ${expected}.`)
      return text
    },
  })
}

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : null)
const asText = (value: unknown) => (typeof value === 'string' ? value : null)

const KRONER_TEXT = /^-?\d{1,12}\.\d{2}$/

/** Money: `"4351.36"` outside, øre inside. Takes øre, or the finished text that the database made, for output. */
export const Kroner = textScalar<Oere>({
  name: 'Kroner',
  description:
    'An amount of money in Danish kroner (beløb i kroner og øre), as a decimal string with a point: `"4351.36"`. ' +
    'Always two decimals in answers; `"4351"` is accepted as input. Never a JSON number, which could lose øre.',
  expected: 'a string of kroner with a decimal point and at most two decimals, such as "4351.36"',
  read: parseKroner,
  write: (value) =>
    typeof value === 'bigint'
      ? formatKroner(value)
      : typeof value === 'string' && KRONER_TEXT.test(value)
        ? value
        : null,
})

/** A day in the Danish calendar, years 1800–2200. */
export const LocalDate = textScalar<LocalDate>({
  name: 'LocalDate',
  description:
    'A day in the Danish calendar without time or zone (dato), `"2026-11-22"`. ' +
    'Ends of periods are exclusive: the first day that is no longer included.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  expected: 'a string with a day of the calendar as yyyy-mm-dd, such as "2026-11-22"',
  read: parseLocalDate,
  write: (value) => (typeof value === 'string' ? parseLocalDate(value) : null),
})

const FRACTION = /\.\d+/

/** Null unless `text` is an existing day and time with an offset; fractions are kept as they are written. */
function toUtc(text: string): Instant | null {
  if (!isOffsetDateTime(text)) return null
  if (text.endsWith('Z')) return text as Instant
  const fraction = FRACTION.exec(text)?.[0] ?? ''
  const seconds = new Date(text.replace(FRACTION, '')).toISOString().slice(0, 19)
  return `${seconds}${fraction}Z` as Instant
}

/** A week of the Danish calendar by ISO 8601. */
export const IsoWeek = textScalar<string>({
  name: 'IsoWeek',
  description:
    'A week of the Danish calendar (uge), Monday to Sunday, by ISO 8601: `"2026-W47"`. Week 1 holds the year’s first Thursday.',
  specifiedByURL: 'https://www.iso.org/iso-8601-date-and-time-format.html',
  expected: 'a string with an existing week as yyyy-Www, such as "2026-W47"',
  read: (text) => (/^[12]\d{3}-W\d{2}$/.test(text) && DateTime.fromISO(text).isValid ? text : null),
  write: asText,
})

/** A point in time: any offset in, UTC with `Z` out, up to microseconds. */
export const Instant = textScalar<Instant>({
  name: 'Instant',
  description:
    'A point in time (tidspunkt). Input: ISO 8601 with seconds and an offset, `"2026-11-22T03:13:47+01:00"`; a time ' +
    'without an offset is refused, because it means two moments when the clocks change. Output: UTC, ' +
    '`"2026-11-22T02:13:47.123Z"`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  expected: 'a string with a date, a time with seconds and an offset, such as "2026-11-22T03:13:47+01:00"',
  read: toUtc,
  write: (value) => (typeof value === 'string' ? toUtc(value) : null),
})

/** A kommunekode; leading zeros are part of it. */
export const MunicipalityCode = textScalar<string>({
  name: 'MunicipalityCode',
  description: 'The four digits of a Danish municipality (kommunekode), leading zero included: `"0169"`.',
  expected: 'a string of four digits, such as "0169"',
  read: matching(/^\d{4}$/),
  write: asText,
})

/** A CPR number; a query that takes one is refused in a URL, see `cpr-in-url.ts`. */
export const Cpr = textScalar<string>({
  name: 'Cpr',
  description:
    'A CPR number (personnummer): ten digits that begin with a day of the calendar, `"3112575001"`; a hyphen before the ' +
    'last four is accepted. Modulus 11 is not asked for, since numbers without it are valid. Never sent in a URL.',
  expected:
    'a string of ten digits that begin with a day of the calendar; a hyphen before the last four is accepted',
  read: parseCpr,
  write: (value) => (typeof value === 'string' ? parseCpr(value) : null),
})

// Controls, lone surrogates, unassigned and private characters, bidi marks, zero-width and other invisible characters.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * The schema's `ID`: a string of 1–128 visible characters. Use it wherever a field or argument is an id, and never
 * type-graphql's own `ID`: that one takes numbers, and 9007199254740993 would silently name another record. A schema
 * that holds both cannot be built, since both are called `ID`.
 */
export const StrictID = textScalar<string>({
  name: 'ID',
  description: 'An opaque identifier (id). Always a string, never a number.',
  expected:
    'a string of 1 to 128 characters without control or invisible characters; numbers are not accepted',
  read: (text) => (text.length >= 1 && text.length <= 128 && !INVISIBLE.test(text) ? text : null),
  write: asText,
})

/** Where a page of a list continues. */
export const Cursor = textScalar<string>({
  name: 'Cursor',
  description:
    'A place in a list (sidemarkør), taken from `endCursor` of the page before. Opaque, and valid only for the same ' +
    'filter, sort order and client.',
  expected: 'a cursor as an earlier page gave it',
  read: matching(/^[A-Za-z0-9_-]{1,1024}$/),
  write: asText,
})

// A name or a reason may hold joiners of other scripts, but nothing that reorders or breaks the text around it.
const UNFIT_FOR_TEXT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

/** Free text of a client: one line of 1–500 UTF-16 units in NFC, trimmed. Inputs use it in place of `String`. */
export const PlainText = textScalar<string>({
  name: 'PlainText',
  description:
    'Free text on one line (fritekst), 1 to 500 characters, without control characters. Surrounding space is removed.',
  expected: 'a string of 1 to 500 characters without line breaks or control characters',
  read: (text) => {
    const trimmed = text.trim()
    return trimmed.length >= 1 && trimmed.length <= 500 && !UNFIT_FOR_TEXT.test(trimmed) ? trimmed : null
  },
  write: asText,
})

/** The client's own name for one effect. */
export const IdempotencyKey = textScalar<string>({
  name: 'IdempotencyKey',
  description:
    'The client’s own name for one command (idempotensnøgle), 1 to 255 printable ASCII characters, preferably a UUID. ' +
    'Sent again with the same input it gives the same answer and no second effect.',
  specifiedByURL: 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
  expected: 'a string of 1 to 255 printable ASCII characters without spaces',
  read: matching(/^[\x21-\x7e]{1,255}$/),
  write: asText,
})
