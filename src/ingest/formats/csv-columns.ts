import type { AcontoKind } from '../../vacancies/index.ts'
import type { FeedMapping } from '../feed-format.ts'
import type { VacancyFields } from '../vacancy-record.rules.ts'
import { acontoKindOf } from '../vacancy-words.rules.ts'
import { quotable } from './source-text.ts'
import { findColumns, headerWord, type TableColumns } from './table-columns.ts'

/** Where a spreadsheet of vacancies has which field. */
export interface CsvColumns extends TableColumns<keyof VacancyFields> {
  acontos: { index: number; name: string; kind: AcontoKind | null }[]
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
/** Finds the columns of vacancies by their headers; the mapping's own headers go first. */
export function csvColumns(headers: readonly string[], mapping: FeedMapping): CsvColumns {
  const columns = findColumns<Field>(headers, HEADERS, OBLIGATORY, mapping.columns)
  const acontos = columns.unread
    .filter(({ header }) => ACONTO.test(headerWord(header)))
    .map(({ index, header }) => {
      const name = quotable(header)
      return { index, name, kind: acontoKindOf(name) }
    })
  return { ...columns, acontos }
}
