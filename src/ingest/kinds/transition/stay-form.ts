import type { LocalDate } from '../../../kernel/period.ts'
import {
  DISCHARGE_CONDITIONS,
  type DischargeConditionKind,
  type MetCondition,
  STAY_KINDS,
  STAY_OUTCOMES,
  STAY_PROVIDERS,
  type StayRecord,
} from '../../../transitions/index.ts'
import type { Problem } from '../../feed-format.ts'
import { errorAt } from '../../feed-problem.ts'
import { day, type FieldsOf, OBLIGATORY, type RecordForm, text, word, yesOrNo } from '../../record-form.ts'
import { freeText, needed, subject, subjectOf, told, toldOf, unlessFaulty } from './members.ts'

const MEMBERS = {
  ...told,
  ...subject,
  kind: {
    ...word(
      STAY_KINDS,
      {
        ...{ gade: 'STREET', 'familie eller venner': 'FAMILY_OR_FRIENDS', herberg: 'SHELTER' },
        ...{ krisecenter: 'CRISIS_CENTRE', 'midlertidigt botilbud': 'TEMPORARY_PLACE' },
        ...{
          'længerevarende botilbud': 'LONG_TERM_PLACE',
          sygehus: 'HOSPITAL',
          fængsel: 'PRISON',
          andet: 'OTHER',
        },
      },
      'Opholdstype',
    ),
    ...OBLIGATORY,
  },
  provider: word(STAY_PROVIDERS, { egen: 'OWN', ekstern: 'EXTERNAL' }, 'Leverandørtype'),
  from: { ...day('Fra', 'Ophold fra'), ...OBLIGATORY },
  until: day('Til', 'Ophold til'),
  outcome: word(
    STAY_OUTCOMES,
    {
      ...{ udslusningsbolig: 'TRANSITIONAL_DWELLING', 'egen bolig': 'ORDINARY_DWELLING' },
      ...{ 'midlertidigt botilbud': 'TEMPORARY_PLACE', 'længerevarende botilbud': 'LONG_TERM_PLACE' },
      ...{ 'andet ophold': 'OTHER_STAY', 'selv forladt': 'LEFT' },
    },
    'Udskrevet til',
  ),
  source: { ...text('Kilde'), ...OBLIGATORY },
  planMetOn: day('Plan den'),
  planEvidence: text('Plan, dokumentation'),
  dwellingOrPlaceMetOn: day('Bolig eller plads den'),
  dwellingOrPlaceEvidence: text('Bolig eller plads, dokumentation'),
  supportDecisionMetOn: day('Støtteafgørelse den'),
  supportDecisionEvidence: text('Støtteafgørelse, dokumentation'),
  leaseAndSupportReadyMetOn: day('Lejeaftale og støtte klar den'),
  leaseAndSupportReadyEvidence: text('Lejeaftale og støtte klar, dokumentation'),
  placeReadyMetOn: day('Plads klar den'),
  placeReadyEvidence: text('Plads klar, dokumentation'),
  withdrawn: yesOrNo('Trukket tilbage'),
} as const
type StayFields = FieldsOf<typeof MEMBERS>

const EVIDENCE_CHARACTERS_MAX = 200

/** What the members about a condition are called. */
const CONDITION_MEMBERS: Readonly<
  Record<
    DischargeConditionKind,
    readonly [keyof StayFields & `${string}MetOn`, keyof StayFields & `${string}Evidence`]
  >
> = {
  PLAN: ['planMetOn', 'planEvidence'],
  DWELLING_OR_PLACE: ['dwellingOrPlaceMetOn', 'dwellingOrPlaceEvidence'],
  SUPPORT_DECISION: ['supportDecisionMetOn', 'supportDecisionEvidence'],
  LEASE_AND_SUPPORT_READY: ['leaseAndSupportReadyMetOn', 'leaseAndSupportReadyEvidence'],
  PLACE_READY: ['placeReadyMetOn', 'placeReadyEvidence'],
}

/** Ophold: where the households of a municipality's cases stay, with the conditions for discharge that are met. */
export const stayForm: RecordForm<StayFields, StayRecord> = {
  schema: 'stay.v1',
  members: MEMBERS,
  validate(fields, problems) {
    const record = {
      ...toldOf(fields, problems),
      subject: subjectOf(fields, problems),
      kind: needed(fields.kind, 'kind', problems),
      provider: fields.provider,
      from: needed(fields.from, 'from', problems),
      until: fields.until,
      outcome: fields.outcome,
      source: needed(freeText(fields.source, 'source', problems), 'source', problems),
      conditions: DISCHARGE_CONDITIONS.flatMap((kind) => conditionOf(kind, fields, problems)),
      withdrawn: fields.withdrawn ?? false,
    }
    return unlessFaulty(record, problems)
  },
}

function conditionOf(kind: DischargeConditionKind, fields: StayFields, problems: Problem[]): MetCondition[] {
  const [on, by] = CONDITION_MEMBERS[kind]
  const metOn: LocalDate | null = fields[on]
  const evidence = freeText(fields[by], by, problems, EVIDENCE_CHARACTERS_MAX)
  if ((metOn === null) !== (evidence === null)) problems.push(conditionIncomplete(on, by))
  return metOn === null || evidence === null ? [] : [{ kind, metOn, evidence }]
}

function conditionIncomplete(on: string, by: string): Problem {
  return errorAt(
    on,
    'CONDITION_INCOMPLETE',
    `»${on}« og »${by}« følges ad: en betingelse er opfyldt på en dag og med dokumentation. Angiv begge eller ingen af dem.`,
    `"${on}" and "${by}" go together: a condition is met on a day and by evidence. Give both of them or neither.`,
  )
}
