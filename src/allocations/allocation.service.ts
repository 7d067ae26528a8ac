import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import {
  type DisclosureEntry,
  discloseWithin,
  type HeldHousehold,
  holdHousehold,
} from '../households/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type MatchedFacts, matchedFacts } from '../matching/index.ts'
import { type Carrying, type Change, change, type PreparedStatement } from '../platform/change.ts'
import { within } from '../platform/command.ts'
import { matchRefusals } from './decision.rules.ts'
import { holdOffer, moveOffer, type Offers } from './held-offer.service.ts'
import { householdElsewhere } from './nomination.service.ts'
import type { Show } from './offer.service.ts'
import type { DeclineReason, HeldOffer } from './offer.ts'

/** A decision to allocate an offered dwelling; ids are global ids. */
export interface AllocationEntry {
  readonly offerId: string
  readonly householdId: string
  readonly reason: string | null
  /** Why it is allocated although a rule fails. */
  readonly overrideReason: string | null
  /** What the organisation is shown of the household until the allocation comes to nothing; null: nothing yet. */
  readonly disclosure: Omit<DisclosureEntry, 'basis'> | null
}

/**
 * Allocates an offered dwelling to a household. What the decision rests on is frozen with it and sealed. Of many who
 * try at once for one vacancy, one succeeds.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, OFFER_NOT_FOUND,
 * OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_PAUSED, OFFER_ALREADY_ALLOCATED, HOUSEHOLD_NOT_FOUND,
 * HOUSEHOLD_OF_OTHER_MUNICIPALITY, AREA_EXCLUDES_HOUSEHOLD, AREA_CHECK_MISSING, MATCH_RULE_FAILS,
 * what `discloseWithin` refuses, HOUSEHOLD_ALREADY_ALLOCATED, HOUSING_STEP_NOT_ALLOWED.
 * @law almenboligloven §§ 59, 63
 */
export async function allocateDwelling<Shown>(
  { database, clock, disclosureDaysMax }: Offers,
  origin: RequestOrigin,
  { offerId, householdId, reason, overrideReason, disclosure }: AllocationEntry,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  if (disclosure !== null) assertMay(origin.actor, 'disclosure:give')
  const work = async (running: Change) => {
    // Sent at once, done in this order: the database need not wait for the hub in between.
    const holding = holdOffer(running, offerId, 'ALLOCATE', clock)
    const reaching = holdHousehold(running, householdId, 'input.householdId')
    reaching.catch(() => undefined)
    const offer = await holding
    const household = await reaching
    if (household.municipalityCode !== offer.municipalityCode) throw new Refused(householdElsewhere)
    const facts = await factsBehind(running, offer, household.id, clock.today())
    const refusals = matchRefusals(facts.results, overrideReason)
    if (refusals.length > 0) throw new Refused(...refusals)
    const disclosureKey =
      disclosure === null
        ? null
        : await discloseWithin(
            running,
            { clock, disclosureDaysMax },
            {
              ...disclosure,
              ...{ householdId, dwellingId: globalId('Dwelling', offer.dwellingId) },
              basis: offer.legalBasis === 'SECTION_63' ? 'TRANSITIONAL_DWELLING' : 'MUNICIPAL_ALLOCATION',
            },
          )
    const allocating = decide(running, offer, household, facts, {
      ...{ decidedOn: clock.today(), reason, overrideReason, disclosureKey },
      ...{ source: null, over: null },
    })
    const moving = moveOffer(running, offer, {
      ...{ state: 'ALLOCATED', kind: 'ALLOCATED', party: 'MUNICIPALITY', at: clock.now() },
    })
    moving.catch(() => undefined)
    const id = await allocating
    await moving
    return id
  }
  return change(database, origin, { action: 'allocation:decide', ...carrying }, work, show)
}

/** What a decision over a held offer and a held household rests on, to be frozen with it. */
export async function factsBehind(
  running: Change,
  { vacancyId, offeredOn }: Pick<HeldOffer, 'vacancyId' | 'offeredOn'>,
  householdId: string,
  on: LocalDate,
): Promise<MatchedFacts> {
  const facts = await matchedFacts(running, { vacancyId, householdId, on, offeredOn })
  if (facts === null) throw new Error('The facts of a decision are not there')
  return facts
}

/** A decision as it is frozen; `source` names the case system that it was made in, null for the hub itself. */
export interface Decision {
  readonly decidedOn: LocalDate
  readonly reason: string | null
  readonly overrideReason: string | null
  readonly source: { readonly feedId: string; readonly sourceId: string } | null
  /** What the organisation is told of the household with it; null: nothing. */
  readonly disclosureKey: string | null
  /** How it is over already as it is entered: declined, or taken back and perhaps accepted before; null: it is open. */
  readonly over:
    | { readonly state: 'DECLINED'; readonly answeredOn: LocalDate; readonly reason: DeclineReason }
    | { readonly state: 'CANCELLED'; readonly answeredOn: LocalDate | null; readonly reason: null }
    | null
}

/**
 * Freezes a decision over a held offer with its facts and enters the allocation that it makes, whose id it answers; the
 * offer is the caller's to move. Its statement is on its way before it first waits.
 * **Refuses:** HOUSEHOLD_ALREADY_ALLOCATED, HOUSING_STEP_NOT_ALLOWED.
 */
export async function decide(
  running: Change,
  offer: Pick<HeldOffer, 'id'>,
  household: Pick<HeldHousehold, 'id' | 'caseScope'>,
  facts: MatchedFacts,
  { decidedOn, reason, overrideReason, source, disclosureKey, over }: Decision,
): Promise<string> {
  const [row] = await within(
    { one_open_allocation: householdAllocated, housing_step_allowed: housingStepNotAllowed },
    () =>
      running.prepared<{ id: string }>(ALLOCATE, [
        ...[offer.id, household.id, household.caseScope, decidedOn, reason, overrideReason],
        ...[facts.ruleSet, JSON.stringify(facts.parameters), JSON.stringify(facts.results)],
        ...[facts.changeId, facts.at, source?.feedId ?? null, source?.sourceId ?? null],
        ...[over?.state ?? 'AWAITING_ANSWER', over?.answeredOn ?? null, over?.reason ?? null],
        disclosureKey,
      ]),
  )
  return row?.id ?? ''
}

/** The decision, the allocation that it makes, and the nomination that it chooses, if there is one. */
const ALLOCATE: PreparedStatement = {
  name: 'allocate',
  text: `with decided as (
    insert into public.allocation_decision (offer_id, vacancy_id, letting, household_id, municipality_code, case_scope,
      decided_on, legal_basis, reason, agreement_version_id, agreement_term_id, override_reason, rule_set, parameters,
      results, facts_change_id, facts_at, feed_id, source_id)
    select id, vacancy_id, letting, $2::uuid, municipality_code, $3, $4::date, legal_basis, $5, agreement_version_id,
           agreement_term_id, $6, $7, $8::jsonb, $9::jsonb, $10::bigint, $11::timestamptz, $12::uuid, $13
      from public.municipal_offer where id = $1::uuid returning *),
  chosen as (
    update public.nomination set state = 'CHOSEN'
     where offer_id = $1::uuid and household_id = $2::uuid and state = 'PROPOSED' returning id)
  insert into public.allocation (decision_id, nomination_id, offer_id, vacancy_id, letting, household_id, municipality_code,
    case_scope, state, allocated_on, answered_on, decline_reason, disclosure_id)
  select id, (select id from chosen), offer_id, vacancy_id, letting, household_id, municipality_code, case_scope,
         $14, decided_on, $15::date, $16, $17::uuid from decided returning id`,
}

/** One household waits for one dwelling at a time. */
export const householdAllocated: Refusal = {
  code: 'HOUSEHOLD_ALREADY_ALLOCATED',
  path: 'input.householdId',
  text: {
    da: 'Husstanden er allerede anvist en bolig. Registrér dens svar og lejeaftalen først.',
    en: 'The household is allocated a dwelling already. Record its answer and the lease first.',
  },
}

/** Whoever has a transitional dwelling gets no second, and nobody goes from ordinary terms into derogated ones. */
export const housingStepNotAllowed: Refusal = {
  code: 'HOUSING_STEP_NOT_ALLOWED',
  path: 'input.householdId',
  law: 'almenboligloven § 63 stk. 3',
  text: {
    da: 'Husstanden har den dag allerede en udslusningsbolig eller en bolig på ordinære vilkår og kan ikke derfra få en udslusningsbolig. Registrér først, hvordan den bolig endte, eller hvor husstanden opholder sig.',
    en: 'On that day the household has a transitional dwelling already, or one on ordinary terms, and cannot go from there to a transitional one. Record first how that dwelling ended, or where the household stays.',
  },
}
