import type { GraphQLResolveInfo } from 'graphql'
import { Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { Household } from '../households/index.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, Kroner, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { Vacancy } from '../vacancies/index.ts'
import { CaseMatchOrderEnum, Match, MatchConnection, VacancyMatchOrderEnum } from './match.types.ts'

const ORDER = 'How they are sorted (sortering).'
const ON = 'The day of the offer (tilbudsdag); today when left out.'
const SUBSIDY = 'A rent subsidy per month that is reckoned with (huslejetilskud); none when left out.'
const WAITING_LIST =
  'Whether the dwelling is let from the waiting list (venteliste): §§ 51 b and 51 c then hold in place of § 59 stk. 6–7.'

@ArgsType()
class MatchArgs extends PageArgs {
  @Field(() => LocalDate, { nullable: true, description: ON })
  on?: string | null

  @Field(() => Kroner, { nullable: true, description: SUBSIDY })
  subsidy?: bigint | null

  @Field(() => Boolean, { defaultValue: false, description: WAITING_LIST })
  waitingList!: boolean
}

@ArgsType()
class CaseMatchArgs extends MatchArgs {
  @Field(() => CaseMatchOrderEnum, { defaultValue: 'ENTERED_ASC', description: ORDER })
  orderBy!: keyof typeof CaseMatchOrderEnum
}

@ArgsType()
class VacancyMatchArgs extends MatchArgs {
  @Field(() => VacancyMatchOrderEnum, { defaultValue: 'AVAILABLE_FROM_ASC', description: ORDER })
  orderBy!: keyof typeof VacancyMatchOrderEnum
}

@ArgsType()
class WhyNotArgs {
  @Field(() => StrictID, { description: 'The vacancy’s id.' })
  vacancyId!: string

  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => LocalDate, { nullable: true, description: ON })
  on?: string | null

  @Field(() => Kroner, { nullable: true, description: SUBSIDY })
  subsidy?: bigint | null

  @Field(() => Boolean, { defaultValue: false, description: WAITING_LIST })
  waitingList!: boolean

  @Field(() => Instant, {
    nullable: true,
    description: 'As the hub knew it at this moment (registreringstid); now when left out.',
  })
  knownAt?: string | null
}

/** Why a household fits a vacancy, or does not. */
@Resolver()
export class MatchResolver {
  @Query(() => Match, {
    nullable: true,
    description:
      'Every rule that a household and a vacancy meet or not (hvorfor ikke); null when the actor may not see both.',
  })
  whyNot(
    @Args(() => WhyNotArgs) _args: WhyNotArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The cases that a vacancy may be for. */
@Resolver(() => Vacancy)
export class FittingCasesResolver {
  @FieldResolver(() => MatchConnection, {
    description:
      'The municipality’s open cases with a recorded need that no rule shuts out (egnede sager); only those that the actor handles.',
  })
  fittingCases(
    @Root() vacancy: Vacancy,
    @Args(() => CaseMatchArgs) _args: CaseMatchArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(vacancy, null, null, info)
  }
}

/** The vacancies that a case may be for. */
@Resolver(() => Household)
export class FittingVacanciesResolver {
  @FieldResolver(() => MatchConnection, {
    description:
      'The open vacancies in the municipality that no rule shuts the household out of (egnede ledige boliger); none while its need is not recorded.',
  })
  fittingVacancies(
    @Root() household: Household,
    @Args(() => VacancyMatchArgs) _args: VacancyMatchArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }
}
