import type { RequestOrigin } from '../../src/access/actor.ts'
import type { FeedFormatCode, FeedMapping } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import fc from '../support/fast-check.ts'
import { repositoryFile } from '../support/feeds.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest
let origin: RequestOrigin

const SAMPLES: Readonly<Record<FeedFormatCode, Buffer>> = {
  CSV: repositoryFile('src/demo/feeds/ledige-boliger.csv'),
  INCOM_JSON: Buffer.concat([
    repositoryFile('src/demo/feeds/incom-tenancies.json'),
    repositoryFile('src/demo/feeds/incom-details.json'),
  ]),
  LBF_XML: repositoryFile('src/demo/feeds/lbf-boligliste.xml'),
  NDJSON: repositoryFile('test/support/fixtures/feeds/vacancies-good.ndjson'),
}
const OWN_CODES: Readonly<Record<FeedFormatCode, string>> = {
  CSV: '0045',
  INCOM_JSON: '0007',
  LBF_XML: '0311',
  NDJSON: '0045',
}
const CODES = Object.keys(SAMPLES) as FeedFormatCode[]

beforeAll(async () => {
  hub = await testIngest()
  const made = await hub.organisation('6001')
  origin = made.origin
  for (const format of CODES) {
    await hub.feed(origin, made.id, feedOf(format), {
      format,
      mapping: { municipalityCode: '0169', leaseEnd: 'LAST_DAY', sourceOrganisationCode: OWN_CODES[format] },
    })
  }
}, 60_000)
afterAll(() => hub.stop())

const feedOf = (format: FeedFormatCode) => `6001-${format.toLowerCase().replace('_', '-')}`

/** Bytes that break what a source may have meant. */
const dirt = fc.oneof(
  fc.constantFrom(
    ';',
    '"',
    '\n',
    '\r\n\r\n',
    '\0',
    '{',
    '}',
    ']',
    '</',
    '<x>',
    '&amp;',
    'null',
    '99999999999999999999',
    '-1',
    '31-02-2027',
    '1.000.000,00',
    '\u202e',
    'æøå',
    '😀',
    '2026-11-01T08:00:00Z',
  ),
  fc.string({ maxLength: 12 }),
)
const spoilt = fc.record({
  format: fc.constantFrom(...CODES),
  mode: fc.constantFrom('DELTA', 'SNAPSHOT'),
  spots: fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(40), put: dirt }),
    {
      maxLength: 8,
    },
  ),
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  twice: fc.boolean(),
})

function spoil(sample: Buffer, spots: readonly { at: number; removed: number; put: string }[]): Buffer {
  return spots.reduce((text, { at, removed, put }) => {
    const place = Math.floor(at * text.length)
    return Buffer.concat([text.subarray(0, place), Buffer.from(put), text.subarray(place + removed)])
  }, sample)
}

async function* bytesOf(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 5_000) yield content.subarray(at, at + 5_000)
}

test('every record of any delivery ends in exactly one outcome, and the quarantined ones keep why and what', async () => {
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ format, mode, spots, cut, twice }) => {
      const whole = spoil(SAMPLES[format], spots)
      const content = cut === null ? whole : whole.subarray(0, Math.floor(cut * whole.length))
      let read = 0
      const report = await hub.deliver(origin, {
        feedCode: feedOf(format),
        mode,
        async *records({ mapping }) {
          const bytes = twice ? Buffer.concat([content, content]) : content
          for await (const record of FEED_FORMATS[format].read(bytesOf(bytes), mapping as FeedMapping)) {
            read += 1
            yield record
          }
        },
      })
      const { id, received, applied, unchanged, superseded, quarantined } = report
      expect(received).toBe(read)
      expect(applied + unchanged + superseded + quarantined).toBe(received)

      const rows = await hub.asOwner<Record<string, unknown>>(
        `select r.outcome, w.raw is not null as raw, v.id is not null as vacancy,
                coalesce(bool_or(p.severity = 'ERROR'), false) as error,
                coalesce(bool_and(p.path is not null and p.code ~ '^[A-Z][A-Z0-9_]+$'
                  and p.text_da <> '' and p.text_en <> '' and p.text_da <> p.text_en)
                  filter (where p.row is not null), true) as told
           from delivery_record r
           left join delivery_raw w using (delivery_id, row) left join delivery_problem p using (delivery_id, row)
           left join vacancy v on v.id = r.vacancy_id
          where r.delivery_id = $1 group by r.row, r.outcome, w.raw, v.id`,
        [id],
      )
      expect(rows).toHaveLength(received)
      for (const { outcome, raw, vacancy, error, told } of rows) {
        // An INFO stops nothing: whatever has no ERROR is applied, and has its vacancy.
        expect({ outcome, raw, error, told }).toEqual({
          outcome: error ? 'QUARANTINED' : expect.stringMatching(/^(APPLIED|UNCHANGED|SUPERSEDED)$/),
          raw: error,
          error,
          told: true,
        })
        if (!error) expect(vacancy).toBe(true)
      }
    }),
    { numRuns: 400, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false, verbose: 1 },
  )
}, 120_000)
