export { SubsidyAuditCommandResolver } from './audit-command.resolver.ts'
export { SubsidyCommandResolver } from './commitment-command.resolver.ts'
export { EXPORT_TYPE, subsidyExportRoute } from './export.route.ts'
export { SubsidyFrameCommandResolver } from './frame-command.resolver.ts'
export {
  CONDITION_KINDS,
  type ConditionKind,
  STATEMENT_KINDS,
  type StatementKind,
  TARGET_GROUP_BASES,
  type TargetGroupBasis,
} from './instrument.ts'
export { ConditionKindEnum, StatementKindEnum, TargetGroupBasisEnum } from './instrument.types.ts'
export {
  type AppliedStatement,
  applyStatements,
  countStatements,
  countStatementsUnseenSince,
  type Stated,
  versionOfStatement,
  withdrawStatementsUnseenSince,
} from './statement.service.ts'
export type { StatedContent, SubsidyRecord } from './statement.ts'
export {
  SubsidyCommitmentResolver,
  SubsidyFrameResolver,
  SubsidyPeriodResolver,
  SubsidyResolver,
} from './subsidy.resolver.ts'
export { subsidyReadModel } from './subsidy.view.ts'
export {
  SubsidyAuditFieldsResolver,
  SubsidyAuditResolver,
  TenantSubsidyFieldsResolver,
} from './subsidy-audit.resolver.ts'
export { subsidyAuditReadModel } from './subsidy-audit.view.ts'
export { tenantSubsidyReadModel } from './tenant-subsidy.view.ts'
