import { relative } from 'node:path'
import Sequencer from '@jest/test-sequencer'

/** The files that take longest, the longest first: started last, one of them would hold up the end of a run. */
const LONGEST = [
  'test/integration/personal-paths.test.ts',
  'test/integration/policy-monotony.test.ts',
  'test/e2e/start-stop.test.ts',
  'test/property/non-interference.test.ts',
  'test/integration/personal-payloads.test.ts',
  'test/e2e/ingest-cli.test.ts',
  'test/integration/policy-matrix.test.ts',
  'test/property/stopped-subsidies.test.ts',
  'test/integration/subsidy-frames.test.ts',
  'test/property/lifecycle.test.ts',
  'test/integration/reminders.test.ts',
  'test/e2e/audit.test.ts',
  'test/integration/transitions.test.ts',
  'test/integration/allocation-deliveries.test.ts',
  'test/e2e/explorer.test.ts',
  'test/integration/housing-steps.test.ts',
  'test/property/compiled-read.test.ts',
  'test/property/matching.test.ts',
  'test/property/ingest-order.test.ts',
  'test/property/quota-ledger.test.ts',
  'test/property/subsidies.test.ts',
  'test/e2e/canaries.test.ts',
]

/** Starts those first, and the others as Jest does. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path, context }) => {
      const found = LONGEST.indexOf(relative(context.config.rootDir, path))
      return found < 0 ? LONGEST.length : found
    }
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other))
  }
}
