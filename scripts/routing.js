// The table of features of routes and controllers, from the columns of lib/exposure/routing. Written by npm run pages.
require('ts-node').register({ transpileOnly: true });
const { COLUMNS } = require('../lib/exposure/routing/table.ts');
const { FEATURES } = require('../lib/exposure/routing/settled.ts');

const page = 'docs/routing.md';

const cell = (column, feature) => {
  const { by, lacks } = column.cells[feature];
  return lacks === undefined ? by : '—';
};

function render() {
  const features = Object.keys(FEATURES);
  const titles = COLUMNS.map(({ title, page: from }) => `[${title}](${from})`);
  const rows = features.map((feature) => {
    const cells = COLUMNS.map((column) => cell(column, feature));
    return `| ${[`\`${NAMES[feature] ?? feature}\`: ${FEATURES[feature]}`, ...cells].join(' | ')} |`;
  });
  const lacks = COLUMNS.flatMap(({ title, cells }) => {
    const missing = features.filter((feature) => cells[feature].lacks !== undefined);
    const reasons = [...new Set(missing.map((feature) => cells[feature].lacks))];
    return reasons.map((reason) => {
      const named = missing.filter((feature) => cells[feature].lacks === reason).map((feature) => FEATURES[feature]);
      return `- **${title}**, ${named.join(', ')}: ${reason}.`;
    });
  });
  return `# Routing: features and controllers

This page is made from the code by \`npm run pages\`. It says by what each controller knows each feature of \`routing\`. A feature that the
controller of the cluster does not know is an error when the manifests are made. [Cluster](guide/cluster.md#change-requests-on-the-way) has an example.

| Feature | ${titles.join(' | ')} |
|${'---|'.repeat(COLUMNS.length + 1)}
${rows.join('\n')}

All of them pass WebSockets and lead several paths and several apps of one host. The reasons for the gaps:

${lacks.join('\n')}
`;
}

/** The props, where the settled feature has another name. */
const NAMES = { basicAuth: 'auth', authService: 'auth' };

module.exports = { page, render };
