import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type ReturnReason, ReturnReasonEnum } from '../../../agreements/index.ts'
import {
  type DeclineReason,
  DeclineReasonEnum,
  HouseholdAnswerEnum,
  type OfferBasis,
  OfferBasisEnum,
  REPORTED_ENDINGS,
  type ReportedEnding,
} from '../../../allocations/index.ts'
import { enumOf } from '../../../platform/graphql/enum.ts'
import { RefusalType } from '../../../platform/graphql/refusal.ts'
import { Instant, LocalDate, PlainText } from '../../../platform/graphql/scalars.ts'
import { Delivery } from '../../delivery.types.ts'

export const ReportedEndingEnum = enumOf(...REPORTED_ENDINGS)

registerEnumType(ReportedEndingEnum, {
  name: 'ReportedEnding',
  description: 'How an allocation came to nothing, as a case system reports it (afslutning).',
  valuesConfig: {
    RETURNED: { description: 'The dwelling was given back (retur).' },
    GIVEN_UP: { description: 'An allocated dwelling was given up before it was let (opgivet).' },
    WITHDRAWN: { description: 'The nomination was taken back (indstilling trukket tilbage).' },
    ALLOCATION_WITHDRAWN: {
      description: 'The municipality took its allocation back before a lease (anvisning trukket tilbage).',
    },
  },
})

@InputType({
  description:
    'One allocation as a municipality’s case system reports it: its whole course so far (anvisning). The household is named by its pseudonymous case reference only.',
})
export class AllocationRecordInput {
  @Field(() => PlainText, {
    description: 'The case system’s own id of the allocation (kildens id); it stays with one dwelling.',
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

  @Field(() => PlainText, {
    nullable: true,
    description:
      'The household’s case (sagsreference); obligatory unless a dwelling is given back without anybody having been nominated.',
  })
  caseReference?: string | null

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
    description: 'The organisation’s own id of the vacancy, where its vacancies have one.',
  })
  vacancySourceId?: string | null

  @Field(() => OfferBasisEnum, { description: 'On what basis it is allocated (hjemmel); as the offer.' })
  legalBasis!: OfferBasis

  @Field(() => LocalDate, { nullable: true, description: 'Day of the nomination (indstillet).' })
  nominatedOn?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'Day of the decision to allocate (anvist).' })
  decidedOn?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Why it was decided although a rule fails (begrundelse); nothing about persons.',
  })
  overrideReason?: string | null

  @Field(() => HouseholdAnswerEnum, { nullable: true, description: 'What the household said (svar).' })
  answer?: keyof typeof HouseholdAnswerEnum | null

  @Field(() => LocalDate, { nullable: true, description: 'Day on which it said so.' })
  answeredOn?: string | null

  @Field(() => DeclineReasonEnum, {
    nullable: true,
    description: 'Why it declined (årsag til afslag); obligatory with DECLINED.',
  })
  declineReason?: DeclineReason | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Day of the lease (lejeaftale) as the municipality knows it; the organisation’s own report holds.',
  })
  leaseSignedOn?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Day of moving in (indflytning) as the municipality knows it; the organisation’s own report holds.',
  })
  movedInOn?: string | null

  @Field(() => ReportedEndingEnum, { nullable: true, description: 'How it came to nothing (afslutning).' })
  ending?: ReportedEnding['kind'] | null

  @Field(() => LocalDate, { nullable: true, description: 'Day on which it came to nothing.' })
  endedOn?: string | null

  @Field(() => ReturnReasonEnum, {
    nullable: true,
    description:
      'Why the dwelling was given back or up (årsag til retur); obligatory with RETURNED and GIVEN_UP.',
  })
  endingReason?: ReturnReason | null
}

@ObjectType({ description: 'What became of `syncAllocations` (svar på synkronisering).' })
export class SyncAllocationsPayload {
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
