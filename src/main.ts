import { startApp } from './app.ts'
import { type Config, loadConfig } from './config.ts'
import { loadSampleData } from './demo/sample-data.ts'
import { ConfigurationError } from './kernel/errors.ts'

/** `npm start`: serves until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const config = loadConfig(process.env)
  const app = await startApp(config)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      app.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
  if (config.issuer === null) await loadSampleData(app.database, app.ingest)
  process.stdout.write(nextSteps(app.url, config))
}

/** What a newcomer does next: two lines to copy. */
function nextSteps(url: string, config: Config): string {
  const listening = `\nBoligbro listens at ${url}/graphql\n`
  if (config.issuer !== null) return listening
  const query =
    '{"query":"{ vacancies(first: 3) { totalCount nodes { externalKey state rent availableFrom dwelling { address { street city } } } } }"}'
  return `${listening}
Get a token, then query:

  TOKEN=$(curl -s -u demo-municipality:demo -d grant_type=client_credentials ${url}/oidc/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-purpose: municipal-allocation' -H 'content-type: application/json' -d '${query}'

Explorer: ${url}/explorer
`
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigurationError ? error.problems : [String((error as Error).stack ?? error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exit(1)
})
