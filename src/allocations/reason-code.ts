import type { ReturnReason } from '../agreements/index.ts'
import type { DeclineReason, WithdrawalReason } from './offer.ts'

/** Who gives a reason. */
export const REASON_SIDES = ['MUNICIPALITY', 'ORGANISATION', 'HOUSEHOLD'] as const
export type ReasonSide = (typeof REASON_SIDES)[number]

/** A reason, and what it is called when it is exchanged after the Dutch standard VERA. */
export interface ReasonCode {
  readonly side: ReasonSide
  readonly code: string
  readonly veraCode: string | null
  /** Where the mapping comes from, or why there is none. */
  readonly veraSource: string
}

const VERA = 'VERA, referentiedata AANBIEDINGDETAILSTATUS'
const NONE = `${VERA}: no code there says the same`

/** The codes of VERA's list that say the same, each with its name there; the others have none. */
const HOUSEHOLD: Readonly<Record<DeclineReason, readonly [code: string, name: string] | null>> = {
  RENT_TOO_HIGH: ['HUU', 'Huurprijs te hoog'],
  DEPOSIT_TOO_HIGH: null,
  SIZE: null,
  LOCATION: ['WOB', 'Woonomgeving bevalt niet'],
  ACCESSIBILITY: null,
  CONDITION: ['WKN', 'Woningkwaliteit bevalt niet'],
  OTHER_DWELLING: ['AND', 'Andere woning geaccepteerd'],
  PERSONAL_CIRCUMSTANCES: ['PER', 'Persoonlijke omstandigheden'],
  NO_LONGER_INTERESTED: ['GEE', 'Geen belangstelling meer'],
  NO_ANSWER: ['REA', 'Reactietermijn verlopen'],
  OTHER: null,
}

/** VERA's list is of what a candidate says or is told, so a municipality's return has a code only where that says it too. */
const MUNICIPALITY: Readonly<Record<ReturnReason, readonly [code: string, name: string] | null>> = {
  RENT_TOO_HIGH: ['HUU', 'Huurprijs te hoog'],
  DEPOSIT_TOO_HIGH: null,
  SIZE: null,
  LOCATION: ['WOB', 'Woonomgeving bevalt niet'],
  ACCESSIBILITY: null,
  CONDITION: ['WKN', 'Woningkwaliteit bevalt niet'],
  AREA_RESTRICTION: null,
  NO_FITTING_CITIZEN: null,
  DEADLINE_PASSED: null,
  CITIZEN_DECLINED: null,
}

const ORGANISATION: Readonly<Record<WithdrawalReason, readonly [code: string, name: string] | null>> = {
  OFFERED_BY_MISTAKE: ['ONT', 'Onterecht aangeboden'],
  NOT_HABITABLE: null,
  REHOUSING: null,
  INTERNAL_TRANSFER: null,
  SALE_OR_DEMOLITION: null,
  OTHER: null,
}

const codesOf = (
  side: ReasonSide,
  codes: Readonly<Record<string, readonly [code: string, name: string] | null>>,
): readonly ReasonCode[] =>
  Object.entries(codes).map(([code, vera]) => ({
    ...{ side, code, veraCode: vera?.[0] ?? null },
    veraSource: vera === null ? NONE : `${VERA}: ${vera[1]}`,
  }))

/** Every reason of every side. */
export const REASON_CODES: readonly ReasonCode[] = [
  ...codesOf('MUNICIPALITY', MUNICIPALITY),
  ...codesOf('ORGANISATION', ORGANISATION),
  ...codesOf('HOUSEHOLD', HOUSEHOLD),
]
