import * as cdk8s from 'cdk8s';
import { failKept } from '../checks/errors';
import { keepProblems } from '../checks/kept';
import { checkProps, FLAG, type Kinds, LATER, listOf, made, PROPS, RECORD, TEXT } from '../checks/kinds';
import { insteadOf } from '../checks/prop-names';
import { Cluster } from '../cluster/cluster';
import { type ImageOverrides, overrideImages } from '../cluster/images';
import { IMAGE_PULLS, type ImagePulls, setPulls } from '../cluster/pulls';
import { yamlTexts } from '../manifest/yaml-emitter';
import { takeNotices } from '../registry/notices';
import { chartsOfOne } from './charts-of-one';
import { DependencyPlan } from './dependency-plan';
import { helmTemplates, isHelmTemplates } from './helm';
import { constructMetadata, manifestFiles } from './layout';
import { OutputFolder } from './output-folder';
import { quickenResolvers } from './resolver';
import { synthesize } from './synthesis';
import { Turn } from './turn';

/** Options of an {@link App}: all of cdk8s' own, with the same defaults, and the cluster and images that the manifests use. */
export interface AppProps extends cdk8s.AppProps, ImagePulls {
  /** The cluster that the manifests are for. @default Cluster.generic() */
  readonly cluster?: Cluster;
  /** References that replace Mainstay's own images: a mirror, a digest. @default - official images with a version tag */
  readonly images?: ImageOverrides;
}

/** Options of `synthYaml`. */
export interface SynthYamlOptions {
  /** The name of the cluster, which is also that of its folder. @default - the only cluster of the app */
  readonly cluster?: string;
}

const SYNTH_YAML: Kinds<SynthYamlOptions> = { cluster: TEXT };

const APP: Kinds<AppProps> = {
  cluster: made(Cluster, 'a Cluster', 'use Cluster.generic(), for example'),
  images: PROPS,
  ...IMAGE_PULLS,
  outdir: TEXT,
  outputFileExtension: TEXT,
  recordConstructMetadata: FLAG,
  resolvers: listOf(LATER, 'a list of resolvers'),
  yamlOutputType: {
    is: (value) => typeof value === 'number' && value in cdk8s.YamlOutputType,
    what: 'a YamlOutputType',
    fix: 'use YamlOutputType.FILE_PER_CHART, for example',
  },
};

/**
 * The root of a construct tree: cdk8s' `App` with a synth whose cost grows in proportion to the number of objects.
 *
 * A drop-in replacement: props, environment variables (`CDK8S_OUTDIR`, `CDK8S_RECORD_CONSTRUCT_METADATA`), file names and bytes
 * are those of cdk8s, which visits the whole app once per chart and takes exponential time on chains of dependent charts.
 *
 * Six things differ:
 * - the manifests of each cluster that is attached to a construct go to a folder of its own;
 * - each object has a file of its own where cdk8s writes two to one path, and files of an earlier synth do not stay;
 * - everything is rendered before the first file is written, so a synth that fails leaves the last good output alone;
 * - wrong props do not end the program at once: synth throws those of all constructs together;
 * - validations run once, not once per chart;
 * - a construct that depends on itself is an error, where cdk8s silently leaves it out of the output.
 *
 * An overridden `toJson()` of a chart is called for its documents; `super.toJson()` there, and `Testing.synth(chart)`, have
 * cdk8s' own cost.
 *
 * @example
 * const app = new App();
 * new Shop(app);
 * app.synth();
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 */
export class App extends cdk8s.App {
  private readonly recordsMetadata: boolean;
  private readonly turn = new Turn();

  /** Creates the root; see {@link AppProps} for the defaults. */
  constructor(props: AppProps = {}) {
    super(checked(props));
    quickenResolvers(this.resolvers);
    keepProblems(this);
    this.node.addValidation({ validate: () => failKept(this) ?? [] });
    props.cluster?.attachTo(this);
    if (props.images) overrideImages(this, props.images);
    const { imagePullSecrets = [], imagePullPolicy } = props;
    setPulls(this, { imagePullSecrets, imagePullPolicy });
    this.recordsMetadata = props.recordConstructMetadata ?? process.env['CDK8S_RECORD_CONSTRUCT_METADATA'] === 'true';
  }

  /**
   * All charts, dependencies first; dependencies between objects of different charts count too.
   *
   * @throws if there is a dependency cycle
   */
  override get charts(): cdk8s.Chart[] {
    return new DependencyPlan(this).charts();
  }

  /**
   * Renders all manifests, then writes them to `outdir`. Files of the synth before that this one does not write are removed;
   * `.mainstay` in the folder lists them. Nothing else is replaced or removed. Prints what the program may not have meant, such as
   * alerts without a receiver.
   *
   * @throws if a validation fails, there is a dependency cycle, an object cannot be rendered, or a file that synth did not write
   * is in the way; nothing is written then
   */
  override synth(): void {
    const rendered = synthesize(this, (synthesis) => [
      ...manifestFiles(this.yamlOutputType, this.outputFileExtension, synthesis),
      ...(this.recordsMetadata ? [constructMetadata(synthesis)] : []),
    ]);
    const forHelm = isHelmTemplates(this.outdir);
    const files = rendered.map(({ path, text }) => ({
      path,
      text: forHelm ? helmTemplates(text) : text,
    }));
    const folder = new OutputFolder(this.outdir, files);
    this.turn.take(this.outdir, folder.removes);
    folder.write();
    for (const sentence of takeNotices(this)) process.stderr.write(`${sentence}\n`);
  }

  /**
   * Renders all manifests as one text, as in the file of `YamlOutputType.FILE_PER_APP`. An app with several clusters has one for
   * each: `app.synthYaml({ cluster: 'eu' })`.
   *
   * @throws if a validation fails, there is a dependency cycle, an object cannot be rendered, or the manifests are for several clusters
   * and none is named
   */
  override synthYaml(options: SynthYamlOptions = {}): string {
    checkProps(undefined, options, SYNTH_YAML, 'synthYaml');
    // A cycle is reported before what validations find, as by cdk8s; validations may then add constructs.
    new DependencyPlan(this);
    const documents = synthesize(this, (synthesis) =>
      chartsOfOne(synthesis, options.cluster).flatMap((chart) => synthesis.documentsOf(chart)),
    );
    return yamlTexts(documents);
  }
}

/** Checks the props that are known. A newer cdk8s may have more: another name is refused only if it is nearly a known one. */
function checked(props: AppProps): AppProps {
  const names = Object.keys(APP);
  const isKnown = ([name]: [string, unknown]): boolean =>
    names.includes(name) || insteadOf(name, names).startsWith('did you mean');
  checkProps(
    undefined,
    RECORD.is(props) ? Object.fromEntries(Object.entries(props).filter(isKnown)) : props,
    APP,
    'App',
  );
  return props;
}
