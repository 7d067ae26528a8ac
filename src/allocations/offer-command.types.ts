import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { type ReturnReason, ReturnReasonEnum } from '../agreements/index.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { Kroner, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import type { DayCount, LiabilityEnd, NoticeEffect, OfferBasis, WithdrawalReason } from './offer.ts'
import { MunicipalOffer } from './offer.types.ts'
import {
  DayCountEnum,
  LiabilityEndEnum,
  NoticeEffectEnum,
  OfferBasisEnum,
  WithdrawalReasonCodeEnum,
} from './offer-words.types.ts'

const OFFER = 'The offer (tilbud).'
const REASON = 'The reason in words (begrundelse); nothing about persons.'

@InputType({
  description:
    'What the parties agreed on of the municipality’s liability for rent (vilkår for tomgangsleje). No law or agreement that the hub knows sets these; the source says where they are written.',
})
export class RentLiabilityInput {
  @Field(() => Int, { description: 'Period of notice in whole months, 0 to 12 (opsigelsesvarsel).' })
  noticeMonths!: number

  @Field(() => NoticeEffectEnum, { description: 'When such a notice takes effect (virkning).' })
  noticeEffect!: NoticeEffect

  @Field(() => LiabilityEndEnum, { description: 'When it ends for a dwelling given back (ved retur).' })
  afterReturn!: LiabilityEnd

  @Field(() => LiabilityEndEnum, {
    description: 'When it ends for an offer that is not answered (ved fristens udløb).',
  })
  afterExpiry!: LiabilityEnd

  @Field(() => DayCountEnum, { description: 'What one day costs (dagleje).' })
  dayCount!: DayCount

  @Field(() => PlainText, { description: 'Where it is written (kilde).' })
  source!: string
}

@InputType({ description: 'A vacancy to put at the municipality’s disposal (stil bolig til rådighed).' })
export class OfferVacancyInput {
  @Field(() => StrictID, { description: 'The vacancy (ledig bolig).' })
  vacancyId!: string

  @Field(() => OfferBasisEnum, { description: 'On what basis (hjemmel).' })
  legalBasis!: OfferBasis

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'First day at the municipality’s disposal (til rådighed fra); the vacancy’s own when left out.',
  })
  atDisposalFrom?: LocalDate | null

  @Field(() => StrictID, {
    nullable: true,
    description:
      'The returned, given up or expired offer that it is given in the place of (erstatningsbolig for); none when left out.',
  })
  inPlaceOfOfferId?: string | null

  @Field(() => RentLiabilityInput, { description: 'The agreed liability for rent (tomgangsleje).' })
  liability!: RentLiabilityInput
}

@InputType({ description: 'An offer whose time to answer is to stop (sæt på pause).' })
export class PauseOfferInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'An offer whose time to answer is to go on (genoptag).' })
export class ResumeOfferInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'An offer whose deadline is to be extended (forlæng frist).' })
export class ExtendOfferInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => Int, { description: 'By how many business days, 1 to 60 (hverdage).' })
  businessDays!: number

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'An offer to take back (træk tilbage).' })
export class WithdrawOfferInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => WithdrawalReasonCodeEnum, { description: 'Why (årsag).' })
  reasonCode!: WithdrawalReason

  @Field(() => PlainText, { nullable: true, description: REASON })
  reason?: string | null
}

@InputType({ description: 'An offered dwelling that the municipality does not use (retur eller opgivelse).' })
export class ReturnOfferInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => ReturnReasonEnum, { description: 'Why (årsag).' })
  reasonCode!: ReturnReason

  @Field(() => PlainText, { nullable: true, description: REASON })
  reason?: string | null
}

@InputType({ description: 'A household that does not want the dwelling after all (meld afslag).' })
export class ReportDeclineInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string
}

@InputType({ description: 'A signed lease that came to nothing (bortfaldet lejeaftale).' })
export class CancelLeaseInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => PlainText, { description: REASON })
  reason!: string
}

@InputType({ description: 'A signed lease (underskrevet lejeaftale).' })
export class RecordLeaseInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => LocalDate, { description: 'The day it was signed (underskrevet).' })
  signedOn!: LocalDate

  @Field(() => LocalDate, { description: 'First day of the tenancy (begyndelse).' })
  from!: LocalDate

  @Field(() => Kroner, { description: 'Rent per month without consumption, as the lease has it (husleje).' })
  rent!: bigint

  @Field(() => PlainText, {
    nullable: true,
    description: 'The part of a shared dwelling (delebolig) that is let, if it is one.',
  })
  part?: string | null
}

@InputType({ description: 'A household that has moved in (indflytning).' })
export class RecordMovingInInput {
  @Field(() => StrictID, { description: OFFER })
  offerId!: string

  @Field(() => LocalDate, { description: 'The day (dato).' })
  on!: LocalDate
}

@ObjectType({ description: 'What became of a command on an offer (svar).' })
export class MunicipalOfferPayload {
  @Field(() => MunicipalOffer, {
    nullable: true,
    description: 'The offer (tilbud); null when the call was refused.',
  })
  offer?: MunicipalOffer | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
