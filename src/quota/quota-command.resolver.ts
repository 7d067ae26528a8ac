import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, carryingOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { quotaTurnView } from './quota.view.ts'
import { CorrectTurnInput, QuotaTurnPayload, ReportVacancyFactsInput } from './quota-command.types.ts'
import { correctTurn, reportVacancyFacts } from './reporting.service.ts'

/** The commands on the quota ledger. */
@Resolver()
export class QuotaCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => QuotaTurnPayload, {
    description:
      'Reports, for an organisation, what its feed does not say of a vacancy (oplys om ledig bolig), and brings the ledger up to date.',
  })
  reportVacancyFacts(
    @Arg('input', () => ReportVacancyFactsInput, { description: 'What it reports.' })
    input: ReportVacancyFactsInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { vacancyId, letting = null, internalTransfer = null, rehousing = null, letThrough = null } = input
    const report = { vacancyId, letting, internalTransfer, rehousing, letThrough }
    const show = this.#shown(context, info)
    return payload(info, () =>
      reportVacancyFacts(this.#database, this.#clock, context.origin, report, carryingOf(args, input), show),
    )
  }

  @Mutation(() => QuotaTurnPayload, {
    description:
      'Corrects the facts behind a turn, with a reason (ret tur). A turn that was acted upon stays; the difference is owed or a credit.',
  })
  correctTurn(
    @Arg('input', () => CorrectTurnInput, { description: 'What is corrected, and why.' })
    input: CorrectTurnInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { turnId, reason, day = null, estateId = null, dwellingType = null } = input
    const { internalTransfer = null, rehousing = null, areaStatuses = null } = input
    const facts = { day, estateId, dwellingType, internalTransfer, rehousing, areaStatuses }
    const show = this.#shown(context, info)
    return payload(info, () =>
      correctTurn(
        this.#database,
        this.#clock,
        context.origin,
        { turnId, reason, ...facts },
        carryingOf(args, input),
        show,
      ),
    )
  }

  /** A vacancy without a turn shows none: no row has the empty key. */
  #shown(context: GraphQLContext, info: GraphQLResolveInfo) {
    const show = context.readBack(info, 'turn', quotaTurnView)
    return (...[change, turnId]: [Parameters<typeof show>[0], string | null]) =>
      show(change, turnId ?? NOBODY)
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
