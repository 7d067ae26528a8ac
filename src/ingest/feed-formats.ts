import type { FeedFormat, FeedFormatCode } from './feed-format.ts'
import { csv } from './formats/csv.ts'
import { incomJson } from './formats/incom.ts'
import { lbfXml } from './formats/lbf-xml.ts'
import { ndjson } from './formats/ndjson.ts'

/** Every format the hub reads. A new one is a file in `formats/` and a line here. */
export const FEED_FORMATS: Readonly<Record<FeedFormatCode, FeedFormat>> = {
  CSV: csv,
  INCOM_JSON: incomJson,
  LBF_XML: lbfXml,
  NDJSON: ndjson,
}
