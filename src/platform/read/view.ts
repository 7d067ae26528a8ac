import type { Actor } from '../../access/actor.ts'
import type { Action } from '../../access/policy.ts'
import { uuidOf } from '../../kernel/ids.ts'

/**
 * What the read compiler may select and how it joins. A context describes its rows here once; every query of any
 * depth is compiled from these descriptions into one SQL statement.
 */

/**
 * Names a versioned table of the schema `public` where rows are read from: as they are known now, or under `knownAt`
 * as they were known then.
 */
export type Tables = (name: string) => string

/** The arguments of one GraphQL field while its SQL is written. */
export interface FieldArguments {
  /** True when the argument is given and not null. */
  has(name: string): boolean
  /** A placeholder (`$3::date`) that carries the argument's value. */
  bind(name: string, cast: string): string
  /** A placeholder that carries the present day in Denmark. */
  today(): string
  /** The table to read beside the row's own, in the same state of knowledge. */
  readonly table: Tables
  /** A placeholder of the moment of knowledge, for tables that only grow; null = all that is known now. */
  readonly known: string | null
}

/** A value computed from the row `alias`. */
export interface ColumnField {
  readonly kind: 'column'
  readonly sql: (alias: string, args: FieldArguments) => string
}

/** A value that comes from the actor's token and not from a row. */
export interface ActorField {
  readonly kind: 'actor'
  readonly cast: string
  readonly value: (actor: Actor) => unknown
}

/** A value that is stored encrypted with the key of the person it is about, and decrypted on the way to the client. */
export interface SealedField {
  readonly kind: 'sealed'
  /** The column of type bytea that holds the ciphertext; null reads as null. */
  readonly column: string
  /** The column that holds the person's id. */
  readonly person: string
  /** Which of the person's values it is; a ciphertext of another person or value does not open. */
  readonly part: string
}

/** An object whose fields come from the same row. */
export interface EmbeddedField {
  readonly kind: 'embedded'
  readonly type: string
  readonly fields: Fields
}

/** The one row of another view that this row points at; null when it is not there or not visible. */
export interface OneField {
  readonly kind: 'one'
  readonly view: () => EntityView
  readonly on: (parent: string, child: string, table: Tables) => string
}

/** A short list of value objects; `from` is a row source that names itself `child`, with its own bounded order. */
export interface ListField {
  readonly kind: 'list'
  readonly type: string
  readonly from: (parent: string, child: string, args: FieldArguments) => string
  readonly orderBy: (child: string) => string
  readonly fields: Fields
}

/** A bounded, paged list of rows of another view. */
export interface ConnectionField {
  readonly kind: 'connection'
  readonly list: () => ListView
  readonly on: (parent: string, child: string, args: FieldArguments) => string
  /** The row source in place of the view's table: a subquery with the columns that its fields, orders and key read. */
  readonly from?: (parent: string, args: FieldArguments) => string
}

export type Field =
  | ColumnField
  | SealedField
  | ActorField
  | EmbeddedField
  | OneField
  | ListField
  | ConnectionField
export type Fields = Readonly<Record<string, Field>>

/** SQL over a row `t` that is about persons or households. */
export interface About {
  /** Their ids, as text joined by commas. */
  readonly subjects: (t: string) => string
  /** The code of the municipality that answers for them. */
  readonly municipality: (t: string) => string
}

/** One GraphQL object type over one table. */
export interface EntityView {
  readonly type: string
  /** The action that reading a row takes; the same that guards the table in `access/rls.ts`. */
  readonly action: Action
  readonly table: string
  /** The view of live and earlier rows, where the table is versioned; then `knownAt` reaches it. */
  readonly versions?: string
  /** The columns that hold the keys of the policy's relations, where the table has them. */
  readonly scope: { readonly organisation?: string; readonly municipality?: string }
  readonly key: { readonly column: string; readonly cast: 'uuid' | 'text' | 'integer' | 'bigint' }
  /**
   * Its rows are about persons: every look takes a purpose and leaves a row in the access log.
   */
  readonly personal?: About & {
    /** The same for another municipality that was told of them, and answers for its own looks; no ids where there is none. */
    readonly alsoOf?: About
  }
  readonly fields: Fields
}

/** One way to sort a connection; ties are broken by the view's key in the same direction. */
export interface Order {
  readonly by: (alias: string) => string
  readonly cast: string
  readonly direction: 'asc' | 'desc'
}

/** One filter field; several are joined by AND. */
export interface Filter {
  readonly cast: string
  /** Turns the argument into what is bound, such as a global id into its key; absent = as it is. */
  readonly value?: (given: unknown) => unknown
  readonly sql: (alias: string, value: string, table: Tables) => string
}

/** How a view is listed. */
export interface ListView {
  readonly view: EntityView
  readonly orders: Readonly<Record<string, Order>>
  readonly defaultOrder: string
  readonly filters: Readonly<Record<string, Filter>>
  /** Further arguments of the list, beside first, after, filter, orderBy and knownAt. */
  readonly arguments?: Readonly<Record<string, Filter>>
}

/** A field of the query type. */
export type Root =
  | {
      readonly kind: 'connection'
      readonly list: ListView
      /** The row source in place of the view's table, made of the field's arguments: a subquery in parentheses. */
      readonly from?: (args: FieldArguments) => string
    }
  | { readonly kind: 'byId'; readonly view: EntityView }
  /** One row whose key has to be found outside the database first; null finds nothing. */
  | {
      readonly kind: 'lookup'
      readonly view: EntityView
      readonly find: (args: Readonly<Record<string, unknown>>, actor: Actor) => Promise<string | null>
    }
  /** The one row that the field's arguments lead to, by SQL. */
  | {
      readonly kind: 'row'
      readonly view: EntityView
      readonly on: (alias: string, args: FieldArguments) => string
      /** The row source in place of the view's table. */
      readonly from?: (args: FieldArguments) => string
    }
  | { readonly kind: 'node' }
  | { readonly kind: 'nodes' }
  | {
      readonly kind: 'object'
      readonly type: string
      readonly fields: Fields
      /** A subquery of one row that the fields read, made of the arguments; without it there is no row. */
      readonly from?: (args: Pick<FieldArguments, 'bind'>, found: string) => string
      /** Finds UUIDs outside the database first; `found` is then their placeholder, else SQL's null. */
      readonly find?: (args: Readonly<Record<string, unknown>>) => Promise<readonly string[]>
    }
  /** A short list that no table holds; every field of an item is read from it by the field's name. */
  | {
      readonly kind: 'constants'
      readonly type: string
      readonly items: (args: { readonly filter: unknown }) => readonly object[]
    }

/** Everything the compiler knows: the fields of the query type and the types that `node` reaches. */
export interface ReadModel {
  readonly roots: Readonly<Record<string, Root>>
  readonly nodes: readonly EntityView[]
  /** Fields that a context adds to the types of a context below it. */
  readonly extensions: Readonly<Record<string, Fields>>
}

/** Joins what the contexts contribute into the one model of the API. */
export function joinReadModels(parts: readonly Partial<ReadModel>[]): ReadModel {
  const extensions: Record<string, Fields> = {}
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part.extensions ?? {})) {
      extensions[type] = { ...extensions[type], ...fields }
    }
  }
  return {
    roots: Object.assign({}, ...parts.map((part) => part.roots ?? {})),
    nodes: parts.flatMap((part) => part.nodes ?? []),
    extensions,
  }
}

/** The period argument `validOn`: the day the answer is about, today when it is not given. */
export function validOn(args: FieldArguments): string {
  return args.has('validOn') ? args.bind('validOn', 'date') : args.today()
}

/** A filter by the API's id of another type; an id of the wrong type matches nothing. */
export function idFilter(type: string, column: string): Filter {
  return {
    cast: 'uuid',
    value: (given) => uuidOf(String(given), type),
    sql: (alias, value) => `${alias}.${column} = ${value}`,
  }
}

/** SQL for the UUID in a global id of this type; null for any other text. */
export function keyInIdSql(type: string, id: string): string {
  const form = `^${type}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`
  return `(case when ${id} ~ '${form}' then substr(${id}, ${type.length + 2})::uuid end)`
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** SQL that writes øre as a decimal string of kroner. */
export function kronerSql(oere: string): string {
  return `((${oere})::numeric / 100)::numeric(15, 2)::text`
}

/** A value that SQL makes of the row. */
export function computed(sql: ColumnField['sql']): ColumnField {
  return { kind: 'column', sql }
}

/** A plain column of the row. */
export function column(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => `${alias}.${name}` }
}

/** A column of the row written as text, so that no digit is lost on the way to the client. */
export function textColumn(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => `${alias}.${name}::text` }
}

/** Øre written as a decimal string of kroner. */
export function kronerColumn(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => kronerSql(`${alias}.${name}`) }
}

/** The row of another view whose key this row names in a column. */
export function pointer(view: () => EntityView, name: string, key = 'id'): OneField {
  return { kind: 'one', view, on: (alias, other) => `${other}.${key} = ${alias}.${name}` }
}

/** SQL that writes a point in time as ISO 8601 in UTC with microseconds. */
export function instantSql(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

/** A point in time, ISO 8601 in UTC. */
export function instantColumn(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => instantSql(`${alias}.${name}`) }
}

/** Since when the hub has known a row of a versioned table like this. */
export const recordedFrom = computed((alias) => instantSql(`lower(${alias}.recorded)`))

/** Until when the hub knew it like this; null = still. */
export const recordedUntil = computed((alias) => instantSql(`upper(${alias}.recorded)`))

/** Both. */
export const recorded: Fields = { recordedFrom, recordedUntil }

/** SQL that leaves out, under `knownAt`, what was recorded later; of rows that only grow, `alias` names one. */
export function notLater(alias: string, { known }: FieldArguments): string {
  return known === null ? '' : ` and ${alias}.recorded_at <= ${known}`
}

/** The API's id of the row: type and key. */
export function idColumn(type: string, name: string): ColumnField {
  return { kind: 'column', sql: (alias) => `'${type}:' || ${alias}.${name}` }
}

/** The first day of a period column; null when open. */
export function periodStart(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => `lower(${alias}.${name})` }
}

/** The day on which a period column no longer holds; null when no end is known. */
export function periodEnd(name: string): ColumnField {
  return { kind: 'column', sql: (alias) => `upper(${alias}.${name})` }
}
