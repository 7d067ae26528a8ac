import {
  type ColumnField,
  column,
  type EntityView,
  instantColumn,
  type ListView,
  type ReadModel,
} from '../platform/read/view.ts'
import { type AuditSource, rowKey, SEALED_TABLES } from './leaf.ts'

const hexColumn = (name: string): ColumnField => ({
  kind: 'column',
  sql: (t) => `encode(${t}.${name}, 'hex')`,
})

const checkpointView: EntityView = {
  type: 'AuditCheckpoint',
  action: 'audit:verify',
  table: 'audit.checkpoint',
  scope: {},
  key: { column: 'tree_size', cast: 'bigint' },
  fields: {
    treeSize: column('tree_size'),
    root: hexColumn('root'),
    at: instantColumn('at'),
    jws: column('jws'),
  },
}

const checkpointList: ListView = {
  view: checkpointView,
  orders: {
    TREE_SIZE_DESC: { by: (t) => `${t}.tree_size`, cast: 'bigint', direction: 'desc' },
    TREE_SIZE_ASC: { by: (t) => `${t}.tree_size`, cast: 'bigint', direction: 'asc' },
  },
  defaultOrder: 'TREE_SIZE_DESC',
  filters: {},
}

const NEWEST_SIZE = '(select max(tree_size) from audit.checkpoint)'

/** Of a row that the actor does not see there is no leaf either. */
const proofView: EntityView = {
  type: 'AuditProof',
  action: 'audit:verify',
  table: 'audit.seen_leaf',
  scope: {},
  key: { column: 'row_key', cast: 'text' },
  fields: {
    rowId: { kind: 'column', sql: (t) => `substr(${t}.row_key, strpos(${t}.row_key, ':') + 1)` },
    leafIndex: column('leaf_index'),
    leafHash: hexColumn('leaf_hash'),
    treeSize: { kind: 'column', sql: () => NEWEST_SIZE },
    hashes: {
      kind: 'column',
      sql: (t) =>
        `(select coalesce(json_agg(encode(hash, 'hex') order by place), '[]')
            from unnest(audit.inclusion_path(${t}.leaf_index, ${NEWEST_SIZE})) with ordinality p(hash, place))`,
    },
    checkpoint: {
      kind: 'one',
      view: () => checkpointView,
      on: (_, checkpoint) => `${checkpoint}.tree_size = ${NEWEST_SIZE}`,
    },
  },
}

/** What this context contributes to the read model: checkpoints and proofs. */
export const auditReadModel: Partial<ReadModel> = {
  roots: {
    auditCheckpoints: { kind: 'connection', list: checkpointList },
    auditProof: {
      kind: 'lookup',
      view: proofView,
      find: async ({ source, rowId }) => rowKey(SEALED_TABLES[source as AuditSource].table, String(rowId)),
    },
  },
}
