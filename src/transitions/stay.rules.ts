import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import {
  CONDITIONS_FOR,
  type DischargeConditionKind,
  type MetCondition,
  type StayEntry,
  type StayKind,
  type StayOutcome,
} from './stay.ts'

/** The stays that the municipality, or somebody for it, provides. */
const PROVIDED: readonly StayKind[] = ['SHELTER', 'CRISIS_CENTRE', 'TEMPORARY_PLACE', 'LONG_TERM_PLACE']

/** Everything that is wrong with a stay by itself, today. */
export function stayRefusals(entry: StayEntry, today: LocalDate): readonly Refusal[] {
  const { kind, provider, from, until, outcome } = entry
  return [
    ...(from > today ? [{ ...stayInFuture, path: 'input.from' }] : []),
    ...(until !== null && until <= from ? [stayEmpty] : []),
    ...(until !== null && until > today ? [{ ...stayInFuture, path: 'input.until' }] : []),
    ...((until === null) === (outcome === null) ? [] : [outcomeWrong]),
    ...(provider === null || PROVIDED.includes(kind) ? [] : [providerNotMeant]),
  ]
}

const EVIDENCE_LENGTH_MAX = 200

/** Why a condition cannot be recorded as met for a stay of this kind; the checklist is that of § 110 only. */
export function conditionRefusals(
  stayKind: StayKind,
  { metOn, evidence }: MetCondition,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...(stayKind === 'SHELTER' ? [] : [conditionNotMeant]),
    ...(metOn > today ? [conditionInFuture] : []),
    ...(evidence.length > EVIDENCE_LENGTH_MAX ? [evidenceTooLong] : []),
  ]
}

/** What each outcome of a stay in a shelter takes to be in place; nothing where the household goes by itself. */
const TAKES: Readonly<Record<StayOutcome, readonly DischargeConditionKind[]>> = {
  TRANSITIONAL_DWELLING: CONDITIONS_FOR.DWELLING,
  ORDINARY_DWELLING: CONDITIONS_FOR.DWELLING,
  TEMPORARY_PLACE: CONDITIONS_FOR.PLACE,
  LONG_TERM_PLACE: CONDITIONS_FOR.PLACE,
  OTHER_STAY: [],
  LEFT: [],
}

/**
 * Why somebody cannot be discharged from a shelter: one refusal for each condition that is not met on the day. Whoever
 * leaves by their own will is never held back.
 * @law serviceloven § 110 stk. 5
 */
export function dischargeRefusals(
  { kind, until, outcome }: Pick<StayEntry, 'kind' | 'until' | 'outcome'>,
  met: readonly Pick<MetCondition, 'kind' | 'metOn'>[],
): readonly Refusal[] {
  if (kind !== 'SHELTER' || until === null || outcome === null) return []
  return TAKES[outcome]
    .filter((condition) => !met.some((one) => one.kind === condition && one.metOn <= until))
    .map((condition) => ({
      code: `DISCHARGE_WITHOUT_${condition}`,
      path: 'input.outcome',
      law: 'serviceloven § 110 stk. 5',
      text: MISSING[condition],
    }))
}

const MISSING: Readonly<Record<DischargeConditionKind, Refusal['text']>> = {
  PLAN: {
    da: 'Der er ingen handleplan eller helhedsorienteret plan på dagen. Registrér den med »recordDischargeCondition«.',
    en: 'There is no action plan on that day. Record it with "recordDischargeCondition".',
  },
  DWELLING_OR_PLACE: {
    da: 'Der er på dagen hverken anvist en bolig eller truffet afgørelse om en plads efter §§ 107–108.',
    en: 'On that day neither a dwelling is allocated nor a place under §§ 107–108 decided.',
  },
  SUPPORT_DECISION: {
    da: 'Der er på dagen ingen afgørelse om støtte, der svarer til behovet.',
    en: 'On that day there is no decision on support that meets the need.',
  },
  LEASE_AND_SUPPORT_READY: {
    da: 'Lejeaftalen er ikke underskrevet, eller der kan ikke flyttes ind med støtte på dagen.',
    en: 'The lease is not signed, or moving in with support is not possible on that day.',
  },
  PLACE_READY: {
    da: 'Pladsen er ikke klar på dagen.',
    en: 'The place is not ready on that day.',
  },
}

const stayInFuture: Refusal = {
  code: 'STAY_IN_FUTURE',
  text: {
    da: 'Dagen ligger efter i dag. Registrér opholdet, når det er begyndt, og dets slutning, når det er slut.',
    en: 'The day lies after today. Record the stay when it has begun, and its end when it is over.',
  },
}

const stayEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden har ingen dage: »until« er den første dag, der ikke længere er med, og ligger efter »from«.',
    en: 'The period has no days: "until" is the first day that is no longer included, and lies after "from".',
  },
}

const outcomeWrong: Refusal = {
  code: 'STAY_OUTCOME_WRONG',
  path: 'input.outcome',
  text: {
    da: 'Et ophold, der er slut, og kun det, har noget, det endte i. Angiv både »until« og »outcome«, eller ingen af dem.',
    en: 'A stay that has ended, and only that, has an outcome. Give both "until" and "outcome", or neither.',
  },
}

const providerNotMeant: Refusal = {
  code: 'PROVIDER_NOT_MEANT',
  path: 'input.provider',
  text: {
    da: 'Kun boformer har en leverandør. Lad feltet være tomt.',
    en: 'Only places under serviceloven have a provider. Leave the field out.',
  },
}

const conditionNotMeant: Refusal = {
  code: 'CONDITION_NOT_MEANT',
  path: 'input.kind',
  law: 'serviceloven § 110 stk. 5',
  text: {
    da: 'Betingelserne for udskrivning gælder kun ophold på herberg efter § 110.',
    en: 'The conditions for discharge hold for stays in a shelter under § 110 only.',
  },
}

const conditionInFuture: Refusal = {
  code: 'CONDITION_IN_FUTURE',
  path: 'input.metOn',
  text: {
    da: 'Dagen ligger efter i dag. En betingelse registreres, når den er opfyldt.',
    en: 'The day lies after today. A condition is recorded once it is met.',
  },
}

const evidenceTooLong: Refusal = {
  code: 'EVIDENCE_TOO_LONG',
  path: 'input.evidence',
  text: {
    da: `Dokumentationen henviser til, hvor den ligger, med højst ${EVIDENCE_LENGTH_MAX} tegn.`,
    en: `The evidence refers to where it is kept, in ${EVIDENCE_LENGTH_MAX} characters at most.`,
  },
}
