import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, type Command, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { faultsOf, signatory, signingAction } from './sharing.rules.ts'
import type { DataSharing, Side } from './sharing.ts'

/** How a command is to be run: under which key, and whether for real. */
export type Sending = Pick<Command, 'dryRun'> & { readonly idempotencyKey?: string }

/**
 * Signs a data-sharing grant for the side whose records it opens. It is never changed, only revoked.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PURPOSE_NOT_OF_FIELD_GROUP, PERIOD_BEGINS_IN_THE_PAST,
 * PERIOD_EMPTY, PERIOD_TOO_LONG, ESTATES_NOT_OF_FIELD_GROUP, ESTATE_COUNT_OUT_OF_RANGE, MUNICIPALITY_NOT_FOUND,
 * ORGANISATION_NOT_FOUND, ESTATE_NOT_FOUND.
 */
export function signSharingGrant<Shown>(
  database: Database,
  origin: RequestOrigin,
  sharing: DataSharing,
  { today, daysMax, ...sending }: Sending & { readonly today: LocalDate; readonly daysMax: number },
  show: (change: Change, grantId: string) => Promise<Shown>,
): Promise<Shown> {
  const side = signatory(sharing.fieldGroup)
  return change(
    database,
    origin,
    commandOf(side, sharing, sending),
    async (running) => {
      const refusals = faultsOf(sharing, today, daysMax)
      if (refusals.length > 0) throw new Refused(...refusals)
      await assertMunicipality(running, sharing.municipalityCode, side)
      const organisationId = await organisationOf(running, sharing.organisationId, side)
      const estateIds = await estatesOf(running, sharing, organisationId)
      const [entered] = await running.sql<{ id: string }>(
        `insert into public.data_sharing_grant
           (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid, estate_ids)
         values ($1, $2, $3, $4, $5, $6, daterange($7::date, $8::date), $9::uuid[]) returning id`,
        [
          sharing.municipalityCode,
          organisationId,
          side,
          origin.actor.subject,
          sharing.fieldGroup,
          sharing.purpose,
          sharing.validFrom,
          sharing.validUntil,
          estateIds,
        ],
      )
      return entered?.id ?? ''
    },
    show,
  )
}

/**
 * Revokes a data-sharing grant for the side that signed it, from the next request on; once revoked, it stays so.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, DATA_SHARING_GRANT_NOT_FOUND, SIGNED_FOR_ANOTHER.
 */
export async function revokeSharingGrant<Shown>(
  database: Database,
  origin: RequestOrigin,
  globalGrantId: string,
  sending: Sending,
  show: (change: Change, grantId: string) => Promise<Shown>,
): Promise<Shown> {
  const grantId = uuidOf(globalGrantId, 'DataSharingGrant')
  // Which side must act is in the grant, and a grant never changes: it is looked up before the change begins.
  const side = await change(
    database,
    origin,
    { action: 'dataSharing:read', dryRun: true },
    async (running) => {
      const [found] = await running.sql<{ side: Side }>(
        'select signed_for as side from public.data_sharing_grant where id = $1::uuid',
        [grantId],
      )
      if (found === undefined) throw new Refused(grantNotFound)
      return found.side
    },
    async (_, found) => found,
  )
  return change(
    database,
    origin,
    commandOf(side, { revoked: grantId }, sending),
    async (running) => {
      const [own] = await running.sql<{ id: string }>(
        `select id from public.data_sharing_grant where id = $1 and ${OWN[side]}`,
        [grantId],
      )
      if (own === undefined) throw new Refused(signedForAnother)
      await running.sql(
        `insert into public.data_sharing_revocation (grant_id, municipality_code, organisation_id, signed_for, signed_by)
         select id, municipality_code, organisation_id, signed_for, $2 from public.data_sharing_grant where id = $1
         on conflict (grant_id) do nothing`,
        [grantId, origin.actor.subject],
      )
      return own.id
    },
    show,
  )
}

/** Whether a grant for this field group was ever signed between the two, whatever became of it. */
export function wasSharingGrantSigned(
  database: Database,
  origin: RequestOrigin,
  { municipalityCode, organisationId, fieldGroup }: DataSharing,
): Promise<boolean> {
  return change(
    database,
    origin,
    { action: 'dataSharing:read', dryRun: true },
    async (running) => {
      const found = await running.sql(
        `select 1 from public.data_sharing_grant
          where municipality_code = $1 and organisation_id = $2::uuid and field_group = $3 limit 1`,
        [municipalityCode, uuidOf(organisationId, 'HousingOrganisation'), fieldGroup],
      )
      return found.length > 0
    },
    async (_, signed) => signed,
  )
}

/** What makes a grant the actor's own side's: the same keys that row-level security compares with. */
const OWN: Readonly<Record<Side, string>> = {
  MUNICIPALITY: `municipality_code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])`,
  ORGANISATION: `organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])`,
}

function commandOf(side: Side, input: unknown, { idempotencyKey, dryRun = false }: Sending): Command {
  const action = signingAction(side)
  return idempotencyKey === undefined
    ? { action, dryRun }
    : { action, dryRun, idempotency: { key: idempotencyKey, input } }
}

async function assertMunicipality(running: Change, code: string, signedFor: Side): Promise<void> {
  const [found] = await running.sql(
    `select 1 from (select code as municipality_code from public.municipality) m
      where municipality_code = $1 and ${signedFor === 'MUNICIPALITY' ? OWN.MUNICIPALITY : 'true'}`,
    [code],
  )
  if (found === undefined) throw new Refused(municipalityNotFound)
}

async function organisationOf(running: Change, globalId: string, signedFor: Side): Promise<string> {
  const [found] = await running.sql<{ id: string }>(
    `select organisation_id as id from (select id as organisation_id from public.housing_organisation) o
      where organisation_id = $1::uuid and ${signedFor === 'ORGANISATION' ? OWN.ORGANISATION : 'true'}`,
    [uuidOf(globalId, 'HousingOrganisation')],
  )
  if (found === undefined) throw new Refused(organisationNotFound)
  return found.id
}

/** The ids of the estates that a grant names, sorted; null when it names none and so covers all. */
async function estatesOf(
  running: Change,
  { municipalityCode, estateIds }: DataSharing,
  organisationId: string,
): Promise<readonly string[] | null> {
  if (estateIds === null) return null
  const wanted = [...new Set(estateIds)]
  const found = await running.sql<{ id: string }>(
    `select id from public.estate where id = any ($1::uuid[]) and organisation_id = $2 and municipality_code = $3
      order by id`,
    [wanted.map((id) => uuidOf(id, 'Estate')), organisationId, municipalityCode],
  )
  if (found.length < wanted.length) throw new Refused(estateNotFound)
  return found.map(({ id }) => id)
}

const municipalityNotFound: Refusal = {
  code: 'MUNICIPALITY_NOT_FOUND',
  path: 'input.municipalityCode',
  text: {
    da: 'Der er ingen kommune med denne kode, eller det er ikke en, du underskriver for.',
    en: 'There is no municipality with this code, or it is not one that you sign for.',
  },
}

const organisationNotFound: Refusal = {
  code: 'ORGANISATION_NOT_FOUND',
  path: 'input.organisationId',
  text: {
    da: 'Der er ingen boligorganisation med dette id, eller det er ikke en, du underskriver for.',
    en: 'There is no housing organisation with this id, or it is not one that you sign for.',
  },
}

const estateNotFound: Refusal = {
  code: 'ESTATE_NOT_FOUND',
  path: 'input.estateIds',
  text: {
    da: 'En af afdelingerne er ikke boligorganisationens i kommunen. Se dem med forespørgslen »estates«.',
    en: 'One of the estates is not the organisation’s in the municipality. The query "estates" lists them.',
  },
}

const grantNotFound: Refusal = {
  code: 'DATA_SHARING_GRANT_NOT_FOUND',
  path: 'id',
  text: {
    da: 'Der er ingen tilladelse til datadeling med det id, som du må se. Se dem med forespørgslen »dataSharingGrants«.',
    en: 'There is no data-sharing grant with this id that you may see. The query "dataSharingGrants" lists them.',
  },
}

const signedForAnother: Refusal = {
  code: 'SIGNED_FOR_ANOTHER',
  path: 'id',
  text: {
    da: 'Tilladelsen er underskrevet for den anden part. Bed den om at tilbagekalde den.',
    en: 'The grant was signed for the other party. Ask it to revoke the grant.',
  },
}
