import type { CaseName } from '../../../households/index.ts'
import { holdsCpr } from '../../../kernel/cpr.ts'
import type { DwellingNumbers } from '../../../registry/index.ts'
import type { Problem } from '../../feed-format.ts'
import { type FieldsOf, OBLIGATORY, sequenceNumber, text, time } from '../../record-form.ts'
import { caseReferenceOf, cprAt, kleNumberOf, missing, opaqueId } from '../../record-value.rules.ts'
import { KEY_PART, keyPart, name, sequence, TENANCY_NUMBER, uuid } from '../../vacancy-value.rules.ts'

/** What every record says of itself. */
export const told = {
  sourceId: { ...text('Kilde-id', 'Id', 'Reference'), ...OBLIGATORY },
  sourceSequence: sequenceNumber('Løbenr.', 'Løbenummer'),
  sourceTime: time('Ændret', 'Sidst ændret'),
} as const

/** Which dwelling, or part of a shared one, a record is about. */
export const dwelling = {
  organisationCode: { ...text('Selskab', 'Boligorganisation', 'Selskabsnr.'), ...OBLIGATORY },
  estateNumber: { ...text('Afdeling', 'Afdelingsnr.', 'Afdelingsnummer'), ...OBLIGATORY },
  tenancyNumber: { ...text('Lejemål', 'Lejemålsnr.', 'Lejemålsnummer'), ...OBLIGATORY },
  part: text('Del', 'Del af delebolig'),
} as const

/** Which case a record is about. */
export const subject = {
  caseReference: { ...text('Sagsreference', 'Sag', 'Sagsnr.'), ...OBLIGATORY },
  organisationUnitId: text('Enhed', 'Organisatorisk enhed'),
  kleNumber: text('KLE', 'KLE-nummer'),
} as const

const PART_CHARACTERS_MAX = 40
const TEXT_CHARACTERS_MAX = 500

/** The id, sequence and time of a record. */
export function toldOf(fields: FieldsOf<typeof told>, problems: Problem[]) {
  const sourceId = opaqueId(fields.sourceId, 'sourceId', problems)
  if (sourceId === null) missing('sourceId', problems)
  return {
    sourceId: sourceId ?? '',
    sourceSequence: sequence(fields.sourceSequence, 'sourceSequence', problems),
    sourceTime: fields.sourceTime,
  }
}

/** The dwelling of a record, and the part of it. */
export function dwellingOf(
  fields: FieldsOf<typeof dwelling>,
  problems: Problem[],
): { readonly dwelling: DwellingNumbers; readonly part: string } {
  const number = (path: 'organisationCode' | 'estateNumber' | 'tenancyNumber', shape: RegExp) => {
    const part = keyPart(fields[path], shape, path, problems)
    if (part === null) missing(path, problems)
    return part ?? ''
  }
  const named = {
    organisationCode: number('organisationCode', KEY_PART),
    estateNumber: number('estateNumber', KEY_PART),
    tenancyNumber: number('tenancyNumber', TENANCY_NUMBER),
  }
  return { dwelling: named, part: freeText(fields.part, 'part', problems, PART_CHARACTERS_MAX) ?? '' }
}

/** The case of a record. */
export function subjectOf(fields: FieldsOf<typeof subject>, problems: Problem[]): CaseName {
  const caseReference = caseReferenceOf(fields.caseReference, problems)
  if (caseReference === null) missing('caseReference', problems)
  return {
    caseReference: caseReference ?? '',
    organisationUnitId: uuid(fields.organisationUnitId, 'organisationUnitId', problems),
    kleNumber: kleNumberOf(fields.kleNumber, problems),
  }
}

/** A text that names nobody; one with a CPR number in it is an ERROR. */
export function freeText(
  given: string | null,
  path: string,
  problems: Problem[],
  charactersMax = TEXT_CHARACTERS_MAX,
): string | null {
  const clean = name(given, charactersMax, path, problems)
  if (clean !== null && holdsCpr(clean)) problems.push(cprAt(path))
  return clean
}

/** A member that has to be there; of one that is not, an ERROR is told. */
export function needed<Value>(value: Value | null, path: string, problems: Problem[]): Value {
  if (value === null) missing(path, problems)
  return value as Value
}

/** The record, unless one of the problems stops it. */
export function unlessFaulty<Record>(record: Record, problems: readonly Problem[]): Record | null {
  return problems.some(({ severity }) => severity === 'ERROR') ? null : record
}
