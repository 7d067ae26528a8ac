import type { Purpose } from '../access/grant.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DemoClient } from './identity.ts'

/** Tells the demo's story to the hub as programs of its parties would: over HTTP, with a token of a demo client. */
export interface Storyteller {
  /** The day on which the story was first told. */
  readonly day: LocalDate
  /**
   * Carries out a command and answers the id of what it shows, `shown` being the field of the payload. Told again with the
   * same input, it changes nothing and answers the same.
   */
  tell(as: Teller, command: string, shown: string, input: object): Promise<string>
  /** Asks the hub. @throws StoryEnds with what it answered in place of data. */
  ask<Data>(as: Teller, query: string, variables: object): Promise<Data>
}

/** As which client of the demo, and for which purpose. */
export interface Teller {
  readonly client: DemoClient
  readonly purpose: Purpose
}

/** Global ids of what the sample feed has brought. @throws StoryEnds for what is not there. */
export interface Places {
  readonly organisationId: string
  estate(number: string): string
  /** By the external key of the vacancy, as is the next. */
  vacancy(key: string): string
  dwelling(key: string): string
}

/** A command of the story was refused, so that what follows it cannot be told either. */
export class StoryEnds extends Error {}

interface Payload {
  readonly refusals: readonly { readonly code: string; readonly messageEn: string }[]
  readonly shown: { readonly id: string } | null
}

/** Asks the hub at `url` as a client of the demo. @throws StoryEnds with what it answered in place of data. */
export async function askedAs<Data>(
  url: string,
  { client, purpose }: Teller,
  query: string,
  variables: object = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${await tokenOf(url, client)}`, 'x-purpose': purpose },
      ...{ 'content-type': 'application/json', connection: 'close' },
    },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as {
    readonly data?: Data
    readonly errors?: readonly { readonly message: string }[]
  }
  if (errors !== undefined || data === undefined)
    throw new StoryEnds(errors?.map(({ message }) => message).join() ?? `${response.status}`)
  return data
}

async function tokenOf(url: string, client: DemoClient): Promise<string> {
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client}:demo`)}`, connection: 'close' },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token: token } = (await response.json()) as { readonly access_token: string }
  return token
}

/** Makes the storyteller of a day. Commands get keys by their order, so the story's order is part of what it is. */
export function storyteller(url: string, day: LocalDate): Storyteller {
  let told = 0
  return {
    day,
    ask: (as, query, variables) => askedAs(url, as, query, variables),
    async tell(as, command, shown, input) {
      told += 1
      const type = `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`
      const { payload } = await askedAs<{ payload: Payload }>(
        url,
        as,
        `mutation ($input: ${type}!, $key: IdempotencyKey!) {
           payload: ${command}(input: $input, idempotencyKey: $key) { refusals { code messageEn } shown: ${shown} { id } } }`,
        { input, key: `demo-story-${told}` },
      )
      if (payload.shown === null)
        throw new StoryEnds(`${command}: ${payload.refusals.map(({ code }) => code).join()}`)
      return payload.shown.id
    },
  }
}
