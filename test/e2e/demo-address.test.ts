import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub

beforeAll(async () => {
  hub = await startHub({ sampleData: false, env: { HOST: '127.0.0.2' } })
}, 60_000)
afterAll(() => hub.stop())

test('a demo that listens on one address only finds its own identity there', async () => {
  const metadata = await fetch(`${hub.url}/oidc/.well-known/openid-configuration`)
  expect(await metadata.json()).toMatchObject({
    issuer: `${hub.url}/oidc`,
    token_endpoint: `${hub.url}/oidc/token`,
  })
  const token = await hub.token('demo-municipality')
  expect(await hub.fields(token, '{ viewer { subject } }')).toEqual({
    viewer: { subject: 'demo-municipality' },
  })
})
