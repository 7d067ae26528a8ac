import { Migration } from '@mikro-orm/migrations'

/** Rent arrears of allocated tenants, and feeds of tenancies, arrears, stays and support. */
export class Arrears extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Whose home a tenancy is, as the municipality allocated it; null where the hub was never told.
create function access.household_of_tenancy(tenancy uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(
    (select a.household_id from public.municipal_offer o join public.allocation a on a.offer_id = o.id
      where o.tenancy_id = tenancy and a.state not in ('DECLINED', 'CANCELLED') order by a.id desc limit 1),
    (select c.household_id from public.transition t join public.transition_case c on c.transition_id = t.id
      where t.tenancy_id = tenancy and not c.withdrawn))
$$;

-- Whether the landlord was told of children in the household when the dwelling was allocated; null: it was told nothing.
create function access.children_disclosed(tenancy uuid, landlord uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select (select d.children > 0 from public.disclosure d
           where d.household_id = access.household_of_tenancy(tenancy) and d.organisation_id = landlord
             and not d.withdrawn
             and landlord = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
           order by d.id desc limit 1)
$$;

-- How many business days a municipality has set itself to act on arrears that begin on a day: where children live there, the
-- shorter of the two periods. Null: it has set none.
create function access.arrears_days(municipality text, day date, with_children boolean) returns integer
language sql stable security definer set search_path = pg_catalog, public as $$
  select min(p.amounts[1]) from public.transition_parameter p
   where p.municipality_code = municipality and p.valid @> day
     and (p.name = 'ARREARS_DAYS' or with_children and p.name = 'ARREARS_DAYS_WITH_CHILDREN')
$$;
revoke execute on function access.household_of_tenancy(uuid), access.children_disclosed(uuid, uuid),
  access.arrears_days(text, date, boolean) from public;
grant execute on function access.household_of_tenancy(uuid), access.children_disclosed(uuid, uuid),
  access.arrears_days(text, date, boolean) to boligbro_app;
create policy read_by_arrears on public.transition_parameter for select to current_user using (true);

alter table public.feed
  drop constraint feed_owner_fits_kind,
  add constraint feed_owner_fits_kind check (case
    when kind in ('VACANCY', 'TENANCY', 'ARREARS') then organisation_id is not null
    when kind in ('ALLOCATION', 'STAY', 'SUPPORT') then municipality_code is not null
    when kind = 'SUBSIDY' then organisation_id is null
    else false end);

-- What a source has reported last under an id of its own, and the row that it has become here. It names nobody.
create table public.transition_report (
  feed_id uuid not null,
  source_id text not null check (length(source_id) between 1 and 100),
  organisation_id uuid,
  municipality_code text,
  delivery_id uuid not null references public.delivery,
  subject_id uuid not null,
  source_sequence numeric not null,
  source_time timestamptz not null,
  source_hash uuid not null,
  change_id bigint not null default public.current_change_id() references public.change,
  primary key (feed_id, source_id),
  foreign key (feed_id, organisation_id) references public.feed (id, organisation_id),
  foreign key (feed_id, municipality_code) references public.feed (id, municipality_code),
  constraint report_has_one_owner check (num_nonnulls(organisation_id, municipality_code) = 1)
);
grant select, insert, update on public.transition_report to boligbro_app;
`)
  }
}
