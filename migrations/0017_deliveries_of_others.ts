import { Migration } from '@mikro-orm/migrations'

/** Feeds of owners other than housing organisations, and of records other than vacancies. */
export class DeliveriesOfOthers extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A feed brings one kind of records, and its owner is the one that answers for them.
alter table public.feed
  alter column organisation_id drop not null,
  add column municipality_code text references public.municipality,
  add column kind text not null default 'VACANCY',
  add constraint feed_has_one_owner check (num_nonnulls(organisation_id, municipality_code) = 1),
  add constraint feed_owner_fits_kind check (case kind
    when 'VACANCY' then organisation_id is not null
    when 'ALLOCATION' then municipality_code is not null
    else false end),
  add unique (id, municipality_code);
create index on public.feed (municipality_code);
alter table history.feed
  alter column organisation_id drop not null,
  add column municipality_code text,
  add column kind text not null default 'VACANCY';
create or replace view history.feed_versions with (security_invoker = true) as
  select f.* from public.feed f
  union all select h.id, h.code, h.organisation_id, h.format, h.mapping, h.mode, h.closing_limit_percent, h.snapshot_at,
    h.latest_sha256, h.latest_source_time, h.change_id, h.recorded, h.municipality_code, h.kind
  from history.feed h;

alter table public.delivery
  alter column organisation_id drop not null,
  add column municipality_code text,
  add constraint delivery_has_one_owner check (num_nonnulls(organisation_id, municipality_code) = 1),
  add foreign key (feed_id, municipality_code) references public.feed (id, municipality_code);
create index on public.delivery (municipality_code, received_at desc, id desc);
alter table public.delivery_record
  alter column organisation_id drop not null,
  add column municipality_code text,
  add constraint record_has_one_owner check (num_nonnulls(organisation_id, municipality_code) = 1);
alter table public.delivery_problem
  alter column organisation_id drop not null,
  add column municipality_code text,
  add constraint problem_has_one_owner check (num_nonnulls(organisation_id, municipality_code) = 1);

-- Quarantined records that name cases, as they were received. Nobody can tell which unit's case such a record means, so
-- its scope is that of no unit and no KLE number: only those reach it whose access to cases is not limited.
create table public.delivery_case_raw (
  id uuid primary key default uuidv7(),
  delivery_id uuid not null references public.delivery,
  row integer not null,
  municipality_code text not null,
  -- Whom a look at it is about: the household that it names, where there is one, else the record itself.
  subject_id uuid not null,
  case_scope text not null default '-|-' check (case_scope = '-|-'),
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  raw text not null,
  unique (delivery_id, row)
);
grant select, insert on public.delivery_case_raw to boligbro_app;

-- What a case system has reported last of one allocation, and what it has become here. It names nobody: the household is
-- a key. The source_… columns name the report; the days of lease and moving in are what the municipality says of them,
-- since the organisation alone records them.
create table public.allocation_report (
  feed_id uuid not null,
  source_id text not null check (length(source_id) between 1 and 100),
  municipality_code text not null,
  delivery_id uuid not null references public.delivery,
  offer_id uuid not null references public.municipal_offer,
  household_id uuid references public.household,
  nomination_id uuid references public.nomination,
  allocation_id uuid references public.allocation,
  lease_signed_on date,
  moved_in_on date,
  source_sequence numeric not null,
  source_time timestamptz not null,
  source_hash uuid not null,
  change_id bigint not null default public.current_change_id() references public.change,
  primary key (feed_id, source_id),
  foreign key (feed_id, municipality_code) references public.feed (id, municipality_code)
);
create index on public.allocation_report (offer_id);
grant select, insert, update on public.allocation_report to boligbro_app;

-- A decision that was made in a case system says in which, and under which id.
alter table public.allocation_decision
  add column feed_id uuid,
  add column source_id text check (length(source_id) between 1 and 100),
  add constraint decision_names_source check ((feed_id is null) = (source_id is null)),
  add foreign key (feed_id, municipality_code) references public.feed (id, municipality_code);
call audit.seal_rows_of('allocation_decision', '{case_scope}');
`)
  }
}
