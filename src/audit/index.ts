export {
  type Checkpoint,
  type CheckpointSigner,
  checkpointSigner,
  claimedKeyId,
  readCheckpoint,
  type SignedCheckpoint,
  type SigningKey,
} from './checkpoint.ts'
export { exportCheckpoints, readExport } from './export.service.ts'
export { FINDINGS, type Finding, type FindingCode } from './finding.ts'
export { type AuditSource, leafHashOf, SEALED_TABLES } from './leaf.ts'
export { type InclusionProof, leafHash, nodeHash, verifyInclusion } from './merkle.ts'
export { AuditResolver } from './sealing.resolver.ts'
export { type Sealing, type SealingOptions, sealBatch, startSealing } from './sealing.service.ts'
export { auditReadModel } from './sealing.view.ts'
export { type Verification, type VerificationOptions, verify } from './verification.service.ts'
