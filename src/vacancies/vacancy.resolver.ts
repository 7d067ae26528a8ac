import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Vacancy, VacancyConnection, VacancyFilter, VacancyOrderEnum } from './vacancy.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class VacanciesArgs extends PageArgs {
  @Field(() => VacancyFilter, {
    nullable: true,
    description: 'Only vacancies that meet all of these (filter).',
  })
  filter?: VacancyFilter | null

  @Field(() => VacancyOrderEnum, {
    defaultValue: 'AVAILABLE_FROM_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof VacancyOrderEnum
}

@ArgsType()
class KnownVacanciesArgs extends VacanciesArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for vacancies. */
@Resolver()
export class VacancyResolver {
  @Query(() => VacancyConnection, { description: 'Vacancies the actor may see (ledige boliger).' })
  vacancies(
    @Args(() => KnownVacanciesArgs) _args: KnownVacanciesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Vacancy, {
    nullable: true,
    description: 'One vacancy (ledig bolig); null when there is none that the actor may see.',
  })
  vacancy(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

const BELOW = 'Its vacancies (ledige boliger).'

/** Vacancies of a dwelling. */
@Resolver(() => Dwelling)
export class DwellingVacanciesResolver {
  @FieldResolver(() => VacancyConnection, { description: BELOW })
  vacancies(
    @Root() dwelling: Dwelling,
    @Args(() => VacanciesArgs) _args: VacanciesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(dwelling, null, null, info)
  }
}

/** Vacancies in a municipality. */
@Resolver(() => Municipality)
export class MunicipalityVacanciesResolver {
  @FieldResolver(() => VacancyConnection, { description: BELOW })
  vacancies(
    @Root() municipality: Municipality,
    @Args(() => VacanciesArgs) _args: VacanciesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(municipality, null, null, info)
  }
}

/** Vacancies of an organisation. */
@Resolver(() => HousingOrganisation)
export class HousingOrganisationVacanciesResolver {
  @FieldResolver(() => VacancyConnection, { description: BELOW })
  vacancies(
    @Root() organisation: HousingOrganisation,
    @Args(() => VacanciesArgs) _args: VacanciesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(organisation, null, null, info)
  }
}
