export type { AccessProps, BreakGlassProps } from './access/props';
export { ExternalObject } from './external-object';
export { describe as describeFinding, type Finding, type FindingSubject } from './finding';
export type { Quota, SecurityBaselineProps } from './props';
export type { IgnoredVulnerability, ImageScanningProps, ScanDatabases } from './scanning/props';
export { SecurityBaseline } from './security-baseline';
export { type KeylessSignature, type KeySignature, Signature } from './signatures/signature';
export {
  Rules,
  type RulesContext,
  type RulesProps,
  type RulesReport,
  type RulesResource,
  type RulesViolation,
} from './validation';
export { type ObjectReference, type VerifyOptions, verify } from './verify';
export { Waiver, type WaiverProps } from './waiver';
