import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { FeedEntity } from './feed.entity.ts'
import type { FeedFormatCode, FeedMapping } from './feed-format.ts'
import { type DeliveryMode, feedNotFound } from './ingest.service.ts'

/** A feed as it is registered or registered anew. */
export interface FeedRegistration {
  readonly code: string
  /** Global id of the organisation that delivers. */
  readonly organisationId: string
  readonly format: FeedFormatCode
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  /** What the files do not say; the organisation's own number is filled in from the registry. */
  readonly mapping: Omit<FeedMapping, 'organisationCode'>
}

/**
 * Registers a feed, or changes the settings of the actor's feed with the same code; its deliveries stay.
 *
 * **Refuses:** NOT_ALLOWED, FEED_CODE_MALFORMED, CLOSING_LIMIT_OUT_OF_RANGE, LEASE_END_MISSING, MUNICIPALITY_NOT_FOUND,
 * ORGANISATION_NOT_FOUND, FEED_CODE_NOT_OWN, FEED_CODE_TAKEN.
 * @why A code begins with the organisation's number: were codes free, a refused one would tell of somebody else's feed.
 */
export async function registerFeed<Shown>(
  database: Database,
  origin: RequestOrigin,
  registration: FeedRegistration,
  show: (change: Change, feedId: string) => Promise<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'feed:register' },
    async (running) => {
      const refusals = faultsOf(registration)
      if (refusals.length > 0) throw new Refused(...refusals)
      await assertMunicipalities(running, registration.mapping)
      const organisation = await ownOrganisation(running, registration.organisationId)
      return enterFeed(running, registration, organisation)
    },
    show,
  )
}

/**
 * The number of the organisation that a feed belongs to, for an operator who acts in its place.
 * **Refuses:** FEED_NOT_FOUND.
 */
export async function organisationOfFeed(
  database: Database,
  origin: RequestOrigin,
  feedCode: string,
): Promise<string> {
  return change(
    database,
    origin,
    { action: 'feed:read', dryRun: true },
    async (running) => {
      const [feed] = await running.sql<{ number: string }>(
        `select coalesce(o.lbf_number, o.cvr) as number
           from public.feed f join public.housing_organisation o on o.id = f.organisation_id where f.code = $1`,
        [feedCode],
      )
      if (feed === undefined) throw new Refused(feedNotFound)
      return feed.number
    },
    async (_, number) => number,
  )
}

function faultsOf({ code, closingLimitPercent, format, mapping }: FeedRegistration): Refusal[] {
  const refusals: Refusal[] = []
  if (!/^[a-z0-9][a-z0-9-]{1,62}$/.test(code)) {
    refusals.push({
      code: 'FEED_CODE_MALFORMED',
      path: 'code',
      text: {
        da: 'Kildekoden skal være 2 til 63 små bogstaver (a-z), cifre eller bindestreger og begynde med bogstav eller ciffer.',
        en: 'The feed code must be 2 to 63 lower-case letters (a-z), digits or hyphens and begin with a letter or digit.',
      },
    })
  }
  if (closingLimitPercent < 0 || closingLimitPercent > 100) {
    refusals.push({
      code: 'CLOSING_LIMIT_OUT_OF_RANGE',
      path: 'closingLimitPercent',
      text: {
        da: 'Grænsen skal være fra 0 til 100 procent.',
        en: 'The limit must be from 0 to 100 per cent.',
      },
    })
  }
  if (format === 'LBF_XML' && mapping.leaseEnd === undefined) {
    refusals.push({
      code: 'LEASE_END_MISSING',
      path: 'mapping.leaseEnd',
      text: {
        da: 'Angiv, om lejekontraktens slutdato er lejerens sidste dag eller den første ledige dag; det fremgår ikke af filen.',
        en: 'State whether the end of a lease is the tenant’s last day or the first free day; the file does not say.',
      },
    })
  }
  return refusals
}

async function assertMunicipalities(
  running: Change,
  { municipalityCode, municipalityByEstate = {} }: FeedRegistration['mapping'],
): Promise<void> {
  const [unknown] = await running.sql(
    `select 1 from unnest($1::text[]) given(code)
      where not exists (select 1 from public.municipality m where m.code = given.code) limit 1`,
    [[municipalityCode, ...Object.values(municipalityByEstate)]],
  )
  if (unknown === undefined) return
  throw new Refused({
    code: 'MUNICIPALITY_NOT_FOUND',
    path: 'mapping',
    text: {
      da: 'Der er ingen kommune med en af koderne. Se dem med forespørgslen »municipalities«.',
      en: 'There is no municipality with one of the codes. The query "municipalities" lists them.',
    },
  })
}

interface Organisation {
  readonly id: string
  readonly code: string
}

async function ownOrganisation(running: Change, globalId: string): Promise<Organisation> {
  const id = uuidOf(globalId, 'HousingOrganisation')
  const [organisation] = await running.sql<Organisation>(
    `select id, coalesce(lbf_number, cvr) as code from public.housing_organisation
      where id = $1::uuid and id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])`,
    [id],
  )
  if (organisation !== undefined) return organisation
  throw new Refused({
    code: 'ORGANISATION_NOT_FOUND',
    path: 'organisationId',
    text: {
      da: 'Der er ingen boligorganisation med dette id, som du handler for.',
      en: 'There is no housing organisation with this id that you act for.',
    },
  })
}

async function enterFeed(
  running: Change,
  { code, format, mode, closingLimitPercent, mapping }: FeedRegistration,
  organisation: Organisation,
): Promise<string> {
  if (!code.startsWith(`${organisation.code}-`)) {
    throw new Refused({
      code: 'FEED_CODE_NOT_OWN',
      path: 'code',
      text: {
        da: `Kildekoden skal begynde med organisationens nummer: ${organisation.code}-.`,
        en: `The feed code must begin with the organisation’s number: ${organisation.code}-.`,
      },
    })
  }
  const settings = {
    format,
    mode,
    closingLimitPercent,
    mapping: { ...mapping, organisationCode: organisation.code },
  }
  const known = await running.em.findOne(FeedEntity, { code })
  if (known !== null && known.organisationId === organisation.id) {
    Object.assign(known, settings)
    await running.em.flush()
    return known.id
  }
  // A number may have changed hands, and a feed of its earlier owner is invisible here: the unique key answers.
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.feed (code, organisation_id, format, mode, closing_limit_percent, mapping)
     values ($1, $2, $3, $4, $5, $6::jsonb) on conflict (code) do nothing returning id`,
    [code, organisation.id, format, mode, closingLimitPercent, JSON.stringify(settings.mapping)],
  )
  if (entered !== undefined) return entered.id
  throw new Refused({
    code: 'FEED_CODE_TAKEN',
    path: 'code',
    text: { da: 'Kildekoden er i brug. Vælg en anden.', en: 'The feed code is in use. Choose another.' },
  })
}
