import { createHash } from 'node:crypto'
import type { GraphQLResolveInfo } from 'graphql'
import { Args, ArgsType, Ctx, Field, Info, Mutation, Resolver } from 'type-graphql'
import { Refused } from '../kernel/errors.ts'
import { type GraphQLContext, payloadOfRecords } from '../platform/graphql/context.ts'
import { IdempotencyKey, Instant, PlainText } from '../platform/graphql/scalars.ts'
import type { RecordKindCode } from './feed.ts'
import { DeliveryModeEnum } from './feed.types.ts'
import type { FeedMapping } from './feed-format.ts'
import type { Delivery, IngestService } from './ingest.service.ts'
import { deliveryView } from './ingest.view.ts'
import { readAllocationInputs } from './kinds/allocation/allocation-input.ts'
import { AllocationRecordInput, SyncAllocationsPayload } from './kinds/allocation/allocation-input.types.ts'
import { readSubsidyInputs } from './kinds/subsidy/subsidy-input.ts'
import { SubsidyRecordInput, SyncSubsidiesPayload } from './kinds/subsidy/subsidy-input.types.ts'
import { inputsOfOneKind } from './kinds/transition/transition-input.ts'
import {
  ArrearsRecordInput,
  StayRecordInput,
  SupportRecordInput,
  SyncTransitionsPayload,
  TenancyRecordInput,
} from './kinds/transition/transition-input.types.ts'
import { SyncVacanciesPayload, VacancyRecordInput } from './sync.types.ts'
import { inputAsWritten, readInputs, SYNC_RECORDS_MAX, tooManyRecords } from './sync-input.ts'

const RECORDS = `The records, ${SYNC_RECORDS_MAX} at most; larger deliveries go as a file to \`/feeds/{feed}/deliveries\`.`

/** What every call that delivers records says of them. */
@ArgsType()
class SyncArgs {
  @Field(() => PlainText, { description: 'The feed’s code (kildekode).' })
  feed!: string

  @Field(() => IdempotencyKey, {
    description: 'The same key with the same input gives the same answer and no second effect.',
  })
  idempotencyKey!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Report what would happen and leave no trace (prøvekørsel).',
  })
  dryRun!: boolean

  @Field(() => Instant, {
    nullable: true,
    description: 'The moment the records speak of (kildens tidspunkt); the time of receipt when left out.',
  })
  sourceTime?: string | null
}

type DeliveredArgs = SyncArgs & { readonly records: readonly object[]; readonly mode?: Delivery['mode'] }

@ArgsType()
class SyncVacanciesArgs extends SyncArgs {
  @Field(() => [VacancyRecordInput], { description: RECORDS })
  records!: VacancyRecordInput[]

  @Field(() => DeliveryModeEnum, {
    nullable: true,
    description: 'What the records are; as the feed is registered when left out.',
  })
  mode?: keyof typeof DeliveryModeEnum | null
}

@ArgsType()
class SyncAllocationsArgs extends SyncArgs {
  @Field(() => [AllocationRecordInput], { description: RECORDS })
  records!: AllocationRecordInput[]
}

@ArgsType()
class SyncSubsidiesArgs extends SyncArgs {
  @Field(() => [SubsidyRecordInput], { description: RECORDS })
  records!: SubsidyRecordInput[]

  @Field(() => DeliveryModeEnum, {
    nullable: true,
    description: 'What the records are; as the feed is registered when left out.',
  })
  mode?: keyof typeof DeliveryModeEnum | null
}

@ArgsType()
class SyncTransitionsArgs extends SyncArgs {
  @Field(() => [TenancyRecordInput], {
    nullable: true,
    description: `Tenancies (lejemål), for a feed of kind TENANCY. ${RECORDS}`,
  })
  tenancies?: TenancyRecordInput[] | null

  @Field(() => [ArrearsRecordInput], {
    nullable: true,
    description: `Steps of rent arrears (huslejerestancer), for a feed of kind ARREARS. ${RECORDS}`,
  })
  arrears?: ArrearsRecordInput[] | null

  @Field(() => [StayRecordInput], {
    nullable: true,
    description: `Stays (ophold), for a feed of kind STAY. ${RECORDS}`,
  })
  stays?: StayRecordInput[] | null

  @Field(() => [SupportRecordInput], {
    nullable: true,
    description: `Courses of support (bostøtte), for a feed of kind SUPPORT. ${RECORDS}`,
  })
  support?: SupportRecordInput[] | null
}

/** The commands that deliver records. */
@Resolver()
export class SyncResolver {
  readonly #ingest: IngestService

  constructor(ingest: IngestService) {
    this.#ingest = ingest
  }

  @Mutation(() => SyncVacanciesPayload, {
    description: 'Delivers vacancy records; every record gets an outcome (synkronisér ledige boliger).',
  })
  syncVacancies(
    @Args(() => SyncVacanciesArgs) args: SyncVacanciesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const records: Delivery['records'] = ({ mapping }) => readInputs(args.records, mapping as FeedMapping)
    return this.#deliver('VACANCY', args, records, context, info)
  }

  @Mutation(() => SyncAllocationsPayload, {
    description:
      'Delivers what a municipality’s case system has recorded of allocations; every record gets an outcome (synkronisér anvisninger).',
  })
  syncAllocations(
    @Args(() => SyncAllocationsArgs) args: SyncAllocationsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const records: Delivery['records'] = (_, today) => readAllocationInputs(args.records, today)
    return this.#deliver('ALLOCATION', args, records, context, info)
  }

  @Mutation(() => SyncSubsidiesPayload, {
    description:
      'Delivers what the fund or a municipality states of frames, commitments and payments; every record gets an outcome, and what the sides state otherwise than the books overwrites nothing (synkronisér tilskud).',
  })
  syncSubsidies(
    @Args(() => SyncSubsidiesArgs) args: SyncSubsidiesArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const records: Delivery['records'] = ({ municipalityCode }) =>
      readSubsidyInputs(args.records, municipalityCode)
    return this.#deliver('SUBSIDY', args, records, context, info)
  }

  @Mutation(() => SyncTransitionsPayload, {
    description:
      'Delivers tenancies or arrears of a housing organisation, or stays or support out of a municipality’s case system: one kind in one call; every record gets an outcome (synkronisér udslusningsforløb).',
  })
  syncTransitions(
    @Args(() => SyncTransitionsArgs) args: SyncTransitionsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payloadOfRecords(info, async () => {
      const { kind, records, read } = inputsOfOneKind(args)
      const reading: Delivery['records'] = () => read(records, inputAsWritten)
      return this.#carryOut(kind, { ...args, records }, reading, context, info)
    })
  }

  #deliver(
    kind: RecordKindCode,
    args: DeliveredArgs,
    read: Delivery['records'],
    context: GraphQLContext,
    info: GraphQLResolveInfo,
  ) {
    return payloadOfRecords(info, () => this.#carryOut(kind, args, read, context, info))
  }

  async #carryOut(
    kind: RecordKindCode,
    args: DeliveredArgs,
    read: Delivery['records'],
    context: GraphQLContext,
    info: GraphQLResolveInfo,
  ) {
    const { feed, records, idempotencyKey, dryRun, mode, sourceTime } = args
    if (records.length > SYNC_RECORDS_MAX) throw new Refused(tooManyRecords)
    const content = JSON.stringify(records, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
    const delivery: Delivery = {
      ...{ feedCode: feed, kind, via: 'MUTATION', mode: mode ?? null, records: read, dryRun },
      sourceTime: (sourceTime ?? null) as Delivery['sourceTime'],
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: Buffer.byteLength(content),
      idempotency: { key: idempotencyKey, input: { feed, records, mode, sourceTime } },
    }
    return this.#ingest.deliver(context.origin, delivery, context.readBack(info, 'delivery', deliveryView))
  }
}
