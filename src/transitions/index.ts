export { ArrearsResolver, TenancyArrearsResolver } from './arrears.resolver.ts'
export { ARREARS_STEPS, type ArrearsStepKind } from './arrears.ts'
export { ArrearsStepKindEnum } from './arrears.types.ts'
export { arrearsReadModel } from './arrears.view.ts'
export { ArrearsCommandResolver } from './arrears-command.resolver.ts'
export { transitionCommands } from './command-resolvers.ts'
export { TenancyContactsResolver } from './contact.resolver.ts'
export { contactReadModel } from './contact.view.ts'
export { ContactCommandResolver } from './contact-command.resolver.ts'
export {
  TransitionCostLinesResolver,
  TransitionCostResolver,
  TransitionYearCostLinesResolver,
} from './cost.resolver.ts'
export { transitionCostReadModel } from './cost.view.ts'
export { TransitionEventsResolver } from './event.resolver.ts'
export { transitionEventReadModel } from './event.view.ts'
export { TransitionFigureResolver } from './figure.resolver.ts'
export { transitionFigureReadModel } from './figure.view.ts'
export { GuaranteeResolver } from './guarantee.resolver.ts'
export { guaranteeReadModel } from './guarantee.view.ts'
export { GuaranteeCommandResolver } from './guarantee-command.resolver.ts'
export { PaymentReviewResolver } from './payment-review.resolver.ts'
export { paymentReviewReadModel } from './payment-review.view.ts'
export { PaymentReviewCommandResolver } from './payment-review-command.resolver.ts'
export { appointReminders, type Reminders, remindAll, reminderTasks } from './reminder.service.ts'
export { REMINDER_TEXTS } from './reminder.ts'
export {
  type AppliedRecord,
  applyTransitionRecords,
  type ReportedRecord,
  versionOfRecord,
} from './report.service.ts'
export { HouseholdStaysResolver, StayResolver } from './stay.resolver.ts'
export {
  DISCHARGE_CONDITIONS,
  type DischargeConditionKind,
  type MetCondition,
  STAY_KINDS,
  STAY_OUTCOMES,
  STAY_PROVIDERS,
  type StayKind,
  type StayOutcome,
  type StayProvider,
} from './stay.ts'
export { StayKindEnum, StayOutcomeEnum, StayProviderEnum } from './stay.types.ts'
export { stayReadModel } from './stay.view.ts'
export { StayCommandResolver } from './stay-command.resolver.ts'
export { HouseholdSupportResolver, SupportResolver } from './support.resolver.ts'
export { SUPPORT_PARAGRAPHS, type SupportParagraph } from './support.ts'
export { SupportParagraphEnum } from './support.types.ts'
export { supportReadModel } from './support.view.ts'
export { SupportCommandResolver } from './support-command.resolver.ts'
export { TodoResolver } from './todo.resolver.ts'
export { todoReadModel } from './todo.view.ts'
export type {
  ArrearsRecord,
  StayRecord,
  SupportRecord,
  TenancyRecord,
  TransitionRecordKind,
  TransitionRecords,
} from './transition.record.ts'
export { TransitionCapResolver, TransitionDayResolver, TransitionResolver } from './transition.resolver.ts'
export { transitionReadModel } from './transition.view.ts'
export { TransitionCommandResolver } from './transition-command.resolver.ts'
export { TransitionParameterResolver } from './transition-parameter.resolver.ts'
export { transitionParameterReadModel } from './transition-parameter.view.ts'
