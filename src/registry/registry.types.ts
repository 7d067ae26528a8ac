import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { AREA_STATUS_KINDS, type AreaStatusKind, DWELLING_TYPES, type DwellingType } from './registry.ts'

export const DwellingTypeEnum = enumOf(...DWELLING_TYPES)
registerEnumType(DwellingTypeEnum, {
  name: 'DwellingType',
  description: 'What kind of dwelling the law lets it as (boligtype).',
  valuesConfig: {
    FAMILY: { description: 'Familiebolig.' },
    YOUTH: { description: 'Ungdomsbolig.' },
    ELDERLY: { description: 'Ældrebolig.' },
    NURSING: { description: 'Plejebolig.' },
    UNCONVENTIONAL: { description: 'Skæv bolig (almenboligloven § 149 a).' },
    INCLUSION: { description: 'Inklusionsbolig (almenboligloven § 62 a).' },
    STARTER: { description: 'Startbolig (almenboligloven § 101 a).' },
    SHARED: { description: 'Delebolig.' },
    COHOUSING: { description: 'Bofællesskab.' },
    STUDENT_ROOM: { description: 'Kollegieværelse.' },
  },
})

export const AreaStatusKindEnum = enumOf(...AREA_STATUS_KINDS)
registerEnumType(AreaStatusKindEnum, {
  name: 'AreaStatusKind',
  description: 'The lists the minister publishes each 1 December (områdelister).',
  valuesConfig: {
    PREVENTION: { description: 'Forebyggelsesområde (almenboligloven § 61 b).' },
    VULNERABLE: { description: 'Udsat boligområde (almenboligloven § 61 a stk. 1).' },
    PARALLEL_SOCIETY: { description: 'Parallelsamfund (almenboligloven § 61 a stk. 2).' },
    TRANSFORMATION: { description: 'Omdannelsesområde (almenboligloven § 61 a stk. 4).' },
  },
})

export const MunicipalityOrderEnum = enumOf('CODE_ASC', 'NAME_ASC')
registerEnumType(MunicipalityOrderEnum, {
  name: 'MunicipalityOrder',
  description: 'How municipalities are sorted (sortering).',
  valuesConfig: {
    CODE_ASC: { description: 'By municipality code (kommunekode).' },
    NAME_ASC: { description: 'By name (navn).' },
  },
})

export const HousingOrganisationOrderEnum = enumOf('NAME_ASC')
registerEnumType(HousingOrganisationOrderEnum, {
  name: 'HousingOrganisationOrder',
  description: 'How housing organisations are sorted (sortering).',
  valuesConfig: { NAME_ASC: { description: 'By name (navn).' } },
})

export const EstateOrderEnum = enumOf('NUMBER_ASC')
registerEnumType(EstateOrderEnum, {
  name: 'EstateOrder',
  description: 'How estates are sorted (sortering).',
  valuesConfig: { NUMBER_ASC: { description: 'By estate number (afdelingsnummer).' } },
})

export const DwellingOrderEnum = enumOf('ENTERED_ASC', 'AREA_ASC', 'AREA_DESC')
registerEnumType(DwellingOrderEnum, {
  name: 'DwellingOrder',
  description: 'How dwellings are sorted (sortering).',
  valuesConfig: {
    ENTERED_ASC: { description: 'In the order the hub came to know them.' },
    AREA_ASC: { description: 'Smallest area first (areal).' },
    AREA_DESC: { description: 'Largest area first (areal).' },
  },
})

@ObjectType({ implements: Node, description: 'A Danish municipality (kommune).' })
export class Municipality extends Node {
  @Field(() => MunicipalityCode, { description: 'The four-digit code (kommunekode).' })
  code!: string

  @Field(() => String, { description: 'The name (kommunens navn).' })
  name!: string
}

@ObjectType({ implements: Node, description: 'A social-housing organisation (almen boligorganisation).' })
export class HousingOrganisation extends Node {
  @Field(() => String, {
    nullable: true,
    description: 'Number in Landsbyggefonden’s register (boligorganisationsnummer), four digits.',
  })
  lbfNumber?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Number in the business register (CVR-nummer), eight digits.',
  })
  cvr?: string | null

  @Field(() => String, { description: 'The name (boligorganisationens navn).' })
  name!: string

  @Field(() => HousingOrganisation, {
    nullable: true,
    description: 'The organisation that administers this one (administrator), if another does.',
  })
  administrator?: HousingOrganisation | null
}

@ObjectType({ description: 'A status an area has for a period (områdestatus).' })
export class AreaStatus {
  @Field(() => AreaStatusKindEnum, { description: 'Which list the area is on.' })
  kind!: AreaStatusKind

  @Field(() => String, { description: 'The area’s name on the list (boligområdets navn).' })
  areaName!: string

  @Field(() => LocalDate, { description: 'First day of the status (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day without the status (virkning til); null = open.',
  })
  until?: string | null

  @Field(() => String, { description: 'Where the status was published (kilde).' })
  source!: string
}

@ObjectType({
  description:
    'A municipal decision that applicants on certain benefits are refused in an estate (kombineret udlejning, almenboligloven § 51 b).',
})
export class CombinedLetting {
  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day without it (virkning til); null = open.',
  })
  until?: string | null

  @Field(() => String, { description: 'Where it was decided and reported (kilde).' })
  source!: string
}

@ObjectType({ implements: Node, description: 'A building section of an estate (byggeafsnit).' })
export class BuildingSection extends Node {
  @Field(() => String, { description: 'Number inside the estate (byggeafsnitsnummer), leading zeros kept.' })
  number!: string
}

@ObjectType({
  implements: Node,
  description: 'An estate: a housing organisation’s separate unit (afdeling).',
})
export class Estate extends Node {
  @Field(() => String, {
    description: 'Number inside the organisation (afdelingsnummer), leading zeros kept.',
  })
  number!: string

  @Field(() => HousingOrganisation, { description: 'The organisation that owns the estate.' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'The municipality the estate lies in (beliggenhedskommune).' })
  municipality!: Municipality

  @Field(() => LocalDate, { nullable: true, description: 'First day of the estate; null = not known.' })
  existsFrom?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'First day on which the estate is no more, since it was merged (sammenlagt); null = it exists.',
  })
  existsUntil?: string | null

  @Field(() => Estate, { nullable: true, description: 'The estate that took over this one (efterfølger).' })
  successor?: Estate | null

  @Field(() => [CombinedLetting], {
    description:
      'When combined letting was decided on (kombineret udlejning), first period first; 50 at most.',
  })
  combinedLettings!: CombinedLetting[]

  @Field(() => [BuildingSection], { description: 'The building sections of the estate, at most 200.' })
  buildingSections!: BuildingSection[]
}

@ObjectType({ description: 'Where a dwelling is, as its source writes it (adresse).' })
export class Address {
  @Field(() => String, { nullable: true, description: 'Street and number (vejnavn og husnummer).' })
  street?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Floor and door as written (etage og dør), such as "2. mf".',
  })
  floorDoor?: string | null

  @Field(() => String, { nullable: true, description: 'Postal code (postnummer), four digits.' })
  postalCode?: string | null

  @Field(() => String, { nullable: true, description: 'Postal district (postdistrikt).' })
  city?: string | null
}

@ObjectType({ description: 'A number a dwelling had before estates merged (tidligere lejemålsnummer).' })
export class FormerNumber {
  @Field(() => String, { description: 'Number of the estate it belonged to (afdelingsnummer).' })
  estateNumber!: string

  @Field(() => String, { description: 'Tenancy number there (lejemålsnummer).' })
  tenancyNumber!: string

  @Field(() => LocalDate, { description: 'First day on which the number was no longer the dwelling’s.' })
  until!: string
}

@ObjectType({ implements: Node, description: 'A dwelling that can be let (bolig, lejemål).' })
export class Dwelling extends Node {
  @Field(() => Estate, { description: 'The estate it belongs to (afdeling).' })
  estate!: Estate

  @Field(() => BuildingSection, {
    nullable: true,
    description: 'Its building section (byggeafsnit), if known.',
  })
  buildingSection?: BuildingSection | null

  @Field(() => String, { description: 'Tenancy number (lejemålsnummer): unique only inside the estate.' })
  tenancyNumber!: string

  @Field(() => [FormerNumber], { description: 'Numbers it had before estates merged, newest first.' })
  formerNumbers!: FormerNumber[]

  @Field(() => StrictID, {
    nullable: true,
    description: 'Unit id in the building register (BBR enheds-id), a UUID.',
  })
  bbrUnitId?: string | null

  @Field(() => StrictID, {
    nullable: true,
    description: 'Address id in the address register (DAR adresse-id), a UUID.',
  })
  darAddressId?: string | null

  @Field(() => Address, { description: 'The address as its source writes it.' })
  address!: Address

  @Field(() => Int, {
    nullable: true,
    description: 'Floor (etage): 0 is ground floor (stuen), −1 basement (kælder).',
  })
  floor?: number | null

  @Field(() => DwellingTypeEnum, {
    nullable: true,
    description: 'The type (boligtype); null when the source’s word is not understood.',
  })
  dwellingType?: DwellingType | null

  @Field(() => String, {
    nullable: true,
    description: 'The source’s own word for the type (kildens boligtype).',
  })
  dwellingTypeText?: string | null

  @Field(() => Int, { nullable: true, description: 'Number of rooms (antal rum).' })
  rooms?: number | null

  @Field(() => String, {
    nullable: true,
    description: 'Area in square metres (areal i m²) as a decimal string, such as "87.40".',
  })
  areaM2?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Fit for people with reduced mobility (handicapegnet); null = not stated.',
  })
  accessible?: boolean | null
}

@InputType({ description: 'Which municipalities (filter).' })
export class MunicipalityFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'Only these codes (kommunekoder).' })
  codes?: string[] | null
}

@InputType({ description: 'Which housing organisations (filter).' })
export class HousingOrganisationFilter {
  @Field(() => PlainText, { nullable: true, description: 'Number in Landsbyggefonden’s register.' })
  lbfNumber?: string | null

  @Field(() => PlainText, { nullable: true, description: 'CVR number.' })
  cvr?: string | null
}

@InputType({ description: 'Which estates (filter).' })
export class EstateFilter {
  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => PlainText, { nullable: true, description: 'With this estate number (afdelingsnummer).' })
  number?: string | null
}

@InputType({ description: 'Which dwellings (filter).' })
export class DwellingFilter {
  @Field(() => StrictID, { nullable: true, description: 'In this estate (afdeling).' })
  estateId?: string | null

  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => [DwellingTypeEnum], { nullable: true, description: 'Of these types (boligtyper).' })
  dwellingTypes?: DwellingType[] | null

  @Field(() => Boolean, { nullable: true, description: 'Fit for people with reduced mobility, or not.' })
  accessible?: boolean | null

  @Field(() => Int, { nullable: true, description: 'With at least so many rooms (rum).' })
  roomsMin?: number | null

  @Field(() => StrictID, { nullable: true, description: 'With this BBR unit id.' })
  bbrUnitId?: string | null
}

export const MunicipalityConnection = connectionOf('Municipality', () => Municipality, 'kommuner')
export type MunicipalityConnection = Connection<Municipality>
export const HousingOrganisationConnection = connectionOf(
  'HousingOrganisation',
  () => HousingOrganisation,
  'boligorganisationer',
)
export type HousingOrganisationConnection = Connection<HousingOrganisation>
export const EstateConnection = connectionOf('Estate', () => Estate, 'afdelinger')
export type EstateConnection = Connection<Estate>
export const DwellingConnection = connectionOf('Dwelling', () => Dwelling, 'boliger')
export type DwellingConnection = Connection<Dwelling>
