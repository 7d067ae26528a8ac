import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, callOf, nulls } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { endTenancyContact, recordTenancyContact } from './contact.service.ts'
import { EndTenancyContactInput, RecordTenancyContactInput, TenancyContactPayload } from './contact.types.ts'
import { tenancyContactView } from './contact.view.ts'

/** The commands on contacts. */
@Resolver()
export class ContactCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => TenancyContactPayload, {
    description:
      'Says whom the landlord may call about an allocated tenancy, from a day (angiv kontaktperson). Whoever was to be called until then is no longer; said again for the same day, it is corrected.',
  })
  recordTenancyContact(
    @Arg('input', () => RecordTenancyContactInput, { description: 'Whom, and for which days.' })
    input: RecordTenancyContactInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { tenancyId, ...entry } = nulls(input, 'until', 'phone', 'email')
    const call = callOf(this.#database, context, args, input, this.#show(context, info))
    return payload(info, () => recordTenancyContact(call, tenancyId, entry))
  }

  @Mutation(() => TenancyContactPayload, {
    description: 'Says that from a day on somebody is to be called no longer (afslut kontaktperson).',
  })
  endTenancyContact(
    @Arg('input', () => EndTenancyContactInput, { description: 'Whom, and from when.' })
    input: EndTenancyContactInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const call = callOf(this.#database, context, args, input, this.#show(context, info))
    return payload(info, () => endTenancyContact(call, input))
  }

  #show(context: GraphQLContext, info: GraphQLResolveInfo) {
    return context.readBack(info, 'contact', tenancyContactView)
  }
}
