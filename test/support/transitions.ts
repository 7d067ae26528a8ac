import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'

const TIMELINE = `transition { id state phase periodUntil ending endedOn
  approval { id derogations monthsMax } terms { id regime monthsMax law signedOn from until derogations }
  terminationRequest { id requestedOn effectiveOn noticeEffectOn } }`

/** The commands on transitions, with what each shows. */
export const TRANSITION_COMMANDS = {
  recordTransitionTrial: 'trial { id code signedFrom signedUntil monthsMax law }',
  approveDerogations: TIMELINE,
  withdrawTransitionApproval: TIMELINE,
  recordTransitionTerms: TIMELINE,
  correctTransitionTerms: TIMELINE,
  goOverToOrdinaryTerms: TIMELINE,
  nameTransitionCase: 'case { id household { id } }',
  withdrawTransitionCase: 'case { id withdrawn }',
  requestTermination: TIMELINE,
  withdrawTerminationRequest: TIMELINE,
} as const
export type TransitionCommand = keyof typeof TRANSITION_COMMANDS

/** What such a command answered. */
export interface TransitionAnswer {
  readonly codes: readonly string[]
  readonly refusals: readonly {
    readonly code: string
    readonly law: string | null
    readonly messageDa: string
  }[]
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
  readonly shown: any
}

/** Carries out a command on transitions over HTTP. */
export async function transitionCommand(
  hub: TestHub,
  bearer: Bearer,
  name: TransitionCommand,
  input: object,
): Promise<TransitionAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{
    it: { refusals: TransitionAnswer['refusals']; [field: string]: unknown }
  }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!) {
       it: ${name}(input: $input, idempotencyKey: $key) {
         ${TRANSITION_COMMANDS[name]} refusals { code path law messageDa messageEn } } }`,
    { input, key: randomUUID() },
  )
  const { refusals, ...shown } = it
  return { codes: refusals.map(({ code }) => code), refusals, shown: Object.values(shown)[0] }
}

/** Like `transitionCommand`, for one that must be carried out; answers what it shows. */
export async function transitioned(
  hub: TestHub,
  bearer: Bearer,
  name: TransitionCommand,
  input: object,
  // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
): Promise<any> {
  const { codes, shown } = await transitionCommand(hub, bearer, name, input)
  if (codes.length > 0) throw new Error(`${name} was refused: ${codes.join()}`)
  return shown
}

/** An approval as `approveDerogations` takes it, unless `changes` say otherwise. */
export const approvalOf = (transitionId: string, changes: object = {}) => ({
  ...{ transitionId, derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'], monthsMax: 60 },
  reference: 'Afgørelse 1',
  ...changes,
})

/** Terms as `recordTransitionTerms` takes them, unless `changes` say otherwise. */
export const termsOf = (transitionId: string, until: string, changes: object = {}) => ({
  ...{ transitionId, until, regime: 'FIVE_YEARS', derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'] },
  source: 'Lejeaftalens § 11',
  ...changes,
})
