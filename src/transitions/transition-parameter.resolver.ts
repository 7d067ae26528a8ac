import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Mutation, Query, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf } from '../platform/graphql/command-args.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { Instant } from '../platform/graphql/scalars.ts'
import { endTransitionParameter, setTransitionParameter } from './transition-parameter.service.ts'
import {
  EndTransitionParameterInput,
  SetTransitionParameterInput,
  TransitionParameterConnection,
  TransitionParameterFilter,
  TransitionParameterOrderEnum,
  TransitionParameterPayload,
} from './transition-parameter.types.ts'
import { transitionParameterView } from './transition-parameter.view.ts'

@ArgsType()
class TransitionParametersArgs extends PageArgs {
  @Field(() => TransitionParameterFilter, {
    nullable: true,
    description: 'Only those that meet all of these (filter).',
  })
  filter?: TransitionParameterFilter | null

  @Field(() => TransitionParameterOrderEnum, {
    defaultValue: 'NAME_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof TransitionParameterOrderEnum

  @Field(() => Instant, {
    nullable: true,
    description: 'As the hub knew it at this moment (registreringstid); now when left out.',
  })
  knownAt?: string | null
}

/** The numbers that municipalities set for their transitions. */
@Resolver()
export class TransitionParameterResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Query(() => TransitionParameterConnection, {
    description: 'Numbers that municipalities have set for their transitions (kommuners frister).',
  })
  transitionParameters(
    @Args(() => TransitionParametersArgs) _args: TransitionParametersArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Mutation(() => TransitionParameterPayload, {
    description: 'Sets a number for a municipality’s transitions from a day on (fastsæt frist).',
  })
  setTransitionParameter(
    @Arg('input', () => SetTransitionParameterInput, { description: 'The number.' })
    input: SetTransitionParameterInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () => setTransitionParameter(this.#callOf(context, args, input, info), input))
  }

  @Mutation(() => TransitionParameterPayload, {
    description: 'Ends a number on a day, so that the municipality has none from then on (ophæv frist).',
  })
  endTransitionParameter(
    @Arg('input', () => EndTransitionParameterInput, { description: 'Which one, and when.' })
    input: EndTransitionParameterInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, () =>
      endTransitionParameter(this.#callOf(context, args, input, info), input.parameterId, input.until),
    )
  }

  #callOf(context: GraphQLContext, args: CarryingArgs, input: object, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'parameter', transitionParameterView)
    return callOf(this.#database, context, args, input, show)
  }
}
