import { PARAMETER_NOT_SET, RULE_TEXTS } from '../../src/matching/match-texts.ts'
import type { Arguments, Row, Rows } from './oracle-types.ts'

const OPEN_STATES = ['ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL']

/** What one rule says, as the API shows it. */
export interface Verdict {
  readonly code: keyof typeof RULE_TEXTS
  readonly law: string
  readonly passed: boolean
  readonly undecided: string | null
  readonly figures: Readonly<Record<string, string | null>>
  readonly textDa: string
  readonly textEn: string
}

/** A second, slow implementation of matching over rows in memory; `holds` says whether a period holds on a day. */
export function oracleMatching(rows: Rows, holds: (row: Row, day: string) => boolean, today: string) {
  const dayOf = (args: Arguments) => (args.on ?? today) as string

  /** What the rules go by; null when vacancy and household are not both to be seen. */
  function pair(vacancyId: unknown, householdId: unknown, args: Arguments, known: bigint | null): Row | null {
    const vacancy = rows('vacancy', known).find(({ id }) => id === vacancyId)
    const dwelling = rows('dwelling', known).find(({ id }) => id === vacancy?.dwelling_id)
    const estate = rows('estate', known).find(({ id }) => id === dwelling?.estate_id)
    const household = rows('household', known).find(({ id }) => id === householdId)
    if (vacancy === undefined || dwelling === undefined || estate === undefined || household === undefined)
      return null
    const need = rows('household_need', known).find((one) => one.household_id === household.id)
    return {
      household_id: household.id,
      vacancy_id: vacancy.id,
      case_reference: household.case_reference,
      municipality_code: household.municipality_code,
      shelter: need?.shelter_entered_on ?? null,
      vacancy,
      dwelling,
      estate,
      household,
      need: need ?? null,
      day: dayOf(args),
      subsidy: (args.subsidy ?? 0n) as bigint,
      waitingList: args.waitingList === true,
      verdicts: verdicts({ vacancy, dwelling, estate, household, need }, args, known),
    }
  }

  const fits = (match: Row) =>
    (match.verdicts as Verdict[]).every(({ passed, undecided }) => passed || undecided !== null)

  function cases(vacancy: Row, args: Arguments, known: bigint | null): Row[] {
    return rows('household', known)
      .filter(
        (one) =>
          one.municipality_code === vacancy.municipality_code &&
          ['OPEN', 'PARKED'].includes(String(one.status)) &&
          OPEN_STATES.includes(String(vacancy.state)),
      )
      .map((one) => pair(vacancy.id, one.id, args, known))
      .filter((match): match is Row => match !== null && match.need !== null && fits(match))
  }

  function vacancies(household: Row, args: Arguments, known: bigint | null): Row[] {
    return rows('vacancy', known)
      .filter(
        (one) =>
          one.municipality_code === household.municipality_code && OPEN_STATES.includes(String(one.state)),
      )
      .map((one) => pair(one.id, household.id, args, known))
      .filter((match): match is Row => match !== null && match.need !== null && fits(match))
  }

  function estateLine(id: unknown, known: bigint | null): unknown[] {
    const merged = rows('estate_succession', known).filter((one) => one.successor_id === id)
    return [id, ...merged.flatMap((one) => estateLine(one.predecessor_id, known))]
  }

  function areaKinds(estate: Row, day: string, known: bigint | null): string[] {
    const organisation = rows('housing_organisation', known).find(({ id }) => id === estate.organisation_id)
    const areas = rows('area_estate', known)
      .filter(
        (part) =>
          part.organisation_lbf_number === organisation?.lbf_number &&
          part.estate_number === estate.number &&
          holds(part, day),
      )
      .map((part) => part.area_id)
    const here = rows('area', known).filter(
      (area) => areas.includes(area.id) && area.municipality_code === estate.municipality_code,
    )
    const kinds = rows('area_status', known)
      .filter((status) => here.some(({ id }) => id === status.area_id) && holds(status, day))
      .map((status) => String(status.kind))
    const combined = rows('combined_letting', known).some(
      (one) => one.estate_id === estate.id && holds(one, day),
    )
    return [...new Set([...kinds, ...(combined ? ['COMBINED_LETTING'] : [])])].sort()
  }

  interface Pair {
    readonly vacancy: Row
    readonly dwelling: Row
    readonly estate: Row
    readonly household: Row
    readonly need: Row | undefined
  }

  function verdicts(
    { vacancy, dwelling, estate, household, need }: Pair,
    args: Arguments,
    known: bigint | null,
  ): Verdict[] {
    const day = dayOf(args)
    const found: Verdict[] = []
    const parameter = (name: string) =>
      rows('matching_parameter', known).find(
        (one) =>
          one.municipality_code === household.municipality_code && one.name === name && holds(one, day),
      )
    const say = (
      code: Verdict['code'],
      law: string,
      verdict: boolean | null,
      figures: Verdict['figures'],
      reason = 'FACT_UNKNOWN',
    ) => {
      const texts =
        reason === 'PARAMETER_NOT_SET'
          ? PARAMETER_NOT_SET
          : RULE_TEXTS[code][verdict === null ? 'unknown' : verdict ? 'passed' : 'failed']
      const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => figures[name as string] ?? '–')
      found.push({
        code,
        law,
        passed: verdict === true,
        undecided: verdict === null ? reason : null,
        figures,
        textDa: filled(texts.da),
        textEn: filled(texts.en),
      })
    }
    const text = (value: unknown) => (value == null ? null : String(value))
    const joined = (value: unknown) => (value == null ? null : (value as unknown[]).join(', ') || null)
    const list = (name: string) => (need?.[name] ?? null) as string[] | null
    const allocation = 'almenboligloven § 59 stk. 1'

    const status = String(household.status)
    const parkedUntil = text(household.parked_until)
    const open = status === 'OPEN' || (status === 'PARKED' && parkedUntil !== null && parkedUntil <= day)
    say('CASE_OPEN', allocation, open, { status, parkedUntil })
    const state = String(vacancy.state)
    say('VACANCY_OPEN', allocation, OPEN_STATES.includes(state), { state })
    const [home, place] = [String(household.municipality_code), String(vacancy.municipality_code)]
    say('MUNICIPALITY', allocation, home === place, { case: home, dwelling: place })

    const rent = BigInt(String(vacancy.rent_oere))
    const subsidy = (args.subsidy ?? 0n) as bigint
    const rentMax = need?.rent_max_oere == null ? null : BigInt(String(need.rent_max_oere))
    say('RENT', allocation, rentMax === null ? null : rent - subsidy <= rentMax, {
      rent: kroner(rent),
      subsidy: kroner(subsidy),
      rentMax: rentMax === null ? null : kroner(rentMax),
      subsidyNeeded: rentMax === null ? null : kroner(rent > rentMax ? rent - rentMax : 0n),
    })

    const type = text(vacancy.dwelling_type ?? dwelling.dwelling_type)
    const types = list('wanted_dwelling_types')
    if (types !== null && types.length > 0) {
      const verdict = type === null ? null : types.includes(type)
      say('DWELLING_TYPE', allocation, verdict, { dwellingType: type, wanted: joined(types) })
    }

    const ages = household.ages as string[]
    const education = text(need?.education)
    if (type === 'YOUTH' || type === 'STUDENT_ROOM') {
      const vouches = need?.municipality_vouches
      const vouched = education === 'IN_EDUCATION' || vouches === true
      say('YOUTH_VOUCHED', 'almenboligloven § 52', vouched ? true : education === null ? null : false, {
        education,
        municipalityVouches: text(vouches),
      })
      const limit = parameter('YOUTH_AGE_BELOW')
      if (limit === undefined || limit.value !== null) {
        const below = limit === undefined ? null : Number(limit.value)
        const ends: Readonly<Record<string, number>> = {
          AGE_18_24: 25,
          AGE_25_29: 30,
          AGE_30_49: 50,
          AGE_50_64: 65,
        }
        const young = ages.some((band) => below !== null && (ends[band] ?? Number.NaN) <= below)
        const figures = { ages: joined(ages), below: text(below), parameter: 'YOUTH_AGE_BELOW' }
        const unset = limit === undefined ? 'PARAMETER_NOT_SET' : undefined
        const verdict = unset !== undefined || ages.length === 0 ? null : young
        say('YOUTH_AGE', 'almenboligloven § 59 stk. 3', verdict, figures, unset)
      }
      const demand = parameter('YOUTH_EDUCATION_REQUIRED')
      if (demand === undefined || demand.value === 1) {
        const unset = demand === undefined ? 'PARAMETER_NOT_SET' : undefined
        const verdict = unset !== undefined || education === null ? null : education !== 'NOT_IN_EDUCATION'
        const figures = { education, parameter: 'YOUTH_EDUCATION_REQUIRED' }
        say('YOUTH_EDUCATION', 'almenboligloven § 59 stk. 3', verdict, figures, unset)
      }
    }
    if (type === 'ELDERLY' || type === 'NURSING') {
      const elderly = (need?.elderly_need ?? null) as boolean | null
      say('ELDERLY', 'almenboligloven § 54', elderly, { elderlyNeed: text(elderly) })
    }
    if (need?.accessibility_needed === true) {
      const accessible = dwelling.accessible as boolean | null
      say('ACCESSIBILITY', allocation, accessible, { accessible: text(accessible) })
    }

    const persons = Number(household.adults) + Number(household.children)
    const rooms = dwelling.rooms === null ? null : Number(dwelling.rooms)
    const sizes = [
      [
        'DWELLING_LARGE_ENOUGH',
        'PERSONS_PER_ROOM_MAX',
        'personsPerRoomMax',
        (of: number, max: number) => persons <= of * max,
      ],
      [
        'DWELLING_SMALL_ENOUGH',
        'ROOMS_BEYOND_PERSONS_MAX',
        'roomsBeyondPersonsMax',
        (of: number, max: number) => of <= persons + max,
      ],
    ] as const
    for (const [code, name, figure, suits] of sizes) {
      const limit = parameter(name)
      if (limit?.value === null) continue
      const unset = limit === undefined ? 'PARAMETER_NOT_SET' : undefined
      const verdict = limit === undefined || rooms === null ? null : suits(rooms, Number(limit.value))
      const figures = {
        persons: String(persons),
        rooms: text(rooms),
        [figure]: text(limit?.value),
        parameter: name,
      }
      say(code, allocation, verdict, figures, unset)
    }

    const line = estateLine(estate.id, known)
    const postalCode = text(dwelling.postal_code)
    const within = (name: string) => (list(name) ?? []).some((id) => line.includes(id))
    const wanted = list('wanted_postal_codes') ?? []
    if (wanted.length > 0 || (list('wanted_estate_ids') ?? []).length > 0) {
      const at = wanted.length === 0 ? false : postalCode === null ? null : wanted.includes(postalCode)
      const figures = { postalCode, wantedPostalCodes: joined(wanted) }
      say('PLACE_WANTED', allocation, within('wanted_estate_ids') || at, figures)
    }
    const excluded = list('excluded_postal_codes') ?? []
    if (excluded.length > 0 || (list('excluded_estate_ids') ?? []).length > 0) {
      const beside =
        excluded.length === 0 ? true : postalCode === null ? null : !excluded.includes(postalCode)
      const figures = { postalCode, excludedPostalCodes: joined(excluded) }
      say('PLACE_NOT_EXCLUDED', allocation, within('excluded_estate_ids') ? false : beside, figures)
    }

    const areaStatusOn = (args.offeredOn ?? day) as string
    const kinds = areaKinds(estate, areaStatusOn, known)
    const areaRules = [
      [
        '59_6',
        '§ 59 stk. 6',
        ['VULNERABLE', 'PARALLEL_SOCIETY', 'TRANSFORMATION', 'COMBINED_LETTING'],
        false,
      ],
      ['59_7', '§ 59 stk. 7', ['PREVENTION'], false],
      ['51_B', '§ 51 b', ['COMBINED_LETTING'], true],
      ['51_C', '§ 51 c', ['TRANSFORMATION'], true],
    ] as const
    for (const [section, law, where, waitingList] of areaRules) {
      if (waitingList !== (args.waitingList === true)) continue
      if (!kinds.some((kind) => where.some((one) => one === kind))) continue
      const check = rows('area_check', known).find(
        (one) => one.household_id === household.id && one.rule === `SECTION_${section}` && holds(one, day),
      )
      const verdict = check === undefined ? null : check.excluded === false
      const figures = { areaStatus: joined(kinds), areaStatusOn, day }
      say(`AREA_SECTION_${section}`, `almenboligloven ${law}`, verdict, figures, 'NOT_CHECKED')
    }
    return found
  }

  return { pair, cases, vacancies, fits }
}

function kroner(oere: bigint): string {
  const digits = String(oere < 0n ? -oere : oere).padStart(3, '0')
  return `${oere < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
