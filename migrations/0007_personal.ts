import { Migration } from '@mikro-orm/migrations'

/** Households and persons, what is disclosed of them to organisations, data-sharing grants and the access log. */
export class Personal extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create function access.today() returns date
language sql stable parallel safe as $$ select (now() at time zone 'Europe/Copenhagen')::date $$;

-- What the actor reaches of cases, as municipality|unit|KLE with * for any, through those of its roles.
create function access.case_keys(roles text[], purposes text[]) returns text[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes) then coalesce((
    select array_agg(substr(key, strpos(key, '|') + 1))
      from unnest(nullif(current_setting('app.case_keys', true), '')::text[]) key
     where split_part(key, '|', 1) = any (roles)), '{}') else '{}' end
$$;

-- The keys that reach a case. Its scope is unit|KLE, with - where it has none.
create function access.case_keys_of(municipality_code text, case_scope text) returns text[]
language sql immutable parallel safe as $$
  select array_agg(distinct municipality_code || '|' || unit || '|' || kle)
    from unnest(array['*', split_part(case_scope, '|', 1)]) unit,
         unnest(array['*', left(split_part(case_scope, '|', 2), 2), left(split_part(case_scope, '|', 2), 5),
                      split_part(case_scope, '|', 2)]) kle
   where unit <> '-' and kle <> '-'
$$;

-- A grant by which one of two data controllers shares with the other: what, for which purpose, until when. It is never
-- changed; a revocation is a row of its own.
create table public.data_sharing_grant (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  organisation_id uuid not null references public.housing_organisation,
  signed_for text not null check (signed_for in ('MUNICIPALITY', 'ORGANISATION')),
  signed_by text not null,
  field_group text not null check (field_group in ('DISCLOSURE', 'DELIVERY_REPORTS')),
  purpose text not null,
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  -- Null: every estate of the organisation in the municipality.
  estate_ids uuid[] check (cardinality(estate_ids) between 1 and 250),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check ((field_group = 'DISCLOSURE') = (signed_for = 'MUNICIPALITY')),
  check (field_group = 'DISCLOSURE' or estate_ids is null),
  unique (id, municipality_code, organisation_id, signed_for)
);
create index on public.data_sharing_grant (organisation_id);
create index on public.data_sharing_grant (municipality_code);

create table public.data_sharing_revocation (
  grant_id uuid primary key,
  municipality_code text not null,
  organisation_id uuid not null,
  signed_for text not null,
  signed_by text not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (grant_id, municipality_code, organisation_id, signed_for)
    references public.data_sharing_grant (id, municipality_code, organisation_id, signed_for)
);

-- A household as a municipality's case. The reference is the municipality's own pseudonym and never a CPR number.
create table public.household (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  case_reference text not null check (case_reference ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$'
    and case_reference !~ '[0-9]{6}[-.]?[0-9]{4}'),
  organisation_unit_id uuid,
  kle_number text check (kle_number ~ '^[0-9]{2}([.][0-9]{2}){0,2}$'),
  adults smallint not null check (adults between 1 and 20),
  children smallint not null check (children between 0 and 20),
  case_scope text generated always as
    (coalesce(organisation_unit_id::text, '-') || '|' || coalesce(kle_number, '-')) stored,
  case_keys text[] generated always as (access.case_keys_of(municipality_code,
    coalesce(organisation_unit_id::text, '-') || '|' || coalesce(kle_number, '-'))) stored,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  -- Within its scope: a key beyond it would tell of cases that the actor may not see.
  unique (municipality_code, case_reference, case_scope),
  unique (id, municipality_code, case_scope)
);
create index on public.household (municipality_code, id);

-- Why the household needs a dwelling: the municipality's own, never an organisation's.
create table public.household_need (
  id uuid primary key default uuidv7(),
  household_id uuid not null unique,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  need_class text not null,
  origin text,
  support_methods text[] not null default '{}',
  rent_max_oere bigint check (rent_max_oere >= 0),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade
);

-- A member of a household, without anything that says who it is.
create table public.person (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  lease_party boolean not null,
  address_protected boolean not null,
  erased boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  unique (id, household_id, municipality_code, case_scope, lease_party, address_protected, erased)
);
create index on public.person (household_id, id);

-- Who the person is. Each sealed value is encrypted with the person's own key, which is kept elsewhere.
create table public.person_identity (
  id uuid primary key default uuidv7(),
  person_id uuid not null unique,
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  lease_party boolean not null,
  address_protected boolean not null,
  erased boolean not null default false,
  name_sealed bytea,
  cpr_sealed bytea,
  phone_sealed bytea,
  email_sealed bytea,
  address_sealed bytea,
  check (not erased or num_nonnulls(name_sealed, cpr_sealed, phone_sealed, email_sealed, address_sealed) = 0),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (person_id, household_id, municipality_code, case_scope, lease_party, address_protected, erased)
    references public.person (id, household_id, municipality_code, case_scope, lease_party, address_protected, erased)
    on update cascade
);
create index on public.person_identity (household_id);

-- Whoever erases a person need not be able to read the identity: marking the person empties it.
create function access.empty_identity() returns trigger
language plpgsql as $$
begin
  new.name_sealed := null;
  new.cpr_sealed := null;
  new.phone_sealed := null;
  new.email_sealed := null;
  new.address_sealed := null;
  return new;
end $$;
create trigger empty_identity before update of erased on public.person_identity
  for each row when (new.erased) execute function access.empty_identity();

-- What the organisation of an allocated dwelling may know of the household, and for which days.
create table public.disclosure (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  organisation_id uuid not null,
  estate_id uuid not null,
  dwelling_id uuid not null,
  data_sharing_grant_id uuid not null,
  signed_for text not null default 'MUNICIPALITY' check (signed_for = 'MUNICIPALITY'),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  basis text not null check (basis in ('MUNICIPAL_ALLOCATION', 'TRANSITIONAL_DWELLING')),
  adults smallint not null,
  children smallint not null,
  move_in_on date,
  derogations text check (length(derogations) <= 1000),
  municipal_contact text not null check (length(municipal_contact) between 1 and 200),
  payer text not null check (payer in ('TENANT', 'MUNICIPALITY')),
  guarantee_oere bigint check (guarantee_oere >= 0),
  -- Taken back on its first day or before, when no shorter period is left.
  withdrawn boolean not null default false,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  foreign key (data_sharing_grant_id, municipality_code, organisation_id, signed_for)
    references public.data_sharing_grant (id, municipality_code, organisation_id, signed_for),
  -- A household is disclosed once for a dwelling at a time.
  exclude using gist (household_id with =, dwelling_id with =, valid with &&) where (not withdrawn)
);
create index on public.disclosure (organisation_id, id);
create index on public.disclosure (household_id);

-- A disclosure keeps within what the municipality has signed: the kind, the estate and the days.
create function access.keep_within_grant() returns trigger
language plpgsql as $$
begin
  if not exists (
    select from public.data_sharing_grant g
     where g.id = new.data_sharing_grant_id and g.field_group = 'DISCLOSURE' and g.valid @> lower(new.valid)
       and (g.estate_ids is null or new.estate_id = any (g.estate_ids)))
    or not exists (select from public.dwelling d where d.id = new.dwelling_id and d.estate_id = new.estate_id)
  then
    raise exception 'disclosure outside its grant' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger keep_within_grant before insert or update of data_sharing_grant_id, estate_id, dwelling_id on public.disclosure
  for each row execute function access.keep_within_grant();

-- Grants by which a municipality opens disclosed households to the actor's organisations, in force for this purpose.
create function access.disclosure_grant_ids(roles text[], purposes text[]) returns uuid[]
language sql stable as $$
  select coalesce(array_agg(g.id), '{}') from public.data_sharing_grant g
   where g.field_group = 'DISCLOSURE'
     and g.organisation_id = any ((select access.organisation_ids(roles, purposes))::uuid[])
     and g.valid @> (select access.today())
     and g.purpose = (select nullif(current_setting('app.purpose', true), ''))
     and not exists (select from public.data_sharing_revocation r where r.grant_id = g.id)
$$;

-- Households disclosed to the actor's organisations; which disclosures are in force is the policy of their table.
create function access.disclosed_household_ids(roles text[], purposes text[]) returns uuid[]
language sql stable as $$
  select coalesce(array_agg(distinct d.household_id), '{}') from public.disclosure d
   where d.organisation_id = any ((select access.organisation_ids(roles, purposes))::uuid[])
$$;

-- Organisations that share their delivery reports with the actor's municipalities, in force for this purpose.
create function access.sharing_organisation_ids(roles text[], purposes text[]) returns uuid[]
language sql stable as $$
  select coalesce(array_agg(distinct g.organisation_id), '{}') from public.data_sharing_grant g
   where g.field_group = 'DELIVERY_REPORTS'
     and g.municipality_code = any ((select access.municipality_codes(roles, purposes))::text[])
     and g.valid @> (select access.today())
     and g.purpose = (select nullif(current_setting('app.purpose', true), ''))
     and not exists (select from public.data_sharing_revocation r where r.grant_id = g.id)
$$;

-- Who looked at personal rows: one row per request, municipality and set of fields. Subjects are persons and, for what
-- concerns a household as a whole, households.
create table public.access_log (
  id uuid primary key default uuidv7(),
  at timestamptz not null default clock_timestamp(),
  subject text not null,
  client_id text not null,
  acting_for text,
  organisation_id uuid,
  municipality_code text not null,
  roles text[] not null,
  purpose text not null,
  request_id text not null,
  operation text not null check (length(operation) <= 200),
  fields text[] not null,
  subjects uuid[] not null check (cardinality(subjects) > 0),
  change_id bigint
);
create index on public.access_log (municipality_code, at);
create index on public.access_log (organisation_id, at) where organisation_id is not null;
create index on public.access_log (subject, at);
-- A look only appends its subjects to the index's list of pending entries. Sorting them in takes seconds, so autovacuum
-- does it every 20,000 looks; a search reads up to 64 MB of the list, which takes some hundredths of a second.
create index on public.access_log using gin (subjects) with (fastupdate = on, gin_pending_list_limit = 65536);
alter table public.access_log set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

-- The looks at these persons, with those at their households as a whole, or at these households, among the entries of the
-- actor's own municipalities and organisations. Row-level security lets no array operator reach an index, so this runs as
-- its owner; it answers ids only, and the policy of the table decides which of them the actor may read.
create function access.look_ids(subject_ids uuid[]) returns setof uuid
language sql stable security definer rows 100
set search_path = pg_catalog, public set enable_seqscan = off as $$
  -- Found by subject before anything else, however many the controller's own are.
  with found as materialized (
    select l.id, l.municipality_code, l.organisation_id from public.access_log l
     where l.subjects && (subject_ids || array(select p.household_id from public.person p where p.id = any (subject_ids))))
  select f.id from found f
   where f.municipality_code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])
      or f.organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
$$;
revoke execute on function access.look_ids(uuid[]) from public;
grant execute on function access.look_ids(uuid[]) to boligbro_app;
create policy found_by_subject on public.access_log for select to current_user using (true);
create policy found_by_subject on public.person for select to current_user using (true);

-- The verdict on a sampled look, of the one controller whose officer gave it; the latest of several counts.
create table public.access_log_review (
  id uuid primary key default uuidv7(),
  access_log_id uuid not null references public.access_log,
  municipality_code text,
  organisation_id uuid,
  week text not null check (week ~ '^[0-9]{4}-W[0-9]{2}$'),
  verdict text not null check (verdict in ('JUSTIFIED', 'UNCLEAR', 'UNJUSTIFIED')),
  remark text check (length(remark) <= 1000),
  reviewed_by text not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check (num_nonnulls(municipality_code, organisation_id) = 1)
);
create index on public.access_log_review (access_log_id, recorded_at);

grant select, insert on public.data_sharing_grant, public.data_sharing_revocation, public.access_log,
  public.access_log_review to boligbro_app;
grant select, insert, update on public.household, public.household_need, public.person, public.person_identity,
  public.disclosure to boligbro_app;

call history.keep_versions_of('household');
call history.keep_versions_of('household_need');
call history.keep_versions_of('person');
call history.keep_versions_of('person_identity');
call history.keep_versions_of('disclosure');
`)
  }
}
