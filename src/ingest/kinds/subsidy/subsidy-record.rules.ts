import type { Instant } from '../../../kernel/clock.ts'
import { holdsCpr } from '../../../kernel/cpr.ts'
import type { Oere } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/period.ts'
import type {
  ConditionKind,
  StatedContent,
  StatementKind,
  SubsidyRecord,
  TargetGroupBasis,
} from '../../../subsidies/index.ts'
import type { Problem } from '../../feed-format.ts'
import { errorAt, missingAt } from '../../feed-problem.ts'
import { KEY_PART, keyPart, name, sequence, sourceId, TENANCY_NUMBER } from '../../vacancy-value.rules.ts'

/** A part of a grant or a payment as read, before the rules: anything may be absent. */
export interface SubsidyFields {
  readonly kind: StatementKind | null
  readonly municipalityCode: string | null
  readonly programme: string | null
  readonly reference: string | null
  readonly sourceSequence: bigint | null
  readonly sourceTime: Instant | null
  readonly source: string | null
  readonly dwellingsMax: number | null
  readonly amountMax: Oere | null
  readonly windowFrom: LocalDate | null
  readonly windowUntil: LocalDate | null
  readonly lapsesOn: LocalDate | null
  readonly frame: string | null
  readonly condition: ConditionKind | null
  readonly organisationCode: string | null
  readonly estateNumber: string | null
  readonly tenancyNumber: string | null
  readonly committedOn: LocalDate | null
  readonly from: LocalDate | null
  readonly until: LocalDate | null
  readonly granted: Oere | null
  readonly rentBefore: Oere | null
  readonly allocationDecidedOn: LocalDate | null
  readonly targetGroupRecordedOn: LocalDate | null
  readonly targetGroupBasis: readonly TargetGroupBasis[] | null
  readonly commitment: string | null
  readonly monthly: Oere | null
  readonly base: Oere | null
  readonly indexFactor: string | null
  readonly rentAfter: Oere | null
  readonly month: LocalDate | null
  readonly amount: Oere | null
  readonly paidOn: LocalDate | null
}

type FieldName = keyof SubsidyFields

const OF_ALL = ['kind', 'municipalityCode', 'programme', 'reference'] as const
const OF_SOURCE = ['sourceSequence', 'sourceTime'] as const

/** What a record of each kind must say, and what it may. */
export const MEMBERS_OF_KIND: Readonly<
  Record<StatementKind, { readonly required: readonly FieldName[]; readonly optional: readonly FieldName[] }>
> = {
  FRAME: {
    required: [...OF_ALL, 'windowFrom', 'windowUntil', 'lapsesOn', 'source'],
    optional: [...OF_SOURCE, 'dwellingsMax', 'amountMax'],
  },
  COMMITMENT: {
    required: [
      ...OF_ALL,
      ...(['frame', 'organisationCode', 'estateNumber', 'tenancyNumber'] as const),
      ...(['committedOn', 'from', 'granted', 'source'] as const),
    ],
    optional: [
      ...OF_SOURCE,
      ...(['until', 'rentBefore', 'allocationDecidedOn'] as const),
      ...(['targetGroupRecordedOn', 'targetGroupBasis'] as const),
    ],
  },
  CONDITION: {
    required: [...OF_ALL, 'frame', 'condition', 'from', 'source'],
    optional: [...OF_SOURCE, 'organisationCode', 'until'],
  },
  PERIOD: {
    required: [
      ...OF_ALL,
      ...(['commitment', 'from', 'until', 'monthly', 'rentBefore', 'rentAfter', 'source'] as const),
    ],
    optional: [...OF_SOURCE, 'base', 'indexFactor'],
  },
  PAYMENT: { required: [...OF_ALL, 'commitment', 'month', 'amount', 'paidOn'], optional: OF_SOURCE },
}

/** The outcome of the rules: `record` is null exactly when one of the problems is an ERROR. */
export interface ValidatedSubsidy {
  readonly record: SubsidyRecord | null
  readonly problems: Problem[]
}

const SOURCE_CHARACTERS_MAX = 500
const DWELLINGS_MAX = 1_000_000
const AMOUNT_LIMIT_OERE = 10n ** 13n

/**
 * Applies every rule to one stated part of a grant or payment, whatever the way it came in; `found` are the problems met
 * while reading it. Whoever delivers for a municipality states of no other. No problem repeats a value of the record.
 */
export function validateSubsidy(
  fields: SubsidyFields,
  ownMunicipality: string | null,
  found: readonly Problem[],
): ValidatedSubsidy {
  const problems = [...found]
  const { kind } = fields
  if (kind === null) {
    missing('kind', problems)
    return { record: null, problems }
  }
  memberProblems(kind, fields, problems)
  const named = {
    municipalityCode: municipalityOf(fields.municipalityCode, ownMunicipality, problems),
    programme: shaped(fields.programme, 'programme', /^[0-9A-Z][0-9A-Z_-]{0,39}$/, problems),
    reference: opaque(fields.reference, 'reference', problems),
    sourceSequence: sequence(fields.sourceSequence, 'sourceSequence', problems),
    sourceTime: fields.sourceTime,
  }
  const stated = STATED[kind](fields, problems)
  for (const path of MEMBERS_OF_KIND[kind].required) if (isAbsent(fields[path])) missing(path, problems)
  if (problems.some(({ severity }) => severity === 'ERROR')) return { record: null, problems }
  return { record: { kind, ...named, ...stated } as SubsidyRecord, problems }
}

type Read = Pick<SubsidyRecord, 'content'> & {
  readonly from: LocalDate | null
  readonly until: LocalDate | null
}

const STATED: Readonly<Record<StatementKind, (fields: SubsidyFields, problems: Problem[]) => Read>> = {
  FRAME: (fields, problems) => {
    const { dwellingsMax, windowFrom, windowUntil, lapsesOn } = fields
    if (dwellingsMax !== null && (dwellingsMax < 1 || dwellingsMax > DWELLINGS_MAX))
      problems.push(outOfRange('dwellingsMax'))
    ordered('windowFrom', windowFrom, 'windowUntil', windowUntil, problems)
    ordered('windowFrom', windowFrom, 'lapsesOn', lapsesOn, problems)
    const amountMax = amountText(fields.amountMax, 'amountMax', 1n, problems)
    const source = sourceOf(fields.source, problems)
    const content = said({ dwellingsMax, amountMax, windowFrom, windowUntil, lapsesOn, source })
    return { from: windowFrom, until: null, content }
  },
  COMMITMENT: (fields, problems) => {
    const { committedOn, from, until, allocationDecidedOn, targetGroupRecordedOn } = fields
    ordered('from', from, 'until', until, problems)
    const numbers = [
      keyPart(fields.organisationCode, KEY_PART, 'organisationCode', problems),
      keyPart(fields.estateNumber, KEY_PART, 'estateNumber', problems),
      keyPart(fields.tenancyNumber, TENANCY_NUMBER, 'tenancyNumber', problems),
    ]
    const content = said({
      frame: opaque(fields.frame, 'frame', problems),
      dwelling: numbers.join('/'),
      ...{ committedOn, from, until, allocationDecidedOn, targetGroupRecordedOn },
      granted: amountText(fields.granted, 'granted', 0n, problems),
      rentBefore: amountText(fields.rentBefore, 'rentBefore', 0n, problems),
      targetGroupBasis: fields.targetGroupBasis === null ? null : [...fields.targetGroupBasis].sort(),
      source: sourceOf(fields.source, problems),
    })
    return { from: committedOn, until: null, content }
  },
  CONDITION: (fields, problems) => {
    const { condition, from, until } = fields
    ordered('from', from, 'until', until, problems)
    const content = said({
      frame: opaque(fields.frame, 'frame', problems),
      ...{ condition, from, until },
      organisation: keyPart(fields.organisationCode, KEY_PART, 'organisationCode', problems),
      source: sourceOf(fields.source, problems),
    })
    return { from, until, content }
  },
  PERIOD: (fields, problems) => {
    const { from, until } = fields
    ordered('from', from, 'until', until, problems)
    const content = said({
      commitment: opaque(fields.commitment, 'commitment', problems),
      ...{ from, until },
      monthly: amountText(fields.monthly, 'monthly', 0n, problems),
      base: amountText(fields.base, 'base', 0n, problems),
      indexFactor: factorText(fields.indexFactor, problems),
      rentBefore: amountText(fields.rentBefore, 'rentBefore', 0n, problems),
      rentAfter: amountText(fields.rentAfter, 'rentAfter', 0n, problems),
      source: sourceOf(fields.source, problems),
    })
    return { from, until, content }
  },
  PAYMENT: (fields, problems) => {
    const { month, paidOn } = fields
    if (month !== null && !month.endsWith('-01')) problems.push(monthNotFirstDay)
    if (fields.amount === 0n) problems.push(amountZero)
    const content = said({
      commitment: opaque(fields.commitment, 'commitment', problems),
      ...{ month, paidOn },
      amount: amountText(fields.amount, 'amount', -AMOUNT_LIMIT_OERE, problems),
    })
    return { from: month, until: month === null ? null : firstOfNextMonth(month), content }
  },
}

/** Only what is stated. */
function said(content: StatedContent): StatedContent {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null))
}

function firstOfNextMonth(month: LocalDate): LocalDate {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const [nextYear, next] = number === 12 ? [year + 1, 1] : [year, number + 1]
  return `${String(nextYear).padStart(4, '0')}-${String(next).padStart(2, '0')}-01` as LocalDate
}

function isAbsent(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '')
}

function missing(path: string, problems: Problem[]): void {
  if (!problems.some((one) => one.severity === 'ERROR' && one.path === path)) problems.push(missingAt(path))
}

function memberProblems(kind: StatementKind, fields: SubsidyFields, problems: Problem[]): void {
  const { required, optional } = MEMBERS_OF_KIND[kind]
  const known: ReadonlySet<string> = new Set([...required, ...optional])
  for (const [path, value] of Object.entries(fields)) {
    if (value === null || known.has(path)) continue
    problems.push(
      errorAt(
        path,
        'MEMBER_NOT_FOR_KIND',
        `»${path}« hører ikke til poster af denne slags. Fjern det, eller ret »kind«.`,
        `"${path}" does not belong to records of this kind. Remove it or correct "kind".`,
      ),
    )
  }
}

function municipalityOf(code: string | null, own: string | null, problems: Problem[]): string | null {
  const given = shaped(code, 'municipalityCode', /^\d{4}$/, problems)
  if (given === null || own === null || given === own) return given
  problems.push(
    errorAt(
      'municipalityCode',
      'MUNICIPALITY_NOT_OWN',
      'Posten handler om en anden kommune end den, der leverer. Ret kommunekoden.',
      'The record is about another municipality than the one that delivers. Correct the code.',
    ),
  )
  return null
}

function shaped(text: string | null, path: string, shape: RegExp, problems: Problem[]): string | null {
  const given = text?.trim() ?? ''
  if (given === '') return null
  if (shape.test(given)) return given
  problems.push(
    errorAt(
      path,
      'CODE_MALFORMED',
      `Koden i »${path}« har en forkert form. Ret den efter skemaet subsidy.v1.`,
      `The code in "${path}" is malformed. Correct it by the schema subsidy.v1.`,
    ),
  )
  return null
}

function opaque(text: string | null, path: string, problems: Problem[]): string | null {
  const id = sourceId(text, path, problems)
  if (id !== null && holdsCpr(id)) problems.push(cprAt(path))
  return id
}

function sourceOf(text: string | null, problems: Problem[]): string | null {
  const source = name(text, SOURCE_CHARACTERS_MAX, 'source', problems)
  if (source !== null && holdsCpr(source)) problems.push(cprAt('source'))
  return source
}

function cprAt(path: string): Problem {
  return errorAt(
    path,
    'TEXT_HOLDS_CPR',
    `»${path}« har noget, der ligner et CPR-nummer. Fjern det; poster om tilskud nævner ingen personer.`,
    `"${path}" holds what looks like a CPR number. Remove it; records on subsidies name no persons.`,
  )
}

/** The amount in øre as a text; one below `least` or without measure is an ERROR. */
function amountText(oere: Oere | null, path: string, least: Oere, problems: Problem[]): string | null {
  if (oere === null) return null
  if (oere < least || oere > AMOUNT_LIMIT_OERE) problems.push(outOfRange(path))
  return `${oere}`
}

/** The factor without zeros at its end, as the books have it; one that is none is an ERROR. */
function factorText(text: string | null, problems: Problem[]): string | null {
  const given = text?.trim() ?? ''
  if (given === '') return null
  if (/^\d{1,3}(\.\d{1,6})?$/.test(given) && Number(given) > 0) return String(Number(given))
  problems.push(
    errorAt(
      'indexFactor',
      'INDEX_FACTOR_MALFORMED',
      'Faktoren skal være et tal over nul med højst seks decimaler efter et punktum, f.eks. 1.131.',
      'The factor must be a number above zero with at most six decimals after a point, such as 1.131.',
    ),
  )
  return null
}

function outOfRange(path: string): Problem {
  return errorAt(
    path,
    'VALUE_OUT_OF_RANGE',
    `Værdien i »${path}« er for lille eller for stor. Ret den.`,
    `The value in "${path}" is too small or too large. Correct it.`,
  )
}

function ordered(
  first: string,
  from: LocalDate | null,
  path: string,
  until: LocalDate | null,
  problems: Problem[],
): void {
  if (from === null || until === null || from < until) return
  problems.push(
    errorAt(
      path,
      'DAYS_OUT_OF_ORDER',
      `»${path}« skal ligge efter »${first}«. Ret en af dagene.`,
      `"${path}" must lie after "${first}". Correct one of the days.`,
    ),
  )
}

const monthNotFirstDay = errorAt(
  'month',
  'MONTH_NOT_FIRST_DAY',
  'En måned angives ved sin første dag, f.eks. 2023-05-01.',
  'A month is named by its first day, such as 2023-05-01.',
)

const amountZero = errorAt(
  'amount',
  'PAYMENT_ZERO',
  'Et beløb på nul er ingen betaling. Fjern posten, eller ret beløbet.',
  'An amount of zero is no payment. Remove the record or correct the amount.',
)
