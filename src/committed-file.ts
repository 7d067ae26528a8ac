import { readFile, writeFile } from 'node:fs/promises'

/** A file of the repository that the code writes. */
export interface CommittedFile {
  readonly path: string
  /** Its path in the repository, for people. */
  readonly name: string
  readonly text: string
  /** The command that writes it. */
  readonly command: string
}

/** The first line on which two texts differ, numbered from 1; null when they are the same. */
export function firstDifference(
  found: string,
  expected: string,
): { line: number; found: string; expected: string } | null {
  if (found === expected) return null
  const [foundLines, expectedLines] = [found.split('\n'), expected.split('\n')]
  const place = expectedLines.findIndex((line, index) => line !== foundLines[index])
  const index = place === -1 ? expectedLines.length : place
  return { line: index + 1, found: foundLines[index] ?? '', expected: expectedLines[index] ?? '' }
}

/** Writes the file; with `--check` among the program's arguments it only compares, and a difference is the exit code 1. */
export async function emitOrCheck({ path, name, text, command }: CommittedFile): Promise<void> {
  if (!process.argv.includes('--check')) return writeFile(path, text)
  const committed = await readFile(path, 'utf8').catch(() => '')
  const difference = firstDifference(committed, text)
  if (difference === null) return
  process.stderr.write(
    `${name} line ${difference.line} is not what the code says.\n` +
      `  file: ${difference.found}\n  code: ${difference.expected}\n` +
      `Run \`${command}\` and commit the file. / Kør \`${command}\`, og commit filen.\n`,
  )
  process.exitCode = 1
}
