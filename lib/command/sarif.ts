import type { JsonObject } from '../manifest/json';
import { type Finding, sentence } from '../security-baseline/finding';
import { RULES } from '../security-baseline/rules';
import { tagsOf } from '../security-baseline/rules/rule';
import type { Accepted } from '../security-baseline/waiver';
import type { Placed } from './folder';

/** The place of the object of a finding. */
type PlaceOf = (object: Finding['object']) => Placed | undefined;

/**
 * Returns findings as SARIF 2.1.0. Accepted ones have a `suppression` with the reason of their waiver.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(findings: readonly Finding[], accepted: readonly Accepted[], placeOf: PlaceOf): JsonObject {
  const ids = new Set([...findings, ...accepted.map(({ finding }) => finding)].map(({ rule }) => rule));
  const results = [
    ...findings.map((finding) => result(finding, placeOf)),
    ...accepted.map(({ finding, waiver }) => ({
      ...result(finding, placeOf),
      suppressions: [{ kind: 'external', status: 'accepted', justification: waiver.reason }],
    })),
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'cdk8s-mainstay', rules: [...ids].map(descriptor) } }, results }],
  };
}

function descriptor(id: string): JsonObject {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) return { id, shortDescription: { text: 'a waiver must be right' } };
  return {
    id,
    shortDescription: { text: rule.what },
    fullDescription: { text: rule.why },
    help: { text: rule.fix },
    defaultConfiguration: { level: rule.severity ?? 'error' },
    properties: { tags: ['security', ...tagsOf(rule)] },
  };
}

function result(finding: Finding, placeOf: PlaceOf): JsonObject {
  const { rule, severity, object } = finding;
  const place = placeOf(object);
  const name = object && [object.namespace, object.kind, object.name].filter(Boolean).join('/');
  const location = {
    ...(place && { physicalLocation: { artifactLocation: { uri: place.file }, region: { startLine: place.line } } }),
    ...(name !== undefined && { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] }),
  };
  return {
    ruleId: rule,
    level: severity,
    message: { text: sentence(finding) },
    ...(Object.keys(location).length > 0 && { locations: [location] }),
  };
}
