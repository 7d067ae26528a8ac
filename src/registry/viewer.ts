import type { GraphQLResolveInfo } from 'graphql'
import { Ctx, Field, Info, ObjectType, Query, Resolver } from 'type-graphql'
import { ACTIONS } from '../access/permission-matrix.ts'
import { grantsHeld } from '../access/viewer.ts'
import type { GraphQLContext } from '../platform/graphql/context.ts'
import type { ReadModel } from '../platform/read/view.ts'
import { HousingOrganisation, Municipality } from './registry.types.ts'
import { housingOrganisationView, municipalityView } from './registry.view.ts'

@ObjectType({ description: 'Who the hub takes the caller to be (den kaldende part), from the token alone.' })
export class Viewer {
  @Field(() => String, { description: 'The token’s subject (subjekt).' })
  subject!: string

  @Field(() => String, { description: 'The client that got the token (klient).' })
  clientId!: string

  @Field(() => [String], { description: 'The roles it carries (roller).' })
  roles!: string[]

  @Field(() => String, {
    nullable: true,
    description: 'The purpose of this request (formål), from the token or `x-purpose`.',
  })
  purpose?: string | null

  @Field(() => [String], {
    description:
      'What it may do for this purpose (tilladte handlinger), as `noun:verb`; over which rows, `permissions` says.',
  })
  permissions!: string[]

  @Field(() => [HousingOrganisation], { description: 'The organisations it acts for (boligorganisationer).' })
  organisations!: HousingOrganisation[]

  @Field(() => [Municipality], { description: 'The municipalities it acts for or audits (kommuner).' })
  municipalities!: Municipality[]
}

/** Who is asking. */
@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who is asking (den kaldende part).' })
  viewer(@Ctx() context: GraphQLContext, @Info() info: GraphQLResolveInfo) {
    return context.read(info)
  }
}

/** The viewer in the read model: its own fields from the token, its organisations and municipalities as rows. */
export const viewerReadModel: Partial<ReadModel> = {
  roots: {
    viewer: {
      kind: 'object',
      type: 'Viewer',
      fields: {
        subject: { kind: 'actor', cast: 'text', value: (actor) => actor.subject },
        clientId: { kind: 'actor', cast: 'text', value: (actor) => actor.clientId },
        roles: { kind: 'actor', cast: 'text[]', value: (actor) => actor.roles },
        purpose: { kind: 'actor', cast: 'text', value: (actor) => actor.purpose },
        permissions: {
          kind: 'actor',
          cast: 'text[]',
          value: (actor) => ACTIONS.filter((action) => grantsHeld(actor, action).length > 0),
        },
        organisations: {
          kind: 'list',
          type: 'HousingOrganisation',
          from: (_, organisation) =>
            `(select * from public.housing_organisation
               where id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
               order by name, id limit 100) ${organisation}`,
          orderBy: (organisation) => `${organisation}.name, ${organisation}.id`,
          fields: housingOrganisationView.fields,
        },
        municipalities: {
          kind: 'list',
          type: 'Municipality',
          from: (_, municipality) =>
            `(select * from public.municipality
               where code = any (nullif(current_setting('app.municipality_codes', true), '')::text[])
                  or code = any (nullif(current_setting('app.engaged_municipality_codes', true), '')::text[])
               order by code limit 100) ${municipality}`,
          orderBy: (municipality) => `${municipality}.code`,
          fields: municipalityView.fields,
        },
      },
    },
  },
}
