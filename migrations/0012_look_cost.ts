import { Migration } from '@mikro-orm/migrations'

/** Makes the hashing of a row, and with it a look at personal rows, cheaper. */
export class LookCost extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- How a form's rows are hashed. 'text': as an array of texts, as 0008 has it. 'binary': as PostgreSQL sends them.
alter table audit.form add column encoding text not null default 'text' check (encoding in ('text', 'binary'));

-- As in 0008, but a leaf is SHA-256 over a zero byte, the text, as PostgreSQL writes a text[], of the table's name and the
-- columns' names, and a row of these columns as record_send makes it. No setting bears on that but client_encoding. The
-- second parameter: columns that a foreign key keeps in step and that are no part of the leaf.
drop procedure audit.seal_rows_of(name);
create procedure audit.seal_rows_of(source name, unsealed name[] default '{}')
language plpgsql set search_path = pg_catalog set client_encoding = 'UTF8' as $$
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
             'bigint'::regtype, 'integer'::regtype, 'integer[]'::regtype, 'smallint'::regtype, 'date'::regtype, 'daterange'::regtype,
             'timestamptz'::regtype, 'jsonb'::regtype, 'bytea'::regtype))
    into names, unfit from pg_attribute
   where attrelid = sealed and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all (unsealed);
  -- What else PostgreSQL has may be sent otherwise by another version, or hold numbers that another database gives anew.
  if unfit is not null then
    raise exception 'no sealing of columns of type %', unfit using errcode = 'feature_not_supported';
  end if;
  insert into audit.form (source, key_column, columns, encoding) values (source, key, names, 'binary') returning id into form;
  select format('%s, %L || new.%I, sha256(%L::bytea || record_send(row(%s)))', form, source || ':', key,
           '\\x00'::bytea || convert_to((source || names)::text, 'UTF8'), string_agg(format('new.%I', name), ', ' order by place))
    into hashed from unnest(names) with ordinality n(name, place);

  execute format('create or replace function audit.hash_of_%1$s() returns trigger language plpgsql
    set search_path = pg_catalog set client_encoding = ''UTF8'' as $f$
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
revoke execute on procedure audit.seal_rows_of(name, name[]) from public;

call audit.seal_rows_of('change');
call audit.seal_rows_of('data_sharing_grant');
call audit.seal_rows_of('data_sharing_revocation');
call audit.seal_rows_of('access_log');
call audit.seal_rows_of('access_log_review');

-- A check constraint is read out of the catalogue's text at every insertion, which took longer than writing the row. The
-- constraints stay in the catalogue, so that one can read them there, and a trigger asks the same.
do $$
declare
  rule record;
begin
  for rule in select conname, pg_get_constraintdef(oid) as definition from pg_constraint
               where conrelid = 'public.access_log'::regclass and contype = 'c' loop
    execute format('alter table public.access_log drop constraint %1$I, add constraint %1$I %2$s not enforced',
      rule.conname, rule.definition);
  end loop;
end $$;
create function access.whole_look() returns trigger language plpgsql as $$
begin
  if length(new.operation) <= 200 and cardinality(new.subjects) > 0
      and cardinality(new.set_sizes) = (case cardinality(new.fields) when 1 then 0 else cardinality(new.fields) end) then
    return new;
  end if;
  raise exception 'not a whole look' using errcode = 'check_violation';
end $$;
create trigger whole_look before insert or update on public.access_log for each row execute function access.whole_look();
`)
  }
}
