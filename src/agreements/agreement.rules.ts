import type { Refusal } from '../kernel/errors.ts'
import { exceeds, type Fraction, fraction, plus } from '../kernel/fraction.ts'
import { type LocalDate, parseLocalDate } from '../kernel/period.ts'
import type { ShareRecord, TermRecord, VersionRecord } from './agreement.record.ts'
import { FLEXIBLE_CRITERIA, SHARED_CHANNELS } from './agreement.ts'
import {
  beginOfPeriod,
  countAlike,
  dwellingsUnder,
  periodOf,
  type SequenceTerm,
  shareSequence,
  termOfSequence,
} from './quota-sequence.rules.ts'

/** Denominators beyond this are no shares that anyone agrees on. */
const DENOMINATOR_MAX = 10_000
const DEADLINE_DAYS_MAX = 60
const WHOLE = fraction(1n)
const QUARTER = fraction(1n, 4n)

/** Any leap year: a closing day may be 29 February. */
const isClosingDay = (day: string) => /^\d{2}-\d{2}$/.test(day) && parseLocalDate(`2024-${day}`) !== null

/**
 * What is wrong with a version, place by place. `unilateral` = it rests on the municipality's own decision.
 *
 * **Refuses:** TERMS_MISSING, CLOSING_DAY_MALFORMED, then for each term ESTATE_AND_STEP,
 * SHARE_OUT_OF_RANGE, SHARE_ABOVE_QUARTER, ANSWER_DEADLINE_MISSING, ANSWER_DEADLINE_OUT_OF_RANGE, REMAINDER_MISSING,
 * REMAINDER_UNFIT, REPLACEMENT_LIMIT_UNFIT, FLEXIBLE_SHARE_MISSING, CRITERION_PARAMETER_UNKNOWN,
 * SUB_SHARES_ABOVE_WHOLE, CAP_OUT_OF_RANGE, TERM_REPEATED, SEQUENCE_SETTLED_DIFFERENTLY.
 */
export function versionRefusals(version: VersionRecord, unilateral: boolean): Refusal[] {
  const { terms, closingDays } = version
  const refusals: Refusal[] = []
  if (terms.length === 0) refusals.push(termsMissing)
  for (const [at, { day }] of closingDays.entries()) {
    if (!isClosingDay(day)) refusals.push({ ...closingDayMalformed, path: `input.closingDays.${at}.day` })
  }
  const named = new Set<string>()
  for (const [at, term] of terms.entries()) {
    const path = `input.terms.${at}`
    refusals.push(...termRefusals(term, unilateral).map((one) => ({ ...one, path: `${path}.${one.path}` })))
    const about = JSON.stringify([term.estateId, term.step, term.dwellingType])
    if (named.has(about)) refusals.push({ ...termRepeated, path })
    named.add(about)
    refusals.push(...differingRefusals(terms, at))
  }
  return refusals
}

/** What of a sequence is one for all the terms that count in it. */
const SETTLED_AS_ONE = ['settlement', 'remainder', 'firstTurn'] as const

/** A term that counts in the sequence of an earlier one of its version is settled as that one is. */
function differingRefusals(terms: readonly TermRecord[], at: number): Refusal[] {
  const term = terms[at]
  if (term === undefined) return []
  return SETTLED_AS_ONE.flatMap((field) => {
    const other = terms
      .slice(0, at)
      .findIndex((one) => shareSequence(one, term) && one[field] !== term[field])
    return other < 0 ? [] : [sequenceSettledDifferently(other + 1, `input.terms.${at}.${field}`)]
  })
}

/** A version that came into force before, as far as sequences go. `until` = the day from which it held no more. */
export interface EarlierVersion {
  readonly number: number
  readonly until: LocalDate | null
  readonly terms: readonly SequenceTerm[]
}

/**
 * Why the sequences of an agreement could not go on under the terms of a version that begins on `from`; `earlier` are
 * those that came into force before, the first one first. What is owed in a sequence that no vacancy counts in any more,
 * or in a book that has been left for another, would never be settled.
 *
 * **Refuses:** LEVEL_CHANGED, SETTLEMENT_RETURNS.
 */
export function successionRefusals(
  terms: readonly SequenceTerm[],
  from: LocalDate,
  earlier: readonly EarlierVersion[],
): Refusal[] {
  return terms.flatMap((term, at) => {
    const before = earlier.findLast((version) => version.terms.some((one) => isAboutSame(one, term)))
    const same = before?.terms.find((one) => isAboutSame(one, term))
    if (before !== undefined && same !== undefined && !countAlike(same, term)) {
      return [levelChanged(before.number, `input.terms.${at}.level`)]
    }
    const left = versionThatLeft(term, terms, from, earlier)
    return left === null ? [] : [settlementReturns(left, `input.terms.${at}.settlement`)]
  })
}

const isAboutSame = (a: SequenceTerm, b: SequenceTerm) =>
  a.estateId === b.estateId && a.step === b.step && a.dwellingType === b.dwellingType

/** The number of the version in which a sequence left the book that this term would open once more; null when none did. */
function versionThatLeft(
  term: SequenceTerm,
  terms: readonly SequenceTerm[],
  from: LocalDate,
  earlier: readonly EarlierVersion[],
): number | null {
  const begin = beginOfPeriod(periodOf(from, term.settlement))
  const all = [...terms, ...earlier.flatMap((version) => version.terms)]
  const left = dwellingsUnder(term, all).flatMap((dwelling) => {
    if (termOfSequence(terms, term, dwelling) !== term) return []
    const settled = earlier.flatMap(({ number, until, terms: before }) => {
      const settlement = termOfSequence(before, term, dwelling)?.settlement
      return settlement === undefined ? [] : [{ number, until, same: settlement === term.settlement }]
    })
    const opened = settled.findIndex(({ until, same }) => same && (until === null || until > begin))
    return opened < 0 ? [] : settled.slice(opened).filter(({ same }) => !same)
  })
  return left[0]?.number ?? null
}

function termRefusals(term: TermRecord, unilateral: boolean): Refusal[] {
  const refusals: Refusal[] = []
  const refuse = (holds: boolean, refusal: Refusal) => {
    if (holds) refusals.push(refusal)
  }
  const { answerDeadlineBusinessDays: days, flexible, share, settlement, remainder } = term
  refuse(term.estateId !== null && term.step !== null, estateAndStep)
  refuse(!isShare(share), { ...shareOutOfRange, path: 'share' })
  refuse(unilateral && isShare(share) && exceeds(fractionOf(share), QUARTER), shareAboveQuarter)
  refuse(days === null, answerDeadlineMissing)
  refuse(days !== null && !isWithin(days, 1, DEADLINE_DAYS_MAX), answerDeadlineOutOfRange)
  refuse(settlement !== 'EVERY_NTH' && remainder === null, remainderMissing)
  refuse(settlement === 'EVERY_NTH' && remainder !== null, remainderUnfit)
  const { replacementOwed, replacementWithin: within } = term
  refuse(within !== null && (!replacementOwed || !isWithin(within, 1, 1000)), replacementLimitUnfit)
  refuse(term.quotaBase === 'AFTER_FLEXIBLE_LETTING' && flexible === null, flexibleShareMissing)
  refuse(flexible !== null && !isShare(flexible.share), { ...shareOutOfRange, path: 'flexible.share' })
  for (const { criterion, parameters } of flexible?.criteria ?? []) {
    const known: readonly string[] = FLEXIBLE_CRITERIA[criterion]
    const unknown = parameters.some(({ name, value }) => !known.includes(name) || value < 0)
    refuse(unknown, criterionParameterUnknown(criterion, known))
  }
  for (const channel of SHARED_CHANNELS) {
    const parts = term.subShares.filter((part) => part.channel === channel).map((part) => part.share)
    const sound = parts.every(isShare)
    refuse(!sound || exceeds(parts.map(fractionOf).reduce(plus, fraction(0n)), WHOLE), subSharesAboveWhole)
  }
  const cap = term.transitionalCapPerYear
  refuse(cap !== null && !isWithin(cap, 0, 1_000_000), capOutOfRange)
  return refusals
}

const isWithin = (value: number, min: number, max: number) => value >= min && value <= max
const isShare = ({ numerator, denominator }: ShareRecord) =>
  isWithin(denominator, 1, DENOMINATOR_MAX) && isWithin(numerator, 0, denominator)

/** A recorded share as an exact fraction; a denominator of zero, which is refused, reads as none. */
function fractionOf({ numerator, denominator }: ShareRecord): Fraction {
  return denominator === 0 ? fraction(0n) : fraction(BigInt(numerator), BigInt(denominator))
}

const termsMissing: Refusal = {
  code: 'TERMS_MISSING',
  path: 'input.terms',
  text: {
    da: 'En aftaleversion skal have mindst ét vilkår.',
    en: 'An agreement’s version must have at least one term.',
  },
}

const closingDayMalformed: Refusal = {
  code: 'CLOSING_DAY_MALFORMED',
  text: {
    da: 'En lukkedag skrives som måned og dag, »12-24«.',
    en: 'A closing day is written as month and day, "12-24".',
  },
}

const termRepeated: Refusal = {
  code: 'TERM_REPEATED',
  text: {
    da: 'To vilkår gælder for det samme: samme afdeling eller trin og samme boligtype. Behold det ene.',
    en: 'Two terms are about the same: same estate or step and same dwelling type. Keep one of them.',
  },
}

const sequenceSettledDifferently = (number: number, path: string): Refusal => ({
  code: 'SEQUENCE_SETTLED_DIFFERENTLY',
  path,
  text: {
    da: `Vilkåret tæller i samme rækkefølge af ture som vilkår ${number}, og en rækkefølge har kun én opgørelse, én rest og én første tur. Skriv det samme i begge, eller lad det ene tælle på et andet niveau.`,
    en: `The term counts in the same sequence of turns as term ${number}, and a sequence has one settlement, one remainder and one first turn. Write the same in both, or let one of them count at another level.`,
  },
})

const levelChanged = (number: number, path: string): Refusal => ({
  code: 'LEVEL_CHANGED',
  path,
  text: {
    da: `Vilkåret tæller på et andet niveau end i version ${number}, og hvad der skyldes dér, ville aldrig blive udlignet. Behold niveau og beregningsgrundlag, eller afslut aftalen og registrér en ny: dens ture begynder forfra.`,
    en: `The term counts at another level than in version ${number}, and what is owed there would never be settled. Keep level and base, or end the agreement and record a new one: its turns begin anew.`,
  },
})

const settlementReturns = (number: number, path: string): Refusal => ({
  code: 'SETTLEMENT_RETURNS',
  path,
  text: {
    da: `Vilkåret vender tilbage til en opgørelse, som version ${number} gik bort fra, og hvad der skyldes siden da, ville ikke blive ført med. Behold den nuværende opgørelse, eller afslut aftalen og registrér en ny: dens ture begynder forfra.`,
    en: `The term returns to a settlement that version ${number} left, and what has been owed since would not be carried. Keep the settlement of now, or end the agreement and record a new one: its turns begin anew.`,
  },
})

const estateAndStep: Refusal = {
  code: 'ESTATE_AND_STEP',
  path: 'step',
  text: {
    da: 'Et vilkår gælder for en afdeling eller for et trin, ikke for begge.',
    en: 'A term is about an estate or about a step, not about both.',
  },
}

const shareOutOfRange: Refusal = {
  code: 'SHARE_OUT_OF_RANGE',
  text: {
    da: `En andel er en brøk fra 0 til 1 med en nævner fra 1 til ${DENOMINATOR_MAX}, fx 1 og 3 for hver tredje.`,
    en: `A share is a fraction from 0 to 1 with a denominator from 1 to ${DENOMINATOR_MAX}, such as 1 and 3 for every third.`,
  },
}

const shareAboveQuarter: Refusal = {
  code: 'SHARE_ABOVE_QUARTER',
  path: 'share',
  law: 'almenboligloven § 59 stk. 1 og 3',
  text: {
    da: 'Kommunen kan uden aftale højst råde over hver fjerde ledige bolig. Registrér en aftale efter § 59 stk. 2.',
    en: 'Without an agreement the municipality may have every fourth vacant dwelling at most. Record an agreement under § 59 stk. 2.',
  },
}

const answerDeadlineMissing: Refusal = {
  code: 'ANSWER_DEADLINE_MISSING',
  path: 'answerDeadlineBusinessDays',
  text: {
    da: 'Angiv kommunens svarfrist i hverdage, som den står i aftalen. Hubben gætter den ikke.',
    en: 'State the municipality’s time to answer in business days, as the agreement has it. The hub does not guess it.',
  },
}

const answerDeadlineOutOfRange: Refusal = {
  code: 'ANSWER_DEADLINE_OUT_OF_RANGE',
  path: 'answerDeadlineBusinessDays',
  text: {
    da: `Svarfristen skal være fra 1 til ${DEADLINE_DAYS_MAX} hverdage.`,
    en: `The time to answer must be from 1 to ${DEADLINE_DAYS_MAX} business days.`,
  },
}

const remainderMissing: Refusal = {
  code: 'REMAINDER_MISSING',
  path: 'remainder',
  text: {
    da: 'Angiv, om en brøkdel af en tur ved periodens slutning føres videre eller bortfalder.',
    en: 'State whether a part of a turn at the end of a period is carried on or dropped.',
  },
}

const remainderUnfit: Refusal = {
  code: 'REMAINDER_UNFIT',
  path: 'remainder',
  text: {
    da: 'En løbende opgørelse har ingen rest. Udelad feltet.',
    en: 'A running sequence has no remainder. Leave the field out.',
  },
}

const replacementLimitUnfit: Refusal = {
  code: 'REPLACEMENT_LIMIT_UNFIT',
  path: 'replacementWithin',
  text: {
    da: 'Antallet af ledige boliger, en erstatning skal komme inden for, er 1 til 1000, og kun når en erstatning skyldes.',
    en: 'The number of vacancies within which a replacement must come is 1 to 1000, and only when one is owed.',
  },
}

const flexibleShareMissing: Refusal = {
  code: 'FLEXIBLE_SHARE_MISSING',
  path: 'flexible',
  text: {
    da: 'Når kommunens andel beregnes efter den fleksible udlejning, skal den fleksible andel være angivet.',
    en: 'When the municipal share is counted after flexible letting, the flexible share must be stated.',
  },
}

const criterionParameterUnknown = (criterion: string, known: readonly string[]): Refusal => ({
  code: 'CRITERION_PARAMETER_UNKNOWN',
  path: 'flexible.criteria',
  text: {
    da: `Kriteriet ${criterion} tager kun disse parametre, med hele tal fra 0: ${known.join(', ') || 'ingen'}.`,
    en: `The criterion ${criterion} takes these parameters only, with whole numbers from 0: ${known.join(', ') || 'none'}.`,
  },
})

const subSharesAboveWhole: Refusal = {
  code: 'SUB_SHARES_ABOVE_WHOLE',
  path: 'subShares',
  text: {
    da: 'Delene af en udlejningsvej kan tilsammen højst være det hele.',
    en: 'The parts of one channel can be the whole of it at most.',
  },
}

const capOutOfRange: Refusal = {
  code: 'CAP_OUT_OF_RANGE',
  path: 'transitionalCapPerYear',
  text: {
    da: 'Loftet over udslusningsboliger pr. år er et helt tal fra 0.',
    en: 'The yearly cap on transitional dwellings is a whole number from 0.',
  },
}
