import { holdCaseNamed } from '../households/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type DwellingNumbers, namedDwellingSql } from '../registry/index.ts'
import { keepTenancy } from '../tenancies/index.ts'
import { keepArrears } from './arrears.service.ts'
import { keepStay, takeStayBack } from './stay.service.ts'
import { keepSupport, takeSupportBack } from './support.service.ts'
import type { TransitionRecordKind, TransitionRecords } from './transition.record.ts'

/** Where records come from. */
export interface ReportSource {
  readonly feed: {
    readonly id: string
    readonly organisationId: string | null
    readonly municipalityCode: string | null
  }
  readonly deliveryId: string
}

/** The row that a record has become, whether anything about it is new, and what is worth knowing. */
export interface Kept {
  readonly id: string
  readonly changed: boolean
  readonly notes: readonly Refusal[]
}

interface Keeping {
  readonly running: Change
  readonly source: ReportSource
  /** The row that earlier records of the same thing have become. */
  readonly subjectId: string | null
  readonly today: LocalDate
  /** Takes down which household a record names, also where it is then refused. */
  readonly seen: (householdId: string) => void
}

type Keepers = {
  readonly [Kind in TransitionRecordKind]: (
    keeping: Keeping,
    record: TransitionRecords[Kind],
  ) => Promise<Kept>
}

/** How a record of each kind is followed. */
export const KEEPERS: Keepers = {
  async TENANCY({ running, source, subjectId }, { dwelling, ...told }) {
    const dwellingKey = await dwellingNamed(running, source, dwelling)
    return keepTenancy(running, dwellingKey, { ...told, tenancyKey: subjectId })
  },

  async ARREARS({ running, source, subjectId, today }, { dwelling, part, sourceId, ...told }) {
    const tenancyKey = await tenancyNamed(running, source, { dwelling, part, on: told.happenedOn })
    const kept = await keepArrears(
      running,
      tenancyKey,
      { ...told, reference: sourceId, stepId: subjectId },
      today,
    )
    return { ...kept, notes: [] }
  },

  async STAY({ running, source, subjectId, today, seen }, { subject, conditions, withdrawn, ...entry }) {
    const household = await holdCaseNamed(running, source.feed.municipalityCode ?? '', subject)
    seen(household.id)
    if (withdrawn) {
      if (subjectId === null) throw new Refused(neverTold)
      return { id: subjectId, changed: await takeStayBack(running, subjectId), notes: [] }
    }
    const id = await keepStay(running, household, entry, conditions, today, subjectId)
    const changed = await isNew(running, `public.stay where id = $1`, id)
    const met = await isNew(running, `public.discharge_condition where stay_id = $1`, id)
    return { id, changed: changed || met, notes: [] }
  },

  async SUPPORT({ running, source, subjectId, seen }, { subject, withdrawn, ...entry }) {
    const household = await holdCaseNamed(running, source.feed.municipalityCode ?? '', subject)
    seen(household.id)
    if (withdrawn) {
      if (subjectId === null) throw new Refused(neverTold)
      return { id: subjectId, changed: await takeSupportBack(running, subjectId), notes: [] }
    }
    const id = await keepSupport(running, household, entry, subjectId)
    return { id, changed: await isNew(running, `public.support_course where id = $1`, id), notes: [] }
  },
}

/** Whether the running change has written any of the rows. */
async function isNew(running: Change, rows: string, id: string): Promise<boolean> {
  const found = await running.sql(`select 1 from ${rows} and change_id = $2 limit 1`, [id, running.id])
  return found.length > 0
}

/** The dwelling of the feed's organisation that a record names. */
async function dwellingNamed(
  running: Change,
  { feed }: ReportSource,
  { organisationCode, estateNumber, tenancyNumber }: DwellingNumbers,
): Promise<string> {
  const [dwelling] = await running.sql<{ id: string }>(
    `select d.id from (select $2::text as organisation_code, $3::text as estate_number, $4::text as tenancy_number) n,
        lateral ${namedDwellingSql('n')}
       join public.dwelling d on d.id = named_dwelling.id and d.organisation_id = $1::uuid limit 1`,
    [feed.organisationId, organisationCode, estateNumber, tenancyNumber],
  )
  if (dwelling === undefined) throw new Refused(dwellingNotFound)
  return dwelling.id
}

/** The tenancy that had begun by a day, in the dwelling or its part that a record names. */
async function tenancyNamed(
  running: Change,
  source: ReportSource,
  {
    dwelling,
    part,
    on,
  }: { readonly dwelling: DwellingNumbers; readonly part: string; readonly on: LocalDate },
): Promise<string> {
  const dwellingKey = await dwellingNamed(running, source, dwelling)
  const [tenancy] = await running.sql<{ id: string }>(
    `select id from public.tenancy where dwelling_id = $1 and part = $2 and lower(valid) <= $3::date
      order by lower(valid) desc limit 1`,
    [dwellingKey, part, on],
  )
  if (tenancy === undefined) throw new Refused(tenancyNotFound)
  return tenancy.id
}

const dwellingNotFound: Refusal = {
  code: 'DWELLING_NOT_FOUND',
  path: 'tenancyNumber',
  text: {
    da: 'Der er ingen bolig med disse numre i kildens boligorganisation. Ret numrene, eller meld boligen ledig først.',
    en: 'There is no dwelling with these numbers in the feed’s organisation. Correct them, or report the dwelling’s vacancy first.',
  },
}

const tenancyNotFound: Refusal = {
  code: 'TENANCY_NOT_FOUND',
  path: 'tenancyNumber',
  text: {
    da: 'Der er intet lejemål i boligen, som var begyndt på dagen. Ret numrene eller dagen, eller meld lejemålet først.',
    en: 'The dwelling has no tenancy that had begun by that day. Correct the numbers or the day, or report the tenancy first.',
  },
}

const neverTold: Refusal = {
  code: 'WITHDRAWN_BEFORE_TOLD',
  path: 'withdrawn',
  text: {
    da: 'Der er intet at trække tilbage: kilden har ikke før meldt noget under dette id.',
    en: 'There is nothing to take back: the source has reported nothing under this id before.',
  },
}
