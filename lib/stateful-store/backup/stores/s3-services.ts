/** A service in the protocol of S3, as its host names it. */
export interface S3Service {
  /** rclone's name, by which it adapts to the service: https://rclone.org/s3/#s3-provider */
  readonly provider: string;
  /** The region in the host, or the only one. */
  readonly region?: string;
  /** True if the bucket must be in the name of the host. */
  readonly virtualHost?: boolean;
}

type Row = readonly [host: RegExp, provider: string, region?: string, virtualHost?: boolean];

/** Hosts of services. The first group of an expression is the region. */
const HOSTS: readonly Row[] = [
  [/(?:^|\.)s3[.-](?:dualstack\.)?([a-z]+-[a-z-]*\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/, 'AWS', undefined, true],
  [/\.amazonaws\.com(?:\.cn)?$/, 'AWS', undefined, true],
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
  [/^oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/, 'Alibaba', undefined, true],
  [/^cos\.([a-z0-9-]+)\.myqcloud\.com$/, 'TencentCOS', undefined, true],
  [/^obs\.([a-z0-9-]+)\.myhuaweicloud\.com$/, 'HuaweiOBS', undefined, true],
  // Servers of one's own carry the name of the program, as those of its charts and operators do.
  [/(?:^|[.-])minio(?:[.-]|$)/, 'Minio'],
  [/(?:^|[.-])(?:ceph|rgw|radosgw)(?:[.-]|$)/, 'Ceph'],
  [/(?:^|[.-])seaweedfs?(?:[.-]|$)/, 'SeaweedFS'],
];

/** Returns what the URL of an endpoint tells about its service. */
export function serviceAt(endpoint: string): S3Service {
  const { hostname } = new URL(endpoint);
  const [host, provider = 'Other', region, virtualHost = false] =
    HOSTS.find(([pattern]) => pattern.test(hostname)) ?? [];
  const named = region ?? host?.exec(hostname)?.[1];
  return { provider, virtualHost, ...(named !== undefined && { region: named }) };
}
