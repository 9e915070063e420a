import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { at, run, stored, take, withBucket } from './bucket';

withBucket();

/** Puts a program in the place of rclone that fails with a message when it is called with a word. */
function failing(word: string, message: string): void {
  const text = `#!/bin/sh\ncase " $* " in *" ${word} "*) echo '${message}' >&2; exit 1 ;; esac\nexec sh '${at('bin/real')}' "$@"\n`;
  copyFileSync(at('bin/rclone'), at('bin/real'));
  writeFileSync(at('bin/rclone'), text);
  chmodSync(at('bin/rclone'), 0o755);
}

const s3 = (operation: string, status: number, code: string) =>
  `2026/11/26 10:00:00 ERROR : a: Failed to copy: operation error S3: ${operation}, https response error StatusCode: ${status}, RequestID: 1, HostID: 2, api error ${code}`;

describe('an upload that fails', () => {
  it.each<[string, string, RegExp]>([
    [
      'Google changes what was signed',
      s3('PutObject', 403, 'SignatureDoesNotMatch: Access denied.'),
      /the secret key is wrong, or .* say provider: 'GCS'/,
    ],
    [
      'the key is unknown',
      s3('PutObject', 403, 'InvalidAccessKeyId: x'),
      /does not know the access key: correct the Secret/,
    ],
    [
      'the policy demands a header',
      s3('PutObject', 403, 'AccessDenied: explicit deny in a bucket policy'),
      /refuses writes: allow s3:PutObject .*, or say what its policy demands: encryption/,
    ],
    ['parts are refused', s3('CreateMultipartUpload', 403, 'AccessDenied: x'), /refuses writes/],
    [
      'the key of KMS is not allowed',
      s3('PutObject', 403, 'AccessDenied: not authorized to perform: kms:GenerateDataKey'),
      /the key of KMS may not be used/,
    ],
    ['a HEAD says no reason', s3('HeadObject', 403, 'Forbidden: Forbidden'), /refuses reading: allow s3:ListBucket/],
    [
      'a HEAD needs the key of the customer',
      s3('HeadObject', 400, 'BadRequest: Bad Request'),
      /encrypted with a key of one's own/,
    ],
    [
      'checksums follow the data',
      s3('PutObject', 400, 'XAmzContentSHA256Mismatch: trailer'),
      /does not take checksums behind the data: say provider/,
    ],
    [
      'the service lacks a part',
      s3('PutObject', 501, 'NotImplemented: x'),
      /lacks this part of the protocol: say provider/,
    ],
    [
      'the bucket has a lock',
      s3(
        'PutObject',
        400,
        'InvalidRequest: Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
      ),
      /the lock of the bucket/,
    ],
    [
      'the bucket takes no ACL',
      s3('PutObject', 400, 'AccessControlListNotSupported: x'),
      /takes no ACL: leave acl out/,
    ],
    ['the region is another', s3('PutObject', 301, 'PermanentRedirect: x'), /another region: say region/],
    ['there is no bucket', s3('PutObject', 404, 'NoSuchBucket: x'), /there is no such bucket/],
    ['the clock is wrong', s3('PutObject', 403, 'RequestTimeTooSkewed: x'), /the clock of this node is wrong/],
    [
      'an ETag is no checksum',
      'ERROR : a: corrupted on transfer: md5 hashes differ src "a" vs dst "b"',
      /is not the MD5 of the file, .* encrypts with KMS: say encryption: 'aws:kms'/,
    ],
    [
      'nobody answers',
      'dial tcp 10.0.0.1:443: i/o timeout',
      /does not answer: correct endpoint and port, or pass peer or ranges/,
    ],
    [
      'the certificate is not trusted',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      /pass ca/,
    ],
    [
      'the name is unknown',
      'dial tcp: lookup s3.example.com: no such host',
      /name of the service is not known in the cluster/,
    ],
  ])('says cause and fix when %s, after what rclone said', (_, message, cause) => {
    take('abc');
    failing('copy', message);
    const { status, said } = run('upload.sh');
    expect(status).toBe(1);
    expect(said).toContain(message);
    expect(said).toMatch(cause);
    expect(said.match(/^cause: /gm)).toHaveLength(1);
    expect(said).toMatch(/the upload failed; the previous backups stay\n$/);
  });

  it('guesses no cause that it does not know', () => {
    take('abc');
    failing('copy', 'ERROR : three classes of messages, and none is known');
    expect(run('upload.sh').said).not.toContain('cause:');
  });

  it('passes on the exit code of rclone, and its output', () => {
    stored('20200101T000000Z', 'older');
    take('abc');
    expect(run('upload.sh').status).toBe(0);
    failing('lsf', s3('ListObjectsV2', 403, 'AccessDenied: Access Denied'));
    const { status, said } = run('retain.sh');
    expect([status, said]).toEqual([1, expect.stringMatching(/refuses reading: allow s3:ListBucket/)]);
  });
});
