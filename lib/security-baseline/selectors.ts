import { type JsonObject, listAt, objectAt } from '../manifest/json';

/** True if a label selector selects pods with these labels. An empty selector selects all. */
export function matches(selector: JsonObject, labels: JsonObject): boolean {
  const equal = Object.entries(objectAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return equal && listAt(selector, 'matchExpressions').every((expression) => satisfies(expression, labels));
}

export function isEmpty(selector: JsonObject): boolean {
  return (
    Object.keys(objectAt(selector, 'matchLabels')).length === 0 && listAt(selector, 'matchExpressions').length === 0
  );
}

function satisfies(expression: JsonObject, labels: JsonObject): boolean {
  const value = labels[`${expression['key']}`];
  const values = Array.isArray(expression['values']) ? expression['values'] : [];
  switch (expression['operator']) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
