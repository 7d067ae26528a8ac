import { isNewer, type SourceVersion } from '../registry/index.ts'
import { ARREARS_STEPS } from './arrears.ts'
import type { TransitionRecordKind, TransitionRecords } from './transition.record.ts'

interface Reported<Kind extends TransitionRecordKind> {
  readonly record: TransitionRecords[Kind]
  readonly version: SourceVersion
}

type DayOf = { readonly [Kind in TransitionRecordKind]: (record: TransitionRecords[Kind]) => string }

/** When what a record tells of began, and on one day which step came first. */
const DAY_OF: DayOf = {
  TENANCY: ({ from }) => from,
  ARREARS: ({ happenedOn, kind }) => `${happenedOn} ${ARREARS_STEPS.indexOf(kind)}`,
  STAY: ({ from }) => from,
  SUPPORT: ({ from }) => from,
}

/**
 * Records in the order in which they are to be followed: things by the days on which they began, and the records of one thing
 * from the oldest to the newest.
 */
export function inOrderOfRecords<Kind extends TransitionRecordKind, Report extends Reported<Kind>>(
  kind: Kind,
  reports: readonly Report[],
): readonly Report[] {
  const groups = [...Map.groupBy(reports, ({ record }) => record.sourceId).values()].map((group) =>
    group.toSorted((a, b) => Number(isNewer(a.version, b.version)) - Number(isNewer(b.version, a.version))),
  )
  const began = new Map(groups.map((group) => [group, DAY_OF[kind]((group.at(-1) as Report).record)]))
  return groups.toSorted((a, b) => compare(began.get(a) ?? '', began.get(b) ?? '')).flat()
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
