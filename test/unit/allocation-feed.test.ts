import type { AllocationRecord } from '../../src/allocations/index.ts'
import { inOrderOfReports } from '../../src/allocations/report-order.rules.ts'
import { type FeedSettings, feedRefusals } from '../../src/ingest/feed.rules.ts'
import { holdsCpr, withoutCpr } from '../../src/kernel/cpr.ts'

const KIND = { owner: 'MUNICIPALITY', formats: ['NDJSON'], wholeLists: false, mapped: false } as const
const FEED: FeedSettings = {
  ...{ code: 'kommune-0169-sager', format: 'NDJSON', mode: 'DELTA', closingLimitPercent: 20 },
  ...{ organisationId: null, municipalityCode: '0169', mapping: null },
}

describe('A feed', () => {
  it.each<[string, object, string[]]>([
    ['of a municipality', {}, []],
    ['without an owner', { municipalityCode: null }, ['OWNER_NOT_FOR_KIND']],
    [
      'with everything wrong',
      { code: 'X', organisationId: 'x', format: 'CSV', mode: 'SNAPSHOT', closingLimitPercent: -1 },
      [
        'FEED_CODE_MALFORMED',
        'OWNER_NOT_FOR_KIND',
        'FORMAT_NOT_FOR_KIND',
        'MODE_NOT_FOR_KIND',
        'CLOSING_LIMIT_OUT_OF_RANGE',
      ],
    ],
  ])('%s', (_name, changes, codes) => {
    expect(
      feedRefusals({ ...FEED, ...(changes as Partial<FeedSettings>) }, KIND).map(({ code }) => code),
    ).toEqual(codes)
  })

  it('of vacancies needs a mapping', () => {
    const kind = { owner: 'ORGANISATION', formats: ['CSV'], wholeLists: true, mapped: true } as const
    const feed: FeedSettings = {
      ...{ ...FEED, municipalityCode: null, organisationId: 'x' },
      ...{ format: 'CSV', mode: 'SNAPSHOT' },
    }
    expect(feedRefusals(feed, kind).map(({ code }) => code)).toEqual(['MAPPING_MISSING'])
  })
})

describe('CPR numbers in a text', () => {
  it.each([
    ['3112575001', '██████████'],
    ['om 311257-5001.', 'om ███████████.'],
    ['311257 5001, 3112575002', '███████████, ██████████'],
    ['løbenummer 9912575001', 'løbenummer 9912575001'],
    ['2026-11-22T10:00', '2026-11-22T10:00'],
  ])('%s becomes %s', (text, without) => {
    expect(withoutCpr(text)).toBe(without)
    expect(holdsCpr(withoutCpr(text))).toBe(false)
  })
})

describe('The order in which reports are followed', () => {
  const report = (
    sourceId: string,
    sequence: number,
    time: number,
    more: Partial<AllocationRecord> = {},
  ) => ({
    record: { sourceId, decidedOn: null, answer: null, ending: null, ...more } as AllocationRecord,
    version: { sequence: String(sequence), time: `2026-12-01T0${time}:00:00Z`, hash: 'a' },
  })
  const over = { ending: { kind: 'WITHDRAWN', on: '2026-12-01' } } as Partial<AllocationRecord>

  it.each([
    ['of one allocation by sequence, whatever their times', [report('a', 2, 1), report('a', 1, 2)], [1, 0]],
    [
      'of several by the time of the newest',
      [report('b', 1, 2), report('a', 1, 3), report('b', 2, 4)],
      [1, 0, 2],
    ],
    ['at one time those that are over first', [report('a', 1, 1), report('b', 1, 1, over)], [1, 0]],
    ['else by id', [report('b', 1, 1), report('a', 1, 1)], [1, 0]],
  ])('%s', (_name, reports, order) => {
    expect(inOrderOfReports(reports)).toEqual(order)
  })
})
