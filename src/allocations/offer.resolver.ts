import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import { Vacancy } from '../vacancies/index.ts'
import {
  LettingRentLiability,
  MunicipalOffer,
  MunicipalOfferConnection,
  OfferEventConnection,
  OfferFilter,
} from './offer.types.ts'
import { OfferOrderEnum } from './offer-words.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class OffersArgs extends PageArgs {
  @Field(() => OfferFilter, { nullable: true, description: 'Only offers that meet all of these (filter).' })
  filter?: OfferFilter | null

  @Field(() => OfferOrderEnum, {
    defaultValue: 'DEADLINE_ASC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof OfferOrderEnum
}

@ArgsType()
class KnownOffersArgs extends OffersArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for offers. */
@Resolver()
export class OfferResolver {
  @Query(() => MunicipalOfferConnection, {
    description:
      'Vacancies at the municipality’s disposal (tilbud om anvisning), as far as the actor may see them.',
  })
  offers(
    @Args(() => KnownOffersArgs) _args: KnownOffersArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => MunicipalOffer, {
    nullable: true,
    description: 'One offer (tilbud); null when there is none that the actor may see.',
  })
  offer(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** Offers of a vacancy, and what they cost. */
@Resolver(() => Vacancy)
export class VacancyOffersResolver {
  @FieldResolver(() => MunicipalOfferConnection, {
    description: 'When it was at the municipality’s disposal (tilbud om anvisning), each letting’s.',
  })
  offers(
    @Root() vacancy: Vacancy,
    @Args(() => OffersArgs) _args: OffersArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(vacancy, null, null, info)
  }

  @FieldResolver(() => [LettingRentLiability], {
    description: 'What it has cost the municipality in rent, each letting’s (tomgangsleje).',
  })
  rentLiabilities(@Root() vacancy: Vacancy, @Info() info: GraphQLResolveInfo) {
    return selected(vacancy, null, null, info)
  }
}

/** The lists of an offer. */
@Resolver(() => MunicipalOffer)
export class OfferEventsResolver {
  @FieldResolver(() => OfferEventConnection, { description: 'What was done with it, in order (hændelser).' })
  events(
    @Root() offer: MunicipalOffer,
    @Args(() => PageArgs) _args: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(offer, null, null, info)
  }
}
