import type { Places, Storyteller, Teller } from './storyteller.ts'

const FUND: Teller = { client: 'demo-fund', purpose: 'subsidy-administration' }
const ECONOMIST: Teller = { client: 'demo-economist', purpose: 'subsidy-administration' }
const ORGANISATION: Teller = { client: 'demo-organisation', purpose: 'vacancy-exchange' }

/** Family dwellings of the sample feed; each had a tenant while it was subsidised. */
const SUBSIDISED = ['0045-102-0076', '0045-027-0025'] as const

const GUIDANCE = 'Ordningens vejledning; hvad den lader stå åbent, er opdigtet til demonstrationen'
const MONTHS = ['2022-08-01', '2022-09-01', '2022-10-01', '2022-11-01', '2022-12-01'] as const
const UNTIL = '2023-01-01'

interface Committed {
  readonly subsidyFrame: {
    readonly commitments: {
      readonly nodes: readonly { readonly id: string; readonly dwelling: { readonly id: string } }[]
    }
  }
}

/**
 * The temporary state subsidy of § 98 f as Høje-Taastrup had it: a frame of 16 dwellings, rents of 4,500 to 5,000 kr.,
 * 1,250 kr. a month in 2022. Two dwellings, of which one was paid for October twice.
 */
export async function tellOfSubsidies({ tell, ask }: Storyteller, places: Places): Promise<void> {
  const programmeId = await tell(FUND, 'recordSubsidyProgramme', 'programme', {
    ...{ code: '98F', instrument: 'SECTION_98_F', name: 'Midlertidigt statsligt huslejetilskud' },
    source: 'almenboligloven § 98 f',
  })
  await tell(FUND, 'recordSubsidyTerm', 'programme', {
    ...{ programmeId, from: '2022-07-01', payee: 'ORGANISATION', endRule: 'WITH_TENANCY' },
    ...{ indexation: 'YEARLY', partialMonths: 'STARTED', paymentCalendar: 'MONTHLY_IN_ARREARS' },
    ...{ rounding: 'OERE', monthsMax: 72, rentBeforeMin: '4500', rentBeforeMax: '5000', source: GUIDANCE },
  })
  for (const [from, amount] of [
    ['2022-01-01', '15000'],
    ['2023-01-01', '16965'],
  ]) {
    await tell(FUND, 'recordSubsidyRate', 'programme', {
      ...{ programmeId, kind: 'YEARLY_PER_DWELLING', from, amount, source: 'Satser for 2022 og 2023' },
    })
  }
  const frameId = await tell(FUND, 'recordSubsidyFrame', 'frame', {
    ...{ programmeId, municipalityCode: '0169', dwellingsMax: 16, source: 'Tilsagn til 16 boliger' },
    ...{ windowFrom: '2022-07-01', windowUntil: '2024-01-01', lapsesOn: '2026-01-01' },
  })
  for (const kind of ['HOMELESSNESS_PLAN', 'LETTING_AGREEMENT']) {
    await tell(ECONOMIST, 'recordSubsidyCondition', 'frame', {
      ...{ frameId, kind, from: '2022-01-01', source: 'Hjemløseplan og rammeaftale' },
    })
  }
  for (const [place, key] of SUBSIDISED.entries()) {
    const dwellingId = places.dwelling(key)
    const tenancyId = await tell(ORGANISATION, 'recordTenancy', 'tenancy', {
      ...{ dwellingId, from: MONTHS[0], until: '2024-01-01', allocated: true },
      ...{ leaseSignedOn: '2022-07-15', rent: '3500' },
    })
    await tell(ECONOMIST, 'commitSubsidies', 'frame', {
      frameId,
      commitments: [
        {
          ...{ dwellingId, committedOn: '2022-07-01', from: '2022-07-01', until: '2028-07-01' },
          ...{ granted: '90000', rentBefore: '4750', allocationDecidedOn: '2022-06-20' },
          ...{
            targetGroupRecordedOn: '2022-06-20',
            targetGroupBasis: ['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY'],
          },
          ...{ reference: `DEMO-${place + 1}`, source: 'Opdigtet til demonstrationen' },
        },
      ],
    })
    const { subsidyFrame } = await ask<Committed>(
      ECONOMIST,
      'query ($frameId: ID!) { subsidyFrame(id: $frameId) { commitments(first: 100) { nodes { id dwelling { id } } } } }',
      { frameId },
    )
    const commitmentId = subsidyFrame.commitments.nodes.find(({ dwelling }) => dwelling.id === dwellingId)?.id
    await tell(ECONOMIST, 'recordSubsidyPeriod', 'period', {
      ...{ commitmentId, tenancyId, from: MONTHS[0], until: UNTIL, monthly: '1250' },
      ...{ rentBefore: '4750', rentAfter: '3500', source: 'Lejekontrakten' },
    })
    const paid = place === 0 ? [...MONTHS, '2022-10-01'] : MONTHS
    await tell(ECONOMIST, 'recordSubsidyPayments', 'commitment', {
      commitmentId,
      payments: paid.map((month, nth) => ({
        ...{ month, amount: '1250', paidOn: '2023-01-10', reference: `DEMO-${place + 1}-${nth + 1}` },
      })),
    })
  }
}
