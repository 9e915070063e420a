// npm run pages: docs/rules.md, the rule reference, from the rules themselves.
const { FAMILIES } = require('../lib/security-baseline/rules');
const { isForAdmission, tagsOf } = require('../lib/security-baseline/rules/rule');

const HEAD = `# Rule reference

\`SecurityBaseline\` and \`verify\` check every manifest against these rules at synth. A finding names the id of its rule. To accept a
finding, add a [waiver](guide/security-baseline.md#accept-a-finding) with that id.

The rules of the Pod Security Standards depend on the level of the namespace and on the version of the cluster: see
[Choose the level](guide/security-baseline.md#choose-the-level). All other rules hold at every level.

An error stops synth. A warning is printed. The tags name guides that have the rule: \`pss\` are the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/),
\`nsa\` is the [Kubernetes Hardening Guide](https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF), and
\`cis-5.1.1\` is a section of the [CIS Kubernetes Benchmark](https://www.cisecurity.org/benchmark/kubernetes). "Cluster" marks the rules that the cluster can judge by, too.

This page is generated from the rules. After a change of a rule, run \`npm run pages\`.
`;

const cell = (text) => text.replaceAll('|', '\\|');

function row(rule) {
  const { id, what, why, fix, severity = 'error' } = rule;
  const cells = [what, why, fix, severity, tagsOf(rule).join(', '), isForAdmission(rule) ? 'yes' : ''];
  return `| <a id="${id}"></a>\`${id}\` | ${cells.map(cell).join(' | ')} |`;
}

function family([title, rules]) {
  return `## ${title}\n\n| Id | Rule | Why | Fix | Severity | Tags | Cluster |\n|---|---|---|---|---|---|---|\n${rules.map(row).join('\n')}\n`;
}

module.exports = {
  page: 'docs/rules.md',
  render: () => `${HEAD}\n${Object.entries(FAMILIES).map(family).join('\n')}`,
};
