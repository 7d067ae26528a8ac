import type { Oere } from '../kernel/money.ts'
import type {
  AcontoRecord,
  Let,
  ReportedState,
  VacancyDescription,
  VacancyRecord,
  VacancyStanding,
} from '../vacancies/index.ts'
import type { FeedMapping, Problem } from './feed-format.ts'
import { errorAt, missingAt, noteAt } from './feed-problem.ts'
import {
  amount,
  area,
  dwellingText,
  KEY_PART,
  keyPart,
  postalCode,
  rooms,
  sequence,
  sourceId,
  TENANCY_NUMBER,
  uuid,
} from './vacancy-value.rules.ts'

/** A vacancy as read, before the rules: anything may be absent, texts are still as the source wrote them. */
export type VacancyFields = { [Field in keyof VacancyRecord]?: VacancyRecord[Field] | null | undefined } & {
  /** What the source says that the tenant pays per month in all. */
  rentTotalOere?: Oere | null | undefined
}

/** Field → what the source calls the place: a column, or a JSON or XML path. */
export type FieldPaths = Readonly<Partial<Record<keyof VacancyFields, string>>>

/** What is known about the source beforehand. Without an organisation code any organisation is accepted. */
export interface Expectation {
  organisationCode?: string | undefined
  /** The source's own number for that organisation. */
  sourceOrganisationCode?: string | undefined
  /** The estates the source is known to have, to recognise a number that lost its leading zeros. */
  estateNumbers?: readonly string[] | undefined
  /** For the problems' `path`; a field that is not in it is called by its own name. */
  paths?: FieldPaths
}

/** What the settings of a source say about its records beforehand. */
export function expectationOf(mapping: FeedMapping, paths: FieldPaths): Expectation {
  return {
    organisationCode: mapping.organisationCode,
    sourceOrganisationCode: mapping.sourceOrganisationCode,
    estateNumbers: mapping.municipalityByEstate && Object.keys(mapping.municipalityByEstate),
    paths,
  }
}

/** The outcome of the rules: `record` is null exactly when one of the problems is an ERROR. */
export interface ValidatedVacancy {
  record: VacancyRecord | null
  problems: Problem[]
}

/** A month's rent or prepayment lies below this many øre. */
const MONTHLY_LIMIT_OERE = 100_000_00n
/** A deposit or first payment lies below this many øre. */
const ONCE_LIMIT_OERE = 1_000_000_00n
/** By how many øre a stated total may differ from its lines. */
const TOTAL_TOLERANCE_OERE = 100n
const ACONTO_LINES_AT_MOST = 20

/**
 * Applies every rule to one reported vacancy, whatever the way it came in.
 * `found` are the problems met while reading it; the result's problems go on from them.
 *
 * A number of rooms, or an area, that no dwelling has is told and left out, because sources write 0 for "unknown";
 * everything else that cannot be true is an ERROR.
 */
export function validateVacancy(
  fields: VacancyFields,
  expectation: Expectation = {},
  found: readonly Problem[] = [],
): ValidatedVacancy {
  const problems = [...found]
  const paths = expectation.paths
  const at = (field: keyof VacancyFields): string => paths?.[field] ?? field
  const missing = (field: keyof VacancyFields): null => {
    const path = at(field)
    // A value that was there and could not be read has been told already.
    if (!problems.some((problem) => problem.severity === 'ERROR' && problem.path === path)) {
      problems.push(missingAt(path))
    }
    return null
  }

  const organisationCode =
    ownOrganisation(
      keyPart(fields.organisationCode, KEY_PART, at('organisationCode'), problems),
      expectation,
      at,
      problems,
    ) ?? (blank(fields.organisationCode) ? missing('organisationCode') : null)
  const estateNumber = keyPart(fields.estateNumber, KEY_PART, at('estateNumber'), problems)
  if (estateNumber === null && blank(fields.estateNumber)) missing('estateNumber')
  if (estateNumber !== null) checkEstate(estateNumber, expectation, at, problems)
  const tenancyNumber = keyPart(fields.tenancyNumber, TENANCY_NUMBER, at('tenancyNumber'), problems)
  if (tenancyNumber === null && blank(fields.tenancyNumber)) missing('tenancyNumber')

  const state = fields.state ?? missing('state')
  const standing = state === null ? null : standingOf(state, fields, at, problems)
  const rentOere =
    amount(fields.rentOere, MONTHLY_LIMIT_OERE, at('rentOere'), problems) ?? missing('rentOere')
  const acontoLines = acontos(fields.acontoLines ?? [], at('acontoLines'), problems)
  if (rentOere !== null && fields.rentTotalOere != null) {
    checkTotal(fields.rentTotalOere, rentOere, acontoLines, at('rentTotalOere'), problems)
  }
  const dwellingTypeText = dwellingText(fields.dwellingTypeText, 100, at('dwellingTypeText'), problems)
  const dwellingType = fields.dwellingType ?? null
  if (dwellingType === null && dwellingTypeText !== null) {
    const path = at('dwellingTypeText')
    problems.push(
      noteAt(
        path,
        'DWELLING_TYPE_UNKNOWN',
        `Boligtypen i »${path}« er ukendt. Den er gemt som tekst; tilføj den i opsætningen af kilden.`,
        `The dwelling type in "${path}" is unknown. It is kept as text; add it to the settings of the source.`,
      ),
    )
  }

  const record = {
    organisationCode,
    estateNumber,
    tenancyNumber,
    sourceId: sourceId(fields.sourceId, at('sourceId'), problems),
    sourceSequence: sequence(fields.sourceSequence, at('sourceSequence'), problems),
    sourceTime: fields.sourceTime ?? null,
    buildingSectionNumber: keyPart(
      fields.buildingSectionNumber,
      KEY_PART,
      at('buildingSectionNumber'),
      problems,
    ),
    bbrUnitId: uuid(fields.bbrUnitId, at('bbrUnitId'), problems),
    darAddressId: uuid(fields.darAddressId, at('darAddressId'), problems),
    street: dwellingText(fields.street, 200, at('street'), problems),
    floorDoor: dwellingText(fields.floorDoor, 50, at('floorDoor'), problems),
    postalCode: postalCode(fields.postalCode, at('postalCode'), problems),
    city: dwellingText(fields.city, 100, at('city'), problems),
    dwellingType,
    dwellingTypeText,
    rooms: rooms(fields.rooms, at('rooms'), problems),
    areaM2: area(fields.areaM2, at('areaM2'), problems),
    accessible: fields.accessible ?? null,
    vacantAtLoss: fields.vacantAtLoss ?? null,
    rentOere,
    acontoLines,
    depositOere: amount(fields.depositOere, ONCE_LIMIT_OERE, at('depositOere'), problems),
    firstPaymentOere: amount(fields.firstPaymentOere, ONCE_LIMIT_OERE, at('firstPaymentOere'), problems),
  }
  const whole = !problems.some(isError) && standing !== null && isWhole(record)
  return { record: whole ? { ...record, ...standing } : null, problems }
}

function isError(problem: Problem): boolean {
  return problem.severity === 'ERROR'
}

type Unfinished = { [Field in keyof VacancyDescription]: VacancyDescription[Field] | null }

// Says to the compiler what the rules have made sure: without an ERROR the obligatory fields are there.
function isWhole(record: Unfinished): record is VacancyDescription {
  return (
    record.organisationCode !== null &&
    record.estateNumber !== null &&
    record.tenancyNumber !== null &&
    record.rentOere !== null
  )
}

function blank(text: string | null | undefined): boolean {
  return text == null || text.trim() === ''
}

function ownOrganisation(
  code: string | null,
  expectation: Expectation,
  at: (field: keyof VacancyFields) => string,
  problems: Problem[],
): string | null {
  const own = expectation.organisationCode
  if (code === null || own === undefined) return code
  const expected = expectation.sourceOrganisationCode ?? own
  if (code === expected) return own
  const path = at('organisationCode')
  problems.push(
    lostZeros(code, expected)
      ? zerosLost(path, expected)
      : errorAt(
          path,
          'ORGANISATION_NOT_OF_SOURCE',
          `»${path}« er ikke den boligorganisation, som kilden er oprettet for. Ret nummeret, eller send posten fra organisationens egen kilde.`,
          `"${path}" is not the organisation the source is set up for. Correct the number, or send the record from that organisation's own source.`,
        ),
  )
  return code
}

function checkEstate(
  estate: string,
  expectation: Expectation,
  at: (field: keyof VacancyFields) => string,
  problems: Problem[],
): void {
  const known = expectation.estateNumbers
  if (known === undefined || known.includes(estate)) return
  const intended = known.find((number) => lostZeros(estate, number))
  if (intended !== undefined) problems.push(zerosLost(at('estateNumber'), intended))
}

function lostZeros(text: string, whole: string): boolean {
  return text.length < whole.length && whole.endsWith(text) && /^0+$/.test(whole.slice(0, -text.length))
}

function zerosLost(path: string, whole: string): Problem {
  return errorAt(
    path,
    'LEADING_ZEROS_LOST',
    `»${path}« har mistet sine foranstillede nuller (der skulle stå ${whole}). Formatér kolonnen som tekst i regnearket, og eksportér igen.`,
    `"${path}" lost its leading zeros (it should read ${whole}). Format the column as text in the spreadsheet and export again.`,
  )
}

function acontos(lines: readonly AcontoRecord[], path: string, problems: Problem[]): AcontoRecord[] {
  if (lines.length > ACONTO_LINES_AT_MOST) {
    problems.push(
      errorAt(
        path,
        'TOO_MANY_ACONTO_LINES',
        `»${path}« har over ${ACONTO_LINES_AT_MOST} a conto-linjer. Saml dem på færre linjer.`,
        `"${path}" has more than ${ACONTO_LINES_AT_MOST} lines. Combine them into fewer.`,
      ),
    )
    return []
  }
  return lines.map((line) => {
    const ownName = dwellingText(line.name, 100, path, problems)
    if (ownName === null && line.name.trim() === '') {
      problems.push(
        errorAt(
          path,
          'ACONTO_NAME_MISSING',
          `En linje i »${path}« har intet navn. Giv den et.`,
          `A line in "${path}" has no name. Give it one.`,
        ),
      )
    }
    if (line.kind === null) {
      problems.push(
        noteAt(
          path,
          'ACONTO_NAME_UNKNOWN',
          `En a conto-linje i »${path}« har et ukendt navn. Den er gemt under sit eget navn.`,
          `A prepayment in "${path}" has an unknown name. It is kept under its own name.`,
        ),
      )
    }
    amount(line.amountOere, MONTHLY_LIMIT_OERE, path, problems)
    return { kind: line.kind, name: ownName ?? '', amountOere: line.amountOere }
  })
}

function checkTotal(
  total: Oere,
  rent: Oere,
  lines: readonly AcontoRecord[],
  path: string,
  problems: Problem[],
): void {
  const difference = lines.reduce((sum, line) => sum + line.amountOere, rent) - total
  if (difference >= -TOTAL_TOLERANCE_OERE && difference <= TOTAL_TOLERANCE_OERE) return
  problems.push(
    noteAt(
      path,
      'RENT_TOTAL_DIFFERS',
      `Beløbet i »${path}« er ikke summen af husleje og a conto-linjer. Kontrollér beløbene i kilden.`,
      `The amount in "${path}" is not the sum of rent and prepayments. Check the amounts at the source.`,
    ),
  )
}

/** Where the vacancy stands, with the days that its state asks for; null when one that must be there is not. */
function standingOf(
  state: ReportedState,
  fields: VacancyFields,
  at: (field: keyof VacancyFields) => string,
  problems: Problem[],
): VacancyStanding | null {
  const availableFrom = fields.availableFrom ?? null
  const atDisposalFrom = fields.atDisposalFrom ?? null
  const letFrom = fields.letFrom ?? null
  checkDays({ availableFrom, atDisposalFrom, letFrom }, at, problems)
  if (state === 'LET') return { state, availableFrom, atDisposalFrom, letFrom }
  if (letFrom !== null) problems.push(letDateWithoutLetting(at('letFrom')))
  if (state !== 'AT_MUNICIPAL_DISPOSAL') return { state, availableFrom, atDisposalFrom, letFrom: null }
  if (atDisposalFrom !== null) return { state, availableFrom, atDisposalFrom, letFrom: null }
  const path = at('atDisposalFrom')
  // A day that was there and could not be read has been told already.
  if (!problems.some((problem) => problem.path === path && isError(problem)))
    problems.push(atDisposalDateMissing(path))
  return null
}

function atDisposalDateMissing(path: string): Problem {
  return errorAt(
    path,
    'AT_DISPOSAL_DATE_MISSING',
    `Boligen er til rådighed for kommunen, men »${path}« mangler. Skriv dagen: kommunens betaling regnes fra den.`,
    `The dwelling is at the municipality's disposal but "${path}" is missing. Write the day: the municipality pays from it.`,
  )
}

function letDateWithoutLetting(path: string): Problem {
  return noteAt(
    path,
    'LET_DATE_WITHOUT_LETTING',
    `»${path}« er udfyldt, men boligen er ikke meldt udlejet. Dagen er ikke gemt.`,
    `"${path}" is filled in but the dwelling is not reported as let. The day was not kept.`,
  )
}

function checkDays(
  { availableFrom, atDisposalFrom, letFrom }: Pick<Let, 'availableFrom' | 'atDisposalFrom' | 'letFrom'>,
  at: (field: keyof VacancyFields) => string,
  problems: Problem[],
): void {
  if (availableFrom != null && atDisposalFrom != null && atDisposalFrom > availableFrom) {
    const path = at('atDisposalFrom')
    problems.push(
      noteAt(
        path,
        'AT_DISPOSAL_AFTER_AVAILABLE',
        `»${path}« ligger efter den dag, boligen er ledig. Kontrollér datoerne.`,
        `"${path}" is later than the day the dwelling is available. Check the dates.`,
      ),
    )
  }
  if (availableFrom != null && letFrom != null && letFrom < availableFrom) {
    const path = at('letFrom')
    problems.push(
      noteAt(
        path,
        'LET_BEFORE_AVAILABLE',
        `»${path}« ligger før den dag, boligen er ledig. Kontrollér datoerne.`,
        `"${path}" is earlier than the day the dwelling is available. Check the dates.`,
      ),
    )
  }
}
