import { programActor, type RequestOrigin } from '../access/actor.ts'
import type { CommandOptions } from '../households/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { change } from '../platform/change.ts'
import { lookUp } from '../platform/look-up.ts'
import type { Criteria } from './question.service.ts'

/**
 * Makes an applicant's identity unreadable for ever, in every version and every backup of the main database; question and
 * answer stay, about somebody whom nobody can name. Erasing again does nothing more.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, APPLICANT_NOT_FOUND.
 * @law GDPR art. 17
 */
export async function eraseApplicant(
  { database, vault }: Criteria,
  origin: RequestOrigin,
  applicantId: string,
  { idempotencyKey, dryRun }: CommandOptions,
): Promise<void> {
  await change(
    database,
    origin,
    { action: 'criterion:erase', idempotency: { key: idempotencyKey, input: { applicantId } }, dryRun },
    async (running) => {
      const [found] = await running.sql<{ id: string }>(
        'update public.criterion_check set erased = true where applicant_id = $1::uuid returning applicant_id as id',
        [uuidOf(applicantId, 'CriterionApplicant')],
      )
      if (found === undefined) throw new Refused(applicantNotFound)
      // Last: should the change fail after all, the key is gone as was asked, and erasing again completes it.
      if (!dryRun) await vault.destroy([found.id])
      return null
    },
    async () => undefined,
  )
}

const BATCH_MAX = 500
const FORGETTING: RequestOrigin = {
  actor: programActor('hub', { roles: ['hub'], purpose: 'data-protection' }),
  requestId: 'forget-applicants',
}

/**
 * Makes the applicants unreadable whose questions are not to be kept any longer; true when there are more. Any number of
 * processes may do so at once.
 * @law GDPR art. 5(1)(e)
 */
export async function forgetApplicants({ database, vault, clock }: Criteria): Promise<boolean> {
  const overdue = await lookUp<{ id: string }>(
    database,
    FORGETTING,
    `select applicant_id as id from public.criterion_check where not erased and kept_until <= $1::date
      order by kept_until limit $2`,
    [clock.today(), BATCH_MAX],
  )
  if (overdue.length === 0) return false
  const ids = overdue.map(({ id }) => id)
  await change(
    database,
    FORGETTING,
    { action: 'criterion:erase' },
    async (running) => {
      await running.sql(
        'update public.criterion_check set erased = true where applicant_id = any ($1::uuid[]) and not erased',
        [ids],
      )
      await vault.destroy(ids)
    },
    async () => undefined,
  )
  return overdue.length === BATCH_MAX
}

const applicantNotFound: Refusal = {
  code: 'APPLICANT_NOT_FOUND',
  path: 'id',
  text: {
    da: 'Der er ingen ansøger med dette id blandt de spørgsmål, du kan se.',
    en: 'There is no applicant with this id among the questions that you may see.',
  },
}
