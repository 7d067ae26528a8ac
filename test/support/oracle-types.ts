/**
 * Numbers of any width, days and ids are text; instants are microseconds since 1970; a range is two columns. What
 * `row_place` says names the row inside its table until the row is written again.
 */
export type Row = Readonly<Record<string, unknown>>

/** The rows of a table that the actor sees, now or as they were known. */
export type Rows = (name: string, known: bigint | null) => readonly Row[]

/** A row on its way through the fields, and the instant that `knownAt` set for everything below. */
export interface Source {
  readonly type: string
  readonly row: Row
  readonly known: bigint | null
  /** What the list that it stands in is filtered by. */
  readonly filters?: readonly string[]
}

export type Arguments = Readonly<Record<string, unknown>>
export type Resolve = (source: Source, args: Arguments) => unknown
export type Condition = (row: Row, value: unknown, known: bigint | null) => boolean
export type Sortable = string | bigint | number

/** How the rows of a type are listed. */
export interface List {
  readonly type: string
  readonly table: string
  readonly key: string
  readonly orders: Readonly<Record<string, { readonly by: (row: Row) => Sortable; readonly down?: true }>>
  readonly filters: Readonly<Record<string, Condition>>
}
