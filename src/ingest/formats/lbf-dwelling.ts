import type { Oere } from '../../kernel/money.ts'
import { type LocalDate, nextDay } from '../../kernel/period.ts'
import type { AcontoRecord } from '../../vacancies/index.ts'
import type { FeedMapping, Problem } from '../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
  numberUnreadable,
  truthUnreadable,
} from '../feed-problem.ts'
import {
  expectationOf,
  type VacancyFields,
  type ValidatedVacancy,
  validateVacancy,
} from '../vacancy-record.rules.ts'
import { acontoKindOf, dwellingTypeOf } from '../vacancy-words.rules.ts'
import { danishDecimal, isoDay, plainKroner } from './source-text.ts'

/** What a `BoligStruktur` says: element name → text, apart for the dwelling, each lease and each expense. */
export interface Dwelling {
  own: Map<string, string>
  leases: Map<string, string>[]
  expenses: Map<string, string>[]
}

const LEASE = 'LejekontraktStruktur'
const EXPENSE = 'BoligudgiftStruktur'

const PATHS = {
  organisationCode: 'BoligorganisationIdentifikator',
  estateNumber: 'AfdelingIdentifikator',
  tenancyNumber: 'BoligUnikIdentifikator',
  buildingSectionNumber: 'ByggeafsnitIdentifikator',
  bbrUnitId: 'BuildingUnitUniversalIdentifier',
  dwellingTypeText: 'BoligTypeKode',
  areaM2: 'BoligStoetteBerettigetArealKvantitet',
  state: `${LEASE}/LejekontraktLedigIndikator`,
  rentOere: `${EXPENSE}/BoligudgiftBeloeb`,
  acontoLines: `${EXPENSE}/BoligudgiftBeloeb`,
  depositOere: 'BoligAktueltIndskudBeloeb',
  availableFrom: `${LEASE}/LejekontraktSlutDato`,
  letFrom: `${LEASE}/LejekontraktStartDato`,
} as const

/**
 * Reads a vacancy out of a dwelling of the register.
 *
 * - The lease with the latest start counts. `LedigIndikator` true is ANNOUNCED; false is no vacancy, so LET.
 * - `AnvistKommunalt…Indikator` says how the *ending* lease came about. It does not put the dwelling at the
 *   municipality's disposal and is not read.
 * - Rent is the sum of the expenses contained in it, the others are prepayments; of each only the one valid latest.
 * - The register's codes are not public: `BoligTypeKode` means what the mapping says, else it stays a text.
 * - The tenancy's number is the register's UUID of the dwelling; the register has no other.
 */
export function dwellingVacancy(
  { own, leases, expenses }: Dwelling,
  mapping: FeedMapping & Required<Pick<FeedMapping, 'leaseEnd'>>,
): { fields: VacancyFields; validated: ValidatedVacancy } {
  const problems: Problem[] = []
  const lease = latest(leases, 'LejekontraktStartDato')
  const ends = value(lease, 'LejekontraktSlutDato', isoDay, dayUnreadable, problems, LEASE)
  const starts = value(lease, 'LejekontraktStartDato', isoDay, dayUnreadable, problems, LEASE)
  const vacant = value(lease, 'LejekontraktLedigIndikator', truth, truthUnreadable, problems, LEASE)
  if (value(own, 'KladdeIndikator', truth, truthUnreadable, problems) === true) problems.push(draft())
  const bound = value(own, 'BoligAktueltIndskudBeloeb', plainKroner, amountUnreadable, problems)
  const deposit = value(own, 'BoligAktueltDepositumBeloeb', plainKroner, amountUnreadable, problems)
  const typeCode = own.get('BoligTypeKode') ?? null
  const fields: VacancyFields = {
    organisationCode: own.get('BoligorganisationIdentifikator'),
    estateNumber: own.get('AfdelingIdentifikator'),
    tenancyNumber: own.get('BoligUnikIdentifikator'),
    buildingSectionNumber: own.get('ByggeafsnitIdentifikator'),
    bbrUnitId: own.get('bbr:BuildingUnitUniversalIdentifier'),
    dwellingType: dwellingTypeOf(typeCode, mapping.dwellingTypes),
    dwellingTypeText: typeCode,
    areaM2:
      value(own, 'BoligStoetteBerettigetArealKvantitet', danishDecimal, numberUnreadable, problems) ??
      value(own, 'BoligArealFoer1998Kvantitet', danishDecimal, numberUnreadable, problems),
    accessible: value(own, 'BoligBevaegelseshaemmetEgnetIndikator', truth, truthUnreadable, problems),
    state: vacant === null ? null : vacant ? 'ANNOUNCED' : 'LET',
    vacantAtLoss: value(lease, 'LejekontraktTomgangsledigIndikator', truth, truthUnreadable, problems, LEASE),
    // A dwelling has one or the other; systems write the one it has not as 0.
    depositOere: bound === null || bound === 0n ? (deposit ?? bound) : bound,
    availableFrom: vacant && ends !== null ? (mapping.leaseEnd === 'LAST_DAY' ? nextDay(ends) : ends) : null,
    letFrom: vacant === false ? starts : null,
    ...expenseAmounts(expenses, problems),
  }
  return { fields, validated: validateVacancy(fields, expectationOf(mapping, PATHS), problems) }
}

function expenseAmounts(
  expenses: readonly Map<string, string>[],
  problems: Problem[],
): { rentOere: Oere | null; acontoLines: AcontoRecord[] } {
  let rentOere: Oere | null = null
  const acontoLines: AcontoRecord[] = []
  for (const expense of validLatest(expenses, problems)) {
    const amount = value(expense, 'BoligudgiftBeloeb', plainKroner, amountUnreadable, problems, EXPENSE)
    const inRent = value(
      expense,
      'BoligudgiftIndeholdtIHuslejeIndikator',
      truth,
      truthUnreadable,
      problems,
      EXPENSE,
    )
    if (!expense.has('BoligudgiftBeloeb') || !expense.has('BoligudgiftIndeholdtIHuslejeIndikator')) {
      problems.push(expenseIncomplete())
    } else if (amount !== null && inRent === true) {
      rentOere = (rentOere ?? 0n) + amount
    } else if (amount !== null && inRent === false) {
      const name = expense.get('BoligudgiftBeskrivelseTekst') ?? ''
      acontoLines.push({ kind: acontoKindOf(name), name, amountOere: amount })
    }
  }
  return { rentOere, acontoLines }
}

/** The expenses not ended when the newest one began, and of each kind only the one that began last. */
function validLatest(expenses: readonly Map<string, string>[], problems: Problem[]): Map<string, string>[] {
  const dated = expenses.map((expense) => ({
    expense,
    from: value(expense, 'BoligudgiftStartDato', isoDay, dayUnreadable, problems, EXPENSE) ?? '',
    until: value(expense, 'BoligudgiftSlutDato', isoDay, dayUnreadable, problems, EXPENSE),
  }))
  const newest =
    dated
      .map(({ from }) => from)
      .sort()
      .at(-1) ?? ''
  const byKind = new Map<string, (typeof dated)[number]>()
  for (const entry of dated) {
    if (entry.until !== null && entry.until < newest) continue
    const kind = KIND_OF_EXPENSE.map((element) => entry.expense.get(element)).join('\n')
    const other = byKind.get(kind)
    if (other === undefined || other.from <= entry.from) byKind.set(kind, entry)
  }
  return [...byKind.values()].map(({ expense }) => expense)
}

const KIND_OF_EXPENSE = [
  'BoligudgiftIndeholdtIHuslejeIndikator',
  'BoligudgiftstypeKode',
  'BoligudgiftModtagerTypeKode',
  'BoligudgiftBeskrivelseTekst',
]

function latest(structures: readonly Map<string, string>[], startElement: string): Map<string, string> {
  return structures.reduce(
    (last, next) => ((next.get(startElement) ?? '') >= (last.get(startElement) ?? '') ? next : last),
    new Map<string, string>(),
  )
}

function value<Value extends Oere | LocalDate | boolean | string>(
  structure: Map<string, string>,
  element: string,
  reader: (text: string) => Value | null,
  unreadable: (path: string) => Problem,
  problems: Problem[],
  parent?: string,
): Value | null {
  const text = structure.get(element)
  if (text === undefined) return null
  const read = reader(text)
  if (read === null) problems.push(unreadable(parent === undefined ? element : `${parent}/${element}`))
  return read
}

function truth(text: string): boolean | null {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : null
}

function draft(): Problem {
  return errorAt(
    'KladdeIndikator',
    'RECORD_IS_DRAFT',
    'Boligen er markeret som kladde. Godkend den i registret, før den sendes.',
    'The dwelling is marked as a draft. Approve it in the register before it is sent.',
  )
}

function expenseIncomplete(): Problem {
  return errorAt(
    EXPENSE,
    'EXPENSE_INCOMPLETE',
    'En boligudgift mangler beløb eller IndeholdtIHuslejeIndikator. Udfyld begge i registret.',
    'An expense has no amount or no IndeholdtIHuslejeIndikator. Fill in both in the register.',
  )
}
