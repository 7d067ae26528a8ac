import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { AgreementTerm, AgreementVersion } from '../agreements/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, Kroner, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import { Vacancy } from '../vacancies/index.ts'
import {
  DayCountEnum,
  LiabilityEndEnum,
  LiabilityRoundingEnum,
  NoticeEffectEnum,
  OfferBasisEnum,
  OfferEventKindEnum,
  OfferStateEnum,
  PartyEnum,
} from './offer-words.types.ts'

@ObjectType({ description: 'Days for which the municipality owes rent, and what they come to.' })
abstract class LiableDays {
  @Field(() => LocalDate, { description: 'First day at the municipality’s disposal (fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it pays no more (til); null while the liability goes on.',
  })
  until?: string | null

  @Field(() => Int, { description: 'Days of rent, until today while it goes on (antal dage).' })
  days!: number

  @Field(() => Kroner, { description: 'The rent of those days, without consumption (beløb).' })
  amount!: string
}

@ObjectType({
  description:
    'What the municipality owes in rent for a dwelling at its disposal (tomgangsleje): from the day it is at its disposal until it is let, or until a notice would take effect once it is given up.',
})
export class RentLiability extends LiableDays {
  @Field(() => DayCountEnum, { description: 'What one day costs, as the parties agreed (dagleje).' })
  dayCount!: keyof typeof DayCountEnum

  @Field(() => LiabilityRoundingEnum, { description: 'How the amount is rounded (afrunding).' })
  rounding!: keyof typeof LiabilityRoundingEnum

  @Field(() => Int, { description: 'The agreed period of notice in months (opsigelsesvarsel).' })
  noticeMonths!: number

  @Field(() => NoticeEffectEnum, { description: 'When such a notice takes effect (virkning).' })
  noticeEffect!: keyof typeof NoticeEffectEnum

  @Field(() => LiabilityEndEnum, { description: 'When it ends for a dwelling given back (ved retur).' })
  afterReturn!: keyof typeof LiabilityEndEnum

  @Field(() => LiabilityEndEnum, {
    description: 'When it ends for an offer that was not answered (ved fristens udløb).',
  })
  afterExpiry!: keyof typeof LiabilityEndEnum

  @Field(() => String, { description: 'Where the parties wrote this down (kilde).' })
  source!: string
}

@ObjectType({
  description:
    'What a letting has cost the municipality in rent in all (tomgangsleje): the sum over its offers, none of whose days is another’s.',
})
export class LettingRentLiability extends LiableDays {
  @Field(() => Int, { description: 'Which letting of its dwelling it is about (genudlejning nr.).' })
  letting!: number
}

@ObjectType({ implements: Node, description: 'One step of an offer (hændelse); never changed.' })
export class OfferEvent extends Node {
  @Field(() => OfferEventKindEnum, { description: 'What was done (hændelse).' })
  kind!: keyof typeof OfferEventKindEnum

  @Field(() => PartyEnum, { description: 'Who did it (part).' })
  party!: keyof typeof PartyEnum

  @Field(() => Instant, { description: 'When (tidspunkt).' })
  at!: string

  @Field(() => String, {
    nullable: true,
    description:
      'The code of the reason (årsagskode), as `reasonCodes` lists them; null where none is given.',
  })
  reasonCode?: string | null

  @Field(() => String, { nullable: true, description: 'The reason in words (begrundelse).' })
  reason?: string | null

  @Field(() => Instant, { description: 'The deadline as it stood after this step (frist).' })
  deadline!: string
}

export const OfferEventConnection = connectionOf('OfferEvent', () => OfferEvent, 'hændelser')
export type OfferEventConnection = Connection<OfferEvent>

@ObjectType({
  implements: Node,
  description:
    'A vacancy that a housing organisation has put at the municipality’s disposal (tilbud om anvisning). It says nothing of persons.',
})
export class MunicipalOffer extends Node {
  @Field(() => OfferStateEnum, { description: 'How far it has come (status).' })
  state!: keyof typeof OfferStateEnum

  @Field(() => Vacancy, { description: 'The vacancy (ledig bolig).' })
  vacancy!: Vacancy

  @Field(() => Int, {
    description:
      'Which letting of its dwelling it is about (genudlejning nr.): a source without ids of its own has one vacancy per dwelling.',
  })
  letting!: number

  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Who offers it (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'To whom (kommune).' })
  municipality!: Municipality

  @Field(() => OfferBasisEnum, { description: 'On what basis (hjemmel).' })
  legalBasis!: keyof typeof OfferBasisEnum

  @Field(() => AgreementVersion, {
    nullable: true,
    description: 'The agreement’s version that was in force (aftaleversion).',
  })
  agreementVersion?: AgreementVersion | null

  @Field(() => AgreementTerm, {
    nullable: true,
    description: 'Its term that held for the dwelling (aftalevilkår).',
  })
  term?: AgreementTerm | null

  @Field(() => Instant, { description: 'When it was offered (stillet til rådighed).' })
  offeredAt!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'The moment from which it can no longer be answered (svarfrist); null while paused.',
  })
  deadline?: string | null

  @Field(() => Int, {
    nullable: true,
    description:
      'Business days left to answer after today (resterende hverdage), 0 on the last one; while paused, those it will go on with; null once it is answered or has ended.',
  })
  daysLeft?: number | null

  @Field(() => Kroner, { description: 'Rent per month without consumption, as offered (husleje).' })
  rent!: string

  @Field(() => RentLiability, { description: 'What the municipality owes in rent for it (tomgangsleje).' })
  liability!: RentLiability

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The day on which it came to nothing (afsluttet); null unless it has.',
  })
  endedOn?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'First day of the tenancy (udlejet fra).' })
  letFrom?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'The day the household moved in (indflyttet).' })
  movedInOn?: string | null

  @Field(() => Tenancy, { nullable: true, description: 'The tenancy it ended in (lejemål).' })
  tenancy?: Tenancy | null

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which offers (filter).' })
export class OfferFilter {
  @Field(() => [OfferStateEnum], { nullable: true, description: 'In one of these states (status).' })
  states?: (keyof typeof OfferStateEnum)[] | null

  @Field(() => [MunicipalityCode], { nullable: true, description: 'To these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this vacancy (ledig bolig).' })
  vacancyId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => Instant, { nullable: true, description: 'With a deadline before this moment (frist før).' })
  deadlineBefore?: string | null
}

export const MunicipalOfferConnection = connectionOf('MunicipalOffer', () => MunicipalOffer, 'tilbud')
export type MunicipalOfferConnection = Connection<MunicipalOffer>
