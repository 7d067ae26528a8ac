import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import {
  AgreementTerm,
  type FlexibleCriterion,
  FlexibleCriterionEnum,
  FlexibleCriterionUse,
} from '../agreements/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import {
  Cpr,
  Instant,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import {
  type DwellingType,
  DwellingTypeEnum,
  Estate,
  HousingOrganisation,
  Municipality,
} from '../registry/index.ts'
import {
  CHECK_STATES,
  type CheckState,
  CONSENT_CHANNELS,
  CORRECTION_REASONS,
  type ConsentChannel,
  type CorrectionReason,
  CRITERION_ANSWERS,
  type CriterionAnswerValue,
} from './criterion.ts'

export const CriterionAnswerValueEnum = enumOf(...CRITERION_ANSWERS)
registerEnumType(CriterionAnswerValueEnum, {
  name: 'CriterionAnswerValue',
  description: 'What a municipality answers to a criteria check (svar); never why.',
  valuesConfig: {
    YES: { description: 'The applicant meets the criterion (ja).' },
    NO: { description: 'The applicant does not meet it (nej).' },
    CANNOT_BE_ANSWERED: { description: 'The municipality cannot tell (kan ikke besvares).' },
  },
})

export const CorrectionReasonEnum = enumOf(...CORRECTION_REASONS)
registerEnumType(CorrectionReasonEnum, {
  name: 'CriterionCorrectionReason',
  description:
    'Why an answer was corrected (rettelsens grund). The hub’s own list; a text would tell what the answer may not.',
  valuesConfig: {
    ENTERED_WRONGLY: { description: 'It was entered wrongly (fejlindtastning).' },
    OTHER_PERSON: { description: 'It was about somebody else (forkert person).' },
    KNOWN_LATER: { description: 'More became known later (nye oplysninger).' },
  },
})

export const ConsentChannelEnum = enumOf(...CONSENT_CHANNELS)
registerEnumType(ConsentChannelEnum, {
  name: 'ConsentChannel',
  description: 'How the applicant gave consent (samtykkets kanal). The hub’s own list; no law fixes it.',
  valuesConfig: {
    ONLINE: { description: 'In a self-service solution (selvbetjening).' },
    PAPER: { description: 'On paper (på papir).' },
    IN_PERSON: { description: 'In person (personligt fremmøde).' },
    TELEPHONE: { description: 'By telephone (telefonisk).' },
  },
})

export const CheckStateEnum = enumOf(...CHECK_STATES)
registerEnumType(CheckStateEnum, {
  name: 'CriterionCheckState',
  description: 'Where a question stands (status).',
  valuesConfig: {
    OPEN: { description: 'It waits for an answer (afventer svar).' },
    ANSWERED: { description: 'It is answered (besvaret).' },
    EXPIRED: { description: 'It was not answered in time (udløbet).' },
    WITHDRAWN: {
      description: 'Consent was withdrawn; it shows nothing of the applicant (samtykke trukket).',
    },
    ERASED: { description: 'The applicant was made unreadable before an answer (ansøger slettet).' },
  },
})

export const CriterionCheckOrderEnum = enumOf('ASKED_ASC', 'ASKED_DESC')
registerEnumType(CriterionCheckOrderEnum, {
  name: 'CriterionCheckOrder',
  description: 'How questions are sorted (sortering).',
  valuesConfig: {
    ASKED_ASC: { description: 'In the order in which they were asked (spurgt først).' },
    ASKED_DESC: { description: 'Last asked first (spurgt sidst).' },
  },
})

@ObjectType({
  implements: Node,
  description:
    'Who a question is about (ansøger). Each value is kept encrypted with the applicant’s own key; nothing can be filtered or sorted by them.',
})
export class CriterionApplicant extends Node {
  @Field(() => PlainText, { nullable: true, description: 'The name (navn).' })
  name?: string | null

  @Field(() => Cpr, { nullable: true, description: 'The CPR number (CPR-nummer).' })
  cpr?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The day of birth of one who is not known by CPR number (fødselsdag).',
  })
  birthDate?: string | null
}

@ObjectType({ description: 'The consent that a question rests on (samtykke), as the organisation keeps it.' })
export class CriterionConsent {
  @Field(() => String, { description: 'Where the organisation keeps it (reference); never a CPR number.' })
  reference!: string

  @Field(() => String, { description: 'Which version of the text was consented to (version).' })
  version!: string

  @Field(() => LocalDate, { description: 'When it was given (givet den).' })
  givenOn!: string

  @Field(() => ConsentChannelEnum, { description: 'How it was given (kanal).' })
  channel!: ConsentChannel

  @Field(() => LocalDate, { nullable: true, description: 'When it was withdrawn (trukket tilbage den).' })
  withdrawnOn?: string | null
}

@ObjectType({ description: 'One answer of the municipality (svar); the last one stands.' })
export class CriterionAnswer {
  @Field(() => StrictID, {
    description: 'The sealed row’s id (rækkens id), for `auditProof` with the source `CRITERION_ANSWER`.',
  })
  rowId!: string

  @Field(() => Int, {
    description: 'Its place: 1 is the first answer, each further one corrects the one before it (nummer).',
  })
  number!: number

  @Field(() => CriterionAnswerValueEnum, { description: 'What was answered (svar).' })
  answer!: CriterionAnswerValue

  @Field(() => CorrectionReasonEnum, {
    nullable: true,
    description: 'Why the answer before it was corrected (rettelsens grund); null for the first.',
  })
  correctionReason?: CorrectionReason | null

  @Field(() => Instant, { description: 'When it was given (besvaret).' })
  answeredAt!: string
}

@ObjectType({
  implements: Node,
  description:
    'A question whether an applicant meets a criterion of flexible letting (kriteriekontrol, almenboligloven § 60), and the municipality’s yes or no.',
})
export class CriterionCheck extends Node {
  @Field(() => HousingOrganisation, { description: 'Who asked (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Who was asked (kommune).' })
  municipality!: Municipality

  @Field(() => Estate, { nullable: true, description: 'The estate that is applied for (afdeling).' })
  estate?: Estate | null

  @Field(() => DwellingTypeEnum, { description: 'The dwelling type that is applied for (boligtype).' })
  dwellingType!: DwellingType

  @Field(() => AgreementTerm, {
    nullable: true,
    description: 'The agreement’s term in force on the day it was asked (aftalevilkår).',
  })
  term?: AgreementTerm | null

  @Field(() => FlexibleCriterionEnum, { description: 'What was asked about (kriterium).' })
  criterion!: FlexibleCriterion

  @Field(() => [FlexibleCriterionUse], {
    description:
      'The criterion with its parameters as the agreement had it that day (kriteriets udformning); of several, one that is met is enough.',
  })
  uses!: FlexibleCriterionUse[]

  @Field(() => CriterionApplicant, {
    nullable: true,
    description: 'Who it is about (ansøger); null once consent is withdrawn or the applicant is erased.',
  })
  applicant?: CriterionApplicant | null

  @Field(() => CriterionConsent, { description: 'The consent it rests on (samtykke).' })
  consent!: CriterionConsent

  @Field(() => LocalDate, { description: 'When it was asked (spurgt den).' })
  askedOn!: string

  @Field(() => CheckStateEnum, { description: 'Where it stands (status).' })
  state!: CheckState

  @Field(() => CriterionAnswerValueEnum, {
    nullable: true,
    description: 'The answer that stands (gældende svar); null when there is none.',
  })
  answer?: CriterionAnswerValue | null

  @Field(() => Instant, { nullable: true, description: 'When that answer was given (besvaret).' })
  answeredAt?: string | null

  @Field(() => [CriterionAnswer], { description: 'Every answer, the first one first, 100 at most (svar).' })
  answers!: CriterionAnswer[]

  @Field(() => LocalDate, { description: 'First day on which it is no longer answered (svarfrist).' })
  answerUntil!: string

  @Field(() => LocalDate, {
    description: 'First day on which nobody can tell any more whom it was about (opbevares til).',
  })
  keptUntil!: string

  @Field(() => String, { description: 'Where these two periods are decided (kilde).' })
  periodsSource!: string
}

@InputType({ description: 'Which questions (filter). Applicants are encrypted and cannot be filtered by.' })
export class CriterionCheckFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'To this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'By this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'For this estate (afdeling).' })
  estateId?: string | null

  @Field(() => FlexibleCriterionEnum, { nullable: true, description: 'About this criterion (kriterium).' })
  criterion?: FlexibleCriterion | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Asked on this day or before and still without an answer (ubesvaret siden), expired ones too; not those that were closed.',
  })
  unansweredSince?: string | null
}

export const CriterionCheckConnection = connectionOf(
  'CriterionCheck',
  () => CriterionCheck,
  'kriteriekontroller',
)
export type CriterionCheckConnection = Connection<CriterionCheck>
