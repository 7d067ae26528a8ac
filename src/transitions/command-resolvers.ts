import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { ArrearsCommandResolver } from './arrears-command.resolver.ts'
import { ContactCommandResolver } from './contact-command.resolver.ts'
import { GuaranteeCommandResolver } from './guarantee-command.resolver.ts'
import { PaymentReviewCommandResolver } from './payment-review-command.resolver.ts'
import { StayCommandResolver } from './stay-command.resolver.ts'
import { SupportCommandResolver } from './support-command.resolver.ts'
import { TransitionCommandResolver } from './transition-command.resolver.ts'
import { TransitionParameterResolver } from './transition-parameter.resolver.ts'

/** The commands of this context, ready to work. */
export function transitionCommands(database: Database, clock: Clock): readonly object[] {
  return [
    new StayCommandResolver(database, clock),
    new SupportCommandResolver(database),
    new ContactCommandResolver(database),
    new PaymentReviewCommandResolver(database, clock),
    new GuaranteeCommandResolver(database, clock),
    new ArrearsCommandResolver(database, clock),
    new TransitionParameterResolver(database),
    new TransitionCommandResolver(database, clock),
  ]
}
