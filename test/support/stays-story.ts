import { randomUUID } from 'node:crypto'
import { day, inChange } from './households.ts'
import type { Bearer, TestHub } from './hub.ts'
import { householdIdOf } from './personal-story.ts'
import { contactOf, type StayCommand, shelterStay, supportOf, transitionOf } from './stays.ts'
import { BEARERS } from './story.ts'

const own: Bearer = BEARERS.allocator
const foreign: Bearer = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' }

/**
 * Gives the story's households of two municipalities stays and support, with conditions for discharge, some corrected and
 * some taken back; transitional tenancies of both with contacts, reviews and claims. Nothing is shown, so that no look
 * is logged. Call it after `tellPersonalStory`.
 */
export async function tellStaysStory(hub: TestHub): Promise<void> {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(householdIdOf) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const newest = async (table: string, type: string) => {
    const [row] = await hub.asOwner<{ id: string }>(`select id from ${table} order by id desc limit 1`)
    return `${type}:${row?.id}`
  }
  const stay = async (bearer: Bearer, input: object) => {
    await quietly(hub, bearer, 'recordStay', input)
    return newest('stay', 'Stay')
  }
  const met = (kind: string, metOn: string) => ({ kind, metOn, evidence: `Dokument om ${kind}` })

  await inChange(
    hub,
    `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
     values ('0169', 'SHELTER_DAYS', '{100}', '[2025-01-01,)', 'Handleplan mod hjemløshed')`,
  )
  const first = await stay(own, shelterStay(a, day(-120), { conditions: [met('PLAN', day(-100))] }))
  await quietly(hub, own, 'recordDischargeCondition', { stayId: first, ...met('SUPPORT_DECISION', day(-60)) })
  await quietly(hub, own, 'recordDischargeCondition', { stayId: first, ...met('PLAN', day(-90)) })
  await quietly(hub, own, 'recordDischargeCondition', { stayId: first, ...met('PLACE_READY', day(-20)) })
  await quietly(hub, own, 'withdrawDischargeCondition', { stayId: first, kind: 'PLACE_READY' })
  const { householdId: _, ...corrected } = shelterStay(a, day(-118), { provider: 'EXTERNAL' })
  await quietly(hub, own, 'correctStay', { stayId: first, ...corrected })
  const discharged = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY'].map(
    (kind) => met(kind, day(-45)),
  )
  await stay(
    own,
    shelterStay(b, day(-200), {
      ...{ conditions: discharged, until: day(-40), outcome: 'TRANSITIONAL_DWELLING' },
    }),
  )
  const wrong = await stay(own, shelterStay(c, day(-10)))
  await quietly(hub, own, 'withdrawStay', { stayId: wrong })
  await stay(own, { householdId: c, kind: 'FAMILY_OR_FRIENDS', from: day(-70), source: 'Samtale' })
  const left = await stay(own, shelterStay(d, day(-15)))
  await quietly(hub, own, 'endStay', { stayId: left, until: day(-5), outcome: 'LEFT' })
  await stay(foreign, shelterStay(e, day(-95), { conditions: [met('PLAN', day(-50))] }))

  const support = async (bearer: Bearer, input: object) => {
    await quietly(hub, bearer, 'recordSupport', input)
    return newest('support_course', 'SupportCourse')
  }
  await support(own, supportOf(a, day(-118)))
  const contact = { method: 'CONTACT_PERSON', paragraph: 'SECTION_99' }
  const ended = await support(own, supportOf(b, day(-100), contact))
  await quietly(hub, own, 'endSupport', { supportCourseId: ended, until: day(-30) })
  const error = await support(own, supportOf(c, day(-100)))
  await quietly(hub, own, 'withdrawSupport', { supportCourseId: error })
  await support(foreign, supportOf(e, day(-90), { method: 'ACT' }))

  const [dwellings, elsewhere] = await Promise.all(
    [
      ['0045', '0169'],
      ['0311', '0101'],
    ].map((of) =>
      hub.asOwner<{ id: string }>(
        `select 'Dwelling:' || d.id as id from dwelling d join housing_organisation o on o.id = d.organisation_id
          where o.lbf_number = $1 and d.municipality_code = $2 order by d.id desc limit 2`,
        of,
      ),
    ),
  )
  const begun = await transitionOf(hub, dwellings?.[0]?.id ?? '', day(-40), { householdId: b, part: 'A' })
  const abroad = await transitionOf(hub, elsewhere?.[0]?.id ?? '', day(-40), { householdId: e, part: 'A' })
  const lasted = { until: day(-30), part: 'B' }
  const over = await transitionOf(hub, dwellings?.[1]?.id ?? '', day(-400), lasted)
  const overAbroad = await transitionOf(hub, elsewhere?.[1]?.id ?? '', day(-400), lasted)
  await quietly(hub, own, 'recordTenancyContact', contactOf(begun.tenancyId, day(-40)))
  const night = contactOf(begun.tenancyId, day(-10), { name: 'Vagten', email: 'vagt@kommune.example' })
  await quietly(hub, own, 'recordTenancyContact', night)
  await quietly(hub, foreign, 'recordTenancyContact', contactOf(abroad.tenancyId, day(-40)))

  const review = async (bearer: Bearer, transitionId: string, dueOn: string) => {
    await quietly(hub, bearer, 'appointPaymentReview', { transitionId, dueOn })
    return newest('payment_review', 'PaymentReview')
  }
  const held = { heldOn: day(-3), affordableRent: '4100.00', outcome: 'CAN_PAY_BY_END' }
  const reviewId = await review(own, begun.transitionId, day(-5))
  await quietly(hub, own, 'holdPaymentReview', { reviewId, ...held })
  await quietly(hub, own, 'holdPaymentReview', { reviewId, ...held, affordableRent: '4200.50' })
  await review(own, begun.transitionId, day(90))
  await quietly(hub, own, 'withdrawPaymentReview', {
    reviewId: await review(own, begun.transitionId, day(60)),
  })
  await review(foreign, abroad.transitionId, day(30))

  const claim = async (tenancyId: string, documentationReference: string) => {
    await quietly(hub, BEARERS.lettingOfficer, 'claimGuarantee', {
      ...{ tenancyId, documentationReference, claimedOn: day(-20), amount: '18450.00' },
    })
    return newest('guarantee_claim', 'GuaranteeClaim')
  }
  const decided = await claim(over.tenancyId, 'Flytterapport 1')
  const decision = { claimId: decided, granted: '9000.50', reason: 'Slid og ælde' }
  await quietly(hub, BEARERS.municipality, 'decideGuaranteeClaim', decision)
  const taken = await claim(over.tenancyId, 'Flytterapport 2')
  await quietly(hub, BEARERS.lettingOfficer, 'withdrawGuaranteeClaim', { claimId: taken })
  await claim(over.tenancyId, 'Flytterapport 3')
  await claim(overAbroad.tenancyId, 'Flytterapport 4')
}

/** Carries out a command that must be carried out, and asks to see nothing of it. */
export async function quietly(hub: TestHub, bearer: Bearer, name: StayCommand, input: object): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{ it: { refusals: { code: string }[] } }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!) {
       it: ${name}(input: $input, idempotencyKey: $key) { refusals { code } } }`,
    { input, key: randomUUID() },
  )
  const [refusal] = it.refusals
  if (refusal !== undefined) throw new Error(`${name} was refused: ${refusal.code}`)
}
