import { IMAGES, type ImageName } from '../../lib/cluster/images';

/**
 * The major versions of default images whose data stays on volumes. Another one does not start on the data of the version before, or
 * cannot go back: it comes as a new choice of the program, and never with an update of the library.
 */
const MAJORS: Readonly<Partial<Record<ImageName, number>>> = {
  cloudNativePg: 18,
  grafana: 13,
  jaeger: 2,
  loki: 3,
  postgres: 18,
  prometheus: 3,
  redis: 8,
  valkey: 9,
  victoriaLogs: 1,
};

describe('the default images', () => {
  it.each(Object.entries(MAJORS))(
    'of %s stay at major version %s, because there are volumes with its data',
    (name, major) => {
      expect(Number(/:v?(\d+)\./.exec(IMAGES[name as ImageName])?.[1])).toBe(major);
    },
  );
});
