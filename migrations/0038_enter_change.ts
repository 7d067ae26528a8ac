import { Migration } from '@mikro-orm/migrations'

/** Begins a change in one call. */
export class EnterChange extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Writes the change row of the transaction, in the caller's rights, and tells what the command's key was used for before, if
-- it has one: its hash. Two commands with one key must not both run: the second waits here until the first has committed, and
-- only then looks.
create function public.enter_change(
  subject text, client_id text, action text, purpose text, request_id text, key text, input_sha256 bytea,
  out id text, out earlier json)
language plpgsql as $$
begin
  insert into public.change as entered (subject, client_id, action, purpose, request_id)
  values (enter_change.subject, enter_change.client_id, enter_change.action, enter_change.purpose, enter_change.request_id)
  returning set_config('app.change_id', entered.id::text, true) into enter_change.id;
  if enter_change.key is null then return; end if;
  perform pg_advisory_xact_lock(hashtextextended(enter_change.client_id || ' ' || enter_change.key, 0));
  select json_build_object('action', known.action, 'same', known.input_sha256 = enter_change.input_sha256,
           'answer', known.answer)
    into earlier from public.idempotency known
   where known.client_id = enter_change.client_id and known.key = enter_change.key;
end $$;
revoke execute on function public.enter_change(text, text, text, text, text, text, bytea) from public;
grant execute on function public.enter_change(text, text, text, text, text, text, bytea) to boligbro_app;
`)
  }
}
