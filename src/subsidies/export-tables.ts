import { books, frameAccounts } from './frame-accounts.ts'

/** A column of a table that is handed over: its name, and whether its values are free text. */
export interface ExportColumn {
  readonly name: string
  /** Text comes from people, and a spreadsheet must not take it for a formula. The rest is written by the hub itself. */
  readonly kind: 'text' | 'number' | 'plain'
}

/** A table that is handed over to the auditor. */
export interface ExportTable {
  readonly name: string
  readonly columns: readonly ExportColumn[]
  /** Of `$1` municipality, `$2` programme, `$3` moment, `$4` and `$5` the period; every value is a text. */
  readonly sql: string
  /** The column that says which household a row is about. */
  readonly household?: string
}

const then = (table: string) =>
  `(select * from history.${table}_versions known where known.recorded @> $3::timestamptz)`
const here = (t: string) => `${t}.municipality_code = $1 and ${t}.programme = $2`
const inPeriod = (t: string) => `${here(t)} and ${t}.valid && daterange($4::date, $5::date)`
const kroner = (sql: string) => `((${sql})::numeric / 100)::numeric(15, 2)::text`

type Columns = Readonly<Record<string, readonly [kind: ExportColumn['kind'], sql: string]>>

function table(name: string, columns: Columns, from: string, household?: string): ExportTable {
  const selected = Object.entries(columns).map(([column, [, sql]]) => `(${sql})::text as "${column}"`)
  return {
    name,
    columns: Object.entries(columns).map(([column, [kind]]) => ({ name: column, kind })),
    sql: `select ${selected.join(', ')} from ${from}`,
    ...(household === undefined ? {} : { household }),
  }
}

const BOOKS = books({ table: then }, 'municipality_code = $1')
const LIVE = 'not withdrawn'
const LAPSED = `f.lapses_on <= ($3::timestamptz at time zone 'Europe/Copenhagen')::date`
const committed = `(select granted_oere from ${then('subsidy_commitment')} c where c.frame_id = f.id and ${LIVE}
  union all select granted_oere from ${then('tenant_subsidy')} s where s.frame_id = f.id and ${LIVE})`
const ACCOUNTS = frameAccounts('f', { table: then })

const RUNS = `${inPeriod('a')} and a.recorded_at <= $3::timestamptz`

/** The programme that the code names in the municipality: its own, or else the national one. */
const PROGRAMME = `(select p.id from public.subsidy_programme p
  where p.code = $2 and (p.municipality_code = $1 or p.municipality_code is null) order by p.municipality_code nulls last limit 1)`

/** What is handed over, table by table; the accounts stand with the frames. Terms, rates and conditions are those of every day. */
export const EXPORT_TABLES: readonly ExportTable[] = [
  table(
    'terms',
    {
      term: ['plain', 't.id'],
      from: ['plain', 'lower(t.valid)'],
      until: ['plain', 'upper(t.valid)'],
      payee: ['plain', 't.payee'],
      end_rule: ['plain', 't.end_rule'],
      indexation: ['plain', 't.indexation'],
      partial_months: ['plain', 't.partial_months'],
      payment_calendar: ['plain', 't.payment_calendar'],
      rounding: ['plain', 't.rounding'],
      month_days: ['plain', 't.month_days'],
      months_max: ['number', 't.months_max'],
      rent_before_min: ['number', kroner('t.rent_before_min_oere')],
      rent_before_max: ['number', kroner('t.rent_before_max_oere')],
      rent_after_max: ['number', kroner('t.rent_after_max_oere')],
      repay_above: ['number', kroner('t.repay_above_oere')],
      source: ['text', 't.source'],
      recorded_from: ['plain', 'lower(t.recorded)'],
    },
    `${then('subsidy_term')} t where t.programme_id = ${PROGRAMME} order by t.valid, t.id`,
  ),
  table(
    'rates',
    {
      rate: ['plain', 'r.id'],
      kind: ['plain', 'r.kind'],
      from: ['plain', 'lower(r.valid)'],
      until: ['plain', 'upper(r.valid)'],
      amount: ['number', kroner('r.amount_oere')],
      source: ['text', 'r.source'],
      recorded_from: ['plain', 'lower(r.recorded)'],
    },
    `${then('subsidy_rate')} r where r.programme_id = ${PROGRAMME} order by r.kind, r.valid, r.id`,
  ),
  table(
    'frames',
    {
      frame: ['plain', 'f.id'],
      reference: ['text', 'f.reference'],
      dwellings_granted: ['number', 'f.dwellings_max'],
      amount_granted: ['number', kroner('f.amount_max_oere')],
      window_from: ['plain', 'lower(f.commit_window)'],
      window_until: ['plain', 'upper(f.commit_window)'],
      lapses_on: ['plain', 'f.lapses_on'],
      dwellings_committed: ['number', `select count(*) from ${committed} given`],
      amount_committed: ['number', kroner(`select coalesce(sum(granted_oere), 0) from ${committed} given`)],
      paid: ['number', kroner(ACCOUNTS.paid)],
      dwellings_unused_at_lapse: [
        'number',
        `case when ${LAPSED} and f.dwellings_max is not null
           then greatest(f.dwellings_max - (select count(*) from ${committed} given), 0) end`,
      ],
      amount_unused_at_lapse: [
        'number',
        kroner(`case when ${LAPSED} and f.amount_max_oere is not null
           then greatest(f.amount_max_oere - (select coalesce(sum(granted_oere), 0) from ${committed} given), 0) end`),
      ],
      overpaid: ['number', kroner(ACCOUNTS.overpaid)],
      to_repay: ['number', kroner(ACCOUNTS.toRepay)],
      source: ['text', 'f.source'],
    },
    `${then('subsidy_frame')} f where ${here('f')} order by f.id`,
  ),
  table(
    'conditions',
    {
      condition: ['plain', 'n.id'],
      frame: ['plain', 'n.frame_id'],
      kind: ['plain', 'n.kind'],
      organisation: ['plain', 'n.organisation_id'],
      from: ['plain', 'lower(n.valid)'],
      until: ['plain', 'upper(n.valid)'],
      source: ['text', 'n.source'],
    },
    `${then('subsidy_condition')} n where ${here('n')} order by n.id`,
  ),
  table(
    'commitments',
    {
      commitment: ['plain', 'c.id'],
      frame: ['plain', 'c.frame_id'],
      reference: ['text', 'c.reference'],
      dwelling: ['plain', 'c.dwelling_id'],
      committed_on: ['plain', 'c.committed_on'],
      from: ['plain', 'lower(c.valid)'],
      until: ['plain', 'upper(c.valid)'],
      granted: ['number', kroner('c.granted_oere')],
      rent_before: ['number', kroner('c.rent_before_oere')],
      allocation_decided_on: ['plain', 'c.allocation_decided_on'],
      target_group_recorded_on: ['plain', 'c.target_group_recorded_on'],
      target_group_basis: ['plain', `array_to_string(c.target_group_basis, ' ')`],
      withdrawn: ['plain', 'c.withdrawn'],
      source: ['text', 'c.source'],
    },
    `${then('subsidy_commitment')} c where ${inPeriod('c')} order by c.id`,
  ),
  table(
    'periods',
    {
      period: ['plain', 'p.id'],
      commitment: ['plain', 'p.commitment_id'],
      tenancy: ['plain', 'p.tenancy_id'],
      from: ['plain', 'lower(p.valid)'],
      until: ['plain', 'upper(p.valid)'],
      monthly: ['number', kroner('p.monthly_oere')],
      base: ['number', kroner('p.base_oere')],
      index_factor: ['number', 'p.index_factor'],
      rent_before: ['number', kroner('p.rent_before_oere')],
      rent_after: ['number', kroner('p.rent_after_oere')],
      withdrawn: ['plain', 'p.withdrawn'],
      source: ['text', 'p.source'],
      recorded_from: ['plain', 'lower(p.recorded)'],
    },
    `${then('subsidy_period')} p where ${inPeriod('p')} order by p.id`,
  ),
  table(
    'months',
    {
      commitment: ['plain', 'b.commitment_id'],
      month: ['plain', 'b.month'],
      days: ['number', 'b.days'],
      due: ['number', kroner('b.due_oere')],
      paid: ['number', kroner('b.paid_oere')],
    },
    `${BOOKS} b join ${then('subsidy_commitment')} c on c.id = b.commitment_id
      where ${here('c')} and b.month >= $4::date and b.month < $5::date order by b.commitment_id, b.month`,
  ),
  table(
    'payments',
    {
      payment: ['plain', 'p.id'],
      commitment: ['plain', 'p.commitment_id'],
      month: ['plain', 'p.month'],
      amount: ['number', kroner('p.amount_oere')],
      paid_on: ['plain', 'p.paid_on'],
      reference: ['text', 'p.reference'],
    },
    `${then('subsidy_payment')} p where ${inPeriod('p')} order by p.id`,
  ),
  table(
    'corrections',
    {
      correction: ['plain', 'c.id'],
      entity: ['plain', 'c.entity'],
      row: ['plain', 'c.row_id'],
      original_recorded_from: ['plain', 'c.original_recorded_from'],
      before: ['text', 'c.before'],
      after: ['text', 'c.after'],
      reason: ['text', 'c.reason'],
      corrected_by: ['text', 'c.corrected_by'],
      corrected_at: ['plain', 'c.recorded_at'],
    },
    `public.subsidy_correction c where ${inPeriod('c')} and c.recorded_at <= $3::timestamptz order by c.id`,
  ),
  table(
    'tenant_subsidies',
    {
      subsidy: ['plain', 's.id'],
      household: ['plain', 's.household_id'],
      tenancy: ['plain', 's.tenancy_id'],
      from: ['plain', 'lower(s.valid)'],
      until: ['plain', 'upper(s.valid)'],
      previous_situation: ['plain', 's.previous_situation'],
      housing_benefit_applied_on: ['plain', 's.housing_benefit_applied_on'],
      withdrawn: ['plain', 's.withdrawn'],
      source: ['text', 's.source'],
    },
    `${then('tenant_subsidy')} s where ${inPeriod('s')} order by s.id`,
    'household',
  ),
  table(
    'tenant_inputs',
    {
      input: ['plain', 'i.id'],
      subsidy: ['plain', 'i.tenant_subsidy_id'],
      household: ['plain', 'i.household_id'],
      kind: ['plain', 'i.kind'],
      from: ['plain', 'lower(i.valid)'],
      until: ['plain', 'upper(i.valid)'],
      amount: ['number', kroner(`case when i.kind <> 'ADULTS' then i.value end`)],
      adults: ['number', `case when i.kind = 'ADULTS' then i.value end`],
      source: ['text', 'i.source'],
      recorded_from: ['plain', 'lower(i.recorded)'],
    },
    `${then('tenant_subsidy_input')} i where ${inPeriod('i')} order by i.id`,
    'household',
  ),
  table(
    'tenant_calculations',
    {
      calculation: ['plain', 'c.id'],
      subsidy: ['plain', 'c.tenant_subsidy_id'],
      household: ['plain', 'c.household_id'],
      month: ['plain', 'c.month'],
      number: ['number', 'c.number'],
      amount: ['number', kroner('c.amount_oere')],
      difference: ['number', kroner('c.difference_oere')],
      inputs: ['text', 'c.inputs'],
      reason: ['text', 'c.reason'],
    },
    `${then('tenant_subsidy_calculation')} c where ${inPeriod('c')} order by c.id`,
    'household',
  ),
  table(
    'tenant_payments',
    {
      payment: ['plain', 'p.id'],
      subsidy: ['plain', 'p.tenant_subsidy_id'],
      household: ['plain', 'p.household_id'],
      month: ['plain', 'p.month'],
      amount: ['number', kroner('p.amount_oere')],
      paid_on: ['plain', 'p.paid_on'],
      reference: ['text', 'p.reference'],
    },
    `${then('tenant_subsidy_payment')} p where ${inPeriod('p')} order by p.id`,
    'household',
  ),
  table(
    'statements',
    {
      statement: ['plain', 's.id'],
      side: ['plain', 's.side'],
      kind: ['plain', 's.kind'],
      reference: ['text', 's.reference'],
      stated: ['text', 's.content'],
      keeps_the_row: ['plain', 's.keeps'],
      withdrawn: ['plain', 's.withdrawn'],
      recorded_from: ['plain', 'lower(s.recorded)'],
    },
    `${then('subsidy_statement')} s where ${inPeriod('s')} order by s.id`,
  ),
  table(
    'allocation_decisions',
    {
      decision: ['plain', 'g.decision_id'],
      tenancy: ['plain', 'g.tenancy_id'],
      dwelling: ['plain', 'g.dwelling_id'],
      decided_on: ['plain', 'g.decided_on'],
      legal_basis: ['plain', 'g.legal_basis'],
    },
    `public.tenancy_allocation g where g.municipality_code = $1 and g.recorded_at <= $3::timestamptz
       and g.tenancy_id in (select p.tenancy_id from ${then('subsidy_period')} p where ${inPeriod('p')}) order by g.tenancy_id`,
  ),
  table(
    'audits',
    {
      audit: ['plain', 'a.id'],
      from: ['plain', 'lower(a.valid)'],
      until: ['plain', 'upper(a.valid)'],
      known_at: ['plain', 'a.known_at'],
      rule_set: ['plain', 'a.rule_set'],
      findings: ['number', 'a.finding_count'],
      at_stake: ['number', kroner('a.at_stake_oere')],
      run_by: ['text', 'a.run_by'],
      run_at: ['plain', 'a.recorded_at'],
    },
    `public.subsidy_audit a where ${RUNS} order by a.id`,
  ),
  table(
    'findings',
    {
      finding: ['plain', 'f.id'],
      audit: ['plain', 'f.audit_id'],
      key: ['plain', 'f.finding_key'],
      code: ['plain', 'f.code'],
      severity: ['plain', 'f.severity'],
      law: ['plain', 'f.law'],
      dwelling: ['plain', 'f.dwelling_id'],
      household: ['plain', 'f.household_id'],
      months: ['plain', `array_to_string(f.months, ' ')`],
      at_stake: ['number', kroner('f.at_stake_oere')],
      figures: ['text', 'f.figures'],
    },
    `public.subsidy_finding f join public.subsidy_audit a on a.id = f.audit_id where ${RUNS} order by f.id`,
    'household',
  ),
  table(
    'evidence',
    {
      finding: ['plain', 'f.id'],
      row: ['plain', `e.item ->> 'type' || ':' || (e.item ->> 'id')`],
      recorded_from: ['plain', `e.item ->> 'recordedFrom'`],
    },
    `public.subsidy_finding f join public.subsidy_audit a on a.id = f.audit_id,
       jsonb_array_elements(f.evidence) with ordinality e(item, place) where ${RUNS} order by f.id, e.place`,
  ),
  table(
    'answers',
    {
      finding_key: ['plain', 'n.finding_key'],
      household: ['plain', 'n.household_id'],
      kind: ['plain', 'n.kind'],
      explanation: ['text', 'n.explanation'],
      amount: ['number', kroner('n.amount_oere')],
      answered_by: ['text', 'n.answered_by'],
      answered_at: ['plain', 'n.recorded_at'],
    },
    `public.subsidy_finding_answer n where ${inPeriod('n')} and n.recorded_at <= $3::timestamptz order by n.id`,
    'household',
  ),
]
