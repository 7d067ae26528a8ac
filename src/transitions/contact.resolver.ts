import type { GraphQLResolveInfo } from 'graphql'
import { Args, ArgsType, Field, FieldResolver, Info, Resolver, Root } from 'type-graphql'
import { PageArgs } from '../platform/graphql/connection.ts'
import { selected } from '../platform/graphql/context.ts'
import { Tenancy } from '../tenancies/index.ts'
import { TenancyContactConnection, TenancyContactFilter, TenancyContactOrderEnum } from './contact.types.ts'

@ArgsType()
class TenancyContactsArgs extends PageArgs {
  @Field(() => TenancyContactFilter, {
    nullable: true,
    description: 'Only contacts that meet all of these (filter).',
  })
  filter?: TenancyContactFilter | null

  @Field(() => TenancyContactOrderEnum, {
    defaultValue: 'FROM_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof TenancyContactOrderEnum
}

/** Contacts of a tenancy. */
@Resolver(() => Tenancy)
export class TenancyContactsResolver {
  @FieldResolver(() => TenancyContactConnection, {
    description: 'Whom the landlord may call about it (kontaktpersoner).',
  })
  contacts(
    @Root() tenancy: Tenancy,
    @Args(() => TenancyContactsArgs) _args: TenancyContactsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(tenancy, null, null, info)
  }
}
