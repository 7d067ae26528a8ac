import type { InstrumentRules } from './instrument-rules.ts'
import {
  benefitNotAppliedFor,
  calculationStale,
  inputMissing,
  placeRateNotInForce,
  tenancyNotTransitional,
  tenantOverLong,
  tenantTermMissing,
} from './tenant-checks.rules.ts'
import { tenantPaidTooLittle, tenantPaidTooMuch } from './tenant-payment-checks.rules.ts'

/**
 * The municipality's refund to the tenant of a transitional dwelling, by the formula in `refund.rules.ts`. How a day's rate
 * becomes a month's, the rounding and the longest time come from the programme's terms.
 * @law serviceloven § 163 a; BEK nr. 718 of 19 June 2013; almenlejeloven § 4 stk. 3
 */
export const SECTION_163_A_RULES: InstrumentRules = {
  instrument: 'SECTION_163_A',
  termRequires: ['monthDays', 'monthsMax'],
  commitment: [],
  checks: [
    tenantTermMissing,
    tenancyNotTransitional,
    tenantOverLong,
    benefitNotAppliedFor,
    inputMissing,
    placeRateNotInForce,
    calculationStale,
    tenantPaidTooMuch,
    tenantPaidTooLittle,
  ],
}
