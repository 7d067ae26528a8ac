import {
  type AllocationRecord,
  type AppliedReport,
  applyAllocationRecords,
  type ReportedAllocation,
  versionOfReport,
} from '../../../allocations/index.ts'
import type { Change } from '../../../platform/change.ts'
import type { SourceVersion } from '../../../registry/index.ts'
import type { ReadRecord } from '../../feed-format.ts'
import { problemOf } from '../../feed-problem.ts'
import type { RecordApplier, RecordKind, RecordResult, RunningDelivery } from '../../record-kind.ts'
import { readAllocations } from './allocation-ndjson.ts'

type Taken = ReadRecord<AllocationRecord> & { readonly version: SourceVersion | null }

/** Anvisninger: the allocations of a municipality, out of its case system. */
export const allocationKind: RecordKind<AllocationRecord, Taken> = {
  code: 'ALLOCATION',
  owner: 'MUNICIPALITY',
  actions: ['allocation:report'],
  mapped: false,
  oneByOne: true,
  formats: ['NDJSON'],
  namesCases: true,
  closing: null,
  read: (source, _feed, today) => readAllocations(source, today),
  applier: allocationApplier,
}

function allocationApplier(
  running: Change,
  { id, feed, sourceTime, clock }: RunningDelivery,
): RecordApplier<AllocationRecord, Taken> {
  const source = { feed, deliveryId: id, municipalityCode: feed.municipalityCode ?? '' }
  // What a report finds depends on the one before it, so batches wait for each other.
  let before: Promise<unknown> = Promise.resolve()
  return {
    take: (read) => ({
      ...read,
      version: read.record === null ? null : versionOfReport(read.record, sourceTime),
    }),
    lookUp: async () => undefined,
    async apply(batch) {
      await before
      const applied = applyAllocationRecords(running, clock, source, batch.filter(isReport))
      before = applied
      return { applied, results: applied.then((all) => resultsOf(batch, all)) }
    },
  }
}

function isReport(one: Taken): one is Taken & ReportedAllocation {
  return one.record !== null
}

function resultsOf(batch: readonly Taken[], applied: readonly AppliedReport[]): RecordResult[] {
  const byRow = new Map(applied.map((one) => [one.row, one]))
  return batch.map(({ row, raw, problems }): RecordResult => {
    const one = byRow.get(row)
    if (one === undefined) return { row, raw, problems, outcome: 'QUARANTINED', vacancyId: null }
    const { outcome, vacancyId, householdId, refusal, notes } = one
    const told = [
      ...(refusal === null ? [] : [problemOf('ERROR', refusal)]),
      ...notes.map((note) => problemOf('INFO', note)),
    ]
    return { row, raw, outcome, vacancyId, householdId, problems: [...problems, ...told] }
  })
}
