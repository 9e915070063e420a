import { readFileSync } from 'node:fs';

const ERRORS =
  /^[EF]\d{4} |panic:|fatal|"level":"(?:error|fatal|panic)"|level=(?:error|fatal)|^error:|address already in use/i;

/** @returns the lines of a log with errors; the last lines if there are none */
export function relevantLines(file: string, count = 8): string {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => ERRORS.test(line));
  const shown = (errors.length > 0 ? errors : lines).slice(-count);
  return shown.map((line) => `  ${line.slice(0, 400)}`).join('\n');
}
