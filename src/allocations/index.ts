export {
  AllocationResolver,
  HouseholdAllocationsResolver,
  OfferHouseholdsResolver,
} from './allocation.resolver.ts'
export { allocationReadModel } from './allocation.view.ts'
export { AllocationCommandResolver } from './allocation-command.resolver.ts'
export type { Offers } from './held-offer.service.ts'
export { appointOverdue, lapseOffer, offerTasks } from './lapse.service.ts'
export { OfferEventsResolver, OfferResolver, VacancyOffersResolver } from './offer.resolver.ts'
export { offerReadModel } from './offer.view.ts'
export { OfferCommandResolver } from './offer-command.resolver.ts'
export { ReasonCodeResolver, reasonCodeReadModel } from './reason-code.resolver.ts'
export { REASON_CODES } from './reason-code.ts'
