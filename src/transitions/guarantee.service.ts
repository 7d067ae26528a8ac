import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import { claimRefusals, decisionRefusals, stateOf } from './guarantee.rules.ts'
import type { ClaimDecision, ClaimEntry, ClaimState } from './guarantee.ts'

/** What the commands on claims work with. */
export type ClaimCall<Shown> = Call<Shown> & { readonly clock: Clock }

/**
 * Claims of the municipality's guarantee what it cost to restore a transitional dwelling whose tenant has moved out.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TENANCY_NOT_FOUND, TENANCY_NOT_TRANSITIONAL,
 * CLAIM_IN_FUTURE, AMOUNT_NOT_POSITIVE, REFERENCE_TOO_LONG, TENANT_NOT_MOVED_OUT, CLAIM_MADE.
 * @law almenboligloven § 63 stk. 4
 */
export function claimGuarantee<Shown>(call: ClaimCall<Shown>, entry: ClaimEntry): Promise<Shown> {
  return carryOut(call, 'guarantee:claim', async (running) => {
    const { tenancyId, claimedOn, amountOere, documentationReference } = entry
    const [tenancy] = await running.sql<{ transitionId: string | null; movedOutOn: LocalDate | null }>(
      `select t.id as "transitionId", case when y.ending is not null then upper(y.valid)::text end as "movedOutOn"
         from public.tenancy y left join public.transition t on t.tenancy_id = y.id where y.id = $1::uuid`,
      [uuidOf(tenancyId, 'Tenancy')],
    )
    if (tenancy === undefined) throw new Refused(tenancyNotFound)
    if (tenancy.transitionId === null) throw new Refused(tenancyNotTransitional)
    const refusals = claimRefusals(entry, tenancy.movedOutOn, call.clock.today())
    if (refusals.length > 0) throw new Refused(...refusals)
    const [row] = await within(VIOLATIONS, () =>
      running.sql<{ id: string }>(
        `insert into public.guarantee_claim (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id,
           claimed_on, amount_oere, documentation_reference)
         select id, tenancy_id, organisation_id, municipality_code, dwelling_id, $2::date, $3, $4
           from public.transition where id = $1 returning id`,
        [tenancy.transitionId, claimedOn, `${amountOere}`, documentationReference],
      ),
    )
    return row?.id ?? ''
  })
}

/**
 * Takes a claim back that is not decided yet.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CLAIM_NOT_FOUND, CLAIM_DECIDED.
 */
export function withdrawGuaranteeClaim<Shown>(call: Call<Shown>, claimId: string): Promise<Shown> {
  return carryOut(call, 'guarantee:claim', async (running) => {
    const { id } = await openClaim(running, claimId)
    await settle(
      running,
      `update public.guarantee_claim set state = 'WITHDRAWN' where ${STILL_OPEN} returning id`,
      [id],
    )
    return id
  })
}

/**
 * Decides how much of a claim the municipality pays.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CLAIM_NOT_FOUND, CLAIM_DECIDED, GRANTED_OUTSIDE_CLAIM,
 * REASON_MISSING.
 * @law almenboligloven § 63 stk. 4
 */
export function decideGuaranteeClaim<Shown>(
  call: ClaimCall<Shown>,
  claimId: string,
  decision: ClaimDecision,
): Promise<Shown> {
  return carryOut(call, 'guarantee:decide', async (running) => {
    const { id, amount } = await openClaim(running, claimId)
    const claimed = BigInt(amount)
    const refusals = decisionRefusals(decision, claimed)
    if (refusals.length > 0) throw new Refused(...refusals)
    const { grantedOere, reason } = decision
    await settle(
      running,
      `update public.guarantee_claim set state = $2, granted_oere = $3, decided_on = $4::date, decision_reason = $5
        where ${STILL_OPEN} returning id`,
      [id, stateOf(grantedOere, claimed), `${grantedOere}`, call.clock.today(), reason],
    )
    return id
  })
}

/** A claim that nobody has decided or taken back, as it is seen now. */
async function openClaim(
  running: Change,
  claimId: string,
): Promise<{ readonly id: string; readonly amount: string }> {
  const [claim] = await running.sql<{ id: string; amount: string; state: ClaimState }>(
    'select id, amount_oere::text as amount, state from public.guarantee_claim where id = $1::uuid',
    [uuidOf(claimId, 'GuaranteeClaim')],
  )
  if (claim === undefined) throw new Refused(claimNotFound)
  if (claim.state !== 'CLAIMED') throw new Refused(claimDecided)
  return claim
}

const STILL_OPEN = `id = $1 and state = 'CLAIMED'`

/**
 * Moves an open claim on, whose key is the first parameter. Of two at once the later finds it settled; what is not one's
 * own to settle is not found.
 */
async function settle(running: Change, sql: string, parameters: readonly (string | null)[]): Promise<void> {
  const settled = await within({ OUT_OF_REACH: claimNotFound }, () => running.sql(sql, parameters))
  if (settled.length > 0) return
  await openClaim(running, `GuaranteeClaim:${parameters[0]}`)
  throw new Refused(claimNotFound)
}

const tenancyNotFound = notFound('TENANCY', 'input.tenancyId', 'intet lejemål', 'tenancy')
const claimNotFound = notFound('CLAIM', 'input.claimId', 'intet krav', 'claim')

const tenancyNotTransitional: Refusal = {
  code: 'TENANCY_NOT_TRANSITIONAL',
  path: 'input.tenancyId',
  law: 'almenboligloven § 63 stk. 4',
  text: {
    da: 'Lejemålet var ikke en udslusningsbolig.',
    en: 'The tenancy was not one of a transitional dwelling.',
  },
}

const claimDecided: Refusal = {
  code: 'CLAIM_DECIDED',
  path: 'input.claimId',
  text: {
    da: 'Kravet er allerede afgjort eller trukket tilbage.',
    en: 'The claim has been decided or withdrawn already.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: tenancyNotFound,
  guarantee_claim_tenancy_id_documentation_reference_key: {
    code: 'CLAIM_MADE',
    path: 'input.documentationReference',
    text: {
      da: 'Der er allerede rejst krav for lejemålet med denne dokumentation.',
      en: 'A claim for this tenancy with this documentation has been made already.',
    },
  },
} satisfies Record<string, Refusal>
