import { registerEnumType } from 'type-graphql'
import { CHANNELS, RULE_CODES, type RuleCode } from '../agreements/index.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { RULE_TEXTS } from './quota-texts.ts'

export const LettingChannelEnum = enumOf(...CHANNELS)
registerEnumType(LettingChannelEnum, {
  name: 'LettingChannel',
  description: 'Where a vacant dwelling goes (udlejningsvej).',
  valuesConfig: {
    INTERNAL_TRANSFER: { description: 'To tenants who move within (intern oprykning).' },
    MUNICIPAL: { description: 'To the municipality (kommunal anvisning).' },
    FLEXIBLE: { description: 'To applicants who meet criteria (fleksibel udlejning).' },
    WAITING_LIST: { description: 'To the waiting list (venteliste).' },
    REHOUSING: { description: 'To tenants who must leave theirs (genhusning).' },
    BLOCKED: { description: 'Held outside by the agreement, for its area’s status (blokeret).' },
  },
})

export const OwnLettingChannelEnum = enumOf('INTERNAL_TRANSFER', 'REHOUSING', 'FLEXIBLE', 'WAITING_LIST')
registerEnumType(OwnLettingChannelEnum, {
  name: 'OwnLettingChannel',
  description: 'How an organisation lets a dwelling itself (organisationens egen udlejningsvej).',
  valuesConfig: {
    INTERNAL_TRANSFER: { description: 'To tenants who move within (intern oprykning).' },
    REHOUSING: { description: 'To tenants who must leave theirs (genhusning).' },
    FLEXIBLE: { description: 'To applicants who meet criteria (fleksibel udlejning).' },
    WAITING_LIST: { description: 'To the waiting list (venteliste).' },
  },
})

export const InternalTransferEnum = enumOf('TAKEN', 'NOT_TAKEN', 'PENDING')
registerEnumType(InternalTransferEnum, {
  name: 'InternalTransfer',
  description: 'What became of the internal list (intern oprykning).',
  valuesConfig: {
    TAKEN: { description: 'A tenant who moves within took it (taget).' },
    NOT_TAKEN: { description: 'Nobody took it, or nobody has said so (ikke taget).' },
    PENDING: { description: 'It is still being asked (afventer).' },
  },
})

const rules = Object.fromEntries(
  RULE_CODES.map((code) => [code, { description: `${RULE_TEXTS[code].en} (${RULE_TEXTS[code].da})` }]),
) as Record<RuleCode, { description: string }>

export const QuotaRuleEnum = enumOf(...RULE_CODES)
registerEnumType(QuotaRuleEnum, {
  name: 'QuotaRule',
  description: 'Why a turn goes where it goes (regel).',
  valuesConfig: rules,
})

export const QuotaEventKindEnum = enumOf(
  'REPORTED',
  'CORRECTED',
  'RETURNED',
  'WITHDRAWN',
  'OFFERED_AGAIN',
  'REPLACED',
  'USED_AS_TRANSITIONAL',
)
registerEnumType(QuotaEventKindEnum, {
  name: 'QuotaEventKind',
  description: 'What happened to a turn (hændelse).',
  valuesConfig: {
    REPORTED: { description: 'The organisation reported facts (oplyst).' },
    CORRECTED: { description: 'A party corrected facts, with a reason (rettet).' },
    RETURNED: { description: 'The municipality gave the dwelling back (tilbageleveret).' },
    WITHDRAWN: { description: 'The organisation took the dwelling back (trukket tilbage).' },
    OFFERED_AGAIN: { description: 'Offered again after that (stillet til rådighed igen).' },
    REPLACED: { description: 'Given in the place of a returned one (erstatningsbolig).' },
    USED_AS_TRANSITIONAL: { description: 'Let as a transitional dwelling (udslusningsbolig).' },
  },
})

export const QuotaTurnOrderEnum = enumOf('DAY_ASC', 'DAY_DESC')
registerEnumType(QuotaTurnOrderEnum, {
  name: 'QuotaTurnOrder',
  description: 'How turns are sorted (sortering).',
  valuesConfig: {
    DAY_ASC: { description: 'The oldest first (ældste først).' },
    DAY_DESC: { description: 'The newest first (nyeste først).' },
  },
})

export const QuotaBalanceOrderEnum = enumOf('PERIOD_ASC', 'PERIOD_DESC')
registerEnumType(QuotaBalanceOrderEnum, {
  name: 'QuotaBalanceOrder',
  description: 'How balances are sorted (sortering).',
  valuesConfig: {
    PERIOD_ASC: { description: 'The oldest period first, running sequences last (ældste først).' },
    PERIOD_DESC: { description: 'Running sequences first, then the newest period (nyeste først).' },
  },
})
