import type { Text } from '../kernel/errors.ts'
import type { Action, Purpose, Relation, Role } from './policy.ts'

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

export const ACTION_TEXTS: Readonly<Record<Action, Text>> = {
  'municipality:read': {
    da: 'Se de 98 kommuner og deres regioner.',
    en: 'Read the 98 municipalities and their regions.',
  },
  'organisation:read': {
    da: 'Se boligorganisationernes stamdata.',
    en: 'Read the housing organisations’ register data.',
  },
  'organisation:register': {
    da: 'Oprette eller rette en boligorganisation.',
    en: 'Enter or correct a housing organisation.',
  },
  'area:read': {
    da: 'Se de årlige områdelister, og hvilke afdelinger et område dækker.',
    en: 'Read the yearly area lists and which estates an area covers.',
  },
  'area:record': {
    da: 'Indføre listen, som ministeren offentliggør hver 1. december (almenboligloven § 61 a, stk. 5).',
    en: 'Enter the list the minister publishes every 1 December (almenboligloven § 61 a stk. 5).',
  },
  'stock:read': {
    da: 'Se afdelinger, byggeafsnit og boliger.',
    en: 'Read estates, building sections and dwellings.',
  },
  'stock:register': {
    da: 'Oprette eller rette afdelinger, byggeafsnit og boliger.',
    en: 'Enter or correct estates, building sections and dwellings.',
  },
  'stock:readHistory': {
    da: 'Se, hvordan boligmassen tidligere var registreret.',
    en: 'Read how the stock was recorded earlier.',
  },
  'vacancy:read': { da: 'Se ledige boliger.', en: 'Read vacancies.' },
  'vacancy:sync': {
    da: 'Melde, rette, udleje eller trække ledige boliger tilbage.',
    en: 'Announce, correct, let or withdraw vacancies.',
  },
  'vacancy:readHistory': {
    da: 'Se, hvordan en ledig bolig tidligere var registreret.',
    en: 'Read how a vacancy was recorded earlier.',
  },
  'feed:read': { da: 'Se, hvilke datakilder der er registreret.', en: 'Read which feeds are registered.' },
  'feed:register': {
    da: 'Registrere en datakilde eller ændre dens opsætning.',
    en: 'Register a feed or change its mapping.',
  },
  'delivery:read': {
    da: 'Se rapporten over en levering: antal og koder, ingen rå poster.',
    en: 'Read the report of a delivery: counts and codes, no raw records.',
  },
  'delivery:receive': {
    da: 'Levere poster samt godkende eller afvise, hvad en levering ville lukke.',
    en: 'Deliver records, and approve or reject what a delivery would close.',
  },
  'delivery:readRaw': {
    da: 'Se tilbageholdte poster i rå form; de kan indeholde alt, hvad afsenderen har skrevet.',
    en: 'Read quarantined records in their raw form, which may hold anything the sender wrote.',
  },

  'household:read': {
    da: 'Se, hvilke husstande kommunen behandler: pseudonym sagsreference og størrelse.',
    en: 'Read which households the municipality handles: pseudonymous case reference and size.',
  },
  'household:register': {
    da: 'Oprette eller rette en husstand og dens personer.',
    en: 'Enter or correct a household and its persons.',
  },
  'household:readHistory': {
    da: 'Se, hvordan en husstand tidligere var registreret.',
    en: 'Read how a household was recorded earlier.',
  },
  'household:readNeed': {
    da: 'Se, hvorfor en husstand har brug for en bolig: behov, baggrund, støtte og betalingsevne.',
    en: 'Read why a household needs a dwelling: need class, origin, support and what it can pay.',
  },
  'household:recordNeed': {
    da: 'Registrere eller rette, hvorfor en husstand har brug for en bolig.',
    en: 'Enter or correct why a household needs a dwelling.',
  },
  'household:readNeedHistory': {
    da: 'Se, hvordan en husstands behov tidligere var registreret.',
    en: 'Read how a household’s need was recorded earlier.',
  },
  'person:readIdentity': {
    da: 'Se en persons navn, kontaktoplysninger og CPR-nummer; for personer med navne- og adressebeskyttelse intet.',
    en: 'Read a person’s name, contact and CPR number; of persons under address protection nothing.',
  },
  'person:readProtectedIdentity': {
    da: 'Se navn, kontaktoplysninger og CPR-nummer også for personer med navne- og adressebeskyttelse (CPR-loven § 28).',
    en: 'Read name, contact and CPR number of persons under address protection (CPR-loven § 28) too.',
  },
  'person:recordIdentity': {
    da: 'Registrere eller rette en persons navn, kontaktoplysninger og CPR-nummer.',
    en: 'Enter or correct a person’s name, contact and CPR number.',
  },
  'person:readIdentityHistory': {
    da: 'Se, hvordan en persons identitet tidligere var registreret.',
    en: 'Read how a person’s identity was recorded earlier.',
  },
  'person:erase': {
    da: 'Gøre en persons identitet ulæselig for altid, i hver version og sikkerhedskopi.',
    en: 'Make a person’s identity unreadable for ever, in every version and backup.',
  },

  'disclosure:read': {
    da: 'Se, hvad en kommune har videregivet til den anviste boligs boligorganisation.',
    en: 'Read what a municipality has disclosed to the organisation of an allocated dwelling.',
  },
  'disclosure:give': {
    da: 'Videregive en husstand til den anviste boligs boligorganisation eller ophøre med det.',
    en: 'Disclose a household to the organisation of its allocated dwelling, or end that.',
  },
  'disclosure:readHistory': {
    da: 'Se, hvad der tidligere var videregivet.',
    en: 'Read what was disclosed earlier.',
  },

  'dataSharing:read': {
    da: 'Se tilladelserne til datadeling mellem en kommune og en boligorganisation; begge sider må.',
    en: 'Read the data-sharing grants between a municipality and an organisation; both sides may.',
  },
  'dataSharing:signForMunicipality': {
    da: 'Underskrive eller tilbagekalde for kommunen en tilladelse, der åbner videregivne husstande for en boligorganisation.',
    en: 'Sign or revoke, for the municipality, a grant that opens disclosed households to an organisation.',
  },
  'dataSharing:signForOrganisation': {
    da: 'Underskrive eller tilbagekalde for boligorganisationen en tilladelse, der åbner dens leveringsrapporter for en kommune.',
    en: 'Sign or revoke, for the organisation, a grant that opens its delivery reports to a municipality.',
  },

  'accessLog:read': {
    da: 'Se, hvem der har set hvilke personoplysninger, til brug for tilsyn.',
    en: 'Read who looked at which personal rows, for supervision.',
  },
  'accessLog:extract': {
    da: 'Udarbejde en oversigt over, hvornår og hvorfor en borgers oplysninger er set, uden medarbejdernavne.',
    en: 'Draw up when and why a citizen’s data was looked at, without the names of staff.',
  },
  'accessLog:review': {
    da: 'Registrere vurderingen af et udtrukket opslag.',
    en: 'Record the verdict on a sampled look.',
  },
  'agreement:read': {
    da: 'Se udlejningsaftaler, deres versioner, vilkår og samtykker.',
    en: 'Read letting agreements, their versions, terms and consents.',
  },
  'agreement:record': {
    da: 'Indføre en udlejningsaftale, foreslå en version og sætte den i kraft.',
    en: 'Enter a letting agreement, propose a version and bring it into force.',
  },
  'agreement:consent': {
    da: 'Samtykke for boligorganisationen i en foreslået version.',
    en: 'Consent, for the organisation, to a proposed version.',
  },
  'agreement:readHistory': {
    da: 'Se, hvordan en udlejningsaftale tidligere var registreret.',
    en: 'Read how a letting agreement was recorded earlier.',
  },
  'subsidyProgramme:read': {
    da: 'Se tilskudsordninger, deres vilkår og satser.',
    en: 'Read subsidy programmes, their terms and rates.',
  },
  'subsidyProgramme:record': {
    da: 'Indføre en landsdækkende tilskudsordning, dens vilkår og satser.',
    en: 'Enter a national subsidy programme, its terms and rates.',
  },
  'subsidyProgramme:recordOwn': {
    da: 'Indføre en tilskudsordning for egen kommune, dens vilkår og satser.',
    en: 'Enter a subsidy programme of one’s own municipality, its terms and rates.',
  },
  'subsidy:read': {
    da: 'Se tilsagnsrammer, tilsagn, tilskudsperioder, betalinger og rettelser; intet om, hvem der bor i boligerne.',
    en: 'Read frames, commitments, subsidy periods, payments and corrections; nothing of who lives in the dwellings.',
  },
  'subsidy:readAsFund': {
    da: 'Se det samme for statens og Landsbyggefondens tilskud.',
    en: 'Read the same of the subsidies of the state and Landsbyggefonden.',
  },
  'subsidy:readRentCut': {
    da: 'Se egne boligers huslejenedsættelse: periode, beløb og husleje før og efter.',
    en: 'Read the rent cut of one’s own dwellings: period, amount and rent before and after.',
  },
  'subsidyFrame:record': {
    da: 'Indføre eller omgøre en tilsagnsramme, som kommunen har.',
    en: 'Enter or restate a frame that the municipality has.',
  },
  'subsidyFrame:give': {
    da: 'Give eller omgøre en tilsagnsramme af statens eller Landsbyggefondens midler.',
    en: 'Give or restate a frame of the state’s or Landsbyggefonden’s money.',
  },
  'subsidy:record': {
    da: 'Give tilsagn inden for rammen, registrere tilskudsperioder og betalinger og rette dem.',
    en: 'Commit within a frame, record subsidy periods and payments, and correct them.',
  },
  'subsidy:readHistory': {
    da: 'Se, hvordan tilskud tidligere var registreret.',
    en: 'Read how subsidies were recorded earlier.',
  },
  'subsidy:export': {
    da: 'Hente en ordnings regnskab som filer til revision; hver hentning registreres.',
    en: 'Download a programme’s books as files for the audit; each download is recorded.',
  },
  'tenantSubsidy:read': {
    da: 'Se en lejers eget tilskud med beregningsgrundlag og beregninger (serviceloven § 163 a, kommunens tilskud fra 2026).',
    en: 'Read a tenant’s own subsidy with its inputs and calculations (serviceloven § 163 a, the municipality’s subsidy of 2026).',
  },
  'tenantSubsidy:record': {
    da: 'Bevilge en lejer tilskud og registrere beregningsgrundlaget.',
    en: 'Grant a tenant a subsidy and record what it is computed from.',
  },
  'tenantSubsidy:readHistory': {
    da: 'Se, hvordan en lejers tilskud tidligere var registreret.',
    en: 'Read how a tenant’s subsidy was recorded earlier.',
  },
  'subsidyAudit:read': {
    da: 'Se kørsler af tilskudsrevisionen, deres fund og svarene på dem.',
    en: 'Read runs of the subsidy audit, their findings and the answers to them.',
  },
  'subsidyAudit:run': {
    da: 'Køre alle kontroller over en kommunes tilskud efter en ordning, som kendt på et tidspunkt.',
    en: 'Run every check over a municipality’s subsidies of a programme, as known at a moment.',
  },
  'subsidyAudit:answer': {
    da: 'Besvare et fund: forklaret, rettet eller tilbagebetalt.',
    en: 'Answer a finding: explained, corrected or repaid.',
  },
  'tenancy:read': {
    da: 'Se boligers lejemål: periode, leje og ophør, ikke hvem lejeren er.',
    en: 'Read dwellings’ tenancies: period, rent and ending, not who the tenant is.',
  },
  'tenancy:record': {
    da: 'Registrere et lejemål, rette det eller afslutte det.',
    en: 'Record a tenancy, correct it or end it.',
  },
  'tenancy:readHistory': {
    da: 'Se, hvordan et lejemål tidligere var registreret.',
    en: 'Read how a tenancy was recorded earlier.',
  },
  'audit:verify': {
    da: 'Se underskrevne kontrolpunkter og beviser for, at en post indgår; de rummer kun hashværdier.',
    en: 'Read signed checkpoints and proofs of inclusion; they hold hashes only.',
  },
}
