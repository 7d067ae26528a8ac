import type { Actor, RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { lookUp } from '../platform/look-up.ts'
import { holdHousehold } from './case.service.ts'
import type { CommandOptions, Households, IdentityEntry, PersonEntry, Show } from './household.ts'
import { assertProtected } from './need.service.ts'
import {
  enterIdentity,
  enterPerson,
  type NewKey,
  sealedParameters,
  withNewKeys,
} from './new-person.service.ts'
import type { PersonVault, SealPart } from './vault/person-vault.ts'

/** A person to enter, or to correct when its id is given. */
export interface PersonRecord extends PersonEntry {
  /** Global ids. */
  readonly householdId: string
  readonly personId: string | null
}

/**
 * Enters a person into a household, or corrects one; an identity that is given replaces what was known as a whole.
 * Correcting a person under address protection, and lifting the protection, takes the right to read the identity.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, HOUSEHOLD_NOT_FOUND,
 * PERSON_NOT_FOUND, PERSON_ERASED, ADDRESS_PROTECTION_MISSING.
 */
export async function recordPerson<Shown>(
  { database, vault }: Households,
  origin: RequestOrigin,
  record: PersonRecord,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'household:register')
  if (record.identity !== null) assertMay(origin.actor, 'person:recordIdentity')
  const command = {
    action: 'household:register',
    idempotency: { key: idempotencyKey, input: vault.fingerprint(record) },
    dryRun,
  } as const
  return withNewKeys(vault, dryRun, (newKeys) =>
    change(
      database,
      origin,
      command,
      async (running) => {
        const household = await holdHousehold(running, record.householdId, 'input.householdId')
        if (record.personId !== null) {
          const personId = await personOf(running, household.id, record.personId)
          await correctPerson(running, vault, origin.actor, personId, record)
          await assertProtected(running, household.id)
          const { identity } = record
          // Last, under the person's lock: what finds the person is kept elsewhere and is not rolled back.
          if (identity !== null && !dryRun)
            await vault.setCpr(personId, household.municipalityCode, identity.cpr)
          return personId
        }
        const [key] = await newKeys(running, household.municipalityCode, [record])
        await enterPerson(running, household, record, key as NewKey)
        await assertProtected(running, household.id)
        return (key as NewKey).personId
      },
      show,
    ),
  )
}

async function personOf(running: Change, householdId: string, personId: string): Promise<string> {
  const [person] = await running.sql<{ id: string }>(
    'select id from public.person where id = $1::uuid and household_id = $2',
    [uuidOf(personId, 'Person'), householdId],
  )
  if (person === undefined) throw new Refused({ ...personNotFound, path: 'input.personId' })
  return person.id
}

async function correctPerson(
  running: Change,
  vault: PersonVault,
  actor: Actor,
  personId: string,
  { identity, leaseParty, addressProtected }: PersonEntry,
): Promise<void> {
  const [found] = await running.sql<{ protected: boolean; erased: boolean }>(
    'select address_protected as protected, erased from public.person where id = $1',
    [personId],
  )
  if (found?.protected === true) assertMay(actor, 'person:readProtectedIdentity')
  const seal = found?.erased === true ? null : await vault.sealerOf(personId)
  if (seal === null) throw new Refused(personErased)
  if (identity !== null) await replaceIdentity(running, personId, identity, seal)
  await running.sql('update public.person set lease_party = $2, address_protected = $3 where id = $1', [
    personId,
    leaseParty,
    addressProtected,
  ])
}

async function replaceIdentity(
  running: Change,
  personId: string,
  identity: IdentityEntry,
  seal: SealPart,
): Promise<void> {
  const [replaced] = await running.sql(
    `update public.person_identity set name_sealed = $2, cpr_sealed = $3, phone_sealed = $4, email_sealed = $5,
            address_sealed = $6 where person_id = $1 returning id`,
    [personId, ...sealedParameters(identity, seal)],
  )
  if (replaced === undefined) await enterIdentity(running, personId, identity, seal)
}

/**
 * Makes a person's identity unreadable for ever, in every version and every backup of the main database; what was
 * decided stays, about somebody whom nobody can name. Erasing again does nothing more.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PERSON_NOT_FOUND, for one
 * that is not there and one that the actor may not see alike.
 * @law GDPR art. 17
 */
export async function erasePerson(
  { database, vault }: Households,
  origin: RequestOrigin,
  personId: string,
  { idempotencyKey, dryRun }: CommandOptions,
): Promise<void> {
  const command = {
    action: 'person:erase',
    idempotency: { key: idempotencyKey, input: { personId } },
    dryRun,
  } as const
  await change(
    database,
    origin,
    command,
    async (running) => {
      const [person] = await running.sql<{ id: string }>(
        'update public.person set erased = true where id = $1::uuid returning id',
        [uuidOf(personId, 'Person')],
      )
      if (person === undefined) throw new Refused({ ...personNotFound, path: 'id' })
      // Last: should the change fail after all, the key is gone as was asked, and erasing again completes it.
      if (!dryRun) await vault.destroy([person.id])
      return null
    },
    async () => undefined,
  )
}

/** Finds the person with a CPR number among those that the actor may see. */
export type FindPerson = (cpr: string, municipalityCode: string, actor: Actor) => Promise<string | null>

/**
 * Looks a CPR number up. A citizen may be entered in several households; of those that the actor may see, the one
 * entered last is found. The id that it answers with opens nothing by itself.
 */
export function personFinder(database: Database, vault: PersonVault): FindPerson {
  return async (cpr, municipalityCode, actor) => {
    const candidates = await vault.personsWithCpr(municipalityCode, cpr)
    const [found] = await lookUp<{ id: string }>(
      database,
      { actor, requestId: 'look-up' },
      'select id from public.person where id = any ($1::uuid[]) order by id desc limit 1',
      [candidates],
    )
    return found?.id ?? null
  }
}

const personNotFound: Refusal = {
  code: 'PERSON_NOT_FOUND',
  text: {
    da: 'Der er ingen person med dette id blandt dine sager.',
    en: 'There is no person with this id among your cases.',
  },
}

const personErased: Refusal = {
  code: 'PERSON_ERASED',
  path: 'input.personId',
  law: 'GDPR art. 17',
  text: {
    da: 'Personen er slettet og kan ikke få oplysninger igen. Indtast en ny person i husstanden.',
    en: 'The person is erased and can be given no values again. Enter a new person in the household.',
  },
}
