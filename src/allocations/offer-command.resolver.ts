import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import { CarryingArgs, carryingOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import type { Offers } from './held-offer.service.ts'
import { cancelLease, recordLease, recordMovingIn } from './lease.service.ts'
import { offerVacancy } from './offer.service.ts'
import { offerView } from './offer.view.ts'
import {
  CancelLeaseInput,
  ExtendOfferInput,
  MunicipalOfferPayload,
  OfferVacancyInput,
  PauseOfferInput,
  RecordLeaseInput,
  RecordMovingInInput,
  ReportDeclineInput,
  ResumeOfferInput,
  ReturnOfferInput,
  WithdrawOfferInput,
} from './offer-command.types.ts'
import {
  extendOffer,
  giveUpOffer,
  pauseOffer,
  reportDecline,
  resumeOffer,
  returnOffer,
  withdrawOffer,
} from './offer-step.service.ts'

/** The commands on offers. */
@Resolver()
export class OfferCommandResolver {
  readonly #offers: Offers

  constructor(offers: Offers) {
    this.#offers = offers
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Puts a vacancy at the municipality’s disposal (stil bolig til rådighed).',
  })
  offerVacancy(
    @Arg('input', () => OfferVacancyInput, { description: 'The vacancy.' }) input: OfferVacancyInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const entry = {
      ...input,
      atDisposalFrom: input.atDisposalFrom ?? null,
      inPlaceOfOfferId: input.inPlaceOfOfferId ?? null,
    }
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      offerVacancy(this.#offers, context.origin, entry, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, { description: 'Stops an offer’s time to answer (sæt på pause).' })
  pauseOffer(
    @Arg('input', () => PauseOfferInput, { description: 'Which, and why.' }) input: PauseOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () => pauseOffer(this.#offers, context.origin, input, carryingOf(args, input), show))
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Lets an offer’s time to answer go on, from tomorrow (genoptag).',
  })
  resumeOffer(
    @Arg('input', () => ResumeOfferInput, { description: 'Which, and why.' }) input: ResumeOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      resumeOffer(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, { description: 'Extends an offer’s deadline (forlæng frist).' })
  extendOffer(
    @Arg('input', () => ExtendOfferInput, { description: 'Which, by how much, and why.' })
    input: ExtendOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      extendOffer(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Takes an offer back (træk tilbage); a chosen household loses the dwelling.',
  })
  withdrawOffer(
    @Arg('input', () => WithdrawOfferInput, { description: 'Which, and why.' }) input: WithdrawOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const ending = { ...input, reason: input.reason ?? null }
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      withdrawOffer(this.#offers, context.origin, ending, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Gives an offered dwelling back to the organisation (send retur).',
  })
  returnOffer(
    @Arg('input', () => ReturnOfferInput, { description: 'Which, and why.' }) input: ReturnOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const ending = { ...input, reason: input.reason ?? null }
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      returnOffer(this.#offers, context.origin, ending, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description:
      'Gives up a dwelling that is not let yet (opgiv bolig); its rent is due until a notice would have taken effect.',
  })
  giveUpOffer(
    @Arg('input', () => ReturnOfferInput, { description: 'Which, and why.' }) input: ReturnOfferInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const ending = { ...input, reason: input.reason ?? null }
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      giveUpOffer(this.#offers, context.origin, ending, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description:
      'Tells, for the organisation, that the household does not want the dwelling after all (meld afslag).',
  })
  reportDecline(
    @Arg('input', () => ReportDeclineInput, { description: 'Which offer.' }) input: ReportDeclineInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      reportDecline(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Records that the lease is signed (registrér lejeaftale); the tenancy is entered with it.',
  })
  recordLease(
    @Arg('input', () => RecordLeaseInput, { description: 'The lease.' }) input: RecordLeaseInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { rent, ...lease } = { ...input, part: input.part ?? '', rentOere: input.rent }
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      recordLease(this.#offers, context.origin, lease, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description: 'Records the day on which the household moved in (registrér indflytning).',
  })
  recordMovingIn(
    @Arg('input', () => RecordMovingInInput, { description: 'Which, and when.' })
    input: RecordMovingInInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      recordMovingIn(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => MunicipalOfferPayload, {
    description:
      'Tells that a signed lease came to nothing before the household moved in (meld lejeaftale bortfaldet); the offer is to be answered again.',
  })
  cancelLease(
    @Arg('input', () => CancelLeaseInput, { description: 'Which, and why.' }) input: CancelLeaseInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'offer', offerView)
    return payload(info, () =>
      cancelLease(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }
}
