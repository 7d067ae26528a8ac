import { Migration } from '@mikro-orm/migrations'

/** Takes a UUID as a reference: one in forty has digits like a CPR number's by chance. */
export class UuidReferences extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Whether a text has any six and four digits in a row, outside UUIDs.
create function public.looks_like_cpr(reference text) returns boolean
language sql immutable strict parallel safe as $$
  select regexp_replace(reference,
           '(?<![0-9a-f])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])', '_', 'gi') ~ '[0-9]{6}[-.]?[0-9]{4}'
$$;
alter table public.household drop constraint household_case_reference_check,
  add constraint household_case_reference_check check (case_reference ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$'
    and not public.looks_like_cpr(case_reference));
alter table public.household_need drop constraint household_need_support_plan_reference_check,
  add constraint household_need_support_plan_reference_check check (length(support_plan_reference) between 1 and 40
    and not public.looks_like_cpr(support_plan_reference));
alter table public.criterion_check
  drop constraint criterion_check_consent_reference_check, drop constraint criterion_check_consent_version_check,
  add constraint criterion_check_consent_reference_check check (
    consent_reference ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$' and not public.looks_like_cpr(consent_reference)),
  add constraint criterion_check_consent_version_check check (
    consent_version ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$' and not public.looks_like_cpr(consent_version));
`)
  }
}
