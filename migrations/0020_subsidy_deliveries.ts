import { Migration } from '@mikro-orm/migrations'

/** Subsidies by file from both sides, what tenants were paid, and which decision led to a tenancy. */
export class SubsidyDeliveries extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What the parties call a frame and a commitment between them, so that either side's word finds the same row; and by which
-- of the programme's conditions the tenant belongs to the target group.
alter table public.subsidy_frame add column reference text check (length(reference) between 1 and 100),
  add constraint frame_reference_is_its_own unique (municipality_code, programme, reference);
alter table history.subsidy_frame add column reference text;
call history.renew_versions_of('subsidy_frame');
alter table public.subsidy_commitment add column reference text check (length(reference) between 1 and 100),
  add column target_group_basis text[] not null default '{}'
    check (target_group_basis <@ array['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY']),
  add constraint commitment_reference_is_its_own unique (municipality_code, programme, reference);
alter table history.subsidy_commitment add column reference text,
  add column target_group_basis text[] not null default '{}';
call history.renew_versions_of('subsidy_commitment');

-- A feed whose owner is neither an organisation nor a municipality is the fund's: of whoever gives the state's and
-- Landsbyggefonden's money. It brings subsidies and nothing else.
alter table public.feed
  drop constraint feed_has_one_owner,
  add constraint feed_has_one_owner check (num_nonnulls(organisation_id, municipality_code) <= 1),
  drop constraint feed_owner_fits_kind,
  add constraint feed_owner_fits_kind check (case kind
    when 'VACANCY' then organisation_id is not null
    when 'ALLOCATION' then municipality_code is not null
    when 'SUBSIDY' then organisation_id is null
    else false end);
alter table public.delivery
  drop constraint delivery_has_one_owner,
  add constraint delivery_has_one_owner check (num_nonnulls(organisation_id, municipality_code) <= 1);
alter table public.delivery_record
  drop constraint record_has_one_owner,
  add constraint record_has_one_owner check (num_nonnulls(organisation_id, municipality_code) <= 1);
alter table public.delivery_problem
  drop constraint problem_has_one_owner,
  add constraint problem_has_one_owner check (num_nonnulls(organisation_id, municipality_code) <= 1);
alter table public.delivery_raw
  alter column organisation_id drop not null,
  add column municipality_code text,
  add constraint raw_has_one_owner check (num_nonnulls(organisation_id, municipality_code) <= 1);

-- What a feed states of a frame, a commitment or a payment, whatever the books say: both sides' words stand beside each other.
create table public.subsidy_statement (
  id uuid primary key default uuidv7(),
  feed_id uuid not null references public.feed,
  side text not null check (side in ('FUND', 'MUNICIPALITY')),
  kind text not null check (kind in ('FRAME', 'COMMITMENT', 'PAYMENT')),
  municipality_code text not null references public.municipality,
  programme text not null,
  instrument text not null check (instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5', 'MUNICIPAL_2026')),
  reference text not null check (length(reference) between 1 and 100),
  -- The days of an engagement that it matters to.
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  -- Days, numbers, and amounts in øre as texts, by the names of the feed's schema.
  content jsonb not null,
  -- Its feed brought the row of the books, and restates it; any other statement changes nothing there.
  keeps boolean not null default false,
  -- A full list of its feed holds it no longer. The books stay as they are.
  withdrawn boolean not null default false,
  delivery_id uuid not null references public.delivery,
  source_sequence numeric not null,
  source_time timestamptz not null,
  source_hash uuid not null,
  seen_at timestamptz not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (side = 'MUNICIPALITY' or instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5')),
  constraint stated_once unique (feed_id, kind, municipality_code, programme, reference)
);
create index on public.subsidy_statement (municipality_code, programme, kind, reference);
create unique index one_statement_keeps on public.subsidy_statement (municipality_code, programme, kind, reference) where keeps;
grant select, insert, update on public.subsidy_statement to boligbro_app;
call history.keep_versions_of('subsidy_statement', '{delivery_id,source_sequence,source_time,source_hash,seen_at}');
create index on history.subsidy_statement (municipality_code, programme);

-- What a tenant was paid, or with a minus paid back, for a month. It is entered once and for all.
create table public.tenant_subsidy_payment (
  id uuid primary key default uuidv7(),
  tenant_subsidy_id uuid not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  programme text not null,
  instrument text not null,
  month date not null check (extract(day from month) = 1),
  valid daterange not null generated always as (daterange(month, (month + interval '1 month')::date)) stored,
  amount_oere bigint not null check (amount_oere <> 0),
  paid_on date not null,
  reference text not null check (length(reference) between 1 and 100),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (tenant_subsidy_id, household_id, municipality_code, case_scope, programme, instrument)
    references public.tenant_subsidy (id, household_id, municipality_code, case_scope, programme, instrument) on update cascade,
  constraint tenant_payment_reference_is_its_own unique (municipality_code, programme, reference)
);
create index on public.tenant_subsidy_payment (tenant_subsidy_id, month);
create index on public.tenant_subsidy_payment (municipality_code, id);
grant select, insert on public.tenant_subsidy_payment to boligbro_app;
call history.keep_versions_of('tenant_subsidy_payment');

-- Which decision to allocate led to a tenancy: what an auditor may know of it, and nothing of the household. Entered as the
-- lease is signed, once and for all.
create table public.tenancy_allocation (
  tenancy_id uuid primary key,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  decision_id uuid not null references public.allocation_decision,
  decided_on date not null,
  legal_basis text not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code)
);
create index on public.tenancy_allocation (dwelling_id);
grant select on public.tenancy_allocation to boligbro_app;

create function access.keep_allocation_of_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.tenancy_allocation (tenancy_id, organisation_id, municipality_code, dwelling_id, decision_id, decided_on, legal_basis)
  select new.tenancy_id, new.organisation_id, new.municipality_code, new.dwelling_id, d.id, d.decided_on, d.legal_basis
    from public.allocation a join public.allocation_decision d on d.id = a.decision_id
   where a.offer_id = new.id and a.state in ('ACCEPTED', 'LEASE_SIGNED', 'MOVED_IN')
  on conflict (tenancy_id) do nothing;
  return null;
end $$;
revoke execute on function access.keep_allocation_of_tenancy() from public;
create trigger keep_allocation_of_tenancy after update of tenancy_id on public.municipal_offer
  for each row when (new.tenancy_id is not null and old.tenancy_id is null) execute function access.keep_allocation_of_tenancy();
create policy read_by_trigger on public.allocation_decision for select to current_user using (true);
create policy kept_by_trigger on public.tenancy_allocation to current_user using (true) with check (true);
insert into public.tenancy_allocation (tenancy_id, organisation_id, municipality_code, dwelling_id, decision_id, decided_on,
    legal_basis, change_id)
  select o.tenancy_id, o.organisation_id, o.municipality_code, o.dwelling_id, d.id, d.decided_on, d.legal_basis, o.change_id
    from public.municipal_offer o join public.allocation a on a.offer_id = o.id and a.state in ('LEASE_SIGNED', 'MOVED_IN')
    join public.allocation_decision d on d.id = a.decision_id where o.tenancy_id is not null
  on conflict (tenancy_id) do nothing;

-- By the keys that an audit asks with, "now" as well as "then".
create index on public.subsidy_commitment (municipality_code, programme);
create index on public.subsidy_period (municipality_code, programme);
create index on public.tenant_subsidy (municipality_code, programme);
create index on public.subsidy_payment (dwelling_id, month) where instrument in ('SECTION_98_F', 'SECTION_98_E');
create index on public.tenancy (dwelling_id);
`)
  }
}
