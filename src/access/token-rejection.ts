import type { Text } from '../kernel/errors.ts'

const TEXTS = {
  TOKEN_MISSING: {
    da: 'Kaldet har intet adgangstoken. Send headeren »Authorization: Bearer <token>«.',
    en: 'The request has no access token. Send the header "Authorization: Bearer <token>".',
  },
  AUTHORIZATION_MALFORMED: {
    da: 'Headeren Authorization kan ikke læses. Den skal være »Bearer«, ét mellemrum og tokenet, intet andet.',
    en: 'The Authorization header cannot be read. It must be "Bearer", one space and the token, nothing else.',
  },
  TOKEN_TOO_LARGE: {
    da: 'Adgangstokenet er over 8 KB. Bed udstederen om et token med færre oplysninger.',
    en: 'The access token is over 8 KB. Ask the issuer for a token with fewer claims.',
  },
  TOKEN_MALFORMED: {
    da: 'Adgangstokenet er ikke et underskrevet JWT. Hent et nyt hos udstederen, og send det uændret.',
    en: 'The access token is not a signed JWT. Get a new one from the issuer and send it unchanged.',
  },
  TOKEN_NOT_CANONICAL: {
    da: 'Adgangstokenet er ikke kodet, som udstederen skrev det. Send det uændret.',
    en: 'The access token is not encoded as its issuer wrote it. Send it unchanged.',
  },
  MEMBER_DUPLICATED: {
    da: 'Et navn står to gange i adgangstokenet. Udstederen skal rette sine tokens.',
    en: 'A name occurs twice in the access token. The issuer has to correct its tokens.',
  },
  MEMBER_FORBIDDEN: {
    da: 'Adgangstokenet har et navn, som hubben ikke tager imod. Udstederen skal rette sine tokens.',
    en: 'The access token has a name that the hub does not take. The issuer has to correct its tokens.',
  },
  CHARACTER_FORBIDDEN: {
    da: 'Adgangstokenet har et styretegn eller et ugyldigt tegn. Udstederen skal rette sine tokens.',
    en: 'The access token has a control character or an invalid character. The issuer has to correct its tokens.',
  },
  HEADER_NOT_ALLOWED: {
    da: 'Adgangstokenets hoved må kun indeholde alg, typ og kid. Udstederen skal udelade resten.',
    en: 'The header of the access token may hold alg, typ and kid only. The issuer has to leave out the rest.',
  },
  ALGORITHM_NOT_ALLOWED: {
    da: 'Adgangstokenet er underskrevet med en algoritme, hubben ikke tager imod. Brug RS256, ES256 eller EdDSA.',
    en: 'The access token is signed with an algorithm that the hub does not take. Use RS256, ES256 or EdDSA.',
  },
  TYPE_NOT_ALLOWED: {
    da: 'Tokenet er ikke et adgangstoken (typ skal være at+jwt). Send access token, ikke id token.',
    en: 'The token is not an access token (typ must be at+jwt). Send the access token, not the id token.',
  },
  KEY_ID_MISSING: {
    da: 'Adgangstokenet siger ikke, hvilken nøgle det er underskrevet med (kid). Udstederen skal tilføje det.',
    en: 'The access token does not say which key signed it (kid). The issuer has to add it.',
  },
  ISSUER_NOT_TRUSTED: {
    da: 'Adgangstokenets udsteder er ikke kendt her. Hent et token hos en udsteder, som hubben stoler på.',
    en: 'The issuer of the access token is not known here. Get a token from an issuer that the hub trusts.',
  },
  KEY_UNKNOWN: {
    da: 'Nøglen bag adgangstokenet findes ikke hos udstederen. Hent et nyt token.',
    en: 'The issuer has no such key as the access token names. Get a new token.',
  },
  KEY_UNUSABLE: {
    da: 'Nøglen bag adgangstokenet kan ikke bruges, for eksempel fordi den er for kort. Udstederen skal skifte den.',
    en: 'The key behind the access token cannot be used, for example for being too short. The issuer has to replace it.',
  },
  SIGNATURE_INVALID: {
    da: 'Adgangstokenets underskrift passer ikke. Hent et nyt token, og send det uændret.',
    en: 'The signature of the access token does not fit. Get a new token and send it unchanged.',
  },
  AUDIENCE_NOT_ACCEPTED: {
    da: 'Adgangstokenet er ikke udstedt til denne hub. Bed om et token med hubben som modtager (aud).',
    en: 'The access token is not meant for this hub. Ask for a token with the hub as its audience (aud).',
  },
  AUDIENCE_NOT_SOLE: {
    da: 'Adgangstokenet gælder også andre tjenester. Bed om et token med hubben som eneste modtager (aud).',
    en: 'The access token is meant for other services too. Ask for a token with the hub as its only audience (aud).',
  },
  TOKEN_EXPIRED: {
    da: 'Adgangstokenet er udløbet. Hent et nyt.',
    en: 'The access token has expired. Get a new one.',
  },
  TOKEN_TOO_OLD: {
    da: 'Adgangstokenet er udstedt for længe siden. Hent et nyt.',
    en: 'The access token was issued too long ago. Get a new one.',
  },
  TOKEN_NOT_YET_VALID: {
    da: 'Adgangstokenet gælder ikke endnu. Se efter, om udstederens ur går rigtigt.',
    en: 'The access token is not valid yet. Check whether the clock of the issuer is right.',
  },
  LIFETIME_TOO_LONG: {
    da: 'Adgangstokenet gælder for længe. Bed udstederen om tokens med kortere levetid.',
    en: 'The access token lives too long. Ask the issuer for tokens with a shorter life.',
  },
  CLAIM_MISSING: {
    da: 'Adgangstokenet mangler en oplysning. Udstederen skal tilføje den.',
    en: 'The access token lacks a claim. The issuer has to add it.',
  },
  CLAIM_MALFORMED: {
    da: 'En oplysning i adgangstokenet har ikke den rette form. Udstederen skal rette den.',
    en: 'A claim of the access token does not have the right form. The issuer has to correct it.',
  },
  ROLE_UNKNOWN: {
    da: 'Adgangstokenet har en rolle, som hubben ikke kender. Udstederen skal fjerne den, eller hubbens drift skal tilføje den i opsætningen.',
    en: 'The access token has a role that the hub does not know. The issuer has to remove it, or the hub’s operator has to add it to the settings.',
  },
  NSIS_LEVEL_TOO_LOW: {
    da: 'Adgangstokenets NSIS-sikringsniveau er for lavt til rollen. Log ind igen på et højere sikringsniveau.',
    en: 'The NSIS level of the access token is too low for the role. Log in again at a higher level of assurance.',
  },
  TOKEN_PURPOSE_UNKNOWN: {
    da: 'Adgangstokenets formål er ukendt. Udstederen skal angive et af hubbens formål eller udelade det.',
    en: 'The purpose in the access token is unknown. The issuer has to name one of the hub’s purposes or leave it out.',
  },
  ENGAGEMENT_EXPIRED: {
    da: 'Revisionsopgaven i adgangstokenet er udløbet. Få den forlænget, og hent et nyt token.',
    en: 'The audit engagement in the access token has expired. Have it extended and get a new token.',
  },
  PRIVILEGES_MALFORMED: {
    da: 'Rettighedslisten i adgangstokenet er ikke en OIO BPP-liste i base64. Udstederen skal rette den.',
    en: 'The privilege list in the access token is not an OIO BPP list in base64. The issuer has to correct it.',
  },
  PRIVILEGES_AMBIGUOUS: {
    da: 'Adgangstokenet giver rettigheder både i rettighedslisten og uden for den. Udstederen skal nøjes med listen.',
    en: 'The access token gives rights both in the privilege list and beside it. The issuer has to keep to the list.',
  },
  SCOPE_NOT_SUPPORTED: {
    da: 'En rettighed i adgangstokenet gælder ikke et CVR-nummer. Udstederen skal tildele den for et CVR-nummer.',
    en: 'A privilege in the access token does not concern a CVR number. The issuer has to assign it for a CVR number.',
  },
  ORGANISATION_MIXED: {
    da: 'Adgangstokenets rettigheder gælder flere CVR-numre. Hent et token for ét ad gangen.',
    en: 'The privileges in the access token concern several CVR numbers. Get a token for one at a time.',
  },
  ORGANISATION_MISMATCH: {
    da: 'Adgangstokenets rettigheder gælder et andet CVR-nummer end tokenets eget. Udstederen skal rette det.',
    en: 'The privileges in the access token concern another CVR number than the token’s own. The issuer has to correct it.',
  },
  CONSTRAINT_UNKNOWN: {
    da: 'Adgangstokenet har en dataafgrænsning, som hubben ikke kender og derfor ikke kan overholde. Udstederen skal fjerne den.',
    en: 'The access token has a data limitation that the hub does not know and so cannot keep. The issuer has to remove it.',
  },
  CONSTRAINT_MALFORMED: {
    da: 'En dataafgrænsning i adgangstokenet har ikke den rette form eller står to gange. Udstederen skal rette den.',
    en: 'A data limitation in the access token does not have the right form or occurs twice. The issuer has to correct it.',
  },
  CONSTRAINT_NOT_APPLICABLE: {
    da: 'Adgangstokenet afgrænser en rolle til enheder eller KLE-emner, men rollen har ingen sager. Udstederen skal give rollen uden afgrænsning.',
    en: 'The access token limits a role to org units or KLE subjects, but the role has no cases. The issuer has to give the role without the limitation.',
  },
  CONSTRAINTS_TOO_MANY: {
    da: 'Adgangstokenets dataafgrænsninger er for mange. Bed om et token for færre kommuner, enheder eller KLE-emner.',
    en: 'The access token has too many data limitations. Ask for a token for fewer municipalities, org units or KLE subjects.',
  },
  BINDING_NOT_SUPPORTED: {
    da: 'Adgangstokenet er bundet til en nøgle (cnf), som hubben ikke kan prøve. Bed om et bearer-token.',
    en: 'The access token is bound to a key (cnf) that the hub cannot check. Ask for a bearer token.',
  },
} satisfies Record<string, Text>

/** Why a token was refused: one stable code per cause. */
export type TokenRejectionCode = keyof typeof TEXTS

/** A refused token (401). Neither the message nor the text holds anything from the token but the name of a claim. */
export class TokenRejected extends Error {
  readonly code: TokenRejectionCode
  readonly text: Text

  constructor(code: TokenRejectionCode, claim?: string) {
    super(code)
    this.name = 'TokenRejected'
    this.code = code
    const { da, en } = TEXTS[code]
    this.text = claim === undefined ? { da, en } : { da: `${da} (${claim})`, en: `${en} (${claim})` }
  }
}

/** No key to judge the token by could be had from its issuer (503): nothing is said about the token. */
export class IssuerUnavailable extends Error {
  readonly code = 'ISSUER_UNAVAILABLE'
  readonly retryAfterSeconds: number
  readonly text: Text = {
    da: 'Udstederens nøgler kan ikke hentes lige nu, så adgangstokenet kan ikke prøves. Prøv igen om lidt.',
    en: 'The keys of the issuer cannot be fetched right now, so the access token cannot be checked. Try again shortly.',
  }

  constructor(retryAfterSeconds: number) {
    super('ISSUER_UNAVAILABLE')
    this.name = 'IssuerUnavailable'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
