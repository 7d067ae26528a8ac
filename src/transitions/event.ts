/** Who does something, or has to: a party, the tenant, or the hub by itself. */
export const EVENT_PARTIES = ['ORGANISATION', 'MUNICIPALITY', 'TENANT', 'HUB'] as const
export type EventParty = (typeof EVENT_PARTIES)[number]

/** Where an event lies, seen from a day. */
export const EVENT_STATUSES = ['PAST', 'NOW', 'DUE'] as const
export type EventStatus = (typeof EVENT_STATUSES)[number]

type Words = readonly [da: string, en: string]

/** What is known of every event of a kind. */
export interface EventFacts {
  /** The phase of a transition that it belongs to. */
  readonly phase: 0 | 1 | 2 | 3 | 4 | 5
  /** Whose it is; null: of both parties, or of nobody. A row of the kind may say otherwise. */
  readonly by: EventParty | null
  /** By which law; null: none that the hub knows of. A row of the kind may say otherwise. */
  readonly law: string | null
  /** What it says; `{detail}` stands for the detail's words. */
  readonly text: Words
  /** The words of its details, by code; a detail without words stands for itself. */
  readonly details?: Readonly<Record<string, Words>>
}

const DISPOSAL = 'almenboligloven § 63 stk. 4'
const TERMS = 'almenlejeloven § 4 stk. 3'
const DISCHARGE = 'serviceloven § 110 stk. 5'
const REVIEW = 'serviceloven § 163 a'

const CONDITIONS: Readonly<Record<string, Words>> = {
  PLAN: ['handleplan', 'action plan'],
  DWELLING_OR_PLACE: ['anvist bolig eller visiteret plads', 'allocated dwelling or granted place'],
  SUPPORT_DECISION: ['afgørelse om støtte', 'decision on support'],
  LEASE_AND_SUPPORT_READY: ['lejeaftale og støtte klar', 'lease and support ready'],
  PLACE_READY: ['pladsen er klar', 'place ready'],
}

/**
 * The kinds of events of a timeline, in the order in which those of one day are told. Each is made of facts that are
 * recorded elsewhere.
 */
export const EVENT_FACTS = {
  AGREEMENT: {
    phase: 0,
    by: null,
    law: 'almenboligloven § 63 stk. 1',
    text: ['Aftale om udslusningsboliger', 'Agreement on transitional dwellings'],
  },
  COMPOSITION_ASSESSED: {
    phase: 0,
    by: 'MUNICIPALITY',
    law: 'almenboligloven § 63',
    text: ['Afdelingens beboersammensætning vurderet', 'The estate’s composition of residents assessed'],
  },
  STAY: {
    phase: 2,
    by: null,
    law: null,
    text: ['Ophold: {detail}', 'Stay: {detail}'],
    details: {
      STREET: ['på gaden', 'on the street'],
      FAMILY_OR_FRIENDS: ['hos familie eller venner', 'with family or friends'],
      SHELTER: ['herberg', 'shelter'],
      CRISIS_CENTRE: ['krisecenter', 'crisis centre'],
      TEMPORARY_PLACE: ['midlertidigt botilbud', 'temporary place'],
      LONG_TERM_PLACE: ['længerevarende botilbud', 'long-term place'],
      HOSPITAL: ['sygehus', 'hospital'],
      PRISON: ['fængsel', 'prison'],
      OTHER: ['andet', 'elsewhere'],
    },
  },
  AT_DISPOSAL: {
    phase: 1,
    by: 'ORGANISATION',
    law: DISPOSAL,
    text: ['Boligen står til kommunens rådighed', 'The dwelling is at the municipality’s disposal'],
  },
  OFFER_STEP: {
    phase: 1,
    by: null,
    law: 'almenboligloven § 63',
    text: ['Tilbud om anvisning: {detail}', 'Offer of the dwelling: {detail}'],
    details: {
      OFFERED: ['tilbudt', 'made'],
      PAUSED: ['sat i bero', 'paused'],
      RESUMED: ['genoptaget', 'resumed'],
      EXTENDED: ['frist forlænget', 'deadline extended'],
      LEASE_CANCELLED: ['lejeaftale bortfaldet', 'lease came to nothing'],
      ALLOCATION_WITHDRAWN: ['anvisning trukket tilbage', 'allocation taken back'],
    },
  },
  ANSWER_DUE: {
    phase: 1,
    by: 'MUNICIPALITY',
    law: 'almenboligloven § 63 stk. 1',
    text: [
      'Kommunen svarer efter aftalens svarfrist',
      'The municipality answers within the agreement’s deadline',
    ],
  },
  ALLOCATED: {
    phase: 2,
    by: 'MUNICIPALITY',
    law: 'almenboligloven § 63 stk. 3',
    text: ['Boligen anvist', 'Dwelling allocated'],
  },
  TENANT_ANSWER: {
    phase: 2,
    by: 'TENANT',
    law: null,
    text: ['Borgerens svar: {detail}', 'The household’s answer: {detail}'],
    details: { ACCEPTED: ['ja', 'yes'], DECLINED: ['nej', 'no'] },
  },
  TENANT_ANSWER_DUE: {
    phase: 2,
    by: 'TENANT',
    law: null,
    text: ['Borgeren svarer på anvisningen', 'The household answers'],
  },
  APPROVED: {
    phase: 3,
    by: 'MUNICIPALITY',
    law: TERMS,
    text: ['Lejeaftalens fravigelser godkendt', 'Derogations of the lease approved'],
  },
  APPROVAL_DUE: {
    phase: 3,
    by: 'MUNICIPALITY',
    law: TERMS,
    text: [
      'Kommunen godkender lejeaftalens fravigelser',
      'The municipality approves how the lease derogates',
    ],
  },
  LEASE_DUE: {
    phase: 3,
    by: 'ORGANISATION',
    law: null,
    text: ['Lejeaftale indgås', 'The lease is made'],
  },
  LEASE_SIGNED: {
    phase: 3,
    by: 'ORGANISATION',
    law: TERMS,
    text: ['Lejeaftale underskrevet', 'Lease signed'],
  },
  TERMS_DUE: {
    phase: 3,
    by: 'ORGANISATION',
    law: TERMS,
    text: [
      'Lejeaftalens fravigelser og deres varighed oplyses',
      'How the lease derogates, and for how long, is stated',
    ],
  },
  DISCHARGED: {
    phase: 2,
    by: 'MUNICIPALITY',
    law: DISCHARGE,
    text: ['Ophold afsluttet: {detail}', 'Stay ended: {detail}'],
    details: {
      TRANSITIONAL_DWELLING: ['udslusningsbolig', 'transitional dwelling'],
      ORDINARY_DWELLING: ['egen bolig', 'dwelling of one’s own'],
      TEMPORARY_PLACE: ['midlertidigt botilbud', 'temporary place'],
      LONG_TERM_PLACE: ['længerevarende botilbud', 'long-term place'],
      OTHER_STAY: ['andet ophold', 'another stay'],
      LEFT: ['forladt efter eget ønske', 'left by one’s own will'],
    },
  },
  CONDITION_MET: {
    phase: 2,
    by: 'MUNICIPALITY',
    law: DISCHARGE,
    text: ['Betingelse for udskrivning opfyldt: {detail}', 'Condition for discharge met: {detail}'],
    details: CONDITIONS,
  },
  CONDITION_DUE: {
    phase: 2,
    by: 'MUNICIPALITY',
    law: DISCHARGE,
    text: ['Betingelse for udskrivning mangler: {detail}', 'Condition for discharge missing: {detail}'],
    details: CONDITIONS,
  },
  SHELTER_DUE: {
    phase: 2,
    by: 'MUNICIPALITY',
    law: 'serviceloven § 110',
    text: [
      'Bolig efter kommunens mål for herbergsophold',
      'A dwelling by the municipality’s goal for stays in shelters',
    ],
  },
  MOVED_IN: { phase: 4, by: 'TENANT', law: null, text: ['Indflyttet', 'Moved in'] },
  TENANCY: { phase: 4, by: 'TENANT', law: null, text: ['Lejemål', 'Tenancy'] },
  DEROGATIONS: {
    phase: 4,
    by: null,
    law: TERMS,
    text: ['Lejeaftalens fravigelser gælder', 'The lease’s derogations hold'],
  },
  REFUND: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: 'serviceloven § 163 a',
    text: ['Refusion til lejeren pr. måned', 'Refund to the tenant per month'],
  },
  SUPPORT: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: null,
    text: ['Bostøtte: {detail}', 'Support: {detail}'],
    details: {
      CTI: ['CTI', 'CTI'],
      ICM: ['ICM', 'ICM'],
      ACT: ['ACT', 'ACT'],
      SPIR: ['SPIR', 'SPIR'],
      HOUSING_FIRST: ['Housing First', 'Housing First'],
      HOUSING_SUPPORT: ['socialpædagogisk støtte', 'housing support'],
      CONTACT_PERSON: ['støttekontaktperson', 'contact person'],
      SUBSTANCE_TREATMENT: ['misbrugsbehandling', 'substance treatment'],
    },
  },
  REVIEW_HELD: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: REVIEW,
    text: ['Betalingsevne vurderet: {detail}', 'Ability to pay reviewed: {detail}'],
    details: {
      CAN_PAY: ['kan betale', 'can pay'],
      CAN_PAY_BY_END: ['kan betale ved periodens slutning', 'can pay by the period’s end'],
      CANNOT_PAY: ['kan ikke betale', 'cannot pay'],
    },
  },
  REVIEW_DUE: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: REVIEW,
    text: ['Vurdering af betalingsevne', 'Review of the ability to pay'],
  },
  ARREARS: {
    phase: 4,
    by: 'ORGANISATION',
    law: null,
    text: ['Huslejerestance: {detail}', 'Rent arrears: {detail}'],
    details: {
      REMINDER: ['påkrav', 'reminder'],
      NOTICE_TO_MUNICIPALITY: ['underretning af kommunen', 'notice to the municipality'],
      BAILIFF_CASE: ['fogedsag', 'bailiff case'],
      EVICTION: ['udsættelse', 'eviction'],
      SETTLED: ['betalt eller afviklet', 'settled'],
    },
  },
  ARREARS_RESPONSE: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: null,
    text: ['Kommunens opfølgning på restance: {detail}', 'The municipality on the arrears: {detail}'],
    details: {
      CONTACTED: ['borgeren kontaktet', 'tenant contacted'],
      NOT_REACHED: ['borgeren ikke truffet', 'tenant not reached'],
      PAYMENT_PLAN: ['afdragsordning', 'payment plan'],
      DEBT_ADVICE: ['gældsrådgivning', 'debt advice'],
      SUPPORT_CHANGED: ['støtten ændret', 'support changed'],
      ARREARS_PAID: ['restancen betalt', 'arrears paid'],
      NO_ACTION: ['ingen handling', 'no action'],
    },
  },
  ARREARS_DUE: {
    phase: 4,
    by: 'MUNICIPALITY',
    law: 'L 114 (2012-13)',
    text: ['Kommunen handler på underretningen', 'The municipality acts on the notice'],
  },
  PERIOD_WARNING: {
    phase: 4,
    by: 'HUB',
    law: TERMS,
    text: ['Varsel: {detail} måneder til perioden slutter', 'Warning: {detail} months until the period ends'],
  },
  TERMINATION_REQUESTED: {
    phase: 5,
    by: 'MUNICIPALITY',
    law: TERMS,
    text: ['Kommunen anmoder om opsigelse', 'The municipality asks for termination'],
  },
  TERMINATION_DUE: {
    phase: 5,
    by: 'ORGANISATION',
    law: TERMS,
    text: ['Udlejer opsiger efter kommunens anmodning', 'The landlord terminates as the municipality asked'],
  },
  ORDINARY_TERMS: {
    phase: 5,
    by: null,
    law: TERMS,
    text: ['Lejemålet på ordinære vilkår', 'The tenancy on ordinary terms'],
  },
  ENDED: {
    phase: 5,
    by: null,
    law: null,
    text: ['Afsluttet: {detail}', 'Ended: {detail}'],
    details: {
      RETURNED: ['boligen sendt retur', 'dwelling returned'],
      GIVEN_UP: ['boligen opgivet før udlejning', 'dwelling given up before letting'],
      WITHDRAWN: ['tilbuddet trukket tilbage', 'offer withdrawn'],
      EXPIRED: ['svarfristen udløb', 'deadline passed'],
      MOVED_OUT: ['fraflyttet', 'moved out'],
      TERMINATED: ['opsagt af udlejer', 'terminated by the landlord'],
      TERMINATED_AT_REQUEST: ['opsagt efter kommunens anmodning', 'terminated as the municipality asked'],
      CANCELLED: ['ophævet', 'cancelled'],
      EVICTED: ['udsat af fogedretten', 'evicted'],
      NEVER_BEGUN: ['lejeaftalen bortfaldet før indflytning', 'lease came to nothing before moving in'],
    },
  },
  RENT_AFTER_TERMINATION: {
    phase: 5,
    by: 'MUNICIPALITY',
    law: DISPOSAL,
    text: ['Kommunen betaler leje til genudlejning', 'The municipality pays rent until re-letting'],
  },
  CLAIM: {
    phase: 5,
    by: 'ORGANISATION',
    law: DISPOSAL,
    text: ['Krav efter kommunens garanti', 'Claim on the municipality’s guarantee'],
  },
  CLAIM_DUE: {
    phase: 5,
    by: 'MUNICIPALITY',
    law: DISPOSAL,
    text: ['Kommunen afgør garantikravet', 'The municipality decides on the claim'],
  },
  CLAIM_DECIDED: {
    phase: 5,
    by: 'MUNICIPALITY',
    law: DISPOSAL,
    text: ['Garantikrav afgjort: {detail}', 'Claim decided: {detail}'],
    details: {
      GRANTED: ['imødekommet', 'granted'],
      GRANTED_IN_PART: ['delvist imødekommet', 'granted in part'],
      REFUSED: ['afslået', 'refused'],
    },
  },
} as const satisfies Record<string, EventFacts>

export type EventKind = keyof typeof EVENT_FACTS
export const EVENT_KINDS = Object.keys(EVENT_FACTS) as EventKind[]

/** What a kind says, in one type for all of them. */
export const eventFacts = (kind: EventKind): EventFacts => EVENT_FACTS[kind]

/** Who ended a transition, by how it ended. */
export const ENDED_BY: Readonly<Record<string, EventParty>> = {
  RETURNED: 'MUNICIPALITY',
  GIVEN_UP: 'MUNICIPALITY',
  WITHDRAWN: 'ORGANISATION',
  EXPIRED: 'HUB',
  MOVED_OUT: 'TENANT',
  TERMINATED: 'ORGANISATION',
  TERMINATED_AT_REQUEST: 'ORGANISATION',
  CANCELLED: 'ORGANISATION',
  EVICTED: 'ORGANISATION',
  NEVER_BEGUN: 'ORGANISATION',
}

/** By which law a transition ended so, where the hub knows one. */
export const ENDED_LAW: Readonly<Record<string, string>> = {
  GIVEN_UP: DISPOSAL,
  TERMINATED: 'almenlejeloven § 85',
  TERMINATED_AT_REQUEST: TERMS,
}

/** The clause under which a household stays somewhere, or is supported. */
export const SERVICE_LAW: Readonly<Record<string, string>> = {
  SHELTER: 'serviceloven § 110',
  CRISIS_CENTRE: 'serviceloven § 109',
  TEMPORARY_PLACE: 'serviceloven § 107',
  LONG_TERM_PLACE: 'serviceloven § 108',
  SECTION_85: 'serviceloven § 85',
  SECTION_85_A: 'serviceloven § 85 a',
  SECTION_99: 'serviceloven § 99',
}
