/** What falls due in transitions, in the order in which it is looked for. */
export const REMINDER_KINDS = [
  'TERMS_MISSING',
  'PERIOD_ENDING',
  'REVIEW_DUE',
  'SHELTER_LIMIT',
  'DISCHARGE_CONDITION',
  'ARREARS_DUTY',
  'CLAIM_DECISION',
] as const
export type ReminderKind = (typeof REMINDER_KINDS)[number]

/** Whose it is to do. */
export const REMINDER_PARTIES = ['ORGANISATION', 'MUNICIPALITY'] as const
export type ReminderParty = (typeof REMINDER_PARTIES)[number]

/** What is to be done, in both languages. */
export const REMINDER_TEXTS: Readonly<Record<ReminderKind, { readonly da: string; readonly en: string }>> = {
  TERMS_MISSING: {
    da: 'Registrér, hvor længe lejeaftalens fravigelser gælder. Lejeaftalen skal angive det.',
    en: 'Record how long the derogations of the lease last. The lease has to state it.',
  },
  PERIOD_ENDING: {
    da: 'Perioden som udslusningsbolig slutter. Orientér lejeren, og afklar, om lejemålet kan fortsætte på ordinære vilkår.',
    en: 'The period as a transitional dwelling ends. Tell the tenant, and find out whether the tenancy can go on on ordinary terms.',
  },
  REVIEW_DUE: {
    da: 'Følg op på, hvad husstanden kan betale.',
    en: 'Review what the household can pay.',
  },
  SHELTER_LIMIT: {
    da: 'Opholdet på herberget skal være afløst af en bolig senest denne dag.',
    en: 'The stay in the shelter is to have ended in a dwelling by this day.',
  },
  DISCHARGE_CONDITION: {
    da: 'Betingelserne for udskrivning fra herberget er ikke alle opfyldt.',
    en: 'Not all conditions for discharge from the shelter are met.',
  },
  ARREARS_DUTY: {
    da: 'Reagér på lejerens restance, senest denne dag.',
    en: 'Act on the tenant’s arrears, by this day at the latest.',
  },
  CLAIM_DECISION: {
    da: 'Afgør boligorganisationens krav om istandsættelse.',
    en: 'Decide the organisation’s claim for restoration.',
  },
}
