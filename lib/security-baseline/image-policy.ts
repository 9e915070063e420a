/** The demands of a namespace on its images. */
export interface ImagePolicy {
  /** Registries, or parts of them: `ghcr.io/acme`. @default - any */
  readonly registries?: readonly string[] | undefined;
  /** True if each image must have a digest. @default false */
  readonly digests?: boolean | undefined;
}
