import { frameExceeded } from './frame-checks.rules.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { statementDiffers, statementNotInBooks, statementWithdrawn } from './statement-checks.rules.ts'
import { calculationStale, inputMissing, tenantOverLong, tenantTermMissing } from './tenant-checks.rules.ts'
import { tenantGrantExceeded, tenantPaidTooLittle, tenantPaidTooMuch } from './tenant-payment-checks.rules.ts'

/**
 * The municipality's temporary subsidy to obtain or keep a dwelling: what it decided per month, without application, within
 * the money it was given. The law sets no most amount and no longest time.
 * @law serviceloven, midlertidigt boligtilskud 2026
 */
export const MUNICIPAL_2026_RULES: InstrumentRules = {
  instrument: 'MUNICIPAL_2026',
  termRequires: [],
  commitment: [],
  checks: [
    frameExceeded,
    tenantTermMissing,
    tenantOverLong,
    inputMissing,
    calculationStale,
    tenantGrantExceeded,
    tenantPaidTooMuch,
    tenantPaidTooLittle,
    statementDiffers,
    statementNotInBooks,
    statementWithdrawn,
  ],
}
