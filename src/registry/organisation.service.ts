import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { hasLength, NAME_LENGTH_MAX, nameLengthWrong } from './name-length.rules.ts'

/** A housing organisation to enter; at least one of the two numbers names it. */
export interface OrganisationRegistration {
  readonly lbfNumber: string | null
  readonly cvr: string | null
  readonly name: string
  /** Global id of the organisation that administers it. */
  readonly administratorId: string | null
}

/**
 * Enters a housing organisation, or corrects the one with the same number.
 *
 * **Refuses:** NOT_ALLOWED, NUMBER_MISSING, LBF_NUMBER_MALFORMED, CVR_MALFORMED, NAME_LENGTH_WRONG,
 * ADMINISTRATOR_NOT_FOUND, NUMBERS_OF_TWO_ORGANISATIONS.
 */
export function registerHousingOrganisation<Shown>(
  database: Database,
  origin: RequestOrigin,
  registration: OrganisationRegistration,
  show: (change: Change, organisationId: string) => Promise<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'organisation:register' },
    (running) => enterOrganisation(running, registration),
    show,
  )
}

async function enterOrganisation(running: Change, registration: OrganisationRegistration): Promise<string> {
  const { lbfNumber, cvr, name } = registration
  if (lbfNumber === null && cvr === null) throw new Refused(numberMissing)
  if (lbfNumber !== null && !/^\d{4}$/.test(lbfNumber)) throw new Refused(lbfNumberMalformed)
  if (cvr !== null && !/^\d{8}$/.test(cvr)) throw new Refused(cvrMalformed)
  if (!hasLength(name, NAME_LENGTH_MAX)) throw new Refused({ ...nameLengthWrong, path: 'input.name' })
  const administratorId = await administratorOf(running, registration.administratorId)
  const known = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where lbf_number = $1 or cvr = $2 for update',
    [lbfNumber, cvr],
  )
  if (known.length > 1) throw new Refused(numbersOfTwo)
  const [row] =
    known[0] === undefined
      ? await running.sql<{ id: string }>(
          `insert into public.housing_organisation (lbf_number, cvr, name, administrator_id)
           values ($1, $2, $3, $4) returning id`,
          [lbfNumber, cvr, name, administratorId],
        )
      : await running.sql<{ id: string }>(
          `update public.housing_organisation
              set lbf_number = coalesce($2, lbf_number), cvr = coalesce($3, cvr), name = $4, administrator_id = $5
            where id = $1 returning id`,
          [known[0].id, lbfNumber, cvr, name, administratorId],
        )
  return row?.id ?? ''
}

async function administratorOf(running: Change, globalId: string | null): Promise<string | null> {
  if (globalId === null) return null
  const id = uuidOf(globalId, 'HousingOrganisation')
  const [row] = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where id = $1::uuid',
    [id],
  )
  if (row === undefined) throw new Refused(administratorNotFound)
  return row.id
}

const numberMissing: Refusal = {
  code: 'NUMBER_MISSING',
  path: 'input',
  text: {
    da: 'Angiv LBF-nummer, CVR-nummer eller begge.',
    en: 'Give the LBF number, the CVR number or both.',
  },
}

const lbfNumberMalformed: Refusal = {
  code: 'LBF_NUMBER_MALFORMED',
  path: 'input.lbfNumber',
  text: {
    da: 'LBF-nummeret har fire cifre; behold nuller foran.',
    en: 'The LBF number has four digits; keep leading zeros.',
  },
}

const cvrMalformed: Refusal = {
  code: 'CVR_MALFORMED',
  path: 'input.cvr',
  text: { da: 'CVR-nummeret har otte cifre.', en: 'The CVR number has eight digits.' },
}

const administratorNotFound: Refusal = {
  code: 'ADMINISTRATOR_NOT_FOUND',
  path: 'input.administratorId',
  text: {
    da: 'Der er ingen boligorganisation med dette id.',
    en: 'There is no housing organisation with this id.',
  },
}

const numbersOfTwo: Refusal = {
  code: 'NUMBERS_OF_TWO_ORGANISATIONS',
  path: 'input',
  text: {
    da: 'LBF-nummeret og CVR-nummeret hører til to forskellige boligorganisationer i registret.',
    en: 'The LBF number and the CVR number belong to two different organisations in the registry.',
  },
}
