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
  NoticeFilter,
} from './allocation.types.ts'
import { EnteredOrderEnum } from './allocation-words.types.ts'
import { MunicipalOffer } from './offer.types.ts'

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
class NoticesArgs extends PageArgs {
  @Field(() => NoticeFilter, {
    nullable: true,
    description: 'Only notices that meet all of these (filter).',
  })
  filter?: NoticeFilter | null

  @Field(() => EnteredOrderEnum, { defaultValue: 'ENTERED_DESC', description: SORTED })
  orderBy!: keyof typeof EnteredOrderEnum
}

/** The queries for allocations, decisions and notices. */
@Resolver()
export class AllocationResolver {
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

/** Who was proposed and chosen for an offer; municipal case roles only. */
@Resolver(() => MunicipalOffer)
export class OfferHouseholdsResolver {
  @FieldResolver(() => NominationConnection, { description: 'Who was proposed for it (indstillinger).' })
  nominations(
    @Root() offer: MunicipalOffer,
    @Args(() => PageArgs) _args: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(offer, null, null, info)
  }

  @FieldResolver(() => AllocationConnection, { description: 'Whom it was allocated to (anvisninger).' })
  allocations(
    @Root() offer: MunicipalOffer,
    @Args(() => AllocationsArgs) _args: AllocationsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(offer, null, null, info)
  }
}
