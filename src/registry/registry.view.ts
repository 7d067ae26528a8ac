import {
  column,
  type EntityView,
  type Fields,
  idColumn,
  idFilter,
  type ListView,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  textColumn,
  validOn,
} from '../platform/read/view.ts'

/** The municipality of a row. */
export const itsMunicipality = pointer(() => municipalityView, 'municipality_code', 'code')

/** The housing organisation of a row. */
export const itsOrganisation = pointer(() => housingOrganisationView, 'organisation_id')

/** The dwelling of a row. */
export const itsDwelling = pointer(() => dwellingView, 'dwelling_id')

const tenant = { organisation: 'organisation_id', municipality: 'municipality_code' } as const

export const municipalityView: EntityView = {
  type: 'Municipality',
  action: 'municipality:read',
  table: 'public.municipality',
  scope: {},
  key: { column: 'code', cast: 'text' },
  fields: {
    id: idColumn('Municipality', 'code'),
    code: column('code'),
    name: column('name'),
    region: {
      kind: 'column',
      sql: (t, args) =>
        `(select r.region from public.municipality_region r where r.municipality_code = ${t}.code and r.valid @> ${validOn(args)})`,
    },
    estates: {
      kind: 'connection',
      list: () => estateList,
      on: (t, estate) => `${estate}.municipality_code = ${t}.code`,
    },
  },
}

export const housingOrganisationView: EntityView = {
  type: 'HousingOrganisation',
  action: 'organisation:read',
  table: 'public.housing_organisation',
  versions: 'history.housing_organisation_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('HousingOrganisation', 'id'),
    lbfNumber: column('lbf_number'),
    cvr: column('cvr'),
    name: column('name'),
    administrator: pointer(() => housingOrganisationView, 'administrator_id'),
    estates: {
      kind: 'connection',
      list: () => estateList,
      on: (t, estate) => `${estate}.organisation_id = ${t}.id`,
    },
  },
}

const buildingSectionFields: Fields = { id: idColumn('BuildingSection', 'id'), number: column('number') }

export const buildingSectionView: EntityView = {
  type: 'BuildingSection',
  action: 'stock:read',
  table: 'public.building_section',
  versions: 'history.building_section_versions',
  scope: tenant,
  key: { column: 'id', cast: 'uuid' },
  fields: buildingSectionFields,
}

export const estateView: EntityView = {
  type: 'Estate',
  action: 'stock:read',
  table: 'public.estate',
  versions: 'history.estate_versions',
  scope: tenant,
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Estate', 'id'),
    number: column('number'),
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    existsFrom: periodStart('valid'),
    existsUntil: periodEnd('valid'),
    successor: {
      kind: 'one',
      view: () => estateView,
      on: (t, successor, table) =>
        `${successor}.id = (select s.successor_id from ${table('estate_succession')} s where s.predecessor_id = ${t}.id)`,
    },
    buildingSections: {
      kind: 'list',
      type: 'BuildingSection',
      from: (t, section, args) =>
        `(select * from ${args.table('building_section')} b where b.estate_id = ${t}.id order by b.number limit 200) ${section}`,
      orderBy: (section) => `${section}.number`,
      fields: buildingSectionFields,
    },
    combinedLettings: {
      kind: 'list',
      type: 'CombinedLetting',
      from: (t, decision, args) =>
        `(select * from ${args.table('combined_letting')} c where c.estate_id = ${t}.id order by c.valid limit 50) ${decision}`,
      orderBy: (decision) => `${decision}.valid`,
      fields: { from: periodStart('valid'), until: periodEnd('valid'), source: column('source') },
    },
    areaStatuses: {
      kind: 'list',
      type: 'AreaStatus',
      from: (t, status, args) => {
        const day = validOn(args)
        return `(select st.*, a.name as area_name
            from ${args.table('area_estate')} ae
            join public.area a on a.id = ae.area_id
            join ${args.table('area_status')} st on st.area_id = a.id and st.valid @> ${day}
            join ${args.table('housing_organisation')} o on o.lbf_number = ae.organisation_lbf_number
           where o.id = ${t}.organisation_id and ae.estate_number = ${t}.number and ae.valid @> ${day}
             and a.municipality_code = ${t}.municipality_code
           limit 50) ${status}`
      },
      orderBy: (status) => `${status}.kind, ${status}.area_name`,
      fields: {
        kind: column('kind'),
        areaName: column('area_name'),
        from: periodStart('valid'),
        until: periodEnd('valid'),
        source: column('source'),
      },
    },
    dwellings: {
      kind: 'connection',
      list: () => dwellingList,
      on: (t, dwelling) => `${dwelling}.estate_id = ${t}.id`,
    },
  },
}

export const dwellingView: EntityView = {
  type: 'Dwelling',
  action: 'stock:read',
  table: 'public.dwelling',
  versions: 'history.dwelling_versions',
  scope: tenant,
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Dwelling', 'id'),
    estate: pointer(() => estateView, 'estate_id'),
    buildingSection: pointer(() => buildingSectionView, 'building_section_id'),
    tenancyNumber: column('tenancy_number'),
    formerNumbers: {
      kind: 'list',
      type: 'FormerNumber',
      from: (t, former, args) =>
        `(select f.*, e.number as estate_number from ${args.table('dwelling_former_number')} f
            join ${args.table('estate')} e on e.id = f.estate_id
           where f.dwelling_id = ${t}.id order by f.until desc limit 20) ${former}`,
      orderBy: (former) => `${former}.until desc, ${former}.estate_number`,
      fields: {
        estateNumber: column('estate_number'),
        tenancyNumber: column('tenancy_number'),
        until: column('until'),
      },
    },
    bbrUnitId: column('bbr_unit_id'),
    darAddressId: column('dar_address_id'),
    address: {
      kind: 'embedded',
      type: 'Address',
      fields: {
        street: column('street'),
        floorDoor: column('floor_door'),
        postalCode: column('postal_code'),
        city: column('city'),
      },
    },
    floor: column('floor'),
    dwellingType: column('dwelling_type'),
    dwellingTypeText: column('dwelling_type_text'),
    rooms: column('rooms'),
    areaM2: textColumn('area_m2'),
    accessible: column('accessible'),
  },
}

const municipalityCodes = {
  cast: 'text[]',
  sql: (t: string, codes: string) => `${t}.municipality_code = any (${codes})`,
}

export const municipalityList: ListView = {
  view: municipalityView,
  orders: {
    CODE_ASC: { by: (t) => `${t}.code`, cast: 'text', direction: 'asc' },
    NAME_ASC: { by: (t) => `${t}.name`, cast: 'text', direction: 'asc' },
  },
  defaultOrder: 'CODE_ASC',
  filters: { codes: { cast: 'text[]', sql: (t, codes) => `${t}.code = any (${codes})` } },
}

export const housingOrganisationList: ListView = {
  view: housingOrganisationView,
  orders: { NAME_ASC: { by: (t) => `${t}.name`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'NAME_ASC',
  filters: {
    lbfNumber: { cast: 'text', sql: (t, number) => `${t}.lbf_number = ${number}` },
    cvr: { cast: 'text', sql: (t, cvr) => `${t}.cvr = ${cvr}` },
  },
}

export const estateList: ListView = {
  view: estateView,
  orders: { NUMBER_ASC: { by: (t) => `${t}.number`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'NUMBER_ASC',
  filters: {
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    municipalityCodes,
    number: { cast: 'text', sql: (t, number) => `${t}.number = ${number}` },
  },
  arguments: { validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` } },
}

/** Rows without an area come last whichever way the list is sorted upwards. */
const area = (t: string) => `coalesce(${t}.area_m2, 'Infinity'::numeric)`

export const dwellingList: ListView = {
  view: dwellingView,
  orders: {
    ENTERED_ASC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'asc' },
    AREA_ASC: { by: area, cast: 'numeric', direction: 'asc' },
    AREA_DESC: { by: area, cast: 'numeric', direction: 'desc' },
  },
  defaultOrder: 'ENTERED_ASC',
  filters: {
    estateId: idFilter('Estate', 'estate_id'),
    municipalityCodes,
    dwellingTypes: { cast: 'text[]', sql: (t, types) => `${t}.dwelling_type = any (${types})` },
    accessible: { cast: 'boolean', sql: (t, accessible) => `${t}.accessible = ${accessible}` },
    roomsMin: { cast: 'integer', sql: (t, rooms) => `${t}.rooms >= ${rooms}` },
    bbrUnitId: {
      cast: 'text',
      sql: (t, id) => `${t}.bbr_unit_id::text = lower(${id})`,
    },
  },
}

/** What the registry contributes to the read model. */
export const registryReadModel: Partial<ReadModel> = {
  roots: {
    municipalities: { kind: 'connection', list: municipalityList },
    housingOrganisations: { kind: 'connection', list: housingOrganisationList },
    estates: { kind: 'connection', list: estateList },
    dwellings: { kind: 'connection', list: dwellingList },
  },
  nodes: [municipalityView, housingOrganisationView, estateView, buildingSectionView, dwellingView],
}
