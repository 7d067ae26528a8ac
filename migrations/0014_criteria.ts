import { Migration } from '@mikro-orm/migrations'

/** The criteria check of flexible letting: an organisation's questions, who they are about, and the municipality's answers. */
export class Criteria extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- One question about one applicant. It never changes: consent may be withdrawn, and the applicant be made unreadable. A
-- question belongs to no unit and no KLE number, so that only those who are limited to none reach it.
create table public.criterion_check (
  id uuid primary key default uuidv7(),
  applicant_id uuid not null unique,
  organisation_id uuid not null,
  municipality_code text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, '-|-')) stored,
  estate_id uuid not null,
  dwelling_type text not null,
  -- What was in force on the day, and each use of the criterion there with its parameters.
  agreement_term_id uuid not null references public.agreement_term,
  criterion text not null,
  uses jsonb not null check (jsonb_array_length(uses) > 0),
  asked_on date not null,
  consent_reference text not null check (consent_reference ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$'
    and consent_reference !~ '[0-9]{6}[-.]?[0-9]{4}'),
  consent_version text not null check (consent_version ~ '^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$'
    and consent_version !~ '[0-9]{6}[-.]?[0-9]{4}'),
  consent_given_on date not null check (consent_given_on <= asked_on),
  consent_channel text not null check (consent_channel in ('ONLINE', 'PAPER', 'IN_PERSON', 'TELEPHONE')),
  consent_withdrawn_on date check (consent_withdrawn_on >= consent_given_on),
  erased boolean not null default false,
  -- First day on which it is no longer answered, and on which nobody can tell any more whom it was about; and who says so.
  answer_until date not null check (answer_until > asked_on),
  kept_until date not null check (kept_until >= answer_until),
  periods_source text not null check (length(periods_source) between 1 and 500),
  check (consent_withdrawn_on is null or erased),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (estate_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code),
  unique (id, organisation_id, municipality_code),
  unique (id, applicant_id, organisation_id, municipality_code, erased)
);
create index on public.criterion_check (organisation_id, asked_on, id);
create index on public.criterion_check (municipality_code, asked_on, id);
create index on public.criterion_check (kept_until) where not erased;

create function public.keep_criterion_check() returns trigger
language plpgsql as $$
begin
  if to_jsonb(old) - '{consent_withdrawn_on,erased,change_id,recorded}'::text[]
       is distinct from to_jsonb(new) - '{consent_withdrawn_on,erased,change_id,recorded}'::text[]
     or (old.erased and not new.erased)
     or (old.consent_withdrawn_on is not null and new.consent_withdrawn_on is distinct from old.consent_withdrawn_on)
  then
    raise exception 'a question is never edited' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger keep_criterion_check after update on public.criterion_check
  for each row execute function public.keep_criterion_check();

-- Who the applicant is. Each sealed value is encrypted with the applicant's own key, which is kept elsewhere.
create table public.criterion_applicant (
  id uuid primary key,
  check_id uuid not null unique,
  organisation_id uuid not null,
  municipality_code text not null,
  case_keys text[] generated always as (access.case_keys_of(municipality_code, '-|-')) stored,
  erased boolean not null default false,
  name_sealed bytea,
  cpr_sealed bytea,
  birthdate_sealed bytea,
  check (case when erased then num_nonnulls(name_sealed, cpr_sealed, birthdate_sealed) = 0
              when cpr_sealed is null then num_nulls(name_sealed, birthdate_sealed) = 0
              else birthdate_sealed is null end),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  foreign key (check_id, id, organisation_id, municipality_code, erased)
    references public.criterion_check (id, applicant_id, organisation_id, municipality_code, erased) on update cascade
);

-- Whoever closes a question need not be able to read whom it is about: marking the question empties it.
create function access.empty_applicant() returns trigger
language plpgsql as $$
begin
  new.name_sealed := null;
  new.cpr_sealed := null;
  new.birthdate_sealed := null;
  return new;
end $$;
create trigger empty_applicant before update of erased on public.criterion_applicant
  for each row when (new.erased) execute function access.empty_applicant();

-- What the municipality answered: never a reason, never evidence. A correction is a further answer that stands on the one
-- before it; why there is one is a code, since a text would tell what the answer may not.
create table public.criterion_answer (
  id uuid primary key default uuidv7(),
  check_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  case_keys text[] not null check (case_keys = access.case_keys_of(municipality_code, '-|-')),
  number smallint not null check (number between 1 and 100),
  answer text not null check (answer in ('YES', 'NO', 'CANNOT_BE_ANSWERED')),
  corrects_id uuid,
  correction_reason text check (correction_reason in ('ENTERED_WRONGLY', 'OTHER_PERSON', 'KNOWN_LATER')),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded_at timestamptz not null default clock_timestamp(),
  check ((number = 1) = (corrects_id is null) and (number = 1) = (correction_reason is null)),
  unique (check_id, number),
  unique (id, check_id),
  foreign key (check_id, organisation_id, municipality_code)
    references public.criterion_check (id, organisation_id, municipality_code),
  foreign key (corrects_id, check_id) references public.criterion_answer (id, check_id)
);

create function public.keep_criterion_answer() returns trigger
language plpgsql as $$
begin
  if exists (select from public.criterion_check c where c.id = new.check_id and c.erased)
    or (new.number > 1 and not exists (
      select from public.criterion_answer a where a.id = new.corrects_id and a.number = new.number - 1))
  then
    raise exception 'a closed question is not answered, and a correction stands on the answer before it'
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger keep_criterion_answer after insert on public.criterion_answer
  for each row execute function public.keep_criterion_answer();

grant select, insert, update on public.criterion_check to boligbro_app;
grant select, insert on public.criterion_applicant, public.criterion_answer to boligbro_app;

call history.keep_versions_of('criterion_check');
call history.keep_versions_of('criterion_applicant');
call audit.seal_rows_of('criterion_answer');
`)
  }
}
