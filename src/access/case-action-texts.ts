/** What the actions on cases mean, in both languages. */
export const CASE_ACTION_TEXTS = {
  'household:read': {
    da: 'Se, hvilke husstande kommunen behandler: pseudonym sagsreference og størrelse.',
    en: 'Read which households the municipality handles: pseudonymous case reference and size.',
  },
  'household:readToSubsidise': {
    da: 'Se sagens husstand for at give den tilskud: sagsreference, størrelse og alder; intet om behov, og hvem den er.',
    en: 'See a case’s household to grant it a subsidy: case reference, size and ages; nothing of its need or who it is.',
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
  'areaCheck:read': {
    da: 'Se, om en husstand er kontrolleret efter en områderegel, og svaret ja eller nej; aldrig begrundelsen.',
    en: 'Read whether a household was checked against a rule on areas, yes or no; never why.',
  },
  'areaCheck:record': {
    da: 'Erklære, at en husstand er kontrolleret efter en områderegel, og om den er udelukket.',
    en: 'State that a household was checked against a rule on areas, and whether it is excluded.',
  },
  'areaCheck:readHistory': {
    da: 'Se, hvordan en områdekontrol tidligere var registreret.',
    en: 'Read how a check against a rule on areas was recorded earlier.',
  },
  'referral:read': {
    da: 'Se husstande, som en kommune henviser til en anden.',
    en: 'Read households that one municipality refers to another.',
  },
  'referral:send': {
    da: 'Henvise en husstand til en anden kommune, eller trække det tilbage.',
    en: 'Refer a household to another municipality, or take that back.',
  },
  'referral:answer': {
    da: 'Modtage eller afvise en husstand, som en anden kommune henviser.',
    en: 'Take or decline a household that another municipality refers.',
  },
  'referral:readHistory': {
    da: 'Se, hvordan en henvisning tidligere stod.',
    en: 'Read how a referral stood earlier.',
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
} as const
