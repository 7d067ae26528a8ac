import { Migration } from '@mikro-orm/migrations'

/** A municipality takes its own allocation back. */
export class Takeback extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Why the municipality took the allocation back. It may say something about the household, so no offer's event has it.
alter table public.allocation
  add column withdrawal_reason text check (length(withdrawal_reason) between 1 and 500),
  add check (withdrawal_reason is null or state = 'CANCELLED');
alter table history.allocation add column withdrawal_reason text;
call history.renew_versions_of('allocation');

alter table public.offer_event drop constraint offer_event_kind_check,
  add constraint offer_event_kind_check check (kind in ('OFFERED', 'PAUSED', 'RESUMED', 'EXTENDED', 'ALLOCATED', 'ACCEPTED',
    'DECLINED', 'ALLOCATION_WITHDRAWN', 'LEASE_SIGNED', 'MOVED_IN', 'RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED'));

-- An allocation that is taken back leads a transition back as a household's refusal does.
create or replace trigger transition_follows_offer_event after insert on public.offer_event
  for each row when (new.kind in ('ALLOCATED', 'DECLINED', 'ALLOCATION_WITHDRAWN'))
  execute function access.transition_of_offer_event();
`)
  }
}
