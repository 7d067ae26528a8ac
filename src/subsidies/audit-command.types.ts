import { Field, InputType, Int, ObjectType } from 'type-graphql'
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
import { SubsidyPaymentInput } from './commitment-command.types.ts'
import { END, FROM, PROGRAMME, REFUSALS, SOURCE } from './descriptions.ts'
import type { AnswerKind, InputKind, PreviousSituation } from './instrument.ts'
import { AnswerKindEnum, InputKindEnum, PreviousSituationEnum } from './instrument.types.ts'
import { SubsidyAudit, SubsidyFinding } from './subsidy-audit.types.ts'
import { TenantSubsidy } from './tenant-subsidy.types.ts'

@InputType({ description: 'A tenant’s own subsidy (lejerens tilskud).' })
export class GrantTenantSubsidyInput {
  @Field(() => StrictID, { description: 'The programme (tilskudsordning).' })
  programmeId!: string

  @Field(() => StrictID, { description: 'The household (husstand).' })
  householdId!: string

  @Field(() => StrictID, { description: 'Its tenancy (lejemål).' })
  tenancyId!: string

  @Field(() => StrictID, { nullable: true, description: 'The frame (ramme), where the programme has one.' })
  frameId?: string | null

  @Field(() => LocalDate, { description: 'When it is granted (bevilget den).' })
  committedOn!: Day

  @Field(() => Kroner, {
    nullable: true,
    description: 'What is granted in all (bevilget), where no formula decides.',
  })
  granted?: bigint | null

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => LocalDate, { description: END })
  until!: Day

  @Field(() => PreviousSituationEnum, {
    nullable: true,
    description: 'Where the tenant came from (tidligere situation), by § 163 a.',
  })
  previousSituation?: PreviousSituation | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When boligstøtte was applied for (boligstøtte ansøgt).',
  })
  housingBenefitAppliedOn?: Day | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'A value from a day until the next one (beregningsgrundlag).' })
export class TenantSubsidyInputInput {
  @Field(() => InputKindEnum, { description: 'Which value (art).' })
  kind!: InputKind

  @Field(() => LocalDate, { description: FROM })
  from!: Day

  @Field(() => Kroner, {
    nullable: true,
    description: 'The amount (beløb); for a number of adults leave it out.',
  })
  amount?: bigint | null

  @Field(() => Int, { nullable: true, description: 'The number of adults (voksne).' })
  adults?: number | null

  @Field(() => PlainText, { description: SOURCE })
  source!: string
}

@InputType({ description: 'Values that a tenant’s subsidy is computed from (beregningsgrundlag).' })
export class RecordTenantSubsidyInputsInput {
  @Field(() => StrictID, { description: 'The subsidy (tilskud).' })
  tenantSubsidyId!: string

  @Field(() => [TenantSubsidyInputInput], { description: 'The values, 1 to 100.' })
  inputs!: TenantSubsidyInputInput[]

  @Field(() => PlainText, { description: 'Why (begrundelse), without CPR numbers.' })
  reason!: string
}

@InputType({ description: 'What a tenant was paid, as the books have it (betalinger til lejeren).' })
export class RecordTenantSubsidyPaymentsInput {
  @Field(() => StrictID, { description: 'The subsidy (tilskud).' })
  tenantSubsidyId!: string

  @Field(() => [SubsidyPaymentInput], { description: 'The payments, 1 to 250.' })
  payments!: SubsidyPaymentInput[]
}

@InputType({ description: 'What to audit (revisionens omfang).' })
export class RunSubsidyAuditInput {
  @Field(() => MunicipalityCode, { description: 'The municipality (kommune).' })
  municipalityCode!: string

  @Field(() => PlainText, { description: PROGRAMME })
  programme!: string

  @Field(() => LocalDate, { description: 'First day (periode fra).' })
  from!: Day

  @Field(() => LocalDate, { description: 'First day after (periode til).' })
  until!: Day

  @Field(() => Instant, {
    nullable: true,
    description: 'As the hub knew it at this moment (registreringstid); now when left out.',
  })
  knownAt?: string | null
}

@InputType({ description: 'An answer to a finding (svar på fund).' })
export class AnswerSubsidyFindingInput {
  @Field(() => StrictID, { description: 'The finding (fund).' })
  findingId!: string

  @Field(() => AnswerKindEnum, { description: 'What it is (svar).' })
  kind!: AnswerKind

  @Field(() => PlainText, { description: 'In words (forklaring), without CPR numbers.' })
  explanation!: string

  @Field(() => Kroner, {
    nullable: true,
    description: 'What was paid back (tilbagebetalt); only with `REPAID`.',
  })
  amount?: bigint | null
}

@ObjectType({ description: 'What became of the command (svar).' })
export class TenantSubsidyPayload {
  @Field(() => TenantSubsidy, {
    nullable: true,
    description: 'The subsidy (tilskud); null when the call was refused.',
  })
  subsidy?: TenantSubsidy | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyAuditPayload {
  @Field(() => SubsidyAudit, {
    nullable: true,
    description: 'The run (revisionskørsel); null when the call was refused.',
  })
  audit?: SubsidyAudit | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}

@ObjectType({ description: 'What became of the command (svar).' })
export class SubsidyFindingPayload {
  @Field(() => SubsidyFinding, {
    nullable: true,
    description: 'The finding (fund); null when the call was refused.',
  })
  finding?: SubsidyFinding | null

  @Field(() => [RefusalType], { description: REFUSALS })
  refusals!: RefusalType[]
}
