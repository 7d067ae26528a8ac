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
import { Vacancy } from '../vacancies/index.ts'
import {
  QuotaBalance,
  QuotaBalanceConnection,
  QuotaBalanceFilter,
  QuotaCapUseConnection,
  QuotaTurn,
  QuotaTurnConnection,
  QuotaTurnFilter,
} from './quota.types.ts'
import { QuotaBalanceOrderEnum, QuotaTurnOrderEnum } from './quota-words.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class LedgerArgs extends PageArgs {
  @Field(() => MunicipalityCode, { description: 'The municipality (kommune).' })
  municipalityCode!: string

  @Field(() => StrictID, {
    nullable: true,
    description: 'With this organisation only (boligorganisation); with all when left out.',
  })
  organisationId?: string | null

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for the quota ledger. */
@Resolver()
export class QuotaResolver {
  @Query(() => QuotaTurnConnection, { description: 'The turns of a municipality’s ledger (kvoteregnskab).' })
  quotaLedger(
    @Args(() => LedgerArgs) _args: LedgerArgs,
    @Arg('filter', () => QuotaTurnFilter, {
      nullable: true,
      description: 'Only turns that meet all of these (filter).',
    })
    _filter: QuotaTurnFilter | null,
    @Arg('orderBy', () => QuotaTurnOrderEnum, {
      defaultValue: 'DAY_ASC',
      description: 'How they are sorted (sortering).',
    })
    _orderBy: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => QuotaBalanceConnection, {
    description: 'What a municipality is entitled to, has been delivered and is owed (saldi).',
  })
  quotaBalances(
    @Args(() => LedgerArgs) _args: LedgerArgs,
    @Arg('filter', () => QuotaBalanceFilter, {
      nullable: true,
      description: 'Only balances that meet all of these (filter).',
    })
    _filter: QuotaBalanceFilter | null,
    @Arg('orderBy', () => QuotaBalanceOrderEnum, {
      defaultValue: 'PERIOD_ASC',
      description: 'How they are sorted (sortering).',
    })
    _orderBy: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => QuotaBalance, {
    nullable: true,
    description: 'One balance (saldo); null when there is none that the actor may see.',
  })
  quotaBalance(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => QuotaCapUseConnection, {
    description: 'Transitional dwellings against the agreements’ yearly caps (udslusningsboliger og lofter).',
  })
  quotaCapUses(
    @Args(() => LedgerArgs) _args: LedgerArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => QuotaTurn, {
    nullable: true,
    description:
      'The turn of a vacancy with its explanation (forklar tur); null when it has none that the actor may see.',
  })
  explainTurn(
    @Arg('vacancyId', () => StrictID, { description: 'The vacancy (ledig bolig).' }) _vacancyId: string,
    @Arg('letting', () => Int, {
      nullable: true,
      description: 'Which letting of it (udlejning nr.); the one at hand when left out.',
    })
    _letting: number | null,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The turn of a vacancy. */
@Resolver(() => Vacancy)
export class VacancyTurnResolver {
  @FieldResolver(() => QuotaTurn, {
    nullable: true,
    description: 'Its turn in the quota ledger (tur); null when there is none that the actor may see.',
  })
  turn(@Root() vacancy: Vacancy, @Info() info: GraphQLResolveInfo) {
    return selected(vacancy, null, null, info)
  }
}
