import type { Refusal } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { lockFor, lockOrganisation } from '../registry/index.ts'
import type { FeedOwner } from './feed.ts'

/**
 * Lets one delivery of an owner's feeds run at a time, until the change ends.
 *
 * **Refuses:** ORGANISATION_BUSY, MUNICIPALITY_BUSY, FUND_BUSY when another one takes too long to wait for.
 */
export async function lockOwner(running: Change, owner: FeedOwner): Promise<void> {
  if (owner.organisationId !== null) return lockOrganisation(running, owner.organisationId)
  if (owner.municipalityCode !== null)
    return lockFor(running, `feeds of ${owner.municipalityCode}`, municipalityBusy)
  return lockFor(running, 'feeds of the fund', fundBusy)
}

const municipalityBusy: Refusal = {
  code: 'MUNICIPALITY_BUSY',
  text: {
    da: 'En anden levering fra kommunen er i gang. Send den igen, når den er færdig.',
    en: 'Another delivery of the municipality is under way. Send this one again when it is done.',
  },
}

const fundBusy: Refusal = {
  code: 'FUND_BUSY',
  text: {
    da: 'En anden levering fra fonden er i gang. Send den igen, når den er færdig.',
    en: 'Another delivery of the fund is under way. Send this one again when it is done.',
  },
}
