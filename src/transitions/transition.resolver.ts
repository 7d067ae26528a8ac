import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  Int,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import {
  TransitionCapUseConnection,
  TransitionCapUseFilter,
  TransitionTimeline,
  TransitionTimelineConnection,
  TransitionTimelineFilter,
  TransitionTrialConnection,
  TransitionTrialFilter,
} from './transition.types.ts'
import {
  CapUseOrderEnum,
  TransitionOrderEnum,
  TransitionStateEnum,
  TrialOrderEnum,
} from './transition-words.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const ORDER = 'How they are sorted (sortering).'

@ArgsType()
class TransitionsArgs extends PageArgs {
  @Field(() => TransitionTimelineFilter, {
    nullable: true,
    description: 'Only transitions that meet all of these (filter).',
  })
  filter?: TransitionTimelineFilter | null

  @Field(() => TransitionOrderEnum, { defaultValue: 'ENDING_ASC', description: ORDER })
  orderBy!: keyof typeof TransitionOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class TrialsArgs extends PageArgs {
  @Field(() => TransitionTrialFilter, {
    nullable: true,
    description: 'Only trials that meet all of these (filter).',
  })
  filter?: TransitionTrialFilter | null

  @Field(() => TrialOrderEnum, { defaultValue: 'CODE_ASC', description: ORDER })
  orderBy!: keyof typeof TrialOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class CapUsesArgs extends PageArgs {
  @Field(() => TransitionCapUseFilter, {
    nullable: true,
    description: 'Only caps that meet all of these (filter).',
  })
  filter?: TransitionCapUseFilter | null

  @Field(() => CapUseOrderEnum, { defaultValue: 'YEAR_DESC', description: ORDER })
  orderBy!: keyof typeof CapUseOrderEnum
}

/** The day that an answer about a transition is for. */
@ArgsType()
export class AsOfArgs {
  @Field(() => LocalDate, {
    nullable: true,
    description: 'The day it is about (virkningstid); today when left out.',
  })
  validOn?: string | null
}

/** The queries for transitions and trials. */
@Resolver()
export class TransitionResolver {
  @Query(() => TransitionTimelineConnection, {
    description:
      'Transitional dwellings the actor may see, from disposal to ordinary terms (udslusningsforløb).',
  })
  transitionTimelines(
    @Args(() => TransitionsArgs) _args: TransitionsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => TransitionTimeline, {
    nullable: true,
    description: 'One transition (udslusningsforløb); null when there is none that the actor may see.',
  })
  transitionTimeline(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => TransitionTrialConnection, {
    description: 'Municipalities’ trials with transitional dwellings (forsøg).',
  })
  transitionTrials(
    @Args(() => TrialsArgs) _args: TrialsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The query for caps on transitional dwellings. */
@Resolver()
export class TransitionCapResolver {
  @Query(() => TransitionCapUseConnection, {
    description: 'How far agreements’ caps on transitional dwellings are used (lofter).',
  })
  transitionCapUses(
    @Args(() => CapUsesArgs) _args: CapUsesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** What a transition is on a day. */
@Resolver(() => TransitionTimeline)
export class TransitionDayResolver {
  @FieldResolver(() => TransitionStateEnum, {
    nullable: true,
    description: 'Where it stands on a day (tilstand); null before it begins.',
  })
  state(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }

  @FieldResolver(() => Int, {
    description:
      'The phase it is in: 0 agreed, 1 at disposal, 2 allocated, 3 leased, 4 in the period, 5 on the way out or out (fase).',
  })
  phase(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Days of the period that are left on a day (resterende dage); null when it is not in it.',
  })
  daysLeft(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether the tenant still lived there after 6 months; null before (fastholdelse efter 6 måneder).',
  })
  housedAfter6Months(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'The same after 12 months (fastholdelse efter 12 måneder).',
  })
  housedAfter12Months(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'The same after 24 months (fastholdelse efter 24 måneder).',
  })
  housedAfter24Months(
    @Root() transition: TransitionTimeline,
    @Args(() => AsOfArgs) _args: AsOfArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(transition, null, null, info)
  }
}
