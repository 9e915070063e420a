/** Stands in for the matchers of Jest by which the mistakes of the tests say what a finding shows. The gate compares no such value. */
const any = (): undefined => undefined;
Object.assign(globalThis, { expect: { any, objectContaining: any, stringMatching: any } });
