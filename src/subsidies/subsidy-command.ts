import type { RequestOrigin } from '../access/actor.ts'
import type { Action } from '../access/policy.ts'
import { holdsCpr } from '../kernel/cpr.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'

/** How a command is carried out: rehearsed or for good, under which key. */
export interface Carrying {
  readonly dryRun: boolean
  readonly idempotency: { readonly key: string; readonly input: unknown }
}

/** Reads back, inside the change, the row whose key the work answered. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/** A command on subsidies on its way: in whose name, how, and what it shows. */
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
 * Free text that anybody with access to subsidies may read names nobody.
 * **Refuses:** TEXT_HOLDS_CPR.
 */
export function assertNoCpr(texts: Readonly<Record<string, string | null>>): void {
  const found = Object.entries(texts).find(([, text]) => text !== null && holdsCpr(text))
  if (found === undefined) return
  throw new Refused({
    code: 'TEXT_HOLDS_CPR',
    path: `input.${found[0]}`,
    text: {
      da: 'Teksten indeholder et CPR-nummer. Henvis til sagen i stedet.',
      en: 'The text holds a CPR number. Refer to the case instead.',
    },
  })
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

/**
 * What the parties call a row between them.
 * **Refuses:** REFERENCE_LENGTH.
 */
export function assertReference(reference: string | null, path = 'input.reference'): void {
  if (reference === null || (reference.length >= 1 && reference.length <= 100)) return
  throw new Refused({
    code: 'REFERENCE_LENGTH',
    path,
    text: { da: 'En reference har 1 til 100 tegn.', en: 'A reference has 1 to 100 characters.' },
  })
}

/** Another row of the programme in the municipality is called the same. */
export function referenceTaken(path: string): Refusal {
  return {
    code: 'REFERENCE_TAKEN',
    path,
    text: {
      da: 'Referencen er allerede brugt efter ordningen i kommunen. Brug en anden, eller ret den post, der har den.',
      en: 'The reference is used for the programme in the municipality already. Use another, or correct the row that has it.',
    },
  }
}
