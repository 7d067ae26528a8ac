import type { GraphQLResolveInfo } from 'graphql'
import { Args, ArgsType, Field, FieldResolver, Info, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { selected } from '../platform/graphql/context.ts'
import { LocalDate } from '../platform/graphql/scalars.ts'
import { TransitionEventConnection, TransitionEventFilter, TransitionEventOrderEnum } from './event.types.ts'
import { TransitionTimeline } from './transition.types.ts'

const VALID_ON = 'Seen from this day (virkningstid); from today when left out.'

@ArgsType()
class DueEventsArgs extends PageArgs {
  @Field(() => LocalDate, { nullable: true, description: VALID_ON })
  validOn?: string | null
}

@ArgsType()
class TransitionEventsArgs extends DueEventsArgs {
  @Field(() => TransitionEventFilter, {
    nullable: true,
    description: 'Only events that meet all of these (filter).',
  })
  filter?: TransitionEventFilter | null

  @Field(() => TransitionEventOrderEnum, {
    defaultValue: 'ON_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof TransitionEventOrderEnum
}

/** The events of a timeline. */
@Resolver(() => TransitionTimeline)
export class TransitionEventsResolver {
  @FieldResolver(() => TransitionEventConnection, {
    description:
      'What happened, holds and is due, in one list (forløbet). Takes a purpose; what it shows of a household is logged.',
  })
  events(
    @Root() timeline: TransitionTimeline,
    @Args(() => TransitionEventsArgs) _args: TransitionEventsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(timeline, null, null, info)
  }

  @FieldResolver(() => TransitionEventConnection, {
    description:
      'What is due next, earliest first (forestår): by whom, by when, by which law. Takes a purpose; what it shows of a household is logged.',
  })
  dueNext(
    @Root() timeline: TransitionTimeline,
    @Args(() => DueEventsArgs) _args: DueEventsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(timeline, null, null, info)
  }
}
