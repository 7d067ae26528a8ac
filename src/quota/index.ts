export type { Letting, Pair } from './quota-turn.ts'
export { refreshLedgers, startQuotaLedger } from './refresh.service.ts'
export {
  type Act,
  actOnTurn,
  enterQuotaEvent,
  type QuotaHappening,
  type QuotaTermInForce,
  quotaTermOf,
} from './turn.service.ts'
