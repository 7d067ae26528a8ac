import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  kronerColumn,
  type ListView,
  pointer,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { tenancyView } from '../tenancies/index.ts'
import { ofDwelling } from './case-rows.view.ts'
import { ofTransition } from './transition.view.ts'

export const guaranteeClaimView: EntityView = {
  type: 'GuaranteeClaim',
  action: 'guarantee:read',
  table: 'public.guarantee_claim',
  versions: 'history.guarantee_claim_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('GuaranteeClaim', 'id'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    ...ofDwelling,
    transition: ofTransition,
    claimedOn: column('claimed_on'),
    amount: kronerColumn('amount_oere'),
    documentationReference: column('documentation_reference'),
    state: column('state'),
    granted: kronerColumn('granted_oere'),
    decidedOn: column('decided_on'),
    decisionReason: column('decision_reason'),
    ...recorded,
  },
}

const claimed = (t: string) => `${t}.claimed_on`

const guaranteeClaimList: ListView = {
  view: guaranteeClaimView,
  orders: {
    CLAIMED_DESC: { by: claimed, cast: 'date', direction: 'desc' },
    CLAIMED_ASC: { by: claimed, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'CLAIMED_DESC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    tenancyId: idFilter('Tenancy', 'tenancy_id'),
    states: { cast: 'text[]', sql: (t, states) => `${t}.state = any (${states})` },
    claimedBefore: { cast: 'date', sql: (t, day) => `${t}.claimed_on < ${day}` },
  },
}

/** What claims contribute to the read model. */
export const guaranteeReadModel: Partial<ReadModel> = {
  roots: {
    guaranteeClaims: { kind: 'connection', list: guaranteeClaimList },
    guaranteeClaim: { kind: 'byId', view: guaranteeClaimView },
  },
  nodes: [guaranteeClaimView],
}
