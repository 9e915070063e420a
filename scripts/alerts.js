// npm run pages: docs/guide/alerts.md, the alerts about the cluster, from the table of their expressions.
const { FAMILIES } = require('../lib/observability/alerts/cluster/families');
const { seconds } = require('../lib/checks/quantity');

const HEAD = `# Alerts about the cluster

\`Observability\` has these alerts about the namespaces that it watches, and about nodes, volumes and the API server. A group exists
only while its source of metrics does: see the prop \`sources\`. The alerts about each app and store are in the file of its rules, and
on its dashboard.

This page is generated from the alerts. After a change of an alert, run \`npm run pages\`.
`;

function lasting(duration) {
  const minutes = seconds(duration) / 60;
  if (minutes === 0) return 'at once';
  return minutes % 60 === 0 && minutes >= 60 ? `after ${minutes / 60} h` : `after ${minutes} min`;
}

function entry({ name, question, expr, alert }) {
  const compared = alert.above !== undefined ? `above ${alert.above}` : `below ${alert.below}`;
  const told = `\`${alert.severity}\`, while this is ${compared}, ${lasting(alert.for)}:`;
  return `### ${name}\n\n${question} ${alert.advice}\n\n${told}\n\n\`\`\`promql\n${expr('')}\n\`\`\`\n`;
}

const family = ({ title, signals }) => `## ${title}\n\n${signals.map(entry).join('\n')}`;

module.exports = {
  page: 'docs/guide/alerts.md',
  render: () => `${HEAD}\n${FAMILIES.map(family).join('\n')}`,
};
