import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Yaml } from 'cdk8s';
import { Rules, type RulesProps, type RulesViolation } from '../../lib';
import { type Fields, goodApp, main } from './good-app';

const { ValidationContext } = require(path.join(process.cwd(), 'node_modules/cdk8s-cli/lib/plugins/validation.js'));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mainstay-rules-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Validates as the cdk8s CLI does. @returns its report as JSON */
async function report(change: (app: Fields) => void, props?: RulesProps): Promise<Fields> {
  const app: Fields = goodApp();
  change(app);
  const file = path.join(folder, 'shop.k8s.yaml');
  writeFileSync(
    file,
    Object.values(app)
      .map((one) => Yaml.stringify(one))
      .join('---\n'),
  );
  const context = new ValidationContext([file], 'cdk8s-mainstay', '0.1.0', {}, false);
  await new Rules(props).validate(context);
  return context.report.toJson();
}

describe('Rules in the report of the cdk8s CLI', () => {
  it('succeeds when nothing is found', async () => {
    expect(await report(() => undefined)).toMatchObject({ violations: [], summary: { status: 'success' } });
  });

  it('fails with rule, fix, object, file and a location for each finding', async () => {
    const { violations, summary } = await report(({ job }) => {
      main(job).image = 'acme/shop:latest';
    });
    expect(summary).toMatchObject({ status: 'failure', metadata: { errors: '1', warnings: '0' } });
    expect(violations).toEqual([
      expect.objectContaining({
        ruleName: 'image-version',
        fix: 'add a tag other than latest, or a digest',
        violatingConstructs: [
          {
            resourceName: 'migrate',
            locations: ['shop/Job/migrate'],
            manifestPath: path.join(folder, 'shop.k8s.yaml'),
            constructPath: undefined,
          },
        ],
      }),
    ]);
  });

  it('reports a warning and succeeds', async () => {
    const { violations, summary } = await report(({ service }) => (service.spec.type = 'NodePort'));
    expect(
      violations.map(({ ruleName, recommendation }: RulesViolation) => [ruleName, recommendation.split(':')[0]]),
    ).toEqual([['node-port', 'warning']]);
    expect(summary.status).toBe('success');
  });

  it('judges by its properties', async () => {
    const { summary } = await report(({ job }) => delete main(job).securityContext.capabilities, {
      podSecurity: 'baseline',
    });
    expect(summary.status).toBe('success');
  });

  it('fails when a property is wrong, before a manifest is read', () => {
    expect(() => new Rules({ podSecurity: 'strict' as never })).toThrow('podSecurity');
  });
});
