import type { Deployment, Service, StatefulSet } from 'cdk8s-plus-27';
import { Construct, type IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { settleProps } from '../checks/mended';
import { placed } from '../checks/scope';
import { Cluster } from '../cluster/cluster';
import { namespaceOf } from '../manifest/plain-object';
import { notice } from '../registry/notices';
import { type Found, whenComplete } from '../registry/when-complete';
import type { IObservable } from '../relations/signal';
import { kedaIn } from '../scaling/source';
import { OBSERVABILITY, type ObservabilityProps } from './props';
import { problemsOf, unsourced } from './series/unsourced';
import { ObservabilityServer } from './server';
import { checkServers, SERVERS, type Served, serve } from './servers';
import { tooMany } from './sizes';
import { clusterJobs } from './sources/cluster-jobs';
import { hasSource } from './sources/sources';
import { SpanEndpoint } from './traces/span-endpoint';
import { spanReceiver } from './traces/traces';
import { isObservable, observablesIn, type Watchable, type Watched, watchAlone, watched } from './watched';

/**
 * Metrics, alerts and dashboards for workloads and stores: a Prometheus server that reads the metrics of the watched pods in any
 * namespace and evaluates alerts, and a Grafana server with a dashboard for each. The network of both is closed except for what
 * they need. Both fit the `restricted` Pod Security Standard and need neither operator nor internet.
 *
 * Throws when Kubernetes, Prometheus or Grafana would refuse a prop.
 *
 * @example
 * new Observability(this, 'observability').watch(web, sessions);
 * @example
 * new Observability(chart, 'observability').watch(chart);
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-usage-monitoring/
 */
export class Observability extends Construct {
  /** The Prometheus server; `kubectl port-forward service/observability-prometheus 9090` opens it on your machine. */
  readonly prometheus: ObservabilityServer & { readonly statefulSet: StatefulSet; readonly service: Service };
  /** The Grafana server; `kubectl port-forward service/observability-grafana 3000:80` opens it on your machine. */
  readonly grafana: ObservabilityServer & { readonly deployment: Deployment; readonly service: Service };
  /** The Alertmanager servers; `undefined` without receivers of alerts. */
  readonly alertmanager:
    | (ObservabilityServer & { readonly statefulSet: StatefulSet; readonly service: Service })
    | undefined;
  private readonly served: Served<typeof SERVERS>;
  private readonly spanReceiver: ReturnType<typeof spanReceiver>;
  private readonly props: ObservabilityProps;
  private readonly scopes = new Set<IConstruct>();
  private readonly subjects = new Map<string, { readonly observable: IObservable; readonly watched: Watched }>();

  constructor(scope: Construct, id: string, props: ObservabilityProps = {}) {
    super(...placed(new.target.name, scope, id));
    this.props = props;
    this.served = settleProps(this, props, OBSERVABILITY, {}, (right) => {
      const facts = { name: right.name ?? id, props: right };
      checkServers(this, SERVERS, facts);
      return () => serve(this, SERVERS, facts, () => this.watched);
    })();
    const { prometheus, grafana, alertmanager } = this.served.servers;
    this.prometheus = prometheus;
    this.grafana = grafana;
    this.alertmanager = alertmanager;
    this.spanReceiver = spanReceiver(props);
    this.addServers(this.served.all());
    if (props?.alerts === undefined) this.sayThatNobodyHears();
    this.letKedaIn();
    whenComplete(this, 'judgements', () => this.judge());
  }

  /**
   * Watches something: reads its metrics, if it has any, from its pods, lets Prometheus reach them, and renders its signals
   * as alerts and as a dashboard. Calling it twice changes nothing, and neither does the order of calls. In a chart, or any other
   * construct without signals, it watches everything with metrics or signals, even if it is added later.
   *
   * Throws when there is nothing to watch, when another Observability watches it, when two things have the same name and namespace, when a signal has a bad name or an
   * alert without exactly one limit, and when a namespace is unknown that the network needs.
   */
  watch(...subjects: readonly (Watchable | readonly Watchable[])[]): void {
    if (subjects.length === 0) {
      fail(this, 'watch needs something to watch', undefined, 'pass a WebApp, a StatefulStore or a chart, for example');
    }
    for (const subject of subjects.flat()) {
      if (isObservable(subject)) this.add(subject);
      else this.watchInside(subject);
    }
  }

  /** Everything that is watched until now. */
  private get watched(): readonly Watched[] {
    return [...this.subjects.values()].map((one) => one.watched);
  }

  /** An alert that nobody hears of is easily taken for one that is sent. */
  private sayThatNobodyHears(): void {
    notice(
      this,
      'alerts are shown in Prometheus and sent to nobody',
      "pass alerts: Alerts.to(Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' })), or Alerts.nobody('why')",
    );
  }

  /** Finds alerts and panels whose series no job of the program offers. */
  private judge(): Found {
    const { metricsFrom } = this.props;
    const others = [...clusterJobs(this, this.props).flatMap(({ series }) => series), ...(metricsFrom?.series ?? [])];
    const problems = [...problemsOf(unsourced(this.watched, others)), ...tooMany(this.watched, this.props)];
    return new Map([[this.node.path, problems]]);
  }

  /** Lets KEDA ask Prometheus, if it is the one that the cluster names for that. */
  private letKedaIn(): void {
    const cluster = Cluster.of(this);
    const [keda, named] = [cluster.addOn('keda'), cluster.addOn('prometheus')];
    if (!keda || !named) return;
    const [service, namespace] = new URL(named.url).hostname.split('.');
    const { service: own } = this.prometheus;
    if (service === own.name && namespace === namespaceOf(this))
      this.prometheus.allowFrom({ peer: kedaIn(keda.namespace) });
  }

  private watchInside(scope: IConstruct): void {
    if (!Construct.isConstruct(scope)) {
      fail(this, 'watch needs something to watch', scope, 'pass a WebApp, a StatefulStore or a chart, for example');
    }
    if (this.scopes.has(scope)) return;
    this.scopes.add(scope);
    for (const observable of observablesIn(scope, this)) this.add(observable);
    whenComplete(this, 'additions', () => {
      const all = observablesIn(scope, this);
      if (all.length === 0) {
        const fix = 'give an app in it metrics: { port: 9090 }, for example';
        fail(this, 'a construct to watch must hold something with metrics or signals', scope.node.path, fix);
      }
      for (const observable of all) this.add(observable);
    });
  }

  private addServers(servers: readonly ObservabilityServer[]): void {
    for (const server of servers) if (server.metrics) this.add(server);
  }

  private add(observable: IObservable): void {
    const subject = watched(this, observable, hasSource(this.props, 'blackbox'));
    const there = this.subjects.get(subject.title);
    if (there?.observable === observable) return;
    if (there) {
      const owner = there.watched.peer.scope?.node.path ?? subject.title;
      fail(
        this,
        'what is watched must have a name of its own in its namespace',
        subject.title,
        `${owner} has it; rename`,
      );
    }
    // The servers of an Observability may be watched by another one, too, which tells when they are down.
    if (!(observable instanceof ObservabilityServer)) watchAlone(this, observable, subject.title);
    this.addServers(this.served.makeFor(subject));
    for (const server of this.served.all()) server.observe(subject);
    this.subjects.set(subject.title, { observable, watched: subject });
    const receiver = this.served.servers[this.spanReceiver];
    if (!receiver || !observable.sendTraces) return;
    const endpoint = new SpanEndpoint(receiver);
    // At synth it is known whether the program has another destination for its traces.
    whenComplete(this, 'additions', () => observable.sendTraces?.(endpoint));
  }
}
