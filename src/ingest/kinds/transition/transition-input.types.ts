import { Field, InputType, ObjectType } from 'type-graphql'
import { type SupportMethod, SupportMethodEnum } from '../../../households/index.ts'
import { RefusalType } from '../../../platform/graphql/refusal.ts'
import { Instant, Kroner, LocalDate, PlainText } from '../../../platform/graphql/scalars.ts'
import { type TenancyEnding, TenancyEndingEnum } from '../../../tenancies/index.ts'
import {
  type ArrearsStepKind,
  ArrearsStepKindEnum,
  type StayKind,
  StayKindEnum,
  type StayOutcome,
  StayOutcomeEnum,
  type StayProvider,
  StayProviderEnum,
  type SupportParagraph,
  SupportParagraphEnum,
} from '../../../transitions/index.ts'
import { Delivery } from '../../delivery.types.ts'

const WITHDRAWN = 'True: what was told under this id before is taken back (trukket tilbage).'
const UNTIL = 'First day on which it no longer holds (virkning til); left out while no end is known.'
const SOURCE = 'Where it is written, without a CPR number (kilde).'

@InputType({ description: 'What every record says of itself (post).' })
class ToldInput {
  @Field(() => PlainText, {
    description: 'The source’s own id of what the record is about (kildens id).',
  })
  sourceId!: string

  @Field(() => PlainText, {
    nullable: true,
    description: 'The source’s running number of this record (løbenummer), digits; a higher one wins.',
  })
  sourceSequence?: string | null

  @Field(() => Instant, {
    nullable: true,
    description: 'When the source made the record (kildens tidspunkt); a later one wins.',
  })
  sourceTime?: string | null
}

@InputType({ description: 'A record about a dwelling of the organisation’s (post om en bolig).' })
class DwellingToldInput extends ToldInput {
  @Field(() => PlainText, {
    description:
      'The organisation’s number in Landsbyggefonden’s register or its CVR number (boligorganisation), leading zeros kept.',
  })
  organisationCode!: string

  @Field(() => PlainText, { description: 'Estate number (afdelingsnummer), leading zeros kept.' })
  estateNumber!: string

  @Field(() => PlainText, { description: 'Tenancy number (lejemålsnummer), leading zeros kept.' })
  tenancyNumber!: string

  @Field(() => PlainText, {
    nullable: true,
    description: 'The part of a shared dwelling (del af delebolig), in 40 characters at most.',
  })
  part?: string | null
}

@InputType({
  description:
    'A record about a case (post om en sag). The household is named by its pseudonymous case reference only.',
})
class CaseToldInput extends ToldInput {
  @Field(() => PlainText, { description: 'The household’s case (sagsreference).' })
  caseReference!: string

  @Field(() => PlainText, {
    nullable: true,
    description:
      'The case’s org unit (organisatorisk enhed), a UUID, where several units use the same reference.',
  })
  organisationUnitId?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'The case’s KLE number, where several cases of a unit have the same reference.',
  })
  kleNumber?: string | null
}

@InputType({ description: 'One tenancy as its landlord’s system tells it (lejemål).' })
export class TenancyRecordInput extends DwellingToldInput {
  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => Boolean, { description: 'Whether the municipality allocated it (anvist).' })
  allocated!: boolean

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether as a transitional dwelling (udslusningsbolig); no when left out.',
  })
  transitional?: boolean | null

  @Field(() => LocalDate, { nullable: true, description: 'When the lease was signed (underskrevet).' })
  leaseSignedOn?: string | null

  @Field(() => Kroner, { description: 'Rent per month without consumption (husleje ekskl. forbrug).' })
  rent!: bigint

  @Field(() => TenancyEndingEnum, {
    nullable: true,
    description: 'How it ended (ophør); with an end, and only then.',
  })
  ending?: TenancyEnding | null
}

@InputType({
  description:
    'One step of rent arrears as a landlord’s system tells it (huslejerestance); its id is the reference of the step.',
})
export class ArrearsRecordInput extends DwellingToldInput {
  @Field(() => ArrearsStepKindEnum, { description: 'Which step (skridt).' })
  kind!: ArrearsStepKind

  @Field(() => LocalDate, { description: 'When it was taken (dag).' })
  happenedOn!: string

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether children live there, as far as the landlord knows (børn i hjemmet).',
  })
  children?: boolean | null

  @Field(() => Boolean, { nullable: true, description: WITHDRAWN })
  withdrawn?: boolean | null
}

const metOn = (what: string) => `Since when ${what}; with its evidence, and only then.`
const evidence = (what: string) => `Where it is written that ${what}, in 200 characters at most.`
const PLAN = 'there is an action plan (plan)'
const PLACE = 'a dwelling is allocated or a place decided (bolig eller plads)'
const SUPPORT = 'support is decided (støtteafgørelse)'
const READY = 'the lease is signed and support ready (lejeaftale og støtte klar)'
const PLACE_READY = 'the place is ready (plads klar)'

@InputType({
  description:
    'One stay as a case system tells it (ophold), with the conditions for discharge of serviceloven § 110 stk. 5 that are met.',
})
export class StayRecordInput extends CaseToldInput {
  @Field(() => StayKindEnum, { description: 'Where (opholdstype).' })
  kind!: StayKind

  @Field(() => StayProviderEnum, { nullable: true, description: 'Whose place it is (leverandørtype).' })
  provider?: StayProvider | null

  @Field(() => LocalDate, { description: 'First day, today or earlier (virkning fra).' })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => StayOutcomeEnum, {
    nullable: true,
    description: 'What it ended in (udskrevet til); with an end, and only then.',
  })
  outcome?: StayOutcome | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string

  @Field(() => LocalDate, { nullable: true, description: metOn(PLAN) })
  planMetOn?: string | null

  @Field(() => PlainText, { nullable: true, description: evidence(PLAN) })
  planEvidence?: string | null

  @Field(() => LocalDate, { nullable: true, description: metOn(PLACE) })
  dwellingOrPlaceMetOn?: string | null

  @Field(() => PlainText, { nullable: true, description: evidence(PLACE) })
  dwellingOrPlaceEvidence?: string | null

  @Field(() => LocalDate, { nullable: true, description: metOn(SUPPORT) })
  supportDecisionMetOn?: string | null

  @Field(() => PlainText, { nullable: true, description: evidence(SUPPORT) })
  supportDecisionEvidence?: string | null

  @Field(() => LocalDate, { nullable: true, description: metOn(READY) })
  leaseAndSupportReadyMetOn?: string | null

  @Field(() => PlainText, { nullable: true, description: evidence(READY) })
  leaseAndSupportReadyEvidence?: string | null

  @Field(() => LocalDate, { nullable: true, description: metOn(PLACE_READY) })
  placeReadyMetOn?: string | null

  @Field(() => PlainText, { nullable: true, description: evidence(PLACE_READY) })
  placeReadyEvidence?: string | null

  @Field(() => Boolean, { nullable: true, description: WITHDRAWN })
  withdrawn?: boolean | null
}

@InputType({ description: 'One course of support as a case system tells it (bostøtteforløb).' })
export class SupportRecordInput extends CaseToldInput {
  @Field(() => SupportMethodEnum, { description: 'By which method (metode).' })
  method!: SupportMethod

  @Field(() => SupportParagraphEnum, { description: 'By which clause (paragraf).' })
  paragraph!: SupportParagraph

  @Field(() => PlainText, { description: 'Who gives it, in 200 characters at most (leverandør).' })
  provider!: string

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, { nullable: true, description: UNTIL })
  until?: string | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string

  @Field(() => Boolean, { nullable: true, description: WITHDRAWN })
  withdrawn?: boolean | null
}

@ObjectType({ description: 'What became of `syncTransitions` (svar på synkronisering).' })
export class SyncTransitionsPayload {
  @Field(() => Delivery, {
    nullable: true,
    description: 'The report; null when the call was refused as a whole. Of a dry run it is not kept.',
  })
  delivery?: Delivery | null

  @Field(() => [RefusalType], {
    description: 'Why the call as a whole was refused; empty when it was carried out.',
  })
  refusals!: RefusalType[]
}
