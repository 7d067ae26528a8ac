import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Field, Info, InputType, ObjectType, Query, Resolver } from 'type-graphql'
import { permissionsMeeting } from '../../access/permission-matrix.ts'
import type { ReadModel } from '../read/view.ts'
import type { GraphQLContext } from './context.ts'
import { PlainText } from './scalars.ts'

@ObjectType('Permission', { description: 'One line of the permission model (adgangspolitik).' })
export class PermissionType {
  @Field(() => String, { description: 'Who (rolle).' })
  role!: string

  @Field(() => String, { description: 'May do what (handling), as `noun:verb`.' })
  action!: string

  @Field(() => String, { description: 'How the actor relates to the rows it may do it on (relation).' })
  relation!: string

  @Field(() => [String], {
    nullable: true,
    description: 'For which purposes (formål); null = any, and a request without one.',
  })
  purposes?: string[] | null

  @Field(() => String, { description: 'What it rests on (hjemmel).' })
  law!: string

  @Field(() => String, { description: 'What the action is, in Danish (forklaring).' })
  descriptionDa!: string

  @Field(() => String, { description: 'What the action is, in English.' })
  descriptionEn!: string
}

@InputType({ description: 'Which permissions (filter).' })
export class PermissionFilter {
  @Field(() => PlainText, { nullable: true, description: 'Of this role (rolle).' })
  role?: string | null

  @Field(() => PlainText, { nullable: true, description: 'To do this (handling).' })
  action?: string | null

  @Field(() => PlainText, {
    nullable: true,
    description: 'Held when a request has this purpose (formål); those for any purpose are among them.',
  })
  purpose?: string | null
}

/** The permission model, for those who are to trust it. */
@Resolver()
export class PermissionResolver {
  @Query(() => [PermissionType], {
    description:
      'The whole permission model (adgangspolitik), a few hundred lines; what is not listed is forbidden.',
  })
  permissions(
    @Arg('filter', () => PermissionFilter, {
      nullable: true,
      description: 'Only permissions that meet all of these (filter).',
    })
    _filter: PermissionFilter | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** The permissions in the read model. */
export const permissionReadModel: Partial<ReadModel> = {
  roots: {
    permissions: {
      kind: 'constants',
      type: 'Permission',
      items: ({ filter }) => permissionsMeeting((filter ?? {}) as PermissionFilter),
    },
  },
}
