import { holdsCpr } from '../kernel/cpr.ts'
import { isUuid } from '../kernel/ids.ts'
import type { Oere } from '../kernel/money.ts'
import type { Problem } from './feed-format.ts'
import { errorAt, noteAt } from './feed-problem.ts'

/** Shape of an organisation's, an estate's and a building section's number. */
export const KEY_PART = /^[0-9A-Za-z._-]{1,20}$/
/** Shape of a tenancy's number: long enough for the UUID by which alone Landsbyggefonden names a dwelling. */
export const TENANCY_NUMBER = /^[0-9A-Za-z._-]{1,36}$/
const AREA = /^(\d{1,5})(?:\.(\d{1,2}))?$/
const SEQUENCE_LIMIT = 10n ** 18n
const POSTAL_CODE = /^\d{4}$/

/** The part of a key when it has the shape of one, else null: for naming a record that could not be read. */
export function keyPartOf(text: string | null | undefined): string | null {
  const part = text?.trim()
  return part !== undefined && TENANCY_NUMBER.test(part) ? part : null
}

/** The number without surrounding space, null when there is none; one of another shape is an ERROR. */
export function keyPart(
  text: string | null | undefined,
  shape: RegExp,
  path: string,
  problems: Problem[],
): string | null {
  if (text == null) return null
  const part = text.trim()
  if (part === '') return null
  if (shape.test(part)) return part
  problems.push(
    errorAt(
      path,
      'NUMBER_MALFORMED',
      `»${path}« skal være 1-${shape === KEY_PART ? 20 : 36} bogstaver (a-z), cifre, punktum, bindestreg eller understreg. Ret nummeret.`,
      `"${path}" must be 1-${shape === KEY_PART ? 20 : 36} letters (a-z), digits, dots, hyphens or underscores. Correct the number.`,
    ),
  )
  return null
}

/** The amount; one below 0 or not below `limit` øre is an ERROR. */
export function amount(
  oere: Oere | null | undefined,
  limit: Oere,
  path: string,
  problems: Problem[],
): Oere | null {
  if (oere == null) return null
  if (oere < 0n || oere >= limit) {
    const kroner = (limit / 100n).toString()
    problems.push(
      errorAt(
        path,
        'AMOUNT_OUT_OF_RANGE',
        `Beløbet i »${path}« skal være fra 0 til under ${kroner} kr. Ret beløbet.`,
        `The amount in "${path}" must be from 0 to below ${kroner} kroner. Correct the amount.`,
      ),
    )
  }
  return oere
}

// The common case, recognised at once: composed Latin letters and signs with single spaces between them.
const CLEAN = /^[!-~\u00a1-\u00ac\u00ae-\u017f]+(?: [!-~\u00a1-\u00ac\u00ae-\u017f]+)*$/
const UNREADABLE = /[\p{Cc}\p{Cs}\ufffd]/u
const INVISIBLE = /\p{Cf}/gu

/** A text for people: NFC, single spaces, invisible characters taken out (INFO), control characters refused (ERROR). */
export function name(
  text: string | null | undefined,
  atMost: number,
  path: string,
  problems: Problem[],
): string | null {
  if (text == null || text === '') return null
  if (text.length <= atMost && CLEAN.test(text)) return text
  // Before normalising, which takes quadratic time for piled-up marks.
  if (isLonger(text, atMost)) return tooLong(atMost, path, problems)
  const spaced = text.normalize('NFC').replace(/\s+/g, ' ')
  const visible = spaced.replace(INVISIBLE, '')
  const clean = visible.trim()
  if (UNREADABLE.test(clean)) {
    problems.push(unreadableText(path))
    return null
  }
  if (visible !== spaced) {
    problems.push(
      noteAt(
        path,
        'INVISIBLE_CHARACTERS_REMOVED',
        `Usynlige tegn i »${path}« er fjernet. Fjern dem også i kilden.`,
        `Invisible characters in "${path}" were removed. Remove them at the source too.`,
      ),
    )
  }
  return clean === '' ? null : clean
}

const TEN_DIGITS = /(?:\d[ ./-]?){10}/

/** The same of a dwelling, which is about nobody; one that holds a CPR number is an ERROR. */
export function dwellingText(
  given: string | null | undefined,
  atMost: number,
  path: string,
  problems: Problem[],
): string | null {
  const text = name(given, atMost, path, problems)
  if (text === null || !TEN_DIGITS.test(text) || !holdsCpr(text)) return text
  problems.push(
    errorAt(
      path,
      'TEXT_HOLDS_CPR',
      `»${path}« har noget, der ligner et CPR-nummer. Fjern det; en ledig bolig siger intet om personer.`,
      `"${path}" holds what looks like a CPR number. Remove it; a vacant dwelling says nothing of persons.`,
    ),
  )
  return null
}

// Counts characters, as PostgreSQL and JSON Schema do, not UTF-16 units.
function isLonger(text: string, atMost: number): boolean {
  return text.length > atMost && (text.length > atMost * 2 || [...text].length > atMost)
}

function tooLong(atMost: number, path: string, problems: Problem[]): null {
  problems.push(
    errorAt(
      path,
      'TEXT_TOO_LONG',
      `Teksten i »${path}« er over ${atMost} tegn. Forkort den.`,
      `The text in "${path}" is longer than ${atMost} characters. Shorten it.`,
    ),
  )
  return null
}

function unreadableText(path: string): Problem {
  return errorAt(
    path,
    'TEXT_UNREADABLE',
    `Teksten i »${path}« har tegn, der ikke kan læses. Kontrollér filens tegnsæt (UTF-8 eller Windows-1252).`,
    `The text in "${path}" has characters that cannot be read. Check the file's encoding (UTF-8 or Windows-1252).`,
  )
}

/** An opaque id of at most 100 visible characters in NFC; bidi, zero-width and control characters are an ERROR. */
export function sourceId(text: string | null | undefined, path: string, problems: Problem[]): string | null {
  if (text == null) return null
  const id = isLonger(text, 100) ? null : text.normalize('NFC').trim()
  if (id === '') return null
  if (id !== null && !/[\p{C}\ufffd]/u.test(id)) return id
  problems.push(
    errorAt(
      path,
      'SOURCE_ID_MALFORMED',
      `»${path}« skal være højst 100 synlige tegn. Ret id'et.`,
      `"${path}" must be at most 100 visible characters. Correct the id.`,
    ),
  )
  return null
}

/** A running number of at most 18 digits; a negative or longer one is an ERROR. */
export function sequence(value: bigint | null | undefined, path: string, problems: Problem[]): bigint | null {
  if (value == null) return null
  if (value < 0n || value >= SEQUENCE_LIMIT) {
    problems.push(
      errorAt(
        path,
        'SEQUENCE_OUT_OF_RANGE',
        `Løbenummeret i »${path}« skal være fra 0 og højst 18 cifre. Ret det.`,
        `The sequence in "${path}" must be 0 or more with at most 18 digits. Correct it.`,
      ),
    )
  }
  return value
}

/** A UUID in lower case; anything else is an ERROR. */
export function uuid(text: string | null | undefined, path: string, problems: Problem[]): string | null {
  if (text == null) return null
  const id = text.trim().toLowerCase()
  if (id === '') return null
  if (isUuid(id)) return id
  problems.push(
    errorAt(
      path,
      'NOT_A_UUID',
      `»${path}« er ikke et UUID. Skriv registerets eget id, eller lad feltet være tomt.`,
      `"${path}" is not a UUID. Write the register's own id or leave the field empty.`,
    ),
  )
  return null
}

/** A postal code as text; one that is not four digits is told (INFO). */
export function postalCode(
  text: string | null | undefined,
  path: string,
  problems: Problem[],
): string | null {
  const code = dwellingText(text, 20, path, problems)
  if (code !== null && !POSTAL_CODE.test(code)) {
    problems.push(
      noteAt(
        path,
        'POSTAL_CODE_UNUSUAL',
        `Postnummeret i »${path}« har ikke fire cifre. Kontrollér det i kilden.`,
        `The postal code in "${path}" is not four digits. Check it at the source.`,
      ),
    )
  }
  return code
}

/** A whole number of rooms from 1 to 20; any other is told and left out (INFO). */
export function rooms(value: number | null | undefined, path: string, problems: Problem[]): number | null {
  if (value == null) return null
  if (Number.isInteger(value) && value >= 1 && value <= 20) return value
  problems.push(leftOut(path, '1-20'))
  return null
}

/** Square metres from 5 to 500 without trailing zeros; any other is told and left out (INFO). */
export function area(text: string | null | undefined, path: string, problems: Problem[]): string | null {
  if (text == null) return null
  const match = AREA.exec(text)
  if (match !== null) {
    const squareMetres = Number(text)
    if (squareMetres >= 5 && squareMetres <= 500) return String(squareMetres)
  }
  problems.push(leftOut(path, '5-500'))
  return null
}

function leftOut(path: string, range: string): Problem {
  return noteAt(
    path,
    'VALUE_LEFT_OUT',
    `Værdien i »${path}« ligger uden for ${range} og er ikke taget med. Kontrollér den i kilden.`,
    `The value in "${path}" is outside ${range} and was left out. Check it at the source.`,
  )
}
