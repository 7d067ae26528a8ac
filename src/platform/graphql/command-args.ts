import { ArgsType, Field } from 'type-graphql'
import type { Carrying } from '../change.ts'
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
