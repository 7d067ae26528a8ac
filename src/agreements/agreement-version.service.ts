import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { givesTurnsSql } from './agreement.ts'
import type { TermRecord, VersionRecord } from './agreement.record.ts'
import { type EarlierVersion, successionRefusals, versionRefusals } from './agreement.rules.ts'
import {
  endsBefore,
  estateNotOfParties,
  holdAgreementsOf,
  type LockedAgreement,
  lockedAgreement,
  periodWithin,
  versionLeavesGap,
} from './agreement.service.ts'

/**
 * Proposes a whole version of an agreement with all of its terms. It decides nothing until it is brought into force.
 *
 * **Refuses:** NOT_ALLOWED, AGREEMENT_NOT_FOUND, PERIOD_EMPTY, PERIOD_OUTSIDE_AGREEMENT, what `versionRefusals`
 * names, ESTATE_NOT_OF_PARTIES, what `successionRefusals` names.
 */
export function recordAgreementVersion<Shown>(
  database: Database,
  origin: RequestOrigin,
  version: VersionRecord,
  carrying: Carrying,
  show: (change: Change, versionId: string) => Promise<Shown>,
): Promise<Shown> {
  const command = { action: 'agreement:record', ...carrying } as const
  return change(database, origin, command, (running) => enterVersion(running, version), show)
}

async function enterVersion(running: Change, version: VersionRecord): Promise<string> {
  const agreement = await lockedAgreement(running, version.agreementId)
  const { from, until } = periodWithin(agreement, version)
  const refusals = versionRefusals(version, agreement.unilateral)
  if (refusals.length > 0) throw new Refused(...refusals)
  const estates = await estatesOf(running, agreement, version.terms)
  const [row] = await running.sql<{ id: string }>(
    `insert into public.agreement_version
       (agreement_id, municipality_code, organisation_ids, unilateral, number, valid, annexes, closing_days, source)
     select a.id, a.municipality_code, a.organisation_ids, a.unilateral,
            coalesce((select max(v.number) from public.agreement_version v where v.agreement_id = a.id), 0) + 1,
            daterange($2::date, $3::date), $4::jsonb, $5::jsonb, $6
       from public.agreement a where a.id = $1::uuid returning id`,
    [
      agreement.id,
      from,
      until,
      JSON.stringify(version.annexes.map(({ name, reference }) => ({ name, reference }))),
      JSON.stringify(version.closingDays.map(({ day, source }) => ({ day, source }))),
      version.source,
    ],
  )
  const id = row?.id ?? ''
  await enterTerms(running, id, version.terms, estates)
  await assertSequencesGoOn(running, id)
  return id
}

interface SequenceRow extends EarlierVersion {
  readonly id: string
  readonly from: LocalDate
}

/** What is owed under the versions in force before this one must be settled under it. */
async function assertSequencesGoOn(running: Change, versionId: string, path?: string): Promise<void> {
  const versions = await running.sql<SequenceRow>(
    `select w.id, w.number, lower(w.valid)::text as "from", upper(w.valid)::text as "until",
            (select json_agg(json_build_object(
               'estateId', t.estate_id, 'step', t.step, 'dwellingType', t.dwelling_type, 'level', t.level,
               'quotaBase', t.quota_base, 'settlement', t.settlement, 'remainder', t.remainder,
               'firstTurn', t.first_turn) order by t.position)
               from public.agreement_term t where t.version_id = w.id) as terms
       from public.agreement_version v
       join public.agreement_version w on w.agreement_id = v.agreement_id
        and (w.id = v.id or (w.status = 'IN_FORCE' and lower(w.valid) < lower(v.valid)))
      where v.id = $1::uuid order by w.id = v.id, lower(w.valid)`,
    [versionId],
  )
  const [own] = versions.slice(-1)
  if (own === undefined) return
  const refusals = successionRefusals(own.terms, own.from, versions.slice(0, -1))
  if (refusals.length > 0)
    throw new Refused(...refusals.map((one) => (path === undefined ? one : { ...one, path })))
}

/** The estates that terms name, by the text that names them. */
async function estatesOf(
  running: Change,
  agreement: LockedAgreement,
  terms: readonly TermRecord[],
): Promise<ReadonlyMap<string, string>> {
  const named = terms.flatMap(({ estateId }, at) => (estateId === null ? [] : [{ estateId, at }]))
  const known = await running.sql<{ id: string }>(
    `select id from public.estate
      where id = any ($1::uuid[]) and municipality_code = $2 and organisation_id = any ($3::uuid[])`,
    [
      named.map(({ estateId }) => uuidOf(estateId, 'Estate')),
      agreement.municipalityCode,
      agreement.organisationIds,
    ],
  )
  const estates = new Map(known.map(({ id }) => [`Estate:${id}`, id]))
  const unknown = named.filter(({ estateId }) => !estates.has(estateId))
  if (unknown.length > 0) {
    throw new Refused(
      ...unknown.map(({ at }) => ({ ...estateNotOfParties, path: `input.terms.${at}.estateId` })),
    )
  }
  return estates
}

const TERM_COLUMNS = `estate_id uuid, step text, dwelling_type text, level text, share_numerator integer,
  share_denominator integer, quota_base text, first_turn text, settlement text, remainder text,
  answer_deadline_business_days smallint, return_counts_as_delivered boolean, return_exceptions text[],
  replacement_owed boolean, replacement_within smallint, flexible_numerator integer, flexible_denominator integer,
  flexible_base text, criteria jsonb, sub_shares jsonb, transitional_cap_per_year integer,
  blocked_area_statuses text[], position smallint`
const TERM_NAMES = TERM_COLUMNS.split(',').map((column) => column.trim().split(' ')[0])

async function enterTerms(
  running: Change,
  versionId: string,
  terms: readonly TermRecord[],
  estates: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = terms.map((term, at) => termRow(term, at + 1, estates))
  await running.sql(
    `insert into public.agreement_term (version_id, agreement_id, municipality_code, organisation_ids, ${TERM_NAMES.join(', ')})
     select v.id, v.agreement_id, v.municipality_code, v.organisation_ids, ${TERM_NAMES.map((name) => `t.${name}`).join(', ')}
       from public.agreement_version v, jsonb_to_recordset($2::jsonb) t(${TERM_COLUMNS}) where v.id = $1::uuid`,
    [versionId, JSON.stringify(rows)],
  )
}

function termRow(term: TermRecord, position: number, estates: ReadonlyMap<string, string>): object {
  return {
    position,
    estate_id: term.estateId === null ? null : (estates.get(term.estateId) ?? null),
    step: term.step,
    dwelling_type: term.dwellingType,
    level: term.level,
    share_numerator: term.share.numerator,
    share_denominator: term.share.denominator,
    quota_base: term.quotaBase,
    first_turn: term.firstTurn,
    settlement: term.settlement,
    remainder: term.remainder,
    answer_deadline_business_days: term.answerDeadlineBusinessDays,
    return_counts_as_delivered: term.returnCountsAsDelivered,
    return_exceptions: term.returnExceptions,
    replacement_owed: term.replacementOwed,
    replacement_within: term.replacementWithin,
    flexible_numerator: term.flexible?.share.numerator ?? null,
    flexible_denominator: term.flexible?.share.denominator ?? null,
    flexible_base: term.flexible?.base ?? null,
    criteria: term.flexible?.criteria ?? [],
    sub_shares: term.subShares,
    transitional_cap_per_year: term.transitionalCapPerYear,
    blocked_area_statuses: term.blockedAreaStatuses,
  }
}

/**
 * Records an organisation's consent to a proposed version; a consent that is there already stays as it is.
 *
 * **Refuses:** NOT_ALLOWED, VERSION_NOT_FOUND, NOT_PARTY_OF_VERSION, VERSION_IN_FORCE.
 */
export function consentToAgreementVersion<Shown>(
  database: Database,
  origin: RequestOrigin,
  consent: { readonly versionId: string; readonly organisationId: string },
  carrying: Carrying,
  show: (change: Change, versionId: string) => Promise<Shown>,
): Promise<Shown> {
  const { organisationNumbers } = origin.actor
  const work = async (running: Change) => {
    const [version] = await running.sql<{ id: string; status: string; party: string | null }>(
      `select v.id, v.status,
              (select o.id from public.housing_organisation o
                where o.id = $2::uuid and o.id = any (v.organisation_ids)
                  and (o.lbf_number = any ($3::text[]) or o.cvr = any ($3::text[]))) as party
         from public.agreement_version v where v.id = $1::uuid`,
      [
        uuidOf(consent.versionId, 'AgreementVersion'),
        uuidOf(consent.organisationId, 'HousingOrganisation'),
        organisationNumbers,
      ],
    )
    if (version === undefined) throw new Refused(versionNotFound)
    if (version.party === null) throw new Refused(notPartyOfVersion)
    if (version.status === 'IN_FORCE') throw new Refused(versionInForce)
    await running.sql(
      `insert into public.agreement_consent (version_id, municipality_code, organisation_id)
       select id, municipality_code, $2::uuid from public.agreement_version where id = $1::uuid
       on conflict do nothing`,
      [version.id, version.party],
    )
    return version.id
  }
  return change(database, origin, { action: 'agreement:consent', ...carrying }, work, show)
}

interface LockedVersion {
  readonly id: string
  readonly agreementId: string
  readonly status: string
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly consented: boolean
}

/**
 * Brings a proposed version into force; the version before it ends on its first day.
 *
 * **Refuses:** NOT_ALLOWED, VERSION_NOT_FOUND, VERSION_IN_FORCE, CONSENT_MISSING, LATER_VERSION, PERIOD_LEAVES_GAP,
 * TERMS_COMPETE, what `successionRefusals` names.
 */
export function bringAgreementVersionIntoForce<Shown>(
  database: Database,
  origin: RequestOrigin,
  versionId: string,
  carrying: Carrying,
  show: (change: Change, versionId: string) => Promise<Shown>,
): Promise<Shown> {
  const command = { action: 'agreement:record', ...carrying } as const
  const work = async (running: Change) => {
    const version = await lockedVersion(running, versionId)
    if (version.status === 'IN_FORCE') throw new Refused(versionInForce)
    if (!version.consented) throw new Refused(consentMissing)
    await endPredecessor(running, version)
    await assertAlone(running, version)
    await assertSequencesGoOn(running, version.id, 'input.versionId')
    await running.sql(`update public.agreement_version set status = 'IN_FORCE' where id = $1::uuid`, [
      version.id,
    ])
    return version.id
  }
  return change(database, origin, command, work, show)
}

/** Of two terms about the same dwellings only one could give a dwelling its turn, and nobody has agreed on which. */
async function assertAlone(running: Change, { id }: LockedVersion): Promise<void> {
  const [competing] = await running.sql<{ name: string }>(
    `select b.name
       from public.agreement_version v
       join public.agreement a on a.id = v.agreement_id
       join public.agreement_term m on m.version_id = v.id
       join public.agreement b on b.id <> a.id and b.municipality_code = a.municipality_code
        and b.organisation_ids && a.organisation_ids and (b.framework_id is null) = (a.framework_id is null)
       join public.agreement_version w on w.agreement_id = b.id and w.status = 'IN_FORCE'
        and w.valid * b.valid && v.valid * a.valid
       join public.agreement_term n on n.version_id = w.id and n.scope = m.scope
        and (n.estate_id, n.dwelling_type) is not distinct from (m.estate_id, m.dwelling_type)
      where v.id = $1::uuid and ${givesTurnsSql('a')} and ${givesTurnsSql('b')}
      order by b.id limit 1`,
    [id],
  )
  if (competing !== undefined) throw new Refused(termsCompete(competing.name))
}

async function lockedVersion(running: Change, globalId: string): Promise<LockedVersion> {
  const id = uuidOf(globalId, 'AgreementVersion')
  // All of the municipality's, then the agreement and its versions: two at once must not both find the place free.
  const [of] = await running.sql<{ municipalityCode: string }>(
    'select municipality_code as "municipalityCode" from public.agreement_version where id = $1::uuid',
    [id],
  )
  if (of === undefined) throw new Refused(versionNotFound)
  await holdAgreementsOf(running, of.municipalityCode)
  await running.sql(
    `select 1 from public.agreement where id = (select agreement_id from public.agreement_version where id = $1::uuid)
        for update`,
    [id],
  )
  const [version] = await running.sql<LockedVersion>(
    `select v.id, v.agreement_id as "agreementId", v.status, lower(v.valid)::text as "from", upper(v.valid)::text as "until",
            v.unilateral or not exists (
              select from unnest(v.organisation_ids) party(id)
               where not exists (select from public.agreement_consent c
                                  where c.version_id = v.id and c.organisation_id = party.id)) as consented
       from public.agreement_version v where v.id = $1::uuid for update`,
    [id],
  )
  if (version === undefined) throw new Refused(versionNotFound)
  return version
}

async function endPredecessor(
  running: Change,
  { agreementId, from, until }: Pick<LockedVersion, 'agreementId' | 'from' | 'until'>,
): Promise<void> {
  const earlier = await running.sql<{ id: string; from: LocalDate; until: LocalDate | null }>(
    `select id, lower(valid)::text as "from", upper(valid)::text as "until" from public.agreement_version
      where agreement_id = $1::uuid and status = 'IN_FORCE' and valid && daterange($2::date, $3::date)`,
    [agreementId, from, until],
  )
  if (earlier.some((one) => one.from >= from)) throw new Refused(laterVersion)
  if (earlier.some((one) => endsBefore(until, one.until))) throw new Refused(versionLeavesGap)
  await running.sql(
    `update public.agreement_version set valid = daterange(lower(valid), $2::date) where id = any ($1::uuid[])`,
    [earlier.map(({ id }) => id), from],
  )
}

const versionNotFound: Refusal = {
  code: 'VERSION_NOT_FOUND',
  path: 'input.versionId',
  text: {
    da: 'Der er ingen aftaleversion med dette id, som du er part i.',
    en: 'There is no agreement version with this id that you are a party of.',
  },
}

const notPartyOfVersion: Refusal = {
  code: 'NOT_PARTY_OF_VERSION',
  path: 'input.organisationId',
  text: {
    da: 'Samtykke gives for en egen boligorganisation, som er part i aftalen.',
    en: 'Consent is given for an organisation of one’s own that is a party of the agreement.',
  },
}

const versionInForce: Refusal = {
  code: 'VERSION_IN_FORCE',
  path: 'input.versionId',
  text: { da: 'Versionen er allerede gældende.', en: 'The version is in force already.' },
}

const termsCompete = (name: string): Refusal => ({
  code: 'TERMS_COMPETE',
  path: 'input.versionId',
  text: {
    da: `Et vilkår gælder for de samme boliger som et i aftalen »${name}«, og kun ét af dem kan give en bolig dens tur. Skriv dem i én aftale, eller afslut den anden først.`,
    en: `A term is about the same dwellings as one of the agreement "${name}", and only one of them could give a dwelling its turn. Write them into one agreement, or end the other first.`,
  },
})

const consentMissing: Refusal = {
  code: 'CONSENT_MISSING',
  path: 'input.versionId',
  law: 'almenboligloven § 59 stk. 2',
  text: {
    da: 'Mindst én af aftalens organisationer har ikke givet samtykke endnu. Se »consents« på versionen.',
    en: 'At least one of the agreement’s organisations has not consented yet. See `consents` of the version.',
  },
}

const laterVersion: Refusal = {
  code: 'LATER_VERSION',
  path: 'input.versionId',
  text: {
    da: 'En anden version gælder fra samme dag eller senere i perioden. Foreslå en ny version, der begynder efter den.',
    en: 'Another version holds from the same day or later in the period. Propose a new version that begins after it.',
  },
}
