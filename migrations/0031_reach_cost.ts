import { Migration } from '@mikro-orm/migrations'

/** Makes it cheaper to enter a row of a case. */
export class ReachCost extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- As in 0007, without a query of its own: PostgreSQL would plan it anew for every statement that writes a case's row.
create or replace function access.case_keys_of(municipality_code text, case_scope text) returns text[]
language plpgsql immutable parallel safe as $$
declare
  unit constant text := split_part(case_scope, '|', 1);
  kle constant text := split_part(case_scope, '|', 2);
  any_unit constant text := municipality_code || '|*|';
  this_unit constant text := municipality_code || '|' || unit || '|';
  part text;
  keys text[] := array[any_unit || '*'];
begin
  if unit <> '-' then keys := keys || (this_unit || '*'); end if;
  if kle <> '-' then
    foreach part in array array[left(kle, 2), left(kle, 5), kle] loop
      continue when any_unit || part = any (keys);
      keys := keys || (any_unit || part);
      if unit <> '-' then keys := keys || (this_unit || part); end if;
    end loop;
  end if;
  return keys;
end $$;
`)
  }
}
