import type { Problem } from '../feed-format.ts'
import { errorAt } from '../feed-problem.ts'
import { isBlank, type Line } from './csv-lines.ts'
import { rawText } from './source-text.ts'
import type { TableColumns } from './table-columns.ts'

/** Reads the cells of a line by field; a line of another length than the header is an ERROR. */
export function cellReader<Field extends string>(
  line: Line,
  columns: TableColumns<Field>,
  problems: Problem[],
) {
  const { cells } = line
  const cell = (field: Field): string | null => {
    const index = columns.indexes[field]
    const text = index === undefined ? '' : (cells[index] ?? '').trim()
    return text === '' ? null : text
  }
  if (
    cells.length < columns.count ||
    (cells.length > columns.count && !cells.slice(columns.count).every(isBlank))
  ) {
    problems.push(cellCountDiffers(line, columns.count))
  }
  return {
    cell,
    read<Value>(
      field: Field,
      reader: (text: string) => Value | null | undefined,
      unreadable: (path: string) => Problem,
    ): Value | null {
      const text = cell(field)
      if (text === null) return null
      const value = reader(text)
      if (value === null || value === undefined) {
        problems.push(unreadable(columns.paths[field] ?? field))
        return null
      }
      return value
    },
  }
}

/** A line as received, with `…` in the place of columns that name people. */
export function rawLine(line: Line, columns: TableColumns<string>): string {
  return rawText(columns.personal.length === 0 ? line.raw : withoutPeople(line, columns))
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['ja', true],
  ['true', true],
  ['sand', true],
  ['1', true],
  ['nej', false],
  ['false', false],
  ['falsk', false],
  ['0', false],
])

/** A yes or no in Danish or English; undefined when it is neither. */
export function truth(text: string): boolean | undefined {
  return TRUTHS.get(text.toLowerCase())
}

function withoutPeople({ cells, delimiter }: Line, { personal, count }: TableColumns<string>): string {
  // In a line of another length the names may stand under any header.
  if (cells.length !== count) return '…'
  return cells
    .map((cell, index) => {
      if (personal.includes(index) && !isBlank(cell)) return '…'
      return /["\r\n;,\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
    })
    .join(delimiter)
}

function cellCountDiffers({ cells, row }: Line, count: number): Problem {
  return errorAt(
    `linje/line ${row}`,
    'CELL_COUNT_DIFFERS',
    `Linje ${row} har ${cells.length} felter, overskriften ${count}. Ret linjen; en tekst med et skilletegn i skal stå i anførselstegn.`,
    `Line ${row} has ${cells.length} cells, the header ${count}. Correct the line; a text with a delimiter in it needs quotation marks.`,
  )
}
