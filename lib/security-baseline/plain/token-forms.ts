/**
 * The forms of tokens that say by themselves what they are. The patterns follow the documentation of each service, and its lists for
 * secret scanning. A new one is one line. A form that may begin with any word has its fixed part first, and looks back for the rest:
 * a search for fixed text is many times as fast.
 */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['a secret key of age', /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/],
  ['a URL with a password', /:\/\/(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:"'`?#]*:(?![$<{%*[])[^\s/@"'`?#]+@[^\s/@"']/i],
  [
    'an Authorization header',
    /\b(?:Basic [A-Za-z0-9+/]{12,}={0,2}|Bearer [A-Za-z0-9._~+/-]{20,}=*)(?![A-Za-z0-9._~+/-])/,
  ],
  ['a JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['an access key of AWS', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/],
  ['an API key of Google', /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/],
  ['a client secret of Google', /\bGOCSPX-[0-9A-Za-z_-]{28}/],
  ['an access token of Google', /\bya29\.[0-9A-Za-z_-]{20,}/],
  ['an account key of Azure Storage', /\bAccountKey=[A-Za-z0-9+/]{86}==/],
  ['a shared access key of Azure', /\bSharedAccessKey=[A-Za-z0-9+/]{43}=/],
  ['a client secret of Azure', /[78]Q~(?<=(?:^|[^\w~.-])[A-Za-z0-9_~.-]{3}[78]Q~)[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/],
  ['a token of DigitalOcean', /\bdo[opr]_v1_[0-9a-f]{64}\b/],
  ['a token of GitHub', /\b(?:gh[opusr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/],
  ['a token of GitLab', /\bgl(?:pat|dt|rt|ft|soat|cbt|agent|oas)-[A-Za-z0-9_-]{20,}/],
  ['a token of Atlassian', /\bATATT3[A-Za-z0-9_=-]{60,}|\bATBB[A-Za-z0-9]{32}\b/],
  ['a key of Stripe', /\b(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{16,}|\bwhsec_[0-9A-Za-z+/]{24,}/],
  ['a token of Square', /\bsq0(?:atp|csp)-[0-9A-Za-z_-]{22,}/],
  ['a token of PayPal', /\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/],
  ['a token of Shopify', /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/],
  ['a token of Slack', /\bxox[abeoprs]-[0-9A-Za-z-]{20,}|\bxapp-\d-[A-Z0-9]+-\d+-[0-9a-f]{32,}/],
  ['a webhook of Slack', /\bhooks\.slack\.com\/(?:services|workflows)\/T[0-9A-Z]{8,}\/[0-9A-Z]{8,}\/[0-9A-Za-z]{16,}/],
  ['a webhook of Discord', /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,}/],
  ['a token of a Telegram bot', /:AA(?<=\b\d{8,10}:AA)[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/],
  ['a key of SendGrid', /\bSG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/],
  ['a key of Mailgun', /\bkey-[0-9a-f]{32}\b/],
  ['a key of Mailchimp', /-us\d{1,2}\b(?<=\b[0-9a-f]{32}-us\d{1,2})/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b|\/\/[a-z0-9./-]+:_authToken=(?![$<{])[^\s"']{8,}/],
  ['a token of PyPI', /\bpypi-AgE[A-Za-z0-9_-]{50,}/],
  ['a token of RubyGems', /\brubygems_[0-9a-f]{48}\b/],
  ['a token of NuGet', /\boy2[a-z0-9]{43}\b/],
  ['a token of Docker Hub', /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/],
  ['credentials of a registry', /"auth"\s*:\s*"[A-Za-z0-9+/]{8,}={0,2}"/],
  ['a token of Vault', /\bhv[sbr]\.[A-Za-z0-9_-]{24,}/],
  ['a token of Terraform Cloud', /\.atlasv1\.(?<=\b[A-Za-z0-9]{14}\.atlasv1\.)[A-Za-z0-9_-]{60,}/],
  ['a token of Doppler', /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]+\.)?[A-Za-z0-9]{40,}/],
  ['a token of Grafana', /\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b|\bglc_[A-Za-z0-9+/]{32,}={0,2}/],
  ['a key of New Relic', /\bNRAK-[A-Z0-9]{27}\b/],
  ['a token of Sentry', /\bsntry[su]_[A-Za-z0-9_=+/-]{40,}/],
  [
    'a key of a model service',
    /\bsk-(?:proj-|ant-[a-z0-9]+-|svcacct-)[A-Za-z0-9_-]{32,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/,
  ],
  ['a token of Hugging Face', /\bhf_[A-Za-z]{34}\b/],
  ['a token of Databricks', /\bdapi[0-9a-f]{32}(?:-\d)?\b/],
  ['a key of Linear', /\blin_api_[A-Za-z0-9]{40}\b/],
  ['a token of PlanetScale', /\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,}/],
];

/** Returns what kind of secret is in a text by its form; `undefined` when there is none. */
export function tokenIn(text: string): string | undefined {
  return FORMS.find(([, form]) => form.test(text))?.[0];
}

/** The number of forms. */
export const FORM_COUNT = FORMS.length;
