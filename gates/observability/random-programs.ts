/** Options of logs and traces by chance: what the library takes, the programs must take. */
import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { Logs, type ObservabilityProps, Sampling, Traces } from '../../lib';

/** The same programs in each run. */
const SEED = 26;
const PROGRAMS = 60;

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
/** Regular expressions with characters that YAML, the agent's language and its variables read in their own way, and any text. */
const pattern = fc.oneof(
  fc.constantFrom(
    'token=\\S+',
    '\\d{16}',
    "it's",
    '$HOME',
    '${env:HOME}',
    '$$',
    'a"b"',
    '[^"]+$',
    '(?i)key: x',
    '# no',
    '^\\[',
    '\\\\',
  ),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const logOptions = fc.record(
  {
    exclude: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    redact: fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }),
    multiline: fc.array(fc.record({ namespace: name, container: name, start: pattern }), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: [] },
);
const sampling = fc.record(
  {
    errors: fc.boolean(),
    slowerThan: fc.integer({ min: 1, max: 60_000 }).map((time) => Duration.millis(time)),
    share: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true })),
  },
  { requiredKeys: [] },
);

/** The props of a program, made late because options may be refused. */
type Make = () => ObservabilityProps;

const programs: fc.Arbitrary<Make> = fc
  .record({
    size: fc.constantFrom('small' as const, 'medium' as const, 'large' as const),
    loki: fc.boolean(),
    logs: logOptions,
    tail: fc.option(sampling),
    hours: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ size, loki, logs, tail, hours }) => () => ({
    size,
    logs: loki ? Logs.loki(logs) : Logs.victoria(logs),
    traces: Traces.jaeger({
      retention: Duration.hours(hours),
      sampling: tail ? Sampling.tail(tail) : Sampling.all(),
    }),
  }));

/** Programs by a name. */
export const RANDOM: Readonly<Record<string, Make>> = Object.fromEntries(
  fc.sample(programs, { seed: SEED, numRuns: PROGRAMS }).map((make, at) => [`random program ${at}`, make]),
);
