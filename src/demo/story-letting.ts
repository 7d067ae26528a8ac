import { DateTime } from 'luxon'
import type { LocalDate } from '../kernel/period.ts'
import { type Places, StoryEnds, type Storyteller, type Teller } from './storyteller.ts'

const CASEWORKER: Teller = { client: 'demo-caseworker', purpose: 'municipal-allocation' }
const ORGANISATION: Teller = { client: 'demo-organisation', purpose: 'vacancy-exchange' }

/** Vacancies of the sample feed in Fløng: a family dwelling, and a youth dwelling that waits for an answer. */
const LET = '0045-003-0055'
const WAITING = '0045-003-0037'

const LIABILITY = {
  noticeMonths: 3,
  noticeEffect: 'FIRST_OF_MONTH',
  afterReturn: 'ON_THE_DAY',
  afterExpiry: 'AT_NOTICE_EFFECT',
  dayCount: 'ACTUAL_MONTH',
  source: 'Opdigtet til demonstrationen',
} as const

/** How the lease derogates, as the municipality has approved. */
const DEROGATIONS = ['SECTION_85', 'TERMINATION_ON_REQUEST'] as const

interface List {
  readonly nodes: readonly { readonly id: string }[]
}

function idIn({ nodes: [row] }: List, what: string): string {
  if (row === undefined) throw new StoryEnds(`There is no ${what}`)
  return row.id
}

/**
 * A household from a shelter gets a transitional dwelling (§ 63): offered, nominated, allocated, accepted, approved and let
 * from the first of the next month for two years. Another offer of the same day still waits.
 */
export async function tellOfLetting({ tell, ask, day }: Storyteller, places: Places): Promise<void> {
  const moveIn = DateTime.fromISO(day).plus({ months: 1 }).startOf('month')
  const [from, until] = [moveIn, moveIn.plus({ years: 2 })].map((at) => at.toISODate() as LocalDate)
  const { households } = await ask<{ readonly households: List }>(
    CASEWORKER,
    '{ households(first: 1, filter: { caseReference: "DEMO-1" }) { nodes { id } } }',
    {},
  )
  const householdId = idIn(households, 'household DEMO-1')
  const offer = { legalBasis: 'SECTION_63', liability: LIABILITY, atDisposalFrom: day }
  const offerId = await tell(ORGANISATION, 'offerVacancy', 'offer', {
    ...offer,
    vacancyId: places.vacancy(LET),
  })
  await tell(CASEWORKER, 'nominateHousehold', 'nomination', {
    ...{ offerId, householdId, reason: 'Bor på herberg siden september 2025' },
  })
  const allocationId = await tell(CASEWORKER, 'allocateDwelling', 'allocation', {
    ...{ offerId, householdId },
    overrideReason: 'Huslejen bringes ned med tilskud efter serviceloven § 163 a',
  })
  await tell(CASEWORKER, 'recordAnswer', 'allocation', { allocationId, answer: 'ACCEPTED' })
  const { transitionTimelines } = await ask<{ readonly transitionTimelines: List }>(
    CASEWORKER,
    'query ($dwellingId: ID!) { transitionTimelines(first: 1, filter: { dwellingId: $dwellingId }) { nodes { id } } }',
    { dwellingId: places.dwelling(LET) },
  )
  const transitionId = idIn(transitionTimelines, 'timeline of the dwelling')
  await tell(CASEWORKER, 'approveDerogations', 'transition', {
    ...{ transitionId, approvedOn: day, derogations: DEROGATIONS, monthsMax: 60, reference: 'Demo 1' },
  })
  await tell(ORGANISATION, 'recordLease', 'offer', { offerId, signedOn: day, from, rent: '5131.14' })
  await tell(ORGANISATION, 'recordTransitionTerms', 'transition', {
    ...{ transitionId, regime: 'FIVE_YEARS', derogations: DEROGATIONS, until, source: 'Lejeaftalen' },
  })
  await tell(ORGANISATION, 'offerVacancy', 'offer', {
    ...offer,
    ...{ legalBasis: 'SECTION_59_2', vacancyId: places.vacancy(WAITING) },
  })
}
