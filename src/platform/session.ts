import { caseKeys, engagedMunicipalityCodes, type RequestOrigin } from '../access/actor.ts'

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
     where lbf_number = any ($8::text[]) or cvr = any ($8::text[])), true),
  set_config('app.case_keys', $9, true), set_config('app.cvr', $10, true), set_config('app.engagements', $11, true)`

/** The parameters of `SET_ACTOR_SQL`. Roles, codes, numbers and unit ids hold nothing that an array would need quoted. */
export function actorParameters({ actor, requestId }: RequestOrigin): unknown[] {
  return [
    actor.subject,
    actor.clientId,
    arrayLiteral(actor.roles),
    arrayLiteral(actor.municipalityCodes),
    arrayLiteral(engagedMunicipalityCodes(actor)),
    actor.purpose ?? '',
    requestId,
    actor.organisationNumbers,
    arrayLiteral(caseKeys(actor)),
    actor.cvr ?? '',
    JSON.stringify(
      actor.engagements.map(({ municipalityCode, programme, from, until }) => ({
        municipality: municipalityCode,
        programme,
        from,
        until,
      })),
    ),
  ]
}

function arrayLiteral(values: readonly string[]): string {
  return `{${values.join(',')}}`
}
