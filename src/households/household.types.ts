import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
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
import { Municipality } from '../registry/index.ts'
import { CASE_STATUSES, type CaseStatus } from './household.ts'
import type { AgeBand, NeedClass, RentClass } from './need.ts'
import { AgeBandEnum, HouseholdNeed, NeedClassEnum, RentClassEnum } from './need.types.ts'

export const CaseStatusEnum = enumOf(...CASE_STATUSES)
registerEnumType(CaseStatusEnum, {
  name: 'CaseStatus',
  description: 'Where a case stands (sagsstatus). The hub’s own list.',
  valuesConfig: {
    OPEN: { description: 'In need of a dwelling (åben).' },
    PARKED: { description: 'Set aside until a day, from which it is open again (parkeret).' },
    REASSESS: { description: 'To be assessed anew before anything else (genvurderes).' },
    HOUSED: { description: 'The household has a dwelling (boligplaceret).' },
    CLOSED: { description: 'Closed for another reason (lukket).' },
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

@ObjectType({ description: 'How many of a household are of one age (aldersfordeling).' })
export class AgeCount {
  @Field(() => AgeBandEnum, { description: 'The band of age (aldersgruppe).' })
  band!: AgeBand

  @Field(() => Int, { description: 'How many (antal).' })
  persons!: number
}

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

  @Field(() => [AgeCount], {
    description: 'How many are of which age, youngest first (aldre); empty when not known.',
  })
  ages!: AgeCount[]

  @Field(() => CaseStatusEnum, { description: 'Where the case stands (sagsstatus).' })
  status!: CaseStatus

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which a parked case is open again (parkeret til).',
  })
  parkedUntil?: string | null

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

  @Field(() => [CaseStatusEnum], { nullable: true, description: 'Where the case stands (sagsstatus).' })
  statuses?: CaseStatus[] | null

  @Field(() => [NeedClassEnum], { nullable: true, description: 'Of these need classes (behovsgruppe).' })
  needClasses?: NeedClass[] | null

  @Field(() => [RentClassEnum], {
    nullable: true,
    description: 'Able to pay a rent of these classes (huslejeklasse).',
  })
  rentClasses?: RentClass[] | null

  @Field(() => PlainText, { nullable: true, description: 'Part of this pilot or study (kohorte).' })
  cohort?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'From a shelter, neither housed nor closed, and due a dwelling before this day (herbergsfrist); with today: overdue.',
  })
  shelterDueBefore?: string | null
}

export const HouseholdConnection = connectionOf('Household', () => Household, 'husstande')
export type HouseholdConnection = Connection<Household>

export const PersonConnection = connectionOf('Person', () => Person, 'personer')
export type PersonConnection = Connection<Person>

export const PersonIdentityConnection = connectionOf('PersonIdentity', () => PersonIdentity, 'identiteter')
export type PersonIdentityConnection = Connection<PersonIdentity>
