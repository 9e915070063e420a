/** Returns the word that a misspelled one means: it differs in capitals and dashes only, or in one or two letters. */
export function closest(word: string, words: readonly string[]): string | undefined {
  if (plain(word) === '') return undefined;
  const same = words.find((other) => plain(other) === plain(word));
  if (same !== undefined) return same;
  const allowed = Math.min(2, Math.floor(word.length / 3));
  const [best] = words
    .map((other) => ({ other, distance: distance(plain(word), plain(other)) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= allowed ? best.other : undefined;
}

/**
 * Returns the name that another one misspells. Names that differ on purpose are not near: those with other numbers, another first
 * letter, or another short part, such as `eu-db` and `us-db`.
 */
export function misspelled(name: string, names: readonly string[]): string | undefined {
  const others = names.filter((other) => other !== name);
  return others.find((other) => plain(other) === plain(name)) ?? others.find((other) => isSlip(name, other));
}

/** True if two names differ by one or two letters in one of their parts. */
function isSlip(name: string, other: string): boolean {
  const [parts, others] = [name, other].map((text) => text.split(/[-._]/)) as [string[], string[]];
  const at = parts.flatMap((part, index) => (part === others[index] ? [] : [index]));
  const [part = '', meant = ''] = [parts[at[0] ?? -1], others[at[0] ?? -1]];
  const shorter = Math.min(part.length, meant.length);
  if (parts.length !== others.length || at.length !== 1 || shorter < 4 || part[0] !== meant[0]) return false;
  return part.replace(/\D/g, '') === meant.replace(/\D/g, '') && distance(part, meant) <= (shorter < 8 ? 1 : 2);
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/** The letters to insert, delete, replace or swap: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
