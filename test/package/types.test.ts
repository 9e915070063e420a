import ts from 'typescript';
import { Declarations } from '../support/declarations';

jest.setTimeout(240_000);

const ENTRANCES = ['cdk8s-mainstay', 'cdk8s-mainstay/engine', 'cdk8s-mainstay/testing'];
const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

let types: Declarations;
beforeAll(() => {
  types = new Declarations();
});

/** A public class, and the type of its instances. */
interface Class {
  readonly name: string;
  readonly type: ts.Type;
}

function classesOf(program: ts.Program): Class[] {
  const checker = program.getTypeChecker();
  const [source] = program.getRootFileNames().map((file) => program.getSourceFile(file));
  const modules = source?.statements.filter(ts.isImportDeclaration).map(({ moduleSpecifier }) => moduleSpecifier) ?? [];
  const exported = modules.flatMap((module) => {
    const symbol = checker.getSymbolAtLocation(module);
    return symbol ? checker.getExportsOfModule(symbol) : [];
  });
  const symbols = exported.map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one));
  return [...new Set(symbols)]
    .filter(({ flags }) => flags & ts.SymbolFlags.Class)
    .map((symbol) => ({ name: symbol.name, type: checker.getDeclaredTypeOfSymbol(symbol) }));
}

function hasHidden({ type }: Class): boolean {
  const declarations = type.getProperties().flatMap(({ declarations = [] }) => declarations);
  return declarations.some(
    (one) =>
      (ts.getCombinedModifierFlags(one) & HIDDEN) !== 0 ||
      (ts.isPropertyDeclaration(one) && ts.isPrivateIdentifier(one.name)),
  );
}

function isA(type: ts.Type, base: ts.Type): boolean {
  return type === base || (type.getBaseTypes() ?? []).some((one) => isA(one, base));
}

describe('a public class', () => {
  it('has a type of its own: neither a plain object nor an object of another class is taken for it', () => {
    const program = types.program(ENTRANCES.map((name, at) => `import * as m${at} from '${name}';`).join('\n'));
    const checker = program.getTypeChecker();
    const classes = classesOf(program);
    expect(classes.map(({ name }) => name)).toEqual(expect.arrayContaining(['Port', 'Permission', 'Manifests']));
    expect(classes.filter((one) => !hasHidden(one)).map(({ name }) => name)).toEqual([]);
    const taken = classes.flatMap((one) =>
      classes
        .filter((other) => !isA(other.type, one.type) && checker.isTypeAssignableTo(other.type, one.type))
        .map((other) => `${other.name} is taken for ${one.name}`),
    );
    expect(taken).toEqual([]);
  });

  it('is not made of text, of a number or of an object of the same shape', () => {
    const lines = [
      "new m.WebApp(chart, 'a', { image, permissions: ['pods'] });",
      "new m.WebApp(chart, 'b', { image, cloudIdentity: 'arn:aws:iam::111122223333:role/shop' });",
      "new m.WebApp(chart, 'c', { image, env: { A: { secret: 'a', key: 'b' } } });",
      "new m.WebApp(chart, 'd', { image, env: { A: { configMap: 'a', key: 'b' } } });",
      "new m.WebApp(chart, 'e', { image, env: { A: { source: {} } } });",
      "new m.WebApp(chart, 'f', { image, health: { path: '/healthz' } });",
      "new m.WebApp(chart, 'g', { image, health: { readiness: { path: '/' } } });",
      "new m.WebApp(chart, 'h', { image, port: { number: 80, name: 'http', protocol: 'TCP', hasOwnName: true } });",
      "new m.WebApp(chart, 'i', { image, strategy: { title: 'canary' } });",
      "new m.WebApp(chart, 'j', { image, files: { '/a': { path: '/b', isDirectory: false } } });",
      "new m.WebApp(chart, 'k', { image, host: 'a.example.com', tls: 'a' });",
      "new m.WebApp(chart, 'l', { image, scaling: { max: 3, metrics: ['cpu'] } });",
      "new m.StatefulStore(chart, 'm', { engine: 'valkey' });",
      "new m.StatefulStore(chart, 'n', { engine: m.Engine.valkey(), backup: { kind: { of: 'to' } } });",
      "new m.StatefulStore(chart, 'o', { engine: m.Engine.valkey(), credentials: { existing: 'a' } });",
      "new m.StatefulStore(chart, 'p', { engine: m.Engine.valkey(), restoreFrom: 'latest' });",
      "new m.SecurityBaseline(chart, 'q', { waivers: ['privileged'] });",
      "m.Backup.to({ model: {} }, { schedule: '@daily', keep: 3 });",
      "m.Cluster.generic({ installed: [{ name: 'keda' }] });",
      "new m.App({ cluster: { version: '1.33' } });",
      "web.allowFrom({ peer: { name: 'a', scope: undefined, rules: [] } });",
      "web.uses({ peer: 'a', bind: () => ({ port: 80, env: {} }) });",
      'web.uses(new m.Worker(chart, "w", { image }));',
      'm.ObjectStore.s3({ bucket: "a", credentials: "b" });',
    ];
    const text = [
      "import { Chart, Testing } from 'cdk8s';",
      "import * as m from 'cdk8s-mainstay';",
      "const chart = new Chart(Testing.app(), 'shop'); const image = 'a:1';",
      "const web = new m.WebApp(chart, 'web', { image });",
      ...lines.flatMap((line) => ['// @ts-expect-error', line]),
    ].join('\n');
    expect(types.errors(text)).toEqual([]);
  });
});

const USER = `
import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Chart, Testing } from 'cdk8s';
import { Observability, Peer, Port, WebApp, type IObservable, type IPeer, type Signal } from 'cdk8s-mainstay';
import type { Binding, BindingRequest, IBindable, MetricsEndpoint } from 'cdk8s-mainstay/engine';

class Mailer extends Construct implements IPeer {
  readonly peer = Peer.pods(this, { name: 'mailer', labels: { app: 'mailer' } });
}

class Queue extends Construct implements IBindable {
  readonly peer = Peer.pods(this, { name: 'queue', labels: { app: 'queue' } });
  bind({ prefix, client }: BindingRequest): Binding {
    const files = undefined;
    const morePorts = client ? [Port.tcp(1)] : undefined;
    return { port: Port.tcp(25, 'smtp'), env: { [prefix + '_HOST']: 'mailer' }, files, morePorts, via: undefined };
  }
}

class Watched extends Construct implements IObservable {
  readonly peer = Peer.pods(this, { name: 'watched', labels: { app: 'watched' } });
  readonly metrics: MetricsEndpoint | undefined = undefined;
  readonly signals: readonly Signal[] = [
    { name: 'Depth', question: 'Is work piling up?', unit: 'short', expr: (at) => 'a{' + at + '}', records: undefined,
      alert: { above: 1, below: undefined, for: Duration.minutes(1), severity: 'info', advice: 'wait' } },
    { name: 'Width', question: 'Is it wide?', unit: 'short', expr: (at) => 'b{' + at + '}', alert: undefined },
  ];
}

class Plain implements IObservable {
  constructor(readonly peer: Peer) {}
  readonly signals = [];
  get metrics(): MetricsEndpoint | undefined {
    return { port: 80, path: undefined, morePorts: undefined, mayBeAbsent: undefined };
  }
}

const chart = new Chart(Testing.app(), 'shop');
const web = new WebApp(chart, 'web', { image: 'a:1' });
web.uses(new Queue(chart, 'queue'));
web.allowFrom(new Mailer(chart, 'mailer'));
const observable: IObservable = web;
new Observability(chart, 'o').watch(web, observable, new Watched(chart, 'watched'), [new Plain(web.peer)]);
`;

describe('a class of a user that implements a public interface', () => {
  const legacy = { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 };
  it.each<[string, ts.CompilerOptions]>([
    ['strict', {}],
    ['without strict', { strict: false }],
    ['exactOptionalPropertyTypes', { exactOptionalPropertyTypes: true }],
    ['exactOptionalPropertyTypes and the old resolution of modules', { exactOptionalPropertyTypes: true, ...legacy }],
    [
      'every strict option there is',
      {
        exactOptionalPropertyTypes: true,
        noImplicitOverride: true,
        noPropertyAccessFromIndexSignature: true,
        noUncheckedIndexedAccess: true,
        isolatedModules: true,
        verbatimModuleSyntax: false,
      },
    ],
  ])('compiles with %s, and so do the declarations of the package', (_, options) => {
    expect(types.errors(USER, options)).toEqual([]);
  });

  it('fails to compile without what the interface asks for', () => {
    const text =
      "import type { IBindable, Peer } from 'cdk8s-mainstay';\ndeclare const peer: Peer;\nconst b: IBindable = { peer };";
    expect(types.errors(text)).toEqual([expect.stringMatching(/^3: Property 'bind' is missing/)]);
  });
});
