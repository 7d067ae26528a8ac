import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import { disclosedChecksSql } from './area-law.ts'
import { type HeldHousehold, holdHousehold } from './case.service.ts'
import { disclosureRefusals, endingRefusal } from './disclosure.rules.ts'
import type { CommandOptions, DisclosureEntry, Households, Show } from './household.ts'

/** A household that is to be disclosed to the organisation of a dwelling. */
export interface HouseholdDisclosure extends DisclosureEntry {
  /** Global ids. */
  readonly householdId: string
  readonly dwellingId: string
}

/**
 * Discloses a household to the organisation of its allocated dwelling, for some days, within what the municipality has
 * signed. Of several data-sharing grants in force on the first day, the one that lasts longest is used.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, DISCLOSURE_IN_PAST,
 * DISCLOSURE_EMPTY, DISCLOSURE_TOO_LONG, TEXT_TOO_LONG, AMOUNT_NEGATIVE, HOUSEHOLD_NOT_FOUND,
 * DWELLING_NOT_FOUND, NO_DATA_SHARING_GRANT, ALREADY_DISCLOSED.
 * @law almenboligloven §§ 59, 63; forvaltningsloven § 27
 */
export async function discloseHousehold<Shown>(
  { database, vault, clock, disclosureDaysMax }: Households,
  origin: RequestOrigin,
  disclosure: HouseholdDisclosure,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'disclosure:give')
  return change(
    database,
    origin,
    {
      action: 'disclosure:give',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(disclosure) },
      dryRun,
    },
    // In here, so that a command sent again after its first day still gets the answer it got.
    (running) => discloseWithin(running, { clock, disclosureDaysMax }, disclosure),
    show,
  )
}

/**
 * Discloses a household within a change that the actor may make; answers the disclosure's key.
 *
 * **Refuses:** DISCLOSURE_IN_PAST, DISCLOSURE_EMPTY, DISCLOSURE_TOO_LONG, TEXT_TOO_LONG, AMOUNT_NEGATIVE,
 * HOUSEHOLD_NOT_FOUND, DWELLING_NOT_FOUND, NO_DATA_SHARING_GRANT, ALREADY_DISCLOSED.
 */
export async function discloseWithin(
  running: Change,
  { clock, disclosureDaysMax }: Pick<Households, 'clock' | 'disclosureDaysMax'>,
  disclosure: HouseholdDisclosure,
): Promise<string> {
  const refusals = disclosureRefusals(disclosure, clock.today(), disclosureDaysMax)
  if (refusals.length > 0) throw new Refused(...refusals)
  const household = await holdHousehold(running, disclosure.householdId, 'input.householdId')
  const dwelling = await dwellingIn(running, household.municipalityCode, disclosure.dwellingId)
  const grantId = await grantInForce(running, household.municipalityCode, dwelling, disclosure.from)
  return enterDisclosure(running, household, dwelling, grantId, disclosure)
}

interface AllocatedDwelling {
  readonly id: string
  readonly organisationId: string
  readonly estateId: string
}

async function dwellingIn(
  running: Change,
  municipalityCode: string,
  dwellingId: string,
): Promise<AllocatedDwelling> {
  const [dwelling] = await running.sql<AllocatedDwelling>(
    `select id, organisation_id as "organisationId", estate_id as "estateId"
       from public.dwelling where id = $1::uuid and municipality_code = $2`,
    [uuidOf(dwellingId, 'Dwelling'), municipalityCode],
  )
  if (dwelling === undefined) throw new Refused(dwellingNotFound)
  return dwelling
}

async function grantInForce(
  running: Change,
  municipalityCode: string,
  { organisationId, estateId }: AllocatedDwelling,
  from: LocalDate,
): Promise<string> {
  const [grant] = await running.sql<{ id: string }>(
    `select g.id from public.data_sharing_grant g
      where g.municipality_code = $1 and g.organisation_id = $2 and g.field_group = 'DISCLOSURE'
        and g.valid @> $4::date and (g.estate_ids is null or $3::uuid = any (g.estate_ids))
        and not exists (select from public.data_sharing_revocation r where r.grant_id = g.id)
      order by upper(g.valid) desc, g.id desc limit 1`,
    [municipalityCode, organisationId, estateId, from],
  )
  if (grant === undefined) throw new Refused(noDataSharingGrant)
  return grant.id
}

const OVERLAPS = '23P01'

async function enterDisclosure(
  running: Change,
  household: HeldHousehold,
  dwelling: AllocatedDwelling,
  grantId: string,
  disclosure: DisclosureEntry,
): Promise<string> {
  const { from, until, basis, moveInOn, derogations, municipalContact, payer, guaranteeOere } = disclosure
  try {
    const [entered] = await running.sql<{ id: string }>(
      `insert into public.disclosure (household_id, municipality_code, case_scope, adults, children, organisation_id,
         estate_id, dwelling_id, data_sharing_grant_id, valid, basis, move_in_on, derogations, municipal_contact, payer,
         guarantee_oere, area_checks)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, daterange($10, $11), $12, $13, $14, $15, $16, $17,
         ${disclosedChecksSql('$1::uuid', '$7::uuid', '$10::date')}) returning id`,
      [
        ...[
          household.id,
          household.municipalityCode,
          household.caseScope,
          household.adults,
          household.children,
        ],
        ...[dwelling.organisationId, dwelling.estateId, dwelling.id, grantId],
        ...[from, until, basis, moveInOn, [...new Set(derogations)].sort()],
        ...[municipalContact, payer, guaranteeOere],
      ],
    )
    return entered?.id ?? ''
  } catch (error) {
    if ((error as { code?: string }).code === OVERLAPS) throw new Refused(alreadyDisclosed)
    throw error
  }
}

/** Which disclosure ends, and the first day on which it no longer shows anything. */
export interface DisclosureEnding {
  /** Global id. */
  readonly disclosureId: string
  readonly until: LocalDate
}

/**
 * Shortens a disclosure. On its first day or before there is nothing to shorten it to, and it is withdrawn: it shows
 * nothing from this moment.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, DISCLOSURE_NOT_FOUND,
 * DISCLOSURE_IN_PAST, DISCLOSURE_NOT_SHORTENED.
 */
export async function endDisclosure<Shown>(
  { database, clock }: Households,
  origin: RequestOrigin,
  ending: DisclosureEnding,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const { disclosureId, until } = ending
  return change(
    database,
    origin,
    { action: 'disclosure:give', idempotency: { key: idempotencyKey, input: ending }, dryRun },
    async (running) => {
      const [found] = await running.sql<{ id: string; from: LocalDate; until: LocalDate }>(
        `select id, lower(valid)::text as from, upper(valid)::text as until
           from public.disclosure where id = $1::uuid for update`,
        [uuidOf(disclosureId, 'Disclosure')],
      )
      if (found === undefined) throw new Refused(disclosureNotFound)
      const refusal = endingRefusal(found.until, until, clock.today())
      if (refusal !== null) throw new Refused(refusal)
      await running.sql(
        `update public.disclosure set withdrawn = withdrawn or $2::date <= lower(valid),
                valid = case when $2::date <= lower(valid) then valid else daterange(lower(valid), $2::date) end
          where id = $1`,
        [found.id, until],
      )
      return found.id
    },
    show,
  )
}

const dwellingNotFound: Refusal = {
  code: 'DWELLING_NOT_FOUND',
  path: 'input.dwellingId',
  text: {
    da: 'Der er ingen bolig med dette id i husstandens kommune, som du kan se.',
    en: 'There is no dwelling with this id in the household’s municipality that you may see.',
  },
}

const noDataSharingGrant: Refusal = {
  code: 'NO_DATA_SHARING_GRANT',
  path: 'input.dwellingId',
  law: 'GDPR art. 24',
  text: {
    da: 'Kommunen har ingen datadelingstilladelse i kraft for boligens organisation og afdeling den dag. Lad kommunens repræsentant underskrive en.',
    en: 'The municipality has no data-sharing grant in force for the dwelling’s organisation and estate on that day. Have the municipality’s representative sign one.',
  },
}

const alreadyDisclosed: Refusal = {
  code: 'ALREADY_DISCLOSED',
  path: 'input.from',
  text: {
    da: 'Husstanden er allerede videregivet for denne bolig på nogle af dagene. Afslut den videregivelse først.',
    en: 'The household is disclosed for this dwelling on some of these days already. End that disclosure first.',
  },
}

const disclosureNotFound: Refusal = {
  code: 'DISCLOSURE_NOT_FOUND',
  path: 'id',
  text: {
    da: 'Der er ingen videregivelse med dette id blandt dine sager.',
    en: 'There is no disclosure with this id among your cases.',
  },
}
