import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { recordAreaList } from './area-list.service.ts'
import { recordCombinedLetting } from './combined-letting.service.ts'
import { recordEstateMerger } from './estate-merger.service.ts'
import { registerHousingOrganisation } from './organisation.service.ts'
import { estateView, housingOrganisationView } from './registry.view.ts'
import {
  RecordAreaListInput,
  RecordAreaListPayload,
  RecordCombinedLettingInput,
  RecordCombinedLettingPayload,
  RecordEstateMergerInput,
  RecordEstateMergerPayload,
  RegisterHousingOrganisationInput,
  RegisterHousingOrganisationPayload,
} from './registry-command.types.ts'

/** The registry's commands. */
@Resolver()
export class RegistryCommandResolver {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  @Mutation(() => RegisterHousingOrganisationPayload, {
    description:
      'Enters a housing organisation or corrects the one with this number (registrér boligorganisation).',
  })
  registerHousingOrganisation(
    @Arg('input', () => RegisterHousingOrganisationInput, { description: 'The organisation.' })
    { lbfNumber = null, cvr = null, name, administratorId = null }: RegisterHousingOrganisationInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const registration = { lbfNumber, cvr, name, administratorId }
    const show = context.readBack(info, 'organisation', housingOrganisationView)
    return payload(info, () =>
      registerHousingOrganisation(this.#database, context.origin, registration, show),
    )
  }

  @Mutation(() => RecordAreaListPayload, {
    description: 'Enters the area lists of one day (registrér områdelister, almenboligloven § 61 a stk. 5).',
  })
  recordAreaList(
    @Arg('input', () => RecordAreaListInput, { description: 'The lists.' }) input: RecordAreaListInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, async () => {
      await recordAreaList(this.#database, context.origin, input)
      return {}
    })
  }

  @Mutation(() => RecordEstateMergerPayload, {
    description:
      'Merges an estate into another of the same organisation and municipality (sammenlæg afdelinger). Old numbers go on finding the dwellings.',
  })
  recordEstateMerger(
    @Arg('input', () => RecordEstateMergerInput, { description: 'The merger.' })
    input: RecordEstateMergerInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'predecessor', estateView)
    return payload(info, () =>
      recordEstateMerger(this.#database, context.origin, input, this.#clock.today(), show),
    )
  }

  @Mutation(() => RecordCombinedLettingPayload, {
    description:
      'Records that the municipality has decided on combined letting in an estate (registrér kombineret udlejning, almenboligloven § 51 b).',
  })
  recordCombinedLetting(
    @Arg('input', () => RecordCombinedLettingInput, { description: 'The decision.' })
    input: RecordCombinedLettingInput,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const decision = { ...input, until: input.until ?? null }
    const show = context.readBack(info, 'estate', estateView)
    return payload(info, () => recordCombinedLetting(this.#database, context.origin, decision, show))
  }
}
