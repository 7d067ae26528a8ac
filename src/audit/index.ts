export {
  AccessLogExtractResolver,
  AccessLogResolver,
  AccessLogSampleResolver,
} from './access-log.resolver.ts'
export { accessLogReadModel, extractByCpr } from './access-log.view.ts'
export { type CheckpointSigner, checkpointSigner, contentSigner, type SigningKey } from './checkpoint.ts'
export { exportCheckpoints, readExport } from './export.service.ts'
export { FINDINGS, type Finding } from './finding.ts'
export { leafHashOf, SEALED_TABLES, type SealedTable } from './leaf.ts'
export { type InclusionProof, verifyInclusion } from './merkle.ts'
export { AuditResolver } from './sealing.resolver.ts'
export { sealBatch, startSealing } from './sealing.service.ts'
export { auditReadModel } from './sealing.view.ts'
export { type Verification, verify } from './verification.service.ts'
