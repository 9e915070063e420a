// The import rules of lib/, run by `npm run lint`.
const { CONSTRUCTS, KNOWS, ROOMS } = require('./scripts/rooms.js');

const folder = (names) => `^lib/(${names.join('|')})/`;
const strangers = (room) => CONSTRUCTS.filter((other) => other !== room && !(KNOWS[room] ?? []).includes(other));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...ROOMS.slice(0, -1).map((room, at) => ({
      name: `${room}-knows-lower-rooms-only`,
      severity: 'error',
      from: { path: folder([room]) },
      to: { path: folder(ROOMS.slice(at + 1)) },
    })),
    ...CONSTRUCTS.map((room) => ({
      name: `${room}-knows-no-other-construct`,
      severity: 'error',
      from: { path: folder([room]) },
      to: { path: folder(strangers(room)) },
    })),
    {
      name: 'rooms-do-not-know-the-entrances',
      severity: 'error',
      from: { path: '^lib/.+/' },
      to: { path: '^lib/[^/]+\\.ts$' },
    },
    {
      name: 'every-file-has-a-room',
      comment: 'a new folder of lib/ gets its place in ROOMS',
      severity: 'error',
      from: {},
      to: { path: '^lib/[^/]+/', pathNot: folder(ROOMS) },
    },
    {
      name: 'lib-needs-only-what-it-ships-with',
      severity: 'error',
      from: { path: '^lib/' },
      // The peers are installed here as development dependencies, too.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined', 'unknown'],
        pathNot: 'node_modules/(cdk8s|cdk8s-plus-27|constructs)/',
      },
    },
    {
      name: 'lib-stands-alone',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(apps|test|gates|bench|scripts|imports)/' },
    },
  ],
  options: {
    // Type imports count like others.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
