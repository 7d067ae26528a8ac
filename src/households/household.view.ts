import {
  column,
  type EntityView,
  type Filter,
  idColumn,
  idFilter,
  kronerColumn,
  type ListField,
  type ListView,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recordedFrom,
  recordedUntil,
  type SealedField,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality } from '../registry/index.ts'
import { about, householdNeedView, rentClassSql, scope, shelterDueSql } from './need.view.ts'
import type { FindPerson } from './person.service.ts'
import type { SealedPart } from './vault/person-vault.ts'

/** Age bands with how many of the row's persons are in each. */
export const ageCounts: ListField = {
  kind: 'list',
  type: 'AgeCount',
  from: (t, count) =>
    `(select band, count(*)::integer as persons, min(place) as place
            from unnest(${t}.ages) with ordinality age(band, place) group by band) ${count}`,
  orderBy: (count) => `${count}.place`,
  fields: { band: column('band'), persons: column('persons') },
}

export const householdView: EntityView = {
  type: 'Household',
  action: 'household:read',
  table: 'public.household',
  versions: 'history.household_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('id'),
  fields: {
    id: idColumn('Household', 'id'),
    caseReference: column('case_reference'),
    municipality: itsMunicipality,
    organisationUnitId: column('organisation_unit_id'),
    kleNumber: column('kle_number'),
    adults: column('adults'),
    children: column('children'),
    ages: ageCounts,
    status: column('status'),
    parkedUntil: column('parked_until'),
    need: pointer(() => householdNeedView, 'id', 'household_id'),
    persons: {
      kind: 'connection',
      list: () => personList,
      on: (t, person) => `${person}.household_id = ${t}.id`,
    },
    disclosures: {
      kind: 'connection',
      list: () => disclosureList,
      on: (t, disclosure) => `${disclosure}.household_id = ${t}.id`,
    },
    areaChecks: {
      kind: 'connection',
      list: () => areaCheckList,
      on: (t, check) => `${check}.household_id = ${t}.id`,
    },
    recordedFrom,
    recordedUntil,
  },
}

export const areaCheckView: EntityView = {
  type: 'AreaCheck',
  action: 'areaCheck:read',
  table: 'public.area_check',
  versions: 'history.area_check_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('household_id'),
  fields: {
    id: idColumn('AreaCheck', 'id'),
    rule: column('rule'),
    excluded: column('excluded'),
    checkedOn: periodStart('valid'),
    validUntil: periodEnd('valid'),
  },
}

export const personView: EntityView = {
  type: 'Person',
  action: 'household:read',
  table: 'public.person',
  versions: 'history.person_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('id'),
  fields: {
    id: idColumn('Person', 'id'),
    household: pointer(() => householdView, 'household_id'),
    leaseParty: column('lease_party'),
    addressProtected: column('address_protected'),
    erased: column('erased'),
    identity: pointer(() => personIdentityView, 'id', 'person_id'),
    recordedFrom,
    recordedUntil,
  },
}

const sealed = (part: SealedPart): SealedField => ({
  kind: 'sealed',
  column: `${part}_sealed`,
  person: 'person_id',
  part,
})

export const personIdentityView: EntityView = {
  type: 'PersonIdentity',
  action: 'person:readIdentity',
  table: 'public.person_identity',
  versions: 'history.person_identity_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('person_id'),
  fields: {
    id: idColumn('PersonIdentity', 'id'),
    name: sealed('name'),
    cpr: sealed('cpr'),
    phone: sealed('phone'),
    email: sealed('email'),
    address: sealed('address'),
  },
}

export const disclosureView: EntityView = {
  type: 'Disclosure',
  action: 'disclosure:read',
  table: 'public.disclosure',
  versions: 'history.disclosure_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('household_id'),
  fields: {
    id: idColumn('Disclosure', 'id'),
    dwelling: itsDwelling,
    validFrom: periodStart('valid'),
    validUntil: periodEnd('valid'),
    withdrawn: column('withdrawn'),
    basis: column('basis'),
    adults: column('adults'),
    children: column('children'),
    moveInOn: column('move_in_on'),
    derogations: column('derogations'),
    municipalContact: column('municipal_contact'),
    payer: column('payer'),
    guarantee: kronerColumn('guarantee_oere'),
    areaChecks: {
      kind: 'list',
      type: 'DisclosedAreaCheck',
      from: (t, check) => `jsonb_to_recordset(${t}.area_checks) ${check}(rule text, allowed boolean)`,
      orderBy: (check) => `${check}.rule`,
      fields: { rule: column('rule'), allowed: column('allowed') },
    },
    tenants: {
      kind: 'connection',
      list: () => tenantList,
      on: (t, identity) => `${identity}.household_id = ${t}.household_id and ${identity}.lease_party`,
    },
  },
}

/** A filter over the need of the household. */
const byNeed = (cast: string, sql: (need: string, value: string, t: string) => string): Filter => ({
  cast,
  sql: (t, value, table) =>
    `exists (select from ${table('household_need')} n where n.household_id = ${t}.id and ${sql('n', value, t)})`,
})

const entered = (t: string) => `${t}.id`

export const householdList: ListView = {
  view: householdView,
  orders: {
    ENTERED_ASC: { by: entered, cast: 'uuid', direction: 'asc' },
    ENTERED_DESC: { by: entered, cast: 'uuid', direction: 'desc' },
    CASE_REFERENCE_ASC: { by: (t) => `${t}.case_reference`, cast: 'text', direction: 'asc' },
  },
  defaultOrder: 'ENTERED_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    caseReference: { cast: 'text', sql: (t, reference) => `${t}.case_reference = ${reference}` },
    organisationUnitId: { cast: 'text', sql: (t, id) => `${t}.organisation_unit_id::text = lower(${id})` },
    kleNumber: {
      cast: 'text',
      sql: (t, kle) => `(${t}.kle_number = ${kle} or starts_with(${t}.kle_number, ${kle} || '.'))`,
    },
    statuses: { cast: 'text[]', sql: (t, statuses) => `${t}.status = any (${statuses})` },
    needClasses: byNeed('text[]', (n, classes) => `${n}.need_class = any (${classes})`),
    rentClasses: byNeed('text[]', (n, classes) => `${rentClassSql(n)} = any (${classes})`),
    cohort: byNeed('text', (n, cohort) => `${cohort} = any (${n}.cohorts)`),
    shelterDueBefore: byNeed(
      'date',
      (n, day, t) => `${shelterDueSql(n)} < ${day} and ${t}.status not in ('HOUSED', 'CLOSED')`,
    ),
  },
}

const personList: ListView = {
  view: personView,
  orders: { ENTERED_ASC: { by: entered, cast: 'uuid', direction: 'asc' } },
  defaultOrder: 'ENTERED_ASC',
  filters: {},
}

const areaCheckList: ListView = {
  view: areaCheckView,
  orders: { CHECKED_DESC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'desc' } },
  defaultOrder: 'CHECKED_DESC',
  filters: {},
}

const tenantList: ListView = {
  view: personIdentityView,
  orders: { ENTERED_ASC: { by: (t) => `${t}.person_id`, cast: 'uuid', direction: 'asc' } },
  defaultOrder: 'ENTERED_ASC',
  filters: {},
}

const validFrom = (t: string) => `lower(${t}.valid)`

export const disclosureList: ListView = {
  view: disclosureView,
  orders: {
    VALID_FROM_ASC: { by: validFrom, cast: 'date', direction: 'asc' },
    VALID_FROM_DESC: { by: validFrom, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'VALID_FROM_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    basis: { cast: 'text', sql: (t, basis) => `${t}.basis = ${basis}` },
  },
}

/** What this context contributes to the read model. */
export const householdReadModel: Partial<ReadModel> = {
  roots: {
    households: { kind: 'connection', list: householdList },
    household: { kind: 'byId', view: householdView },
    person: { kind: 'byId', view: personView },
    disclosures: { kind: 'connection', list: disclosureList },
    disclosure: { kind: 'byId', view: disclosureView },
  },
  nodes: [householdView, householdNeedView, areaCheckView, personView, personIdentityView, disclosureView],
}

/** The one query of this context whose key is kept outside the database. */
export function personLookUp(find: FindPerson): Partial<ReadModel> {
  return {
    roots: {
      personByCpr: {
        kind: 'lookup',
        view: personView,
        find: ({ cpr, municipalityCode }, actor) => find(String(cpr), String(municipalityCode), actor),
      },
    },
  }
}
