import { Migration } from '@mikro-orm/migrations'

/** Tells an auditor what was paid in all for what the engagement is about, and nothing of a payment outside its days. */
export class SubsidyTotals extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- The days of the actor's engagement for the programme; null without one.
create function access.audited_days(municipality text, programme text) returns datemultirange
language sql stable parallel safe as $$
  select (access.engagement_days('{auditor}', '{subsidy-audit}'))[
    array_position(access.engagement_programmes('{auditor}', '{subsidy-audit}'), municipality || '|' || programme)]
$$;

-- As was known at a moment, of each commitment that the actor's engagement lets be seen.
create function access.paid_for_commitments(municipality text, programme_code text, known_at timestamptz)
  returns table (commitment_id uuid, paid_oere bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.commitment_id, sum(p.amount_oere)::bigint
    from public.subsidy_commitment c join public.subsidy_payment p on p.commitment_id = c.id
   where c.municipality_code = municipality and c.programme = programme_code
     and c.engaged && (select access.audited_days(municipality, programme_code)) and p.recorded @> known_at
   group by p.commitment_id
$$;

-- The same of each tenant's subsidy.
create function access.paid_for_tenant_subsidies(municipality text, programme_code text, known_at timestamptz)
  returns table (tenant_subsidy_id uuid, paid_oere bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.tenant_subsidy_id, sum(p.amount_oere)::bigint
    from public.tenant_subsidy s join public.tenant_subsidy_payment p on p.tenant_subsidy_id = s.id
   where s.municipality_code = municipality and s.programme = programme_code
     and s.valid && (select access.audited_days(municipality, programme_code)) and p.recorded @> known_at
   group by p.tenant_subsidy_id
$$;

create policy totalled on public.subsidy_commitment for select to current_user using (true);
create policy totalled on public.subsidy_payment for select to current_user using (true);
create policy totalled on public.tenant_subsidy_payment for select to current_user using (true);
revoke execute on function access.paid_for_commitments(text, text, timestamptz),
  access.paid_for_tenant_subsidies(text, text, timestamptz) from public;
grant execute on function access.paid_for_commitments(text, text, timestamptz),
  access.paid_for_tenant_subsidies(text, text, timestamptz) to boligbro_app;
`)
  }
}
