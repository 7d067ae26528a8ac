import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { Offers } from './held-offer.service.ts'
import type { Show } from './offer.service.ts'

/**
 * Acknowledges a notice; one that is acknowledged stays so.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, NOTICE_NOT_FOUND.
 */
export function acknowledgeNotice<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { noticeId }: { readonly noticeId: string },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const [notice] = await running.sql<{ id: string }>(
      `update public.allocation_notice set acknowledged_at = coalesce(acknowledged_at, $2::timestamptz)
        where id = $1::uuid returning id`,
      [uuidOf(noticeId, 'AllocationNotice'), clock.now()],
    )
    if (notice === undefined) throw new Refused(noticeNotFound)
    return notice.id
  }
  return change(database, origin, { action: 'notice:acknowledge', ...carrying }, work, show)
}

const noticeNotFound: Refusal = {
  code: 'NOTICE_NOT_FOUND',
  path: 'input.noticeId',
  text: {
    da: 'Der er ingen besked med dette id blandt dine sager.',
    en: 'There is no notice with this id among your cases.',
  },
}
