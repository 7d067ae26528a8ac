import { createServer } from 'node:http'
import pg from 'pg'
import { actorParameters } from '../../../src/platform/session.ts'
import { benchActor } from './actor.ts'

/**
 * The most that this database and this runtime give: one hand-written statement whose JSON goes to the wire as it
 * is, in the same kind of transaction, role and row-level security as the hub's. It knows one query only.
 */
/** Off: as the owner, past row-level security, with the same condition written into the statement instead. */
const ROW_SECURITY = process.env.ROW_SECURITY !== 'off'
const explicit = (alias: string) => (ROW_SECURITY ? '' : ` and ${alias}municipality_code = $1`)

const QUERY = `
select json_build_object('vacancies', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', 'Vacancy:' || v.id,
  'state', v.state,
  'dwellingType', v.dwelling_type,
  'rent', (v.rent_oere::numeric / 100)::numeric(15, 2)::text,
  'deposit', (v.deposit_oere::numeric / 100)::numeric(15, 2)::text,
  'availableFrom', v.available_from,
  'atDisposalFrom', v.at_disposal_from,
  'dwelling', json_build_object(
    'id', 'Dwelling:' || d.id,
    'tenancyNumber', d.tenancy_number,
    'rooms', d.rooms,
    'areaM2', d.area_m2::text,
    'accessible', d.accessible,
    'address', json_build_object('street', d.street, 'floorDoor', d.floor_door, 'postalCode', d.postal_code, 'city', d.city),
    'estate', json_build_object(
      'id', 'Estate:' || e.id,
      'number', e.number,
      'organisation', json_build_object('id', 'HousingOrganisation:' || o.id, 'lbfNumber', o.lbf_number, 'cvr', o.cvr, 'name', o.name)),
    'vacancies', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object('id', 'Vacancy:' || n.id, 'state', n.state, 'availableFrom', n.available_from)
               order by coalesce(n.available_from, 'infinity'), n.id), '[]')
        from (select id, state, available_from from public.vacancy
               where dwelling_id = d.id${explicit('')} order by coalesce(available_from, 'infinity'), id limit 3) n)))
  ) order by coalesce(v.available_from, 'infinity'), v.id), '[]')))::text
  from (select * from public.vacancy
         where municipality_code = $1 order by coalesce(available_from, 'infinity'), id limit $2) v
  join public.dwelling d on d.id = v.dwelling_id${explicit('d.')}
  join public.estate e on e.id = d.estate_id${explicit('e.')}
  join public.housing_organisation o on o.id = e.organisation_id`

const SET_ACTOR = `select set_config('app.subject', $1, true), set_config('app.client_id', $2, true),
  set_config('app.roles', $3, true), set_config('app.municipality_codes', $4, true),
  set_config('app.engaged_municipality_codes', $5, true), set_config('app.purpose', $6, true),
  set_config('app.request_id', $7, true)`

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.READ_CONNECTIONS),
  pipeline: true,
  options: `${ROW_SECURITY ? '-c role=boligbro_app ' : ''}-c timezone=UTC -c plan_cache_mode=force_generic_plan`,
} as pg.PoolConfig)

async function answer(authorization: string | undefined, body: string): Promise<string> {
  const actor = await benchActor(authorization)
  const { first } = JSON.parse(body) as { first: number }
  const client = await pool.connect()
  try {
    const { stream } = (client as pg.Client).connection
    stream.cork()
    const steps = [
      client.query('begin read only'),
      client.query({
        name: 'actor',
        text: SET_ACTOR,
        values: actorParameters({ actor, requestId: 'bench' }).slice(0, 7),
      }),
      client.query<[string]>({
        name: 'read',
        text: QUERY,
        values: [actor.municipalityCodes[0], first],
        rowMode: 'array',
      }),
      client.query('commit'),
    ] as const
    stream.uncork()
    const [, , read] = await Promise.all(steps)
    return `{"data":${read.rows[0]?.[0]}}`
  } finally {
    client.release()
  }
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    answer(request.headers.authorization, Buffer.concat(chunks).toString()).then(
      (json) => response.setHeader('content-type', 'application/json; charset=utf-8').end(json),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
}).listen(Number(process.env.PORT), process.env.HOST)
