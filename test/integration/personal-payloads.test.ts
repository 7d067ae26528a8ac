import { randomUUID } from 'node:crypto'
import { type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import type { Action } from '../../src/access/policy.ts'
import { grantsHeld } from '../../src/access/viewer.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { day, householdInput, personInput } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { loadWorld, oracle, type Row, type World } from '../support/oracle.ts'
import { ACTORS, isConnection, leaves, PERSONAL, rowTypeOf } from '../support/personal-schema.ts'
import { CANARIES, tellPersonalStory } from '../support/personal-story.ts'
import { originOfBearer, tellStory } from '../support/story.ts'

/**
 * What a command answers is a way to persons too. Every mutation that the schema lets show some, for every role and each
 * of its purposes: the payload shows what a query for the same row would show, and a refused command shows nothing.
 */
const schema = buildHubSchema()

interface Showing {
  readonly name: string
  /** The payload's field, and what to select below it: every field about persons that it leads to. */
  readonly field: string
  readonly selection: string
  readonly declared: string
  readonly passed: string
}

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
        selection: everything(row),
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

function everything(type: GraphQLObjectType, above: readonly string[] = []): string {
  const below = Object.values(type.getFields()).flatMap((field) => {
    const row = personalRowOf(field)
    if (row === undefined || [...above, type.name].includes(row.name)) return []
    const content = everything(row, [...above, type.name])
    return isConnection(field)
      ? `${field.name}(first: 20) { totalCount nodes { ${content} } }`
      : `${field.name} { ${content} }`
  })
  return [leaves(type), ...below].join(' ')
}

let hub: TestHub
let world: World
beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  world = await loadWorld(hub)
}, 120_000)
afterAll(() => hub?.stop())

const rowsOf = (table: string) => world.get(`public.${table}`) ?? []

interface Attempt {
  readonly action: Action
  readonly variables: Readonly<Record<string, unknown>>
  /** The row that it is about, by the query that shows the like of it. */
  readonly asked: { readonly query: string; readonly id: string }
  /** The command leaves that row as it is, so that its payload is that query's answer. */
  readonly same: boolean
}

/** Each command over every household of the story, with the values that it has. */
const ATTEMPTS: Readonly<Record<string, () => readonly Attempt[]>> = {
  correctHousehold: () =>
    rowsOf('household').map((row) => ({
      action: 'household:register',
      variables: {
        input: {
          householdId: `Household:${row.id}`,
          caseReference: row.case_reference,
          organisationUnitId: row.organisation_unit_id,
          kleNumber: row.kle_number,
          adults: Number(row.adults),
          children: Number(row.children),
        },
      },
      asked: { query: 'household', id: `Household:${row.id}` },
      same: true,
    })),
  recordNeed: () =>
    rowsOf('household').map((row) => ({
      action: 'household:recordNeed',
      variables: {
        input: {
          householdId: `Household:${row.id}`,
          needClass: 'HOMELESS',
          origin: 'STREET',
          supportMethods: [],
          rentMax: '5000.00',
        },
      },
      asked: { query: 'household', id: `Household:${row.id}` },
      same: true,
    })),
  recordPerson: () =>
    rowsOf('person')
      .filter((row) => row.address_protected !== true)
      .map((row) => ({
        action: 'household:register',
        variables: {
          input: {
            householdId: `Household:${row.household_id}`,
            personId: `Person:${row.id}`,
            leaseParty: row.lease_party,
            addressProtected: false,
          },
        },
        asked: { query: 'person', id: `Person:${row.id}` },
        same: true,
      })),
  endDisclosure: () =>
    rowsOf('disclosure')
      .filter(inForce)
      .map((row) => ({
        action: 'disclosure:give',
        variables: { id: `Disclosure:${row.id}`, until: '2100-01-01' },
        asked: { query: 'disclosure', id: `Disclosure:${row.id}` },
        same: true,
      })),
  discloseHousehold: () =>
    rowsOf('disclosure')
      .filter(inForce)
      .filter(({ municipality_code: code }) => code === '0169')
      .map((row) => ({
        action: 'disclosure:give',
        variables: {
          input: {
            householdId: `Household:${row.household_id}`,
            dwellingId: `Dwelling:${another(row).id}`,
            from: day(0),
            until: day(5),
            basis: 'MUNICIPAL_ALLOCATION',
            municipalContact: 'Boliganvisningen',
            payer: 'TENANT',
          },
        },
        asked: { query: 'disclosure', id: `Disclosure:${row.id}` },
        same: false,
      })),
}

const inForce = (row: Row) => row.valid_until === '2100-01-01'

/** Another dwelling of the same organisation and municipality. */
function another(row: Row): Row {
  const found = rowsOf('dwelling').find(
    (dwelling) =>
      dwelling.organisation_id === row.organisation_id &&
      dwelling.municipality_code === row.municipality_code &&
      dwelling.id !== row.dwelling_id,
  )
  if (found === undefined) throw new Error('There is no other dwelling')
  return found
}

test('every mutation that can show a person is tried', () => {
  expect(SHOWINGS.map(({ name }) => name).sort()).toEqual(
    [...Object.keys(ATTEMPTS), 'registerHousehold'].sort(),
  )
  for (const attempts of Object.values(ATTEMPTS)) expect(attempts().length).toBeGreaterThan(1)
})

/** Sends a command as a rehearsal; answers the row that its payload shows, and the text of it. */
async function rehearse(bearer: Bearer, name: string, variables: Readonly<Record<string, unknown>>) {
  const showing = SHOWINGS.find((one) => one.name === name) as Showing
  const { field, selection, declared, passed } = showing
  const { data, text } = await hub.query<Record<string, Record<string, unknown>>>(
    await hub.token(bearer),
    `mutation (${declared}) { ${name}(${passed}) { ${field} { ${selection} } refusals { code } } }`,
    { ...variables, idempotencyKey: randomUUID(), dryRun: true },
  )
  return { row: data?.[name]?.[field] ?? null, refusals: data?.[name]?.refusals, text, selection }
}

const canariesIn = (text: string) => CANARIES.filter((canary) => text.includes(canary)).sort()

/** Without what every change makes anew. */
function settled(row: unknown): unknown {
  return JSON.parse(JSON.stringify(row, (key, value) => (/^recorded/.test(key) ? null : value)))
}

const shown = new Map<string, number>()

test.each(ACTORS)('%s', async (_, bearer) => {
  const { actor } = originOfBearer(bearer)
  const { answer: answerTo } = oracle(world, actor, systemClock.today())
  for (const [name, attempts] of Object.entries(ATTEMPTS)) {
    for (const { action, variables, asked, same } of attempts()) {
      const { row, refusals, text, selection } = await rehearse(bearer, name, variables)
      if (grantsHeld(actor, action).length === 0) {
        expect([name, row, canariesIn(text)]).toEqual([name, null, []])
        expect(refusals).not.toEqual([])
        continue
      }
      const { data } = await answerTo(`query ($id: ID!) { row: ${asked.query}(id: $id) { ${selection} } }`, {
        id: asked.id,
      })
      const expected = (data as { row: unknown } | null)?.row ?? null
      expect([name, variables, canariesIn(text)]).toEqual([
        name,
        variables,
        canariesIn(JSON.stringify(expected)),
      ])
      if (same) expect([name, variables, settled(row)]).toEqual([name, variables, settled(expected)])
      shown.set(name, (shown.get(name) ?? 0) + canariesIn(text).length)
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

test('the payloads did show persons to those who may see them', () => {
  expect(
    [...shown]
      .filter(([, count]) => count > 0)
      .map(([name]) => name)
      .sort(),
  ).toEqual(Object.keys(ATTEMPTS).sort())
})
