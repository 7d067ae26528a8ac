import { Migration } from '@mikro-orm/migrations'

/**
 * Seals what the parties have agreed, answered and found since, finds looks from before a household was known, and leaves
 * no free text of a disclosure to outlive the persons' keys.
 */
export class SealsAndCodes extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A boolean is one byte wherever PostgreSQL sends it, so that it may be sealed too.
do $$
begin
  execute replace(pg_get_functiondef('audit.seal_rows_of(name, name[])'::regprocedure),
    '''bytea''::regtype', '''bytea''::regtype, ''boolean''::regtype');
end $$;
call audit.seal_rows_of('agreement_term');
call audit.seal_rows_of('agreement_consent');
call audit.seal_rows_of('offer_event');
call audit.seal_rows_of('arrears_response');
call audit.seal_rows_of('subsidy_audit');

-- From what a lease derogates, by code. The table is written anew, so that what stood there as text is gone.
drop view history.disclosure_versions;
do $$
declare
  place text;
begin
  foreach place in array array['public', 'history'] loop
    execute format('alter table %I.disclosure drop constraint if exists disclosure_derogations_check', place);
    execute format('alter table %I.disclosure
      alter column derogations type text[] using ''{}'', alter column derogations set default ''{}'',
      alter column derogations set not null', place);
  end loop;
end $$;
alter table public.disclosure add constraint disclosure_derogations_check check (derogations <@ array['SECTION_39',
  'SECTION_40', 'CHAPTER_12', 'SECTION_79_2', 'SECTION_85', 'SECTION_88', 'TERMINATION_ON_REQUEST', 'SECTION_37_B_EXCLUDED']);
do $$
begin
  execute format('create view history.disclosure_versions with (security_invoker = true) as
    select * from public.disclosure union all select %s from history.disclosure',
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = 'public.disclosure'::regclass and attnum > 0 and not attisdropped));
end $$;
grant select on history.disclosure_versions to boligbro_app;

-- As in 0007, and with the looks from before the hub was told of the household: at its tenancies as nobody knew whose they
-- are, and at what another municipality told of it.
create policy found_by_subject on public.household_referral for select to current_user using (true);
create index on public.household_referral (received_household_id) where received_household_id is not null;
create or replace function access.looks_about(subject_ids uuid[]) returns table (id uuid, about uuid[])
language sql stable security definer rows 100
set search_path = pg_catalog, public set enable_seqscan = off as $$
  -- Found by subject before anything else, however many the controller's own are.
  with households as materialized (
    select p.household_id as id from public.person p where p.id = any (subject_ids)
    union select unnest(subject_ids)),
  earlier as materialized (
    select o.tenancy_id as id from public.allocation a join public.municipal_offer o on o.id = a.offer_id
     where a.household_id in (select h.id from households h) and a.state not in ('DECLINED', 'CANCELLED') and o.tenancy_id is not null
    union all
    select t.tenancy_id from public.transition_case c join public.transition t on t.id = c.transition_id
     where c.household_id in (select h.id from households h) and not c.withdrawn and t.tenancy_id is not null
    union all
    select r.id from public.household_referral r where r.received_household_id in (select h.id from households h)),
  found as materialized (
    select l.id, l.municipality_code, l.organisation_id, wanted.about
      from (select array(select h.id from households h union select e.id from earlier e) as about) wanted,
           public.access_log l
     where l.subjects && wanted.about)
  select f.id, f.about from found f
   where f.municipality_code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])
      or f.organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
$$;
`)
  }
}
