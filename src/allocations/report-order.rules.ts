import { isNewer, microsecondsOf, type SourceVersion } from '../registry/index.ts'
import type { AllocationRecord } from './allocation.record.ts'

interface Report {
  readonly record: AllocationRecord
  readonly version: SourceVersion
}

/**
 * The places of reports in the order in which they are to be followed: those of one allocation from the oldest to the
 * newest; allocations by the time of their newest report, at one time those that free a dwelling or a household first.
 */
export function inOrderOfReports(reports: readonly Report[]): readonly number[] {
  const groups = new Map<string, { newest: Report; places: number[] }>()
  for (const [place, report] of reports.entries()) {
    const group = groups.get(report.record.sourceId)
    if (group === undefined) groups.set(report.record.sourceId, { newest: report, places: [place] })
    else {
      group.places.push(place)
      if (isNewer(report.version, group.newest.version)) group.newest = report
    }
  }
  const age = (a: number, b: number) => {
    const [one, other] = [reports[a] as Report, reports[b] as Report]
    if (isNewer(one.version, other.version)) return 1
    return isNewer(other.version, one.version) ? -1 : a - b
  }
  return [...groups.values()]
    .sort((a, b) => inOrder(a.newest, b.newest))
    .flatMap(({ places }) => places.sort(age))
}

function inOrder(a: Report, b: Report): number {
  return (
    microsecondsOf(a.version.time) - microsecondsOf(b.version.time) ||
    Number(isOver(b.record)) - Number(isOver(a.record)) ||
    compare(a.record.decidedOn ?? '', b.record.decidedOn ?? '') ||
    compare(a.record.sourceId, b.record.sourceId)
  )
}

function isOver({ answer, ending }: AllocationRecord): boolean {
  return ending !== null || answer?.answer === 'DECLINED'
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
