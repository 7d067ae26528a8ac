import type { Problem } from '../feed-format.ts'
import { errorAt } from '../feed-problem.ts'
import { quotable } from './source-text.ts'

/** Where a spreadsheet has which field. */
export interface TableColumns<Field extends string> {
  /** How many cells a line has. */
  count: number
  indexes: Partial<Record<Field, number>>
  /** Field → the header as written. */
  paths: Partial<Record<Field, string>>
  /** Columns that no field is read from. */
  unread: { index: number; header: string }[]
  /** Of these, columns that name people. */
  personal: number[]
  /** What makes the file unreadable as a whole; empty when all obligatory columns are there, once each. */
  problems: Problem[]
}

const PERSONAL =
  /^(?:lejer|beboer|ansøger|navn|fornavn|efternavn|cpr|telefon|tlf|mobil|e-?mail|kontaktperson)/

/**
 * Finds the columns by their headers, whatever their case and spaces. `accepted` are the headers that are understood, the
 * first one is the one we name; the source's `own` headers go first.
 */
export function findColumns<Field extends string>(
  headers: readonly string[],
  accepted: Readonly<Record<Field, readonly string[]>>,
  obligatory: readonly Field[],
  own: Readonly<Record<string, string>> = {},
): TableColumns<Field> {
  const columns: TableColumns<Field> = {
    count: headers.length,
    indexes: {},
    paths: {},
    unread: [],
    personal: [],
    problems: [],
  }
  const places = new Map<string, number[]>()
  for (const [index, header] of headers.entries()) {
    const word = headerWord(header)
    places.set(word, [...(places.get(word) ?? []), index])
  }
  const read = new Set<number>()
  for (const field of Object.keys(accepted) as Field[]) {
    const given = Object.hasOwn(own, field) ? own[field] : undefined
    const understood = given === undefined ? accepted[field] : [given]
    const found = understood.flatMap((header) => places.get(headerWord(header)) ?? [])
    const [index, second] = found
    if (index === undefined) continue
    if (second !== undefined)
      columns.problems.push(
        columnTwice(accepted[field][0] ?? field, headers[index] ?? '', headers[second] ?? ''),
      )
    columns.indexes[field] = index
    columns.paths[field] = quotable(headers[index] ?? '')
    read.add(index)
  }
  for (const [index, header] of headers.entries()) {
    if (read.has(index)) continue
    columns.unread.push({ index, header })
    if (PERSONAL.test(headerWord(header))) columns.personal.push(index)
  }
  for (const field of obligatory) {
    if (columns.indexes[field] !== undefined) continue
    const wanted = own[field] ?? accepted[field][0] ?? field
    // A first line without a single known header is no header but perhaps somebody's record: it is not repeated.
    columns.problems.push(columnMissing(wanted, read.size === 0 ? [] : headers))
  }
  return columns
}

/** A header without the differences that do not matter. */
export function headerWord(header: string): string {
  return header
    .slice(0, 200)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cf}]+/gu, '')
}

function columnTwice(name: string, first: string, second: string): Problem {
  const [one, two] = [quotable(first), quotable(second)]
  return errorAt(
    one,
    'COLUMN_TWICE',
    `Både »${one}« og »${two}« kan være ${name}. Fjern den ene, eller angiv kolonnen i opsætningen af kilden.`,
    `Both "${one}" and "${two}" can be ${name}. Remove one, or name the column in the settings of the source.`,
  )
}

function columnMissing(wanted: string, headers: readonly string[]): Problem {
  const found = headers.slice(0, 40).map(quotable).join(' | ')
  return errorAt(
    quotable(wanted),
    'COLUMN_MISSING',
    `Kolonnen »${wanted}« mangler. ${found === '' ? 'Første linje har ingen kendte overskrifter.' : `Fundet: ${found}.`} Tilføj den, eller angiv kildens egne overskrifter i opsætningen.`,
    `The column "${wanted}" is missing. ${found === '' ? 'The first line has no known header.' : `Found: ${found}.`} Add it, or name the source's own headers in its settings.`,
  )
}
