import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  type ListView,
  pointer,
  type ReadModel,
} from '../platform/read/view.ts'
import { itsMunicipality, itsOrganisation } from '../registry/index.ts'
import { vacancyView } from '../vacancies/index.ts'

/** A feed and what came by it is its owner's. */
const OWNER = { organisation: 'organisation_id', municipality: 'municipality_code' } as const

export const feedView: EntityView = {
  type: 'Feed',
  action: 'feed:read',
  table: 'public.feed',
  versions: 'history.feed_versions',
  scope: OWNER,
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Feed', 'id'),
    code: column('code'),
    kind: column('kind'),
    municipality: itsMunicipality,
    organisation: itsOrganisation,
    format: column('format'),
    mode: column('mode'),
    closingLimitPercent: column('closing_limit_percent'),
    snapshotAt: instantColumn('snapshot_at'),
    deliveries: {
      kind: 'connection',
      list: () => deliveryList,
      on: (t, delivery) => `${delivery}.feed_id = ${t}.id`,
    },
  },
}

export const deliveryView: EntityView = {
  type: 'Delivery',
  action: 'delivery:read',
  table: 'public.delivery',
  scope: OWNER,
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Delivery', 'id'),
    feed: pointer(() => feedView, 'feed_id'),
    via: column('via'),
    mode: column('mode'),
    status: column('status'),
    receivedAt: instantColumn('received_at'),
    sourceTime: instantColumn('source_time'),
    sha256: column('sha256'),
    sizeBytes: { kind: 'column', sql: (t) => `${t}.size_bytes::text` },
    received: column('received'),
    applied: column('applied'),
    unchanged: column('unchanged'),
    superseded: column('superseded'),
    quarantined: column('quarantined'),
    openBefore: column('open_before'),
    missing: column('missing'),
    closed: column('closed'),
    records: {
      kind: 'connection',
      list: () => deliveryRecordList,
      on: (t, record) => `${record}.delivery_id = ${t}.id`,
    },
  },
}

const deliveryRecordView: EntityView = {
  type: 'DeliveryRecord',
  action: 'delivery:read',
  table: 'public.delivery_record',
  scope: OWNER,
  key: { column: 'row', cast: 'integer' },
  fields: {
    row: column('row'),
    outcome: column('outcome'),
    vacancy: pointer(() => vacancyView, 'vacancy_id'),
    raw: {
      kind: 'column',
      sql: (t) =>
        `(select w.raw from public.delivery_raw w where w.delivery_id = ${t}.delivery_id and w.row = ${t}.row)`,
    },
    caseRecord: {
      kind: 'one',
      view: () => caseRecordView,
      on: (t, raw) => `${raw}.delivery_id = ${t}.delivery_id and ${raw}.row = ${t}.row`,
    },
    problems: {
      kind: 'list',
      type: 'DeliveryProblem',
      from: (t, problem) =>
        `(select * from public.delivery_problem p where p.delivery_id = ${t}.delivery_id and p.row = ${t}.row
           order by p.position limit 50) ${problem}`,
      orderBy: (problem) => `${problem}.position`,
      fields: {
        severity: column('severity'),
        row: column('row'),
        path: column('path'),
        code: column('code'),
        messageDa: column('text_da'),
        messageEn: column('text_en'),
      },
    },
  },
}

const caseRecordView: EntityView = {
  type: 'CaseRecord',
  action: 'delivery:readCaseRaw',
  table: 'public.delivery_case_raw',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  personal: { subjects: (t) => `${t}.subject_id`, municipality: (t) => `${t}.municipality_code` },
  fields: { id: idColumn('CaseRecord', 'id'), raw: column('raw') },
}

const feedList: ListView = {
  view: feedView,
  orders: { CODE_ASC: { by: (t) => `${t}.code`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'CODE_ASC',
  filters: {},
}

const deliveryList: ListView = {
  view: deliveryView,
  orders: { RECEIVED_DESC: { by: (t) => `${t}.received_at`, cast: 'timestamptz', direction: 'desc' } },
  defaultOrder: 'RECEIVED_DESC',
  filters: {
    feedId: idFilter('Feed', 'feed_id'),
    feedCode: {
      cast: 'text',
      sql: (t, code) => `${t}.feed_id = (select f.id from public.feed f where f.code = ${code})`,
    },
    statuses: { cast: 'text[]', sql: (t, statuses) => `${t}.status = any (${statuses})` },
  },
}

const deliveryRecordList: ListView = {
  view: deliveryRecordView,
  orders: { ROW_ASC: { by: (t) => `${t}.row`, cast: 'integer', direction: 'asc' } },
  defaultOrder: 'ROW_ASC',
  filters: {
    outcomes: { cast: 'text[]', sql: (t, outcomes) => `${t}.outcome = any (${outcomes})` },
    problemCode: {
      cast: 'text',
      sql: (t, code) =>
        `exists (select 1 from public.delivery_problem p where p.delivery_id = ${t}.delivery_id and p.row = ${t}.row and p.code = ${code})`,
    },
  },
}

/** What the ingest contributes to the read model. */
export const ingestReadModel: Partial<ReadModel> = {
  roots: {
    feeds: { kind: 'connection', list: feedList },
    delivery: { kind: 'byId', view: deliveryView },
    deliveries: { kind: 'connection', list: deliveryList },
  },
  nodes: [feedView, deliveryView, caseRecordView],
  extensions: {
    AllocationDecision: {
      feed: pointer(() => feedView, 'feed_id'),
    },
    Vacancy: {
      feed: pointer(() => feedView, 'feed_id'),
      delivery: pointer(() => deliveryView, 'delivery_id'),
    },
  },
}
