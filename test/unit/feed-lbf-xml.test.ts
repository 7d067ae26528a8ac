import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import { MAPPING, readFeed, repositoryFile, told, vacancyIn } from '../support/feeds.ts'

const fixture = (name: string) => repositoryFile(`test/support/fixtures/feeds/${name}`)
const list = (content: string) => `<BoligListe xmlns="urn:oio:lbf:1.0.0">${content}</BoligListe>`
const dwelling = (content = '', number = 1) =>
  `<BoligStruktur><BoligUnikIdentifikator>0a3f50a0-0001-4000-8000-00000000000${number}</BoligUnikIdentifikator>` +
  '<AfdelingIdentifikator>003</AfdelingIdentifikator><BoligorganisationIdentifikator>0045</BoligorganisationIdentifikator>' +
  '<LejekontraktStruktur><LejekontraktLedigIndikator>true</LejekontraktLedigIndikator></LejekontraktStruktur>' +
  '<BoligudgiftStruktur><BoligudgiftBeloeb>3000</BoligudgiftBeloeb>' +
  `<BoligudgiftIndeholdtIHuslejeIndikator>1</BoligudgiftIndeholdtIHuslejeIndikator></BoligudgiftStruktur>${content}</BoligStruktur>`

describe('the demo list of the register', () => {
  it('has 40 good vacancies whose type codes only the mapping can tell', async () => {
    const demo = repositoryFile('src/demo/feeds/lbf-boligliste.xml')
    const records = await readFeed('LBF_XML', demo, { organisationCode: '0311' })
    expect(records).toHaveLength(40)
    expect(
      records.every(({ record }) => record?.dwellingType === null && record.dwellingTypeText !== null),
    ).toBe(true)
    expect(new Set(records.flatMap(({ problems }) => told(problems)))).toEqual(
      new Set(['INFO DWELLING_TYPE_UNKNOWN @ BoligTypeKode']),
    )
    const dwellingTypes = { '1': 'FAMILY', '2': 'YOUTH', '3': 'ELDERLY' } as const
    const mapped = await readFeed('LBF_XML', demo, { organisationCode: '0311', dwellingTypes })
    expect(mapped.flatMap(({ problems }) => problems)).toEqual([])
    expect(vacancyIn(mapped[0])).toMatchObject({
      dwellingType: 'FAMILY',
      vacantAtLoss: true,
      state: 'ANNOUNCED',
    })
  })
})

describe('a dwelling of the register', () => {
  it('is read with the lease and the expenses that are latest', async () => {
    const [first] = await readFeed('LBF_XML', fixture('lbf-good.xml'), { dwellingTypes: { '2': 'YOUTH' } })
    expect(told(first?.problems ?? [])).toEqual([
      'INFO ACONTO_NAME_UNKNOWN @ BoligudgiftStruktur/BoligudgiftBeloeb',
    ])
    expect(vacancyIn(first)).toEqual({
      organisationCode: '0045',
      estateNumber: '003',
      tenancyNumber: '0a3f50a0-0001-4000-8000-000000000001',
      sourceId: null,
      sourceSequence: null,
      sourceTime: null,
      buildingSectionNumber: '1',
      bbrUnitId: '0a3f50a0-0001-4000-8000-000000000001',
      darAddressId: null,
      street: null,
      floorDoor: null,
      postalCode: null,
      city: null,
      dwellingType: 'YOUTH',
      dwellingTypeText: '2',
      rooms: null,
      areaM2: '87.4',
      accessible: true,
      state: 'ANNOUNCED',
      vacantAtLoss: true,
      rentOere: 4_045_14n,
      acontoLines: [
        { kind: 'HEAT', name: 'A conto varme', amountOere: 480_18n },
        { kind: null, name: 'Internet', amountOere: 99_00n },
      ],
      depositOere: 9_000_50n,
      firstPaymentOere: null,
      availableFrom: '2027-01-01',
      atDisposalFrom: null,
      letFrom: null,
    })
  })

  it('is available on the end date itself where that is the first free day', async () => {
    const [first] = await readFeed('LBF_XML', fixture('lbf-good.xml'), { leaseEnd: 'FIRST_FREE_DAY' })
    expect(vacancyIn(first).availableFrom).toBe('2026-12-31')
  })

  it("is not guessed at where the end date's meaning is not settled", async () => {
    const { leaseEnd: _, ...unsettled } = {
      organisationCode: '0045',
      municipalityCode: '0169',
      leaseEnd: 'LAST_DAY',
    }
    const records = []
    async function* source() {
      yield fixture('lbf-good.xml')
    }
    for await (const record of FEED_FORMATS.LBF_XML.read(source(), unsettled)) records.push(record)
    expect(records.map(({ problems }) => told(problems))).toEqual([['ERROR LEASE_END_UNSETTLED @ leaseEnd']])
  })

  it("that is not vacant is let, from its lease's start", async () => {
    const [, second] = await readFeed('LBF_XML', fixture('lbf-good.xml'))
    expect(vacancyIn(second)).toMatchObject({ state: 'LET', letFrom: '2026-11-01', availableFrom: null })
  })

  it("is not at the municipality's disposal because its last tenant was assigned by the municipality", async () => {
    const [first] = await readFeed('LBF_XML', fixture('lbf-good.xml'))
    expect(first?.raw).toContain('AnvistKommunaltEllerEfterTidligereAeldreboliglovIndikator>true')
    expect(vacancyIn(first)).toMatchObject({ state: 'ANNOUNCED', atDisposalFrom: null })
  })

  it.each([
    ['<LejerNavnTekst>Jens Hansen</LejerNavnTekst>', '<LejerNavnTekst>…</LejerNavnTekst>'],
    [
      '<LejekontraktLejerNavnTekst a="1">Jens <![CDATA[Hansen]]></LejekontraktLejerNavnTekst>',
      '<LejekontraktLejerNavnTekst a="1">…</LejekontraktLejerNavnTekst>',
    ],
    [
      '<LejerStrukturType><LejerNavnTekst>Jens</LejerNavnTekst><X>Hansen</X></LejerStrukturType>',
      '<LejerStrukturType>…</LejerStrukturType>',
    ],
    [
      '<x:LejerNavnTekst xmlns:x="urn:x">Jens Hansen</x:LejerNavnTekst>',
      '<x:LejerNavnTekst xmlns:x="urn:x">…</x:LejerNavnTekst>',
    ],
    ['<LejerNavnTekst/>', '<LejerNavnTekst/>'],
  ])('never shows a tenant: %s', async (element, shown) => {
    const [record] = await readFeed('LBF_XML', list(dwelling(element)))
    expect(record?.raw).toBe(dwelling(shown))
    expect(vacancyIn(record).rentOere).toBe(3_000_00n)
  })

  it('has of each kind of expense the one that began last, in whatever order they stand', async () => {
    const expense = (from: string, amount: number) =>
      `<BoligudgiftStruktur><BoligudgiftStartDato>${from}</BoligudgiftStartDato><BoligudgiftBeloeb>${amount}</BoligudgiftBeloeb>` +
      '<BoligudgiftIndeholdtIHuslejeIndikator>false</BoligudgiftIndeholdtIHuslejeIndikator>' +
      '<BoligudgiftBeskrivelseTekst>Vand</BoligudgiftBeskrivelseTekst></BoligudgiftStruktur>'
    const [record] = await readFeed(
      'LBF_XML',
      list(dwelling(expense('2026-01-01', 200) + expense('2025-01-01', 100))),
    )
    expect(vacancyIn(record).acontoLines).toEqual([{ kind: 'WATER', name: 'Vand', amountOere: 200_00n }])
  })

  it('is what it says first, not what other parts repeat or say of theirs', async () => {
    const part =
      '<BoligopskrivningStruktur><AfdelingIdentifikator>999</AfdelingIdentifikator></BoligopskrivningStruktur>'
    const [record] = await readFeed('LBF_XML', list(dwelling(part)))
    expect(vacancyIn(record).estateNumber).toBe('003')
  })

  it('is kept as received up to 64 KB, then cut and marked', async () => {
    const [record] = await readFeed('LBF_XML', list(dwelling(`<A>${'æ'.repeat(40_000)}</A>`)))
    expect(vacancyIn(record).rentOere).toBe(3_000_00n)
    expect(Buffer.byteLength(record?.raw ?? '')).toBeLessThanOrEqual(65_536)
    expect(record?.raw).toMatch(/^<BoligStruktur>[^\ufffd]*æ … \[afkortet \/ cut\]$/)
  })

  it('has its own text as raw, wherever it stands', async () => {
    const records = await readFeed(
      'LBF_XML',
      list(`\r\n<!-- < -->\r\n${dwelling('', 1)}<?p x?>\n${dwelling('<A b=">"/>', 2)}`),
    )
    expect(records.map(({ raw }) => raw)).toEqual([dwelling('', 1), dwelling('<A b=">"/>', 2)])
  })

  it('may come in Windows-1252 or UTF-16 that says so', async () => {
    const named = list(dwelling('<BoligTypeKode>Ældre</BoligTypeKode>'))
    const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${named}`, 'latin1')
    const wide = Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${named}`, 'utf16le')
    for (const bytes of [latin, wide]) {
      expect(vacancyIn((await readFeed('LBF_XML', bytes))[0]).dwellingTypeText).toBe('Ældre')
    }
  })
})

describe('a bad list', () => {
  it('loses no dwelling', async () => {
    const records = await readFeed('LBF_XML', fixture('lbf-bad.xml'))
    const lease = 'LejekontraktStruktur'
    const expense = 'BoligudgiftStruktur'
    expect(
      records.map(({ problems }) => told(problems).filter((problem) => !problem.includes('DWELLING_TYPE'))),
    ).toEqual([
      [
        `ERROR DATE_UNREADABLE @ ${lease}/LejekontraktSlutDato`,
        `ERROR YES_NO_UNREADABLE @ ${lease}/LejekontraktLedigIndikator`,
        `ERROR AMOUNT_UNREADABLE @ ${expense}/BoligudgiftBeloeb`,
      ],
      [
        `ERROR EXPENSE_INCOMPLETE @ ${expense}`,
        `ERROR MISSING @ ${lease}/LejekontraktLedigIndikator`,
        `ERROR MISSING @ ${expense}/BoligudgiftBeloeb`,
      ],
      ['ERROR RECORD_IS_DRAFT @ KladdeIndikator'],
      ['ERROR ORGANISATION_NOT_OF_SOURCE @ BoligorganisationIdentifikator'],
      ['ERROR NAMESPACE_UNKNOWN @ BoligStruktur'],
      [],
    ])
    expect(records[0]?.key).toMatchObject({ organisationCode: '0045', estateNumber: '003' })
    expect(records.map(({ raw }) => raw).join()).not.toContain('Hansen')
  })

  const deep = `${'<A>'.repeat(30)}${'</A>'.repeat(30)}`
  it.each([
    ['that ends too early', list(dwelling()).slice(0, -5), 1],
    ['that is cut in a dwelling', list(dwelling() + dwelling()).slice(0, -60), 1],
    ['with a wrong closing tag', list(`${dwelling()}<A></B>${dwelling()}`), 1],
    ['with another root', `<Andet>${dwelling()}</Andet>`, 0],
    ['with another root of its namespace', list(dwelling()).replaceAll('BoligListe', 'Andet'), 0],
    ['with a root of another namespace', list(dwelling()).replace('urn:oio:lbf', 'urn:lbf'), 0],
    ['with a document type', `<!DOCTYPE BoligListe>${list(dwelling())}`, 0],
    ['with entities of its own', `<!DOCTYPE a [<!ENTITY b "c">]>${list(dwelling('<A>&b;</A>'))}`, 0],
    ['with an unknown entity', list(`${dwelling()}&b;${dwelling()}`), 1],
    ['with an unknown prefix', list(`${dwelling()}<x:A/>${dwelling()}`), 1],
    ['nested too deep', list(`${dwelling()}${deep}${dwelling()}`), 1],
    [
      'with a dwelling above 1 MB',
      list(`${dwelling()}${dwelling(`<A>${'x'.repeat(1_100_000)}</A>`)}${dwelling()}`),
      1,
    ],
    [
      'with a dwelling of many parts above 1 MB',
      list(`${dwelling()}${dwelling('<A>b</A>'.repeat(140_000))}`),
      1,
    ],
    ['with a comment above 1 MB', list(`${dwelling()}<!--${'x'.repeat(1_100_000)}-->${dwelling()}`), 1],
    ['without content', '', 0],
    ['of something else', 'Selskab;Afdeling', 0],
  ])('%s is read as far as it goes', async (_name, content, good) => {
    const records = await readFeed('LBF_XML', content)
    expect(records.map(({ record }) => record !== null)).toEqual([...Array(good).fill(true), false])
    const last = records.at(-1)
    expect(last).toMatchObject({ raw: '', key: { organisationCode: null, tenancyNumber: null } })
    expect(last?.problems.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
  })

  it('is not read on after that', async () => {
    async function* endless() {
      yield Buffer.from(`<BoligListe xmlns="urn:oio:lbf:1.0.0">${dwelling()}</B>`)
      for (;;) yield Buffer.alloc(65_536, 'x')
    }
    const codes = []
    for await (const { problems } of FEED_FORMATS.LBF_XML.read(endless(), MAPPING)) codes.push(told(problems))
    expect(codes).toEqual([[], ['ERROR FILE_UNREADABLE @ linje/line 1']])
  })

  it("does not tell the tenant's name when it breaks off inside it", async () => {
    const records = await readFeed('LBF_XML', list(dwelling('<LejerNavnTekst>Jens Hansen')))
    expect(JSON.stringify(records)).not.toContain('Hansen')
  })
})
