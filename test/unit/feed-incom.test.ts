import { readFeed, repositoryFile, told, vacancyIn } from '../support/feeds.ts'

const fixture = (name: string) => repositoryFile(`test/support/fixtures/feeds/${name}`)
const demo = (name: string) => repositoryFile(`src/demo/feeds/${name}`)
const tenancy = (id: number) => `{"CompanyId":45,"DepartmentId":3,"TenancyId":${id},"RentNet":4000}`
const list = (...tenancies: string[]) => `{"Data":{"Tenancies":[${tenancies.join(',')}]}}`

describe('the demo delivery of two documents', () => {
  it.each([
    ['list first', ['incom-tenancies.json', 'incom-details.json']],
    ['details first', ['incom-details.json', 'incom-tenancies.json']],
  ])('has 51 good vacancies, %s', async (_name, files) => {
    const records = await readFeed('INCOM_JSON', Buffer.concat(files.map(demo)), { organisationCode: '7' })
    expect(records).toHaveLength(51)
    expect(vacancyIn(records[0])).toMatchObject({
      organisationCode: '7',
      estateNumber: '1',
      tenancyNumber: '4',
      street: 'Fyrkildevej 59',
      state: 'ANNOUNCED',
      rentOere: 5_982_25n,
      depositOere: 21_477_27n,
      areaM2: '63.3',
      availableFrom: '2027-02-23',
      dwellingType: null,
      dwellingTypeText: 'Rækkehuse - 1 plan',
      acontoLines: [
        { kind: 'HEAT', name: 'Aconto varme', amountOere: 265_38n },
        { kind: 'WATER', name: 'Aconto vand', amountOere: 111_52n },
      ],
    })
    expect(new Set(records.flatMap(({ problems }) => told(problems)))).toEqual(
      new Set(['INFO DWELLING_TYPE_UNKNOWN @ Details.ApartmentType']),
    )
    expect(vacancyIn(records[1]).dwellingType).toBe('YOUTH')
  })
})

describe('a delivery of one object', () => {
  it('is read to the øre, with what differs told', async () => {
    const records = await readFeed('INCOM_JSON', fixture('incom-good.json'))
    expect(records.map(({ problems }) => told(problems))).toEqual([
      ['INFO ACONTO_NAME_UNKNOWN @ Details.Rents'],
      [
        'INFO LIST_RENT_DIFFERS @ Details.Rents[0]',
        'INFO RENT_TOTAL_DIFFERS @ Details.RentTotal',
        'INFO DWELLING_TYPE_UNKNOWN @ Details.ApartmentType',
      ],
      ['INFO DETAILS_MISSING @ Details'],
    ])
    expect(vacancyIn(records[0])).toMatchObject({
      organisationCode: '0045',
      rentOere: 4_351_10n,
      depositOere: 12_10n,
      areaM2: '86',
      acontoLines: [
        { kind: 'HEAT', amountOere: 265_38n },
        { kind: null, name: 'Aconto internet', amountOere: 99_00n },
      ],
    })
    expect(vacancyIn(records[1]).rentOere).toBe(4_351_10n)
    expect(records[0]?.raw).toContain('"TenancyId": 1')
    expect(records[0]?.raw).toContain('"RentTotal": 4715.48')
  })

  it('calls the organisation by its own code where the platform has another number for it', async () => {
    const mapping = { organisationCode: '0311', sourceOrganisationCode: '45' }
    const [record] = await readFeed('INCOM_JSON', list(tenancy(1)), mapping)
    expect(vacancyIn(record).organisationCode).toBe('0311')
    expect(record?.key.organisationCode).toBe('0311')
  })
})

describe('a bad delivery', () => {
  it('loses no tenancy', async () => {
    const records = await readFeed('INCOM_JSON', fixture('incom-bad.json'))
    expect(
      records.map(({ problems }) => told(problems).filter((problem) => !problem.includes('DETAILS_'))),
    ).toEqual([
      ['ERROR AMOUNT_UNREADABLE @ RentNet'],
      ['ERROR AMOUNT_UNREADABLE @ RentNet'],
      ['ERROR MISSING @ TenancyId'],
      ['ERROR RECORD_UNREADABLE @ Data.Tenancies[3]'],
      ['ERROR DATE_UNREADABLE @ MoveInDate'],
      ['ERROR ORGANISATION_NOT_OF_SOURCE @ CompanyId'],
      [],
    ])
    expect(records[0]?.key).toEqual({
      organisationCode: '45',
      estateNumber: '3',
      tenancyNumber: '1',
      sourceId: null,
    })
  })

  it('with one faulty tenancy keeps the others', async () => {
    const records = await readFeed('INCOM_JSON', list(tenancy(1), '{"CompanyId" 45}', tenancy(3)))
    expect(records.map(({ record }) => record?.tenancyNumber)).toEqual(['1', undefined, '3'])
    expect(records[1]).toMatchObject({ raw: '{"CompanyId" 45}' })
  })

  it('that the source itself calls a failure is told, even when its list is empty', async () => {
    const records = await readFeed('INCOM_JSON', `{"Success":false,${list().slice(1)}`)
    expect(records.map(({ problems }) => told(problems))).toEqual([
      ['ERROR DELIVERY_NOT_SUCCESSFUL @ Success'],
    ])
  })

  it.each([
    ['cut in the list', list(tenancy(1), tenancy(2)).slice(0, -20), 1],
    ['cut after the list', list(tenancy(1)).slice(0, -1), 1],
    ['with brackets that do not match', list(tenancy(1), '{"A":[}'), 1],
    ['with something between its tenancies', list(tenancy(1), 'hov', tenancy(2)), 1],
    ['with something after it', `${list(tenancy(1))} // hov`, 1],
    ['without a list', '{"Data":{}}', 0],
    ['without content', '', 0],
    ['that is no JSON', '<html></html>', 0],
    ['nested too deep', list(tenancy(1), `{"A":${'['.repeat(30)}${']'.repeat(30)}}`), 1],
    ['of brackets only', '['.repeat(100_000), 0],
  ])('%s is read as far as it goes', async (_name, content, good) => {
    const records = await readFeed('INCOM_JSON', content)
    expect(records.map(({ record }) => record !== null)).toEqual([...Array(good).fill(true), false])
    expect(records.at(-1)?.problems.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
    expect(records.at(-1)).toMatchObject({ raw: '', key: { tenancyNumber: null } })
  })

  it('above 50 MB is refused', async () => {
    const records = await readFeed('INCOM_JSON', Buffer.alloc(50 * 1024 * 1024 + 1, ' '))
    expect(records.map(({ problems }) => told(problems))).toEqual([['ERROR FILE_UNREADABLE @ $']])
  })
})
