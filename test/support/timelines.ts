import type { Bearer, TestHub } from './hub.ts'
import { householdsFor, LIABILITY, type TestClock, taken, vacanciesFor } from './offers.ts'
import { shelterStay, stayed, supportOf } from './stays.ts'
import { BEARERS } from './story.ts'
import { asChange, done } from './subsidies.ts'
import { REFUND_TERM, refundInputs } from './subsidy-story.ts'

const { organisation, allocator, economist } = BEARERS
const municipality: Bearer = BEARERS.municipality

/** A transition and what it is told of, by global ids. */
export interface Life {
  readonly timelineId: string
  readonly offerId: string
  readonly householdId: string
  readonly tenancyId: string
  readonly dwellingId: string
}

const keyOf = (id: string) => id.slice(id.indexOf(':') + 1)

/** The municipality's programme for refunds to tenants of transitional dwellings; answers its id. */
export async function refundProgramme(hub: TestHub): Promise<string> {
  const programmeId = await done(hub, economist, 'recordSubsidyProgramme', {
    ...{
      code: '163A',
      instrument: 'SECTION_163_A',
      name: 'Refusion',
      municipalityCode: '0169',
      source: 'Sag',
    },
  })
  const term = { programmeId, from: '2020-01-01', endRule: 'WITH_TENANCY', partialMonths: 'STARTED' }
  await done(hub, economist, 'recordSubsidyTerm', {
    ...{ ...term, paymentCalendar: 'MONTHLY_IN_ARREARS', rounding: 'OERE', source: 'Sag' },
    ...REFUND_TERM,
  })
  return programmeId
}

/**
 * From a shelter on 20 August 2026 to a transitional dwelling that is at disposal from 1 November and let from 15 November,
 * approved on 6 November, with terms of five years and support; the clock stands on 16 November afterwards.
 */
export async function housed(hub: TestHub, clock: TestClock): Promise<Life> {
  clock.set('2026-11-02T11:00:00Z')
  const [householdId = ''] = await householdsFor(hub, 1)
  const stay = await stayed(hub, allocator, 'recordStay', shelterStay(householdId, '2026-08-20'))
  const condition = (kind: string, metOn: string) =>
    stayed(hub, allocator, 'recordDischargeCondition', {
      ...{ stayId: stay.id, kind, metOn, evidence: 'Sag 26/7' },
    })
  await condition('PLAN', '2026-09-15')
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  const offer = await taken(hub, organisation, 'offerVacancy', {
    ...{ vacancyId, legalBasis: 'SECTION_63', liability: LIABILITY },
  })
  clock.set('2026-11-03T11:00:00Z')
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
  await condition('DWELLING_OR_PLACE', '2026-11-03')
  clock.set('2026-11-04T11:00:00Z')
  await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
  clock.set('2026-11-10T11:00:00Z')
  const signed = await taken(hub, organisation, 'recordLease', {
    ...{ offerId: offer.id, signedOn: '2026-11-10', from: '2026-11-15', rent: '5800.00' },
  })
  const [{ id, dwelling } = { id: '', dwelling: '' }] = await hub.asOwner<{ id: string; dwelling: string }>(
    'select id, dwelling_id as dwelling from transition where offer_id = $1::uuid',
    [keyOf(offer.id)],
  )
  await asChange(
    hub,
    `with approved as (
       insert into public.transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on,
         derogations, months_max, agreement_id, composition_assessed_on, reference)
       select t.id, t.organisation_id, t.municipality_code, t.dwelling_id, '2026-11-06', '{SECTION_85,TERMINATION_ON_REQUEST}', 60,
              (select agreement_id from public.agreement_version limit 1), '2026-11-05', 'Sag 26/8'
         from public.transition t where t.id = $1::uuid returning *)
     insert into public.transition_terms (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, approval_id,
         regime, months_max, law, signed_on, valid, derogations, source)
       select a.transition_id, t.tenancy_id, a.organisation_id, a.municipality_code, a.dwelling_id, a.id, 'FIVE_YEARS', 60,
              'almenlejeloven § 4 stk. 3', '2026-11-10', '[2026-11-15,2031-11-15)', a.derogations, 'Lejeaftalen'
         from approved a, public.transition t where t.id = a.transition_id`,
    [id],
  )
  clock.set('2026-11-16T11:00:00Z')
  await condition('SUPPORT_DECISION', '2026-11-11')
  await condition('LEASE_AND_SUPPORT_READY', '2026-11-12')
  await taken(hub, organisation, 'recordMovingIn', { offerId: offer.id, on: '2026-11-15' })
  const left = { stayId: stay.id, until: '2026-11-15', outcome: 'TRANSITIONAL_DWELLING' }
  await stayed(hub, allocator, 'endStay', left)
  await stayed(hub, allocator, 'recordSupport', supportOf(householdId, '2026-11-15'))
  return {
    timelineId: `TransitionTimeline:${id}`,
    ...{ offerId: offer.id, householdId, tenancyId: signed.tenancy.id, dwellingId: `Dwelling:${dwelling}` },
  }
}

/** Grants the household a refund until 1 June 2027 that rises from March on. */
export async function refunded(hub: TestHub, life: Life, programmeId: string): Promise<string> {
  const tenantSubsidyId = await done(hub, economist, 'grantTenantSubsidy', {
    ...{ programmeId, householdId: life.householdId, tenancyId: life.tenancyId, committedOn: '2026-11-15' },
    ...{ from: '2026-11-15', until: '2027-06-01', previousSituation: 'SECTION_110' },
    ...{ housingBenefitAppliedOn: '2026-11-16', source: 'Sag 26/9' },
  })
  await done(hub, economist, 'recordTenantSubsidyInputs', {
    ...{ tenantSubsidyId, reason: 'Bevilling', inputs: refundInputs('2026-11-15') },
  })
  await done(hub, economist, 'recordTenantSubsidyInputs', {
    ...{ tenantSubsidyId, reason: 'Boligstøtten er beregnet om' },
    inputs: [{ kind: 'HOUSING_BENEFIT', from: '2027-03-01', amount: '900', source: 'Udbetaling Danmark' }],
  })
  return tenantSubsidyId
}

/** What a tenancy's row of the context needs, for rows that other parts of it write. */
const OF_TENANCY = 't.id, t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id'

/** Reports a step of arrears, past every rule; answers its key. */
export async function inArrears(
  hub: TestHub,
  life: Life,
  kind: string,
  on: string,
  actBy: string | null = null,
) {
  const [row] = await asChange<{ id: string }>(
    hub,
    `insert into public.arrears_step (tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, reference, act_by)
     select t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id, $2, $3::date, $2 || t.tenancy_id, $4::date
       from public.transition t where t.id = $1::uuid returning id`,
    [keyOf(life.timelineId), kind, on, actBy],
  )
  return row?.id ?? ''
}

/** Says what the municipality did about a step, past every rule. */
export function answered(hub: TestHub, stepKey: string, kind: string, on: string, isShared: boolean) {
  return asChange(
    hub,
    `insert into public.arrears_response (step_id, tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, shared)
     select id, tenancy_id, organisation_id, municipality_code, dwelling_id, $2, $3::date, $4 from public.arrears_step where id = $1::uuid`,
    [stepKey, kind, on, isShared],
  )
}

/** Sets a number of the municipality 0169, past every rule. */
export function parameterSet(hub: TestHub, name: string, amounts: readonly number[]) {
  return asChange(
    hub,
    `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
     values ('0169', $1, $2, '[2020-01-01,)', 'Kommunens retningslinjer')`,
    [name, amounts],
  )
}

/** The municipality asks for termination on 1 June 2027; a notice would have had effect on 1 September. */
export async function asksForTermination(hub: TestHub, life: Life): Promise<void> {
  await asChange(
    hub,
    `insert into public.termination_request (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, requested_on,
       effective_on, notice_months, notice_effect, notice_effect_on, day_count, source)
     select ${OF_TENANCY}, '2027-06-01', '2027-06-15', 3, 'FIRST_OF_MONTH', '2027-09-01', 'ACTUAL_MONTH', 'Lejeaftalen § 7'
       from public.transition t where t.id = $1::uuid`,
    [keyOf(life.timelineId)],
  )
}

/** Ends the tenancy on a day. */
export function ended(hub: TestHub, life: Life, until: string, ending: string) {
  return taken(hub, organisation, 'endTenancy', { tenancyId: life.tenancyId, until, ending })
}

/** An event as the tests read it. */
export interface ToldEvent {
  readonly key: string
  readonly phase: number
  readonly kind: string
  readonly on: string | null
  readonly until: string | null
  readonly status: string
  readonly overdue: boolean
  readonly by: string | null
  readonly law: string | null
  readonly detail: string | null
  readonly textDa: string
  readonly textEn: string
  readonly amount: string | null
  readonly subject: string
}

const EVENT = 'key phase kind on until status overdue by law detail textDa textEn amount subject'

/** The events of a timeline as a bearer sees them; null where there is no such timeline. */
export async function eventsOf(
  hub: TestHub,
  bearer: Bearer,
  timelineId: string,
  more: { readonly validOn?: string; readonly knownAt?: string } = {},
): Promise<readonly ToldEvent[] | null> {
  const { it } = await hub.fields<{ it: { events: { nodes: ToldEvent[] } } | null }>(
    await hub.token(bearer),
    `query($id: ID!, $validOn: LocalDate, $knownAt: Instant) {
       it: transitionTimeline(id: $id, knownAt: $knownAt) { events(first: 100, validOn: $validOn) { nodes { ${EVENT} } } } }`,
    { id: timelineId, ...more },
  )
  return it?.events.nodes ?? null
}

/** The same, as short lines: status, kind, detail, first day and end. */
export const lines = (events: readonly ToldEvent[] | null) =>
  (events ?? []).map(
    ({ status, overdue, kind, detail, on, until, amount }) =>
      `${overdue ? 'OVERDUE' : status} ${kind}${detail === null ? '' : ` ${detail}`} ${on ?? '-'}${until === null ? '' : `..${until}`}${amount === null ? '' : ` ${amount}`}`,
  )

/** The municipality's systems, with the purpose that cases take. */
export const CASE_SYSTEM: Bearer = { ...municipality, purpose: 'case-handling' }
