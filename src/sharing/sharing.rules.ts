import type { Relation } from '../access/grant.ts'
import { type Action, grantsOf } from '../access/policy.ts'
import type { Refusal } from '../kernel/errors.ts'
import { daysBetween, type LocalDate } from '../kernel/period.ts'
import type { DataSharing, FieldGroup, Side } from './sharing.ts'

/** Estates that one grant may name. */
export const ESTATES_MAX = 250

interface FieldGroupRule {
  /** Whose records they are, and who therefore signs. */
  readonly signedFor: Side
  /** The action that the group opens to the other side, and the relation by which it does. */
  readonly opens: Action
  readonly by: Relation
}

const RULES: Readonly<Record<FieldGroup, FieldGroupRule>> = {
  DISCLOSURE: { signedFor: 'MUNICIPALITY', opens: 'disclosure:read', by: 'disclosure' },
  DELIVERY_REPORTS: { signedFor: 'ORGANISATION', opens: 'delivery:read', by: 'reportsShared' },
}

/** The side whose records a field group is made of; it alone signs and revokes. */
export function signatory(fieldGroup: FieldGroup): Side {
  return RULES[fieldGroup].signedFor
}

/** The action of signing and revoking for one side. */
export function signingAction(side: Side): Action {
  return side === 'MUNICIPALITY' ? 'dataSharing:signForMunicipality' : 'dataSharing:signForOrganisation'
}

/** The purposes for which the policy opens a field group to the other side; a grant for another opens nothing. */
export function purposesOf(fieldGroup: FieldGroup): readonly string[] {
  const { opens, by } = RULES[fieldGroup]
  return [
    ...new Set(
      grantsOf(opens)
        .filter(({ over }) => over === by)
        .flatMap(({ purposes }) => purposes),
    ),
  ]
}

/**
 * What stands in the way of a grant, whoever signs it: PURPOSE_NOT_OF_FIELD_GROUP, PERIOD_BEGINS_IN_THE_PAST,
 * PERIOD_EMPTY, PERIOD_TOO_LONG, ESTATES_NOT_OF_FIELD_GROUP, ESTATE_COUNT_OUT_OF_RANGE.
 */
export function faultsOf(
  { fieldGroup, purpose, validFrom, validUntil, estateIds }: DataSharing,
  today: LocalDate,
  daysMax: number,
): Refusal[] {
  const refusals: Refusal[] = []
  if (!purposesOf(fieldGroup).includes(purpose)) refusals.push(purposeNotOfFieldGroup(fieldGroup))
  if (validFrom < today) refusals.push(beginsInThePast)
  if (validUntil <= validFrom) refusals.push(periodEmpty)
  else if (daysBetween(validFrom, validUntil) > daysMax) refusals.push(periodTooLong(daysMax))
  if (estateIds !== null && fieldGroup !== 'DISCLOSURE') refusals.push(estatesNotOfFieldGroup)
  else if (estateIds !== null && (estateIds.length === 0 || estateIds.length > ESTATES_MAX))
    refusals.push(estateCountOutOfRange)
  return refusals
}

function purposeNotOfFieldGroup(fieldGroup: FieldGroup): Refusal {
  const purposes = purposesOf(fieldGroup).join(', ')
  return {
    code: 'PURPOSE_NOT_OF_FIELD_GROUP',
    path: 'input.purpose',
    law: 'GDPR art. 5(1)(b)',
    text: {
      da: `»${fieldGroup}« deles ikke til det formål. Formål, der kan bruges: ${purposes}.`,
      en: `"${fieldGroup}" is not shared for this purpose. Purposes that do: ${purposes}.`,
    },
  }
}

const beginsInThePast: Refusal = {
  code: 'PERIOD_BEGINS_IN_THE_PAST',
  path: 'input.validFrom',
  text: {
    da: 'En tilladelse gælder tidligst fra i dag. Vælg en senere dag.',
    en: 'A grant holds from today at the earliest. Choose a later day.',
  },
}

const periodEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.validUntil',
  text: {
    da: 'Slutdagen er den første dag, hvor tilladelsen ikke længere gælder; den skal ligge efter den første dag.',
    en: 'The end is the first day on which the grant no longer holds; it must come after the first day.',
  },
}

function periodTooLong(daysMax: number): Refusal {
  return {
    code: 'PERIOD_TOO_LONG',
    path: 'input.validUntil',
    text: {
      da: `En tilladelse gælder højst ${daysMax} dage. Vælg en tidligere slutdag, og underskriv på ny, når den nærmer sig.`,
      en: `A grant holds for ${daysMax} days at most. Choose an earlier end, and sign anew when it comes near.`,
    },
  }
}

const estatesNotOfFieldGroup: Refusal = {
  code: 'ESTATES_NOT_OF_FIELD_GROUP',
  path: 'input.estateIds',
  text: {
    da: 'En leveringsrapport omfatter hele boligorganisationen. Udelad afdelingerne.',
    en: 'A delivery report covers the whole organisation. Leave the estates out.',
  },
}

const estateCountOutOfRange: Refusal = {
  code: 'ESTATE_COUNT_OUT_OF_RANGE',
  path: 'input.estateIds',
  text: {
    da: `Angiv 1 til ${ESTATES_MAX} afdelinger, eller udelad dem for at dele alle.`,
    en: `Name 1 to ${ESTATES_MAX} estates, or leave them out to share all.`,
  },
}
