import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Query, Resolver } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { StrictID } from '../platform/graphql/scalars.ts'
import {
  CriterionCheck,
  CriterionCheckConnection,
  CriterionCheckFilter,
  CriterionCheckOrderEnum,
} from './criterion.types.ts'

@ArgsType()
class CriterionChecksArgs extends PageArgs {
  @Field(() => CriterionCheckFilter, {
    nullable: true,
    description: 'Only those that meet all of these (filter).',
  })
  filter?: CriterionCheckFilter | null

  @Field(() => CriterionCheckOrderEnum, {
    defaultValue: 'ASKED_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof CriterionCheckOrderEnum
}

/** The queries for criteria checks. */
@Resolver()
export class CriterionResolver {
  @Query(() => CriterionCheckConnection, {
    description:
      'Criteria checks (kriteriekontroller): to an organisation its own questions, to a municipality those it was asked.',
  })
  criterionChecks(
    @Args(() => CriterionChecksArgs) _args: CriterionChecksArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => CriterionCheck, {
    nullable: true,
    description: 'One criteria check (kriteriekontrol); null when there is none that the actor may see.',
  })
  criterionCheck(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
