import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { correctArrears, reportArrears, respondToArrears, withdrawArrears } from './arrears.service.ts'
import {
  ArrearsResponsePayload,
  ArrearsStepPayload,
  CorrectArrearsInput,
  ReportArrearsInput,
  RespondToArrearsInput,
  WithdrawArrearsInput,
} from './arrears.types.ts'
import { arrearsResponseView, arrearsStepView } from './arrears.view.ts'

/** The commands on arrears. */
@Resolver()
export class ArrearsCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => ArrearsStepPayload, {
    description:
      'Reports a step of rent arrears in an allocated tenancy (indberet restance). A notice to the municipality and a case at the bailiff’s court give it a day by which it has to have acted.',
  })
  reportArrears(
    @Arg('input', () => ReportArrearsInput, { description: 'The step.' }) input: ReportArrearsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { tenancyId, ...entry } = nulls(input, 'children')
    return payload(info, () => reportArrears(this.#callOf(context, args, input, info), tenancyId, entry))
  }

  @Mutation(() => ArrearsStepPayload, {
    description: 'Corrects the day of a step and what is known of children (ret restance).',
  })
  correctArrears(
    @Arg('input', () => CorrectArrearsInput, { description: 'The step as it is to be.' })
    input: CorrectArrearsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { stepId, ...facts } = nulls(input, 'children')
    return payload(info, () => correctArrears(this.#callOf(context, args, input, info), stepId, facts))
  }

  @Mutation(() => ArrearsStepPayload, {
    description: 'Takes a step back that was reported in error (træk restance tilbage).',
  })
  withdrawArrears(
    @Arg('input', () => WithdrawArrearsInput, { description: 'Which one.' }) input: WithdrawArrearsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => withdrawArrears(this.#callOf(context, args, input, info), input.stepId))
  }

  @Mutation(() => ArrearsResponsePayload, {
    description: 'Records what the municipality did about a step of arrears (registrér indsats).',
  })
  respondToArrears(
    @Arg('input', () => RespondToArrearsInput, { description: 'What was done.' })
    input: RespondToArrearsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { stepId, ...entry } = input
    const show = context.readBack(info, 'response', arrearsResponseView)
    const call = { ...callOf(this.#database, context, args, input, show), clock: this.#clock }
    return payload(info, () => respondToArrears(call, stepId, entry))
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'step', arrearsStepView)
    return { ...callOf(this.#database, context, args, input, show), clock: this.#clock }
  }
}
