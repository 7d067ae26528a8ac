import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql'
import { TOTAL_COUNT_MAX } from '../read/rows.ts'
import { Cursor } from './scalars.ts'

/** The arguments of every list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many rows at most, 1 to 100 (antal rækker). Obligatory.' })
  first!: number

  @Field(() => Cursor, {
    nullable: true,
    description: 'Continue after this place (sidemarkør), taken from `pageInfo.endCursor`.',
  })
  after?: string | null
}

/** Where a page begins and ends. */
@ObjectType({ description: 'Where a page of a list begins and ends (sideoplysninger).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow this page.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether this page was asked for with `after`.' })
  hasPreviousPage!: boolean

  @Field(() => Cursor, { nullable: true, description: 'The place of the first row; null on an empty page.' })
  startCursor?: string | null

  @Field(() => Cursor, {
    nullable: true,
    description: 'The place of the last row, for `after`; null on an empty page.',
  })
  endCursor?: string | null
}

/**
 * The Relay connection type of a node type, with its edge type. `danish` completes the descriptions.
 */
export function connectionOf<Node extends object>(
  name: string,
  node: () => ClassType<Node>,
  danish: string,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One row of a list with its place (${danish}).` })
  class EdgeClass {
    @Field(() => Cursor, { description: 'The place of this row, for `after`.' })
    cursor!: string

    @Field(node, { description: 'The row itself.' })
    node!: Node
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list (${danish}).` })
  class ConnectionClass implements Connection<Node> {
    @Field(() => [EdgeClass], { description: 'The rows of the page with their places.' })
    edges!: EdgeClass[]

    @Field(() => [node()], { description: 'The rows of the page.' })
    nodes!: Node[]

    @Field(() => PageInfo, { description: 'Where the page begins and ends.' })
    pageInfo!: PageInfo

    @Field(() => Int, {
      description: `How many rows match, as far as the actor may see them; counted to ${TOTAL_COUNT_MAX} at most. Ask only when needed.`,
    })
    totalCount!: number
  }
  return ConnectionClass
}

/** A page of rows. */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: PageInfo
  totalCount: number
}
