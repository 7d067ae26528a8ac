import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import { StrictID } from '../platform/graphql/scalars.ts'
import {
  AuditCheckpointConnection,
  AuditCheckpointOrderEnum,
  AuditProof,
  AuditSourceEnum,
} from './sealing.types.ts'

/** The queries for what is sealed. */
@Resolver()
export class AuditResolver {
  @Query(() => AuditCheckpointConnection, {
    description: 'The signed checkpoints of the audit tree (kontrolpunkter).',
  })
  auditCheckpoints(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('orderBy', () => AuditCheckpointOrderEnum, {
      defaultValue: 'TREE_SIZE_DESC',
      description: 'How they are sorted (sortering).',
    })
    _orderBy: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => AuditProof, {
    nullable: true,
    description:
      'The proof that a row is sealed (bevis); null when there is no such row that the actor may see, or when it is not sealed yet.',
  })
  auditProof(
    @Arg('source', () => AuditSourceEnum, { description: 'The row’s table (tabel).' }) _source: string,
    @Arg('rowId', () => StrictID, { description: 'Its id there (række).' }) _rowId: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}
