#!/bin/bash
# Stand-in for the entrypoint of the official image, as compose.yml uses it: a cluster at the first start.
set -euo pipefail
if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
    [ -n "${POSTGRES_PASSWORD:-}" ] || { echo >&2 'Error: superuser password is not specified.'; exit 1; }
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    # shellcheck disable=SC2086 # arguments, as in the official image
    initdb -U "${POSTGRES_USER:-postgres}" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") -E UTF8 \
        ${POSTGRES_INITDB_ARGS:-} -A "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" -D "$PGDATA"
    printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
fi
exec "$@"
