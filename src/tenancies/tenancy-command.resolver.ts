import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, carryingOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { endTenancy, recordTenancy } from './tenancy.service.ts'
import { EndTenancyInput, RecordTenancyInput, TenancyPayload } from './tenancy.types.ts'
import { tenancyView } from './tenancy.view.ts'

/** The commands on tenancies. */
@Resolver()
export class TenancyCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => TenancyPayload, { description: 'Records a tenancy of a dwelling (registrér lejemål).' })
  recordTenancy(
    @Arg('input', () => RecordTenancyInput, { description: 'The tenancy.' }) input: RecordTenancyInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { rent, ...entry } = input
    const tenancy = {
      ...entry,
      part: input.part ?? '',
      until: input.until ?? null,
      leaseSignedOn: input.leaseSignedOn ?? null,
      rentOere: rent,
    }
    const show = context.readBack(info, 'tenancy', tenancyView)
    return payload(info, () =>
      recordTenancy(this.#database, context.origin, tenancy, carryingOf(args, input), show),
    )
  }

  @Mutation(() => TenancyPayload, { description: 'Records how and when a tenancy ends (afslut lejemål).' })
  endTenancy(
    @Arg('input', () => EndTenancyInput, { description: 'Which, when and how.' }) input: EndTenancyInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'tenancy', tenancyView)
    return payload(info, () =>
      endTenancy(this.#database, context.origin, input, carryingOf(args, input), show),
    )
  }
}
