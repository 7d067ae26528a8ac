/** The part of oidc-provider that the demo identity uses; the package brings no types of its own. */
declare module 'oidc-provider/lib/provider.js' {
  import type { RequestListener } from 'node:http'

  export interface Client {
    readonly clientId: string
  }

  export interface ResourceServer {
    readonly scope: string
    readonly accessTokenFormat: 'jwt'
    readonly jwt: { readonly sign: { readonly alg: string } }
  }

  export interface ClientCredentials {
    readonly clientId: string
    resourceServer: unknown
    save(): Promise<string>
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    callback(): RequestListener
    readonly Client: { find(clientId: string): Promise<Client | undefined> }
    readonly ClientCredentials: new (properties: {
      client: Client | undefined
    }) => ClientCredentials
    readonly ResourceServer: new (
      identifier: string,
      properties: ResourceServer,
    ) => unknown
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class InvalidTarget extends Error {}
}
