import { programActor, type RequestOrigin } from '../access/actor.ts'
import { type Households, registerHousehold } from '../households/index.ts'

const nobody = { phone: '+45 00 00 00 00', email: null, address: null } as const

/**
 * Fictional households of Høje-Taastrup. Their CPR numbers are of the year 2057, so that for a long time to come they
 * can be nobody's.
 */
const SAMPLES = [
  {
    caseReference: 'DEMO-1',
    kleNumber: '27.35.12',
    adults: 1,
    children: 0,
    persons: [
      {
        leaseParty: true,
        addressProtected: false,
        identity: { ...nobody, name: 'Opdigtet Eksempelsen', cpr: '3112575001' },
      },
    ],
    need: { needClass: 'HOMELESS', origin: 'SHELTER', supportMethods: ['CTI'], rentMaxOere: 400_000n },
  },
  {
    caseReference: 'DEMO-2',
    kleNumber: '27.35.12',
    adults: 1,
    children: 2,
    persons: [
      {
        leaseParty: true,
        addressProtected: true,
        identity: { ...nobody, name: 'Beskyttet Eksempelsen', cpr: '3012575001' },
      },
      {
        leaseParty: false,
        addressProtected: true,
        identity: { ...nobody, name: 'Barn Eksempelsen', cpr: null },
      },
    ],
    need: { needClass: 'CRISIS_CENTRE', origin: 'CRISIS_CENTRE', supportMethods: [], rentMaxOere: 550_000n },
  },
] as const

/** Enters the sample households of municipality 0169, once. */
export async function enterHouseholdSamples(households: Households): Promise<void> {
  const origin: RequestOrigin = {
    requestId: 'demo-start',
    actor: programActor('demo-start', {
      roles: ['municipal_allocator'],
      municipalityCodes: ['0169'],
      purpose: 'municipal-allocation',
    }),
  }
  for (const sample of SAMPLES) {
    const options = { idempotencyKey: sample.caseReference, dryRun: false }
    const registration = { ...sample, municipalityCode: '0169', organisationUnitId: null }
    await registerHousehold(households, origin, registration, options, async () => undefined)
  }
}
