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
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload, selected } from '../platform/graphql/context.ts'
import { Cpr, IsoWeek, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import {
  AccessLogEntry,
  AccessLogEntryConnection,
  AccessLogExtract,
  AccessLogFilter,
  AccessLogOrderEnum,
  AccessLogSample,
  AccessLookConnection,
  ReviewAccessInput,
  ReviewAccessPayload,
} from './access-log.types.ts'
import { accessLogEntryView } from './access-log.view.ts'
import { reviewAccess } from './access-log-review.service.ts'

@ArgsType()
class SampleEntriesArgs extends PageArgs {
  @Field(() => AccessLogFilter, {
    nullable: true,
    description: 'Only looks that meet all of these (filter), such as those without a verdict.',
  })
  filter?: AccessLogFilter | null
}

@ArgsType()
class AccessLogArgs extends SampleEntriesArgs {
  @Field(() => AccessLogOrderEnum, {
    defaultValue: 'AT_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof AccessLogOrderEnum
}

/** The queries and the command of whoever supervises who looked. */
@Resolver()
export class AccessLogResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Query(() => AccessLogEntryConnection, {
    description: 'Who looked at which personal data (loggen), as far as the actor supervises it.',
  })
  accessLog(
    @Args(() => AccessLogArgs) _args: AccessLogArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AccessLogEntry, {
    nullable: true,
    description: 'One look (opslag); null when there is none that the actor may see.',
  })
  accessLogEntry(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AccessLogExtract, {
    description:
      'When and why a person’s data was looked at, for the person to have (logudtræk). A person that the actor may know nothing of has no looks.',
  })
  accessLogExtract(
    @Arg('personId', () => StrictID, { description: 'The person, or the applicant of a criteria check.' })
    _personId: string,
    @Arg('from', () => LocalDate, {
      nullable: true,
      description: 'The first day (fra); the log’s first when left out.',
    })
    _from: string | null,
    @Arg('until', () => LocalDate, {
      nullable: true,
      description: 'The day after the last (til); no end when left out.',
    })
    _until: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AccessLogExtract, {
    description:
      'The same of everybody whom the municipality has entered with this CPR number, in whichever household, and of applicants of criteria checks about its estates (logudtræk på CPR-nummer). A number that nobody has and one of a person that the actor may know nothing of have no looks alike. By POST only.',
  })
  accessLogExtractByCpr(
    @Arg('cpr', () => Cpr, { description: 'The citizen’s CPR number (CPR-nummer).' }) _cpr: string,
    @Arg('municipalityCode', () => MunicipalityCode, { description: 'The municipality (kommune).' })
    _municipalityCode: string,
    @Arg('from', () => LocalDate, {
      nullable: true,
      description: 'The first day (fra); the log’s first when left out.',
    })
    _from: string | null,
    @Arg('until', () => LocalDate, {
      nullable: true,
      description: 'The day after the last (til); no end when left out.',
    })
    _until: string | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AccessLogSample, {
    description: 'The random sample of a week’s looks (stikprøve), of those that the actor supervises.',
  })
  accessLogSample(
    @Arg('week', () => IsoWeek, { description: 'The week (uge).' }) _week: string,
    @Arg('size', () => Int, { description: 'How many looks, 1 to 100 (størrelse).' }) _size: number,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Mutation(() => ReviewAccessPayload, {
    description: 'Records the verdict on a sampled look (bedøm opslag); the latest one counts.',
  })
  reviewAccess(
    @Arg('input', () => ReviewAccessInput, { description: 'The verdict.' })
    { accessLogId, week, verdict, remark = null, idempotencyKey = null }: ReviewAccessInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'entry', accessLogEntryView)
    const review = { accessLogId, week, verdict, remark }
    return payload(info, () => reviewAccess(this.#database, context.origin, review, idempotencyKey, show))
  }
}

/** The looks of an extract. */
@Resolver(() => AccessLogExtract)
export class AccessLogExtractResolver {
  @FieldResolver(() => AccessLookConnection, { description: 'The looks, newest first (opslag).' })
  looks(
    @Root() extract: AccessLogExtract,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(extract, null, null, info)
  }
}

/** The looks of a sample. */
@Resolver(() => AccessLogSample)
export class AccessLogSampleResolver {
  @FieldResolver(() => AccessLogEntryConnection, {
    description: 'The looks in the order drawn (udtrukne opslag).',
  })
  entries(
    @Root() sample: AccessLogSample,
    @Args(() => SampleEntriesArgs) _args: SampleEntriesArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(sample, null, null, info)
  }
}
