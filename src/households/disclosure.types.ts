import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Kroner, LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling } from '../registry/index.ts'
import { DisclosedAreaCheck } from './area-check.types.ts'
import {
  DEROGATIONS,
  type Derogation,
  DISCLOSURE_BASES,
  type DisclosureBasis,
  PAYERS,
  type Payer,
} from './household.ts'

export const DisclosureBasisEnum = enumOf(...DISCLOSURE_BASES)
registerEnumType(DisclosureBasisEnum, {
  name: 'DisclosureBasis',
  description: 'On what basis the dwelling is allocated (anvisningsgrundlag).',
  valuesConfig: {
    MUNICIPAL_ALLOCATION: { description: 'Municipal allocation (kommunal anvisning, almenboligloven § 59).' },
    TRANSITIONAL_DWELLING: {
      description: 'A transitional dwelling (udslusningsbolig, almenboligloven § 63).',
    },
  },
})

export const PayerEnum = enumOf(...PAYERS)
registerEnumType(PayerEnum, {
  name: 'Payer',
  description: 'Who pays the rent (betaler).',
  valuesConfig: {
    TENANT: { description: 'The tenant (lejeren).' },
    MUNICIPALITY: { description: 'The municipality (kommunen).' },
  },
})

export const DerogationEnum = enumOf(...DEROGATIONS)
registerEnumType(DerogationEnum, {
  name: 'LeaseDerogation',
  description:
    'What a lease of a transitional dwelling derogates from (fravigelse, almenlejeloven § 4 stk. 3).',
  valuesConfig: {
    SECTION_39: { description: 'almenlejeloven § 39.' },
    SECTION_40: { description: 'almenlejeloven § 40.' },
    CHAPTER_12: { description: 'almenlejeloven kap. 12.' },
    SECTION_79_2: { description: 'almenlejeloven § 79 stk. 2.' },
    SECTION_85: { description: 'almenlejeloven § 85.' },
    SECTION_88: { description: 'almenlejeloven § 88.' },
    TERMINATION_ON_REQUEST: {
      description:
        'The landlord terminates when the municipality asks for it, from when the tenant gets a place (opsigelse på kommunens anmodning).',
    },
    SECTION_37_B_EXCLUDED: { description: 'No improvements under almenlejeloven § 37 b.' },
  },
})

export const DisclosureOrderEnum = enumOf('VALID_FROM_ASC', 'VALID_FROM_DESC')
registerEnumType(DisclosureOrderEnum, {
  name: 'DisclosureOrder',
  description: 'How disclosures are sorted (sortering).',
  valuesConfig: {
    VALID_FROM_ASC: { description: 'First one first (gælder fra, stigende).' },
    VALID_FROM_DESC: { description: 'Last one first (gælder fra, faldende).' },
  },
})

@ObjectType({
  implements: Node,
  description:
    'What the organisation of an allocated dwelling may know of the household, for some days (videregivelse). It says nothing of need, origin or case.',
})
export class Disclosure extends Node {
  @Field(() => Dwelling, { nullable: true, description: 'The allocated dwelling (bolig).' })
  dwelling?: Dwelling | null

  @Field(() => LocalDate, { description: 'First day on which the organisation may see it (gælder fra).' })
  validFrom!: string

  @Field(() => LocalDate, { description: 'First day on which it no longer may (gælder til).' })
  validUntil!: string

  @Field(() => Boolean, {
    description:
      'Whether it was taken back before its second day (trukket tilbage); the organisation then sees nothing.',
  })
  withdrawn!: boolean

  @Field(() => DisclosureBasisEnum, {
    description: 'On what basis the dwelling is allocated (anvisningsgrundlag).',
  })
  basis!: DisclosureBasis

  @Field(() => Int, { description: 'Grown-ups who move in (voksne).' })
  adults!: number

  @Field(() => Int, { description: 'Children who move in (børn).' })
  children!: number

  @Field(() => LocalDate, { nullable: true, description: 'When they move in (indflytning).' })
  moveInOn?: string | null

  @Field(() => [DerogationEnum], { description: 'From what the lease derogates (fravigelser).' })
  derogations!: Derogation[]

  @Field(() => PlainText, { description: 'Whom to ask at the municipality (kontakt i kommunen).' })
  municipalContact!: string

  @Field(() => PayerEnum, { description: 'Who pays the rent (betaler).' })
  payer!: Payer

  @Field(() => Kroner, { nullable: true, description: 'What the municipality vouches for (garanti).' })
  guarantee?: string | null

  @Field(() => [DisclosedAreaCheck], {
    description:
      'Of each rule that the dwelling’s area sets off, whether the household may live there (områdekontroller), as it was when disclosed.',
  })
  areaChecks!: DisclosedAreaCheck[]
}

@InputType({ description: 'Which disclosures (filter).' })
export class DisclosureFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'By this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => StrictID, { nullable: true, description: 'To this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'For this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => DisclosureBasisEnum, { nullable: true, description: 'On this basis (anvisningsgrundlag).' })
  basis?: DisclosureBasis | null
}

export const DisclosureConnection = connectionOf('Disclosure', () => Disclosure, 'videregivelser')
export type DisclosureConnection = Connection<Disclosure>
