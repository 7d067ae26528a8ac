import type { Bearer, TestHub } from './hub.ts'
import { householdsFor, offered, type TestClock, taken, vacanciesFor } from './offers.ts'
import { asked } from './stays.ts'
import { BEARERS } from './story.ts'
import { done, SUBSIDY_BEARERS, term } from './subsidies.ts'
import { refundInputs } from './subsidy-story.ts'

const { organisation, allocator } = BEARERS

/** A transition that a test follows, with the keys of what it is made of. */
export interface Life {
  readonly transitionId: string
  readonly offerId: string
  readonly householdId: string
  readonly allocationId: string
}

/** Noon of a day in Denmark's winter time, and an hour later in its summer. */
export const noon = (day: string): string => `${day}T11:00:00Z`

const transitionOf = async (hub: TestHub, offerId: string) => {
  const [row] = await hub.asOwner<{ id: string }>('select id from transition where offer_id = $1::uuid', [
    offerId.slice('MunicipalOffer:'.length),
  ])
  return `TransitionTimeline:${row?.id}`
}

/** Puts a dwelling at the municipality's disposal, as a transitional one unless said otherwise; answers the offer and its transition. */
export async function disposed(
  hub: TestHub,
  atDisposalFrom: string,
  changes: Readonly<Record<string, unknown>> = {},
  legalBasis: 'SECTION_59_2' | 'SECTION_63' = 'SECTION_63',
): Promise<{ readonly offerId: string; readonly transitionId: string }> {
  const [vacancyId] = await vacanciesFor(hub, 1, {
    atDisposalFrom,
    availableFrom: atDisposalFrom,
    ...changes,
  })
  const { id: offerId } = await offered(hub, vacancyId ?? '', { legalBasis })
  return { offerId, transitionId: await transitionOf(hub, offerId) }
}

/** The same, allocated to a household that says yes. */
export async function allocatedTo(
  hub: TestHub,
  atDisposalFrom: string,
  of: { readonly householdId?: string } = {},
): Promise<Life> {
  const { offerId, transitionId } = await disposed(hub, atDisposalFrom)
  const [householdId = ''] = of.householdId === undefined ? await householdsFor(hub, 1) : [of.householdId]
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
  await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
  return { transitionId, offerId, householdId, allocationId: allocation.id }
}

/** Signs the lease of an allocated dwelling; answers the tenancy. */
export async function leased(hub: TestHub, offerId: string, signedOn: string, from: string): Promise<string> {
  const { tenancy } = await taken(hub, organisation, 'recordLease', {
    ...{ offerId, signedOn, from, rent: '5800.00' },
  })
  return tenancy.id
}

/** What a bearer sees of a transition, by a selection of its fields. */
export function seen<Fields = Record<string, unknown>>(
  hub: TestHub,
  transitionId: string,
  fields: string,
  bearer: Bearer = allocator,
): Promise<Fields> {
  return asked<Fields>(hub, bearer, `transitionTimeline(id: $id) { ${fields} }`, { id: transitionId })
}

/** Where a transition stands on each of these days, as `state/phase`. */
export async function statesOn(
  hub: TestHub,
  transitionId: string,
  days: readonly string[],
): Promise<readonly string[]> {
  const fields = days.map(
    (day, place) => `s${place}: state(validOn: "${day}") p${place}: phase(validOn: "${day}")`,
  )
  const found = await seen(hub, transitionId, fields.join(' '))
  return days.map((_, place) => `${found[`s${place}`]}/${found[`p${place}`]}`)
}

/** The municipality's own refund of rent under § 163 a, as a programme with the term it needs; answers its id. */
export async function refundProgramme(hub: TestHub): Promise<string> {
  const programmeId = await done(hub, SUBSIDY_BEARERS.economist, 'recordSubsidyProgramme', {
    ...{ code: 'UDSLUSNING', instrument: 'SECTION_163_A', name: 'Udslusning', municipalityCode: '0169' },
    source: 'Kommunens egen ordning',
  })
  const ofRefund = {
    ...{ payee: 'TENANT', indexation: 'NONE', monthDays: 'THIRTY', monthsMax: 60 },
    ...{ rentBeforeMin: null, rentBeforeMax: null },
  }
  await done(hub, SUBSIDY_BEARERS.economist, 'recordSubsidyTerm', term(programmeId, '2020-01-01', ofRefund))
  return programmeId
}

/** A grant of that refund as `grantTenantSubsidy` takes it. */
export const refundOf = (
  programmeId: string,
  { householdId, tenancyId }: { readonly householdId: string; readonly tenancyId: string },
  from: string,
  until: string,
) => ({
  ...{
    programmeId,
    householdId,
    tenancyId,
    from,
    until,
    committedOn: from,
    previousSituation: 'SECTION_110',
  },
  ...{ housingBenefitAppliedOn: from, source: 'Bevilling' },
})

/** Grants that refund with all that it is computed of; answers its id. */
export async function refunded(hub: TestHub, grant: ReturnType<typeof refundOf>): Promise<string> {
  const tenantSubsidyId = await done(hub, SUBSIDY_BEARERS.economist, 'grantTenantSubsidy', grant)
  const inputs = refundInputs(grant.from)
  await done(hub, SUBSIDY_BEARERS.economist, 'recordTenantSubsidyInputs', {
    ...{ tenantSubsidyId, reason: 'Bevilling', inputs },
  })
  return tenantSubsidyId
}

/** The days for which a refund is granted. */
export async function refundDaysOf(
  hub: TestHub,
  tenantSubsidyId: string,
): Promise<{ readonly from: string; readonly until: string; readonly withdrawn: boolean }> {
  const [row] = await hub.asOwner<{ from: string; until: string; withdrawn: boolean }>(
    `select lower(valid)::text as "from", upper(valid)::text as until, withdrawn from tenant_subsidy where id = $1::uuid`,
    [tenantSubsidyId.slice('TenantSubsidy:'.length)],
  )
  if (row === undefined) throw new Error('There is no such subsidy')
  return row
}

/** Lets a day come. */
export const come = (clock: TestClock, day: string): void => clock.set(noon(day))
