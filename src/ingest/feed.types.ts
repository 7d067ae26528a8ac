import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Instant, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum, HousingOrganisation, Municipality } from '../registry/index.ts'
import { RECORD_KIND_CODES, type RecordKindCode } from './feed.ts'

export const DeliveryModeEnum = enumOf('DELTA', 'SNAPSHOT')

registerEnumType(DeliveryModeEnum, {
  name: 'DeliveryMode',
  description: 'What a delivery holds (leveringens omfang).',
  valuesConfig: {
    DELTA: { description: 'Some records; what is not named stays as it is (ændringer).' },
    SNAPSHOT: { description: 'The whole list; what is not named is no longer there (fuld liste).' },
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
    NDJSON: {
      description: 'One JSON object a line, as the schema of the feed’s kind in `schema/feeds` says.',
    },
  },
})

export const RecordKindEnum = enumOf(...RECORD_KIND_CODES)

registerEnumType(RecordKindEnum, {
  name: 'RecordKind',
  description: 'What a feed’s records are about (postens slags).',
  valuesConfig: {
    VACANCY: { description: 'Vacancies, delivered by a housing organisation (ledige boliger).' },
    ALLOCATION: { description: 'Allocations, delivered by a municipality’s case system (anvisninger).' },
    SUBSIDY: {
      description: 'Frames, commitments and payments, delivered by a municipality or by the fund (tilskud).',
    },
    TENANCY: { description: 'Tenancies, delivered by a housing organisation (lejemål).' },
    ARREARS: {
      description:
        'Rent arrears of allocated tenants, delivered by a housing organisation (huslejerestancer).',
    },
    STAY: {
      description: 'Stays and conditions for discharge, delivered by a municipality’s case system (ophold).',
    },
    SUPPORT: { description: 'Courses of support, delivered by a municipality’s case system (bostøtte).' },
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

@ObjectType({
  implements: Node,
  description: 'An agreed flow of records from one organisation, one municipality or the fund (datakilde).',
})
export class Feed extends Node {
  @Field(() => String, { description: 'The name in `/feeds/{feed}/deliveries` (kildekode).' })
  code!: string

  @Field(() => RecordKindEnum, { description: 'What its records are about (postens slags).' })
  kind!: RecordKindCode

  @Field(() => HousingOrganisation, {
    nullable: true,
    description: 'The organisation that delivers (ejer); null when a municipality or the fund does.',
  })
  organisation?: HousingOrganisation | null

  @Field(() => Municipality, {
    nullable: true,
    description: 'The municipality that delivers (ejer); null when an organisation or the fund does.',
  })
  municipality?: Municipality | null

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

export const FeedConnection = connectionOf('Feed', () => Feed, 'datakilder')
export type FeedConnection = Connection<Feed>

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
    description:
      'Its name in `/feeds/{feed}/deliveries`: lower-case letters, digits and hyphens. It begins with the organisation’s number, or with `kommune-` and the municipality’s code.',
  })
  code!: string

  @Field(() => RecordKindEnum, {
    defaultValue: 'VACANCY',
    description: 'What its records are about; it stays as it is first registered (postens slags).',
  })
  kind!: RecordKindCode

  @Field(() => StrictID, {
    nullable: true,
    description: 'The organisation that delivers (ejer), for kinds that organisations deliver.',
  })
  organisationId?: string | null

  @Field(() => MunicipalityCode, {
    nullable: true,
    description: 'The municipality that delivers (ejer), for kinds that municipalities deliver.',
  })
  municipalityCode?: string | null

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

  @Field(() => FeedMappingInput, {
    nullable: true,
    description: 'What its files do not say; obligatory for VACANCY.',
  })
  mapping?: FeedMappingInput | null
}
