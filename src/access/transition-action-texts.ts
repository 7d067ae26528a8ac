/** What the actions on transitional dwellings mean, in both languages. */
export const TRANSITION_ACTION_TEXTS = {
  'transition:read': {
    da: 'Se udslusningsboliger med vilkår og godkendelser.',
    en: 'Read transitional dwellings with their terms and approvals.',
  },
  'transition:readHistory': {
    da: 'Se, hvordan en udslusningsbolig tidligere stod.',
    en: 'Read how a transitional dwelling stood earlier.',
  },
  'transition:approve': {
    da: 'Godkende, hvordan en lejeaftale må fravige loven.',
    en: 'Approve how a lease may derogate from the act.',
  },
  'transition:recordTerms': {
    da: 'Registrere de vilkår, som lejeaftalen om en udslusningsbolig angiver.',
    en: 'Record the terms that the lease of a transitional dwelling states.',
  },
  'transition:requestTermination': {
    da: 'Anmode udlejeren om at opsige en lejer, der får en plads i en boform.',
    en: 'Ask the landlord to terminate the tenancy of a tenant who gets a place.',
  },
  'transitionTrial:read': {
    da: 'Se kommuners forsøg med udslusningsboliger.',
    en: 'Read municipalities’ trials with transitional dwellings.',
  },
  'transitionTrial:record': {
    da: 'Registrere et forsøg med udslusningsboliger.',
    en: 'Record a trial with transitional dwellings.',
  },
  'transitionCap:read': {
    da: 'Se, hvor mange af en aftales boliger der er udslusningsboliger i et år.',
    en: 'Read how many of an agreement’s dwellings are transitional ones in a year.',
  },
  'transitionCase:read': {
    da: 'Se, hvilken husstand et udslusningsforløb handler om.',
    en: 'Read which household a transition is about.',
  },
  'transitionCase:record': {
    da: 'Angive, hvilken husstand et udslusningsforløb handler om.',
    en: 'State which household a transition is about.',
  },
  'transitionCase:readHistory': {
    da: 'Se, hvem et forløb tidligere var knyttet til.',
    en: 'Read whom a transition was about earlier.',
  },
  'guarantee:read': {
    da: 'Se krav om istandsættelse, som kommunen garanterer for.',
    en: 'Read claims on the municipality’s guarantee for restoration.',
  },
  'guarantee:readHistory': {
    da: 'Se, hvordan krav om istandsættelse tidligere stod.',
    en: 'Read how claims on the guarantee stood earlier.',
  },
  'guarantee:claim': {
    da: 'Rejse krav om istandsættelse efter fraflytning.',
    en: 'Claim restoration after a tenant has moved out.',
  },
  'guarantee:decide': {
    da: 'Afgøre krav om istandsættelse.',
    en: 'Decide claims for restoration.',
  },
  'tenancyContact:read': {
    da: 'Se, hvem man kan ringe til om et lejemål.',
    en: 'Read whom to call about a tenancy.',
  },
  'tenancyContact:readHistory': {
    da: 'Se, hvem man tidligere kunne ringe til om et lejemål.',
    en: 'Read whom one could call about a tenancy earlier.',
  },
  'tenancyContact:record': {
    da: 'Angive, hvem man kan ringe til om et lejemål.',
    en: 'State whom to call about a tenancy.',
  },
  'stay:read': {
    da: 'Se, hvor sagernes husstande opholder sig, og betingelserne for udskrivning.',
    en: 'Read where the cases’ households stay, and the conditions for discharge.',
  },
  'stay:record': {
    da: 'Registrere ophold og betingelser for udskrivning.',
    en: 'Record stays and the conditions for discharge.',
  },
  'stay:readHistory': {
    da: 'Se, hvordan et ophold tidligere var registreret.',
    en: 'Read how a stay was recorded earlier.',
  },
  'support:read': {
    da: 'Se, hvordan sagernes husstande støttes.',
    en: 'Read how the cases’ households are supported.',
  },
  'support:record': {
    da: 'Registrere bostøtte.',
    en: 'Record support.',
  },
  'support:readHistory': {
    da: 'Se, hvordan støtten tidligere var registreret.',
    en: 'Read how support was recorded earlier.',
  },
  'paymentReview:read': {
    da: 'Se opfølgninger på betalingsevne.',
    en: 'Read reviews of the ability to pay.',
  },
  'paymentReview:record': {
    da: 'Aftale og registrere opfølgninger på betalingsevne.',
    en: 'Appoint and record reviews of the ability to pay.',
  },
  'paymentReview:readHistory': {
    da: 'Se, hvordan en opfølgning tidligere var registreret.',
    en: 'Read how a review was recorded earlier.',
  },
  'arrears:read': {
    da: 'Se huslejerestancer i anviste lejemål.',
    en: 'Read rent arrears in allocated tenancies.',
  },
  'arrears:report': {
    da: 'Indberette huslejerestancer i anviste lejemål.',
    en: 'Report rent arrears in allocated tenancies.',
  },
  'arrears:readHistory': {
    da: 'Se, hvordan en restance tidligere var indberettet.',
    en: 'Read how arrears were reported earlier.',
  },
  'arrears:readResponse': {
    da: 'Se, hvad kommunen gjorde ved en restance.',
    en: 'Read what the municipality did about arrears.',
  },
  'arrears:readSharedResponse': {
    da: 'Se den del af det, som kommunen deler med udlejeren.',
    en: 'Read the part of it that the municipality shares with the landlord.',
  },
  'arrears:respond': {
    da: 'Registrere, hvad kommunen gjorde ved en restance.',
    en: 'Record what the municipality did about arrears.',
  },
  'transition:report': {
    da: 'Levere lejemål, restancer, ophold og støtte fra egne kilder.',
    en: 'Deliver tenancies, arrears, stays and support from own feeds.',
  },
  'transitionParameter:read': {
    da: 'Se kommunens frister for udslusningsforløb.',
    en: 'Read the municipality’s periods for transitions.',
  },
  'transitionParameter:readHistory': {
    da: 'Se, hvilke frister kommunen tidligere havde fastsat.',
    en: 'Read which periods the municipality had set earlier.',
  },
  'transitionParameter:set': {
    da: 'Fastsætte kommunens frister for udslusningsforløb.',
    en: 'Set the municipality’s periods for transitions.',
  },
  'todo:readCase': {
    da: 'Se, hvad der skal gøres i kommunens sager og boliger.',
    en: 'Read what is to be done in the municipality’s cases and dwellings.',
  },
  'todo:readCaseHistory': {
    da: 'Se, hvad der tidligere skulle gøres i kommunens sager og boliger.',
    en: 'Read what was to be done in the municipality’s cases and dwellings earlier.',
  },
  'todo:readOwn': {
    da: 'Se, hvad organisationen skal gøre.',
    en: 'Read what the organisation is to do.',
  },
  'todo:readOwnHistory': {
    da: 'Se, hvad organisationen tidligere skulle gøre.',
    en: 'Read what the organisation was to do earlier.',
  },
  'todo:raise': {
    da: 'Minde om det, der forfalder.',
    en: 'Remind of what falls due.',
  },
  'outbox:readOwn': {
    da: 'Følge hændelser om organisationens egne boliger.',
    en: 'Follow events about the organisation’s own dwellings.',
  },
  'outbox:readCase': {
    da: 'Følge hændelser om kommunens egne sager.',
    en: 'Follow events about the municipality’s own cases.',
  },
} as const
