import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { correctSupport, endSupport, recordSupport, withdrawSupport } from './support.service.ts'
import {
  CorrectSupportInput,
  EndSupportInput,
  RecordSupportInput,
  SupportPayload,
  WithdrawSupportInput,
} from './support.types.ts'
import { supportCourseView } from './support.view.ts'

/** The commands on support. */
@Resolver()
export class SupportCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => SupportPayload, {
    description: 'Records how a household is supported, by whom and for which days (registrér bostøtte).',
  })
  recordSupport(
    @Arg('input', () => RecordSupportInput, { description: 'The course of support.' })
    input: RecordSupportInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { householdId, ...entry } = nulls(input, 'until')
    return payload(info, () => recordSupport(this.#callOf(context, args, input, info), householdId, entry))
  }

  @Mutation(() => SupportPayload, {
    description: 'Corrects a course of support: the whole of it, as it is to be (ret bostøtte).',
  })
  correctSupport(
    @Arg('input', () => CorrectSupportInput, { description: 'The course as it is to be.' })
    input: CorrectSupportInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { supportCourseId, ...entry } = nulls(input, 'until')
    return payload(info, () =>
      correctSupport(this.#callOf(context, args, input, info), supportCourseId, entry),
    )
  }

  @Mutation(() => SupportPayload, {
    description: 'Ends a course of support on a day, or sets another end (afslut bostøtte).',
  })
  endSupport(
    @Arg('input', () => EndSupportInput, { description: 'Which, and when.' }) input: EndSupportInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => endSupport(this.#callOf(context, args, input, info), input))
  }

  @Mutation(() => SupportPayload, {
    description: 'Takes a course of support back as if it had never been recorded (træk bostøtte tilbage).',
  })
  withdrawSupport(
    @Arg('input', () => WithdrawSupportInput, { description: 'Which one.' }) input: WithdrawSupportInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () =>
      withdrawSupport(this.#callOf(context, args, input, info), input.supportCourseId),
    )
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'supportCourse', supportCourseView)
    return callOf(this.#database, context, args, input, show)
  }
}
