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
  'paidInAll',
])

/** What a feed stated stays as it was stated. */
const AS_STATED = 'content'

/** Facts out of their JSON, which is changed for them. */
export function factsFrom<Facts>(json: unknown): Facts {
  revive(json)
  return json as Facts
}

function revive(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const members = value as Record<string, unknown>
  for (const key in members) {
    const inner = members[key]
    if (typeof inner === 'object') {
      if (key !== AS_STATED) revive(inner)
    } else if (typeof inner === 'string' && OERE_KEYS.has(key)) members[key] = BigInt(inner)
  }
}

const momentOf = (sql: string) => `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
const known = (t: string) => `'id', ${t}.id, 'recordedFrom', ${momentOf(`lower(${t}.recorded)`)}`
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
  `json_build_object(${known(t)}, 'reference', ${t}.reference, 'dwellingsMax', ${t}.dwellings_max, 'amountMax', ${t}.amount_max_oere::text,
    'windowFrom', lower(${t}.commit_window), 'windowUntil', upper(${t}.commit_window), 'lapsesOn', ${t}.lapses_on)`

/** SQL of the JSON of such a row `t`. */
export const conditionJson = (t: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'kind', ${t}.kind,
    'organisationId', ${t}.organisation_id, 'reference', ${t}.reference, 'organisationNumbers',
    (select array_to_json(array_remove(array[o.lbf_number, o.cvr], null)) from public.housing_organisation o where o.id = ${t}.organisation_id))`

/** `decision` is a row of the decision that led to it, if there is one. */
export const tenancyJson = (t: string, decision: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'dwellingId', ${t}.dwelling_id, 'allocated', ${t}.allocated,
    'transitional', ${t}.transitional, 'rent', ${t}.rent_oere::text,
    'decision', case when ${decision}.decision_id is not null then json_build_object('id', ${decision}.decision_id,
      'recordedFrom', ${momentOf(`${decision}.recorded_at`)}, 'decidedOn', ${decision}.decided_on,
      'legalBasis', ${decision}.legal_basis) end)`

/** SQL of the JSON of such a row `t`. */
export const paymentJson = (t: string) =>
  `json_build_object(${known(t)}, 'month', ${t}.month, 'amount', ${t}.amount_oere::text, 'paidOn', ${t}.paid_on,
    'reference', ${t}.reference)`

/** The row has `months`, which follow one another, and `oere`, what is due for each; both are null where none is asked for. */
export const periodJson = (t: string) =>
  `json_build_object(${known(t)}, ${days(t)}, 'reference', ${t}.reference, 'tenancyId', ${t}.tenancy_id, 'monthly', ${t}.monthly_oere::text,
    'base', ${t}.base_oere::text, 'indexFactor', ${t}.index_factor::text, 'rentBefore', ${t}.rent_before_oere::text,
    'rentAfter', ${t}.rent_after_oere::text, 'firstMonth', ${t}.months[1], 'dues', ${t}.oere::text[])`

/** `audited` is SQL of whether the audit is about it, `dwelling` its dwelling's row, `numbers` what feeds call the dwelling. */
export const commitmentJson = (
  t: string,
  of: { audited: string; dwelling: string; numbers: string; paidInAll: string },
) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'organisationId', ${t}.organisation_id,
    'dwellingId', ${t}.dwelling_id, 'reference', ${t}.reference, 'committedOn', ${t}.committed_on,
    'granted', ${t}.granted_oere::text, 'rentBefore', ${t}.rent_before_oere::text,
    'allocationDecidedOn', ${t}.allocation_decided_on, 'targetGroupRecordedOn', ${t}.target_group_recorded_on,
    'targetGroupBasis', to_json(${t}.target_group_basis), 'withdrawn', ${t}.withdrawn, 'audited', ${of.audited},
    'paidInAll', (${of.paidInAll})::text, 'dwellingType', ${of.dwelling}.dwelling_type,
    'dwellingNumbers', coalesce(${of.numbers}, '[]'))`

/** A commitment of another programme with its periods and their months; `inMonths` is SQL of whether a month is asked for. */
export const otherCommitmentJson = (
  t: string,
  { source, inMonths }: { source: Source; inMonths: (t: string) => string },
) =>
  `json_build_object(${known(t)}, ${days(t)}, 'instrument', ${t}.instrument, 'granted', ${t}.granted_oere::text,
    'periods', ${listJson(
      `select json_build_object(${known('p')}, ${days('p')}, 'months', ${listJson(
        `select json_build_object('month', m.month, 'due', m.due_oere::text) as item
           from public.subsidy_months(p.valid, p.monthly_oere, p.partial_months) m where ${inMonths('m')} order by m.month`,
      )}) as item from ${source('subsidy_period')} p where p.commitment_id = ${t}.id and not p.withdrawn order by p.valid`,
    )})`

/** SQL of the JSON of such a row `t`. */
export const statementJson = (t: string) =>
  `json_build_object(${known(t)}, 'side', ${t}.side, 'kind', ${t}.kind, 'reference', ${t}.reference, 'content', ${t}.content,
    'keeps', ${t}.keeps, 'withdrawn', ${t}.withdrawn)`

/**
 * A tenant's subsidy with its inputs, the latest figure of each month, the months of its days, and its payments that meet
 * `payments`; `audited` is SQL of whether an audit is about it, `total` of what was paid for it in all where the payments that
 * can be seen do not say so, else null.
 */
export const tenantSubsidyJson = (
  t: string,
  {
    source,
    audited,
    payments,
    total = 'null',
  }: { source: Source; audited: string; payments: string; total?: string },
) =>
  `json_build_object(${known(t)}, ${days(t)}, 'frameId', ${t}.frame_id, 'householdId', ${t}.household_id,
    'caseScope', ${t}.case_scope, 'dwellingId', ${t}.dwelling_id, 'tenancyId', ${t}.tenancy_id,
    'committedOn', ${t}.committed_on, 'granted', ${t}.granted_oere::text, 'previousSituation', ${t}.previous_situation,
    'housingBenefitAppliedOn', ${t}.housing_benefit_applied_on, 'rounding', ${t}.rounding, 'monthDays', ${t}.month_days,
    'withdrawn', ${t}.withdrawn, 'audited', ${audited},
    'payments', ${listJson(
      `select ${paymentJson('p')} as item from ${source('tenant_subsidy_payment')} p
        where p.tenant_subsidy_id = ${t}.id and ${payments} order by p.month, p.id`,
    )},
    'paidInAll', coalesce(${total}, (select sum(p.amount_oere) from ${source('tenant_subsidy_payment')} p
                   where p.tenant_subsidy_id = ${t}.id), 0)::text,
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
