import type { Refusal } from '../kernel/errors.ts'
import type { Oere } from '../kernel/money.ts'
import { contains, type LocalDate, type Period } from '../kernel/period.ts'
import { monthCount } from './month.rules.ts'
import type { TermFacts } from './subsidy-audit.ts'

/** A commitment about to be given, with what decides on it. */
export interface CommitmentProposal extends Period {
  readonly committedOn: LocalDate
  readonly rentBefore: Oere | null
  readonly dwellingType: string | null
  readonly window: { readonly from: LocalDate; readonly until: LocalDate }
  readonly lapsesOn: LocalDate
  /** What the programme's sources say on that day; null when nobody has recorded it. */
  readonly term: TermFacts | null
}

/** Says why a commitment cannot be given; null when it does not stand in the way. */
export type CommitmentRule = (proposal: CommitmentProposal) => Omit<Refusal, 'law'> | null

/** Asks every rule, in order. */
export function commitmentRefusals(
  rules: readonly CommitmentRule[],
  law: string,
  proposal: CommitmentProposal,
): readonly Refusal[] {
  return rules.flatMap((rule) => {
    const refusal = rule(proposal)
    return refusal === null ? [] : [{ ...refusal, law }]
  })
}

/** Given on a day of the frame’s window. */
export const withinWindow: CommitmentRule = ({ committedOn, window }) =>
  contains(window, committedOn)
    ? null
    : {
        code: 'COMMITMENT_OUTSIDE_WINDOW',
        path: 'committedOn',
        text: {
          da: 'Tilsagnet er dateret uden for rammens tilsagnsperiode. Ret datoen, eller brug en anden ramme.',
          en: 'The commitment is dated outside the frame’s window. Correct the day, or use another frame.',
        },
      }

/** Given before the day on which the frame lapses. */
export const notLapsed: CommitmentRule = ({ committedOn, lapsesOn }) =>
  committedOn < lapsesOn
    ? null
    : {
        code: 'FRAME_LAPSED',
        path: 'committedOn',
        text: {
          da: 'Rammen er bortfaldet på tilsagnsdagen.',
          en: 'The frame has lapsed on the day of the commitment.',
        },
      }

/** Somebody has recorded what the programme’s sources say on the day. */
export const termRecorded: CommitmentRule = ({ term }) =>
  term !== null
    ? null
    : {
        code: 'TERM_MISSING',
        path: 'committedOn',
        text: {
          da: 'Ordningens vilkår er ikke registreret for tilsagnsdagen. Registrér dem først med »recordSubsidyTerm«.',
          en: 'The programme’s terms are not recorded for the day of the commitment. Record them first with "recordSubsidyTerm".',
        },
      }

/** The dwelling is an almen familiebolig. */
export const familyDwelling: CommitmentRule = ({ dwellingType }) =>
  dwellingType === 'FAMILY'
    ? null
    : {
        code: 'DWELLING_TYPE_WRONG',
        path: 'dwellingId',
        text: {
          da: 'Tilskuddet gives kun til almene familieboliger.',
          en: 'The subsidy is for family dwellings only.',
        },
      }

/** The rent before lies in the interval of the day; both ends belong to it. */
export const rentWithinInterval: CommitmentRule = ({ term, rentBefore }) => {
  if (term === null) return null
  const { rentBeforeMin: min, rentBeforeMax: max } = term
  if (rentBefore !== null && (min === null || rentBefore >= min) && (max === null || rentBefore <= max)) {
    return null
  }
  return {
    code: 'RENT_OUTSIDE_INTERVAL',
    path: 'rentBefore',
    text: {
      da: 'Huslejen før nedsættelse, uden forbrug, mangler eller ligger uden for det interval, der gælder på tilsagnsdagen.',
      en: 'The rent before the cut, without consumption, is missing or outside the interval valid on the day of the commitment.',
    },
  }
}

/** It runs no longer than the programme allows. */
export const withinMonthsMax: CommitmentRule = ({ term, from, until }) => {
  const monthsMax = term?.monthsMax ?? null
  if (monthsMax === null || (until !== null && monthCount(from, until) <= monthsMax)) return null
  return {
    code: 'PERIOD_TOO_LONG',
    path: 'until',
    text: {
      da: `Tilsagnet løber længere end de ${monthsMax} måneder, ordningen tillader.`,
      en: `The commitment runs longer than the ${monthsMax} months that the programme allows.`,
    },
  }
}
