import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Instant, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { Vacancy } from '../vacancies/index.ts'
import { DeliveryModeEnum, Feed } from './feed.types.ts'

export const DeliveryStatusEnum = enumOf('APPLIED', 'AWAITING_APPROVAL', 'APPROVED', 'REJECTED')

registerEnumType(DeliveryStatusEnum, {
  name: 'DeliveryStatus',
  description: 'Where a delivery stands (leveringens status). Its records are applied in every status.',
  valuesConfig: {
    APPLIED: { description: 'Done (gennemført).' },
    AWAITING_APPROVAL: {
      description: 'It would close more than the feed’s limit; a person decides (afventer godkendelse).',
    },
    APPROVED: { description: 'What it no longer holds has been closed after approval (godkendt).' },
    REJECTED: { description: 'What it no longer holds stays open (afvist).' },
  },
})

export const DeliveryViaEnum = enumOf('MUTATION', 'HTTP', 'COMMAND_LINE')

registerEnumType(DeliveryViaEnum, {
  name: 'DeliveryVia',
  description: 'How a delivery came in (leveringsvej).',
  valuesConfig: {
    MUTATION: { description: 'A mutation, such as `syncVacancies`.' },
    HTTP: { description: 'A file by HTTP.' },
    COMMAND_LINE: { description: 'A file from the command line.' },
  },
})

export const RecordOutcomeEnum = enumOf('APPLIED', 'UNCHANGED', 'SUPERSEDED', 'QUARANTINED')

registerEnumType(RecordOutcomeEnum, {
  name: 'RecordOutcome',
  description: 'What became of a record (udfald). Every record has exactly one.',
  valuesConfig: {
    APPLIED: { description: 'It changed what the hub knows (anvendt).' },
    UNCHANGED: { description: 'It says what the hub already knew (uændret).' },
    SUPERSEDED: { description: 'The hub knows something newer (overhalet).' },
    QUARANTINED: { description: 'It could not be used; its raw form is kept (i karantæne).' },
  },
})

export const SeverityEnum = enumOf('ERROR', 'INFO')

registerEnumType(SeverityEnum, {
  name: 'ProblemSeverity',
  description: 'How grave a problem is (alvor).',
  valuesConfig: {
    ERROR: { description: 'The record is quarantined (fejl).' },
    INFO: { description: 'Worth knowing; never stops a record (oplysning).' },
  },
})

@ObjectType({ description: 'Something noticed in a record (bemærkning til en post).' })
export class DeliveryProblem {
  @Field(() => SeverityEnum, { description: 'Whether it stopped the record.' })
  severity!: keyof typeof SeverityEnum

  @Field(() => Int, { description: 'The record’s row (række), from 1.' })
  row!: number

  @Field(() => String, { description: 'The column, or the path inside the record (kolonne eller sti).' })
  path!: string

  @Field(() => String, { description: 'Stable code of the problem (kode).' })
  code!: string

  @Field(() => String, { description: 'What is wrong and what to do, in Danish (forklaring).' })
  messageDa!: string

  @Field(() => String, { description: 'What is wrong and what to do, in English.' })
  messageEn!: string
}

@ObjectType({
  implements: Node,
  description:
    'A quarantined record that names a case (post om en sag). For those whose access to cases is not limited.',
})
export class CaseRecord extends Node {
  @Field(() => String, {
    description: 'The record as it was received (rå form). CPR numbers are blacked out before it is kept.',
  })
  raw!: string
}

@ObjectType({ description: 'One record of a delivery and what became of it (post i en levering).' })
export class DeliveryRecord {
  @Field(() => Int, {
    description: 'The row (række), from 1: the line of a table, else the record’s number.',
  })
  row!: number

  @Field(() => RecordOutcomeEnum, { description: 'What became of it (udfald).' })
  outcome!: keyof typeof RecordOutcomeEnum

  @Field(() => Vacancy, { nullable: true, description: 'The vacancy it is about, if that could be told.' })
  vacancy?: Vacancy | null

  @Field(() => String, {
    nullable: true,
    description: 'The record as it was received (rå form), for quarantined records that name no case.',
  })
  raw?: string | null

  @Field(() => CaseRecord, {
    nullable: true,
    description:
      'The record as it was received, for quarantined records that name cases. Looking at it takes a purpose and is logged.',
  })
  caseRecord?: CaseRecord | null

  @Field(() => [DeliveryProblem], { description: 'What was noticed in it, at most 50.' })
  problems!: DeliveryProblem[]
}

@ObjectType({ implements: Node, description: 'One delivery and its report (levering).' })
export class Delivery extends Node {
  @Field(() => Feed, { description: 'The feed it came by (datakilde).' })
  feed!: Feed

  @Field(() => DeliveryViaEnum, { description: 'How it came in (leveringsvej).' })
  via!: keyof typeof DeliveryViaEnum

  @Field(() => DeliveryModeEnum, { description: 'What it holds (omfang).' })
  mode!: keyof typeof DeliveryModeEnum

  @Field(() => DeliveryStatusEnum, { description: 'Where it stands (status).' })
  status!: keyof typeof DeliveryStatusEnum

  @Field(() => Instant, { description: 'When the hub received it (modtaget).' })
  receivedAt!: string

  @Field(() => Instant, {
    description:
      'The moment it speaks of (kildens tidspunkt); the time of receipt when the source does not say.',
  })
  sourceTime!: string

  @Field(() => String, { description: 'SHA-256 of its content in hexadecimal (kontrolsum).' })
  sha256!: string

  @Field(() => String, { description: 'Size of its content in bytes (størrelse), as a string of digits.' })
  sizeBytes!: string

  @Field(() => Int, {
    description: 'Records received (modtaget): applied + unchanged + superseded + quarantined.',
  })
  received!: number

  @Field(() => Int, { description: 'Records that changed what the hub knows (anvendt).' })
  applied!: number

  @Field(() => Int, { description: 'Records that said what was known (uændret).' })
  unchanged!: number

  @Field(() => Int, { description: 'Records that were older than what is known (overhalet).' })
  superseded!: number

  @Field(() => Int, { description: 'Records that could not be used (i karantæne).' })
  quarantined!: number

  @Field(() => Int, {
    nullable: true,
    description: 'Open vacancies of the feed before a snapshot; null for a delta.',
  })
  openBefore?: number | null

  @Field(() => Int, {
    nullable: true,
    description: 'How many of them the snapshot no longer holds; null for a delta.',
  })
  missing?: number | null

  @Field(() => Int, { description: 'How many it closed (lukket).' })
  closed!: number
}

export const DeliveryConnection = connectionOf('Delivery', () => Delivery, 'leveringer')
export type DeliveryConnection = Connection<Delivery>

export const DeliveryRecordConnection = connectionOf(
  'DeliveryRecord',
  () => DeliveryRecord,
  'poster i en levering',
)
export type DeliveryRecordConnection = Connection<DeliveryRecord>

@InputType({ description: 'Which deliveries (filter).' })
export class DeliveryFilter {
  @Field(() => StrictID, { nullable: true, description: 'Of this feed (datakilde).' })
  feedId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Of the feed with this code (kildekode).' })
  feedCode?: string | null

  @Field(() => [DeliveryStatusEnum], { nullable: true, description: 'In one of these states (status).' })
  statuses?: (keyof typeof DeliveryStatusEnum)[] | null
}

@InputType({ description: 'Which records of a delivery (filter).' })
export class DeliveryRecordFilter {
  @Field(() => [RecordOutcomeEnum], { nullable: true, description: 'With one of these outcomes (udfald).' })
  outcomes?: (keyof typeof RecordOutcomeEnum)[] | null

  @Field(() => PlainText, { nullable: true, description: 'With a problem of this code (kode).' })
  problemCode?: string | null
}

@ObjectType({ description: 'What became of a decision on a delivery (svar på afgørelse).' })
export class DecideDeliveryPayload {
  @Field(() => Delivery, {
    nullable: true,
    description: 'The delivery as decided; null when the call was refused.',
  })
  delivery?: Delivery | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
