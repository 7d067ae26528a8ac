import { createHash } from 'node:crypto'
import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { emptyDatabase } from '../support/database.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'

/**
 * A hub whose database was filled before allocations were told with tenancies (0020) and transitions were kept (0021)
 * finds them there after its next start, as if they had been kept all along.
 */
let hub: TestHub

const MUNICIPALITY: Bearer = {
  subject: 'kommune',
  roles: ['municipal_allocator'],
  municipalityCodes: ['0169'],
  purpose: 'case-handling',
}

const EARLIER_SQL = `
with entered as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
select set_config('app.change_id', id::text, false) from entered;
insert into idempotency (client_id, key, action, input_sha256, answer, change_id)
  select 'kommune', 'Sag 311257-5001', 't', sha256('t'), '"svar"', max(id) from change;
insert into housing_organisation (lbf_number, name) values ('0045', 'Boligorganisation');
insert into estate (organisation_id, municipality_code, number) select id, '0169', '1' from housing_organisation;
insert into feed (code, organisation_id, format, mapping, mode) select '0045-x', id, 'SYNC', '{}', 'DELTA' from housing_organisation;
insert into agreement (municipality_code, organisation_ids, name, legal_bases, valid, source)
  select '0169', array[id], 'Aftale', '{SECTION_63}', '[2020-01-01,)', 't' from housing_organisation;
insert into agreement_version (agreement_id, municipality_code, organisation_ids, unilateral, number, valid, source)
  select id, municipality_code, organisation_ids, false, 1, valid, 't' from agreement;
insert into agreement_term (version_id, agreement_id, municipality_code, organisation_ids, position, level, share_numerator,
    share_denominator, quota_base, first_turn, settlement, answer_deadline_business_days, return_counts_as_delivered, replacement_owed)
  select id, agreement_id, municipality_code, organisation_ids, 1, 'ORGANISATION', 1, 4, 'ALL', 'AT_END', 'EVERY_NTH', 10, false, true
    from agreement_version;
insert into dwelling (organisation_id, municipality_code, estate_id, tenancy_number, source_sequence, source_time, source_hash)
  select organisation_id, municipality_code, id, n::text, 1, now(), gen_random_uuid() from estate, generate_series(1, 7) n;
insert into vacancy (organisation_id, municipality_code, dwelling_id, feed_id, delivery_id, state, reported_state, rent_oere,
    at_disposal_from, source_sequence, source_time, source_hash, seen_at)
  select d.organisation_id, d.municipality_code, d.id, f.id, gen_random_uuid(), 'AT_MUNICIPAL_DISPOSAL', 'AT_MUNICIPAL_DISPOSAL',
         500000, '2024-01-01', 1, now(), gen_random_uuid(), now() from dwelling d, feed f;
insert into tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, lease_signed_on, rent_oere, ending)
  select organisation_id, municipality_code, id, case tenancy_number when '5' then '[2024-03-01,2024-09-01)' else '[2024-03-01,)' end::daterange,
         true, true, '2024-02-10', 500000, case tenancy_number when '5' then 'TERMINATED_BY_LANDLORD' end
    from dwelling where tenancy_number in ('4', '5', '6');
-- 1 offered, 2 allocated, 3 returned, 4 let, 5 let and terminated; 6 is let without an offer, 7 is offered under § 59.
insert into municipal_offer (organisation_id, municipality_code, dwelling_id, vacancy_id, letting, state, legal_basis,
    agreement_version_id, agreement_term_id, offered_at, answer_days, deadline, at_disposal_from, rent_oere, notice_months, notice_effect,
    after_return, after_expiry, day_count, liability_source, ended_on, liable_until, let_from, tenancy_id, moved_in_on)
  select v.organisation_id, v.municipality_code, v.dwelling_id, v.id, v.letting, s.state,
         case d.tenancy_number when '7' then 'SECTION_59_1' else 'SECTION_63' end, t.version_id, t.id, '2024-01-01', '{2024-01-15}',
         '2024-01-15', '2024-01-01', 500000, 3, 'FIRST_OF_MONTH', 'ON_THE_DAY', 'AT_NOTICE_EFFECT', 'ACTUAL_MONTH', 't',
         case s.state when 'RETURNED' then '2024-01-08'::date end, case s.state when 'RETURNED' then '2024-01-08'::date end,
         lower(y.valid), y.id, case s.state when 'MOVED_IN' then lower(y.valid) end
    from vacancy v join dwelling d on d.id = v.dwelling_id left join tenancy y on y.dwelling_id = d.id, agreement_term t,
         (values ('1', 'OFFERED'), ('2', 'ALLOCATED'), ('3', 'RETURNED'), ('4', 'LEASE_SIGNED'), ('5', 'MOVED_IN'), ('7', 'ALLOCATED')) s(number, state)
   where s.number = d.tenancy_number;
insert into household (municipality_code, case_reference, kle_number, adults, children)
  select '0169', 'SAG-' || n, '27.35', 1, 0 from generate_series(1, 7) n;
insert into household_need (household_id, municipality_code, case_scope, need_class) select id, municipality_code, case_scope, 'HOMELESS' from household;
insert into allocation_decision (offer_id, vacancy_id, letting, household_id, municipality_code, case_scope, decided_on, legal_basis,
    agreement_version_id, agreement_term_id, facts_change_id, facts_at)
  select o.id, o.vacancy_id, o.letting, h.id, h.municipality_code, h.case_scope, '2024-01-10', o.legal_basis, o.agreement_version_id,
         o.agreement_term_id, 1, now()
    from municipal_offer o join dwelling d on d.id = o.dwelling_id join household h on h.case_reference = 'SAG-' || d.tenancy_number
   where o.state <> 'OFFERED';
insert into allocation (decision_id, offer_id, vacancy_id, letting, household_id, municipality_code, case_scope, state, allocated_on)
  select a.id, a.offer_id, a.vacancy_id, a.letting, a.household_id, a.municipality_code, a.case_scope,
         case o.state when 'RETURNED' then 'CANCELLED' when 'ALLOCATED' then 'AWAITING_ANSWER' else o.state end, a.decided_on
    from allocation_decision a join municipal_offer o on o.id = a.offer_id`

beforeAll(async () => {
  const database = await emptyDatabase()
  await migrate({ url: database.ownerUrl, to: '0019_policies' })
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(EARLIER_SQL)
  await owner.end()
  hub = await startHub({ database, sampleData: false })
}, 120_000)
afterAll(() => hub?.stop())

test('offers under § 63 and transitional tenancies of before have their transitions, and no other offer has', async () => {
  const { it } = await hub.fields<{ it: { nodes: readonly Record<string, unknown>[] } }>(
    await hub.token(MUNICIPALITY),
    `{ it: transitionTimelines(first: 20) { nodes { dwelling { tenancyNumber } state(validOn: "2024-12-01") disposedOn allocatedOn
       signedOn from until case { household { caseReference } } } } }`,
  )
  const byDwelling = it.nodes.map((node) => [
    (node.dwelling as { tenancyNumber: string }).tenancyNumber,
    node,
  ])
  const line = ([number, node]: unknown[]) => {
    const {
      state,
      disposedOn,
      allocatedOn,
      signedOn,
      from,
      until,
      case: of,
    } = node as Record<string, unknown>
    const household = (of as { household: { caseReference: string } } | null)?.household.caseReference ?? null
    return [number, state, disposedOn, allocatedOn, signedOn, from, until, household]
  }
  expect(byDwelling.map(line).sort()).toEqual([
    ['1', 'AT_DISPOSAL', '2024-01-01', null, null, null, null, null],
    ['2', 'ALLOCATED', '2024-01-01', '2024-01-10', null, null, null, 'SAG-2'],
    ['3', 'RETURNED', '2024-01-01', null, null, null, null, null],
    ['4', 'IN_PERIOD', '2024-01-01', '2024-01-10', '2024-02-10', '2024-03-01', null, 'SAG-4'],
    ['5', 'TERMINATED', '2024-01-01', '2024-01-10', '2024-02-10', '2024-03-01', '2024-09-01', 'SAG-5'],
    ['6', 'IN_PERIOD', null, null, '2024-02-10', '2024-03-01', null, null],
  ])
})

test('an allocation that had come to nothing is no case of its transition, and stays in its history', async () => {
  const cases = await hub.asOwner(
    `select h.case_reference, c.withdrawn from transition_case c join household h on h.id = c.household_id order by 1`,
  )
  expect(cases).toEqual([
    { case_reference: 'SAG-2', withdrawn: false },
    { case_reference: 'SAG-3', withdrawn: true },
    { case_reference: 'SAG-4', withdrawn: false },
    { case_reference: 'SAG-5', withdrawn: false },
  ])
})

test('a tenancy that a decision led to says so to the auditor, under the change that let it', async () => {
  const rows = await hub.asOwner(
    `select d.tenancy_number, a.decided_on::text, a.legal_basis, a.change_id = o.change_id as changed_with
       from tenancy_allocation a join dwelling d on d.id = a.dwelling_id join municipal_offer o on o.tenancy_id = a.tenancy_id order by 1`,
  )
  expect(rows).toEqual(
    ['4', '5'].map((tenancy_number) => ({
      ...{ tenancy_number, decided_on: '2024-01-10', legal_basis: 'SECTION_63', changed_with: true },
    })),
  )
})

test('a command of before is known again by its key, which is kept no longer as it was written', async () => {
  const rows = await hub.asOwner('select key, answer from idempotency')
  const key = createHash('sha256').update('Sag 311257-5001').digest('hex')
  expect(rows).toEqual([{ key, answer: 'svar' }])
})
