// npm run pages: docs/rules.md, the rule reference, from the rules themselves.
const { FAMILIES } = require('../lib/security-baseline/rules');

const HEAD = `# Rule reference

\`SecurityBaseline\` and \`verify\` check every manifest against these rules at synth. A finding names the id of its rule. To accept a
finding, add a [waiver](guide/security-baseline.md#accept-a-finding) with that id.

The rules of the Pod Security Standards depend on the level of the namespace and on the version of the cluster: see
[Choose the level](guide/security-baseline.md#choose-the-level). All other rules hold at every level.

This page is generated from the rules. After a change of a rule, run \`npm run pages\`.
`;

const cell = (text) => text.replaceAll('|', '\\|');
const row = ({ id, what, why, fix }) => `| <a id="${id}"></a>\`${id}\` | ${[what, why, fix].map(cell).join(' | ')} |`;

function family([title, rules]) {
  return `## ${title}\n\n| Id | Rule | Why | Fix |\n|---|---|---|---|\n${rules.map(row).join('\n')}\n`;
}

module.exports = {
  page: 'docs/rules.md',
  render: () => `${HEAD}\n${Object.entries(FAMILIES).map(family).join('\n')}`,
};
