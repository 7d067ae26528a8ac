import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { commitSubsidies, withdrawCommitment } from './commitment.service.ts'
import {
  CommitSubsidiesInput,
  CorrectSubsidyPeriodInput,
  RecordSubsidyPaymentsInput,
  RecordSubsidyPeriodInput,
  SubsidyCommitmentPayload,
  SubsidyPeriodPayload,
  WithdrawSubsidyCommitmentInput,
} from './commitment-command.types.ts'
import { SubsidyFramePayload } from './frame-command.types.ts'
import { recordPayments } from './payment.service.ts'
import { correctPeriod, recordPeriod } from './period.service.ts'
import { subsidyCommitmentView, subsidyFrameView, subsidyPeriodView } from './subsidy.view.ts'

/** The commands on commitments, periods and payments. */
@Resolver()
export class SubsidyCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => SubsidyFramePayload, {
    description: 'Gives commitments within one frame: all of them, or none (giv tilsagn).',
  })
  commitSubsidies(
    @Arg('input', () => CommitSubsidiesInput, { description: 'The commitments.' })
    input: CommitSubsidiesInput,
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
    return payload(info, () =>
      commitSubsidies(
        call,
        input.frameId,
        input.commitments.map((one) => ({
          ...nulls(one, 'until', 'rentBefore', 'allocationDecidedOn', 'targetGroupRecordedOn', 'reference'),
          targetGroupBasis: one.targetGroupBasis ?? [],
        })),
      ),
    )
  }

  @Mutation(() => SubsidyCommitmentPayload, {
    description: 'Takes a commitment back as if it had never been given (træk tilsagn tilbage).',
  })
  withdrawSubsidyCommitment(
    @Arg('input', () => WithdrawSubsidyCommitmentInput, { description: 'Which, and why.' })
    input: WithdrawSubsidyCommitmentInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'commitment', subsidyCommitmentView),
    )
    return payload(info, () => withdrawCommitment(call, input.commitmentId, input.reason))
  }

  @Mutation(() => SubsidyPeriodPayload, {
    description: 'Records what a dwelling gets per month for some days (registrér tilskudsperiode).',
  })
  recordSubsidyPeriod(
    @Arg('input', () => RecordSubsidyPeriodInput, { description: 'The period.' })
    input: RecordSubsidyPeriodInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'period', subsidyPeriodView),
    )
    return payload(info, () =>
      recordPeriod(call, { ...nulls(input, 'tenancyId', 'reference'), base: input.base ?? input.monthly }),
    )
  }

  @Mutation(() => SubsidyPeriodPayload, {
    description: 'Corrects a period or takes it back, with the reason (ret tilskudsperiode).',
  })
  correctSubsidyPeriod(
    @Arg('input', () => CorrectSubsidyPeriodInput, { description: 'The period as it is to be.' })
    input: CorrectSubsidyPeriodInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'period', subsidyPeriodView),
    )
    return payload(info, () =>
      correctPeriod(call, { ...nulls(input, 'source'), base: input.base ?? input.monthly }),
    )
  }

  @Mutation(() => SubsidyCommitmentPayload, {
    description:
      'Records payments of one commitment as the books have them, right or wrong; with a minus what was paid back, also of a commitment that was taken back (registrér betalinger).',
  })
  recordSubsidyPayments(
    @Arg('input', () => RecordSubsidyPaymentsInput, { description: 'The payments.' })
    input: RecordSubsidyPaymentsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'commitment', subsidyCommitmentView),
    )
    return payload(info, () => recordPayments(call, input.commitmentId, input.payments))
  }
}
