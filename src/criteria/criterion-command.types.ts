import { Field, InputType, ObjectType } from 'type-graphql'
import { type FlexibleCriterion, FlexibleCriterionEnum } from '../agreements/index.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Cpr, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum } from '../registry/index.ts'
import type { ConsentChannel, CorrectionReason, CriterionAnswerValue } from './criterion.ts'
import {
  ConsentChannelEnum,
  CorrectionReasonEnum,
  CriterionAnswerValueEnum,
  CriterionCheck,
} from './criterion.types.ts'

const REFUSALS = 'Why the call was refused; empty when it was carried out.'

@InputType({
  description:
    'Who a question is about (ansøger): by CPR number, or by name and day of birth. Kept encrypted with a key of the applicant’s own.',
})
export class CriterionApplicantInput {
  @Field(() => PlainText, { nullable: true, description: 'The name (navn).' })
  name?: string | null

  @Field(() => Cpr, { nullable: true, description: 'The CPR number (CPR-nummer).' })
  cpr?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The day of birth, without a CPR number (fødselsdag).',
  })
  birthDate?: LocalDate | null
}

@InputType({ description: 'The consent that a question rests on (samtykke).' })
export class CriterionConsentInput {
  @Field(() => PlainText, {
    description: 'Where the organisation keeps it (reference); a CPR number is refused.',
  })
  reference!: string

  @Field(() => PlainText, { description: 'Which version of the text was consented to (version).' })
  version!: string

  @Field(() => LocalDate, { description: 'When it was given (givet den); today or before.' })
  givenOn!: LocalDate

  @Field(() => ConsentChannelEnum, { description: 'How it was given (kanal).' })
  channel!: ConsentChannel
}

@InputType({ description: 'A question whether an applicant meets a criterion (kriteriekontrol).' })
export class AskCriterionInput {
  @Field(() => StrictID, { description: 'The id of the estate that is applied for (afdeling).' })
  estateId!: string

  @Field(() => DwellingTypeEnum, { description: 'The dwelling type that is applied for (boligtype).' })
  dwellingType!: DwellingType

  @Field(() => FlexibleCriterionEnum, {
    description: 'The criterion, one of the agreement in force today (kriterium).',
  })
  criterion!: FlexibleCriterion

  @Field(() => CriterionApplicantInput, { description: 'Who it is about (ansøger).' })
  applicant!: CriterionApplicantInput

  @Field(() => CriterionConsentInput, {
    nullable: true,
    description: 'The applicant’s consent (samtykke); without it the question is refused.',
  })
  consent?: CriterionConsentInput | null
}

@InputType({ description: 'An answer to a question (svar), without reason or evidence.' })
export class AnswerCriterionInput {
  @Field(() => StrictID, { description: 'The question’s id.' })
  checkId!: string

  @Field(() => CriterionAnswerValueEnum, { description: 'The answer (svar).' })
  answer!: CriterionAnswerValue

  @Field(() => CorrectionReasonEnum, {
    nullable: true,
    description: 'Why the answer that stands is corrected (rettelsens grund); left out for the first answer.',
  })
  correctionReason?: CorrectionReason | null
}

@InputType({ description: 'That an applicant withdrew consent (tilbagetrækning af samtykke).' })
export class WithdrawConsentInput {
  @Field(() => StrictID, { description: 'The question’s id.' })
  checkId!: string

  @Field(() => LocalDate, {
    description: 'When consent was withdrawn (trukket tilbage den); today or before.',
  })
  withdrawnOn!: LocalDate
}

@ObjectType({ description: 'What became of a command over a criteria check (svar om kriteriekontrol).' })
export class CriterionCheckPayload {
  @Field(() => CriterionCheck, {
    nullable: true,
    description: 'The question; null when the call was refused.',
  })
  check?: CriterionCheck | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of `eraseApplicant` (svar på sletning af ansøger).' })
export class EraseApplicantPayload {
  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
