import { Yaml } from 'cdk8s';
import { checkArguments, needed, shaped } from '../checks/kinds';
import type { JsonObject } from '../manifest/json';
import type { Finding } from './finding';
import { type VerifyOptions, verify } from './verify';

const CONTEXT = needed(shaped(['manifests', 'report'], 'the input of the cdk8s CLI', 'let the cdk8s CLI call it'));

/** The options of {@link Rules}, as `properties` in cdk8s.yaml. */
export type RulesProps = Omit<VerifyOptions, 'now' | 'dnsPorts'>;

/** The input of a validation of the cdk8s CLI. */
export interface RulesContext {
  /** The paths of the manifests. */
  readonly manifests: readonly string[];
  readonly report: RulesReport;
  /** Prints a line. */
  readonly logger?: { log(message: string): void };
}

/** The report of the cdk8s CLI. */
export interface RulesReport {
  addViolation(violation: RulesViolation): void;
  submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
}

/** A finding, as the report of the cdk8s CLI has it. */
export interface RulesViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly RulesResource[];
}

/** An object that breaks a rule. */
export interface RulesResource {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}

/**
 * The rules of `verify` as a validation of the cdk8s CLI, for apps that need not use a construct of Mainstay. An error makes
 * `cdk8s synth --validate` fail; a warning is only reported.
 *
 * @example
 * // cdk8s.yaml
 * // validations:
 * //   - { package: cdk8s-mainstay, version: 0.1.0, class: Rules, properties: { podSecurity: restricted } }
 * @see https://cdk8s.io/docs/latest/cli/synth/
 */
export class Rules {
  /** No other object has this type. */
  declare private readonly nominal: never;

  constructor(private readonly props: RulesProps = {}) {
    // Wrong properties are found before the first manifest is read.
    verify([], this.props);
  }

  /** Judges the manifests of an app together, and submits the report. */
  validate(context: RulesContext): Promise<void> {
    checkArguments('Rules.validate', { context }, { context: CONTEXT });
    return this.judge(context);
  }

  private async judge(context: RulesContext): Promise<void> {
    const files = context.manifests.map((file) => ({ file, manifests: Yaml.load(file) as readonly JsonObject[] }));
    const findings = verify(
      files.flatMap(({ manifests }) => manifests),
      this.props,
    );
    const placeOf = ({ object }: Finding): string =>
      files.find(({ manifests }) =>
        manifests.some((one) => one?.['kind'] === object?.kind && Object(one?.['metadata'])['name'] === object?.name),
      )?.file ??
      context.manifests[0] ??
      '';
    for (const finding of findings) {
      const { rule, severity, why, fix, what, got, object } = finding;
      context.report.addViolation({
        ruleName: rule,
        recommendation: `${severity}: ${what}${got === undefined ? '' : `, got ${JSON.stringify(got)}`}; ${why}`,
        fix,
        violatingResources: [
          {
            resourceName: object?.name ?? 'waiver',
            locations: [object ? [object.namespace, object.kind, object.name].filter(Boolean).join('/') : 'waivers'],
            manifestPath: placeOf(finding),
          },
        ],
      });
    }
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const counts = { errors: `${errors}`, warnings: `${findings.length - errors}` };
    context.report.submit(errors > 0 ? 'failure' : 'success', counts);
  }
}
