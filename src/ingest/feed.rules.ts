import type { Refusal } from '../kernel/errors.ts'
import type { DeliveryMode, OwnerKind } from './feed.ts'
import type { FeedFormatCode, FeedMapping } from './feed-format.ts'

/** A feed's settings, as the rules look at them. */
export interface FeedSettings {
  readonly code: string
  readonly format: FeedFormatCode
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  readonly organisationId: string | null
  readonly municipalityCode: string | null
  readonly mapping: Omit<FeedMapping, 'organisationCode'> | null
}

/** What a kind of records asks of its feeds. */
export interface FeedKindFacts {
  readonly owner: OwnerKind
  readonly formats: readonly FeedFormatCode[]
  readonly wholeLists: boolean
  /** Whether its feeds cannot do without a mapping. */
  readonly mapped: boolean
}

/** Everything that is wrong with a feed to register, in the order of its fields. */
export function feedRefusals(feed: FeedSettings, kind: FeedKindFacts): readonly Refusal[] {
  const { code, closingLimitPercent, format, mapping, mode, organisationId, municipalityCode } = feed
  const fits: Readonly<Record<OwnerKind, boolean>> = {
    ORGANISATION: organisationId !== null && municipalityCode === null,
    MUNICIPALITY: organisationId === null && municipalityCode !== null,
    FUND_OR_MUNICIPALITY: organisationId === null,
  }
  const limited = closingLimitPercent >= 0 && closingLimitPercent <= 100
  return [
    ...(/^[a-z0-9][a-z0-9-]{1,62}$/.test(code) ? [] : [feedCodeMalformed]),
    ...(fits[kind.owner] ? [] : [OWNER_NOT_FOR_KIND[kind.owner]]),
    ...(kind.formats.includes(format) ? [] : [formatNotForKind(kind.formats)]),
    ...(mode === 'DELTA' || kind.wholeLists ? [] : [modeNotForKind]),
    ...(limited ? [] : [closingLimitOutOfRange]),
    ...(mapping === null && kind.mapped ? [mappingMissing] : []),
    ...(mapping !== null && format === 'LBF_XML' && mapping.leaseEnd === undefined ? [leaseEndMissing] : []),
  ]
}

const feedCodeMalformed: Refusal = {
  code: 'FEED_CODE_MALFORMED',
  path: 'code',
  text: {
    da: 'Kildekoden skal være 2 til 63 små bogstaver (a-z), cifre eller bindestreger og begynde med bogstav eller ciffer.',
    en: 'The feed code must be 2 to 63 lower-case letters (a-z), digits or hyphens and begin with a letter or digit.',
  },
}

const OWNER_NOT_FOR_KIND: Readonly<Record<FeedKindFacts['owner'], Refusal>> = {
  ORGANISATION: {
    code: 'OWNER_NOT_FOR_KIND',
    path: 'organisationId',
    text: {
      da: 'Poster af denne slags leveres af en boligorganisation. Angiv organisationId og ikke municipalityCode.',
      en: 'Records of this kind are delivered by a housing organisation. Give organisationId and not municipalityCode.',
    },
  },
  MUNICIPALITY: {
    code: 'OWNER_NOT_FOR_KIND',
    path: 'municipalityCode',
    text: {
      da: 'Poster af denne slags leveres af en kommune. Angiv municipalityCode og ikke organisationId.',
      en: 'Records of this kind are delivered by a municipality. Give municipalityCode and not organisationId.',
    },
  },
  FUND_OR_MUNICIPALITY: {
    code: 'OWNER_NOT_FOR_KIND',
    path: 'organisationId',
    text: {
      da: 'Poster af denne slags leveres af en kommune eller af fonden. Angiv municipalityCode, eller ingen ejer for fonden.',
      en: 'Records of this kind are delivered by a municipality or by the fund. Give municipalityCode, or no owner for the fund.',
    },
  },
}

function formatNotForKind(formats: readonly FeedFormatCode[]): Refusal {
  return {
    code: 'FORMAT_NOT_FOR_KIND',
    path: 'format',
    text: {
      da: `Poster af denne slags kan ikke læses i dette format. Brug ${formats.join(', ')}.`,
      en: `Records of this kind cannot be read in this format. Use ${formats.join(', ')}.`,
    },
  }
}

/** A full list of a kind of records where what a list lacks does not end. */
export const modeNotForKind: Refusal = {
  code: 'MODE_NOT_FOR_KIND',
  path: 'mode',
  text: {
    da: 'Poster af denne slags leveres kun som ændringer (DELTA): at en post mangler, betyder ikke, at den er slut.',
    en: 'Records of this kind are delivered as DELTA only: that one is missing does not mean that it has ended.',
  },
}

const closingLimitOutOfRange: Refusal = {
  code: 'CLOSING_LIMIT_OUT_OF_RANGE',
  path: 'closingLimitPercent',
  text: {
    da: 'Grænsen skal være fra 0 til 100 procent.',
    en: 'The limit must be from 0 to 100 per cent.',
  },
}

const mappingMissing: Refusal = {
  code: 'MAPPING_MISSING',
  path: 'mapping',
  text: {
    da: 'Angiv opsætningen: mindst den kommune, hvor afdelingerne ligger.',
    en: 'Give the mapping: at least the municipality in which the estates lie.',
  },
}

const leaseEndMissing: Refusal = {
  code: 'LEASE_END_MISSING',
  path: 'mapping.leaseEnd',
  text: {
    da: 'Angiv, om lejekontraktens slutdato er lejerens sidste dag eller den første ledige dag; det fremgår ikke af filen.',
    en: 'State whether the end of a lease is the tenant’s last day or the first free day; the file does not say.',
  },
}
