import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { DwellingType } from '../registry/index.ts'
import { caseRefusals } from './case.rules.ts'
import { holdHousehold, withinReach } from './case.service.ts'
import type { CommandOptions, Households, Show } from './household.ts'
import { assertMunicipality, enterNeed } from './need.service.ts'
import type { AgeBand } from './need.ts'
import type { ReceivedCase, ReferralDeclineReason, ReferralState } from './referral.ts'

/**
 * Refers a household to another municipality, which is told its size, its age bands and which dwelling it needs.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, HOUSEHOLD_NOT_FOUND,
 * MUNICIPALITY_NOT_FOUND, REFERRED_TO_ITSELF, NEED_MISSING, HOUSEHOLD_REFERRED.
 * @law forvaltningsloven § 28; GDPR art. 6(1)(e)
 */
export async function referHousehold<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  referral: { readonly householdId: string; readonly toMunicipalityCode: string },
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const { householdId, toMunicipalityCode } = referral
  assertMay(origin.actor, 'referral:send')
  assertMay(origin.actor, 'household:readNeed')
  const work = async (running: Change) => {
    const household = await holdHousehold(running, householdId, 'input.householdId')
    await assertMunicipality(running, toMunicipalityCode, 'input.toMunicipalityCode')
    if (household.municipalityCode === toMunicipalityCode) throw new Refused(referredToItself)
    const [entered] = await onlyOne(() =>
      running.sql<{ id: string }>(
        `insert into public.household_referral (household_id, municipality_code, case_scope, to_municipality_code, sent_on, adults,
           children, ages, wanted_dwelling_types, rent_max_oere, accessibility_needed, elderly_need, crisis_centre_priority)
         select h.id, h.municipality_code, h.case_scope, $2, $3::date, h.adults, h.children, h.ages, n.wanted_dwelling_types,
                n.rent_max_oere, n.accessibility_needed, n.elderly_need, n.crisis_centre_priority
           from public.household h join public.household_need n on n.household_id = h.id
          where h.id = $1 returning id`,
        [household.id, toMunicipalityCode, clock.today()],
      ),
    )
    if (entered === undefined) throw new Refused(needMissing)
    return entered.id
  }
  const idempotency = { key: idempotencyKey, input: vault.fingerprint(referral) }
  return change(database, origin, { action: 'referral:send', idempotency, dryRun }, work, show)
}

/**
 * Takes a referral back that has not been answered.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, REFERRAL_NOT_FOUND,
 * REFERRAL_ANSWERED.
 */
export async function withdrawReferral<Shown>(
  { database, vault }: Households,
  origin: RequestOrigin,
  referralId: string,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const { id } = await openReferral(running, referralId, 'referral:send')
    await running.sql(`update public.household_referral set state = 'WITHDRAWN' where id = $1`, [id])
    return id
  }
  const idempotency = { key: idempotencyKey, input: vault.fingerprint({ withdraw: referralId }) }
  return change(database, origin, { action: 'referral:send', idempotency, dryRun }, work, show)
}

/**
 * Does not take a household that another municipality refers.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, REFERRAL_NOT_FOUND,
 * REFERRAL_ANSWERED.
 */
export async function declineReferral<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  input: { readonly referralId: string; readonly reason: ReferralDeclineReason },
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const { id } = await openReferral(running, input.referralId, 'referral:answer')
    await running.sql(
      `update public.household_referral set state = 'DECLINED', answered_on = $2::date, decline_reason = $3 where id = $1`,
      [id, clock.today(), input.reason],
    )
    return id
  }
  const idempotency = { key: idempotencyKey, input: vault.fingerprint(input) }
  return change(database, origin, { action: 'referral:answer', idempotency, dryRun }, work, show)
}

/**
 * Takes a household that another municipality refers: a case of the receiving municipality's own, at home in the other. Its
 * persons are entered there as they become known, under address protection where it has priority from a crisis centre.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, CASE_REFERENCE_HOLDS_CPR, CASE_REFERENCE_MALFORMED,
 * ORGANISATION_UNIT_MALFORMED, KLE_NUMBER_MALFORMED, IDEMPOTENCY_KEY_REUSED, REFERRAL_NOT_FOUND, REFERRAL_ANSWERED,
 * CASE_OUT_OF_REACH, CASE_REFERENCE_TAKEN.
 */
export async function acceptReferral<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  received: ReceivedCase,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'household:register')
  assertMay(origin.actor, 'household:recordNeed')
  const { caseReference, organisationUnitId, kleNumber, needClass } = received
  // The household's size is not this command's to state, and was right when it was entered.
  const refusals = caseRefusals({
    ...{ caseReference, organisationUnitId, kleNumber },
    ...{ adults: 1, children: 0, ages: [] },
  })
  if (refusals.length > 0) throw new Refused(...refusals)
  const work = async (running: Change) => {
    const referral = await openReferral(running, received.referralId, 'referral:answer')
    const [entered] = await withinReach(() =>
      running.sql<{ id: string }>(
        `insert into public.household (municipality_code, case_reference, organisation_unit_id, kle_number, adults, children, ages)
         values ($1, $2, $3, $4, $5, $6, $7) returning id`,
        [
          ...[referral.toMunicipalityCode, caseReference, organisationUnitId, kleNumber],
          ...[referral.adults, referral.children, referral.ages],
        ],
      ),
    )
    const household = await holdHousehold(running, `Household:${entered?.id}`, 'input')
    await enterNeed(running, household, {
      ...{ needClass, origin: null, supportMethods: [], rentMaxOere: referral.rentMaxOere },
      ...{ wantedDwellingTypes: referral.wantedDwellingTypes, wantedEstateIds: [], wantedPostalCodes: [] },
      ...{
        excludedEstateIds: [],
        excludedPostalCodes: [],
        accessibilityNeeded: referral.accessibilityNeeded,
      },
      ...{ elderlyNeed: referral.elderlyNeed, education: null, municipalityVouches: false },
      ...{ supportPlanReference: null, homeMunicipalityCode: referral.municipalityCode },
      ...{ crisisCentrePriority: referral.crisisCentrePriority, refugee: false, cohorts: [] },
      shelterEnteredOn: null,
    })
    await running.sql(
      `update public.household_referral set state = 'ACCEPTED', answered_on = $2::date, received_household_id = $3 where id = $1`,
      [referral.id, clock.today(), household.id],
    )
    return referral.id
  }
  const idempotency = { key: idempotencyKey, input: vault.fingerprint(received) }
  return change(database, origin, { action: 'referral:answer', idempotency, dryRun }, work, show)
}

interface HeldReferral {
  readonly id: string
  readonly state: ReferralState
  readonly municipalityCode: string
  readonly toMunicipalityCode: string
  readonly adults: number
  readonly children: number
  readonly ages: readonly AgeBand[]
  readonly wantedDwellingTypes: readonly DwellingType[]
  readonly rentMaxOere: bigint | null
  readonly accessibilityNeeded: boolean
  readonly elderlyNeed: boolean
  readonly crisisCentrePriority: boolean
}

/** Holds a referral that waits for its answer, as its sender or its receiver: whoever is both is each in its own commands. */
async function openReferral(
  running: Change,
  referralId: string,
  as: 'referral:send' | 'referral:answer',
): Promise<HeldReferral> {
  const mine =
    as === 'referral:answer'
      ? `to_municipality_code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])`
      : `exists (select from public.household h where h.id = household_id)`
  const [held] = await running.sql<
    Omit<HeldReferral, 'rentMaxOere'> & { readonly rentMaxOere: string | null }
  >(
    `select id, state, municipality_code as "municipalityCode", to_municipality_code as "toMunicipalityCode", adults, children,
            ages, wanted_dwelling_types as "wantedDwellingTypes", rent_max_oere as "rentMaxOere",
            accessibility_needed as "accessibilityNeeded", elderly_need as "elderlyNeed",
            crisis_centre_priority as "crisisCentrePriority"
       from public.household_referral where id = $1::uuid and ${mine} for update`,
    [uuidOf(referralId, 'HouseholdReferral')],
  )
  if (held === undefined) throw new Refused(referralNotFound)
  if (held.state !== 'SENT') throw new Refused(referralAnswered)
  return { ...held, rentMaxOere: held.rentMaxOere === null ? null : BigInt(held.rentMaxOere) }
}

const TAKEN = '23505'

async function onlyOne<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write()
  } catch (error) {
    if ((error as { code?: string }).code === TAKEN) throw new Refused(householdReferred)
    throw error
  }
}

const referredToItself: Refusal = {
  code: 'REFERRED_TO_ITSELF',
  path: 'input.toMunicipalityCode',
  text: {
    da: 'Sagen er allerede denne kommunes. Indstil husstanden til en bolig i stedet.',
    en: 'The case is this municipality’s already. Nominate the household for a dwelling instead.',
  },
}

const needMissing: Refusal = {
  code: 'NEED_MISSING',
  path: 'input.householdId',
  text: {
    da: 'Husstandens boligbehov er ikke registreret. Registrér det først med »recordNeed«.',
    en: 'The household’s need is not recorded. Record it with "recordNeed" first.',
  },
}

const householdReferred: Refusal = {
  code: 'HOUSEHOLD_REFERRED',
  path: 'input.householdId',
  text: {
    da: 'Husstanden er allerede henvist til en anden kommune. Træk den henvisning tilbage, eller vent på svaret.',
    en: 'The household is referred to another municipality already. Withdraw that referral, or wait for its answer.',
  },
}

const referralNotFound: Refusal = {
  code: 'REFERRAL_NOT_FOUND',
  text: {
    da: 'Der er ingen henvisning med dette id, som du kan svare på eller trække tilbage.',
    en: 'There is no referral with this id that you can answer or withdraw.',
  },
}

const referralAnswered: Refusal = {
  code: 'REFERRAL_ANSWERED',
  text: {
    da: 'Henvisningen er besvaret eller trukket tilbage.',
    en: 'The referral has been answered or withdrawn.',
  },
}
