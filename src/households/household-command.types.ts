import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Cpr, Kroner, LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { DerogationEnum, Disclosure, DisclosureBasisEnum, PayerEnum } from './disclosure.types.ts'
import type { CaseStatus, Derogation, DisclosureBasis, Payer } from './household.ts'
import { CaseStatusEnum, Household, Person } from './household.types.ts'
import type { AgeBand } from './need.ts'
import { AgeBandEnum } from './need.types.ts'
import { HouseholdNeedInput } from './need-command.types.ts'

const REFUSALS = 'Why the call was refused; empty when it was carried out.'

@InputType({ description: 'Who a person is (identitet). Kept encrypted with a key of the person’s own.' })
export class PersonIdentityInput {
  @Field(() => PlainText, { description: 'The name (navn).' })
  name!: string

  @Field(() => Cpr, { nullable: true, description: 'The CPR number (CPR-nummer); not everybody has one.' })
  cpr?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Telephone (telefon).' })
  phone?: string | null

  @Field(() => PlainText, { nullable: true, description: 'E-mail (e-mail).' })
  email?: string | null

  @Field(() => PlainText, { nullable: true, description: 'Where the person can be reached (adresse).' })
  address?: string | null
}

@InputType({ description: 'A member of a household (person).' })
export class PersonInput {
  @Field(() => Boolean, { description: 'Whether the person is to sign the lease (lejer).' })
  leaseParty!: boolean

  @Field(() => Boolean, {
    description: 'Whether name and address are protected (navne- og adressebeskyttelse, CPR-loven § 28).',
  })
  addressProtected!: boolean

  @Field(() => PersonIdentityInput, {
    nullable: true,
    description: 'Who it is, if that is to be entered (identitet).',
  })
  identity?: PersonIdentityInput | null
}

@InputType({ description: 'How many of a household are of one age (aldersfordeling).' })
export class AgeCountInput {
  @Field(() => AgeBandEnum, { description: 'The band of age (aldersgruppe).' })
  band!: AgeBand

  @Field(() => Int, { description: 'How many, at least one (antal).' })
  persons!: number
}

@InputType()
abstract class CaseInput {
  @Field(() => PlainText, {
    description: 'The municipality’s own pseudonym for the case (sagsreference); a CPR number is refused.',
  })
  caseReference!: string

  @Field(() => StrictID, {
    nullable: true,
    description: 'The organisation unit that handles it (organisationsenhed), its UUID.',
  })
  organisationUnitId?: string | null

  @Field(() => PlainText, { nullable: true, description: 'What the case is about (KLE-nummer): `27.35.12`.' })
  kleNumber?: string | null

  @Field(() => Int, { description: 'Grown-ups in it, 1 to 20 (voksne).' })
  adults!: number

  @Field(() => Int, { description: 'Children in it, 0 to 20 (børn).' })
  children!: number

  @Field(() => [AgeCountInput], {
    defaultValue: [],
    description:
      'How many are of which age, adding up to the grown-ups and the children (aldre); left out: not known.',
  })
  ages!: AgeCountInput[]
}

@InputType({ description: 'A household to enter (husstand).' })
export class RegisterHouseholdInput extends CaseInput {
  @Field(() => MunicipalityCode, { description: 'The municipality whose case it is (kommune).' })
  municipalityCode!: string

  @Field(() => [PersonInput], { description: 'Its members, 40 at most (personer).' })
  persons!: PersonInput[]

  @Field(() => HouseholdNeedInput, {
    nullable: true,
    description: 'Why it needs a dwelling, if known (behov).',
  })
  need?: HouseholdNeedInput | null
}

@InputType({
  description:
    'A household’s case with its new values (rettet husstand); what is left out is known no longer.',
})
export class CorrectHouseholdInput extends CaseInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string
}

@InputType({ description: 'Where a case is to stand (ny sagsstatus).' })
export class SetCaseStatusInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => CaseStatusEnum, { description: 'The status (sagsstatus).' })
  status!: CaseStatus

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'For a parked case, and only for one: first day on which it is open again, after today (parkeret til).',
  })
  parkedUntil?: LocalDate | null
}

@InputType({
  description:
    'A person to enter or correct (person). An identity that is given replaces what was known as a whole; left out, it stays.',
})
export class RecordPersonInput extends PersonInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => StrictID, {
    nullable: true,
    description: 'The id of the person to correct; a new one when left out.',
  })
  personId?: string | null
}

@InputType({ description: 'What is to be disclosed, of whom, for which dwelling and days (videregivelse).' })
export class DiscloseHouseholdInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => StrictID, { description: 'The id of the allocated dwelling (bolig).' })
  dwellingId!: string

  @Field(() => LocalDate, { description: 'First day on which the organisation may see it; today or later.' })
  from!: LocalDate

  @Field(() => LocalDate, { description: 'First day on which it no longer may.' })
  until!: LocalDate

  @Field(() => DisclosureBasisEnum, {
    description: 'On what basis the dwelling is allocated (anvisningsgrundlag).',
  })
  basis!: DisclosureBasis

  @Field(() => LocalDate, { nullable: true, description: 'When they move in (indflytning).' })
  moveInOn?: LocalDate | null

  @Field(() => [DerogationEnum], {
    nullable: true,
    description: 'From what the lease derogates (fravigelser).',
  })
  derogations?: Derogation[] | null

  @Field(() => PlainText, {
    description:
      'Whom to ask at the municipality, 200 characters at most (kontakt i kommunen); a CPR number is refused.',
  })
  municipalContact!: string

  @Field(() => PayerEnum, { description: 'Who pays the rent (betaler).' })
  payer!: Payer

  @Field(() => Kroner, { nullable: true, description: 'What the municipality vouches for (garanti).' })
  guarantee?: bigint | null
}

@ObjectType({ description: 'What became of a command over a household (svar om husstand).' })
export class HouseholdPayload {
  @Field(() => Household, { nullable: true, description: 'The household; null when the call was refused.' })
  household?: Household | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of a command over a person (svar om person).' })
export class PersonPayload {
  @Field(() => Person, { nullable: true, description: 'The person; null when the call was refused.' })
  person?: Person | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of `erasePerson` (svar på sletning).' })
export class ErasePersonPayload {
  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of a command over a disclosure (svar om videregivelse).' })
export class DisclosurePayload {
  @Field(() => Disclosure, { nullable: true, description: 'The disclosure; null when the call was refused.' })
  disclosure?: Disclosure | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
