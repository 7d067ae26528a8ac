import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql'
import type { GraphQLContext } from './context.ts'
import { Node } from './node.ts'
import { StrictID } from './scalars.ts'

/** Anything by its id. */
@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its id (objekt); null when there is nothing that the actor may see.',
  })
  node(
    @Arg('id', () => StrictID, { description: 'The id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Several by their ids, in the same order (objekter); null in the place of what the actor may not see.',
  })
  nodes(
    @Arg('ids', () => [StrictID], { description: 'The ids, 100 at most.' }) _ids: string[],
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The roots of the read model that belong to no context. */
export const nodeReadModel = { roots: { node: { kind: 'node' }, nodes: { kind: 'nodes' } } } as const
