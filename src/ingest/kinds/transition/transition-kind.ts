import type { Action } from '../../../access/policy.ts'
import type { Change } from '../../../platform/change.ts'
import type { SourceVersion } from '../../../registry/index.ts'
import {
  type AppliedRecord,
  applyTransitionRecords,
  type ReportedRecord,
  type TransitionRecordKind,
  type TransitionRecords,
  versionOfRecord,
} from '../../../transitions/index.ts'
import type { FeedMapping, ReadRecord } from '../../feed-format.ts'
import { problemOf } from '../../feed-problem.ts'
import { type RecordForm, readJsonRecords, readTableRecords } from '../../record-form.ts'
import type { RecordApplier, RecordKind, RecordResult, RunningDelivery } from '../../record-kind.ts'
import { arrearsForm } from './arrears-form.ts'
import { stayForm } from './stay-form.ts'
import { supportForm } from './support-form.ts'
import { tenancyForm } from './tenancy-form.ts'

type Taken<Kind extends TransitionRecordKind> = ReadRecord<TransitionRecords[Kind]> & {
  readonly version: SourceVersion | null
}

/** The kinds that municipalities deliver: their records name cases. */
const OF_CASES: ReadonlySet<TransitionRecordKind> = new Set(['STAY', 'SUPPORT'])

/** Lejemål: the tenancies of a housing organisation. */
export const tenancyKind = kindOf('TENANCY', tenancyForm, 'tenancy:record')
/** Huslejerestancer: the rent arrears of those to whom a municipality has allocated a dwelling. */
export const arrearsKind = kindOf('ARREARS', arrearsForm, 'arrears:report')
/** Ophold: where the households of a municipality's cases stay. */
export const stayKind = kindOf('STAY', stayForm, 'stay:record')
/** Bostøtte: how they are supported. */
export const supportKind = kindOf('SUPPORT', supportForm, 'support:record')

function kindOf<Kind extends TransitionRecordKind, Fields>(
  code: Kind,
  form: RecordForm<Fields, TransitionRecords[Kind]>,
  action: Action,
): RecordKind<TransitionRecords[Kind], Taken<Kind>> {
  return {
    code,
    actions: [action],
    owner: OF_CASES.has(code) ? 'MUNICIPALITY' : 'ORGANISATION',
    formats: ['CSV', 'NDJSON'],
    mapped: false,
    oneByOne: true,
    namesCases: OF_CASES.has(code),
    closing: null,
    read: (source, { format, mapping }) =>
      format === 'CSV'
        ? readTableRecords(form, source, (mapping as Partial<FeedMapping>).columns)
        : readJsonRecords(form, source),
    applier: (running, delivery) => applierOf(code, running, delivery),
  }
}

function applierOf<Kind extends TransitionRecordKind>(
  kind: Kind,
  running: Change,
  { id, feed, sourceTime, clock }: RunningDelivery,
): RecordApplier<TransitionRecords[Kind], Taken<Kind>> {
  return {
    take: (read) => ({
      ...read,
      version: read.record === null ? null : versionOfRecord(read.record, sourceTime),
    }),
    lookUp: async () => undefined,
    async apply(batch) {
      const reports = batch.filter((one): one is Taken<Kind> & ReportedRecord<Kind> => one.record !== null)
      const applied = applyTransitionRecords(running, clock, { feed, deliveryId: id }, kind, reports)
      return { applied, results: applied.then((all) => resultsOf(batch, all)) }
    },
  }
}

function resultsOf(
  batch: readonly Pick<ReadRecord<unknown>, 'row' | 'raw' | 'problems'>[],
  applied: readonly AppliedRecord[],
): RecordResult[] {
  const byRow = new Map(applied.map((one) => [one.row, one]))
  return batch.map(({ row, raw, problems }): RecordResult => {
    const one = byRow.get(row)
    if (one === undefined) return { row, raw, problems, outcome: 'QUARANTINED', vacancyId: null }
    const { outcome, householdId, refusal, notes } = one
    const told = [
      ...(refusal === null ? [] : [problemOf('ERROR', refusal)]),
      ...notes.map((note) => problemOf('INFO', note)),
    ]
    return { row, raw, outcome, vacancyId: null, householdId, problems: [...problems, ...told] }
  })
}
