import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { onSocket, type RawAnswer, send } from '../support/http.ts'
import { startHub, type TestHub } from '../support/hub.ts'

const VACANCIES = '{ vacancies(first: 5) { totalCount nodes { id dwelling { id } } } }'
const HOOK_MS = 120_000

function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.errors?.[0]?.extensions?.code }).toEqual({
    status,
    code,
  })
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
}

describe('the server', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub()
  }, HOOK_MS)
  afterAll(() => hub?.stop())

  test('answers every problem as JSON in both languages, with a request id and without a stack', async () => {
    const nowhere = await send(`${hub.url}/nowhere`)
    expectProblem(nowhere, 404, 'NOT_FOUND')
    expect(nowhere.json?.errors?.[0]?.message).toMatch(/There is nothing .* \/ Der er intet /)
    expect(nowhere.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expectProblem(await send(`${hub.url}/%zz`), 400, 'BAD_REQUEST')
    expectProblem(
      await send(`${hub.url}/feeds/${'x'.repeat(129)}/deliveries`, { method: 'POST' }),
      414,
      'BAD_REQUEST',
    )
    expectProblem(await send(`${hub.url}/graphql`, { method: 'DELETE' }), 404, 'NOT_FOUND')
    expectProblem(await send(`${hub.url}/health/live`, { method: 'POST' }), 404, 'NOT_FOUND')
  })

  test('says on every answer that it is not to be kept, guessed at or passed on', async () => {
    for (const path of ['/health/live', '/graphql', '/nowhere', '/metrics']) {
      const { headers } = await send(`${hub.url}${path}`)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  test('takes its request id from nobody', async () => {
    const { headers } = await send(`${hub.url}/health/live`, {
      headers: { 'x-request-id': 'mine', 'request-id': 'mine' },
    })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('refuses a request line and headers that are no HTTP, or are over 16 KB', async () => {
    expect(await onSocket(hub.url, (say) => say('GRAPHQL\r\n\r\n'))).toMatch(/^HTTP\/1\.1 400 /)
    const large = `GET /health/live HTTP/1.1\r\nhost: hub\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`
    expect(await onSocket(hub.url, (say) => say(large))).toMatch(/^HTTP\/1\.1 431 /)
    const smuggled =
      'POST /graphql HTTP/1.1\r\nhost: hub\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /'
    expect(await onSocket(hub.url, (say) => say(smuggled))).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('attack 36: answers pipelined requests each, and in order', async () => {
    const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: hub\r\n${more}\r\n`
    const heard = await onSocket(hub.url, (say) =>
      say(ask('/health/ready') + ask('/nowhere') + ask('/health/live', 'connection: close\r\n')),
    )
    expect(heard.match(/HTTP\/1\.1 \d+|"status":"\w+"/g)).toEqual([
      'HTTP/1.1 200',
      '"status":"ready"',
      'HTTP/1.1 404',
      'HTTP/1.1 200',
      '"status":"live"',
    ])
  })

  test('measures itself without a word about anybody’s rows', async () => {
    const token = await hub.token('demo-municipality')
    await hub.fields(token, VACANCIES)
    await send(`${hub.url}/feeds/0007-incom/deliveries?mode=SNAPSHOT`, { method: 'POST', body: 'x' })
    await send(`${hub.url}/0101011234`)
    const { text, headers } = await send(`${hub.url}/metrics`)
    expect(headers.get('content-type')).toMatch(/^text\/plain/)
    expect(text).toMatch(
      /boligbro_http_answer_seconds_count\{method="POST",route="\/graphql",status="200"\} \d+/,
    )
    expect(text).toContain('route="/feeds/:feed/deliveries",status="401"')
    expect(text).not.toMatch(/0007-incom|0101011234|demo-|vacanc|municipal|Bearer/)
  })
})

describe('a slow client', () => {
  const LIMIT_MS = 500
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub({ env: { HEADERS_TIMEOUT_MS: `${LIMIT_MS}`, BODY_TIMEOUT_MS: `${LIMIT_MS}` } })
  }, HOOK_MS)
  afterAll(() => hub?.stop())

  /** How long the server listens to somebody who says one more character every tenth of a second. */
  async function patience(beginning: string): Promise<{ milliseconds: number; heard: string }> {
    const began = performance.now()
    let over = false
    const heard = await onSocket(hub.url, (say) => {
      say(beginning)
      const trickle = setInterval(() => (over ? clearInterval(trickle) : say('x')), 100)
    })
    over = true
    return { milliseconds: performance.now() - began, heard }
  }

  test('attack 36: whose headers trickle in is cut off', async () => {
    const { milliseconds, heard } = await patience('GET /health/live HTTP/1.1\r\nhost: hub\r\nx: ')
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    expect(milliseconds).toBeLessThan(LIMIT_MS + 2_500)
  })

  test('attack 36: whose body trickles in is cut off, with a token and without', async () => {
    const token = await hub.token('demo-municipality')
    for (const authorization of ['', `authorization: Bearer ${token}\r\n`]) {
      const { milliseconds, heard } = await patience(
        `POST /graphql HTTP/1.1\r\nhost: hub\r\n${authorization}content-type: application/json\r\ncontent-length: 500\r\n\r\n{`,
      )
      expect(heard).toBe('')
      expect(milliseconds).toBeGreaterThan(LIMIT_MS - 50)
      expect(milliseconds).toBeLessThan(LIMIT_MS + 2_500)
    }
  })

  test('attack 36: who says nothing is cut off', async () => {
    const began = performance.now()
    await onSocket(hub.url, () => undefined)
    expect(performance.now() - began).toBeLessThan(LIMIT_MS * 2 + 2_500)
  })

  test('attack 36: who falls silent in the middle of a file is cut off', async () => {
    const token = await hub.token('demo-organisation')
    const began = performance.now()
    const heard = await onSocket(hub.url, (say) =>
      say(
        `POST /feeds/0045-csv/deliveries HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${token}\r\n` +
          'x-purpose: vacancy-exchange\r\ncontent-length: 500\r\n\r\nSelskab',
      ),
    )
    expect(heard).not.toMatch(/ 201 /)
    expect(performance.now() - began).toBeLessThan(LIMIT_MS * 2 + 2_500)
  })

  test('with a file may take longer, and waits for the answer as long as applying it takes', async () => {
    const token = await hub.token('demo-organisation')
    const [feed] = await hub.asOwner<{ id: string }>(`select id from public.feed where code = '0045-csv'`)
    const blocking = hub.asOwner(
      `begin; select 1 from public.feed where id = '${feed?.id}' for update; select pg_sleep(2.5); commit`,
    )
    await delay(200)
    const file = 'Selskab;Afdeling\n'
    const began = performance.now()
    const heard = await onSocket(hub.url, async (say) => {
      say(
        `POST /feeds/0045-csv/deliveries?mode=DELTA HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${token}\r\n` +
          `x-purpose: vacancy-exchange\r\nconnection: close\r\ncontent-length: ${file.length}\r\n\r\n`,
      )
      for (const character of file) {
        say(character)
        await delay(60)
      }
    })
    await blocking
    expect(performance.now() - began).toBeGreaterThan(LIMIT_MS * 3)
    expect(heard).toMatch(/^HTTP\/1\.1 (201|422) /)
  })
})

describe('many connections', () => {
  let hub: TestHub
  const open: Socket[] = []
  beforeAll(async () => {
    hub = await startHub({ sampleData: false, env: { CONNECTIONS_MAX: '5', HOST: '127.0.0.1' } })
  }, HOOK_MS)
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await hub?.stop()
  })

  test('attack 36: beyond the cap are closed unheard, and room is given again', async () => {
    const health = 'GET /health/live HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n'
    const { hostname, port } = new URL(hub.url)
    for (let i = 0; i < 5; i++) {
      const socket = connect(Number(port), hostname)
      await new Promise((opened) => socket.once('connect', opened))
      open.push(socket)
    }
    await delay(100)
    expect(await onSocket(hub.url, (say) => say(health))).toBe('')
    open.pop()?.destroy()
    await delay(100)
    expect(await onSocket(hub.url, (say) => say(health))).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('many requests', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub({ sampleData: false, env: { REQUESTS_PER_MINUTE: '6' } })
  }, HOOK_MS)
  afterAll(() => hub?.stop())

  const viewer = (token: string) =>
    send(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"query":"{ viewer { subject } }"}',
    })

  test('attack 36: of one client are refused with Retry-After, other clients are not, and a made-up token opens no new share', async () => {
    const token = await hub.token({ subject: 'eager', roles: [] })
    const another = await hub.token({ subject: 'calm', roles: [] })
    for (let i = 0; i < 6; i++) expect((await viewer(token)).status).toBe(200)
    const refused = await viewer(token)
    expectProblem(refused, 429, 'TOO_MANY_REQUESTS')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect((await viewer(another)).status).toBe(200)

    const statuses: number[] = []
    for (let i = 0; i < 8; i++) statuses.push((await viewer(`made.up.${i}`)).status)
    expect(statuses.at(-1)).toBe(429)
    expectProblem(await send(`${hub.url}/nowhere`), 429, 'TOO_MANY_REQUESTS')
    for (let i = 0; i < 8; i++) expect((await send(`${hub.url}/health/live`)).status).toBe(200)
  })
})

describe('a database that goes away', () => {
  let hub: TestHub
  let token: string
  let organisation: string
  beforeAll(async () => {
    hub = await startHub()
    token = await hub.token('demo-municipality')
    organisation = await hub.token('demo-organisation')
  }, HOOK_MS)
  afterAll(() => hub?.stop())

  const endConnections = () =>
    hub.asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'boligbro_app'`,
    )
  const health = async (name: string) => (await send(`${hub.url}/health/${name}`)).status
  const sync = (key: string) =>
    hub.query(
      organisation,
      `mutation { syncVacancies(feed: "0045-csv", records: [], mode: DELTA, dryRun: true, idempotencyKey: "${key}") { refusals { code } } }`,
      {},
      { 'x-purpose': 'vacancy-exchange' },
    )

  test('is told by /health/ready, not by /health/live, and both recover by themselves', async () => {
    expect([await health('live'), await health('ready')]).toEqual([200, 200])
    const { pathname } = new URL(hub.database.url)
    await hub.asOwner(`alter database ${pathname.slice(1)} connection limit 0`)
    await endConnections()
    const masked = await hub.query(token, VACANCIES)
    expect(masked.errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
    expect(masked.text).not.toMatch(/connection|terminat|too many/i)
    expect([await health('live'), await health('ready')]).toEqual([200, 503])
    await hub.asOwner(`alter database ${pathname.slice(1)} connection limit -1`)
    expect([await health('live'), await health('ready')]).toEqual([200, 200])
    await hub.fields(token, VACANCIES)
    expect((await sync('back')).errors).toBeUndefined()
  })

  test('and whose connections break under load costs masked errors, and the next request works', async () => {
    let done = false
    const answers: { data: unknown; code: string | undefined; text: string }[] = []
    const client = async (ask: () => ReturnType<TestHub['query']>) => {
      while (!done) {
        const { data, errors, text } = await ask()
        answers.push({ data, code: errors?.[0]?.extensions?.code, text })
      }
    }
    const clients = [
      ...Array.from({ length: 4 }, () => client(() => hub.query(token, VACANCIES))),
      ...Array.from({ length: 2 }, (_, i) => client(() => sync(`load-${i}`))),
    ]
    for (let i = 0; i < 8; i++) {
      await delay(100)
      await endConnections()
    }
    done = true
    await Promise.all(clients)
    const failed = answers.filter(({ code }) => code !== undefined)
    expect(failed.length).toBeGreaterThan(0)
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['INTERNAL_SERVER_ERROR']))
    for (const { text } of failed) expect(text).not.toMatch(/terminat|connection|57P01/i)
    expect(answers.length).toBeGreaterThan(failed.length)
    await hub.fields(token, VACANCIES)
    expect((await sync('after')).errors).toBeUndefined()
  })

  test('while its connections rest, costs the next request nothing more than a masked error', async () => {
    await hub.fields(token, VACANCIES)
    await sync('rest')
    await endConnections()
    await delay(200)
    await hub.fields(token, VACANCIES)
    expect((await sync('rested')).errors).toBeUndefined()
  })
})
