import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from '../support/browser.ts'
import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

const VIEWER = '{ viewer { clientId purpose } }'

describe('in a browser, the explorer', () => {
  let browser: Browser
  let page: Page
  const requested: string[] = []
  const faults: string[] = []
  beforeAll(async () => {
    browser = await startBrowser()
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    page.setDefaultTimeout(10_000)
    page.on('request', (request) => requested.push(request.url()))
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(`${hub.url}/explorer`)
  }, 60_000)
  afterAll(() => browser?.close())

  it('runs its example query at one click and shows vacancies', async () => {
    await page.getByRole('button', { name: 'Send Request' }).click()
    const result = page.locator('app-query-result')
    await result.getByText('200 OK').waitFor()
    const shown = await result.textContent()
    expect(shown).toContain('"externalKey": "0045-')
    expect(shown).not.toContain('"errors"')
  }, 30_000)

  it('shows the descriptions of the schema, in the words of the domain', async () => {
    await page.getByText('Docs', { exact: true }).click()
    const docs = page.locator('app-doc-viewer')
    await docs.getByText('Query', { exact: true }).first().click()
    await docs.getByText('Vacancies the actor may see (ledige boliger).').waitFor()
  }, 30_000)

  it('has asked for nothing from elsewhere, and nothing it does has failed', () => {
    expect(requested.length).toBeGreaterThan(10)
    expect(requested.filter((url) => !url.startsWith(`${hub.url}/`) && !url.startsWith('data:'))).toEqual([])
    expect(faults).toEqual([])
  })

  it('queries with the fresh token after a reload', async () => {
    const tokens = []
    for (const _ of [1, 2]) {
      // From here on nothing is sent by the page of before.
      await page.reload({ waitUntil: 'commit' })
      const request = await page.waitForRequest((sent) => sent.url().endsWith('/graphql'))
      tokens.push(request.headers().authorization)
      // The explorer keeps its tabs about a second after a change.
      await page.waitForTimeout(2_000)
    }
    expect(tokens[0]).toMatch(/^Bearer /)
    expect(tokens[1]).not.toBe(tokens[0])
  }, 30_000)

  it('could not ask for anything from elsewhere', async () => {
    let arrived = 0
    const elsewhere = createServer((_request, response) => {
      arrived += 1
      response.end()
    })
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening))
    const outcome = await page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'sent',
          () => 'blocked',
        ),
      `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`,
    )
    await new Promise((closed) => elsewhere.close(closed))
    expect({ outcome, arrived }).toEqual({ outcome: 'blocked', arrived: 0 })
  })
})

/** What the page would send along, as its text holds it. */
function headersOf(page: string): { token: string; purpose: string } {
  const token = /Authorization: `Bearer ([^`]+)`/.exec(page)?.[1]
  const purpose = /'x-purpose': `([^`]+)`/.exec(page)?.[1]
  if (token === undefined || purpose === undefined) throw new Error('The page holds no token or no purpose')
  return { token, purpose }
}

it.each([
  ['', 'demo-municipality', 'municipal-allocation'],
  ['?client=demo-municipality', 'demo-municipality', 'municipal-allocation'],
  ['?client=demo-organisation', 'demo-organisation', 'vacancy-exchange'],
  ['?client=demo-auditor', 'demo-auditor', 'subsidy-audit'],
])('/explorer%s asks as %s for %s', async (search, clientId, purpose) => {
  const held = headersOf(await (await fetch(`${hub.url}/explorer${search}`)).text())
  const { viewer } = await hub.fields<{ viewer: object }>(
    held.token,
    VIEWER,
    {},
    { 'x-purpose': held.purpose },
  )
  expect(viewer).toEqual({ clientId, purpose })
})

it('hands out a fresh token at every load', async () => {
  const [first, second] = [1, 2].map(async () =>
    headersOf(await (await fetch(`${hub.url}/explorer/`)).text()),
  )
  expect((await first)?.token).not.toBe((await second)?.token)
})

it.each(['demo-fund', 'toString', '', 'demo-auditor&client=demo-auditor'])(
  'refuses to explore as "%s" and names the clients there are',
  async (client) => {
    const response = await fetch(`${hub.url}/explorer?client=${client}`)
    const { errors } = (await response.json()) as { errors: [{ message: string; extensions: object }] }
    expect(response.status).toBe(400)
    expect(errors[0].extensions).toEqual({ code: 'CLIENT_UNKNOWN' })
    expect(errors[0].message).toContain('demo-municipality, demo-organisation, demo-auditor')
  },
)

it('serves no page of the package itself, which would come without the policy', async () => {
  for (const path of ['index.html', 'iframe-sandbox/index.html', 'nothing.js']) {
    const response = await fetch(`${hub.url}/explorer/${path}`)
    expect([path, response.status, await response.json()]).toEqual([path, 404, NOT_FOUND])
  }
})

it('is not there when an issuer is configured', async () => {
  const issued = await startHub({
    sampleData: false,
    env: {
      OIDC_ISSUER: 'https://issuer.example',
      OIDC_AUDIENCE: 'https://hub.example',
      OIDC_JWKS_URI: 'https://issuer.example/jwks',
    },
  })
  try {
    for (const path of ['/explorer', '/explorer/', '/explorer/main.js']) {
      const response = await fetch(`${issued.url}${path}`)
      expect([path, response.status, await response.json()]).toEqual([path, 404, NOT_FOUND])
    }
  } finally {
    await issued.stop()
  }
}, 60_000)

const NOT_FOUND = {
  errors: [
    {
      message:
        'There is nothing at this address. GraphQL is at /graphql. / Der er intet på denne adresse. GraphQL findes på /graphql.',
      extensions: { code: 'NOT_FOUND' },
    },
  ],
}
