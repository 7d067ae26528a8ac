import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { RefusalType } from '../platform/graphql/refusal.ts'
import {
  type LocalDate as Day,
  Instant,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { Tenancy } from '../tenancies/index.ts'
import {
  ARREARS_RESPONSES,
  ARREARS_STEPS,
  type ArrearsResponseKind,
  type ArrearsStepKind,
} from './arrears.ts'

export const ArrearsStepKindEnum = enumOf(...ARREARS_STEPS)
registerEnumType(ArrearsStepKindEnum, {
  name: 'ArrearsStepKind',
  description: 'A step of rent arrears (skridt i en huslejerestance), in the order of the law.',
  valuesConfig: {
    REMINDER: { description: 'The landlord’s reminder to the tenant (påkrav).' },
    NOTICE_TO_MUNICIPALITY: { description: 'The landlord’s notice to the municipality (underretning).' },
    BAILIFF_CASE: { description: 'The bailiff’s court is asked to put the tenant out (fogedsag).' },
    EVICTION: { description: 'The tenant was put out (effektiv udsættelse).' },
    SETTLED: { description: 'The tenant owes nothing any more, or has an agreement (indfriet).' },
  },
})

export const ArrearsResponseKindEnum = enumOf(...ARREARS_RESPONSES)
registerEnumType(ArrearsResponseKindEnum, {
  name: 'ArrearsResponseKind',
  description: 'What the municipality did about arrears, or came to know (kommunens indsats).',
  valuesConfig: {
    CONTACTED: { description: 'The tenant was spoken with (kontakt opnået).' },
    NOT_REACHED: { description: 'The tenant could not be reached (kontakt ikke opnået).' },
    PAYMENT_PLAN: { description: 'An agreement on paying by instalments (afdragsordning).' },
    DEBT_ADVICE: { description: 'Referred to advice on debts (økonomi- og gældsrådgivning).' },
    SUPPORT_CHANGED: { description: 'The support was begun or changed (bostøtte iværksat eller ændret).' },
    ARREARS_PAID: { description: 'The arrears were paid, or paying was taken over (restancen betalt).' },
    NO_ACTION: { description: 'Nothing further is done (ingen yderligere indsats).' },
  },
})

export const ArrearsStepOrderEnum = orderEnum('ArrearsStepOrder', 'steps of arrears', {
  HAPPENED_DESC: 'Latest first (nyeste først).',
  HAPPENED_ASC: 'Earliest first (ældste først).',
})

export const ArrearsResponseOrderEnum = orderEnum('ArrearsResponseOrder', 'responses to arrears', {
  HAPPENED_ASC: 'Earliest first (ældste først).',
  HAPPENED_DESC: 'Latest first (nyeste først).',
})

const CHILDREN = 'Whether children live there, as far as the landlord knows (børn i hjemmet)'
const REFERENCE = 'The landlord’s own name of the step (reference)'
const RESPONSE_DAY = 'When (dag)'

@ObjectType({
  implements: Node,
  description:
    'A step of rent arrears in an allocated tenancy, as the landlord reports it (huslejerestance). It is about whoever lives there: each look is logged.',
})
export class ArrearsStep extends Node {
  @Field(() => Tenancy, { nullable: true, description: 'The tenancy (lejemål).' })
  tenancy?: Tenancy | null

  @Field(() => Dwelling, { description: 'The dwelling (bolig).' })
  dwelling!: Dwelling

  @Field(() => HousingOrganisation, { description: 'The landlord (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Municipality, { description: 'Who has to act (kommune).' })
  municipality!: Municipality

  @Field(() => ArrearsStepKindEnum, { description: 'Which step (skridt).' })
  kind!: ArrearsStepKind

  @Field(() => LocalDate, { description: 'When it was taken (dag).' })
  happenedOn!: string

  @Field(() => Boolean, { nullable: true, description: `${CHILDREN}; null when it does not know.` })
  children?: boolean | null

  @Field(() => String, { description: `${REFERENCE}.` })
  reference!: string

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'First day after the last one on which the municipality has to have acted (frist for kommunens handlepligt), in business days as the municipality had set by the day of the step (ARREARS_DAYS, and ARREARS_DAYS_WITH_CHILDREN where the landlord knows of children or was told of them). Null: the step asks nothing of it, or it has set itself no period.',
  })
  actBy?: string | null

  @Field(() => Boolean, { description: 'Taken back: it was reported in error (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@ObjectType({
  implements: Node,
  description:
    'What the municipality did about a step of arrears (kommunens indsats). The landlord sees what is shared with it.',
})
export class ArrearsResponse extends Node {
  @Field(() => ArrearsStep, { nullable: true, description: 'What it answers (skridt).' })
  step?: ArrearsStep | null

  @Field(() => ArrearsResponseKindEnum, { description: 'What was done (indsats).' })
  kind!: ArrearsResponseKind

  @Field(() => LocalDate, { description: `${RESPONSE_DAY}.` })
  happenedOn!: string

  @Field(() => Boolean, { description: 'Whether the landlord sees it (delt med udlejer).' })
  shared!: boolean

  @Field(() => Instant, { description: 'When the hub was told (registreret).' })
  recordedAt!: string
}

@InputType({ description: 'Which steps of arrears (filter).' })
export class ArrearsStepFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'By this landlord (boligorganisation).' })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'In this tenancy (lejemål).' })
  tenancyId?: string | null

  @Field(() => [ArrearsStepKindEnum], { nullable: true, description: 'Of these kinds (skridt).' })
  kinds?: ArrearsStepKind[] | null

  @Field(() => LocalDate, { nullable: true, description: 'On this day or later (fra og med).' })
  happenedFrom?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'Before this day (før).' })
  happenedBefore?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'On which the municipality has to have acted before this day (handlefrist før).',
  })
  actBefore?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'To which the actor sees a response, or sees none (besvaret).',
  })
  answered?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Taken back, or not (trukket tilbage).' })
  withdrawn?: boolean | null
}

export const ArrearsStepConnection = connectionOf('ArrearsStep', () => ArrearsStep, 'skridt i restancer')
export type ArrearsStepConnection = Connection<ArrearsStep>

export const ArrearsResponseConnection = connectionOf(
  'ArrearsResponse',
  () => ArrearsResponse,
  'kommunens indsatser',
)
export type ArrearsResponseConnection = Connection<ArrearsResponse>

@InputType({ description: 'What is told of a step of arrears (skridt).' })
class ArrearsFactsInput {
  @Field(() => LocalDate, { description: 'When it was taken, today or earlier (dag).' })
  happenedOn!: Day

  @Field(() => Boolean, { nullable: true, description: `${CHILDREN}; left out when it does not know.` })
  children?: boolean | null
}

@InputType({ description: 'A step of arrears to report (indberet restance).' })
export class ReportArrearsInput extends ArrearsFactsInput {
  @Field(() => StrictID, { description: 'The allocated tenancy (anvist lejemål).' })
  tenancyId!: string

  @Field(() => ArrearsStepKindEnum, { description: 'Which step; it follows those before it (skridt).' })
  kind!: ArrearsStepKind

  @Field(() => PlainText, {
    description: `${REFERENCE}, in 100 characters at most and without a CPR number; one of its steps has it.`,
  })
  reference!: string
}

@InputType({ description: 'A step of arrears as it is to be (ret restance).' })
export class CorrectArrearsInput extends ArrearsFactsInput {
  @Field(() => StrictID, { description: 'The step’s id.' })
  stepId!: string
}

@InputType({ description: 'A step of arrears to take back (træk restance tilbage).' })
export class WithdrawArrearsInput {
  @Field(() => StrictID, { description: 'The step’s id.' })
  stepId!: string
}

@InputType({ description: 'What the municipality did about arrears (registrér indsats).' })
export class RespondToArrearsInput {
  @Field(() => StrictID, { description: 'The step that it answers.' })
  stepId!: string

  @Field(() => ArrearsResponseKindEnum, { description: 'What was done (indsats).' })
  kind!: ArrearsResponseKind

  @Field(() => LocalDate, { description: `${RESPONSE_DAY}, not before the step and today at the latest.` })
  happenedOn!: Day

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the landlord is to see it; it stays so (del med udlejer).',
  })
  shared!: boolean
}

@ObjectType({ description: 'What became of a command on arrears (svar).' })
export class ArrearsStepPayload {
  @Field(() => ArrearsStep, { nullable: true, description: 'The step; null when the call was refused.' })
  step?: ArrearsStep | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of a response to arrears (svar).' })
export class ArrearsResponsePayload {
  @Field(() => ArrearsResponse, {
    nullable: true,
    description: 'The response; null when the call was refused.',
  })
  response?: ArrearsResponse | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
