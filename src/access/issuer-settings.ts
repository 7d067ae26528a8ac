import type { Text } from '../kernel/errors.ts'
import { NSIS_LEVELS } from './actor.ts'
import { TOKEN_ROLES } from './grant.ts'
import { CLAIM_NAMES, CONSTRAINT_KINDS, type TrustedIssuer } from './issuers.ts'

/** The claims that have their meaning from JWT and RFC 9068. */
const RESERVED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'cnf', 'client_id']
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

type Complain = (place: string, text: Text) => void
type Check = (value: unknown, place: string, complain: Complain) => void

/** An issuer's address: in production `https:`, apart from what never leaves the machine. */
export function isIssuerAddress(text: string, production: boolean): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:') return true
  return url?.protocol === 'http:' && (!production || LOOPBACK.includes(url.hostname))
}

/** What an address has to be, to follow its name. */
export function issuerAddressDue(production: boolean): Text {
  return production
    ? {
        da: 'skal være en URL, der begynder med https:// (http:// kun til denne maskine).',
        en: 'must be a URL that begins with https:// (http:// to this machine only).',
      }
    : {
        da: 'skal være en URL, der begynder med https:// eller http://.',
        en: 'must be a URL that begins with https:// or http://.',
      }
}

/** Every mistake in a list of {@link TrustedIssuer}s, each a sentence in both languages that begins with its place; none: it is such a list. */
export function issuerProblems(list: unknown, setting: string, production: boolean): readonly string[] {
  const problems: string[] = []
  const complain: Complain = (place, { da, en }) => {
    problems.push(`${place} ${en} / ${place} ${da}`)
  }
  if (!Array.isArray(list) || list.length === 0) {
    complain(setting, {
      da: 'skal være en liste med mindst én udsteder.',
      en: 'must be a list of at least one issuer.',
    })
    return problems
  }
  const check = issuerCheck(production)
  list.forEach((one: unknown, at) => {
    const place = `${setting}[${at}]`
    check(one, place, complain)
    if (isObject(one)) checkDistinctClaims(one, place, complain)
    if (!isObject(one)) return
    const before = list.slice(0, at).filter(isObject)
    if (before.some(({ issuer }) => issuer === one.issuer)) complain(`${place}.issuer`, listedBefore)
    if (list.length > 1 && one.name === undefined) complain(`${place}.name`, nameDue)
    else if (one.name !== undefined && before.some(({ name }) => name === one.name))
      complain(`${place}.name`, listedBefore)
  })
  return problems
}

function issuerCheck(production: boolean): Check {
  const address: Check = (value, place, complain) => {
    if (typeof value !== 'string' || !isIssuerAddress(value, production))
      complain(place, issuerAddressDue(production))
  }
  const claims = Object.keys(CLAIM_NAMES).map((name) => [name, claimName] as const)
  const privileges = {
    claim: claimName,
    roles: entries(name, oneOf(TOKEN_ROLES)),
    municipalities: entries(cvr, municipalityCode),
    constraints: entries(name, oneOf(CONSTRAINT_KINDS)),
  }
  return members(
    {
      issuer: address,
      name: issuerName,
      audience: name,
      jwksUri: address,
      claims: members(Object.fromEntries(claims), []),
      privileges: members(privileges, ['claim', 'roles']),
      nsisMinimum: entries(oneOf(TOKEN_ROLES), oneOf(NSIS_LEVELS)),
    },
    ['issuer', 'audience', 'jwksUri'],
  )
}

/** Two meanings of one claim would make a role of a municipality code. */
function checkDistinctClaims(issuer: Partial<TrustedIssuer>, place: string, complain: Complain): void {
  const claims = { ...CLAIM_NAMES, ...(isObject(issuer.claims) ? issuer.claims : {}) }
  const { privileges } = issuer
  const used = [...Object.values(claims), ...(isObject(privileges) ? [privileges.claim] : [])]
  for (const twice of new Set(used.filter((claim, at) => used.indexOf(claim) !== at)))
    complain(`${place}.claims`, {
      da: `bruger claimet »${twice}« til flere ting. Giv hver ting sit eget.`,
      en: `uses the claim "${twice}" for several things. Give each thing its own.`,
    })
}

/** An object with these members and no other; those named in `required` must be there. */
function members(checks: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, place, complain) => {
    if (!isObject(value)) return complain(place, objectDue)
    for (const [member, content] of Object.entries(value)) {
      const check = Object.hasOwn(checks, member) ? checks[member] : unknown
      check?.(content, `${place}.${member}`, complain)
    }
    for (const member of required) {
      if (!Object.hasOwn(value, member)) complain(`${place}.${member}`, { da: 'mangler.', en: 'is missing.' })
    }
  }
}

/** An object whose members are named as `key` says and hold what `content` says. */
function entries(key: Check, content: Check): Check {
  return (value, place, complain) => {
    if (!isObject(value)) return complain(place, objectDue)
    for (const [member, held] of Object.entries(value)) {
      const entry = `${place}[${JSON.stringify(member)}]`
      key(member, entry, complain)
      content(held, entry, complain)
    }
  }
}

const listedBefore: Text = { da: 'er angivet før.', en: 'is listed before.' }
const nameDue: Text = {
  da: 'mangler: af flere udstedere skal hver have sit navn, som stilles foran dens brugere og klienter i loggen.',
  en: 'is missing: of several issuers each needs a name, which stands before its users and clients in the log.',
}
const objectDue: Text = { da: 'skal være et objekt.', en: 'must be an object.' }

const unknown: Check = (_value, place, complain) => {
  complain(place, { da: 'er ukendt. Fjern eller ret navnet.', en: 'is unknown. Remove or correct the name.' })
}

function oneOf(values: readonly string[]): Check {
  const listed = values.join(', ')
  return textCheck((text) => values.includes(text), {
    da: `skal være en af ${listed}.`,
    en: `must be one of ${listed}.`,
  })
}

const name = textCheck((text) => /^[^\s\p{Cc}]{1,255}$/u.test(text), {
  da: 'skal være en tekst på 1-255 tegn uden mellemrum.',
  en: 'must be a text of 1-255 characters without spaces.',
})
const issuerName = textCheck((text) => /^[a-z0-9-]{1,40}$/.test(text), {
  da: 'skal være 1-40 små bogstaver (a-z), cifre og bindestreger.',
  en: 'must be 1-40 lower-case letters (a-z), digits and hyphens.',
})
const claimName = textCheck((text) => /^[^\s\p{Cc}]{1,255}$/u.test(text) && !RESERVED_CLAIMS.includes(text), {
  da: `skal være navnet på et claim, uden mellemrum, og ikke ${RESERVED_CLAIMS.join(', ')}.`,
  en: `must be the name of a claim, without spaces, and not ${RESERVED_CLAIMS.join(', ')}.`,
})
const cvr = textCheck((text) => /^\d{8}$/.test(text), {
  da: 'skal have et CVR-nummer på otte cifre som navn.',
  en: 'must have a CVR number of eight digits as its name.',
})
const municipalityCode = textCheck((text) => /^\d{4}$/.test(text), {
  da: 'skal være en kommunekode på fire cifre i anførselstegn.',
  en: 'must be a municipality code of four digits in quotation marks.',
})

function textCheck(fits: (text: string) => boolean, due: Text): Check {
  return (value, place, complain) => {
    if (typeof value !== 'string' || !fits(value)) complain(place, due)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
