import { Migration } from '@mikro-orm/migrations'

/** Deliveries and the report of every record in them. */
export class Ingest extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create table public.delivery (
  id uuid primary key default uuidv7(),
  feed_id uuid not null,
  organisation_id uuid not null,
  via text not null check (via in ('MUTATION', 'HTTP', 'COMMAND_LINE')),
  mode text not null check (mode in ('DELTA', 'SNAPSHOT')),
  received_at timestamptz not null default clock_timestamp(),
  source_time timestamptz not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null,
  status text not null check (status in ('APPLIED', 'AWAITING_APPROVAL', 'APPROVED', 'REJECTED')),
  received integer not null default 0,
  applied integer not null default 0,
  unchanged integer not null default 0,
  superseded integer not null default 0,
  quarantined integer not null default 0,
  -- How many open vacancies the feed had before, how many of them the snapshot no longer holds, how many it closed.
  open_before integer,
  missing integer,
  closed integer not null default 0,
  change_id bigint not null default public.current_change_id() references public.change,
  check (received = applied + unchanged + superseded + quarantined),
  foreign key (feed_id, organisation_id) references public.feed (id, organisation_id)
);
create index on public.delivery (organisation_id, received_at desc, id desc);
create index on public.delivery (feed_id, received_at desc, id desc);

-- row counts from 1: the line of a spreadsheet, else the record's number. Without a foreign key to the delivery: the
-- ingest alone writes here, in the change that enters the delivery, and a key check would cost more than the row.
create table public.delivery_record (
  delivery_id uuid not null,
  row integer not null,
  organisation_id uuid not null,
  outcome text not null check (outcome in ('APPLIED', 'UNCHANGED', 'SUPERSEDED', 'QUARANTINED')),
  vacancy_id uuid,
  primary key (delivery_id, row)
);
create table public.delivery_problem (
  delivery_id uuid not null references public.delivery,
  row integer not null,
  position smallint not null,
  organisation_id uuid not null,
  severity text not null check (severity in ('ERROR', 'INFO')),
  path text not null,
  code text not null,
  text_da text not null,
  text_en text not null,
  primary key (delivery_id, row, position)
);
create table public.delivery_raw (
  delivery_id uuid not null references public.delivery,
  row integer not null,
  organisation_id uuid not null,
  raw text not null,
  primary key (delivery_id, row)
);
grant select, insert, update on public.delivery to boligbro_app;
grant select, insert on public.delivery_record, public.delivery_problem, public.delivery_raw to boligbro_app;
`)
  }
}
