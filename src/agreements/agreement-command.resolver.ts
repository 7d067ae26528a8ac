import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import type { Database } from '../platform/database.ts'
import { CarryingArgs, carryingOf } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { endAgreement, placeEstateOnStep, recordAgreement } from './agreement.service.ts'
import { agreementVersionView, agreementView, stepPlacementView } from './agreement.view.ts'
import {
  AgreementPayload,
  type AgreementTermInput,
  AgreementVersionPayload,
  BringAgreementVersionIntoForceInput,
  ConsentToAgreementVersionInput,
  EndAgreementInput,
  PlaceEstateOnStepInput,
  RecordAgreementInput,
  RecordAgreementVersionInput,
  StepPlacementPayload,
} from './agreement-command.types.ts'
import {
  bringAgreementVersionIntoForce,
  consentToAgreementVersion,
  recordAgreementVersion,
} from './agreement-version.service.ts'

/** The commands on agreements. */
@Resolver()
export class AgreementCommandResolver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  @Mutation(() => AgreementPayload, {
    description: 'Records an agreement with its parties and period (registrér udlejningsaftale).',
  })
  recordAgreement(
    @Arg('input', () => RecordAgreementInput, { description: 'The agreement.' }) input: RecordAgreementInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const record = { ...input, frameworkId: input.frameworkId ?? null, until: input.until ?? null }
    const show = context.readBack(info, 'agreement', agreementView)
    return payload(info, () =>
      recordAgreement(this.#database, context.origin, record, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AgreementVersionPayload, {
    description:
      'Proposes a whole version of an agreement (foreslå aftaleversion). It decides nothing until it is brought into force.',
  })
  recordAgreementVersion(
    @Arg('input', () => RecordAgreementVersionInput, { description: 'The version with its terms.' })
    input: RecordAgreementVersionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const record = { ...input, until: input.until ?? null, terms: input.terms.map(termOf) }
    const show = context.readBack(info, 'version', agreementVersionView)
    return payload(info, () =>
      recordAgreementVersion(this.#database, context.origin, record, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AgreementVersionPayload, {
    description: 'Records an organisation’s consent to a proposed version (giv samtykke).',
  })
  consentToAgreementVersion(
    @Arg('input', () => ConsentToAgreementVersionInput, { description: 'The consent.' })
    input: ConsentToAgreementVersionInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'version', agreementVersionView)
    return payload(info, () =>
      consentToAgreementVersion(this.#database, context.origin, input, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AgreementVersionPayload, {
    description:
      'Brings a version that all have consented to into force (sæt aftaleversion i kraft); the one before it ends.',
  })
  bringAgreementVersionIntoForce(
    @Arg('input', () => BringAgreementVersionIntoForceInput, { description: 'The version.' })
    input: BringAgreementVersionIntoForceInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'version', agreementVersionView)
    const { versionId } = input
    return payload(info, () =>
      bringAgreementVersionIntoForce(
        this.#database,
        context.origin,
        versionId,
        carryingOf(args, input),
        show,
      ),
    )
  }

  @Mutation(() => StepPlacementPayload, {
    description: 'Places an estate on a step of the agreement’s staircase (indplacér afdeling på trin).',
  })
  placeEstateOnStep(
    @Arg('input', () => PlaceEstateOnStepInput, { description: 'The placement.' })
    input: PlaceEstateOnStepInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const record = { ...input, until: input.until ?? null }
    const show = context.readBack(info, 'placement', stepPlacementView)
    return payload(info, () =>
      placeEstateOnStep(this.#database, context.origin, record, carryingOf(args, input), show),
    )
  }

  @Mutation(() => AgreementPayload, { description: 'Ends an agreement (afslut aftale).' })
  endAgreement(
    @Arg('input', () => EndAgreementInput, { description: 'Which, and when.' }) input: EndAgreementInput,
    @Args(() => CarryingArgs) args: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'agreement', agreementView)
    return payload(info, () =>
      endAgreement(this.#database, context.origin, input, carryingOf(args, input), show),
    )
  }
}

function termOf(term: AgreementTermInput) {
  return {
    ...term,
    estateId: term.estateId ?? null,
    step: term.step ?? null,
    dwellingType: term.dwellingType ?? null,
    remainder: term.remainder ?? null,
    answerDeadlineBusinessDays: term.answerDeadlineBusinessDays ?? null,
    replacementWithin: term.replacementWithin ?? null,
    flexible: term.flexible ?? null,
    transitionalCapPerYear: term.transitionalCapPerYear ?? null,
  }
}
