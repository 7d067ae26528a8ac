import { Migration } from '@mikro-orm/migrations'

/** Timelines are told out of many tables, each asked by the keys of one transition, as known now and as known then. */
export class Timelines extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
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
