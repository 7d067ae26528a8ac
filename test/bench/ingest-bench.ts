export async function ingestBench(_: object): Promise<string> { return '' }
