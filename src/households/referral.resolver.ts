import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, ArgsType, Ctx, Field, Info, Mutation, Query, Resolver } from 'type-graphql'
import { CarryingArgs } from '../platform/graphql/command-args.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'
import type { Households } from './household.ts'
import { acceptReferral, declineReferral, referHousehold, withdrawReferral } from './referral.service.ts'
import {
  AcceptReferralInput,
  DeclineReferralInput,
  HouseholdReferral,
  HouseholdReferralConnection,
  HouseholdReferralFilter,
  ReferHouseholdInput,
  ReferralOrderEnum,
  ReferralPayload,
} from './referral.types.ts'
import { referralView } from './referral.view.ts'

const KNOWN_AT = 'As the hub knew it at this moment (registreringstid); now when left out.'

@ArgsType()
class ReferralsArgs extends PageArgs {
  @Field(() => HouseholdReferralFilter, {
    nullable: true,
    description: 'Only those that meet all of these (filter).',
  })
  filter?: HouseholdReferralFilter | null

  @Field(() => ReferralOrderEnum, {
    defaultValue: 'ENTERED_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof ReferralOrderEnum

  @Field(() => Instant, { nullable: true, description: KNOWN_AT })
  knownAt?: string | null
}

/** The queries for referrals. */
@Resolver()
export class ReferralResolver {
  @Query(() => HouseholdReferralConnection, {
    description: 'Households referred by or to the actor’s municipality (henvisninger mellem kommuner).',
  })
  referrals(
    @Args(() => ReferralsArgs) _args: ReferralsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => HouseholdReferral, {
    nullable: true,
    description: 'One referral (henvisning); null when there is none that the actor may see.',
  })
  referral(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Arg('knownAt', () => Instant, { nullable: true, description: KNOWN_AT }) _knownAt: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The commands on referrals. */
@Resolver()
export class ReferralCommandResolver {
  readonly #households: Households

  constructor(households: Households) {
    this.#households = households
  }

  @Mutation(() => ReferralPayload, {
    description: 'Refers a household to another municipality (henvis husstand til en anden kommune).',
  })
  referHousehold(
    @Arg('input', () => ReferHouseholdInput, { description: 'Whom and where to.' })
    input: ReferHouseholdInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'referral', referralView)
    return payload(info, () => referHousehold(this.#households, context.origin, { ...input }, options, show))
  }

  @Mutation(() => ReferralPayload, {
    description: 'Takes a referral back that has not been answered (træk henvisning tilbage).',
  })
  withdrawReferral(
    @Arg('id', () => StrictID, { description: 'The referral’s id.' }) id: string,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'referral', referralView)
    return payload(info, () => withdrawReferral(this.#households, context.origin, id, options, show))
  }

  @Mutation(() => ReferralPayload, {
    description: 'Takes a referred household as a case of the receiving municipality (modtag henvisning).',
  })
  acceptReferral(
    @Arg('input', () => AcceptReferralInput, { description: 'The case.' }) input: AcceptReferralInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { referralId, caseReference, needClass, organisationUnitId = null, kleNumber = null } = input
    const received = { referralId, caseReference, needClass, organisationUnitId, kleNumber }
    const show = context.readBack(info, 'referral', referralView)
    return payload(info, () => acceptReferral(this.#households, context.origin, received, options, show))
  }

  @Mutation(() => ReferralPayload, { description: 'Does not take a referred household (afvis henvisning).' })
  declineReferral(
    @Arg('input', () => DeclineReferralInput, { description: 'Which and why.' }) input: DeclineReferralInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'referral', referralView)
    return payload(info, () => declineReferral(this.#households, context.origin, { ...input }, options, show))
  }
}
