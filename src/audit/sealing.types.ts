import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { connectionOf } from '../platform/graphql/connection.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import { Instant, StrictID } from '../platform/graphql/scalars.ts'

export const AuditSourceEnum = enumOf(
  'CHANGE',
  'DATA_SHARING_GRANT',
  'DATA_SHARING_REVOCATION',
  'ACCESS_LOG',
  'ACCESS_LOG_REVIEW',
  'CRITERION_ANSWER',
  'QUOTA_EVENT',
  'ALLOCATION_DECISION',
  'AGREEMENT_TERM',
  'AGREEMENT_CONSENT',
  'OFFER_EVENT',
  'ARREARS_RESPONSE',
  'SUBSIDY_AUDIT',
  'SUBSIDY_CORRECTION',
  'SUBSIDY_FINDING_ANSWER',
)
registerEnumType(AuditSourceEnum, {
  name: 'AuditSource',
  description: 'A table whose rows are sealed against tampering (forseglet tabel).',
  valuesConfig: {
    CHANGE: { description: 'Who changed something and why (ændringer).' },
    DATA_SHARING_GRANT: { description: 'What the data controllers share (datadelingstilladelser).' },
    DATA_SHARING_REVOCATION: { description: 'What they have stopped sharing (tilbagekaldelser).' },
    ACCESS_LOG: { description: 'Who looked at personal rows (opslagslog).' },
    CRITERION_ANSWER: { description: 'The answers of criteria checks (svar om kriterier).' },
    ACCESS_LOG_REVIEW: { description: 'The verdicts on sampled looks (stikprøver).' },
    QUOTA_EVENT: { description: 'What happened to turns of the quota ledger (kvotehændelser).' },
    ALLOCATION_DECISION: { description: 'The decisions to allocate a dwelling (afgørelser om anvisning).' },
    AGREEMENT_TERM: { description: 'The terms of agreements (aftalevilkår).' },
    AGREEMENT_CONSENT: {
      description: 'The consents of organisations to agreements (samtykker til aftaler).',
    },
    OFFER_EVENT: { description: 'The steps of offers, answers and returns too (tilbuddenes trin).' },
    ARREARS_RESPONSE: { description: 'What the municipality did about arrears (indsatser ved restance).' },
    SUBSIDY_AUDIT: { description: 'The runs of the subsidy audit (kontrolkørsler).' },
    SUBSIDY_CORRECTION: { description: 'The corrections of subsidies (rettelser).' },
    SUBSIDY_FINDING_ANSWER: { description: 'The answers to findings of the subsidy audit (svar på fund).' },
  },
})

export const AuditCheckpointOrderEnum = enumOf('TREE_SIZE_DESC', 'TREE_SIZE_ASC')
registerEnumType(AuditCheckpointOrderEnum, {
  name: 'AuditCheckpointOrder',
  description: 'How checkpoints are sorted (sortering af kontrolpunkter).',
  valuesConfig: {
    TREE_SIZE_DESC: { description: 'The newest first (nyeste først).' },
    TREE_SIZE_ASC: { description: 'The oldest first (ældste først).' },
  },
})

@ObjectType({
  description:
    'The signed state of the audit tree (underskrevet kontrolpunkt). Whoever keeps one can later prove every change to ' +
    'what was sealed before it.',
})
export class AuditCheckpoint {
  @Field(() => Int, { description: 'How many leaves it covers (antal blade).' })
  treeSize!: number

  @Field(() => String, {
    description: 'The root of the Merkle tree (rod), RFC 6962 with SHA-256, hexadecimal.',
  })
  root!: string

  @Field(() => Instant, { description: 'When it was signed (tidspunkt).' })
  at!: string

  @Field(() => String, {
    description:
      'Size, root and time, signed (underskrift): a compact JWS with EdDSA; its header carries the public key.',
  })
  jws!: string
}

export const AuditCheckpointConnection = connectionOf(
  'AuditCheckpoint',
  () => AuditCheckpoint,
  'kontrolpunkter',
)

@ObjectType({
  description: 'What proves that a row is sealed as it was written (bevis for optagelse), RFC 6962 § 2.1.1.',
})
export class AuditProof {
  @Field(() => StrictID, { description: 'The row’s id in its table (række).' })
  rowId!: string

  @Field(() => Int, { description: 'The leaf’s place in the tree, from 0 (bladets plads).' })
  leafIndex!: number

  @Field(() => String, { description: 'The row’s hash (bladets hashværdi), hexadecimal.' })
  leafHash!: string

  @Field(() => Int, { description: 'How many leaves the tree has that it leads to (antal blade).' })
  treeSize!: number

  @Field(() => [String], {
    description: 'The audit path from the leaf’s neighbour up (nabohashværdier), hexadecimal.',
  })
  hashes!: string[]

  @Field(() => AuditCheckpoint, {
    description: 'The checkpoint with the root that it leads to (kontrolpunkt).',
  })
  checkpoint!: AuditCheckpoint
}
