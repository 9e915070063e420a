/** A service in the protocol of S3, as its host names it. */
export interface S3Service {
  /** rclone's name, by which it adapts to the service: https://rclone.org/s3/#s3-provider */
  readonly provider: string;
  /** The region in the host, or the only one. */
  readonly region?: string;
}

type Row = readonly [host: RegExp, provider: string, region?: string];

/** Hosts of services. The first group of an expression is the region. */
const HOSTS: readonly Row[] = [
  [/(?:^|\.)s3[.-](?:dualstack\.)?([a-z]+-[a-z-]*\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/, 'AWS'],
  [/\.amazonaws\.com(?:\.cn)?$/, 'AWS'],
  [/^storage\.googleapis\.com$/, 'GCS', 'auto'],
  [/\.r2\.cloudflarestorage\.com$/, 'Cloudflare', 'auto'],
  [/^s3\.([a-z0-9-]+)\.backblazeb2\.com$/, 'Other'],
  [/^s3\.([a-z0-9-]+)\.wasabisys\.com$/, 'Wasabi'],
  [/\.wasabisys\.com$/, 'Wasabi', 'us-east-1'],
  [/^([a-z0-9-]+)\.digitaloceanspaces\.com$/, 'DigitalOcean'],
  [/^s3\.([a-z0-9-]+)\.scw\.cloud$/, 'Scaleway'],
  [/^([a-z0-9-]+)\.your-objectstorage\.com$/, 'Hetzner'],
  [/^s3\.([a-z0-9-]+)\.(?:io|perf)\.cloud\.ovh\.(?:net|us)$/, 'OVHcloud'],
  [/^([a-z0-9-]+)\.linodeobjects\.com$/, 'Linode'],
  [/^s3\.([a-z0-9-]+)\.ionoscloud\.com$/, 'IONOS'],
  [/^oos\.([a-z0-9-]+)\.outscale\.com$/, 'Outscale'],
  [/^gateway(?:\.[a-z0-9]+)?\.storjshare\.io$/, 'Storj'],
  [/^s3\.([a-z0-9-]+)\.storage\.selcloud\.ru$/, 'Selectel'],
  [/^s3\..*cloud-object-storage\.appdomain\.cloud$/, 'IBMCOS'],
  [/^oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/, 'Alibaba'],
  [/^cos\.([a-z0-9-]+)\.myqcloud\.com$/, 'TencentCOS'],
  [/^obs\.([a-z0-9-]+)\.myhuaweicloud\.com$/, 'HuaweiOBS'],
  // Servers of one's own carry the name of the program, as those of its charts and operators do.
  [/(?:^|[.-])minio(?:[.-]|$)/, 'Minio'],
  [/(?:^|[.-])(?:ceph|rgw|radosgw)(?:[.-]|$)/, 'Ceph'],
  [/(?:^|[.-])seaweedfs?(?:[.-]|$)/, 'SeaweedFS'],
];

/**
 * Services whose bucket rclone 1.75 puts into the name of the host, whatever `force_path_style` says. The path remains only for an address
 * and, with https, for a bucket with dots in its name.
 */
const IN_HOST = new Set(
  [
    'AWS',
    'Alibaba',
    'Cubbit',
    'DigitalOcean',
    'Dreamhost',
    'GCS',
    'Hetzner',
    'HuaweiOBS',
    'ImpossibleCloud',
    'Intercolo',
  ]
    .concat('Leviia', 'Linode', 'LyveCloud', 'Netease', 'OVHcloud', 'Petabox', 'Rabata', 'RackCorp', 'Scaleway')
    .concat('Selectel', 'Servercore', 'Storj', 'Synology', 'TencentCOS', 'Wasabi', 'Zata'),
);

/** True if the bucket of a service is in the name of the host, and not in the path. */
export function isInHost(provider: string): boolean {
  return IN_HOST.has(provider);
}

/** Returns what the URL of an endpoint tells about its service. */
export function serviceAt(endpoint: string): S3Service {
  const { hostname } = new URL(endpoint);
  const [host, provider = 'Other', region] = HOSTS.find(([pattern]) => pattern.test(hostname)) ?? [];
  const named = region ?? host?.exec(hostname)?.[1];
  return { provider, ...(named !== undefined && { region: named }) };
}
