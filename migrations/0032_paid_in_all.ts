import { Migration } from '@mikro-orm/migrations'

/** What was paid in all, for whoever audits one year of several. */
export class PaidInAll extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Whether more was paid than was granted is asked of all years, also by an auditor who is engaged for one: the sum tells it, and
-- no payment of another year is seen. Only for commitments and tenants' subsidies that the asker has found by row-level security,
-- and only in a municipality that is the actor's own, or that the auditor is engaged for, or of what the fund gives itself.
create function access.reaches_books(municipality_code text, instrument text) returns boolean
language sql stable parallel safe set search_path = pg_catalog, public as $$
  select municipality_code = any (access.municipality_codes('{municipal_allocator,municipal_economist,municipal_system}', null)
           || access.engaged_municipality_codes('{auditor}', null))
      or instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5') and access.holds('{fund_administrator}', null)
$$;

create function access.paid_in_all(commitment_ids uuid[], known_at timestamptz)
returns table (commitment_id uuid, amount_oere bigint)
language sql stable security definer rows 1000 set search_path = pg_catalog, public as $$
  select c.id, paid.oere
    from public.subsidy_commitment c cross join lateral (
      select sum(p.amount_oere)::bigint as oere from (
        select p.amount_oere from public.subsidy_payment p where p.commitment_id = c.id and p.recorded @> known_at
        union all
        select p.amount_oere from history.subsidy_payment p where p.commitment_id = c.id and p.recorded @> known_at) p) paid
   where c.id = any (commitment_ids) and access.reaches_books(c.municipality_code, c.instrument)
$$;
revoke execute on function access.paid_in_all(uuid[], timestamptz) from public;
grant execute on function access.paid_in_all(uuid[], timestamptz) to boligbro_app;

create function access.paid_to_tenant_in_all(subsidy_id uuid, known_at timestamptz) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(sum(p.amount_oere), 0)::bigint from (
    select p.amount_oere, p.municipality_code from public.tenant_subsidy_payment p where p.tenant_subsidy_id = subsidy_id and p.recorded @> known_at
    union all
    select p.amount_oere, p.municipality_code from history.tenant_subsidy_payment p where p.tenant_subsidy_id = subsidy_id and p.recorded @> known_at) p
   where access.reaches_books(p.municipality_code, null)
$$;
revoke execute on function access.paid_to_tenant_in_all(uuid, timestamptz) from public;
grant execute on function access.paid_to_tenant_in_all(uuid, timestamptz) to boligbro_app;

create policy read_by_function on public.subsidy_commitment for select to current_user using (true);
create policy read_by_function on public.subsidy_payment for select to current_user using (true);
create policy read_by_function on history.subsidy_payment for select to current_user using (true);
create policy read_by_function on public.tenant_subsidy_payment for select to current_user using (true);
create policy read_by_function on history.tenant_subsidy_payment for select to current_user using (true);
-- The months of one audit are a part of all; what was paid in all is summed out of the index alone.
create index on public.subsidy_payment (municipality_code, programme, month);
drop index public.subsidy_payment_municipality_code_programme_idx;
drop index public.subsidy_payment_commitment_id_month_idx;
create index subsidy_payment_commitment_id_month_idx on public.subsidy_payment (commitment_id, month) include (amount_oere, recorded);
`)
  }
}
