import { Migration } from '@mikro-orm/migrations'

/** Transitional dwellings: what becomes of each, on which terms, who lives there and is supported, and what falls due. */
export class Transitions extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A transitional dwelling's way from the municipality's disposal to ordinary terms. It is kept by triggers out of offers,
-- tenancies and terms, and names no person.
create table public.transition (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  offer_id uuid unique references public.municipal_offer,
  tenancy_id uuid unique,
  stage text not null check (stage in ('AT_DISPOSAL', 'ALLOCATED', 'LET', 'ENDED')),
  disposed_on date,
  allocated_on date,
  signed_on date,
  -- The tenancy's days, and of these the ones on which the lease derogates.
  valid daterange,
  period daterange,
  ending text check (ending in ('RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED', 'MOVED_OUT', 'TERMINATED', 'TERMINATED_AT_REQUEST',
    'CANCELLED', 'EVICTED')),
  ended_on date,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, organisation_id, municipality_code, dwelling_id),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  check (num_nonnulls(offer_id, tenancy_id) > 0),
  check ((tenancy_id is null) = (valid is null)),
  check ((ending is null) = (ended_on is null)),
  check ((stage = 'ENDED') = (ending is not null)),
  check (period is null or (not isempty(period) and not lower_inf(period) and not upper_inf(period)))
);
create index on public.transition (municipality_code, id);
create index on public.transition (organisation_id, id);
create index transition_ending on public.transition (municipality_code, (upper(period))) where ending is null and period is not null;

-- A municipality's trial with a longer period or a wider group (frikommuneforsøg), by the day the lease was signed.
create table public.transition_trial (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  code text not null check (code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  signed daterange not null check (not isempty(signed) and not lower_inf(signed)),
  months_max smallint not null check (months_max between 1 and 240),
  law text not null check (length(law) between 1 and 500),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (municipality_code, code)
);

-- The municipality's approval of how a lease may derogate (almenlejeloven § 4 stk. 3), with what § 63 asks for first.
create table public.transition_approval (
  id uuid primary key default uuidv7(),
  transition_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  approved_on date not null,
  derogations text[] not null check (derogations <@ array['SECTION_39', 'SECTION_40', 'CHAPTER_12', 'SECTION_79_2', 'SECTION_85',
    'SECTION_88', 'TERMINATION_ON_REQUEST', 'SECTION_37_B_EXCLUDED']),
  months_max smallint not null check (months_max between 1 and 240),
  agreement_id uuid not null references public.agreement,
  composition_assessed_on date,
  no_general_demand boolean,
  youth_condition_met boolean,
  reference text not null check (length(reference) between 1 and 500),
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (transition_id, organisation_id, municipality_code, dwelling_id)
    references public.transition (id, organisation_id, municipality_code, dwelling_id)
);
create unique index one_approval on public.transition_approval (transition_id) where not withdrawn;
create index on public.transition_approval (municipality_code, id);
create index on public.transition_approval (organisation_id, id);

-- How many dwellings of an agreement a municipality has approved as transitional in a year, kept by triggers; at its cap,
-- it takes no more.
create table public.transition_cap_use (
  agreement_id uuid not null references public.agreement,
  municipality_code text not null,
  year smallint not null,
  used integer not null default 0 check (used >= 0),
  cap integer,
  primary key (agreement_id, year),
  constraint transitional_cap_not_exceeded check (used <= cap)
);

-- The terms of a transitional lease as it states them: under which law, how it derogates and for how long.
create table public.transition_terms (
  id uuid primary key default uuidv7(),
  transition_id uuid not null,
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  approval_id uuid not null references public.transition_approval,
  regime text not null check (regime in ('TWO_YEARS', 'FIVE_YEARS', 'TRIAL')),
  trial_id uuid references public.transition_trial,
  months_max smallint not null,
  law text not null,
  signed_on date not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  derogations text[] not null check (cardinality(derogations) > 0),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (transition_id),
  unique (tenancy_id),
  foreign key (transition_id, organisation_id, municipality_code, dwelling_id)
    references public.transition (id, organisation_id, municipality_code, dwelling_id),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  check ((regime = 'TRIAL') = (trial_id is not null)),
  constraint derogations_within_maximum check (upper(valid) <= (lower(valid) + make_interval(months => months_max))::date)
);
create index on public.transition_terms (municipality_code, id);
create index on public.transition_terms (organisation_id, id);

-- Which household a transition is about: the municipality's own.
create table public.transition_case (
  id uuid primary key default uuidv7(),
  transition_id uuid not null,
  organisation_id uuid not null,
  dwelling_id uuid not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  -- Taken back: the household was named in error.
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (transition_id, organisation_id, municipality_code, dwelling_id)
    references public.transition (id, organisation_id, municipality_code, dwelling_id),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade
);
create unique index one_case on public.transition_case (transition_id) where not withdrawn;
create index on public.transition_case (household_id);
create index on public.transition_case (municipality_code, id);

-- The municipality asks the landlord to terminate, with effect from when the tenant gets a place (almenlejeloven § 4 stk. 3).
create table public.termination_request (
  id uuid primary key default uuidv7(),
  transition_id uuid not null,
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  requested_on date not null,
  effective_on date not null check (effective_on >= requested_on),
  -- To when a notice under § 88 would have had effect, at the latest, with where the period of notice is written.
  notice_months smallint not null check (notice_months between 0 and 12),
  notice_effect text not null check (notice_effect in ('ANY_DAY', 'FIRST_OF_MONTH')),
  notice_effect_on date not null,
  day_count text not null check (day_count in ('ACTUAL_MONTH', 'YEAR_OF_365')),
  withdrawn boolean not null default false,
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (transition_id, organisation_id, municipality_code, dwelling_id)
    references public.transition (id, organisation_id, municipality_code, dwelling_id),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code)
);
create unique index one_termination_request on public.termination_request (tenancy_id) where not withdrawn;
create index on public.termination_request (municipality_code, id);
create index on public.termination_request (organisation_id, id);

-- What the landlord claims of the municipality's guarantee when the tenant has moved out (almenboligloven § 63 stk. 4).
create table public.guarantee_claim (
  id uuid primary key default uuidv7(),
  transition_id uuid not null,
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  claimed_on date not null,
  amount_oere bigint not null check (amount_oere > 0),
  documentation_reference text not null check (length(documentation_reference) between 1 and 200),
  state text not null default 'CLAIMED' check (state in ('CLAIMED', 'GRANTED', 'GRANTED_IN_PART', 'REFUSED', 'WITHDRAWN')),
  granted_oere bigint check (granted_oere between 0 and amount_oere),
  decided_on date,
  decision_reason text check (length(decision_reason) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (transition_id, organisation_id, municipality_code, dwelling_id)
    references public.transition (id, organisation_id, municipality_code, dwelling_id),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  unique (tenancy_id, documentation_reference),
  check ((state in ('GRANTED', 'GRANTED_IN_PART', 'REFUSED')) = (decided_on is not null)),
  check ((granted_oere is null) = (decided_on is null))
);
create index on public.guarantee_claim (municipality_code, id);
create index on public.guarantee_claim (organisation_id, id);

-- Whom the landlord may call about a tenancy (kontaktperson). That there is one is all it says.
create table public.tenancy_contact (
  id uuid primary key default uuidv7(),
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  name text not null check (length(name) between 1 and 200),
  phone text check (length(phone) between 1 and 40),
  email text check (length(email) between 3 and 200),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (tenancy_id, valid without overlaps),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  check (num_nonnulls(phone, email) > 0)
);
create index on public.tenancy_contact (municipality_code, id);
create index on public.tenancy_contact (organisation_id, id);

-- Where a household stays while it has no dwelling of its own, by days.
create table public.stay (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  kind text not null check (kind in ('STREET', 'FAMILY_OR_FRIENDS', 'SHELTER', 'CRISIS_CENTRE', 'TEMPORARY_PLACE', 'LONG_TERM_PLACE',
    'HOSPITAL', 'PRISON', 'OTHER')),
  provider text check (provider in ('OWN', 'EXTERNAL')),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  outcome text check (outcome in ('TRANSITIONAL_DWELLING', 'ORDINARY_DWELLING', 'TEMPORARY_PLACE', 'LONG_TERM_PLACE', 'OTHER_STAY', 'LEFT')),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, household_id, municipality_code, case_scope),
  constraint stays_do_not_overlap unique (household_id, valid without overlaps),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  check ((outcome is null) or not upper_inf(valid))
);
create index on public.stay (municipality_code, id);

-- One of the conditions for discharge from a shelter (serviceloven § 110 stk. 5), met on a day, with its evidence.
create table public.discharge_condition (
  id uuid primary key default uuidv7(),
  stay_id uuid not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  kind text not null check (kind in ('PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY', 'PLACE_READY')),
  met_on date not null,
  evidence text not null check (length(evidence) between 1 and 200),
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (stay_id, household_id, municipality_code, case_scope)
    references public.stay (id, household_id, municipality_code, case_scope) on update cascade
);
create unique index one_condition on public.discharge_condition (stay_id, kind) where not withdrawn;
create index on public.discharge_condition (municipality_code, id);

-- How a household is supported (bostøtte), by whom and for which days.
create table public.support_course (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  method text not null check (method in ('CTI', 'ICM', 'ACT', 'SPIR', 'HOUSING_FIRST', 'HOUSING_SUPPORT', 'CONTACT_PERSON', 'SUBSTANCE_TREATMENT')),
  paragraph text not null check (paragraph in ('SECTION_85', 'SECTION_85_A', 'SECTION_99', 'OTHER')),
  provider text not null check (length(provider) between 1 and 200),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  constraint support_courses_do_not_overlap unique (household_id, method, paragraph, valid without overlaps),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade
);
create index on public.support_course (municipality_code, id);

-- A review of what a household can pay on ordinary terms: due on a day, held on a day.
create table public.payment_review (
  id uuid primary key default uuidv7(),
  transition_id uuid not null references public.transition,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  due_on date not null,
  held_on date,
  affordable_rent_oere bigint check (affordable_rent_oere >= 0),
  outcome text check (outcome in ('CAN_PAY', 'CAN_PAY_BY_END', 'CANNOT_PAY')),
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  check (num_nonnulls(held_on, affordable_rent_oere, outcome) in (0, 3))
);
create unique index one_review_a_day on public.payment_review (transition_id, due_on) where not withdrawn;
create index on public.payment_review (municipality_code, id);
create index on public.payment_review (household_id);

-- What the landlord reports of rent arrears in an allocated tenancy, step by step. It is about whoever lives there.
create table public.arrears_step (
  id uuid primary key default uuidv7(),
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  kind text not null check (kind in ('REMINDER', 'NOTICE_TO_MUNICIPALITY', 'BAILIFF_CASE', 'EVICTION', 'SETTLED')),
  happened_on date not null,
  -- Whether children live there, as far as the landlord knows.
  children boolean,
  reference text not null check (length(reference) between 1 and 100),
  -- First day after the last on which the municipality has to have acted; null: nothing is asked of it, or it has set no period.
  act_by date,
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, tenancy_id, organisation_id, municipality_code, dwelling_id),
  unique (organisation_id, reference),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code)
);
create index on public.arrears_step (tenancy_id);
create index on public.arrears_step (municipality_code, id);

-- What the municipality did about it. The landlord sees what is shared with it and nothing else.
create table public.arrears_response (
  id uuid primary key default uuidv7(),
  step_id uuid not null,
  tenancy_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  kind text not null check (kind in ('CONTACTED', 'NOT_REACHED', 'PAYMENT_PLAN', 'DEBT_ADVICE', 'SUPPORT_CHANGED', 'ARREARS_PAID', 'NO_ACTION')),
  happened_on date not null,
  shared boolean not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (step_id, tenancy_id, organisation_id, municipality_code, dwelling_id)
    references public.arrears_step (id, tenancy_id, organisation_id, municipality_code, dwelling_id)
);
create index on public.arrears_response (step_id);
create index on public.arrears_response (municipality_code, id);

-- A number that a municipality has set for its transitions, and where it is written.
create table public.transition_parameter (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  name text not null check (name in ('WARNING_MONTHS', 'REVIEW_MONTHS', 'SHELTER_DAYS', 'SHELTER_WARNING_DAYS', 'ARREARS_DAYS',
    'ARREARS_DAYS_WITH_CHILDREN', 'CLAIM_DAYS')),
  amounts integer[] not null check (cardinality(amounts) between 1 and 10 and 0 < all (amounts)),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (municipality_code, name, valid without overlaps)
);

-- Something that falls due and whose it is to do. It is entered once under its key, and settled by a fact.
create table public.reminder (
  id uuid primary key default uuidv7(),
  reminder_key text not null unique,
  kind text not null check (kind in ('TERMS_MISSING', 'PERIOD_ENDING', 'REVIEW_DUE', 'SHELTER_LIMIT', 'DISCHARGE_CONDITION', 'ARREARS_DUTY',
    'CLAIM_DECISION', 'RETENTION_CHECK')),
  party text not null check (party in ('ORGANISATION', 'MUNICIPALITY')),
  organisation_id uuid,
  municipality_code text not null,
  dwelling_id uuid,
  transition_id uuid references public.transition,
  subject_type text not null,
  subject_id uuid not null,
  household_id uuid,
  case_scope text not null default '-|-',
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  due_on date not null,
  raised_on date not null,
  law text not null,
  settled_on date,
  -- Which fact settled it, as type and id.
  settled_by text,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check ((party = 'ORGANISATION') = (organisation_id is not null)),
  check (party = 'MUNICIPALITY' or household_id is null),
  check ((settled_on is null) = (settled_by is null))
);
create index reminder_open on public.reminder (municipality_code, due_on) where settled_on is null;
create index on public.reminder (organisation_id, due_on) where settled_on is null;
create index on public.reminder (subject_id);

-- What happened, for systems that follow along: ids of rows, and no person.
create table public.outbox_event (
  id uuid primary key default uuidv7(),
  kind text not null check (length(kind) between 1 and 60),
  party text not null check (party in ('ORGANISATION', 'MUNICIPALITY')),
  organisation_id uuid,
  municipality_code text not null,
  subject_type text not null,
  subject_id uuid not null,
  case_scope text not null default '-|-',
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  occurred_at timestamptz not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check ((party = 'ORGANISATION') = (organisation_id is not null))
);
create index on public.outbox_event (municipality_code, id);
create index on public.outbox_event (organisation_id, id);

grant select on public.transition, public.transition_cap_use to boligbro_app;
grant select, insert on public.arrears_response, public.outbox_event to boligbro_app;
grant select, insert, update on public.transition_trial, public.transition_approval, public.transition_terms, public.transition_case,
  public.termination_request, public.guarantee_claim, public.tenancy_contact, public.stay, public.discharge_condition,
  public.support_course, public.payment_review, public.arrears_step, public.transition_parameter, public.reminder to boligbro_app;

call history.keep_versions_of('transition');
call history.keep_versions_of('transition_trial');
call history.keep_versions_of('transition_approval');
call history.keep_versions_of('transition_terms');
call history.keep_versions_of('transition_case');
call history.keep_versions_of('termination_request');
call history.keep_versions_of('guarantee_claim');
call history.keep_versions_of('tenancy_contact');
call history.keep_versions_of('stay');
call history.keep_versions_of('discharge_condition');
call history.keep_versions_of('support_course');
call history.keep_versions_of('payment_review');
call history.keep_versions_of('arrears_step');
call history.keep_versions_of('transition_parameter');
call history.keep_versions_of('reminder');

-- An offer under § 63 begins a transition, and what becomes of the offer becomes of it.
create function access.transition_of_offer() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    insert into public.transition (organisation_id, municipality_code, dwelling_id, offer_id, stage, disposed_on)
    values (new.organisation_id, new.municipality_code, new.dwelling_id, new.id, 'AT_DISPOSAL', new.at_disposal_from);
  elsif new.state in ('RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED') then
    update public.transition set stage = 'ENDED', ending = new.state, ended_on = new.ended_on
     where offer_id = new.id and tenancy_id is null;
    -- What was approved for it comes to nothing too, and its place under the agreement's cap is free again.
    update public.transition_approval a set withdrawn = true
      from public.transition t where t.offer_id = new.id and t.tenancy_id is null and a.transition_id = t.id and not a.withdrawn;
  elsif new.state = 'LEASE_SIGNED' then
    -- Of a dwelling with several accepted offers, only the offer itself knows which the lease is of.
    delete from public.transition where tenancy_id = new.tenancy_id and offer_id is null;
    update public.transition t set tenancy_id = l.id, stage = 'LET', signed_on = l.lease_signed_on, valid = l.valid
      from public.tenancy l where l.id = new.tenancy_id and t.offer_id = new.id and t.tenancy_id is null;
  elsif new.state in ('OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED') then
    update public.transition t set stage = s.stage
      from (select case when new.state in ('ALLOCATED', 'ACCEPTED') then 'ALLOCATED' else 'AT_DISPOSAL' end as stage) s
     where offer_id = new.id and t.stage in ('AT_DISPOSAL', 'ALLOCATED') and t.stage <> s.stage;
  end if;
  return null;
end $$;
-- A household's refusal leads back to where the dwelling was before it was allocated.
create function access.transition_of_offer_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  -- Most offers are no transition, and asking that costs less than an update that finds nothing.
  if not exists (select from public.municipal_offer o where o.id = new.offer_id and o.legal_basis = 'SECTION_63') then
    return null;
  end if;
  update public.transition
     set allocated_on = case when new.kind = 'ALLOCATED' then (new.at at time zone 'Europe/Copenhagen')::date end
   where offer_id = new.offer_id and tenancy_id is null;
  return null;
end $$;
create trigger transition_follows_offer_event after insert on public.offer_event
  for each row when (new.kind in ('ALLOCATED', 'DECLINED')) execute function access.transition_of_offer_event();

create trigger transition_begins after insert on public.municipal_offer
  for each row when (new.legal_basis = 'SECTION_63') execute function access.transition_of_offer();
create trigger transition_follows_offer after update of state on public.municipal_offer
  for each row when (new.legal_basis = 'SECTION_63' and new.state <> old.state) execute function access.transition_of_offer();

-- The lease of an accepted offer goes on with the offer's transition; any other transitional tenancy begins one.
create function access.transition_of_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  how text := case new.ending when 'TERMINATED_BY_LANDLORD' then 'TERMINATED'
    when 'TERMINATED_AT_MUNICIPAL_REQUEST' then 'TERMINATED_AT_REQUEST' else new.ending end;
begin
  if tg_op = 'INSERT' then
    update public.transition set tenancy_id = new.id, stage = 'LET', signed_on = new.lease_signed_on, valid = new.valid
     where offer_id = (select min(o.id::text)::uuid from public.municipal_offer o
                        where o.dwelling_id = new.dwelling_id and o.legal_basis = 'SECTION_63' and o.state = 'ACCEPTED'
                       having count(*) = 1)
       and tenancy_id is null;
    if not found then
      insert into public.transition (organisation_id, municipality_code, dwelling_id, tenancy_id, stage, signed_on, valid, ending, ended_on)
      values (new.organisation_id, new.municipality_code, new.dwelling_id, new.id,
              case when how is null then 'LET' else 'ENDED' end, new.lease_signed_on, new.valid, how, case when how is not null then upper(new.valid) end);
    end if;
  else
    update public.transition
       set valid = new.valid, stage = case when how is null then 'LET' else 'ENDED' end,
           ending = how, ended_on = case when how is not null then upper(new.valid) end
     where tenancy_id = new.id;
  end if;
  return null;
end $$;
create trigger transition_begins after insert on public.tenancy
  for each row when (new.transitional) execute function access.transition_of_tenancy();
create trigger transition_follows_tenancy after update of valid, ending on public.tenancy
  for each row when (new.transitional and (new.valid, new.ending) is distinct from (old.valid, old.ending))
  execute function access.transition_of_tenancy();

-- The days on which the lease derogates, as its terms state them.
create function access.transition_of_terms() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.transition set period = new.valid, signed_on = new.signed_on
   where id = new.transition_id and (period, signed_on) is distinct from (new.valid, new.signed_on);
  return null;
end $$;
create trigger transition_follows_terms after insert or update of valid, signed_on on public.transition_terms
  for each row execute function access.transition_of_terms();

-- Whom an allocation under § 63 is for is whom its transition is about.
create function access.case_of_transition() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.state in ('DECLINED', 'CANCELLED') then
    update public.transition_case c set withdrawn = true
      from public.transition t
     where t.offer_id = new.offer_id and c.transition_id = t.id and c.household_id = new.household_id and not c.withdrawn;
  elsif tg_op = 'INSERT' then
    insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
    select t.id, t.organisation_id, t.dwelling_id, new.household_id, new.municipality_code, new.case_scope
      from public.transition t where t.offer_id = new.offer_id;
  end if;
  return null;
end $$;
create trigger case_of_transition after insert or update of state on public.allocation
  for each row execute function access.case_of_transition();

-- Where a household can go from where it lives, as HOUSING_STEPS says; null: nobody knows where that is.
create function public.housing_step_allowed(lives_in text, goes_to text) returns boolean
language sql immutable parallel safe as $$
  select case when lives_in in ('TRANSITIONAL_DWELLING', 'ORDINARY_DWELLING') then goes_to <> 'TRANSITIONAL_DWELLING' else true end
$$;

-- A household comes to a transitional dwelling from where it lives on the day that the lease begins or, before there is one,
-- on which the dwelling is at disposal and allocated to it. Whoever stays somewhere lives there, though a former tenancy lasts;
-- whoever has signed a lease has that dwelling. A tenancy that is known to end stands in nobody's way before the next begins.
create function access.keep_housing_steps() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  let daterange;
  day date;
  stays_in text;
  lives_in text;
begin
  -- Of two dwellings at once for one household, the later sees the first.
  perform from public.household where id = new.household_id for no key update;
  select t.valid, coalesce(lower(t.valid), t.signed_on, greatest(t.disposed_on, (
           select max(a.allocated_on) from public.allocation a
            where a.offer_id = t.offer_id and a.household_id = new.household_id and a.state not in ('DECLINED', 'CANCELLED'))))
    into let, day from public.transition t where t.id = new.transition_id;
  select s.kind into stays_in from public.stay s
   where s.household_id = new.household_id and not s.withdrawn and s.valid @> day;
  with home as (
    select t.valid, t.signed_on, coalesce(upper(t.period), 'infinity') as derogates_until
      from public.transition_case c join public.transition t on t.id = c.transition_id
     where c.household_id = new.household_id and not c.withdrawn and c.id <> new.id
    union all
    select y.valid, y.lease_signed_on, '-infinity'
      from public.allocation a join public.municipal_offer o on o.id = a.offer_id join public.tenancy y on y.id = o.tenancy_id
     where a.household_id = new.household_id and a.state in ('LEASE_SIGNED', 'MOVED_IN') and not y.transitional
  )
  select case when stays_in is not null and bool_or(lower(h.valid) > day) is not true then stays_in
              when bool_or(h.derogates_until > greatest(day, lower(h.valid))) then 'TRANSITIONAL_DWELLING'
              when count(*) > 0 then 'ORDINARY_DWELLING' end
    into lives_in from home h
   where least(h.signed_on, lower(h.valid)) <= day and (upper_inf(h.valid) or let is not null and upper(h.valid) > day);
  if not public.housing_step_allowed(lives_in, 'TRANSITIONAL_DWELLING') then
    raise exception 'no such step on the staircase' using errcode = 'check_violation', constraint = 'housing_step_allowed';
  end if;
  return null;
end $$;
create trigger keep_housing_steps after insert or update of withdrawn on public.transition_case
  for each row when (not new.withdrawn) execute function access.keep_housing_steps();
revoke execute on function access.keep_housing_steps() from public;

-- A transition goes on, or back from allocated to at disposal; one that has ended has ended.
create function public.keep_transition_steps() returns trigger
language plpgsql as $$
begin
  if (old.stage, new.stage) not in (('AT_DISPOSAL', 'ALLOCATED'), ('ALLOCATED', 'AT_DISPOSAL'), ('ALLOCATED', 'LET'),
       ('AT_DISPOSAL', 'ENDED'), ('ALLOCATED', 'ENDED'), ('LET', 'ENDED')) then
    raise exception 'a transition takes no such step' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger keep_transition_steps after update of stage on public.transition
  for each row when (new.stage <> old.stage) execute function public.keep_transition_steps();

-- A request that the landlord has followed stands: the municipality owes rent by it.
create function access.keep_followed_request() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  ended_as text;
begin
  select t.ending into ended_as from public.transition t where t.id = new.transition_id for no key update;
  if ended_as = 'TERMINATED_AT_REQUEST' then
    raise exception 'the landlord has terminated as asked' using errcode = 'check_violation', constraint = 'request_not_followed';
  end if;
  return null;
end $$;
create trigger keep_followed_request after update of withdrawn on public.termination_request
  for each row when (new.withdrawn and not old.withdrawn) execute function access.keep_followed_request();
revoke execute on function access.keep_followed_request() from public;

-- Approvals of a year are counted against the cap of their agreement and of the framework it is under, which the version in
-- force on the day of approval names; the rows are held until the approval is committed, so that of many at once none is one too many.
create function access.count_transitional() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  counted uuid;
begin
  if tg_op = 'INSERT' then
    -- The transition is held as well: a dwelling comes to nothing before, and is not approved, or afterwards, and frees the place.
    perform from public.transition where id = new.transition_id and (stage <> 'ENDED' or tenancy_id is not null) for no key update;
    if not found then
      raise exception 'the dwelling has come to nothing' using errcode = 'check_violation', constraint = 'dwelling_to_approve';
    end if;
  end if;
  for counted in
    select a.id from public.agreement own join public.agreement a on a.id in (own.id, own.framework_id)
     where own.id = new.agreement_id order by a.framework_id is null
  loop
    if tg_op = 'UPDATE' then
      update public.transition_cap_use set used = used - 1
       where agreement_id = counted and year = extract(year from new.approved_on);
    else
      insert into public.transition_cap_use (agreement_id, municipality_code, year, used, cap)
      values (counted, new.municipality_code, extract(year from new.approved_on), 1, (
        select max(t.transitional_cap_per_year) from public.agreement_version v join public.agreement_term t on t.version_id = v.id
         where v.agreement_id = counted and v.status = 'IN_FORCE' and v.valid @> new.approved_on))
      on conflict (agreement_id, year) do update set used = transition_cap_use.used + 1, cap = excluded.cap;
    end if;
  end loop;
  return null;
end $$;
create trigger count_transitional after insert on public.transition_approval
  for each row execute function access.count_transitional();
create trigger uncount_transitional after update of withdrawn on public.transition_approval
  for each row when (new.withdrawn and not old.withdrawn) execute function access.count_transitional();

-- Subsidy and derogations stop on the same day: what a tenant's subsidy under § 163 a has beyond the terms is cut, and none
-- is granted there.
create function access.end_subsidies_with_terms() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.tenant_subsidy s
     set valid = case when s.valid && new.valid then s.valid * new.valid else s.valid end,
         withdrawn = not s.valid && new.valid
   where s.tenancy_id = new.tenancy_id and s.instrument = 'SECTION_163_A' and not s.held <@ new.valid;
  return null;
end $$;
create trigger end_subsidies_with_terms after insert or update of valid on public.transition_terms
  for each row execute function access.end_subsidies_with_terms();

create function access.keep_subsidy_within_terms() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select from public.transition_terms t where t.tenancy_id = new.tenancy_id and not new.held <@ t.valid) then
    raise exception 'a subsidy beyond the terms of its lease' using errcode = 'check_violation', constraint = 'subsidy_within_terms';
  end if;
  return null;
end $$;
create trigger keep_subsidy_within_terms after insert or update of valid, withdrawn on public.tenant_subsidy
  for each row when (new.instrument = 'SECTION_163_A' and not new.withdrawn) execute function access.keep_subsidy_within_terms();

revoke execute on function access.count_transitional(), access.end_subsidies_with_terms(), access.keep_subsidy_within_terms() from public;
create policy kept_by_trigger on public.transition_approval to current_user using (true) with check (true);
create policy kept_by_trigger on public.transition_cap_use to current_user using (true) with check (true);
create policy read_by_trigger on public.agreement for select to current_user using (true);
create policy read_by_trigger on public.agreement_version for select to current_user using (true);
create policy read_by_trigger on public.agreement_term for select to current_user using (true);
create policy read_by_trigger on public.transition_terms for select to current_user using (true);
create policy read_by_trigger on public.tenancy for select to current_user using (true);
create policy read_by_trigger on public.stay for select to current_user using (true);

revoke execute on function access.transition_of_offer(), access.transition_of_offer_event(), access.transition_of_tenancy(),
  access.transition_of_terms(),
  access.case_of_transition() from public;
create policy kept_by_trigger on public.transition to current_user using (true) with check (true);
create policy kept_by_trigger on public.transition_case to current_user using (true) with check (true);
`)
  }
}
