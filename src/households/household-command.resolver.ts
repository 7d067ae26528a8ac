import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql'
import { CarryingArgs } from '../platform/graphql/command-args.ts'
import { type GraphQLContext, payload } from '../platform/graphql/context.ts'
import { type LocalDate as Day, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import { recordAreaCheck } from './area-check.service.ts'
import { RecordAreaCheckInput } from './area-check.types.ts'
import { discloseHousehold, endDisclosure } from './disclosure.service.ts'
import { correctHousehold, registerHousehold, setCaseStatus } from './household.service.ts'
import type { CaseEntry, Households, PersonEntry } from './household.ts'
import { disclosureView, householdView, personView } from './household.view.ts'
import {
  CorrectHouseholdInput,
  DiscloseHouseholdInput,
  DisclosurePayload,
  ErasePersonPayload,
  HouseholdPayload,
  type PersonInput,
  PersonPayload,
  RecordPersonInput,
  RegisterHouseholdInput,
  SetCaseStatusInput,
} from './household-command.types.ts'
import { recordNeed } from './need.service.ts'
import type { NeedEntry } from './need.ts'
import { type HouseholdNeedInput, RecordNeedInput } from './need-command.types.ts'
import { erasePerson, recordPerson } from './person.service.ts'

/** The commands over households, persons and disclosures. */
@Resolver()
export class HouseholdCommandResolver {
  readonly #households: Households

  constructor(households: Households) {
    this.#households = households
  }

  @Mutation(() => HouseholdPayload, {
    description: 'Enters a household with its persons and, if known, its need (registrér husstand).',
  })
  registerHousehold(
    @Arg('input', () => RegisterHouseholdInput, { description: 'The household.' })
    input: RegisterHouseholdInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const registration = {
      ...caseOf(input),
      municipalityCode: input.municipalityCode,
      persons: input.persons.map(personOf),
      need: input.need == null ? null : needOf(input.need),
    }
    const show = context.readBack(info, 'household', householdView)
    return payload(info, () =>
      registerHousehold(this.#households, context.origin, registration, options, show),
    )
  }

  @Mutation(() => HouseholdPayload, {
    description: 'Corrects a household’s case: its reference, unit, KLE number and size (ret husstand).',
  })
  correctHousehold(
    @Arg('input', () => CorrectHouseholdInput, { description: 'The new values.' })
    input: CorrectHouseholdInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const correction = { householdId: input.householdId, ...caseOf(input) }
    const show = context.readBack(info, 'household', householdView)
    return payload(info, () => correctHousehold(this.#households, context.origin, correction, options, show))
  }

  @Mutation(() => HouseholdPayload, {
    description: 'Enters or corrects why a household needs a dwelling (registrér behov).',
  })
  recordNeed(
    @Arg('input', () => RecordNeedInput, { description: 'The need.' }) input: RecordNeedInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const need = { householdId: input.householdId, ...needOf(input) }
    const show = context.readBack(info, 'household', householdView)
    return payload(info, () => recordNeed(this.#households, context.origin, need, options, show))
  }

  @Mutation(() => HouseholdPayload, {
    description: 'Says where a household’s case stands (sæt sagsstatus).',
  })
  setCaseStatus(
    @Arg('input', () => SetCaseStatusInput, { description: 'The status.' }) input: SetCaseStatusInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { householdId, status, parkedUntil = null } = input
    const show = context.readBack(info, 'household', householdView)
    return payload(info, () =>
      setCaseStatus(this.#households, context.origin, { householdId, status, parkedUntil }, options, show),
    )
  }

  @Mutation(() => HouseholdPayload, {
    description:
      'States that a household was checked against a rule on areas: yes or no, never why (registrér områdekontrol).',
  })
  recordAreaCheck(
    @Arg('input', () => RecordAreaCheckInput, { description: 'The check.' }) input: RecordAreaCheckInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'household', householdView)
    return payload(info, () => recordAreaCheck(this.#households, context.origin, { ...input }, options, show))
  }

  @Mutation(() => PersonPayload, {
    description: 'Enters a person into a household, or corrects one (registrér person).',
  })
  recordPerson(
    @Arg('input', () => RecordPersonInput, { description: 'The person.' }) input: RecordPersonInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const record = {
      householdId: input.householdId,
      personId: input.personId ?? null,
      ...personOf(input),
    }
    const show = context.readBack(info, 'person', personView)
    return payload(info, () => recordPerson(this.#households, context.origin, record, options, show))
  }

  @Mutation(() => ErasePersonPayload, {
    description:
      'Makes a person’s identity unreadable for ever, in every version and every backup (slet person, databeskyttelsesforordningen art. 17). It cannot be undone; erasing again does nothing more.',
  })
  erasePerson(
    @Arg('id', () => StrictID, { description: 'The person’s id.' }) id: string,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(info, async () => {
      await erasePerson(this.#households, context.origin, id, options)
      return {}
    })
  }

  @Mutation(() => DisclosurePayload, {
    description:
      'Discloses a household to the organisation of its allocated dwelling, within a data-sharing grant in force (videregiv husstand).',
  })
  discloseHousehold(
    @Arg('input', () => DiscloseHouseholdInput, {
      description: 'What, of whom, for which dwelling and days.',
    })
    { guarantee, ...input }: DiscloseHouseholdInput,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { householdId, dwellingId, from, until, basis, municipalContact, payer } = input
    const disclosure = {
      householdId,
      dwellingId,
      from,
      until,
      basis,
      moveInOn: input.moveInOn ?? null,
      derogations: input.derogations ?? [],
      municipalContact,
      payer,
      guaranteeOere: guarantee ?? null,
    }
    const show = context.readBack(info, 'disclosure', disclosureView)
    return payload(info, () => discloseHousehold(this.#households, context.origin, disclosure, options, show))
  }

  @Mutation(() => DisclosurePayload, {
    description:
      'Shortens a disclosure; before its second day there is nothing to shorten it to, and it is withdrawn (afslut videregivelse).',
  })
  endDisclosure(
    @Arg('id', () => StrictID, { description: 'The disclosure’s id.' }) disclosureId: string,
    @Arg('until', () => LocalDate, { description: 'First day on which nothing is shown; today or later.' })
    until: Day,
    @Args(() => CarryingArgs) options: CarryingArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const show = context.readBack(info, 'disclosure', disclosureView)
    return payload(info, () =>
      endDisclosure(this.#households, context.origin, { disclosureId, until }, options, show),
    )
  }
}

function caseOf(input: RegisterHouseholdInput | CorrectHouseholdInput): CaseEntry {
  const { caseReference, adults, children } = input
  return {
    caseReference,
    organisationUnitId: input.organisationUnitId ?? null,
    kleNumber: input.kleNumber ?? null,
    adults,
    children,
    ages: input.ages,
  }
}

function needOf({ rentMax, ...input }: HouseholdNeedInput): NeedEntry {
  const { needClass, supportMethods, wantedDwellingTypes, municipalityVouches, refugee, cohorts } = input
  const { wantedEstateIds, excludedEstateIds, wantedPostalCodes, excludedPostalCodes } = input
  const { accessibilityNeeded, elderlyNeed, crisisCentrePriority } = input
  return {
    ...{ needClass, supportMethods, wantedDwellingTypes, municipalityVouches, refugee, cohorts },
    ...{ wantedEstateIds, excludedEstateIds, wantedPostalCodes, excludedPostalCodes },
    ...{ accessibilityNeeded, elderlyNeed, crisisCentrePriority },
    origin: input.origin ?? null,
    rentMaxOere: rentMax ?? null,
    education: input.education ?? null,
    supportPlanReference: input.supportPlanReference ?? null,
    homeMunicipalityCode: input.homeMunicipalityCode ?? null,
    shelterEnteredOn: input.shelterEnteredOn ?? null,
  }
}

function personOf({ leaseParty, addressProtected, identity }: PersonInput): PersonEntry {
  if (identity == null) return { leaseParty, addressProtected, identity: null }
  const { name, cpr, phone, email, address } = identity
  const known = { cpr: cpr ?? null, phone: phone ?? null, email: email ?? null, address: address ?? null }
  return { leaseParty, addressProtected, identity: { name, ...known } }
}
