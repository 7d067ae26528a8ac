import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import {
  type AreaStatusKind,
  AreaStatusKindEnum,
  type DwellingType,
  DwellingTypeEnum,
  Estate,
  HousingOrganisation,
  Municipality,
} from '../registry/index.ts'
import type {
  FirstTurn,
  FlexibleBase,
  FlexibleCriterion,
  LegalBasis,
  QuotaBase,
  QuotaLevel,
  Remainder,
  ReturnReason,
  Settlement,
  SharedChannel,
  TermScope,
  VersionStatus,
} from './agreement.ts'
import {
  FirstTurnEnum,
  FlexibleBaseEnum,
  FlexibleCriterionEnum,
  LegalBasisEnum,
  QuotaBaseEnum,
  QuotaLevelEnum,
  RemainderEnum,
  ReturnReasonEnum,
  SettlementEnum,
  SharedChannelEnum,
  TermScopeEnum,
  VersionStatusEnum,
} from './agreement-words.types.ts'

const FROM = 'First day (virkning fra).'
const UNTIL = 'First day on which it no longer holds (virkning til); null = no end is known.'
const SOURCE = 'Where it is written (kilde).'
const RECORDED_FROM = 'Since when the hub has known it like this (registrering fra).'

export const AgreementOrderEnum = enumOf('NAME_ASC', 'FROM_ASC', 'FROM_DESC')
registerEnumType(AgreementOrderEnum, {
  name: 'AgreementOrder',
  description: 'How agreements are sorted (sortering).',
  valuesConfig: {
    NAME_ASC: { description: 'By name (navn).' },
    FROM_ASC: { description: 'Oldest first (virkning fra).' },
    FROM_DESC: { description: 'Newest first (virkning fra).' },
  },
})

@ObjectType({ description: 'A housing organisation that an agreement is with (aftalepart).' })
export class AgreementParty {
  @Field(() => HousingOrganisation, { description: 'The organisation (boligorganisation).' })
  organisation!: HousingOrganisation
}

@ObjectType({
  implements: Node,
  description:
    'An agreement between a municipality and housing organisations on who lets what (udlejningsaftale, rammeaftale).',
})
export class Agreement extends Node {
  @Field(() => String, { description: 'Its name (aftalens navn).' })
  name!: string

  @Field(() => Municipality, { description: 'The municipality that is its party (kommune).' })
  municipality!: Municipality

  @Field(() => [AgreementParty], { description: 'The organisations that are its parties, at most 250.' })
  parties!: AgreementParty[]

  @Field(() => Agreement, { nullable: true, description: 'The framework it is under (rammeaftale), if any.' })
  framework?: Agreement | null

  @Field(() => [LegalBasisEnum], { description: 'What it rests on (hjemmel).' })
  legalBases!: LegalBasis[]

  @Field(() => Boolean, {
    description:
      'Whether a version takes every party’s consent (samtykke); false for the municipality’s own decision (§ 59 stk. 1 and 3).',
  })
  consentRequired!: boolean

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({ description: 'An annex of an agreement (bilag).' })
export class AgreementAnnex {
  @Field(() => String, { description: 'What it is called (bilagets navn).' })
  name!: string

  @Field(() => String, { description: 'Where it is found (henvisning).' })
  reference!: string
}

@ObjectType({
  description: 'A day of each year that is no business day between the parties (lukkedag).',
})
export class ClosingDay {
  @Field(() => String, { description: 'Month and day (måned og dag), such as "12-24".' })
  day!: string

  @Field(() => String, { description: SOURCE })
  source!: string
}

@ObjectType({ description: 'A party’s consent to a version (samtykke).' })
export class AgreementConsent {
  @Field(() => HousingOrganisation, { description: 'Who consented (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Instant, { description: 'When it was recorded (registreringstid).' })
  consentedAt!: string
}

@ObjectType({
  implements: Node,
  description: 'What the parties agreed on for a period (aftaleversion). Its content never changes.',
})
export class AgreementVersion extends Node {
  @Field(() => Agreement, { description: 'The agreement (aftale).' })
  agreement!: Agreement

  @Field(() => Int, { description: 'Its number in the agreement (versionsnummer), from 1.' })
  number!: number

  @Field(() => VersionStatusEnum, { description: 'Where it stands (status).' })
  status!: VersionStatus

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => [AgreementAnnex], { description: 'Its annexes (bilag).' })
  annexes!: AgreementAnnex[]

  @Field(() => [ClosingDay], {
    description: 'Days that are no business days, beside weekends and public holidays (lukkedage).',
  })
  closingDays!: ClosingDay[]

  @Field(() => [AgreementConsent], {
    description: 'The consents given, as far as the actor may see them (samtykker).',
  })
  consents!: AgreementConsent[]

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({ description: 'An exact share (andel), such as 1 of 3.' })
export class Share {
  @Field(() => Int, { description: 'How many (tæller).' })
  numerator!: number

  @Field(() => Int, { description: 'Of how many (nævner).' })
  denominator!: number
}

@ObjectType({ description: 'A whole number that a criterion takes (parameter).' })
export class CriterionParameter {
  @Field(() => String, { description: 'Which one (parameterens navn).' })
  name!: string

  @Field(() => Int, { description: 'The number (værdi).' })
  value!: number
}

@ObjectType({ description: 'A criterion as an agreement uses it (kriterium).' })
export class FlexibleCriterionUse {
  @Field(() => FlexibleCriterionEnum, { description: 'Which criterion (kriterium).' })
  criterion!: FlexibleCriterion

  @Field(() => [CriterionParameter], { description: 'Its parameters (parametre).' })
  parameters!: CriterionParameter[]
}

@ObjectType({ description: 'Letting to applicants who meet criteria (fleksibel udlejning, § 60).' })
export class FlexibleLetting {
  @Field(() => Int, {
    nullable: true,
    description: 'Numerator of its share (tæller); null without flexible letting.',
  })
  numerator?: number | null

  @Field(() => Int, { nullable: true, description: 'Denominator of its share (nævner).' })
  denominator?: number | null

  @Field(() => FlexibleBaseEnum, { nullable: true, description: 'What it is a share of (grundlag).' })
  base?: FlexibleBase | null

  @Field(() => [FlexibleCriterionUse], { description: 'The criteria (kriterier).' })
  criteria!: FlexibleCriterionUse[]
}

@ObjectType({ description: 'A part of one channel that goes to a named group (delandel).' })
export class SubShare extends Share {
  @Field(() => SharedChannelEnum, { description: 'Of which channel (udlejningsvej).' })
  channel!: SharedChannel

  @Field(() => String, { description: 'The group (gruppe).' })
  name!: string
}

@ObjectType({
  implements: Node,
  description: 'One term of a version: whom it is about and what it says (vilkår).',
})
export class AgreementTerm extends Node {
  @Field(() => AgreementVersion, { description: 'The version it belongs to (aftaleversion).' })
  version!: AgreementVersion

  @Field(() => Int, { description: 'Its place in the version (nummer), from 1.' })
  position!: number

  @Field(() => Estate, { nullable: true, description: 'The estate it is about (afdeling), if one.' })
  estate?: Estate | null

  @Field(() => String, { nullable: true, description: 'The step it is about (trin), if one.' })
  step?: string | null

  @Field(() => DwellingTypeEnum, {
    nullable: true,
    description: 'The dwelling type it is about (boligtype); null = every one.',
  })
  dwellingType?: DwellingType | null

  @Field(() => TermScopeEnum, { description: 'What it is about (område).' })
  scope!: TermScope

  @Field(() => QuotaLevelEnum, { description: 'What its turns are counted over (opgørelsesniveau).' })
  level!: QuotaLevel

  @Field(() => Share, {
    description: 'The municipal share (kommunens andel): 1 of 1 is full right, 0 of 1 none.',
  })
  share!: Share

  @Field(() => QuotaBaseEnum, { description: 'What it is a share of (beregningsgrundlag).' })
  quotaBase!: QuotaBase

  @Field(() => FirstTurnEnum, { description: 'Where in a run the municipality’s turn comes (første tur).' })
  firstTurn!: FirstTurn

  @Field(() => SettlementEnum, { description: 'When turns are settled (opgørelse).' })
  settlement!: Settlement

  @Field(() => RemainderEnum, {
    nullable: true,
    description: 'What becomes of a part of a turn at a period’s end (rest); null for a running sequence.',
  })
  remainder?: Remainder | null

  @Field(() => Int, {
    description: 'Business days in which the municipality answers an offer (svarfrist i hverdage).',
  })
  answerDeadlineBusinessDays!: number

  @Field(() => Boolean, {
    description:
      'Whether a dwelling that the municipality gives back counts as delivered (tæller som leveret).',
  })
  returnCountsAsDelivered!: boolean

  @Field(() => [ReturnReasonEnum], {
    description: 'Reasons for which the opposite holds (undtagelser efter årsag).',
  })
  returnExceptions!: ReturnReason[]

  @Field(() => Boolean, {
    description: 'Whether a return that does not count is made good (erstatningsbolig).',
  })
  replacementOwed!: boolean

  @Field(() => Int, {
    nullable: true,
    description: 'Within how many vacancies the replacement must come; null = no limit is agreed.',
  })
  replacementWithin?: number | null

  @Field(() => FlexibleLetting, { description: 'The flexible letting (fleksibel udlejning).' })
  flexible!: FlexibleLetting

  @Field(() => [SubShare], { description: 'Parts of a channel that go to named groups (delandele).' })
  subShares!: SubShare[]

  @Field(() => Int, {
    nullable: true,
    description: 'How many may be used as transitional dwellings in a calendar year (udslusningsboliger).',
  })
  transitionalCapPerYear?: number | null

  @Field(() => [AreaStatusKindEnum], {
    description: 'Area statuses that keep a dwelling out of the municipality’s turns (blokerede områder).',
  })
  blockedAreaStatuses!: AreaStatusKind[]

  @Field(() => String, { description: 'Where it stands and what it is about, in Danish (forklaring).' })
  explanationDa!: string

  @Field(() => String, { description: 'Where it stands and what it is about, in English.' })
  explanationEn!: string
}

@ObjectType({
  implements: Node,
  description: 'The step of an agreement’s staircase that an estate is on (indplacering på trin).',
})
export class StepPlacement extends Node {
  @Field(() => Agreement, { description: 'The agreement (aftale).' })
  agreement!: Agreement

  @Field(() => Estate, { description: 'The estate (afdeling).' })
  estate!: Estate

  @Field(() => String, { description: 'The step (trin).' })
  step!: string

  @Field(() => LocalDate, { description: FROM })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => String, { description: SOURCE })
  source!: string

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@InputType({ description: 'Which agreements (filter).' })
export class AgreementFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'Of these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'With this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => [LegalBasisEnum], { nullable: true, description: 'Resting on one of these (hjemmel).' })
  legalBases?: LegalBasis[] | null

  @Field(() => LocalDate, { nullable: true, description: 'Whose period holds this day (virkningstid).' })
  inForceOn?: string | null
}

export const AgreementConnection = connectionOf('Agreement', () => Agreement, 'aftaler')
export type AgreementConnection = Connection<Agreement>
export const AgreementVersionConnection = connectionOf(
  'AgreementVersion',
  () => AgreementVersion,
  'aftaleversioner',
)
export type AgreementVersionConnection = Connection<AgreementVersion>
export const AgreementTermConnection = connectionOf('AgreementTerm', () => AgreementTerm, 'vilkår')
export type AgreementTermConnection = Connection<AgreementTerm>
export const StepPlacementConnection = connectionOf('StepPlacement', () => StepPlacement, 'indplaceringer')
export type StepPlacementConnection = Connection<StepPlacement>
