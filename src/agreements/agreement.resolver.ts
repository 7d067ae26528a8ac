import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum } from '../registry/index.ts'
import {
  Agreement,
  AgreementConnection,
  AgreementFilter,
  AgreementOrderEnum,
  AgreementTerm,
  AgreementTermConnection,
  AgreementVersion,
  AgreementVersionConnection,
  StepPlacementConnection,
} from './agreement.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

/** The queries for agreements. */
@Resolver()
export class AgreementResolver {
  @Query(() => AgreementConnection, { description: 'Agreements the actor may see (udlejningsaftaler).' })
  agreements(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => AgreementFilter, {
      nullable: true,
      description: 'Only agreements that meet all of these (filter).',
    })
    _filter: AgreementFilter | null,
    @Arg('orderBy', () => AgreementOrderEnum, {
      defaultValue: 'NAME_ASC',
      description: 'How they are sorted (sortering).',
    })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Agreement, {
    nullable: true,
    description: 'One agreement (udlejningsaftale); null when there is none that the actor may see.',
  })
  agreement(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AgreementTerm, {
    nullable: true,
    description:
      'The term in force for a dwelling (gældende vilkår): the agreement’s own before its framework’s, and in one version the first of `TermScope` that fits. Null when none does.',
  })
  termsInForce(
    @Arg('estateId', () => StrictID, { description: 'The estate it lies in (afdeling).' }) _estateId: string,
    @Arg('dwellingType', () => DwellingTypeEnum, {
      nullable: true,
      description: 'Its type (boligtype); without one only terms about every type fit.',
    })
    _dwellingType: DwellingType | null,
    @Arg('on', () => LocalDate, {
      nullable: true,
      description: 'The day (virkningstid); today when left out.',
    })
    _on: string | null,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The agreement's fields that take arguments. */
@Resolver(() => Agreement)
export class AgreementListsResolver {
  @FieldResolver(() => AgreementConnection, {
    description: 'The agreements under this framework (underliggende aftaler).',
  })
  agreementsBelow(
    @Root() agreement: Agreement,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(agreement, null, null, info)
  }

  @FieldResolver(() => AgreementVersionConnection, {
    description: 'Its versions, oldest first (aftaleversioner).',
  })
  versions(
    @Root() agreement: Agreement,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(agreement, null, null, info)
  }

  @FieldResolver(() => StepPlacementConnection, {
    description: 'Which estate is on which step, and when (indplaceringer).',
  })
  stepPlacements(
    @Root() agreement: Agreement,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(agreement, null, null, info)
  }
}

/** The version's field that takes arguments. */
@Resolver(() => AgreementVersion)
export class AgreementVersionResolver {
  @FieldResolver(() => AgreementTermConnection, { description: 'Its terms, in their order (vilkår).' })
  terms(
    @Root() version: AgreementVersion,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(version, null, null, info)
  }
}
