import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { Household } from '../households/index.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import { Stay, StayConnection, StayFilter, StayOrderEnum } from './stay.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class StaysArgs extends PageArgs {
  @Field(() => StayFilter, { nullable: true, description: 'Only stays that meet all of these (filter).' })
  filter?: StayFilter | null

  @Field(() => StayOrderEnum, {
    defaultValue: 'FROM_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof StayOrderEnum
}

@ArgsType()
class KnownStaysArgs extends StaysArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for stays. */
@Resolver()
export class StayResolver {
  @Query(() => StayConnection, {
    description: 'Where the households of the actor’s cases stay and stayed (ophold).',
  })
  stays(
    @Args(() => KnownStaysArgs) _args: KnownStaysArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Stay, {
    nullable: true,
    description: 'One stay (ophold); null when there is none among the actor’s cases.',
  })
  stay(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** Stays of a household. */
@Resolver(() => Household)
export class HouseholdStaysResolver {
  @FieldResolver(() => StayConnection, { description: 'Where it stays and stayed (ophold).' })
  stays(
    @Root() household: Household,
    @Args(() => StaysArgs) _args: StaysArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }
}
