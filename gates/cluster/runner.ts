/** Runs checks one after the other, prints how each went and how long it took, and lets the exit code say whether all passed. */

/** A check that throws when it fails; what it returns is printed beside its name. */
export type Run = () => Promise<unknown>;

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

const results: Result[] = [];

/** Runs one check; `name` is a sentence. A failure is printed, and the next checks still run. */
export async function check(name: string, run: Run): Promise<boolean> {
  const start = Date.now();
  let passed = false;
  let said = '';
  try {
    const answer = await run();
    said = typeof answer === 'string' ? answer : '';
    passed = true;
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  }
  const seconds = (Date.now() - start) / 1000;
  results.push({ name, passed, seconds });
  const detail = passed ? (said ? `: ${said}` : '') : `\n${said.replace(/^/gm, '      ')}`;
  console.log(`${passed ? 'ok  ' : 'FAIL'}  ${name} (${seconds.toFixed(1)} s)${detail}`);
  return passed;
}

/** Prints the closing line and sets the exit code. */
export function conclude(): void {
  const failed = results.filter((result) => !result.passed);
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  for (const { name } of failed) console.log(`failed: ${name}`);
  console.log(`${results.length - failed.length} of ${results.length} checks passed in ${seconds.toFixed(0)} s`);
  if (failed.length > 0 || results.length === 0) process.exitCode = 1;
}
