/** True for a text that can be a reason: three words or more. */
export function isReason(text: string): boolean {
  return text.trim().split(/\s+/).length >= 3;
}
