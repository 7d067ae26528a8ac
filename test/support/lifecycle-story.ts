import { randomUUID } from 'node:crypto'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { tellArrearsStory } from './arrears-story.ts'
import { allocationFeed, namesOf, syncAllocations } from './case-system.ts'
import { inChange } from './households.ts'
import type { Bearer, TestHub } from './hub.ts'
import { tellLifeStory } from './life-story.ts'
import { COMMANDS, LIABILITY, vacanciesFor } from './offers.ts'
import { householdIdOf } from './personal-story.ts'
import { tellStaysStory } from './stays-story.ts'
import { BEARERS } from './story.ts'
import { tellTodoStory } from './todo-story.ts'

/**
 * Gives the demo's data offers of two municipalities at every turn, with nominations, decisions, allocations, notices
 * and tenancies, each with a past, and reports of a case system. Nothing is shown, so that no look is logged. Call it after `tellPersonalStory`.
 */
export async function tellLifecycleStory(hub: TestHub): Promise<void> {
  const { organisation, lettingOfficer, nominator, allocator } = BEARERS
  const municipality = { ...BEARERS.municipality, purpose: 'case-handling' } as const
  const otherAllocator = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' } as const
  const vacancies = await vacanciesFor(hub, 6)
  const newest = (table: string) => newestOf(hub, table)
  await inChange(hub, CHECKED_SQL, [['a', 'b', 'c', 'e'].map((name) => householdIdOf(name).split(':')[1])])
  const offer = async (place: number) => {
    await quietly(hub, organisation, 'offerVacancy', offerOf(vacancies[place] ?? '', 'SECTION_59_2'))
    return newest('municipal_offer')
  }

  const first = await offer(0)
  const nomination = { reason: 'Bor på herberg' }
  await quietly(hub, nominator, 'nominateHousehold', {
    ...nomination,
    offerId: first,
    householdId: householdIdOf('a'),
  })
  await quietly(hub, allocator, 'allocateDwelling', {
    ...{ offerId: first, householdId: householdIdOf('a'), overrideReason: 'Ønsker sig dertil' },
  })
  await quietly(hub, allocator, 'recordAnswer', {
    allocationId: await newest('allocation'),
    answer: 'ACCEPTED',
  })
  await quietly(hub, organisation, 'recordLease', {
    ...{ offerId: first, signedOn: '2026-11-20', from: '2026-12-01', rent: '5150.50' },
  })
  await quietly(hub, organisation, 'recordMovingIn', { offerId: first, on: '2026-12-01' })

  const second = await offer(1)
  const [b, c] = [householdIdOf('b'), householdIdOf('c')]
  await quietly(hub, municipality, 'nominateHousehold', { ...nomination, offerId: second, householdId: b })
  await quietly(hub, allocator, 'allocateDwelling', {
    ...{ offerId: second, householdId: b, reason: 'Nærmest skolen', overrideReason: 'Kan ikke vente' },
  })
  const declined = await newest('allocation')
  await quietly(hub, allocator, 'recordAnswer', { allocationId: declined, answer: 'ACCEPTED' })
  await quietly(hub, organisation, 'reportDecline', { offerId: second })
  await quietly(hub, allocator, 'setDeclineConsequence', {
    ...{
      allocationId: declined,
      consequence: 'PARKED',
      parkedUntil: '2099-01-01',
      declineReason: 'LOCATION',
    },
  })
  await quietly(hub, allocator, 'acknowledgeNotice', { noticeId: await newest('allocation_notice') })

  const third = await offer(2)
  await quietly(hub, organisation, 'pauseOffer', { offerId: third, reason: 'Nøglen mangler' })
  const fourth = await offer(3)
  await quietly(hub, municipality, 'nominateHousehold', { ...nomination, offerId: fourth, householdId: c })
  await quietly(hub, allocator, 'returnOffer', { offerId: fourth, reasonCode: 'RENT_TOO_HIGH' })
  const fifth = await offer(4)
  await quietly(hub, municipality, 'nominateHousehold', { ...nomination, offerId: fifth, householdId: c })
  await quietly(hub, allocator, 'allocateDwelling', {
    ...{ offerId: fifth, householdId: c, overrideReason: 'Står ellers uden bolig' },
  })
  await quietly(hub, organisation, 'extendOffer', { offerId: fifth, businessDays: 2, reason: 'Jul' })

  const [foreign] = await hub.asOwner<{ vacancy: string; dwelling: string }>(
    `select 'Vacancy:' || v.id as vacancy, 'Dwelling:' || v.dwelling_id as dwelling from vacancy v
       join housing_organisation o on o.id = v.organisation_id
      where o.lbf_number = '0311' and v.municipality_code = '0101' and v.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')
      order by v.id limit 1`,
  )
  await quietly(hub, lettingOfficer, 'offerVacancy', {
    ...{ ...offerOf(foreign?.vacancy ?? '', 'SECTION_59_1'), atDisposalFrom: '2026-11-01' },
  })
  const sixth = await newest('municipal_offer')
  const e = householdIdOf('e')
  await quietly(hub, otherAllocator, 'nominateHousehold', { ...nomination, offerId: sixth, householdId: e })
  await quietly(hub, otherAllocator, 'allocateDwelling', {
    ...{ offerId: sixth, householdId: e, overrideReason: 'Står ellers uden bolig' },
  })
  const foreignAllocation = { allocationId: await newest('allocation') }
  await quietly(hub, otherAllocator, 'recordAnswer', { ...foreignAllocation, answer: 'ACCEPTED' })
  await quietly(hub, lettingOfficer, 'withdrawOffer', { offerId: sixth, reasonCode: 'NOT_HABITABLE' })

  await quietly(hub, lettingOfficer, 'recordTenancy', {
    ...{ dwellingId: foreign?.dwelling, from: '2020-01-01', until: '2026-11-01', allocated: true },
    ...{ transitional: true, part: 'Værelse 1', leaseSignedOn: '2019-12-15', rent: '2500.00' },
  })
  await quietly(hub, lettingOfficer, 'endTenancy', {
    ...{ tenancyId: await newest('tenancy'), until: '2026-10-01', ending: 'MOVED_OUT' },
  })

  await offer(5)
  const reported = {
    ...{ sourceId: 'anv-1', caseReference: 'SAG-D', ...(await namesOf(hub, vacancies[5] ?? '')) },
    ...{ legalBasis: 'SECTION_59_2', nominatedOn: systemClock.today(), decidedOn: systemClock.today() },
  }
  const bad = { ...reported, sourceId: 'anv-2', caseReference: 'SAG-E' }
  const { outcomes } = await syncAllocations(hub, await allocationFeed(hub), [reported, bad])
  if (outcomes.join() !== 'APPLIED,QUARANTINED') throw new Error(`The reports ended ${outcomes.join()}`)
  await tellStaysStory(hub)
  await tellTodoStory(hub, async () => {
    await tellLifeStory(hub)
    await tellArrearsStory(hub)
  })
  await giveEveryRowAPast(hub)
}

/** Of tables that the story corrects nothing in: what each row was before, so that none is without an earlier version. */
async function giveEveryRowAPast(hub: TestHub): Promise<void> {
  for (const { table } of GUARDED_TABLES) {
    if (!table.startsWith('history.')) continue
    await inChange(
      hub,
      `insert into ${table} select nullif(current_setting('app.change_id'), '')::bigint, t.* from (
         select * from jsonb_populate_recordset(null::${table.replace('history.', 'public.')}, (
           select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('recorded',
                    tstzrange(lower(recorded) - interval '1 hour', lower(recorded)))), '[]')
             from ${table.replace('history.', 'public.')} t))) t
        where not exists (select from ${table})`,
    )
  }
}

/** All may live where the vacancies are: the municipality has checked it. */
const CHECKED_SQL = `with known as (
    update public.area_check set excluded = false where household_id = any ($1::uuid[]) and rule = 'SECTION_59_6' returning household_id)
  insert into public.area_check (household_id, municipality_code, case_scope, rule, excluded, valid)
  select id, municipality_code, case_scope, 'SECTION_59_6', false, '[2026-01-01,2100-01-01)'
    from public.household where id = any ($1::uuid[]) and id not in (select household_id from known)`

const offerOf = (vacancyId: string, legalBasis: string) => ({ vacancyId, legalBasis, liability: LIABILITY })

const TYPES: Readonly<Record<string, string>> = {
  municipal_offer: 'MunicipalOffer',
  allocation: 'Allocation',
  allocation_notice: 'AllocationNotice',
  tenancy: 'Tenancy',
}

async function newestOf(hub: TestHub, table: string): Promise<string> {
  const [row] = await hub.asOwner<{ id: string }>(`select id from ${table} order by id desc limit 1`)
  return `${TYPES[table]}:${row?.id}`
}

/** Carries out a command that must be carried out, and asks to see nothing of it. */
async function quietly(hub: TestHub, bearer: Bearer, name: string, input: object): Promise<void> {
  const { it } = await hub.fields<{ it: { refusals: { code: string }[] } }>(
    await hub.token(bearer),
    `mutation($input: ${COMMANDS[name]?.input}!, $key: IdempotencyKey!) {
       it: ${name}(input: $input, idempotencyKey: $key) { refusals { code } } }`,
    { input, key: randomUUID() },
  )
  const [refusal] = it.refusals
  if (refusal !== undefined) throw new Error(`${name} was refused: ${refusal.code}`)
}
