import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { decideClosing } from './delivery.rules.ts'
import type { FeedOwner, RecordKindCode } from './feed.ts'
import { lockOwner } from './feed-owner.service.ts'
import type { RecordClosing } from './record-kind.ts'
import { RECORD_KINDS } from './record-kinds.ts'

/** What a snapshot finds when its records are applied. */
export interface Closing {
  readonly feed: { readonly id: string; readonly closingLimitPercent: number }
  readonly deliveryId: string
  readonly sourceTime: string
  readonly openBefore: number
  readonly unnamed: number
}

/** Closes what a snapshot no longer holds, or lets the delivery wait for a person when that is too much. */
export async function closeMissing(running: Change, kind: RecordClosing, closing: Closing): Promise<void> {
  const { feed, deliveryId, sourceTime, openBefore, unnamed } = closing
  const [newest] = await running.sql<{ outdated: boolean }>(
    'select coalesce(snapshot_at > $2::timestamptz, false) as outdated from public.feed where id = $1',
    [feed.id, sourceTime],
  )
  // An older full list than the one in effect has nothing to say about what is missing now.
  const outdated = newest?.outdated === true
  const missing = outdated ? 0 : await kind.countUnseenSince(running, feed.id, sourceTime)
  const decision = decideClosing({ openBefore, missing, unnamed, limitPercent: feed.closingLimitPercent })
  const closed = decision === 'CLOSE' && !outdated ? await closeNow(running, kind, feed.id, sourceTime) : 0
  await running.sql(
    `update public.delivery set open_before = $2, missing = $3, closed = $4, status = $5 where id = $1`,
    [deliveryId, openBefore, missing, closed, decision === 'CLOSE' ? 'APPLIED' : 'AWAITING_APPROVAL'],
  )
}

async function closeNow(
  running: Change,
  kind: RecordClosing,
  feedId: string,
  sourceTime: string,
): Promise<number> {
  await running.sql('update public.feed set snapshot_at = $2 where id = $1', [feedId, sourceTime])
  return kind.closeUnseenSince(running, feedId, sourceTime)
}

/**
 * Carries out a person's decision on a waiting delivery and answers its id.
 * **Refuses:** DELIVERY_NOT_FOUND, ORGANISATION_BUSY, DELIVERY_NOT_WAITING, SNAPSHOT_OUTDATED.
 */
export async function decideDelivery(
  running: Change,
  deliveryId: string | null,
  decision: 'APPROVED' | 'REJECTED',
): Promise<string> {
  if (deliveryId === null) throw new Refused(deliveryNotFound)
  const [found] = await running.sql<FeedOwner>(
    'select organisation_id as "organisationId", municipality_code as "municipalityCode" from public.delivery where id = $1',
    [deliveryId],
  )
  if (found === undefined) throw new Refused(deliveryNotFound)
  await lockOwner(running, found)
  const [delivery] = await running.sql<{
    feedId: string
    kind: RecordKindCode
    status: string
    sourceTime: string
    outdated: boolean
  }>(
    `select d.feed_id as "feedId", f.kind, d.status, d.source_time::text as "sourceTime",
            coalesce(f.snapshot_at > d.source_time, false) as outdated
       from public.delivery d join public.feed f on f.id = d.feed_id where d.id = $1`,
    [deliveryId],
  )
  if (delivery?.status !== 'AWAITING_APPROVAL') throw new Refused(deliveryNotWaiting)
  if (decision === 'APPROVED' && delivery.outdated) throw new Refused(snapshotOutdated)
  const { closing } = RECORD_KINDS[delivery.kind]
  const closed =
    decision === 'APPROVED' && closing !== null
      ? await closeNow(running, closing, delivery.feedId, delivery.sourceTime)
      : 0
  await running.sql('update public.delivery set status = $2, closed = $3 where id = $1', [
    deliveryId,
    decision,
    closed,
  ])
  return deliveryId
}

const deliveryNotFound: Refusal = {
  code: 'DELIVERY_NOT_FOUND',
  path: 'id',
  text: {
    da: 'Der er ingen levering med det id, som du må se. Hent id’et fra forespørgslen »deliveries«.',
    en: 'There is no delivery with this id that you may see. The query "deliveries" gives the ids.',
  },
}

const deliveryNotWaiting: Refusal = {
  code: 'DELIVERY_NOT_WAITING',
  path: 'id',
  text: {
    da: 'Leveringen venter ikke på godkendelse; der er intet at afgøre.',
    en: 'The delivery does not wait for approval; there is nothing to decide.',
  },
}

const snapshotOutdated: Refusal = {
  code: 'SNAPSHOT_OUTDATED',
  path: 'id',
  text: {
    da: 'En nyere fuld liste fra samme kilde er trådt i kraft siden. Afvis denne levering i stedet.',
    en: 'A newer full list of the same feed has taken effect since. Reject this delivery instead.',
  },
}
