import { registerEnumType } from 'type-graphql'

/** A GraphQL enum of these values, each standing for itself. */
export function enumOf<Value extends string>(...values: readonly Value[]): { readonly [Key in Value]: Key } {
  return Object.fromEntries(values.map((value) => [value, value])) as { readonly [Key in Value]: Key }
}

/** Registers the ways in which a list is sorted. */
export function orderEnum<Value extends string>(
  name: string,
  what: string,
  values: Readonly<Record<Value, string>>,
) {
  const names = Object.keys(values) as Value[]
  const enumeration = enumOf(...names)
  registerEnumType(enumeration, {
    name,
    description: `How ${what} are sorted (sortering).`,
    valuesConfig: Object.fromEntries(names.map((value) => [value, { description: values[value] }])) as never,
  })
  return enumeration
}
