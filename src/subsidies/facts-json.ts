/**
 * What rows are to the rules, as JSON that the database builds: amounts are texts of øre, so that no digit is lost, and
 * `factsFrom` makes them numbers again.
 */

/** Where a table's rows are read from: as they are now, or as they were known at a moment. */
export type Source = (table: string) => string

const OERE_KEYS = new Set([
  'rentBeforeMin',
  'rentBeforeMax',
  'rentAfterMax',
  'amount',
  'amountMax',
  'granted',
  'rentBefore',
  'rentAfter',
  'rent',
  'monthly',
  'base',
  'due',
  'value',
])

/** Facts out of their JSON. */
export function factsFrom<Facts>(json: unknown): Facts {
  return revived(json) as Facts
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      OERE_KEYS.has(key) && typeof inner === 'string' ? BigInt(inner) : revived(inner),
    ]),
  )
}

const known = (t: string) =>
  `'id', ${t}.id, 'recordedFrom', to_char(lower(${t}.recorded) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
const days = (t: string) => `'from', lower(${t}.valid), 'until', upper(${t}.valid)`

/** SQL of a list; `select` has the JSON of one row as its only column, called `item`. */
export function listJson(select: string): string {
  return `(select coalesce(json_agg(item), '[]') from (${select}) items)`
}

/** SQL of the JSON of such a row `t`. */
export const termJson = (t: string) =>
  `json_build_object(${days(t)}, 'endRule', ${t}.end_rule, 'indexation', ${t}.indexation,
    'paymentCalendar', ${t}.payment_calendar, 'rounding', ${t}.rounding, 'monthDays', ${t}.month_days,
    'monthsMax', ${t}.months_max, 'rentBeforeMin', ${t}.rent_before_min_oere::text,
    'rentBeforeMax', ${t}.rent_before_max_oere::text, 'rentAfterMax', ${t}.rent_after_max_oere::text)`

/** SQL of the JSON of such a row `t`. */
export const rateJson = (t: string) =>
  `json_build_object(${days(t)}, 'kind', ${t}.kind, 'amount', ${t}.amount_oere::text)`

/** SQL of the JSON of such a row `t`. */
export const frameJson = (t: string) =>
  `json_build_object(${known(t)}, 'dwellingsMax', ${t}.dwellings_max, 'amountMax', ${t}.amount_max_oere::text,
    'windowFrom', lower(${t}.commit_window), 'windowUntil', upper(${t}.commit_window), 'lapsesOn', ${t}.lapses_on)`

/** SQL of the JSON of such a row `t`. */
export const conditionJson = (t: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'kind', ${t}.kind,
    'organisationId', ${t}.organisation_id)`

/** SQL of the JSON of such a row `t`. */
export const tenancyJson = (t: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'dwellingId', ${t}.dwelling_id, 'allocated', ${t}.allocated,
    'transitional', ${t}.transitional, 'rent', ${t}.rent_oere::text)`

/** SQL of the JSON of such a row `t`. */
export const paymentJson = (t: string) =>
  `json_build_object(${known(t)}, 'month', ${t}.month, 'amount', ${t}.amount_oere::text)`

/** SQL of the JSON of such a row `t`, with its months. */
export const periodJson = (t: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'tenancyId', ${t}.tenancy_id, 'monthly', ${t}.monthly_oere::text,
    'base', ${t}.base_oere::text, 'indexFactor', ${t}.index_factor::text, 'rentBefore', ${t}.rent_before_oere::text,
    'rentAfter', ${t}.rent_after_oere::text, 'months', ${listJson(
      `select json_build_object('month', m.month, 'due', m.due_oere::text) as item
         from public.subsidy_months(${t}.valid, ${t}.monthly_oere, ${t}.partial_months) m
        order by m.month`,
    )})`

/** `audited` is SQL of whether the audit is about it. */
export const commitmentJson = (t: string, of: { audited: string; source: Source }) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'organisationId', ${t}.organisation_id,
    'dwellingId', ${t}.dwelling_id, 'committedOn', ${t}.committed_on, 'granted', ${t}.granted_oere::text,
    'rentBefore', ${t}.rent_before_oere::text, 'allocationDecidedOn', ${t}.allocation_decided_on,
    'targetGroupRecordedOn', ${t}.target_group_recorded_on, 'withdrawn', ${t}.withdrawn, 'audited', ${of.audited},
    'dwellingType', (select d.dwelling_type from ${of.source('dwelling')} d where d.id = ${t}.dwelling_id))`

/** A tenant's subsidy with its inputs, the latest figure of each month, and the months of its days. */
export const tenantSubsidyJson = (t: string, source: Source) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'householdId', ${t}.household_id,
    'caseScope', ${t}.case_scope, 'dwellingId', ${t}.dwelling_id, 'tenancyId', ${t}.tenancy_id,
    'committedOn', ${t}.committed_on, 'granted', ${t}.granted_oere::text, 'previousSituation', ${t}.previous_situation,
    'housingBenefitAppliedOn', ${t}.housing_benefit_applied_on, 'rounding', ${t}.rounding, 'monthDays', ${t}.month_days,
    'inputs', ${listJson(
      `select json_build_object(${known('i')}, ${days('i')}, 'kind', i.kind, 'value', i.value::text) as item
         from ${source('tenant_subsidy_input')} i where i.tenant_subsidy_id = ${t}.id`,
    )},
    'calculations', ${listJson(
      `select json_build_object(${known('c')}, 'month', c.month, 'amount', c.amount_oere::text) as item
         from (select distinct on (month) * from ${source('tenant_subsidy_calculation')} every_one
                where every_one.tenant_subsidy_id = ${t}.id order by month, number desc) c`,
    )},
    'months', ${listJson(
      `select json_build_object('month', m.month, 'from', greatest(m.month, lower(${t}.valid)),
                'numerator', case ${t}.partial_months when 'STARTED' then 1
                               when 'WHOLE' then (m.days = whole.days)::integer else m.days end,
                'denominator', case ${t}.partial_months when 'BY_DAYS' then whole.days else 1 end) as item
         from public.subsidy_months(${t}.valid, 0, ${t}.partial_months) m,
              lateral (select (m.month + interval '1 month')::date - m.month as days) whole order by m.month`,
    )})`
