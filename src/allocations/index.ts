export {
  type AllocationRecord,
  type DwellingName,
  REPORTED_ENDINGS,
  type ReportedAnswer,
  type ReportedEnding,
} from './allocation.record.ts'
export type { Offers } from './held-offer.service.ts'
export { appointOverdue, lapseOffer, offerTasks } from './lapse.service.ts'
export { OfferEventsResolver, OfferResolver, VacancyOffersResolver } from './offer.resolver.ts'
export { offerReadModel } from './offer.view.ts'
export { OfferCommandResolver } from './offer-command.resolver.ts'
export { DECLINE_REASONS, type DeclineReason, OFFER_BASES, type OfferBasis } from './offer.ts'
