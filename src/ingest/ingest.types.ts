import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum, HousingOrganisation } from '../registry/index.ts'
import {
  type AcontoKind,
  AcontoKindEnum,
  type ReportedState,
  Vacancy,
  VacancyStateEnum,
} from '../vacancies/index.ts'

const enumOf = <Value extends string>(...values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [Key in Value]: Key }

export const DeliveryModeEnum = enumOf('DELTA', 'SNAPSHOT')
registerEnumType(DeliveryModeEnum, {
  name: 'DeliveryMode',
  description: 'What a delivery holds (leveringens omfang).',
  valuesConfig: {
    DELTA: { description: 'Some records; what is not named stays as it is (ændringer).' },
    SNAPSHOT: { description: 'The whole list; what is not named is no longer there (fuld liste).' },
  },
})

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
    MUTATION: { description: 'The mutation `syncVacancies`.' },
    HTTP: { description: 'A file by HTTP.' },
    COMMAND_LINE: { description: 'A file from the command line.' },
  },
})

export const RecordOutcomeEnum = enumOf('APPLIED', 'UNCHANGED', 'SUPERSEDED', 'QUARANTINED')
registerEnumType(RecordOutcomeEnum, {
  name: 'RecordOutcome',
  description: 'What became of a record (udfald). Every record has exactly one.',
  valuesConfig: {
    APPLIED: { description: 'It changed the vacancy (anvendt).' },
    UNCHANGED: { description: 'It says what the hub already knew (uændret).' },
    SUPERSEDED: { description: 'The hub holds a newer record of the source (overhalet).' },
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

export const FeedFormatEnum = enumOf('CSV', 'INCOM_JSON', 'LBF_XML', 'NDJSON')
registerEnumType(FeedFormatEnum, {
  name: 'FeedFormat',
  description: 'The form of a feed’s files (filformat).',
  valuesConfig: {
    CSV: { description: 'A table as a spreadsheet exports it (regneark).' },
    INCOM_JSON: { description: 'Incom’s list and details.' },
    LBF_XML: { description: 'Landsbyggefonden’s XML, `urn:oio:lbf:1.0.0`.' },
    NDJSON: { description: 'One JSON object a line, as `schema/feeds/vacancy.v1.schema.json` says.' },
  },
})

export const LeaseEndEnum = enumOf('LAST_DAY', 'FIRST_FREE_DAY')
registerEnumType(LeaseEndEnum, {
  name: 'LeaseEnd',
  description: 'What a source means by the end of a lease (lejekontraktens slutdato).',
  valuesConfig: {
    LAST_DAY: { description: 'The tenant’s last day (sidste lejedag).' },
    FIRST_FREE_DAY: { description: 'The first day after it (første ledige dag).' },
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
    description: 'The record as it was received (rå form), for quarantined records.',
  })
  raw?: string | null

  @Field(() => [DeliveryProblem], { description: 'What was noticed in it, at most 50.' })
  problems!: DeliveryProblem[]
}

@ObjectType({ implements: Node, description: 'An agreed flow of records from one organisation (datakilde).' })
export class Feed extends Node {
  @Field(() => String, { description: 'The name in `/feeds/{feed}/deliveries` (kildekode).' })
  code!: string

  @Field(() => HousingOrganisation, { description: 'The organisation that delivers (ejer).' })
  organisation!: HousingOrganisation

  @Field(() => FeedFormatEnum, { description: 'The form of its files (filformat).' })
  format!: keyof typeof FeedFormatEnum

  @Field(() => DeliveryModeEnum, {
    description: 'What its deliveries hold unless they say otherwise (leveringens omfang).',
  })
  mode!: keyof typeof DeliveryModeEnum

  @Field(() => Int, {
    description:
      'A snapshot that would close more than this share of the open vacancies waits for approval (grænse i procent).',
  })
  closingLimitPercent!: number

  @Field(() => Instant, {
    nullable: true,
    description: 'The source time of the newest snapshot that has taken effect.',
  })
  snapshotAt?: string | null
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

  @Field(() => Int, { description: 'Records that changed a vacancy (anvendt).' })
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

export const FeedConnection = connectionOf('Feed', () => Feed, 'datakilder')
export type FeedConnection = Connection<Feed>
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

@InputType({ description: 'A monthly payment on account (acontobidrag).' })
export class AcontoLineInput {
  @Field(() => AcontoKindEnum, { nullable: true, description: 'What it is for, if one of these.' })
  kind?: AcontoKind | null

  @Field(() => PlainText, { description: 'The source’s own name for it (betegnelse).' })
  name!: string

  @Field(() => Kroner, { description: 'Kroner per month.' })
  amount!: bigint
}

@InputType({ description: 'One vacancy as its source describes it (ledig bolig).' })
export class VacancyRecordInput {
  @Field(() => PlainText, {
    description:
      'The organisation’s number as the feed is registered (boligorganisation), leading zeros kept.',
  })
  organisationCode!: string

  @Field(() => PlainText, { description: 'Estate number (afdelingsnummer), leading zeros kept.' })
  estateNumber!: string

  @Field(() => PlainText, { description: 'Tenancy number (lejemålsnummer), leading zeros kept.' })
  tenancyNumber!: string

  @Field(() => PlainText, { nullable: true, description: 'The source’s own id of the vacancy (kildens id).' })
  sourceId?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'The source’s running number of this record (løbenummer), digits; a higher one wins.',
  })
  sourceSequence?: string | null

  @Field(() => Instant, {
    nullable: true,
    description: 'When the source made the record (kildens tidspunkt); a later one wins.',
  })
  sourceTime?: string | null

  @Field(() => VacancyStateEnum, { description: 'Where the vacancy stands (status).' })
  state!: ReportedState

  @Field(() => Boolean, { nullable: true, description: 'Standing empty at a loss (tomgangsledig).' })
  vacantAtLoss?: boolean | null

  @Field(() => PlainText, { nullable: true, description: 'Building section number (byggeafsnitsnummer).' })
  buildingSectionNumber?: string | null

  @Field(() => PlainText, { nullable: true, description: 'BBR unit id (BBR enheds-id), a UUID.' })
  bbrUnitId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'DAR address id (DAR adresse-id), a UUID.' })
  darAddressId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Street and number (vejnavn og husnummer).' })
  street?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Floor and door (etage og dør).' })
  floorDoor?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Postal code (postnummer).' })
  postalCode?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Postal district (postdistrikt).' })
  city?: string | null

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The type (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'The source’s own word for the type (kildens boligtype).',
  })
  dwellingTypeText?: string | null

  @Field(() => Int, { nullable: true, description: 'Rooms (antal rum).' })
  rooms?: number | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Area in square metres (areal i m²), a decimal string with a point.',
  })
  areaM2?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Fit for people with reduced mobility (handicapegnet).',
  })
  accessible?: boolean | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: bigint

  @Field(() => [AcontoLineInput], {
    nullable: true,
    description: 'Payments on account, at most 20 (acontobidrag).',
  })
  acontoLines?: AcontoLineInput[] | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Rent and payments on account together, to check the lines against (husleje i alt).',
  })
  rentTotal?: bigint | null

  @Field(() => Kroner, { nullable: true, description: 'Deposit (indskud eller depositum).' })
  deposit?: bigint | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'What the tenant pays first in all (første betaling).',
  })
  firstPayment?: bigint | null

  @Field(() => LocalDate, { nullable: true, description: 'First day a tenant can move in (ledig pr.).' })
  availableFrom?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day at the municipality’s disposal (til rådighed for kommunen fra).',
  })
  atDisposalFrom?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day of the new tenancy (udlejet fra).' })
  letFrom?: string | null
}

@ObjectType({ description: 'What became of `syncVacancies` (svar på synkronisering).' })
export class SyncVacanciesPayload {
  @Field(() => Delivery, {
    nullable: true,
    description: 'The report; null when the call was refused as a whole. Of a dry run it is not kept.',
  })
  delivery?: Delivery | null

  @Field(() => [RefusalType], {
    description: 'Why the call as a whole was refused; empty when it was carried out.',
  })
  refusals!: RefusalType[]
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

@ObjectType({ description: 'What became of `registerFeed` (svar på registrering).' })
export class RegisterFeedPayload {
  @Field(() => Feed, { nullable: true, description: 'The feed; null when the call was refused.' })
  feed?: Feed | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}

@InputType({ description: 'One estate’s municipality (afdelingens kommune).' })
export class EstateMunicipalityInput {
  @Field(() => PlainText, { description: 'Estate number (afdelingsnummer).' })
  estateNumber!: string

  @Field(() => MunicipalityCode, { description: 'Where it lies (kommunekode).' })
  municipalityCode!: string
}

@InputType({ description: 'What a column of a table is called by its source (kolonnenavn).' })
export class ColumnInput {
  @Field(() => PlainText, { description: 'The field’s name in the published record schema.' })
  field!: string

  @Field(() => PlainText, { description: 'The source’s column header (overskrift).' })
  header!: string
}

@InputType({ description: 'What a source’s word for a dwelling type means (boligtype).' })
export class DwellingTypeWordInput {
  @Field(() => PlainText, { description: 'The source’s word or code.' })
  word!: string

  @Field(() => DwellingTypeEnum, { description: 'The type it means.' })
  dwellingType!: DwellingType
}

@InputType({
  description: 'What the parties settle about a feed because its files do not say it (opsætning).',
})
export class FeedMappingInput {
  @Field(() => PlainText, {
    nullable: true,
    description:
      'What the source calls the organisation, where it does not use its number in Landsbyggefonden’s register.',
  })
  sourceOrganisationCode?: string | null

  @Field(() => MunicipalityCode, {
    description: 'Where its estates lie unless stated otherwise (kommunekode).',
  })
  municipalityCode!: string

  @Field(() => [EstateMunicipalityInput], { nullable: true, description: 'Estates that lie elsewhere.' })
  estates?: EstateMunicipalityInput[] | null

  @Field(() => [ColumnInput], {
    nullable: true,
    description: 'For tables with other headers than the usual.',
  })
  columns?: ColumnInput[] | null

  @Field(() => [DwellingTypeWordInput], {
    nullable: true,
    description: 'The source’s words for dwelling types.',
  })
  dwellingTypes?: DwellingTypeWordInput[] | null

  @Field(() => LeaseEndEnum, {
    nullable: true,
    description: 'What the end of a lease means; obligatory for LBF_XML.',
  })
  leaseEnd?: keyof typeof LeaseEndEnum | null
}

@InputType({ description: 'A feed to register (datakilde).' })
export class RegisterFeedInput {
  @Field(() => PlainText, {
    description: 'Its name in `/feeds/{feed}/deliveries`: lower-case letters, digits and hyphens.',
  })
  code!: string

  @Field(() => StrictID, { description: 'The organisation that delivers (ejer).' })
  organisationId!: string

  @Field(() => FeedFormatEnum, { description: 'The form of its files (filformat).' })
  format!: keyof typeof FeedFormatEnum

  @Field(() => DeliveryModeEnum, { description: 'What its deliveries hold unless they say otherwise.' })
  mode!: keyof typeof DeliveryModeEnum

  @Field(() => Int, {
    defaultValue: 20,
    description:
      'A snapshot that would close more than this share of the open vacancies waits for approval (procent).',
  })
  closingLimitPercent!: number

  @Field(() => FeedMappingInput, { description: 'What its files do not say.' })
  mapping!: FeedMappingInput
}
