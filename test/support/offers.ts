import { randomUUID } from 'node:crypto'
import type { Clock, Instant } from '../../src/kernel/clock.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { agreed, registryIds, termInput, versionInput } from './agreement-story.ts'
import { inChange } from './households.ts'
import type { Bearer, TestHub } from './hub.ts'
import { BEARERS, sync, syncRecord } from './story.ts'

/** A clock that a test sets; the day is Copenhagen's. */
export interface TestClock extends Clock {
  set(instant: string): void
}

/** A clock that stands at this moment until it is set. */
export function testClock(instant: string): TestClock {
  let at = instant
  return {
    set: (next) => {
      at = next
    },
    now: () => new Date(at).toISOString() as Instant,
    today: () => new Date(at).toLocaleDateString('sv-SE', { timeZone: 'Europe/Copenhagen' }) as LocalDate,
  }
}

/** Agreed terms of the liability for rent as `offerVacancy` takes them. */
export const LIABILITY = {
  noticeMonths: 3,
  noticeEffect: 'FIRST_OF_MONTH',
  afterReturn: 'ON_THE_DAY',
  afterExpiry: 'AT_NOTICE_EFFECT',
  dayCount: 'ACTUAL_MONTH',
  source: 'Sag 26/0001 § 8',
} as const

/** An agreement between the municipality 0169 and the organisation 0045 with one term; answers its version's id. */
export async function letOrganisationAgree(
  hub: TestHub,
  term: Readonly<Record<string, unknown>> = {},
  version: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const idOf = await registryIds(hub)
  const agreementId = await agreed(hub, BEARERS.municipality, 'recordAgreement', {
    municipalityCode: '0169',
    organisationIds: [idOf('0045')],
    name: 'Aftale om anvisning',
    legalBases: ['SECTION_59_2', 'SECTION_63'],
    from: '2020-01-01',
    source: 'Sag 26/0001',
  })
  const versionId = await agreed(
    hub,
    BEARERS.municipality,
    'recordAgreementVersion',
    versionInput(agreementId, '2020-01-01', [termInput(term)], version),
  )
  const consent = { versionId, organisationId: idOf('0045') }
  await agreed(hub, BEARERS.organisation, 'consentToAgreementVersion', consent)
  return agreed(hub, BEARERS.municipality, 'bringAgreementVersionIntoForce', { versionId })
}

/** Delivers vacancies of the organisation 0045 in 0169, each at the municipality's disposal; answers their ids. */
export async function vacanciesFor(
  hub: TestHub,
  count: number,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const [estate] = await hub.asOwner<{ number: string }>(
    `select e.number from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.municipality_code = '0169' order by e.number limit 1`,
  )
  const sourceIds = Array.from({ length: count }, () => randomUUID())
  const records = sourceIds.map((sourceId) =>
    syncRecord(`0045/${estate?.number}/${sourceId.slice(0, 8)}`, {
      ...{
        sourceId,
        state: 'AT_MUNICIPAL_DISPOSAL',
        atDisposalFrom: '2026-11-01',
        availableFrom: '2026-11-15',
      },
      ...changes,
    }),
  )
  const { quarantined } = await sync(hub, BEARERS.organisation, '0045-csv', records)
  if (quarantined > 0) throw new Error(`${quarantined} records are in quarantine`)
  const rows = await hub.asOwner<{ id: string; source_id: string }>(
    `select 'Vacancy:' || id as id, source_id from vacancy where source_id = any ($1)`,
    [sourceIds],
  )
  return sourceIds.map((sourceId) => rows.find((row) => row.source_id === sourceId)?.id ?? '')
}

/** What a command of the lifecycle answered. */
export interface StepAnswer {
  readonly codes: readonly string[]
  readonly paths: readonly (string | null)[]
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
  readonly shown: any
}

/** The commands of the lifecycle: the type of their input, the field that shows what became of it, and of which kind it is. */
export const COMMANDS: Readonly<
  Record<string, { readonly input: string; readonly field: string; readonly type: string }>
> = {
  offerVacancy: { input: 'OfferVacancyInput', field: 'offer', type: 'offer' },
  pauseOffer: { input: 'PauseOfferInput', field: 'offer', type: 'offer' },
  resumeOffer: { input: 'ResumeOfferInput', field: 'offer', type: 'offer' },
  extendOffer: { input: 'ExtendOfferInput', field: 'offer', type: 'offer' },
  withdrawOffer: { input: 'WithdrawOfferInput', field: 'offer', type: 'offer' },
  returnOffer: { input: 'ReturnOfferInput', field: 'offer', type: 'offer' },
  giveUpOffer: { input: 'ReturnOfferInput', field: 'offer', type: 'offer' },
  reportDecline: { input: 'ReportDeclineInput', field: 'offer', type: 'offer' },
  recordLease: { input: 'RecordLeaseInput', field: 'offer', type: 'offer' },
  recordMovingIn: { input: 'RecordMovingInInput', field: 'offer', type: 'offer' },
  cancelLease: { input: 'CancelLeaseInput', field: 'offer', type: 'offer' },
  recordTenancy: { input: 'RecordTenancyInput', field: 'tenancy', type: 'tenancy' },
  endTenancy: { input: 'EndTenancyInput', field: 'tenancy', type: 'tenancy' },
  nominateHousehold: { input: 'NominateHouseholdInput', field: 'nomination', type: 'nomination' },
  withdrawNomination: { input: 'WithdrawNominationInput', field: 'nomination', type: 'nomination' },
  allocateDwelling: { input: 'AllocateDwellingInput', field: 'allocation', type: 'allocation' },
  recordAnswer: { input: 'RecordAnswerInput', field: 'allocation', type: 'allocation' },
  withdrawAllocation: { input: 'WithdrawAllocationInput', field: 'allocation', type: 'allocation' },
  setDeclineConsequence: { input: 'SetDeclineConsequenceInput', field: 'allocation', type: 'allocation' },
  acknowledgeNotice: { input: 'AcknowledgeNoticeInput', field: 'notice', type: 'notice' },
}

const SELECTIONS: Readonly<Record<string, string>> = {
  offer: `id state deadline daysLeft endedOn letFrom movedInOn rent legalBasis letting
    liability { from until days amount dayCount rounding source } vacancy { id } tenancy { id from rent allocated transitional }
    events(first: 50) { nodes { kind party reasonCode reason deadline } }`,
  tenancy: 'id from until part allocated transitional leaseSignedOn rent ending dwelling { id }',
  nomination: 'id state reason household { id } offer { id }',
  allocation: `id state allocatedOn answeredOn declineReason consequence parkedUntil withdrawalReason household { id } offer { id state }
    decision { id decidedOn legalBasis overrideReason }`,
  notice: 'id kind acknowledgedAt allocation { id state }',
}

/** Carries out a command of the lifecycle over HTTP, under a key of its own unless `more` has one. */
export async function take(
  hub: TestHub,
  bearer: Bearer,
  name: keyof typeof COMMANDS & string,
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
): Promise<StepAnswer> {
  const { input: type, field, type: shownType } = COMMANDS[name] as (typeof COMMANDS)[string]
  const { it } = await hub.fields<{
    it: { refusals: { code: string; path: string | null }[]; [field: string]: unknown }
  }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) { ${field} { ${SELECTIONS[shownType]} } refusals { code path messageDa messageEn } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  return {
    codes: it.refusals.map(({ code }) => code),
    paths: it.refusals.map(({ path }) => path),
    shown: it[field],
  }
}

/** Like `take`, for a command that must be carried out; answers what it shows. */
export async function taken(
  hub: TestHub,
  bearer: Bearer,
  name: keyof typeof COMMANDS & string,
  input: object,
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
): Promise<any> {
  const { codes, shown } = await take(hub, bearer, name, input)
  if (codes.length > 0) throw new Error(`${name} was refused: ${codes.join()}`)
  return shown
}

/** Offers a vacancy with the usual terms; answers the offer. */
export function offered(hub: TestHub, vacancyId: string, changes: object = {}) {
  return taken(hub, BEARERS.organisation, 'offerVacancy', {
    ...{ vacancyId, legalBasis: 'SECTION_59_2', liability: LIABILITY },
    ...changes,
  })
}

let entered = 0

/** Households of municipality 0169 without a unit or KLE number unless `of` says more; answers their global ids. */
export async function householdsFor(
  hub: TestHub,
  count: number,
  of: {
    readonly municipalityCode?: string
    readonly organisationUnitId?: string
    readonly kleNumber?: string
  } = {},
): Promise<string[]> {
  const references = Array.from({ length: count }, () => `BOLIG-${++entered}`)
  const rows = await inChange<{ id: string }>(
    hub,
    `insert into household (municipality_code, case_reference, organisation_unit_id, kle_number, adults, children)
     select $4, reference, $2::uuid, $3, 1, 0 from unnest($1::text[]) reference returning 'Household:' || id as id`,
    [references, of.organisationUnitId ?? null, of.kleNumber ?? null, of.municipalityCode ?? '0169'],
  )
  return rows.map(({ id }) => id)
}
