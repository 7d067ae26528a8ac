import {
  column,
  type EntityView,
  idColumn,
  kronerColumn,
  type ListView,
  pointer,
  type ReadModel,
  recordedFrom,
  recordedUntil,
} from '../platform/read/view.ts'
import { itsMunicipality, municipalityView } from '../registry/index.ts'
import { ageCounts, householdView } from './household.view.ts'
import { about } from './need.view.ts'

/** Both municipalities read it, so no single one of its columns says whose rows an actor sees. */
export const referralView: EntityView = {
  type: 'HouseholdReferral',
  action: 'referral:read',
  table: 'public.household_referral',
  versions: 'history.household_referral_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  personal: {
    ...about('household_id'),
    // Whoever is told of the household answers for who looks; of the case that came of it, once there is one.
    alsoOf: {
      municipality: (t) => `${t}.to_municipality_code`,
      subjects: (t) =>
        `case when ${t}.to_municipality_code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])
           then coalesce(${t}.received_household_id, ${t}.id)::text else '' end`,
    },
  },
  fields: {
    id: idColumn('HouseholdReferral', 'id'),
    household: pointer(() => householdView, 'household_id'),
    receivedHousehold: pointer(() => householdView, 'received_household_id'),
    municipality: itsMunicipality,
    toMunicipality: pointer(() => municipalityView, 'to_municipality_code', 'code'),
    state: column('state'),
    sentOn: column('sent_on'),
    answeredOn: column('answered_on'),
    declineReason: column('decline_reason'),
    adults: column('adults'),
    children: column('children'),
    ages: ageCounts,
    wantedDwellingTypes: column('wanted_dwelling_types'),
    rentMax: kronerColumn('rent_max_oere'),
    accessibilityNeeded: column('accessibility_needed'),
    elderlyNeed: column('elderly_need'),
    crisisCentrePriority: column('crisis_centre_priority'),
    recordedFrom,
    recordedUntil,
  },
}

const referralList: ListView = {
  view: referralView,
  orders: { ENTERED_DESC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'desc' } },
  defaultOrder: 'ENTERED_DESC',
  filters: {
    states: { cast: 'text[]', sql: (t, states) => `${t}.state = any (${states})` },
    toMunicipalityCode: { cast: 'text', sql: (t, code) => `${t}.to_municipality_code = ${code}` },
    fromMunicipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
  },
}

/** What referrals contribute to the read model. */
export const referralReadModel: Partial<ReadModel> = {
  roots: {
    referrals: { kind: 'connection', list: referralList },
    referral: { kind: 'byId', view: referralView },
  },
  nodes: [referralView],
}
