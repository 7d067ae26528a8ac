import { setPeriod, stepOf } from './arrears.ts'
import { day } from './households.ts'
import type { Bearer, TestHub } from './hub.ts'
import { quietly } from './stays-story.ts'
import { BEARERS } from './story.ts'
import { syncTransitions, transitionFeed } from './transition-feeds.ts'

const landlord: Bearer = { ...BEARERS.lettingOfficer, purpose: 'tenancy-agreement' }
const own: Bearer = BEARERS.allocator
const foreign: Bearer = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' }

/**
 * Gives transitional tenancies of two municipalities arrears, some corrected and some taken back, with responses of which
 * some are shared; and records by feeds of tenancies and support. Nothing is shown, so that no look is logged. Call it
 * after `tellStaysStory`.
 */
export async function tellArrearsStory(hub: TestHub): Promise<void> {
  const tenancyIn = async (municipalityCode: string) => {
    const [row] = await hub.asOwner<{ id: string }>(
      `select 'Tenancy:' || y.id as id from tenancy y join transition t on t.tenancy_id = y.id
        where y.part = 'A' and y.municipality_code = $1 and y.ending is null order by y.id desc limit 1`,
      [municipalityCode],
    )
    return row?.id ?? ''
  }
  const [tenancyId, abroad] = [await tenancyIn('0169'), await tenancyIn('0101')]
  await setPeriod(hub, 'ARREARS_DAYS', 5)
  await setPeriod(hub, 'ARREARS_DAYS_WITH_CHILDREN', 2)
  const report = async (of: string, kind: string, ago: number, changes: object = {}) => {
    await quietly(hub, landlord, 'reportArrears', stepOf(of, kind, day(-ago), changes))
    const [row] = await hub.asOwner<{ id: string }>('select id from arrears_step order by id desc limit 1')
    return `ArrearsStep:${row?.id}`
  }
  const respond = (bearer: Bearer, stepId: string, kind: string, ago: number, shared = false) =>
    quietly(hub, bearer, 'respondToArrears', { stepId, kind, happenedOn: day(-ago), shared })

  await report(tenancyId, 'REMINDER', 35)
  const notice = await report(tenancyId, 'NOTICE_TO_MUNICIPALITY', 20)
  await quietly(hub, landlord, 'correctArrears', { stepId: notice, happenedOn: day(-19), children: true })
  const error = await report(tenancyId, 'BAILIFF_CASE', 10)
  await quietly(hub, landlord, 'withdrawArrears', { stepId: error })
  await respond(own, notice, 'NOT_REACHED', 18)
  await respond(own, notice, 'PAYMENT_PLAN', 15, true)
  await report(abroad, 'REMINDER', 30)
  const noticeAbroad = await report(abroad, 'NOTICE_TO_MUNICIPALITY', 12, { children: false })
  await respond(foreign, noticeAbroad, 'CONTACTED', 11, true)
  await respond(foreign, noticeAbroad, 'SUPPORT_CHANGED', 10)

  const [dwelling] = await hub.asOwner<Record<'organisationCode' | 'estateNumber' | 'tenancyNumber', string>>(
    `select o.lbf_number as "organisationCode", e.number as "estateNumber", d.tenancy_number as "tenancyNumber"
       from dwelling d join estate e on e.id = d.estate_id join housing_organisation o on o.id = d.organisation_id
      where o.lbf_number = '0045' and d.municipality_code = '0169' order by d.id limit 1`,
  )
  const lived = { from: '1999-01-01', until: '2000-01-01', allocated: false, rent: '3100.00' }
  const tenancies = [
    { sourceId: 'lej-1', ...dwelling, ...lived, part: 'C' },
    { sourceId: 'lej-2', ...dwelling, ...lived, estateNumber: '99999' },
  ]
  const support = {
    ...{ sourceId: 'stø-1', caseReference: 'SAG-A', method: 'ICM', paragraph: 'SECTION_85' },
    ...{ provider: 'Hjemløseenheden', from: day(-90), source: 'Afgørelse 12' },
  }
  const supported = [support, { ...support, sourceId: 'stø-2', caseReference: 'FINDES-IKKE' }]
  for (const [kind, records] of [
    ['TENANCY', tenancies],
    ['SUPPORT', supported],
  ] as const) {
    const { outcomes } = await syncTransitions(hub, kind, await transitionFeed(hub, kind), records)
    if (outcomes.join() !== 'APPLIED,QUARANTINED') throw new Error(`The records ended ${outcomes.join()}`)
  }
}
