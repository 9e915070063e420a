import { SecretKey, SecurityBaseline, WebApp } from '../../lib';
import { synth, testChart } from '../support/charts';
import { findingsAfter } from './broken';

const rulesAfter = (key: string, text: string) =>
  findingsAfter(({ settings }) => {
    settings.data[key] = text;
  }).map(({ rule }) => rule);

describe('a reference in a file that a program mounts', () => {
  it('fails when it is to a variable of the program', () => {
    const chart = testChart();
    new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', {
      image: 'ghcr.io/acme/chat:1.0.0',
      env: { DB_PASSWORD: SecretKey.of('db', 'password') },
      files: { '/etc/chat/server.yaml': 'password: $(DB_PASSWORD)\n' },
    });
    expect(() => synth(chart)).toThrow(
      /\[shop\/web\/Files\] etc\.chat\.server\.yaml must have the values of variables in it, got \$\(DB_PASSWORD\); let an init container write the file/,
    );
  });

  it.each([
    ['a command of a shell script', 'run.sh', 'now=$(date)\nnames=$(ls)\n'],
    ['a name that is no variable', 'app.yaml', 'a: $(OTHER)\n'],
    ['text for itself', 'app.yaml', 'a: $$(COLOUR)\n'],
    ['a form that the program expands', 'app.yaml', 'a: ${COLOUR}\n'],
    ['a variable of make', 'Makefile', 'all:\n\techo $(COLOUR)\n'],
  ])('is no finding when it is %s', (_, key, text) => {
    expect(rulesAfter(key, text)).toEqual([]);
  });

  it('is no finding in a file that nobody mounts', () => {
    const findings = findingsAfter(({ settings, deployment }) => {
      settings.data['app.yaml'] = '$(COLOUR)';
      deployment.spec.template.spec.volumes[0] = { name: 'settings', emptyDir: {} };
    });
    expect(findings).toEqual([]);
  });
});
