export { AgreementListsResolver, AgreementResolver, AgreementVersionResolver } from './agreement.resolver.ts'
export {
  CHANNELS,
  type Channel,
  type FlexibleCriterion,
  LEGAL_BASES,
  type LegalBasis,
  type QuotaLevel,
  RETURN_REASONS,
  type ReturnReason,
  type TermScope,
} from './agreement.ts'
export { Agreement, AgreementTerm, AgreementVersion, FlexibleCriterionUse } from './agreement.types.ts'
export {
  agreementReadModel,
  agreementTermView,
  agreementVersionView,
  agreementView,
  criterionUses,
} from './agreement.view.ts'
export { AgreementCommandResolver } from './agreement-command.resolver.ts'
export { FlexibleCriterionEnum, QuotaLevelEnum, ReturnReasonEnum } from './agreement-words.types.ts'
export {
  addBusinessDays,
  answerDeadline,
  type ClosingDay,
  endOfDay,
  isBusinessDay,
  publicHolidays,
} from './business-day.ts'
export { quotaLedger } from './quota.rules.ts'
export {
  type ActedTurn,
  type Balance,
  type CapUse,
  type Explanation,
  type Ledger,
  type QuotaEvent,
  type QuotaInput,
  type QuotaPlacement,
  type QuotaTerm,
  type QuotaVacancy,
  type QuotaVersion,
  RULE_CODES,
  type RuleCode,
  type Turn,
  type TurnPlace,
  type VacancyFacts,
} from './quota.ts'
export { loadQuotaAgreements, type QuotaAgreements } from './quota-versions.service.ts'
export { type TermFound, termInForce } from './term-in-force.rules.ts'
