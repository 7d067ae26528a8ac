import type { RequestOrigin } from '../access/actor.ts'

/**
 * Tells the database who acts, for the running transaction only. The organisations' numbers become the ids that
 * row-level security compares with.
 */
export const SET_ACTOR_SQL = `select
  set_config('app.subject', $1, true), set_config('app.client_id', $2, true), set_config('app.roles', $3, true),
  set_config('app.municipality_codes', $4, true), set_config('app.engaged_municipality_codes', $5, true),
  set_config('app.purpose', $6, true), set_config('app.request_id', $7, true),
  set_config('app.organisation_ids', (
    select coalesce(array_agg(id), '{}')::text from public.housing_organisation
     where lbf_number = any ($8::text[]) or cvr = any ($8::text[])), true)`

/** The parameters of `SET_ACTOR_SQL`. Codes and numbers hold digits only, so an array needs no quoting. */
export function actorParameters({ actor, requestId }: RequestOrigin): unknown[] {
  return [
    actor.subject,
    actor.clientId,
    arrayLiteral(actor.roles),
    arrayLiteral(actor.municipalityCodes),
    arrayLiteral(actor.engagedMunicipalityCodes),
    actor.purpose ?? '',
    requestId,
    actor.organisationNumbers,
  ]
}

function arrayLiteral(values: readonly string[]): string {
  return `{${values.join(',')}}`
}
