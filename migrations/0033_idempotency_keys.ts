import { Migration } from '@mikro-orm/migrations'

/** Keeps no client's own name for a command: it may hold whom the command is about. */
export class IdempotencyKeys extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Known again by its hash. The owner too is under row-level security.
alter table public.idempotency no force row level security;
update public.idempotency set key = encode(sha256(convert_to(key, 'UTF8')), 'hex');
alter table public.idempotency force row level security;
alter table public.idempotency drop constraint idempotency_key_check,
  add constraint idempotency_key_check check (key ~ '^[0-9a-f]{64}$');
`)
  }
}
