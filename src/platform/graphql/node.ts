import { Field, InterfaceType } from 'type-graphql'
import { parseGlobalId } from '../../kernel/ids.ts'
import { StrictID } from './scalars.ts'

/** Where a node carries its type; the selection decides whether it also has an id or a `__typename`, and under which key. */
const TYPE = Symbol('type')

/** A node as the resolvers of `node` and `nodes` hand it on: what was selected of it, and the type its id names. */
export function typedNode(value: unknown, id: string): unknown {
  return value === null ? null : { ...(value as object), [TYPE]: parseGlobalId(id)?.type }
}

/** Anything that `node(id:)` reaches. */
@InterfaceType({
  description: 'Anything with an id of its own that `node` reaches (objekt med id).',
  resolveType: (value: { [TYPE]: string }) => value[TYPE],
})
export abstract class Node {
  @Field(() => StrictID, {
    description: 'The id (objektets id): opaque, stable and unique across all types.',
  })
  id!: string
}
