import { finished } from 'node:stream/promises'
import { type Parser, parse } from 'csv-parse'
import type { ReadRecord } from '../feed-format.ts'
import { fileUnreadable } from '../feed-problem.ts'
import { guessedText, RAW_LIMIT_BYTES, unreadRecord } from './source-text.ts'

/** A line of a spreadsheet that holds anything. */
export interface Line {
  cells: string[]
  delimiter: string
  raw: string
  row: number
}

/** The lines that hold anything, with their place; what csv-parse cannot split comes out as one unread record. */
export async function* csvLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line | ReadRecord<never>> {
  let beginning = ''
  let splitter: Splitter | null = null
  for await (const text of guessedText(source)) {
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
  end(): Promise<Iterable<Line | ReadRecord<never>>>
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
      const lines: (Line | ReadRecord<never>)[] = taken()
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

/** Whether a cell holds nothing. */
export function isBlank(cell: string): boolean {
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
