import {
  type GraphQLInputType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { holdsCpr } from '../../kernel/cpr.ts'
import type { Refusal } from '../../kernel/errors.ts'
import { PlainText } from './scalars.ts'

/** Where a command's free texts hold a CPR number, such as `input.payments.0.reference`; null when none of them does. */
export function textWithCpr({
  parentType,
  fieldName,
  fieldNodes: [node],
  variableValues,
}: GraphQLResolveInfo): string | null {
  const field = parentType.getFields()[fieldName]
  if (field === undefined || node === undefined) return null
  const values = getArgumentValues(field, node, variableValues)
  return first(field.args, ({ name, type }) => placeIn(type, values[name], name))
}

function placeIn(type: GraphQLInputType, value: unknown, path: string): string | null {
  if (value === null || value === undefined) return null
  if (isNonNullType(type)) return placeIn(type.ofType, value, path)
  if (isListType(type))
    return first([...(value as readonly unknown[]).entries()], ([place, one]) =>
      placeIn(type.ofType, one, `${path}.${place}`),
    )
  if (isInputObjectType(type))
    return first(Object.values(type.getFields()), (field) =>
      placeIn(field.type, (value as Record<string, unknown>)[field.name], `${path}.${field.name}`),
    )
  return type.name === PlainText.name && holdsCpr(String(value)) ? path : null
}

function first<One>(all: readonly One[], place: (one: One) => string | null): string | null {
  for (const one of all) {
    const found = place(one)
    if (found !== null) return found
  }
  return null
}

/** Free text names nobody. */
export function textHoldsCpr(path: string): Refusal {
  return {
    code: 'TEXT_HOLDS_CPR',
    path,
    law: 'databeskyttelsesloven § 11',
    text: {
      da: 'Teksten indeholder et CPR-nummer. Henvis til sagen, eller angiv nummeret i et felt, der er til det.',
      en: 'The text holds a CPR number. Refer to the case, or give the number in a field that is meant for it.',
    },
  }
}
