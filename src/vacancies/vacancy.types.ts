import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import {
  Dwelling,
  type DwellingType,
  DwellingTypeEnum,
  HousingOrganisation,
  Municipality,
} from '../registry/index.ts'

export const VacancyStateEnum = enumOf('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'LET', 'WITHDRAWN')
registerEnumType(VacancyStateEnum, {
  name: 'VacancyState',
  description:
    'Where a vacancy stands (ledighedens status). Being vacant for re-letting, not vacancy at a loss.',
  valuesConfig: {
    ANNOUNCED: { description: 'Becoming free for re-letting (meldt ledig til genudlejning).' },
    AT_MUNICIPAL_DISPOSAL: {
      description: 'At the municipality’s disposal (stillet til rådighed for kommunen).',
    },
    LET: { description: 'Let again (genudlejet).' },
    WITHDRAWN: { description: 'No longer offered (trukket tilbage).' },
  },
})

export const WithdrawalReasonEnum = enumOf('BY_SOURCE', 'ABSENT_FROM_SNAPSHOT')
registerEnumType(WithdrawalReasonEnum, {
  name: 'WithdrawalReason',
  description: 'Why a vacancy is withdrawn (årsag til tilbagetrækning).',
  valuesConfig: {
    BY_SOURCE: { description: 'The source says so (meldt af kilden).' },
    ABSENT_FROM_SNAPSHOT: {
      description: 'The source’s full list no longer holds it (mangler i kildens fulde liste).',
    },
  },
})

export const AcontoKindEnum = enumOf('HEAT', 'WATER', 'ELECTRICITY')
registerEnumType(AcontoKindEnum, {
  name: 'AcontoKind',
  description: 'What a payment on account is for (acontoart).',
  valuesConfig: {
    HEAT: { description: 'Varme.' },
    WATER: { description: 'Vand.' },
    ELECTRICITY: { description: 'El.' },
  },
})

export const VacancyOrderEnum = enumOf('AVAILABLE_FROM_ASC', 'AVAILABLE_FROM_DESC', 'RENT_ASC', 'RENT_DESC')
registerEnumType(VacancyOrderEnum, {
  name: 'VacancyOrder',
  description: 'How vacancies are sorted (sortering).',
  valuesConfig: {
    AVAILABLE_FROM_ASC: { description: 'First available first (ledig pr.); without a date last.' },
    AVAILABLE_FROM_DESC: { description: 'Last available first (ledig pr.); without a date first.' },
    RENT_ASC: { description: 'Lowest rent first (husleje ekskl. forbrug).' },
    RENT_DESC: { description: 'Highest rent first (husleje ekskl. forbrug).' },
  },
})

@ObjectType({ description: 'A monthly payment on account beside the rent (acontobidrag).' })
export class AcontoLine {
  @Field(() => AcontoKindEnum, {
    nullable: true,
    description: 'What it is for; null when the source’s name is not understood.',
  })
  kind?: keyof typeof AcontoKindEnum | null

  @Field(() => String, { description: 'The source’s own name for it (kildens betegnelse).' })
  name!: string

  @Field(() => Kroner, { description: 'Kroner per month (kr. pr. måned).' })
  amount!: string
}

@ObjectType({
  implements: Node,
  description: 'A dwelling becoming free for re-letting (ledig bolig), as its source describes it.',
})
export class Vacancy extends Node {
  @Field(() => String, {
    description:
      'The key the parties use: organisation–estate–tenancy (boligorganisation–afdeling–lejemål), unique together with `sourceId`.',
  })
  externalKey!: string

  @Field(() => String, {
    nullable: true,
    description: 'The source’s own id of this vacancy (kildens id), if it has one.',
  })
  sourceId?: string | null

  @Field(() => VacancyStateEnum, { description: 'Where it stands now (status).' })
  state!: keyof typeof VacancyStateEnum

  @Field(() => WithdrawalReasonEnum, {
    nullable: true,
    description: 'Why it is withdrawn; null unless it is.',
  })
  withdrawalReason?: keyof typeof WithdrawalReasonEnum | null

  @Field(() => Boolean, {
    description:
      'Whether it is free for re-letting (ledig til genudlejning): announced or at the municipality’s disposal.',
  })
  vacantForReletting!: boolean

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it stands empty at a loss (tomgangsledig), as the national register counts; null = not stated. Says nothing about re-letting.',
  })
  vacantAtLoss?: boolean | null

  @Field(() => Dwelling, { description: 'The dwelling (boligen).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Whose dwelling it is (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Where it is (kommune).' })
  municipality!: Municipality

  @Field(() => DwellingTypeEnum, {
    nullable: true,
    description: 'The type it is let as (boligtype); null when not understood.',
  })
  dwellingType?: DwellingType | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: string

  @Field(() => [AcontoLine], { description: 'Payments on account, each by itself (acontobidrag).' })
  acontoLines!: AcontoLine[]

  @Field(() => Kroner, {
    description: 'Rent and payments on account together, per month (husleje inkl. aconto).',
  })
  rentWithAconto!: string

  @Field(() => Kroner, { nullable: true, description: 'Deposit (indskud eller depositum).' })
  deposit?: string | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'What the tenant pays first in all (første betaling).',
  })
  firstPayment?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day a tenant can move in (ledig pr.).' })
  availableFrom?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'First day at the municipality’s disposal (til rådighed for kommunen fra); its duty to pay rent begins here (almenboligloven § 59).',
  })
  atDisposalFrom?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day of the new tenancy (udlejet fra).' })
  letFrom?: string | null

  @Field(() => Instant, {
    description:
      'When the source made the record (kildens tidspunkt); the time of receipt when the source does not say.',
  })
  sourceTime!: string

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which vacancies (filter).' })
export class VacancyFilter {
  @Field(() => [VacancyStateEnum], { nullable: true, description: 'In one of these states (status).' })
  states?: (keyof typeof VacancyStateEnum)[] | null

  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'In this estate (afdeling).' })
  estateId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => [DwellingTypeEnum], { nullable: true, description: 'Let as one of these types (boligtyper).' })
  dwellingTypes?: DwellingType[] | null

  @Field(() => Kroner, {
    nullable: true,
    description: 'Rent without consumption at most (højeste husleje ekskl. forbrug).',
  })
  rentMax?: bigint | null

  @Field(() => LocalDate, { nullable: true, description: 'Available on or after this day (ledig tidligst).' })
  availableFromMin?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'Available on or before this day (ledig senest).' })
  availableFromMax?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Standing empty at a loss, or not (tomgangsledig).' })
  vacantAtLoss?: boolean | null
}

export const VacancyConnection = connectionOf('Vacancy', () => Vacancy, 'ledige boliger')
export type VacancyConnection = Connection<Vacancy>
