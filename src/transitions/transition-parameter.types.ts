import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
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
import { REMINDER_DEFAULTS } from './reminder.parameters.ts'
import { TRANSITION_PARAMETERS, type TransitionParameterName } from './transition-parameter.ts'

export const TransitionParameterNameEnum = enumOf(...TRANSITION_PARAMETERS)
registerEnumType(TransitionParameterNameEnum, {
  name: 'TransitionParameterName',
  description: 'Numbers that no law gives and a municipality sets for its transitions (kommunens frister).',
  valuesConfig: {
    WARNING_MONTHS: {
      description: `How many months before the end of a period it is warned of, each once; ${REMINDER_DEFAULTS.WARNING_MONTHS.join(', ')} where none are set (varsler).`,
    },
    REVIEW_MONTHS: {
      description:
        'How many months may pass in a period between two reviews of the ability to pay (interval for opfølgning).',
    },
    SHELTER_DAYS: {
      description: `Within how many days a stay in a shelter is to end in a dwelling; ${REMINDER_DEFAULTS.SHELTER_DAYS} where none are set: København’s goal (herbergsfrist).`,
    },
    SHELTER_WARNING_DAYS: {
      description: 'How many days before that it is warned of; on the day where none are set (varsel).',
    },
    ARREARS_DAYS: {
      description: 'Within how many business days the municipality acts on arrears (handlepligt).',
    },
    ARREARS_DAYS_WITH_CHILDREN: {
      description: 'The same where children live there (handlepligt med børn).',
    },
    CLAIM_DAYS: {
      description: 'Within how many days a claim on the guarantee is decided (afgørelse af krav).',
    },
  },
})

export const TransitionParameterOrderEnum = orderEnum('TransitionParameterOrder', 'numbers', {
  NAME_ASC: 'By name (navn).',
  FROM_DESC: 'Last one first (gælder fra).',
})

const AMOUNTS =
  'Months or days, as the name says (antal); several for warnings before a period ends, else one'

@ObjectType({
  implements: Node,
  description: 'A number that a municipality has set for its transitions (kommunens frist).',
})
export class TransitionParameter extends Node {
  @Field(() => Municipality, { description: 'The municipality that set it (kommune).' })
  municipality!: Municipality

  @Field(() => TransitionParameterNameEnum, { description: 'Which number (navn).' })
  name!: TransitionParameterName

  @Field(() => [Int], { description: `${AMOUNTS}.` })
  amounts!: number[]

  @Field(() => LocalDate, { description: 'First day (gælder fra).' })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: 'First day without it (gælder til); null = open.' })
  until?: string | null

  @Field(() => String, { description: 'Where it is decided (kilde).' })
  source!: string

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which numbers (filter).' })
export class TransitionParameterFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => [TransitionParameterNameEnum], { nullable: true, description: 'Of these names (navn).' })
  names?: TransitionParameterName[] | null

  @Field(() => LocalDate, { nullable: true, description: 'In force on this day (gælder den).' })
  inForceOn?: string | null
}

@InputType({ description: 'A number to set (kommunens frist).' })
export class SetTransitionParameterInput {
  @Field(() => MunicipalityCode, { description: 'The municipality that sets it (kommune).' })
  municipalityCode!: string

  @Field(() => TransitionParameterNameEnum, { description: 'Which number (navn).' })
  name!: TransitionParameterName

  @Field(() => [Int], { description: `${AMOUNTS}.` })
  amounts!: number[]

  @Field(() => LocalDate, { description: 'First day (gælder fra); the one before ends there.' })
  from!: Day

  @Field(() => PlainText, { description: 'Where it is decided (kilde), 500 characters at most.' })
  source!: string
}

@InputType({ description: 'A number to end (kommunens frist).' })
export class EndTransitionParameterInput {
  @Field(() => StrictID, { description: 'Which one.' })
  parameterId!: string

  @Field(() => LocalDate, { description: 'First day without it (gælder til).' })
  until!: Day
}

@ObjectType({ description: 'What became of a command on a number (svar om frist).' })
export class TransitionParameterPayload {
  @Field(() => TransitionParameter, {
    nullable: true,
    description: 'The number; null when the call was refused.',
  })
  parameter?: TransitionParameter | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}

export const TransitionParameterConnection = connectionOf(
  'TransitionParameter',
  () => TransitionParameter,
  'kommuners frister',
)
export type TransitionParameterConnection = Connection<TransitionParameter>
