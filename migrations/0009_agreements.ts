import { Migration } from '@mikro-orm/migrations'

/** Agreements between municipalities and housing organisations: versions, terms, steps and consents. */
export class Agreements extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- One municipality and one or many organisations. An agreement below a framework concerns some of its parties.
create table public.agreement (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  organisation_ids uuid[] not null check (cardinality(organisation_ids) between 1 and 250),
  framework_id uuid,
  name text not null check (length(name) between 1 and 200),
  legal_bases text[] not null check (cardinality(legal_bases) > 0 and legal_bases <@ array['SECTION_59_1', 'SECTION_59_2',
    'SECTION_59_3', 'SECTION_59_4', 'SECTION_60', 'SECTION_60_A', 'SECTION_60_B', 'SECTION_63']),
  -- The municipality decides up to every fourth dwelling by itself; everything else takes consent.
  unilateral boolean not null generated always as (legal_bases <@ array['SECTION_59_1', 'SECTION_59_3']) stored,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, municipality_code, organisation_ids, unilateral),
  unique (id, municipality_code),
  foreign key (framework_id, municipality_code) references public.agreement (id, municipality_code),
  check (framework_id <> id)
);
create index on public.agreement (municipality_code, id);
create index on public.agreement using gin (organisation_ids);
create index on public.agreement (framework_id) where framework_id is not null;

-- What the parties agree on for a period. Versions in force never overlap; a proposal may stand beside them.
create table public.agreement_version (
  id uuid primary key default uuidv7(),
  agreement_id uuid not null,
  municipality_code text not null,
  organisation_ids uuid[] not null,
  unilateral boolean not null,
  number smallint not null check (number > 0),
  status text not null default 'PROPOSED' check (status in ('PROPOSED', 'IN_FORCE')),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  annexes jsonb not null default '[]',
  closing_days jsonb not null default '[]',
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (agreement_id, number),
  unique (id, agreement_id, municipality_code, organisation_ids),
  unique (id, municipality_code),
  foreign key (agreement_id, municipality_code, organisation_ids, unilateral)
    references public.agreement (id, municipality_code, organisation_ids, unilateral),
  exclude using gist (agreement_id with =, valid with &&) where (status = 'IN_FORCE')
);
create index on public.agreement_version (municipality_code);
create index on public.agreement_version using gin (organisation_ids);

-- One term of a version: whom it is about (an estate, a step, a dwelling type, or all) and what it says.
create table public.agreement_term (
  id uuid primary key default uuidv7(),
  version_id uuid not null,
  agreement_id uuid not null,
  municipality_code text not null,
  organisation_ids uuid[] not null,
  position smallint not null,
  estate_id uuid references public.estate,
  step text check (length(step) between 1 and 100),
  dwelling_type text check (dwelling_type in ('FAMILY', 'YOUTH', 'ELDERLY', 'NURSING', 'UNCONVENTIONAL',
    'INCLUSION', 'STARTER', 'SHARED', 'COHOUSING', 'STUDENT_ROOM')),
  scope text not null generated always as (
    case when estate_id is not null and dwelling_type is not null then 'ESTATE_AND_TYPE'
         when estate_id is not null then 'ESTATE'
         when step is not null and dwelling_type is not null then 'STEP_AND_TYPE'
         when step is not null then 'STEP'
         when dwelling_type is not null then 'DWELLING_TYPE'
         else 'ORGANISATION' end) stored,
  scope_rank smallint not null generated always as (
    (case when estate_id is not null then 0 when step is not null then 2 else 4 end)
    + (case when dwelling_type is null then 1 else 0 end)) stored,
  level text not null check (level in ('ORGANISATION', 'ESTATE', 'DWELLING_TYPE')),
  share_numerator integer not null,
  share_denominator integer not null check (share_denominator between 1 and 10000),
  quota_base text not null check (quota_base in ('ALL', 'AFTER_INTERNAL_TRANSFER', 'AFTER_FLEXIBLE_LETTING', 'BY_DWELLING_TYPE')),
  first_turn text not null check (first_turn in ('AT_END', 'AT_START')),
  settlement text not null check (settlement in ('EVERY_NTH', 'PER_QUARTER', 'PER_YEAR')),
  remainder text check (remainder in ('CARRIED', 'DROPPED')),
  answer_deadline_business_days smallint not null check (answer_deadline_business_days between 1 and 60),
  return_counts_as_delivered boolean not null,
  return_exceptions text[] not null default '{}',
  replacement_owed boolean not null,
  replacement_within smallint check (replacement_within between 1 and 1000),
  flexible_numerator integer,
  flexible_denominator integer check (flexible_denominator between 1 and 10000),
  flexible_base text check (flexible_base in ('ALL', 'AFTER_MUNICIPAL')),
  criteria jsonb not null default '[]',
  sub_shares jsonb not null default '[]',
  transitional_cap_per_year integer check (transitional_cap_per_year >= 0),
  blocked_area_statuses text[] not null default '{}',
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check (estate_id is null or step is null),
  check (share_numerator between 0 and share_denominator),
  check (flexible_numerator between 0 and flexible_denominator),
  check ((flexible_numerator is null) = (flexible_denominator is null) and (flexible_numerator is null) = (flexible_base is null)),
  check ((remainder is null) = (settlement = 'EVERY_NTH')),
  check (replacement_within is null or replacement_owed),
  unique nulls not distinct (version_id, estate_id, step, dwelling_type),
  unique (version_id, position),
  foreign key (version_id, agreement_id, municipality_code, organisation_ids)
    references public.agreement_version (id, agreement_id, municipality_code, organisation_ids)
);
create index on public.agreement_term (municipality_code);
create index on public.agreement_term using gin (organisation_ids);
create index on public.agreement_term (estate_id) where estate_id is not null;

-- The step of the agreement's staircase that an estate is on for a period.
create table public.step_placement (
  id uuid primary key default uuidv7(),
  agreement_id uuid not null,
  estate_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  step text not null check (length(step) between 1 and 100),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (agreement_id, estate_id, valid without overlaps),
  foreign key (agreement_id, municipality_code) references public.agreement (id, municipality_code),
  foreign key (estate_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code)
);
create index on public.step_placement (estate_id);
create index on public.step_placement (organisation_id);
create index on public.step_placement (municipality_code);

-- An organisation's consent to a version; it is given once and for all.
create table public.agreement_consent (
  id uuid primary key default uuidv7(),
  version_id uuid not null,
  municipality_code text not null,
  organisation_id uuid not null references public.housing_organisation,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (version_id, organisation_id),
  foreign key (version_id, municipality_code) references public.agreement_version (id, municipality_code)
);
create index on public.agreement_consent (organisation_id);
create index on public.agreement_consent (municipality_code);

-- A version says what was agreed: it comes into force once all have consented, it may end early, and nothing else of
-- it ever changes.
create function public.keep_agreement_version() returns trigger
language plpgsql as $$
begin
  if (old.agreement_id, old.municipality_code, old.organisation_ids, old.number, old.annexes, old.closing_days, old.source)
       is distinct from
     (new.agreement_id, new.municipality_code, new.organisation_ids, new.number, new.annexes, new.closing_days, new.source)
     or lower(new.valid) <> lower(old.valid) or not new.valid <@ old.valid
     or (old.status = 'IN_FORCE' and new.status <> 'IN_FORCE')
  then
    raise exception 'an agreement''s version is never edited' using errcode = 'restrict_violation';
  end if;
  if new.status = 'IN_FORCE' and old.status <> 'IN_FORCE' and not new.unilateral and exists (
    select from unnest(new.organisation_ids) party(id)
     where not exists (select from public.agreement_consent c where c.version_id = new.id and c.organisation_id = party.id))
  then
    raise exception 'an agreement''s version lacks a consent' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger keep_agreement_version after update on public.agreement_version
  for each row execute function public.keep_agreement_version();

-- It is born a proposal, and its terms with it; none is added later. Without an agreement a quarter is the most.
create function public.keep_agreement_proposal() returns trigger
language plpgsql as $$
begin
  if not exists (
    select from public.agreement_version v
     where v.id = new.version_id and v.status = 'PROPOSED' and v.change_id = public.current_change_id()
       and (not v.unilateral or new.share_numerator * 4 <= new.share_denominator))
  then
    raise exception 'a term comes with its proposal, and a quarter is the most without agreement' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger keep_agreement_proposal after insert on public.agreement_term
  for each row execute function public.keep_agreement_proposal();

create function public.propose_agreement_version() returns trigger
language plpgsql as $$
begin
  if new.status <> 'PROPOSED' then
    raise exception 'an agreement''s version begins as a proposal' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger propose_agreement_version after insert on public.agreement_version
  for each row execute function public.propose_agreement_version();

grant select, insert on public.agreement_term, public.agreement_consent to boligbro_app;
grant select, insert, update on public.agreement, public.agreement_version, public.step_placement to boligbro_app;

call history.keep_versions_of('agreement');
call history.keep_versions_of('agreement_version');
call history.keep_versions_of('step_placement');
`)
  }
}
