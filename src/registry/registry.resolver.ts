import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, LocalDate } from '../platform/graphql/scalars.ts'
import {
  AreaStatus,
  DwellingConnection,
  DwellingFilter,
  DwellingOrderEnum,
  Estate,
  EstateConnection,
  EstateFilter,
  EstateOrderEnum,
  HousingOrganisation,
  HousingOrganisationConnection,
  HousingOrganisationFilter,
  HousingOrganisationOrderEnum,
  Municipality,
  MunicipalityConnection,
  MunicipalityFilter,
  MunicipalityOrderEnum,
} from './registry.types.ts'

const ORDER = 'How the rows are sorted (sortering).'
const FILTER = 'Only rows that meet all of these (filter).'
const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const VALID_ON = 'As it holds on this day (virkningstid).'

/** The registry's queries. */
@Resolver()
export class RegistryResolver {
  @Query(() => MunicipalityConnection, { description: 'The 98 municipalities (kommuner).' })
  municipalities(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => MunicipalityFilter, { nullable: true, description: FILTER })
    _filter: MunicipalityFilter | null,
    @Arg('orderBy', () => MunicipalityOrderEnum, { defaultValue: 'CODE_ASC', description: ORDER })
    _orderBy: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => HousingOrganisationConnection, {
    description: 'Social-housing organisations (almene boligorganisationer).',
  })
  housingOrganisations(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => HousingOrganisationFilter, { nullable: true, description: FILTER })
    _filter: HousingOrganisationFilter | null,
    @Arg('orderBy', () => HousingOrganisationOrderEnum, { defaultValue: 'NAME_ASC', description: ORDER })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => EstateConnection, { description: 'Estates the actor may see (afdelinger).' })
  estates(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => EstateFilter, { nullable: true, description: FILTER }) _filter: EstateFilter | null,
    @Arg('orderBy', () => EstateOrderEnum, { defaultValue: 'NUMBER_ASC', description: ORDER })
    _orderBy: string,
    @Arg('validOn', () => LocalDate, {
      nullable: true,
      description: 'Only estates that exist on this day (virkningstid); all when left out.',
    })
    _validOn: string | null,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => DwellingConnection, { description: 'Dwellings the actor may see (boliger).' })
  dwellings(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => DwellingFilter, { nullable: true, description: FILTER })
    _filter: DwellingFilter | null,
    @Arg('orderBy', () => DwellingOrderEnum, { defaultValue: 'ENTERED_ASC', description: ORDER })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The municipality's fields that take arguments. */
@Resolver(() => Municipality)
export class MunicipalityResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The region it belongs to on a day (region); null before 2007.',
  })
  region(
    @Root() municipality: Municipality,
    @Arg('validOn', () => LocalDate, { nullable: true, description: `${VALID_ON} Today when left out.` })
    _validOn: string | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(municipality, null, null, info)
  }

  @FieldResolver(() => EstateConnection, { description: 'Estates in the municipality (afdelinger).' })
  estates(
    @Root() municipality: Municipality,
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => EstateFilter, { nullable: true, description: FILTER }) _filter: EstateFilter | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(municipality, null, null, info)
  }
}

/** The organisation's fields that take arguments. */
@Resolver(() => HousingOrganisation)
export class HousingOrganisationResolver {
  @FieldResolver(() => EstateConnection, { description: 'The organisation’s estates (afdelinger).' })
  estates(
    @Root() organisation: HousingOrganisation,
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => EstateFilter, { nullable: true, description: FILTER }) _filter: EstateFilter | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(organisation, null, null, info)
  }
}

/** The estate's fields that take arguments. */
@Resolver(() => Estate)
export class EstateResolver {
  @FieldResolver(() => [AreaStatus], {
    description: 'The area lists the estate is on (områdestatus), on a day; at most 50.',
  })
  areaStatuses(
    @Root() estate: Estate,
    @Arg('validOn', () => LocalDate, { nullable: true, description: `${VALID_ON} Today when left out.` })
    _validOn: string | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(estate, null, null, info)
  }

  @FieldResolver(() => DwellingConnection, { description: 'The estate’s dwellings (boliger).' })
  dwellings(
    @Root() estate: Estate,
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => DwellingFilter, { nullable: true, description: FILTER })
    _filter: DwellingFilter | null,
    @Arg('orderBy', () => DwellingOrderEnum, { defaultValue: 'ENTERED_ASC', description: ORDER })
    _orderBy: string,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(estate, null, null, info)
  }
}
