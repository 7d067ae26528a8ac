import { liableEnd, liableThrough } from '../allocations/index.ts'
import type { FieldArguments } from '../platform/read/view.ts'
import type { CostKind } from './cost.ts'

/**
 * SQL of the rows of what the municipality refunds a tenant (serviceloven § 163 a), the latest figure of each month of a
 * subsidy that runs: subsidy_id, household_id, month, valid, amount_oere, rows. The figures are the subsidies' own.
 */
export function refundMonths(args: FieldArguments, tenancyId: string): string {
  return `(select s.id as subsidy_id, s.household_id, s.source, latest.month, latest.valid * s.valid as valid, latest.amount_oere, latest.rows
    from ${args.table('tenant_subsidy')} s
    cross join lateral (select distinct on (c.month) c.month, c.valid, c.amount_oere,
             array_agg('TenantSubsidyCalculation:' || c.id)
               over (partition by c.month order by c.number rows between unbounded preceding and unbounded following) as rows
        from ${args.table('tenant_subsidy_calculation')} c where c.tenant_subsidy_id = s.id
       order by c.month, c.number desc) latest
   where s.tenancy_id = ${tenancyId} and s.instrument = 'SECTION_163_A' and not s.withdrawn and latest.valid && s.valid)`
}

/**
 * SQL of the rent that the municipality pays after a termination that it asked for, from the day the tenant moved out to
 * the re-letting, at most to when a notice would have had effect: place, request_id, from_day, until_day (today at the
 * latest), ends_on, rent_oere, day_count, source. Days on which the dwelling is at its disposal again are those of that
 * offer and no part of it; of a shared dwelling nobody knows which room was offered.
 */
export function rentAfterTermination(args: FieldArguments, transition: string): string {
  return `(select r.id || ':' || lower(days.owed) as place, r.id as request_id, lower(days.owed) as from_day, upper(days.owed) as ends_on,
      greatest(least(upper(days.owed), ${args.today()}), lower(days.owed)) as until_day, l.rent_oere, r.day_count, r.source
    from ${args.table('termination_request')} r join ${args.table('tenancy')} l on l.id = r.tenancy_id
    cross join lateral (select least(r.notice_effect_on, (select min(lower(n.valid)) from ${args.table('tenancy')} n
             where n.dwelling_id = l.dwelling_id and n.part = l.part and n.id <> l.id and lower(n.valid) >= upper(l.valid))) as ends_on) over
    cross join lateral unnest(datemultirange(daterange(upper(l.valid), greatest(over.ends_on, upper(l.valid)))) - coalesce((
        select range_agg(daterange(o.at_disposal_from, ${liableEnd('o', args)}))
          from ${args.table('municipal_offer')} o where o.dwelling_id = l.dwelling_id and l.part = ''), '{}')) days(owed)
   where r.tenancy_id = ${transition}.tenancy_id and not r.withdrawn and l.ending = 'TERMINATED_AT_MUNICIPAL_REQUEST')`
}

/** SQL of the rent while the dwelling was at disposal: place, offer_id, from_day, until_day, ends_on, rent_oere, day_count, source. */
export function vacancyRent(args: FieldArguments, transition: string): string {
  return `(select o.id as place, o.id as offer_id, o.at_disposal_from as from_day, ${liableThrough('o', args)} as until_day,
      ${liableEnd('o', args)} as ends_on, o.rent_oere, o.day_count, o.liability_source as source
    from ${args.table('municipal_offer')} o where o.id = ${transition}.offer_id)`
}

/** Days that costs are limited to, as SQL: of rent only these days are counted, of the rest what falls on them. */
export interface CostDays {
  readonly from: string
  readonly until: string
}

/** No limit at all. */
export const ALL_DAYS: CostDays = { from: `'-infinity'::date`, until: `'infinity'::date` }

/**
 * SQL of what the transitions cost that the condition on `x` picks, as far as the actor may see it, line by line: the columns
 * that the view of lines reads. Rent is rounded once for each line.
 */
export function costLines(
  args: FieldArguments,
  which: (x: string) => string,
  { from, until }: CostDays,
): string {
  const rent = (kind: CostKind, source: string, key: string, type: string) =>
    `select '${kind}:' || r.place as line, '${kind}' as kind, x.id as transition_id, x.municipality_code, null::uuid as household_id,
        days.from_day, days.until_day, days.until_day - days.from_day as days, null::integer as months,
        public.rent_of_days(days.from_day, days.until_day, r.rent_oere, r.day_count) as oere, array['${type}:' || r.${key}] as rows, r.source
      from x cross join lateral ${source} r
      cross join lateral (select greatest(r.from_day, ${from}) as from_day, least(r.until_day, ${until}) as until_day) days
     where days.from_day < days.until_day`
  return `(with x as (select x.* from ${args.table('transition')} x where ${which('x')})
    ${rent('VACANCY_RENT', vacancyRent(args, 'x'), 'offer_id', 'MunicipalOffer')}
    union all
    ${rent('RENT_AFTER_TERMINATION', rentAfterTermination(args, 'x'), 'request_id', 'TerminationRequest')}
    union all
    select 'TENANT_SUBSIDY:' || m.subsidy_id || ':' || m.month, 'TENANT_SUBSIDY', x.id, x.municipality_code, m.household_id,
        lower(m.valid), upper(m.valid), null, 1, m.amount_oere, m.rows, m.source
      from x cross join lateral ${refundMonths(args, 'x.tenancy_id')} m where m.month >= ${from} and m.month < ${until}
    union all
    select 'RESTORATION:' || c.id, 'RESTORATION', x.id, x.municipality_code, null, c.decided_on, null, null, null, c.granted_oere,
        array['GuaranteeClaim:' || c.id], c.documentation_reference
      from x join ${args.table('guarantee_claim')} c on c.transition_id = x.id
     where c.granted_oere > 0 and c.decided_on >= ${from} and c.decided_on < ${until})`
}

/** The days of a year as SQL; one before or after the API’s calendar (1800 to 2200) stands for its first or last. */
export const daysOf = (year: string): CostDays => ({
  from: `make_date(least(greatest(${year}, 1800), 2200), 1, 1)`,
  until: `make_date(least(greatest(${year}, 1800), 2200) + 1, 1, 1)`,
})
