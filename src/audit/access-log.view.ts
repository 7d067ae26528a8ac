import { PURPOSE_TEXTS } from '../access/policy-texts.ts'
import type { Refusal, Text } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import {
  column,
  type EmbeddedField,
  type EntityView,
  type FieldArguments,
  type Fields,
  type Filter,
  idColumn,
  instantColumn,
  type ListView,
  type OneField,
  pointer,
  quoted,
  type ReadModel,
} from '../platform/read/view.ts'
import {
  drawnLooksSql,
  SAMPLE_SIZE_MAX,
  sampleNotReady,
  sampleSizeWrong,
  sampleSql,
} from './access-log-sample.ts'
import { FIELD_KINDS, textSql } from './access-log-texts.ts'

/** An entry shows this many of its subjects, and a look at it counts as a look at those: a log of looks must not swell by being read. */
const SUBJECTS_SHOWN_MAX = 200

const KIND_TEXTS: Readonly<Record<string, Text>> = Object.fromEntries(
  FIELD_KINDS.map(({ code, text }) => [code, text]),
)
const kindCases = FIELD_KINDS.map(
  ({ code, pattern }) => `when name ~ ${quoted(pattern)} then '${code}'`,
).join(' ')

const table = 'public.access_log'
const scope = { organisation: 'organisation_id', municipality: 'municipality_code' } as const
const key = { column: 'id', cast: 'uuid' } as const

const municipalityView: EntityView = {
  type: 'DataController',
  action: 'municipality:read',
  table: 'public.municipality',
  scope: {},
  key: { column: 'code', cast: 'text' },
  fields: { id: idColumn('Municipality', 'code'), name: column('name') },
}
const municipality: OneField = pointer(() => municipalityView, 'municipality_code', 'code')
const organisationView: EntityView = {
  type: 'DataController',
  action: 'organisation:read',
  table: 'public.housing_organisation',
  scope: {},
  key,
  fields: { id: idColumn('HousingOrganisation', 'id'), name: column('name') },
}
const organisation: OneField = pointer(() => organisationView, 'organisation_id')
const purpose: EmbeddedField = {
  kind: 'embedded',
  type: 'AccessPurpose',
  fields: {
    code: column('purpose'),
    textDa: { kind: 'column', sql: (t) => textSql(`${t}.purpose`, PURPOSE_TEXTS, 'da') },
    textEn: { kind: 'column', sql: (t) => textSql(`${t}.purpose`, PURPOSE_TEXTS, 'en') },
  },
}

const accessReviewView: EntityView = {
  type: 'AccessReview',
  action: 'accessLog:read',
  table: 'public.access_log_review',
  scope,
  key,
  fields: {
    verdict: column('verdict'),
    remark: column('remark'),
    week: column('week'),
    reviewedBy: column('reviewed_by'),
    at: instantColumn('recorded_at'),
  },
}

export const accessLogEntryView: EntityView = {
  type: 'AccessLogEntry',
  action: 'accessLog:read',
  table,
  scope,
  key,
  personal: {
    subjects: (t) => `array_to_string(${t}.subjects[1:${SUBJECTS_SHOWN_MAX}], ',')`,
    municipality: (t) => `${t}.municipality_code`,
  },
  fields: {
    id: idColumn('AccessLogEntry', 'id'),
    at: instantColumn('at'),
    subject: column('subject'),
    clientId: column('client_id'),
    actingFor: column('acting_for'),
    organisation,
    municipality,
    roles: column('roles'),
    purpose,
    requestId: column('request_id'),
    operation: column('operation'),
    fields: {
      kind: 'column',
      sql: (t) =>
        `(select array_agg(distinct name order by name) from unnest(${t}.fields) names, regexp_split_to_table(names, ',') name)`,
    },
    subjectCount: { kind: 'column', sql: (t) => `cardinality(${t}.subjects)` },
    subjectIds: { kind: 'column', sql: (t) => `${t}.subjects[1:${SUBJECTS_SHOWN_MAX}]` },
    review: {
      kind: 'one',
      view: () => accessReviewView,
      on: (t, review) =>
        `${review}.id = (select r.id from public.access_log_review r where r.access_log_id = ${t}.id
           order by r.recorded_at desc, r.id desc limit 1)`,
    },
  },
}

/** SQL of the sets of fields of an entry, each with the places of the first and the last subject it was shown of. */
const shownSets = (t: string) =>
  `(select names, 1 + sum(size) over (order by place) - size as first, sum(size) over (order by place) as last
      from (select names, coalesce(given, cardinality(${t}.subjects)) as size, place
              from unnest(${t}.fields, ${t}.set_sizes) with ordinality sets(names, given, place)) sets)`

/** A look as the citizen is told of it. It is a look at the row's `persons`, whoever else the entry names. */
const accessLookView: EntityView = {
  type: 'AccessLook',
  action: 'accessLog:extract',
  table,
  scope,
  key,
  personal: {
    subjects: (t) => `array_to_string(${t}.persons, ',')`,
    municipality: (t) => `${t}.municipality_code`,
  },
  fields: {
    at: instantColumn('at'),
    purpose,
    fieldKinds: {
      kind: 'list',
      type: 'AccessFieldKind',
      from: (t, kind) =>
        `(select distinct case ${kindCases} end as code from ${shownSets(t)} shown, regexp_split_to_table(shown.names, ',') name
           where ${t}.subjects[shown.first:shown.last] && ${t}.about) ${kind}`,
      orderBy: (kind) => `${kind}.code`,
      fields: {
        code: column('code'),
        textDa: { kind: 'column', sql: (kind) => textSql(`${kind}.code`, KIND_TEXTS, 'da') },
        textEn: { kind: 'column', sql: (kind) => textSql(`${kind}.code`, KIND_TEXTS, 'en') },
      },
    },
    municipality,
    organisation,
  },
}

const lookIds = (subject: string) =>
  `any (array(select about.id from access.looks_about(array[${subject}]) about))`

const aboutFilter = (type: string): Filter => ({
  cast: 'uuid',
  value: (given) => uuidOf(String(given), type),
  sql: (t, id) => `${t}.id = ${lookIds(id)}`,
})

const filters: ListView['filters'] = {
  from: { cast: 'timestamptz', sql: (t, from) => `${t}.at >= ${from}` },
  until: { cast: 'timestamptz', sql: (t, until) => `${t}.at < ${until}` },
  subject: { cast: 'text', sql: (t, subject) => `${t}.subject = ${subject}` },
  purpose: { cast: 'text', sql: (t, code) => `${t}.purpose = ${code}` },
  personId: aboutFilter('Person'),
  householdId: aboutFilter('Household'),
  applicantId: aboutFilter('CriterionApplicant'),
  operation: { cast: 'text', sql: (t, operation) => `${t}.operation = ${operation}` },
  requestId: { cast: 'text', sql: (t, id) => `${t}.request_id = ${id}` },
  reviewed: {
    cast: 'boolean',
    sql: (t, reviewed) =>
      `exists (select from public.access_log_review r where r.access_log_id = ${t}.id) = ${reviewed}`,
  },
}

const at = (t: string) => `${t}.at`

const accessLogList: ListView = {
  view: accessLogEntryView,
  orders: {
    AT_DESC: { by: at, cast: 'timestamptz', direction: 'desc' },
    AT_ASC: { by: at, cast: 'timestamptz', direction: 'asc' },
  },
  defaultOrder: 'AT_DESC',
  filters,
}

const sampleList: ListView = {
  view: accessLogEntryView,
  orders: { DRAWN_ASC: { by: (t) => `${t}.place`, cast: 'bigint', direction: 'asc' } },
  defaultOrder: 'DRAWN_ASC',
  filters,
}

const lookList: ListView = {
  view: accessLookView,
  orders: { AT_DESC: { by: at, cast: 'timestamptz', direction: 'desc' } },
  defaultOrder: 'AT_DESC',
  filters: {},
}

const PERSON_ID =
  '^(?:Person|CriterionApplicant):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$'
const midnight = (day: string) => `${day}::timestamp at time zone 'Europe/Copenhagen'`

/** The columns of a refusal; `%s` in its texts becomes the day after the sample's week. */
function refusalSql(sample: string, { code, path, text }: Refusal): string {
  const texts = [text.da, text.en].map((one) => `format(${quoted(one)}, ${sample}.end_day)`)
  return [quoted(code), quoted(path ?? ''), ...texts].join(', ')
}

/** The days that an extract is of, as columns: those asked for, and when they begin and end in Denmark. */
function daysAsked(args: Pick<FieldArguments, 'bind'>): string {
  const [first, end] = [args.bind('from', 'date'), args.bind('until', 'date')]
  return `${first} as first_day, ${end} as end_day,
    coalesce(${midnight(first)}, '-infinity') as starts_at, coalesce(${midnight(end)}, 'infinity') as ends_at`
}

/** An extract, whose looks are the rows of `looks`. */
const extractFields = (looks: (extract: string) => string): Fields => ({
  personId: column('person'),
  from: column('first_day'),
  until: column('end_day'),
  looks: {
    kind: 'connection',
    list: () => lookList,
    on: (extract, look) => `${look}.at >= ${extract}.starts_at and ${look}.at < ${extract}.ends_at`,
    from: looks,
  },
})

/** Finds whom the municipality has a key of under a CPR number: persons, and applicants of criteria checks. */
export type FindByCpr = (cpr: string, municipalityCode: string) => Promise<readonly string[]>

/** The extract whose persons are found outside the database. Whether there are any, it does not tell. */
export function extractByCpr(find: FindByCpr): Partial<ReadModel> {
  return {
    roots: {
      accessLogExtractByCpr: {
        kind: 'object',
        type: 'AccessLogExtract',
        find: ({ cpr, municipalityCode }) => find(String(cpr), String(municipalityCode)),
        from: (args, found) => `(select null::text as person, ${found} as persons, ${daysAsked(args)})`,
        fields: extractFields(
          (extract) => `(select l.*, found.persons, found.about
             from (select f.id, array_agg(distinct p.id) as persons, array_agg(distinct a.id) as about
                     from unnest(${extract}.persons) p(id), access.looks_about(array[p.id]) f, unnest(f.about) a(id)
                    group by f.id) found join ${table} l using (id))`,
        ),
      },
    },
  }
}

/** What the log contributes to the read model. */
export const accessLogReadModel: Partial<ReadModel> = {
  roots: {
    accessLog: { kind: 'connection', list: accessLogList },
    accessLogEntry: { kind: 'byId', view: accessLogEntryView },
    accessLogExtract: {
      kind: 'object',
      type: 'AccessLogExtract',
      from: (args) => {
        const person = args.bind('personId', 'text')
        return `(select ${person} as person, substring(${person} from '${PERSON_ID}')::uuid as person_id, ${daysAsked(args)})`
      },
      fields: extractFields(
        (extract) => `(select l.*, array[${extract}.person_id] as persons, found.about
           from access.looks_about(array[${extract}.person_id]) found join ${table} l using (id))`,
      ),
    },
    accessLogSample: {
      kind: 'object',
      type: 'AccessLogSample',
      from: (args) => sampleSql(args.bind('week', 'text'), args.bind('size', 'integer')),
      fields: {
        week: column('week'),
        size: column('size'),
        from: instantColumn('starts_at'),
        until: instantColumn('ends_at'),
        checkpointTreeSize: { kind: 'column', sql: (sample) => `${sample}.tree_size::text` },
        checkpointAt: instantColumn('checkpoint_at'),
        seed: { kind: 'column', sql: (sample) => `encode(${sample}.seed, 'hex')` },
        entryCount: {
          kind: 'column',
          sql: (sample) =>
            `(select count(*) from ${table} l where l.at >= ${sample}.starts_at and l.at < ${sample}.ends_at)`,
        },
        entries: {
          kind: 'connection',
          list: () => sampleList,
          on: () => 'true',
          from: drawnLooksSql,
        },
        refusals: {
          kind: 'list',
          type: 'Refusal',
          from: (sample, refusal) => `(select * from (values
              (${refusalSql(sample, sampleNotReady('%s'))}, ${sample}.seed is null),
              (${refusalSql(sample, sampleSizeWrong)}, ${sample}.size not between 1 and ${SAMPLE_SIZE_MAX})) r(code, path, da, en, holds)
            where r.holds) ${refusal}`,
          orderBy: (refusal) => `${refusal}.code`,
          fields: {
            code: column('code'),
            path: column('path'),
            law: { kind: 'column', sql: () => 'null::text' },
            messageDa: column('da'),
            messageEn: column('en'),
          },
        },
      },
    },
  },
  nodes: [accessLogEntryView],
}
