/**
 * The parts of the schema of SARIF 2.1.0 that our files use. Unlike the schema, it allows no other fields:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
 */
const text = { type: 'string', minLength: 1 };
const object = (properties: object, ...required: string[]): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const list = (items: object, minItems = 0): object => ({ type: 'array', items, minItems });
const message = object({ text }, 'text');
const level = { enum: ['none', 'note', 'warning', 'error'] };

const location = object({
  physicalLocation: object(
    {
      artifactLocation: object(
        { uri: { type: 'string', format: 'uri-reference', pattern: '^[^/\\\\][^\\\\]*$' } },
        'uri',
      ),
      region: object({ startLine: { type: 'integer', minimum: 1 } }, 'startLine'),
    },
    'artifactLocation',
  ),
  logicalLocations: list(object({ fullyQualifiedName: text, kind: text })),
});

const suppression = object(
  {
    kind: { enum: ['inSource', 'external'] },
    status: { enum: ['accepted', 'underReview', 'rejected'] },
    justification: text,
  },
  'kind',
);

const rule = object(
  {
    id: text,
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: object({ level }),
    properties: object({ tags: { ...list(text), uniqueItems: true } }),
  },
  'id',
);

export const SARIF_SCHEMA = object(
  {
    $schema: { type: 'string' },
    version: { enum: ['2.1.0'] },
    runs: list(
      object(
        {
          tool: object(
            { driver: object({ name: text, rules: { ...list(rule), uniqueItems: true } }, 'name') },
            'driver',
          ),
          results: list(
            object(
              { ruleId: text, level, message, locations: list(location), suppressions: list(suppression) },
              'message',
            ),
          ),
        },
        'tool',
      ),
      1,
    ),
  },
  'version',
  'runs',
);
