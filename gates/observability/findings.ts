/** The findings of the gate: each line is a sentence, and a promise that is not kept begins with NOT. */
export type Findings = string[];

export function finding(kept: boolean, text: string): string {
  return kept ? text : `NOT: ${text}`;
}
