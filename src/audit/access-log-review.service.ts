import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { drawnLooksSql, SAMPLE_SIZE_MAX, sampleNotReady, sampleSql } from './access-log-sample.ts'

/** What an officer holds of a sampled look. */
export interface AccessReview {
  /** Global id. */
  readonly accessLogId: string
  readonly week: string
  readonly verdict: string
  readonly remark: string | null
}

/**
 * Records the verdict on a look of the week's largest sample, for the one controller that the officer acts for. A later
 * verdict of the same controller counts in place of an earlier one; both are kept.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, ACCESS_NOT_FOUND, OWN_LOOK,
 * SAMPLE_NOT_READY, ACCESS_NOT_IN_SAMPLE, IDEMPOTENCY_KEY_REUSED.
 */
export function reviewAccess<Shown>(
  database: Database,
  origin: RequestOrigin,
  review: AccessReview,
  idempotencyKey: string | null,
  show: (change: Change, entryId: string) => Promise<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    {
      action: 'accessLog:review',
      ...(idempotencyKey === null ? {} : { idempotency: { key: idempotencyKey, input: review } }),
    },
    (running) => enterReview(running, origin, review),
    show,
  )
}

interface Look {
  readonly id: string
  readonly subject: string
  readonly municipalityCode: string
  readonly organisationId: string | null
}

async function enterReview(running: Change, { actor }: RequestOrigin, review: AccessReview): Promise<string> {
  const [look] = await running.sql<Look>(
    `select id, subject, municipality_code as "municipalityCode", organisation_id as "organisationId"
       from public.access_log where id = $1::uuid`,
    [uuidOf(review.accessLogId, 'AccessLogEntry')],
  )
  if (look === undefined) throw new Refused(accessNotFound)
  if (look.subject === actor.subject) throw new Refused(ownLook)
  await assertSampled(running, look, review.week)
  const forMunicipality = actor.municipalityCodes.includes(look.municipalityCode)
  await running.sql(
    `insert into public.access_log_review (access_log_id, municipality_code, organisation_id, week, verdict, remark, reviewed_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      look.id,
      forMunicipality ? look.municipalityCode : null,
      forMunicipality ? null : look.organisationId,
      review.week,
      review.verdict,
      review.remark,
      actor.subject,
    ],
  )
  return look.id
}

async function assertSampled(running: Change, look: Look, week: string): Promise<void> {
  const [sample] = await running.sql<{ ready: boolean; endDay: string; drawn: boolean }>(
    `select sample.seed is not null as ready, sample.end_day as "endDay",
            exists (select from ${drawnLooksSql('sample')} drawn where drawn.id = $2::uuid) as drawn
       from ${sampleSql('$1::text', `${SAMPLE_SIZE_MAX}`)} sample`,
    [week, look.id],
  )
  if (sample?.ready !== true) {
    throw new Refused({ ...sampleNotReady(sample?.endDay ?? ''), path: 'input.week' })
  }
  if (!sample.drawn) throw new Refused(accessNotInSample)
}

const accessNotFound: Refusal = {
  code: 'ACCESS_NOT_FOUND',
  path: 'input.accessLogId',
  text: {
    da: 'Der er intet opslag med dette id, som du må se.',
    en: 'There is no entry with this id that you may see.',
  },
}

const ownLook: Refusal = {
  code: 'OWN_LOOK',
  path: 'input.accessLogId',
  text: {
    da: 'Det er dit eget opslag. Lad en anden bedømme det.',
    en: 'This is a look of your own. Let somebody else review it.',
  },
}

const accessNotInSample: Refusal = {
  code: 'ACCESS_NOT_IN_SAMPLE',
  path: 'input.week',
  text: {
    da: `Opslaget er ikke blandt ugens ${SAMPLE_SIZE_MAX} udtrukne. Hent ugens stikprøve med forespørgslen »accessLogSample«.`,
    en: `The entry is not among the ${SAMPLE_SIZE_MAX} drawn for the week. Get the week’s sample with the query "accessLogSample".`,
  },
}
