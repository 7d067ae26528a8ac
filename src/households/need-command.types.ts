import { Field, InputType } from 'type-graphql'
import { Kroner, LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum } from '../registry/index.ts'
import type { Education, NeedClass, Origin, SupportMethod } from './need.ts'
import { EducationEnum, NeedClassEnum, OriginEnum, SupportMethodEnum } from './need.types.ts'

@InputType({ description: 'Why a household needs a dwelling (boligbehov).' })
export class HouseholdNeedInput {
  @Field(() => NeedClassEnum, { description: 'The need class (behovsgruppe).' })
  needClass!: NeedClass

  @Field(() => OriginEnum, {
    nullable: true,
    description: 'Where it comes from (hvor husstanden kommer fra).',
  })
  origin?: Origin | null

  @Field(() => [SupportMethodEnum], {
    defaultValue: [],
    description: 'How it is supported in its dwelling (støttemetoder).',
  })
  supportMethods!: SupportMethod[]

  @Field(() => Kroner, {
    nullable: true,
    description:
      'The highest rent per month it can pay, without consumption (højeste husleje ekskl. forbrug).',
  })
  rentMax?: bigint | null

  @Field(() => [DwellingTypeEnum], {
    defaultValue: [],
    description: 'Dwelling types it wants; none named: any (ønskede boligtyper).',
  })
  wantedDwellingTypes!: DwellingType[]

  @Field(() => [StrictID], {
    defaultValue: [],
    description: 'Ids of estates of the municipality it wants to live in, 50 at most (ønskede afdelinger).',
  })
  wantedEstateIds!: string[]

  @Field(() => [PlainText], {
    defaultValue: [],
    description:
      'Postal codes it wants to live at, beside the estates, 50 at most; neither named: anywhere (ønskede postnumre).',
  })
  wantedPostalCodes!: string[]

  @Field(() => [StrictID], {
    defaultValue: [],
    description:
      'Ids of estates of the municipality it is not to live in, 50 at most (fravalgte afdelinger).',
  })
  excludedEstateIds!: string[]

  @Field(() => [PlainText], {
    defaultValue: [],
    description: 'Postal codes it is not to live at, 50 at most (fravalgte postnumre).',
  })
  excludedPostalCodes!: string[]

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it needs an accessible dwelling (tilgængelighedsbehov).',
  })
  accessibilityNeeded!: boolean

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether the municipality has found a special need of a dwelling for elderly or disabled people (ældrebolig, almenboligloven § 54).',
  })
  elderlyNeed!: boolean

  @Field(() => EducationEnum, { nullable: true, description: 'Whether in education (uddannelse).' })
  education?: Education | null

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether the municipality answers for it that a young person may stay without being in education yet (kommunen indestår, almenboligloven § 52).',
  })
  municipalityVouches!: boolean

  @Field(() => PlainText, {
    nullable: true,
    description: 'Where the support plan is kept (reference til handleplan); a CPR number is refused.',
  })
  supportPlanReference?: string | null

  @Field(() => MunicipalityCode, {
    nullable: true,
    description: 'Where it is at home, when another municipality handles it (hjemkommune).',
  })
  homeMunicipalityCode?: string | null

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether it comes from a crisis centre for women and has priority whatever its home municipality (kvindekrisecenter). All its persons must be under address protection.',
  })
  crisisCentrePriority!: boolean

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether statistics count it among refugees (flygtning).',
  })
  refugee!: boolean

  @Field(() => [PlainText], {
    defaultValue: [],
    description: 'The pilots and studies it is part of, 10 at most (kohorter); a CPR number is refused.',
  })
  cohorts!: string[]

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day in the shelter, only where it comes from one (herberg fra).',
  })
  shelterEnteredOn?: LocalDate | null
}

@InputType({
  description: 'A household’s need with its new values (behov); what is left out is known no longer.',
})
export class RecordNeedInput extends HouseholdNeedInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string
}
