import { Migration } from '@mikro-orm/migrations'

/** From the offer of a vacancy to the municipality until the household has moved in, or until it comes to nothing. */
export class Allocations extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A vacancy put at the municipality's disposal. It names no person: the organisation and the municipality both read it.
create table public.municipal_offer (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  vacancy_id uuid not null references public.vacancy,
  letting smallint not null,
  state text not null check (state in ('OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED', 'LEASE_SIGNED', 'MOVED_IN', 'RETURNED',
    'GIVEN_UP', 'WITHDRAWN', 'EXPIRED')),
  legal_basis text not null check (legal_basis in ('SECTION_59_1', 'SECTION_59_2', 'SECTION_59_3', 'SECTION_59_4', 'SECTION_63')),
  agreement_version_id uuid not null,
  agreement_term_id uuid not null references public.agreement_term,
  offered_at timestamptz not null,
  -- The business days on which it can be answered, as they stand now; the deadline is the end of the last.
  answer_days date[] not null,
  deadline timestamptz not null,
  -- While it is paused: how many business days are left when it goes on.
  paused_days smallint check (paused_days >= 0),
  -- The municipality pays the rent from this day.
  at_disposal_from date not null,
  rent_oere bigint not null check (rent_oere >= 0),
  -- What the parties agreed on of the liability for rent, and where it is written. The hub knows no such number itself.
  notice_months smallint not null check (notice_months between 0 and 12),
  notice_effect text not null check (notice_effect in ('ANY_DAY', 'FIRST_OF_MONTH')),
  after_return text not null check (after_return in ('ON_THE_DAY', 'AT_NOTICE_EFFECT')),
  after_expiry text not null check (after_expiry in ('ON_THE_DAY', 'AT_NOTICE_EFFECT')),
  day_count text not null check (day_count in ('ACTUAL_MONTH', 'YEAR_OF_365')),
  liability_source text not null check (length(liability_source) between 1 and 500),
  ended_on date,
  -- First day on which the municipality pays no more, if it is not let before.
  liable_until date,
  let_from date,
  moved_in_on date,
  tenancy_id uuid,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, vacancy_id, letting, municipality_code),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  foreign key (agreement_version_id, municipality_code) references public.agreement_version (id, municipality_code),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  check ((state = 'PAUSED') = (paused_days is not null)),
  check ((state in ('RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED')) = (ended_on is not null)),
  check ((ended_on is null) = (liable_until is null)),
  check ((state in ('LEASE_SIGNED', 'MOVED_IN')) = (let_from is not null)),
  check ((let_from is null) = (tenancy_id is null)),
  check ((state = 'MOVED_IN') = (moved_in_on is not null))
);
create unique index one_live_offer on public.municipal_offer (vacancy_id, letting)
  where state not in ('RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED');
create index on public.municipal_offer (municipality_code, id);
create index on public.municipal_offer (organisation_id, id);
create index municipal_offer_waiting on public.municipal_offer (municipality_code, deadline) where state in ('OFFERED', 'PAUSED');

-- Every step of an offer: who took it is the change.
create table public.offer_event (
  id uuid primary key default uuidv7(),
  offer_id uuid not null,
  vacancy_id uuid not null,
  letting smallint not null,
  organisation_id uuid not null,
  municipality_code text not null,
  kind text not null check (kind in ('OFFERED', 'PAUSED', 'RESUMED', 'EXTENDED', 'ALLOCATED', 'ACCEPTED', 'DECLINED',
    'LEASE_SIGNED', 'MOVED_IN', 'RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED')),
  party text not null check (party in ('ORGANISATION', 'MUNICIPALITY', 'HUB')),
  at timestamptz not null,
  reason_code text,
  reason text check (length(reason) between 1 and 500),
  deadline timestamptz not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (offer_id, vacancy_id, letting, municipality_code)
    references public.municipal_offer (id, vacancy_id, letting, municipality_code)
);
create index on public.offer_event (offer_id, id);
create index on public.offer_event (municipality_code);
create index on public.offer_event (organisation_id);

-- A household proposed for an offered dwelling (indstilling).
create table public.nomination (
  id uuid primary key default uuidv7(),
  offer_id uuid not null,
  vacancy_id uuid not null,
  letting smallint not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  state text not null check (state in ('PROPOSED', 'CHOSEN', 'WITHDRAWN', 'CLOSED')),
  reason text not null check (length(reason) between 1 and 500),
  nominated_at timestamptz not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (offer_id, vacancy_id, letting, municipality_code)
    references public.municipal_offer (id, vacancy_id, letting, municipality_code),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade
);
create unique index one_proposed_nomination on public.nomination (offer_id, household_id) where state = 'PROPOSED';
create index on public.nomination (household_id);
create index on public.nomination (municipality_code, id);

-- The decision to allocate a dwelling to a household (anvisning), with all that it rested on. Nothing of it ever changes;
-- only its case scope follows the household, so that whoever works on the case reads the decision.
create table public.allocation_decision (
  id uuid primary key default uuidv7(),
  offer_id uuid not null,
  vacancy_id uuid not null,
  letting smallint not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  decided_on date not null,
  legal_basis text not null,
  reason text check (length(reason) between 1 and 500),
  agreement_version_id uuid not null,
  agreement_term_id uuid not null,
  -- The rules that were applied, with their parameters, and what each said; null and empty where none were.
  rule_set text,
  parameters jsonb not null default '{}',
  results jsonb not null default '[]',
  override_reason text check (length(override_reason) between 1 and 500),
  -- The newest change among the facts that were weighed, and the moment they were read.
  facts_change_id bigint not null,
  facts_at timestamptz not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (id, offer_id, household_id),
  foreign key (offer_id, vacancy_id, letting, municipality_code)
    references public.municipal_offer (id, vacancy_id, letting, municipality_code),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade
);
create index on public.allocation_decision (household_id);
create index on public.allocation_decision (municipality_code, id);

-- What became of a decision: the household's answer, and what followed.
create table public.allocation (
  id uuid primary key default uuidv7(),
  decision_id uuid not null unique,
  nomination_id uuid references public.nomination,
  offer_id uuid not null,
  vacancy_id uuid not null,
  letting smallint not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  state text not null check (state in ('AWAITING_ANSWER', 'ACCEPTED', 'LEASE_SIGNED', 'MOVED_IN', 'DECLINED', 'CANCELLED')),
  allocated_on date not null,
  answered_on date,
  decline_reason text,
  -- What the municipality lets follow from declining; null: it has not said yet.
  consequence text check (consequence in ('NONE', 'PARKED', 'REASSESS')),
  parked_until date,
  -- What the organisation was shown of the household with it, if anything.
  disclosure_id uuid references public.disclosure,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (decision_id, offer_id, household_id) references public.allocation_decision (id, offer_id, household_id),
  foreign key (offer_id, vacancy_id, letting, municipality_code)
    references public.municipal_offer (id, vacancy_id, letting, municipality_code),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  unique (id, household_id, municipality_code, case_scope),
  check (state = 'DECLINED' or num_nonnulls(decline_reason, consequence, parked_until) = 0),
  check ((consequence is not distinct from 'PARKED') = (parked_until is not null))
);
create unique index one_live_allocation on public.allocation (vacancy_id, letting)
  where state not in ('DECLINED', 'CANCELLED');
create unique index one_open_allocation on public.allocation (household_id) where state in ('AWAITING_ANSWER', 'ACCEPTED');
create index on public.allocation (offer_id);
create index on public.allocation (household_id);
create index on public.allocation (municipality_code, id);

-- What the allocator of a case must be told.
create table public.allocation_notice (
  id uuid primary key default uuidv7(),
  allocation_id uuid not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  kind text not null check (kind in ('LATE_DECLINE', 'OFFER_WITHDRAWN')),
  raised_at timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (allocation_id, household_id, municipality_code, case_scope)
    references public.allocation (id, household_id, municipality_code, case_scope) on update cascade
);
create index on public.allocation_notice (municipality_code, id);
create index on public.allocation_notice (allocation_id);

grant select, insert, update on public.municipal_offer, public.nomination, public.allocation to boligbro_app;
grant select, insert on public.offer_event, public.allocation_decision to boligbro_app;
grant select, update on public.allocation_notice to boligbro_app;

call history.keep_versions_of('municipal_offer');
call history.keep_versions_of('nomination');
call history.keep_versions_of('allocation');
call history.keep_versions_of('allocation_notice');

-- The organisation moves the offer and never sees the household, so the household's rows follow by themselves.
create function access.follow_offer() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.state in ('LEASE_SIGNED', 'MOVED_IN') then
    update public.allocation set state = new.state
     where offer_id = new.id and state in ('ACCEPTED', 'LEASE_SIGNED');
  elsif new.state = 'OFFERED' then
    update public.allocation set state = 'DECLINED', answered_on = coalesce(answered_on, access.today())
     where offer_id = new.id and state in ('AWAITING_ANSWER', 'ACCEPTED');
  elsif new.ended_on is not null then
    update public.allocation set state = 'CANCELLED'
     where offer_id = new.id and state in ('AWAITING_ANSWER', 'ACCEPTED');
    update public.nomination set state = 'CLOSED' where offer_id = new.id and state = 'PROPOSED';
  end if;
  return null;
end $$;
revoke execute on function access.follow_offer() from public;
create trigger follow_offer after update of state on public.municipal_offer
  for each row when (new.state <> old.state) execute function access.follow_offer();

create function access.notify_allocator() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.allocation_notice (allocation_id, household_id, municipality_code, case_scope, kind)
  select new.id, new.household_id, new.municipality_code, new.case_scope,
         case when new.state = 'DECLINED' then 'LATE_DECLINE' else 'OFFER_WITHDRAWN' end
   where new.state = 'DECLINED' and old.state = 'ACCEPTED'
      or new.state = 'CANCELLED' and exists (
           select from public.municipal_offer o where o.id = new.offer_id and o.state = 'WITHDRAWN');
  return null;
end $$;
revoke execute on function access.notify_allocator() from public;
create trigger notify_allocator after update of state on public.allocation
  for each row when (new.state <> old.state and new.state in ('DECLINED', 'CANCELLED')) execute function access.notify_allocator();

-- What was shown because of an allocation is shown no longer once that has come to nothing.
create function access.end_disclosure() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.disclosure set withdrawn = withdrawn or access.today() <= lower(valid),
         valid = case when access.today() <= lower(valid) then valid
                      else daterange(lower(valid), least(upper(valid), access.today())) end
   where id = new.disclosure_id;
  return null;
end $$;
revoke execute on function access.end_disclosure() from public;
create trigger end_disclosure after update of state on public.allocation
  for each row when (new.state <> old.state and new.state in ('DECLINED', 'CANCELLED') and new.disclosure_id is not null)
  execute function access.end_disclosure();

-- Where the case stands follows too: a household that has moved in is housed, one that declined rests or is assessed anew
-- when the municipality says so.
create function access.case_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.household set
         status = case when new.state = 'MOVED_IN' then 'HOUSED' else new.consequence end,
         parked_until = case when new.state <> 'MOVED_IN' then new.parked_until end
   where id = new.household_id and status <> 'CLOSED';
  return null;
end $$;
revoke execute on function access.case_follows() from public;
create trigger case_follows after update of state, consequence, parked_until on public.allocation
  for each row when (new.state = 'MOVED_IN' and old.state <> 'MOVED_IN' or new.consequence in ('PARKED', 'REASSESS')
    and (new.consequence, new.parked_until) is distinct from (old.consequence, old.parked_until))
  execute function access.case_follows();

-- All run as their owner, whom forced row-level security binds too.
create policy read_by_trigger on public.household for select to current_user using (true);
create policy followed_by_trigger on public.household for update to current_user using (true);
create policy read_by_trigger on public.municipal_offer for select to current_user using (true);
create policy read_by_trigger on public.allocation for select to current_user using (true);
create policy followed_by_trigger on public.allocation for update to current_user using (true);
create policy read_by_trigger on public.nomination for select to current_user using (true);
create policy followed_by_trigger on public.nomination for update to current_user using (true);
create policy read_by_trigger on public.disclosure for select to current_user using (true);
create policy ended_by_trigger on public.disclosure for update to current_user using (true);
create policy raised_by_trigger on public.allocation_notice for insert to current_user with check (true);

-- The rent of these days, in øre. ACTUAL_MONTH: a day costs the month's rent over the days of its month. YEAR_OF_365: twelve
-- months' rent over 365. Added up exactly and rounded once at the end, half an øre up.
create function public.rent_of_days(from_day date, until_day date, rent_oere bigint, day_count text) returns bigint
language sql immutable parallel safe as $$
  select case when day_count = 'YEAR_OF_365' then round(greatest(until_day - from_day, 0) * rent_oere::numeric * 12 / 365)
    -- 377,580 is what 28, 29, 30 and 31 all divide.
    else round(coalesce((
      select sum((least((month + interval '1 month')::date, until_day) - greatest(month::date, from_day)) * rent_oere::numeric
                 * (377580 / extract(day from month + interval '1 month - 1 day')::int))
        from generate_series(date_trunc('month', from_day::timestamp), until_day::timestamp - interval '1 day', interval '1 month') month
       where until_day > from_day), 0) / 377580) end::bigint
$$;
call audit.seal_rows_of('allocation_decision', '{case_scope}');
`)
  }
}
