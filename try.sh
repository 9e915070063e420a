set -x
mkdir -p /tmp/pgx/t && cd /tmp/pgx/t && rm -rf * && mkdir run data && chown -R 65532:65532 .
echo 'postgres:x:65532:65532::/tmp:/bin/sh' > passwd
cat > inner.sh <<'I'
mount --bind /tmp/pgx/t/passwd /etc/passwd
exec setpriv --reuid 65532 --regid 65532 --clear-groups env -i PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin sh -c '
whoami
echo secret > /tmp/pgx/t/run/pw
time initdb -D /tmp/pgx/t/data/pg --username=postgres --pwfile=/tmp/pgx/t/run/pw --auth-local=peer --auth-host=scram-sha-256 --data-checksums --encoding=UTF8 --lc-collate=C --lc-ctype=C.UTF-8 --locale=C.UTF-8 
'
I
unshare -m sh inner.sh
setpriv --reuid 65532 --regid 65532 --clear-groups env -i PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin initdb -D /tmp/pgx/t/data/pg2
