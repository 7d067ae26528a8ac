import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import type { AgreementRecord, PlacementRecord } from './agreement.record.ts'

/** Reads what the caller is to see of the row with this id. */
type Show<Shown> = (change: Change, id: string) => Promise<Shown>

const ORGANISATIONS_MAX = 250

/**
 * Records an agreement between a municipality and organisations. It says nothing yet: its versions do.
 *
 * **Refuses:** NOT_ALLOWED, MUNICIPALITY_NOT_OWN, LEGAL_BASIS_MISSING, NAME_TOO_LONG, PERIOD_EMPTY,
 * ORGANISATION_NOT_FOUND, FRAMEWORK_NOT_FOUND, NOT_PARTY_OF_FRAMEWORK, AGREEMENT_OVERLAPS.
 */
export function recordAgreement<Shown>(
  database: Database,
  origin: RequestOrigin,
  agreement: AgreementRecord,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'agreement:record', ...carrying } as const
  return change(database, origin, command, (running) => enterAgreement(running, origin, agreement), show)
}

async function enterAgreement(
  running: Change,
  origin: RequestOrigin,
  agreement: AgreementRecord,
): Promise<string> {
  const { municipalityCode, frameworkId, name, from, until, source } = agreement
  const legalBases = [...new Set(agreement.legalBases)].sort()
  if (!origin.actor.municipalityCodes.includes(municipalityCode)) throw new Refused(municipalityNotOwn)
  if (legalBases.length === 0) throw new Refused(legalBasisMissing)
  if ([...name].length > 200) throw new Refused(nameTooLong)
  if (until !== null && until <= from) throw new Refused(periodEmpty)
  // Two agreements recorded at once would each miss the other.
  await holdAgreementsOf(running, municipalityCode)
  const organisationIds = await organisationsOf(running, agreement.organisationIds)
  const framework =
    frameworkId === null ? null : await frameworkOf(running, frameworkId, municipalityCode, organisationIds)
  const [other] = await running.sql(
    `select 1 from public.agreement a
      where a.municipality_code = $1 and a.organisation_ids && $2::uuid[] and a.legal_bases && $3::text[]
        and a.valid && daterange($4::date, $5::date) and (a.framework_id is null) = ($6::uuid is null) limit 1`,
    [municipalityCode, organisationIds, legalBases, from, until, framework],
  )
  if (other !== undefined) throw new Refused(agreementOverlaps)
  const [row] = await running.sql<{ id: string }>(
    `insert into public.agreement (municipality_code, organisation_ids, framework_id, name, legal_bases, valid, source)
     values ($1, $2::uuid[], $3::uuid, $4, $5::text[], daterange($6::date, $7::date), $8) returning id`,
    [municipalityCode, organisationIds, framework, name, legalBases, from, until, source],
  )
  return row?.id ?? ''
}

/** Lets nobody else change what agreements a municipality has before the change is over. */
export async function holdAgreementsOf(running: Change, municipalityCode: string): Promise<void> {
  await running.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `agreements of ${municipalityCode}`,
  ])
}

async function organisationsOf(running: Change, globalIds: readonly string[]): Promise<string[]> {
  const ids = [...new Set(globalIds)].map((id) => uuidOf(id, 'HousingOrganisation'))
  if (ids.length === 0 || ids.length > ORGANISATIONS_MAX) throw new Refused(organisationNotFound)
  const known = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where id = any ($1::uuid[]) order by id',
    [ids],
  )
  if (known.length !== ids.length) throw new Refused(organisationNotFound)
  return known.map(({ id }) => id)
}

async function frameworkOf(
  running: Change,
  globalId: string,
  municipalityCode: string,
  organisationIds: readonly string[],
): Promise<string> {
  const [framework] = await running.sql<{ id: string; parties: boolean }>(
    `select id, organisation_ids @> $3::uuid[] as parties from public.agreement
      where id = $1::uuid and municipality_code = $2 and framework_id is null`,
    [uuidOf(globalId, 'Agreement'), municipalityCode, organisationIds],
  )
  if (framework === undefined) throw new Refused(frameworkNotFound)
  if (!framework.parties) throw new Refused(notPartyOfFramework)
  return framework.id
}

/**
 * Ends an agreement: from this day it holds no more, and what holds of its versions and placements ends with it.
 *
 * **Refuses:** NOT_ALLOWED, AGREEMENT_NOT_FOUND, END_OUTSIDE_PERIOD.
 */
export function endAgreement<Shown>(
  database: Database,
  origin: RequestOrigin,
  ending: { readonly agreementId: string; readonly until: LocalDate },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'agreement:record', ...carrying } as const
  const work = async (running: Change) => {
    const { id, from, until } = await lockedAgreement(running, ending.agreementId)
    if (ending.until <= from || (until !== null && ending.until > until)) throw new Refused(endOutsidePeriod)
    await running.sql(
      'update public.agreement set valid = daterange(lower(valid), $2::date) where id = $1::uuid',
      [id, ending.until],
    )
    // What begins on that day or later never comes to hold.
    for (const below of ['agreement_version', 'step_placement']) {
      await running.sql(
        `update public.${below} set valid = daterange(lower(valid), $2::date)
          where agreement_id = $1::uuid and valid @> $2::date and lower(valid) < $2::date`,
        [id, ending.until],
      )
    }
    return id
  }
  return change(database, origin, command, work, show)
}

/** An agreement that a command works on, locked until the change ends. */
export interface LockedAgreement {
  readonly id: string
  readonly municipalityCode: string
  readonly organisationIds: readonly string[]
  readonly unilateral: boolean
  readonly from: LocalDate
  readonly until: LocalDate | null
}

/**
 * The actor's agreement with this global id. A second change of it waits until the first has committed.
 *
 * **Refuses:** AGREEMENT_NOT_FOUND.
 */
export async function lockedAgreement(running: Change, globalId: string): Promise<LockedAgreement> {
  const [agreement] = await running.sql<LockedAgreement>(
    `select id, municipality_code as "municipalityCode", to_json(organisation_ids) as "organisationIds", unilateral,
            lower(valid)::text as "from", upper(valid)::text as "until"
       from public.agreement where id = $1::uuid for update`,
    [uuidOf(globalId, 'Agreement')],
  )
  if (agreement === undefined) throw new Refused(agreementNotFound)
  return agreement
}

/**
 * Places an estate on a step of the agreement's staircase; the step it was on until then ends on that day.
 *
 * **Refuses:** NOT_ALLOWED, AGREEMENT_NOT_FOUND, PERIOD_EMPTY, PERIOD_OUTSIDE_AGREEMENT, ESTATE_NOT_OF_PARTIES,
 * STEP_NOT_FOUND, LATER_PLACEMENT, PERIOD_LEAVES_GAP.
 */
export function placeEstateOnStep<Shown>(
  database: Database,
  origin: RequestOrigin,
  placement: PlacementRecord,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'agreement:record', ...carrying } as const
  return change(database, origin, command, (running) => enterPlacement(running, placement), show)
}

async function enterPlacement(running: Change, placement: PlacementRecord): Promise<string> {
  const agreement = await lockedAgreement(running, placement.agreementId)
  const { from, until } = periodWithin(agreement, placement)
  const [estate] = await running.sql<{ id: string; organisationId: string }>(
    `select id, organisation_id as "organisationId" from public.estate
      where id = $1::uuid and municipality_code = $2 and organisation_id = any ($3::uuid[])`,
    [uuidOf(placement.estateId, 'Estate'), agreement.municipalityCode, agreement.organisationIds],
  )
  if (estate === undefined) throw new Refused({ ...estateNotOfParties, path: 'input.estateId' })
  const [step] = await running.sql(
    'select 1 from public.agreement_term where agreement_id = $1::uuid and step = $2 limit 1',
    [agreement.id, placement.step],
  )
  if (step === undefined) throw new Refused(stepNotFound)
  const earlier = await running.sql<{ id: string; from: LocalDate; until: LocalDate | null }>(
    `select id, lower(valid)::text as "from", upper(valid)::text as "until" from public.step_placement
      where agreement_id = $1::uuid and estate_id = $2::uuid and valid && daterange($3::date, $4::date)`,
    [agreement.id, estate.id, from, until],
  )
  if (earlier.some((one) => one.from >= from)) throw new Refused(laterPlacement)
  if (earlier.some((one) => endsBefore(until, one.until))) throw new Refused(periodLeavesGap)
  await running.sql(
    `update public.step_placement set valid = daterange(lower(valid), $2::date) where id = any ($1::uuid[])`,
    [earlier.map(({ id }) => id), from],
  )
  const [row] = await running.sql<{ id: string }>(
    `insert into public.step_placement (agreement_id, estate_id, organisation_id, municipality_code, step, valid, source)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, daterange($6::date, $7::date), $8) returning id`,
    [
      agreement.id,
      estate.id,
      estate.organisationId,
      agreement.municipalityCode,
      placement.step,
      from,
      until,
      placement.source,
    ],
  )
  return row?.id ?? ''
}

/** True when a period until `a` ends before one until `b`; null never ends. */
export function endsBefore(a: LocalDate | null, b: LocalDate | null): boolean {
  return a !== null && (b === null || a < b)
}

/**
 * A period inside the agreement's; where it names no end, it has the agreement's.
 *
 * **Refuses:** PERIOD_EMPTY, PERIOD_OUTSIDE_AGREEMENT.
 */
export function periodWithin(
  agreement: LockedAgreement,
  { from, until: given }: { readonly from: LocalDate; readonly until: LocalDate | null },
): { from: LocalDate; until: LocalDate | null } {
  const until = given ?? agreement.until
  if (given !== null && given <= from) throw new Refused(periodEmpty)
  if (from < agreement.from || endsBefore(agreement.until, until) || (until !== null && until <= from)) {
    throw new Refused(periodOutsideAgreement)
  }
  return { from, until }
}

const municipalityNotOwn: Refusal = {
  code: 'MUNICIPALITY_NOT_OWN',
  path: 'input.municipalityCode',
  text: {
    da: 'En aftale registreres af den kommune, der er part i den. Brug kommunens egen kode.',
    en: 'An agreement is recorded by the municipality that is its party. Use the municipality’s own code.',
  },
}

const legalBasisMissing: Refusal = {
  code: 'LEGAL_BASIS_MISSING',
  path: 'input.legalBases',
  law: 'almenboligloven §§ 59, 60, 60 a, 60 b, 63',
  text: { da: 'Angiv, hvad aftalen hviler på.', en: 'State what the agreement rests on.' },
}

const nameTooLong: Refusal = {
  code: 'NAME_TOO_LONG',
  path: 'input.name',
  text: { da: 'Et navn har højst 200 tegn.', en: 'A name has 200 characters at most.' },
}

const periodEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden slutter, før den begynder. »until« er den første dag, der ikke længere er med.',
    en: 'The period ends before it begins. "until" is the first day that is no longer included.',
  },
}

const periodOutsideAgreement: Refusal = {
  code: 'PERIOD_OUTSIDE_AGREEMENT',
  path: 'input.from',
  text: {
    da: 'Perioden ligger ikke inden for aftalens. Ret den, eller registrér en ny aftale.',
    en: 'The period does not lie within the agreement’s. Correct it, or record a new agreement.',
  },
}

const periodLeavesGap: Refusal = {
  code: 'PERIOD_LEAVES_GAP',
  path: 'input.until',
  text: {
    da: 'Det, der gælder nu, gælder længere end det nye og ville ikke vende tilbage. Lad det nye gælde mindst lige så længe.',
    en: 'What holds now holds longer than the new, and would not come back. Let the new hold at least as long.',
  },
}

/** The new one would end before what it takes the place of. */
export const versionLeavesGap: Refusal = { ...periodLeavesGap, path: 'input.versionId' }

const organisationNotFound: Refusal = {
  code: 'ORGANISATION_NOT_FOUND',
  path: 'input.organisationIds',
  text: {
    da: `Der er ingen boligorganisation med et af disse id’er. Angiv 1 til ${ORGANISATIONS_MAX}; se dem med forespørgslen »housingOrganisations«.`,
    en: `There is no housing organisation with one of these ids. Give 1 to ${ORGANISATIONS_MAX}; the query "housingOrganisations" lists them.`,
  },
}

const frameworkNotFound: Refusal = {
  code: 'FRAMEWORK_NOT_FOUND',
  path: 'input.frameworkId',
  text: {
    da: 'Kommunen har ingen rammeaftale med dette id. En aftale under en rammeaftale er ikke selv en.',
    en: 'The municipality has no framework agreement with this id. An agreement under a framework is none itself.',
  },
}

const notPartyOfFramework: Refusal = {
  code: 'NOT_PARTY_OF_FRAMEWORK',
  path: 'input.organisationIds',
  text: {
    da: 'En af organisationerne er ikke part i rammeaftalen.',
    en: 'One of the organisations is no party of the framework agreement.',
  },
}

const agreementOverlaps: Refusal = {
  code: 'AGREEMENT_OVERLAPS',
  path: 'input',
  text: {
    da: 'En af organisationerne har i perioden allerede en aftale med kommunen på samme hjemmel. Afslut den først, eller registrér en ny version af den.',
    en: 'One of the organisations already has an agreement with the municipality on the same basis in that period. End it first, or record a new version of it.',
  },
}

const agreementNotFound: Refusal = {
  code: 'AGREEMENT_NOT_FOUND',
  path: 'input.agreementId',
  text: {
    da: 'Der er ingen aftale med dette id, som du må ændre. Se dem med forespørgslen »agreements«.',
    en: 'There is no agreement with this id that you may change. The query "agreements" lists them.',
  },
}

const endOutsidePeriod: Refusal = {
  code: 'END_OUTSIDE_PERIOD',
  path: 'input.until',
  text: {
    da: 'En aftale kan afsluttes på en dag efter dens første og senest den dag, den alligevel ender.',
    en: 'An agreement can be ended on a day after its first and by the day on which it ends anyway.',
  },
}

/** An estate that is none of the parties' in the agreement's municipality. */
export const estateNotOfParties: Refusal = {
  code: 'ESTATE_NOT_OF_PARTIES',
  text: {
    da: 'Afdelingen hører ikke til en af aftalens organisationer i kommunen.',
    en: 'The estate belongs to none of the agreement’s organisations in the municipality.',
  },
}

const stepNotFound: Refusal = {
  code: 'STEP_NOT_FOUND',
  path: 'input.step',
  text: {
    da: 'Ingen version af aftalen har vilkår for et trin med dette navn. Brug navnet præcis, som vilkåret skriver det.',
    en: 'No version of the agreement has a term for a step with this name. Use the name exactly as the term writes it.',
  },
}

const laterPlacement: Refusal = {
  code: 'LATER_PLACEMENT',
  path: 'input.from',
  text: {
    da: 'Afdelingen er allerede placeret på et trin fra samme dag eller senere.',
    en: 'The estate is already placed on a step from the same day or later.',
  },
}
