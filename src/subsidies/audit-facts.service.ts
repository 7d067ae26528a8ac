import type { LocalDate } from '../kernel/period.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import {
  commitmentJson,
  conditionJson,
  factsFrom,
  frameJson,
  listJson,
  otherCommitmentJson,
  paymentJson,
  periodJson,
  rateJson,
  type Source,
  statementJson,
  tenancyJson,
  tenantSubsidyJson,
  termJson,
} from './facts-json.ts'
import type { Instrument } from './instrument.ts'
import { monthsIn } from './month.rules.ts'
import type {
  AuditFacts,
  CommitmentFacts,
  MonthFacts,
  Of,
  OtherCommitmentFacts,
  PaymentFacts,
  PeriodFacts,
  TermFacts,
} from './subsidy-audit.ts'

/** Which facts an audit is about. */
export interface AuditScope {
  readonly municipalityCode: string
  readonly programmeId: string
  readonly programme: string
  readonly instrument: Instrument
  readonly from: LocalDate
  readonly until: LocalDate
  readonly knownAt: string
}

/** What the programme's sources say, for every day that somebody has recorded. */
export async function termsOf(running: Change, programmeId: string): Promise<readonly TermFacts[]> {
  const [row] = await running.sql<{ terms: unknown }>(
    `select ${listJson(`select ${termJson('t')} as item from public.subsidy_term t where t.programme_id = $1::uuid`)} as terms`,
    [programmeId],
  )
  return factsFrom(row?.terms)
}

interface Loaded extends Omit<AuditFacts, 'commitments' | 'instrument' | 'period'> {
  readonly commitments: readonly Omit<
    CommitmentFacts,
    'periods' | 'unbalanced' | 'payments' | 'otherStatePayments' | 'otherStateCommitments'
  >[]
  readonly periods: readonly Of<Omit<PeriodFacts, 'months'> & LoadedMonths>[]
  readonly unbalanced: readonly Of<MonthFacts>[]
  readonly payments: readonly Of<PaymentFacts>[]
  readonly otherPayments: readonly Of<PaymentFacts>[]
  readonly otherCommitments: readonly Of<OtherCommitmentFacts>[]
}

/** What is due for the months from the first one on. */
interface LoadedMonths {
  readonly firstMonth: LocalDate | null
  readonly dues: readonly string[] | null
}

/** Everything about a programme in a municipality, as it was known at a moment, as far as the actor may see it; in one statement. */
export async function auditFacts(running: Change, scope: AuditScope): Promise<AuditFacts> {
  const { instrument, from, until } = scope
  const [row] = await running.prepared<{ facts: unknown }>(FACTS, [
    scope.municipalityCode,
    scope.programme,
    scope.programmeId,
    scope.knownAt,
    from,
    until,
  ])
  const loaded = factsFrom<Loaded>(row?.facts)
  const monthsFrom = monthsOf(from, until)
  const periods = grouped(loaded.periods)
  const unbalanced = grouped(loaded.unbalanced)
  const payments = grouped(loaded.payments)
  const others = grouped(loaded.otherPayments)
  const otherCommitments = grouped(loaded.otherCommitments)
  const commitments = loaded.commitments.map(
    (commitment): CommitmentFacts => ({
      ...commitment,
      periods: periods(commitment.id).map(({ firstMonth, dues, ...period }) => ({
        ...period,
        months: monthsFrom(firstMonth, dues),
      })),
      unbalanced: unbalanced(commitment.id),
      payments: payments(commitment.id),
      otherStatePayments: others(commitment.dwellingId),
      otherStateCommitments: otherCommitments(commitment.dwellingId),
    }),
  )
  return { ...loaded, instrument, period: { from, until }, commitments }
}

/** Puts the months of `[from, until)` to amounts that are due for those from a first one on. */
function monthsOf(from: LocalDate, until: LocalDate) {
  const months = monthsIn(from, until)
  const places = new Map(months.map((month, at) => [month, at]))
  return (first: LocalDate | null, dues: LoadedMonths['dues']): readonly MonthFacts[] => {
    const place = first === null ? 0 : (places.get(first) ?? 0)
    return (dues ?? []).map((due, at) => ({ month: months[place + at] as LocalDate, due: BigInt(due) }))
  }
}

/** What there is of each id. */
function grouped<Fact>(loaded: readonly Of<Fact>[]): (id: string) => readonly Fact[] {
  const groups = Map.groupBy(loaded, ({ of }) => of)
  return (id) => (groups.get(id) ?? []).map(({ fact }) => fact)
}

const then: Source = (table) =>
  `(select * from history.${table}_versions known where known.recorded @> $4::timestamptz)`

const here = (t: string) => `${t}.municipality_code = $1 and ${t}.programme = $2`
const DAYS = 'daterange($5::date, $6::date)'
const AUDITED = `(c.valid && ${DAYS} or ${DAYS} @> c.committed_on)`
const inMonths = (t: string) => `${t}.month >= $5::date and ${t}.month < $6::date`
const SHIPPED = 'p.id, p.commitment_id, p.month, p.amount_oere, p.paid_on, p.reference, p.recorded'
const ofState = (instrument: string) => `${instrument} in ('SECTION_98_F', 'SECTION_98_E')`
const factOf = (id: string, fact: string) => `json_build_object('of', ${id}, 'fact', ${fact})`

/** Whether what is stated of the payment `p` of the commitment `c` is what the books have, in every word of it. */
const agrees = (t: string) =>
  `(${t}.content - 'commitment' <@ jsonb_build_object('month', p.month, 'amount', p.amount_oere::text, 'paidOn', p.paid_on)
    and coalesce(${t}.content ->> 'commitment' = c.reference, not ${t}.content ? 'commitment'))`

/**
 * What was paid in all is told by the database, as an auditor sees the payments of the engagement's days only; whoever has
 * no engagement sees them all. Payments and months are many, and most of them are as they should be: those that no check could find anything
 * in stay behind.
 */
const FACTS_SQL = `with commitments as materialized (
    select c.* from ${then('subsidy_commitment')} c where ${here('c')}),
  periods as materialized (
    select p.*, due.months, due.oere from ${then('subsidy_period')} p
      left join lateral (select array_agg(m.month order by m.month) as months, array_agg(m.due_oere order by m.month) as oere
                           from public.subsidy_months(p.valid, p.monthly_oere, p.partial_months) m where ${inMonths('m')}) due
        on p.valid && ${DAYS}
     where ${here('p')} and not p.withdrawn),
  paid as materialized (
    select commitment_id, array_agg(month order by month) as months, array_agg(amount_oere order by month) as oere
      from ${then('subsidy_payment')} p where ${here('p')} and ${inMonths('p')} group by commitment_id),
  totals as materialized (
    select t.commitment_id, t.amount_oere from access.paid_in_all($1, $2, $4::timestamptz) t),
  exceeded as materialized (
    select c.id from commitments c join totals on totals.commitment_id = c.id where totals.amount_oere > c.granted_oere),
  balanced as materialized (
    select p.commitment_id from periods p join paid on paid.commitment_id = p.commitment_id where p.months is not null
     group by p.commitment_id having count(*) = 1 and bool_and(p.months = paid.months and p.oere = paid.oere)),
  unbalanced as materialized (
    select commitment_id, month, sum(due) as due_oere
      from (select p.commitment_id, m.month, m.oere as due, 0 as paid from periods p, unnest(p.months, p.oere) m(month, oere)
             where p.commitment_id not in (select commitment_id from balanced)
            union all
            select paid.commitment_id, m.month, 0, m.oere from paid, unnest(paid.months, paid.oere) m(month, oere)
             where paid.commitment_id not in (select commitment_id from balanced)) both_sides
     group by commitment_id, month having sum(due) <> sum(paid)),
  other_payments as materialized (
    select p.id, p.dwelling_id, p.month, p.amount_oere, p.paid_on, p.reference, p.recorded
      from ${then('subsidy_payment')} p
     where p.dwelling_id in (select dwelling_id from commitments where ${ofState('instrument')})
       and p.municipality_code = $1 and p.programme <> $2 and ${ofState('p.instrument')} and ${inMonths('p')}),
  other_commitments as materialized (
    select c.* from ${then('subsidy_commitment')} c
     where c.dwelling_id in (select dwelling_id from commitments where ${ofState('instrument')})
       and c.municipality_code = $1 and c.programme <> $2 and ${ofState('c.instrument')} and not c.withdrawn and c.valid && ${DAYS}),
  statements as materialized (
    select * from (
      select t.*, bool_or(t.kind <> 'PAYMENT' or t.withdrawn or not coalesce(${agrees('t')}, false))
                    over (partition by t.kind, t.reference) as doubtful
        from ${then('subsidy_statement')} t
        left join ${then('subsidy_payment')} p on ${here('p')} and p.reference = t.reference and t.kind = 'PAYMENT'
        left join commitments c on c.id = p.commitment_id
       where ${here('t')} and (t.kind <> 'PAYMENT' or t.valid && ${DAYS})) stated
     where doubtful),
  tenants as materialized (select s.*, not s.withdrawn and s.valid && ${DAYS} as audited from ${then('tenant_subsidy')} s
    where ${here('s')} and (s.frame_id is not null or not s.withdrawn and s.valid && ${DAYS}
       or exists (select from ${then('tenant_subsidy_payment')} p where p.tenant_subsidy_id = s.id and ${inMonths('p')}))),
  tenant_totals as materialized (select * from access.paid_to_tenants_in_all($1, $2, $4::timestamptz)),
  dwellings as materialized (select array_agg(dwelling_id) as ids from
    (select dwelling_id from commitments union select dwelling_id from tenants) every_one)
  select json_build_object(
    'knownOn', ($4::timestamptz at time zone 'Europe/Copenhagen')::date,
    'terms', ${listJson(`select ${termJson('t')} as item from ${then('subsidy_term')} t where t.programme_id = $3::uuid`)},
    'rates', ${listJson(`select ${rateJson('t')} as item from ${then('subsidy_rate')} t where t.programme_id = $3::uuid`)},
    'frames', ${listJson(`select ${frameJson('t')} as item from ${then('subsidy_frame')} t where ${here('t')} order by t.id`)},
    'conditions', ${listJson(`select ${conditionJson('t')} as item from ${then('subsidy_condition')} t where ${here('t')} and not t.withdrawn`)},
    'agreements', ${listJson(
      `select json_build_object('from', lower(a.valid * v.valid), 'until', upper(a.valid * v.valid),
                'organisationIds', to_json(a.organisation_ids)) as item
         from ${then('agreement')} a join ${then('agreement_version')} v on v.agreement_id = a.id and v.status = 'IN_FORCE'
        where a.municipality_code = $1 and a.valid && v.valid`,
    )},
    'tenancies', ${listJson(
      `select ${tenancyJson('t', 'g')} as item from dwellings d, ${then('tenancy')} t
         left join public.tenancy_allocation g on g.tenancy_id = t.id and g.recorded_at <= $4::timestamptz
        where t.dwelling_id = any (d.ids) and t.municipality_code = $1 order by t.id`,
    )},
    'commitments', ${listJson(
      `select ${commitmentJson('c', { audited: AUDITED, dwelling: 'd', numbers: 'n.numbers', paidInAll: 'coalesce(totals.amount_oere, 0)' })} as item
         from commitments c left join totals on totals.commitment_id = c.id
         left join lateral (select * from ${then('dwelling')} known where known.id = c.dwelling_id offset 0) d on true
         left join lateral (
           select json_agg(code || '/' || e.number || '/' || d.tenancy_number) as numbers
             from public.estate e join public.housing_organisation o on o.id = e.organisation_id, unnest(array[o.lbf_number, o.cvr]) code
            where e.id = d.estate_id and code is not null
              and c.reference in (select t.reference from statements t where t.kind = 'COMMITMENT')) n on true
        order by c.committed_on, c.id`,
    )},
    'periods', ${listJson(
      `select ${factOf('p.commitment_id', periodJson('p'))} as item from periods p order by p.valid, p.id`,
    )},
    'unbalanced', ${listJson(
      `select ${factOf('u.commitment_id', `json_build_object('month', u.month, 'due', u.due_oere::text)`)} as item
         from unbalanced u order by u.month`,
    )},
    'payments', ${listJson(
      `select ${factOf('p.commitment_id', paymentJson('p'))} as item from (
         select ${SHIPPED} from ${then('subsidy_payment')} p, unbalanced u where p.commitment_id = u.commitment_id and p.month = u.month
         union select ${SHIPPED} from ${then('subsidy_payment')} p, exceeded where p.commitment_id = exceeded.id and ${inMonths('p')}
         union select ${SHIPPED} from ${then('subsidy_payment')} p, commitments c, other_payments o
                where p.commitment_id = c.id and c.dwelling_id = o.dwelling_id and p.month = o.month) p
        order by p.month, p.id`,
    )},
    'otherPayments', ${listJson(
      `select ${factOf('p.dwelling_id', paymentJson('p'))} as item
         from other_payments p order by p.month, p.id`,
    )},
    'otherCommitments', ${listJson(
      `select ${factOf('c.dwelling_id', otherCommitmentJson('c', { source: then, inMonths }))} as item from other_commitments c order by c.id`,
    )},
    'tenantSubsidies', ${listJson(
      `select ${tenantSubsidyJson('s', { source: then, audited: 's.audited', payments: inMonths('p'), total: 'n.amount_oere' })} as item
         from tenants s left join tenant_totals n on n.tenant_subsidy_id = s.id order by s.id`,
    )},
    'statedPayments', ${listJson(
      `select ${factOf('p.commitment_id', paymentJson('p'))} as item from ${then('subsidy_payment')} p
        where ${here('p')} and p.reference in (select t.reference from statements t where t.kind = 'PAYMENT')`,
    )},
    'statements', ${listJson(`select ${statementJson('t')} as item from statements t order by t.kind, t.reference, t.id`)}) as facts`

const FACTS: PreparedStatement = { name: 'subsidy_audit_facts', text: FACTS_SQL }
