import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { AllocationDecision } from '../allocations/index.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { Database } from '../platform/database.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload, selected } from '../platform/graphql/context.ts'
import { StrictID } from '../platform/graphql/scalars.ts'
import { Vacancy } from '../vacancies/index.ts'
import {
  DecideDeliveryPayload,
  Delivery,
  DeliveryConnection,
  DeliveryFilter,
  DeliveryRecordConnection,
  DeliveryRecordFilter,
} from './delivery.types.ts'
import { registerFeed } from './feed.service.ts'
import { Feed, FeedConnection, RegisterFeedInput, RegisterFeedPayload } from './feed.types.ts'
import type { IngestService } from './ingest.service.ts'
import { deliveryView, feedView } from './ingest.view.ts'
import { mappingOf } from './sync-input.ts'

@ArgsType()
class DeliveriesArgs extends PageArgs {
  @Field(() => DeliveryFilter, {
    nullable: true,
    description: 'Only deliveries that meet all of these (filter).',
  })
  filter?: DeliveryFilter | null
}

@ArgsType()
class DeliveryRecordsArgs extends PageArgs {
  @Field(() => DeliveryRecordFilter, {
    nullable: true,
    description: 'Only records that meet all of these (filter).',
  })
  filter?: DeliveryRecordFilter | null
}

/** Queries and commands for feeds and deliveries. */
@Resolver()
export class IngestResolver {
  readonly #ingest: IngestService
  readonly #database: Database

  constructor(ingest: IngestService, database: Database) {
    this.#ingest = ingest
    this.#database = database
  }

  @Query(() => FeedConnection, { description: 'Feeds the actor may see (datakilder).' })
  feeds(
    @Args(() => PageArgs) _page: PageArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => Delivery, {
    nullable: true,
    description: 'One delivery with its report (levering); null when there is none that the actor may see.',
  })
  delivery(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => DeliveryConnection, {
    description: 'Deliveries the actor may see, newest first (leveringer).',
  })
  deliveries(
    @Args(() => DeliveriesArgs) _args: DeliveriesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Mutation(() => DecideDeliveryPayload, {
    description: 'Closes what a waiting snapshot no longer holds (godkend levering).',
  })
  approveDelivery(
    @Arg('id', () => StrictID, { description: 'The delivery’s id.' }) id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#decide(id, 'APPROVED', context, info)
  }

  @Mutation(() => DecideDeliveryPayload, {
    description: 'Leaves open what a waiting snapshot no longer holds (afvis levering).',
  })
  rejectDelivery(
    @Arg('id', () => StrictID, { description: 'The delivery’s id.' }) id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#decide(id, 'REJECTED', context, info)
  }

  @Mutation(() => RegisterFeedPayload, {
    description:
      'Registers a feed, or changes the settings of the actor’s feed with this code (registrér datakilde).',
  })
  registerFeed(
    @Arg('input', () => RegisterFeedInput, { description: 'The feed.' }) input: RegisterFeedInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { organisationId = null, mapping } = input
    const registration = { ...input, organisationId, mapping: mapping == null ? null : mappingOf(mapping) }
    return payload(info, () =>
      registerFeed(this.#database, context.origin, registration, context.readBack(info, 'feed', feedView)),
    )
  }

  #decide(id: string, decision: 'APPROVED' | 'REJECTED', context: GraphQLContext, info: GraphQLResolveInfo) {
    const deliveryId = uuidOf(id, 'Delivery')
    return payload(info, () =>
      this.#ingest.decide(
        context.origin,
        deliveryId,
        decision,
        context.readBack(info, 'delivery', deliveryView),
      ),
    )
  }
}

/** The delivery's fields that take arguments. */
@Resolver(() => Delivery)
export class DeliveryResolver {
  @FieldResolver(() => DeliveryRecordConnection, {
    description: 'The records and what became of each (poster).',
  })
  records(
    @Root() delivery: Delivery,
    @Args(() => DeliveryRecordsArgs) _args: DeliveryRecordsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(delivery, null, null, info)
  }
}

/** The feed's fields that take arguments. */
@Resolver(() => Feed)
export class FeedResolver {
  @FieldResolver(() => DeliveryConnection, {
    description: 'The feed’s deliveries, newest first (leveringer).',
  })
  deliveries(@Root() feed: Feed, @Args(() => PageArgs) _page: PageArgs, @Info() info: GraphQLResolveInfo) {
    return selected(feed, null, null, info)
  }
}

/** Where a vacancy's present description came from; only for those who may see deliveries. */
@Resolver(() => Vacancy)
export class VacancySourceResolver {
  @FieldResolver(() => Feed, {
    nullable: true,
    description: 'The feed its present description came by (datakilde); null to those who may not see feeds.',
  })
  feed(@Root() vacancy: Vacancy, @Info() info: GraphQLResolveInfo) {
    return selected(vacancy, null, null, info)
  }

  @FieldResolver(() => Delivery, {
    nullable: true,
    description:
      'The delivery that brought its present description (levering); null to those who may not see deliveries.',
  })
  delivery(@Root() vacancy: Vacancy, @Info() info: GraphQLResolveInfo) {
    return selected(vacancy, null, null, info)
  }
}

/** Where a decision was made that did not arise in the hub. */
@Resolver(() => AllocationDecision)
export class DecisionSourceResolver {
  @FieldResolver(() => Feed, {
    nullable: true,
    description:
      'The feed of the case system that it was made in (datakilde); null when it was made in the hub.',
  })
  feed(@Root() decision: AllocationDecision, @Info() info: GraphQLResolveInfo) {
    return selected(decision, null, null, info)
  }
}
