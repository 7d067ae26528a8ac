import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Query, Resolver } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  GuaranteeClaim,
  GuaranteeClaimConnection,
  GuaranteeClaimFilter,
  GuaranteeClaimOrderEnum,
} from './guarantee.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class GuaranteeClaimsArgs extends PageArgs {
  @Field(() => GuaranteeClaimFilter, {
    nullable: true,
    description: 'Only claims that meet all of these (filter).',
  })
  filter?: GuaranteeClaimFilter | null

  @Field(() => GuaranteeClaimOrderEnum, {
    defaultValue: 'CLAIMED_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof GuaranteeClaimOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for claims. */
@Resolver()
export class GuaranteeResolver {
  @Query(() => GuaranteeClaimConnection, {
    description: 'Claims on municipalities’ guarantee that the actor may see (krav om istandsættelse).',
  })
  guaranteeClaims(
    @Args(() => GuaranteeClaimsArgs) _args: GuaranteeClaimsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => GuaranteeClaim, {
    nullable: true,
    description: 'One claim (krav); null when there is none that the actor may see.',
  })
  guaranteeClaim(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
