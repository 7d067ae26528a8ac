import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../platform/database.ts'
import { PageArgs } from '../platform/graphql/connection.ts'
import { type GraphQLContext, payload, selected } from '../platform/graphql/context.ts'
import { IdempotencyKey, StrictID } from '../platform/graphql/scalars.ts'
import { EstateConnection, HousingOrganisation, Municipality } from '../registry/index.ts'
import { revokeSharingGrant, signSharingGrant } from './sharing.service.ts'
import {
  DataSharingGrant,
  DataSharingGrantConnection,
  DataSharingGrantFilter,
  DataSharingGrantOrderEnum,
  RevokeDataSharingPayload,
  SignDataSharingInput,
  SignDataSharingPayload,
} from './sharing.types.ts'
import { dataSharingGrantView } from './sharing.view.ts'

@ArgsType()
class DataSharingGrantsArgs extends PageArgs {
  @Field(() => DataSharingGrantFilter, {
    nullable: true,
    description: 'Only grants that meet all of these (filter).',
  })
  filter?: DataSharingGrantFilter | null

  @Field(() => DataSharingGrantOrderEnum, {
    defaultValue: 'SIGNED_DESC',
    description: 'How they are sorted (sortering).',
  })
  orderBy!: keyof typeof DataSharingGrantOrderEnum
}

@ArgsType()
class SendingArgs {
  @Field(() => IdempotencyKey, {
    description: 'The same key with the same input gives the same answer and no second effect.',
  })
  idempotencyKey!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Report what would happen and leave no trace (prøvekørsel).',
  })
  dryRun!: boolean
}

/** Queries and commands for data-sharing grants. */
@Resolver()
export class SharingResolver {
  readonly #database: Database
  readonly #clock: Clock
  readonly #daysMax: number

  constructor(database: Database, clock: Clock, daysMax: number) {
    this.#database = database
    this.#clock = clock
    this.#daysMax = daysMax
  }

  @Query(() => DataSharingGrantConnection, {
    description:
      'Data-sharing grants the actor may see (tilladelser til datadeling), expired and revoked ones too.',
  })
  dataSharingGrants(
    @Args(() => DataSharingGrantsArgs) _args: DataSharingGrantsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Query(() => DataSharingGrant, {
    nullable: true,
    description:
      'One data-sharing grant (tilladelse til datadeling); null when there is none that the actor may see.',
  })
  dataSharingGrant(
    @Arg('id', () => StrictID, { description: 'Its id.' }) _id: string,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }

  @Mutation(() => SignDataSharingPayload, {
    description: 'Signs a data-sharing grant for the side whose records it opens (underskriv datadeling).',
  })
  signDataSharing(
    @Arg('input', () => SignDataSharingInput, { description: 'The grant.' })
    { estateIds = null, ...input }: SignDataSharingInput,
    @Args(() => SendingArgs) { idempotencyKey, dryRun }: SendingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const how = { idempotencyKey, dryRun, today: this.#clock.today(), daysMax: this.#daysMax }
    const show = context.readBack(info, 'grant', dataSharingGrantView)
    return payload(info, () =>
      signSharingGrant(this.#database, context.origin, { ...input, estateIds }, how, show),
    )
  }

  @Mutation(() => RevokeDataSharingPayload, {
    description:
      'Revokes a data-sharing grant for the side that signed it (tilbagekald datadeling), from the next request on. One that is revoked stays as it is.',
  })
  revokeDataSharing(
    @Arg('id', () => StrictID, { description: 'The grant’s id.' }) id: string,
    @Args(() => SendingArgs) sending: SendingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'grant', dataSharingGrantView)
    return payload(info, () => revokeSharingGrant(this.#database, context.origin, id, sending, show))
  }
}

/** The grant's fields that take arguments. */
@Resolver(() => DataSharingGrant)
export class DataSharingGrantResolver {
  @FieldResolver(() => EstateConnection, {
    description:
      'The estates it is limited to, as far as the actor may see them (afdelinger); empty when `estateIds` is null.',
  })
  estates(
    @Root() grant: DataSharingGrant,
    @Args(() => PageArgs) _page: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(grant, null, null, info)
  }
}

const BELOW = 'Its data-sharing grants that the actor may see (tilladelser til datadeling).'

/** Data-sharing grants of a municipality. */
@Resolver(() => Municipality)
export class MunicipalitySharingResolver {
  @FieldResolver(() => DataSharingGrantConnection, { description: BELOW })
  dataSharingGrants(
    @Root() municipality: Municipality,
    @Args(() => DataSharingGrantsArgs) _args: DataSharingGrantsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(municipality, null, null, info)
  }
}

/** Data-sharing grants of an organisation. */
@Resolver(() => HousingOrganisation)
export class HousingOrganisationSharingResolver {
  @FieldResolver(() => DataSharingGrantConnection, { description: BELOW })
  dataSharingGrants(
    @Root() organisation: HousingOrganisation,
    @Args(() => DataSharingGrantsArgs) _args: DataSharingGrantsArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return selected(organisation, null, null, info)
  }
}
