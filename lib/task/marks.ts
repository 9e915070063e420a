import { Construct } from 'constructs';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { declareExternal } from '../registry/external-objects';
import { constantCase, reserveName } from '../registry/names';
import { grantRules } from '../workload/grant-rules';
import type { PodSet } from '../workload/pod-set';
import { marking, markOf, marksIn } from './helpers';

interface Containers {
  readonly init: readonly JsonObject[];
  readonly main: readonly JsonObject[];
}

/**
 * The marks of the runs of a Task: a ConfigMap that has, for each Job that has succeeded, a key with its name. The manifests have it
 * without keys, so no apply takes one away. It is made when the first workload waits for the task.
 */
export class Marks {
  private made: Containers | undefined;

  constructor(
    private readonly task: Construct,
    private readonly pods: PodSet,
    private readonly job: () => string,
  ) {}

  /** True if something waits for the task. */
  get needed(): boolean {
    return this.made !== undefined;
  }

  /** The containers that mark a success; none while nothing waits. */
  get containers(): Containers {
    return this.made ?? { init: [], main: [] };
  }

  /** Returns a function that renders the variable of pods that wait. */
  mark(): () => JsonObject {
    const configMap = `${this.pods.name}-succeeded`;
    this.made ??= this.make(configMap);
    const name = `${constantCase(this.pods.name)}_TASK`;
    return () => ({ name, valueFrom: markOf(configMap, this.job()) });
  }

  private make(configMap: string): Containers {
    const { mark, done } = marking(this.task, configMap);
    const scope = new Construct(this.task, 'Marks');
    declareExternal(this.task, 'ConfigMap', configMap);
    new PlainObject(scope, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: reserveName(this.task, 'ConfigMap', configMap),
      labels: this.pods.labels,
      fields: () => ({}),
    });
    grantRules(scope, this.pods, configMap, () => [marksIn(configMap)]);
    this.pods.reachApiServer();
    return { init: [mark], main: [done] };
  }
}
