import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Query, Resolver } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  OutboxEventConnection,
  OutboxOrderEnum,
  TodoFilter,
  TodoItem,
  TodoItemConnection,
  TodoOrderEnum,
} from './todo.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class TodoArgs extends PageArgs {
  @Field(() => TodoFilter, {
    defaultValue: { includeSettled: false },
    description: 'Only what meets all of these (filter).',
  })
  filter!: TodoFilter

  @Field(() => TodoOrderEnum, {
    defaultValue: 'DUE_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof TodoOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class OutboxEventsArgs extends PageArgs {
  @Field(() => OutboxOrderEnum, {
    defaultValue: 'ENTERED_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof OutboxOrderEnum
}

/** The queries for what is to be done. */
@Resolver()
export class TodoResolver {
  @Query(() => TodoItemConnection, {
    description: 'What falls due and is the actor’s to do (opgaver).',
  })
  todo(
    @Args(() => TodoArgs) _args: TodoArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => TodoItem, {
    nullable: true,
    description: 'One thing to do (opgave); null when there is none that the actor may see.',
  })
  todoItem(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => OutboxEventConnection, {
    description:
      'What happened, for systems of the organisation or the municipality (hændelser). Whoever continues after the last event it has seen misses none.',
  })
  outboxEvents(
    @Args(() => OutboxEventsArgs) _args: OutboxEventsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
