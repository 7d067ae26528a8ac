export { FittingCasesResolver, FittingVacanciesResolver, MatchResolver } from './match.resolver.ts'
export {
  type MatchedFacts,
  type MatchQuestion,
  matchedFacts,
} from './match.service.ts'
export {
  type MatchResult,
  PARAMETERS,
  type ParameterName,
  RULE_CODES,
  RULE_SET,
  type RuleCode,
  type Undecided,
} from './match.ts'
export { MatchRuleResult, UndecidedEnum } from './match.types.ts'
export { type DecidedPair, matchReadModel, rulesKnownThen, sameResultsSql } from './match.view.ts'
export { MatchingParameterResolver } from './parameter.resolver.ts'
export { setMatchingParameter } from './parameter.service.ts'
export { parameterReadModel } from './parameter.view.ts'
