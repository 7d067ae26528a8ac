import { type HeldHousehold, holdHousehold } from '../households/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import type { SupportEntry } from './support.ts'

/**
 * Records how a household is supported, by whom and for which days.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PERIOD_EMPTY, PROVIDER_TOO_LONG,
 * HOUSEHOLD_NOT_FOUND, SUPPORT_OVERLAPS.
 * @law serviceloven §§ 85, 85 a, 99
 */
export function recordSupport<Shown>(
  call: Call<Shown>,
  householdId: string,
  entry: SupportEntry,
): Promise<Shown> {
  return carryOut(call, 'support:record', async (running) => {
    assertSupport(entry)
    return insertSupport(running, await holdHousehold(running, householdId, 'input.householdId'), entry)
  })
}

/**
 * Corrects a course of support: the whole of it, as it is to be.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PERIOD_EMPTY, PROVIDER_TOO_LONG,
 * SUPPORT_NOT_FOUND, SUPPORT_OVERLAPS.
 */
export function correctSupport<Shown>(
  call: Call<Shown>,
  supportCourseId: string,
  entry: SupportEntry,
): Promise<Shown> {
  return carryOut(call, 'support:record', async (running) => {
    assertSupport(entry)
    const { id } = await holdSupport(running, supportCourseId)
    await updateSupport(running, id, entry)
    return id
  })
}

/**
 * Ends a course of support on a day, or sets another end.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, SUPPORT_NOT_FOUND, PERIOD_EMPTY,
 * SUPPORT_OVERLAPS.
 */
export function endSupport<Shown>(
  call: Call<Shown>,
  { supportCourseId, until }: { readonly supportCourseId: string; readonly until: LocalDate },
): Promise<Shown> {
  return carryOut(call, 'support:record', async (running) => {
    const support = await holdSupport(running, supportCourseId)
    assertPeriod(support.from, until)
    await updateSupport(running, support.id, { ...support, until })
    return support.id
  })
}

/**
 * Takes a course of support back as if it had never been recorded.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, SUPPORT_NOT_FOUND.
 */
export function withdrawSupport<Shown>(call: Call<Shown>, supportCourseId: string): Promise<Shown> {
  return carryOut(call, 'support:record', async (running) => {
    const { id } = await holdSupport(running, supportCourseId)
    await takeSupportBack(running, id)
    return id
  })
}

/** Takes the course of support with this key back; answers whether it was not already. */
export async function takeSupportBack(running: Change, id: string): Promise<boolean> {
  const taken = await running.sql(
    'update public.support_course set withdrawn = true where id = $1 and not withdrawn returning id',
    [id],
  )
  return taken.length > 0
}

/**
 * Keeps a course of support as a case system tells it: the course that it told before, whose key is `supportKey`, or the
 * household's course by the same method and clause that began on the same day becomes this one, otherwise it is a new one.
 * Told again, nothing changes. Answers the course's key.
 * **Refuses:** PERIOD_EMPTY, PROVIDER_TOO_LONG, SUPPORT_OVERLAPS.
 */
export async function keepSupport(
  running: Change,
  household: HeldHousehold,
  entry: SupportEntry,
  supportKey: string | null = null,
): Promise<string> {
  assertSupport(entry)
  const [known] = await running.sql<{ id: string; withdrawn: boolean }>(
    `select id, withdrawn from public.support_course
      where household_id = $1
        and (id = $5::uuid or method = $2 and paragraph = $3 and lower(valid) = $4::date and not withdrawn)
      order by id = $5::uuid desc nulls last limit 1 for update`,
    [household.id, entry.method, entry.paragraph, entry.from, supportKey],
  )
  if (known === undefined) return insertSupport(running, household, entry)
  if (known.withdrawn)
    await within(VIOLATIONS, () =>
      running.sql('update public.support_course set withdrawn = false where id = $1', [known.id]),
    )
  await updateSupport(running, known.id, entry)
  return known.id
}

const PROVIDER_LENGTH_MAX = 200

function assertSupport({ provider, from, until }: SupportEntry): void {
  assertPeriod(from, until)
  if (provider.length > PROVIDER_LENGTH_MAX) throw new Refused(providerTooLong)
}

/** Holds a course of support of the actor's cases that was not taken back. */
async function holdSupport(
  running: Change,
  supportCourseId: string,
): Promise<SupportEntry & { readonly id: string }> {
  const [support] = await running.sql<SupportEntry & { id: string }>(
    `select id, method, paragraph, provider, lower(valid)::text as "from", upper(valid)::text as until, source
       from public.support_course where id = $1::uuid and not withdrawn for update`,
    [uuidOf(supportCourseId, 'SupportCourse')],
  )
  if (support === undefined) throw new Refused(supportNotFound)
  return support
}

async function insertSupport(
  running: Change,
  household: HeldHousehold,
  entry: SupportEntry,
): Promise<string> {
  const [row] = await within(VIOLATIONS, () =>
    running.sql<{ id: string }>(
      `insert into public.support_course (household_id, municipality_code, case_scope, method, paragraph, provider, valid,
         source)
       values ($1, $2, $3, $4, $5, $6, daterange($7::date, $8::date), $9) returning id`,
      [household.id, household.municipalityCode, household.caseScope, ...columnsOf(entry)],
    ),
  )
  return row?.id ?? ''
}

async function updateSupport(running: Change, id: string, entry: SupportEntry): Promise<void> {
  await within(VIOLATIONS, () =>
    running.sql(
      `update public.support_course set method = $2, paragraph = $3, provider = $4,
              valid = daterange($5::date, $6::date), source = $7
        where id = $1`,
      [id, ...columnsOf(entry)],
    ),
  )
}

const columnsOf = ({ method, paragraph, provider, from, until, source }: SupportEntry) => [
  ...[method, paragraph, provider, from, until, source],
]

const supportNotFound = notFound(
  'SUPPORT',
  'input.supportCourseId',
  'intet støtteforløb',
  'course of support',
)

const providerTooLong: Refusal = {
  code: 'PROVIDER_TOO_LONG',
  path: 'input.provider',
  text: {
    da: `Leverandøren navngives med højst ${PROVIDER_LENGTH_MAX} tegn.`,
    en: `The provider is named in ${PROVIDER_LENGTH_MAX} characters at most.`,
  },
}

const VIOLATIONS = {
  support_courses_do_not_overlap: {
    code: 'SUPPORT_OVERLAPS',
    path: 'input.from',
    text: {
      da: 'Husstanden støttes allerede med denne metode efter denne paragraf i nogle af dagene. Afslut eller ret det forløb.',
      en: 'The household is supported by this method under this clause on some of these days already. End or correct that course.',
    },
  },
} satisfies Record<string, Refusal>
