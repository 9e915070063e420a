import type { Tool } from '../../cluster/tools/tools';

const MODULE = 'github.com/prometheus/alertmanager';

/** The program that reads Alertmanager's file as the newest Alertmanager does. The server of that version lacks its pages as a module. */
const AMTOOL: Tool = {
  name: 'amtool',
  home: __dirname,
  module: MODULE,
  binaries: { amtool: `${MODULE}/cmd/amtool` },
};

export const TOOLS: Readonly<Record<string, Tool>> = { [AMTOOL.name]: AMTOOL };
