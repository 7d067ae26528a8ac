import type { Action } from './policy.ts'

/** An action that opens some of a table's rows: those that meet `rows`, a condition on the row's own columns. */
export interface GuardOfSome {
  readonly action: Action
  readonly rows: string
}

/** What opens a table to a command: one action for every row, or several, each for every row or for some. */
export type Guard = Action | readonly (Action | GuardOfSome)[]

/** Which actions guard a table's rows. A command without an action is impossible for the application. */
export interface GuardedTable {
  /** Schema-qualified name. */
  readonly table: string
  readonly select: Guard
  readonly insert?: Guard
  readonly update?: Guard
  /** What opens the old state of a row to an update, where that is not what opens the new one. */
  readonly updateOf?: Guard
  readonly delete?: Guard
  /**
   * The columns that hold the relations' keys, where they are not called as usual. `organisations` is an array: each
   * of several organisations is then the row's own. `days` is what an engagement's period has to meet.
   */
  readonly keys?: Partial<Record<'organisation' | 'organisations' | 'municipality' | 'days', string>>
  /** Whoever reads personal rows leaves a row here, in its own name and no other. */
  readonly trace?: true
  /** What the relation `disclosure` takes of a row, where it is not "the row's household is disclosed". */
  readonly disclosure?: string
}

/** Tables whose rows are versioned: `history.<name>` holds the earlier states, behind its own action. */
export const versioned = (live: GuardedTable, history: Guard): readonly GuardedTable[] => {
  const { insert: _insert, update: _update, updateOf: _updateOf, delete: _delete, ...read } = live
  return [live, { ...read, table: live.table.replace('public.', 'history.'), select: history }]
}

/** The actions of a guard, each with the rows it opens. */
export function guardsOf(guard: Guard): readonly { readonly action: Action; readonly rows: string | null }[] {
  const guards = typeof guard === 'string' ? [guard] : guard
  return guards.map((one) => (typeof one === 'string' ? { action: one, rows: null } : one))
}
