import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { claimGuarantee, decideGuaranteeClaim, withdrawGuaranteeClaim } from './guarantee.service.ts'
import {
  ClaimGuaranteeInput,
  DecideGuaranteeClaimInput,
  GuaranteeClaimPayload,
  WithdrawGuaranteeClaimInput,
} from './guarantee.types.ts'
import { guaranteeClaimView } from './guarantee.view.ts'

/** The commands on claims. */
@Resolver()
export class GuaranteeCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => GuaranteeClaimPayload, {
    description:
      'Claims of the municipality’s guarantee what it cost to restore a transitional dwelling whose tenant has moved out (rejs krav om istandsættelse).',
  })
  claimGuarantee(
    @Arg('input', () => ClaimGuaranteeInput, { description: 'The claim.' }) input: ClaimGuaranteeInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { amount: amountOere, ...claim } = input
    return payload(info, () =>
      claimGuarantee(this.#callOf(context, args, input, info), { ...claim, amountOere }),
    )
  }

  @Mutation(() => GuaranteeClaimPayload, {
    description: 'Takes a claim back that is not decided yet (træk krav tilbage).',
  })
  withdrawGuaranteeClaim(
    @Arg('input', () => WithdrawGuaranteeClaimInput, { description: 'Which one.' })
    input: WithdrawGuaranteeClaimInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () =>
      withdrawGuaranteeClaim(this.#callOf(context, args, input, info), input.claimId),
    )
  }

  @Mutation(() => GuaranteeClaimPayload, {
    description: 'Decides how much of a claim the municipality pays (afgør krav).',
  })
  decideGuaranteeClaim(
    @Arg('input', () => DecideGuaranteeClaimInput, { description: 'Of which claim, and why.' })
    input: DecideGuaranteeClaimInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { claimId, granted: grantedOere, reason = null } = input
    return payload(info, () =>
      decideGuaranteeClaim(this.#callOf(context, args, input, info), claimId, { grantedOere, reason }),
    )
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'claim', guaranteeClaimView)
    return { ...callOf(this.#database, context, args, input, show), clock: this.#clock }
  }
}
