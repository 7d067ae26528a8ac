import { setTimeout as delay } from 'node:timers/promises'
import { startHub, type TestHub } from '../support/hub.ts'
import { type TurnAnswer, turnCommand } from '../support/quota-story.ts'
import { BEARERS, sync, syncRecord, tellStory } from '../support/story.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
}, 120_000)
afterAll(() => hub?.stop())

interface ShownTurn {
  readonly id: string
  readonly day: string
  readonly period: string | null
  readonly channel: string | null
  readonly rule: string
  readonly explanationDa: string[]
  readonly explanationEn: string[]
  readonly organisation: { readonly lbfNumber: string }
  readonly vacancy: { readonly id: string; readonly turn: { readonly id: string } | null }
}

interface LedgerAnswer {
  readonly quotaLedger: {
    readonly nodes: readonly ShownTurn[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
  }
}

const TURN =
  'id day period channel rule sequence explanationDa explanationEn organisation { lbfNumber } vacancy { id turn { id } }'

async function ledger(bearer: keyof typeof BEARERS, more: object = {}): Promise<ShownTurn[]> {
  const turns: ShownTurn[] = []
  let after: string | null = null
  do {
    const { quotaLedger }: LedgerAnswer = await hub.fields<LedgerAnswer>(
      await hub.token(BEARERS[bearer]),
      `query($code: MunicipalityCode!, $organisation: ID, $filter: QuotaTurnFilter, $after: Cursor) {
         quotaLedger(municipalityCode: $code, organisationId: $organisation, filter: $filter, first: 40, after: $after) {
           nodes { ${TURN} } pageInfo { hasNextPage endCursor } } }`,
      { code: '0169', after, ...more },
    )
    turns.push(...quotaLedger.nodes)
    after = quotaLedger.pageInfo.hasNextPage ? quotaLedger.pageInfo.endCursor : null
  } while (after !== null)
  return turns
}

async function turnIn(lbfNumber: string, acted: boolean, place = 0) {
  const rows = await hub.asOwner<{ turnId: string; vacancyId: string; letting: number; key: string }>(
    `select 'QuotaTurn:' || t.id as "turnId", t.vacancy_id as key, 'Vacancy:' || t.vacancy_id as "vacancyId", t.letting
       from quota_turn t join housing_organisation o on o.id = t.organisation_id
      where o.lbf_number = $1 and (t.acted_on is not null) = $2 and t.channel is not null order by t.day desc, t.id`,
    [lbfNumber, acted],
  )
  const turn = rows[place]
  if (turn === undefined) throw new Error('The data has too few turns')
  return turn
}

const codes = ({ refusals, turn }: TurnAnswer) => {
  expect(refusals.length === 0 || turn === null).toBe(true)
  for (const { messageDa, messageEn } of refusals)
    expect([messageDa.length > 10, messageEn.length > 10]).toEqual([true, true])
  return refusals.map(({ code, path }) => `${code} ${path}`)
}

test('a municipality reads its ledger, an organisation its own part of it, and nobody else reads any', async () => {
  const all = await ledger('municipality')
  expect(all.length).toBeGreaterThan(60)
  expect(all.map(({ day }) => day)).toEqual(all.map(({ day }) => day).sort())
  const own = await ledger('organisation')
  expect(own.map(({ id }) => id).sort()).toEqual(
    all
      .filter(({ organisation }) => organisation.lbfNumber === '0045')
      .map(({ id }) => id)
      .sort(),
  )
  expect((await ledger('auditor')).length).toBe(all.length)
  for (const other of ['otherMunicipality', 'operator', 'nobody', 'dataProtection'] as const) {
    expect([other, await ledger(other)]).toEqual([other, []])
  }
})

test('a ledger can be asked for a year, a period and a channel', async () => {
  const all = await ledger('municipality')
  const year = Number(all[0]?.day.slice(0, 4))
  const ofYear = await ledger('municipality', { filter: { year } })
  expect(ofYear.map(({ id }) => id)).toEqual(
    all.filter(({ day }) => day.startsWith(`${year}`)).map(({ id }) => id),
  )
  expect(await ledger('municipality', { filter: { year: 0 } })).toEqual([])
  const municipal = await ledger('municipality', {
    filter: { periods: ['RUNNING'], channels: ['MUNICIPAL'] },
  })
  expect(municipal.map(({ id }) => id)).toEqual(
    all.filter(({ period, channel }) => period === 'RUNNING' && channel === 'MUNICIPAL').map(({ id }) => id),
  )
})

test('a turn is explained by its agreement, version and term, the rule, and its figures', async () => {
  const turns = await ledger('municipality', {
    filter: { periods: ['RUNNING'], channels: ['MUNICIPAL'], acted: false },
  })
  const turn = turns.find(({ rule }) => rule === 'SHARE' || rule === 'DEBT')
  const { explainTurn } = await hub.fields<{ explainTurn: ShownTurn & { rule: string } }>(
    await hub.token(BEARERS.municipality),
    `query($id: ID!) { explainTurn(vacancyId: $id) { ${TURN} } }`,
    { id: turn?.vacancy.id },
  )
  expect(explainTurn).toEqual(turn)
  expect(turn?.vacancy.turn?.id).toBe(turn?.id)
  expect(explainTurn.explanationEn).toEqual([
    expect.stringMatching(/^Rammeaftale 2026-29, version \d, term \d: .+\.$/),
    expect.stringMatching(/^The municipality.+\.$/),
    expect.stringMatching(
      /^Turn \d+, running: .+ was \d+(\/\d+)? before the dwelling and is \d+(\/\d+)? with it\. .+\.$/,
    ),
  ])
  expect(explainTurn.explanationDa).toEqual([
    expect.stringMatching(/^Rammeaftale 2026-29, version \d, vilkår \d: .+\.$/),
    expect.stringMatching(/^Kommunen.+\.$/),
    expect.stringMatching(
      /^Tur \d+, løbende: .+ var \d+(\/\d+)? før boligen og er \d+(\/\d+)? med den\. .+\.$/,
    ),
  ])
})

test('balances say what is entitled, delivered, returned and owed, now and as they were known', async () => {
  const { quotaBalances } = await hub.fields<{
    quotaBalances: {
      nodes: {
        id: string
        returned: number
        entitled: number
        delivered: number
        owed: number
        carried: number
        lapsed: number
      }[]
    }
  }>(
    await hub.token(BEARERS.municipality),
    `{ quotaBalances(municipalityCode: "0169", first: 100) { nodes { id returned entitled delivered owed carried lapsed } } }`,
  )
  for (const one of quotaBalances.nodes) {
    expect(one.owed).toBe(one.carried + one.entitled - one.delivered - one.lapsed)
  }
  const returned = quotaBalances.nodes.find((one) => one.returned === 1)
  const [before] = await hub.asOwner<{ at: string }>(
    `select to_char(upper(recorded) at time zone 'UTC' - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from history.quota_balance where 'QuotaBalance:' || id = $1 order by recorded desc limit 1`,
    [returned?.id],
  )
  const { then } = await hub.fields<{ then: { returned: number } }>(
    await hub.token(BEARERS.municipality),
    'query($id: ID!, $at: Instant) { then: quotaBalance(id: $id, knownAt: $at) { returned } }',
    { id: returned?.id, at: before?.at },
  )
  expect(then).toEqual({ returned: 0 })
  const { quotaCapUses } = await hub.fields<{ quotaCapUses: { nodes: object[] } }>(
    await hub.token(BEARERS.municipality),
    '{ quotaCapUses(municipalityCode: "0169", first: 100) { nodes { year used cap } } }',
  )
  expect(quotaCapUses.nodes).toContainEqual({ year: '2026', used: 1, cap: 75 })
})

test('an organisation reports what took a vacancy, and its turn follows at once', async () => {
  const { vacancyId } = await turnIn('0045', false)
  const answer = await turnCommand(hub, BEARERS.organisation, 'reportVacancyFacts', {
    vacancyId,
    rehousing: true,
    internalTransfer: 'NOT_TAKEN',
  })
  expect(answer).toMatchObject({
    refusals: [],
    turn: {
      channel: 'REHOUSING',
      rule: 'REHOUSED',
      rehousing: true,
      events: [{ kind: 'REPORTED', reason: null }],
    },
  })
})

test('how a dwelling was let fixes its turn, and its facts are then corrected, not reported', async () => {
  const { vacancyId, turnId } = await turnIn('0045', false, 1)
  const let_ = await turnCommand(hub, BEARERS.organisation, 'reportVacancyFacts', {
    vacancyId,
    letThrough: 'INTERNAL_TRANSFER',
  })
  expect(let_.turn).toMatchObject({
    channel: 'INTERNAL_TRANSFER',
    rule: 'INTERNAL_TRANSFER_TOOK',
    internalTransfer: 'TAKEN',
    actedOn: expect.stringMatching(/^\d{4}-/),
  })
  const again = { vacancyId, internalTransfer: 'NOT_TAKEN' }
  expect(codes(await turnCommand(hub, BEARERS.organisation, 'reportVacancyFacts', again))).toEqual([
    'TURN_ACTED_UPON input.vacancyId',
  ])
  const before = new Date().toISOString()
  const corrected = await turnCommand(hub, BEARERS.organisation, 'correctTurn', {
    turnId,
    internalTransfer: 'NOT_TAKEN',
    reason: 'Lejeren trak sig',
  })
  expect(corrected.turn).toMatchObject({
    channel: 'INTERNAL_TRANSFER',
    internalTransfer: 'NOT_TAKEN',
    events: [{ kind: 'REPORTED' }, { kind: 'CORRECTED', reason: 'Lejeren trak sig' }],
  })
  const { explainTurn } = await hub.fields<{ explainTurn: { events: object[] } }>(
    await hub.token(BEARERS.organisation),
    'query($id: ID!, $at: Instant!) { explainTurn(vacancyId: $id, knownAt: $at) { events { kind } } }',
    { id: vacancyId, at: before },
  )
  expect(explainTurn.events).toEqual([{ kind: 'REPORTED' }])
})

test('the same report under the same key has one effect, and a rehearsed one has none', async () => {
  const { vacancyId, key } = await turnIn('0045', false, 2)
  const input = { vacancyId, internalTransfer: 'PENDING' }
  const events = async () =>
    (await hub.asOwner('select 1 from quota_event where vacancy_id = $1', [key])).length
  const before = await events()
  const rehearsed = await turnCommand(hub, BEARERS.organisation, 'reportVacancyFacts', input, {
    dryRun: true,
  })
  expect(rehearsed.turn).toMatchObject({ internalTransfer: 'PENDING' })
  expect(await events()).toBe(before)
  for (let time = 0; time < 2; time++) {
    const { turn } = await turnCommand(hub, BEARERS.organisation, 'reportVacancyFacts', input, {
      key: 'report-1',
    })
    expect(turn).toMatchObject({ internalTransfer: 'PENDING' })
  }
  expect(await events()).toBe(before + 1)
})

test('what cannot be reported is refused with a code, and a foreign vacancy like one that is not there', async () => {
  const own = await turnIn('0045', false)
  const foreign = await turnIn('0311', true)
  const report = (bearer: keyof typeof BEARERS, input: object) =>
    turnCommand(hub, BEARERS[bearer], 'reportVacancyFacts', input).then(codes)
  expect(await report('organisation', { vacancyId: own.vacancyId })).toEqual(['NOTHING_REPORTED input'])
  for (const vacancyId of [
    foreign.vacancyId,
    'Vacancy:0',
    own.turnId,
    'Vacancy:00000000-0000-7000-8000-000000000000',
  ]) {
    expect(await report('organisation', { vacancyId, rehousing: true })).toEqual([
      'VACANCY_NOT_FOUND input.vacancyId',
    ])
  }
  for (const letting of [0, -1, own.letting + 1]) {
    expect(await report('organisation', { vacancyId: own.vacancyId, letting, rehousing: true })).toEqual([
      'VACANCY_NOT_FOUND input.vacancyId',
    ])
  }
  expect(await report('municipality', { vacancyId: own.vacancyId, rehousing: true })).toEqual([
    'NOT_ALLOWED null',
  ])
})

test('either party corrects a turn with a reason that the other reads; what was acted upon stays', async () => {
  const turn = await turnIn('0045', true)
  const [before] = await hub.asOwner<object>(
    `select key, period, sequence, channel, acted_on::text from quota_turn where 'QuotaTurn:' || id = $1`,
    [turn.turnId],
  )
  const { turn: shown } = await turnCommand(hub, BEARERS.municipality, 'correctTurn', {
    turnId: turn.turnId,
    reason: 'Datoen var forkert',
    day: '2026-03-04',
  })
  expect(shown).toMatchObject({ day: '2026-03-04' })
  const [after] = await hub.asOwner<object>(
    `select key, period, sequence, channel, acted_on::text from quota_turn where 'QuotaTurn:' || id = $1`,
    [turn.turnId],
  )
  expect(after).toEqual(before)
  const { explainTurn } = await hub.fields<{ explainTurn: { events: { reason: string | null }[] } }>(
    await hub.token(BEARERS.organisation),
    'query($id: ID!) { explainTurn(vacancyId: $id) { events { kind reason correctedDay } } }',
    { id: turn.vacancyId },
  )
  expect(explainTurn.events).toContainEqual({
    kind: 'CORRECTED',
    reason: 'Datoen var forkert',
    correctedDay: '2026-03-04',
  })
})

test('a correction without facts or with a CPR number, and of what is not there, is refused', async () => {
  const own = await turnIn('0045', false)
  const foreign = await turnIn('0311', true)
  const [estate] = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0007' limit 1`,
  )
  const correct = (input: object) =>
    turnCommand(hub, BEARERS.municipality, 'correctTurn', {
      reason: 'Fejl',
      turnId: own.turnId,
      ...input,
    }).then(codes)
  expect(await correct({})).toEqual(['NOTHING_CORRECTED input'])
  expect(await correct({ rehousing: true, reason: 'Borger 010190-1234 flytter' })).toEqual([
    'TEXT_HOLDS_CPR input.reason',
  ])
  for (const turnId of [foreign.turnId, own.vacancyId, 'QuotaTurn:x']) {
    expect(await correct({ turnId, rehousing: true })).toEqual(['TURN_NOT_FOUND input.turnId'])
  }
  expect(await correct({ estateId: estate?.id })).toEqual(['ESTATE_NOT_OF_ORGANISATION input.estateId'])
})

test('an area status counts on the vacancy’s day, and a corrected one in the place of the lists’', async () => {
  const { turnId } = await turnIn('0045', false, 3)
  const { turn } = await turnCommand(hub, BEARERS.organisation, 'correctTurn', {
    turnId,
    areaStatuses: ['PARALLEL_SOCIETY'],
    reason: 'Området står på listen',
  })
  expect(turn).toMatchObject({ channel: 'BLOCKED', rule: 'AREA_BLOCKED', sequence: null })
  const wrong = await hub.asOwner(
    `select t.id from quota_turn t
       join estate e on e.id = t.estate_id join housing_organisation o on o.id = e.organisation_id
      where t.area_statuses <> array(
        select distinct s.kind from area_estate p join area a on a.id = p.area_id join area_status s on s.area_id = a.id
         where p.organisation_lbf_number = o.lbf_number and p.estate_number = e.number and p.valid @> t.day
           and s.valid @> t.day and a.municipality_code = t.municipality_code order by 1)
        and not exists (select from quota_event v where v.vacancy_id = t.vacancy_id and v.facts ? 'areaStatuses')`,
  )
  expect(wrong).toEqual([])
  expect(
    (await hub.asOwner(`select from quota_turn where area_statuses && array['VULNERABLE']`)).length,
  ).toBeGreaterThan(0)
})

test('a hub that keeps ledgers does so by itself, and what is delivered is in them soon', async () => {
  const keeping = await startHub({
    env: { QUOTA_LEDGER_MS: '20' },
    database: hub.database,
    sampleData: false,
  })
  try {
    await sync(keeping, BEARERS.organisation, '0045-csv', [syncRecord('0045/011/7777')])
    const turn = () =>
      keeping.asOwner<{ channel: string }>(
        `select t.channel from quota_turn t join vacancy v on v.id = t.vacancy_id
           join dwelling d on d.id = v.dwelling_id where d.tenancy_number = '7777'`,
      )
    for (let tries = 0; tries < 200 && (await turn()).length === 0; tries++) await delay(25)
    expect(await turn()).toHaveLength(1)
  } finally {
    await keeping.pause()
  }
}, 60_000)
