import { Migration } from '@mikro-orm/migrations'

/** Seals what the parties have consented to, answered and found since. */
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
`)
  }
}
