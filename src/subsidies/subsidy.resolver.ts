import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import {
  SubsidyFrameFilter,
  SubsidyFrameOrderEnum,
  SubsidyLedgerEntryConnection,
  SubsidyLedgerFilter,
  SubsidyLedgerOrderEnum,
  SubsidyPeriodFilter,
  SubsidyPeriodOrderEnum,
} from './ledger.types.ts'
import {
  SubsidyProgrammeConnection,
  SubsidyProgrammeFilter,
  SubsidyProgrammeOrderEnum,
} from './programme.types.ts'
import {
  SubsidyStatementConnection,
  SubsidyStatementFilter,
  SubsidyStatementOrderEnum,
} from './statement.types.ts'
import {
  SubsidyCommitment,
  SubsidyCommitmentConnection,
  SubsidyCorrectionConnection,
  SubsidyFrame,
  SubsidyFrameConnection,
  SubsidyPaymentConnection,
  SubsidyPeriod,
  SubsidyPeriodConnection,
} from './subsidy.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const FILTER = 'Only those that meet all of these (filter).'
const SORTED = 'How they are sorted (sortering).'

/** The queries for subsidies of dwellings. */
@Resolver()
export class SubsidyResolver {
  @Query(() => SubsidyProgrammeConnection, {
    description: 'The subsidy programmes, with what their sources say (tilskudsordninger).',
  })
  subsidyProgrammes(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyProgrammeFilter, { nullable: true, description: FILTER })
    _filter: SubsidyProgrammeFilter | null,
    @Arg('orderBy', () => SubsidyProgrammeOrderEnum, { defaultValue: 'CODE_ASC', description: SORTED })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyFrameConnection, {
    description: 'Frames with their accounts, as far as the actor may see them (tilsagnsrammer).',
  })
  subsidyFrames(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyFrameFilter, { nullable: true, description: FILTER })
    _filter: SubsidyFrameFilter | null,
    @Arg('orderBy', () => SubsidyFrameOrderEnum, { defaultValue: 'WINDOW_FROM_ASC', description: SORTED })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyFrame, {
    nullable: true,
    description: 'One frame (tilsagnsramme); null when there is none that the actor may see.',
  })
  subsidyFrame(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyPeriodConnection, {
    description:
      'What dwellings get per month, and for which days (tilskudsperioder). An organisation sees its own dwellings’.',
  })
  subsidyPeriods(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyPeriodFilter, { nullable: true, description: FILTER })
    _filter: SubsidyPeriodFilter | null,
    @Arg('orderBy', () => SubsidyPeriodOrderEnum, { defaultValue: 'FROM_ASC', description: SORTED })
    _orderBy: string,
    @Arg('validOn', () => LocalDate, {
      nullable: true,
      description: 'Only those that have this day (virkningstid).',
    })
    _validOn: string | null,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyLedgerEntryConnection, {
    description:
      'The books of a municipality and year: each month of each commitment, what is due and what was paid (tilskudsregnskab).',
  })
  subsidyLedger(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('municipalityCode', () => MunicipalityCode, { description: 'The municipality (kommune).' })
    _municipalityCode: string,
    @Arg('year', () => Int, { description: 'The calendar year of the months (år).' }) _year: number,
    @Arg('filter', () => SubsidyLedgerFilter, { nullable: true, description: FILTER })
    _filter: SubsidyLedgerFilter | null,
    @Arg('orderBy', () => SubsidyLedgerOrderEnum, { defaultValue: 'MONTH_ASC', description: SORTED })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SubsidyStatementConnection, {
    description:
      'What the fund’s and the municipality’s feeds state of frames, commitments and payments, side by side (parternes oplysninger).',
  })
  subsidyStatements(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('filter', () => SubsidyStatementFilter, { nullable: true, description: FILTER })
    _filter: SubsidyStatementFilter | null,
    @Arg('orderBy', () => SubsidyStatementOrderEnum, { defaultValue: 'REFERENCE_ASC', description: SORTED })
    _orderBy: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The frame's field that takes arguments. */
@Resolver(() => SubsidyFrame)
export class SubsidyFrameResolver {
  @FieldResolver(() => SubsidyCommitmentConnection, {
    description: 'Its commitments, oldest first (tilsagn).',
  })
  commitments(
    @Root() frame: SubsidyFrame,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(frame, null, null, info)
  }
}

/** The commitment's fields that take arguments. */
@Resolver(() => SubsidyCommitment)
export class SubsidyCommitmentResolver {
  @FieldResolver(() => SubsidyPeriodConnection, {
    description: 'Its periods, oldest first (tilskudsperioder).',
  })
  periods(
    @Root() commitment: SubsidyCommitment,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(commitment, null, null, info)
  }

  @FieldResolver(() => SubsidyPaymentConnection, {
    description: 'What was paid, month by month (betalinger).',
  })
  payments(
    @Root() commitment: SubsidyCommitment,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(commitment, null, null, info)
  }

  @FieldResolver(() => SubsidyCorrectionConnection, {
    description: 'Its corrections, newest first (rettelser).',
  })
  corrections(
    @Root() commitment: SubsidyCommitment,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(commitment, null, null, info)
  }
}

/** The period's field that takes arguments. */
@Resolver(() => SubsidyPeriod)
export class SubsidyPeriodResolver {
  @FieldResolver(() => SubsidyCorrectionConnection, {
    description: 'Its corrections, newest first (rettelser).',
  })
  corrections(
    @Root() period: SubsidyPeriod,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(period, null, null, info)
  }
}
