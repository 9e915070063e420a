/** A new cluster as a cloud makes it: nodes in three zones and a default StorageClass. */

/** Zones of the simulated nodes. */
export const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

export interface NodeOptions {
  /** Nodes in each of the three zones, 2 by default. */
  readonly nodesPerZone?: number;
}

function node(zone: string, zoneIndex: number, index: number): object {
  const name = `${zone}-${index}`;
  const resources = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'region',
        'topology.kubernetes.io/zone': zone,
      },
    },
    spec: { podCIDR: `10.244.${zoneIndex * 10 + index}.0/24`, podCIDRs: [`10.244.${zoneIndex * 10 + index}.0/24`] },
    status: {
      capacity: resources,
      allocatable: resources,
      // Prometheus finds kubelets by it.
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      addresses: [
        { type: 'InternalIP', address: `10.0.${zoneIndex}.${index + 10}` },
        { type: 'Hostname', address: name },
      ],
    },
  };
}

/** @returns the `Node` objects, for `kubectl create`. */
export function nodeManifests({ nodesPerZone = 2 }: NodeOptions = {}): object[] {
  return ZONES.flatMap((zone, zoneIndex) =>
    Array.from({ length: nodesPerZone }, (_, index) => node(zone, zoneIndex, index)),
  );
}

/** The default StorageClass, served by the hostPath provisioner of kube-controller-manager. */
const STANDARD = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/host-path',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
};

/** A class whose volumes many nodes can mount, as `nfs` of an app is. */
const SHARED = { ...STANDARD, metadata: { name: 'nfs' }, volumeBindingMode: 'Immediate' };

export const STORAGE_CLASSES = [STANDARD, SHARED];
