import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import {
  bytes,
  canonicalQuantity,
  cpuQuantity,
  millicpu,
  parseQuantity,
  quantity,
  seconds,
} from '../../lib/checks/quantity';

describe('a quantity', () => {
  it.each([
    [Size.mebibytes(512), '512Mi'],
    [Size.mebibytes(1024), '1Gi'],
    [Size.kibibytes(1), '1Ki'],
    [Size.gibibytes(1.5), '1536Mi'],
  ])('is in the largest unit that divides it', (size, text) => {
    expect(quantity(size)).toBe(text);
  });

  it('reads as the bytes that it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (kibibytes) => {
        const size = Size.kibibytes(kibibytes);
        expect(parseQuantity(quantity(size))).toBe(bytes(size));
      }),
    );
  });

  it.each([
    ['500m', 0.5],
    ['1k', 1000],
    ['2M', 2e6],
    ['1e3', 1000],
    ['1Ti', 1024 ** 4],
    ['much', Number.NaN],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['1536Mi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1024', '1024'],
    ['0Mi', '0'],
    ['-0.5', '-500m'],
    ['1e3', '1e3'],
    ['much', 'much'],
  ])('%s is written by the API server as %s', (text, written) => {
    expect(canonicalQuantity(text)).toBe(written);
  });

  it('keeps its value when it is written as the API server does', () => {
    const units = ['m', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.constantFrom(...units), (amount, unit) => {
        const text = `${amount}${unit}`;
        expect(parseQuantity(canonicalQuantity(text))).toBeCloseTo(parseQuantity(text), 2);
      }),
    );
  });

  it('of CPU is in thousandths unless it is whole', () => {
    expect([millicpu(Cpu.millis(250)), millicpu(Cpu.units(2))]).toEqual([250, 2000]);
    expect([cpuQuantity(250), cpuQuantity(2000)]).toEqual(['250m', '2']);
  });

  it('of time is in seconds', () => {
    expect([seconds(Duration.minutes(2)), seconds(Duration.millis(250))]).toEqual([120, 0.25]);
  });
});
