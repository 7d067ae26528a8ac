import type { AcontoKind } from '../../vacancies/index.ts'
import type { FeedMapping, Problem } from '../feed-format.ts'
import { errorAt } from '../feed-problem.ts'
import type { VacancyFields } from '../vacancy-record.rules.ts'
import { acontoKindOf } from '../vacancy-words.rules.ts'
import { quotable } from './source-text.ts'

/** Where a spreadsheet has which field. */
export interface CsvColumns {
  /** How many cells a line has. */
  count: number
  indexes: Partial<Record<keyof VacancyFields, number>>
  /** Field → the header as written. */
  paths: Partial<Record<keyof VacancyFields, string>>
  acontos: { index: number; name: string; kind: AcontoKind | null }[]
  /** Columns that name people. */
  personal: number[]
  /** What makes the file unreadable as a whole; empty when all obligatory columns are there, once each. */
  problems: Problem[]
}

type Field = Exclude<keyof VacancyFields, 'acontoLines' | 'dwellingType'>

/** The headers that are understood; the first one is the one we name. */
const HEADERS: Record<Field, readonly string[]> = {
  organisationCode: ['Selskab', 'Boligorganisation', 'Selskabsnr.', 'Organisation'],
  estateNumber: ['Afdeling', 'Afdelingsnr.', 'Afdelingsnummer'],
  tenancyNumber: ['Lejemål', 'Lejemålsnr.', 'Lejemålsnummer'],
  sourceId: ['Kilde-id', 'Ledigheds-id'],
  sourceSequence: ['Løbenr.', 'Løbenummer'],
  sourceTime: ['Ændret', 'Sidst ændret'],
  buildingSectionNumber: ['Byggeafsnit', 'Byggeafsnitsnr.'],
  bbrUnitId: ['BBR-id', 'BBR enheds-id', 'Enheds-id'],
  darAddressId: ['DAR-id', 'Adresse-id', 'DAR adresse-id'],
  street: ['Adresse', 'Vej', 'Vejnavn og husnr.'],
  floorDoor: ['Etage/dør', 'Etage'],
  postalCode: ['Postnr', 'Postnr.', 'Postnummer'],
  city: ['By', 'Postdistrikt'],
  dwellingTypeText: ['Boligtype'],
  rooms: ['Rum', 'Værelser', 'Antal rum'],
  areaM2: ['Areal (m²)', 'Areal (m2)', 'Areal', 'Areal m²', 'Areal m2', 'm²', 'm2'],
  accessible: ['Handicapegnet', 'Tilgængelig', 'Bevægelseshæmmet egnet'],
  state: ['Status', 'State'],
  vacantAtLoss: ['Tomgangsledig'],
  rentOere: ['Husleje ekskl. forbrug', 'Husleje excl. forbrug', 'Husleje', 'Nettohusleje'],
  rentTotalOere: ['Husleje inkl. forbrug', 'Husleje incl. forbrug', 'Husleje i alt', 'Bruttohusleje'],
  depositOere: ['Indskud', 'Depositum', 'Indskud/depositum'],
  firstPaymentOere: ['Første betaling', 'Første indbetaling'],
  availableFrom: ['Ledig pr.', 'Ledig fra'],
  atDisposalFrom: ['Til rådighed for kommunen', 'Til rådighed', 'Til rådighed fra'],
  letFrom: ['Udlejet pr.', 'Udlejet fra'],
}

const OBLIGATORY: readonly Field[] = ['organisationCode', 'estateNumber', 'tenancyNumber', 'rentOere']

const ACONTO = /^[aá]conto\S/
const PERSONAL =
  /^(?:lejer|beboer|ansøger|navn|fornavn|efternavn|cpr|telefon|tlf|mobil|e-?mail|kontaktperson)/

/** Finds the columns by their headers, whatever their case and spaces; the mapping's own headers go first. */
export function csvColumns(headers: readonly string[], mapping: FeedMapping): CsvColumns {
  const columns: CsvColumns = {
    count: headers.length,
    indexes: {},
    paths: {},
    acontos: [],
    personal: [],
    problems: [],
  }
  const places = new Map<string, number[]>()
  for (const [index, header] of headers.entries()) {
    const word = headerWord(header)
    places.set(word, [...(places.get(word) ?? []), index])
  }
  const read = new Set<number>()
  for (const field of Object.keys(HEADERS) as Field[]) {
    const own =
      mapping.columns !== undefined && Object.hasOwn(mapping.columns, field)
        ? mapping.columns[field]
        : undefined
    const accepted = own === undefined ? HEADERS[field] : [own]
    const found = accepted.flatMap((header) => places.get(headerWord(header)) ?? [])
    const [index, second] = found
    if (index === undefined) continue
    if (second !== undefined)
      columns.problems.push(columnTwice(field, headers[index] ?? '', headers[second] ?? ''))
    columns.indexes[field] = index
    columns.paths[field] = quotable(headers[index] ?? '')
    read.add(index)
  }
  for (const [index, header] of headers.entries()) {
    if (read.has(index)) continue
    const word = headerWord(header)
    const name = quotable(header)
    if (ACONTO.test(word)) columns.acontos.push({ index, name, kind: acontoKindOf(name) })
    else if (PERSONAL.test(word)) columns.personal.push(index)
  }
  for (const field of OBLIGATORY) {
    if (columns.indexes[field] !== undefined) continue
    const wanted = mapping.columns?.[field] ?? HEADERS[field][0] ?? field
    // A first line without a single known header is no header but perhaps somebody's record: it is not repeated.
    columns.problems.push(columnMissing(wanted, read.size === 0 ? [] : headers))
  }
  return columns
}

function headerWord(header: string): string {
  return header
    .slice(0, 200)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cf}]+/gu, '')
}

function columnTwice(field: Field, first: string, second: string): Problem {
  const [one, two] = [quotable(first), quotable(second)]
  return errorAt(
    one,
    'COLUMN_TWICE',
    `Både »${one}« og »${two}« kan være ${HEADERS[field][0]}. Fjern den ene, eller angiv kolonnen i opsætningen af kilden.`,
    `Both "${one}" and "${two}" can be ${HEADERS[field][0]}. Remove one, or name the column in the settings of the source.`,
  )
}

function columnMissing(wanted: string, headers: readonly string[]): Problem {
  const found = headers.slice(0, 40).map(quotable).join(' | ')
  return errorAt(
    quotable(wanted),
    'COLUMN_MISSING',
    `Kolonnen »${wanted}« mangler. ${found === '' ? 'Første linje har ingen kendte overskrifter.' : `Fundet: ${found}.`} Tilføj den, eller angiv kildens egne overskrifter i opsætningen.`,
    `The column "${wanted}" is missing. ${found === '' ? 'The first line has no known header.' : `Found: ${found}.`} Add it, or name the source's own headers in its settings.`,
  )
}
