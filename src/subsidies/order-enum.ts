import { registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'

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
