import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { TenancyEntry } from './tenancy.ts'

const PART_CHARACTERS_MAX = 40

/** Everything that is wrong with a tenancy, in the order of its fields. */
export function tenancyRefusals(entry: TenancyEntry): readonly Refusal[] {
  const { part, from, until, allocated, transitional, rentOere } = entry
  return [
    ...([...part].length > PART_CHARACTERS_MAX ? [partTooLong] : []),
    ...(until !== null && until <= from ? [tenancyEmpty] : []),
    ...(transitional && !allocated ? [transitionalNotAllocated] : []),
    ...(rentOere < 0n ? [rentNegative] : []),
  ]
}

/** Why a tenancy cannot end on a day; null when it can. An end that is known already only comes nearer. */
export function endingRefusal(
  {
    from,
    until,
    ended,
  }: { readonly from: LocalDate; readonly until: LocalDate | null; readonly ended: boolean },
  end: LocalDate,
): Refusal | null {
  if (ended) return alreadyEnded
  return end <= from || (until !== null && end > until) ? endOutsideTenancy : null
}

interface ToldBefore
  extends Pick<TenancyEntry, 'part' | 'from' | 'allocated' | 'transitional' | 'leaseSignedOn'> {
  readonly dwellingKey: string
}

/** Why a tenancy that is recorded cannot be the one that is told; null when it can. A day that is not told is no difference. */
export function differenceOf(known: ToldBefore, told: ToldBefore): Refusal | null {
  if (known.dwellingKey !== told.dwellingKey) return tenancyDiffers('tenancyNumber')
  const signed = told.leaseSignedOn === null || told.leaseSignedOn === known.leaseSignedOn
  if (!signed) return tenancyDiffers('leaseSignedOn')
  const different = (['part', 'from', 'allocated', 'transitional'] as const).find(
    (name) => known[name] !== told[name],
  )
  return different === undefined ? null : tenancyDiffers(different)
}

function tenancyDiffers(path: string): Refusal {
  return {
    code: 'TENANCY_DIFFERS',
    path,
    text: {
      da: 'Lejemålet er registreret anderledes, og det står fast. Ret kilden, eller meld et andet lejemål under et nyt id.',
      en: 'The tenancy is recorded otherwise, and that stands. Correct the source, or report another tenancy under an id of its own.',
    },
  }
}

/** Told where a source's rent is no longer the one at which the dwelling was let. */
export const rentStands: Refusal = {
  code: 'TENANCY_RENT_STANDS',
  path: 'rent',
  text: {
    da: 'Lejemålet er registreret med en anden husleje: den ved udlejningen. Den står ved magt.',
    en: 'The tenancy is recorded with another rent: that at which it was let. It stands.',
  },
}

const partTooLong: Refusal = {
  code: 'PART_TOO_LONG',
  path: 'input.part',
  text: {
    da: `Betegnelsen for en del af en delebolig er på højst ${PART_CHARACTERS_MAX} tegn.`,
    en: `The name of a shared dwelling’s part has ${PART_CHARACTERS_MAX} characters at most.`,
  },
}

const tenancyEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden har ingen dage: »until« er den første dag, der ikke længere er med, og ligger efter »from«.',
    en: 'The period has no days: "until" is the first day that is no longer included, and lies after "from".',
  },
}

const transitionalNotAllocated: Refusal = {
  code: 'TRANSITIONAL_NOT_ALLOCATED',
  path: 'input.transitional',
  law: 'almenboligloven § 63',
  text: {
    da: 'En udslusningsbolig er altid anvist af kommunen. Angiv »allocated«.',
    en: 'A transitional dwelling is always allocated by the municipality. Set `allocated`.',
  },
}

const rentNegative: Refusal = {
  code: 'AMOUNT_NEGATIVE',
  path: 'input.rent',
  text: { da: 'Beløbet er negativt. Angiv 0 eller mere.', en: 'The amount is negative. Give 0 or more.' },
}

/** How a tenancy ended is recorded once. */
export const alreadyEnded: Refusal = {
  code: 'TENANCY_ENDED',
  path: 'input.tenancyId',
  text: {
    da: 'Det er allerede registreret, hvordan lejemålet endte.',
    en: 'How the tenancy ended is recorded already.',
  },
}

const endOutsideTenancy: Refusal = {
  code: 'END_OUTSIDE_PERIOD',
  path: 'input.until',
  text: {
    da: 'Lejemålet kan kun ende efter sin første dag og ikke senere, end det allerede gør.',
    en: 'The tenancy can only end after its first day, and no later than it does already.',
  },
}
