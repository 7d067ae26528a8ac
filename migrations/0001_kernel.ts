import { Migration } from '@mikro-orm/migrations'

/** Roles, the actor's settings, the change row, idempotency and the trigger that keeps every version. */
export class Kernel extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create extension if not exists btree_gist;
create extension if not exists pgcrypto;

create schema access;
create schema history;

-- The application's role: owns nothing, bypasses nothing. Roles belong to the server, not to one database, so two
-- databases of one server may race here.
do $$
begin
  create role boligbro_app nologin noinherit nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant boligbro_app to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'boligbro_app', 'member') then raise; end if;
end $$;

revoke all on schema public from public;
revoke create on schema public from boligbro_app;
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
grant usage on schema public, access, history to boligbro_app;

-- The actor of the running transaction. An unset actor holds no role and no key, and so sees no row.
create function access.holds(roles text[], purposes text[]) returns boolean
language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.roles', true), '')::text[] && roles, false)
     and (purposes is null or coalesce(nullif(current_setting('app.purpose', true), '') = any (purposes), false))
$$;

create function access.organisation_ids(roles text[], purposes text[]) returns uuid[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes)
    then coalesce(nullif(current_setting('app.organisation_ids', true), '')::uuid[], '{}') else '{}' end
$$;

create function access.municipality_codes(roles text[], purposes text[]) returns text[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes)
    then coalesce(nullif(current_setting('app.municipality_codes', true), '')::text[], '{}') else '{}' end
$$;

create function access.engaged_municipality_codes(roles text[], purposes text[]) returns text[]
language sql stable parallel safe as $$
  select case when access.holds(roles, purposes)
    then coalesce(nullif(current_setting('app.engaged_municipality_codes', true), '')::text[], '{}') else '{}' end
$$;

-- One row per writing transaction: who, why, under which request.
create table public.change (
  id bigint generated always as identity primary key,
  subject text not null,
  client_id text not null,
  action text not null,
  purpose text,
  request_id text not null,
  recorded_at timestamptz not null default clock_timestamp()
);
alter table public.change enable row level security;
alter table public.change force row level security;
create policy own_insert on public.change for insert to boligbro_app
  with check (subject = (select current_setting('app.subject', true)));
create policy own_select on public.change for select to boligbro_app
  using (subject = (select current_setting('app.subject', true)));
grant select, insert on public.change to boligbro_app;

-- The answer to a command that may be sent again: same key and same input give the same answer.
create table public.idempotency (
  client_id text not null,
  key text not null check (length(key) between 1 and 255),
  action text not null,
  input_sha256 bytea not null,
  answer jsonb not null,
  change_id bigint not null references public.change,
  primary key (client_id, key)
);
alter table public.idempotency enable row level security;
alter table public.idempotency force row level security;
create policy own_insert on public.idempotency for insert to boligbro_app
  with check (client_id = (select current_setting('app.client_id', true)));
create policy own_select on public.idempotency for select to boligbro_app
  using (client_id = (select current_setting('app.client_id', true)));
grant select, insert on public.idempotency to boligbro_app;

create function public.current_change_id() returns bigint
language sql stable parallel safe as $$
  select nullif(current_setting('app.change_id', true), '')::bigint
$$;

-- Before update or delete of a versioned row: the old state goes to history.<table>. States inside one change are
-- never published, so they are not kept. It runs as its owner, for the application cannot write history itself.
create function history.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  at timestamptz := greatest(clock_timestamp(), lower(old.recorded) + interval '1 microsecond');
begin
  if public.current_change_id() is null then
    raise exception 'write outside a change' using errcode = 'restrict_violation';
  end if;
  if old.change_id <> public.current_change_id() then
    old.recorded := tstzrange(lower(old.recorded), at);
    execute format('insert into history.%I select $2, ($1).*', tg_table_name) using old, public.current_change_id();
    if tg_op = 'UPDATE' then new.recorded := tstzrange(at, null); end if;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  new.change_id := public.current_change_id();
  return new;
end $$;
revoke execute on function history.keep_version() from public;

-- After a statement on a table whose rows name their change without a foreign key: a key check per row would cost
-- more than the row, and a statement belongs to one change.
create function history.assert_change() returns trigger
language plpgsql as $$
begin
  if not exists (select 1 from public.change where id = public.current_change_id()) then
    raise exception 'write outside a change' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

create function history.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'history is append-only' using errcode = 'restrict_violation';
end $$;

-- Makes a table versioned. 'unversioned' names bookkeeping columns whose change alone makes no version.
create procedure history.keep_versions_of(name text, unversioned text[] default '{}')
language plpgsql as $$
declare
  kept text;
begin
  select string_agg(format('%1$s.%2$I', side, attname), ', ' order by attnum) into kept
    from pg_attribute, (values ('old')) s(side)
   where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped
     and attgenerated = '' and attname <> all (unversioned) and attname not in ('recorded', 'change_id');
  execute format('create table history.%1$I (ended_by bigint not null references public.change, like public.%1$I)', name);
  execute format('alter table history.%1$I add constraint %2$I exclude using gist (id with =, recorded with &&)',
    name, name || '_versions_do_not_overlap');
  execute format('create trigger keep_version before update on public.%1$I for each row
    when (row(%2$s) is distinct from row(%3$s)) execute function history.keep_version()',
    name, kept, replace(kept, 'old.', 'new.'));
  execute format('create trigger keep_deleted before delete on public.%1$I for each row
    execute function history.keep_version()', name);
  execute format('create trigger append_only before update or delete or truncate on history.%1$I
    for each statement execute function history.refuse()', name);
  execute format('grant select on history.%1$I to boligbro_app', name);
  execute format('create view history.%2$I with (security_invoker = true) as
    select * from public.%1$I union all select %3$s from history.%1$I', name, name || '_versions',
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped));
  execute format('grant select on history.%1$I to boligbro_app', name || '_versions');
end $$;
revoke execute on procedure history.keep_versions_of(text, text[]) from public;
`)
  }
}
