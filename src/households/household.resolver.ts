import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Cpr, Instant, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import { AreaCheckConnection } from './area-check.types.ts'
import {
  Disclosure,
  DisclosureConnection,
  DisclosureFilter,
  DisclosureOrderEnum,
} from './disclosure.types.ts'
import {
  Household,
  HouseholdConnection,
  HouseholdFilter,
  HouseholdOrderEnum,
  Person,
  PersonConnection,
  PersonIdentityConnection,
} from './household.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const FILTER = 'Only those that meet all of these (filter).'
const ORDER = 'How they are sorted (sortering).'
const ID = 'Its id.'

@ArgsType()
class HouseholdsArgs extends PageArgs {
  @Field(() => HouseholdFilter, { nullable: true, description: FILTER })
  filter?: HouseholdFilter | null

  @Field(() => HouseholdOrderEnum, { defaultValue: 'ENTERED_DESC', description: ORDER })
  orderBy!: keyof typeof HouseholdOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class DisclosuresArgs extends PageArgs {
  @Field(() => DisclosureFilter, { nullable: true, description: FILTER })
  filter?: DisclosureFilter | null

  @Field(() => DisclosureOrderEnum, { defaultValue: 'VALID_FROM_DESC', description: ORDER })
  orderBy!: keyof typeof DisclosureOrderEnum
}

/** The queries for households, persons and disclosures. */
@Resolver()
export class HouseholdResolver {
  @Query(() => HouseholdConnection, { description: 'Households among the actor’s cases (husstande).' })
  households(
    @Args(() => HouseholdsArgs) _args: HouseholdsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Household, {
    nullable: true,
    description: 'One household (husstand); null when there is none that the actor may see.',
  })
  household(
    @Arg('id', () => StrictID, { description: ID }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Person, {
    nullable: true,
    description: 'One person (person); null when there is none that the actor may see.',
  })
  person(
    @Arg('id', () => StrictID, { description: ID }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Person, {
    nullable: true,
    description:
      'The person whom a municipality has entered with this CPR number (opslag på CPR-nummer); null when there is none that the actor may see, and of several the one entered last. By POST only.',
  })
  personByCpr(
    @Arg('cpr', () => Cpr, { description: 'The CPR number (CPR-nummer).' }) _cpr: string,
    @Arg('municipalityCode', () => MunicipalityCode, { description: 'The municipality (kommune).' })
    _municipalityCode: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => DisclosureConnection, {
    description:
      'Disclosures (videregivelser): to an organisation those in force to it, to a municipality those of its cases.',
  })
  disclosures(
    @Args(() => DisclosuresArgs) _args: DisclosuresArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Disclosure, {
    nullable: true,
    description: 'One disclosure (videregivelse); null when there is none that the actor may see.',
  })
  disclosure(
    @Arg('id', () => StrictID, { description: ID }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The household's fields that take arguments. */
@Resolver(() => Household)
export class HouseholdMembersResolver {
  @FieldResolver(() => PersonConnection, { description: 'Its members (personer).' })
  persons(
    @Root() household: Household,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }

  @FieldResolver(() => AreaCheckConnection, {
    description: 'Its checks against rules on areas, last one first (områdekontroller).',
  })
  areaChecks(
    @Root() household: Household,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }

  @FieldResolver(() => DisclosureConnection, { description: 'What was disclosed of it (videregivelser).' })
  disclosures(
    @Root() household: Household,
    @Args(() => DisclosuresArgs) _args: DisclosuresArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }
}

/** The disclosure's fields that take arguments. */
@Resolver(() => Disclosure)
export class DisclosureTenantsResolver {
  @FieldResolver(() => PersonIdentityConnection, {
    description: 'Those who are to sign the lease (lejere); not those under name and address protection.',
  })
  tenants(
    @Root() disclosure: Disclosure,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(disclosure, null, null, info)
  }
}
