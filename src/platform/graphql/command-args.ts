import { ArgsType, Field } from 'type-graphql'
import type { Carrying } from '../change.ts'
import type { Call } from '../command.ts'
import type { Database } from '../database.ts'
import type { GraphQLContext, ReadBack, Shown } from './context.ts'
import { IdempotencyKey } from './scalars.ts'

/** How a command is to be carried out. */
@ArgsType()
export class CarryingArgs {
  @Field(() => IdempotencyKey, {
    description: 'The same key with the same input gives the same answer and no second effect.',
  })
  idempotencyKey!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Answer what would happen and leave no trace (prøvekørsel).',
  })
  dryRun!: boolean
}

/** The arguments as `change` takes them; `input` is what the key stands for. */
export function carryingOf({ idempotencyKey, dryRun }: CarryingArgs, input: object): Carrying {
  return { dryRun, idempotency: { key: idempotencyKey, input } }
}

/** A command as its service takes it. */
export function callOf(
  database: Database,
  { origin }: GraphQLContext,
  args: CarryingArgs,
  input: object,
  show: ReadBack,
): Call<Shown> {
  return { database, origin, carrying: carryingOf(args, input), show }
}

/** What a client left out, as null. */
export function nulls<Input extends object, Name extends keyof Input>(
  input: Input,
  ...names: readonly Name[]
): Omit<Input, Name> & { readonly [Key in Name]-?: NonNullable<Input[Key]> | null } {
  const given = Object.fromEntries(names.map((name) => [name, input[name] ?? null]))
  return { ...input, ...given } as never
}
