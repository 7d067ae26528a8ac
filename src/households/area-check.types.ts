import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { AREA_RULES, type AreaRule } from './area-law.ts'

export const AreaRuleEnum = enumOf(...AREA_RULES)
registerEnumType(AreaRuleEnum, {
  name: 'AreaRule',
  description: 'The rules that keep some households out of some areas (områderegler).',
  valuesConfig: {
    SECTION_59_6: {
      description:
        'Municipal allocation in a vulnerable area or one of combined letting (almenboligloven § 59 stk. 6).',
    },
    SECTION_59_7: {
      description:
        'Municipal allocation in a prevention area (forebyggelsesområde, almenboligloven § 59 stk. 7).',
    },
    SECTION_51_B: {
      description: 'Letting from the waiting list with combined letting (almenboligloven § 51 b).',
    },
    SECTION_51_C: {
      description: 'Letting from the waiting list in a transformation area (almenboligloven § 51 c).',
    },
  },
})

@ObjectType({
  implements: Node,
  description:
    'That the municipality has checked a household against a rule on areas (områdekontrol): yes or no, never why.',
})
export class AreaCheck extends Node {
  @Field(() => AreaRuleEnum, { description: 'The rule (regel).' })
  rule!: AreaRule

  @Field(() => Boolean, { description: 'Whether the rule shuts the household out (udelukket).' })
  excluded!: boolean

  @Field(() => LocalDate, {
    description: 'The day it was checked, the first for which it holds (kontrolleret).',
  })
  checkedOn!: string

  @Field(() => LocalDate, { description: 'First day for which it no longer holds (gælder til).' })
  validUntil!: string
}

@ObjectType({
  description:
    'What an organisation is told of a rule that the dwelling’s area sets off (områdekontrol): the rule, and yes or no.',
})
export class DisclosedAreaCheck {
  @Field(() => AreaRuleEnum, { description: 'The rule (regel).' })
  rule!: AreaRule

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the household may live there (tilladt); null when the municipality had not stated it.',
  })
  allowed?: boolean | null
}

@InputType({ description: 'That a household was checked against a rule on areas (områdekontrol).' })
export class RecordAreaCheckInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => AreaRuleEnum, { description: 'The rule (regel).' })
  rule!: AreaRule

  @Field(() => Boolean, { description: 'Whether the rule shuts the household out (udelukket).' })
  excluded!: boolean

  @Field(() => LocalDate, { description: 'The day it was checked, today or earlier (kontrolleret).' })
  checkedOn!: LocalDate

  @Field(() => LocalDate, { description: 'First day for which it no longer holds (gælder til).' })
  validUntil!: LocalDate
}

export const AreaCheckConnection = connectionOf('AreaCheck', () => AreaCheck, 'områdekontroller')
export type AreaCheckConnection = Connection<AreaCheck>
