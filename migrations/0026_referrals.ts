import { Migration } from '@mikro-orm/migrations'

/** Households that one municipality refers to another (tværkommunal indstilling). */
export class Referrals extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What another municipality is told of a household so that it can say whether it takes it: no name, no reference, no reason.
create table public.household_referral (
  id uuid primary key default uuidv7(),
  household_id uuid not null,
  municipality_code text not null,
  case_scope text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, case_scope)) stored,
  to_municipality_code text not null references public.municipality,
  state text not null default 'SENT' check (state in ('SENT', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
  sent_on date not null,
  answered_on date,
  decline_reason text check (decline_reason in ('CRITERIA_NOT_MET', 'NO_SUITABLE_DWELLING', 'OTHER')),
  -- The other municipality's own case, once it has taken it.
  received_household_id uuid references public.household,
  adults smallint not null,
  children smallint not null,
  ages text[] not null,
  wanted_dwelling_types text[] not null,
  rent_max_oere bigint,
  accessibility_needed boolean not null,
  elderly_need boolean not null,
  crisis_centre_priority boolean not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade,
  check (municipality_code <> to_municipality_code),
  check ((state in ('ACCEPTED', 'DECLINED')) = (answered_on is not null)),
  check ((state = 'DECLINED') = (decline_reason is not null)),
  check ((state = 'ACCEPTED') = (received_household_id is not null))
);
create unique index one_open_referral on public.household_referral (household_id) where state in ('SENT', 'ACCEPTED');
create index on public.household_referral (municipality_code, id);
create index on public.household_referral (to_municipality_code, id);

grant select, insert, update on public.household_referral to boligbro_app;
call history.keep_versions_of('household_referral');
`)
  }
}
