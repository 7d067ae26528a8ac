import { Migration } from '@mikro-orm/migrations'

/** A municipality takes its own allocation back; a signed lease comes to nothing before anybody moves in. */
export class Takeback extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Why the municipality took the allocation back. It may say something about the household, so no offer's event has it.
alter table public.allocation
  add column withdrawal_reason text check (length(withdrawal_reason) between 1 and 500),
  add check (withdrawal_reason is null or state = 'CANCELLED');
alter table history.allocation add column withdrawal_reason text;
call history.renew_versions_of('allocation');

alter table public.offer_event drop constraint offer_event_kind_check,
  add constraint offer_event_kind_check check (kind in ('OFFERED', 'PAUSED', 'RESUMED', 'EXTENDED', 'ALLOCATED', 'ACCEPTED',
    'DECLINED', 'ALLOCATION_WITHDRAWN', 'LEASE_SIGNED', 'LEASE_CANCELLED', 'MOVED_IN', 'RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED'));

-- An allocation that is taken back leads a transition back as a household's refusal does.
create or replace trigger transition_follows_offer_event after insert on public.offer_event
  for each row when (new.kind in ('ALLOCATED', 'DECLINED', 'ALLOCATION_WITHDRAWN'))
  execute function access.transition_of_offer_event();

-- A tenancy whose lease came to nothing keeps its first day and stands in no other's way.
alter table public.tenancy drop constraint tenancy_ending_check,
  add constraint tenancy_ending_check check (ending in ('MOVED_OUT', 'TERMINATED_BY_LANDLORD',
    'TERMINATED_AT_MUNICIPAL_REQUEST', 'CANCELLED', 'EVICTED', 'NEVER_BEGUN')),
  add constraint never_begun_has_no_days check (ending is distinct from 'NEVER_BEGUN' or upper(valid) = lower(valid) + 1),
  drop constraint tenancies_do_not_overlap,
  add constraint tenancies_do_not_overlap exclude using gist (dwelling_id with =, part with =, valid with &&)
    where (ending is distinct from 'NEVER_BEGUN');
alter table public.transition drop constraint transition_ending_check,
  add constraint transition_ending_check check (ending in ('RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED', 'MOVED_OUT',
    'TERMINATED', 'TERMINATED_AT_REQUEST', 'CANCELLED', 'EVICTED', 'NEVER_BEGUN'));

-- As in 0018; of a tenancy that never began nothing is subsidised, not even the day that it keeps.
create or replace function public.end_subsidies_with_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  lasts constant daterange := case when new.ending = 'NEVER_BEGUN' then 'empty' else new.valid end;
begin
  insert into public.subsidy_correction (municipality_code, programme, instrument, valid, entity, row_id,
      original_recorded_from, before, after, reason)
    select p.municipality_code, p.programme, p.instrument, p.valid, 'SubsidyPeriod', p.id, lower(p.recorded),
           jsonb_build_object('from', lower(p.valid), 'until', upper(p.valid)),
           case when p.valid && lasts then
             jsonb_build_object('from', lower(p.valid * lasts), 'until', upper(p.valid * lasts)) end,
           'TENANCY_ENDED'
      from public.subsidy_period p where p.tenancy_id = new.id and not p.held <@ lasts;
  update public.subsidy_period p
     set valid = case when p.valid && lasts then p.valid * lasts else p.valid end,
         withdrawn = not p.valid && lasts
   where p.tenancy_id = new.id and not p.held <@ lasts;
  update public.tenant_subsidy s
     set valid = case when s.valid && lasts then s.valid * lasts else s.valid end,
         withdrawn = not s.valid && lasts
   where s.tenancy_id = new.id and not s.held <@ lasts;
  return new;
end $$;
create or replace trigger end_subsidies_with_tenancy before update of valid on public.tenancy
  for each row when (not old.valid <@ new.valid or new.ending = 'NEVER_BEGUN') execute function public.end_subsidies_with_tenancy();

-- As in 0022; nobody is called about a tenancy that never began.
create or replace function access.end_contacts_with_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  lasts constant daterange := case when new.ending = 'NEVER_BEGUN' then 'empty' else new.valid end;
begin
  delete from public.tenancy_contact where tenancy_id = new.id and not valid && lasts;
  update public.tenancy_contact set valid = valid * lasts where tenancy_id = new.id and not valid <@ lasts;
  return null;
end $$;
create or replace trigger end_contacts_with_tenancy after update of valid on public.tenancy
  for each row when (not old.valid <@ new.valid or new.ending = 'NEVER_BEGUN') execute function access.end_contacts_with_tenancy();

-- As in 0016; a lease that comes to nothing is a household's late no.
create or replace function access.follow_offer() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.state in ('LEASE_SIGNED', 'MOVED_IN') then
    update public.allocation set state = new.state
     where offer_id = new.id and state in ('ACCEPTED', 'LEASE_SIGNED');
  elsif new.state = 'OFFERED' then
    update public.allocation set state = 'DECLINED', answered_on = coalesce(answered_on, access.today())
     where offer_id = new.id and state in ('AWAITING_ANSWER', 'ACCEPTED', 'LEASE_SIGNED');
  elsif new.ended_on is not null then
    update public.allocation set state = 'CANCELLED'
     where offer_id = new.id and state in ('AWAITING_ANSWER', 'ACCEPTED');
    update public.nomination set state = 'CLOSED' where offer_id = new.id and state = 'PROPOSED';
  end if;
  return null;
end $$;
create or replace function access.notify_allocator() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.allocation_notice (allocation_id, household_id, municipality_code, case_scope, kind)
  select new.id, new.household_id, new.municipality_code, new.case_scope,
         case when new.state = 'DECLINED' then 'LATE_DECLINE' else 'OFFER_WITHDRAWN' end
   where new.state = 'DECLINED' and old.state in ('ACCEPTED', 'LEASE_SIGNED')
      or new.state = 'CANCELLED' and exists (
           select from public.municipal_offer o where o.id = new.offer_id and o.state = 'WITHDRAWN');
  return null;
end $$;

-- The transition of a lease that came to nothing keeps what was approved and stated for that lease, and ends; what was approved
-- no longer counts. The offer goes on with a transition of its own.
create function access.transition_of_cancelled_lease() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.transition_approval a set withdrawn = true
    from public.transition t where t.offer_id = new.offer_id and a.transition_id = t.id and not a.withdrawn;
  update public.transition set offer_id = null, stage = 'ENDED', ending = 'NEVER_BEGUN',
         valid = daterange(lower(valid), lower(valid) + 1),
         ended_on = least(lower(valid) + 1, (new.at at time zone 'Europe/Copenhagen')::date)
   where offer_id = new.offer_id;
  insert into public.transition (organisation_id, municipality_code, dwelling_id, offer_id, stage, disposed_on)
  select o.organisation_id, o.municipality_code, o.dwelling_id, o.id, 'AT_DISPOSAL', o.at_disposal_from
    from public.municipal_offer o where o.id = new.offer_id and o.legal_basis = 'SECTION_63';
  return null;
end $$;
revoke execute on function access.transition_of_cancelled_lease() from public;
create trigger transition_follows_cancelled_lease after insert on public.offer_event
  for each row when (new.kind = 'LEASE_CANCELLED') execute function access.transition_of_cancelled_lease();
-- As in 0021; what never began has ended with its offer.
create or replace trigger transition_follows_tenancy after update of valid, ending on public.tenancy
  for each row when (new.transitional and (new.valid, new.ending) is distinct from (old.valid, old.ending)
    and new.ending is distinct from 'NEVER_BEGUN')
  execute function access.transition_of_tenancy();
`)
  }
}
