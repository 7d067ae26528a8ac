import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Mutation, Query, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { Instant } from '../platform/graphql/scalars.ts'
import { setMatchingParameter } from './parameter.service.ts'
import {
  MatchingParameterConnection,
  MatchingParameterFilter,
  MatchingParameterPayload,
  ParameterArgs,
  ParameterOrderEnum,
  SetMatchingParameterInput,
} from './parameter.types.ts'
import { parameterView } from './parameter.view.ts'

@ArgsType()
class MatchingParametersArgs extends PageArgs {
  @Field(() => MatchingParameterFilter, {
    nullable: true,
    description: 'Only those that meet all of these (filter).',
  })
  filter?: MatchingParameterFilter | null

  @Field(() => ParameterOrderEnum, {
    defaultValue: 'NAME_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof ParameterOrderEnum

  @Field(() => Instant, {
    nullable: true,
    description: 'As the hub knew it at this moment (registreringstid); now when left out.',
  })
  knownAt?: string | null
}

/** The numbers that municipalities state for matching. */
@Resolver()
export class MatchingParameterResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Query(() => MatchingParameterConnection, {
    description: 'Numbers that municipalities have stated for matching (parametre til match).',
  })
  matchingParameters(
    @Args(() => MatchingParametersArgs) _args: MatchingParametersArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Mutation(() => MatchingParameterPayload, {
    description:
      'States a number for matching from a day on, or that the municipality has none (oplys parameter til match).',
  })
  setMatchingParameter(
    @Arg('input', () => SetMatchingParameterInput, { description: 'The number.' })
    input: SetMatchingParameterInput,
    @Args(() => ParameterArgs) options: ParameterArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const entry = { ...input, value: input.value ?? null }
    const show = context.readBack(info, 'parameter', parameterView)
    return payload(info, () => setMatchingParameter(this.#database, context.origin, entry, options, show))
  }
}
