import { Migration } from '@mikro-orm/migrations'

/** Makes it cheaper to keep a version of a row, and to tell which cases an actor reaches. */
export class CommandCost extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- As in 0001, but the statement that keeps a version is the table's own and not put together anew for every row, and
-- whether there is anything to keep is asked inside: PostgreSQL reads the text of a trigger's condition anew at every
-- statement. Tables that deliveries fill keep the condition, since there most rows of a statement change nothing.
create procedure history.keep_versions_by_trigger(name text, unversioned text[])
language plpgsql as $$
declare
  versioned regclass := format('public.%I', name)::regclass;
  kept text[];
  compared text;
begin
  select array_agg(quote_ident(attname) order by attnum) into kept from pg_attribute
   where attrelid = versioned and attnum > 0 and not attisdropped and attgenerated = ''
     and attname <> all (unversioned) and attname not in ('recorded', 'change_id');
  select format('row(old.%s) is distinct from row(new.%s)', array_to_string(kept, ', old.'), array_to_string(kept, ', new.'))
    into compared;
  execute format($f$create or replace function history.keep_version_of_%1$s() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $t$
    declare
      change constant bigint := public.current_change_id();
      at timestamptz;
    begin
      if tg_op = 'UPDATE' and not (%2$s) then return new; end if;
      if change is null then
        raise exception 'write outside a change' using errcode = 'restrict_violation';
      end if;
      if old.change_id <> change then
        at := greatest(clock_timestamp(), lower(old.recorded) + interval '1 microsecond');
        old.recorded := tstzrange(lower(old.recorded), at);
        insert into history.%1$s select change, old.*;
        if tg_op = 'UPDATE' then new.recorded := tstzrange(at, null); end if;
      end if;
      if tg_op = 'DELETE' then return old; end if;
      new.change_id := change;
      return new;
    end $t$ $f$, name, compared);
  execute format('revoke execute on function history.keep_version_of_%s() from public', name);
  execute format('create or replace trigger keep_version before update on %s for each row %s
    execute function history.keep_version_of_%s()',
    versioned, case when unversioned <> '{}' then format('when (%s)', compared) end, name);
  execute format('create or replace trigger keep_deleted before delete on %s for each row
    execute function history.keep_version_of_%s()', versioned, name);
end $$;
revoke execute on procedure history.keep_versions_by_trigger(text, text[]) from public;

-- The view of live and earlier rows, with all columns that there are now.
create procedure history.show_versions(name text)
language plpgsql as $$
begin
  execute format('create or replace view history.%2$I with (security_invoker = true) as
    select * from public.%1$I union all select %3$s from history.%1$I', name, name || '_versions',
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped));
end $$;
revoke execute on procedure history.show_versions(text) from public;

create or replace procedure history.keep_versions_of(name text, unversioned text[] default '{}')
language plpgsql as $$
begin
  execute format('create table history.%1$I (ended_by bigint not null references public.change, like public.%1$I)', name);
  execute format('alter table history.%1$I add constraint %2$I exclude using gist (id with =, recorded with &&)',
    name, name || '_versions_do_not_overlap');
  execute format('create trigger append_only before update or delete or truncate on history.%1$I
    for each statement execute function history.refuse()', name);
  execute format('grant select on history.%1$I to boligbro_app', name);
  call history.show_versions(name);
  execute format('grant select on history.%1$I to boligbro_app', name || '_versions');
  call history.keep_versions_by_trigger(name, unversioned);
end $$;

create or replace procedure history.renew_versions_of(name text, unversioned text[] default '{}')
language plpgsql as $$
begin
  call history.show_versions(name);
  call history.keep_versions_by_trigger(name, unversioned);
end $$;

do $$
declare
  versioned name;
begin
  for versioned in select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'keep_version' loop
    call history.keep_versions_by_trigger(versioned, case versioned
      when 'dwelling' then '{source_sequence,source_time,source_hash}'
      when 'feed' then '{snapshot_at,latest_sha256,latest_source_time}'
      when 'vacancy' then '{source_sequence,source_time,source_hash,seen_at}'
      when 'subsidy_statement' then '{delivery_id,source_sequence,source_time,source_hash,seen_at}'
      else '{}' end::text[]);
  end loop;
end $$;
drop function history.keep_version();

-- As in 0007, without a query of its own: policies ask it a dozen times in a command about a case.
create or replace function access.case_keys(roles text[], purposes text[]) returns text[]
language plpgsql stable parallel safe as $$
declare
  key text;
  keys text[] := '{}';
begin
  if not access.holds(roles, purposes) then return keys; end if;
  foreach key in array coalesce(nullif(current_setting('app.case_keys', true), ''), '{}')::text[] loop
    if split_part(key, '|', 1) = any (roles) then keys := keys || substr(key, strpos(key, '|') + 1); end if;
  end loop;
  return keys;
end $$;
`)
  }
}
