import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { IdempotencyKey, LocalDate, MunicipalityCode, PlainText } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { PARAMETERS, type ParameterName } from './match.ts'

export const ParameterNameEnum = enumOf(...PARAMETERS)
registerEnumType(ParameterNameEnum, {
  name: 'MatchingParameterName',
  description:
    'Numbers that no law gives and a municipality states for matching, with their source (parametre til match).',
  valuesConfig: {
    YOUTH_AGE_BELOW: {
      description:
        'A youth dwelling is for those below this age: a border between age bands (aldersgrænse for ungdomsboliger).',
    },
    YOUTH_EDUCATION_REQUIRED: {
      description:
        '1: a youth dwelling is for those in education or soon to be; 0: it is not limited to them (uddannelseskrav).',
    },
    PERSONS_PER_ROOM_MAX: { description: 'Persons a room at most (personer pr. rum).' },
    ROOMS_BEYOND_PERSONS_MAX: {
      description: 'Rooms beyond the number of persons at most (rum ud over personer).',
    },
  },
})

export const ParameterOrderEnum = enumOf('NAME_ASC', 'FROM_DESC')
registerEnumType(ParameterOrderEnum, {
  name: 'MatchingParameterOrder',
  description: 'How parameters are sorted (sortering).',
  valuesConfig: {
    NAME_ASC: { description: 'By name (navn).' },
    FROM_DESC: { description: 'Last one first (gælder fra).' },
  },
})

@ObjectType({
  implements: Node,
  description:
    'A number that a municipality has stated for matching, or that it has none (parameter til match). A rule without its number says so and cannot be decided.',
})
export class MatchingParameter extends Node {
  @Field(() => Municipality, { description: 'The municipality that states it (kommune).' })
  municipality!: Municipality

  @Field(() => ParameterNameEnum, { description: 'Which number (navn).' })
  name!: ParameterName

  @Field(() => Int, { nullable: true, description: 'The number (værdi); null: the municipality has none.' })
  value?: number | null

  @Field(() => LocalDate, { description: 'First day (gælder fra).' })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: 'First day without it (gælder til); null = open.' })
  until?: string | null

  @Field(() => String, { description: 'Where it was agreed or decided (kilde).' })
  source!: string
}

@InputType({ description: 'Which parameters (filter).' })
export class MatchingParameterFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => [ParameterNameEnum], { nullable: true, description: 'Of these names (navn).' })
  names?: ParameterName[] | null

  @Field(() => LocalDate, { nullable: true, description: 'In force on this day (gælder den).' })
  inForceOn?: string | null
}

@InputType({ description: 'A number for matching to state (parameter til match).' })
export class SetMatchingParameterInput {
  @Field(() => MunicipalityCode, { description: 'The municipality that states it (kommune).' })
  municipalityCode!: string

  @Field(() => ParameterNameEnum, { description: 'Which number (navn).' })
  name!: ParameterName

  @Field(() => Int, {
    nullable: true,
    description: 'The number (værdi); left out: the municipality has none.',
  })
  value?: number | null

  @Field(() => LocalDate, { description: 'First day (gælder fra); the one before ends there.' })
  from!: LocalDate

  @Field(() => PlainText, { description: 'Where it was agreed or decided (kilde), 500 characters at most.' })
  source!: string
}

/** How the command is sent. */
@ArgsType()
export class ParameterArgs {
  @Field(() => IdempotencyKey, {
    description: 'The same key with the same input gives the same answer and no second effect.',
  })
  idempotencyKey!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Report what would happen and leave no trace (prøvekørsel).',
  })
  dryRun!: boolean
}

@ObjectType({ description: 'What became of `setMatchingParameter` (svar om parameter).' })
export class MatchingParameterPayload {
  @Field(() => MatchingParameter, {
    nullable: true,
    description: 'The number; null when the call was refused.',
  })
  parameter?: MatchingParameter | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}

export const MatchingParameterConnection = connectionOf(
  'MatchingParameter',
  () => MatchingParameter,
  'parametre',
)
export type MatchingParameterConnection = Connection<MatchingParameter>
