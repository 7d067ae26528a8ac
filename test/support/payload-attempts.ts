import type { Action } from '../../src/access/policy.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { day } from './households.ts'
import type { OpenStory } from './open-story.ts'
import type { Row } from './oracle-types.ts'
import { householdIdOf, OWN_UNIT } from './personal-story.ts'

/** A command as it is tried, and what its payload is to show. */
export interface Attempt {
  readonly action: Action
  /** What the payload leads to by an action of its own, where that may be for other purposes than the command. */
  readonly leadsTo?: Action
  readonly variables: Readonly<Record<string, unknown>>
  /** The row that its payload shows, or the like of it. */
  readonly id: string
  /** The field of the payload's row under which that row stands; left out: it is the payload's row itself. */
  readonly under?: 'household'
  /** The municipality whose step it is, where the other side sees the row as well. */
  readonly by?: string
  /** What the command makes of that row; null where the row of the payload is a new one. */
  readonly becomes: Readonly<Record<string, unknown>> | null
}

export type Attempts = Readonly<Record<string, () => readonly Attempt[]>>
type RowsOf = (table: string) => readonly Row[]

const UNCHANGED = {}
/** A moment that the test does not know; it compares whether there is one. */
const MOMENT = 'a moment'

/** Commands over every household, person and disclosure of the story, with the values that they have. */
export const householdAttempts = (rowsOf: RowsOf): Attempts => ({
  correctHousehold: () =>
    rowsOf('household').map((row) =>
      about('household:register', row.id, {
        caseReference: row.case_reference,
        organisationUnitId: row.organisation_unit_id,
        kleNumber: row.kle_number,
        adults: Number(row.adults),
        children: Number(row.children),
      }),
    ),
  setCaseStatus: () =>
    rowsOf('household').map((row) =>
      about('household:register', row.id, { status: row.status, parkedUntil: row.parked_until }),
    ),
  recordNeed: () =>
    rowsOf('household_need').map((row) => about('household:recordNeed', row.household_id, needOf(row))),
  recordAreaCheck: () =>
    rowsOf('area_check').map((row) =>
      about('areaCheck:record', row.household_id, {
        rule: row.rule,
        excluded: row.excluded,
        checkedOn: row.valid_from,
        validUntil: row.valid_until,
      }),
    ),
  referHousehold: () =>
    [householdIdOf('c'), householdIdOf('d')].map((id) => ({
      action: 'referral:send',
      variables: { input: { householdId: id, toMunicipalityCode: '0461' } },
      ...{ id, under: 'household', becomes: UNCHANGED },
    })),
  withdrawReferral: () =>
    sent(rowsOf).map(({ id, from }) => ({
      action: 'referral:send',
      variables: { id },
      ...{ id, by: from, becomes: { state: 'WITHDRAWN' } },
    })),
  declineReferral: () =>
    sent(rowsOf).map(({ id, to }) => ({
      action: 'referral:answer',
      variables: { input: { referralId: id, reason: 'OTHER' } },
      ...{ id, by: to },
      becomes: { state: 'DECLINED', answeredOn: systemClock.today(), declineReason: 'OTHER' },
    })),
  acceptReferral: () =>
    sent(rowsOf).map(({ id, to }) => ({
      action: 'referral:answer',
      variables: {
        input: {
          ...{ referralId: id, caseReference: 'MODTAGET-1', needClass: 'OTHER' },
          ...{ organisationUnitId: OWN_UNIT, kleNumber: '27.35' },
        },
      },
      ...{ id, by: to, becomes: null },
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
        id: `Person:${row.id}`,
        becomes: UNCHANGED,
      })),
  endDisclosure: () =>
    rowsOf('disclosure')
      .filter(inForce)
      .map((row) => ({
        action: 'disclosure:give',
        variables: { id: `Disclosure:${row.id}`, until: '2100-01-01' },
        id: `Disclosure:${row.id}`,
        becomes: UNCHANGED,
      })),
  discloseHousehold: () =>
    rowsOf('disclosure')
      .filter(inForce)
      .filter(({ municipality_code: code }) => code === '0169')
      .map((row) => ({
        action: 'disclosure:give',
        variables: {
          input: {
            ...DISCLOSED,
            householdId: `Household:${row.household_id}`,
            dwellingId: `Dwelling:${another(rowsOf('dwelling'), row).id}`,
            basis: 'MUNICIPAL_ALLOCATION',
          },
        },
        id: `Disclosure:${row.id}`,
        becomes: null,
      })),
})

/** The referrals that wait for an answer. */
const sent = (rowsOf: RowsOf) =>
  rowsOf('household_referral')
    .filter(({ state }) => state === 'SENT')
    .map((row) => ({
      id: `HouseholdReferral:${row.id}`,
      from: String(row.municipality_code),
      to: String(row.to_municipality_code),
    }))

/** A command over a household that leaves it as it is. */
function about(action: Action, key: unknown, input: Readonly<Record<string, unknown>>): Attempt {
  const id = `Household:${key}`
  return { action, variables: { input: { householdId: id, ...input } }, id, becomes: UNCHANGED }
}

/** The whole need: what is left out would be known no longer. */
function needOf(row: Row): Readonly<Record<string, unknown>> {
  const estates = (ids: unknown) => (ids as readonly string[]).map((id) => `Estate:${id}`)
  const oere = row.rent_max_oere
  return {
    needClass: row.need_class,
    origin: row.origin,
    supportMethods: row.support_methods,
    rentMax: oere === null ? null : (Number(oere) / 100).toFixed(2),
    homeMunicipalityCode: row.home_municipality_code,
    shelterEnteredOn: row.shelter_entered_on,
    crisisCentrePriority: row.crisis_centre_priority,
    accessibilityNeeded: row.accessibility_needed,
    elderlyNeed: row.elderly_need,
    education: row.education,
    refugee: row.refugee,
    municipalityVouches: row.municipality_vouches,
    supportPlanReference: row.support_plan_reference,
    cohorts: row.cohorts,
    wantedDwellingTypes: row.wanted_dwelling_types,
    wantedEstateIds: estates(row.wanted_estate_ids),
    wantedPostalCodes: row.wanted_postal_codes,
    excludedEstateIds: estates(row.excluded_estate_ids),
    excludedPostalCodes: row.excluded_postal_codes,
  }
}

const DISCLOSED = { from: day(0), until: day(5), municipalContact: 'Boliganvisningen', payer: 'TENANT' }
const inForce = (row: Row) => row.valid_until === '2100-01-01'

/** Another dwelling of the same organisation and municipality. */
function another(dwellings: readonly Row[], row: Row): Row {
  const found = dwellings.find(
    (dwelling) =>
      dwelling.organisation_id === row.organisation_id &&
      dwelling.municipality_code === row.municipality_code &&
      dwelling.id !== row.dwelling_id,
  )
  if (found === undefined) throw new Error('There is no other dwelling')
  return found
}

/** Commands over offers, nominations, allocations and notices, each as far as it can be carried out. */
export const lifecycleAttempts = (rowsOf: RowsOf, { free, waiting }: OpenStory): Attempts => ({
  nominateHousehold: () =>
    [
      [free.own, householdIdOf('c')] as const,
      [free.own, householdIdOf('d')] as const,
      [free.own, waiting.own] as const,
      [free.foreign, waiting.foreign] as const,
    ].map(([offerId, householdId]) => ({
      action: 'nomination:make',
      variables: { input: { offerId, householdId, reason: 'Bor på herberg' } },
      ...{ id: householdId, under: 'household', becomes: UNCHANGED },
    })),
  allocateDwelling: () =>
    [
      [free.own, householdIdOf('a')] as const,
      [free.own, householdIdOf('b')] as const,
      [free.foreign, householdIdOf('e')] as const,
    ].flatMap(([offerId, householdId]) =>
      [null, DISCLOSED].map((disclosure) => ({
        action: 'allocation:decide' as const,
        variables: { input: { offerId, householdId, overrideReason: 'Kan ikke vente', disclosure } },
        ...{ id: householdId, under: 'household' as const, becomes: disclosure === null ? UNCHANGED : null },
      })),
    ),
  withdrawNomination: () =>
    rowsOf('nomination')
      .filter(({ state }) => state === 'PROPOSED')
      .map(({ id }) => ({
        action: 'nomination:make',
        variables: { input: { nominationId: `Nomination:${id}` } },
        id: `Nomination:${id}`,
        becomes: { state: 'WITHDRAWN' },
      })),
  recordAnswer: () =>
    allocationsIn(rowsOf, 'AWAITING_ANSWER').map((id) => ({
      action: 'allocation:decide',
      variables: { input: { allocationId: id, answer: 'DECLINED', declineReason: 'CONDITION' } },
      id,
      becomes: { state: 'DECLINED', answeredOn: systemClock.today(), declineReason: 'CONDITION' },
    })),
  withdrawAllocation: () =>
    allocationsIn(rowsOf, 'AWAITING_ANSWER').map((id) => ({
      action: 'allocation:decide',
      variables: { input: { allocationId: id, reason: 'Anvist ved en fejl' } },
      id,
      becomes: { state: 'CANCELLED', withdrawalReason: 'Anvist ved en fejl' },
    })),
  setDeclineConsequence: () =>
    allocationsIn(rowsOf, 'DECLINED').map((id) => ({
      action: 'allocation:decide',
      variables: { input: { allocationId: id, consequence: 'NONE' } },
      id,
      becomes: { consequence: 'NONE', parkedUntil: null },
    })),
  acknowledgeNotice: () =>
    rowsOf('allocation_notice').map(({ id }) => ({
      action: 'notice:acknowledge',
      variables: { input: { noticeId: `AllocationNotice:${id}` } },
      id: `AllocationNotice:${id}`,
      becomes: { acknowledgedAt: MOMENT },
    })),
})

const allocationsIn = (rowsOf: RowsOf, state: string) =>
  rowsOf('allocation')
    .filter((row) => row.state === state)
    .map(({ id }) => `Allocation:${id}`)

/** Commands over every question of the story: one to answer, some to correct, and all to take the consent back from. */
export const criterionAttempts = (rowsOf: RowsOf): Attempts => ({
  answerCriterion: () =>
    rowsOf('criterion_check')
      .filter((row) => row.erased === false)
      .flatMap(({ id, answer_until: until }) => {
        const answered = rowsOf('criterion_answer').some((answer) => answer.check_id === id)
        if (!answered && String(until) <= systemClock.today()) return []
        return [
          {
            action: 'criterion:answer' as const,
            variables: {
              input: {
                ...{ checkId: `CriterionCheck:${id}`, answer: 'NO' },
                correctionReason: answered ? 'KNOWN_LATER' : null,
              },
            },
            id: `CriterionCheck:${id}`,
            becomes: { state: 'ANSWERED', answer: 'NO', answeredAt: MOMENT },
          },
        ]
      }),
  withdrawConsent: () =>
    rowsOf('criterion_check').map(({ id }) => ({
      action: 'criterion:ask',
      variables: { input: { checkId: `CriterionCheck:${id}`, withdrawnOn: systemClock.today() } },
      id: `CriterionCheck:${id}`,
      becomes: { state: 'WITHDRAWN', applicant: null },
    })),
})

/** Commands over every tenant's subsidy, run of the audit and finding of the story. */
export const subsidyAttempts = (rowsOf: RowsOf): Attempts => ({
  grantTenantSubsidy: () =>
    rowsOf('tenant_subsidy').map((row) => ({
      action: 'tenantSubsidy:record',
      leadsTo: 'household:read',
      variables: {
        input: {
          programmeId: `SubsidyProgramme:${row.programme_id}`,
          householdId: `Household:${row.household_id}`,
          tenancyId: `Tenancy:${row.tenancy_id}`,
          committedOn: row.committed_on,
          ...{ from: '2025-06-01', until: '2025-09-01' },
          previousSituation: row.previous_situation,
          source: row.source,
        },
      },
      id: `TenantSubsidy:${row.id}`,
      becomes: null,
    })),
  recordTenantSubsidyInputs: () =>
    rowsOf('tenant_subsidy').map(({ id }) => ({
      action: 'tenantSubsidy:record',
      leadsTo: 'household:read',
      variables: {
        input: {
          tenantSubsidyId: `TenantSubsidy:${id}`,
          inputs: rowsOf('tenant_subsidy_input')
            .filter((input) => input.tenant_subsidy_id === id)
            .map(inputOf),
          reason: 'Uændret',
        },
      },
      id: `TenantSubsidy:${id}`,
      becomes: UNCHANGED,
    })),
  // What it shows has the payment that it makes.
  recordTenantSubsidyPayments: () =>
    rowsOf('tenant_subsidy').map(({ id }) => ({
      action: 'tenantSubsidy:record',
      leadsTo: 'household:read',
      variables: {
        input: {
          tenantSubsidyId: `TenantSubsidy:${id}`,
          payments: [{ month: '2024-01-01', amount: '1', paidOn: '2024-02-01', reference: `Forsøg ${id}` }],
        },
      },
      id: `TenantSubsidy:${id}`,
      becomes: null,
    })),
  runSubsidyAudit: () =>
    rowsOf('subsidy_audit').map((row) => ({
      action: 'subsidyAudit:run',
      variables: {
        input: {
          ...{ municipalityCode: row.municipality_code, programme: row.programme },
          ...{ from: row.valid_from, until: row.valid_until },
        },
      },
      id: `SubsidyAudit:${row.id}`,
      becomes: null,
    })),
  answerSubsidyFinding: () =>
    rowsOf('subsidy_finding').map(({ id }) => ({
      action: 'subsidyAudit:answer',
      variables: { input: { findingId: `SubsidyFinding:${id}`, kind: 'EXPLAINED', explanation: 'Set' } },
      id: `SubsidyFinding:${id}`,
      becomes: UNCHANGED,
    })),
})

function inputOf({ kind, valid_from: from, value, source }: Row): Readonly<Record<string, unknown>> {
  const figure = kind === 'ADULTS' ? { adults: Number(value) } : { amount: (Number(value) / 100).toFixed(2) }
  return { kind, from, source, ...figure }
}
