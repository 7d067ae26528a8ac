import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import type { EntityView } from '../platform/read/view.ts'
import { approveDerogations, recordTrial, withdrawApproval } from './approval.service.ts'
import { requestTermination, withdrawTermination } from './termination.service.ts'
import { correctTerms, goOverToOrdinaryTerms, recordTerms } from './terms.service.ts'
import { transitionCaseView, transitionView, trialView } from './transition.view.ts'
import { nameTransitionCase, withdrawTransitionCase } from './transition-case.service.ts'
import {
  ApproveDerogationsInput,
  CorrectTransitionTermsInput,
  GoOverToOrdinaryTermsInput,
  NameTransitionCaseInput,
  RecordTransitionTermsInput,
  RecordTransitionTrialInput,
  RequestTerminationInput,
  TransitionCasePayload,
  TransitionTimelinePayload,
  TransitionTrialPayload,
  WithdrawTerminationRequestInput,
  WithdrawTransitionApprovalInput,
  WithdrawTransitionCaseInput,
} from './transition-command.types.ts'

/** The commands on transitions. */
@Resolver()
export class TransitionCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => TransitionTrialPayload, {
    description: 'Records a trial with transitional dwellings (registrér forsøg).',
  })
  recordTransitionTrial(
    @Arg('input', () => RecordTransitionTrialInput, { description: 'The trial.' })
    input: RecordTransitionTrialInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'trial', trialView)
    return payload(info, () => recordTrial(call, nulls(input, 'signedUntil')))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description: 'Approves how the lease of a transitional dwelling may derogate (godkend fravigelser).',
  })
  approveDerogations(
    @Arg('input', () => ApproveDerogationsInput, { description: 'What, and for how long.' })
    input: ApproveDerogationsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () =>
      approveDerogations(call, nulls(input, 'compositionAssessedOn', 'noGeneralDemand', 'youthConditionMet')),
    )
  }

  @Mutation(() => TransitionTimelinePayload, {
    description: 'Takes back an approval that no lease rests on (træk godkendelse tilbage).',
  })
  withdrawTransitionApproval(
    @Arg('input', () => WithdrawTransitionApprovalInput, { description: 'Which one.' })
    input: WithdrawTransitionApprovalInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => withdrawApproval(call, input.approvalId))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description: 'Records the terms of a transitional lease as it states them (registrér vilkår).',
  })
  recordTransitionTerms(
    @Arg('input', () => RecordTransitionTermsInput, { description: 'The terms.' })
    input: RecordTransitionTermsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => recordTerms(call, nulls(input, 'trialId', 'signedOn')))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description:
      'Corrects the terms of a transitional lease that were recorded otherwise than it states them (ret vilkår).',
  })
  correctTransitionTerms(
    @Arg('input', () => CorrectTransitionTermsInput, { description: 'The terms as they are to be.' })
    input: CorrectTransitionTermsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => correctTerms(call, nulls(input, 'trialId', 'signedOn')))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description:
      'Lets a tenancy go over to ordinary terms before its period ends (overgå til ordinære vilkår).',
  })
  goOverToOrdinaryTerms(
    @Arg('input', () => GoOverToOrdinaryTermsInput, { description: 'Which, and from when.' })
    input: GoOverToOrdinaryTermsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => goOverToOrdinaryTerms(call, input))
  }

  @Mutation(() => TransitionCasePayload, {
    description:
      'Says which household a transition is about, where no allocation does (knyt sag til forløb).',
  })
  nameTransitionCase(
    @Arg('input', () => NameTransitionCaseInput, { description: 'Which.' }) input: NameTransitionCaseInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'case', transitionCaseView)
    return payload(info, () => nameTransitionCase(call, input))
  }

  @Mutation(() => TransitionCasePayload, {
    description: 'Takes back which household a transition is about (fjern sag fra forløb).',
  })
  withdrawTransitionCase(
    @Arg('input', () => WithdrawTransitionCaseInput, { description: 'Which.' })
    input: WithdrawTransitionCaseInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'case', transitionCaseView)
    return payload(info, () => withdrawTransitionCase(call, input.caseId))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description: 'Asks the landlord to terminate, since the tenant gets a place (anmod om opsigelse).',
  })
  requestTermination(
    @Arg('input', () => RequestTerminationInput, { description: 'Which, and from when.' })
    input: RequestTerminationInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => requestTermination(call, input))
  }

  @Mutation(() => TransitionTimelinePayload, {
    description: 'Takes a request to terminate back (træk anmodning tilbage).',
  })
  withdrawTerminationRequest(
    @Arg('input', () => WithdrawTerminationRequestInput, { description: 'Which one.' })
    input: WithdrawTerminationRequestInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = this.#callOf(context, args, input, info, 'transition', transitionView)
    return payload(info, () => withdrawTermination(call, input.requestId))
  }

  #callOf(
    context: GraphQLContext,
    args: CarryingArgs,
    input: object,
    info: GraphQLResolveInfo,
    field: string,
    view: EntityView,
  ) {
    const show = context.readBack(info, field, view)
    return { ...callOf(this.#database, context, args, input, show), clock: this.#clock }
  }
}
