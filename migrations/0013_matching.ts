import { Migration } from '@mikro-orm/migrations'

/** The need register, area law and the parameters that matching asks for. */
export class Matching extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- After columns were added to a versioned table and, likewise, to its history: which change makes a version, and the view.
create procedure history.renew_versions_of(name text, unversioned text[] default '{}')
language plpgsql as $$
declare
  kept text;
begin
  select string_agg(format('%1$s.%2$I', side, attname), ', ' order by attnum) into kept
    from pg_attribute, (values ('old')) s(side)
   where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped
     and attgenerated = '' and attname <> all (unversioned) and attname not in ('recorded', 'change_id');
  execute format('create or replace trigger keep_version before update on public.%1$I for each row
    when (row(%2$s) is distinct from row(%3$s)) execute function history.keep_version()',
    name, kept, replace(kept, 'old.', 'new.'));
  execute format('create or replace view history.%2$I with (security_invoker = true) as
    select * from public.%1$I union all select %3$s from history.%1$I', name, name || '_versions',
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped));
end $$;
revoke execute on procedure history.renew_versions_of(text, text[]) from public;

-- One age band for each member, or none when the ages are not known.
alter table public.household
  add column ages text[] not null default '{}' check (ages <@ array['AGE_0_5', 'AGE_6_12', 'AGE_13_17', 'AGE_18_24',
    'AGE_25_29', 'AGE_30_49', 'AGE_50_64', 'AGE_65_AND_OVER']),
  add column status text not null default 'OPEN'
    check (status in ('OPEN', 'PARKED', 'REASSESS', 'HOUSED', 'CLOSED')),
  add column parked_until date check ((parked_until is not null) = (status = 'PARKED'));
alter table history.household
  add column ages text[] not null default '{}',
  add column status text not null default 'OPEN',
  add column parked_until date;
call history.renew_versions_of('household');
-- The cases that a dwelling may be for.
create index household_open on public.household (municipality_code, id) where status in ('OPEN', 'PARKED');

-- Estates by id; a list that is empty wishes or excludes nothing.
alter table public.household_need
  add column wanted_dwelling_types text[] not null default '{}',
  add column wanted_estate_ids uuid[] not null default '{}',
  add column excluded_estate_ids uuid[] not null default '{}',
  add column wanted_postal_codes text[] not null default '{}',
  add column excluded_postal_codes text[] not null default '{}',
  add column accessibility_needed boolean not null default false,
  add column elderly_need boolean not null default false,
  add column education text check (education in ('IN_EDUCATION', 'SOON_IN_EDUCATION', 'NOT_IN_EDUCATION')),
  add column municipality_vouches boolean not null default false,
  add column support_plan_reference text check (length(support_plan_reference) between 1 and 40
    and support_plan_reference !~ '[0-9]{6}[-.]?[0-9]{4}'),
  add column home_municipality_code text references public.municipality,
  add column crisis_centre_priority boolean not null default false,
  add column refugee boolean not null default false,
  add column cohorts text[] not null default '{}',
  add column shelter_entered_on date check (shelter_entered_on is null or origin = 'SHELTER');
alter table history.household_need
  add column wanted_dwelling_types text[] not null default '{}',
  add column wanted_estate_ids uuid[] not null default '{}',
  add column excluded_estate_ids uuid[] not null default '{}',
  add column wanted_postal_codes text[] not null default '{}',
  add column excluded_postal_codes text[] not null default '{}',
  add column accessibility_needed boolean not null default false,
  add column elderly_need boolean not null default false,
  add column education text,
  add column municipality_vouches boolean not null default false,
  add column support_plan_reference text,
  add column home_municipality_code text,
  add column crisis_centre_priority boolean not null default false,
  add column refugee boolean not null default false,
  add column cohorts text[] not null default '{}',
  add column shelter_entered_on date;
call history.renew_versions_of('household_need');
create index on public.household_need (municipality_code, household_id);

-- Estates in which the municipality has decided on combined letting (kombineret udlejning), reported to the minister.
create table public.combined_letting (
  id uuid primary key default uuidv7(),
  municipality_code text not null,
  organisation_id uuid not null,
  estate_id uuid not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (estate_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code),
  unique (estate_id, valid without overlaps)
);

-- That the municipality has checked a household against a rule on areas: yes or no and for which days, never why.
create table public.area_check (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  rule text not null check (rule in ('SECTION_59_6', 'SECTION_59_7', 'SECTION_51_B', 'SECTION_51_C')),
  excluded boolean not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  unique (household_id, rule, valid without overlaps)
);

-- What a disclosure says of area law: of each rule that the dwelling's area sets off, whether the household may.
alter table public.disclosure add column area_checks jsonb not null default '[]';
alter table history.disclosure add column area_checks jsonb not null default '[]';
call history.renew_versions_of('disclosure');

-- A number that no law gives and a municipality has to state, with its source. Null: it states that it has none.
create table public.matching_parameter (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  name text not null check (name in ('YOUTH_AGE_BELOW', 'YOUTH_EDUCATION_REQUIRED', 'PERSONS_PER_ROOM_MAX',
    'ROOMS_BEYOND_PERSONS_MAX')),
  value integer check (value >= 0),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (municipality_code, name, valid without overlaps)
);

create index on public.area_check (municipality_code);

grant select, insert, update on public.combined_letting, public.area_check, public.matching_parameter to boligbro_app;
call history.keep_versions_of('combined_letting');
call history.keep_versions_of('area_check');
call history.keep_versions_of('matching_parameter');
`)
  }
}
