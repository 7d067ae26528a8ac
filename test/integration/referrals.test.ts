import {
  asCaseworker,
  CASEWORKERS,
  type Caseworker,
  command,
  day,
  personInput,
  REFERRAL,
  registered,
} from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'

interface ShownReferral {
  readonly id: string
  readonly state: string
  readonly household: { readonly caseReference: string } | null
  readonly receivedHousehold: { readonly id: string; readonly need: Record<string, unknown> } | null
}

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

const NEED = {
  needClass: 'CRISIS_CENTRE',
  origin: 'CRISIS_CENTRE',
  rentMax: '4100.00',
  wantedDwellingTypes: ['FAMILY'],
  crisisCentrePriority: true,
}

/** A household of København with priority from a crisis centre, referred to Høje-Taastrup. */
async function referred() {
  const household = await registered(hub, 'otherMunicipality', {
    municipalityCode: '0101',
    need: NEED,
    persons: [{ ...personInput(), addressProtected: true }],
  })
  const { shown, codes } = await command<ShownReferral>(hub, 'otherMunicipality', 'referHousehold', {
    input: { householdId: household.id, toMunicipalityCode: '0169' },
  })
  if (shown === null) throw new Error(codes.join())
  return { household, referral: shown }
}

const seen = async (who: Caseworker, id: string) =>
  (
    await asCaseworker<{ referral: ShownReferral | null }>(
      hub,
      who,
      `query ($id: ID!) { referral(id: $id) { ${REFERRAL} } }`,
      { id },
    )
  ).referral

test('a municipality is told the size and the need of a household that another refers, and not whose case it is', async () => {
  const { household, referral } = await referred()
  expect(referral).toMatchObject({
    ...{ state: 'SENT', adults: household.adults, children: household.children, rentMax: '4100.00' },
    ...{ wantedDwellingTypes: ['FAMILY'], crisisCentrePriority: true },
    ...{ household: { caseReference: household.caseReference }, toMunicipality: { code: '0169' } },
  })
  expect(await seen('allocator', referral.id)).toEqual({ ...referral, household: null })
  expect(await seen('leaseMaker', referral.id).catch(() => 'refused')).toEqual(null)
  const log = await hub.asOwner<{ municipality_code: string }>(
    `select municipality_code from public.access_log where subject = $1 and subjects @> array[$2::uuid]`,
    [CASEWORKERS.allocator.subject, household.id.replace('Household:', '')],
  )
  expect(log).toEqual([{ municipality_code: '0101' }])
})

test('who takes a referred household gets a case of its own, at home in the other municipality, and its persons under protection', async () => {
  const { household, referral } = await referred()
  const { shown } = await command<ShownReferral>(hub, 'allocator', 'acceptReferral', {
    input: { referralId: referral.id, caseReference: 'HENVIST-1', needClass: 'CRISIS_CENTRE' },
  })
  expect(shown).toMatchObject({
    state: 'ACCEPTED',
    answeredOn: day(0),
    household: null,
    receivedHousehold: {
      caseReference: 'HENVIST-1',
      need: { rentMax: '4100.00', crisisCentrePriority: true, homeMunicipality: { code: '0101' } },
    },
  })
  const householdId = shown?.receivedHousehold?.id
  const person = { householdId, ...personInput() }
  expect((await command(hub, 'allocator', 'recordPerson', { input: person })).codes).toEqual([
    'ADDRESS_PROTECTION_MISSING',
  ])
  expect(await seen('otherMunicipality', referral.id)).toMatchObject({
    state: 'ACCEPTED',
    household: { caseReference: household.caseReference },
    receivedHousehold: null,
  })
})

test('a referral is declined with a reason, or taken back, and then the household can be referred anew', async () => {
  const { household, referral } = await referred()
  const again = { input: { householdId: household.id, toMunicipalityCode: '0461' } }
  expect((await command(hub, 'otherMunicipality', 'referHousehold', again)).codes).toEqual([
    'HOUSEHOLD_REFERRED',
  ])
  const declined = await command<ShownReferral>(hub, 'allocator', 'declineReferral', {
    input: { referralId: referral.id, reason: 'CRITERIA_NOT_MET' },
  })
  expect(declined.shown).toMatchObject({ state: 'DECLINED', declineReason: 'CRITERIA_NOT_MET' })
  const other = await command<ShownReferral>(hub, 'otherMunicipality', 'referHousehold', again)
  const id = other.shown?.id
  expect((await command(hub, 'otherMunicipality', 'withdrawReferral', { id })).shown).toMatchObject({
    state: 'WITHDRAWN',
  })
  expect((await command(hub, 'otherMunicipality', 'withdrawReferral', { id })).codes).toEqual([
    'REFERRAL_ANSWERED',
  ])
})

test('each side takes its own steps only, and of two answers at once one counts', async () => {
  const { household, referral } = await referred()
  const accept = (who: Caseworker) =>
    command(hub, who, 'acceptReferral', {
      input: { referralId: referral.id, caseReference: `HENVIST-${who}`, needClass: 'OTHER' },
    })
  expect((await accept('otherMunicipality')).codes).toEqual(['REFERRAL_NOT_FOUND'])
  expect((await command(hub, 'allocator', 'withdrawReferral', { id: referral.id })).codes).toEqual([
    'REFERRAL_NOT_FOUND',
  ])
  const answers = await Promise.all([accept('allocator'), accept('allocator')])
  expect(answers.map(({ codes }) => codes.join()).sort()).toEqual(['', 'REFERRAL_ANSWERED'])
  const refer = (toMunicipalityCode: string, householdId: string) =>
    command(hub, 'otherMunicipality', 'referHousehold', { input: { householdId, toMunicipalityCode } })
  expect((await refer('0101', household.id)).codes).toEqual(['REFERRED_TO_ITSELF'])
  expect((await refer('0999', household.id)).codes).toEqual(['MUNICIPALITY_NOT_FOUND'])
  const bare = await registered(hub, 'otherMunicipality', { municipalityCode: '0101', need: null })
  expect((await refer('0169', bare.id)).codes).toEqual(['NEED_MISSING'])
})
