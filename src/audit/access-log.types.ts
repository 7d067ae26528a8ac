import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  IdempotencyKey,
  Instant,
  IsoWeek,
  LocalDate,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'

export const AccessVerdictEnum = enumOf('JUSTIFIED', 'UNCLEAR', 'UNJUSTIFIED')
registerEnumType(AccessVerdictEnum, {
  name: 'AccessVerdict',
  description: 'What the officer holds of a sampled look (bedømmelse af et opslag).',
  valuesConfig: {
    JUSTIFIED: { description: 'The work called for it (sagligt begrundet).' },
    UNCLEAR: { description: 'To be looked into (skal undersøges).' },
    UNJUSTIFIED: { description: 'The work did not call for it (ikke begrundet).' },
  },
})

export const AccessLogOrderEnum = enumOf('AT_DESC', 'AT_ASC')
registerEnumType(AccessLogOrderEnum, {
  name: 'AccessLogOrder',
  description: 'How looks are sorted (sortering).',
  valuesConfig: {
    AT_DESC: { description: 'Newest first (tidspunkt).' },
    AT_ASC: { description: 'Oldest first (tidspunkt).' },
  },
})

@ObjectType({ description: 'Why somebody looked (formål).' })
export class AccessPurpose {
  @Field(() => String, { description: 'The purpose’s code (formålskode).' })
  code!: string

  @Field(() => String, { description: 'What it means, in Danish (forklaring).' })
  textDa!: string

  @Field(() => String, { description: 'What it means, in English.' })
  textEn!: string
}

@ObjectType({
  description: 'Who is responsible for a look: a municipality or a housing organisation (dataansvarlig).',
})
export class DataController {
  @Field(() => StrictID, { description: 'Its id, which `node` takes (id).' })
  id!: string

  @Field(() => String, { description: 'Its name (navn).' })
  name!: string
}

@ObjectType({ description: 'A kind of personal data (oplysningstype).' })
export class AccessFieldKind {
  @Field(() => String, { description: 'Stable code of the kind (kode).' })
  code!: string

  @Field(() => String, { description: 'What it means, in Danish (forklaring).' })
  textDa!: string

  @Field(() => String, { description: 'What it means, in English.' })
  textEn!: string
}

@ObjectType({ description: 'The verdict on a sampled look (bedømmelse).' })
export class AccessReview {
  @Field(() => AccessVerdictEnum, { description: 'What the officer held (bedømmelse).' })
  verdict!: keyof typeof AccessVerdictEnum

  @Field(() => String, { nullable: true, description: 'A remark (bemærkning), if there is one.' })
  remark?: string | null

  @Field(() => IsoWeek, { description: 'The week whose sample it was drawn in (uge).' })
  week!: string

  @Field(() => String, { description: 'Who reviewed it (bedømt af), by the token’s subject.' })
  reviewedBy!: string

  @Field(() => Instant, { description: 'When (bedømt).' })
  at!: string
}

@ObjectType({
  implements: Node,
  description:
    'One look at personal data (opslag i loggen): one request, municipality and set of fields. Reading it is a look of its own.',
})
export class AccessLogEntry extends Node {
  @Field(() => Instant, { description: 'When (tidspunkt).' })
  at!: string

  @Field(() => String, { description: 'Who looked (medarbejder eller system), by the token’s subject.' })
  subject!: string

  @Field(() => String, { description: 'The client that got the token (klient).' })
  clientId!: string

  @Field(() => String, {
    nullable: true,
    description: 'CVR number of the organisation acted for (handlede for); null when the token named none.',
  })
  actingFor?: string | null

  @Field(() => DataController, {
    nullable: true,
    description: 'The housing organisation that looked (boligorganisation); null when none did.',
  })
  organisation?: DataController | null

  @Field(() => DataController, { description: 'The municipality that answers for the data (dataansvarlig).' })
  municipality!: DataController

  @Field(() => [String], { description: 'The roles of whoever looked (roller).' })
  roles!: string[]

  @Field(() => AccessPurpose, { description: 'Why (formål).' })
  purpose!: AccessPurpose

  @Field(() => StrictID, { description: 'The request’s id (anmodnings-id), as in its answer’s header.' })
  requestId!: string

  @Field(() => String, { description: 'The operation’s name, or the query fields it asked for (operation).' })
  operation!: string

  @Field(() => [String], { description: 'The fields that were shown (felter), as `Type.field`.' })
  fields!: string[]

  @Field(() => Int, { description: 'How many persons and households it showed (antal).' })
  subjectCount!: number

  @Field(() => [StrictID], {
    description:
      'The persons and households it showed (personer og husstande), by the key that follows the colon in their ids; the first 200.',
  })
  subjectIds!: string[]

  @Field(() => AccessReview, {
    nullable: true,
    description: 'The controller’s latest verdict (seneste bedømmelse); null when it has none.',
  })
  review?: AccessReview | null
}

@InputType({ description: 'Which looks (filter).' })
export class AccessLogFilter {
  @Field(() => Instant, { nullable: true, description: 'At this moment or later (fra).' })
  from?: string | null

  @Field(() => Instant, { nullable: true, description: 'Before this moment (til).' })
  until?: string | null

  @Field(() => PlainText, { nullable: true, description: 'By this subject (medarbejder eller system).' })
  subject?: string | null

  @Field(() => PlainText, { nullable: true, description: 'For the purpose with this code (formål).' })
  purpose?: string | null

  @Field(() => StrictID, {
    nullable: true,
    description: 'At this person (person), or at the person’s household as a whole.',
  })
  personId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'At this household as a whole (husstand).' })
  householdId?: string | null

  @Field(() => StrictID, {
    nullable: true,
    description: 'At this applicant of a criteria check (ansøger).',
  })
  applicantId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'By this operation (operation).' })
  operation?: string | null

  @Field(() => StrictID, { nullable: true, description: 'By this request (anmodnings-id).' })
  requestId?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'With a verdict of the controller, or still without (bedømt eller ej).',
  })
  reviewed?: boolean | null
}

export const AccessLogEntryConnection = connectionOf('AccessLogEntry', () => AccessLogEntry, 'opslag')
export type AccessLogEntryConnection = Connection<AccessLogEntry>

@ObjectType({
  description: 'One look as the citizen is told of it (opslag til borgeren): no staff, client or request.',
})
export class AccessLook {
  @Field(() => Instant, { description: 'When (tidspunkt).' })
  at!: string

  @Field(() => AccessPurpose, { description: 'Why (formål).' })
  purpose!: AccessPurpose

  @Field(() => [AccessFieldKind], { description: 'Which kinds of data were shown (oplysningstyper).' })
  fieldKinds!: AccessFieldKind[]

  @Field(() => DataController, { description: 'The municipality that answers for the data (dataansvarlig).' })
  municipality!: DataController

  @Field(() => DataController, {
    nullable: true,
    description: 'The housing organisation that looked (boligorganisation); null when the municipality did.',
  })
  organisation?: DataController | null
}

export const AccessLookConnection = connectionOf('AccessLook', () => AccessLook, 'opslag til borgeren')
export type AccessLookConnection = Connection<AccessLook>

@ObjectType({
  description:
    'When and why a person’s data was looked at (logudtræk til borgeren, databeskyttelsesforordningen artikel 15): looks at the person and at the household as a whole.',
})
export class AccessLogExtract {
  @Field(() => StrictID, {
    nullable: true,
    description:
      'The person, or applicant of a criteria check, that was asked about (person, ansøger); null where a CPR number was.',
  })
  personId?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'The first day (fra); null = from the beginning.' })
  from?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The day after the last (til); null = until now.',
  })
  until?: string | null
}

@ObjectType({
  description:
    'A random sample of a week’s looks for review (stikprøve af ugens opslag). Nobody can know it before the week is over, and everybody can recompute it afterwards.',
})
export class AccessLogSample {
  @Field(() => IsoWeek, { description: 'The week (uge).' })
  week!: string

  @Field(() => Int, { description: 'How many looks it draws at most (størrelse).' })
  size!: number

  @Field(() => Instant, { description: 'When the week begins in Denmark (fra).' })
  from!: string

  @Field(() => Instant, { description: 'When the next week begins in Denmark (til).' })
  until!: string

  @Field(() => String, {
    nullable: true,
    description: 'Size of the tree of the checkpoint that decides (kontrolpunkt); null until there is one.',
  })
  checkpointTreeSize?: string | null

  @Field(() => Instant, { nullable: true, description: 'When that checkpoint was signed (underskrevet).' })
  checkpointAt?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of that checkpoint’s signed text, in hexadecimal (frø).',
  })
  seed?: string | null

  @Field(() => Int, { description: 'How many looks of the week the actor may see (antal i ugen).' })
  entryCount!: number

  @Field(() => [RefusalType], {
    description: 'Why there is no sample yet (afslag); empty when there is one.',
  })
  refusals!: RefusalType[]
}

@InputType({ description: 'The verdict on a sampled look (bedømmelse af et opslag).' })
export class ReviewAccessInput {
  @Field(() => StrictID, { description: 'The look (opslag).' })
  accessLogId!: string

  @Field(() => IsoWeek, { description: 'The week in whose sample of 100 it was drawn (uge).' })
  week!: string

  @Field(() => AccessVerdictEnum, { description: 'The verdict (bedømmelse).' })
  verdict!: keyof typeof AccessVerdictEnum

  @Field(() => PlainText, {
    nullable: true,
    description: 'A remark (bemærkning), without CPR numbers.',
  })
  remark?: string | null

  @Field(() => IdempotencyKey, {
    nullable: true,
    description: 'The same key with the same input gives the same answer and no second effect.',
  })
  idempotencyKey?: string | null
}

@ObjectType({ description: 'What became of `reviewAccess` (svar på bedømmelse).' })
export class ReviewAccessPayload {
  @Field(() => AccessLogEntry, {
    nullable: true,
    description: 'The look with its verdict; null when the call was refused.',
  })
  entry?: AccessLogEntry | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
