import { Migration } from '@mikro-orm/migrations'

/** Conditions and periods come by feed as frames and commitments do, and a condition is corrected and taken back like them. */
export class GrantRecords extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- What the parties call a period and a condition between them, so that either side's word finds the same row.
alter table public.subsidy_period add column reference text check (length(reference) between 1 and 100),
  add constraint period_reference_is_its_own unique (municipality_code, programme, reference);
alter table history.subsidy_period add column reference text;
call history.renew_versions_of('subsidy_period');

-- A condition that was never met is taken back, and what it says is corrected, like all else of a grant.
alter table public.subsidy_condition add column reference text check (length(reference) between 1 and 100),
  add column withdrawn boolean not null default false,
  add constraint condition_reference_is_its_own unique (municipality_code, programme, reference),
  drop constraint subsidy_condition_frame_id_kind_organisation_id_valid_key;
alter table history.subsidy_condition add column reference text, add column withdrawn boolean not null default false;
call history.renew_versions_of('subsidy_condition');
create unique index condition_recorded_once on public.subsidy_condition (frame_id, kind, organisation_id, valid) nulls not distinct
  where not withdrawn;
grant update on public.subsidy_condition to boligbro_app;
alter table public.subsidy_correction drop constraint subsidy_correction_entity_check,
  add constraint subsidy_correction_entity_check
    check (entity in ('SubsidyFrame', 'SubsidyCondition', 'SubsidyCommitment', 'SubsidyPeriod'));
alter table public.subsidy_statement drop constraint subsidy_statement_kind_check,
  add constraint subsidy_statement_kind_check check (kind in ('FRAME', 'CONDITION', 'COMMITMENT', 'PERIOD', 'PAYMENT'));
`)
  }
}
