import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import { remembered } from './remembered';

const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** The bytes in a size. */
export function bytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}

/** A size as a Kubernetes quantity in the largest unit that divides it: `512Mi`, `1Gi`. */
export function quantity(size: Size): string {
  let amount = bytes(size);
  let unit = 0;
  while (amount % 1024 === 0 && amount > 0 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount}${UNITS[unit]}`;
}

/** Thousandths of a CPU in a `Cpu`. */
export function millicpu(cpu: Cpu): number {
  return cpu.amount.endsWith('m') ? Number(cpu.amount.slice(0, -1)) : Number(cpu.amount) * 1000;
}

/** A CPU amount as a Kubernetes quantity: `250m`, `2`. */
export function cpuQuantity(millis: number): string {
  return millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`;
}

/** Whole seconds of a duration. */
export function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}

/** The bytes of a Kubernetes quantity such as `512Mi`, or NaN. */
export function parseQuantity(text: string): number {
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text);
  if (!match) return Number.NaN;
  const decimal = ['k', 'M', 'G', 'T', 'P', 'E'].indexOf(match[2] ?? '');
  const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].indexOf(match[2] ?? '');
  const factor =
    match[2] === 'm' ? 0.001 : decimal >= 0 ? 1000 ** (decimal + 1) : binary >= 0 ? 1024 ** (binary + 1) : 1;
  return Number(match[1]) * factor;
}

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 10n ** 9n;

/**
 * Returns a quantity as the API server writes it: `0.5` is `500m`, `1024Mi` is `1Gi`, `1000` is `1k`. Other text, and quantities
 * with an exponent, stay as they are.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const canonicalQuantity = remembered(canonical, 64);

function canonical(text: string): string {
  const [, sign = '', whole = '', part = '', unit = ''] =
    /^([+-]?)(\d*)\.?(\d{0,9})(n|u|m|k|[MGTPE]|[KMGTPE]i|)$/.exec(text) ?? [];
  if (whole + part === '') return text;
  const digits = BigInt(whole + part) * 10n ** BigInt(9 - part.length);
  const nano = BINARY.includes(unit)
    ? digits * 1024n ** BigInt(BINARY.indexOf(unit))
    : (digits * 1000n ** BigInt(DECIMAL.indexOf(unit))) / NANO;
  const isBinary = unit.endsWith('i') && nano >= 1024n * NANO && nano % NANO === 0n;
  const amount = isBinary ? largest(nano / NANO, 1024n, BINARY) : largest(nano, 1000n, DECIMAL);
  return `${sign === '-' && amount !== '0' ? '-' : ''}${amount}`;
}

/** Returns an amount in the largest of the units, each `base` times the one before, that divides it. */
function largest(amount: bigint, base: bigint, units: readonly string[]): string {
  if (amount === 0n) return '0';
  let [left, at] = [amount, 0];
  while (left % base === 0n && at < units.length - 1) {
    left /= base;
    at += 1;
  }
  return `${left}${units[at]}`;
}
