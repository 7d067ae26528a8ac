import { DateTime } from 'luxon'
import { programActor, type RequestOrigin } from '../access/actor.ts'
import { discloseHousehold, type Households, registerHousehold } from '../households/index.ts'
import { Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'

/** What is not known of a need, or asked for by it. */
const otherwise = {
  wantedEstateIds: [],
  wantedPostalCodes: [],
  excludedEstateIds: [],
  excludedPostalCodes: [],
  accessibilityNeeded: false,
  elderlyNeed: false,
  education: null,
  municipalityVouches: false,
  supportPlanReference: null,
  homeMunicipalityCode: null,
  crisisCentrePriority: false,
  refugee: false,
  cohorts: [],
  shelterEnteredOn: null,
} as const

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
    ages: [{ band: 'AGE_30_49', persons: 1 }],
    need: {
      ...otherwise,
      needClass: 'HOMELESS',
      origin: 'SHELTER',
      supportMethods: ['CTI'],
      rentMaxOere: 400_000n,
      wantedDwellingTypes: ['FAMILY'],
      cohorts: ['PILOT-50'],
      shelterEnteredOn: '2025-09-01' as LocalDate,
    },
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
    ages: [
      { band: 'AGE_6_12', persons: 2 },
      { band: 'AGE_25_29', persons: 1 },
    ],
    need: {
      ...otherwise,
      needClass: 'CRISIS_CENTRE',
      origin: 'CRISIS_CENTRE',
      supportMethods: [],
      rentMaxOere: 550_000n,
      wantedDwellingTypes: ['FAMILY'],
      homeMunicipalityCode: '0101',
      crisisCentrePriority: true,
    },
  },
] as const

/**
 * Enters the sample households of municipality 0169, once, and discloses the first one for a dwelling there, unless
 * that is disclosed still or its data-sharing grant is no more.
 */
export async function enterHouseholdSamples(households: Households): Promise<void> {
  const origin: RequestOrigin = {
    requestId: 'demo-start',
    actor: programActor('demo-start', {
      roles: ['municipal_allocator'],
      municipalityCodes: ['0169'],
      purpose: 'municipal-allocation',
    }),
  }
  const today = households.clock.today()
  const entered: Place[] = []
  for (const sample of SAMPLES) {
    const options = { idempotencyKey: sample.caseReference, dryRun: false }
    const registration = { ...sample, municipalityCode: '0169', organisationUnitId: null }
    const place = await registerHousehold(households, origin, registration, options, placeOf).catch(refused)
    // Entered by an earlier version of the samples: they stay as they are.
    if (place === null) return
    entered.push(place)
  }
  const [place] = entered
  if (place?.dwellingId == null) return
  const disclosure = {
    householdId: place.householdId,
    dwellingId: place.dwellingId,
    from: today,
    until: DateTime.fromISO(today).plus({ days: 30 }).toISODate() as LocalDate,
    basis: 'MUNICIPAL_ALLOCATION',
    moveInOn: null,
    derogations: [],
    municipalContact: 'Boliganvisningen, boliganvisning@kommune.example',
    payer: 'TENANT',
    guaranteeOere: null,
  } as const
  const options = { idempotencyKey: `DEMO-1-${today}`, dryRun: false }
  await discloseHousehold(households, origin, disclosure, options, async () => undefined).catch(refused)
}

/** What a refused command answers with; a fault stays one. */
function refused(error: unknown): null {
  if (!(error instanceof Refused)) throw error
  return null
}

interface Place {
  readonly householdId: string
  /** Some dwelling of the municipality; null when no feed has brought one. */
  readonly dwellingId: string | null
}

async function placeOf(running: Change, id: string): Promise<Place> {
  const [dwelling] = await running.sql<{ id: string }>(
    `select id from public.dwelling where municipality_code = '0169' order by id limit 1`,
  )
  return {
    householdId: globalId('Household', id),
    dwellingId: dwelling === undefined ? null : globalId('Dwelling', dwelling.id),
  }
}
