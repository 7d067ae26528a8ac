import type { RequestOrigin } from '../access/actor.ts'
import { type HeldHousehold, holdHousehold } from '../households/index.ts'
import type { Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { NominationState } from './allocation.ts'
import { type Offers, seenOffer } from './held-offer.service.ts'
import type { Show } from './offer.service.ts'
import type { HeldOffer } from './offer.ts'

/** A household proposed for an offered dwelling; ids are global ids. */
export interface NominationEntry {
  readonly offerId: string
  readonly householdId: string
  readonly reason: string
}

/**
 * Nominates a household of the actor's cases for an offered dwelling. Whoever decides may choose it or another.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, OFFER_NOT_FOUND,
 * OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_ALREADY_ALLOCATED, HOUSEHOLD_NOT_FOUND,
 * HOUSEHOLD_OF_OTHER_MUNICIPALITY, ALREADY_NOMINATED.
 */
export function nominateHousehold<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { offerId, householdId, reason }: NominationEntry,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const offer = await seenOffer(running, offerId, 'NOMINATE', clock)
    const household = await holdHousehold(running, householdId, 'input.householdId')
    if (household.municipalityCode !== offer.municipalityCode) throw new Refused(householdElsewhere)
    const id = await enterNomination(running, offer, household, { reason, at: clock.now() })
    if (id === null) throw new Refused(alreadyNominated)
    return id
  }
  return change(database, origin, { action: 'nomination:make', ...carrying }, work, show)
}

/** Enters a nomination and answers its id; null when the household is proposed for the offer already. */
export async function enterNomination(
  running: Change,
  offer: Pick<HeldOffer, 'id' | 'vacancyId' | 'letting'>,
  household: Pick<HeldHousehold, 'id' | 'municipalityCode' | 'caseScope'>,
  { reason, at }: { readonly reason: string; readonly at: Instant },
): Promise<string | null> {
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.nomination (offer_id, vacancy_id, letting, household_id, municipality_code, case_scope, state,
       reason, nominated_at)
     values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6, 'PROPOSED', $7, $8::timestamptz)
     on conflict (offer_id, household_id) where state = 'PROPOSED' do nothing returning id`,
    [
      ...[offer.id, offer.vacancyId, offer.letting, household.id, household.municipalityCode],
      ...[household.caseScope, reason, at],
    ],
  )
  return entered?.id ?? null
}

/**
 * Takes a nomination back that was not chosen.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, NOMINATION_NOT_FOUND,
 * NOMINATION_CLOSED.
 */
export function withdrawNomination<Shown>(
  { database }: Offers,
  origin: RequestOrigin,
  { nominationId }: { readonly nominationId: string },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const [nomination] = await running.sql<{ id: string; state: NominationState }>(
      'select id, state from public.nomination where id = $1::uuid for update',
      [uuidOf(nominationId, 'Nomination')],
    )
    if (nomination === undefined) throw new Refused(nominationNotFound)
    if (nomination.state !== 'PROPOSED') throw new Refused(nominationClosed)
    await running.sql(`update public.nomination set state = 'WITHDRAWN' where id = $1::uuid`, [nomination.id])
    return nomination.id
  }
  return change(database, origin, { action: 'nomination:make', ...carrying }, work, show)
}

/** A household whose case is another municipality's than the dwelling's. */
export const householdElsewhere: Refusal = {
  code: 'HOUSEHOLD_OF_OTHER_MUNICIPALITY',
  path: 'input.householdId',
  text: {
    da: 'Husstandens sag hører til en anden kommune end den, boligen er stillet til rådighed for.',
    en: 'The household’s case is of another municipality than the one that the dwelling was offered to.',
  },
}

const alreadyNominated: Refusal = {
  code: 'ALREADY_NOMINATED',
  path: 'input.householdId',
  text: {
    da: 'Husstanden er allerede indstillet til denne bolig.',
    en: 'The household is nominated for this dwelling already.',
  },
}

const nominationNotFound: Refusal = {
  code: 'NOMINATION_NOT_FOUND',
  path: 'input.nominationId',
  text: {
    da: 'Der er ingen indstilling med dette id blandt dine sager.',
    en: 'There is no nomination with this id among your cases.',
  },
}

/** A nomination that can no longer be taken back. */
export const nominationClosed: Refusal = {
  code: 'NOMINATION_CLOSED',
  path: 'input.nominationId',
  text: {
    da: 'Indstillingen er valgt, trukket tilbage eller lukket. Se dens status.',
    en: 'The nomination was chosen, withdrawn or closed. See its state.',
  },
}
