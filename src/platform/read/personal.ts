import { randomBytes } from 'node:crypto'
import type { Actor } from '../../access/actor.ts'
import { type Action, grantsOf } from '../../access/policy.ts'
import { purposeMissing, purposeRefusal } from '../../access/viewer.ts'
import { Refused } from '../../kernel/errors.ts'
import type { PreparedStatement } from '../change.ts'
import type { About } from './view.ts'

/** One encrypted value on its way to the client. */
export interface SealedValue {
  readonly personId: string
  readonly part: string
  readonly sealed: Uint8Array
}

/** Decrypts values in their order; null for one whose person's key is destroyed. */
export type Unseal = (values: readonly SealedValue[]) => Promise<readonly (string | null)[]>

/** What one operation showed of the persons that one municipality answers for. */
export interface PersonalLook {
  readonly municipalityCode: string
  /** The organisation in whose name; without it the actor's own. */
  readonly organisationId?: string
  /** The fields, as `Type.field`, that each of these persons and households was shown with. */
  readonly shown: readonly { readonly fields: readonly string[]; readonly subjects: readonly string[] }[]
}

/** What a statement answered, with what the reader has to do before any of it may leave. */
export interface MarkedAnswer {
  readonly looks: readonly PersonalLook[]
  /** The answer without its marks; asks for the keys of the persons in it. */
  open(unseal: Unseal): Promise<string>
}

/** A mark that no row can hold by chance or by design: it is drawn for one run of one statement. */
export function newMark(): string {
  return randomBytes(MARK_BYTES).toString('hex')
}

const MARK_BYTES = 12
const MARKED =
  /"~" : "([0-9a-f]{24})(\d+):([0-9a-f,:;-]*)"(?:, )?|"([0-9a-f]{24})([a-z]+):([0-9a-f-]{36}):([0-9a-f]*)"/g

/**
 * SQL of the entry that marks a JSON object as telling of persons; `selection` numbers the set of fields, `looks` is SQL of
 * who they are: `municipality:id,id;municipality:id`.
 */
export function markSql(mark: string, selection: number, looks: string): string {
  return `'~', ${mark} || '${selection}:' || ${looks}`
}

/** SQL of whom the row `t` is about, by the municipalities that answer for it. */
export function looksSql(aboutRow: readonly About[], t: string): string {
  return aboutRow
    .map(({ municipality, subjects }) => `${municipality(t)} || ':' || ${subjects(t)}`)
    .join(" || ';' || ")
}

/** Of more rows a count says nothing of each of them. */
export const TELLING_MAX = 100

/** SQL of whom the counted rows are about: all of few, of many nobody. `counted` is a subquery of the rows. */
export function countedLooksSql(aboutRow: readonly About[], counted: (limit: number) => string): string {
  const abouts = aboutRow.map(
    ({ municipality, subjects }) => `(${municipality('c')}, (${subjects('c')})::text)`,
  )
  return `coalesce((select string_agg(told.municipality || ':' || told.subjects, ';') from (
      select about.municipality, string_agg(nullif(about.subjects, ''), ',') as subjects
        from (select few.*, count(*) over () as counted_rows from ${counted(TELLING_MAX + 1)} few) c
       cross join lateral (values ${abouts.join(', ')}) about(municipality, subjects)
       where c.counted_rows <= ${TELLING_MAX} group by about.municipality) told), '')`
}

/** SQL of an encrypted value that the reader is to decrypt. */
export function sealedSql(mark: string, part: string, person: string, sealed: string): string {
  return `${mark} || '${part}:' || ${person} || ':' || encode(${sealed}, 'hex')`
}

/** Reads the marks of one run out of the JSON text of its answer. `selections` are the sets of fields by number. */
export function readMarks(
  text: string,
  mark: string,
  selections: readonly (readonly string[])[],
): MarkedAnswer {
  /** By municipality and subject, the sets of fields. */
  const looks = new Map<string, Map<string, Set<number>>>()
  const sealed: SealedValue[] = []
  const pieces: (string | number)[] = []
  let at = 0
  for (const match of text.matchAll(MARKED)) {
    const [whole, rowMark, selection, about, valueMark, part, personId, hex] = match
    if (rowMark !== mark && valueMark !== mark) continue
    pieces.push(text.slice(at, match.index))
    at = match.index + whole.length
    if (rowMark === mark) {
      for (const look of (about as string).split(';')) {
        const [municipality = '', subjects = ''] = look.split(':')
        const bySubject = looks.get(municipality) ?? new Map<string, Set<number>>()
        looks.set(municipality, bySubject)
        for (const subject of subjects.split(',')) {
          if (subject === '') continue
          bySubject.set(subject, (bySubject.get(subject) ?? new Set()).add(Number(selection)))
        }
      }
    } else {
      pieces.push(sealed.length)
      sealed.push({
        personId: personId as string,
        part: part as string,
        sealed: Buffer.from(hex as string, 'hex'),
      })
    }
  }
  pieces.push(text.slice(at))
  return {
    looks: [...looks]
      .filter(([, bySubject]) => bySubject.size > 0)
      .map(([municipalityCode, bySubject]) => ({
        municipalityCode,
        shown: shownSets(bySubject, selections),
      })),
    async open(unseal) {
      const values = sealed.length === 0 ? [] : await unseal(sealed)
      return pieces
        .map((piece) => (typeof piece === 'string' ? piece : JSON.stringify(values[piece] ?? null)))
        .join('')
    },
  }
}

/** Subjects by what they were shown with: those with the same fields together. */
function shownSets(
  bySubject: ReadonlyMap<string, ReadonlySet<number>>,
  selections: readonly (readonly string[])[],
): PersonalLook['shown'] {
  const sets = new Map<string, { fields: readonly string[]; subjects: string[] }>()
  for (const [subject, numbers] of bySubject) {
    const key = [...numbers].sort((a, b) => a - b).join()
    const known = sets.get(key)
    if (known !== undefined) known.subjects.push(subject)
    else {
      const fields = new Set([...numbers].flatMap((number) => selections[number] ?? []))
      sets.set(key, { fields: [...fields].sort(), subjects: [subject] })
    }
  }
  return [...sets.values()]
}

/**
 * Looking at personal rows takes a purpose, and one that the policy allows the actor's roles.
 *
 * **Refuses:** PURPOSE_MISSING, PURPOSE_NOT_ALLOWED; it depends on no row.
 */
export function assertPurpose(actor: Actor, actions: Iterable<Action>): void {
  for (const action of actions) {
    const refusal =
      purposeRefusal(actor, action) ?? (actor.purpose === null ? purposeMissing(purposesOf(action)) : null)
    if (refusal !== null) throw new Refused(refusal)
  }
}

function purposesOf(action: Action): string {
  return [...new Set(grantsOf(action).flatMap(({ purposes }) => purposes))].sort().join(', ')
}

/** One look into the access log, in the name of the running transaction's actor. */
export const LOG_LOOK: PreparedStatement = {
  name: 'log_look',
  text: `insert into public.access_log (subject, client_id, acting_for, organisation_id,
    municipality_code, roles, purpose, request_id, operation, fields, set_sizes, subjects, change_id)
  values (current_setting('app.subject'), current_setting('app.client_id'), nullif(current_setting('app.cvr'), ''),
    coalesce($6::uuid, (nullif(current_setting('app.organisation_ids'), '')::uuid[])[1]), $1, current_setting('app.roles')::text[],
    current_setting('app.purpose'), current_setting('app.request_id'), $2, $3, $4, $5, public.current_change_id())`,
}

const OPERATION_CHARACTERS_MAX = 200

/** The parameters of `LOG_LOOK`. */
export function lookParameters(
  operation: string,
  { municipalityCode, shown, organisationId }: PersonalLook,
): unknown[] {
  return [
    municipalityCode,
    operation.slice(0, OPERATION_CHARACTERS_MAX),
    shown.map(({ fields }) => fields.join(',')),
    shown.length === 1 ? [] : shown.map(({ subjects }) => subjects.length),
    uuidArray(shown.flatMap(({ subjects }) => subjects)),
    organisationId ?? null,
  ]
}

/** To which of the actor's organisations these persons and households are disclosed. */
export const DISCLOSED_TO_SQL = `select d.organisation_id::text as organisation, d.household_id::text as subject
    from public.disclosure d where d.household_id = any ($1::uuid[])
  union select d.organisation_id::text, i.person_id::text
    from public.person_identity i join public.disclosure d using (household_id) where i.person_id = any ($1::uuid[])`

/**
 * Parts looks by the organisation that each subject is disclosed to, so that each organisation's officer finds those in
 * its name and no others; what is disclosed to several is a look for each of them.
 */
export function byOrganisation(
  looks: readonly PersonalLook[],
  disclosedTo: readonly { readonly organisation: string; readonly subject: string }[],
): readonly PersonalLook[] {
  const known = new Set(disclosedTo.map(({ subject }) => subject))
  const organisations = [...new Set(disclosedTo.map(({ organisation }) => organisation))].sort()
  return looks.flatMap((look) =>
    [undefined, ...organisations].flatMap((organisationId) => {
      const own = new Set(
        disclosedTo.flatMap(({ organisation, subject }) =>
          organisation === organisationId ? [subject] : [],
        ),
      )
      const shown = look.shown
        .map(({ fields, subjects }) => ({
          fields,
          subjects: subjects.filter((one) => (organisationId === undefined ? !known.has(one) : own.has(one))),
        }))
        .filter(({ subjects }) => subjects.length > 0)
      if (shown.length === 0) return []
      return { ...look, shown, ...(organisationId === undefined ? {} : { organisationId }) }
    }),
  )
}

const UUID_OID = 2950
const UUID_BYTES = 16

/** UUIDs as PostgreSQL takes a `uuid[]` in binary, which costs it a tenth of reading them as text. */
function uuidArray(ids: readonly string[]): Buffer {
  const bytes = Buffer.from(ids.join('').replaceAll('-', ''), 'hex')
  const array = Buffer.allocUnsafe(20 + ids.length * (4 + UUID_BYTES))
  // One dimension, no null, of this type, this long, counted from 1.
  for (const [place, value] of [1, 0, UUID_OID, ids.length, 1].entries()) array.writeInt32BE(value, place * 4)
  for (let from = 0, to = 20; from < bytes.length; from += UUID_BYTES, to += 4 + UUID_BYTES) {
    array.writeInt32BE(UUID_BYTES, to)
    bytes.copy(array, to + 4, from, from + UUID_BYTES)
  }
  return array
}
