import type { RuleCode } from '../agreements/index.ts'
import type { Text } from '../kernel/errors.ts'

/** What each rule says of the turn that rests on it. */
export const RULE_TEXTS: Readonly<Record<RuleCode, Text>> = {
  NO_TERM: {
    da: 'Ingen aftale har på dagen et vilkår for boligen.',
    en: 'No agreement has a term for the dwelling on the day.',
  },
  AREA_BLOCKED: {
    da: 'Boligen ligger i et område, som aftalen holder udenfor. Den tæller ikke.',
    en: 'The dwelling lies in an area that the agreement leaves out. It does not count.',
  },
  REHOUSED: { da: 'Boligen er taget til genhusning.', en: 'The dwelling was taken for rehousing.' },
  INTERNAL_TRANSFER_TOOK: {
    da: 'Boligen er taget ved intern oprykning.',
    en: 'The dwelling was taken by internal transfer.',
  },
  INTERNAL_TRANSFER_PENDING: {
    da: 'Den interne venteliste er ikke spurgt færdig.',
    en: 'The internal list has not been asked to the end.',
  },
  FULL_RIGHT: {
    da: 'Kommunen har ret til alle boliger under vilkåret.',
    en: 'The municipality has the right to every dwelling under the term.',
  },
  SHARE: { da: 'Kommunens andel giver den denne tur.', en: 'The municipality’s share gives it this turn.' },
  DEBT: {
    da: 'Kommunen havde en bolig til gode fra tidligere ture.',
    en: 'The municipality was owed a dwelling from earlier turns.',
  },
  REPLACEMENT: {
    da: 'Boligen gives i stedet for en, som kommunen har leveret tilbage.',
    en: 'The dwelling is given in the place of one that the municipality returned.',
  },
  FLEXIBLE_SHARE: {
    da: 'Andelen til fleksibel udlejning giver den denne tur.',
    en: 'The share for flexible letting gives it this turn.',
  },
  NO_RIGHT: {
    da: 'Kommunen har ingen ret under vilkåret.',
    en: 'The municipality has no right under the term.',
  },
  CREDIT: {
    da: 'Kommunens andel giver den turen, men den har fået den på forhånd.',
    en: 'The municipality’s share gives it the turn, but it has had it in advance.',
  },
  NOT_ITS_TURN: {
    da: 'Kommunens andel giver den ikke denne tur.',
    en: 'The municipality’s share does not give it this turn.',
  },
  ACTED_UPON: {
    da: 'Turen er disponeret og ligger fast. Reglerne siger nu noget andet; forskellen er skyldig eller til gode.',
    en: 'The turn was acted upon and stays. The rules now say otherwise; the difference is owed or a credit.',
  },
  WITHDRAWN: {
    da: 'Boligen er trukket tilbage og tæller ikke.',
    en: 'The dwelling is withdrawn and does not count.',
  },
}

/** The line of figures: number, period, entitlement before and with the dwelling, and what is owed. */
export const FIGURES: Text = {
  da: 'Tur %s, %s: kommunens ret var %s før boligen og er %s med den. %s',
  en: 'Turn %s, %s: the municipality’s entitlement was %s before the dwelling and is %s with it. %s',
}

/** How the running sequence is called where others have a year or quarter. */
export const RUNNING_TEXT: Text = { da: 'løbende', en: 'running' }

/** What is owed after the turn: a debt, a credit, or nothing. `%s` is how many dwellings. */
export const OWED_TEXTS = {
  debt: { da: 'Kommunen har %s til gode.', en: 'The municipality is owed %s.' },
  credit: { da: 'Kommunen har fået %s for meget.', en: 'The municipality has had %s too many.' },
  nothing: { da: 'Intet er skyldigt.', en: 'Nothing is owed.' },
} as const satisfies Readonly<Record<string, Text>>
