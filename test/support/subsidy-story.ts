import type { TestHub } from './hub.ts'
import {
  asChange,
  commitment,
  commitmentsOf,
  done,
  familyDwellings,
  frame,
  moveOut,
  period,
  SUBSIDY_BEARERS,
  tenancy,
  term,
} from './subsidies.ts'
import {
  commitmentRecord,
  familyDwellingNumbers,
  frameRecord,
  paymentRecord,
  subsidyFeed,
  syncSubsidies,
} from './subsidy-feeds.ts'

const { economist, fund } = SUBSIDY_BEARERS
const otherMunicipality = {
  subject: 'municipality-0101',
  roles: ['municipal_system'],
  municipalityCodes: ['0101', '0851'],
} as const

/**
 * Gives the demo's data subsidies of every kind, with a past: national programmes and a municipality's own, frames of two
 * municipalities, one restated; commitments, one withdrawn; periods, one corrected and one that ended with its tenancy;
 * payments, right and wrong; a tenant's refund that was computed anew; two runs of the audit and an answer.
 */
export async function tellSubsidyStory(hub: TestHub, householdId: string): Promise<void> {
  const programme = (code: string, instrument: string, more: object = {}) =>
    done(hub, 'municipalityCode' in more ? economist : fund, 'recordSubsidyProgramme', {
      code,
      instrument,
      name: `Ordning ${code}`,
      source: 'Fortællingen',
      ...more,
    })
  const rate = (
    programmeId: string,
    kind: string,
    from: string,
    amount: string,
    bearer = fund as typeof fund | typeof economist,
  ) => done(hub, bearer, 'recordSubsidyRate', { programmeId, kind, from, amount, source: 'Satstabel' })

  const temporary = await programme('98F', 'SECTION_98_F')
  await done(hub, fund, 'recordSubsidyTerm', term(temporary, '2022-07-01'))
  await done(hub, fund, 'recordSubsidyTerm', term(temporary, '2023-07-01', { rentBeforeMax: '6500' }))
  await done(
    hub,
    fund,
    'recordSubsidyTerm',
    term(temporary, '2023-07-01', { rentBeforeMax: '6500', repayAbove: '500' }),
  )
  await rate(temporary, 'YEARLY_PER_DWELLING', '2022-01-01', '15000')
  await rate(temporary, 'YEARLY_PER_DWELLING', '2023-01-01', '16965')
  const oneOff = await programme('98E', 'SECTION_98_E')
  await done(hub, fund, 'recordSubsidyTerm', term(oneOff, '2022-07-01', { rentAfterMax: '3500' }))
  await rate(oneOff, 'ONE_OFF_PER_DWELLING', '2023-01-01', '452408')

  const own = await done(hub, fund, 'recordSubsidyFrame', frame(temporary))
  for (const [kind, more] of [
    ['HOMELESSNESS_PLAN', {}],
    ['LETTING_AGREEMENT', { until: '2024-01-01' }],
  ] as const) {
    await done(hub, economist, 'recordSubsidyCondition', {
      frameId: own,
      kind,
      from: '2022-01-01',
      source: 'Sag 22/0002',
      ...more,
    })
  }
  const foreign = await done(
    hub,
    fund,
    'recordSubsidyFrame',
    frame(temporary, { municipalityCode: '0101', amountMax: '1000000' }),
  )
  const dwellings = await familyDwellings(hub)
  const [elsewhere] = await asChange<{ id: string }>(
    hub,
    `update public.dwelling set dwelling_type = 'FAMILY'
      where id = (select id from public.dwelling where municipality_code = '0101' order by id limit 1) returning 'Dwelling:' || id as id`,
    [],
  )
  await done(hub, economist, 'commitSubsidies', {
    frameId: own,
    commitments: dwellings.slice(0, 3).map((dwellingId) => commitment(dwellingId)),
  })
  await done(hub, otherMunicipality, 'commitSubsidies', {
    frameId: foreign,
    commitments: [commitment(elsewhere?.id ?? '')],
  })
  const [first = '', second = '', third = ''] = await commitmentsOf(hub, economist, own)
  await done(hub, economist, 'withdrawSubsidyCommitment', { commitmentId: third, reason: 'Fejlregistreret' })

  const long = await tenancy(hub, dwellings[0] ?? '', '2022-08-15', null)
  const short = await tenancy(hub, dwellings[1] ?? '', '2022-08-01', '2025-01-01', { rentOere: 360_000 })
  const there = await tenancy(hub, elsewhere?.id ?? '', '2022-01-01', null)
  await asChange(hub, `update public.tenancy set lease_signed_on = '2022-08-10' where id = $1::uuid`, [
    long.slice('Tenancy:'.length),
  ])
  const wrong = await done(
    hub,
    economist,
    'recordSubsidyPeriod',
    period(first, long, '2022-08-15', '2023-01-01', { monthly: '1200' }),
  )
  await done(hub, economist, 'correctSubsidyPeriod', {
    periodId: wrong,
    from: '2022-08-15',
    until: '2023-01-01',
    monthly: '1250',
    rentBefore: '4750',
    rentAfter: '3500',
    reason: 'Tastefejl',
  })
  await done(hub, economist, 'recordSubsidyPeriod', period(second, short, '2022-08-01', '2023-01-01'))
  await moveOut(hub, short, '2022-11-10')
  const [foreignCommitment = ''] = await hub
    .asOwner<{ id: string }>(
      `select 'SubsidyCommitment:' || id as id from subsidy_commitment where municipality_code = '0101'`,
    )
    .then((rows) => rows.map(({ id }) => id))
  await done(
    hub,
    otherMunicipality,
    'recordSubsidyPeriod',
    period(foreignCommitment, there, '2022-08-01', '2023-01-01'),
  )
  await done(hub, economist, 'recordSubsidyPayments', {
    commitmentId: second,
    payments: ['2022-10-01', '2022-11-01', '2022-12-01'].map((month) => ({
      month,
      amount: '1250',
      paidOn: '2023-01-15',
      reference: `BILAG ${month}`,
    })),
  })
  const { source, windowFrom, windowUntil, lapsesOn } = frame(temporary) as Record<string, string>
  await done(hub, economist, 'restateSubsidyFrame', {
    frameId: own,
    dwellingsMax: 15,
    source,
    windowFrom,
    windowUntil,
    lapsesOn,
    reason: 'Tilsagnsbrevet er rettet',
  })

  const refund = await programme('163A', 'SECTION_163_A', { municipalityCode: '0169' })
  await done(hub, economist, 'recordSubsidyTerm', term(refund, '2020-01-01', REFUND_TERM))
  await rate(refund, 'SECTION_110_DAY', '2021-01-01', '93', economist)
  const transitional = await tenancy(hub, dwellings[3] ?? '', '2024-01-01', null, {
    transitional: true,
    rentOere: 580_000,
  })
  const subsidyId = await done(hub, economist, 'grantTenantSubsidy', {
    programmeId: refund,
    householdId,
    tenancyId: transitional,
    committedOn: '2024-01-01',
    from: '2024-01-01',
    until: '2024-07-01',
    previousSituation: 'OTHER',
    housingBenefitAppliedOn: '2024-01-10',
    source: 'Sag 24/0007',
  })
  await done(hub, economist, 'recordTenantSubsidyInputs', {
    tenantSubsidyId: subsidyId,
    reason: 'Bevilling',
    inputs: refundInputs('2024-01-01'),
  })
  await done(hub, economist, 'recordTenantSubsidyInputs', {
    tenantSubsidyId: subsidyId,
    reason: 'Boligstøtten er beregnet om',
    inputs: [{ kind: 'HOUSING_BENEFIT', from: '2024-04-01', amount: '1200', source: 'Udbetaling Danmark' }],
  })

  await done(hub, economist, 'recordTenantSubsidyPayments', {
    tenantSubsidyId: subsidyId,
    payments: [
      ['2024-01-01', '2610'],
      ['2024-02-01', '2610'],
      ['2024-02-01', '2610'],
    ].map(([month, amount], at) => ({ month, amount, paidOn: '2024-03-01', reference: `UDB ${at}` })),
  })
  await tellDeliveredSubsidies(hub)

  const audit = { municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2024-01-01' }
  const run = await done(hub, economist, 'runSubsidyAudit', audit)
  const [finding] = await hub.asOwner<{ id: string }>(
    `select 'SubsidyFinding:' || id as id from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code = 'PAID_AFTER_MOVE_OUT'`,
    [run],
  )
  await done(hub, economist, 'answerSubsidyFinding', {
    findingId: finding?.id,
    kind: 'REPAID',
    explanation: 'Tilbagebetalt af organisationen',
    amount: '1250',
  })
  await done(hub, economist, 'recordSubsidyPayments', {
    commitmentId: second,
    payments: [{ month: '2022-12-01', amount: '-1250', paidOn: '2023-03-01', reference: 'BILAG tilbage' }],
  })
  await done(hub, economist, 'runSubsidyAudit', audit)
  await done(hub, economist, 'runSubsidyAudit', {
    ...audit,
    programme: '163A',
    from: '2023-01-01',
    until: '2025-01-01',
  })
}

/** Both sides deliver: a frame and a payment that they tell alike, a frame that they do not, and a record that nobody can use. */
async function tellDeliveredSubsidies(hub: TestHub): Promise<void> {
  const [own, funds] = [await subsidyFeed(hub, '0169'), await subsidyFeed(hub, null)]
  const [dwelling = ''] = (await familyDwellingNumbers(hub)).slice(4)
  await syncSubsidies(hub, own, [
    frameRecord('R-22'),
    frameRecord('R-23', { amountMax: '100000' }),
    commitmentRecord('T-22', 'R-22', dwelling, { targetGroupBasis: ['LOW_ABILITY_TO_PAY'] }),
    paymentRecord('BILAG T-22', 'T-22'),
    frameRecord('R-0', { programme: 'UKENDT' }),
  ])
  await syncSubsidies(hub, own, [frameRecord('R-22', { dwellingsMax: 12 })])
  await syncSubsidies(hub, funds, [
    frameRecord('R-22', { dwellingsMax: 11 }),
    paymentRecord('BILAG T-22', 'T-22'),
    frameRecord('R-24', { municipalityCode: '0101' }),
    frameRecord('R-0', { programme: 'UKENDT' }),
  ])
}

/**
 * Tenants' subsidies of more households, each by a programme of its municipality's own, and an audit of each programme:
 * boligstøtte was never applied for, so every household has a finding. Call it after `tellSubsidyStory`.
 */
export async function tellOtherTenantSubsidies(
  hub: TestHub,
  households: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [municipalityCode, householdIds] of Object.entries(households)) {
    const bearer = {
      ...economist,
      subject: `economist-${municipalityCode}`,
      municipalityCodes: [municipalityCode],
    }
    const source = 'Kommunens egen ordning'
    const code = 'UDSLUSNING'
    const programmeId = await done(hub, bearer, 'recordSubsidyProgramme', {
      ...{ code, instrument: 'SECTION_163_A', name: 'Udslusning', municipalityCode, source },
    })
    await done(hub, bearer, 'recordSubsidyTerm', term(programmeId, '2020-01-01', REFUND_TERM))
    const [{ tenancyId } = { tenancyId: '' }] = await hub.asOwner<{ tenancyId: string }>(
      `select 'Tenancy:' || id as "tenancyId" from tenancy
        where municipality_code = $1 and valid @> daterange('2024-01-01', null) order by id limit 1`,
      [municipalityCode],
    )
    for (const householdId of householdIds) {
      const tenantSubsidyId = await done(hub, bearer, 'grantTenantSubsidy', {
        ...{ programmeId, householdId, tenancyId, source, previousSituation: 'OTHER' },
        ...{ committedOn: '2024-01-01', from: '2024-08-01', until: '2024-10-01' },
      })
      const inputs = refundInputs('2024-08-01')
      await done(hub, bearer, 'recordTenantSubsidyInputs', { tenantSubsidyId, reason: 'Bevilling', inputs })
    }
    const audit = { municipalityCode, programme: code, from: '2024-01-01', until: '2025-01-01' }
    await done(hub, bearer, 'runSubsidyAudit', audit)
  }
}

/** What the term of a tenant's refund says otherwise than that of § 98 f. */
export const REFUND_TERM = {
  payee: 'TENANT',
  indexation: 'NONE',
  monthDays: 'THIRTY',
  monthsMax: 60,
  rentBeforeMin: null,
  rentBeforeMax: null,
}

/** The inputs of the worked example: 5,800 + 600 − 1,000 − 93 × 30 = 2,610 kr. */
export function refundInputs(from: string): readonly object[] {
  return [
    { kind: 'RENT', from, amount: '5800', source: 'Lejekontrakt' },
    { kind: 'OTHER_PAYMENTS', from, amount: '600', source: 'Lejekontrakt' },
    { kind: 'HOUSING_BENEFIT', from, amount: '1000', source: 'Udbetaling Danmark' },
    { kind: 'ADULTS', from, adults: 1, source: 'Folkeregisteret' },
    { kind: 'PLACE_DAY_RATE', from, amount: '93', source: 'Takst for § 110-tilbud' },
  ]
}
