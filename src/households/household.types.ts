import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Cpr, Instant, Kroner, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import {
  NEED_CLASSES,
  type NeedClass,
  ORIGINS,
  type Origin,
  SUPPORT_METHODS,
  type SupportMethod,
} from './household.ts'

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

export const HouseholdOrderEnum = enumOf('ENTERED_ASC', 'ENTERED_DESC', 'CASE_REFERENCE_ASC')
registerEnumType(HouseholdOrderEnum, {
  name: 'HouseholdOrder',
  description: 'How households are sorted (sortering).',
  valuesConfig: {
    ENTERED_ASC: { description: 'In the order in which they were entered (indtastet først).' },
    ENTERED_DESC: { description: 'Last entered first (indtastet sidst).' },
    CASE_REFERENCE_ASC: { description: 'By case reference (sagsreference).' },
  },
})

const FROM = 'Since when the hub has known it like this (registrering fra).'
const UNTIL = 'Until when the hub knew it like this (registrering til); null = still.'

@ObjectType({
  implements: Node,
  description:
    'A household as a municipality’s case (husstand): a pseudonym and its size. Who its members are stands in rows of their own.',
})
export class Household extends Node {
  @Field(() => String, {
    description: 'The municipality’s own pseudonym for the case (sagsreference); never a CPR number.',
  })
  caseReference!: string

  @Field(() => Municipality, { description: 'The municipality whose case it is (kommune).' })
  municipality!: Municipality

  @Field(() => StrictID, {
    nullable: true,
    description:
      'The organisation unit that handles it (organisationsenhed), its UUID in the municipality’s FK Organisation.',
  })
  organisationUnitId?: string | null

  @Field(() => String, { nullable: true, description: 'What the case is about (KLE-nummer): `27.35.12`.' })
  kleNumber?: string | null

  @Field(() => Int, { description: 'Grown-ups in it (voksne).' })
  adults!: number

  @Field(() => Int, { description: 'Children in it (børn).' })
  children!: number

  @Field(() => HouseholdNeed, {
    nullable: true,
    description: 'Why it needs a dwelling (behov); null when not entered, and to those who may not know.',
  })
  need?: HouseholdNeed | null

  @Field(() => Instant, { description: FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: UNTIL })
  recordedUntil?: string | null
}

@ObjectType({
  implements: Node,
  description:
    'Why a household needs a dwelling (boligbehov): the municipality’s own, never an organisation’s.',
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
}

@ObjectType({
  implements: Node,
  description: 'A member of a household (person), without anything that says who it is.',
})
export class Person extends Node {
  @Field(() => Household, { nullable: true, description: 'The household (husstand).' })
  household?: Household | null

  @Field(() => Boolean, { description: 'Whether the person is to sign the lease (lejer).' })
  leaseParty!: boolean

  @Field(() => Boolean, {
    description: 'Whether name and address are protected (navne- og adressebeskyttelse, CPR-loven § 28).',
  })
  addressProtected!: boolean

  @Field(() => Boolean, {
    description:
      'Whether the identity was made unreadable for ever (slettet, databeskyttelsesforordningen art. 17).',
  })
  erased!: boolean

  @Field(() => PersonIdentity, {
    nullable: true,
    description:
      'Who it is (identitet); null when not entered, and to those who may not know, as under address protection.',
  })
  identity?: PersonIdentity | null

  @Field(() => Instant, { description: FROM })
  recordedFrom!: string

  @Field(() => Instant, { nullable: true, description: UNTIL })
  recordedUntil?: string | null
}

@ObjectType({
  implements: Node,
  description:
    'Who a person is (identitet). Each value is kept encrypted with the person’s own key; all are null once the person is erased. Nothing can be filtered or sorted by them.',
})
export class PersonIdentity extends Node {
  @Field(() => PlainText, { nullable: true, description: 'The name (navn).' })
  name?: string | null

  @Field(() => Cpr, { nullable: true, description: 'The CPR number (CPR-nummer), for those who have one.' })
  cpr?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Telephone (telefon).' })
  phone?: string | null

  @Field(() => PlainText, { nullable: true, description: 'E-mail (e-mail).' })
  email?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Where the person can be reached (adresse).' })
  address?: string | null
}

@InputType({
  description:
    'Which households (filter). Names, CPR numbers and contacts are encrypted and cannot be filtered by; see `personByCpr`.',
})
export class HouseholdFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Cases of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => PlainText, { nullable: true, description: 'With this case reference (sagsreference).' })
  caseReference?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Handled by this unit (organisationsenhed).' })
  organisationUnitId?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'With this KLE number or one below it (KLE-nummer): `27.35` finds `27.35.12`.',
  })
  kleNumber?: string | null
}

export const HouseholdConnection = connectionOf('Household', () => Household, 'husstande')
export type HouseholdConnection = Connection<Household>

export const PersonConnection = connectionOf('Person', () => Person, 'personer')
export type PersonConnection = Connection<Person>

export const PersonIdentityConnection = connectionOf('PersonIdentity', () => PersonIdentity, 'identiteter')
export type PersonIdentityConnection = Connection<PersonIdentity>
