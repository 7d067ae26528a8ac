import { Migration } from '@mikro-orm/migrations'

/** Municipalities, housing organisations, estates, building sections, dwellings and the yearly area lists. */
export class Registry extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create table public.municipality (
  code text primary key check (code ~ '^[0-9]{4}$'),
  name text not null
);

-- A municipality's region may change (regions merge), so it has a period.
create table public.municipality_region (
  municipality_code text not null references public.municipality,
  region text not null,
  valid daterange not null,
  primary key (municipality_code, valid without overlaps)
);

create table public.housing_organisation (
  id uuid primary key default uuidv7(),
  cvr text unique check (cvr ~ '^[0-9]{8}$'),
  lbf_number text unique check (lbf_number ~ '^[0-9]{4}$'),
  name text not null check (length(name) between 1 and 200),
  administrator_id uuid references public.housing_organisation,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null)
);
create index on public.housing_organisation (administrator_id);

-- Estate = afdeling. Its number is unique inside its organisation while the estate exists.
create table public.estate (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references public.housing_organisation,
  municipality_code text not null references public.municipality,
  number text not null check (length(number) between 1 and 20),
  valid daterange not null default '(,)' check (not isempty(valid)),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (id, organisation_id, municipality_code),
  unique (organisation_id, number, valid without overlaps)
);
create index on public.estate (municipality_code, number, id);
create index on public.estate (organisation_id, number, id);

-- Which estate took over from which, from what day (afdelinger merge).
create table public.estate_succession (
  id uuid primary key default uuidv7(),
  predecessor_id uuid not null unique,
  successor_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  effective_from date not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  check (predecessor_id <> successor_id),
  foreign key (predecessor_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code),
  foreign key (successor_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code)
);
create index on public.estate_succession (successor_id);

create table public.building_section (
  id uuid primary key default uuidv7(),
  estate_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  number text not null check (length(number) between 1 and 20),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (estate_id, number),
  foreign key (estate_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code)
);

-- A tenancy number (lejemål) is unique only inside its estate. The source_… columns say which record the row holds.
create table public.dwelling (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null,
  municipality_code text not null,
  estate_id uuid not null,
  building_section_id uuid references public.building_section,
  tenancy_number text not null check (length(tenancy_number) between 1 and 40),
  bbr_unit_id uuid,
  dar_address_id uuid,
  street text,
  floor_door text,
  floor smallint generated always as (case
    when floor_door ~* '^st' then 0
    when floor_door ~* '^kl' then -1
    when floor_door ~ '^[0-9]{1,2}([^0-9]|$)' then substring(floor_door from '^[0-9]{1,2}')::smallint end) stored,
  postal_code text,
  city text,
  dwelling_type text check (dwelling_type in ('FAMILY', 'YOUTH', 'ELDERLY', 'NURSING', 'UNCONVENTIONAL',
    'INCLUSION', 'STARTER', 'SHARED', 'COHOUSING', 'STUDENT_ROOM')),
  dwelling_type_text text,
  rooms smallint check (rooms between 1 and 50),
  area_m2 numeric(7, 2) check (area_m2 > 0),
  accessible boolean,
  source_sequence numeric not null,
  source_time timestamptz not null,
  source_hash uuid not null,
  change_id bigint not null default public.current_change_id(),
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  -- Also the index that a municipality's dwellings are listed by.
  unique (municipality_code, id, organisation_id),
  unique (estate_id, tenancy_number),
  foreign key (estate_id, organisation_id, municipality_code)
    references public.estate (id, organisation_id, municipality_code)
);
create trigger within_change after insert on public.dwelling
  for each statement execute function history.assert_change();
create index on public.dwelling (organisation_id, id);
create index on public.dwelling (bbr_unit_id) where bbr_unit_id is not null;

-- The numbers a dwelling had before estates merged; feeds go on using them for a while.
create table public.dwelling_former_number (
  id uuid primary key default uuidv7(),
  estate_id uuid not null,
  tenancy_number text not null,
  dwelling_id uuid not null,
  organisation_id uuid not null,
  municipality_code text not null,
  until date not null,
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (estate_id, tenancy_number),
  foreign key (dwelling_id, organisation_id, municipality_code)
    references public.dwelling (id, organisation_id, municipality_code)
);
create index on public.dwelling_former_number (dwelling_id);

-- Area = boligområde. An area has each status for a period; the statuses of one area may overlap each other.
create table public.area (
  id uuid primary key default uuidv7(),
  municipality_code text not null references public.municipality,
  name text not null check (length(name) between 1 and 200),
  change_id bigint not null default public.current_change_id() references public.change,
  unique (municipality_code, name)
);
create table public.area_estate (
  id uuid primary key default uuidv7(),
  area_id uuid not null references public.area,
  organisation_lbf_number text not null,
  estate_number text not null,
  valid daterange not null check (not isempty(valid)),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (area_id, organisation_lbf_number, estate_number, valid without overlaps)
);
create index on public.area_estate (organisation_lbf_number, estate_number);
create table public.area_status (
  id uuid primary key default uuidv7(),
  area_id uuid not null references public.area,
  kind text not null check (kind in ('PREVENTION', 'VULNERABLE', 'PARALLEL_SOCIETY', 'TRANSFORMATION')),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  source text not null check (length(source) between 1 and 500),
  change_id bigint not null default public.current_change_id() references public.change,
  recorded tstzrange not null default tstzrange(clock_timestamp(), null),
  unique (area_id, kind, valid without overlaps)
);

insert into public.municipality (code, name)
select code, name from (values
  ${MUNICIPALITIES.map((m) => `('${m[0]}', '${m[1]}')`).join(',\n  ')}
) m(code, name);
insert into public.municipality_region (municipality_code, region, valid)
select code, region, daterange('2007-01-01', null) from (values
  ${MUNICIPALITIES.map((m) => `('${m[0]}', '${m[2]}')`).join(',\n  ')}
) m(code, region);

grant select on public.municipality, public.municipality_region to boligbro_app;
grant select, insert, update on public.housing_organisation, public.estate, public.building_section, public.dwelling,
  public.area_estate, public.area_status to boligbro_app;
grant select, insert on public.estate_succession, public.dwelling_former_number, public.area to boligbro_app;

call history.keep_versions_of('housing_organisation');
call history.keep_versions_of('estate');
call history.keep_versions_of('building_section');
call history.keep_versions_of('estate_succession');
call history.keep_versions_of('dwelling_former_number');
call history.keep_versions_of('area_estate');
call history.keep_versions_of('area_status');
call history.keep_versions_of('dwelling', '{source_sequence,source_time,source_hash}');
`)
  }
}

/** Code, name and region of the 98 municipalities since the reform of 2007. */
const MUNICIPALITIES: readonly (readonly [string, string, string])[] = [
  ['0101', 'København', 'Region Hovedstaden'],
  ['0147', 'Frederiksberg', 'Region Hovedstaden'],
  ['0151', 'Ballerup', 'Region Hovedstaden'],
  ['0153', 'Brøndby', 'Region Hovedstaden'],
  ['0155', 'Dragør', 'Region Hovedstaden'],
  ['0157', 'Gentofte', 'Region Hovedstaden'],
  ['0159', 'Gladsaxe', 'Region Hovedstaden'],
  ['0161', 'Glostrup', 'Region Hovedstaden'],
  ['0163', 'Herlev', 'Region Hovedstaden'],
  ['0165', 'Albertslund', 'Region Hovedstaden'],
  ['0167', 'Hvidovre', 'Region Hovedstaden'],
  ['0169', 'Høje-Taastrup', 'Region Hovedstaden'],
  ['0173', 'Lyngby-Taarbæk', 'Region Hovedstaden'],
  ['0175', 'Rødovre', 'Region Hovedstaden'],
  ['0183', 'Ishøj', 'Region Hovedstaden'],
  ['0185', 'Tårnby', 'Region Hovedstaden'],
  ['0187', 'Vallensbæk', 'Region Hovedstaden'],
  ['0190', 'Furesø', 'Region Hovedstaden'],
  ['0201', 'Allerød', 'Region Hovedstaden'],
  ['0210', 'Fredensborg', 'Region Hovedstaden'],
  ['0217', 'Helsingør', 'Region Hovedstaden'],
  ['0219', 'Hillerød', 'Region Hovedstaden'],
  ['0223', 'Hørsholm', 'Region Hovedstaden'],
  ['0230', 'Rudersdal', 'Region Hovedstaden'],
  ['0240', 'Egedal', 'Region Hovedstaden'],
  ['0250', 'Frederikssund', 'Region Hovedstaden'],
  ['0253', 'Greve', 'Region Sjælland'],
  ['0259', 'Køge', 'Region Sjælland'],
  ['0260', 'Halsnæs', 'Region Hovedstaden'],
  ['0265', 'Roskilde', 'Region Sjælland'],
  ['0269', 'Solrød', 'Region Sjælland'],
  ['0270', 'Gribskov', 'Region Hovedstaden'],
  ['0306', 'Odsherred', 'Region Sjælland'],
  ['0316', 'Holbæk', 'Region Sjælland'],
  ['0320', 'Faxe', 'Region Sjælland'],
  ['0326', 'Kalundborg', 'Region Sjælland'],
  ['0329', 'Ringsted', 'Region Sjælland'],
  ['0330', 'Slagelse', 'Region Sjælland'],
  ['0336', 'Stevns', 'Region Sjælland'],
  ['0340', 'Sorø', 'Region Sjælland'],
  ['0350', 'Lejre', 'Region Sjælland'],
  ['0360', 'Lolland', 'Region Sjælland'],
  ['0370', 'Næstved', 'Region Sjælland'],
  ['0376', 'Guldborgsund', 'Region Sjælland'],
  ['0390', 'Vordingborg', 'Region Sjælland'],
  ['0400', 'Bornholm', 'Region Hovedstaden'],
  ['0410', 'Middelfart', 'Region Syddanmark'],
  ['0420', 'Assens', 'Region Syddanmark'],
  ['0430', 'Faaborg-Midtfyn', 'Region Syddanmark'],
  ['0440', 'Kerteminde', 'Region Syddanmark'],
  ['0450', 'Nyborg', 'Region Syddanmark'],
  ['0461', 'Odense', 'Region Syddanmark'],
  ['0479', 'Svendborg', 'Region Syddanmark'],
  ['0480', 'Nordfyns', 'Region Syddanmark'],
  ['0482', 'Langeland', 'Region Syddanmark'],
  ['0492', 'Ærø', 'Region Syddanmark'],
  ['0510', 'Haderslev', 'Region Syddanmark'],
  ['0530', 'Billund', 'Region Syddanmark'],
  ['0540', 'Sønderborg', 'Region Syddanmark'],
  ['0550', 'Tønder', 'Region Syddanmark'],
  ['0561', 'Esbjerg', 'Region Syddanmark'],
  ['0563', 'Fanø', 'Region Syddanmark'],
  ['0573', 'Varde', 'Region Syddanmark'],
  ['0575', 'Vejen', 'Region Syddanmark'],
  ['0580', 'Aabenraa', 'Region Syddanmark'],
  ['0607', 'Fredericia', 'Region Syddanmark'],
  ['0615', 'Horsens', 'Region Midtjylland'],
  ['0621', 'Kolding', 'Region Syddanmark'],
  ['0630', 'Vejle', 'Region Syddanmark'],
  ['0657', 'Herning', 'Region Midtjylland'],
  ['0661', 'Holstebro', 'Region Midtjylland'],
  ['0665', 'Lemvig', 'Region Midtjylland'],
  ['0671', 'Struer', 'Region Midtjylland'],
  ['0706', 'Syddjurs', 'Region Midtjylland'],
  ['0707', 'Norddjurs', 'Region Midtjylland'],
  ['0710', 'Favrskov', 'Region Midtjylland'],
  ['0727', 'Odder', 'Region Midtjylland'],
  ['0730', 'Randers', 'Region Midtjylland'],
  ['0740', 'Silkeborg', 'Region Midtjylland'],
  ['0741', 'Samsø', 'Region Midtjylland'],
  ['0746', 'Skanderborg', 'Region Midtjylland'],
  ['0751', 'Aarhus', 'Region Midtjylland'],
  ['0756', 'Ikast-Brande', 'Region Midtjylland'],
  ['0760', 'Ringkøbing-Skjern', 'Region Midtjylland'],
  ['0766', 'Hedensted', 'Region Midtjylland'],
  ['0773', 'Morsø', 'Region Nordjylland'],
  ['0779', 'Skive', 'Region Midtjylland'],
  ['0787', 'Thisted', 'Region Nordjylland'],
  ['0791', 'Viborg', 'Region Midtjylland'],
  ['0810', 'Brønderslev', 'Region Nordjylland'],
  ['0813', 'Frederikshavn', 'Region Nordjylland'],
  ['0820', 'Vesthimmerlands', 'Region Nordjylland'],
  ['0825', 'Læsø', 'Region Nordjylland'],
  ['0840', 'Rebild', 'Region Nordjylland'],
  ['0846', 'Mariagerfjord', 'Region Nordjylland'],
  ['0849', 'Jammerbugt', 'Region Nordjylland'],
  ['0851', 'Aalborg', 'Region Nordjylland'],
  ['0860', 'Hjørring', 'Region Nordjylland'],
]
