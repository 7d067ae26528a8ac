import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import { CarryingArgs } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { StrictID } from '../platform/graphql/scalars.ts'
import { answerCriterion } from './answer.service.ts'
import { criterionCheckView } from './criterion.view.ts'
import {
  AnswerCriterionInput,
  AskCriterionInput,
  CriterionCheckPayload,
  EraseApplicantPayload,
  WithdrawConsentInput,
} from './criterion-command.types.ts'
import { eraseApplicant } from './erasure.service.ts'
import { askCriterion, type Criteria, withdrawConsent } from './question.service.ts'

/** The commands over criteria checks. */
@Resolver()
export class CriterionCommandResolver {
  readonly #criteria: Criteria

  constructor(criteria: Criteria) {
    this.#criteria = criteria
  }

  @Mutation(() => CriterionCheckPayload, {
    description:
      'Asks the estate’s municipality whether an applicant meets a criterion of the agreement in force today (spørg om kriterium).',
  })
  askCriterion(
    @Arg('input', () => AskCriterionInput, { description: 'The question.' }) input: AskCriterionInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { estateId, dwellingType, criterion, applicant, consent } = input
    const { name, cpr, birthDate } = applicant
    const question = {
      ...{ estateId, dwellingType, criterion, consent: consent ?? null },
      applicant: { name: name ?? null, cpr: cpr ?? null, birthDate: birthDate ?? null },
    }
    const show = context.readBack(info, 'check', criterionCheckView)
    return payload(info, () => askCriterion(this.#criteria, context.origin, question, options, show))
  }

  @Mutation(() => CriterionCheckPayload, {
    description:
      'Answers a question with yes, no or "cannot be answered", once, or corrects the answer that stands (besvar kriterium).',
  })
  answerCriterion(
    @Arg('input', () => AnswerCriterionInput, { description: 'The answer.' }) input: AnswerCriterionInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { checkId, answer, correctionReason } = input
    const entry = { checkId, answer, correctionReason: correctionReason ?? null }
    const show = context.readBack(info, 'check', criterionCheckView)
    return payload(info, () => answerCriterion(this.#criteria, context.origin, entry, options, show))
  }

  @Mutation(() => CriterionCheckPayload, {
    description:
      'Records that an applicant withdrew consent: the question shows nothing of the applicant any more and is not answered (træk samtykke tilbage).',
  })
  withdrawConsent(
    @Arg('input', () => WithdrawConsentInput, { description: 'Which question, and when.' })
    { checkId, withdrawnOn }: WithdrawConsentInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'check', criterionCheckView)
    return payload(info, () =>
      withdrawConsent(this.#criteria, context.origin, { checkId, withdrawnOn }, options, show),
    )
  }

  @Mutation(() => EraseApplicantPayload, {
    description:
      'Makes an applicant’s identity unreadable for ever, in every version and every backup (slet ansøger, databeskyttelsesforordningen art. 17). It cannot be undone; erasing again does nothing more.',
  })
  eraseApplicant(
    @Arg('id', () => StrictID, { description: 'The applicant’s id.' }) id: string,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, async () => {
      await eraseApplicant(this.#criteria, context.origin, id, options)
      return {}
    })
  }
}
