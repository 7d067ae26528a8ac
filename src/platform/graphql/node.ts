import { Field, InterfaceType } from 'type-graphql'
import { StrictID } from './scalars.ts'

/** Anything that `node(id:)` reaches. */
@InterfaceType({
  description: 'Anything with an id of its own that `node` reaches (objekt med id).',
  resolveType: (value: { __typename?: string; id: string }) => value.__typename ?? value.id.split(':')[0],
})
export abstract class Node {
  @Field(() => StrictID, {
    description: 'The id (objektets id): opaque, stable and unique across all types.',
  })
  id!: string
}
