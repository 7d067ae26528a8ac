import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
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
import { type DwellingType, DwellingTypeEnum, Municipality } from '../registry/index.ts'
import { AgeCount, Household } from './household.types.ts'
import type { NeedClass } from './need.ts'
import { NeedClassEnum } from './need.types.ts'
import {
  REFERRAL_DECLINE_REASONS,
  REFERRAL_STATES,
  type ReferralDeclineReason,
  type ReferralState,
} from './referral.ts'

const ReferralStateEnum = enumOf(...REFERRAL_STATES)
registerEnumType(ReferralStateEnum, {
  name: 'ReferralState',
  description: 'How far a referral has come (henvisningens tilstand).',
  valuesConfig: {
    SENT: { description: 'Waits for the other municipality’s answer (sendt).' },
    ACCEPTED: {
      description: 'The other municipality has taken the household as a case of its own (modtaget).',
    },
    DECLINED: { description: 'The other municipality does not take it (afvist).' },
    WITHDRAWN: { description: 'Taken back before it was answered (trukket tilbage).' },
  },
})

const ReferralDeclineReasonEnum = enumOf(...REFERRAL_DECLINE_REASONS)
registerEnumType(ReferralDeclineReasonEnum, {
  name: 'ReferralDeclineReason',
  description: 'Why a municipality does not take a household that another refers (afvisningsgrund).',
  valuesConfig: {
    CRITERIA_NOT_MET: {
      description: 'It does not meet the municipality’s criteria (kriterier ikke opfyldt).',
    },
    NO_SUITABLE_DWELLING: { description: 'There is no suitable dwelling (ingen egnet bolig).' },
    OTHER: { description: 'Another reason (andet).' },
  },
})

export const ReferralOrderEnum = enumOf('ENTERED_DESC')
registerEnumType(ReferralOrderEnum, {
  name: 'HouseholdReferralOrder',
  description: 'How referrals are sorted (sortering).',
  valuesConfig: { ENTERED_DESC: { description: 'The one sent last first.' } },
})

@ObjectType({
  implements: Node,
  description:
    'A household that one municipality refers to another (tværkommunal indstilling): its size and which dwelling it needs, never who or why.',
})
export class HouseholdReferral extends Node {
  @Field(() => Household, {
    nullable: true,
    description: 'The case that is referred; null to the other municipality (husstand).',
  })
  household?: Household | null

  @Field(() => Household, {
    nullable: true,
    description: 'The receiving municipality’s case; null to the one that refers (modtaget husstand).',
  })
  receivedHousehold?: Household | null

  @Field(() => Municipality, { nullable: true, description: 'Who refers it (henvisende kommune).' })
  municipality?: Municipality | null

  @Field(() => Municipality, { nullable: true, description: 'To whom (modtagende kommune).' })
  toMunicipality?: Municipality | null

  @Field(() => ReferralStateEnum, { description: 'How far it has come (tilstand).' })
  state!: ReferralState

  @Field(() => LocalDate, { description: 'The day it was sent (sendt).' })
  sentOn!: string

  @Field(() => LocalDate, { nullable: true, description: 'The day it was answered (besvaret).' })
  answeredOn?: string | null

  @Field(() => ReferralDeclineReasonEnum, {
    nullable: true,
    description: 'Why it was declined (afvisningsgrund).',
  })
  declineReason?: ReferralDeclineReason | null

  @Field(() => Int, { description: 'Grown-ups, as of the day it was sent (voksne).' })
  adults!: number

  @Field(() => Int, { description: 'Children, as of the day it was sent (børn).' })
  children!: number

  @Field(() => [AgeCount], { description: 'How many are of which age; empty when not known (aldre).' })
  ages!: AgeCount[]

  @Field(() => [DwellingTypeEnum], {
    description: 'Dwelling types it wants; empty: any (ønskede boligtyper).',
  })
  wantedDwellingTypes!: DwellingType[]

  @Field(() => Kroner, {
    nullable: true,
    description: 'The highest rent per month it can pay, without consumption (højeste husleje).',
  })
  rentMax?: string | null

  @Field(() => Boolean, { description: 'Whether it needs an accessible dwelling (tilgængelighedsbehov).' })
  accessibilityNeeded!: boolean

  @Field(() => Boolean, {
    description: 'Whether it has a special need of a dwelling for the elderly or disabled (ældreboligbehov).',
  })
  elderlyNeed!: boolean

  @Field(() => Boolean, {
    description: 'Whether it has priority from a crisis centre for women (kvindekrisecenter).',
  })
  crisisCentrePriority!: boolean

  @Field(() => Instant, { description: 'When the hub came to know this (registreringstid fra).' })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: 'When it knew otherwise (registreringstid til).' })
  recordedUntil?: string | null
}

export const HouseholdReferralConnection = connectionOf(
  'HouseholdReferral',
  () => HouseholdReferral,
  'henvisninger',
)
export type HouseholdReferralConnection = Connection<HouseholdReferral>

@InputType({ description: 'Which referrals (henvisninger): those that meet every field given.' })
export class HouseholdReferralFilter {
  @Field(() => [ReferralStateEnum], { nullable: true, description: 'In one of these states (tilstande).' })
  states?: ReferralState[] | null

  @Field(() => MunicipalityCode, { nullable: true, description: 'To this municipality (til kommune).' })
  toMunicipalityCode?: string | null

  @Field(() => MunicipalityCode, { nullable: true, description: 'From this municipality (fra kommune).' })
  fromMunicipalityCode?: string | null
}

@InputType({ description: 'A household to refer to another municipality (henvisning).' })
export class ReferHouseholdInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => MunicipalityCode, { description: 'The municipality it is referred to (modtagende kommune).' })
  toMunicipalityCode!: string
}

@InputType({ description: 'The case that is made of a referral (modtagelse af henvisning).' })
export class AcceptReferralInput {
  @Field(() => StrictID, { description: 'The referral’s id.' })
  referralId!: string

  @Field(() => PlainText, {
    description:
      'The receiving municipality’s own pseudonym for the case (sagsreference); a CPR number is refused.',
  })
  caseReference!: string

  @Field(() => StrictID, {
    nullable: true,
    description: 'The organisation unit that handles it (organisationsenhed), its UUID.',
  })
  organisationUnitId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'What the case is about (KLE-nummer): `27.35.12`.' })
  kleNumber?: string | null

  @Field(() => NeedClassEnum, {
    description: 'The need class as the receiving municipality judges it (behovsgruppe).',
  })
  needClass!: NeedClass
}

@InputType({ description: 'A referral that is not taken, and why (afvisning).' })
export class DeclineReferralInput {
  @Field(() => StrictID, { description: 'The referral’s id.' })
  referralId!: string

  @Field(() => ReferralDeclineReasonEnum, { description: 'Why (grund).' })
  reason!: ReferralDeclineReason
}

@ObjectType({ description: 'The referral after the command (henvisning), or why it was refused.' })
export class ReferralPayload {
  @Field(() => HouseholdReferral, {
    nullable: true,
    description: 'The referral (henvisning); null when refused.',
  })
  referral?: HouseholdReferral | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
