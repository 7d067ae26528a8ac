import type { Refusal } from '../../../kernel/errors.ts'
import type { Change } from '../../../platform/change.ts'
import type { SourceVersion } from '../../../registry/index.ts'
import {
  type AppliedStatement,
  applyStatements,
  countStatements,
  countStatementsUnseenSince,
  type Stated,
  type SubsidyRecord,
  versionOfStatement,
  withdrawStatementsUnseenSince,
} from '../../../subsidies/index.ts'
import type { Problem, ReadRecord } from '../../feed-format.ts'
import type { RecordApplier, RecordKind, RecordResult, RunningDelivery } from '../../record-kind.ts'
import { readSubsidies } from './subsidy-ndjson.ts'

type Taken = ReadRecord<SubsidyRecord> & { readonly version: SourceVersion | null }

/** Tilskud: frames, conditions, commitments, periods and payments, as the fund or a municipality states them. */
export const subsidyKind: RecordKind<SubsidyRecord, Taken> = {
  code: 'SUBSIDY',
  owner: 'FUND_OR_MUNICIPALITY',
  actions: ['subsidy:record', 'subsidyFrame:give'],
  mapped: false,
  oneByOne: true,
  formats: ['NDJSON'],
  namesCases: false,
  closing: {
    countOpen: countStatements,
    countUnseenSince: countStatementsUnseenSince,
    closeUnseenSince: withdrawStatementsUnseenSince,
  },
  read: (source, feed) => readSubsidies(source, feed.municipalityCode),
  applier: subsidyApplier,
}

function subsidyApplier(
  running: Change,
  { id, feed, sourceTime }: RunningDelivery,
): RecordApplier<SubsidyRecord, Taken> {
  const side = feed.municipalityCode === null ? 'FUND' : 'MUNICIPALITY'
  const source = { feed, deliveryId: id, side, sourceTime } as const
  return {
    take: (read) => ({
      ...read,
      version: read.record === null ? null : versionOfStatement(read.record, sourceTime),
    }),
    lookUp: async () => undefined,
    async apply(batch) {
      // What a record finds depends on the ones before it, and each may be undone by itself.
      const applied = await applyStatements(running, source, batch.filter(isStated))
      return { applied: Promise.resolve(), results: Promise.resolve(resultsOf(batch, applied)) }
    },
  }
}

function isStated(one: Taken): one is Taken & Stated {
  return one.record !== null
}

function resultsOf(batch: readonly Taken[], applied: readonly AppliedStatement[]): RecordResult[] {
  const byRow = new Map(applied.map((one) => [one.row, one]))
  return batch.map(({ row, raw, problems }): RecordResult => {
    const one = byRow.get(row)
    if (one === undefined)
      return { row, raw, problems, outcome: 'QUARANTINED', vacancyId: null, unnamed: true }
    const { outcome, refusal, notes } = one
    const told = [
      ...(refusal === null ? [] : [problemOf('ERROR', refusal)]),
      ...notes.map((note) => problemOf('INFO', note)),
    ]
    return { row, raw, outcome, vacancyId: null, problems: [...problems, ...told] }
  })
}

function problemOf(severity: Problem['severity'], { path, code, text }: Refusal): Problem {
  return { severity, path: path ?? '$', code, text }
}
