import { Migration } from '@mikro-orm/migrations'

/** Which letting of its dwelling a vacancy is about, and the tenancies that lettings end in. */
export class Lettings extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A source without ids of its own has one vacancy per dwelling. Once it was let, being vacant again is another letting.
alter table public.vacancy add column letting smallint not null default 1;
alter table history.vacancy add column letting smallint not null default 1;
create or replace view history.vacancy_versions with (security_invoker = true) as
  select v.* from public.vacancy v
  union all select h.id, h.organisation_id, h.municipality_code, h.dwelling_id, h.source_id, h.feed_id, h.delivery_id,
    h.state, h.reported_state, h.withdrawal_reason, h.vacant_at_loss, h.dwelling_type, h.rent_oere, h.aconto_lines,
    h.deposit_oere, h.first_payment_oere, h.available_from, h.at_disposal_from, h.let_from, h.source_sequence,
    h.source_time, h.source_hash, h.seen_at, h.change_id, h.recorded, h.letting
  from history.vacancy h;

create function public.count_letting() returns trigger
language plpgsql as $$
begin
  new.letting := old.letting + 1;
  return new;
end $$;
create trigger count_letting before update on public.vacancy
  for each row when (old.source_id = '' and old.state = 'LET' and new.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL'))
  execute function public.count_letting();

-- A tenancy (lejemål) of a dwelling, without anything that says who the tenant is. A shared dwelling has one per part.
create table public.tenancy (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  part text not null default '' check (length(part) <= 40),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  -- Whether the municipality allocated it, and whether on the terms of a transitional dwelling (udslusningsbolig).
  allocated boolean not null,
  transitional boolean not null default false check (allocated or not transitional),
  lease_signed_on date,
  -- Per month, without consumption, as the lease has it.
  rent_oere bigint not null check (rent_oere >= 0),
  ending text check (ending in ('MOVED_OUT', 'TERMINATED_BY_LANDLORD', 'TERMINATED_AT_MUNICIPAL_REQUEST', 'CANCELLED', 'EVICTED')),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, valid without overlaps),
  unique (id, dwelling_id, organisation_id, municipality_code),
  constraint tenancies_do_not_overlap unique (dwelling_id, part, valid without overlaps),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  check (ending is null or not upper_inf(valid))
);
create index on public.tenancy (municipality_code, id);
create index on public.tenancy (organisation_id, id);

grant select, insert, update on public.tenancy to boligbro_app;
call history.keep_versions_of('tenancy');
`)
  }
}
