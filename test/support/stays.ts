import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'
import { BEARERS } from './story.ts'
import { asChange } from './subsidies.ts'

const STAY = `stay { id kind provider from until outcome withdrawn shelterDueOn shelterDaysLeft missingForDwelling
  missingForPlace conditions { kind metOn evidence } }`
const SUPPORT = 'supportCourse { id method paragraph provider from until withdrawn }'
const CONTACT = 'contact { id name phone email from until }'
const REVIEW =
  'review { id dueOn heldOn affordableRent outcome withdrawn household { id } transition { id } }'
const CLAIM =
  'claim { id claimedOn amount documentationReference state granted decidedOn decisionReason tenancy { id } }'
const ARREARS = 'step { id kind happenedOn children reference actBy withdrawn tenancy { id } }'
const RESPONSE = 'response { id kind happenedOn shared step { id } }'

/** The commands on stays, support, contacts, reviews, claims and arrears, with what each shows. */
export const STAY_COMMANDS = {
  recordStay: STAY,
  correctStay: STAY,
  endStay: STAY,
  withdrawStay: STAY,
  recordDischargeCondition: STAY,
  withdrawDischargeCondition: STAY,
  recordSupport: SUPPORT,
  correctSupport: SUPPORT,
  endSupport: SUPPORT,
  withdrawSupport: SUPPORT,
  recordTenancyContact: CONTACT,
  endTenancyContact: CONTACT,
  appointPaymentReview: REVIEW,
  holdPaymentReview: REVIEW,
  withdrawPaymentReview: REVIEW,
  claimGuarantee: CLAIM,
  withdrawGuaranteeClaim: CLAIM,
  decideGuaranteeClaim: CLAIM,
  reportArrears: ARREARS,
  correctArrears: ARREARS,
  withdrawArrears: ARREARS,
  respondToArrears: RESPONSE,
} as const
export type StayCommand = keyof typeof STAY_COMMANDS

/** What such a command answered. */
export interface StayAnswer {
  readonly codes: readonly string[]
  readonly refusals: readonly {
    readonly code: string
    readonly path: string | null
    readonly law: string | null
  }[]
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
  readonly shown: any
}

/** Carries out such a command over HTTP, under a key of its own unless `more` has one. */
export async function stayCommand(
  hub: TestHub,
  bearer: Bearer,
  name: StayCommand,
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
): Promise<StayAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{
    it: { refusals: { code: string; path: string | null; law: string | null }[]; [field: string]: unknown }
  }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) {
         ${STAY_COMMANDS[name]} refusals { code path law messageDa messageEn } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  const { refusals, ...shown } = it
  return { codes: refusals.map(({ code }) => code), refusals, shown: Object.values(shown)[0] }
}

/** Like `stayCommand`, for one that must be carried out; answers what it shows. */
export async function stayed(
  hub: TestHub,
  bearer: Bearer,
  name: StayCommand,
  input: object,
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
): Promise<any> {
  const { codes, shown } = await stayCommand(hub, bearer, name, input)
  if (codes.length > 0) throw new Error(`${name} was refused: ${codes.join()}`)
  return shown
}

/** A stay in a shelter as `recordStay` takes it, unless `changes` say otherwise. */
export const shelterStay = (householdId: string, from: string, changes: object = {}) => ({
  ...{ householdId, kind: 'SHELTER', provider: 'OWN', from, source: 'Herbergets indskrivning' },
  ...changes,
})

/** A course of support as `recordSupport` takes it, unless `changes` say otherwise. */
export const supportOf = (householdId: string, from: string, changes: object = {}) => ({
  ...{ householdId, method: 'CTI', paragraph: 'SECTION_85_A', provider: 'Hjemløseenheden' },
  ...{ from, source: 'Afgørelse om støtte' },
  ...changes,
})

/** Whom to call, as `recordTenancyContact` takes it, unless `changes` say otherwise. */
export const contactOf = (tenancyId: string, from: string, changes: object = {}) => ({
  ...{ tenancyId, from, name: 'Boligrådgiverne', phone: '+45 70 10 20 30' },
  ...changes,
})

/** The keys of a transitional tenancy. */
export interface TransitionIds {
  readonly tenancyId: string
  readonly transitionId: string
}

/** Enters a transitional tenancy of a dwelling, and whose it is, past every rule. */
export async function transitionOf(
  hub: TestHub,
  dwellingId: string,
  from: string,
  of: { readonly householdId?: string; readonly until?: string; readonly part?: string } = {},
): Promise<TransitionIds> {
  const [row] = await asChange<TransitionIds>(
    hub,
    `with entered as (
       insert into public.tenancy (organisation_id, municipality_code, dwelling_id, part, valid, allocated, transitional,
         rent_oere, ending)
       select organisation_id, municipality_code, id, $4, daterange($2::date, $3::date), true, true, 580000,
              case when $3 is not null then 'MOVED_OUT' end
         from public.dwelling where id = $1::uuid returning id)
     select 'Tenancy:' || id as "tenancyId", null as "transitionId" from entered`,
    [dwellingId.slice('Dwelling:'.length), from, of.until ?? null, of.part ?? ''],
  )
  const tenancyId = row?.tenancyId ?? ''
  const [transition] = await hub.asOwner<{ id: string }>(
    'select id from transition where tenancy_id = $1::uuid',
    [tenancyId.slice('Tenancy:'.length)],
  )
  if (of.householdId !== undefined) {
    await asChange(
      hub,
      `insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code,
         case_scope)
       select t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, h.case_scope
         from public.transition t, public.household h where t.id = $1::uuid and h.id = $2::uuid`,
      [transition?.id, of.householdId.slice('Household:'.length)],
    )
  }
  return { tenancyId, transitionId: `TransitionTimeline:${transition?.id}` }
}

/** Reads one field of the query type in a bearer's name. */
export async function asked<Field>(
  hub: TestHub,
  bearer: Bearer,
  selection: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Field> {
  const declared = Object.keys(variables).includes('id') ? '($id: ID!)' : ''
  const { it } = await hub.fields<{ it: Field }>(
    await hub.token(bearer),
    `query ${declared} { it: ${selection} }`,
    variables,
  )
  return it
}

/** Who works on cases in these tests. */
export const CASEWORKER: Bearer = BEARERS.allocator
