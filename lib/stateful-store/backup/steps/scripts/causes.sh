# shellcheck shell=sh
# Says the cause and the fix of an error of rclone. Source this before the first call of rclone: it stands in front of the program.

# Passes on what rclone says, and adds the cause when it fails. The message of a service seldom names it.
rclone() {
  said=$(mktemp "${TMPDIR:-/tmp}/rclone.XXXXXX") || return 1
  result=0
  command rclone "$@" 2>"$said" || result=$?
  cat "$said" >&2
  [ "$result" -eq 0 ] || cause "$said" >&2
  rm -f "$said"
  return "$result"
}

# cause FILE: prints the first cause that fits what rclone said; nothing when none does.
cause() {
  while IFS='|' read -r words reason; do
    words=$(printf '%s' "$words" | tr '~' '|')
    if [ -n "$reason" ] && grep -qE -e "$words" "$1"; then
      echo "cause: $reason"
      return
    fi
  done <<'EOF'
SignatureDoesNotMatch|the service computes another signature: the secret key is wrong, or the service changes what was signed, as Google does. Correct the Secret, or say provider: 'GCS'
InvalidAccessKeyId~InvalidAccessKey|the service does not know the access key: correct the Secret, or the endpoint
RequestTimeTooSkewed~RequestExpired|the clock of this node is wrong: correct it
AuthorizationHeaderMalformed~PermanentRedirect~IllegalLocationConstraint~StatusCode: 301|the bucket is in another region: say region
NoSuchBucket~InvalidBucketName|there is no such bucket: make it, or correct bucket, region, or pathStyle
kms:GenerateDataKey~kms:Decrypt~KMS\.~KMSDisabled~KMSInvalid|the key of KMS may not be used: allow kms:GenerateDataKey and kms:Decrypt to these credentials, or correct encryption
[Ss]erver.[Ss]ide.[Ee]ncryption~stored using a form of~SSE[-A-Z]*~StatusCode: 400.*HeadObject~HeadObject.*StatusCode: 400|the objects are encrypted with a key of one's own, and this request named none or another: say encryption: { customerKey: … } with the key they were written with
Content-MD5~Object Lock parameters~ObjectLockConfigurationNotFound~InvalidRetentionPeriod|the lock of the bucket and that of the upload disagree: say lock for a bucket that demands one, and leave it out for a bucket without
AccessControlListNotSupported|the bucket takes no ACL: leave acl out
InvalidStorageClass|the service does not have this storage class: correct storageClass
InvalidObjectState|the object is in an archive and must be thawed first: restore it there, or say a storageClass that can be read at once
AccessDenied.*PutObject~PutObject.*AccessDenied~PutObject.*StatusCode: 403~CreateMultipartUpload.*StatusCode: 403~UploadPart.*StatusCode: 403|the bucket refuses writes: allow s3:PutObject to these credentials, or say what its policy demands: encryption, acl, storageClass or lock
(HeadBucket~HeadObject~GetObject~ListObjects).*(AccessDenied~Forbidden~StatusCode: 403)|the bucket refuses reading: allow s3:ListBucket, s3:GetObject and, for pruning, s3:DeleteObject to these credentials
AccessDenied~StatusCode: 403~403 Forbidden|the bucket refuses these credentials: allow s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject
XAmzContentSHA256Mismatch~STREAMING-UNSIGNED~trailer~BadDigest~x-amz-checksum~checksum type|the service does not take checksums behind the data: say provider as rclone calls the service, or options: { use_data_integrity_protections: 'false' }
NotImplemented~StatusCode: 501|the service lacks this part of the protocol: say provider as rclone calls the service
hashes differ~corrupted on transfer|the service answers with a checksum that is not the MD5 of the file, as a bucket does that encrypts with KMS: say encryption: 'aws:kms'. The file itself may be whole
EntityTooLarge~InvalidPart~EntityTooSmall|the service wants parts of another size: say options: { chunk_size: '64Mi' }
QuotaExceeded~no space left~StorageFull~XMinioStorageFull|the place is full: raise its quota, or keep fewer backups
SlowDown~TooManyRequests~StatusCode: 503~ServiceUnavailable|the service asks for fewer requests: the next run tries again
x509~certificate signed by~tls: |the certificate of the service is not trusted: pass ca, or an endpoint with the name in the certificate
no such host~server misbehaving|the name of the service is not known in the cluster: correct endpoint or region, or open DNS
connection refused~i/o timeout~context deadline exceeded~no route to host~network is unreachable|the service does not answer: correct endpoint and port, or pass peer or ranges, so that the network opens to it
EOF
}
