export { describe as describeFinding, type Finding, type Subject } from './finding';
export type { Quota, SecurityBaselineProps } from './props';
export { Reference } from './reference';
export { SecurityBaseline } from './security-baseline';
export { type ExternalObject, type VerifyOptions, verify } from './verify';
export { Waiver, type WaiverProps } from './waiver';
