import autocannon from 'autocannon'
import type { MeasuredProcess } from './measured-process.ts'

/** Concurrent connections of a contest, and so bearers. */
export const CONNECTIONS = 16

/** Who answers, and what it is asked for a municipality. */
export interface Contestant {
  readonly name: string
  readonly server: MeasuredProcess
  readonly body: (municipalityCode: string) => object
}

/** What one contestant did in one round. */
export interface Round {
  readonly requestsPerSecond: number
  readonly cpuMsPerRequest: number
  readonly p99Ms: number
}

/** Who asks. */
export interface Bearer {
  readonly municipalityCode: string
  readonly token: string
}

/** Lets the contestants take turns, in each round beginning with another; the first round is dropped. */
export async function contest(
  contestants: readonly Contestant[],
  bearers: readonly Bearer[],
  { rounds, seconds, answer }: { rounds: number; seconds: number; answer: RegExp },
): Promise<Map<Contestant, Round[]>> {
  const results = new Map<Contestant, Round[]>(contestants.map((contestant) => [contestant, []]))
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another contestant, so that none always follows the same one.
    const first = round % contestants.length
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const measured = await measure(contestant, bearers, seconds, answer)
      if (round > 0) results.get(contestant)?.push(measured)
    }
  }
  return results
}

/** The request of a bearer to a contestant. */
export function requestOf({ server, body }: Contestant, { municipalityCode, token }: Bearer) {
  return {
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      host: new URL(server.url).host,
    },
    body: JSON.stringify(body(municipalityCode)),
  } as const
}

async function measure(
  contestant: Contestant,
  bearers: readonly Bearer[],
  seconds: number,
  answer: RegExp,
): Promise<Round> {
  const { server } = contestant
  const before = await server.resources()
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: bearers.map((bearer) => requestOf(contestant, bearer)),
    verifyBody: (body) => answer.test(body),
  })
  const after = await server.resources()
  const answered = result['2xx']
  if (result.non2xx + result.errors + result.mismatches > 0 || answered === 0) {
    throw new Error(`"${contestant.name}" failed under load: ${JSON.stringify(result)}`)
  }
  return {
    requestsPerSecond: answered / result.duration,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / answered,
    p99Ms: result.latency.p99,
  }
}
