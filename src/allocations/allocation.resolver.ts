import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { Household } from '../households/index.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  Allocation,
  AllocationConnection,
  AllocationDecision,
  AllocationFilter,
  AllocationNoticeConnection,
  NominationConnection,
  NominationFilter,
  NoticeFilter,
} from './allocation.types.ts'
import { EnteredOrderEnum } from './allocation-words.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const SORTED = 'How they are sorted (sortering).'

@ArgsType()
class AllocationsArgs extends PageArgs {
  @Field(() => AllocationFilter, {
    nullable: true,
    description: 'Only allocations that meet all of these (filter).',
  })
  filter?: AllocationFilter | null

  @Field(() => EnteredOrderEnum, { defaultValue: 'ENTERED_DESC', description: SORTED })
  orderBy!: keyof typeof EnteredOrderEnum
}

@ArgsType()
class KnownAllocationsArgs extends AllocationsArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class NominationsArgs extends PageArgs {
  @Field(() => NominationFilter, {
    nullable: true,
    description: 'Only nominations that meet all of these (filter).',
  })
  filter?: NominationFilter | null

  @Field(() => EnteredOrderEnum, { defaultValue: 'ENTERED_DESC', description: SORTED })
  orderBy!: keyof typeof EnteredOrderEnum
}

@ArgsType()
class NoticesArgs extends PageArgs {
  @Field(() => NoticeFilter, {
    nullable: true,
    description: 'Only notices that meet all of these (filter).',
  })
  filter?: NoticeFilter | null

  @Field(() => EnteredOrderEnum, { defaultValue: 'ENTERED_DESC', description: SORTED })
  orderBy!: keyof typeof EnteredOrderEnum
}

/** The queries for nominations, allocations, decisions and notices. */
@Resolver()
export class AllocationResolver {
  @Query(() => NominationConnection, {
    description: 'Households of the actor’s cases that were proposed for offered dwellings (indstillinger).',
  })
  nominations(
    @Args(() => NominationsArgs) _args: NominationsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AllocationConnection, {
    description: 'Allocations to households of the actor’s cases (anvisninger).',
  })
  allocations(
    @Args(() => KnownAllocationsArgs) _args: KnownAllocationsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Allocation, {
    nullable: true,
    description: 'One allocation (anvisning); null when there is none among the actor’s cases.',
  })
  allocation(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AllocationDecision, {
    nullable: true,
    description: 'One decision (afgørelse); null when there is none among the actor’s cases.',
  })
  decision(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AllocationNoticeConnection, {
    description: 'What the allocators of the actor’s cases are told (beskeder), such as a late decline.',
  })
  notices(
    @Args(() => NoticesArgs) _args: NoticesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** Allocations to a household. */
@Resolver(() => Household)
export class HouseholdAllocationsResolver {
  @FieldResolver(() => AllocationConnection, { description: 'Its allocations (anvisninger).' })
  allocations(
    @Root() household: Household,
    @Args(() => AllocationsArgs) _args: AllocationsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }
}
