import { Migration } from '@mikro-orm/migrations'

/** Stays and support that were entered in error can be taken back, and contacts end with their tenancy. */
export class Stays extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
alter table public.stay
  add column withdrawn boolean not null default false,
  drop constraint stays_do_not_overlap,
  add constraint stays_do_not_overlap exclude using gist (household_id with =, valid with &&) where (not withdrawn);
alter table history.stay add column withdrawn boolean not null default false;
call history.renew_versions_of('stay');

alter table public.support_course
  add column withdrawn boolean not null default false,
  drop constraint support_courses_do_not_overlap,
  add constraint support_courses_do_not_overlap
    exclude using gist (household_id with =, method with =, paragraph with =, valid with &&) where (not withdrawn);
alter table history.support_course add column withdrawn boolean not null default false;
call history.renew_versions_of('support_course');

-- A case system asks for the stay that began on a day.
create index on public.stay (household_id, lower(valid));
create index on public.support_course (household_id);
create index on public.discharge_condition (stay_id);
create index on public.payment_review (transition_id);
create index on public.guarantee_claim (transition_id);
create index on public.tenancy_contact (tenancy_id);

-- Nobody is to be called any more about a tenancy that has ended. The landlord's word ends what the municipality has
-- recorded; a contact that would have begun later is left without a day and goes.
create function access.end_contacts_with_tenancy() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  delete from public.tenancy_contact where tenancy_id = new.id and not valid && new.valid;
  update public.tenancy_contact set valid = valid * new.valid where tenancy_id = new.id and not valid <@ new.valid;
  return null;
end $$;
create trigger end_contacts_with_tenancy after update of valid on public.tenancy
  for each row when (not old.valid <@ new.valid) execute function access.end_contacts_with_tenancy();
revoke execute on function access.end_contacts_with_tenancy() from public;
create policy kept_by_trigger on public.tenancy_contact to current_user using (true) with check (true);
`)
  }
}
