import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import type { CommandOptions } from '../households/index.ts'
import { Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import { alreadyAnswered, answerRefusal, checkClosed } from './criterion.rules.ts'
import type { AnswerEntry, CriterionAnswerValue } from './criterion.ts'
import { type Criteria, checkNotFound, type Show } from './question.service.ts'

const OUT_OF_REACH = '42501'
const TAKEN = '23505'
const RESTRICTED = '23001'

/**
 * Answers a question, once; a further answer is a correction that stands on the one before it and says why by a code.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CRITERION_CHECK_NOT_FOUND,
 * CRITERION_CHECK_CLOSED, CRITERION_CHECK_EXPIRED, CRITERION_ALREADY_ANSWERED, NOTHING_TO_CORRECT,
 * CORRECTION_CHANGES_NOTHING.
 * @law almenboligloven § 60; forvaltningsloven § 27
 */
export async function answerCriterion<Shown>(
  { database, clock }: Criteria,
  origin: RequestOrigin,
  entry: AnswerEntry,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'criterion:answer')
  return change(
    database,
    origin,
    { action: 'criterion:answer', idempotency: { key: idempotencyKey, input: entry }, dryRun },
    async (running) => {
      const question = await questionToAnswer(running, entry.checkId)
      const refusal = answerRefusal(question, entry, clock.today())
      if (refusal !== null) throw new Refused(refusal)
      await enterAnswer(running, question, entry)
      return question.id
    },
    show,
  )
}

interface QuestionToAnswer {
  readonly id: string
  readonly erased: boolean
  readonly answerUntil: LocalDate
  readonly standing: CriterionAnswerValue | null
  readonly standingId: string | null
  readonly answers: number
}

async function questionToAnswer(running: Change, checkId: string): Promise<QuestionToAnswer> {
  const [question] = await running.sql<QuestionToAnswer>(
    `select c.id, c.erased, c.answer_until::text as "answerUntil", a.answer as standing, a.id as "standingId",
            coalesce(a.number, 0) as answers
       from public.criterion_check c
       left join lateral (select * from public.criterion_answer a where a.check_id = c.id
                           order by a.number desc limit 1) a on true
      where c.id = $1::uuid`,
    [uuidOf(checkId, 'CriterionCheck')],
  )
  if (question === undefined) throw new Refused(checkNotFound)
  return question
}

/** Of two answers at once one comes first; the other then finds its place taken. */
async function enterAnswer(
  running: Change,
  { id, standingId, answers }: QuestionToAnswer,
  { answer, correctionReason }: AnswerEntry,
): Promise<void> {
  try {
    await running.sql(
      `insert into public.criterion_answer (check_id, organisation_id, municipality_code, case_keys, number, answer,
         corrects_id, correction_reason)
       select id, organisation_id, municipality_code, case_keys, $2, $3, $4, $5 from public.criterion_check where id = $1`,
      [id, answers + 1, answer, standingId, correctionReason],
    )
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === TAKEN) throw new Refused(alreadyAnswered)
    // Closed meanwhile.
    if (code === RESTRICTED) throw new Refused(checkClosed)
    // Seen as the organisation's own question by one who may answer for another municipality.
    if (code === OUT_OF_REACH) throw new Refused(checkNotFound)
    throw error
  }
}
