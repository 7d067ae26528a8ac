import { type Actor, programActor } from '../../../src/access/actor.ts'
import { tokenVerifier } from '../../../src/access/token.ts'
import type { Instant } from '../../../src/kernel/clock.ts'
import type { LocalDate } from '../../../src/kernel/period.ts'

const { OIDC_ISSUER = '', OIDC_AUDIENCE = '', OIDC_JWKS_URI = '', VERIFY_TOKENS } = process.env

const verifier = tokenVerifier([{ issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE, jwksUri: OIDC_JWKS_URI }], {
  clock: {
    now: () => new Date().toISOString() as Instant,
    today: () => new Date().toISOString().slice(0, 10) as LocalDate,
  },
})

/**
 * Who asks: from the token, verified by the hub's own verifier, so that no rival wins by trusting. Only with
 * `VERIFY_TOKENS=false` are the claims taken as they come.
 */
export async function benchActor(authorization: string | undefined): Promise<Actor> {
  if (VERIFY_TOKENS !== 'false') return await verifier.verify(authorization)
  const claims = JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString())
  const { sub, roles, municipality_codes: municipalityCodes } = claims
  return programActor(sub, { roles, municipalityCodes, purpose: null })
}
