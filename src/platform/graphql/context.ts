import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import type { RequestOrigin } from '../../access/actor.ts'
import { type Refusal, Refused } from '../../kernel/errors.ts'
import type { Change } from '../change.ts'
import type { Reader, ReadOperation } from '../read/reader.ts'
import type { EntityView } from '../read/view.ts'
import { textHoldsCpr, textWithCpr } from './cpr-in-texts.ts'

/** What a resolver has at hand: who asks, and the compiled reads of this operation. */
export interface GraphQLContext {
  readonly origin: RequestOrigin
  /** The whole operation's data as JSON text. The operation's one statement runs once however often it is asked. */
  readAll(operation: ReadOperation): Promise<string>
  /** The value of a query field, out of the whole operation's data. */
  read(info: GraphQLResolveInfo): Promise<unknown>
  /** Shows the row of `view` under the payload field `field`, read inside the change that wrote it. */
  readBack(info: GraphQLResolveInfo, field: string, view: EntityView): ReadBack
}

/** Values of a payload by response key: what the read inside the change has answered. */
export type Shown = Readonly<Record<string, unknown>>

/** Reads the row with this key inside a change, as the payload's selection asks for it. */
export type ReadBack = (change: Change, key: string) => Promise<Shown>

/** Every object below a resolver is keyed by response key, as the compiled read makes it. */
export function selected(
  source: unknown,
  _arguments: unknown,
  _context: unknown,
  info: GraphQLResolveInfo,
): unknown {
  return (source as Record<string, unknown>)[info.path.key]
}

/** The context of one operation. */
export function graphqlContext(reader: Reader, origin: RequestOrigin): GraphQLContext {
  let text: Promise<string> | undefined
  let parsed: Promise<Record<string, unknown>> | undefined
  const readAll: GraphQLContext['readAll'] = (operation) => {
    text ??= reader.read(operation, origin)
    return text
  }
  return {
    origin,
    readAll,
    async read(info) {
      const { operation, variableValues: variables } = info
      parsed ??= readAll({ document: documentOf(info), operation, variables }).then((json) =>
        JSON.parse(json),
      )
      return (await parsed)[info.path.key]
    },
    readBack(info, field, view) {
      return async (change, key) => {
        const shown: Record<string, unknown> = {}
        for (const [responseKey, fieldNodes] of payloadFields(info)) {
          if (fieldNodes[0]?.name.value !== field) continue
          const selection = {
            fieldNodes,
            document: documentOf(info),
            variables: info.variableValues,
            operation: info.fieldName,
          }
          shown[responseKey] = await reader.readInChange(change, view, key, selection, origin)
        }
        return shown
      }
    },
  }
}

/**
 * Runs a command and makes its payload: what it shows, or the refusals with their codes. Anything else that goes
 * wrong is a fault and stays one. A command whose free texts hold a CPR number does not run: TEXT_HOLDS_CPR.
 */
export async function payload(info: GraphQLResolveInfo, command: () => Promise<Shown>): Promise<Shown> {
  const place = textWithCpr(info)
  if (place !== null) return byResponseKey(info, { refusals: [textHoldsCpr(place)] })
  return payloadOfRecords(info, command)
}

/** The same for a delivery of records, where each record answers for its own texts. */
export async function payloadOfRecords(
  info: GraphQLResolveInfo,
  command: () => Promise<Shown>,
): Promise<Shown> {
  try {
    return { ...byResponseKey(info, { refusals: [] }), ...(await command()) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return byResponseKey(info, { refusals: error.refusals })
  }
}

function byResponseKey(info: GraphQLResolveInfo, values: { refusals: readonly Refusal[] }): Shown {
  const shown: Record<string, unknown> = {}
  for (const [responseKey, nodes] of payloadFields(info)) {
    const [node] = nodes
    if (node?.name.value !== 'refusals') continue
    shown[responseKey] = values.refusals.map((refusal) => refusalByResponseKey(info, nodes, refusal))
  }
  return shown
}

function refusalByResponseKey(
  info: GraphQLResolveInfo,
  nodes: readonly FieldNode[],
  refusal: Refusal,
): Shown {
  const { code, path, law, text } = refusal
  const values: Record<string, unknown> = { code, path, law, messageDa: text.da, messageEn: text.en }
  const fields = subfields(info, info.schema.getType('Refusal') as GraphQLObjectType, nodes)
  return Object.fromEntries([...fields].map(([key, [node]]) => [key, values[node?.name.value ?? ''] ?? null]))
}

function payloadFields(info: GraphQLResolveInfo): ReadonlyMap<string, readonly FieldNode[]> {
  const type = getNamedType(info.returnType)
  if (!isObjectType(type)) throw new Error(`${info.fieldName} does not answer a payload object`)
  return subfields(info, type, info.fieldNodes)
}

function subfields(info: GraphQLResolveInfo, type: GraphQLObjectType, nodes: readonly FieldNode[]) {
  return collectSubfields(info.schema, info.fragments, info.variableValues, type, [...nodes])
}

function documentOf(info: GraphQLResolveInfo): DocumentNode {
  const definitions: readonly (OperationDefinitionNode | DocumentNode['definitions'][number])[] = [
    info.operation,
    ...Object.values(info.fragments),
  ]
  return { kind: 'Document', definitions } as DocumentNode
}
