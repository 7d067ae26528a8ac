import { ArgsType, Field } from 'type-graphql'
import { IdempotencyKey } from '../platform/graphql/scalars.ts'

/** How a command is to be carried out. */
@ArgsType()
export class SubsidyCommandArgs {
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
