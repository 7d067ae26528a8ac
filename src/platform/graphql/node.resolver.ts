import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql'
import type { GraphQLContext } from './context.ts'
import { Node, typedNode } from './node.ts'
import { StrictID } from './scalars.ts'

/** Anything by its id. */
@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its id (objekt); null when there is nothing that the actor may see.',
  })
  async node(
    @Arg('id', () => StrictID, { description: 'The id.' }) id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return typedNode(await context.read(info), id)
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Several by their ids, in the same order (objekter); null in the place of what the actor may not see.',
  })
  async nodes(
    @Arg('ids', () => [StrictID], { description: 'The ids, 100 at most.' }) ids: string[],
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const nodes = (await context.read(info)) as unknown[]
    return nodes.map((node, index) => typedNode(node, ids[index] ?? ''))
  }
}

/** The roots of the read model that belong to no context. */
export const nodeReadModel = { roots: { node: { kind: 'node' }, nodes: { kind: 'nodes' } } } as const
