/** Names of what is a secret by all custom, whatever its value looks like. */
const PASSWORD =
  /(?:pass(?:word|wd|phrase)|(?:^|[_.-])pass|api[_.-]?key|(?:secret|access|account|auth|encryption|private|signing)[_.-]?key)$/i;
/** Names of what may be a secret, and may as well be the name of one. */
const SECRET = /(?:secret|token|credentials?|(?:^|[_.-])(?:key|pwd|pw|auth|salt|pepper|seed))$/i;
/** Keys that are no secrets, although their names end so. */
const OPEN =
  /(?:public|primary|foreign|partition|sort|cache|routing|shard|group|map|object|lookup|index|config|label|annotation|row|hot|image|redis|header|host|ssh[_.-]?known)[_.-]?key$|(?:next|page|continue|csrf|max|min|num|total|prompt|completion)[_.-]?tokens?$/i;

/** Values that are none: https://12factor.net/config has them in variables. */
const HARMLESS: readonly RegExp[] = [
  /^$/,
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional|prompt|ask|auto)$/i,
  /^[-+]?[\d.,:_]+(?:[a-z%]{0,3})$/i,
  // A path, also in a home folder or on Windows.
  /^(?:~|\.{1,2})?\/[^\s]*$|^[A-Za-z]:\\|^[\w.-]+(?:\/[\w.-]+)+$/,
  // An image.
  /@sha256:[0-9a-f]{64}$|^[\w.-]+(?::\d+)?(?:\/[\w.-]+)+(?::[\w.-]+)?$/,
  // A file.
  /^[\w.-]+\.(?:pem|key|crt|cer|txt|json|ya?ml|conf|cfg|ini|env|p12|jks|pub)$/i,
  /^[a-z][a-z0-9+.-]*:\/\/\S*$/i,
  // A UUID, a hash and a digest.
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^(?:(?:sha|md)\d+[:-])?[0-9a-f]{32,128}$/i,
  /^(?:sha\d+-)[A-Za-z0-9+/]{43,88}={0,2}$/,
  /^(?:\{(?:SSHA|SHA|CRYPT)[^}]*\}|\$(?:2[abxy]|argon2(?:id?|d)|[156]|pbkdf2[\w-]*|scrypt)\$|SCRAM-SHA-256\$)/,
  // A key that everyone may know.
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|age1[0-9a-z]+|-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE))/,
  // A reference or a template.
  /\$\(|\$\{|\$[A-Za-z_]|\{\{|<[^>]+>|%[({][^)}]*[)}]|%[A-Z_]+%|^@|^ENC\[|^vault:|^ref\+|^file:|^env:|^process\.env/,
  // A line of /etc/passwd, whose password is elsewhere.
  /^[\w-]+:[x*!]:\d+:/,
  // Stars or crosses in place of the value.
  /^[*x•.-]+$/i,
];

/** A word, or several words that stand together as in the name of an object: `web-session`, `SESSION_ID`, `user.id`. */
const IDENTIFIER =
  /^(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*)(?:[-_.:](?:[a-z]+\d{0,2}|[A-Z]+\d{0,2}|v?\d{1,2}|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*))*$/;

/** True if the name of a variable, flag or field says that its value is a secret, and the value can be one. */
export function isSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (OPEN.test(name) || HARMLESS.some((form) => form.test(text))) return false;
  if (PASSWORD.test(name)) return !isSeveralWords(text);
  return SECRET.test(name) && looksRandom(text);
}

/** True if the name of a field of a file says so, and the value cannot be a word of a program. */
export function isSecretInFile(name: string, value: string): boolean {
  return isSecret(name, value) && looksRandom(value.trim()) && !/[()\s]/.test(value.trim());
}

/** A name such as `db-credentials` in place of a password. One word may be a password. */
function isSeveralWords(text: string): boolean {
  return /[-_.]/.test(text) && IDENTIFIER.test(text);
}

/** Letters and digits or capitals in no order, which names are not. */
function looksRandom(text: string): boolean {
  if (text.length < 6 || /\s/.test(text) || IDENTIFIER.test(text)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d_.:/-]/].filter((form) => form.test(text)).length;
  return classes >= 2;
}

const ASSIGNED =
  /^[ \t]*(?:export[ \t]+|set[ \t]+|-[ \t]+|["'])?["']?([A-Za-z_][\w.-]*)["']?[ \t]*(?::|=>?|:=|[ \t])[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,;#"']+))[ \t]*[,;]?[ \t]*$/gm;

/** Returns the names of the fields of a file that are set to secrets. */
export function secretsInFile(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, name = '', ...values] of text.matchAll(ASSIGNED)) {
    const value = values.find((one) => one !== undefined);
    if (value !== undefined && isSecretInFile(name, value)) found.push(name);
  }
  return found;
}

const FLAG = /^--?([A-Za-z][\w.-]*)(?:[= ](.*))?$/s;

/** Returns the flags and variables of a command that are set to secrets. */
export function secretsInWords(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  words.forEach((word, at) => {
    const [, flag, joined] = FLAG.exec(word) ?? [];
    const [, variable, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    const next = words[at + 1];
    if (flag !== undefined && joined !== undefined && isSecret(flag, joined)) found.push(`--${flag}`);
    else if (flag !== undefined && joined === undefined && next !== undefined && !next.startsWith('-')) {
      if (isSecret(flag, next)) found.push(`--${flag}`);
    } else if (variable !== undefined && value !== undefined && isSecret(variable, value)) found.push(variable);
  });
  return found;
}
