import { randomUUID } from 'node:crypto'
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isObjectType,
} from 'graphql'
import type { Actor } from '../../src/access/actor.ts'
import { type Action, POLICY } from '../../src/access/policy.ts'
import { grantsHeld } from '../../src/access/viewer.ts'
import { OPERATION_LIMITS } from '../../src/platform/graphql/limits.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { arrearsAttempts } from '../support/arrears-attempts.ts'
import { ownEstate, questionInput } from '../support/criteria.ts'
import { householdInput, personInput } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { lifeAttempts } from '../support/life-attempts.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { OPEN_CANARIES, type OpenStory, tellOpenStory } from '../support/open-story.ts'
import { loadWorld, type Oracle, oracle, type World } from '../support/oracle.ts'
import {
  type Attempt,
  type Attempts,
  criterionAttempts,
  householdAttempts,
  lifecycleAttempts,
  subsidyAttempts,
} from '../support/payload-attempts.ts'
import { ACTORS, isConnection, leaves, PERSONAL, rowTypeOf } from '../support/personal-schema.ts'
import { CANARIES, householdIdOf, tellPersonalStory } from '../support/personal-story.ts'
import { staysAttempts } from '../support/stays-attempts.ts'
import { originOfBearer, tellStory } from '../support/story.ts'
import { tellOtherTenantSubsidies } from '../support/subsidy-story.ts'

/**
 * What a command answers is a way to persons too. Every mutation that the schema lets show some, for every role and each
 * of its purposes: the payload shows what a query for the same row would show, and a refused command shows nothing.
 */
const schema = buildHubSchema()

interface Showing {
  readonly name: string
  /** The payload's field, its type, and what to select below it: every field about persons that it leads to. */
  readonly field: string
  readonly row: GraphQLObjectType
  readonly selection: string
  readonly declared: string
  readonly passed: string
}

/** The levels below the payload's row that an operation may have: two are the mutation and that row. */
const ROOM = OPERATION_LIMITS.depth - 2

/** The mutations whose payload leads to persons. */
const SHOWINGS: readonly Showing[] = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(
  (mutation) => {
    const payload = getNamedType(mutation.type)
    if (!isObjectType(payload)) return []
    return Object.values(payload.getFields()).flatMap((field) => {
      const row = personalRowOf(field)
      if (row === undefined) return []
      return {
        name: mutation.name,
        field: field.name,
        row,
        selection: everything(row, ROOM),
        declared: mutation.args.map(({ name, type }) => `$${name}: ${type}`).join(', '),
        passed: mutation.args.map(({ name }) => `${name}: $${name}`).join(', '),
      }
    })
  },
)

function personalRowOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType | undefined {
  const row = rowTypeOf(field.type)
  return PERSONAL.some((view) => view.type === row?.name) ? row : undefined
}

function everything(type: GraphQLObjectType, room: number, above: readonly string[] = []): string {
  const below = Object.values(type.getFields()).flatMap((field) => {
    const row = personalRowOf(field)
    const left = room - (isConnection(field) ? 2 : 1)
    if (row === undefined || left < 1 || [...above, type.name].includes(row.name)) return []
    const content = everything(row, left, [...above, type.name])
    return isConnection(field)
      ? `${field.name}(first: 20) { totalCount nodes { ${content} } }`
      : `${field.name} { ${content} }`
  })
  return [leaves(type), ...below].join(' ')
}

let hub: TestHub
let world: World
let open: OpenStory
beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  open = await tellOpenStory(hub)
  await tellOtherTenantSubsidies(hub, {
    '0169': [householdIdOf('b'), householdIdOf('d')],
    '0101': [householdIdOf('e')],
  })
  world = await loadWorld(hub)
}, 120_000)
afterAll(() => hub?.stop())

const rowsOf = (table: string) => world.get(`public.${table}`) ?? []

/** Each command over the rows of the story. */
const attemptsOf = (): Attempts => ({
  ...householdAttempts(rowsOf),
  ...lifecycleAttempts(rowsOf, open),
  ...criterionAttempts(rowsOf),
  ...subsidyAttempts(rowsOf),
  ...staysAttempts(rowsOf),
  ...lifeAttempts(rowsOf),
  ...arrearsAttempts(rowsOf),
})

/** The commands that enter new persons; what they show has tests of its own below. */
const ENTERING = ['askCriterion', 'registerHousehold']

test('every mutation that can show a person is tried', () => {
  expect(SHOWINGS.map(({ name }) => name).sort()).toEqual([...Object.keys(attemptsOf()), ...ENTERING].sort())
  for (const attempts of Object.values(attemptsOf())) expect(attempts().length).toBeGreaterThan(1)
})

const showingOf = (name: string) => SHOWINGS.find((one) => one.name === name) as Showing

/** Sends a command as a rehearsal; answers the row that its payload shows, and the text of it. */
async function rehearse(bearer: Bearer, name: string, variables: Readonly<Record<string, unknown>>) {
  const { field, selection, declared, passed } = showingOf(name)
  const { data, text } = await hub.query<Record<string, Record<string, unknown>>>(
    await hub.token(bearer),
    `mutation (${declared}) { ${name}(${passed}) { ${field} { ${selection} } refusals { code } } }`,
    { ...variables, idempotencyKey: randomUUID(), dryRun: true },
  )
  const row = (data?.[name]?.[field] ?? null) as Readonly<Record<string, unknown>> | null
  return { row, refusals: data?.[name]?.refusals as readonly object[] | undefined, text }
}

/** The row of an attempt as a query for it would show it to the actor, and with what the command makes of it. */
async function expectedOf({ answer }: Oracle, name: string, { id, under, becomes }: Attempt) {
  const { row: shown, selection } = showingOf(name)
  const below = under && rowTypeOf(shown.getFields()[under]?.type as GraphQLOutputType)
  const type = below ?? shown
  const content = below === undefined ? selection : everything(below, ROOM - 1, [shown.name])
  const { data } = await answer(
    `query ($id: ID!) { row: node(id: $id) { ... on ${type.name} { ${content} } } }`,
    { id },
  )
  const row = (data as { row: object | null } | null)?.row ?? null
  return row === null ? null : { ...row, ...becomes }
}

const canariesIn = (text: string) =>
  [...CANARIES, ...OPEN_CANARIES].filter((canary) => text.includes(canary)).sort()

/** Without what every change makes anew and the order of estates; of a moment of today, that there is one. */
function settled(row: unknown): unknown {
  return JSON.parse(
    JSON.stringify(row, (key, value) => {
      if (/^recorded/.test(key)) return null
      if (/EstateIds$/.test(key)) return [...value].sort()
      return /^(answered|acknowledged)At$/.test(key) ? value !== null : value
    }),
  )
}

/** Whether the actor's role has the action, and not for the purpose at hand: then what asks for it is refused as a whole. */
const isForOtherPurposes = (actor: Actor, action: Action | undefined) =>
  action !== undefined &&
  POLICY[action].some(({ role }) => actor.roles.includes(role)) &&
  grantsHeld(actor, action).length === 0

/** How many canaries each command showed, and how many rows. */
const shown = new Map<string, number>()
const rowsShown = new Map<string, number>()

test.each(ACTORS)('%s', async (_, bearer) => {
  const { actor } = originOfBearer(bearer)
  const asked = oracle(world, actor, systemClock.today())
  for (const [name, attempts] of Object.entries(attemptsOf())) {
    for (const attempt of attempts()) {
      const { action, leadsTo, variables, under, becomes } = attempt
      const { row, refusals, text } = await rehearse(bearer, name, variables)
      if (grantsHeld(actor, action).length === 0 || isForOtherPurposes(actor, leadsTo)) {
        expect([name, row, canariesIn(text)]).toEqual([name, null, []])
        expect(refusals).not.toEqual([])
        continue
      }
      const theirs = attempt.by === undefined || actor.municipalityCodes.some((code) => code === attempt.by)
      const expected = theirs ? await expectedOf(asked, name, attempt) : null
      const said = [name, variables, refusals]
      expect([...said, row === null]).toEqual([...said, expected === null])
      // A row that is not theirs to see is not theirs to change either.
      expect([...said, refusals?.length === 0]).toEqual([...said, expected !== null])
      expect([...said, canariesIn(text)]).toEqual([...said, canariesIn(JSON.stringify(expected))])
      const part = under === undefined ? row : (row?.[under] ?? null)
      if (becomes !== null) expect([...said, settled(part)]).toEqual([...said, settled(expected)])
      shown.set(name, (shown.get(name) ?? 0) + canariesIn(text).length)
      if (row !== null) rowsShown.set(name, (rowsShown.get(name) ?? 0) + 1)
    }
  }
})

test.each(ACTORS)('%s, of a household just entered', async (_, bearer) => {
  const { actor } = originOfBearer(bearer)
  const [open = '', hidden = ''] = ['Kanariefugl åben', 'Kanariefugl skjult']
  const input = householdInput({
    organisationUnitId: bearer.organisationUnits?.[0] ?? null,
    kleNumber: bearer.kleMasks === undefined ? null : '27.35',
    persons: [personInput({ name: open }), personInput({ name: hidden }, { addressProtected: true })],
  })
  const { row, text } = await rehearse(bearer, 'registerHousehold', { input })
  const entered = (['household:register', 'person:recordIdentity'] as const).every(
    (action) => grantsHeld(actor, action).length > 0,
  )
  expect(row !== null).toBe(entered)
  const sees = (action: Action) => entered && grantsHeld(actor, action).length > 0
  expect([text.includes(open), text.includes(hidden)]).toEqual([
    sees('person:readIdentity'),
    sees('person:readProtectedIdentity'),
  ])
})

test.each(ACTORS)('%s, of a question just asked', async (_, bearer) => {
  const { actor } = originOfBearer(bearer)
  const name = 'Kanariefugl lige spurgt'
  const asked = async (estateId: string) => {
    const input = questionInput(estateId, { applicant: { name, cpr: '311257-5004' } })
    const { row, refusals, text } = await rehearse(bearer, 'askCriterion', { input })
    return { entered: row !== null, refused: refusals, shows: text.includes(name) }
  }
  const asks = grantsHeld(actor, 'criterion:ask').length > 0
  const { entered, shows } = await asked(await ownEstate(hub))
  expect(entered).toBe(asks)
  expect(shows).toBe(asks && grantsHeld(actor, 'criterion:readApplicant').length > 0)
  const foreign = rowsOf('estate').find((row) => row.municipality_code === '0101')
  const elsewhere = await asked(`Estate:${foreign?.id}`)
  expect([elsewhere.entered, elsewhere.shows]).toEqual([false, false])
  expect(elsewhere.refused).not.toEqual([])
})

/**
 * One forgets its applicant. Who takes or declines a referral does not see whose it is. Arrears are
 * about whoever lives there. The audit's name no person; a tenant's subsidy leads to its household, which is for other
 * purposes than those that subsidies are kept for.
 */
const NAMING_NOBODY = [
  'acceptReferral',
  'answerSubsidyFinding',
  'correctArrears',
  'declineReferral',
  'grantTenantSubsidy',
  'recordTenantSubsidyInputs',
  'recordTenantSubsidyPayments',
  'reportArrears',
  'respondToArrears',
  'runSubsidyAudit',
  'withdrawArrears',
  'withdrawConsent',
]

test('the payloads did show rows to those who may see them, and persons save those that name nobody', () => {
  const names = Object.keys(attemptsOf()).sort()
  const counted = (counts: ReadonlyMap<string, number>) => names.filter((name) => (counts.get(name) ?? 0) > 0)
  expect(counted(rowsShown)).toEqual(names)
  expect(counted(shown)).toEqual(names.filter((name) => !NAMING_NOBODY.includes(name)))
})
