import { Field, ObjectType } from 'type-graphql'

/** Why a command was not carried out. */
@ObjectType('Refusal', { description: 'Why a command was not carried out (afslag). An answer, not a fault.' })
export class RefusalType {
  @Field(() => String, { description: 'Stable code that names the violated condition (årsagskode).' })
  code!: string

  @Field(() => String, {
    nullable: true,
    description: 'The place in the input (sted i input), if there is one.',
  })
  path?: string | null

  @Field(() => String, { nullable: true, description: 'The clause it rests on (hjemmel), if there is one.' })
  law?: string | null

  @Field(() => String, { description: 'What is wrong and what to do, in Danish (forklaring).' })
  messageDa!: string

  @Field(() => String, { description: 'What is wrong and what to do, in English.' })
  messageEn!: string
}
