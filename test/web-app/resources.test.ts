import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { WebAppProps } from '../../lib';
import { expectFailure, mainOf, podSpecOf } from './support';

const resources = (props: Partial<WebAppProps>) => mainOf(props)['resources'];

describe('the resources of a WebApp', () => {
  it('are requested and limited alike, except for CPU, which is not limited', () => {
    expect(resources({})).toEqual({
      limits: { 'ephemeral-storage': '512Mi', memory: '256Mi' },
      requests: { cpu: '100m', 'ephemeral-storage': '512Mi', memory: '256Mi' },
    });
  });

  it('can be left out one by one, and all', () => {
    expect(resources({ memory: 'none', ephemeralStorage: 'none' })).toEqual({ requests: { cpu: '100m' } });
    expect(resources({ memory: 'none', ephemeralStorage: 'none', cpu: 'none' })).toEqual({});
    expect(podSpecOf({ ephemeralStorage: 'none' })['volumes']).toEqual([{ name: 'tmp', emptyDir: {} }]);
  });

  it('limit CPU when asked to, and request no more than that', () => {
    expect(resources({ cpu: Cpu.millis(250), cpuLimit: Cpu.units(1) })).toMatchObject({
      limits: { cpu: '1' },
      requests: { cpu: '250m' },
    });
    expect(resources({ cpuLimit: Cpu.millis(50) })).toMatchObject({ limits: { cpu: '50m' }, requests: { cpu: '50m' } });
    expect(resources({ cpu: 'none', cpuLimit: Cpu.millis(50) }).requests).not.toHaveProperty('cpu');
  });

  it('can be devices', () => {
    expect(resources({ devices: { 'nvidia.com/gpu': 1 } })).toMatchObject({
      limits: { 'nvidia.com/gpu': '1' },
      requests: { 'nvidia.com/gpu': '1' },
    });
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'CPU is above its limit',
      { cpu: Cpu.units(2), cpuLimit: Cpu.units(1) },
      /cpu must not be above cpuLimit, got 2 and 1/,
    ],
    ['the limit of CPU is nothing', { cpuLimit: Cpu.millis(0) }, /cpuLimit must be at least 1m/],
    ['storage is nothing', { ephemeralStorage: Size.mebibytes(0) }, /ephemeralStorage must be a positive amount/],
    ['a device has no vendor', { devices: { gpu: 1 } }, /a device must be a resource name with the domain/],
    [
      'a device is half',
      { devices: { 'nvidia.com/gpu': 0.5 } },
      /the number of nvidia.com\/gpu must be a whole number/,
    ],
    ['scaling needs a request that is not there', { cpu: 'none', scaling: { max: 5 } }, /so every container needs one/],
  ])('fail when %s', (_, props, message) => expectFailure(props, message));
});
