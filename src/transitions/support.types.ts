import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { Household, type SupportMethod, SupportMethodEnum } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Instant,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { SUPPORT_PARAGRAPHS, type SupportParagraph } from './support.ts'

export const SupportParagraphEnum = enumOf(...SUPPORT_PARAGRAPHS)
registerEnumType(SupportParagraphEnum, {
  name: 'SupportParagraph',
  description: 'By which clause a household is supported (paragraf).',
  valuesConfig: {
    SECTION_85: { description: 'Socio-pedagogical support (serviceloven § 85).' },
    SECTION_85_A: { description: 'Housing First support (serviceloven § 85 a).' },
    SECTION_99: { description: 'A support and contact person (serviceloven § 99).' },
    OTHER: { description: 'Another clause (andet).' },
  },
})

export const SupportCourseOrderEnum = orderEnum('SupportCourseOrder', 'courses of support', {
  FROM_DESC: 'Latest first (nyeste først).',
  FROM_ASC: 'Earliest first (ældste først).',
})

const METHOD = 'By which method (metode).'
const PARAGRAPH = 'By which clause (paragraf).'
const PROVIDER = 'Who gives it (leverandør).'

@ObjectType({
  implements: Node,
  description:
    'How a household is supported, by whom and for which days (bostøtteforløb). The municipality’s own: each look is logged, and no organisation sees it.',
})
export class SupportCourse extends Node {
  @Field(() => Household, { nullable: true, description: 'Who is supported (husstand).' })
  household?: Household | null

  @Field(() => Municipality, { description: 'Whose case it is (kommune).' })
  municipality!: Municipality

  @Field(() => SupportMethodEnum, { description: METHOD })
  method!: SupportMethod

  @Field(() => SupportParagraphEnum, { description: PARAGRAPH })
  paragraph!: SupportParagraph

  @Field(() => String, { description: PROVIDER })
  provider!: string

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it is no longer given (virkning til); null = no end is known.',
  })
  until?: string | null

  @Field(() => String, { description: 'Where it is written (kilde).' })
  source!: string

  @Field(() => Boolean, { description: 'Taken back: it was entered in error (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which courses of support (filter).' })
export class SupportCourseFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality’s cases (kommune).' })
  municipalityCode?: string | null

  @Field(() => [SupportMethodEnum], { nullable: true, description: 'By these methods (metoder).' })
  methods?: SupportMethod[] | null

  @Field(() => [SupportParagraphEnum], { nullable: true, description: 'Under these clauses (paragraffer).' })
  paragraphs?: SupportParagraph[] | null

  @Field(() => LocalDate, { nullable: true, description: 'Given on this day (igangværende den).' })
  validOn?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Taken back, or not (trukket tilbage).' })
  withdrawn?: boolean | null
}

export const SupportCourseConnection = connectionOf('SupportCourse', () => SupportCourse, 'bostøtteforløb')
export type SupportCourseConnection = Connection<SupportCourse>

@InputType({ description: 'What is told of a course of support (bostøtteforløb).' })
class SupportInput {
  @Field(() => SupportMethodEnum, { description: METHOD })
  method!: SupportMethod

  @Field(() => SupportParagraphEnum, { description: PARAGRAPH })
  paragraph!: SupportParagraph

  @Field(() => PlainText, {
    description: 'Who gives it, in 200 characters at most, and no CPR number (leverandør).',
  })
  provider!: string

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: Day

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it is no longer given (virkning til); left out while no end is known.',
  })
  until?: Day | null

  @Field(() => PlainText, { description: 'Where it is written, without a CPR number (kilde).' })
  source!: string
}

@InputType({ description: 'A course of support to record (registrér bostøtte).' })
export class RecordSupportInput extends SupportInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string
}

@InputType({ description: 'A course of support as it is to be, the whole of it (ret bostøtte).' })
export class CorrectSupportInput extends SupportInput {
  @Field(() => StrictID, { description: 'The course’s id.' })
  supportCourseId!: string
}

@InputType({ description: 'A course of support that ends (bostøtte slutter).' })
export class EndSupportInput {
  @Field(() => StrictID, { description: 'The course’s id.' })
  supportCourseId!: string

  @Field(() => LocalDate, { description: 'First day on which it is no longer given (virkning til).' })
  until!: Day
}

@InputType({ description: 'A course of support to take back (træk bostøtte tilbage).' })
export class WithdrawSupportInput {
  @Field(() => StrictID, { description: 'The course’s id.' })
  supportCourseId!: string
}

@ObjectType({ description: 'What became of a command on support (svar).' })
export class SupportPayload {
  @Field(() => SupportCourse, {
    nullable: true,
    description: 'The course of support (bostøtteforløb); null when the call was refused.',
  })
  supportCourse?: SupportCourse | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
