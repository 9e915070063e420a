import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { applyAfter } from '../../lib/manifest/apply-order';

function pair() {
  const chart = Testing.chart();
  return [new Construct(chart, 'a'), new Construct(chart, 'b')] as const;
}

describe('apply order', () => {
  it('is noted once', () => {
    const [a, b] = pair();
    applyAfter(a, b);
    applyAfter(a, b);
    expect(a.node.dependencies).toEqual([b]);
  });

  it('is not noted against itself, what it stands in and what stands in it', () => {
    const [a] = pair();
    const inner = new Construct(a, 'inner');
    applyAfter(a, a);
    applyAfter(inner, a);
    applyAfter(a, inner);
    expect([...a.node.dependencies, ...inner.node.dependencies]).toEqual([]);
  });

  it('never closes a circle, of two or of three', () => {
    const [a, b] = pair();
    const c = new Construct(a.node.scope as Construct, 'c');
    applyAfter(a, b);
    applyAfter(b, a);
    applyAfter(b, c);
    applyAfter(c, a);
    expect([a, b, c].map(({ node }) => node.dependencies)).toEqual([[b], [c], []]);
  });

  it('never closes a circle through what stands inside', () => {
    const [a, b] = pair();
    applyAfter(new Construct(a, 'inner'), b);
    applyAfter(b, a);
    expect(b.node.dependencies).toEqual([]);
  });

  it('never closes a circle with what it stands in', () => {
    const [a, b] = pair();
    const inner = new Construct(a, 'inner');
    applyAfter(b, a);
    applyAfter(inner, b);
    expect(inner.node.dependencies).toEqual([]);
  });

  it('never closes a circle of charts', () => {
    const app = Testing.app();
    const [x, y] = [new Chart(app, 'x'), new Chart(app, 'y')];
    const [x1, x2] = [new Construct(x, '1'), new Construct(x, '2')];
    const [y1, y2] = [new Construct(y, '1'), new Construct(y, '2')];
    applyAfter(x1, y1);
    applyAfter(y2, x2);
    expect(y2.node.dependencies).toEqual([]);
    expect(() => app.charts).not.toThrow();
  });
});
