import { Duration, Size } from 'cdk8s';
import { objectAt } from '../../lib/manifest/json';
import { jaegerConfig } from '../../lib/observability/traces/jaeger-config';
import { Sampling, type TailSampling } from '../../lib/observability/traces/sampling';

const config = (sampling = Sampling.all()) =>
  jaegerConfig({ hours: 72, memory: Size.mebibytes(448), path: '/badger', sampling });

describe('Jaeger', () => {
  it('keeps traces in a database on its volume for a time, without a sync for each write', () => {
    expect(objectAt(config(), 'extensions', 'jaeger_storage', 'backends', 'badger')['badger']).toEqual({
      consistency: false,
      directories: { keys: '/badger/keys', values: '/badger/values' },
      ephemeral: false,
      ttl: { spans: '72h' },
    });
  });

  it('refuses spans before its memory is full', () => {
    const pipelines = objectAt(config(), 'service', 'pipelines');
    for (const name of ['traces', 'traces/metrics']) {
      expect(objectAt(pipelines, name)['processors']).toEqual(expect.arrayContaining(['memory_limiter']));
    }
    expect(objectAt(pipelines, 'traces')['processors']).toEqual(['memory_limiter', 'batch']);
  });

  it('takes OTLP and Zipkin', () => {
    expect(Object.keys(objectAt(config(), 'receivers'))).toEqual(['otlp', 'zipkin']);
  });

  it('counts all spans, also those that sampling drops', () => {
    const pipelines = objectAt(config(Sampling.tail()), 'service', 'pipelines');
    expect(objectAt(pipelines, 'traces/metrics')['processors']).toEqual(['memory_limiter']);
    expect(objectAt(pipelines, 'traces')['processors']).toEqual(['memory_limiter', 'tail_sampling', 'batch']);
  });
});

describe('tail sampling', () => {
  it('keeps errors, slow traces and a share of the others', () => {
    const sampling = Sampling.tail({ slowerThan: Duration.millis(500), share: 5 });
    expect(objectAt(config(sampling), 'processors', 'tail_sampling')['policies']).toEqual([
      { name: 'errors', status_code: { status_codes: ['ERROR'] }, type: 'status_code' },
      { latency: { threshold_ms: 500 }, name: 'slow', type: 'latency' },
      { name: 'share', probabilistic: { sampling_percentage: 5 }, type: 'probabilistic' },
    ]);
  });

  it.each<[string, TailSampling, string]>([
    ['a share is no percentage', { share: 101 }, 'the share of traces must be a percentage from 0 to 100, got 101;'],
    ['a time is no whole milliseconds', { slowerThan: Duration.millis(0.5) }, 'slowerThan must be whole milliseconds'],
    ['nothing is kept', { errors: false, share: 0 }, 'tail sampling must keep some traces, got none;'],
  ])('fails when %s', (_, options, message) => {
    expect(() => Sampling.tail(options)).toThrow(message);
  });
});
