// npm run pages: docs/access.md, the matrix of access for people, from the table of rights.
const { ACCESS_LEVELS, rightsOf } = require('../lib/security-baseline/access/rights');

const HEAD = `# Access for people

\`access\` of a [SecurityBaseline](guide/security-baseline.md#give-people-access) gives groups of your login a level in the namespace.
This table has every right of each level. What is not in it, nobody may do: no level reads Secrets, asks for tokens, changes
rights, or has a wildcard.
`;

const TAIL = `
Three rights reach further than their names:

- **\`debug\`** attaches ephemeral containers. Such a container sees the processes of the pod, with the variables and files that hold
  their secrets. In a namespace with the level \`restricted\`, say \`kubectl debug --profile=restricted\`.
- **\`breakGlass\`** changes workloads, which can name any Secret of the namespace, and runs commands in containers. A CronJob takes its
  binding away at \`until\`, and again in every later hour in which it is there.
- **\`operate\`** restarts pods by deleting or evicting them. \`kubectl rollout restart\` needs the right to change the whole
  workload, as \`breakGlass\` has it: [decision 0131](decisions/0131-operators-restart-pods-and-do-not-change-workloads.md).

This page is generated from the code. After a change of the rights, run \`npm run pages\`.
`;

/** `get, list` of each resource by level. */
function table() {
  const cells = new Map();
  for (const level of ACCESS_LEVELS) {
    for (const { apiGroup, resources, verbs } of rightsOf(level)) {
      for (const resource of resources) {
        const name = `${apiGroup || '~'} ${resource}`;
        const row = cells.get(name) ?? { apiGroup, resource, verbs: {} };
        row.verbs[level] = [...new Set([...(row.verbs[level] ?? []), ...verbs])].sort();
        cells.set(name, row);
      }
    }
  }
  const rows = [...cells.values()].sort((a, b) => order(a.apiGroup, b.apiGroup) || order(a.resource, b.resource));
  const head = `| Group of the API | Resource | ${ACCESS_LEVELS.map((level) => `\`${level}\``).join(' | ')} |`;
  const line = ({ apiGroup, resource, verbs }) =>
    `| ${apiGroup || 'core'} | \`${resource}\` | ${ACCESS_LEVELS.map((level) => verbs[level]?.join(', ') ?? '–').join(' | ')} |`;
  return [head, `|---|---|${ACCESS_LEVELS.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

module.exports = { page: 'docs/access.md', render: () => `${HEAD}\n${table()}\n${TAIL}` };
