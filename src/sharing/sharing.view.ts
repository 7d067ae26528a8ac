import {
  type ConnectionField,
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  instantSql,
  type ListView,
  periodEnd,
  periodStart,
  type ReadModel,
} from '../platform/read/view.ts'
import { estateList, itsMunicipality, itsOrganisation } from '../registry/index.ts'

/** The grant's revocation, as something to select from. */
const revocationOf = (t: string) => `public.data_sharing_revocation r where r.grant_id = ${t}.id`

export const dataSharingGrantView: EntityView = {
  type: 'DataSharingGrant',
  action: 'dataSharing:read',
  table: 'public.data_sharing_grant',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('DataSharingGrant', 'id'),
    municipality: itsMunicipality,
    organisation: itsOrganisation,
    signedFor: column('signed_for'),
    signedAt: instantColumn('recorded_at'),
    fieldGroup: column('field_group'),
    purpose: column('purpose'),
    validFrom: periodStart('valid'),
    validUntil: periodEnd('valid'),
    estateIds: {
      kind: 'column',
      sql: (t) => `(select array_agg('Estate:' || estate.id) from unnest(${t}.estate_ids) estate(id))`,
    },
    estates: {
      kind: 'connection',
      list: () => estateList,
      on: (t, estate) => `${estate}.id = any (${t}.estate_ids)`,
    },
    revokedAt: {
      kind: 'column',
      sql: (t) => `(select ${instantSql('r.recorded_at')} from ${revocationOf(t)})`,
    },
    inForce: {
      kind: 'column',
      sql: (t, args) => `(${t}.valid @> ${args.today()} and not exists (select from ${revocationOf(t)}))`,
    },
  },
}

const dataSharingGrantList: ListView = {
  view: dataSharingGrantView,
  orders: {
    SIGNED_DESC: { by: (t) => `${t}.recorded_at`, cast: 'timestamptz', direction: 'desc' },
    VALID_UNTIL_ASC: { by: (t) => `upper(${t}.valid)`, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'SIGNED_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    fieldGroup: { cast: 'text', sql: (t, group) => `${t}.field_group = ${group}` },
    inForceOn: {
      cast: 'date',
      // On the day of its revocation a grant has ended.
      sql: (t, day) =>
        `(${t}.valid @> ${day} and not exists (
           select from ${revocationOf(t)} and (r.recorded_at at time zone 'Europe/Copenhagen')::date <= ${day}))`,
    },
  },
}

const grantsWhere = (on: ConnectionField['on']): ConnectionField => ({
  kind: 'connection',
  list: () => dataSharingGrantList,
  on,
})

/** What this context contributes to the read model: its queries, and grants below the two parties. */
export const sharingReadModel: Partial<ReadModel> = {
  roots: {
    dataSharingGrants: { kind: 'connection', list: dataSharingGrantList },
    dataSharingGrant: { kind: 'byId', view: dataSharingGrantView },
  },
  nodes: [dataSharingGrantView],
  extensions: {
    Municipality: { dataSharingGrants: grantsWhere((t, grant) => `${grant}.municipality_code = ${t}.code`) },
    HousingOrganisation: {
      dataSharingGrants: grantsWhere((t, grant) => `${grant}.organisation_id = ${t}.id`),
    },
  },
}
