import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Role } from '../../src/access/grant.ts'

/** An issuer of real access tokens that every measured process believes. */
export interface BenchIssuer {
  readonly environment: Readonly<Record<'OIDC_ISSUER' | 'OIDC_AUDIENCE' | 'OIDC_JWKS_URI', string>>
  /** A token of one hour. */
  token(claims: { readonly roles: readonly Role[]; readonly [claim: string]: unknown }): Promise<string>
  close(): void
}

const AUDIENCE = 'https://boligbro.example/bench'
const ALGORITHM = 'ES256'

/** Starts the issuer: a key set on a free port of this machine. */
export async function benchIssuer(): Promise<BenchIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM)
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', use: 'sig', alg: ALGORITHM }
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    environment: { OIDC_ISSUER: url, OIDC_AUDIENCE: AUDIENCE, OIDC_JWKS_URI: `${url}/jwks` },
    token: (claims) =>
      new SignJWT({ client_id: 'bench', ...claims })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: key.kid })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setSubject('bench')
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
