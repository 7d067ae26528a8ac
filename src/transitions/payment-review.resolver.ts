import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Query, Resolver } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  PaymentReview,
  PaymentReviewConnection,
  PaymentReviewFilter,
  PaymentReviewOrderEnum,
} from './payment-review.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class PaymentReviewsArgs extends PageArgs {
  @Field(() => PaymentReviewFilter, {
    nullable: true,
    description: 'Only reviews that meet all of these (filter).',
  })
  filter?: PaymentReviewFilter | null

  @Field(() => PaymentReviewOrderEnum, {
    defaultValue: 'DUE_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof PaymentReviewOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for reviews. */
@Resolver()
export class PaymentReviewResolver {
  @Query(() => PaymentReviewConnection, {
    description:
      'Reviews of what the households of the actor’s cases can pay (opfølgninger på betalingsevne).',
  })
  paymentReviews(
    @Args(() => PaymentReviewsArgs) _args: PaymentReviewsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => PaymentReview, {
    nullable: true,
    description: 'One review (opfølgning); null when there is none among the actor’s cases.',
  })
  paymentReview(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
