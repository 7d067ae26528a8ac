import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import {
  type AreaStatusKind,
  AreaStatusKindEnum,
  type DwellingType,
  DwellingTypeEnum,
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
} from './agreement.ts'
import { Agreement, AgreementVersion, StepPlacement } from './agreement.types.ts'
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
} from './agreement-words.types.ts'

const REFUSALS = 'Why the call was refused; empty when it was carried out.'
const FROM = 'First day (virkning fra).'
const UNTIL = 'First day on which it no longer holds (virkning til); as long as the agreement when left out.'
const SOURCE = 'Where it is written (kilde), such as a case number or a signed document.'

@InputType({ description: 'An agreement to record (udlejningsaftale, rammeaftale).' })
export class RecordAgreementInput {
  @Field(() => MunicipalityCode, { description: 'The municipality that is its party (kommune).' })
  municipalityCode!: string

  @Field(() => [StrictID], { description: 'The organisations that are its parties, 1 to 250.' })
  organisationIds!: string[]

  @Field(() => StrictID, {
    nullable: true,
    description: 'The framework it is under (rammeaftale), if any; its parties are among the framework’s.',
  })
  frameworkId?: string | null

  @Field(() => PlainText, { description: 'Its name (aftalens navn), 200 characters at most.' })
  name!: string

  @Field(() => [LegalBasisEnum], { description: 'What it rests on (hjemmel); at least one.' })
  legalBases!: LegalBasis[]

  @Field(() => LocalDate, { description: FROM })
  from!: LocalDate

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (virkning til); open when left out.',
  })
  until?: LocalDate | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'An exact share (andel), such as 1 of 3; 1 of 1 is full right, 0 of 1 none.' })
export class ShareInput {
  @Field(() => Int, { description: 'How many (tæller).' })
  numerator!: number

  @Field(() => Int, { description: 'Of how many (nævner).' })
  denominator!: number
}

@InputType({ description: 'A whole number that a criterion takes (parameter).' })
export class CriterionParameterInput {
  @Field(() => PlainText, { description: 'Which one, as `FlexibleCriterion` names it (parameterens navn).' })
  name!: string

  @Field(() => Int, { description: 'The number (værdi).' })
  value!: number
}

@InputType({ description: 'A criterion as the agreement uses it (kriterium).' })
export class FlexibleCriterionInput {
  @Field(() => FlexibleCriterionEnum, { description: 'Which criterion (kriterium).' })
  criterion!: FlexibleCriterion

  @Field(() => [CriterionParameterInput], { defaultValue: [], description: 'Its parameters (parametre).' })
  parameters!: CriterionParameterInput[]
}

@InputType({ description: 'Letting to applicants who meet criteria (fleksibel udlejning, § 60).' })
export class FlexibleLettingInput {
  @Field(() => ShareInput, { description: 'Its share (andel).' })
  share!: ShareInput

  @Field(() => FlexibleBaseEnum, { description: 'What it is a share of (grundlag).' })
  base!: FlexibleBase

  @Field(() => [FlexibleCriterionInput], { defaultValue: [], description: 'The criteria (kriterier).' })
  criteria!: FlexibleCriterionInput[]
}

@InputType({ description: 'A part of one channel that goes to a named group (delandel).' })
export class SubShareInput {
  @Field(() => SharedChannelEnum, { description: 'Of which channel (udlejningsvej).' })
  channel!: SharedChannel

  @Field(() => PlainText, { description: 'The group (gruppe).' })
  name!: string

  @Field(() => ShareInput, { description: 'How much of the channel (andel).' })
  share!: ShareInput
}

@InputType({
  description:
    'One term (vilkår). It names the estate or step and the dwelling type it is about; what it leaves out is every one.',
})
export class AgreementTermInput {
  @Field(() => StrictID, { nullable: true, description: 'The estate it is about (afdeling).' })
  estateId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'The step it is about (trin).' })
  step?: string | null

  @Field(() => DwellingTypeEnum, {
    nullable: true,
    description: 'The dwelling type it is about (boligtype).',
  })
  dwellingType?: DwellingType | null

  @Field(() => QuotaLevelEnum, { description: 'What its turns are counted over (opgørelsesniveau).' })
  level!: QuotaLevel

  @Field(() => ShareInput, { description: 'The municipal share (kommunens andel).' })
  share!: ShareInput

  @Field(() => QuotaBaseEnum, { description: 'What it is a share of (beregningsgrundlag).' })
  quotaBase!: QuotaBase

  @Field(() => FirstTurnEnum, {
    description: 'Where in a run the municipality’s turn comes (første tur); it decides whose a dwelling is.',
  })
  firstTurn!: FirstTurn

  @Field(() => SettlementEnum, { description: 'When turns are settled (opgørelse).' })
  settlement!: Settlement

  @Field(() => RemainderEnum, {
    nullable: true,
    description: 'What becomes of a part of a turn at a period’s end (rest); obligatory unless `EVERY_NTH`.',
  })
  remainder?: Remainder | null

  @Field(() => Int, {
    nullable: true,
    description:
      'Business days in which the municipality answers an offer (svarfrist i hverdage), 1 to 60. A term without it is refused: nobody guesses it.',
  })
  answerDeadlineBusinessDays?: number | null

  @Field(() => Boolean, {
    description: 'Whether a dwelling that is given back counts as delivered (tæller som leveret).',
  })
  returnCountsAsDelivered!: boolean

  @Field(() => [ReturnReasonEnum], {
    defaultValue: [],
    description: 'Reasons for which the opposite holds (undtagelser efter årsag).',
  })
  returnExceptions!: ReturnReason[]

  @Field(() => Boolean, {
    description: 'Whether a return that does not count is made good (erstatningsbolig).',
  })
  replacementOwed!: boolean

  @Field(() => Int, { nullable: true, description: 'Within how many vacancies, where that is agreed.' })
  replacementWithin?: number | null

  @Field(() => FlexibleLettingInput, {
    nullable: true,
    description: 'The flexible letting (fleksibel udlejning), if any.',
  })
  flexible?: FlexibleLettingInput | null

  @Field(() => [SubShareInput], {
    defaultValue: [],
    description: 'Parts of a channel that go to named groups (delandele).',
  })
  subShares!: SubShareInput[]

  @Field(() => Int, {
    nullable: true,
    description: 'How many may be used as transitional dwellings in a calendar year (udslusningsboliger).',
  })
  transitionalCapPerYear?: number | null

  @Field(() => [AreaStatusKindEnum], {
    defaultValue: [],
    description: 'Area statuses that keep a dwelling out of the municipality’s turns (blokerede områder).',
  })
  blockedAreaStatuses!: AreaStatusKind[]
}

@InputType({ description: 'An annex (bilag).' })
export class AgreementAnnexInput {
  @Field(() => PlainText, { description: 'What it is called (bilagets navn).' })
  name!: string

  @Field(() => PlainText, { description: 'Where it is found (henvisning).' })
  reference!: string
}

@InputType({ description: 'A day of each year that is no business day between the parties (lukkedag).' })
export class ClosingDayInput {
  @Field(() => PlainText, { description: 'Month and day (måned og dag), such as "12-24".' })
  day!: string

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A whole version with all of its terms (aftaleversion).' })
export class RecordAgreementVersionInput {
  @Field(() => StrictID, { description: 'The agreement (aftale).' })
  agreementId!: string

  @Field(() => LocalDate, { description: FROM })
  from!: LocalDate

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: LocalDate | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string

  @Field(() => [AgreementAnnexInput], { defaultValue: [], description: 'Its annexes (bilag).' })
  annexes!: AgreementAnnexInput[]

  @Field(() => [ClosingDayInput], {
    description:
      'Days that are no business days beside weekends and public holidays (lukkedage), such as 24 December; an empty list when there are none.',
  })
  closingDays!: ClosingDayInput[]

  @Field(() => [AgreementTermInput], { description: 'Its terms (vilkår), 1 to 250.' })
  terms!: AgreementTermInput[]
}

@InputType({ description: 'An organisation’s consent to a proposed version (samtykke).' })
export class ConsentToAgreementVersionInput {
  @Field(() => StrictID, { description: 'The version (aftaleversion).' })
  versionId!: string

  @Field(() => StrictID, { description: 'The organisation that consents (boligorganisation).' })
  organisationId!: string
}

@InputType({ description: 'A proposed version to bring into force (aftaleversion).' })
export class BringAgreementVersionIntoForceInput {
  @Field(() => StrictID, { description: 'The version (aftaleversion).' })
  versionId!: string
}

@InputType({ description: 'The step that an estate is on (indplacering på trin).' })
export class PlaceEstateOnStepInput {
  @Field(() => StrictID, { description: 'The agreement (aftale).' })
  agreementId!: string

  @Field(() => StrictID, { description: 'The estate (afdeling).' })
  estateId!: string

  @Field(() => PlainText, { description: 'The step, as a term of the agreement names it (trin).' })
  step!: string

  @Field(() => LocalDate, { description: FROM })
  from!: LocalDate

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: LocalDate | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'An agreement to end (ophør af aftale).' })
export class EndAgreementInput {
  @Field(() => StrictID, { description: 'The agreement (aftale).' })
  agreementId!: string

  @Field(() => LocalDate, { description: 'First day on which it no longer holds (virkning til).' })
  until!: LocalDate
}

@ObjectType({ description: 'What became of a command on an agreement (svar).' })
export class AgreementPayload {
  @Field(() => Agreement, {
    nullable: true,
    description: 'The agreement (aftale); null when the call was refused.',
  })
  agreement?: Agreement | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of a command on a version (svar).' })
export class AgreementVersionPayload {
  @Field(() => AgreementVersion, {
    nullable: true,
    description: 'The version (aftaleversion); null when the call was refused.',
  })
  version?: AgreementVersion | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of `placeEstateOnStep` (svar).' })
export class StepPlacementPayload {
  @Field(() => StepPlacement, {
    nullable: true,
    description: 'The placement (indplacering); null when the call was refused.',
  })
  placement?: StepPlacement | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
