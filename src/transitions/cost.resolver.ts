import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  Int,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import {
  TransitionCostFilter,
  TransitionCostLineConnection,
  TransitionCosts,
  TransitionYearCosts,
} from './cost.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const LINES = 'Line by line, earliest first (linjer).'

@ArgsType()
class CostLinesArgs extends PageArgs {
  @Field(() => TransitionCostFilter, {
    nullable: true,
    description: 'Only lines that meet all of these (filter).',
  })
  filter?: TransitionCostFilter | null
}

/** The queries for what transitions cost. */
@Resolver()
export class TransitionCostResolver {
  @Query(() => TransitionCosts, {
    nullable: true,
    description:
      'What a transition has cost the municipality (omkostninger); null when there is none that the actor may see. Takes a purpose; what it shows of a household is logged.',
  })
  transitionCosts(
    @Arg('id', () => StrictID, { description: 'The transition’s id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => TransitionYearCosts, {
    description:
      'What transitions cost a municipality in a calendar year (årets omkostninger). Takes a purpose; what it shows of households is logged.',
  })
  transitionCostsOfYear(
    @Arg('municipalityCode', () => MunicipalityCode, { description: 'The municipality (kommunekode).' })
    _municipalityCode: string,
    @Arg('year', () => Int, { description: 'The calendar year (år).' }) _year: number,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The lines of a transition’s costs. */
@Resolver(() => TransitionCosts)
export class TransitionCostLinesResolver {
  @FieldResolver(() => TransitionCostLineConnection, { description: LINES })
  lines(
    @Root() costs: TransitionCosts,
    @Args(() => CostLinesArgs) _args: CostLinesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(costs, null, null, info)
  }
}

/** The lines of a year’s costs. */
@Resolver(() => TransitionYearCosts)
export class TransitionYearCostLinesResolver {
  @FieldResolver(() => TransitionCostLineConnection, { description: LINES })
  lines(
    @Root() costs: TransitionYearCosts,
    @Args(() => CostLinesArgs) _args: CostLinesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(costs, null, null, info)
  }
}
