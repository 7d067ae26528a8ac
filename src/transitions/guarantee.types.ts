import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import { CLAIM_STATES, type ClaimState } from './guarantee.ts'
import { TransitionTimeline } from './transition.types.ts'

export const ClaimStateEnum = enumOf(...CLAIM_STATES)
registerEnumType(ClaimStateEnum, {
  name: 'GuaranteeClaimState',
  description: 'Where a claim on the guarantee stands (kravets status).',
  valuesConfig: {
    CLAIMED: { description: 'Claimed and not decided (rejst).' },
    GRANTED: { description: 'Granted in full (godkendt).' },
    GRANTED_IN_PART: { description: 'Granted in part (delvist godkendt).' },
    REFUSED: { description: 'Refused (afvist).' },
    WITHDRAWN: { description: 'Taken back by the organisation (trukket tilbage).' },
  },
})

export const GuaranteeClaimOrderEnum = orderEnum('GuaranteeClaimOrder', 'claims', {
  CLAIMED_DESC: 'Latest first (nyeste først).',
  CLAIMED_ASC: 'Earliest first (ældste først).',
})

const AMOUNT = 'How much is claimed (krav).'
const DOCUMENTATION =
  'Where the report of moving out and the invoices are kept (henvisning til flyttesyn og bilag)'

@ObjectType({
  implements: Node,
  description:
    'What an organisation claims of the municipality’s guarantee for restoration when the tenant of a transitional dwelling has moved out (krav om istandsættelse, almenboligloven § 63 stk. 4).',
})
export class GuaranteeClaim extends Node {
  @Field(() => TransitionTimeline, {
    nullable: true,
    description: 'The transition it is about (udslusningsforløb).',
  })
  transition?: TransitionTimeline | null

  @Field(() => Tenancy, { nullable: true, description: 'The tenancy that ended (lejemål).' })
  tenancy?: Tenancy | null

  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'Who claims (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Who guarantees (kommune).' })
  municipality!: Municipality

  @Field(() => LocalDate, { description: 'When it was claimed (rejst den).' })
  claimedOn!: string

  @Field(() => Kroner, { description: AMOUNT })
  amount!: string

  @Field(() => String, { description: `${DOCUMENTATION}.` })
  documentationReference!: string

  @Field(() => ClaimStateEnum, { description: 'Where it stands (status).' })
  state!: ClaimState

  @Field(() => Kroner, {
    nullable: true,
    description: 'How much of it the municipality pays (godkendt beløb); null until it is decided.',
  })
  granted?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When it was decided (afgjort den); null until it is.',
  })
  decidedOn?: string | null

  @Field(() => String, { nullable: true, description: 'The reason of the decision (begrundelse).' })
  decisionReason?: string | null

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which claims (filter).' })
export class GuaranteeClaimFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'On these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'By this organisation (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'About this tenancy (lejemål).' })
  tenancyId?: string | null

  @Field(() => [ClaimStateEnum], { nullable: true, description: 'That stand so (status).' })
  states?: ClaimState[] | null

  @Field(() => LocalDate, { nullable: true, description: 'Claimed before this day (rejst før).' })
  claimedBefore?: string | null
}

export const GuaranteeClaimConnection = connectionOf(
  'GuaranteeClaim',
  () => GuaranteeClaim,
  'krav om istandsættelse',
)
export type GuaranteeClaimConnection = Connection<GuaranteeClaim>

@InputType({ description: 'A claim on the guarantee (rejs krav om istandsættelse).' })
export class ClaimGuaranteeInput {
  @Field(() => StrictID, { description: 'The tenancy that ended (lejemål).' })
  tenancyId!: string

  @Field(() => LocalDate, {
    description: 'When it is claimed: today or earlier, and not before the tenant has moved out (rejst den).',
  })
  claimedOn!: Day

  @Field(() => Kroner, { description: AMOUNT })
  amount!: bigint

  @Field(() => PlainText, {
    description: `${DOCUMENTATION}, in 200 characters at most and without a CPR number.`,
  })
  documentationReference!: string
}

@InputType({ description: 'A claim to take back (træk krav tilbage).' })
export class WithdrawGuaranteeClaimInput {
  @Field(() => StrictID, { description: 'The claim’s id.' })
  claimId!: string
}

@InputType({ description: 'What is decided of a claim (afgør krav).' })
export class DecideGuaranteeClaimInput {
  @Field(() => StrictID, { description: 'The claim’s id.' })
  claimId!: string

  @Field(() => Kroner, {
    description: 'How much of it the municipality pays, from 0 to all of it (godkendt beløb).',
  })
  granted!: bigint

  @Field(() => PlainText, {
    nullable: true,
    description: 'Why, obligatory where less than all is granted; the organisation reads it (begrundelse).',
  })
  reason?: string | null
}

@ObjectType({ description: 'What became of a command on a claim (svar).' })
export class GuaranteeClaimPayload {
  @Field(() => GuaranteeClaim, {
    nullable: true,
    description: 'The claim (krav); null when the call was refused.',
  })
  claim?: GuaranteeClaim | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
