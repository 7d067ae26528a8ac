import type { Change } from '../platform/change.ts'
import type { HeldHousehold } from './case.service.ts'
import type { IdentityEntry, PersonEntry } from './household.ts'
import type { PersonVault, SealPart } from './vault/person-vault.ts'

/** The id and the key that a new person is entered with. */
export interface NewKey {
  readonly personId: string
  readonly seal: SealPart
}

/** What a new key takes of its person: the CPR number that finds it, where one is known. */
export interface KeyOwner {
  readonly identity: { readonly cpr: string | null } | null
}

/** Makes the keys of persons who are about to be entered; called again, it answers the same keys. */
export type NewKeys = (
  running: Change,
  municipalityCode: string,
  persons: readonly KeyOwner[],
) => Promise<readonly NewKey[]>

/**
 * Runs a command that may enter persons. Their keys are made once, however often the change has to be run, and are
 * destroyed after a dry run. When the command fails they stay: a key without a person harms nobody, a person without a
 * key is lost, and whether a change was committed is not always known.
 */
export async function withNewKeys<Shown>(
  vault: PersonVault,
  dryRun: boolean,
  run: (newKeys: NewKeys) => Promise<Shown>,
): Promise<Shown> {
  let made: readonly NewKey[] = []
  const shown = await run(async (running, municipalityCode, persons) => {
    if (made.length === 0) made = await makeKeys(running, vault, municipalityCode, persons)
    return made
  })
  if (dryRun) await vault.destroy(made.map(({ personId }) => personId))
  return shown
}

async function makeKeys(
  running: Change,
  vault: PersonVault,
  municipalityCode: string,
  persons: readonly KeyOwner[],
): Promise<readonly NewKey[]> {
  const ids = await running.sql<{ id: string }>('select uuidv7() as id from generate_series(1, $1::int)', [
    persons.length,
  ])
  const people = ids.map(({ id }, place) => ({ id, cpr: persons[place]?.identity?.cpr ?? null }))
  const seals = await vault.create(municipalityCode, people)
  return seals.map((seal, place) => ({ personId: people[place]?.id ?? '', seal }))
}

/** Enters a person into a household, and the identity if one is given. */
export async function enterPerson(
  running: Change,
  household: HeldHousehold,
  { leaseParty, addressProtected, identity }: PersonEntry,
  { personId, seal }: NewKey,
): Promise<void> {
  await running.sql(
    `insert into public.person (id, household_id, municipality_code, case_scope, lease_party, address_protected)
     values ($1, $2, $3, $4, $5, $6)`,
    [personId, household.id, household.municipalityCode, household.caseScope, leaseParty, addressProtected],
  )
  if (identity !== null) await enterIdentity(running, personId, identity, seal)
}

/** Enters the identity of a person who has none yet. */
export async function enterIdentity(
  running: Change,
  personId: string,
  identity: IdentityEntry,
  seal: SealPart,
): Promise<void> {
  // Nothing is returned: the identity of a protected person may be entered by one who may not read it.
  await running.sql(
    `insert into public.person_identity (person_id, household_id, municipality_code, case_scope, lease_party,
       address_protected, erased, name_sealed, cpr_sealed, phone_sealed, email_sealed, address_sealed)
     select p.id, p.household_id, p.municipality_code, p.case_scope, p.lease_party, p.address_protected, p.erased,
            $2, $3, $4, $5, $6 from public.person p where p.id = $1`,
    [personId, ...sealedParameters(identity, seal)],
  )
}

/** The identity's values encrypted, in the order name, CPR number, phone, e-mail, address. */
export function sealedParameters(identity: IdentityEntry, seal: SealPart): readonly (Uint8Array | null)[] {
  return [
    seal('name', identity.name),
    seal('cpr', identity.cpr),
    seal('phone', identity.phone),
    seal('email', identity.email),
    seal('address', identity.address),
  ]
}
