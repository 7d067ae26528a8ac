import { DateTime } from 'luxon'
import type { LocalDate } from '../kernel/period.ts'
import { tellOfAgreement } from './story-agreement.ts'
import { tellOfLetting } from './story-letting.ts'
import { tellOfSubsidies } from './story-subsidies.ts'
import { askedAs, type Places, StoryEnds, storyteller, type Teller } from './storyteller.ts'

/**
 * Gives the demo a story of each stream: an agreement whose turns the quota ledger shows, a transitional dwelling with its
 * timeline, an offer that waits, and subsidies of which one month was paid twice. It is told once; a start that was broken
 * off in the middle is followed by one that goes on. Answers null, or why it could not be told to its end.
 */
export async function tellStory(url: string, today: LocalDate): Promise<string | null> {
  try {
    const told = await askedAs<Told>(url, AUDITOR, TOLD)
    if (told.subsidyLedger.nodes.some(({ paid }) => Number(paid) > 0)) return null
    const [agreement] = told.agreements.nodes
    const teller = storyteller(url, agreement === undefined ? today : dayOf(agreement.recordedFrom))
    const places = await placesOf(url)
    await tellOfAgreement(teller, places)
    await tellOfLetting(teller, places)
    await tellOfSubsidies(teller, places)
    return null
  } catch (error) {
    // Where somebody has changed what the story rests on, the demo goes on without the rest of it.
    if (error instanceof StoryEnds) return error.message
    throw error
  }
}

interface Told {
  readonly agreements: { readonly nodes: readonly { readonly recordedFrom: string }[] }
  /** The months of the year in which the story pays subsidies. */
  readonly subsidyLedger: { readonly nodes: readonly { readonly paid: string }[] }
}

const AUDITOR: Teller = { client: 'demo-auditor', purpose: 'subsidy-audit' }
const TOLD = `{ agreements(first: 1) { nodes { recordedFrom } }
  subsidyLedger(municipalityCode: "0169", year: 2022, first: 100) { nodes { paid } } }`

const dayOf = (instant: string) =>
  DateTime.fromISO(instant, { zone: 'Europe/Copenhagen' }).toISODate() as LocalDate

/** The organisation of the sample feed, its estates by number, and its vacancies and their dwellings by external key. */
async function placesOf(url: string): Promise<Places> {
  const { housingOrganisations, vacancies } = await askedAs<{
    readonly housingOrganisations: { readonly nodes: readonly { readonly id: string }[] }
    readonly vacancies: {
      readonly nodes: readonly {
        readonly id: string
        readonly externalKey: string
        readonly dwelling: {
          readonly id: string
          readonly estate: { readonly id: string; readonly number: string }
        }
      }[]
    }
  }>(
    url,
    { client: 'demo-organisation', purpose: 'vacancy-exchange' },
    `{ housingOrganisations(first: 1, filter: { lbfNumber: "0045" }) { nodes { id } }
       vacancies(first: 100, filter: { municipalityCodes: ["0169"] }) {
         nodes { id externalKey dwelling { id estate { id number } } } } }`,
  )
  const found = (what: string, id: string | undefined) => {
    if (id === undefined) throw new StoryEnds(`${what} is not there`)
    return id
  }
  const byKey = (key: string) => vacancies.nodes.find(({ externalKey }) => externalKey === key)
  return {
    organisationId: found('The organisation', housingOrganisations.nodes[0]?.id),
    estate: (number) =>
      found(
        `Estate ${number}`,
        vacancies.nodes.find(({ dwelling }) => dwelling.estate.number === number)?.dwelling.estate.id,
      ),
    vacancy: (key) => found(`Vacancy ${key}`, byKey(key)?.id),
    dwelling: (key) => found(`Dwelling ${key}`, byKey(key)?.dwelling.id),
  }
}
