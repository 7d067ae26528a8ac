import { Migration } from '@mikro-orm/migrations'

/** References of the tables that deliveries fill, checked once per statement; a cheaper storey. */
export class BulkIntegrity extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A foreign key costs a look-up and a lock per row, together more than the row itself where a delivery enters hundreds
-- of thousands. Here each reference is checked by one join per statement instead. What the lock is for, that nobody
-- takes the parent away meanwhile, is seen to on the parent's side: its key never changes and it is never deleted.
-- The foreign keys stay as NOT ENFORCED, so that whoever reads the catalogue still finds them.

-- Arguments: the parent table, the child's column for the parent's id, columns that both have by the same name.
-- It reads as the writer: a parent that the writer may not see counts as missing.
create function public.assert_parents() returns trigger language plpgsql as $$
declare
  columns text := (select string_agg(quote_ident(c), ', ' order by n) from unnest(tg_argv[1:]) with ordinality k(c, n));
  pairs text := (select string_agg(format('parent.%I = child.%I', case n when 1 then 'id' else c end, c), ' and ')
    from unnest(tg_argv[1:]) with ordinality k(c, n));
  orphaned boolean;
begin
  execute format('select exists (select from (select %s) child
      where child.%I is not null and not exists (select from public.%I parent where %s))',
    case tg_level when 'ROW' then '($1).*' else format('distinct %s from entered', columns) end,
    tg_argv[1], tg_argv[0], pairs) into orphaned using new;
  if orphaned then
    raise exception 'a row of % names a % that is not there (%)', tg_table_name, tg_argv[0], columns
      using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

create function public.refuse_loss_of_parent() returns trigger language plpgsql as $$
begin
  raise exception 'the key of a row of % is for ever', tg_table_name using errcode = 'foreign_key_violation';
end $$;

-- Turns a foreign key over to these triggers. Its first column holds the parent's id; the others both tables have.
create procedure public.check_by_statement(child text, parent text, columns text[])
language plpgsql as $$
declare
  arguments text := (select string_agg(quote_literal(a), ', ') from unnest(parent || columns) a);
  reference text := (select string_agg('old.' || quote_ident(c), ', ') from unnest(columns) c);
  key text := (select string_agg('old.' || quote_ident(c), ', ') from unnest(array['id'] || columns[2:]) c);
  changed text := 'when (row(%s) is distinct from row(%s))';
begin
  execute format('alter table public.%I alter constraint %I not enforced', child, (
    select conname from pg_constraint where contype = 'f' and conrelid = format('public.%I', child)::regclass
       and confrelid = format('public.%I', parent)::regclass));
  execute format('create trigger %I after insert on public.%I referencing new table as entered
    for each statement execute function public.assert_parents(%s)', parent || '_is_there', child, arguments);
  execute format('create trigger %I after update on public.%I for each row %s
    execute function public.assert_parents(%s)', parent || '_stays', child,
    format(changed, reference, replace(reference, 'old.', 'new.')), arguments);
  execute format('create trigger key_stays after update on public.%I for each row %s
    execute function public.refuse_loss_of_parent()', parent, format(changed, key, replace(key, 'old.', 'new.')));
  execute format('create trigger row_stays after delete on public.%I for each row
    execute function public.refuse_loss_of_parent()', parent);
end $$;
revoke execute on procedure public.check_by_statement(text, text, text[]) from public;

call public.check_by_statement('dwelling', 'estate', '{estate_id,organisation_id,municipality_code}');
call public.check_by_statement('dwelling', 'building_section', '{building_section_id}');
call public.check_by_statement('vacancy', 'dwelling', '{dwelling_id,organisation_id,municipality_code}');
call public.check_by_statement('vacancy', 'feed', '{feed_id,organisation_id}');

-- The same storey as before, with one expression instead of four for most dwellings.
alter table public.dwelling alter column floor set expression as (
  case lower(left(floor_door, 2) collate "C")
    when 'st' then 0
    when 'kl' then -1
    else substring(floor_door from '^([0-9]{1,2})(?:[^0-9]|$)')::smallint end);
`)
  }
}
