import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import { CarryingArgs, carryingOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { allocateDwelling } from './allocation.service.ts'
import { allocationView, nominationView, noticeView } from './allocation.view.ts'
import {
  AcknowledgeNoticeInput,
  AllocateDwellingInput,
  type AllocationDisclosureInput,
  AllocationNoticePayload,
  AllocationPayload,
  NominateHouseholdInput,
  NominationPayload,
  RecordAnswerInput,
  SetDeclineConsequenceInput,
  WithdrawAllocationInput,
  WithdrawNominationInput,
} from './allocation-command.types.ts'
import { recordAnswer, setDeclineConsequence } from './answer.service.ts'
import type { Offers } from './held-offer.service.ts'
import { nominateHousehold, withdrawNomination } from './nomination.service.ts'
import { acknowledgeNotice } from './notice.service.ts'
import { withdrawAllocation } from './withdrawal.service.ts'

/** The commands on nominations, allocations and notices. */
@Resolver()
export class AllocationCommandResolver {
  readonly #offers: Offers

  constructor(offers: Offers) {
    this.#offers = offers
  }

  @Mutation(() => NominationPayload, {
    description: 'Proposes a household for an offered dwelling (indstil husstand).',
  })
  nominateHousehold(
    @Arg('input', () => NominateHouseholdInput, { description: 'Whom, for which, and why.' })
    input: NominateHouseholdInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'nomination', nominationView)
    return payload(info, () =>
      nominateHousehold(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => NominationPayload, { description: 'Takes a nomination back (træk indstilling tilbage).' })
  withdrawNomination(
    @Arg('input', () => WithdrawNominationInput, { description: 'Which.' }) input: WithdrawNominationInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'nomination', nominationView)
    return payload(info, () =>
      withdrawNomination(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AllocationPayload, {
    description:
      'Allocates an offered dwelling to a household (anvis bolig); the decision is frozen and sealed.',
  })
  allocateDwelling(
    @Arg('input', () => AllocateDwellingInput, { description: 'Which, to whom, and why.' })
    input: AllocateDwellingInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { offerId, householdId } = input
    const entry = {
      ...{ offerId, householdId },
      reason: input.reason ?? null,
      overrideReason: input.overrideReason ?? null,
      disclosure: input.disclosure == null ? null : disclosureOf(input.disclosure),
    }
    const show = context.readBack(info, 'allocation', allocationView)
    return payload(info, () =>
      allocateDwelling(this.#offers, context.origin, entry, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AllocationPayload, {
    description: 'Records what the household says to the dwelling (registrér svar).',
  })
  recordAnswer(
    @Arg('input', () => RecordAnswerInput, { description: 'The answer.' }) input: RecordAnswerInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const entry = {
      ...input,
      declineReason: input.declineReason ?? null,
      consequence: input.consequence ?? null,
      parkedUntil: input.parkedUntil ?? null,
    }
    const show = context.readBack(info, 'allocation', allocationView)
    return payload(info, () =>
      recordAnswer(this.#offers, context.origin, entry, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AllocationPayload, {
    description: 'Sets what follows from a household’s no (sæt følge af afslag).',
  })
  setDeclineConsequence(
    @Arg('input', () => SetDeclineConsequenceInput, { description: 'Of which, and what.' })
    input: SetDeclineConsequenceInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const entry = {
      ...input,
      parkedUntil: input.parkedUntil ?? null,
      declineReason: input.declineReason ?? null,
    }
    const show = context.readBack(info, 'allocation', allocationView)
    return payload(info, () =>
      setDeclineConsequence(this.#offers, context.origin, entry, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AllocationPayload, {
    description:
      'Takes the municipality’s own allocation back before a lease is signed (træk anvisning tilbage); the offer is to be answered again.',
  })
  withdrawAllocation(
    @Arg('input', () => WithdrawAllocationInput, { description: 'Which, and why.' })
    input: WithdrawAllocationInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'allocation', allocationView)
    return payload(info, () =>
      withdrawAllocation(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AllocationNoticePayload, { description: 'Acknowledges a notice (kvittér for besked).' })
  acknowledgeNotice(
    @Arg('input', () => AcknowledgeNoticeInput, { description: 'Which.' }) input: AcknowledgeNoticeInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'notice', noticeView)
    return payload(info, () =>
      acknowledgeNotice(this.#offers, context.origin, input, carryingOf(args, input), show),
    )
  }
}

function disclosureOf({ guarantee, ...disclosure }: AllocationDisclosureInput) {
  return {
    ...disclosure,
    moveInOn: disclosure.moveInOn ?? null,
    derogations: disclosure.derogations ?? [],
    guaranteeOere: guarantee ?? null,
  }
}
