import { Migration } from '@mikro-orm/migrations'

/** The kept quota ledger: turns, balances, what happened to them, and marks of what is to be recomputed. */
export class Quota extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What happened to a letting that its turn depends on, beside what the feeds say. Never changed; sealed.
create table public.quota_event (
  id uuid primary key default uuidv7(),
  vacancy_id uuid not null references public.vacancy,
  letting smallint not null check (letting > 0),
  organisation_id uuid not null references public.housing_organisation,
  municipality_code text not null references public.municipality,
  kind text not null check (kind in ('REPORTED', 'CORRECTED', 'RETURNED', 'WITHDRAWN', 'OFFERED_AGAIN', 'REPLACED',
    'USED_AS_TRANSITIONAL')),
  day date not null,
  reason text check (length(reason) between 1 and 500),
  -- What it says of the letting, by the names of the engine's facts.
  facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check (kind not in ('CORRECTED', 'RETURNED') or reason is not null),
  check ((facts <> '{}') = (kind in ('REPORTED', 'CORRECTED'))),
  check (facts ->> 'internalTransfer' in ('TAKEN', 'NOT_TAKEN', 'PENDING'))
);
create index on public.quota_event (municipality_code, organisation_id);
create index on public.quota_event (organisation_id);
create index on public.quota_event (vacancy_id);

-- The turn of one letting of a vacancy: where it goes, as which number, and what that rests on. A withdrawn one goes
-- nowhere. Exact figures are fractions as text: '7/4'.
create table public.quota_turn (
  id uuid primary key default uuidv7(),
  vacancy_id uuid not null references public.vacancy,
  letting smallint not null,
  organisation_id uuid not null references public.housing_organisation,
  municipality_code text not null references public.municipality,
  day date not null,
  estate_id uuid not null references public.estate,
  dwelling_type text,
  internal_transfer text not null,
  rehousing boolean not null,
  area_statuses text[] not null,
  withdrawn boolean not null,
  agreement_id uuid references public.agreement,
  version_id uuid references public.agreement_version,
  term_id uuid references public.agreement_term,
  step text,
  key text,
  period text,
  sequence integer check (sequence > 0),
  channel text check (channel in ('INTERNAL_TRANSFER', 'MUNICIPAL', 'FLEXIBLE', 'WAITING_LIST', 'REHOUSING', 'BLOCKED')),
  sub_share text,
  acted_on date,
  rule text not null,
  entitled_before text not null,
  entitled text not null,
  owed integer not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (vacancy_id, letting, municipality_code),
  constraint one_turn_per_number unique (key, period, sequence) deferrable initially deferred,
  check (channel is not null or withdrawn),
  check (sequence is null or channel is not null),
  check (acted_on is null or channel is not null)
);
create index on public.quota_turn (municipality_code, day, id);
create index on public.quota_turn (organisation_id, municipality_code, day, id);

-- How one sequence stands in one period: owed = carried + entitled - delivered - lapsed.
create table public.quota_balance (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references public.housing_organisation,
  municipality_code text not null references public.municipality,
  agreement_id uuid not null references public.agreement,
  key text not null,
  period text not null check (period ~ '^(RUNNING|[0-9]{4}(-Q[1-4])?)$'),
  level text not null check (level in ('ORGANISATION', 'ESTATE', 'DWELLING_TYPE')),
  estate_id uuid references public.estate,
  dwelling_type text,
  counted integer not null,
  entitled_exact text not null,
  entitled integer not null,
  carried integer not null,
  delivered integer not null,
  returned integer not null,
  replaced integer not null,
  lapsed integer not null,
  owed integer not null,
  overdue integer not null,
  flexible_entitled_exact text not null,
  flexible_delivered integer not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (key, period),
  check (owed = carried + entitled - delivered - lapsed)
);
create index on public.quota_balance (municipality_code, period, id);
create index on public.quota_balance (organisation_id, period, id);

-- How many transitional dwellings an agreement has had from one organisation in a year, and its cap over all of them.
create table public.quota_cap_use (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references public.housing_organisation,
  municipality_code text not null references public.municipality,
  agreement_id uuid not null references public.agreement,
  year text not null check (year ~ '^[0-9]{4}$'),
  used integer not null check (used >= 0),
  cap integer not null check (cap >= 0),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (agreement_id, organisation_id, year)
);
create index on public.quota_cap_use (municipality_code, year, id);
create index on public.quota_cap_use (organisation_id, year, id);

-- A turn that was acted upon stays where it was acted upon.
create function public.keep_acted_turn() returns trigger
language plpgsql as $$
begin
  raise exception 'a turn that was acted upon is never edited' using errcode = 'restrict_violation';
end $$;
create trigger keep_acted_turn after update on public.quota_turn for each row
  when (old.acted_on is not null and (old.vacancy_id, old.letting, old.key, old.period, old.sequence, old.channel, old.sub_share, old.acted_on)
    is distinct from (new.vacancy_id, new.letting, new.key, new.period, new.sequence, new.channel, new.sub_share, new.acted_on))
  execute function public.keep_acted_turn();

grant select, insert on public.quota_event to boligbro_app;
grant select, insert, update on public.quota_turn, public.quota_balance, public.quota_cap_use to boligbro_app;
call history.keep_versions_of('quota_turn');
call history.keep_versions_of('quota_balance');
call history.keep_versions_of('quota_cap_use');
create index on history.quota_turn (municipality_code, day);
create index on history.quota_turn (organisation_id, day);
call audit.seal_rows_of('quota_event');

-- Whose ledger is to be recomputed. Whoever changes a fact leaves a mark, and none waits for another: no key, no update.
create table public.quota_stale (
  municipality_code text not null,
  organisation_id uuid not null
);
alter table public.quota_stale enable row level security;
alter table public.quota_stale force row level security;
create policy any_role on public.quota_stale to boligbro_app
  using ((select coalesce(nullif(current_setting('app.roles', true), ''), '{}') <> '{}')) with check (true);
create policy taken_by_hub on public.quota_stale as restrictive for delete to boligbro_app
  using ((select access.holds('{hub}', null)));
grant select, insert, delete on public.quota_stale to boligbro_app;

-- Marks those of the pairs that have an agreement, as far as the writer sees it; a party does.
create function public.mark_quota(municipality_codes text[], organisation_ids uuid[]) returns void
language sql as $$
  insert into public.quota_stale
  select p.code, p.id from unnest(municipality_codes, organisation_ids) p(code, id)
   where exists (select from public.agreement a where a.municipality_code = p.code and p.id = any (a.organisation_ids))
$$;

create function public.mark_entered_vacancies() returns trigger
language plpgsql as $$
begin
  perform public.mark_quota(array_agg(municipality_code), array_agg(organisation_id))
     from (select distinct municipality_code, organisation_id from entered) pairs;
  return null;
end $$;
create trigger mark_entered_vacancies after insert on public.vacancy referencing new table as entered
  for each statement execute function public.mark_entered_vacancies();

-- Only where something has changed that a turn depends on. A full join, for a plan that was made for few rows must do
-- for many.
create function public.mark_changed_vacancies() returns trigger
language plpgsql as $$
begin
  perform public.mark_quota(array_agg(code), array_agg(organisation_id))
     from (select distinct code, organisation_id
             from (select * from was) o full join (select * from became) n using (id, organisation_id)
            cross join lateral (values (o.municipality_code), (n.municipality_code)) place(code)
            where (o.municipality_code, o.dwelling_id, o.letting, o.dwelling_type, o.state = 'WITHDRAWN', o.withdrawal_reason,
                   o.available_from, o.at_disposal_from)
                  is distinct from
                  (n.municipality_code, n.dwelling_id, n.letting, n.dwelling_type, n.state = 'WITHDRAWN', n.withdrawal_reason,
                   n.available_from, n.at_disposal_from)) pairs;
  return null;
end $$;
create trigger mark_changed_vacancies after update on public.vacancy referencing old table as was new table as became
  for each statement execute function public.mark_changed_vacancies();

-- For tables with one party in each row.
create function public.mark_party() returns trigger
language plpgsql as $$
begin
  perform public.mark_quota(array[new.municipality_code], array[new.organisation_id]);
  return null;
end $$;
create trigger mark_party after insert or update on public.step_placement
  for each row execute function public.mark_party();
create trigger mark_party after insert on public.quota_event
  for each row execute function public.mark_party();
create trigger mark_party after insert on public.dwelling_former_number
  for each row execute function public.mark_party();

create function public.mark_parties() returns trigger
language plpgsql as $$
begin
  perform public.mark_quota(array_fill(new.municipality_code, array[cardinality(new.organisation_ids)]), new.organisation_ids);
  return null;
end $$;
create trigger mark_parties after update on public.agreement
  for each row execute function public.mark_parties();
create trigger mark_parties after update on public.agreement_version
  for each row execute function public.mark_parties();

-- Whoever enters the area lists sees no agreement, so these marks are for whichever organisations the area covers.
create function public.mark_area() returns trigger
language plpgsql as $$
begin
  insert into public.quota_stale
  select distinct a.municipality_code, o.id
    from public.area a
    join public.area_estate e on e.area_id = a.id
    join public.housing_organisation o on o.lbf_number = e.organisation_lbf_number
   where a.id = new.area_id;
  return null;
end $$;
create trigger mark_area after insert or update on public.area_estate
  for each row execute function public.mark_area();
create trigger mark_area after insert or update on public.area_status
  for each row execute function public.mark_area();
`)
  }
}
