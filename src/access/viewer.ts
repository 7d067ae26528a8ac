import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Actor } from './actor.ts'
import type { Grant, Purpose } from './grant.ts'
import { type Action, grantsOf } from './policy.ts'

/** The grants of `action` that this actor holds for the purpose of the request; empty means not allowed. */
export function grantsHeld(actor: Actor, action: Action): readonly Grant[] {
  return grantsOf(action).filter((grant) => actor.roles.includes(grant.role) && fits(grant, actor.purpose))
}

/**
 * Asks the policy before a command. Which rows the actor reaches is the database's part.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED.
 */
export function assertMay(actor: Actor, action: Action): void {
  const refusal =
    grantsHeld(actor, action).length > 0 ? null : (purposeRefusal(actor, action) ?? notAllowed(action))
  if (refusal !== null) throw new Refused(refusal)
}

/** The first of several actions that the actor holds some grant of for this purpose; the first of all when none is. */
export function actionHeld(actor: Actor, ...actions: readonly [Action, ...Action[]]): Action {
  return actions.find((action) => grantsHeld(actor, action).length > 0) ?? actions[0]
}

/** Why the purpose of the request stands in the way of `action`; null when it does not, or when the roles do. */
export function purposeRefusal(actor: Actor, action: Action): Refusal | null {
  const grants = grantsOf(action).filter((grant) => actor.roles.includes(grant.role))
  if (grants.length === 0 || grants.some((grant) => fits(grant, actor.purpose))) return null
  const purposes = [...new Set(grants.flatMap((grant) => grant.purposes))].sort().join(', ')
  return actor.purpose === null ? purposeMissing(purposes) : purposeNotAllowed(action, purposes)
}

/** The refusal of a look at personal rows without a purpose; `purposes` are those that would do. */
export function purposeMissing(purposes: string): Refusal {
  return {
    code: 'PURPOSE_MISSING',
    text: {
      da: `Personoplysninger kræver et formål. Angiv et i headeren »x-purpose«: ${purposes}.`,
      en: `Personal data takes a purpose. Name one in the header "x-purpose": ${purposes}.`,
    },
  }
}

function purposeNotAllowed(action: Action, purposes: string): Refusal {
  return {
    code: 'PURPOSE_NOT_ALLOWED',
    text: {
      da: `Formålet tillader ikke »${action}«. Formål, der gør: ${purposes}.`,
      en: `The purpose does not allow "${action}". Purposes that do: ${purposes}.`,
    },
  }
}

function notAllowed(action: Action): Refusal {
  return {
    code: 'NOT_ALLOWED',
    text: {
      da: `Ingen af dine roller giver adgang til »${action}«. Se hvem der har adgang i hubbens adgangspolitik.`,
      en: `None of your roles allows "${action}". The hub's policy says who may.`,
    },
  }
}

function fits(grant: Grant, purpose: Purpose | null): boolean {
  return grant.purposes === 'any' || (purpose !== null && grant.purposes.includes(purpose))
}
