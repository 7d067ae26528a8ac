import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Kroner, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { type DwellingType, DwellingTypeEnum, Municipality } from '../registry/index.ts'
import {
  AGE_BANDS,
  type AgeBand,
  EDUCATIONS,
  type Education,
  NEED_CLASSES,
  type NeedClass,
  ORIGINS,
  type Origin,
  RENT_CLASSES,
  type RentClass,
  SHELTER_CLOCK_DAYS,
  SUPPORT_METHODS,
  type SupportMethod,
} from './need.ts'

export const NeedClassEnum = enumOf(...NEED_CLASSES)
registerEnumType(NeedClassEnum, {
  name: 'NeedClass',
  description:
    'Why a household needs a dwelling (behovsgruppe). The hub’s own list, after the need classes that Egedal Kommune publishes for boligsocial anvisning; no law fixes it.',
  valuesConfig: {
    WITHOUT_SHELTER: { description: 'Without a roof over its head (husvild, serviceloven § 80).' },
    LEAVING_INSTITUTION_OR_PRISON: {
      description: 'About to leave an institution or prison (efter botilbud eller fængsel).',
    },
    CRISIS_CENTRE: { description: 'In a women’s or men’s crisis centre (krisecenter, serviceloven § 109).' },
    HOMELESS: { description: 'Homeless (hjemløs, serviceloven § 110).' },
    SUPPORT_AS_IN_INSTITUTION: {
      description:
        'In need of support as in an institution (støtte svarende til botilbud, serviceloven §§ 107–108).',
    },
    FAMILY_WITHOUT_DWELLING: {
      description: 'A family with children suddenly without a dwelling (akut boligløs børnefamilie).',
    },
    YOUNG_PERSON: { description: 'A young person under 25 (ung under 25 år).' },
    OTHER: { description: 'For another reason (andet).' },
  },
})

export const OriginEnum = enumOf(...ORIGINS)
registerEnumType(OriginEnum, {
  name: 'HouseholdOrigin',
  description:
    'Where a household comes from (hvor husstanden kommer fra). The hub’s own list, after the categories of VIVE’s count of homeless people; no law fixes it.',
  valuesConfig: {
    STREET: { description: 'The street (gade).' },
    NIGHT_CAFE: { description: 'A night café (natvarmestue).' },
    SHELTER: { description: 'A shelter (herberg, forsorgshjem, serviceloven § 110).' },
    CRISIS_CENTRE: { description: 'A crisis centre (krisecenter, serviceloven § 109).' },
    HOTEL: { description: 'A hotel or hostel (hotel).' },
    FAMILY_OR_FRIENDS: { description: 'Family or friends (familie eller venner).' },
    TRANSITIONAL_DWELLING: {
      description: 'A transitional dwelling (udslusningsbolig, almenboligloven § 63).',
    },
    INSTITUTION: { description: 'An institution (botilbud, serviceloven §§ 107–108).' },
    PRISON: { description: 'Prison or probation service (kriminalforsorg).' },
    HOSPITAL: { description: 'A hospital (hospital).' },
    OTHER: { description: 'Elsewhere (andet).' },
  },
})

export const SupportMethodEnum = enumOf(...SUPPORT_METHODS)
registerEnumType(SupportMethodEnum, {
  name: 'SupportMethod',
  description:
    'How a household is supported in its dwelling (støttemetode). The hub’s own list, after the methods that municipalities name in their homelessness plans; no law fixes it.',
  valuesConfig: {
    CTI: { description: 'Critical time intervention (CTI).' },
    ICM: { description: 'Intensive case management (ICM).' },
    ACT: { description: 'Assertive community treatment (ACT).' },
    SPIR: { description: 'Flexible support day and night (SPIR).' },
    HOUSING_FIRST: { description: 'Housing First support (housing first-støtte, serviceloven § 85 a).' },
    HOUSING_SUPPORT: { description: 'Socio-pedagogical support at home (bostøtte, serviceloven § 85).' },
    CONTACT_PERSON: {
      description: 'A support and contact person (støtte- og kontaktperson, serviceloven § 99).',
    },
    SUBSTANCE_TREATMENT: { description: 'Treatment of addiction (rusmiddelbehandling, serviceloven § 101).' },
  },
})

export const AgeBandEnum = enumOf(...(Object.keys(AGE_BANDS) as AgeBand[]))
registerEnumType(AgeBandEnum, {
  name: 'AgeBand',
  description:
    'Bands of age (aldersgruppe). The hub’s own, with borders at the ages that law and agreements ask for.',
  valuesConfig: {
    AGE_0_5: { description: '0–5 years (0–5 år).' },
    AGE_6_12: { description: '6–12 years (6–12 år).' },
    AGE_13_17: { description: '13–17 years (13–17 år).' },
    AGE_18_24: { description: '18–24 years (18–24 år).' },
    AGE_25_29: { description: '25–29 years (25–29 år).' },
    AGE_30_49: { description: '30–49 years (30–49 år).' },
    AGE_50_64: { description: '50–64 years (50–64 år).' },
    AGE_65_AND_OVER: { description: '65 years and over (65 år og derover).' },
  },
})

export const EducationEnum = enumOf(...EDUCATIONS)
registerEnumType(EducationEnum, {
  name: 'Education',
  description: 'Whether somebody in a household is in education (uddannelse).',
  valuesConfig: {
    IN_EDUCATION: { description: 'In education (under uddannelse).' },
    SOON_IN_EDUCATION: { description: 'Soon to be (på vej i uddannelse).' },
    NOT_IN_EDUCATION: { description: 'Not (ikke under uddannelse).' },
  },
})

export const RentClassEnum = enumOf(...(Object.keys(RENT_CLASSES) as RentClass[]))
registerEnumType(RentClassEnum, {
  name: 'RentClass',
  description:
    'Classes of the highest rent per month that a household can pay, without consumption (huslejeklasse). The hub’s own, with borders that municipalities and the ministry reckon with.',
  valuesConfig: {
    UP_TO_3000: { description: 'Up to 3,000 kr. (til og med 3.000 kr.).' },
    UP_TO_3500: { description: 'Above that, up to 3,500 kr. (til og med 3.500 kr.).' },
    UP_TO_4000: { description: 'Above that, up to 4,000 kr. (til og med 4.000 kr.).' },
    UP_TO_4500: { description: 'Above that, up to 4,500 kr. (til og med 4.500 kr.).' },
    UP_TO_5000: { description: 'Above that, up to 5,000 kr. (til og med 5.000 kr.).' },
    UP_TO_6500: { description: 'Above that, up to 6,500 kr. (til og med 6.500 kr.).' },
    OVER_6500: { description: 'Above 6,500 kr. (over 6.500 kr.).' },
  },
})

@ObjectType({
  implements: Node,
  description:
    'Why a household needs a dwelling, and which (boligbehov): the municipality’s own, never an organisation’s.',
})
export class HouseholdNeed extends Node {
  @Field(() => NeedClassEnum, { description: 'The need class (behovsgruppe).' })
  needClass!: NeedClass

  @Field(() => OriginEnum, {
    nullable: true,
    description: 'Where the household comes from (hvor husstanden kommer fra).',
  })
  origin?: Origin | null

  @Field(() => [SupportMethodEnum], { description: 'How it is supported in its dwelling (støttemetoder).' })
  supportMethods!: SupportMethod[]

  @Field(() => Kroner, {
    nullable: true,
    description:
      'The highest rent per month it can pay, without consumption (højeste husleje ekskl. forbrug).',
  })
  rentMax?: string | null

  @Field(() => RentClassEnum, {
    nullable: true,
    description: 'The class of that rent (huslejeklasse).',
  })
  rentClass?: RentClass | null

  @Field(() => [DwellingTypeEnum], {
    description: 'Dwelling types it wants; none named: any (ønskede boligtyper).',
  })
  wantedDwellingTypes!: DwellingType[]

  @Field(() => [StrictID], { description: 'Ids of estates it wants to live in (ønskede afdelinger).' })
  wantedEstateIds!: string[]

  @Field(() => [String], {
    description:
      'Postal codes it wants to live at, beside the estates; neither named: anywhere (ønskede postnumre).',
  })
  wantedPostalCodes!: string[]

  @Field(() => [StrictID], { description: 'Ids of estates it is not to live in (fravalgte afdelinger).' })
  excludedEstateIds!: string[]

  @Field(() => [String], { description: 'Postal codes it is not to live at (fravalgte postnumre).' })
  excludedPostalCodes!: string[]

  @Field(() => Boolean, { description: 'Whether it needs an accessible dwelling (tilgængelighedsbehov).' })
  accessibilityNeeded!: boolean

  @Field(() => Boolean, {
    description:
      'Whether the municipality has found a special need of a dwelling for elderly or disabled people (ældrebolig, almenboligloven § 54).',
  })
  elderlyNeed!: boolean

  @Field(() => EducationEnum, {
    nullable: true,
    description: 'Whether in education (uddannelse); null: not known.',
  })
  education?: Education | null

  @Field(() => Boolean, {
    description:
      'Whether the municipality answers for it that a young person may stay without being in education yet (kommunen indestår, almenboligloven § 52).',
  })
  municipalityVouches!: boolean

  @Field(() => String, {
    nullable: true,
    description: 'Where the support plan is kept (reference til handleplan); nothing of its content.',
  })
  supportPlanReference?: string | null

  @Field(() => Municipality, {
    nullable: true,
    description: 'Where it is at home, when another municipality handles it (hjemkommune).',
  })
  homeMunicipality?: Municipality | null

  @Field(() => Boolean, {
    description:
      'Whether it comes from a crisis centre for women and has priority whatever its home municipality (kvindekrisecenter). All its persons are then under address protection.',
  })
  crisisCentrePriority!: boolean

  @Field(() => Boolean, { description: 'Whether statistics count it among refugees (flygtning).' })
  refugee!: boolean

  @Field(() => [String], { description: 'The pilots and studies it is part of (kohorter).' })
  cohorts!: string[]

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day in the shelter it comes from (herberg fra).',
  })
  shelterEnteredOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: `The day ${SHELTER_CLOCK_DAYS} days later, by which it is to have a dwelling (herbergsfrist): København’s goal.`,
  })
  shelterDueOn?: string | null

  @Field(() => Int, {
    nullable: true,
    description:
      'Days left until that day, below 0 when it is past (dage til frist); null when housed or closed, and without a day in a shelter.',
  })
  shelterDaysLeft?: number | null
}
