import type { Tool } from '../../cluster/tools/tools';

/** The program that prints the verdicts of Kubernetes' own library. */
export const JUDGE: Tool = {
  name: 'pod-security',
  home: __dirname,
  module: 'k8s.io/pod-security-admission',
  binaries: { 'pod-security': '.' },
};

export const TOOLS: Readonly<Record<string, Tool>> = { [JUDGE.name]: JUDGE };
