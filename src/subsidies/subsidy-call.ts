import type { Database } from '../platform/database.ts'
import type { GraphQLContext, ReadBack, Shown } from '../platform/graphql/context.ts'
import type { SubsidyCommandArgs } from './carrying.types.ts'
import type { Call } from './subsidy-command.ts'

/** A command as its service takes it. */
export function callOf(
  database: Database,
  { origin }: GraphQLContext,
  { idempotencyKey, dryRun }: SubsidyCommandArgs,
  input: object,
  show: ReadBack,
): Call<Shown> {
  return { database, origin, carrying: { dryRun, idempotency: { key: idempotencyKey, input } }, show }
}

/** What a client left out, as null. */
export function nulls<Input extends object, Name extends keyof Input>(
  input: Input,
  ...names: readonly Name[]
): Omit<Input, Name> & { readonly [Key in Name]-?: NonNullable<Input[Key]> | null } {
  const given = Object.fromEntries(names.map((name) => [name, input[name] ?? null]))
  return { ...input, ...given } as never
}
