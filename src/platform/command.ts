import type { RequestOrigin } from '../access/actor.ts'
import type { Action } from '../access/policy.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from './change.ts'
import type { Database } from './database.ts'

/** Reads back, inside the change, the row whose key the work answered. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/** A command on its way: in whose name, how, and what it shows. */
export interface Call<Shown> {
  readonly database: Database
  readonly origin: RequestOrigin
  readonly carrying: Carrying
  readonly show: Show<Shown>
}

/** Runs the work of a command as one change; it answers the key of the row to show. */
export function carryOut<Shown>(
  { database, origin, carrying, show }: Call<Shown>,
  action: Action,
  work: (running: Change) => Promise<string>,
): Promise<Shown> {
  return change(database, origin, { action, ...carrying }, work, show)
}

const OUT_OF_REACH = '42501'

/** Refusals for what the database refuses, by the name of its constraint; `OUT_OF_REACH` for what its policies refuse. */
export type Violations = Readonly<Record<string, Refusal>>

/** Runs a write; what the database refuses becomes the refusal that stands for it. */
export async function within<Answer>(violations: Violations, write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    const refusal = violations[code === OUT_OF_REACH ? 'OUT_OF_REACH' : (constraint ?? '')]
    throw refusal === undefined ? error : new Refused(refusal)
  }
}

/**
 * A period that has a day.
 * **Refuses:** PERIOD_EMPTY.
 */
export function assertPeriod(from: LocalDate, until: LocalDate | null, path = 'input.until'): void {
  if (until === null || from < until) return
  throw new Refused({
    code: 'PERIOD_EMPTY',
    path,
    text: {
      da: 'Perioden slutter, før den begynder. »until« er den første dag, der ikke længere er med.',
      en: 'The period ends before it begins. "until" is the first day that is no longer included.',
    },
  })
}

/** A row that is not there, or that the actor may not see or change. */
export function notFound(entity: string, path: string, da: string, en: string): Refusal {
  return {
    code: `${entity}_NOT_FOUND`,
    path,
    text: {
      da: `Der er ${da} med dette id, som du må bruge.`,
      en: `There is no ${en} with this id that you may use.`,
    },
  }
}
