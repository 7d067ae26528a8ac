import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Field, Info, InputType, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql'
import { type GraphQLContext } from '../platform/graphql/context.ts'
import { enumOf } from '../platform/graphql/enum.ts'
import type { ReadModel } from '../platform/read/view.ts'
import { REASON_CODES, REASON_SIDES } from './reason-code.ts'

const ReasonSideEnum = enumOf(...REASON_SIDES)
registerEnumType(ReasonSideEnum, {
  name: 'ReasonSide',
  description: 'Who gives a reason (part).',
  valuesConfig: {
    MUNICIPALITY: { description: 'The municipality, for a return or for giving up (kommunen).' },
    ORGANISATION: {
      description: 'The housing organisation, for taking an offer back (boligorganisationen).',
    },
    HOUSEHOLD: { description: 'The household, for declining (husstanden).' },
  },
})

@ObjectType('ReasonCode', {
  description:
    'A reason of the lifecycle (årsagskode), with the code of the Dutch standard VERA for exchange.',
})
export class ReasonCodeType {
  @Field(() => ReasonSideEnum, { description: 'Who gives it (part).' })
  side!: keyof typeof ReasonSideEnum

  @Field(() => String, { description: 'The code, as the commands and events have it (kode).' })
  code!: string

  @Field(() => String, {
    nullable: true,
    description: 'The code in VERA (veraCode); null where none is known to say the same.',
  })
  veraCode?: string | null

  @Field(() => String, { description: 'Where the mapping comes from, or why there is none (kilde).' })
  veraSource!: string
}

@InputType({ description: 'Which reasons (filter).' })
export class ReasonCodeFilter {
  @Field(() => ReasonSideEnum, { nullable: true, description: 'Of this side (part).' })
  side?: keyof typeof ReasonSideEnum | null
}

/** The reasons of each side. */
@Resolver()
export class ReasonCodeResolver {
  @Query(() => [ReasonCodeType], { description: 'The reasons that each side can give (årsagskoder).' })
  reasonCodes(
    @Arg('filter', () => ReasonCodeFilter, {
      nullable: true,
      description: 'Only reasons that meet all of these (filter).',
    })
    _filter: ReasonCodeFilter | null,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return context.read(info)
  }
}

/** What reasons contribute to the read model. */
export const reasonCodeReadModel: Partial<ReadModel> = {
  roots: {
    reasonCodes: {
      kind: 'constants',
      type: 'ReasonCode',
      items: ({ filter }) => {
        const side = (filter as ReasonCodeFilter | null)?.side ?? null
        return REASON_CODES.filter((reason) => side === null || reason.side === side)
      },
    },
  },
}
