import { randomUUID } from 'node:crypto'
import { ingestSamples } from '../../src/demo/samples.ts'
import { type Answer, type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { sync, syncRecord } from '../support/story.ts'

const representative = (held: Partial<Bearer>): Bearer => ({
  subject: `representative-${JSON.stringify(held)}`,
  roles: ['data_controller_representative'],
  ...held,
})
const OF_0169 = representative({ municipalityCodes: ['0169'] })
const OF_0851 = representative({ municipalityCodes: ['0851'] })
const OF_0045 = representative({ organisationNumbers: ['0045'] })
const OF_0007 = representative({ organisationNumbers: ['0007'] })
const municipality = (...municipalityCodes: string[]): Bearer => ({
  subject: `municipality-${municipalityCodes}`,
  roles: ['municipal_system'],
  municipalityCodes,
})
const organisation = (lbfNumber: string): Bearer => ({
  subject: `organisation-${lbfNumber}`,
  roles: ['organisation_system'],
  organisationNumbers: [lbfNumber],
})
const REPORTS = 'vacancy-exchange'
const MISSING = '00000000-0000-7000-8000-000000000000'

let hub: TestHub
/** Global ids of the organisations, by number. */
const organisations: Record<string, string> = {}
let today: string

beforeAll(async () => {
  hub = await startHub()
  const rows = await hub.asOwner<{ number: string; id: string }>(
    `select lbf_number as number, 'HousingOrganisation:' || id as id from housing_organisation`,
  )
  for (const { number, id } of rows) organisations[number] = id
  const [now] = await hub.asOwner<{ today: string }>('select access.today()::text as today')
  today = now?.today ?? ''
}, 120_000)
afterAll(() => hub?.stop())

function daysLater(days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
}

interface Grant {
  readonly id: string
  readonly revokedAt: string | null
  readonly inForce: boolean
  readonly [field: string]: unknown
}
interface Payload {
  readonly grant: Grant | null
  readonly refusals: readonly {
    readonly code: string
    readonly path: string | null
    readonly messageEn: string
  }[]
}
const codes = ({ refusals }: Payload) => refusals.map(({ code }) => code)

async function sign(bearer: Bearer, changes: object = {}, more: object = {}): Promise<Payload> {
  const input = {
    municipalityCode: '0169',
    organisationId: organisations['0045'],
    fieldGroup: 'DISCLOSURE',
    purpose: 'tenancy-agreement',
    validFrom: today,
    validUntil: daysLater(365),
    ...changes,
  }
  const { it } = await hub.fields<{ it: Payload }>(
    await hub.token(bearer),
    `mutation ($input: SignDataSharingInput!, $idempotencyKey: IdempotencyKey!, $dryRun: Boolean! = false) {
      it: signDataSharing(input: $input, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
        grant { id signedFor signedAt fieldGroup purpose validFrom validUntil estateIds revokedAt inForce
          municipality { code } organisation { lbfNumber } estates(first: 5) { totalCount nodes { id } } }
        refusals { code path messageEn messageDa } } }`,
    { input, idempotencyKey: randomUUID(), ...more },
  )
  return it
}

async function revoke(bearer: Bearer, id: string, more: object = {}): Promise<Payload> {
  const { it } = await hub.fields<{ it: Payload }>(
    await hub.token(bearer),
    `mutation ($id: ID!, $idempotencyKey: IdempotencyKey!, $dryRun: Boolean! = false) {
      it: revokeDataSharing(id: $id, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
        grant { id revokedAt inForce } refusals { code path messageEn messageDa } } }`,
    { id, idempotencyKey: randomUUID(), ...more },
  )
  return it
}

async function signed(bearer: Bearer, changes: object = {}): Promise<Grant> {
  const { grant, refusals } = await sign(bearer, changes)
  if (grant === null) throw new Error(`The grant was refused: ${refusals[0]?.code}`)
  return grant
}

const sharesReports = (lbfNumber: string, municipalityCode: string) =>
  signed(representative({ organisationNumbers: [lbfNumber] }), {
    municipalityCode,
    organisationId: organisations[lbfNumber],
    fieldGroup: 'DELIVERY_REPORTS',
    purpose: REPORTS,
  })

const grantRows = () => hub.asOwner<{ id: string }>('select id from data_sharing_grant order by id')

describe('A grant', () => {
  test('is signed for the municipality, limited to estates, and kept as it was signed', async () => {
    const estates = await hub.asOwner<{ id: string }>(
      `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
        where o.lbf_number = '0045' order by e.id limit 2`,
    )
    const estateIds = estates.map(({ id }) => id)
    const { grant, refusals } = await sign(OF_0169, { estateIds: [...estateIds, ...estateIds].reverse() })
    expect(refusals).toEqual([])
    expect(grant).toEqual({
      id: expect.stringMatching(/^DataSharingGrant:/),
      signedFor: 'MUNICIPALITY',
      signedAt: expect.stringMatching(/Z$/),
      fieldGroup: 'DISCLOSURE',
      purpose: 'tenancy-agreement',
      validFrom: today,
      validUntil: daysLater(365),
      estateIds,
      revokedAt: null,
      inForce: true,
      municipality: { code: '0169' },
      organisation: { lbfNumber: '0045' },
      estates: { totalCount: 2, nodes: expect.arrayContaining(estates) },
    })
    const [row] = await hub.asOwner<{ signed_by: string; action: string }>(
      'select g.signed_by, c.action from data_sharing_grant g join change c on c.id = g.change_id where g.id = $1',
      [grant?.id.split(':')[1]],
    )
    expect(row).toEqual({ signed_by: OF_0169.subject, action: 'dataSharing:signForMunicipality' })
  })

  test('without estates covers all, and says so', async () => {
    expect(await signed(OF_0169)).toMatchObject({ estateIds: null, estates: { totalCount: 0 } })
  })

  test('that begins tomorrow is not in force yet', async () => {
    expect(await signed(OF_0169, { validFrom: daysLater(1) })).toMatchObject({ inForce: false })
  })

  test('lasts as long as the setting says, and no longer', async () => {
    expect(codes(await sign(OF_0169, { validUntil: daysLater(1_461) }))).toEqual([])
    expect(codes(await sign(OF_0169, { validUntil: daysLater(1_462) }))).toEqual(['PERIOD_TOO_LONG'])
  })

  test('sent again under its key is the same grant; under that key there is no other', async () => {
    const idempotencyKey = randomUUID()
    const first = await sign(OF_0169, {}, { idempotencyKey })
    const before = await grantRows()
    expect(await sign(OF_0169, {}, { idempotencyKey })).toEqual(first)
    expect(await grantRows()).toEqual(before)
    expect(codes(await sign(OF_0169, { validUntil: daysLater(9) }, { idempotencyKey }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ])
  })

  test('that is rehearsed is shown and not kept', async () => {
    const before = await grantRows()
    expect(await sign(OF_0169, {}, { dryRun: true })).toMatchObject({
      grant: { inForce: true },
      refusals: [],
    })
    expect(await grantRows()).toEqual(before)
  })

  test.each([
    municipality('0169'),
    organisation('0045'),
    { subject: 'operator', roles: ['operator'] } as Bearer,
  ])('is not for $subject to sign or revoke', async (bearer) => {
    const grant = await signed(OF_0169)
    expect(codes(await sign(bearer))).toEqual(['NOT_ALLOWED'])
    expect(codes(await revoke(bearer, grant.id))).toEqual(['NOT_ALLOWED'])
  })

  test('is signed for nobody else: another’s municipality or organisation answers like one that is not there', async () => {
    const [theirs, nobodys] = [
      await sign(OF_0169, { municipalityCode: '0851' }),
      await sign(OF_0169, { municipalityCode: '9999' }),
    ]
    expect(codes(theirs)).toEqual(['MUNICIPALITY_NOT_FOUND'])
    expect(theirs).toEqual(nobodys)
    expect(codes(await sign(OF_0045))).toEqual(['MUNICIPALITY_NOT_FOUND'])
    const reports = { fieldGroup: 'DELIVERY_REPORTS', purpose: REPORTS }
    const [other, none] = [
      await sign(OF_0045, { ...reports, organisationId: organisations['0007'] }),
      await sign(OF_0045, { ...reports, organisationId: `HousingOrganisation:${MISSING}` }),
    ]
    expect(codes(other)).toEqual(['ORGANISATION_NOT_FOUND'])
    expect(other).toEqual(none)
    expect(codes(await sign(OF_0169, reports))).toEqual(['ORGANISATION_NOT_FOUND'])
    expect(codes(await sign(OF_0045, { ...reports, municipalityCode: '9999' }))).toEqual([
      'MUNICIPALITY_NOT_FOUND',
    ])
    expect(codes(await sign(OF_0169, { organisationId: 'Estate:x' }))).toEqual(['ORGANISATION_NOT_FOUND'])
  })

  test('names only estates of the organisation in the municipality: any other answers like one that is not there', async () => {
    const estateOf = async (lbfNumber: string, code: string) => {
      const [estate] = await hub.asOwner<{ id: string }>(
        `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
          where o.lbf_number = $1 and e.municipality_code = $2 limit 1`,
        [lbfNumber, code],
      )
      return String(estate?.id)
    }
    await hub.asOwner(
      `with made as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
       insert into estate (organisation_id, municipality_code, number, change_id)
       select o.id, code, '77' || code, made.id from made, housing_organisation o, unnest(array['0851', '0169']) code
        where (o.lbf_number, code) in (('0045', '0851'), ('0007', '0169'))`,
    )
    const own = await estateOf('0045', '0169')
    expect(codes(await sign(OF_0169, { estateIds: [own] }))).toEqual([])
    const answers = [
      await sign(OF_0169, { estateIds: [own, `Estate:${MISSING}`] }),
      // Visible to the signing municipality, but another organisation's.
      await sign(OF_0169, { estateIds: [own, await estateOf('0007', '0169')] }),
      // The organisation's, but elsewhere.
      await sign(OF_0169, { estateIds: [await estateOf('0045', '0851')] }),
      await sign(OF_0169, { estateIds: [await estateOf('0007', '0851')] }),
      await sign(OF_0169, { estateIds: ['Estate:x', own.replace('Estate', 'Dwelling')] }),
    ]
    const ofBoth = representative({ municipalityCodes: ['0169', '0851'] })
    // Visible to the signatory, but in another municipality than the grant's.
    answers.push(await sign(ofBoth, { estateIds: [await estateOf('0045', '0851')] }))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(codes(answers[0] as Payload)).toEqual(['ESTATE_NOT_FOUND'])
  })

  test('for a purpose that the policy does not open its field group for is refused', async () => {
    const { grant, refusals } = await sign(OF_0169, { purpose: REPORTS })
    expect(grant).toBeNull()
    expect(refusals).toMatchObject([{ code: 'PURPOSE_NOT_OF_FIELD_GROUP', path: 'input.purpose' }])
    expect(refusals[0]?.messageEn).toContain('tenancy-agreement')
  })
})

describe('A revocation', () => {
  test('ends the grant at once, and once: sent again it answers the same', async () => {
    const { id } = await signed(OF_0169)
    const idempotencyKey = randomUUID()
    const first = await revoke(OF_0169, id, { idempotencyKey })
    expect(first).toEqual({
      grant: { id, revokedAt: expect.stringMatching(/Z$/), inForce: false },
      refusals: [],
    })
    expect(await revoke(OF_0169, id, { idempotencyKey })).toEqual(first)
    expect(await revoke(OF_0169, id)).toEqual(first)
    const rows = await hub.asOwner(
      'select signed_for, signed_by from data_sharing_revocation where grant_id = $1',
      [id.split(':')[1]],
    )
    expect(rows).toEqual([{ signed_for: 'MUNICIPALITY', signed_by: OF_0169.subject }])
  })

  test('that is rehearsed changes nothing', async () => {
    const { id } = await signed(OF_0169)
    expect(await revoke(OF_0169, id, { dryRun: true })).toMatchObject({ grant: { inForce: false } })
    const { grant } = await hub.fields<{ grant: Grant }>(
      await hub.token(OF_0169),
      'query ($id: ID!) { grant: dataSharingGrant(id: $id) { inForce revokedAt } }',
      { id },
    )
    expect(grant).toEqual({ inForce: true, revokedAt: null })
  })

  test('is for the side that signed, and what a third party cannot see is not there', async () => {
    const { id } = await signed(OF_0169)
    expect(codes(await revoke(OF_0045, id))).toEqual(['SIGNED_FOR_ANOTHER'])
    const [theirs, nobodys] = [
      await revoke(OF_0851, id),
      await revoke(OF_0851, `DataSharingGrant:${MISSING}`),
    ]
    expect(codes(theirs)).toEqual(['DATA_SHARING_GRANT_NOT_FOUND'])
    expect(theirs).toEqual(nobodys)
    expect(await revoke(OF_0851, 'Vacancy:x')).toEqual(nobodys)
    expect(
      await hub.asOwner('select 1 from data_sharing_revocation where grant_id = $1', [id.split(':')[1]]),
    ).toEqual([])
  })
})

describe('Who sees a grant', () => {
  const document = `query ($id: ID!, $organisation: ID!, $on: LocalDate) {
    dataSharingGrants(first: 100, filter: { organisationId: $organisation, municipalityCode: "0851", fieldGroup: DISCLOSURE, inForceOn: $on },
      orderBy: VALID_UNTIL_ASC) { totalCount nodes { id validUntil } }
    dataSharingGrant(id: $id) { id }
    node(id: $id) { id ... on DataSharingGrant { inForce } }
    nodes(ids: [$id]) { id }
    municipalities(first: 1, filter: { codes: ["0851"] }) { nodes { dataSharingGrants(first: 100) { nodes { id } } } }
    housingOrganisations(first: 1, filter: { lbfNumber: "0007" }) { nodes { dataSharingGrants(first: 100) { nodes { id } } } } }`
  const seenBy = async (bearer: Bearer, id: string, on: string | null = null) =>
    hub.query(await hub.token(bearer), document, { id, organisation: organisations['0007'], on })

  test('both sides, on every path, and nobody else on any', async () => {
    const party = { municipalityCode: '0851', organisationId: organisations['0007'] }
    const late = await signed(OF_0851, { ...party, validUntil: daysLater(20) })
    const early = await signed(OF_0851, { ...party, validUntil: daysLater(10) })
    const ids = { early: { id: early.id }, late: { id: late.id } }
    for (const bearer of [OF_0851, OF_0007, municipality('0851'), organisation('0007')]) {
      const { data, errors } = await seenBy(bearer, early.id)
      expect(errors).toBeUndefined()
      const newestFirst = [{ dataSharingGrants: { nodes: [ids.early, ids.late] } }]
      expect(data).toEqual({
        dataSharingGrants: {
          totalCount: 2,
          nodes: [
            { ...ids.early, validUntil: daysLater(10) },
            { ...ids.late, validUntil: daysLater(20) },
          ],
        },
        dataSharingGrant: ids.early,
        node: { ...ids.early, inForce: true },
        nodes: [ids.early],
        municipalities: { nodes: newestFirst },
        housingOrganisations: { nodes: newestFirst },
      })
    }
    const auditor: Bearer = { subject: 'auditor', roles: ['auditor'], engagedMunicipalityCodes: ['0851'] }
    const economist: Bearer = {
      subject: 'economist',
      roles: ['municipal_economist'],
      municipalityCodes: ['0851'],
    }
    for (const bearer of [municipality('0169'), organisation('0311'), OF_0169, auditor, economist]) {
      const nothing = await seenBy(bearer, `DataSharingGrant:${MISSING}`)
      expect(nothing.data).toMatchObject({ dataSharingGrants: { totalCount: 0, nodes: [] }, node: null })
      expect((await seenBy(bearer, early.id)).text).toBe(nothing.text)
    }

    const inForceOn = async (on: string) =>
      (
        (await seenBy(OF_0851, early.id, on)).data as { dataSharingGrants: { nodes: { id: string }[] } }
      ).dataSharingGrants.nodes.map(({ id }) => id)
    expect(await inForceOn(daysLater(-1))).toEqual([])
    expect(await inForceOn(today)).toEqual([early.id, late.id])
    expect(await inForceOn(daysLater(10))).toEqual([late.id])
    await revoke(OF_0851, late.id)
    expect(await inForceOn(today)).toEqual([early.id])
    expect(await inForceOn(daysLater(10))).toEqual([])
  })
})

describe('Delivery reports', () => {
  const document = `query ($delivery: ID!, $feed: ID!, $after: Cursor) {
    feeds(first: 10) { totalCount nodes { code deliveries(first: 5) { totalCount nodes { id } } } }
    deliveries(first: 1, after: $after) { totalCount edges { cursor } pageInfo { hasNextPage endCursor }
      nodes { id records(first: 50) { totalCount nodes { outcome raw problems { code } } } } }
    delivery(id: $delivery) { id received }
    node(id: $delivery) { id }
    nodes(ids: [$delivery, $feed]) { id }
    vacancies(first: 1) { nodes { feed { code } delivery { id } } } }`
  interface Reports {
    readonly feeds: { readonly totalCount: number; readonly nodes: { readonly code: string }[] }
    readonly deliveries: {
      readonly totalCount: number
      readonly pageInfo: { readonly endCursor: string | null }
      readonly nodes: {
        readonly records: { readonly nodes: { raw: string | null; problems: { code: string }[] }[] }
      }[]
    }
    readonly delivery: { readonly id: string } | null
    readonly nodes: readonly ({ readonly id: string } | null)[]
  }
  let delivery: string
  let feed: string

  beforeAll(async () => {
    const made = await sync(hub, organisation('0007'), '0007-incom', [
      syncRecord('0007/77/1'),
      syncRecord('9999/77/2'),
    ])
    expect(made.quarantined).toBe(1)
    delivery = made.id
    const [row] = await hub.asOwner<{ id: string }>(
      `select 'Feed:' || id as id from feed where code = '0007-incom'`,
    )
    feed = row?.id ?? ''
  })

  async function reports(
    bearer: Bearer,
    purpose: string | null = REPORTS,
    more: object = {},
  ): Promise<Answer<Reports>> {
    return hub.query<Reports>(
      await hub.token(bearer),
      document,
      { delivery, feed, ...more },
      purpose === null ? {} : { 'x-purpose': purpose },
    )
  }
  /** What the answer is when nothing is shared: the same as for ids that name nothing. */
  const nothing = async (bearer: Bearer, purpose: string | null = REPORTS) => {
    const answer = await reports(bearer, purpose, {
      delivery: `Delivery:${MISSING}`,
      feed: `Feed:${MISSING}`,
    })
    expect(answer.data).toMatchObject({ feeds: { totalCount: 0 }, deliveries: { totalCount: 0, nodes: [] } })
    return answer.text
  }
  /** Enters a grant as no command would. */
  async function enter(
    lbfNumber: string,
    municipalityCode: string,
    from: number,
    until: number,
    changes: { fieldGroup?: string; signedFor?: string; purpose?: string } = {},
  ): Promise<string> {
    const [row] = await hub.asOwner<{ id: string }>(
      `insert into data_sharing_grant (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid, change_id)
       select $1, id, $2, 'owner', $3, $4, daterange($5::date, $6::date), (select max(id) from change)
         from housing_organisation where lbf_number = $7 returning id`,
      [
        municipalityCode,
        changes.signedFor ?? 'ORGANISATION',
        changes.fieldGroup ?? 'DELIVERY_REPORTS',
        changes.purpose ?? REPORTS,
        daysLater(from),
        daysLater(until),
        lbfNumber,
      ],
    )
    return row?.id ?? ''
  }
  const remove = () =>
    hub.asOwner(
      `with gone as (delete from data_sharing_revocation) delete from data_sharing_grant where municipality_code <> '0169'`,
    )
  afterEach(remove)

  test('are the municipality’s to see while a grant is in force, for its purpose, and gone with its revocation', async () => {
    const bearer = municipality('0851')
    const closed = await nothing(bearer)
    expect((await reports(bearer)).text).toBe(closed)

    const grant = await sharesReports('0007', '0851')
    const open = await reports(bearer)
    expect(open.errors).toBeUndefined()
    expect(open.data).toMatchObject({
      feeds: { totalCount: 1, nodes: [{ code: '0007-incom', deliveries: { totalCount: 2 } }] },
      deliveries: { totalCount: 2, pageInfo: { hasNextPage: true } },
      delivery: { id: delivery, received: 2 },
      node: { id: delivery },
      nodes: [{ id: delivery }, { id: feed }],
      vacancies: { nodes: [{ feed: { code: '0007-incom' } }] },
    })
    // Codes are shared, what the sender wrote is not.
    const records = open.data?.deliveries.nodes[0]?.records.nodes ?? []
    expect(records.flatMap(({ problems }) => problems.map(({ code }) => code))).toContain(
      'ORGANISATION_NOT_OF_SOURCE',
    )
    expect(records.map(({ raw }) => raw)).toEqual([null, null])
    const own = await reports(organisation('0007'))
    expect(own.data?.deliveries.nodes[0]?.records.nodes.some(({ raw }) => raw !== null)).toBe(true)

    const after = open.data?.deliveries.pageInfo.endCursor
    expect((await reports(bearer, REPORTS, { after })).data?.deliveries.nodes).toHaveLength(1)
    for (const purpose of [null, 'municipal-allocation', 'operations'])
      expect((await reports(bearer, purpose)).text).toBe(await nothing(bearer, purpose))

    expect(codes(await revoke(OF_0007, grant.id))).toEqual([])
    expect((await reports(bearer)).text).toBe(closed)
    expect((await reports(bearer, REPORTS, { after })).data?.deliveries).toMatchObject({
      totalCount: 0,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    })
  })

  test.each([
    ['that expired today', -30, 0, false],
    ['that expires tomorrow', -30, 1, true],
    ['that begins today', 0, 30, true],
    ['that begins tomorrow', 1, 30, false],
  ])('by a grant %s: %d to %d, open: %s', async (_, from, until, open) => {
    await enter('0007', '0851', from, until)
    const seen = (await reports(municipality('0851'))).data
    expect([seen?.delivery !== null, (seen?.feeds.totalCount ?? 0) > 0]).toEqual([open, open])
  })

  test('close with the grant’s last day, on the next request', async () => {
    const id = await enter('0007', '0851', -30, 1)
    const bearer = municipality('0851')
    expect((await reports(bearer)).data?.delivery).not.toBeNull()
    await hub.asOwner(
      'update data_sharing_grant set valid = daterange(lower(valid), $2::date) where id = $1',
      [id, today],
    )
    expect((await reports(bearer)).text).toBe(await nothing(bearer))
  })

  test('stay closed to a grant for another purpose, of the other field group, and to other roles', async () => {
    await enter('0007', '0851', -1, 1, { purpose: 'municipal-allocation' })
    await enter('0007', '0851', -1, 1, { fieldGroup: 'DISCLOSURE', signedFor: 'MUNICIPALITY' })
    const bearer = municipality('0851')
    for (const purpose of [REPORTS, 'municipal-allocation'])
      expect((await reports(bearer, purpose)).text).toBe(await nothing(bearer, purpose))
    await enter('0007', '0851', -1, 1)
    expect((await reports(bearer)).data?.delivery).not.toBeNull()
    const nominator: Bearer = { ...bearer, subject: 'nominator', roles: ['municipal_nominator'] }
    expect((await reports(nominator)).text).toBe(await nothing(nominator))
  })

  test('of two organisations shared with two municipalities do not mix', async () => {
    await enter('0007', '0851', -1, 1)
    await enter('0311', '0101', -1, 1)
    const feedsOf = async (bearer: Bearer) =>
      (await reports(bearer)).data?.feeds.nodes.map(({ code }) => code)
    expect(await feedsOf(municipality('0851'))).toEqual(['0007-incom'])
    expect(await feedsOf(municipality('0101'))).toEqual(['0311-lbf'])
    expect(await feedsOf(municipality('0851', '0101'))).toEqual(['0007-incom', '0311-lbf'])
    // The demo's own grant, and no other.
    expect(await feedsOf(municipality('0169'))).toEqual(['0045-csv'])
    const both: Bearer = {
      subject: 'both',
      roles: ['municipal_system', 'organisation_system'],
      municipalityCodes: ['0851'],
      organisationNumbers: ['0045'],
    }
    expect(await feedsOf(both)).toEqual(['0007-incom', '0045-csv'])
    // A revocation ends its own grant and no other.
    const [second] = await hub.asOwner<{ id: string }>(
      `select 'DataSharingGrant:' || g.id as id from data_sharing_grant g where g.municipality_code = '0101'`,
    )
    expect(
      codes(await revoke(representative({ organisationNumbers: ['0311'] }), String(second?.id))),
    ).toEqual([])
    expect(await feedsOf(municipality('0851', '0101'))).toEqual(['0007-incom'])
  })
})

test('the demo signs once for each side, and a second start signs nothing, not even what was revoked', async () => {
  const signedByDemo = () =>
    hub.asOwner<{ id: string; group: string }>(
      `select g.id, g.field_group || ' ' || g.municipality_code || ' ' || o.lbf_number as group
         from data_sharing_grant g join housing_organisation o on o.id = g.organisation_id
        where g.signed_by = 'demo-start' order by 2`,
    )
  const first = await signedByDemo()
  expect(first.map(({ group }) => group)).toEqual(['DELIVERY_REPORTS 0169 0045', 'DISCLOSURE 0169 0045'])
  await revoke(OF_0045, `DataSharingGrant:${first[0]?.id}`)
  await ingestSamples(hub.app.database, hub.app.ingest)
  expect(await signedByDemo()).toEqual(first)
}, 60_000)
