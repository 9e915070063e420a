import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { cpuFix, sizeFix } from './fixes';
import { CPU, either, type Kind, SIZE } from './kinds';
import { parseQuantity } from './quantity';

/** An amount of memory or storage as manifests write it, such as `'512Mi'`: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export type SizeQuantity = `${number}${'Ki' | 'Mi' | 'Gi' | 'Ti' | 'k' | 'M' | 'G' | 'T'}`;

/** An amount of CPU as manifests write it, such as `'250m'` or `'1.5'`. */
export type CpuQuantity = `${number}` | `${number}m`;

const texts = (form: RegExp, what: string, fix: Kind['fix']): Kind => ({
  is: (value) => typeof value === 'string' && form.test(value),
  what,
  fix,
});

/** A Size, or the same as a quantity. */
export const AMOUNT = either(SIZE, texts(/^\d+(\.\d+)?([KMGT]i|[kMGT])$/, "a quantity such as '512Mi'", sizeFix));
/** A Cpu, or the same as a quantity. */
export const CPU_AMOUNT = either(CPU, texts(/^\d+(\.\d+)?m?$/, "a quantity such as '250m'", cpuFix));

/** Returns an amount of memory or storage as a Size. */
export function sizeOf(amount: Size | SizeQuantity): Size {
  return typeof amount === 'string' ? Size.kibibytes(parseQuantity(amount) / 1024) : amount;
}

/** Returns an amount of CPU as a Cpu. */
export function cpuOf(amount: Cpu | CpuQuantity): Cpu {
  return typeof amount === 'string' ? Cpu.millis(parseQuantity(amount) * 1000) : amount;
}
