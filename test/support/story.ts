import { randomUUID } from 'node:crypto'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import type { Role } from '../../src/access/grant.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { recordAreaList, recordEstateMerger, registerHousingOrganisation } from '../../src/registry/index.ts'
import { tellAgreementStory } from './agreement-story.ts'
import { type Bearer, engagementIn, type TestHub } from './hub.ts'
import { OWN_UNIT } from './personal-story.ts'
import { tellQuotaStory } from './quota-story.ts'
import { SUBSIDY_BEARERS } from './subsidies.ts'

/** Who acts in the tests; the demo's clients and those it has none of. */
export const BEARERS = {
  organisation: {
    subject: 'organisation-0045',
    roles: ['organisation_system'],
    organisationNumbers: ['0045'],
  },
  otherOrganisation: {
    subject: 'organisation-0007',
    roles: ['organisation_system'],
    organisationNumbers: ['0007'],
  },
  lettingOfficer: {
    subject: 'officer-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045', '0311'],
  },
  municipality: { subject: 'municipality-0169', roles: ['municipal_system'], municipalityCodes: ['0169'] },
  otherMunicipality: {
    subject: 'municipality-0101',
    roles: ['municipal_system'],
    municipalityCodes: ['0101', '0851'],
  },
  auditor: { subject: 'auditor-0169', roles: ['auditor'], engagedMunicipalityCodes: ['0169'] },
  operator: { subject: 'operator', roles: ['operator'] },
  /** Reaches the cases of one unit in one KLE group only. */
  nominator: {
    subject: 'nominator-0169',
    roles: ['municipal_nominator'],
    municipalityCodes: ['0169'],
    organisationUnits: [OWN_UNIT],
    kleMasks: ['27'],
    purpose: 'case-handling',
  },
  allocator: {
    subject: 'allocator-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    purpose: 'municipal-allocation',
  },
  /** Makes leases for those whom a municipality has disclosed. */
  leaseMaker: {
    subject: 'lease-maker-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
    purpose: 'tenancy-agreement',
  },
  /** Asks municipalities about applicants. */
  asker: {
    subject: 'asker-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
    purpose: 'criteria-check',
  },
  /** Answers for a municipality what it is asked about applicants. */
  answerer: {
    subject: 'answerer-0169',
    roles: ['municipal_nominator'],
    municipalityCodes: ['0169'],
    purpose: 'criteria-check',
  },
  /** Sees the delivery reports of organisations that share theirs. */
  exchange: {
    subject: 'exchange-0169',
    roles: ['municipal_system'],
    municipalityCodes: ['0169'],
    purpose: 'vacancy-exchange',
  },
  dataProtection: {
    subject: 'data-protection-0169',
    roles: ['data_protection_officer'],
    municipalityCodes: ['0169'],
    purpose: 'data-protection',
  },
  otherDataProtection: {
    subject: 'data-protection-0101',
    roles: ['data_protection_officer'],
    municipalityCodes: ['0101'],
    purpose: 'data-protection',
  },
  organisationDataProtection: {
    subject: 'data-protection-of-0045',
    roles: ['data_protection_officer'],
    organisationNumbers: ['0045'],
    purpose: 'data-protection',
  },
  representative: {
    subject: 'representative',
    roles: ['data_controller_representative'],
    municipalityCodes: ['0169'],
    organisationNumbers: ['0045'],
  },
  ...SUBSIDY_BEARERS,
  /** Keys of everything, and no role that would use them. */
  nobody: {
    subject: 'nobody',
    roles: [],
    organisationNumbers: ['0045'],
    municipalityCodes: ['0169'],
    engagedMunicipalityCodes: ['0169'],
  },
  /** Each role's keys are the other role's blind spot. */
  several: {
    subject: 'several',
    roles: ['organisation_system', 'auditor'],
    organisationNumbers: ['0311'],
    municipalityCodes: ['0169'],
    engagedMunicipalityCodes: ['0851'],
  },
} as const satisfies Record<string, Bearer>

export type BearerName = keyof typeof BEARERS

/** A request's origin for a service that is called without HTTP. */
export function originOfBearer(bearer: Bearer): RequestOrigin {
  const {
    subject,
    roles,
    organisationNumbers = [],
    municipalityCodes = [],
    engagedMunicipalityCodes = [],
    engagedProgramme,
    engagedDays,
    organisationUnits,
    kleMasks,
    purpose,
  }: Bearer = bearer
  const limit = {
    roles: [...roles] as Role[],
    unitIds: organisationUnits ?? null,
    kleMasks: kleMasks ?? null,
  }
  return {
    requestId: `test-${randomUUID()}`,
    actor: {
      ...programActor(subject, {
        roles: [...roles] as Role[],
        organisationNumbers,
        municipalityCodes,
        purpose: purpose ?? null,
      }),
      engagements: engagedMunicipalityCodes.map((code) => engagementIn(code, engagedProgramme, engagedDays)),
      caseLimits: limit.unitIds === null && limit.kleMasks === null ? [] : [limit],
    },
  }
}

/** A record as `syncVacancies` takes it, good unless `changes` spoil it. */
export function syncRecord(
  key: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const [organisationCode, estateNumber, tenancyNumber] = key.split('/')
  return {
    organisationCode,
    estateNumber,
    tenancyNumber,
    state: 'ANNOUNCED',
    rent: '5000.00',
    availableFrom: '2027-02-01',
    ...changes,
  }
}

/** Delivers records to a feed through the mutation and answers the delivery; a refusal or a fault is an error. */
export async function sync(
  hub: TestHub,
  bearer: Bearer,
  feed: string,
  records: readonly Record<string, unknown>[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; applied: number; unchanged: number; quarantined: number; status: string }> {
  interface Synced {
    syncVacancies: {
      delivery: { id: string; applied: number; unchanged: number; quarantined: number; status: string } | null
      refusals: { code: string }[]
    }
  }
  const { syncVacancies } = await hub.fields<Synced>(
    await hub.token(bearer),
    `mutation ($feed: PlainText!, $records: [VacancyRecordInput!]!, $key: IdempotencyKey!, $mode: DeliveryMode, $sourceTime: Instant) {
      syncVacancies(feed: $feed, records: $records, idempotencyKey: $key, mode: $mode, sourceTime: $sourceTime) {
        delivery { id applied unchanged quarantined status }
        refusals { code }
      }
    }`,
    { feed, records, key: randomUUID(), mode: 'DELTA', ...more },
  )
  const [refusal] = syncVacancies.refusals
  if (syncVacancies.delivery === null) throw new Error(`The delivery was refused: ${refusal?.code}`)
  return syncVacancies.delivery
}

/**
 * Gives the demo's data a past: rents that changed, dwellings let and withdrawn, a renamed organisation with an
 * administrator, merged estates, a second area list, records in quarantine, agreements and the ledgers under them.
 */
export async function tellStory(hub: TestHub): Promise<void> {
  const { database } = hub.app
  const { organisation, otherOrganisation, operator } = BEARERS
  const [feed] = await hub.asOwner<{ key: string }>(
    `select string_agg(o.lbf_number || '/' || e.number || '/' || d.tenancy_number, ' ' order by d.id) as key
       from vacancy v join dwelling d on d.id = v.dwelling_id join estate e on e.id = d.estate_id
       join housing_organisation o on o.id = v.organisation_id where o.lbf_number = '0045'`,
  )
  const keys = (feed?.key ?? '').split(' ')
  const [first, second, third, fourth] = keys
  await sync(hub, organisation, '0045-csv', [
    syncRecord(String(first), {
      rent: '6100.50',
      acontoLines: [{ kind: 'HEAT', name: 'Varme', amount: '300.25' }],
    }),
    syncRecord(String(second), { state: 'LET', letFrom: '2027-01-01' }),
    syncRecord(String(third), { state: 'WITHDRAWN', vacantAtLoss: true }),
    syncRecord(String(fourth), { state: 'AT_MUNICIPAL_DISPOSAL' }),
    syncRecord('0045/900/0001', { sourceId: 'a', buildingSectionNumber: '2', rooms: 3, areaM2: '71.5' }),
    syncRecord('0045/900/0001', { sourceId: 'b', buildingSectionNumber: '2', rooms: 3, areaM2: '71.5' }),
    syncRecord('0045/900/0002', {
      buildingSectionNumber: '10',
      dwellingType: 'ELDERLY',
      accessible: true,
      rent: '5000.00',
    }),
    syncRecord('0045/900/0003', { rent: '0.00', bbrUnitId: randomUUID(), floorDoor: 'kl. tv' }),
    syncRecord('9999/900/0004'),
  ])
  await sync(hub, organisation, '0045-csv', [
    syncRecord(String(first), { rent: '6200.75', deposit: '18000.00', firstPayment: '24200.75' }),
    syncRecord(String(fourth), { rent: '5500.00', vacantAtLoss: false }),
    syncRecord('0045/900/0002', { buildingSectionNumber: '10', dwellingType: 'FAMILY', rent: '5000.00' }),
  ])
  await sync(hub, otherOrganisation, '0007-incom', [syncRecord('0007/77/1', { rent: '7777.77' })])
  const [administrator] = await hub.asOwner<{ id: string }>(
    `select 'HousingOrganisation:' || id as id from housing_organisation where lbf_number = '0311'`,
  )
  await registerHousingOrganisation(
    database,
    originOfBearer(operator),
    {
      lbfNumber: '0045',
      cvr: '12345678',
      name: 'Omdøbt boligorganisation',
      administratorId: administrator?.id ?? null,
    },
    async () => undefined,
  )
  const estates = await hub.asOwner<{ id: string; number: string }>(
    `select 'Estate:' || e.id as id, e.number from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.number in ('900', '011')`,
  )
  const idOf = (number: string) => estates.find((estate) => estate.number === number)?.id ?? ''
  await recordEstateMerger(
    database,
    originOfBearer(organisation),
    {
      predecessorId: idOf('900'),
      successorId: idOf('011'),
      effectiveFrom: '2026-01-01' as LocalDate,
      renumberings: [
        { from: '0001', to: '9001' },
        { from: '0002', to: '9002' },
        { from: '0003', to: '9003' },
      ],
    },
    '2026-11-22' as LocalDate,
    async () => undefined,
  )
  await recordAreaList(database, originOfBearer(operator), {
    publishedOn: '2025-12-01' as LocalDate,
    source: 'Lister pr. 1. december 2025',
    entries: [
      {
        municipalityCode: '0169',
        areaName: 'Taastrupgaard',
        kind: 'VULNERABLE',
        estates: [{ lbfNumber: '0045', estateNumber: '011' }],
      },
    ],
  })
  await tellAgreementStory(hub, BEARERS)
  await tellQuotaStory(hub, BEARERS)
}
