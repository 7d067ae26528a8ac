import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { FeedFormat, FeedMapping, ReadRecord } from '../feed-format.ts'
import { errorAt, fileUnreadable } from '../feed-problem.ts'
import { type Dwelling, dwellingVacancy } from './lbf-dwelling.ts'
import { decodedText, markedEncoding, rawText, readKey, unreadRecord } from './source-text.ts'

/**
 * Landsbyggefonden's `BoligListe` (namespace urn:oio:lbf:1.0.0): one record per `BoligStruktur`, read as a stream.
 * A document type, entities of its own, elements nested deeper than 20 and records above 1 MB are refused.
 * `leaseEnd` of the mapping is obligatory, because no public source says whether `LejekontraktSlutDato` is the last
 * day of the lease or the first free one.
 *
 * What names the tenant is never read, and `raw` shows `…` in its place.
 */
export const lbfXml: FeedFormat = {
  code: 'LBF_XML',
  contentTypes: ['application/xml', 'text/xml'],
  read: readLbfXml,
}

const LBF = 'urn:oio:lbf:1.0.0'
const BBR = 'urn:oio:bbr:1.0.0'
const DEPTH_LIMIT = 20
const RECORD_LIMIT_CHARACTERS = 1_000_000
/** Where the XML declaration, which names the encoding, has ended. */
const DECLARATION_BYTES = 256

async function* readLbfXml(
  source: AsyncIterable<Uint8Array>,
  mapping: FeedMapping,
): AsyncGenerator<ReadRecord> {
  const { leaseEnd } = mapping
  if (leaseEnd === undefined) {
    yield unreadRecord(1, '', leaseEndUnsettled())
    return
  }
  const reader = dwellingReader()
  const settled = { ...mapping, leaseEnd }
  for await (const text of decodedText(source, declaredEncoding, DECLARATION_BYTES)) {
    for (const found of reader.write(text)) yield vacancyOf(found, settled)
    if (reader.failed()) break
  }
  for (const found of reader.end()) yield vacancyOf(found, settled)
}

interface Found {
  row: number
  raw: string
  content: Dwelling | { fault: ReturnType<typeof errorAt> }
}

function vacancyOf(
  { row, raw, content }: Found,
  mapping: FeedMapping & Required<Pick<FeedMapping, 'leaseEnd'>>,
): ReadRecord {
  if ('fault' in content) return unreadRecord(row, raw, content.fault)
  const { fields, validated } = dwellingVacancy(content, mapping)
  return { row, raw: rawText(raw), key: readKey(fields, validated.record), ...validated }
}

/** Collects what is said of each dwelling, with the record's own text. */
function dwellingReader() {
  const parser = new SaxesParser({ xmlns: true, position: true })
  let found: Found[] = []
  let row = 0
  let depth = 0
  let failed = false
  // The text not yet given up, from the document's character `textStart` on.
  let text = ''
  let textStart = 0
  let recordStart: number | null = null
  let lastEvent = 0
  let dwelling: Dwelling | null = null
  let group: Map<string, string> = new Map()
  let groupDepth = 0
  let content = ''
  /** Depth of the outermost element that names the tenant. */
  let tenantDepth: number | null = null
  let tenantStart = 0
  let hidden: [number, number][] = []

  const fail = (da: string, en: string): void => {
    if (failed) return
    failed = true
    const place = `linje/line ${parser.line}`
    found.push({
      row: row + (recordStart === null ? 1 : 0),
      raw: '',
      content: {
        fault: fileUnreadable(place, `${da} (linje ${parser.line}).`, `${en} (line ${parser.line}).`),
      },
    })
  }
  /** The record's text up to `end`, without the tenant. */
  const recordText = (start: number, end: number): string => {
    let shown = ''
    let from = start
    for (const [hideFrom, hideTo] of hidden) {
      shown += `${text.slice(from - textStart, hideFrom - textStart)}…`
      from = hideTo
    }
    return shown + text.slice(from - textStart, end - textStart)
  }
  const open = (tag: SaxesTagNS): void => {
    lastEvent = parser.position
    depth++
    content = ''
    if (depth > DEPTH_LIMIT)
      fail('elementerne ligger for dybt i hinanden', 'the elements are nested too deep')
    if (depth === 1 && (tag.uri !== LBF || tag.local !== 'BoligListe')) {
      fail(`roden er ikke BoligListe i ${LBF}`, `the root is not BoligListe in ${LBF}`)
    }
    if (failed) return
    if (depth === 2 && tag.local === 'BoligStruktur') {
      row++
      recordStart = textStart + text.lastIndexOf('<', parser.position - textStart - 1)
      hidden = []
      dwelling = tag.uri === LBF ? { own: new Map(), leases: [], expenses: [] } : null
      group = dwelling?.own ?? new Map()
      groupDepth = 2
    }
    if (recordStart === null || tenantDepth !== null) return
    if (NAMES_TENANT.test(tag.local)) {
      tenantDepth = depth
      tenantStart = parser.position
    } else if (dwelling !== null && tag.uri === LBF && GROUPS.has(tag.local)) {
      group = new Map()
      groupDepth = depth
      ;(tag.local === 'LejekontraktStruktur' ? dwelling.leases : dwelling.expenses).push(group)
    }
  }
  const close = (tag: SaxesTagNS): void => {
    if (failed) return
    const end = parser.position
    lastEvent = end
    if (tenantDepth === depth) {
      tenantDepth = null
      const closing = textStart + text.lastIndexOf('<', end - textStart - 1)
      if (!tag.isSelfClosing && closing > tenantStart) hidden.push([tenantStart, closing])
    } else if (dwelling !== null && tenantDepth === null) {
      const key = tag.uri === LBF ? tag.local : tag.uri === BBR ? `bbr:${tag.local}` : null
      // The first one counts: the parts of a dwelling repeat its identification inside themselves.
      if (key !== null && content.trim() !== '' && !group.has(key)) group.set(key, content.trim())
      if (depth === groupDepth && depth > 2) {
        group = dwelling.own
        groupDepth = 2
      }
    }
    if (depth === 2 && recordStart !== null) {
      found.push({
        row,
        raw: recordText(recordStart, end),
        content: dwelling ?? { fault: namespaceUnknown() },
      })
      recordStart = null
      dwelling = null
    }
    content = ''
    depth--
  }
  parser.on('opentag', open)
  parser.on('closetag', close)
  parser.on('text', (characters) => {
    content += characters
  })
  parser.on('cdata', (characters) => {
    content += characters
  })
  parser.on('doctype', () =>
    fail('en dokumenttype (DOCTYPE) er ikke tilladt', 'a document type (DOCTYPE) is not allowed'),
  )
  parser.on('error', () =>
    fail(
      'XML-koden er ikke korrekt eller slutter for tidligt',
      'the XML is not well-formed or ends too early',
    ),
  )

  const taken = (): Found[] => {
    const dwellings = found
    found = []
    return dwellings
  }
  return {
    failed: () => failed,
    write(more: string): Found[] {
      text += more
      parser.write(more)
      if (
        parser.position - lastEvent > RECORD_LIMIT_CHARACTERS ||
        (recordStart !== null && parser.position - recordStart > RECORD_LIMIT_CHARACTERS)
      ) {
        fail('en post er over 1 MB', 'a record is larger than 1 MB')
      }
      // A tag may have begun in the text before.
      const kept = recordStart ?? lastEvent
      text = text.slice(kept - textStart)
      textStart = kept
      return taken()
    },
    end(): Found[] {
      if (!failed) parser.close()
      return taken()
    },
  }
}

const GROUPS: ReadonlySet<string> = new Set(['LejekontraktStruktur', 'BoligudgiftStruktur'])
const NAMES_TENANT = /LejerNavn|^Lejer(?:Struktur|Identifikation|Person)/

function declaredEncoding(beginning: Buffer): string {
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(beginning.toString('latin1'))?.[1]
  const single = declared !== undefined && /^(?:iso-?8859-1|latin-?1|windows-1252|cp-?1252)$/i.test(declared)
  return markedEncoding(beginning) ?? (single ? 'windows-1252' : 'utf8')
}

function leaseEndUnsettled() {
  return errorAt(
    'leaseEnd',
    'LEASE_END_UNSETTLED',
    'Det er ikke fastlagt, hvad LejekontraktSlutDato betyder for denne kilde. Angiv leaseEnd (LAST_DAY eller FIRST_FREE_DAY) i opsætningen af kilden.',
    'It is not settled what LejekontraktSlutDato means to this source. Set leaseEnd (LAST_DAY or FIRST_FREE_DAY) in the settings of the source.',
  )
}

function namespaceUnknown() {
  return errorAt(
    'BoligStruktur',
    'NAMESPACE_UNKNOWN',
    `BoligStruktur ligger ikke i navnerummet ${LBF}. Ret navnerummet.`,
    `BoligStruktur is not in the namespace ${LBF}. Correct the namespace.`,
  )
}
