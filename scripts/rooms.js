// The rooms of lib/ and who may know whom: read by the import rules (.dependency-cruiser.js) and by docs/architecture.md.

/** The rooms, lowest first. A room imports from rooms before it, never from one after it. */
const ROOMS = [
  'checks',
  'manifest',
  'registry',
  'cluster',
  'network',
  'relations',
  'identity',
  'object-store',
  'scaling',
  'volumes',
  'workload',
  'secrets',
  'exposure',
  'web-app',
  'worker',
  'scheduled-task',
  'task',
  'stateful-store',
  'observability',
  'security-baseline',
  'testing',
  'synth',
  'command',
];

/** Constructs do not know each other: a provider describes itself, a consumer reads the description. */
const CONSTRUCTS = ROOMS.slice(ROOMS.indexOf('web-app'), ROOMS.indexOf('security-baseline') + 1);
/** The proxy before a store is a web app like any other. */
const KNOWS = { 'stateful-store': ['web-app'] };

module.exports = { ROOMS, CONSTRUCTS, KNOWS };
