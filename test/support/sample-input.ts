import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'

/** A value of each scalar that is well formed and names nothing. */
const SCALARS: Readonly<Record<string, unknown>> = {
  Boolean: false,
  Int: 1,
  ID: 'Household:00000000-0000-7000-8000-000000000000',
  PlainText: 'Tekst',
  Kroner: '1.00',
  LocalDate: '2026-11-01',
  Instant: '2026-11-01T10:00:00Z',
  IsoWeek: '2026-W45',
  MunicipalityCode: '0169',
  IdempotencyKey: 'noegle',
  Cpr: '3112575001',
}

/** Every place of an input at which a free text may stand, as the keys on the way to it; a list has one element. */
export function textPlaces(type: GraphQLInputType, above: readonly string[] = []): (readonly string[])[] {
  if (isNonNullType(type)) return textPlaces(type.ofType, above)
  if (isListType(type)) return textPlaces(type.ofType, [...above, '0'])
  if (isInputObjectType(type)) {
    if (above.length > 8) throw new Error(`${type.name} holds itself`)
    return Object.values(type.getFields()).flatMap((field) => textPlaces(field.type, [...above, field.name]))
  }
  return getNamedType(type).name === 'PlainText' ? [above] : []
}

/** An input of the type with what it must have, and `text` at the place. */
export function sampleInput(type: GraphQLInputType, place: readonly string[] | null, text: string): unknown {
  if (isNonNullType(type)) return sampleInput(type.ofType, place, text)
  if (isListType(type)) return [sampleInput(type.ofType, place?.slice(1) ?? null, text)]
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => field.name === place?.[0] || (isNonNullType(field.type) && field.defaultValue === undefined),
    )
    return Object.fromEntries(
      fields.map((field) => [
        field.name,
        sampleInput(field.type, field.name === place?.[0] ? place.slice(1) : null, text),
      ]),
    )
  }
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (place !== null) return text
  if (!(type.name in SCALARS)) throw new Error(`There is no sample of ${type.name}`)
  return SCALARS[type.name]
}
