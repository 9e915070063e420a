/**
 * Returns the statements that hide values in the text of an entry.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/pkg/ottl/ottlfuncs#replace_pattern
 */
export function hidden(redact: readonly string[]): readonly string[] {
  return redact.map((value) => `replace_pattern(log.body, ${JSON.stringify(value)}, "***")`);
}
