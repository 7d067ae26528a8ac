import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Actor } from './actor.ts'
import { type Action, type Grant, grantsOf } from './policy.ts'

/** The grants of `action` that this actor holds for the purpose of the request; empty means not allowed. */
export function grantsHeld(actor: Actor, action: Action): readonly Grant[] {
  return grantsOf(action).filter(
    (grant) =>
      actor.roles.includes(grant.role) &&
      (grant.purposes === 'any' || (actor.purpose !== null && grant.purposes.includes(actor.purpose))),
  )
}

/** Asks the policy before a command. Which rows the actor reaches is the database's part. */
export function assertMay(actor: Actor, action: Action): void {
  if (grantsHeld(actor, action).length === 0) throw new Refused(notAllowed(action))
}

function notAllowed(action: Action): Refusal {
  return {
    code: 'NOT_ALLOWED',
    text: {
      da: `Ingen af dine roller giver adgang til »${action}« til dette formål. Se hvem der har adgang i hubbens adgangspolitik.`,
      en: `None of your roles allows "${action}" for this purpose. The hub's policy says who may.`,
    },
  }
}
