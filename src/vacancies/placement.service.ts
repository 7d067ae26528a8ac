import type { Change } from '../platform/change.ts'
import {
  type DwellingPlace,
  dwellingsAt,
  ensureBuildingSections,
  ensureEstates,
  formerDwellings,
  isNewer,
  type KnownEstate,
  microsecondsOf,
  type SourceVersion,
} from '../registry/index.ts'
import type { VacancyRecord } from './vacancy.record.ts'

/** Where a batch of records comes from. */
export interface VacancySource {
  readonly organisationId: string
  readonly feedId: string
  readonly deliveryId: string
  readonly mode: 'DELTA' | 'SNAPSHOT'
  /** The moment the delivery speaks of, in the source's time; stands in where a record has no time of its own. */
  readonly sourceTime: string
  readonly municipalityOf: (estateNumber: string) => string
}

export interface VersionedRecord {
  readonly row: number
  readonly record: VacancyRecord
  /** From `versionOf`. */
  readonly version: SourceVersion
}

/** Keeps what one delivery has looked up of the registry, so that each batch asks only for what is new. */
export interface RegistryCache {
  readonly estates: Map<string, KnownEstate>
  readonly sections: Map<string, string>
  readonly former: Map<string, DwellingPlace>
}

/** An empty cache for one delivery. */
export function registryCache(): RegistryCache {
  return { estates: new Map(), sections: new Map(), former: new Map() }
}

/** A record with the dwelling that it is about. */
export interface Placed extends VersionedRecord {
  readonly place: DwellingPlace
  /** The place as one text. */
  readonly dwelling: string
  /** Where the source files it, when that estate is no more. */
  readonly former: DwellingPlace | null
  readonly succeeded: boolean
  readonly municipalityCode: string
  readonly buildingSectionId: string | null
  readonly version: SourceVersion
  /** Source time at which this record shows that its source holds the vacancy. */
  readonly seenAt: string
}

/** The records of one vacancy. */
export interface Contenders {
  newest: Placed
  /** The latest moment at which the source held it. */
  seenAt: string
  readonly records: Placed[]
}

/** A batch of records that can be applied. */
export interface PlacedRecords {
  /** Each vacancy once. */
  readonly vacancies: readonly Contenders[]
  /** For each dwelling the vacancy whose newest record is the dwelling's newest. */
  readonly leads: ReadonlyMap<string, Contenders>
  /** Former numbers that nobody had heard of before. */
  readonly heardOf: readonly { readonly former: DwellingPlace; readonly place: DwellingPlace }[]
  /** Rows that could mean two dwellings. */
  readonly unplaceable: readonly number[]
}

/** Finds or enters the estates and sections that records name, for `placeRecords`. */
export async function lookUpRegistry(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<void> {
  await lookUpEstates(change, source, cache, records)
  await lookUpSections(change, source, cache, records)
}

/**
 * Settles which dwelling and vacancy each record is about. The caller holds `lockOrganisation`, has looked the records
 * up in the registry, and has sent the batch before to the database.
 */
export async function placeRecords(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<PlacedRecords> {
  const all = records.map((one) => placeRecord(one, source, cache))
  const unplaceable = await unplaceableRows(change, all)
  const placed = unplaceable.size === 0 ? all : all.filter((one) => !unplaceable.has(one.row))
  const vacancies = contendersOf(placed)
  const leads = new Map<string, Contenders>()
  for (const vacancy of vacancies) {
    const { dwelling, version } = vacancy.newest
    const lead = leads.get(dwelling)
    if (lead === undefined || isNewer(version, lead.newest.version)) leads.set(dwelling, vacancy)
  }
  const heardOf = [...leads.values()].flatMap(({ newest: { former, place } }) =>
    former === null ? [] : [{ former, place }],
  )
  for (const { former, place } of heardOf) cache.former.set(placeKey(former), place)
  return { vacancies, leads, heardOf, unplaceable: [...unplaceable] }
}

function contendersOf(records: readonly Placed[]): Contenders[] {
  const groups = new Map<string, Contenders>()
  for (const record of records) {
    const key = `${record.dwelling}/${record.record.sourceId ?? ''}`
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { newest: record, seenAt: record.seenAt, records: [record] })
      continue
    }
    group.records.push(record)
    if (isNewer(record.version, group.newest.version)) group.newest = record
    if (microsecondsOf(record.seenAt) > microsecondsOf(group.seenAt)) group.seenAt = record.seenAt
  }
  return [...groups.values()]
}

async function lookUpEstates(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<void> {
  const unknown = new Map<string, string>()
  for (const { record } of records) {
    if (!cache.estates.has(record.estateNumber)) {
      unknown.set(record.estateNumber, source.municipalityOf(record.estateNumber))
    }
  }
  if (unknown.size === 0) return
  const estates = await ensureEstates(change, source.organisationId, unknown)
  for (const estate of estates) cache.estates.set(estate.number, estate)
  const ended = estates.filter((estate) => estate.successorId !== null).map((estate) => estate.id)
  if (ended.length === 0) return
  for (const [key, dwelling] of await formerDwellings(change, ended)) cache.former.set(key, dwelling)
}

async function lookUpSections(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<void> {
  const unknown = new Map<string, { estateId: string; municipalityCode: string; number: string }>()
  for (const { record } of records) {
    const number = record.buildingSectionNumber
    const estate = cache.estates.get(record.estateNumber)
    if (number === null || estate === undefined || estate.successorId !== null) continue
    const key = `${estate.id}/${number}`
    if (cache.sections.has(key)) continue
    unknown.set(key, { estateId: estate.id, municipalityCode: estate.municipalityCode, number })
  }
  if (unknown.size === 0) return
  const sections = await ensureBuildingSections(change, source.organisationId, [...unknown.values()])
  for (const [key, id] of sections) cache.sections.set(key, id)
}

function placeKey({ estateId, tenancyNumber }: DwellingPlace): string {
  return `${estateId}/${tenancyNumber}`
}

function placeRecord(
  { row, record, version }: VersionedRecord,
  source: VacancySource,
  cache: RegistryCache,
): Placed {
  const estate = cache.estates.get(record.estateNumber)
  if (estate === undefined) throw new Error(`The estate of row ${row} was not entered`)
  const { tenancyNumber, buildingSectionNumber } = record
  const given = { estateId: estate.id, tenancyNumber }
  const known = estate.successorId === null ? given : cache.former.get(placeKey(given))
  const place = known ?? { estateId: estate.successorId ?? estate.id, tenancyNumber }
  const section =
    buildingSectionNumber === null ? undefined : cache.sections.get(`${estate.id}/${buildingSectionNumber}`)
  return {
    row,
    record,
    place,
    dwelling: placeKey(place),
    former: known === undefined ? given : null,
    succeeded: estate.successorId !== null,
    municipalityCode: estate.municipalityCode,
    buildingSectionId: section ?? null,
    version,
    seenAt: source.mode === 'SNAPSHOT' ? source.sourceTime : version.time,
  }
}

/**
 * Rows that name, in an estate that is no more, a dwelling nobody had heard of, where the successor has one with that
 * number, or where another estate that is no more names one too: whether they are one dwelling, nobody can tell.
 */
async function unplaceableRows(change: Change, placed: readonly Placed[]): Promise<ReadonlySet<number>> {
  const unheard = placed.filter((one) => one.former !== null)
  if (unheard.length === 0) return new Set()
  const taken = await dwellingsAt(
    change,
    unheard.map((one) => one.place),
  )
  const meant = new Set(placed.filter((one) => one.former === null).map((one) => one.dwelling))
  const named = new Map<string, Set<string>>()
  for (const { dwelling, former } of unheard) {
    if (former !== null) named.set(dwelling, (named.get(dwelling) ?? new Set()).add(placeKey(former)))
  }
  const unclear = (dwelling: string) =>
    taken.has(dwelling) || meant.has(dwelling) || (named.get(dwelling)?.size ?? 0) > 1
  return new Set(unheard.filter(({ dwelling }) => unclear(dwelling)).map(({ row }) => row))
}
