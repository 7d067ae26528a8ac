export { AgreementListsResolver, AgreementResolver, AgreementVersionResolver } from './agreement.resolver.ts'
export { type Channel, type LegalBasis, RETURN_REASONS, type ReturnReason } from './agreement.ts'
export { AgreementTerm, AgreementVersion } from './agreement.types.ts'
export { agreementReadModel, agreementTermView, agreementVersionView } from './agreement.view.ts'
export { AgreementCommandResolver } from './agreement-command.resolver.ts'
export { ReturnReasonEnum } from './agreement-words.types.ts'
export {
  addBusinessDays,
  answerDeadline,
  type ClosingDay,
  isBusinessDay,
  publicHolidays,
} from './business-day.ts'
export { quotaLedger } from './quota.rules.ts'
export type {
  ActedTurn,
  Balance,
  CapUse,
  Explanation,
  Ledger,
  QuotaEvent,
  QuotaInput,
  QuotaPlacement,
  QuotaTerm,
  QuotaVacancy,
  QuotaVersion,
  RuleCode,
  Turn,
  TurnPlace,
  VacancyFacts,
} from './quota.ts'
export { loadQuotaAgreements, type QuotaAgreements } from './quota-versions.service.ts'
export { type TermFound, termInForce } from './term-in-force.rules.ts'
