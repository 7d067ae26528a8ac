import type { Text } from '../kernel/errors.ts'
import type { DwellingType } from '../registry/index.ts'
import type { VacancyRecord } from '../vacancies/index.ts'

/** Something the reader noticed. An ERROR puts the record in quarantine; an INFO never stops it. */
export interface Problem {
  severity: 'ERROR' | 'INFO'
  /** The column's name, or the JSON or XML path inside the record. */
  path: string
  /** Stable name of the violated condition, upper snake case. */
  code: string
  text: Text
}

/** What could be read of a record's key, also when the record itself could not be. */
export interface ReadKey {
  organisationCode: string | null
  estateNumber: string | null
  tenancyNumber: string | null
  sourceId: string | null
}

/** One record of a delivery, good or bad. A file gives exactly as many of these as it has records. */
export interface ReadRecord<Read = VacancyRecord> {
  /** 1-based place in the file: the line number for CSV and NDJSON, the record's number for the others. */
  row: number
  /** The record as received, decoded, at most 64 KB; a longer one is cut and marked. */
  raw: string
  key: ReadKey
  /** Null exactly when one of the problems is an ERROR. */
  record: Read | null
  problems: Problem[]
}

/** What the operator settles per source, because the file does not say it. */
export interface FeedMapping {
  /** The organisation the source may write for; records of any other are refused. */
  organisationCode: string
  /** What the source calls that organisation, where it has a number of its own for it; else the same. */
  sourceOrganisationCode?: string
  municipalityCode: string
  /** For organisations in several municipalities: estate number → municipality code. */
  municipalityByEstate?: Record<string, string>
  /** CSV only: field name of the hub → the source's own column header. */
  columns?: Record<string, string>
  /** The source's word or code for a type of dwelling → the hub's type. */
  dwellingTypes?: Record<string, DwellingType>
  /** LBF XML only, and obligatory there: what `LejekontraktSlutDato` means to the source. */
  leaseEnd?: 'LAST_DAY' | 'FIRST_FREE_DAY'
}

export type FeedFormatCode = 'CSV' | 'INCOM_JSON' | 'LBF_XML' | 'NDJSON'

/** A way to read vacancies out of a delivery. `read` never throws for bad content, it reports it as a record. */
export interface FeedFormat {
  code: FeedFormatCode
  contentTypes: string[]
  read(source: AsyncIterable<Uint8Array>, mapping: FeedMapping): AsyncIterable<ReadRecord>
}
