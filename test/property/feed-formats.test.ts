import type { FeedFormatCode, ReadRecord } from '../../src/ingest/feed-format.ts'
import fc from '../support/fast-check.ts'
import { readFeed, repositoryFile } from '../support/feeds.ts'

const fixture = (name: string) => repositoryFile(`test/support/fixtures/feeds/${name}`)
const FILES: readonly [FeedFormatCode, Buffer][] = [
  ['CSV', fixture('vacancies-good.csv')],
  ['CSV', fixture('vacancies-bad.csv')],
  ['CSV', Buffer.from(`\ufeff${new TextDecoder('windows-1252').decode(fixture('vacancies-good.csv'))}`)],
  ['INCOM_JSON', fixture('incom-good.json')],
  ['INCOM_JSON', fixture('incom-bad.json')],
  ['LBF_XML', fixture('lbf-good.xml')],
  ['LBF_XML', fixture('lbf-bad.xml')],
  ['NDJSON', fixture('vacancies-good.ndjson')],
]
const CODES: readonly FeedFormatCode[] = ['CSV', 'INCOM_JSON', 'LBF_XML', 'NDJSON']

const place = (bytes: Buffer) => fc.nat({ max: bytes.length })
const cuts = (bytes: Buffer) => fc.array(place(bytes), { maxLength: 40 })

/** A real file in which some bytes were replaced and which may have been cut. */
const damaged = fc.constantFrom(...FILES).chain(([code, bytes]) =>
  fc
    .record({
      changes: fc.array(
        fc.tuple(
          place(bytes),
          fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 10, 13, 34, 38, 59, 60, 62, 123, 125)),
        ),
        { maxLength: 8 },
      ),
      length: fc.oneof(fc.constant(bytes.length), place(bytes)),
      cuts: cuts(bytes),
    })
    .map((damage) => {
      const copy = Buffer.from(bytes.subarray(0, damage.length))
      for (const [at, byte] of damage.changes) if (at < copy.length) copy[at] = byte
      return { code, bytes: copy, cuts: damage.cuts }
    }),
)

function expectSound(records: readonly ReadRecord[]): void {
  for (const { row, raw, record, problems, key } of records) {
    expect(row).toBeGreaterThanOrEqual(1)
    expect(record === null).toBe(problems.some(({ severity }) => severity === 'ERROR'))
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(65_536)
    expect(raw.isWellFormed() && !raw.includes('\0')).toBe(true)
    for (const part of [key.organisationCode, key.estateNumber, key.tenancyNumber]) {
      if (part !== null) expect(part).toMatch(/^[0-9A-Za-z._-]{1,36}$/)
    }
    for (const { path, text } of problems) expect(`${path}${text.da}${text.en}`).not.toMatch(/\p{Cc}|\p{Cs}/u)
  }
}

describe('a delivery', () => {
  it.each(FILES.map(([code, bytes], index) => [code, index, bytes] as const))(
    '%s %i gives the same records however it is cut in chunks',
    async (code, _index, bytes) => {
      const whole = await readFeed(code, bytes)
      const everyByte = Array.from({ length: bytes.length }, (_, index) => index)
      expect(await readFeed(code, bytes, {}, everyByte)).toEqual(whole)
      await fc.assert(
        fc.asyncProperty(cuts(bytes), async (places) => {
          expect(await readFeed(code, bytes, {}, places)).toEqual(whole)
        }),
        { numRuns: 30 },
      )
    },
  )

  it('that is damaged is read without a fault, and the same however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async ({ code, bytes, cuts: places }) => {
        const whole = await readFeed(code, bytes)
        expectSound(whole)
        expect(await readFeed(code, bytes, {}, places)).toEqual(whole)
      }),
      { numRuns: 400 },
    )
  })

  it('of any bytes is read without a fault', async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.string({ unit: 'binary', maxLength: 500 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CODES), garbage, async (code, bytes) => {
        expectSound(await readFeed(code, bytes))
      }),
      { numRuns: 400 },
    )
  })
})

describe('no record is lost', () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 40 })
  const count = async (code: FeedFormatCode, content: string) => (await readFeed(code, content)).length

  it('of a spreadsheet, whatever its cells hold', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ';', '\r', '\n', ' ', 'æ', '\0', '😀', ','),
      maxLength: 8,
    })
    const lines = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(lines, async (rows) => {
        const body = rows.map((cells) =>
          ['x', ...cells].map((text) => `"${text.replaceAll('"', '""')}"`).join(';'),
        )
        const header = 'Selskab;Afdeling;Lejemål;Husleje'
        expect(await count('CSV', [header, ...body].join('\r\n'))).toBe(rows.length)
      }),
    )
  })

  it('of a list of tenancies, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 40 }), async (tenancies) => {
        expect(await count('INCOM_JSON', JSON.stringify({ Data: { Tenancies: tenancies } }))).toBe(
          tenancies.length,
        )
      }),
    )
  })

  it('of the register, whatever its dwellings say', async () => {
    const element = (text: string) =>
      text.toWellFormed().replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]|[<&>]/g, '.')
    await fc.assert(
      fc.asyncProperty(texts, async (codes) => {
        const dwellings = codes.map(
          (code) => `<BoligStruktur><BoligTypeKode>${element(code)}</BoligTypeKode></BoligStruktur>`,
        )
        expect(
          await count('LBF_XML', `<BoligListe xmlns="urn:oio:lbf:1.0.0">${dwellings.join('')}</BoligListe>`),
        ).toBe(codes.length)
      }),
    )
  })

  it('of lines of JSON, whatever the lines are', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (lines) => {
        const filled = lines.map((line) => `x${line.replaceAll('\n', '')}`)
        expect(await count('NDJSON', filled.join('\n'))).toBe(filled.length)
      }),
    )
  })
})
