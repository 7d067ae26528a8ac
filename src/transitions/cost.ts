/** What a transition costs the municipality. */
export interface CostFacts {
  readonly law: string
  readonly text: readonly [da: string, en: string]
}

/** The kinds of costs of a transition, each with its law. */
export const COST_FACTS = {
  VACANCY_RENT: {
    law: 'almenboligloven § 63 stk. 4',
    text: ['Tomgangsleje', 'Rent from the day at disposal until it is let'],
  },
  TENANT_SUBSIDY: {
    law: 'serviceloven § 163 a',
    text: ['Refusion til lejeren', 'Refund to the tenant, month by month'],
  },
  RESTORATION: {
    law: 'almenboligloven § 63 stk. 4',
    text: ['Istandsættelse efter garantien', 'Restoration granted under the guarantee'],
  },
  RENT_AFTER_TERMINATION: {
    law: 'almenboligloven § 63 stk. 4',
    text: [
      'Leje efter opsigelse på kommunens anmodning',
      'Rent after a termination that the municipality asked for',
    ],
  },
} as const satisfies Record<string, CostFacts>

export type CostKind = keyof typeof COST_FACTS
export const COST_KINDS = Object.keys(COST_FACTS) as CostKind[]
