export {
  type AllocationRecord,
  type DwellingName,
  REPORTED_ENDINGS,
  type ReportedAnswer,
  type ReportedEnding,
} from './allocation.record.ts'
export { housingStepNotAllowed } from './allocation.service.ts'
export { AllocationResolver, HouseholdAllocationsResolver } from './allocation.resolver.ts'
export { AllocationDecision } from './allocation.types.ts'
export { allocationReadModel } from './allocation.view.ts'
export { AllocationCommandResolver } from './allocation-command.resolver.ts'
export { DeclineReasonEnum, HouseholdAnswerEnum } from './allocation-words.types.ts'
export type { Offers } from './held-offer.service.ts'
export { appointOverdue, lapseOffer, offerTasks } from './lapse.service.ts'
export { noticeEffectOn } from './liability.rules.ts'
export { OfferEventsResolver, OfferResolver, VacancyOffersResolver } from './offer.resolver.ts'
export {
  type DayCount,
  DECLINE_REASONS,
  type DeclineReason,
  type NoticeEffect,
  OFFER_BASES,
  type OfferBasis,
} from './offer.ts'
export { MunicipalOffer } from './offer.types.ts'
export { liableEnd, liableThrough, offerReadModel, offerView } from './offer.view.ts'
export { OfferCommandResolver } from './offer-command.resolver.ts'
export { DayCountEnum, NoticeEffectEnum, OfferBasisEnum } from './offer-words.types.ts'
export { ReasonCodeResolver, reasonCodeReadModel } from './reason-code.resolver.ts'
export { REASON_CODES } from './reason-code.ts'
export {
  type AppliedReport,
  applyAllocationRecords,
  type ReportedAllocation,
  versionOfReport,
} from './report.service.ts'
