import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import { contactRefusals, daysWithin } from './contact.rules.ts'
import type { ContactEntry } from './contact.ts'

/**
 * Says whom the landlord may call about an allocated tenancy, from a day (kontaktperson). Whoever was to be called until
 * then is no longer; said again for the same day, it is corrected. Days beyond the tenancy's fall away.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PERIOD_EMPTY, NAME_TOO_LONG, CONTACT_UNREACHABLE, PHONE_MALFORMED,
 * EMAIL_MALFORMED, TENANCY_NOT_FOUND, TENANCY_NOT_ALLOCATED, CONTACT_OUTSIDE_TENANCY, CONTACTS_OVERLAP.
 */
export function recordTenancyContact<Shown>(
  call: Call<Shown>,
  tenancyId: string,
  entry: ContactEntry,
): Promise<Shown> {
  return carryOut(call, 'tenancyContact:record', async (running) => {
    assertPeriod(entry.from, entry.until)
    const refusals = contactRefusals(entry)
    if (refusals.length > 0) throw new Refused(...refusals)
    const tenancy = await allocatedTenancy(running, tenancyId)
    const days = daysWithin(entry, tenancy)
    if (days === null) throw new Refused(contactOutsideTenancy)
    return within(VIOLATIONS, () => enterContact(running, tenancy.id, { ...entry, ...days }))
  })
}

/**
 * Says that from a day on nobody is to be called any more.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CONTACT_NOT_FOUND, CONTACT_NOT_SHORTENED.
 */
export function endTenancyContact<Shown>(
  call: Call<Shown>,
  { contactId, until }: { readonly contactId: string; readonly until: LocalDate },
): Promise<Shown> {
  return carryOut(call, 'tenancyContact:record', async (running) => {
    const [contact] = await running.sql<{ id: string; from: LocalDate; until: LocalDate | null }>(
      `select id, lower(valid)::text as "from", upper(valid)::text as until
         from public.tenancy_contact where id = $1::uuid for update`,
      [uuidOf(contactId, 'TenancyContact')],
    )
    if (contact === undefined) throw new Refused(contactNotFound)
    if (until <= contact.from || (contact.until !== null && until > contact.until))
      throw new Refused(contactNotShortened)
    await running.sql(
      'update public.tenancy_contact set valid = daterange(lower(valid), $2::date) where id = $1',
      [contact.id, until],
    )
    return contact.id
  })
}

async function allocatedTenancy(
  running: Change,
  tenancyId: string,
): Promise<{ readonly id: string; readonly from: LocalDate; readonly until: LocalDate | null }> {
  const [tenancy] = await running.sql<{
    id: string
    from: LocalDate
    until: LocalDate | null
    allocated: boolean
  }>(
    `select id, lower(valid)::text as "from", upper(valid)::text as until, allocated
       from public.tenancy where id = $1::uuid`,
    [uuidOf(tenancyId, 'Tenancy')],
  )
  if (tenancy === undefined) throw new Refused(tenancyNotFound)
  if (!tenancy.allocated) throw new Refused(tenancyNotAllocated)
  return tenancy
}

/** From its day on the contact takes the place of the one before, until the next one's day. */
async function enterContact(
  running: Change,
  tenancyKey: string,
  { from, until, name, phone, email }: ContactEntry,
): Promise<string> {
  await running.sql(
    `update public.tenancy_contact set valid = daterange(lower(valid), $2::date)
      where tenancy_id = $1 and valid @> $2::date and lower(valid) < $2::date`,
    [tenancyKey, from],
  )
  const contact = [tenancyKey, from, until, name, phone, email]
  const [corrected] = await running.sql<{ id: string }>(
    `update public.tenancy_contact set valid = daterange($2::date, ${UNTIL}), name = $4, phone = $5, email = $6
      where tenancy_id = $1 and lower(valid) = $2::date returning id`,
    contact,
  )
  if (corrected !== undefined) return corrected.id
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.tenancy_contact (tenancy_id, organisation_id, municipality_code, dwelling_id, valid, name, phone,
       email)
     select id, organisation_id, municipality_code, dwelling_id, daterange($2::date, ${UNTIL}), $4, $5, $6
       from public.tenancy where id = $1 returning id`,
    contact,
  )
  return entered?.id ?? ''
}

const UNTIL = `least($3::date, (select min(lower(later.valid)) from public.tenancy_contact later
  where later.tenancy_id = $1 and lower(later.valid) > $2::date))`

const tenancyNotFound = notFound('TENANCY', 'input.tenancyId', 'intet lejemål', 'tenancy')
const contactNotFound = notFound('CONTACT', 'input.contactId', 'ingen kontaktperson', 'contact')

const tenancyNotAllocated: Refusal = {
  code: 'TENANCY_NOT_ALLOCATED',
  path: 'input.tenancyId',
  text: {
    da: 'Kommunen har ikke anvist lejemålet. Kontaktpersoner angives for anviste lejemål.',
    en: 'The municipality has not allocated this tenancy. Contacts are stated for allocated ones.',
  },
}

const contactOutsideTenancy: Refusal = {
  code: 'CONTACT_OUTSIDE_TENANCY',
  path: 'input.from',
  text: {
    da: 'Ingen af dagene ligger i lejemålets periode.',
    en: 'None of the days lies within the tenancy.',
  },
}

const contactNotShortened: Refusal = {
  code: 'CONTACT_NOT_SHORTENED',
  path: 'input.until',
  text: {
    da: 'En kontaktperson kan kun ophøre efter sin første dag og ikke senere end allerede angivet.',
    en: 'A contact can only end after its first day, and no later than it does already.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: tenancyNotFound,
  tenancy_contact_tenancy_id_valid_key: {
    code: 'CONTACTS_OVERLAP',
    path: 'input.from',
    text: {
      da: 'En anden har netop angivet en kontaktperson for nogle af dagene. Se den, og prøv igen.',
      en: 'Somebody else has just stated a contact for some of these days. Look at it and try again.',
    },
  },
} satisfies Record<string, Refusal>
