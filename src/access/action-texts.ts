import type { Text } from '../kernel/errors.ts'
import { CASE_ACTION_TEXTS } from './case-action-texts.ts'
import type { Action } from './policy.ts'
import { TRANSITION_ACTION_TEXTS } from './transition-action-texts.ts'

/** What the actions of the policy mean, for people who decide about it and do not read code. */
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
  'combinedLetting:decide': {
    da: 'Registrere kommunalbestyrelsens beslutning om kombineret udlejning i en afdeling (almenboligloven § 51 b).',
    en: 'Record the municipal council’s decision on combined letting in an estate (almenboligloven § 51 b).',
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
  'feed:readHistory': {
    da: 'Se, hvordan datakilder tidligere var registreret.',
    en: 'Read how feeds were registered earlier.',
  },
  'feed:register': {
    da: 'Registrere en datakilde eller ændre dens opsætning.',
    en: 'Register a feed or change its mapping.',
  },
  'delivery:read': {
    da: 'Se rapporten over en levering: antal og koder, ingen rå poster.',
    en: 'Read the report of a delivery: counts and codes, no raw records.',
  },
  'delivery:receive': {
    da: 'Levere poster til egne datakilder samt godkende eller afvise, hvad en levering ville lukke.',
    en: 'Deliver records to own feeds, and approve or reject what a delivery would close.',
  },
  'delivery:keepRaw': {
    da: 'Ved en levering gemme de tilbageholdte poster, som ikke nævner sager.',
    en: 'Keep, with a delivery, the quarantined records that name no cases.',
  },
  'delivery:readRaw': {
    da: 'Se tilbageholdte poster i rå form; de kan indeholde alt, hvad afsenderen har skrevet.',
    en: 'Read quarantined records in their raw form, which may hold anything the sender wrote.',
  },
  'delivery:readAsFund': {
    da: 'Se fondens egne datakilder og leveringerne til dem.',
    en: 'Read the fund’s own feeds and the deliveries to them.',
  },
  'delivery:readHistoryAsFund': {
    da: 'Se, hvordan fondens datakilder tidligere var registreret.',
    en: 'Read how the fund’s own feeds were registered earlier.',
  },
  'delivery:receiveAsFund': {
    da: 'Registrere fondens egne datakilder og levere poster om tilskud til dem.',
    en: 'Register the fund’s own feeds and deliver records on subsidies to them.',
  },
  'delivery:keepCaseRaw': {
    da: 'Ved en levering gemme de tilbageholdte poster, som nævner kommunens sager.',
    en: 'Keep, with a delivery, the quarantined records that name the municipality’s cases.',
  },
  'delivery:readCaseRaw': {
    da: 'Se tilbageholdte poster i rå form, når posterne nævner sager; hvert opslag logges.',
    en: 'Read quarantined records that name cases in their raw form; each look is logged.',
  },

  ...CASE_ACTION_TEXTS,

  'criterion:read': {
    da: 'Se spørgsmål om kriterier for fleksibel udlejning og kommunens ja eller nej.',
    en: 'Read questions about criteria of flexible letting and the municipality’s yes or no.',
  },
  'criterion:readHistory': {
    da: 'Se, hvordan spørgsmål om kriterier tidligere stod.',
    en: 'Read how questions about criteria stood earlier.',
  },
  'criterion:readApplicant': {
    da: 'Se, hvilken ansøger et sådant spørgsmål handler om.',
    en: 'Read which applicant such a question is about.',
  },
  'criterion:readApplicantHistory': {
    da: 'Se, hvordan en ansøger tidligere stod i et sådant spørgsmål.',
    en: 'Read how an applicant stood in such a question earlier.',
  },
  'criterion:ask': {
    da: 'Spørge kommunen, om en ansøger opfylder et kriterium, eller trække ansøgerens samtykke tilbage.',
    en: 'Ask the municipality whether an applicant meets a criterion, or withdraw the applicant’s consent.',
  },
  'criterion:answer': {
    da: 'Svare ja, nej eller »kan ikke besvares«, og rette et svar; aldrig hvorfor.',
    en: 'Answer yes, no or "cannot be answered", and correct an answer; never why.',
  },
  'criterion:erase': {
    da: 'Gøre en ansøgers identitet ulæselig for altid, på borgerens anmodning eller når fristen er udløbet.',
    en: 'Make an applicant’s identity unreadable for ever, at the citizen’s request or when the period is over.',
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
  'quota:read': {
    da: 'Se kvoteregnskabet: ture, saldi og hændelser.',
    en: 'Read the quota ledger: turns, balances and events.',
  },
  'quota:keep': {
    da: 'Føre kvoteregnskabet: skrive det, reglerne beregner, disponere en tur, notere tilbagelevering og erstatning.',
    en: 'Keep the quota ledger: write what the rules compute, act upon a turn, enter returns and replacements.',
  },
  'quota:report': {
    da: 'Oplyse for boligorganisationen, om en ledig bolig er taget ved intern oprykning eller genhusning.',
    en: 'Report, for the organisation, whether internal transfer or rehousing took a vacancy.',
  },
  'quota:correct': {
    da: 'Rette oplysningerne bag en tur, med begrundelse; begge parter må, og begge ser det.',
    en: 'Correct the facts behind a turn, with a reason; either party may, and both see it.',
  },
  'quota:readHistory': {
    da: 'Se, hvordan kvoteregnskabet tidligere så ud.',
    en: 'Read how the quota ledger stood earlier.',
  },
  'matching:readParameters': {
    da: 'Se de tal, kommunen har oplyst til match af husstande og boliger, med deres kilde.',
    en: 'Read the numbers that the municipality has stated for matching households and dwellings, with their source.',
  },
  'matching:readParameterHistory': {
    da: 'Se, hvilke tal kommunen tidligere havde oplyst til match.',
    en: 'Read which numbers the municipality had stated for matching earlier.',
  },
  'matching:setParameters': {
    da: 'Oplyse et tal til match af husstande og boliger, eller at der intet er aftalt.',
    en: 'State a number for matching households and dwellings, or that none is agreed.',
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
  'subsidy:readHistoryAsFund': {
    da: 'Se, hvordan statens og Landsbyggefondens tilskud tidligere stod.',
    en: 'Read how the subsidies of the state and Landsbyggefonden stood earlier.',
  },
  'subsidy:readRentCut': {
    da: 'Se egne boligers huslejenedsættelse: periode, beløb og husleje før og efter.',
    en: 'Read the rent cut of one’s own dwellings: period, amount and rent before and after.',
  },
  'subsidy:readRentCutHistory': {
    da: 'Se, hvordan egne boligers huslejenedsættelse tidligere stod.',
    en: 'Read how the rent cut of one’s own dwellings stood earlier.',
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
  'offer:read': {
    da: 'Se, hvilke ledige boliger der er stillet til kommunens rådighed, og hvor langt hver er.',
    en: 'Read which vacancies are at the municipality’s disposal, and how far each has come.',
  },
  'offer:readHistory': {
    da: 'Se, hvordan et tilbud til kommunen tidligere stod.',
    en: 'Read how an offer to the municipality stood earlier.',
  },
  'offer:make': {
    da: 'Stille en ledig bolig til kommunens rådighed, sætte fristen på pause, forlænge eller trække tilbage, og melde lejeaftale, indflytning eller afslag.',
    en: 'Put a vacancy at the municipality’s disposal, pause, extend or withdraw the offer, and report the lease, the moving in or a decline.',
  },
  'offer:answer': {
    da: 'Sende en tilbudt bolig retur eller opgive den.',
    en: 'Return an offered vacancy, or give one up.',
  },
  'offer:lapse': {
    da: 'Lade tilbud bortfalde, når fristen er udløbet.',
    en: 'Let offers lapse whose deadline has passed.',
  },
  'nomination:read': {
    da: 'Se indstillinger af sagernes husstande.',
    en: 'Read nominations of the cases’ households.',
  },
  'nomination:make': {
    da: 'Indstille en husstand til en tilbudt bolig eller trække indstillingen tilbage.',
    en: 'Nominate a household for an offered dwelling, or withdraw the nomination.',
  },
  'nomination:readHistory': {
    da: 'Se, hvordan en indstilling tidligere stod.',
    en: 'Read how a nomination stood earlier.',
  },
  'allocation:read': {
    da: 'Se anvisninger til sagernes husstande.',
    en: 'Read allocations to the cases’ households.',
  },
  'allocation:report': {
    da: 'Levere, hvad kommunens fagsystem har registreret om anvisninger.',
    en: 'Deliver what the municipality’s case system has recorded of allocations.',
  },
  'allocation:decide': {
    da: 'Anvise en bolig til en husstand og registrere svaret og følgen af et afslag.',
    en: 'Allocate a dwelling to a household, and record the answer and what follows from declining.',
  },
  'allocation:readHistory': {
    da: 'Se, hvordan en anvisning tidligere stod.',
    en: 'Read how an allocation stood earlier.',
  },
  'decision:read': {
    da: 'Se en afgørelse om anvisning og det, den hviler på.',
    en: 'Read a decision to allocate and what it rests on.',
  },
  'notice:read': {
    da: 'Se beskeder om sagernes anvisninger, fx et sent afslag.',
    en: 'Read notices on the cases’ allocations, such as a late decline.',
  },
  'notice:acknowledge': { da: 'Kvittere for en besked.', en: 'Acknowledge a notice.' },
  'notice:readHistory': {
    da: 'Se, hvordan en besked tidligere stod.',
    en: 'Read how a notice stood earlier.',
  },
  'audit:verify': {
    da: 'Se underskrevne kontrolpunkter og beviser for, at en post indgår; de rummer kun hashværdier.',
    en: 'Read signed checkpoints and proofs of inclusion; they hold hashes only.',
  },
  ...TRANSITION_ACTION_TEXTS,
}
