import { Migration } from '@mikro-orm/migrations'

/** Tells what was paid in all, also to an auditor who is engaged for a part of the time, and nothing of a payment outside it. */
export class PaidInAll extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- The days of the actor's engagement for the programme; null without one.
create function access.audited_days(municipality text, programme text) returns datemultirange
language sql stable parallel safe as $$
  select (access.engagement_days('{auditor}', '{subsidy-audit}'))[
    array_position(access.engagement_programmes('{auditor}', '{subsidy-audit}'), municipality || '|' || programme)]
$$;

-- As was known at a moment: of each commitment that the actor may see, in its own municipality, by its engagement or as the fund.
create function access.paid_in_all(municipality text, programme_code text, known_at timestamptz)
returns table (commitment_id uuid, amount_oere bigint)
language sql stable security definer rows 1000 set search_path = pg_catalog, public as $$
  select c.id, paid.oere
    from public.subsidy_commitment c cross join lateral (
      select sum(p.amount_oere)::bigint as oere from (
        select p.amount_oere from public.subsidy_payment p where p.commitment_id = c.id and p.recorded @> known_at
        union all
        select p.amount_oere from history.subsidy_payment p where p.commitment_id = c.id and p.recorded @> known_at) p) paid
   where c.municipality_code = municipality and c.programme = programme_code and paid.oere is not null
     and ((select municipality = any (access.municipality_codes('{municipal_allocator,municipal_economist,municipal_system}', null)))
       or c.engaged && (select access.audited_days(municipality, programme_code))
       or c.instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5') and (select access.holds('{fund_administrator}', null)))
$$;

-- The same of each tenant's subsidy, for the municipality itself and its auditor.
create function access.paid_to_tenants_in_all(municipality text, programme_code text, known_at timestamptz)
returns table (tenant_subsidy_id uuid, amount_oere bigint)
language sql stable security definer rows 1000 set search_path = pg_catalog, public as $$
  select s.id, paid.oere
    from public.tenant_subsidy s cross join lateral (
      select sum(p.amount_oere)::bigint as oere from (
        select p.amount_oere from public.tenant_subsidy_payment p where p.tenant_subsidy_id = s.id and p.recorded @> known_at
        union all
        select p.amount_oere from history.tenant_subsidy_payment p where p.tenant_subsidy_id = s.id and p.recorded @> known_at) p) paid
   where s.municipality_code = municipality and s.programme = programme_code and paid.oere is not null
     and ((select municipality = any (access.municipality_codes('{municipal_economist}', null)))
       or s.valid && (select access.audited_days(municipality, programme_code)))
$$;
revoke execute on function access.paid_in_all(text, text, timestamptz), access.paid_to_tenants_in_all(text, text, timestamptz)
  from public;
grant execute on function access.paid_in_all(text, text, timestamptz), access.paid_to_tenants_in_all(text, text, timestamptz)
  to boligbro_app;

create policy read_by_function on public.subsidy_commitment for select to current_user using (true);
create policy read_by_function on public.subsidy_payment for select to current_user using (true);
create policy read_by_function on history.subsidy_payment for select to current_user using (true);
create policy read_by_function on public.tenant_subsidy for select to current_user using (true);
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
