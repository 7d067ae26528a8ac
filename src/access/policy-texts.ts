import type { Text } from '../kernel/errors.ts'
import type { Purpose, Relation, Role } from './grant.ts'

/** What the names of the policy mean, for people who decide about it and do not read code. */

export const ROLE_TEXTS: Readonly<Record<Role, Text>> = {
  organisation_system: {
    da: 'Boligorganisationens eget it-system.',
    en: 'The housing organisation’s own system.',
  },
  organisation_letting_officer: {
    da: 'Medarbejder med udlejning i boligorganisationen.',
    en: 'A member of staff who lets dwellings for the housing organisation.',
  },
  municipal_system: { da: 'Kommunens eget it-system.', en: 'The municipality’s own system.' },
  municipal_nominator: {
    da: 'Indstiller: sagsbehandler, der indstiller en husstand til en bolig.',
    en: 'Nominator: a caseworker who nominates a household for a dwelling.',
  },
  municipal_allocator: {
    da: 'Anviser: sagsbehandler, der anviser en bolig til en husstand.',
    en: 'Allocator: a caseworker who allocates a dwelling to a household.',
  },
  municipal_economist: {
    da: 'Økonomimedarbejder i kommunen.',
    en: 'A member of the municipality’s finance staff.',
  },
  data_controller_representative: {
    da: 'Den, der underskriver for en dataansvarlig (kommunen eller boligorganisationen).',
    en: 'Who signs for a data controller (the municipality or the housing organisation).',
  },
  data_protection_officer: {
    da: 'Databeskyttelsesrådgiver (DPO) hos en dataansvarlig.',
    en: 'A data controller’s data protection officer.',
  },
  auditor: {
    da: 'Revisor med et tidsbegrænset engagement i en kommune.',
    en: 'An auditor with an engagement in a municipality that ends.',
  },
  fund_administrator: {
    da: 'Administrator af en tilskudsordning, f.eks. Fonden for blandede byer.',
    en: 'Who administers a subsidy scheme, such as Fonden for blandede byer.',
  },
  bl_analyst: {
    da: 'Analytiker i BL – Danmarks Almene Boliger; ser kun samlede tal.',
    en: 'An analyst of BL, the federation of housing organisations; sees aggregates only.',
  },
  operator: {
    da: 'Den, der driver hubben som databehandler; ser ingen personoplysninger.',
    en: 'Who operates the hub as a data processor; sees no personal data.',
  },
  hub: {
    da: 'Hubbens egne opgaver, f.eks. at føre turene og lade frister udløbe; intet adgangsbevis kan bære rollen.',
    en: 'The hub’s own jobs, such as keeping turns and letting deadlines lapse; no token can carry the role.',
  },
}

export const RELATION_TEXTS: Readonly<Record<Relation, Text>> = {
  ownOrganisation: {
    da: 'Rækkens boligorganisation er en, som parten handler for.',
    en: 'The row’s housing organisation is one that the actor acts for.',
  },
  ownMunicipality: {
    da: 'Rækkens kommune er en, som parten handler for.',
    en: 'The row’s municipality is one that the actor acts for.',
  },
  ownCase: {
    da: 'Sagen er partens kommunes egen og ligger inden for de organisatoriske enheder og KLE-emner, som rollen er begrænset til.',
    en: 'The case is of the actor’s municipality, within the org units and KLE groups that the role is limited to.',
  },
  disclosure: {
    da: 'En kommune har videregivet husstanden til partens boligorganisation, og både videregivelsen og den tilladelse til datadeling, den hviler på, gælder i dag.',
    en: 'A municipality has disclosed the household to the actor’s organisation, and both the disclosure and the data-sharing grant behind it are in force today.',
  },
  reportsShared: {
    da: 'Rækkens boligorganisation deler sine leveringsrapporter med partens kommune ved en tilladelse til datadeling, der gælder i dag og for forespørgslens formål.',
    en: 'The row’s organisation shares its delivery reports with the actor’s municipality by a data-sharing grant in force today and for the purpose of the request.',
  },
  auditEngagement: {
    da: 'Rækkens kommune er en, som revisor har et gældende engagement i.',
    en: 'The row’s municipality is one that the auditor has an engagement in that has not expired.',
  },
  programmeEngagement: {
    da: 'Revisor har et gældende engagement i rækkens kommune for rækkens tilskudsordning, og engagementets periode rammer rækkens dage.',
    en: 'The auditor has an engagement that has not expired in the row’s municipality for the row’s subsidy programme, and its period meets the row’s days.',
  },
  everything: { da: 'Enhver række.', en: 'Any row.' },
}

export const PURPOSE_TEXTS: Readonly<Record<Purpose, Text>> = {
  'vacancy-exchange': {
    da: 'Udveksling af ledige boliger mellem boligorganisation og kommune.',
    en: 'Exchange of vacancies between housing organisation and municipality.',
  },
  'municipal-allocation': {
    da: 'Kommunal (boligsocial) anvisning af en bolig.',
    en: 'Municipal allocation of a dwelling.',
  },
  'case-handling': {
    da: 'Kommunens behandling af husstandens sag.',
    en: 'The municipality’s handling of the household’s case.',
  },
  'tenancy-agreement': {
    da: 'Indgåelse af lejeaftale med den anviste husstand.',
    en: 'Making the tenancy agreement with the household that was allocated the dwelling.',
  },
  'criteria-check': {
    da: 'Kontrol af, om en ansøger opfylder et kriterium for fleksibel udlejning.',
    en: 'Checking whether an applicant meets a criterion of flexible letting.',
  },
  'citizen-access': {
    da: 'Borgerens indsigt i, hvem der har set oplysningerne.',
    en: 'The citizen’s access to who has looked.',
  },
  'data-protection': {
    da: 'Databeskyttelse: tilsyn med opslag, sletning.',
    en: 'Data protection: supervision of looks, erasure.',
  },
  'subsidy-audit': { da: 'Revision af huslejetilskud.', en: 'Audit of rent subsidies.' },
  'subsidy-administration': {
    da: 'Administration af tilskud: tilsagn, beregning, betaling, rettelse og regnskab.',
    en: 'Administration of subsidies: commitments, calculation, payment, correction and accounts.',
  },
  statistics: { da: 'Statistik uden personoplysninger.', en: 'Statistics without personal data.' },
  operations: { da: 'Drift af hubben.', en: 'Operation of the hub.' },
}
