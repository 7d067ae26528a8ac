import { Migration } from '@mikro-orm/migrations'

/** Tamper evidence: rows of append-only tables are hashed at insertion, to be sealed into a Merkle tree (RFC 6962). */
export class Audit extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create schema audit;

-- Reads the sealed rows past their policies, so that audit:verify can recompute every hash; a login may be granted it.
do $$
begin
  create role boligbro_verifier nologin noinherit nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant boligbro_verifier to %I', current_user);
exception when insufficient_privilege then
  null; -- Another database's owner made the role; who is to verify is granted it by hand.
end $$;
grant usage on schema public, audit to boligbro_verifier;
grant usage on schema audit to boligbro_app;

-- Which columns of a table a leaf is the hash of, and in which order. A later column makes a new form; the leaves that
-- are there keep theirs.
create table audit.form (
  id smallint generated always as identity primary key,
  source name not null,
  key_column name not null,
  columns name[] not null
);

-- Hashed, not yet sealed. Without keys to other tables: it lies on the way of every look at personal rows.
create table audit.pending (
  seq bigint generated always as identity primary key,
  form smallint not null,
  row_key text not null,
  leaf_hash bytea not null
);

-- The leaves of the tree. A row's key is its table and primary key: access_log:4711.
create table audit.leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  form smallint not null,
  row_key text not null unique,
  leaf_hash bytea not null check (length(leaf_hash) = 32)
);

-- Roots of complete subtrees of 256, 65,536, 16,777,216 … leaves: level 8, 16, 24 …; those between are quickly recomputed.
create table audit.node (
  level smallint not null check (level > 0 and level % 8 = 0),
  node_index bigint not null check (node_index >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, node_index)
);

create table audit.checkpoint (
  tree_size bigint primary key check (tree_size > 0),
  root bytea not null check (length(root) = 32),
  at timestamptz not null,
  -- A transaction that ended before the batch was taken, and a moment before it began. Later ones have written later.
  earlier_transaction xid8 not null,
  earlier_at timestamptz not null,
  jws text not null
);

-- Hashes tell nobody anything, so the grants alone say who does what; checkpoints are for whoever holds a role.
do $$
declare name text;
begin
  foreach name in array array['form', 'pending', 'leaf', 'node'] loop
    execute format('create policy hashes_only on audit.%I using (true) with check (true)', name);
  end loop;
  foreach name in array array['form', 'pending', 'leaf', 'node', 'checkpoint'] loop
    execute format('alter table audit.%I enable row level security, force row level security', name);
    execute format('grant select on audit.%I to boligbro_app, boligbro_verifier', name);
  end loop;
end $$;
create policy any_role on audit.checkpoint to boligbro_app
  using ((select coalesce(nullif(current_setting('app.roles', true), ''), '{}') <> '{}')) with check (true);
create policy read_to_verify on audit.checkpoint for select to boligbro_verifier using (true);
grant insert on audit.pending, audit.leaf, audit.node, audit.checkpoint to boligbro_app;
grant delete on audit.pending to boligbro_app;

-- Makes the rows of an append-only table tamper-evident, those that are there already too. Call it again when the table
-- has got a column. A leaf is SHA-256 over a zero byte and the text, as PostgreSQL writes a text[], of the table's name
-- and then of each column's name and value; values are written with the settings that the trigger's function fixes.
create procedure audit.seal_rows_of(source name)
language plpgsql set search_path = pg_catalog set timezone = 'UTC' set datestyle = 'ISO, YMD' set bytea_output = 'hex' as $$
declare
  sealed regclass := format('public.%I', source)::regclass;
  key name;
  names name[];
  unfit text;
  form smallint;
  hashed text;
begin
  select a.attname into strict key from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
   where i.indrelid = sealed and i.indisprimary and i.indnkeyatts = 1;
  select array_agg(attname order by attnum), string_agg(format_type(atttypid, atttypmod), ', ')
           filter (where atttypid not in ('text'::regtype, 'text[]'::regtype, 'uuid'::regtype, 'uuid[]'::regtype,
             'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'date'::regtype, 'daterange'::regtype,
             'timestamptz'::regtype, 'jsonb'::regtype, 'bytea'::regtype))
    into names, unfit from pg_attribute
   where attrelid = sealed and attnum > 0 and not attisdropped and attgenerated = '';
  -- Of other types a cast to text and the text on the wire may differ, and the verifier has the latter.
  if unfit is not null then
    raise exception 'no sealing of columns of type %', unfit using errcode = 'feature_not_supported';
  end if;
  insert into audit.form (source, key_column, columns) values (source, key, names) returning id into form;
  select format('%s, %L || new.%I, sha256(''\\x00''::bytea || convert_to(array[%L, %s]::text, ''UTF8''))',
           form, source || ':', key, source, string_agg(format('%1$L, new.%1$I::text', name), ', ' order by place))
    into hashed from unnest(names) with ordinality n(name, place);

  execute format('create or replace function audit.hash_of_%1$s() returns trigger language plpgsql
    set search_path = pg_catalog set timezone = ''UTC'' set datestyle = ''ISO, YMD'' set bytea_output = ''hex'' as $f$
    begin
      insert into audit.pending (form, row_key, leaf_hash) values (%2$s);
      return null;
    end $f$', source, hashed);
  execute format('create or replace trigger hash_row after insert on %s
    for each row execute function audit.hash_of_%s()', sealed, source);
  execute format('grant select on %s to boligbro_verifier', sealed);
  execute format('drop policy if exists read_to_verify on %s', sealed);
  execute format('create policy read_to_verify on %s for select to boligbro_verifier using (true)', sealed);

  -- Its owner is to see every row while it hashes those that are there.
  execute format('alter table %s no force row level security', sealed);
  execute format('insert into audit.pending (form, row_key, leaf_hash) select %1$s from %2$s new
    where not exists (select from audit.leaf l where l.row_key = %3$L || new.%4$I)
      and not exists (select from audit.pending p where p.row_key = %3$L || new.%4$I) order by new.%4$I',
    hashed, sealed, source || ':', key);
  execute format('alter table %s force row level security', sealed);
end $$;
revoke execute on procedure audit.seal_rows_of(name) from public;

-- The root of a complete subtree of 2^level leaves; it takes at most 255 hashes, since every eighth level is stored.
create function audit.subtree(level integer, node_index bigint) returns bytea
language plpgsql stable as $$
begin
  if level = 0 then return (select l.leaf_hash from audit.leaf l where l.leaf_index = $2); end if;
  if level % 8 = 0 then return (select n.hash from audit.node n where n.level = $1 and n.node_index = $2); end if;
  return sha256('\\x01' || audit.subtree(level - 1, 2 * node_index) || audit.subtree(level - 1, 2 * node_index + 1));
end $$;

-- The root of the leaves [first, last) as RFC 6962 § 2.1 splits them; 'first' is a multiple of their largest part.
create function audit.root_of(first bigint, last bigint) returns bytea
language plpgsql stable as $$
declare
  level integer := 0;
begin
  while first + (2::bigint << level) <= last loop level := level + 1; end loop;
  if first + (1::bigint << level) = last then return audit.subtree(level, first >> level); end if;
  return sha256('\\x01' || audit.subtree(level, first >> level) || audit.root_of(first + (1::bigint << level), last));
end $$;

-- The audit path of a leaf in a tree of this size (RFC 6962 § 2.1.1), from the leaf's neighbour up to the root's child.
create function audit.inclusion_path(leaf_index bigint, tree_size bigint) returns bytea[]
language plpgsql stable as $$
declare
  first bigint := 0;
  last bigint := tree_size;
  half bigint;
  path bytea[] := '{}';
begin
  while last - first > 1 loop
    half := 1;
    while half * 2 < last - first loop half := half * 2; end loop;
    if leaf_index < first + half then
      path := audit.root_of(first + half, last) || path;
      last := first + half;
    else
      path := audit.root_of(first, first + half) || path;
      first := first + half;
    end if;
  end loop;
  return path;
end $$;

-- Whether the running transaction's actor sees the row that a leaf was made of.
create function audit.sees(form smallint, row_key text) returns boolean
language plpgsql stable as $$
declare
  seen boolean;
begin
  execute (select format('select exists (select from public.%I where %I = %L)', f.source, f.key_column,
                         substr(row_key, length(f.source) + 2)) from audit.form f where f.id = form) into seen;
  return seen;
end $$;

create view audit.seen_leaf with (security_invoker = true) as
  select l.leaf_index, l.row_key, l.leaf_hash from audit.leaf l where audit.sees(l.form, l.row_key);
grant select on audit.seen_leaf to boligbro_app;

call audit.seal_rows_of('change');
call audit.seal_rows_of('data_sharing_grant');
call audit.seal_rows_of('data_sharing_revocation');
call audit.seal_rows_of('access_log');
call audit.seal_rows_of('access_log_review');
`)
  }
}
