import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  SubsidyAudit,
  SubsidyAuditChange,
  SubsidyAuditConnection,
  SubsidyAuditFilter,
  SubsidyAuditOrderEnum,
  SubsidyFindingConnection,
  SubsidyFindingFilter,
} from './subsidy-audit.types.ts'
import {
  TenantSubsidy,
  TenantSubsidyCalculationConnection,
  TenantSubsidyConnection,
  TenantSubsidyFilter,
  TenantSubsidyInputConnection,
  TenantSubsidyOrderEnum,
  TenantSubsidyPaymentConnection,
} from './tenant-subsidy.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const FILTER = 'Only those that meet all of these (filter).'
const SORTED = 'How they are sorted (sortering).'

/** The queries for tenants' own subsidies and for runs of the audit. */
@Resolver()
export class SubsidyAuditResolver {
  @Query(() => TenantSubsidyConnection, {
    description: 'Tenants’ own subsidies (lejeres tilskud). Takes a purpose; each look is logged.',
  })
  tenantSubsidies(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => TenantSubsidyFilter, { nullable: true, description: FILTER })
    _filter: TenantSubsidyFilter | null,
    @Arg('orderBy', () => TenantSubsidyOrderEnum, { defaultValue: 'FROM_ASC', description: SORTED })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => TenantSubsidy, {
    nullable: true,
    description: 'One tenant’s subsidy (lejerens tilskud); null when there is none that the actor may see.',
  })
  tenantSubsidy(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyAuditConnection, {
    description: 'Runs of the subsidy audit (revisionskørsler). Takes a purpose.',
  })
  subsidyAudits(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyAuditFilter, { nullable: true, description: FILTER })
    _filter: SubsidyAuditFilter | null,
    @Arg('orderBy', () => SubsidyAuditOrderEnum, { defaultValue: 'RUN_AT_DESC', description: SORTED })
    _orderBy: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyAudit, {
    nullable: true,
    description: 'One run (revisionskørsel); null when there is none that the actor may see.',
  })
  subsidyAudit(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The run's fields that take arguments. */
@Resolver(() => SubsidyAudit)
export class SubsidyAuditFieldsResolver {
  @FieldResolver(() => SubsidyFindingConnection, { description: 'What it found, check by check (fund).' })
  findings(
    @Root() audit: SubsidyAudit,
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyFindingFilter, { nullable: true, description: FILTER })
    _filter: SubsidyFindingFilter | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(audit, null, null, info)
  }

  @FieldResolver(() => [SubsidyAuditChange], {
    description:
      'How it differs from an earlier run of the programme in the municipality (ændringer), at most 1,000; empty for any other run.',
  })
  changesSince(
    @Root() audit: SubsidyAudit,
    @Arg('earlierId', () => StrictID, { description: 'The earlier run’s id.' }) _earlierId: string,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(audit, null, null, info)
  }
}

/** The fields of a tenant's subsidy that take arguments. */
@Resolver(() => TenantSubsidy)
export class TenantSubsidyFieldsResolver {
  @FieldResolver(() => TenantSubsidyInputConnection, {
    description: 'What it is computed from, oldest first (beregningsgrundlag).',
  })
  inputs(
    @Root() subsidy: TenantSubsidy,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(subsidy, null, null, info)
  }

  @FieldResolver(() => TenantSubsidyCalculationConnection, {
    description: 'What its months came to, month by month (beregninger).',
  })
  calculations(
    @Root() subsidy: TenantSubsidy,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(subsidy, null, null, info)
  }

  @FieldResolver(() => TenantSubsidyPaymentConnection, {
    description: 'What was paid to the tenant, by month (betalinger).',
  })
  payments(
    @Root() subsidy: TenantSubsidy,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(subsidy, null, null, info)
  }
}
