// Written by `npm run operations:generate`; change a .graphql file, never this one.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a payment on account is for (acontoart). */
export type AcontoKind =
  /** El. */
  | 'ELECTRICITY'
  /** Varme. */
  | 'HEAT'
  /** Vand. */
  | 'WATER';

/** A monthly payment on account (acontobidrag). */
export type AcontoLineInput = {
  /** Kroner per month. */
  readonly amount: string;
  /** What it is for, if one of these. */
  readonly kind?: AcontoKind | null | undefined;
  /** The source’s own name for it (betegnelse). */
  readonly name: string;
};

/** Which deliveries (filter). */
export type DeliveryFilter = {
  /** Of the feed with this code (kildekode). */
  readonly feedCode?: string | null | undefined;
  /** Of this feed (datakilde). */
  readonly feedId?: string | null | undefined;
  /** In one of these states (status). */
  readonly statuses?: ReadonlyArray<DeliveryStatus> | null | undefined;
};

/** What a delivery holds (leveringens omfang). */
export type DeliveryMode =
  /** Some records; what is not named stays as it is (ændringer). */
  | 'DELTA'
  /** The whole list; what is not named is no longer there (fuld liste). */
  | 'SNAPSHOT';

/** Which records of a delivery (filter). */
export type DeliveryRecordFilter = {
  /** With one of these outcomes (udfald). */
  readonly outcomes?: ReadonlyArray<RecordOutcome> | null | undefined;
  /** With a problem of this code (kode). */
  readonly problemCode?: string | null | undefined;
};

/** Where a delivery stands (leveringens status). Its records are applied in every status. */
export type DeliveryStatus =
  /** Done (gennemført). */
  | 'APPLIED'
  /** What it no longer holds has been closed after approval (godkendt). */
  | 'APPROVED'
  /** It would close more than the feed’s limit; a person decides (afventer godkendelse). */
  | 'AWAITING_APPROVAL'
  /** What it no longer holds stays open (afvist). */
  | 'REJECTED';

/** How a delivery came in (leveringsvej). */
export type DeliveryVia =
  /** A file from the command line. */
  | 'COMMAND_LINE'
  /** A file by HTTP. */
  | 'HTTP'
  /** A mutation, such as `syncVacancies`. */
  | 'MUTATION';

/** What kind of dwelling the law lets it as (boligtype). */
export type DwellingType =
  /** Bofællesskab. */
  | 'COHOUSING'
  /** Ældrebolig. */
  | 'ELDERLY'
  /** Familiebolig. */
  | 'FAMILY'
  /** Inklusionsbolig (almenboligloven § 62 a). */
  | 'INCLUSION'
  /** Plejebolig. */
  | 'NURSING'
  /** Delebolig. */
  | 'SHARED'
  /** Startbolig (almenboligloven § 101 a). */
  | 'STARTER'
  /** Kollegieværelse. */
  | 'STUDENT_ROOM'
  /** Skæv bolig (almenboligloven § 149 a). */
  | 'UNCONVENTIONAL'
  /** Ungdomsbolig. */
  | 'YOUTH';

/** Where a vacant dwelling goes (udlejningsvej). */
export type LettingChannel =
  /** Held outside by the agreement, for its area’s status (blokeret). */
  | 'BLOCKED'
  /** To applicants who meet criteria (fleksibel udlejning). */
  | 'FLEXIBLE'
  /** To tenants who move within (intern oprykning). */
  | 'INTERNAL_TRANSFER'
  /** To the municipality (kommunal anvisning). */
  | 'MUNICIPAL'
  /** To tenants who must leave theirs (genhusning). */
  | 'REHOUSING'
  /** To the waiting list (venteliste). */
  | 'WAITING_LIST';

/** How grave a problem is (alvor). */
export type ProblemSeverity =
  /** The record is quarantined (fejl). */
  | 'ERROR'
  /** Worth knowing; never stops a record (oplysning). */
  | 'INFO';

/** What one sequence of turns counts (opgørelsesniveau). */
export type QuotaLevel =
  /** Each dwelling type by itself (boligtype). */
  | 'DWELLING_TYPE'
  /** Each estate by itself (afdeling). */
  | 'ESTATE'
  /** All that the organisation lets in the municipality together. */
  | 'ORGANISATION';

/** Why a turn goes where it goes (regel). */
export type QuotaRule =
  /** The turn was acted upon and stays. The rules now say otherwise; the difference is owed or a credit. (Turen er disponeret og ligger fast. Reglerne siger nu noget andet; forskellen er skyldig eller til gode.) */
  | 'ACTED_UPON'
  /** The dwelling lies in an area that the agreement leaves out. It does not count. (Boligen ligger i et område, som aftalen holder udenfor. Den tæller ikke.) */
  | 'AREA_BLOCKED'
  /** The municipality’s share gives it the turn, but it has had it in advance. (Kommunens andel giver den turen, men den har fået den på forhånd.) */
  | 'CREDIT'
  /** The municipality was owed a dwelling from earlier turns. (Kommunen havde en bolig til gode fra tidligere ture.) */
  | 'DEBT'
  /** The share for flexible letting gives it this turn. (Andelen til fleksibel udlejning giver den denne tur.) */
  | 'FLEXIBLE_SHARE'
  /** The municipality has the right to every dwelling under the term. (Kommunen har ret til alle boliger under vilkåret.) */
  | 'FULL_RIGHT'
  /** The internal list has not been asked to the end. (Den interne venteliste er ikke spurgt færdig.) */
  | 'INTERNAL_TRANSFER_PENDING'
  /** The dwelling was taken by internal transfer. (Boligen er taget ved intern oprykning.) */
  | 'INTERNAL_TRANSFER_TOOK'
  /** The municipality’s share does not give it this turn. (Kommunens andel giver den ikke denne tur.) */
  | 'NOT_ITS_TURN'
  /** The municipality has no right under the term. (Kommunen har ingen ret under vilkåret.) */
  | 'NO_RIGHT'
  /** No agreement has a term for the dwelling on the day. (Ingen aftale har på dagen et vilkår for boligen.) */
  | 'NO_TERM'
  /** The dwelling was taken for rehousing. (Boligen er taget til genhusning.) */
  | 'REHOUSED'
  /** The dwelling is given in the place of one that the municipality returned. (Boligen gives i stedet for en, som kommunen har leveret tilbage.) */
  | 'REPLACEMENT'
  /** The municipality’s share gives it this turn. (Kommunens andel giver den denne tur.) */
  | 'SHARE'
  /** The dwelling is withdrawn and does not count. (Boligen er trukket tilbage og tæller ikke.) */
  | 'WITHDRAWN';

/** Which turns (filter). */
export type QuotaTurnFilter = {
  /** Acted upon, or still open (disponeret). */
  readonly acted?: boolean | null | undefined;
  /** Resting on this agreement (aftale). */
  readonly agreementId?: string | null | undefined;
  /** Going one of these ways (udlejningsveje). */
  readonly channels?: ReadonlyArray<LettingChannel> | null | undefined;
  /** In this estate (afdeling). */
  readonly estateId?: string | null | undefined;
  /** Of one of these periods (perioder). */
  readonly periods?: ReadonlyArray<string> | null | undefined;
  /** Whose day lies in this calendar year (år). */
  readonly year?: number | null | undefined;
};

/** What became of a record (udfald). Every record has exactly one. */
export type RecordOutcome =
  /** It changed what the hub knows (anvendt). */
  | 'APPLIED'
  /** It could not be used; its raw form is kept (i karantæne). */
  | 'QUARANTINED'
  /** The hub knows something newer (overhalet). */
  | 'SUPERSEDED'
  /** It says what the hub already knew (uændret). */
  | 'UNCHANGED';

/** Which vacancies (filter). */
export type VacancyFilter = {
  /** Available on or before this day (ledig senest). */
  readonly availableFromMax?: string | null | undefined;
  /** Available on or after this day (ledig tidligst). */
  readonly availableFromMin?: string | null | undefined;
  /** Of this dwelling (bolig). */
  readonly dwellingId?: string | null | undefined;
  /** Let as one of these types (boligtyper). */
  readonly dwellingTypes?: ReadonlyArray<DwellingType> | null | undefined;
  /** In this estate (afdeling). */
  readonly estateId?: string | null | undefined;
  /** In these municipalities (kommuner). */
  readonly municipalityCodes?: ReadonlyArray<string> | null | undefined;
  /** Of this organisation (boligorganisation). */
  readonly organisationId?: string | null | undefined;
  /** Rent without consumption at most (højeste husleje ekskl. forbrug). */
  readonly rentMax?: string | null | undefined;
  /** In one of these states (status). */
  readonly states?: ReadonlyArray<VacancyState> | null | undefined;
  /** Standing empty at a loss, or not (tomgangsledig). */
  readonly vacantAtLoss?: boolean | null | undefined;
};

/** How vacancies are sorted (sortering). */
export type VacancyOrder =
  /** First available first (ledig pr.); without a date last. */
  | 'AVAILABLE_FROM_ASC'
  /** Last available first (ledig pr.); without a date first. */
  | 'AVAILABLE_FROM_DESC'
  /** Lowest rent first (husleje ekskl. forbrug). */
  | 'RENT_ASC'
  /** Highest rent first (husleje ekskl. forbrug). */
  | 'RENT_DESC';

/** One vacancy as its source describes it (ledig bolig). */
export type VacancyRecordInput = {
  /** Fit for people with reduced mobility (handicapegnet). */
  readonly accessible?: boolean | null | undefined;
  /** Payments on account, at most 20 (acontobidrag). */
  readonly acontoLines?: ReadonlyArray<AcontoLineInput> | null | undefined;
  /** Area in square metres (areal i m²), a decimal string with a point. */
  readonly areaM2?: string | null | undefined;
  /** First day at the municipality’s disposal (til rådighed for kommunen fra). */
  readonly atDisposalFrom?: string | null | undefined;
  /** First day a tenant can move in (ledig pr.). */
  readonly availableFrom?: string | null | undefined;
  /** BBR unit id (BBR enheds-id), a UUID. */
  readonly bbrUnitId?: string | null | undefined;
  /** Building section number (byggeafsnitsnummer). */
  readonly buildingSectionNumber?: string | null | undefined;
  /** Postal district (postdistrikt). */
  readonly city?: string | null | undefined;
  /** DAR address id (DAR adresse-id), a UUID. */
  readonly darAddressId?: string | null | undefined;
  /** Deposit (indskud eller depositum). */
  readonly deposit?: string | null | undefined;
  /** The type (boligtype). */
  readonly dwellingType?: DwellingType | null | undefined;
  /** The source’s own word for the type (kildens boligtype). */
  readonly dwellingTypeText?: string | null | undefined;
  /** Estate number (afdelingsnummer), leading zeros kept. */
  readonly estateNumber: string;
  /** What the tenant pays first in all (første betaling). */
  readonly firstPayment?: string | null | undefined;
  /** Floor and door (etage og dør). */
  readonly floorDoor?: string | null | undefined;
  /** First day of the new tenancy (udlejet fra). */
  readonly letFrom?: string | null | undefined;
  /** The organisation’s number as the feed is registered (boligorganisation), leading zeros kept. */
  readonly organisationCode: string;
  /** Postal code (postnummer). */
  readonly postalCode?: string | null | undefined;
  /** Rent per month without consumption (husleje ekskl. forbrug). */
  readonly rent: string;
  /** Rent and payments on account together, to check the lines against (husleje i alt). */
  readonly rentTotal?: string | null | undefined;
  /** Rooms (antal rum). */
  readonly rooms?: number | null | undefined;
  /** The source’s own id of the vacancy (kildens id). */
  readonly sourceId?: string | null | undefined;
  /** The source’s running number of this record (løbenummer), digits; a higher one wins. */
  readonly sourceSequence?: string | null | undefined;
  /** When the source made the record (kildens tidspunkt); a later one wins. */
  readonly sourceTime?: string | null | undefined;
  /** Where the vacancy stands (status). */
  readonly state: VacancyState;
  /** Street and number (vejnavn og husnummer). */
  readonly street?: string | null | undefined;
  /** Tenancy number (lejemålsnummer), leading zeros kept. */
  readonly tenancyNumber: string;
  /** Standing empty at a loss (tomgangsledig). */
  readonly vacantAtLoss?: boolean | null | undefined;
};

/** Where a vacancy stands (ledighedens status). Being vacant for re-letting, not vacancy at a loss. */
export type VacancyState =
  /** Becoming free for re-letting (meldt ledig til genudlejning). */
  | 'ANNOUNCED'
  /** At the municipality’s disposal (stillet til rådighed for kommunen). */
  | 'AT_MUNICIPAL_DISPOSAL'
  /** Let again (genudlejet). */
  | 'LET'
  /** No longer offered (trukket tilbage). */
  | 'WITHDRAWN';

/** Why a vacancy is withdrawn (årsag til tilbagetrækning). */
export type WithdrawalReason =
  /** The source’s full list no longer holds it (mangler i kildens fulde liste). */
  | 'ABSENT_FROM_SNAPSHOT'
  /** The source says so (meldt af kilden). */
  | 'BY_SOURCE';

export type DeliveriesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: DeliveryFilter | null | undefined;
}>;


export type DeliveriesQuery = { readonly deliveries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: DeliveryStatus, readonly mode: DeliveryMode, readonly via: DeliveryVia, readonly receivedAt: string, readonly sourceTime: string, readonly received: number, readonly applied: number, readonly unchanged: number, readonly superseded: number, readonly quarantined: number, readonly closed: number, readonly feed: { readonly id: string, readonly code: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type DeliveryReportQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
  filter?: DeliveryRecordFilter | null | undefined;
}>;


export type DeliveryReportQuery = { readonly delivery: { readonly id: string, readonly status: DeliveryStatus, readonly mode: DeliveryMode, readonly via: DeliveryVia, readonly receivedAt: string, readonly sourceTime: string, readonly sizeBytes: string, readonly sha256: string, readonly received: number, readonly applied: number, readonly unchanged: number, readonly superseded: number, readonly quarantined: number, readonly openBefore: number | null, readonly missing: number | null, readonly closed: number, readonly feed: { readonly id: string, readonly code: string }, readonly records: { readonly nodes: ReadonlyArray<{ readonly row: number, readonly outcome: RecordOutcome, readonly vacancy: { readonly id: string, readonly externalKey: string } | null, readonly problems: ReadonlyArray<{ readonly code: string, readonly severity: ProblemSeverity, readonly row: number, readonly path: string, readonly messageDa: string, readonly messageEn: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type FirstVacanciesQueryVariables = Exact<{
  first: number;
}>;


export type FirstVacanciesQuery = { readonly vacancies: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: VacancyState, readonly dwellingType: DwellingType | null, readonly rent: string, readonly deposit: string | null, readonly availableFrom: string | null, readonly atDisposalFrom: string | null, readonly dwelling: { readonly id: string, readonly tenancyNumber: string, readonly rooms: number | null, readonly areaM2: string | null, readonly accessible: boolean | null, readonly address: { readonly street: string | null, readonly floorDoor: string | null, readonly postalCode: string | null, readonly city: string | null }, readonly estate: { readonly id: string, readonly number: string, readonly organisation: { readonly id: string, readonly lbfNumber: string | null, readonly cvr: string | null, readonly name: string } }, readonly vacancies: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: VacancyState, readonly availableFrom: string | null }> } } }> } };

export type QuotaLedgerQueryVariables = Exact<{
  municipalityCode: string;
  organisationId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
  filter?: QuotaTurnFilter | null | undefined;
}>;


export type QuotaLedgerQuery = { readonly quotaLedger: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly day: string, readonly period: string | null, readonly sequence: number | null, readonly channel: LettingChannel | null, readonly rule: QuotaRule, readonly actedOn: string | null, readonly entitled: string, readonly owed: number, readonly explanationDa: ReadonlyArray<string>, readonly explanationEn: ReadonlyArray<string>, readonly organisation: { readonly id: string, readonly name: string }, readonly vacancy: { readonly id: string, readonly externalKey: string, readonly state: VacancyState, readonly rent: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly quotaBalances: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly period: string, readonly level: QuotaLevel, readonly dwellingType: DwellingType | null, readonly counted: number, readonly entitledExact: string, readonly entitled: number, readonly carried: number, readonly delivered: number, readonly returned: number, readonly replaced: number, readonly lapsed: number, readonly owed: number, readonly overdue: number, readonly organisation: { readonly id: string, readonly name: string }, readonly estate: { readonly id: string, readonly number: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SyncVacanciesMutationVariables = Exact<{
  feed: string;
  records: ReadonlyArray<VacancyRecordInput> | VacancyRecordInput;
  idempotencyKey: string;
  mode?: DeliveryMode | null | undefined;
  sourceTime?: string | null | undefined;
  dryRun?: boolean;
}>;


export type SyncVacanciesMutation = { readonly syncVacancies: { readonly delivery: { readonly id: string, readonly status: DeliveryStatus, readonly received: number, readonly applied: number, readonly unchanged: number, readonly superseded: number, readonly quarantined: number, readonly openBefore: number | null, readonly missing: number | null, readonly closed: number, readonly records: { readonly nodes: ReadonlyArray<{ readonly row: number, readonly problems: ReadonlyArray<{ readonly code: string, readonly severity: ProblemSeverity, readonly path: string, readonly messageDa: string, readonly messageEn: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null, readonly refusals: ReadonlyArray<{ readonly code: string, readonly path: string | null, readonly law: string | null, readonly messageDa: string, readonly messageEn: string }> } };

export type VacanciesWithDwellingQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: VacancyFilter | null | undefined;
  orderBy?: VacancyOrder;
}>;


export type VacanciesWithDwellingQuery = { readonly vacancies: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly externalKey: string, readonly state: VacancyState, readonly availableFrom: string | null, readonly atDisposalFrom: string | null, readonly vacantAtLoss: boolean | null, readonly rent: string, readonly rentWithAconto: string, readonly deposit: string | null, readonly acontoLines: ReadonlyArray<{ readonly kind: AcontoKind | null, readonly name: string, readonly amount: string }>, readonly dwelling: { readonly id: string, readonly tenancyNumber: string, readonly dwellingType: DwellingType | null, readonly rooms: number | null, readonly areaM2: string | null, readonly floor: number | null, readonly accessible: boolean | null, readonly address: { readonly street: string | null, readonly floorDoor: string | null, readonly postalCode: string | null, readonly city: string | null }, readonly estate: { readonly id: string, readonly number: string, readonly organisation: { readonly id: string, readonly lbfNumber: string | null, readonly name: string }, readonly municipality: { readonly id: string, readonly code: string, readonly name: string } }, readonly vacancies: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: VacancyState, readonly availableFrom: string | null, readonly letFrom: string | null }> } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type VacancyByIdQueryVariables = Exact<{
  id: string;
  knownAt?: string | null | undefined;
}>;


export type VacancyByIdQuery = { readonly vacancy: { readonly id: string, readonly externalKey: string, readonly sourceId: string | null, readonly sourceTime: string, readonly state: VacancyState, readonly withdrawalReason: WithdrawalReason | null, readonly availableFrom: string | null, readonly atDisposalFrom: string | null, readonly letFrom: string | null, readonly vacantAtLoss: boolean | null, readonly vacantForReletting: boolean, readonly dwellingType: DwellingType | null, readonly rent: string, readonly rentWithAconto: string, readonly deposit: string | null, readonly firstPayment: string | null, readonly recordedFrom: string, readonly recordedUntil: string | null, readonly acontoLines: ReadonlyArray<{ readonly kind: AcontoKind | null, readonly name: string, readonly amount: string }>, readonly dwelling: { readonly id: string, readonly tenancyNumber: string, readonly rooms: number | null, readonly areaM2: string | null, readonly address: { readonly street: string | null, readonly floorDoor: string | null, readonly postalCode: string | null, readonly city: string | null }, readonly estate: { readonly id: string, readonly number: string } }, readonly organisation: { readonly id: string, readonly lbfNumber: string | null, readonly name: string }, readonly municipality: { readonly id: string, readonly code: string, readonly name: string } } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly subject: string, readonly clientId: string, readonly roles: ReadonlyArray<string>, readonly purpose: string | null, readonly organisations: ReadonlyArray<{ readonly id: string, readonly lbfNumber: string | null, readonly name: string }>, readonly municipalities: ReadonlyArray<{ readonly id: string, readonly code: string, readonly name: string }> } };


export const DeliveriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Deliveries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"sourceTime"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"applied"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"superseded"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"closed"}},{"kind":"Field","name":{"kind":"Name","value":"feed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<DeliveriesQuery, DeliveriesQueryVariables>;
export const DeliveryReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeliveryReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryRecordFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delivery"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"sourceTime"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"applied"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"superseded"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"openBefore"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"closed"}},{"kind":"Field","name":{"kind":"Name","value":"feed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"vacancy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"messageDa"}},{"kind":"Field","name":{"kind":"Name","value":"messageEn"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeliveryReportQuery, DeliveryReportQueryVariables>;
export const FirstVacanciesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FirstVacancies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vacancies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"AVAILABLE_FROM_ASC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"dwellingType"}},{"kind":"Field","name":{"kind":"Name","value":"rent"}},{"kind":"Field","name":{"kind":"Name","value":"deposit"}},{"kind":"Field","name":{"kind":"Name","value":"availableFrom"}},{"kind":"Field","name":{"kind":"Name","value":"atDisposalFrom"}},{"kind":"Field","name":{"kind":"Name","value":"dwelling"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenancyNumber"}},{"kind":"Field","name":{"kind":"Name","value":"rooms"}},{"kind":"Field","name":{"kind":"Name","value":"areaM2"}},{"kind":"Field","name":{"kind":"Name","value":"accessible"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"street"}},{"kind":"Field","name":{"kind":"Name","value":"floorDoor"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"city"}}]}},{"kind":"Field","name":{"kind":"Name","value":"estate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"lbfNumber"}},{"kind":"Field","name":{"kind":"Name","value":"cvr"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vacancies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"AVAILABLE_FROM_ASC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"availableFrom"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FirstVacanciesQuery, FirstVacanciesQueryVariables>;
export const QuotaLedgerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"QuotaLedger"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"municipalityCode"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MunicipalityCode"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"organisationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"QuotaTurnFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quotaLedger"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"municipalityCode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"municipalityCode"}}},{"kind":"Argument","name":{"kind":"Name","value":"organisationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"organisationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"day"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"actedOn"}},{"kind":"Field","name":{"kind":"Name","value":"entitled"}},{"kind":"Field","name":{"kind":"Name","value":"owed"}},{"kind":"Field","name":{"kind":"Name","value":"explanationDa"}},{"kind":"Field","name":{"kind":"Name","value":"explanationEn"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vacancy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalKey"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"rent"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"quotaBalances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"municipalityCode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"municipalityCode"}}},{"kind":"Argument","name":{"kind":"Name","value":"organisationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"organisationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"PERIOD_DESC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"dwellingType"}},{"kind":"Field","name":{"kind":"Name","value":"counted"}},{"kind":"Field","name":{"kind":"Name","value":"entitledExact"}},{"kind":"Field","name":{"kind":"Name","value":"entitled"}},{"kind":"Field","name":{"kind":"Name","value":"carried"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"replaced"}},{"kind":"Field","name":{"kind":"Name","value":"lapsed"}},{"kind":"Field","name":{"kind":"Name","value":"owed"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"estate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<QuotaLedgerQuery, QuotaLedgerQueryVariables>;
export const SyncVacanciesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SyncVacancies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"feed"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PlainText"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"records"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"VacancyRecordInput"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IdempotencyKey"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mode"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeliveryMode"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sourceTime"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Instant"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncVacancies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"feed"},"value":{"kind":"Variable","name":{"kind":"Name","value":"feed"}}},{"kind":"Argument","name":{"kind":"Name","value":"records"},"value":{"kind":"Variable","name":{"kind":"Name","value":"records"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"mode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mode"}}},{"kind":"Argument","name":{"kind":"Name","value":"sourceTime"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sourceTime"}}},{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"applied"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"superseded"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"openBefore"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"closed"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"outcomes"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"QUARANTINED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"row"}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"messageDa"}},{"kind":"Field","name":{"kind":"Name","value":"messageEn"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"law"}},{"kind":"Field","name":{"kind":"Name","value":"messageDa"}},{"kind":"Field","name":{"kind":"Name","value":"messageEn"}}]}}]}}]}}]} as unknown as DocumentNode<SyncVacanciesMutation, SyncVacanciesMutationVariables>;
export const VacanciesWithDwellingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"VacanciesWithDwelling"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"VacancyFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"VacancyOrder"}}},"defaultValue":{"kind":"EnumValue","value":"AVAILABLE_FROM_ASC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vacancies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalKey"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"availableFrom"}},{"kind":"Field","name":{"kind":"Name","value":"atDisposalFrom"}},{"kind":"Field","name":{"kind":"Name","value":"vacantAtLoss"}},{"kind":"Field","name":{"kind":"Name","value":"rent"}},{"kind":"Field","name":{"kind":"Name","value":"rentWithAconto"}},{"kind":"Field","name":{"kind":"Name","value":"deposit"}},{"kind":"Field","name":{"kind":"Name","value":"acontoLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dwelling"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenancyNumber"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"street"}},{"kind":"Field","name":{"kind":"Name","value":"floorDoor"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"city"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dwellingType"}},{"kind":"Field","name":{"kind":"Name","value":"rooms"}},{"kind":"Field","name":{"kind":"Name","value":"areaM2"}},{"kind":"Field","name":{"kind":"Name","value":"floor"}},{"kind":"Field","name":{"kind":"Name","value":"accessible"}},{"kind":"Field","name":{"kind":"Name","value":"estate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"lbfNumber"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"municipality"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vacancies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"AVAILABLE_FROM_DESC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"availableFrom"}},{"kind":"Field","name":{"kind":"Name","value":"letFrom"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<VacanciesWithDwellingQuery, VacanciesWithDwellingQueryVariables>;
export const VacancyByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"VacancyById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"knownAt"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Instant"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vacancy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"knownAt"},"value":{"kind":"Variable","name":{"kind":"Name","value":"knownAt"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"externalKey"}},{"kind":"Field","name":{"kind":"Name","value":"sourceId"}},{"kind":"Field","name":{"kind":"Name","value":"sourceTime"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"withdrawalReason"}},{"kind":"Field","name":{"kind":"Name","value":"availableFrom"}},{"kind":"Field","name":{"kind":"Name","value":"atDisposalFrom"}},{"kind":"Field","name":{"kind":"Name","value":"letFrom"}},{"kind":"Field","name":{"kind":"Name","value":"vacantAtLoss"}},{"kind":"Field","name":{"kind":"Name","value":"vacantForReletting"}},{"kind":"Field","name":{"kind":"Name","value":"dwellingType"}},{"kind":"Field","name":{"kind":"Name","value":"rent"}},{"kind":"Field","name":{"kind":"Name","value":"rentWithAconto"}},{"kind":"Field","name":{"kind":"Name","value":"deposit"}},{"kind":"Field","name":{"kind":"Name","value":"firstPayment"}},{"kind":"Field","name":{"kind":"Name","value":"acontoLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dwelling"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenancyNumber"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"street"}},{"kind":"Field","name":{"kind":"Name","value":"floorDoor"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"city"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rooms"}},{"kind":"Field","name":{"kind":"Name","value":"areaM2"}},{"kind":"Field","name":{"kind":"Name","value":"estate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"lbfNumber"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"municipality"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"recordedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"recordedUntil"}}]}}]}}]} as unknown as DocumentNode<VacancyByIdQuery, VacancyByIdQueryVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"purpose"}},{"kind":"Field","name":{"kind":"Name","value":"organisations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"lbfNumber"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"municipalities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;