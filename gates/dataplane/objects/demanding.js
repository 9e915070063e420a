// Buckets in the protocol of S3, each with demands of its own, as services and their owners have them. Runs in a pod.
const { createHash } = require('node:crypto');
const http = require('node:http');

const objects = new Map();
const uploads = new Map();
const md5 = (data) => createHash('md5').update(data).digest('hex');

const refuse = (status, code, message) => ({ status, code, message });
const signed = (headers) => /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
const trailing = (headers) =>
  /TRAILER/.test(headers['x-amz-content-sha256'] ?? '') ||
  Object.keys(headers).some((name) => /^x-amz-(trailer|sdk-checksum|checksum-)/.test(name));

/** The demands of each bucket on a request; `written` is true for a request that writes an object or begins to. */
const DEMANDS = {
  // Encrypted by default with a key of KMS: the ETag is no MD5.
  encrypted: () => undefined,
  // The policy of the bucket denies what names no key of KMS.
  kms: (headers, written) =>
    written && headers['x-amz-server-side-encryption'] !== 'aws:kms'
      ? refuse(403, 'AccessDenied', 'Access Denied')
      : undefined,
  // The policy wants a lock, and S3 takes none without a checksum.
  locked: (headers, written, part) => {
    if (written && !headers['x-amz-object-lock-mode']) return refuse(403, 'AccessDenied', 'Access Denied');
    const sum = headers['content-md5'] ?? Object.keys(headers).find((name) => /^x-amz-(checksum-|trailer)/.test(name));
    const text =
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters';
    return (written || part) && !sum ? refuse(400, 'InvalidRequest', text) : undefined;
  },
  owned: (headers, written) =>
    written && headers['x-amz-acl'] !== 'bucket-owner-full-control'
      ? refuse(403, 'AccessDenied', 'Access Denied')
      : undefined,
  cold: (headers, written) =>
    written && headers['x-amz-storage-class'] !== 'STANDARD_IA'
      ? refuse(403, 'AccessDenied', 'Access Denied')
      : undefined,
  // A service that knows no checksums behind the data.
  old: (headers) =>
    trailing(headers) ? refuse(400, 'XAmzContentSHA256Mismatch', 'the content does not match its checksum') : undefined,
  // Google's frontend changes a header that rclone signs otherwise.
  'google-0': (headers) =>
    signed(headers).includes('accept-encoding') || trailing(headers)
      ? refuse(403, 'SignatureDoesNotMatch', 'Access denied.')
      : undefined,
};
const ENCRYPTED = ['encrypted', 'kms'];
const HIDES = ['locked'];

/** Content in chunks with signatures, as clients send it that sign while they send. */
function plain(headers, body) {
  if (!/aws-chunked/.test(headers['content-encoding'] ?? '')) return body;
  const parts = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end).split(';')[0], 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function entry(bucket, data) {
  const etag = ENCRYPTED.includes(bucket) ? md5(Buffer.concat([Buffer.from('key'), data])) : md5(data);
  return { data, etag: `"${etag}"`, time: new Date(), meta: {}, hidden: false };
}

const xml = (body) => ({
  status: 200,
  body: `<?xml version="1.0"?>${body}`,
  headers: { 'content-type': 'application/xml' },
});
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function list(bucket, query) {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const files = [];
  const folders = new Set();
  for (const [name, { data, etag, time, hidden }] of [...objects].sort()) {
    if (hidden || !name.startsWith(`${bucket}/${prefix}`)) continue;
    const key = name.slice(bucket.length + 1);
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (cut >= 0) folders.add(key.slice(0, cut + 1));
    else
      files.push(
        `<Contents><Key>${escaped(key)}</Key><LastModified>${time.toISOString()}</LastModified><ETag>${escaped(etag)}</ETag><Size>${data.length}</Size></Contents>`,
      );
  }
  const shared = [...folders].map((one) => `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`);
  return xml(
    `<ListBucketResult><Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><IsTruncated>false</IsTruncated>${files.join('')}${shared.join('')}</ListBucketResult>`,
  );
}

function write(bucket, key, headers, data) {
  const one = entry(bucket, data);
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-amz-meta-')) one.meta[name] = value;
  objects.set(`${bucket}/${key}`, one);
  return one;
}

/** Parts of an object, which become it when the upload is complete. */
function multipart(method, bucket, key, query, headers, body) {
  const id = query.get('uploadId');
  if (method === 'POST' && id === null) {
    const made = `${uploads.size + 1}`;
    uploads.set(made, { headers, parts: new Map() });
    return xml(
      `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  const upload = uploads.get(id);
  if (method === 'PUT') {
    upload.parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag: `"${md5(body)}"` } };
  }
  if (method !== 'POST') return { status: 204 };
  const data = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  const { etag } = write(bucket, key, upload.headers, Buffer.concat(data));
  return xml(
    `<CompleteMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><ETag>${escaped(etag)}</ETag></CompleteMultipartUploadResult>`,
  );
}

function read(method, found, range) {
  if (!found || found.hidden) return method === 'HEAD' ? { status: 404 } : refuse(404, 'NoSuchKey', 'no such key');
  const { data, etag, time, meta } = found;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const part = from === undefined ? data : data.subarray(Number(from), to ? Number(to) + 1 : undefined);
  const headers = { etag, 'last-modified': time.toUTCString(), 'content-length': `${part.length}`, ...meta };
  if (from !== undefined) headers['content-range'] = `bytes ${from}-${Number(from) + part.length - 1}/${data.length}`;
  return { status: from === undefined ? 200 : 206, headers, body: part };
}

function answer({ method, url, headers }, raw) {
  const { pathname, searchParams: query } = new URL(url, 'http://here');
  // The bucket is in the name of the host, or in the path.
  const [first = ''] = (headers.host ?? '').split('.');
  const named = DEMANDS[first] ? `/${first}${pathname}` : pathname;
  const [bucket = '', ...rest] = decodeURIComponent(named).slice(1).split('/');
  const key = rest.join('/');
  const demand = DEMANDS[bucket];
  if (!demand) return refuse(404, 'NoSuchBucket', 'there is no such bucket');
  const part = query.has('uploadId');
  const refused = demand(headers, !part && (method === 'PUT' || method === 'POST'), part && method === 'PUT');
  if (refused) return refused;
  const body = plain(headers, raw);
  if (part || query.has('uploads')) return multipart(method, bucket, key, query, headers, body);
  const found = objects.get(`${bucket}/${key}`);
  if (method === 'PUT') return { status: 200, headers: { etag: write(bucket, key, headers, body).etag } };
  if (method === 'DELETE') {
    if (HIDES.includes(bucket) && found) found.hidden = true;
    else objects.delete(`${bucket}/${key}`);
    return { status: 204 };
  }
  return key === '' ? list(bucket, query) : read(method, found, headers.range);
}

http
  .createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { status, headers = {}, body = '', code, message } = answer(request, Buffer.concat(chunks));
      console.log(request.method, request.url, status, code ?? '');
      const error = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      response.writeHead(status, code ? { ...headers, 'content-type': 'application/xml' } : headers);
      response.end(request.method === 'HEAD' ? undefined : code ? error : body);
    });
  })
  .listen(9000, '0.0.0.0');
