import type { Change } from '../../platform/change.ts'
import type { SourceVersion } from '../../registry/index.ts'
import {
  type AppliedRecord,
  applyVacancies,
  countOpen,
  countUnseenSince,
  lookUpRegistry,
  noteSeen,
  placeRecords,
  registryCache,
  type VacancyRecord,
  type VersionedRecord,
  vacanciesByKey,
  versionOf,
  withdrawUnseenSince,
} from '../../vacancies/index.ts'
import type { FeedMapping, Problem, ReadRecord } from '../feed-format.ts'
import { FEED_FORMATS } from '../feed-formats.ts'
import type { RecordApplier, RecordKind, RecordResult, RunningDelivery } from '../record-kind.ts'

/** A record as read, with its version where it could be read whole. */
type Taken = ReadRecord<VacancyRecord> & { readonly version: SourceVersion | null }

/** Ledige boliger: the vacancies of a housing organisation. */
export const vacancyKind: RecordKind<VacancyRecord, Taken> = {
  code: 'VACANCY',
  owner: 'ORGANISATION',
  actions: ['vacancy:sync'],
  mapped: true,
  oneByOne: false,
  formats: ['CSV', 'INCOM_JSON', 'LBF_XML', 'NDJSON'],
  namesCases: false,
  closing: { countOpen, countUnseenSince, closeUnseenSince: withdrawUnseenSince },
  read: (source, feed) => FEED_FORMATS[feed.format].read(source, feed.mapping as FeedMapping),
  applier: vacancyApplier,
}

function vacancyApplier(running: Change, delivery: RunningDelivery): RecordApplier<VacancyRecord, Taken> {
  const { feed, mode, sourceTime } = delivery
  const mapping = feed.mapping as FeedMapping
  const organisationId = feed.organisationId ?? ''
  const cache = registryCache()
  const source = {
    organisationId,
    feedId: feed.id,
    deliveryId: delivery.id,
    mode,
    sourceTime,
    municipalityOf: (estate: string) => mapping.municipalityByEstate?.[estate] ?? mapping.municipalityCode,
  }

  async function resultsOf(
    batch: readonly Taken[],
    applying: Promise<AppliedRecord[]>,
    naming: Promise<ReadonlyMap<number, string>>,
  ): Promise<RecordResult[]> {
    const [results, named] = await Promise.all([applying, naming])
    if (mode === 'SNAPSHOT') await noteSeen(running, [...named.values()], sourceTime)
    const applied = new Map(results.map((one) => [one.row, one]))
    return batch.map((one) => resultOf(one, applied.get(one.row), named.get(one.row) ?? null))
  }

  return {
    take: (read) => ({ ...read, version: read.record === null ? null : versionOf(read.record, sourceTime) }),
    lookUp: (batch) => lookUpRegistry(running, source, cache, batch.filter(isVersioned)),
    async apply(batch) {
      const placed = await placeRecords(running, source, cache, batch.filter(isVersioned))
      const applied = applyVacancies(running, source, placed)
      const unread = batch.filter((one) => one.record === null).flatMap(namedKey)
      const results = resultsOf(batch, applied, vacanciesByKey(running, organisationId, unread))
      return { applied, results }
    },
  }
}

function isVersioned(one: Taken): one is Taken & VersionedRecord {
  return one.record !== null
}

function resultOf(one: Taken, applied: AppliedRecord | undefined, namedId: string | null): RecordResult {
  const { row, raw, problems } = one
  if (applied === undefined) {
    const unnamed = namedKey(one).length === 0
    return { row, raw, problems, outcome: 'QUARANTINED', vacancyId: namedId, unnamed }
  }
  const { outcome, vacancyId, estateSucceeded } = applied
  if (outcome === 'UNPLACEABLE') {
    const told = [...problems, TENANCY_NUMBER_OF_TWO]
    return { row, raw, problems: told, outcome: 'QUARANTINED', vacancyId, unnamed: true }
  }
  return {
    row,
    raw,
    outcome,
    vacancyId,
    problems: estateSucceeded ? [...problems, ESTATE_SUCCEEDED] : problems,
  }
}

/** The key of a record that could not be read further, if it names one vacancy. */
function namedKey({ row, key, problems }: Taken) {
  const { estateNumber, tenancyNumber, sourceId } = key
  if (estateNumber === null || tenancyNumber === null) return []
  // Which of the dwelling's vacancies it means, nobody can tell.
  if (problems.some(({ code }) => code === 'SOURCE_ID_MALFORMED')) return []
  return [{ row, estateNumber, tenancyNumber, sourceId }]
}

const TENANCY_NUMBER_OF_TWO: Problem = {
  severity: 'ERROR',
  path: 'tenancyNumber',
  code: 'TENANCY_NUMBER_OF_TWO_ESTATES',
  text: {
    da: 'Afdelingen er lagt sammen med en anden, som har et lejemål med samme nummer. Brug den nye afdelings numre.',
    en: 'The estate has been merged into another, which has a tenancy with this number. Use the new estate’s numbers.',
  },
}

const ESTATE_SUCCEEDED: Problem = {
  severity: 'INFO',
  path: 'estateNumber',
  code: 'ESTATE_SUCCEEDED',
  text: {
    da: 'Afdelingen er lagt sammen med en anden. Posten er ført på den nye afdeling; brug dens nummer fremover.',
    en: 'The estate has been merged into another. The record was filed there; use its number from now on.',
  },
}
