import { randomUUID } from 'node:crypto'
import { agreed, termInput, versionInput } from '../support/agreement-story.ts'
import { whileOpen } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, letOrganisationAgree, take, taken, testClock } from '../support/offers.ts'
import { asked, shelterStay, stayed } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange, SUBSIDY_BEARERS, subsidyCommand } from '../support/subsidies.ts'
import {
  allocatedTo,
  disposed,
  type Life,
  leased,
  noon,
  refundDaysOf,
  refunded,
  refundOf,
  refundProgramme,
  seen,
} from '../support/transition-lives.ts'
import {
  approvalOf,
  type TransitionCommand,
  termsOf,
  transitionCommand,
  transitioned,
} from '../support/transitions.ts'

const { organisation, otherOrganisation, allocator, municipality, otherMunicipality, auditor } = BEARERS
const TODAY = '2026-11-30'
const clock = testClock(noon(TODAY))

let hub: TestHub
let programmeId: string
beforeAll(async () => {
  hub = await startHub({ clock, env: { WRITE_CONNECTIONS: '8' } })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  programmeId = await refundProgramme(hub)
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(noon(TODAY)))

const codesOf = async (bearer: Bearer, name: TransitionCommand, input: object) =>
  (await transitionCommand(hub, bearer, name, input)).codes
const approved = (transitionId: string, changes: object = {}) =>
  transitioned(
    hub,
    municipality,
    'approveDerogations',
    approvalOf(transitionId, { approvedOn: TODAY, ...changes }),
  )
const approving = (transitionId: string, changes: object = {}) =>
  codesOf(municipality, 'approveDerogations', approvalOf(transitionId, { approvedOn: TODAY, ...changes }))

/** Let from 1 December for five years. */
const let5Years = async () => {
  const life = await allocatedTo(hub, '2026-11-01')
  await approved(life.transitionId)
  const tenancyId = await leased(hub, life.offerId, TODAY, '2026-12-01')
  const shown = await transitioned(
    hub,
    organisation,
    'recordTransitionTerms',
    termsOf(life.transitionId, '2031-12-01'),
  )
  return { ...life, tenancyId, shown }
}

/** Makes a dwelling one of a type. */
const ofType = (transitionId: string, type: string) =>
  asChange(
    hub,
    'update public.dwelling set dwelling_type = $2 where id = (select dwelling_id from public.transition where id = $1::uuid)',
    [transitionId.slice('TransitionTimeline:'.length), type],
  )

describe('The municipality approves derogations', () => {
  test('of a family dwelling under an agreement on transitional dwellings, once', async () => {
    const { transitionId } = await disposed(hub, '2026-11-01')
    const shown = await approved(transitionId, { derogations: ['SECTION_88', 'SECTION_85'] })
    expect(shown.approval).toMatchObject({ derogations: ['SECTION_85', 'SECTION_88'], monthsMax: 60 })
    expect(await approving(transitionId)).toEqual(['TRANSITION_APPROVED'])
  })

  const YOUTH = { compositionAssessedOn: '2026-11-01', youthConditionMet: true }
  const ELDERLY = { compositionAssessedOn: '2026-11-01', noGeneralDemand: true }
  test.each([
    ['a youth dwelling', 'YOUTH', YOUTH, []],
    [
      'a youth dwelling without an assessment',
      'YOUTH',
      { youthConditionMet: true },
      ['COMPOSITION_NOT_ASSESSED'],
    ],
    [
      'a youth dwelling assessed afterwards',
      'YOUTH',
      { ...YOUTH, compositionAssessedOn: '2026-12-01' },
      ['COMPOSITION_NOT_ASSESSED'],
    ],
    [
      'a youth dwelling for nobody young',
      'YOUTH',
      { ...YOUTH, youthConditionMet: false },
      ['YOUTH_CONDITION_MISSING'],
    ],
    ['a dwelling for the elderly', 'ELDERLY', ELDERLY, []],
    [
      'a dwelling for the elderly without an assessment',
      'ELDERLY',
      { noGeneralDemand: true },
      ['COMPOSITION_NOT_ASSESSED'],
    ],
    [
      'a dwelling for the elderly that they ask for',
      'ELDERLY',
      { ...ELDERLY, noGeneralDemand: false },
      ['GENERAL_DEMAND'],
    ],
    [
      'a dwelling for the elderly with nothing said',
      'ELDERLY',
      {},
      ['COMPOSITION_NOT_ASSESSED', 'GENERAL_DEMAND'],
    ],
  ])('of %s', async (_, type, changes, codes) => {
    const { transitionId } = await disposed(hub, '2026-11-01')
    await ofType(transitionId, type)
    expect(await approving(transitionId, changes)).toEqual(codes)
  })

  test.each([
    ['tomorrow', { approvedOn: '2026-12-01' }, ['APPROVAL_IN_FUTURE']],
    ['from nothing', { derogations: [] }, ['DEROGATIONS_EMPTY']],
    ['for no month', { monthsMax: 0 }, ['MONTHS_OUT_OF_BOUNDS']],
    ['for ever', { monthsMax: 241 }, ['MONTHS_OUT_OF_BOUNDS']],
    ['naming a person', { reference: 'Afgørelse om 311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['before there was an agreement', { approvedOn: '2019-12-31' }, ['SECTION_63_AGREEMENT_MISSING']],
    ['of nothing', { transitionId: `TransitionTimeline:${randomUUID()}` }, ['TRANSITION_NOT_FOUND']],
  ])('and not %s', async (_, changes, codes) => {
    const { transitionId } = await disposed(hub, '2026-11-01')
    expect(await approving(transitionId, changes)).toEqual(codes)
  })

  test('and nobody else does', async () => {
    const { transitionId } = await disposed(hub, '2026-11-01')
    const input = approvalOf(transitionId, { approvedOn: TODAY })
    expect(await codesOf(organisation, 'approveDerogations', input)).toEqual(['NOT_ALLOWED'])
    expect(await codesOf(otherMunicipality, 'approveDerogations', input)).toEqual(['TRANSITION_NOT_FOUND'])
    const { approval } = await approved(transitionId)
    const withdrawal = { approvalId: approval.id }
    expect(await codesOf(organisation, 'withdrawTransitionApproval', withdrawal)).toEqual(['NOT_ALLOWED'])
    expect(await codesOf(otherMunicipality, 'withdrawTransitionApproval', withdrawal)).toEqual([
      'APPROVAL_NOT_FOUND',
    ])
  })

  test('and takes an approval back until a lease rests on it', async () => {
    const { transitionId } = await disposed(hub, '2026-11-01')
    const first = await approved(transitionId)
    await transitioned(hub, municipality, 'withdrawTransitionApproval', { approvalId: first.approval.id })
    expect(
      await codesOf(municipality, 'withdrawTransitionApproval', { approvalId: first.approval.id }),
    ).toEqual(['APPROVAL_NOT_FOUND'])
    expect(await approving(transitionId)).toEqual([])
    const { shown } = await let5Years()
    expect(
      await codesOf(municipality, 'withdrawTransitionApproval', { approvalId: shown.approval.id }),
    ).toEqual(['APPROVAL_USED'])
  })
})

describe('The terms of a lease', () => {
  test('are recorded by the organisation as the lease states them', async () => {
    const { shown } = await let5Years()
    expect(shown).toMatchObject({ periodUntil: '2031-12-01', state: 'LEASE_SIGNED' })
    expect(shown.terms).toMatchObject({
      ...{ regime: 'FIVE_YEARS', monthsMax: 60, signedOn: TODAY, from: '2026-12-01', until: '2031-12-01' },
      derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'],
    })
  })

  test('take an approval, a lease, and once', async () => {
    const life = await allocatedTo(hub, '2026-11-01')
    const terms = termsOf(life.transitionId, '2031-12-01')
    const record = () => codesOf(organisation, 'recordTransitionTerms', terms)
    expect(await record()).toEqual(['TENANCY_MISSING'])
    await leased(hub, life.offerId, TODAY, '2026-12-01')
    expect(await record()).toEqual(['DEROGATIONS_NOT_APPROVED'])
    expect(await codesOf(organisation, 'correctTransitionTerms', terms)).toEqual(['DEROGATIONS_NOT_APPROVED'])
    await approved(life.transitionId)
    expect(await codesOf(organisation, 'correctTransitionTerms', terms)).toEqual(['TERMS_MISSING'])
    expect(await codesOf(municipality, 'recordTransitionTerms', terms)).toEqual(['NOT_ALLOWED'])
    expect(await codesOf(otherOrganisation, 'recordTransitionTerms', terms)).toEqual(['TRANSITION_NOT_FOUND'])
    expect(await record()).toEqual([])
    expect(await record()).toEqual(['TERMS_RECORDED'])
  })

  test('that were recorded wrongly are corrected, and as known before they stand as they did', async () => {
    const { transitionId } = await let5Years()
    const [{ now } = { now: '' }] = await hub.asOwner<{ now: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    )
    const shown = await transitioned(
      ...([hub, organisation, 'correctTransitionTerms'] as const),
      termsOf(transitionId, '2029-12-01', { derogations: ['SECTION_85'] }),
    )
    expect(shown.terms).toMatchObject({ until: '2029-12-01', derogations: ['SECTION_85'] })
    const { then } = await hub.fields<{ then: object }>(
      await hub.token(allocator),
      `query($id: ID!, $at: Instant!) { then: transitionTimeline(id: $id, knownAt: $at) { periodUntil terms { derogations } } }`,
      { id: transitionId, at: now },
    )
    expect(then).toEqual({
      periodUntil: '2031-12-01',
      terms: { derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'] },
    })
  })

  test('rest on a trial that the municipality records, corrects and closes', async () => {
    const trial = {
      ...{ municipalityCode: '0169', code: 'FRIKOMMUNE', signedFrom: '2021-01-01', monthsMax: 72 },
      ...{ law: 'lov om frikommuneforsøg', source: 'Boligplan' },
    }
    const record = (changes: object, bearer: Bearer = municipality) =>
      transitionCommand(hub, bearer, 'recordTransitionTrial', { ...trial, ...changes })
    expect((await record({ code: 'forsøg' })).codes).toEqual(['TRIAL_CODE_MALFORMED'])
    expect((await record({ signedUntil: '2021-01-01' })).codes).toEqual(['PERIOD_EMPTY'])
    expect((await record({ monthsMax: 0 })).codes).toEqual(['MONTHS_OUT_OF_BOUNDS'])
    expect((await record({}, otherMunicipality)).codes).toEqual(['MUNICIPALITY_NOT_OWN'])
    expect((await record({}, organisation)).codes).toEqual(['NOT_ALLOWED'])
    const trialId = (await record({})).shown.id
    const life = await allocatedTo(hub, '2026-11-01')
    await approved(life.transitionId, { monthsMax: 72 })
    await leased(hub, life.offerId, TODAY, '2026-12-01')
    const terms = termsOf(life.transitionId, '2032-12-01', { regime: 'TRIAL', trialId })
    const codes = (changes: object) =>
      codesOf(organisation, 'recordTransitionTerms', { ...terms, ...changes })
    expect(await codes({ trialId: null })).toEqual(['TRIAL_NOT_MEANT'])
    expect(await codes({ regime: 'FIVE_YEARS' })).toEqual(['TRIAL_NOT_MEANT'])
    expect(await codes({ trialId: `TransitionTrial:${randomUUID()}` })).toEqual(['TRIAL_NOT_FOUND'])
    const closed = await record({ signedUntil: '2023-01-01' })
    expect(closed.shown).toMatchObject({ id: trialId, signedUntil: '2023-01-01' })
    expect(await codes({})).toEqual(['REGIME_NOT_IN_FORCE'])
    await record({ signedUntil: '2027-01-01' })
    expect(await codes({})).toEqual([])
    await record({ signedUntil: '2023-01-01', monthsMax: 24 })
    expect(
      (await seen<{ terms: object }>(hub, life.transitionId, 'terms { monthsMax until law }')).terms,
    ).toEqual({
      ...{ monthsMax: 72, until: '2032-12-01', law: 'lov om frikommuneforsøg' },
    })
  })

  test('say when the lease was signed where the tenancy does not, and agree with it where it does', async () => {
    const { transitionId } = await let5Years()
    const correct = (changes: object) =>
      codesOf(organisation, 'correctTransitionTerms', termsOf(transitionId, '2031-12-01', changes))
    expect(await correct({ signedOn: '2026-11-29' })).toEqual(['LEASE_DAY_DIFFERS'])
    expect(await correct({ signedOn: TODAY })).toEqual([])
    const { transitionId: told } = await recordedTenancy('2026-10-01')
    await approved(told)
    const record = (changes: object) =>
      codesOf(organisation, 'recordTransitionTerms', termsOf(told, '2031-10-01', changes))
    expect(await record({})).toEqual(['LEASE_DAY_MISSING'])
    expect(await record({ signedOn: '2026-09-20' })).toEqual([])
    expect(await seen(hub, told, 'signedOn state(validOn: "2026-09-25") terms { signedOn }')).toEqual({
      ...{ signedOn: '2026-09-20', state: 'LEASE_SIGNED', terms: { signedOn: '2026-09-20' } },
    })
  })
})

/** A transitional tenancy that the organisation records though the hub knows of no offer. */
async function recordedTenancy(from: string) {
  const [row] = await hub.asOwner<{ id: string }>(
    `select 'Dwelling:' || d.id as id from dwelling d join housing_organisation o on o.id = d.organisation_id
      where o.lbf_number = '0045' and d.municipality_code = '0169'
        and not exists (select from tenancy y where y.dwelling_id = d.id)
        and not exists (select from municipal_offer f where f.dwelling_id = d.id) order by d.id limit 1`,
  )
  const tenancy = await taken(hub, organisation, 'recordTenancy', {
    ...{ dwellingId: row?.id, from, allocated: true, transitional: true, rent: '5800.00' },
  })
  const [transition] = await hub.asOwner<{ id: string }>(
    `select 'TransitionTimeline:' || id as id from transition where 'Tenancy:' || tenancy_id = $1`,
    [tenancy.id],
  )
  return { tenancyId: tenancy.id as string, transitionId: transition?.id ?? '' }
}

test('no lease rests on an approval that is taken back in the same moment', async () => {
  for (let round = 0; round < 8; round++) {
    const life = await allocatedTo(hub, '2026-11-01')
    const { approval } = await approved(life.transitionId)
    await leased(hub, life.offerId, TODAY, '2026-12-01')
    const answers = await Promise.all([
      codesOf(organisation, 'recordTransitionTerms', termsOf(life.transitionId, '2031-12-01')),
      codesOf(municipality, 'withdrawTransitionApproval', { approvalId: approval.id }),
    ])
    expect([
      [[], ['APPROVAL_USED']],
      [['DEROGATIONS_NOT_APPROVED'], []],
    ]).toContainEqual(answers)
  }
})

describe('The database by itself', () => {
  test.each([
    ['no step back from a lease', `update public.transition set stage = 'ALLOCATED' where id = $1::uuid`],
    [
      'no derogations beyond the maximum',
      `update public.transition_terms set valid = '[2026-12-01,2031-12-02)' where transition_id = $1::uuid`,
    ],
    [
      'no second approval',
      `insert into public.transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on, derogations, months_max, agreement_id, reference)
       select transition_id, organisation_id, municipality_code, dwelling_id, approved_on, derogations, months_max, agreement_id, reference
         from public.transition_approval where transition_id = $1::uuid`,
    ],
    [
      'no second household',
      `insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
       select transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope
         from public.transition_case where transition_id = $1::uuid`,
    ],
  ])('takes %s', async (_, sql) => {
    const { transitionId } = await let5Years()
    const change = asChange(hub, sql, [transitionId.slice('TransitionTimeline:'.length)])
    await expect(change).rejects.toMatchObject({ code: expect.stringMatching(/^23/) })
  })
})

describe('On the day the period is over', () => {
  test('the tenancy goes on on ordinary terms, and neither derogation nor refund lasts a day longer', async () => {
    const { transitionId, householdId, tenancyId } = await let5Years()
    const grant = refundOf(programmeId, { householdId, tenancyId }, '2026-12-01', '2031-12-01')
    const subsidyId = await refunded(hub, grant)
    const beyond = await subsidyCommand(hub, SUBSIDY_BEARERS.economist, 'grantTenantSubsidy', {
      ...{ ...grant, from: '2031-12-01', until: '2032-01-01' },
    })
    expect(beyond.refusals.map(({ code }) => code)).toEqual(['SUBSIDY_OUTSIDE_TERMS'])
    expect(await refundDaysOf(hub, subsidyId)).toMatchObject({ until: '2031-12-01' })
    clock.set(noon('2031-11-30'))
    expect(await seen(hub, transitionId, 'state daysLeft')).toEqual({ state: 'IN_PERIOD', daysLeft: 1 })
    clock.set(noon('2031-12-01'))
    expect(await seen(hub, transitionId, 'state daysLeft ending until tenancy { until ending }')).toEqual({
      ...{ state: 'ORDINARY_TERMS', daysLeft: null, ending: null, until: null },
      tenancy: { until: null, ending: null },
    })
  })

  test('which may come earlier: refund and derogations are cut to that day, and the tenancy has no gap', async () => {
    const { transitionId, householdId, tenancyId } = await let5Years()
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, { householdId, tenancyId }, '2026-12-01', '2031-12-01')] as const),
    )
    const goOver = (on: string, bearer: Bearer = organisation) =>
      codesOf(bearer, 'goOverToOrdinaryTerms', { transitionId, on })
    expect(await goOver('2026-12-01')).toEqual(['PERIOD_NOT_SHORTER'])
    expect(await goOver('2031-12-01')).toEqual(['PERIOD_NOT_SHORTER'])
    expect(await goOver('2029-03-01', municipality)).toEqual(['NOT_ALLOWED'])
    expect(await goOver('2029-03-01', otherOrganisation)).toEqual(['TRANSITION_NOT_FOUND'])
    expect(await goOver('2029-03-01')).toEqual([])
    expect(await refundDaysOf(hub, subsidyId)).toEqual({
      ...{ from: '2026-12-01', until: '2029-03-01', withdrawn: false },
    })
    const states = 'before: state(validOn: "2029-02-28") after: state(validOn: "2029-03-01") until'
    expect(await seen(hub, transitionId, states)).toEqual({
      ...{ before: 'IN_PERIOD', after: 'ORDINARY_TERMS', until: null },
    })
  })

  test('a refund that would begin only then is none', async () => {
    const { transitionId, householdId, tenancyId } = await let5Years()
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, { householdId, tenancyId }, '2030-01-01', '2031-12-01')] as const),
    )
    await transitioned(hub, organisation, 'goOverToOrdinaryTerms', { transitionId, on: '2029-03-01' })
    expect(await refundDaysOf(hub, subsidyId)).toMatchObject({ withdrawn: true })
  })
})

test('transitions are found by where they stand on a day, and by when their period ends', async () => {
  const { transitionId } = await let5Years()
  const { transitionId: unlet } = await disposed(hub, '2026-11-15')
  const found = async (filter: string) =>
    (
      await asked<{ nodes: { id: string }[] }>(
        ...([
          hub,
          auditor,
          `transitionTimelines(first: 100, filter: { municipalityCodes: ["0169"], ${filter} }) { nodes { id } }`,
        ] as const),
      )
    ).nodes.map(({ id }) => id)
  const standing = (states: string, on: string) => found(`standing: { states: [${states}], on: "${on}" }`)
  expect(await standing('AT_DISPOSAL', '2026-11-20')).toContain(unlet)
  expect(await standing('AT_DISPOSAL, ALLOCATED', '2026-11-10')).not.toContain(unlet)
  expect(await standing('IN_PERIOD, LEASE_SIGNED', '2027-01-01')).toContain(transitionId)
  expect(await standing('IN_PERIOD', '2031-12-01')).not.toContain(transitionId)
  expect(await standing('ORDINARY_TERMS', '2031-12-01')).toContain(transitionId)
  expect(await found('activeOn: "2027-01-01", endingBefore: "2031-12-02"')).toContain(transitionId)
  expect(await found('activeOn: "2027-01-01", endingBefore: "2031-12-01"')).not.toContain(transitionId)
})

describe('The municipality asks the landlord to terminate', () => {
  const request = (transitionId: string, changes: object = {}) => ({
    ...{ transitionId, requestedOn: '2027-05-10', effectiveOn: '2027-06-01', noticeMonths: 3 },
    ...{ noticeEffect: 'FIRST_OF_MONTH', dayCount: 'ACTUAL_MONTH', source: 'Anmodning' },
    ...changes,
  })
  const codes = (input: object, bearer: Bearer = municipality) => codesOf(bearer, 'requestTermination', input)

  test('when the tenant gets a place, and pays rent no longer than a notice would have had effect', async () => {
    const { transitionId, tenancyId } = await let5Years()
    clock.set(noon('2027-05-10'))
    const shown = await transitioned(hub, municipality, 'requestTermination', request(transitionId))
    expect(shown.terminationRequest).toMatchObject({
      effectiveOn: '2027-06-01',
      noticeEffectOn: '2027-09-01',
    })
    expect(await codes(request(transitionId))).toEqual(['TERMINATION_REQUESTED'])
    await taken(hub, organisation, 'endTenancy', {
      ...{ tenancyId, until: '2027-06-01', ending: 'TERMINATED_AT_MUNICIPAL_REQUEST' },
    })
    // It owes rent by the request from now on.
    const requestId = shown.terminationRequest.id
    expect(await codesOf(municipality, 'withdrawTerminationRequest', { requestId })).toEqual([
      'TERMINATION_REQUEST_FOLLOWED',
    ])
    const fields = 'ending endedOn state(validOn: "2027-06-01") phase(validOn: "2027-06-01")'
    expect(await seen(hub, transitionId, fields, organisation)).toEqual({
      ...{ ending: 'TERMINATED_AT_REQUEST', endedOn: '2027-06-01' },
      ...{ state: 'TERMINATED_AT_REQUEST', phase: 5 },
    })
  })

  test('and pays for no day twice when the dwelling is at its disposal again meanwhile', async () => {
    const { transitionId, tenancyId } = await let5Years()
    clock.set(noon('2027-05-10'))
    await transitioned(hub, municipality, 'requestTermination', request(transitionId))
    clock.set(noon('2027-06-14'))
    await taken(hub, organisation, 'endTenancy', {
      ...{ tenancyId, until: '2027-06-01', ending: 'TERMINATED_AT_MUNICIPAL_REQUEST' },
    })
    const [dwelling] = await hub.asOwner<{ number: string }>(
      `select d.tenancy_number as number from transition t join dwelling d on d.id = t.dwelling_id
        where 'TransitionTimeline:' || t.id = $1`,
      [transitionId],
    )
    const again = await disposed(hub, '2027-06-15', { tenancyNumber: dwelling?.number })
    const lines = async (id: string) =>
      (
        await asked<{ lines: { nodes: { kind: string; from: string; until: string; days: number }[] } }>(
          ...([hub, allocator] as const),
          'transitionCosts(id: $id) { lines(first: 10) { nodes { kind from until days } } }',
          { id },
        )
      ).lines.nodes.map(({ kind, from, until, days }) => `${kind} ${from}..${until} ${days}`)
    clock.set(noon('2027-06-18'))
    expect((await lines(transitionId)).slice(1)).toEqual(['RENT_AFTER_TERMINATION 2027-06-01..2027-06-15 14'])
    expect(await lines(again.transitionId)).toEqual(['VACANCY_RENT 2027-06-15..2027-06-18 3'])
    // It is given back on the day, and what is left until a notice would have had effect is owed again.
    await taken(hub, municipality, 'returnOffer', { offerId: again.offerId, reasonCode: 'RENT_TOO_HIGH' })
    clock.set(noon('2027-10-01'))
    expect((await lines(transitionId)).slice(1)).toEqual([
      'RENT_AFTER_TERMINATION 2027-06-01..2027-06-15 14',
      'RENT_AFTER_TERMINATION 2027-06-18..2027-09-01 75',
    ])
    expect(await lines(again.transitionId)).toEqual(['VACANCY_RENT 2027-06-15..2027-06-18 3'])
  })

  test('and does not take it back in the moment in which the landlord follows it', async () => {
    const { transitionId, tenancyId } = await let5Years()
    clock.set(noon('2027-05-10'))
    const { terminationRequest } = await transitioned(
      ...([hub, municipality, 'requestTermination', request(transitionId)] as const),
    )
    const follow = `update tenancy set valid = daterange(lower(valid), '2027-06-01'), ending = 'TERMINATED_AT_MUNICIPAL_REQUEST'
      where 'Tenancy:' || id = $1`
    const requestId = terminationRequest.id
    const takingBack = () => codesOf(municipality, 'withdrawTerminationRequest', { requestId })
    expect(await whileOpen(hub, follow, [tenancyId], takingBack)).toEqual(['TERMINATION_REQUEST_FOLLOWED'])
  })

  test('and takes that back', async () => {
    const { transitionId } = await let5Years()
    clock.set(noon('2027-05-10'))
    const { terminationRequest } = await transitioned(
      hub,
      municipality,
      'requestTermination',
      request(transitionId),
    )
    const requestId = terminationRequest.id
    expect(await codesOf(otherMunicipality, 'withdrawTerminationRequest', { requestId })).toEqual([
      'TERMINATION_REQUEST_NOT_FOUND',
    ])
    const shown = await transitioned(hub, municipality, 'withdrawTerminationRequest', { requestId })
    expect(shown.terminationRequest).toBeNull()
    expect(await codesOf(municipality, 'withdrawTerminationRequest', { requestId })).toEqual([
      'TERMINATION_REQUEST_NOT_FOUND',
    ])
    expect(await codes(request(transitionId))).toEqual([])
  })

  test('as the lease lets it, in its days, and not otherwise', async () => {
    const { transitionId } = await let5Years()
    clock.set(noon('2027-05-10'))
    expect(await codes(request(transitionId, { requestedOn: '2027-05-11' }))).toEqual(['REQUEST_IN_FUTURE'])
    expect(await codes(request(transitionId, { effectiveOn: '2027-05-09' }))).toEqual([
      'EFFECT_BEFORE_REQUEST',
    ])
    expect(await codes(request(transitionId, { noticeMonths: 13 }))).toEqual(['NOTICE_MONTHS_WRONG'])
    expect(await codes(request(transitionId, { effectiveOn: '2031-12-01' }))).toEqual([
      'TRANSITION_STEP_NOT_ALLOWED',
    ])
    expect(await codes(request(transitionId, { source: '311257-5001' }))).toEqual(['TEXT_HOLDS_CPR'])
    expect(await codes(request(transitionId), organisation)).toEqual(['NOT_ALLOWED'])
    expect(await codes(request(transitionId), otherMunicipality)).toEqual(['TRANSITION_NOT_FOUND'])
    await transitioned(
      ...([hub, organisation, 'correctTransitionTerms'] as const),
      termsOf(transitionId, '2031-12-01', { derogations: ['SECTION_85'] }),
    )
    expect(await codes(request(transitionId))).toEqual(['TERMINATION_NOT_AGREED'])
    const { transitionId: unlet } = await disposed(hub, '2027-05-01')
    expect(await codes(request(unlet))).toEqual(['TRANSITION_STEP_NOT_ALLOWED'])
  })
})

describe('Which household a transition is about', () => {
  const name = (transitionId: string, householdId: string, bearer: Bearer = allocator) =>
    codesOf(bearer, 'nameTransitionCase', { transitionId, householdId })
  const caseOf = async (transitionId: string, bearer: Bearer = allocator) =>
    (
      await seen<{ case: { id: string; household: { id: string } } | null }>(
        hub,
        transitionId,
        'case { id household { id } }',
        bearer,
      )
    ).case

  test('the allocation says, and nobody but the municipality’s caseworkers sees it', async () => {
    const { transitionId, householdId, allocationId } = await allocatedTo(hub, '2026-11-01')
    expect((await caseOf(transitionId))?.household.id).toBe(householdId)
    const asking = `query($id: ID!) { transitionTimeline(id: $id) { case { id } } }`
    for (const bearer of [organisation, auditor]) {
      const { errors, data } = await hub.query(await hub.token(bearer), asking, { id: transitionId })
      expect([errors?.[0]?.extensions?.code ?? null, data?.transitionTimeline ?? null]).toEqual([
        ...['PURPOSE_MISSING', null],
      ])
    }
    await taken(hub, allocator, 'recordAnswer', {
      ...{ allocationId, answer: 'DECLINED', declineReason: 'SIZE' },
    })
    expect(await caseOf(transitionId)).toBeNull()
    expect(await seen(hub, transitionId, 'state allocatedOn')).toEqual({
      state: 'AT_DISPOSAL',
      allocatedOn: null,
    })
  })

  test('an allocation that is taken back leads the transition back too, and the timeline tells it', async () => {
    const { transitionId, householdId, allocationId } = await allocatedTo(hub, '2026-11-01')
    expect((await caseOf(transitionId))?.household.id).toBe(householdId)
    await taken(hub, allocator, 'withdrawAllocation', { allocationId, reason: 'Anvist ved en fejl' })
    expect(await caseOf(transitionId)).toBeNull()
    expect(await seen(hub, transitionId, 'state allocatedOn')).toEqual({
      state: 'AT_DISPOSAL',
      allocatedOn: null,
    })
    const { transitionTimeline } = await hub.fields<{
      transitionTimeline: {
        events: { nodes: { kind: string; detail: string | null; by: string | null }[] }
      }
    }>(
      await hub.token(allocator),
      'query($id: ID!) { transitionTimeline(id: $id) { events(first: 50) { nodes { kind detail by } } } }',
      { id: transitionId },
    )
    const kinds = transitionTimeline.events.nodes.map(({ kind, detail, by }) => [kind, detail, by])
    expect(kinds).toContainEqual(['OFFER_STEP', 'ALLOCATION_WITHDRAWN', 'MUNICIPALITY'])
    expect(kinds.map(([kind]) => kind)).toContain('ANSWER_DUE')
    // The household has said yes and nothing since.
    expect(kinds.filter(([kind]) => kind === 'TENANT_ANSWER').map(([, detail]) => detail)).toEqual([
      'ACCEPTED',
    ])
  })

  test('a lease that comes to nothing ends its transition, and the offer goes on with another', async () => {
    const { transitionId, offerId, householdId } = await let5Years()
    await taken(hub, organisation, 'cancelLease', { offerId, reason: 'Lejeren har fortrudt' })
    expect(
      await seen(hub, transitionId, 'state ending approval { id } case { id } tenancy { ending }'),
    ).toEqual({
      ...{ state: 'NEVER_BEGUN', ending: 'NEVER_BEGUN', approval: null, case: null },
      tenancy: { ending: 'NEVER_BEGUN' },
    })
    const [next] = await hub.asOwner<{ id: string }>(
      `select 'TransitionTimeline:' || id as id from transition where offer_id = $1`,
      [offerId.split(':')[1]],
    )
    const anew = next?.id ?? ''
    expect(anew).not.toBe(transitionId)
    expect(await seen(hub, anew, 'state ending')).toEqual({ state: 'AT_DISPOSAL', ending: null })
    // The same household may change its mind once more: no step stands in its way.
    const { id } = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
    await taken(hub, allocator, 'recordAnswer', { allocationId: id, answer: 'ACCEPTED' })
    await approved(anew)
    await leased(hub, offerId, TODAY, '2026-12-01')
    await transitioned(hub, organisation, 'recordTransitionTerms', termsOf(anew, '2031-12-01'))
    expect(await seen(hub, anew, 'state case { household { id } }')).toEqual({
      ...{ state: 'LEASE_SIGNED', case: { household: { id: householdId } } },
    })
  })

  test.each([
    ['a lease', 'infinity'],
    ['a lease of one day', '2026-12-02'],
  ])('%s that comes to nothing takes its subsidy with it, its first day too', async (_, until) => {
    const { offerId, householdId, tenancyId } = await let5Years()
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, { householdId, tenancyId }, '2026-12-01', '2031-12-01')] as const),
    )
    await asChange(
      hub,
      `update tenancy set valid = daterange(lower(valid), nullif($2::date, 'infinity')) where 'Tenancy:' || id = $1`,
      [tenancyId, until],
    )
    await taken(hub, organisation, 'cancelLease', { offerId, reason: 'Lejeren har fortrudt' })
    expect(
      await hub.asOwner('select withdrawn from tenant_subsidy where id = $1', [subsidyId.split(':')[1]]),
    ).toEqual([{ withdrawn: true }])
  })

  test('the lease says where a shared dwelling is offered twice: it is of the offer that it was signed for', async () => {
    const offers: Life[] = []
    for (let n = 0; n < 2; n++) {
      const { offerId, transitionId } = await disposed(hub, '2026-11-01', { tenancyNumber: 'DELEBOLIG-1' })
      const [householdId = ''] = await householdsFor(hub, 1)
      const { id } = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
      await taken(hub, allocator, 'recordAnswer', { allocationId: id, answer: 'ACCEPTED' })
      offers.push({ offerId, transitionId, householdId, allocationId: id })
    }
    for (const [place, { offerId, transitionId, householdId }] of offers.entries()) {
      const { tenancy } = await taken(hub, organisation, 'recordLease', {
        ...{ offerId, signedOn: TODAY, from: '2026-12-01', rent: '3000.00', part: `Værelse ${place}` },
      })
      expect(await seen(hub, transitionId, 'state tenancy { id } case { household { id } }')).toEqual({
        ...{ state: 'LEASE_SIGNED', tenancy: { id: tenancy.id }, case: { household: { id: householdId } } },
      })
    }
    const transitions = await hub.asOwner(
      `select t.id from transition t join dwelling d on d.id = t.dwelling_id where d.tenancy_number = 'DELEBOLIG-1'`,
    )
    expect(transitions).toHaveLength(2)
  })

  test('the municipality says where no allocation does, and takes it back', async () => {
    const { transitionId } = await recordedTenancy('2026-09-01')
    const [first = '', second = '', foreign = ''] = [
      ...(await householdsFor(hub, 2)),
      ...(await householdsFor(hub, 1, { municipalityCode: '0101' })),
    ]
    expect(await name(transitionId, foreign)).toEqual(['HOUSEHOLD_NOT_FOUND'])
    expect(await name(transitionId, first, organisation)).toEqual(['NOT_ALLOWED'])
    expect(await name(transitionId, first)).toEqual([])
    expect(await name(transitionId, second)).toEqual(['TRANSITION_HAS_CASE'])
    const caseId = (await caseOf(transitionId))?.id
    await transitioned(hub, allocator, 'withdrawTransitionCase', { caseId })
    expect(await caseOf(transitionId)).toBeNull()
    expect(await codesOf(allocator, 'withdrawTransitionCase', { caseId })).toEqual([
      'TRANSITION_CASE_NOT_FOUND',
    ])
    expect(await name(transitionId, second)).toEqual([])
  })

  test('nobody says of a dwelling that is not let: whom it is for, the allocation says', async () => {
    const { offerId, transitionId } = await disposed(hub, '2026-11-01')
    const [householdId = ''] = await householdsFor(hub, 1)
    expect(await name(transitionId, householdId)).toEqual(['TRANSITION_NOT_LET'])
    await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
    expect((await caseOf(transitionId))?.household.id).toBe(householdId)
  })

  test('it has one such dwelling, and gets another only from somewhere else', async () => {
    const { householdId, tenancyId } = await let5Years()
    const next = await recordedTenancy('2027-03-01')
    expect(await name(next.transitionId, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    const later = await recordedTenancy('2032-03-01')
    expect(await name(later.transitionId, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    clock.set(noon('2027-02-10'))
    await taken(hub, organisation, 'endTenancy', { tenancyId, until: '2027-02-01', ending: 'MOVED_OUT' })
    expect(await name(next.transitionId, householdId)).toEqual([])
  })

  test('and from a shelter it gets one, though the landlord has not ended the former yet', async () => {
    const { householdId } = await let5Years()
    clock.set(noon('2027-02-10'))
    await stayed(hub, allocator, 'recordStay', shelterStay(householdId, '2027-01-20'))
    const next = await recordedTenancy('2027-03-01')
    expect(await name(next.transitionId, householdId)).toEqual([])
  })
})

describe('A cap on transitional dwellings', () => {
  const CAP = 3
  /** Each test has a year of its own. */
  let year = 2030
  beforeAll(async () => {
    // From 2030 the same agreement has another version.
    const [ended] = await asChange<{ agreementId: string; organisationId: string }>(
      hub,
      `update public.agreement_version set valid = '[2020-01-01,2030-01-01)' where municipality_code = '0169'
       returning 'Agreement:' || agreement_id as "agreementId", 'HousingOrganisation:' || organisation_ids[1] as "organisationId"`,
      [],
    )
    clock.set(noon('2030-01-02'))
    const terms = [termInput({ answerDeadlineBusinessDays: 5, transitionalCapPerYear: CAP })]
    const version = versionInput(ended?.agreementId ?? '', '2030-01-01', terms)
    const versionId = await agreed(hub, municipality, 'recordAgreementVersion', version)
    const consent = { versionId, organisationId: ended?.organisationId }
    await agreed(hub, organisation, 'consentToAgreementVersion', consent)
    await agreed(hub, municipality, 'bringAgreementVersionIntoForce', { versionId })
  })
  beforeEach(() => {
    year += 1
    clock.set(noon(`${year}-06-01`))
  })
  const day = () => `${year}-06-01`
  const dwellings = async (count: number) => {
    const all: { offerId: string; transitionId: string }[] = []
    for (let n = 0; n < count; n++) all.push(await disposed(hub, day()))
    return all
  }

  test('is never exceeded by one, however many are approved at once', async () => {
    const all = await dwellings(CAP * 3)
    const answers = await Promise.all(
      all.map(({ transitionId }) => approving(transitionId, { approvedOn: day() })),
    )
    expect(answers.filter((codes) => codes.length === 0)).toHaveLength(CAP)
    expect(answers.filter(([code]) => code === 'TRANSITIONAL_CAP_REACHED')).toHaveLength(CAP * 2)
    const shown = `transitionCapUses(first: 5, filter: { year: ${year} }) {
      nodes { year used cap municipality { code } agreement { name } } }`
    const used = {
      year,
      used: CAP,
      cap: CAP,
      municipality: { code: '0169' },
      agreement: { name: 'Aftale om anvisning' },
    }
    expect(await asked(hub, municipality, shown)).toEqual({ nodes: [used] })
    expect(await asked(hub, auditor, shown)).toEqual({ nodes: [used] })
    for (const other of [organisation, otherMunicipality]) {
      expect(await asked(hub, other, shown)).toEqual({ nodes: [] })
    }
  })

  test('is free again when an approval is taken back, and when a dwelling comes to nothing', async () => {
    const [first, second, third, ...more] = await dwellings(CAP + 2)
    for (const one of [first, second, third]) await approved(one?.transitionId ?? '', { approvedOn: day() })
    const next = (place: number) => approving(more[place]?.transitionId ?? '', { approvedOn: day() })
    expect(await next(0)).toEqual(['TRANSITIONAL_CAP_REACHED'])
    const { approval } = await seen<{ approval: { id: string } }>(
      hub,
      first?.transitionId ?? '',
      'approval { id }',
    )
    await transitioned(hub, municipality, 'withdrawTransitionApproval', { approvalId: approval.id })
    expect(await next(0)).toEqual([])
    expect(await next(1)).toEqual(['TRANSITIONAL_CAP_REACHED'])
    await taken(hub, municipality, 'returnOffer', { offerId: second?.offerId, reasonCode: 'RENT_TOO_HIGH' })
    expect(await seen(hub, second?.transitionId ?? '', 'state approval { id }')).toEqual({
      ...{ state: 'RETURNED', approval: null },
    })
    expect(await next(1)).toEqual([])
    expect(await approving(second?.transitionId ?? '', { approvedOn: day() })).toEqual(['TRANSITION_ENDED'])
  })

  /** What of the year's cap is used, and how many approvals of the year count. */
  const usedAndApproved = async () => {
    const [row] = await hub.asOwner<{ used: number; approved: number }>(
      `select coalesce((select sum(used) from transition_cap_use where year = $1), 0)::int as used,
              (select count(*) from transition_approval where not withdrawn and extract(year from approved_on) = $1)::int as approved`,
      [year],
    )
    return row
  }
  const giveBack = async (offerId: string) =>
    (await take(hub, municipality, 'returnOffer', { offerId, reasonCode: 'RENT_TOO_HIGH' })).codes

  test('is left unused by a dwelling that is approved and returned in one moment, whichever comes first', async () => {
    for (let round = 0; round < 12; round++) {
      const { offerId, transitionId } = await disposed(hub, day())
      const [approval, ending] = await Promise.all([
        approving(transitionId, { approvedOn: day() }),
        giveBack(offerId),
      ])
      expect([[], ['TRANSITION_ENDED']]).toContainEqual(approval)
      expect(ending).toEqual([])
      expect(await usedAndApproved()).toEqual({ used: 0, approved: 0 })
    }
  })

  test('is free again when the dwelling is returned before its approval is committed', async () => {
    const { offerId, transitionId } = await disposed(hub, day())
    const approve = `insert into transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on,
         derogations, months_max, agreement_id, reference)
       select t.id, t.organisation_id, t.municipality_code, t.dwelling_id, '${day()}', '{SECTION_85}', 60, v.agreement_id, 'Afgørelse'
         from transition t join municipal_offer o on o.id = t.offer_id join agreement_version v on v.id = o.agreement_version_id
        where 'TransitionTimeline:' || t.id = $1`
    const returned = await whileOpen(hub, approve, [transitionId], () => giveBack(offerId))
    expect(returned).toEqual([])
    expect(await usedAndApproved()).toEqual({ used: 0, approved: 0 })
  })

  test('is not taken by an approval that waits for the dwelling’s return to be committed', async () => {
    const { offerId, transitionId } = await disposed(hub, day())
    const end = `update municipal_offer set state = 'RETURNED', ended_on = '${day()}', liable_until = '${day()}'
      where 'MunicipalOffer:' || id = $1`
    const approval = await whileOpen(hub, end, [offerId], () =>
      approving(transitionId, { approvedOn: day() }),
    )
    expect(approval).toEqual(['TRANSITION_ENDED'])
    expect(await usedAndApproved()).toEqual({ used: 0, approved: 0 })
  })

  test('counts each year by itself', async () => {
    const all = await dwellings(CAP + 1)
    for (const { transitionId } of all.slice(0, CAP)) await approved(transitionId, { approvedOn: day() })
    const last = all[CAP]?.transitionId ?? ''
    expect(await approving(last, { approvedOn: day() })).toEqual(['TRANSITIONAL_CAP_REACHED'])
    clock.set(noon(`${year + 1}-01-01`))
    expect(await approving(last, { approvedOn: `${year + 1}-01-01` })).toEqual([])
    year += 1
  })

  test('of a framework counts what is approved under the agreements below it', async () => {
    const [framework] = await hub.asOwner<{ id: string; organisationId: string }>(
      `select 'Agreement:' || id as id, 'HousingOrganisation:' || organisation_ids[1] as "organisationId"
         from agreement where name = 'Aftale om anvisning'`,
    )
    const below = await agreed(hub, municipality, 'recordAgreement', {
      ...{
        municipalityCode: '0169',
        organisationIds: [framework?.organisationId],
        frameworkId: framework?.id,
      },
      ...{ name: 'Aftale under rammen', legalBases: ['SECTION_59_2', 'SECTION_63'], from: `${year}-01-01` },
      source: 'Sag 26/0002',
    })
    const terms = [termInput({ answerDeadlineBusinessDays: 5 })]
    const version = versionInput(below, `${year}-01-01`, terms)
    const versionId = await agreed(hub, municipality, 'recordAgreementVersion', version)
    const consent = { versionId, organisationId: framework?.organisationId }
    await agreed(hub, organisation, 'consentToAgreementVersion', consent)
    await agreed(hub, municipality, 'bringAgreementVersionIntoForce', { versionId })
    const all = await dwellings(CAP * 2)
    const answers = await Promise.all(
      all.map(({ transitionId }) => approving(transitionId, { approvedOn: day() })),
    )
    expect(answers.flat()).toEqual(Array(CAP).fill('TRANSITIONAL_CAP_REACHED'))
    const uses = async () =>
      asked(
        ...([hub, municipality] as const),
        `transitionCapUses(first: 5, filter: { year: ${year} }) { nodes { used cap agreement { name } } }`,
      )
    const used = (count: number) => ({
      nodes: expect.arrayContaining([
        { used: count, cap: null, agreement: { name: 'Aftale under rammen' } },
        { used: count, cap: CAP, agreement: { name: 'Aftale om anvisning' } },
      ]),
    })
    expect(await uses()).toEqual(used(CAP))
    const approved = all[answers.findIndex((codes) => codes.length === 0)]
    expect(await giveBack(approved?.offerId ?? '')).toEqual([])
    expect(await uses()).toEqual(used(CAP - 1))
  })
})

test('an offer under another basis begins no transition', async () => {
  const before = await hub.asOwner('select id from transition')
  clock.set(noon('2029-03-05'))
  const [vacancy] = await hub.asOwner<{ id: string }>(
    `select 'Vacancy:' || v.id as id from vacancy v join housing_organisation o on o.id = v.organisation_id
      where o.lbf_number = '0045' and v.municipality_code = '0169' and v.state = 'AT_MUNICIPAL_DISPOSAL'
        and not exists (select from municipal_offer f where f.vacancy_id = v.id) limit 1`,
  )
  await take(hub, organisation, 'offerVacancy', {
    ...{ vacancyId: vacancy?.id, legalBasis: 'SECTION_59_2', atDisposalFrom: '2029-03-05' },
    liability: {
      noticeMonths: 3,
      noticeEffect: 'FIRST_OF_MONTH',
      afterReturn: 'ON_THE_DAY',
      afterExpiry: 'AT_NOTICE_EFFECT',
      dayCount: 'ACTUAL_MONTH',
      source: 'x',
    },
  })
  expect(await hub.asOwner('select id from transition')).toHaveLength(before.length)
})
