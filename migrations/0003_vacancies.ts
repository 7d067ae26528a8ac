import { Migration } from '@mikro-orm/migrations'

/** Feeds and vacancies. */
export class Vacancies extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- A feed is one agreed flow of records from one organisation.
create table public.feed (
  id uuid primary key default uuidv7(),
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  organisation_id uuid not null references public.housing_organisation,
  format text not null check (format ~ '^[A-Z][A-Z0-9_]{1,30}$'),
  mapping jsonb not null,
  mode text not null check (mode in ('DELTA', 'SNAPSHOT')),
  closing_limit_percent smallint not null default 20 check (closing_limit_percent between 0 and 100),
  -- The source time of the newest snapshot that has taken effect.
  snapshot_at timestamptz,
  -- What was received last, to know the same file again when it carries no time of its own.
  latest_sha256 text,
  latest_source_time timestamptz,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, organisation_id)
);
create index on public.feed (organisation_id);

-- One vacancy as its source describes it. The source_… columns name the record that the row holds; seen_at is the last
-- moment, in source time, at which the source was seen to hold the vacancy.
create table public.vacancy (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null,
  municipality_code text not null,
  dwelling_id uuid not null,
  source_id text not null default '',
  feed_id uuid not null,
  delivery_id uuid not null,
  state text not null check (state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'LET', 'WITHDRAWN')),
  reported_state text not null check (reported_state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'LET', 'WITHDRAWN')),
  withdrawal_reason text check (withdrawal_reason in ('BY_SOURCE', 'ABSENT_FROM_SNAPSHOT')),
  vacant_at_loss boolean,
  dwelling_type text,
  rent_oere bigint not null check (rent_oere >= 0),
  aconto_lines jsonb not null default '[]',
  deposit_oere bigint check (deposit_oere >= 0),
  first_payment_oere bigint check (first_payment_oere >= 0),
  available_from date,
  at_disposal_from date,
  let_from date,
  source_sequence numeric not null,
  source_time timestamptz not null,
  source_hash uuid not null,
  seen_at timestamptz not null,
  change_id bigint not null default public.current_change_id(),
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (dwelling_id, source_id),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code),
  foreign key (feed_id, organisation_id) references public.feed (id, organisation_id),
  check (state <> 'AT_MUNICIPAL_DISPOSAL' or at_disposal_from is not null),
  check ((state = 'WITHDRAWN') = (withdrawal_reason is not null))
);
create trigger within_change after insert on public.vacancy
  for each statement execute function history.assert_change();
create index vacancy_by_municipality on public.vacancy
  (municipality_code, (coalesce(available_from, 'infinity'::date)), id);
create index vacancy_by_organisation on public.vacancy
  (organisation_id, (coalesce(available_from, 'infinity'::date)), id);
create index vacancy_open_by_feed on public.vacancy (feed_id) where state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL');

grant select, insert, update on public.feed, public.vacancy to boligbro_app;

call history.keep_versions_of('feed', '{snapshot_at,latest_sha256,latest_source_time}');
call history.keep_versions_of('vacancy', '{source_sequence,source_time,source_hash,seen_at}');
create index on history.vacancy (municipality_code);
create index on history.vacancy (organisation_id);
create index on history.vacancy (dwelling_id);
`)
  }
}
