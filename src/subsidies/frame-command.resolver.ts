import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { correctCondition, recordCondition, recordFrame, restateFrame } from './frame.service.ts'
import {
  CorrectSubsidyConditionInput,
  RecordSubsidyConditionInput,
  RecordSubsidyFrameInput,
  RecordSubsidyProgrammeInput,
  RecordSubsidyRateInput,
  RecordSubsidyTermInput,
  RestateSubsidyFrameInput,
  SubsidyFramePayload,
  SubsidyProgrammePayload,
} from './frame-command.types.ts'
import { recordProgramme, recordRate, recordTerm } from './programme.service.ts'
import { subsidyProgrammeView } from './programme.view.ts'
import { subsidyFrameView } from './subsidy.view.ts'

/** The commands on programmes and frames. */
@Resolver()
export class SubsidyFrameCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => SubsidyProgrammePayload, {
    description: 'Records a subsidy programme (registrér tilskudsordning).',
  })
  recordSubsidyProgramme(
    @Arg('input', () => RecordSubsidyProgrammeInput, { description: 'The programme.' })
    input: RecordSubsidyProgrammeInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'programme', subsidyProgrammeView),
    )
    return payload(info, () => recordProgramme(call, nulls(input, 'municipalityCode')))
  }

  @Mutation(() => SubsidyProgrammePayload, {
    description:
      'Records what a programme’s sources say from a day (registrér vilkår); what was said before ends.',
  })
  recordSubsidyTerm(
    @Arg('input', () => RecordSubsidyTermInput, { description: 'The terms.' }) input: RecordSubsidyTermInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'programme', subsidyProgrammeView),
    )
    return payload(info, () =>
      recordTerm(
        call,
        nulls(
          input,
          'until',
          'monthDays',
          'monthsMax',
          'rentBeforeMin',
          'rentBeforeMax',
          'rentAfterMax',
          'repayAbove',
        ),
      ),
    )
  }

  @Mutation(() => SubsidyProgrammePayload, {
    description: 'Records a rate from a day (registrér sats); the one before ends.',
  })
  recordSubsidyRate(
    @Arg('input', () => RecordSubsidyRateInput, { description: 'The rate.' }) input: RecordSubsidyRateInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'programme', subsidyProgrammeView),
    )
    return payload(info, () => recordRate(call, nulls(input, 'until')))
  }

  @Mutation(() => SubsidyFramePayload, {
    description: 'Records a frame that a municipality has been given (registrér tilsagnsramme).',
  })
  recordSubsidyFrame(
    @Arg('input', () => RecordSubsidyFrameInput, { description: 'The frame.' })
    input: RecordSubsidyFrameInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'frame', subsidyFrameView),
    )
    return payload(info, () => recordFrame(call, nulls(input, 'reference', 'dwellingsMax', 'amountMax')))
  }

  @Mutation(() => SubsidyFramePayload, {
    description:
      'Restates a frame, with the reason (omgør tilsagnsramme). Smaller than what is committed, it takes no more.',
  })
  restateSubsidyFrame(
    @Arg('input', () => RestateSubsidyFrameInput, { description: 'The frame as it is to be.' })
    input: RestateSubsidyFrameInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'frame', subsidyFrameView),
    )
    return payload(info, () => restateFrame(call, nulls(input, 'dwellingsMax', 'amountMax')))
  }

  @Mutation(() => SubsidyFramePayload, {
    description: 'Records that a condition of a frame is met for some days (registrér betingelse).',
  })
  recordSubsidyCondition(
    @Arg('input', () => RecordSubsidyConditionInput, { description: 'The condition.' })
    input: RecordSubsidyConditionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'frame', subsidyFrameView),
    )
    return payload(info, () => recordCondition(call, nulls(input, 'organisationId', 'until', 'reference')))
  }

  @Mutation(() => SubsidyFramePayload, {
    description:
      'Corrects for which days a condition of a frame is met, or takes it back, with the reason (ret betingelse).',
  })
  correctSubsidyCondition(
    @Arg('input', () => CorrectSubsidyConditionInput, { description: 'The condition as it is to be.' })
    input: CorrectSubsidyConditionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'frame', subsidyFrameView),
    )
    return payload(info, () => correctCondition(call, nulls(input, 'until')))
  }
}
