import { Migration } from '@mikro-orm/migrations'

/** Subsidies: programmes, frames, commitments, periods, payments, tenants' own subsidies, corrections and audits. */
export class Subsidies extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What an auditor is engaged for, as municipality|programme, and the days of each in the same order.
create function access.engagement_programmes(roles text[], purposes text[]) returns text[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes) then coalesce((
    select array_agg(distinct e.municipality || '|' || e.programme order by e.municipality || '|' || e.programme)
      from jsonb_to_recordset(nullif(current_setting('app.engagements', true), '')::jsonb)
        e(municipality text, programme text)), '{}') else '{}' end
$$;

create function access.engagement_days(roles text[], purposes text[]) returns datemultirange[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes) then coalesce((
    select array_agg(k.days order by k.key) from (
      select e.municipality || '|' || e.programme as key, range_agg(daterange(e."from", e."until")) as days
        from jsonb_to_recordset(nullif(current_setting('app.engagements', true), '')::jsonb)
          e(municipality text, programme text, "from" date, "until" date)
       group by 1) k), '{}') else '{}' end
$$;

-- A subsidy scheme. Without a municipality it is a national one.
create table public.subsidy_programme (
  id uuid primary key default uuidv7(),
  code text not null check (code ~ '^[0-9A-Z][0-9A-Z_-]{0,39}$'),
  instrument text not null check (instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_163_A', 'SECTION_91_A_5', 'MUNICIPAL_2026')),
  municipality_code text references public.municipality,
  name text not null check (length(name) between 1 and 200),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  constraint programme_code_is_its_own unique nulls not distinct (code, municipality_code),
  unique (id, code, instrument)
);

-- What a programme's sources say, and for which days. What a law leaves open is said here, with where it is written.
create table public.subsidy_term (
  id uuid primary key default uuidv7(),
  programme_id uuid not null references public.subsidy_programme,
  municipality_code text,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  payee text not null check (payee in ('ORGANISATION', 'TENANT')),
  end_rule text not null check (end_rule in ('WITH_TENANCY', 'WITH_COMMITMENT')),
  indexation text not null check (indexation in ('NONE', 'YEARLY')),
  partial_months text not null check (partial_months in ('STARTED', 'WHOLE', 'BY_DAYS')),
  payment_calendar text not null check (payment_calendar in ('MONTHLY_IN_ADVANCE', 'MONTHLY_IN_ARREARS', 'QUARTERLY_IN_ARREARS', 'YEARLY_IN_ARREARS', 'ONCE')),
  rounding text not null check (rounding in ('OERE', 'KRONE_NEAREST', 'KRONE_DOWN', 'KRONE_UP')),
  month_days text check (month_days in ('THIRTY', 'CALENDAR', 'YEAR_TWELFTH')),
  months_max smallint check (months_max between 1 and 600),
  rent_before_min_oere bigint check (rent_before_min_oere >= 0),
  rent_before_max_oere bigint check (rent_before_max_oere >= rent_before_min_oere),
  rent_after_max_oere bigint check (rent_after_max_oere >= 0),
  repay_above_oere bigint check (repay_above_oere >= 0),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  constraint terms_do_not_overlap unique (programme_id, valid without overlaps)
);

-- An amount that a programme counts with, in øre, by date: per dwelling and year, once per dwelling, or per day in a place.
create table public.subsidy_rate (
  id uuid primary key default uuidv7(),
  programme_id uuid not null references public.subsidy_programme,
  municipality_code text,
  kind text not null check (kind in ('YEARLY_PER_DWELLING', 'ONE_OFF_PER_DWELLING', 'SECTION_107_DAY', 'SECTION_109_DAY', 'SECTION_110_DAY')),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  amount_oere bigint not null check (amount_oere >= 0),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  constraint rates_do_not_overlap unique (programme_id, kind, valid without overlaps)
);

-- What a municipality may commit of a programme (tilsagnsramme): dwellings, money or both.
create table public.subsidy_frame (
  id uuid primary key default uuidv7(),
  programme_id uuid not null,
  programme text not null,
  instrument text not null,
  municipality_code text not null references public.municipality,
  dwellings_max integer check (dwellings_max > 0),
  amount_max_oere bigint check (amount_max_oere > 0),
  commit_window daterange not null check (not isempty(commit_window) and not lower_inf(commit_window) and not upper_inf(commit_window)),
  lapses_on date not null,
  -- The days of an engagement that the frame matters to.
  valid daterange not null generated always as (daterange(lower(commit_window), null)) stored,
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (num_nonnulls(dwellings_max, amount_max_oere) > 0),
  check (lapses_on > lower(commit_window)),
  foreign key (programme_id, programme, instrument) references public.subsidy_programme (id, code, instrument),
  unique (id, programme, instrument, municipality_code)
);
create index on public.subsidy_frame (municipality_code, id);

-- What of a frame is committed. Kept by triggers alone; a frame that is restated to less than is committed takes no more.
create table public.subsidy_frame_use (
  frame_id uuid primary key references public.subsidy_frame,
  programme text not null,
  instrument text not null,
  municipality_code text not null,
  valid daterange not null,
  dwellings integer not null default 0 check (dwellings >= 0),
  dwellings_cap integer,
  amount_oere bigint not null default 0 check (amount_oere >= 0),
  amount_cap_oere bigint,
  constraint frame_dwellings_not_exceeded check (dwellings <= dwellings_cap),
  constraint frame_amount_not_exceeded check (amount_oere <= amount_cap_oere)
);

-- A condition of the frame that was met for some days: a plan, or an agreement with one organisation or with all.
create table public.subsidy_condition (
  id uuid primary key default uuidv7(),
  frame_id uuid not null,
  programme text not null,
  instrument text not null,
  municipality_code text not null,
  kind text not null check (kind in ('HOMELESSNESS_PLAN', 'LETTING_AGREEMENT')),
  organisation_id uuid references public.housing_organisation,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (organisation_id is null or kind = 'LETTING_AGREEMENT'),
  unique nulls not distinct (frame_id, kind, organisation_id, valid),
  foreign key (frame_id, programme, instrument, municipality_code)
    references public.subsidy_frame (id, programme, instrument, municipality_code)
);
create index on public.subsidy_condition (frame_id);

-- A commitment (tilsagn) to one dwelling within one frame. It says nothing of who lives there.
create table public.subsidy_commitment (
  id uuid primary key default uuidv7(),
  frame_id uuid not null,
  programme text not null,
  instrument text not null check (instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5')),
  municipality_code text not null,
  organisation_id uuid not null,
  dwelling_id uuid not null,
  committed_on date not null,
  engaged daterange not null generated always as (daterange(committed_on, null)) stored,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  granted_oere bigint not null check (granted_oere >= 0),
  rent_before_oere bigint check (rent_before_oere >= 0),
  allocation_decided_on date,
  target_group_recorded_on date,
  withdrawn boolean not null default false,
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, valid without overlaps),
  unique (id, programme, instrument, municipality_code, organisation_id, dwelling_id),
  foreign key (frame_id, programme, instrument, municipality_code)
    references public.subsidy_frame (id, programme, instrument, municipality_code),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  constraint commitments_do_not_overlap exclude using gist (dwelling_id with =, instrument with =, valid with &&)
    where (not withdrawn)
);
create index on public.subsidy_commitment (frame_id);
create index on public.subsidy_commitment (municipality_code, id);

-- What a dwelling gets per month for some days, within its commitment and, where there is one, its tenancy.
create table public.subsidy_period (
  id uuid primary key default uuidv7(),
  commitment_id uuid not null,
  programme text not null,
  instrument text not null,
  municipality_code text not null,
  organisation_id uuid not null,
  dwelling_id uuid not null,
  tenancy_id uuid,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid) and upper(valid) - lower(valid) <= 36525),
  monthly_oere bigint not null check (monthly_oere >= 0),
  -- The monthly amount before it was indexed, and the factor of the year.
  base_oere bigint not null check (base_oere >= 0),
  index_factor numeric(9, 6) not null check (index_factor > 0),
  rent_before_oere bigint not null check (rent_before_oere >= 0),
  rent_after_oere bigint not null check (rent_after_oere >= 0),
  partial_months text not null check (partial_months in ('STARTED', 'WHOLE', 'BY_DAYS')),
  -- Taken back: it was never to be, or its tenancy never was in these days.
  withdrawn boolean not null default false,
  held daterange generated always as (case when not withdrawn then valid end) stored,
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (tenancy_id is not null or instrument <> 'SECTION_98_F'),
  foreign key (commitment_id, programme, instrument, municipality_code, organisation_id, dwelling_id)
    references public.subsidy_commitment (id, programme, instrument, municipality_code, organisation_id, dwelling_id),
  constraint period_within_commitment foreign key (commitment_id, period held)
    references public.subsidy_commitment (id, period valid),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  constraint period_within_tenancy foreign key (tenancy_id, period held) references public.tenancy (id, period valid),
  constraint periods_do_not_overlap exclude using gist (dwelling_id with =, instrument with =, valid with &&)
    where (not withdrawn),
  constraint state_subsidies_do_not_overlap exclude using gist (dwelling_id with =, valid with &&)
    where (not withdrawn and instrument in ('SECTION_98_F', 'SECTION_98_E'))
);
create index on public.subsidy_period (commitment_id);
create index on public.subsidy_period (tenancy_id);
create index on public.subsidy_period (municipality_code, id);
create index on public.subsidy_period (organisation_id, id);

-- The months of a period and what is due for each: full for a month that was begun, for whole months only, or by days,
-- to the nearest øre.
create function public.subsidy_months(valid daterange, monthly_oere bigint, partial_months text)
  returns table (month date, days integer, due_oere bigint)
language sql immutable as $$
  select m.month, covered.days,
         case partial_months when 'STARTED' then monthly_oere
           when 'WHOLE' then case when covered.days = whole.days then monthly_oere else 0 end
           else round(monthly_oere::numeric * covered.days / whole.days)::bigint end
    from generate_series(date_trunc('month', lower(valid)::timestamp), (upper(valid) - 1)::timestamp, interval '1 month') g(at),
         lateral (select g.at::date as month, (g.at + interval '1 month')::date as next) m,
         lateral (select m.next - m.month as days) whole,
         lateral (select least(upper(valid), m.next) - greatest(lower(valid), m.month) as days) covered
$$;

-- What was paid, or with a minus paid back, for a month of a commitment. It is entered once and for all.
create table public.subsidy_payment (
  id uuid primary key default uuidv7(),
  commitment_id uuid not null,
  programme text not null,
  instrument text not null,
  municipality_code text not null,
  organisation_id uuid not null,
  dwelling_id uuid not null,
  month date not null check (extract(day from month) = 1),
  valid daterange not null generated always as (daterange(month, (month + interval '1 month')::date)) stored,
  amount_oere bigint not null check (amount_oere <> 0),
  paid_on date not null,
  reference text not null check (length(reference) between 1 and 100),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (commitment_id, programme, instrument, municipality_code, organisation_id, dwelling_id)
    references public.subsidy_commitment (id, programme, instrument, municipality_code, organisation_id, dwelling_id),
  constraint payment_reference_is_its_own unique (municipality_code, programme, reference)
);
create index on public.subsidy_payment (commitment_id, month);

-- A tenant's own subsidy (§ 163 a, or the municipality's of 2026): about a person's money, so it carries the case's keys.
create table public.tenant_subsidy (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  programme_id uuid not null,
  programme text not null,
  instrument text not null check (instrument in ('SECTION_163_A', 'MUNICIPAL_2026')),
  frame_id uuid,
  organisation_id uuid not null,
  dwelling_id uuid not null,
  tenancy_id uuid not null,
  committed_on date not null,
  granted_oere bigint not null default 0 check (granted_oere >= 0),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  previous_situation text check (previous_situation in ('SECTION_107', 'SECTION_109', 'SECTION_110', 'OTHER')),
  housing_benefit_applied_on date,
  partial_months text not null check (partial_months in ('STARTED', 'WHOLE', 'BY_DAYS')),
  rounding text not null check (rounding in ('OERE', 'KRONE_NEAREST', 'KRONE_DOWN', 'KRONE_UP')),
  month_days text check (month_days in ('THIRTY', 'CALENDAR', 'YEAR_TWELFTH')),
  withdrawn boolean not null default false,
  held daterange generated always as (case when not withdrawn then valid end) stored,
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (num_nonnulls(previous_situation, month_days) = case instrument when 'SECTION_163_A' then 2 else 0 end),
  check ((frame_id is null) = (instrument = 'SECTION_163_A')),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  foreign key (programme_id, programme, instrument) references public.subsidy_programme (id, code, instrument),
  foreign key (frame_id, programme, instrument, municipality_code)
    references public.subsidy_frame (id, programme, instrument, municipality_code),
  foreign key (tenancy_id, dwelling_id, organisation_id, municipality_code)
    references public.tenancy (id, dwelling_id, organisation_id, municipality_code),
  constraint tenant_subsidy_within_tenancy foreign key (tenancy_id, period held) references public.tenancy (id, period valid),
  unique (id, household_id, municipality_code, case_scope, programme, instrument),
  constraint tenant_subsidies_do_not_overlap exclude using gist (household_id with =, instrument with =, valid with &&)
    where (not withdrawn)
);
create index on public.tenant_subsidy (municipality_code, id);
create index on public.tenant_subsidy (tenancy_id);

-- A value that a tenant's subsidy is computed from, from a day until the next one: øre, or a number of adults.
create table public.tenant_subsidy_input (
  id uuid primary key default uuidv7(),
  tenant_subsidy_id uuid not null,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  programme text not null,
  instrument text not null,
  kind text not null check (kind in ('RENT', 'OTHER_PAYMENTS', 'HOUSING_BENEFIT', 'ADULTS', 'PLACE_DAY_RATE', 'DECIDED_AMOUNT')),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  value bigint not null check (value >= 0 and (kind <> 'ADULTS' or value between 1 and 20)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (tenant_subsidy_id, household_id, municipality_code, case_scope, programme, instrument)
    references public.tenant_subsidy (id, household_id, municipality_code, case_scope, programme, instrument) on update cascade,
  constraint inputs_do_not_overlap unique (tenant_subsidy_id, kind, valid without overlaps)
);
create index on public.tenant_subsidy_input (municipality_code, id);

-- What a month came to, from which inputs. A new figure for the month is a row of its own that says what it replaces.
create table public.tenant_subsidy_calculation (
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
  number smallint not null check (number > 0),
  inputs jsonb not null,
  amount_oere bigint not null check (amount_oere >= 0),
  difference_oere bigint not null,
  reason text not null check (length(reason) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (tenant_subsidy_id, month, number),
  check (number > 1 or difference_oere = amount_oere),
  foreign key (tenant_subsidy_id, household_id, municipality_code, case_scope, programme, instrument)
    references public.tenant_subsidy (id, household_id, municipality_code, case_scope, programme, instrument) on update cascade
);
create index on public.tenant_subsidy_calculation (municipality_code, id);

-- Why a frame, a commitment or a period was changed, by whom, and what it said before.
create table public.subsidy_correction (
  id uuid primary key default uuidv7(),
  municipality_code text not null,
  programme text not null,
  instrument text not null,
  valid daterange not null check (not isempty(valid)),
  entity text not null check (entity in ('SubsidyFrame', 'SubsidyCommitment', 'SubsidyPeriod')),
  row_id uuid not null,
  -- Since when the hub had known the original.
  original_recorded_from timestamptz not null,
  before jsonb not null,
  -- Null: the row is no more.
  after jsonb,
  reason text not null check (length(reason) between 1 and 500),
  corrected_by text not null default current_setting('app.subject', true),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp()
);
create index on public.subsidy_correction (row_id);
create index on public.subsidy_correction (municipality_code, id);

-- One run of the checks over a programme of a municipality, as known at a moment.
create table public.subsidy_audit (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  case_scope text not null default '-|-',
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  programme text not null,
  instrument text not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  known_at timestamptz not null,
  rule_set text not null,
  finding_count integer not null,
  at_stake_oere bigint not null,
  run_by text not null default current_setting('app.subject', true),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (id, municipality_code, programme, instrument)
);
create index on public.subsidy_audit (municipality_code, id);

-- Something a run found. The same thing found again has the same key.
create table public.subsidy_finding (
  id uuid primary key default uuidv7(),
  audit_id uuid not null,
  municipality_code text not null,
  programme text not null,
  instrument text not null,
  household_id uuid,
  case_scope text not null default '-|-',
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  finding_key text not null,
  code text not null,
  severity text not null check (severity in ('ERROR', 'WARNING')),
  law text not null,
  dwelling_id uuid,
  valid daterange not null check (not isempty(valid)),
  months date[] not null,
  at_stake_oere bigint not null,
  figures jsonb not null,
  evidence jsonb not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (audit_id, finding_key),
  unique (id, municipality_code, programme, instrument, finding_key),
  foreign key (audit_id, municipality_code, programme, instrument)
    references public.subsidy_audit (id, municipality_code, programme, instrument)
);
create index on public.subsidy_finding (municipality_code, programme, finding_key);

-- What was said or done about a finding; the latest of several counts, and all are kept.
create table public.subsidy_finding_answer (
  id uuid primary key default uuidv7(),
  finding_id uuid not null,
  municipality_code text not null,
  programme text not null,
  instrument text not null,
  finding_key text not null,
  household_id uuid,
  case_scope text not null default '-|-',
  case_keys text[] not null check (case_keys = access.case_keys_of(municipality_code, case_scope)),
  valid daterange not null check (not isempty(valid)),
  kind text not null check (kind in ('EXPLAINED', 'CORRECTED', 'REPAID')),
  explanation text not null check (length(explanation) between 1 and 1000),
  amount_oere bigint check (amount_oere > 0),
  answered_by text not null default current_setting('app.subject', true),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check ((amount_oere is not null) = (kind = 'REPAID')),
  foreign key (finding_id, municipality_code, programme, instrument, finding_key)
    references public.subsidy_finding (id, municipality_code, programme, instrument, finding_key)
);
create index on public.subsidy_finding_answer (municipality_code, programme, finding_key);

-- Counts what is committed. One statement is counted at once, so that a frame's row is held for no longer than it takes.
create function public.count_commitments() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select from entered e join public.subsidy_frame f on f.id = e.frame_id
              where not f.commit_window @> e.committed_on or e.committed_on >= f.lapses_on) then
    raise exception 'commitment outside the frame''s window' using errcode = 'check_violation', constraint = 'commitment_within_window';
  end if;
  update public.subsidy_frame_use u
     set dwellings = u.dwellings + n.dwellings, amount_oere = u.amount_oere + n.amount_oere
    from (select frame_id, count(*)::integer as dwellings, sum(granted_oere)::bigint as amount_oere
            from entered where not withdrawn and frame_id is not null group by frame_id) n
   where u.frame_id = n.frame_id;
  return null;
end $$;

create function public.recount_commitments() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.subsidy_frame_use u
     set dwellings = u.dwellings + n.dwellings, amount_oere = u.amount_oere + n.amount_oere
    from (select frame_id, sum(sign)::integer as dwellings, sum(sign * granted_oere)::bigint as amount_oere
            from (select frame_id, 1 as sign, granted_oere from changed where not withdrawn and frame_id is not null
                  union all
                  select frame_id, -1, granted_oere from original where not withdrawn and frame_id is not null) both_states
           group by frame_id) n
   where u.frame_id = n.frame_id and (n.dwellings, n.amount_oere) <> (0, 0);
  return null;
end $$;

create function public.count_frame() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.subsidy_frame_use (frame_id, programme, instrument, municipality_code, valid, dwellings_cap, amount_cap_oere)
    values (new.id, new.programme, new.instrument, new.municipality_code, new.valid, new.dwellings_max, new.amount_max_oere)
  on conflict (frame_id) do update
    set valid = new.valid, dwellings_cap = greatest(new.dwellings_max, subsidy_frame_use.dwellings),
        amount_cap_oere = greatest(new.amount_max_oere, subsidy_frame_use.amount_oere);
  -- greatest() passes over a null, which is no cap at all.
  update public.subsidy_frame_use
     set dwellings_cap = case when new.dwellings_max is null then null else dwellings_cap end,
         amount_cap_oere = case when new.amount_max_oere is null then null else amount_cap_oere end
   where frame_id = new.id and (new.dwellings_max is null or new.amount_max_oere is null);
  return null;
end $$;

create trigger count_frame after insert or update on public.subsidy_frame
  for each row execute function public.count_frame();
create trigger count_commitments after insert on public.subsidy_commitment
  referencing new table as entered for each statement execute function public.count_commitments();
create trigger recount_commitments after update on public.subsidy_commitment
  referencing old table as original new table as changed for each statement execute function public.recount_commitments();
create trigger count_commitments after insert on public.tenant_subsidy
  referencing new table as entered for each statement execute function public.count_commitments();
create trigger recount_commitments after update on public.tenant_subsidy
  referencing old table as original new table as changed for each statement execute function public.recount_commitments();

-- A tenancy that turns out to be shorter ends what is paid for it: the landlord's word that the tenant has moved is
-- enough. What was paid beyond it stays, for the audit to find.
create function public.end_subsidies_with_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.subsidy_correction (municipality_code, programme, instrument, valid, entity, row_id,
      original_recorded_from, before, after, reason)
    select p.municipality_code, p.programme, p.instrument, p.valid, 'SubsidyPeriod', p.id, lower(p.recorded),
           jsonb_build_object('from', lower(p.valid), 'until', upper(p.valid)),
           case when p.valid && new.valid then
             jsonb_build_object('from', lower(p.valid * new.valid), 'until', upper(p.valid * new.valid)) end,
           'TENANCY_ENDED'
      from public.subsidy_period p where p.tenancy_id = new.id and not p.held <@ new.valid;
  update public.subsidy_period p
     set valid = case when p.valid && new.valid then p.valid * new.valid else p.valid end,
         withdrawn = not p.valid && new.valid
   where p.tenancy_id = new.id and not p.held <@ new.valid;
  update public.tenant_subsidy s
     set valid = case when s.valid && new.valid then s.valid * new.valid else s.valid end,
         withdrawn = not s.valid && new.valid
   where s.tenancy_id = new.id and not s.held <@ new.valid;
  return new;
end $$;
create trigger end_subsidies_with_tenancy before update of valid on public.tenancy
  for each row when (not old.valid <@ new.valid) execute function public.end_subsidies_with_tenancy();

revoke execute on function public.count_commitments(), public.recount_commitments(), public.count_frame(),
  public.end_subsidies_with_tenancy() from public;
create policy kept_by_trigger on public.subsidy_frame_use to current_user using (true) with check (true);
create policy kept_by_trigger on public.subsidy_frame for select to current_user using (true);
create policy kept_by_trigger on public.subsidy_period to current_user using (true) with check (true);
create policy kept_by_trigger on public.subsidy_correction for insert to current_user with check (true);
create policy kept_by_trigger on public.tenant_subsidy to current_user using (true) with check (true);

grant select, insert on public.subsidy_programme, public.subsidy_condition,
  public.subsidy_payment, public.tenant_subsidy_calculation, public.subsidy_correction, public.subsidy_audit,
  public.subsidy_finding, public.subsidy_finding_answer to boligbro_app;
grant select on public.subsidy_frame_use to boligbro_app;
grant select, insert, update on public.subsidy_term, public.subsidy_rate, public.subsidy_frame, public.subsidy_commitment,
  public.subsidy_period, public.tenant_subsidy, public.tenant_subsidy_input to boligbro_app;

call history.keep_versions_of('subsidy_programme');
call history.keep_versions_of('subsidy_term');
call history.keep_versions_of('subsidy_rate');
call history.keep_versions_of('subsidy_frame');
call history.keep_versions_of('subsidy_condition');
call history.keep_versions_of('subsidy_commitment');
call history.keep_versions_of('subsidy_period');
call history.keep_versions_of('subsidy_payment');
call history.keep_versions_of('tenant_subsidy');
call history.keep_versions_of('tenant_subsidy_input');
call history.keep_versions_of('tenant_subsidy_calculation');

-- "As known then" is asked by the same keys as "now".
create index on history.tenancy (dwelling_id);
create index on history.subsidy_commitment (municipality_code, programme);
create index on history.subsidy_period (municipality_code, programme);
create index on history.tenant_subsidy (municipality_code, programme);
create index on history.tenant_subsidy_input (tenant_subsidy_id);
create index on public.subsidy_payment (municipality_code, programme);

call audit.seal_rows_of('subsidy_correction');
call audit.seal_rows_of('subsidy_finding_answer');
`)
  }
}
