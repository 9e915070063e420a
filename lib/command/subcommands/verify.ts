import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fail } from '../../checks/errors';
import { describe, type Finding } from '../../security-baseline/finding';
import { LEVELS } from '../../security-baseline/standards';
import type { ObjectReference, VerifyOptions } from '../../security-baseline/verify';
import { verifyWithAccepted } from '../../security-baseline/verify';
import { manifestsIn, placesOf } from '../folder';
import { sarif } from '../sarif';
import type { Subcommand, Terminal } from '../subcommand';

const OPTIONS = {
  'pod-security': { type: 'string' },
  kubernetes: { type: 'string' },
  registry: { type: 'string', multiple: true },
  digests: { type: 'boolean' },
  external: { type: 'string', multiple: true },
  waivers: { type: 'string' },
  format: { type: 'string' },
  sarif: { type: 'string' },
  'no-suppressions': { type: 'boolean' },
} as const;

const FORMATS = ['text', 'json'];

/** `cdk8s-mainstay verify`: checks the manifests of a folder against every rule. */
export const verifyManifests: Subcommand = {
  usage:
    'verify FOLDER [--pod-security LEVEL] [--kubernetes 1.33] [--registry ghcr.io/acme]… [--digests] [--external Secret/shop/stripe]… ' +
    '[--waivers FILE] [--format text|json] [--sarif FILE [--no-suppressions]]',
  does: 'checks manifests; exits with 1 on findings that are errors',
  run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (positionals.length > 1) fail(undefined, 'verify takes one folder', positionals, 'call it once for each');
    const { format = 'text', kubernetes, registry, digests } = values;
    if (!FORMATS.includes(format)) fail(undefined, '--format must be known', format, `use ${FORMATS.join(' or ')}`);
    const cwd = terminal.cwd();
    const placed = manifestsIn(positionals[0], cwd);
    const { findings, accepted } = verifyWithAccepted(
      placed.map(({ manifest }) => manifest),
      {
        ...(values['pod-security'] !== undefined && { podSecurity: levelOf(values['pod-security']) }),
        ...(kubernetes !== undefined && { version: kubernetes }),
        ...(registry && { registries: registry }),
        ...(digests && { digests }),
        ...(values.external && { external: values.external.map(reference) }),
        ...(values.waivers !== undefined && { waivers: waiversIn(path.resolve(cwd, values.waivers), values.waivers) }),
      },
    );
    if (values.sarif !== undefined) {
      const shown = values['no-suppressions'] ? [] : accepted;
      const text = JSON.stringify(sarif(findings, shown, placesOf(placed)), undefined, 2);
      writeFileSync(path.resolve(cwd, values.sarif), `${text}\n`);
    }
    terminal.stdout.write(
      format === 'json' ? `${JSON.stringify(findings, undefined, 2)}\n` : lines(findings, terminal),
    );
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

function levelOf(text: string): NonNullable<VerifyOptions['podSecurity']> {
  const level = LEVELS.find((one) => one === text);
  return level ?? fail(undefined, '--pod-security must be a level', text, `use one of ${LEVELS.join(', ')}`);
}

/** `Secret/shop/stripe` in a namespace, `ClusterRole/view` in none. */
function reference(text: string): ObjectReference {
  const [kind = '', ...rest] = text.split('/');
  const [first = '', name = first] = rest;
  if (!kind || !name || rest.length > 2) {
    fail(undefined, '--external must name an object', text, 'use a form such as Secret/shop/stripe');
  }
  return { kind, name, namespace: rest.length === 2 ? first : undefined };
}

function waiversIn(file: string, shown: string): NonNullable<VerifyOptions['waivers']> {
  let waivers: unknown;
  try {
    waivers = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    fail(
      undefined,
      '--waivers must be a file with JSON',
      shown,
      'write [{ "rule": …, "object": …, "reason": … }] there',
    );
  }
  if (Array.isArray(waivers)) return waivers;
  return fail(
    undefined,
    'a file of waivers must be a list',
    shown,
    'write [{ "rule": …, "object": …, "reason": … }] there',
  );
}

const COLOURS = { error: 31, warning: 33 };

/** Colours are for terminals: https://no-color.org */
function lines(findings: readonly Finding[], { stdout, env }: Terminal): string {
  const isColoured = stdout.isTTY === true && !env['NO_COLOR'];
  const word = (severity: Finding['severity']): string =>
    isColoured ? `\u001b[${COLOURS[severity]}m${severity}\u001b[0m` : severity;
  const counts = (['error', 'warning'] as const)
    .map((one) => [findings.filter(({ severity }) => severity === one).length, one] as const)
    .map(([count, one]) => `${count} ${one}${count === 1 ? '' : 's'}`);
  return [...findings.map((one) => `${word(one.severity)} ${describe(one)}`), counts.join(', '), ''].join('\n');
}
