import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Household } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Vacancy } from '../vacancies/index.ts'
import { RULE_CODES, type RuleCode, UNDECIDED, type Undecided } from './match.ts'
import { UNDECIDED_TEXTS } from './match-texts.ts'

export const MatchRuleCodeEnum = enumOf(...RULE_CODES)
registerEnumType(MatchRuleCodeEnum, {
  name: 'MatchRuleCode',
  description: 'The rules of matching (matchregler). None gives points, and none asks for treatment first.',
  valuesConfig: {
    CASE_OPEN: { description: 'The case is open, or parked until a day that has come (sagen er åben).' },
    VACANCY_OPEN: { description: 'The dwelling is vacant for reletting (boligen er ledig).' },
    MUNICIPALITY: { description: 'The dwelling lies in the municipality that handles the case (kommune).' },
    RENT: {
      description:
        'The rent without consumption, less a subsidy, is what the household can pay at most (betalingsevne).',
    },
    DWELLING_TYPE: { description: 'The dwelling type is wanted (boligtype).' },
    YOUTH_VOUCHED: {
      description:
        'A youth dwelling: in education, or the municipality answers for it that the young person may stay (ungdomsbolig, almenboligloven § 52).',
    },
    YOUTH_AGE: {
      description:
        'A youth dwelling: a grown-up is below the age that the municipality has agreed (aftalt aldersgrænse); the law has no limit.',
    },
    YOUTH_EDUCATION: {
      description:
        'A youth dwelling: in education or soon to be, where the municipality has agreed that (aftalt uddannelseskrav).',
    },
    ELDERLY: {
      description:
        'A dwelling for elderly or disabled people: a special need (ældrebolig, almenboligloven § 54).',
    },
    ACCESSIBILITY: { description: 'The dwelling is accessible where that is needed (tilgængelighed).' },
    DWELLING_LARGE_ENOUGH: {
      description: 'Not more persons a room than the municipality has agreed (boligens størrelse).',
    },
    DWELLING_SMALL_ENOUGH: {
      description: 'Not more rooms beyond persons than the municipality has agreed (boligens størrelse).',
    },
    PLACE_WANTED: { description: 'The dwelling lies where the household wants to live (ønsket sted).' },
    PLACE_NOT_EXCLUDED: {
      description: 'The dwelling does not lie where the household is not to live (fravalgt sted).',
    },
    AREA_SECTION_59_6: {
      description:
        'In a vulnerable area or one of combined letting: checked and not excluded (almenboligloven § 59 stk. 6).',
    },
    AREA_SECTION_59_7: {
      description: 'In a prevention area: checked and not excluded (almenboligloven § 59 stk. 7).',
    },
    AREA_SECTION_51_B: {
      description:
        'From the waiting list, with combined letting: checked and not excluded (almenboligloven § 51 b).',
    },
    AREA_SECTION_51_C: {
      description:
        'From the waiting list, in a transformation area: checked and not excluded (almenboligloven § 51 c).',
    },
  },
})

export const UndecidedEnum = enumOf(...UNDECIDED)
registerEnumType(UndecidedEnum, {
  name: 'Undecided',
  description: 'Why a rule of matching cannot be decided (uafgjort).',
  valuesConfig: Object.fromEntries(
    UNDECIDED.map((reason) => [reason, { description: UNDECIDED_TEXTS[reason] }]),
  ) as Record<Undecided, { description: string }>,
})

export const CaseMatchOrderEnum = enumOf('ENTERED_ASC', 'CASE_REFERENCE_ASC', 'SHELTER_DUE_ASC')
registerEnumType(CaseMatchOrderEnum, {
  name: 'CaseMatchOrder',
  description: 'How fitting cases are sorted (sortering): by one plain value, never by a ranking.',
  valuesConfig: {
    ENTERED_ASC: { description: 'In the order in which they were entered (indtastet først).' },
    CASE_REFERENCE_ASC: { description: 'By case reference (sagsreference).' },
    SHELTER_DUE_ASC: {
      description:
        'Those in a shelter first, by the day by which they are to have a dwelling (herbergsfrist).',
    },
  },
})

export const VacancyMatchOrderEnum = enumOf('AVAILABLE_FROM_ASC', 'RENT_ASC')
registerEnumType(VacancyMatchOrderEnum, {
  name: 'VacancyMatchOrder',
  description: 'How fitting vacancies are sorted (sortering): by one plain value, never by a ranking.',
  valuesConfig: {
    AVAILABLE_FROM_ASC: { description: 'First available first (ledig fra).' },
    RENT_ASC: { description: 'Cheapest first (husleje).' },
  },
})

@ObjectType({ description: 'Something a rule went by (tal).' })
export class MatchFigure {
  @Field(() => String, { description: 'What it is (navn).' })
  name!: string

  @Field(() => String, {
    nullable: true,
    description: 'Its value, amounts in kroner per month (værdi); null when not known.',
  })
  value?: string | null
}

@ObjectType({ description: 'What one rule says of a household and a vacancy (regelresultat).' })
export class MatchRuleResult {
  @Field(() => MatchRuleCodeEnum, { description: 'Which rule (regel).' })
  code!: RuleCode

  @Field(() => String, { description: 'What it rests on (hjemmel).' })
  law!: string

  @Field(() => Boolean, {
    description:
      'Whether it is met (opfyldt); false too when it cannot be decided, which shuts nobody out of a list.',
  })
  passed!: boolean

  @Field(() => UndecidedEnum, {
    nullable: true,
    description: 'Why it cannot be decided (uafgjort); null when it is.',
  })
  undecided?: Undecided | null

  @Field(() => [MatchFigure], { description: 'What it went by, by name (tal).' })
  figures!: MatchFigure[]

  @Field(() => String, { description: 'The same in words, in Danish (begrundelse).' })
  textDa!: string

  @Field(() => String, { description: 'The same in words, in English.' })
  textEn!: string
}

@ObjectType({
  description:
    'A household beside a vacancy with what the rules say (match). It decides nothing; a person does. Looking at one is logged as a look at the household.',
})
export class Match {
  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => Vacancy, { nullable: true, description: 'The vacancy (ledig bolig).' })
  vacancy?: Vacancy | null

  @Field(() => Boolean, { description: 'Whether no rule fails (passer); some may be undecided.' })
  fits!: boolean

  @Field(() => String, { description: 'The version of the rules (regelsæt).' })
  ruleSet!: string

  @Field(() => Boolean, {
    description:
      'Whether somebody in the household is under name and address protection (adressebeskyttelse): no organisation is shown who that is.',
  })
  addressProtected!: boolean

  @Field(() => [MatchRuleResult], {
    description: 'Every rule that has something to say, met or not (regler).',
  })
  rules!: MatchRuleResult[]
}

export const MatchConnection = connectionOf('Match', () => Match, 'match')
export type MatchConnection = Connection<Match>
