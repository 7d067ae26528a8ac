import { programActor } from '../access/actor.ts'
import { change } from '../platform/change.ts'
import type { Tasks } from '../platform/jobs.ts'
import { LAPSE_OFFER, lapseAt, lockedOffer, moveOffer, type Offers } from './held-offer.service.ts'
import { isToLapse } from './offer.rules.ts'
import { endedOn } from './offer-step.service.ts'

type LapsingOffers = Pick<Offers, 'database' | 'clock'>

const HUB = programActor('offer-deadlines', { roles: ['hub'], purpose: 'operations' })

/** The jobs of this context, for the hub's runner. */
export function offerTasks(offers: LapsingOffers): Tasks {
  return { [LAPSE_OFFER]: ({ offerId }) => lapseOffer(offers, offerId ?? '') }
}

/**
 * Lets an offer lapse whose time is over and that nobody has answered, once, however often it is called; looks again
 * later where its time was prolonged.
 */
export async function lapseOffer({ database, clock }: LapsingOffers, offerId: string): Promise<void> {
  const origin = { actor: HUB, requestId: `lapse-${offerId}` }
  await change(
    database,
    origin,
    { action: 'offer:lapse' },
    async (running) => {
      const offer = await lockedOffer(running, offerId)
      if (offer === null || offer.state !== 'OFFERED') return
      const now = clock.now()
      if (!isToLapse(offer, now)) return lapseAt(running, clock, offer.id, offer.deadline)
      await moveOffer(running, offer, {
        ...{ state: 'EXPIRED', kind: 'EXPIRED', party: 'HUB', at: now },
        ended: endedOn(offer, 'EXPIRED', clock.today()),
      })
    },
    async () => undefined,
  )
}

/**
 * Appoints a look at every offer whose time is over and that still stands.
 * @why A process that ended in the midst of a job leaves it locked for hours.
 */
export async function appointOverdue({ database, clock }: LapsingOffers): Promise<void> {
  await change(
    database,
    { actor: HUB, requestId: 'lapse-overdue' },
    { action: 'offer:lapse' },
    async (running) => {
      const overdue = await running.sql<{ id: string }>(
        `select id from public.municipal_offer where state = 'OFFERED' and deadline <= $1::timestamptz`,
        [clock.now()],
      )
      for (const { id } of overdue) await lapseAt(running, clock, id, clock.now())
    },
    async () => undefined,
  )
}
