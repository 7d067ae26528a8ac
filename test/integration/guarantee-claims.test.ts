import { randomUUID } from 'node:crypto'
import { day, dwellingsOf } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor } from '../support/offers.ts'
import { asked, CASEWORKER, stayCommand, stayed, transitionOf } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange } from '../support/subsidies.ts'

const { organisation, otherOrganisation, auditor, otherMunicipality } = BEARERS
const municipality: Bearer = BEARERS.municipality
const otherCaseworker: Bearer = { ...otherMunicipality, purpose: 'municipal-allocation' }

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub()
  dwellings = await dwellingsOf(hub)
}, 120_000)
afterAll(() => hub?.stop())

const nextDwelling = () => dwellings.shift() as string
/** A transitional tenancy that ended twenty days ago. */
const movedOut = async () =>
  (await transitionOf(hub, nextDwelling(), day(-400), { until: day(-20) })).tenancyId
const claimOf = (tenancyId: string, changes: object = {}) => ({
  ...{ tenancyId, claimedOn: day(-10), amount: '18450.00', documentationReference: 'Flytterapport 26-117' },
  ...changes,
})
const codesOf = async (bearer: Bearer, name: Parameters<typeof stayCommand>[2], input: object) =>
  (await stayCommand(hub, bearer, name, input)).codes

describe('A claim on the guarantee', () => {
  test.each([
    ['all of it', '18450.00', undefined, 'GRANTED'],
    ['a part of it, with a reason', '12000.00', 'Slid og ælde er fratrukket', 'GRANTED_IN_PART'],
    ['nothing, with a reason', '0.00', 'Skaden var der ved indflytning', 'REFUSED'],
  ])('is made by the organisation, and the municipality grants %s', async (_, granted, reason, state) => {
    const claim = await stayed(hub, organisation, 'claimGuarantee', claimOf(await movedOut()))
    expect(claim).toMatchObject({ state: 'CLAIMED', amount: '18450.00', granted: null, decidedOn: null })
    const decided = await stayed(hub, municipality, 'decideGuaranteeClaim', {
      ...{ claimId: claim.id, granted, reason },
    })
    const shown = { state, granted, decidedOn: day(0), decisionReason: reason ?? null }
    expect(decided).toMatchObject(shown)
    const fields = 'state granted decidedOn decisionReason'
    for (const [bearer, seen] of [
      [organisation, shown],
      [auditor, shown],
      [otherOrganisation, null],
      [otherMunicipality, null],
    ] as const) {
      const found = await asked(hub, bearer, `guaranteeClaim(id: $id) { ${fields} }`, { id: claim.id })
      expect(found).toEqual(seen)
    }
    const again = { claimId: claim.id, granted: '1.00', reason: 'Igen' }
    expect(await codesOf(municipality, 'decideGuaranteeClaim', again)).toEqual(['CLAIM_DECIDED'])
    expect(await codesOf(organisation, 'withdrawGuaranteeClaim', { claimId: claim.id })).toEqual([
      'CLAIM_DECIDED',
    ])
  })

  test('that is granted in part takes a reason, and never more than is claimed', async () => {
    const { id: claimId } = await stayed(hub, organisation, 'claimGuarantee', claimOf(await movedOut()))
    const decide = (granted: string, reason?: string) =>
      codesOf(municipality, 'decideGuaranteeClaim', { claimId, granted, reason })
    expect(await decide('18449.99')).toEqual(['REASON_MISSING'])
    expect(await decide('18450.01')).toEqual(['GRANTED_OUTSIDE_CLAIM'])
    expect(await decide('-1.00', 'Modkrav')).toEqual(['GRANTED_OUTSIDE_CLAIM'])
    expect(await decide('1.00', 'Aftalt med 311257-5001')).toEqual(['TEXT_HOLDS_CPR'])
    expect(await decide('18450.00')).toEqual([])
  })

  test('is taken back by the organisation while nobody has decided it', async () => {
    const { id: claimId } = await stayed(hub, organisation, 'claimGuarantee', claimOf(await movedOut()))
    const withdrawn = await stayed(hub, organisation, 'withdrawGuaranteeClaim', { claimId })
    expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', granted: null })
    expect(await codesOf(municipality, 'decideGuaranteeClaim', { claimId, granted: '18450.00' })).toEqual([
      'CLAIM_DECIDED',
    ])
  })

  test('is for a transitional tenancy that has ended, from the day the tenant moved out', async () => {
    const claim = (input: object) => codesOf(organisation, 'claimGuarantee', input)
    const { tenancyId: lasting } = await transitionOf(hub, nextDwelling(), day(-400))
    expect(await claim(claimOf(lasting))).toEqual(['TENANT_NOT_MOVED_OUT'])
    const ended = await movedOut()
    expect(await claim(claimOf(ended, { claimedOn: day(-21) }))).toEqual(['TENANT_NOT_MOVED_OUT'])
    expect(await claim(claimOf(ended, { claimedOn: day(-20) }))).toEqual([])
    const [row] = await asChange<{ id: string }>(
      hub,
      `insert into public.tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, rent_oere, ending)
       select organisation_id, municipality_code, id, daterange($2::date, $3::date), true, false, 580000, 'MOVED_OUT'
         from public.dwelling where id = $1::uuid returning 'Tenancy:' || id as id`,
      [nextDwelling().slice('Dwelling:'.length), day(-400), day(-20)],
    )
    expect(await claim(claimOf(row?.id ?? ''))).toEqual(['TENANCY_NOT_TRANSITIONAL'])
  })

  test.each([
    ['tomorrow', { claimedOn: day(1) }, ['CLAIM_IN_FUTURE']],
    ['for nothing', { amount: '0.00' }, ['AMOUNT_NOT_POSITIVE']],
    ['with the report itself', { documentationReference: 'x'.repeat(201) }, ['REFERENCE_TOO_LONG']],
    ['naming a tenant', { documentationReference: 'Lejer 311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['about no tenancy', { tenancyId: `Tenancy:${randomUUID()}` }, ['TENANCY_NOT_FOUND']],
  ])('made %s is refused', async (_, changes, codes) => {
    expect(await codesOf(organisation, 'claimGuarantee', claimOf(await movedOut(), changes))).toEqual(codes)
  })

  test('is made once with one documentation', async () => {
    const claim = claimOf(await movedOut())
    expect(await codesOf(organisation, 'claimGuarantee', claim)).toEqual([])
    expect(await codesOf(organisation, 'claimGuarantee', claim)).toEqual(['CLAIM_MADE'])
    const further = { ...claim, documentationReference: 'Flytterapport 26-118' }
    expect(await codesOf(organisation, 'claimGuarantee', further)).toEqual([])
  })

  test('is made by the organisation of the dwelling and decided by its municipality, and by nobody else', async () => {
    const claim = claimOf(await movedOut())
    expect(await codesOf(otherOrganisation, 'claimGuarantee', claim)).toEqual(['TENANCY_NOT_FOUND'])
    expect(await codesOf(municipality, 'claimGuarantee', claim)).toEqual(['NOT_ALLOWED'])
    const { id: claimId } = await stayed(hub, organisation, 'claimGuarantee', claim)
    const decision = { claimId, granted: '18450.00' }
    expect(await codesOf(organisation, 'decideGuaranteeClaim', decision)).toEqual(['NOT_ALLOWED'])
    expect(await codesOf(otherMunicipality, 'decideGuaranteeClaim', decision)).toEqual(['CLAIM_NOT_FOUND'])
    // Who claims and also works for another municipality does not decide its own claim, and the other way round.
    const both = (code: string): Bearer => ({
      ...{ subject: `both-${code}`, roles: ['organisation_system', 'municipal_system'] },
      ...{ organisationNumbers: ['0045'], municipalityCodes: [code] },
    })
    expect(await codesOf(both('0101'), 'decideGuaranteeClaim', decision)).toEqual(['CLAIM_NOT_FOUND'])
    const decider: Bearer = { ...both('0169'), organisationNumbers: ['0007'] }
    expect(await codesOf(decider, 'claimGuarantee', claimOf(await movedOut()))).toEqual(['TENANCY_NOT_FOUND'])
    expect(await codesOf(decider, 'withdrawGuaranteeClaim', { claimId })).toEqual(['CLAIM_NOT_FOUND'])
    const onlooker: Bearer = {
      ...{ subject: 'onlooker', roles: ['municipal_system', 'auditor'] },
      ...{ municipalityCodes: ['0101'], engagedMunicipalityCodes: ['0169'] },
    }
    expect(await codesOf(onlooker, 'decideGuaranteeClaim', decision)).toEqual(['CLAIM_NOT_FOUND'])
  })

  test('that two decide at once is decided once', async () => {
    const { id: claimId } = await stayed(hub, organisation, 'claimGuarantee', claimOf(await movedOut()))
    const decisions = await Promise.all([
      codesOf(municipality, 'decideGuaranteeClaim', { claimId, granted: '18450.00' }),
      codesOf(municipality, 'decideGuaranteeClaim', { claimId, granted: '0.00', reason: 'Nej' }),
      codesOf(organisation, 'withdrawGuaranteeClaim', { claimId }),
    ])
    expect(decisions.map((codes) => codes.join()).sort()).toEqual(['', 'CLAIM_DECIDED', 'CLAIM_DECIDED'])
  })

  test('is found by tenancy, state and day', async () => {
    const tenancyId = await movedOut()
    const { id } = await stayed(hub, organisation, 'claimGuarantee', claimOf(tenancyId))
    const found = async (filter: string) =>
      (
        await asked<{ nodes: { id: string }[] }>(
          hub,
          municipality,
          `guaranteeClaims(first: 100, orderBy: CLAIMED_ASC, filter: { ${filter} }) { nodes { id } }`,
        )
      ).nodes.map((claim) => claim.id)
    const open = 'municipalityCodes: ["0169"], states: [CLAIMED]'
    expect(await found(`tenancyId: "${tenancyId}", ${open}, claimedBefore: "${day(-9)}"`)).toEqual([id])
    expect(await found(`tenancyId: "${tenancyId}", claimedBefore: "${day(-10)}"`)).toEqual([])
  })
})

describe('A review of the ability to pay', () => {
  const begun = async () => {
    const [householdId = ''] = await householdsFor(hub, 1)
    const { transitionId } = await transitionOf(hub, nextDwelling(), day(-200), { householdId })
    return { householdId, transitionId }
  }
  const finding = { heldOn: day(-1), affordableRent: '4200.00', outcome: 'CAN_PAY_BY_END' }

  test('is appointed for a day, held, and corrected; it says what can be paid and nothing of what it is paid by', async () => {
    const { householdId, transitionId } = await begun()
    const appointed = await stayed(hub, CASEWORKER, 'appointPaymentReview', { transitionId, dueOn: day(-2) })
    expect(appointed).toMatchObject({
      ...{
        dueOn: day(-2),
        heldOn: null,
        affordableRent: null,
        outcome: null,
        household: { id: householdId },
        transition: { id: transitionId },
      },
    })
    const reviewId = appointed.id
    expect(await stayed(hub, CASEWORKER, 'holdPaymentReview', { reviewId, ...finding })).toMatchObject(
      finding,
    )
    const corrected = { ...finding, affordableRent: '4300.00', outcome: 'CAN_PAY' }
    expect(await stayed(hub, CASEWORKER, 'holdPaymentReview', { reviewId, ...corrected })).toMatchObject(
      corrected,
    )
  })

  test('is found while it is due, by transition', async () => {
    const { transitionId } = await begun()
    const appoint = (dueOn: string) =>
      stayed(hub, CASEWORKER, 'appointPaymentReview', { transitionId, dueOn })
    const [first, second] = [await appoint(day(-2)), await appoint(day(80))]
    const found = async (filter: string) =>
      (
        await asked<{ nodes: { id: string }[] }>(
          hub,
          CASEWORKER,
          `paymentReviews(first: 9, filter: { transitionId: "${transitionId}", ${filter} }) { nodes { id } }`,
        )
      ).nodes.map(({ id }) => id)
    expect(await found('withdrawn: false')).toEqual([first.id, second.id])
    expect(await found(`held: false, dueBefore: "${day(0)}"`)).toEqual([first.id])
    await stayed(hub, CASEWORKER, 'holdPaymentReview', { reviewId: first.id, ...finding })
    expect(await found('held: false')).toEqual([second.id])
    await stayed(hub, CASEWORKER, 'withdrawPaymentReview', { reviewId: second.id })
    expect(await found('municipalityCode: "0169", withdrawn: true')).toEqual([second.id])
  })

  test('is appointed once for a day, of a transition that goes on and whose household is among one’s cases', async () => {
    const { transitionId } = await begun()
    const appoint = (of: string, bearer: Bearer = CASEWORKER) =>
      codesOf(bearer, 'appointPaymentReview', { transitionId: of, dueOn: day(30) })
    expect(await appoint(transitionId)).toEqual([])
    expect(await appoint(transitionId)).toEqual(['REVIEW_APPOINTED'])
    expect(await appoint(transitionId, otherCaseworker)).toEqual(['TRANSITION_NOT_FOUND'])
    expect(await appoint(transitionId, organisation)).toEqual(['NOT_ALLOWED'])
    const nobody = await transitionOf(hub, nextDwelling(), day(-200))
    expect(await appoint(nobody.transitionId)).toEqual(['TRANSITION_NOT_FOUND'])
    const [householdId = ''] = await householdsFor(hub, 1)
    const over = await transitionOf(hub, nextDwelling(), day(-200), { householdId, until: day(-2) })
    expect(await appoint(over.transitionId)).toEqual(['TRANSITION_ENDED'])
  })

  test.each([
    ['held tomorrow', { heldOn: day(1) }, ['REVIEW_IN_FUTURE']],
    ['that finds less than nothing', { affordableRent: '-1.00' }, ['AMOUNT_NEGATIVE']],
  ])('%s is refused', async (_, changes, codes) => {
    const { transitionId } = await begun()
    const { id: reviewId } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      ...{ transitionId, dueOn: day(0) },
    })
    const input = { reviewId, ...finding, ...changes }
    expect(await codesOf(CASEWORKER, 'holdPaymentReview', input)).toEqual(codes)
    const foreign = { reviewId, ...finding }
    expect(await codesOf(otherCaseworker, 'holdPaymentReview', foreign)).toEqual(['REVIEW_NOT_FOUND'])
    expect(await codesOf(otherCaseworker, 'withdrawPaymentReview', { reviewId })).toEqual([
      'REVIEW_NOT_FOUND',
    ])
  })
})
