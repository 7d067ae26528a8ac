/** A text a person reads, in both languages of the hub. */
export interface Text {
  readonly da: string
  readonly en: string
}

/**
 * A command that the rules, the policy or the input do not allow. It is an answer, not a fault: `code` is
 * stable and names the violated condition, `path` names the place in the input, `law` the clause behind it.
 */
export interface Refusal {
  readonly code: string
  readonly text: Text
  readonly path?: string
  readonly law?: string
}

/** Carries refusals out of a service so that the transaction is rolled back and the payload can show them. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[]

  constructor(...refusals: readonly Refusal[]) {
    super(refusals.map((refusal) => refusal.code).join(', '))
    this.name = 'Refused'
    this.refusals = refusals
  }
}

/** A mistake in the deployment's settings. `problems` are whole sentences that say what to do. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}
