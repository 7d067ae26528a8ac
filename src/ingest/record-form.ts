import type { Instant } from '../kernel/clock.ts'
import { holdsCpr, withoutCpr } from '../kernel/cpr.ts'
import type { Oere } from '../kernel/money.ts'
import { type LocalDate, parseLocalDate } from '../kernel/period.ts'
import type { Problem, ReadKey, ReadRecord } from './feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
  fileUnreadable,
  numberUnreadable,
  timeUnreadable,
  truthUnreadable,
} from './feed-problem.ts'
import { cellReader, rawLine, truth } from './formats/csv-cells.ts'
import { csvLines } from './formats/csv-lines.ts'
import {
  type Json,
  jsonLines,
  memberReader,
  oneOf,
  refuseUnknown,
  wholeNumber,
} from './formats/json-lines.ts'
import {
  danishDay,
  danishKroner,
  offsetInstant,
  plainKroner,
  rawText,
  unreadRecord,
} from './formats/source-text.ts'
import { findColumns } from './formats/table-columns.ts'

/** One member of a record: what its columns are called in a table, and how its value is read of either form. */
export interface Member<Value> {
  /** The headers that are understood; the first one is the one we name. */
  readonly headers: readonly string[]
  readonly ofText: (text: string) => Value | null
  readonly ofCell: (text: string) => Value | null
  /** A yes or no, which JSON does not write as a text. */
  readonly truth?: true
  readonly unreadable: (path: string) => Problem
  /** Whether a table without the column cannot be read. */
  readonly obligatory?: true
}

type Members = Readonly<Record<string, Member<unknown>>>

/** What a record's members hold, before the rules: anything may be absent. */
export type FieldsOf<Form extends Members> = {
  readonly [Name in keyof Form]: (Form[Name] extends Member<infer Value> ? Value : never) | null
}

/** A kind of records that is written in the same members in NDJSON, in a table and in a call. */
export interface RecordForm<Fields, Record> {
  /** The published schema's name. */
  readonly schema: string
  readonly members: { readonly [Name in keyof Fields]: Member<NonNullable<Fields[Name]>> }
  /**
   * Applies every rule to one record, whatever the way it came in; the record is null exactly when one of the problems is an
   * ERROR. No problem repeats a value of the record.
   */
  readonly validate: (fields: Fields, problems: Problem[]) => Record | null
  /** What is kept of a record in quarantine; as received when left out. */
  readonly rawOf?: (fields: Fields) => string
}

const same = <Value>(read: (text: string) => Value | null) => ({ ofText: read, ofCell: read })

/** A text as it stands. */
export const text = (...headers: readonly string[]): Member<string> => ({
  ...{ headers, ...same<string>((given) => given), unreadable: numberUnreadable },
})

/** A day: `yyyy-mm-dd` in JSON, as Danes write it in a table. */
export const day = (...headers: readonly string[]): Member<LocalDate> => ({
  ...{ headers, ofText: parseLocalDate, ofCell: danishDay, unreadable: dayUnreadable },
})

/** A point in time with its offset. */
export const time = (...headers: readonly string[]): Member<Instant> => ({
  ...{ headers, ...same<Instant>(offsetInstant), unreadable: timeUnreadable },
})

/** A running number of at most 18 digits. */
export const sequenceNumber = (...headers: readonly string[]): Member<bigint> => ({
  ...{ headers, ...same<bigint>(wholeNumber), unreadable: numberUnreadable },
})

/** Kroner: with a point in JSON, as Danes write them in a table. */
export const kroner = (...headers: readonly string[]): Member<Oere> => ({
  ...{ headers, ofText: plainKroner, ofCell: danishKroner, unreadable: amountUnreadable },
})

/** A yes or no: `true` or `false` in JSON, »ja« or »nej« in a table. */
export const yesOrNo = (...headers: readonly string[]): Member<boolean> => ({
  ...{ headers, ...same<boolean>((given) => truth(given) ?? null), unreadable: truthUnreadable, truth: true },
})

/** One of several codes; a table may use a Danish word for it. */
export const word = <Code extends string>(
  codes: readonly Code[],
  danish: Readonly<Record<string, Code>>,
  ...headers: readonly string[]
): Member<Code> => ({
  headers,
  ofText: (given) => oneOf(codes, given),
  ofCell: (given) => oneOf(codes, given.toUpperCase()) ?? danish[given.toLowerCase()] ?? null,
  unreadable: wordUnknown,
})

/** What makes a member one without whose column a table cannot be read. */
export const OBLIGATORY = { obligatory: true } as const

function wordUnknown(path: string): Problem {
  return errorAt(
    path,
    'WORD_UNKNOWN',
    `Koden i »${path}« er ukendt. Brug en af dem, som skemaet for posterne nævner.`,
    `The code in "${path}" is unknown. Use one of those that the schema of the records names.`,
  )
}

/** The records of an NDJSON file. A line that is no object is one record in quarantine. */
export async function* readJsonRecords<Fields, Record>(
  form: RecordForm<Fields, Record>,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadRecord<Record>> {
  const known = new Set(namesOf(form))
  for await (const line of jsonLines(source)) {
    const { row, raw, given } = line
    if (given === null) {
      const kept = form.rawOf === undefined ? withoutCpr(raw) : ''
      yield { row, raw: rawText(kept), key: NO_KEY, record: null, problems: [line.fault] }
      continue
    }
    const problems: Problem[] = []
    refuseUnknown(given, known, { prefix: '', schema: form.schema }, problems)
    const from = memberReader(given, '', problems)
    const fields = fieldsOf(form, (name, member) =>
      member.truth ? from.truth(name) : from.written(name, member.ofText, member.unreadable),
    )
    yield read(form, { row, fields, problems, raw: () => rawJson(raw, given) })
  }
}

/** JSON can write a digit as an escape, which only shows when it is read. */
function rawJson(raw: string, given: Json): string {
  const written = JSON.stringify(given)
  return holdsCpr(written) ? withoutCpr(written) : raw
}

/** The records of a table: one line of headers, one line a record. */
export async function* readTableRecords<Fields, Record>(
  form: RecordForm<Fields, Record>,
  source: AsyncIterable<Uint8Array>,
  own?: Readonly<globalThis.Record<string, string>>,
): AsyncGenerator<ReadRecord<Record>> {
  const lines = csvLines(source)
  const header = await lines.next()
  if (header.done || 'problems' in header.value) {
    yield header.done || !('problems' in header.value)
      ? unreadRecord(1, '', fileUnreadable('', 'den er tom.', 'it is empty.'))
      : header.value
    return
  }
  const names = namesOf(form)
  const accepted = Object.fromEntries(names.map((name) => [name, memberOf(form, name).headers]))
  const needed = names.filter((name) => memberOf(form, name).obligatory)
  const columns = findColumns(header.value.cells, accepted, needed, own)
  if (columns.problems.length > 0) {
    // Without its header a file may hold anything, so nothing of it is kept.
    yield unreadRecord(header.value.row, '', ...columns.problems)
    return
  }
  for await (const line of lines) {
    if ('problems' in line) {
      yield line
      continue
    }
    const problems: Problem[] = []
    const cells = cellReader(line, columns, problems)
    const fields = fieldsOf(form, (name, member) => cells.read(name, member.ofCell, member.unreadable))
    const one = read(form, { row: line.row, fields, problems, raw: () => withoutCpr(rawLine(line, columns)) })
    yield {
      ...one,
      problems: one.problems.map((problem) => ({
        ...problem,
        path: columns.paths[problem.path] ?? problem.path,
      })),
    }
  }
}

/** The records of a call, validated by the same rules as those of a file. */
export async function* readInputRecords<Fields, Record>(
  form: RecordForm<Fields, Record>,
  inputs: readonly object[],
  asWritten: (input: object) => string,
): AsyncGenerator<ReadRecord<Record>> {
  for (const [index, input] of inputs.entries()) {
    const problems: Problem[] = []
    const given = input as Readonly<globalThis.Record<string, unknown>>
    const fields = fieldsOf(form, (name, member) => {
      const value = given[name] ?? null
      // Only a running number has no scalar of its own.
      if (name !== 'sourceSequence' || value === null) return value
      const number = member.ofText(String(value))
      if (number === null) problems.push(member.unreadable(name))
      return number
    })
    yield read(form, { row: index + 1, fields, problems, raw: () => withoutCpr(asWritten(input)) })
  }
}

const NO_KEY: ReadKey = { organisationCode: null, estateNumber: null, tenancyNumber: null, sourceId: null }

interface Line<Fields> {
  readonly row: number
  readonly fields: Fields
  readonly problems: Problem[]
  readonly raw: () => string
}

function read<Fields, Record>(
  form: RecordForm<Fields, Record>,
  { row, fields, problems, raw }: Line<Fields>,
): ReadRecord<Record> {
  const record = form.validate(fields, problems)
  return { row, raw: rawText(form.rawOf?.(fields) ?? raw()), key: NO_KEY, record, problems }
}

function namesOf<Fields, Record>({ members }: RecordForm<Fields, Record>): string[] {
  return Object.keys(members)
}

function memberOf<Fields, Record>({ members }: RecordForm<Fields, Record>, name: string): Member<unknown> {
  return members[name as keyof Fields] as Member<unknown>
}

function fieldsOf<Fields, Record>(
  form: RecordForm<Fields, Record>,
  value: (name: string, member: Member<unknown>) => unknown,
): Fields {
  return Object.fromEntries(namesOf(form).map((name) => [name, value(name, memberOf(form, name))])) as Fields
}
