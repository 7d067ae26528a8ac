import { registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'
import {
  FIRST_TURNS,
  FLEXIBLE_BASES,
  FLEXIBLE_CRITERIA,
  type FlexibleCriterion,
  LEGAL_BASES,
  QUOTA_BASES,
  QUOTA_LEVELS,
  REMAINDERS,
  RETURN_REASONS,
  SETTLEMENTS,
  SHARED_CHANNELS,
  TERM_SCOPES,
  VERSION_STATUSES,
} from './agreement.ts'

export const LegalBasisEnum = enumOf(...LEGAL_BASES)
registerEnumType(LegalBasisEnum, {
  name: 'LegalBasis',
  description: 'What an agreement rests on (hjemmel).',
  valuesConfig: {
    SECTION_59_1: { description: 'Almenboligloven § 59 stk. 1: up to every fourth family dwelling.' },
    SECTION_59_2: { description: 'Almenboligloven § 59 stk. 2: by agreement, more or fewer.' },
    SECTION_59_3: { description: 'Almenboligloven § 59 stk. 3: up to every fourth youth dwelling.' },
    SECTION_59_4: { description: 'Almenboligloven § 59 stk. 4: extended, for the mix of residents.' },
    SECTION_60: { description: 'Almenboligloven § 60: flexible letting (fleksibel udlejning).' },
    SECTION_60_A: { description: 'Almenboligloven § 60 a: letting after advertising (annoncering).' },
    SECTION_60_B: { description: 'Almenboligloven § 60 b: extended to other organisations.' },
    SECTION_63: { description: 'Almenboligloven § 63: transitional dwellings (udslusningsboliger).' },
  },
})

export const QuotaLevelEnum = enumOf(...QUOTA_LEVELS)
registerEnumType(QuotaLevelEnum, {
  name: 'QuotaLevel',
  description: 'What one sequence of turns counts (opgørelsesniveau).',
  valuesConfig: {
    ORGANISATION: { description: 'All that the organisation lets in the municipality together.' },
    ESTATE: { description: 'Each estate by itself (afdeling).' },
    DWELLING_TYPE: { description: 'Each dwelling type by itself (boligtype).' },
  },
})

export const QuotaBaseEnum = enumOf(...QUOTA_BASES)
registerEnumType(QuotaBaseEnum, {
  name: 'QuotaBase',
  description: 'Which vacancies the municipal share is a share of (beregningsgrundlag).',
  valuesConfig: {
    ALL: { description: 'All, whoever takes them, except in blocked areas.' },
    AFTER_INTERNAL_TRANSFER: {
      description:
        'Those that neither internal transfer nor rehousing took (efter intern oprykning og genhusning).',
    },
    AFTER_FLEXIBLE_LETTING: {
      description: 'Those that flexible letting did not take (efter fleksibel udlejning).',
    },
    BY_DWELLING_TYPE: { description: 'All of the same dwelling type, each type counted by itself.' },
  },
})

export const FirstTurnEnum = enumOf(...FIRST_TURNS)
registerEnumType(FirstTurnEnum, {
  name: 'FirstTurn',
  description: 'Whether "every third" gives the municipality the third dwelling or the first (første tur).',
  valuesConfig: {
    AT_END: { description: 'The third: its part is never above the share (afrundet ned).' },
    AT_START: { description: 'The first: its part is never below the share (afrundet op).' },
  },
})

export const SettlementEnum = enumOf(...SETTLEMENTS)
registerEnumType(SettlementEnum, {
  name: 'Settlement',
  description: 'When turns are settled (opgørelse).',
  valuesConfig: {
    EVERY_NTH: { description: 'One running sequence (løbende, hver n-te).' },
    PER_QUARTER: { description: 'Counted afresh each quarter (pr. kvartal).' },
    PER_YEAR: { description: 'Counted afresh each calendar year (pr. år).' },
  },
})

export const RemainderEnum = enumOf(...REMAINDERS)
registerEnumType(RemainderEnum, {
  name: 'Remainder',
  description: 'What becomes of the part of a turn that is left when a period ends (rest).',
  valuesConfig: {
    CARRIED: { description: 'It counts in the next period (føres videre).' },
    DROPPED: { description: 'It is gone (bortfalder).' },
  },
})

export const FlexibleBaseEnum = enumOf(...FLEXIBLE_BASES)
registerEnumType(FlexibleBaseEnum, {
  name: 'FlexibleBase',
  description: 'What the flexible share is a share of (grundlag for fleksibel udlejning).',
  valuesConfig: {
    ALL: { description: 'All vacancies that count.' },
    AFTER_MUNICIPAL: { description: 'Those that the municipality does not take.' },
  },
})

export const SharedChannelEnum = enumOf(...SHARED_CHANNELS)
registerEnumType(SharedChannelEnum, {
  name: 'SharedChannel',
  description: 'Where a vacant dwelling goes, where groups take parts (udlejningsvej).',
  valuesConfig: {
    INTERNAL_TRANSFER: { description: 'Tenants who move within (intern oprykning).' },
    MUNICIPAL: { description: 'The municipality (kommunal anvisning).' },
    FLEXIBLE: { description: 'Applicants who meet criteria (fleksibel udlejning).' },
    WAITING_LIST: { description: 'The waiting list (venteliste).' },
  },
})

export const ReturnReasonEnum = enumOf(...RETURN_REASONS)
registerEnumType(ReturnReasonEnum, {
  name: 'ReturnReason',
  description: 'Why the municipality gives a dwelling back (årsag til tilbagelevering).',
  valuesConfig: {
    RENT_TOO_HIGH: { description: 'Husleje for høj.' },
    DEPOSIT_TOO_HIGH: { description: 'Indskud for højt.' },
    SIZE: { description: 'Størrelse.' },
    LOCATION: { description: 'Beliggenhed.' },
    ACCESSIBILITY: { description: 'Tilgængelighed.' },
    CONDITION: { description: 'Stand.' },
    AREA_RESTRICTION: { description: 'Områderestriktion.' },
    NO_FITTING_CITIZEN: { description: 'Ingen egnet borger.' },
    DEADLINE_PASSED: { description: 'Frist overskredet.' },
    CITIZEN_DECLINED: { description: 'Borger afslog.' },
  },
})

export const FlexibleCriterionEnum = enumOf(...(Object.keys(FLEXIBLE_CRITERIA) as FlexibleCriterion[]))
registerEnumType(FlexibleCriterionEnum, {
  name: 'FlexibleCriterion',
  description: 'A criterion for flexible letting, with the parameters it takes (fleksibelt kriterium).',
  valuesConfig: {
    EMPLOYMENT: {
      description:
        'Fast arbejde: `hoursPerWeekMin`, `incomeMonthlyMin` (kroner), `yearsMin` (how long it has lasted).',
    },
    EDUCATION: { description: 'Under uddannelse.' },
    COMMUTER: { description: 'Pendler eller tilflytter: lives elsewhere, works in the municipality.' },
    SEPARATION: {
      description: 'Skilsmisse: `yearsMax` (since), `jointAddressYearsMin` (at the same address before).',
    },
    SENIOR: { description: 'Senior: `ageMin`.' },
    FAMILY_WITH_CHILDREN: { description: 'Familie med børn: `childAgeMax`.' },
    YOUTH: { description: 'Unge: `ageMax`.' },
    CLEAN_CRIMINAL_RECORD: { description: 'Ren straffeattest: `ageMin` (of those it is asked of).' },
    EDUCATION_LEVEL: { description: 'Uddannelse ud over grundskolen.' },
    YOUTH_DWELLING_TENANT: { description: 'Boet i ungdomsbolig: `yearsMin`.' },
  },
})

export const TermScopeEnum = enumOf(...TERM_SCOPES)
registerEnumType(TermScopeEnum, {
  name: 'TermScope',
  description: 'What a term is about (vilkårets område). The first of these that fits a dwelling wins.',
  valuesConfig: {
    ESTATE_AND_TYPE: { description: 'A dwelling type in an estate (boligtype i en afdeling).' },
    ESTATE: { description: 'An estate (afdeling).' },
    STEP_AND_TYPE: { description: 'A dwelling type in estates on a step (boligtype på et trin).' },
    STEP: { description: 'Estates on a step (trin).' },
    DWELLING_TYPE: { description: 'A dwelling type in every estate (boligtype).' },
    ORGANISATION: { description: 'Every dwelling of the parties (alle boliger).' },
  },
})

export const VersionStatusEnum = enumOf(...VERSION_STATUSES)
registerEnumType(VersionStatusEnum, {
  name: 'AgreementVersionStatus',
  description: 'Where an agreement’s version stands (aftaleversionens status).',
  valuesConfig: {
    PROPOSED: { description: 'Proposed by the municipality (foreslået); decides nothing.' },
    IN_FORCE: { description: 'In force in its period (gældende).' },
  },
})
