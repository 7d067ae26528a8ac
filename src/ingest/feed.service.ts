import type { RequestOrigin } from '../access/actor.ts'
import { actionHeld, assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { FeedEntity } from './feed.entity.ts'
import { feedRefusals } from './feed.rules.ts'
import type { DeliveryMode, FeedOwner, RecordKindCode } from './feed.ts'
import type { FeedFormatCode, FeedMapping } from './feed-format.ts'
import { feedNotFound } from './ingest.service.ts'
import { RECORD_KINDS } from './record-kinds.ts'

/** A feed as it is registered or registered anew. */
export interface FeedRegistration {
  readonly code: string
  /** Vacancies where nothing is said. */
  readonly kind?: RecordKindCode
  /** Global id of the organisation that delivers; null when it is a municipality. */
  readonly organisationId: string | null
  readonly municipalityCode?: string | null
  readonly format: FeedFormatCode
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  /** What the files do not say; the organisation's own number is filled in from the registry. Null where a kind needs none. */
  readonly mapping: Omit<FeedMapping, 'organisationCode'> | null
}

/**
 * Registers a feed, or changes the settings of the actor's feed with the same code; its deliveries stay.
 *
 * **Refuses:** NOT_ALLOWED, FEED_CODE_MALFORMED, OWNER_NOT_FOR_KIND, FORMAT_NOT_FOR_KIND, MODE_NOT_FOR_KIND,
 * CLOSING_LIMIT_OUT_OF_RANGE, MAPPING_MISSING, LEASE_END_MISSING, MUNICIPALITY_NOT_FOUND, ORGANISATION_NOT_FOUND,
 * MUNICIPALITY_NOT_OWN, FEED_CODE_NOT_OWN, FEED_KIND_STAYS, FEED_CODE_TAKEN.
 * @why A code begins with its owner's number: were codes free, a refused one would tell of somebody else's feed.
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
    { action: actionHeld(origin.actor, 'feed:register', 'delivery:receiveAsFund') },
    async (running) => {
      const { kind = 'VACANCY', organisationId, municipalityCode = null, mapping } = registration
      const { owner, formats, closing, mapped } = RECORD_KINDS[kind]
      const refusals = feedRefusals(
        { ...registration, municipalityCode },
        { owner, formats, wholeLists: closing !== null, mapped },
      )
      if (refusals.length > 0) throw new Refused(...refusals)
      if (mapping !== null) await assertMunicipalities(running, mapping)
      const own =
        municipalityCode !== null
          ? await ownMunicipality(running, municipalityCode)
          : organisationId !== null
            ? await ownOrganisation(running, organisationId)
            : fund(origin)
      return enterFeed(running, { ...registration, kind }, own)
    },
    show,
  )
}

/** Whom a feed belongs to, an organisation by its number or a municipality by its code, and what its records are about. */
export interface OwnedFeed {
  readonly kind: RecordKindCode
  readonly organisationNumber: string | null
  readonly municipalityCode: string | null
}

/**
 * Whom a feed belongs to, for an operator who acts in its owner's place: an organisation's number or a municipality's
 * code; the fund has neither.
 * **Refuses:** FEED_NOT_FOUND.
 */
export async function ownerOfFeed(
  database: Database,
  origin: RequestOrigin,
  feedCode: string,
): Promise<OwnedFeed> {
  return change(
    database,
    origin,
    { action: 'feed:read', dryRun: true },
    async (running) => {
      const [feed] = await running.sql<OwnedFeed>(
        `select f.kind, coalesce(o.lbf_number, o.cvr) as "organisationNumber", f.municipality_code as "municipalityCode"
           from public.feed f left join public.housing_organisation o on o.id = f.organisation_id where f.code = $1`,
        [feedCode],
      )
      if (feed === undefined) throw new Refused(feedNotFound)
      return feed
    },
    async (_, owner) => owner,
  )
}

async function assertMunicipalities(
  running: Change,
  { municipalityCode, municipalityByEstate = {} }: NonNullable<FeedRegistration['mapping']>,
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

/** Who is to own a feed, with what its code has to begin with and what its mapping holds of it. */
interface Owner {
  readonly owner: FeedOwner
  readonly prefix: string
  readonly mapping: object
}

async function ownOrganisation(running: Change, globalId: string): Promise<Owner> {
  const [organisation] = await running.sql<{ id: string; code: string }>(
    `select id, coalesce(lbf_number, cvr) as code from public.housing_organisation
      where id = $1::uuid and id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])`,
    [uuidOf(globalId, 'HousingOrganisation')],
  )
  if (organisation !== undefined) {
    const { id, code } = organisation
    return {
      owner: { organisationId: id, municipalityCode: null },
      prefix: `${code}-`,
      mapping: { organisationCode: code },
    }
  }
  throw new Refused({
    code: 'ORGANISATION_NOT_FOUND',
    path: 'organisationId',
    text: {
      da: 'Der er ingen boligorganisation med dette id, som du handler for.',
      en: 'There is no housing organisation with this id that you act for.',
    },
  })
}

async function ownMunicipality(running: Change, code: string): Promise<Owner> {
  const [own] = await running.sql(
    `select 1 from public.municipality
      where code = $1 and code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])`,
    [code],
  )
  // An organisation's number may be a municipality's code, so the two begin differently.
  if (own !== undefined) {
    return {
      owner: { organisationId: null, municipalityCode: code },
      prefix: `kommune-${code}-`,
      mapping: {},
    }
  }
  throw new Refused({
    code: 'MUNICIPALITY_NOT_OWN',
    path: 'municipalityCode',
    text: {
      da: 'Der er ingen kommune med denne kode, som du handler for.',
      en: 'There is no municipality with this code that you act for.',
    },
  })
}

/** The fund's own feeds, for whoever may deliver as the fund. */
function fund({ actor }: RequestOrigin): Owner {
  assertMay(actor, 'delivery:receiveAsFund')
  return { owner: { organisationId: null, municipalityCode: null }, prefix: 'fond-', mapping: {} }
}

async function enterFeed(
  running: Change,
  registration: FeedRegistration & { readonly kind: RecordKindCode },
  { owner, prefix, mapping }: Owner,
): Promise<string> {
  const { code, kind, format, mode, closingLimitPercent } = registration
  if (!code.startsWith(prefix)) throw new Refused(feedCodeNotOwn(prefix))
  const settings = { format, mode, closingLimitPercent, mapping: { ...registration.mapping, ...mapping } }
  const known = await running.em.findOne(FeedEntity, { code })
  if (
    known !== null &&
    known.organisationId === owner.organisationId &&
    known.municipalityCode === owner.municipalityCode
  ) {
    if (known.kind !== kind) throw new Refused(feedKindStays)
    Object.assign(known, settings)
    await running.em.flush()
    return known.id
  }
  // A number may have changed hands, and a feed of its earlier owner is invisible here: the unique key answers.
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.feed
       (code, organisation_id, municipality_code, kind, format, mode, closing_limit_percent, mapping)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb) on conflict (code) do nothing returning id`,
    [
      code,
      owner.organisationId,
      owner.municipalityCode,
      kind,
      format,
      mode,
      closingLimitPercent,
      JSON.stringify(settings.mapping),
    ],
  )
  if (entered !== undefined) return entered.id
  throw new Refused({
    code: 'FEED_CODE_TAKEN',
    path: 'code',
    text: { da: 'Kildekoden er i brug. Vælg en anden.', en: 'The feed code is in use. Choose another.' },
  })
}

function feedCodeNotOwn(prefix: string): Refusal {
  return {
    code: 'FEED_CODE_NOT_OWN',
    path: 'code',
    text: {
      da: `Kildekoden skal begynde med ejerens eget: ${prefix}.`,
      en: `The feed code must begin with its owner’s own: ${prefix}.`,
    },
  }
}

const feedKindStays: Refusal = {
  code: 'FEED_KIND_STAYS',
  path: 'kind',
  text: {
    da: 'En kilde beholder sin slags poster. Registrér en ny kilde til de andre.',
    en: 'A feed keeps its kind of records. Register another feed for the others.',
  },
}
