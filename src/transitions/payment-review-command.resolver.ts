import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { appointPaymentReview, holdPaymentReview, withdrawPaymentReview } from './payment-review.service.ts'
import {
  AppointPaymentReviewInput,
  HoldPaymentReviewInput,
  PaymentReviewPayload,
  WithdrawPaymentReviewInput,
} from './payment-review.types.ts'
import { paymentReviewView } from './payment-review.view.ts'

/** The commands on reviews. */
@Resolver()
export class PaymentReviewCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => PaymentReviewPayload, {
    description:
      'Appoints a review of what the household of a transition can pay on ordinary terms (aftal opfølgning på betalingsevne).',
  })
  appointPaymentReview(
    @Arg('input', () => AppointPaymentReviewInput, { description: 'Of which transition, and when.' })
    input: AppointPaymentReviewInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => appointPaymentReview(this.#callOf(context, args, input, info), input))
  }

  @Mutation(() => PaymentReviewPayload, {
    description: 'Records what a review found, or corrects it (registrér opfølgning).',
  })
  holdPaymentReview(
    @Arg('input', () => HoldPaymentReviewInput, { description: 'What it found.' })
    input: HoldPaymentReviewInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { reviewId, heldOn, affordableRent: affordableRentOere, outcome } = input
    const call = { ...this.#callOf(context, args, input, info), clock: this.#clock }
    return payload(info, () => holdPaymentReview(call, reviewId, { heldOn, affordableRentOere, outcome }))
  }

  @Mutation(() => PaymentReviewPayload, {
    description: 'Takes a review back as if it had never been appointed (træk opfølgning tilbage).',
  })
  withdrawPaymentReview(
    @Arg('input', () => WithdrawPaymentReviewInput, { description: 'Which one.' })
    input: WithdrawPaymentReviewInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () =>
      withdrawPaymentReview(this.#callOf(context, args, input, info), input.reviewId),
    )
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'review', paymentReviewView)
    return callOf(this.#database, context, args, input, show)
  }
}
