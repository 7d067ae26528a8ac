export { QuotaResolver, VacancyTurnResolver } from './quota.resolver.ts'
export { QuotaBalance, QuotaTurn } from './quota.types.ts'
export { quotaBalanceView, quotaReadModel, quotaTurnView } from './quota.view.ts'
export { QuotaCommandResolver } from './quota-command.resolver.ts'
export type { Letting, Pair } from './quota-turn.ts'
export { LettingChannelEnum } from './quota-words.types.ts'
export { refreshLedgers, startQuotaLedger } from './refresh.service.ts'
export {
  type Act,
  actOnTurn,
  enterQuotaEvent,
  type QuotaHappening,
  type QuotaTermInForce,
  quotaTermOf,
} from './turn.service.ts'
