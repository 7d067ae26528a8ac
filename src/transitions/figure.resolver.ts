import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Int, Query, Resolver } from 'type-graphql'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { Instant, MunicipalityCode } from '../platform/graphql/scalars.ts'
import { TransitionFigures } from './figure.types.ts'

/** The query for figures. */
@Resolver()
export class TransitionFigureResolver {
  @Query(() => TransitionFigures, {
    description:
      'Figures of a municipality’s transitional dwellings and shelters in a calendar year (nøgletal). Takes a purpose and names nobody; figures of few households are logged as a look at each.',
  })
  transitionFigures(
    @Arg('municipalityCode', () => MunicipalityCode, { description: 'The municipality (kommunekode).' })
    _municipalityCode: string,
    @Arg('year', () => Int, { description: 'The calendar year (år).' }) _year: number,
    @Arg('knownAt', () => Instant, {
      nullable: true,
      description: 'As the hub knew it at this moment (registreringstid); now when left out.',
    })
    _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
