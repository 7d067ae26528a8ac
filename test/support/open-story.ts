import { agreeOnCriteria, checkCommand, ownEstate, questionInput } from './criteria.ts'
import { CASEWORKERS, command, personInput, registered, UNIT } from './households.ts'
import type { Bearer, TestHub } from './hub.ts'
import { LIABILITY, offered, taken, vacanciesFor } from './offers.ts'
import { householdIdOf } from './personal-story.ts'
import { BEARERS } from './story.ts'

/** What the commands of the lifecycle can be tried on. */
export interface OpenStory {
  /** Offers that no household has yet: to 0169, where SAG-A and SAG-B are nominated, and to 0101, where SAG-E is. */
  readonly free: { readonly own: string; readonly foreign: string }
  /** Households that declined one dwelling after a yes and have not answered to the next, of 0169 and of 0101. */
  readonly waiting: { readonly own: string; readonly foreign: string }
}

/** The names of those whom this story adds. */
export const OPEN_CANARIES = ['Kanariefugl venter', 'Kanariefugl venter langt væk', 'Kanariefugl spurgt']

/**
 * Gives the story steps that are still to be taken: nominations to choose from, allocations to answer, notices to read,
 * a question to answer. Call it after `tellLifecycleStory`.
 */
export async function tellOpenStory(hub: TestHub): Promise<OpenStory> {
  const [ownName = '', foreignName = '', applicantName = ''] = OPEN_CANARIES
  const system = CASEWORKERS.system
  const foreignSystem = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' } as const
  const [first, second] = await vacanciesFor(hub, 2)
  const foreign = await foreignVacancies(hub)
  const offerAbroad = (place: number) =>
    taken(hub, BEARERS.lettingOfficer, 'offerVacancy', {
      ...{ vacancyId: foreign[place], legalBasis: 'SECTION_59_1', liability: LIABILITY },
      atDisposalFrom: '2026-11-01',
    })
  const free = { own: (await offered(hub, first ?? '')).id, foreign: (await offerAbroad(0)).id }
  for (const name of ['a', 'b']) await nominate(hub, system, free.own, householdIdOf(name))
  await nominate(hub, foreignSystem, free.foreign, householdIdOf('e'))

  const own = await registered(hub, 'system', {
    ...{ organisationUnitId: UNIT, kleNumber: '27.35', persons: [personInput({ name: ownName })] },
  })
  const other = await registered(hub, 'otherMunicipality', {
    ...{ municipalityCode: '0101', persons: [personInput({ name: foreignName, cpr: '311257-5002' })] },
  })
  for (const [who, { id }] of [
    ['system', own],
    ['otherMunicipality', other],
  ] as const) {
    const check = { rule: 'SECTION_59_6', excluded: false, checkedOn: '2026-01-01', validUntil: '2100-01-01' }
    const { codes } = await command(hub, who, 'recordAreaCheck', { input: { householdId: id, ...check } })
    if (codes.length > 0) throw new Error(`The check was refused: ${codes.join()}`)
  }
  await declineAndWait(hub, system, (await offered(hub, second ?? '')).id, own.id)
  await declineAndWait(hub, foreignSystem, (await offerAbroad(1)).id, other.id)

  const [framework] = await hub.asOwner<{ id: string }>(
    `select 'Agreement:' || id as id from agreement where name = 'Rammeaftale 2026-29'`,
  )
  await agreeOnCriteria(hub, { frameworkId: framework?.id, until: '2029-01-01' })
  const applicant = { name: applicantName, cpr: '311257-5003' }
  const asked = await checkCommand(hub, 'officer', 'askCriterion', {
    input: questionInput(await ownEstate(hub), { applicant }),
  })
  if (asked.check === null) throw new Error(`The question was refused: ${asked.codes.join()}`)
  return { free, waiting: { own: own.id, foreign: other.id } }
}

function nominate(hub: TestHub, bearer: Bearer, offerId: string, householdId: string) {
  return taken(hub, bearer, 'nominateHousehold', { offerId, householdId, reason: 'Bor på herberg' })
}

/** A household says yes, then no, and is allocated the dwelling again. */
async function declineAndWait(hub: TestHub, bearer: Bearer, offerId: string, householdId: string) {
  const decision = { offerId, householdId, overrideReason: 'Kan ikke vente' }
  const { id: allocationId } = await taken(hub, bearer, 'allocateDwelling', decision)
  await taken(hub, bearer, 'recordAnswer', { allocationId, answer: 'ACCEPTED' })
  await taken(hub, bearer, 'recordAnswer', { allocationId, answer: 'DECLINED', declineReason: 'LOCATION' })
  await taken(hub, bearer, 'allocateDwelling', decision)
}

/** Vacancies of 0311 in 0101 that were never offered. */
async function foreignVacancies(hub: TestHub): Promise<string[]> {
  const rows = await hub.asOwner<{ id: string }>(
    `select 'Vacancy:' || v.id as id from vacancy v join housing_organisation o on o.id = v.organisation_id
      where o.lbf_number = '0311' and v.municipality_code = '0101' and v.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')
        and not exists (select from municipal_offer offer where offer.vacancy_id = v.id)
      order by v.id limit 2`,
  )
  return rows.map(({ id }) => id)
}
