import { Migration } from '@mikro-orm/migrations'

/** Timelines are told out of many tables, each asked by the keys of one transition, as known now and as known then. */
export class Timelines extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What a municipality has set of the periods that concern the landlord too, who is warned and waits for a decision: as known
-- now, or as known then. Null: it has set none.
create function access.shared_amounts(code text, parameter text, on_day date, known timestamptz) returns integer[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.amounts from history.transition_parameter_versions p
   where p.municipality_code = code and p.name = parameter and p.name in ('WARNING_MONTHS', 'CLAIM_DAYS')
     and p.valid @> on_day and p.recorded @> coalesce(known, 'infinity')
$$;
revoke execute on function access.shared_amounts(text, text, date, timestamptz) from public;
grant execute on function access.shared_amounts(text, text, date, timestamptz) to boligbro_app;
create policy read_by_function on public.transition_parameter for select to current_user using (true);
create policy read_by_function on history.transition_parameter for select to current_user using (true);

-- The end of the period as a plain day: that it is before another may be asked of the index, where "the end of a range" may
-- not, since no policy has been asked yet. Infinity: no end is known.
alter table public.transition add column period_ends date generated always as (coalesce(upper(period), 'infinity')) stored;
alter table history.transition add column period_ends date;
call history.renew_versions_of('transition');
create index on public.transition (municipality_code, period_ends, id);
create index on public.transition (organisation_id, period_ends, id);

-- What else was offered of a dwelling.
create index on public.municipal_offer (dwelling_id);

create index on history.transition_approval (transition_id);
create index on history.transition_terms (transition_id);
create index on history.transition_case (transition_id);
create index on history.termination_request (tenancy_id);
create index on history.guarantee_claim (transition_id);
create index on history.stay (household_id);
create index on history.discharge_condition (stay_id);
create index on history.support_course (household_id);
create index on history.payment_review (transition_id);
create index on history.arrears_step (tenancy_id);
create index on history.tenant_subsidy (tenancy_id);
create index on history.tenant_subsidy_calculation (tenant_subsidy_id);
`)
  }
}
