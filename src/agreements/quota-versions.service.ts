import { type Fraction, fraction } from '../kernel/fraction.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { givesTurnsSql } from './agreement.ts'
import type { ClosingDay } from './business-day.ts'
import type { QuotaPlacement, QuotaTerm, QuotaVersion, SubShareTerm } from './quota.ts'

/** What the quota engine and the deadlines take from an organisation's agreements. */
export interface QuotaAgreements {
  readonly versions: readonly QuotaVersion[]
  readonly placements: readonly QuotaPlacement[]
  /** By the version's id. */
  readonly closingDays: ReadonlyMap<string, readonly ClosingDay[]>
  /** Business days to answer an offer, by the term's id. */
  readonly answerDeadlines: ReadonlyMap<string, number>
}

/** A share as the database's JSON writes it. */
interface ShareRow {
  readonly numerator: number
  readonly denominator: number
}

type TermRow = Omit<QuotaTerm, 'share' | 'flexible' | 'subShares'> & {
  readonly share: ShareRow
  readonly answerDeadline: number
  readonly flexible: (Omit<NonNullable<QuotaTerm['flexible']>, 'share'> & { readonly share: ShareRow }) | null
  readonly subShares: readonly (Omit<SubShareTerm, 'share'> & { readonly share: ShareRow })[]
}

type VersionRow = Omit<QuotaVersion, 'valid' | 'terms'> & {
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly closingDays: readonly ClosingDay[]
  readonly terms: readonly TermRow[]
}

/**
 * Everything in force between a municipality and an organisation, at any time, as far as the actor may see it; a
 * version ends with its agreement. Agreements on transitional dwellings alone (§ 63) have no turns and are left out.
 */
export async function loadQuotaAgreements(
  sql: Change['sql'],
  between: { readonly municipalityCode: string; readonly organisationId: string },
): Promise<QuotaAgreements> {
  const parties = [between.municipalityCode, between.organisationId]
  const rows = await sql<VersionRow>(
    `select v.id, v.agreement_id as "agreementId", v.number, a.framework_id is not null as "underFramework",
            to_json(v.organisation_ids) as "organisationIds", lower(v.valid * a.valid)::text as "from",
            upper(v.valid * a.valid)::text as "until",
            coalesce((select json_agg(day ->> 'day') from jsonb_array_elements(v.closing_days) day), '[]') as "closingDays",
            (select json_agg(json_build_object(
               'id', t.id, 'estateId', t.estate_id, 'step', t.step, 'dwellingType', t.dwelling_type, 'level', t.level,
               'share', json_build_object('numerator', t.share_numerator, 'denominator', t.share_denominator),
               'base', t.quota_base, 'firstTurn', t.first_turn, 'settlement', t.settlement, 'remainder', t.remainder,
               'returnCountsAsDelivered', t.return_counts_as_delivered, 'returnExceptions', t.return_exceptions,
               'replacement', case when t.replacement_owed then json_build_object('within', t.replacement_within) end,
               'flexible', case when t.flexible_base is not null then json_build_object('base', t.flexible_base,
                 'share', json_build_object('numerator', t.flexible_numerator, 'denominator', t.flexible_denominator)) end,
               'subShares', t.sub_shares, 'transitionalCapPerYear', t.transitional_cap_per_year,
               'blockedAreaStatuses', t.blocked_area_statuses, 'answerDeadline', t.answer_deadline_business_days)
               order by t.position) from public.agreement_term t where t.version_id = v.id) as terms
       from public.agreement a join public.agreement_version v on v.agreement_id = a.id
      where a.municipality_code = $1 and $2::uuid = any (a.organisation_ids) and v.status = 'IN_FORCE'
        and v.valid && a.valid and ${givesTurnsSql('a')} order by a.id, v.number`,
    parties,
  )
  const placements = await sql<Omit<QuotaPlacement, 'valid'> & Pick<VersionRow, 'from' | 'until'>>(
    `select agreement_id as "agreementId", estate_id as "estateId", step, lower(valid)::text as "from",
            upper(valid)::text as "until"
       from public.step_placement where municipality_code = $1 and organisation_id = $2::uuid order by valid, id`,
    parties,
  )
  const terms = rows.flatMap((row) => row.terms)
  return {
    versions: rows.map(versionOf),
    placements: placements.map(({ from, until, ...placement }) => ({ ...placement, valid: { from, until } })),
    closingDays: new Map(rows.map((row) => [row.id, row.closingDays])),
    answerDeadlines: new Map(terms.map((term) => [term.id, term.answerDeadline])),
  }
}

function versionOf({ from, until, closingDays: _, terms, ...version }: VersionRow): QuotaVersion {
  return { ...version, valid: { from, until }, terms: terms.map(termOf) }
}

function termOf({ answerDeadline: _, share, flexible, subShares, ...term }: TermRow): QuotaTerm {
  return {
    ...term,
    share: exact(share),
    flexible: flexible === null ? null : { ...flexible, share: exact(flexible.share) },
    subShares: subShares.map((part) => ({ ...part, share: exact(part.share) })),
  }
}

const exact = ({ numerator, denominator }: ShareRow): Fraction =>
  fraction(BigInt(numerator), BigInt(denominator))
