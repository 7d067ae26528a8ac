import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { AgreementTerm, AgreementVersion } from '../agreements/index.ts'
import { Disclosure, Household } from '../households/index.ts'
import { MatchRuleResult, type Undecided, UndecidedEnum } from '../matching/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum } from '../registry/index.ts'
import { Vacancy } from '../vacancies/index.ts'
import {
  AllocationStateEnum,
  ConsequenceEnum,
  DeclineReasonEnum,
  NominationStateEnum,
  NoticeKindEnum,
} from './allocation-words.types.ts'
import { MunicipalOffer } from './offer.types.ts'
import { OfferBasisEnum } from './offer-words.types.ts'

const RECORDED_FROM = 'Since when the hub has known it like this (registrering fra).'
const RECORDED_UNTIL = 'Until when the hub knew it like this (registrering til); null = still.'

@ObjectType({
  implements: Node,
  description: 'A household proposed for an offered dwelling (indstilling). It is about persons.',
})
export class Nomination extends Node {
  @Field(() => NominationStateEnum, { description: 'What became of it (status).' })
  state!: keyof typeof NominationStateEnum

  @Field(() => String, { description: 'Why this household (begrundelse).' })
  reason!: string

  @Field(() => Instant, { description: 'When it was nominated (indstillet).' })
  nominatedAt!: string

  @Field(() => MunicipalOffer, { description: 'The offer (tilbud).' })
  offer!: MunicipalOffer

  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: RECORDED_UNTIL })
  recordedUntil?: string | null
}

@InputType({ description: 'Which nominations (filter).' })
export class NominationFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'For this offer (tilbud).' })
  offerId?: string | null

  @Field(() => [NominationStateEnum], { nullable: true, description: 'In one of these states (status).' })
  states?: (keyof typeof NominationStateEnum)[] | null
}

export const NominationConnection = connectionOf('Nomination', () => Nomination, 'indstillinger')
export type NominationConnection = Connection<Nomination>

@ObjectType({ description: 'A named figure (tal), as text.' })
export class DecisionFigure {
  @Field(() => String, { description: 'What it is (navn).' })
  name!: string

  @Field(() => String, { nullable: true, description: 'The figure (værdi); null where none is known.' })
  value?: string | null
}

@ObjectType({ description: 'What one rule said when the decision was made (regelresultat).' })
export class DecisionResult {
  @Field(() => String, { description: 'The rule’s code (regelkode).' })
  rule!: string

  @Field(() => String, { nullable: true, description: 'The clause behind it (hjemmel), if there is one.' })
  law?: string | null

  @Field(() => Boolean, { description: 'Whether the household and the dwelling passed (opfyldt).' })
  passed!: boolean

  @Field(() => UndecidedEnum, {
    nullable: true,
    description: 'Why it could not be decided (uafgjort); null when it was.',
  })
  undecided?: Undecided | null

  @Field(() => [DecisionFigure], { description: 'The figures it compared (tal).' })
  figures!: DecisionFigure[]
}

@ObjectType({
  description:
    'What a decision rests on, computed anew out of history as it was known when the decision was made (forklaring). A value is null where the actor may not read history.',
})
export class DecisionExplanation {
  @Field(() => String, { nullable: true, description: 'In one sentence, in Danish (forklaring).' })
  textDa?: string | null

  @Field(() => String, { nullable: true, description: 'In one sentence, in English.' })
  textEn?: string | null

  @Field(() => Kroner, { nullable: true, description: 'Rent per month without consumption (husleje).' })
  rent?: string | null

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The dwelling’s type (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => Int, { nullable: true, description: 'Adults of the household (voksne).' })
  adults?: number | null

  @Field(() => Int, { nullable: true, description: 'Children of the household (børn).' })
  children?: number | null

  @Field(() => [MatchRuleResult], {
    description:
      'What the rules of then say of the facts of then (regler), as far as the actor reads history.',
  })
  rules!: MatchRuleResult[]

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether that is what was frozen with the decision (stemmer med afgørelsen); null where the actor may not read history.',
  })
  sameAsDecided?: boolean | null
}

@ObjectType({
  implements: Node,
  description:
    'A decision to allocate a dwelling to a household (afgørelse om anvisning), frozen with what it rested on and sealed. It is about persons.',
})
export class AllocationDecision extends Node {
  @Field(() => LocalDate, { description: 'The day of the decision (dato).' })
  decidedOn!: string

  @Field(() => Instant, { description: 'When the hub recorded it (registreret).' })
  decidedAt!: string

  @Field(() => OfferBasisEnum, { description: 'On what basis (hjemmel).' })
  legalBasis!: keyof typeof OfferBasisEnum

  @Field(() => String, {
    nullable: true,
    description: 'The reason in words (begrundelse), if one was given.',
  })
  reason?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Why it was made although a rule failed (begrundelse for fravigelse).',
  })
  overrideReason?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The id that the case system it was made in has for it (kildens id); null when it was made in the hub.',
  })
  sourceId?: string | null

  @Field(() => MunicipalOffer, { description: 'The offer (tilbud).' })
  offer!: MunicipalOffer

  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => AgreementVersion, {
    nullable: true,
    description: 'The agreement’s version that was in force (aftaleversion).',
  })
  agreementVersion?: AgreementVersion | null

  @Field(() => AgreementTerm, { nullable: true, description: 'Its term (aftalevilkår).' })
  term?: AgreementTerm | null

  @Field(() => String, {
    nullable: true,
    description: 'The version of the rules that were applied (regelsæt); null when none were.',
  })
  ruleSet?: string | null

  @Field(() => [DecisionFigure], { description: 'The rules’ parameters (parametre).' })
  parameters!: DecisionFigure[]

  @Field(() => [DecisionResult], { description: 'What each rule said (regelresultater).' })
  results!: DecisionResult[]

  @Field(() => StrictID, {
    description:
      'The newest change of the vacancy, the household and its need (faktas ændring), as `auditProof` names it.',
  })
  factsChangeId!: string

  @Field(() => Instant, { description: 'When the facts were read (faktas tidspunkt).' })
  factsAt!: string

  @Field(() => DecisionExplanation, { description: 'What it rests on, out of history (forklaring).' })
  explanation!: DecisionExplanation
}

@ObjectType({
  implements: Node,
  description: 'A dwelling allocated to a household (anvisning), and what became of it. It is about persons.',
})
export class Allocation extends Node {
  @Field(() => AllocationStateEnum, { description: 'What became of it (status).' })
  state!: keyof typeof AllocationStateEnum

  @Field(() => LocalDate, { description: 'The day of the decision (anvist).' })
  allocatedOn!: string

  @Field(() => LocalDate, { nullable: true, description: 'The day the household answered (svar).' })
  answeredOn?: string | null

  @Field(() => DeclineReasonEnum, { nullable: true, description: 'Why it declined (årsag), where known.' })
  declineReason?: keyof typeof DeclineReasonEnum | null

  @Field(() => ConsequenceEnum, {
    nullable: true,
    description: 'What follows from declining (følge); null until the municipality says.',
  })
  consequence?: keyof typeof ConsequenceEnum | null

  @Field(() => LocalDate, { nullable: true, description: 'Until when the case rests (i bero til).' })
  parkedUntil?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Why the municipality took it back (begrundelse for tilbagetrækning); null where it did not. The organisation is not shown it.',
  })
  withdrawalReason?: string | null

  @Field(() => MunicipalOffer, { description: 'The offer (tilbud).' })
  offer!: MunicipalOffer

  @Field(() => Vacancy, { description: 'The vacancy (ledig bolig).' })
  vacancy!: Vacancy

  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => AllocationDecision, { nullable: true, description: 'The decision behind it (afgørelse).' })
  decision?: AllocationDecision | null

  @Field(() => Nomination, {
    nullable: true,
    description: 'The nomination that was chosen (indstilling), if there was one.',
  })
  nomination?: Nomination | null

  @Field(() => Disclosure, {
    nullable: true,
    description: 'What the organisation was shown with it (videregivelse), if anything.',
  })
  disclosure?: Disclosure | null

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: RECORDED_UNTIL })
  recordedUntil?: string | null
}

@InputType({ description: 'Which allocations (filter).' })
export class AllocationFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this offer (tilbud).' })
  offerId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this vacancy (ledig bolig).' })
  vacancyId?: string | null

  @Field(() => [AllocationStateEnum], { nullable: true, description: 'In one of these states (status).' })
  states?: (keyof typeof AllocationStateEnum)[] | null
}

export const AllocationConnection = connectionOf('Allocation', () => Allocation, 'anvisninger')
export type AllocationConnection = Connection<Allocation>

@ObjectType({
  implements: Node,
  description: 'What the allocator of a case is told (besked). It is about persons.',
})
export class AllocationNotice extends Node {
  @Field(() => NoticeKindEnum, { description: 'What it is about (art).' })
  kind!: keyof typeof NoticeKindEnum

  @Field(() => Instant, { description: 'When it was raised (tidspunkt).' })
  raisedAt!: string

  @Field(() => Instant, { nullable: true, description: 'When it was acknowledged (kvitteret).' })
  acknowledgedAt?: string | null

  @Field(() => Allocation, { description: 'The allocation (anvisning).' })
  allocation!: Allocation

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: RECORDED_UNTIL })
  recordedUntil?: string | null
}

@InputType({ description: 'Which notices (filter).' })
export class NoticeFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Acknowledged, or not (kvitteret).' })
  acknowledged?: boolean | null
}

export const AllocationNoticeConnection = connectionOf('AllocationNotice', () => AllocationNotice, 'beskeder')
export type AllocationNoticeConnection = Connection<AllocationNotice>
