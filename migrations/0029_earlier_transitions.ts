import { Migration } from '@mikro-orm/migrations'

/** The transitions of offers, tenancies and allocations that were entered before 0021 kept any. */
export class EarlierTransitions extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What was, was: no step is refused, and nobody is reminded of each of them; the next nightly look is at all.
alter table public.transition disable trigger user;
alter table public.transition_case disable trigger user;

insert into public.transition (organisation_id, municipality_code, dwelling_id, offer_id, tenancy_id, stage, disposed_on,
    allocated_on, signed_on, valid, ending, ended_on, change_id)
  select o.organisation_id, o.municipality_code, o.dwelling_id, o.id, y.id,
         case when ended.how is not null then 'ENDED' when y.id is not null then 'LET'
              when o.state in ('ALLOCATED', 'ACCEPTED') then 'ALLOCATED' else 'AT_DISPOSAL' end,
         o.at_disposal_from,
         (select max(a.allocated_on) from public.allocation a
           where a.offer_id = o.id and a.state not in ('DECLINED', 'CANCELLED')),
         y.lease_signed_on, y.valid, ended.how, ended.on_day, o.change_id
    from public.municipal_offer o left join public.tenancy y on y.id = o.tenancy_id,
         lateral (select case when y.id is null then case when o.ended_on is not null then o.state end
                    else case y.ending when 'TERMINATED_BY_LANDLORD' then 'TERMINATED'
                      when 'TERMINATED_AT_MUNICIPAL_REQUEST' then 'TERMINATED_AT_REQUEST' else y.ending end end as how,
                  case when y.id is null then o.ended_on when y.ending is not null then upper(y.valid) end as on_day) ended
   where o.legal_basis = 'SECTION_63' and not exists (select from public.transition t where t.offer_id = o.id);

insert into public.transition (organisation_id, municipality_code, dwelling_id, tenancy_id, stage, signed_on, valid, ending,
    ended_on, change_id)
  select y.organisation_id, y.municipality_code, y.dwelling_id, y.id, case when y.ending is null then 'LET' else 'ENDED' end,
         y.lease_signed_on, y.valid,
         case y.ending when 'TERMINATED_BY_LANDLORD' then 'TERMINATED'
           when 'TERMINATED_AT_MUNICIPAL_REQUEST' then 'TERMINATED_AT_REQUEST' else y.ending end,
         case when y.ending is not null then upper(y.valid) end, y.change_id
    from public.tenancy y
   where y.transitional and not exists (select from public.transition t where t.tenancy_id = y.id);

insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope,
    withdrawn, change_id)
  select t.id, t.organisation_id, t.dwelling_id, a.household_id, a.municipality_code, a.case_scope,
         a.state in ('DECLINED', 'CANCELLED'), a.change_id
    from public.allocation a join public.transition t on t.offer_id = a.offer_id
   where not exists (select from public.transition_case c where c.transition_id = t.id and c.household_id = a.household_id);

alter table public.transition enable trigger user;
alter table public.transition_case enable trigger user;
`)
  }
}
