import type { Text } from '../kernel/errors.ts'
import { quoted } from '../platform/read/view.ts'

/** A kind of personal fields, as a citizen is told which were looked at. */
export interface FieldKind {
  readonly code: string
  readonly text: Text
  /** A POSIX regular expression over `Type.field`, as the log names fields. */
  readonly pattern: string
}

/** Of several patterns that match, the first counts; the last matches everything. */
export const FIELD_KINDS: readonly FieldKind[] = [
  {
    code: 'ACCESS_LOG',
    text: { da: 'Loggen over opslag', en: 'The log of looks' },
    pattern: '^Access',
  },
  {
    code: 'DISCLOSURE',
    text: { da: 'Hvad boligorganisationen får at vide', en: 'What the housing organisation is told' },
    pattern: '^Disclosure',
  },
  {
    code: 'CRITERIA_CHECK',
    text: {
      da: 'Spørgsmål og svar om kriterier for fleksibel udlejning',
      en: 'Questions and answers about criteria of flexible letting',
    },
    pattern: '^Criterion(Check|Answer|Consent)|^CriterionApplicant[.]id$',
  },
  {
    code: 'ALLOCATION',
    text: {
      da: 'Indstilling, afgørelse om anvisning og svar',
      en: 'Nomination, decision to allocate, and answer',
    },
    pattern: '^(Nomination|Allocation)',
  },
  {
    code: 'NEED',
    text: { da: 'Boligbehov, støtte og betalingsevne', en: 'Housing need, support and ability to pay' },
    // What a list of households is filtered by says the same of each.
    pattern:
      '^HouseholdNeed[.]|^Household[.](need|needClasses|rentClasses|cohort|shelterDueBefore)$|^Match[.]',
  },
  {
    code: 'IDENTITY',
    text: { da: 'Navn, CPR-nummer og fødselsdag', en: 'Name, CPR number and day of birth' },
    pattern: '^PersonIdentity[.](name|cpr)$|^CriterionApplicant',
  },
  {
    code: 'CONTACT',
    text: { da: 'Adresse, telefon og e-mail', en: 'Address, telephone and e-mail' },
    pattern: '^PersonIdentity[.](address|phone|email)$',
  },
  {
    code: 'CASE',
    text: { da: 'Husstandens sag og sammensætning', en: 'The household’s case and composition' },
    pattern: '^Household|^Person|^AreaCheck|^CaseRecord',
  },
  {
    code: 'SUBSIDY',
    text: { da: 'Tilskud til huslejen og dets beregning', en: 'Rent subsidy and how it was computed' },
    pattern: '^TenantSubsidy|^Subsidy(Audit|Finding)[.]|^tenant_',
  },
  {
    code: 'STAY',
    text: { da: 'Ophold og betingelser for udskrivning', en: 'Stays and conditions for discharge' },
    pattern: '^Stay[.]',
  },
  {
    code: 'SUPPORT',
    text: { da: 'Støtte og opfølgning på betalingsevne', en: 'Support, and reviews of the ability to pay' },
    pattern: '^(SupportCourse|PaymentReview)[.]',
  },
  {
    code: 'ARREARS',
    text: {
      da: 'Huslejerestancer, og hvad kommunen gjorde',
      en: 'Rent arrears, and what the municipality did',
    },
    pattern: '^Arrears',
  },
  {
    code: 'TRANSITION',
    text: {
      da: 'Udslusningsforløb, hvad der forestår, og hvad det koster',
      en: 'The transition, what is due in it and what it costs',
    },
    pattern: '^Transition|^TodoItem[.]',
  },
  { code: 'OTHER', text: { da: 'Andre oplysninger', en: 'Other data' }, pattern: '' },
]

/** SQL that answers, by the code in `column`, the text in one language; the code itself where there is none. */
export function textSql(column: string, texts: Readonly<Record<string, Text>>, language: keyof Text): string {
  const byCode = Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, text[language]]))
  return `coalesce(${quoted(JSON.stringify(byCode))}::jsonb ->> ${column}, ${column})`
}
