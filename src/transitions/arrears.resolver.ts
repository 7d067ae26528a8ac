import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, selected } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import { Tenancy } from '../tenancies/index.ts'
import {
  ArrearsResponseConnection,
  ArrearsResponseOrderEnum,
  ArrearsStep,
  ArrearsStepConnection,
  ArrearsStepFilter,
  ArrearsStepOrderEnum,
} from './arrears.types.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'
const SORTED = 'How they are sorted (sortering).'

@ArgsType()
class ArrearsStepsArgs extends PageArgs {
  @Field(() => ArrearsStepFilter, {
    nullable: true,
    description: 'Only steps that meet all of these (filter).',
  })
  filter?: ArrearsStepFilter | null

  @Field(() => ArrearsStepOrderEnum, { defaultValue: 'HAPPENED_DESC', description: SORTED })
  orderBy!: keyof typeof ArrearsStepOrderEnum
}

@ArgsType()
class KnownArrearsStepsArgs extends ArrearsStepsArgs {
  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

@ArgsType()
class ArrearsResponsesArgs extends PageArgs {
  @Field(() => ArrearsResponseOrderEnum, { defaultValue: 'HAPPENED_ASC', description: SORTED })
  orderBy!: keyof typeof ArrearsResponseOrderEnum
}

/** The queries for arrears, and what was done about each step. */
@Resolver(() => ArrearsStep)
export class ArrearsResolver {
  @Query(() => ArrearsStepConnection, {
    description: 'Steps of rent arrears in allocated tenancies that the actor may see (huslejerestancer).',
  })
  arrearsSteps(
    @Args(() => KnownArrearsStepsArgs) _args: KnownArrearsStepsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => ArrearsStep, {
    nullable: true,
    description: 'One step of arrears (skridt); null when there is none that the actor may see.',
  })
  arrearsStep(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @FieldResolver(() => ArrearsResponseConnection, {
    description:
      'What the municipality did about it (kommunens indsats); the landlord sees what is shared with it.',
  })
  responses(
    @Root() step: ArrearsStep,
    @Args(() => ArrearsResponsesArgs) _args: ArrearsResponsesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(step, null, null, info)
  }
}

/** Arrears of a tenancy. */
@Resolver(() => Tenancy)
export class TenancyArrearsResolver {
  @FieldResolver(() => ArrearsStepConnection, {
    description: 'Steps of rent arrears in it (huslejerestancer); only of allocated tenancies.',
  })
  arrears(
    @Root() tenancy: Tenancy,
    @Args(() => ArrearsStepsArgs) _args: ArrearsStepsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(tenancy, null, null, info)
  }
}
