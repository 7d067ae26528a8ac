import type { LocalDate } from '../kernel/period.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import {
  commitmentJson,
  conditionJson,
  factsFrom,
  frameJson,
  listJson,
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
import type { AuditFacts, CommitmentFacts, PaymentFacts, PeriodFacts, TermFacts } from './subsidy-audit.ts'

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
  readonly commitments: readonly Omit<CommitmentFacts, 'periods' | 'payments' | 'otherStatePayments'>[]
  readonly periods: readonly { readonly commitmentId: string; readonly period: PeriodFacts }[]
  readonly payments: readonly { readonly commitmentId: string; readonly payment: PaymentFacts }[]
  readonly otherPayments: readonly { readonly dwellingId: string; readonly payment: PaymentFacts }[]
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
  const periods = groupedBy(loaded.periods, ({ commitmentId }) => commitmentId)
  const payments = groupedBy(loaded.payments, ({ commitmentId }) => commitmentId)
  const others = groupedBy(loaded.otherPayments, ({ dwellingId }) => dwellingId)
  return {
    ...loaded,
    instrument,
    period: { from, until },
    commitments: loaded.commitments.map((commitment) => ({
      ...commitment,
      periods: (periods.get(commitment.id) ?? []).map(({ period }) => period),
      payments: (payments.get(commitment.id) ?? []).map(({ payment }) => payment),
      otherStatePayments: (others.get(commitment.dwellingId) ?? []).map(({ payment }) => payment),
    })),
  }
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

const then: Source = (table) =>
  `(select * from history.${table}_versions known where known.recorded @> $4::timestamptz)`

const here = (t: string) => `${t}.municipality_code = $1 and ${t}.programme = $2`
const DAYS = 'daterange($5::date, $6::date)'
const AUDITED = `(c.valid && ${DAYS} or ${DAYS} @> c.committed_on)`
const inMonths = (t: string) => `${t}.month >= $5::date and ${t}.month < $6::date`

const FACTS_SQL = `with commitments as materialized (
    select c.* from ${then('subsidy_commitment')} c where ${here('c')}),
  payments as materialized (select p.* from ${then('subsidy_payment')} p where ${here('p')}),
  paid as (select commitment_id, sum(amount_oere) as oere from payments group by commitment_id),
  tenants as materialized (select s.*, not s.withdrawn and s.valid && ${DAYS} as audited from ${then('tenant_subsidy')} s
    where ${here('s')} and (s.frame_id is not null or not s.withdrawn and s.valid && ${DAYS}
       or exists (select from ${then('tenant_subsidy_payment')} p where p.tenant_subsidy_id = s.id and ${inMonths('p')}))),
  dwellings as materialized (select array_agg(dwelling_id) as ids from
    (select dwelling_id from commitments union select dwelling_id from tenants) every_one),
  described as materialized (select d.id, d.dwelling_type, n.numbers from dwellings every_one, ${then('dwelling')} d
    left join lateral (select json_agg(code || '/' || e.number || '/' || d.tenancy_number) as numbers
                         from public.estate e join public.housing_organisation o on o.id = e.organisation_id,
                              unnest(array[o.lbf_number, o.cvr]) code
                        where e.id = d.estate_id and code is not null) n on true
    where d.id = any (every_one.ids))
  select json_build_object(
    'knownOn', ($4::timestamptz at time zone 'Europe/Copenhagen')::date,
    'terms', ${listJson(`select ${termJson('t')} as item from ${then('subsidy_term')} t where t.programme_id = $3::uuid`)},
    'rates', ${listJson(`select ${rateJson('t')} as item from ${then('subsidy_rate')} t where t.programme_id = $3::uuid`)},
    'frames', ${listJson(`select ${frameJson('t')} as item from ${then('subsidy_frame')} t where ${here('t')} order by t.id`)},
    'conditions', ${listJson(`select ${conditionJson('t')} as item from ${then('subsidy_condition')} t where ${here('t')}`)},
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
      `select ${commitmentJson('c', { audited: AUDITED, dwelling: 'd', paidInAll: 'coalesce(paid.oere, 0)' })} as item
         from commitments c left join described d on d.id = c.dwelling_id left join paid on paid.commitment_id = c.id
        order by c.committed_on, c.id`,
    )},
    'periods', ${listJson(
      `select json_build_object('commitmentId', p.commitment_id, 'period', ${periodJson('p', { days: DAYS, months: inMonths('m') })}) as item
         from ${then('subsidy_period')} p where ${here('p')} and not p.withdrawn order by p.valid, p.id`,
    )},
    'payments', ${listJson(
      `select json_build_object('commitmentId', p.commitment_id, 'payment', ${paymentJson('p')}) as item
         from payments p where ${inMonths('p')} order by p.month, p.id`,
    )},
    'otherPayments', ${listJson(
      `select json_build_object('dwellingId', p.dwelling_id, 'payment', ${paymentJson('p')}) as item
         from dwellings d, ${then('subsidy_payment')} p
        where p.dwelling_id = any (d.ids) and p.municipality_code = $1 and p.programme <> $2
          and p.instrument in ('SECTION_98_F', 'SECTION_98_E') and ${inMonths('p')} order by p.month, p.id`,
    )},
    'tenantSubsidies', ${listJson(
      `select ${tenantSubsidyJson('s', { source: then, audited: 's.audited', payments: inMonths('p') })} as item from tenants s order by s.id`,
    )},
    'statements', ${listJson(
      `select ${statementJson('t')} as item from ${then('subsidy_statement')} t
        where ${here('t')} and (t.kind <> 'PAYMENT' or t.valid && ${DAYS}) order by t.kind, t.reference, t.id`,
    )}) as facts`

const FACTS: PreparedStatement = { name: 'subsidy_audit_facts', text: FACTS_SQL }
