import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import {
  correctStay,
  endStay,
  recordDischargeCondition,
  recordStay,
  type StayCall,
  withdrawDischargeCondition,
  withdrawStay,
} from './stay.service.ts'
import { stayView } from './stay.view.ts'
import {
  CorrectStayInput,
  EndStayInput,
  RecordDischargeConditionInput,
  RecordStayInput,
  StayPayload,
  WithdrawDischargeConditionInput,
  WithdrawStayInput,
} from './stay-command.types.ts'

const CHECKLIST =
  'Discharge from a shelter to a dwelling or a place is refused, naming the conditions of serviceloven § 110 stk. 5 that are not met; leaving by one’s own will never is.'

/** The commands on stays. */
@Resolver()
export class StayCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => StayPayload, {
    description: `Records where a household stays, or stayed (registrér ophold). ${CHECKLIST}`,
  })
  recordStay(
    @Arg('input', () => RecordStayInput, { description: 'The stay.' }) input: RecordStayInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { householdId, conditions, ...entry } = nulls(input, 'provider', 'until', 'outcome')
    return payload(info, () =>
      recordStay(this.#callOf(context, args, input, info), householdId, entry, conditions),
    )
  }

  @Mutation(() => StayPayload, {
    description: `Corrects a stay: the whole of it, as it is to be (ret ophold). ${CHECKLIST}`,
  })
  correctStay(
    @Arg('input', () => CorrectStayInput, { description: 'The stay as it is to be.' })
    input: CorrectStayInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { stayId, ...entry } = nulls(input, 'provider', 'until', 'outcome')
    return payload(info, () => correctStay(this.#callOf(context, args, input, info), stayId, entry))
  }

  @Mutation(() => StayPayload, {
    description: `Ends a stay on a day (afslut ophold). ${CHECKLIST}`,
  })
  endStay(
    @Arg('input', () => EndStayInput, { description: 'Which, when and in what.' }) input: EndStayInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => endStay(this.#callOf(context, args, input, info), input))
  }

  @Mutation(() => StayPayload, {
    description: 'Takes a stay back as if it had never been recorded (træk ophold tilbage).',
  })
  withdrawStay(
    @Arg('input', () => WithdrawStayInput, { description: 'Which one.' }) input: WithdrawStayInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => withdrawStay(this.#callOf(context, args, input, info), input.stayId))
  }

  @Mutation(() => StayPayload, {
    description:
      'Records that a condition for discharge is met, since when and by what evidence (registrér betingelse for udskrivning); recorded again, it is corrected.',
  })
  recordDischargeCondition(
    @Arg('input', () => RecordDischargeConditionInput, { description: 'The condition.' })
    input: RecordDischargeConditionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { stayId, ...condition } = input
    return payload(info, () =>
      recordDischargeCondition(this.#callOf(context, args, input, info), stayId, condition),
    )
  }

  @Mutation(() => StayPayload, {
    description:
      'Takes back that a condition for discharge is met (træk betingelse tilbage); not one that a discharge rests on.',
  })
  withdrawDischargeCondition(
    @Arg('input', () => WithdrawDischargeConditionInput, { description: 'Which one.' })
    input: WithdrawDischargeConditionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () =>
      withdrawDischargeCondition(this.#callOf(context, args, input, info), input.stayId, input.kind),
    )
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'stay', stayView)
    return {
      ...callOf(this.#database, context, args, input, show),
      clock: this.#clock,
    } satisfies StayCall<unknown>
  }
}
