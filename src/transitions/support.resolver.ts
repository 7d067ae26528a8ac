import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { Household } from '../households/index.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import {
  SupportCourse,
  SupportCourseConnection,
  SupportCourseFilter,
  SupportCourseOrderEnum,
} from './support.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class SupportCoursesArgs extends PageArgs {
  @Field(() => SupportCourseFilter, {
    nullable: true,
    description: 'Only courses that meet all of these (filter).',
  })
  filter?: SupportCourseFilter | null

  @Field(() => SupportCourseOrderEnum, {
    defaultValue: 'FROM_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof SupportCourseOrderEnum
}

@ArgsType()
class KnownSupportCoursesArgs extends SupportCoursesArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for support. */
@Resolver()
export class SupportResolver {
  @Query(() => SupportCourseConnection, {
    description: 'How the households of the actor’s cases are supported (bostøtteforløb).',
  })
  supportCourses(
    @Args(() => KnownSupportCoursesArgs) _args: KnownSupportCoursesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => SupportCourse, {
    nullable: true,
    description: 'One course of support (bostøtteforløb); null when there is none among the actor’s cases.',
  })
  supportCourse(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** Support of a household. */
@Resolver(() => Household)
export class HouseholdSupportResolver {
  @FieldResolver(() => SupportCourseConnection, {
    description: 'How it is and was supported (bostøtteforløb).',
  })
  supportCourses(
    @Root() household: Household,
    @Args(() => SupportCoursesArgs) _args: SupportCoursesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(household, null, null, info)
  }
}
