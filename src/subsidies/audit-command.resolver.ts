import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { answerFinding, runAudit } from './audit.service.ts'
import {
  AnswerSubsidyFindingInput,
  GrantTenantSubsidyInput,
  RecordTenantSubsidyInputsInput,
  RecordTenantSubsidyPaymentsInput,
  RunSubsidyAuditInput,
  SubsidyAuditPayload,
  SubsidyFindingPayload,
  TenantSubsidyPayload,
} from './audit-command.types.ts'
import { recordTenantPayments } from './payment.service.ts'
import { subsidyAuditView, subsidyFindingView } from './subsidy-audit.view.ts'
import { grantTenantSubsidy, recordInputs } from './tenant-subsidy.service.ts'
import { tenantSubsidyView } from './tenant-subsidy.view.ts'

/** The commands on tenants’ own subsidies and on the audit. */
@Resolver()
export class SubsidyAuditCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => TenantSubsidyPayload, {
    description: 'Grants a tenant a subsidy of their own (bevilg lejeren tilskud).',
  })
  grantTenantSubsidy(
    @Arg('input', () => GrantTenantSubsidyInput, { description: 'The subsidy.' })
    input: GrantTenantSubsidyInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'subsidy', tenantSubsidyView),
    )
    return payload(info, () =>
      grantTenantSubsidy(call, {
        ...nulls(input, 'frameId', 'previousSituation', 'housingBenefitAppliedOn'),
        granted: input.granted ?? 0n,
      }),
    )
  }

  @Mutation(() => TenantSubsidyPayload, {
    description:
      'Records what a tenant’s subsidy is computed from and computes its months anew; a difference is a figure of its own (registrér beregningsgrundlag).',
  })
  recordTenantSubsidyInputs(
    @Arg('input', () => RecordTenantSubsidyInputsInput, { description: 'The values.' })
    input: RecordTenantSubsidyInputsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'subsidy', tenantSubsidyView),
    )
    return payload(info, () =>
      recordInputs(
        call,
        input.tenantSubsidyId,
        input.inputs.map(({ amount, adults, ...one }) => ({
          ...one,
          value: one.kind === 'ADULTS' ? BigInt(adults ?? 0) : (amount ?? -1n),
        })),
        input.reason,
      ),
    )
  }

  @Mutation(() => TenantSubsidyPayload, {
    description: 'Records what a tenant was paid, right or wrong (registrér betalinger til lejeren).',
  })
  recordTenantSubsidyPayments(
    @Arg('input', () => RecordTenantSubsidyPaymentsInput, { description: 'The payments.' })
    input: RecordTenantSubsidyPaymentsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'subsidy', tenantSubsidyView),
    )
    return payload(info, () => recordTenantPayments(call, input.tenantSubsidyId, input.payments))
  }

  @Mutation(() => SubsidyAuditPayload, {
    description:
      'Runs every check over a programme of a municipality, as known at a moment, and keeps what it finds (kør tilskudsrevision).',
  })
  runSubsidyAudit(
    @Arg('input', () => RunSubsidyAuditInput, { description: 'What to audit.' }) input: RunSubsidyAuditInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'audit', subsidyAuditView),
    )
    return payload(info, () => runAudit(call, nulls(input, 'knownAt')))
  }

  @Mutation(() => SubsidyFindingPayload, {
    description: 'Answers a finding: explained, corrected or repaid (besvar fund). Every answer is kept.',
  })
  answerSubsidyFinding(
    @Arg('input', () => AnswerSubsidyFindingInput, { description: 'The answer.' })
    input: AnswerSubsidyFindingInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(
      this.#database,
      context,
      args,
      input,
      context.readBack(info, 'finding', subsidyFindingView),
    )
    return payload(info, () => answerFinding(call, nulls(input, 'amount')))
  }
}
