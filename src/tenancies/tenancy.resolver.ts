import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling } from '../registry/index.ts'
import { Tenancy, TenancyConnection, TenancyFilter, TenancyOrderEnum } from './tenancy.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class TenanciesArgs extends PageArgs {
  @Field(() => TenancyFilter, {
    nullable: true,
    description: 'Only tenancies that meet all of these (filter).',
  })
  filter?: TenancyFilter | null

  @Field(() => TenancyOrderEnum, {
    defaultValue: 'FROM_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof TenancyOrderEnum
}

@ArgsType()
class KnownTenanciesArgs extends TenanciesArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for tenancies. */
@Resolver()
export class TenancyResolver {
  @Query(() => TenancyConnection, { description: 'Tenancies the actor may see (lejemål).' })
  tenancies(
    @Args(() => KnownTenanciesArgs) _args: KnownTenanciesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Tenancy, {
    nullable: true,
    description: 'One tenancy (lejemål); null when there is none that the actor may see.',
  })
  tenancy(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** Tenancies of a dwelling. */
@Resolver(() => Dwelling)
export class DwellingTenanciesResolver {
  @FieldResolver(() => TenancyConnection, { description: 'Its tenancies (lejemål).' })
  tenancies(
    @Root() dwelling: Dwelling,
    @Args(() => TenanciesArgs) _args: TenanciesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(dwelling, null, null, info)
  }
}
