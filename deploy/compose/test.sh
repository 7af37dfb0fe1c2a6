#!/usr/bin/env bash
# `make test-compose`: the whole tests/e2e on a stack of containers of its own, then the demonstration on a fresh one.
#
# Images: the official ones where a registry answers, else the stand-ins of deploy/images/debian. STANDINS=true takes the
# stand-ins without asking. Everything that was started is gone at the end, also when this is interrupted; an engine that
# ran before runs afterwards. ARGUMENTS of pytest may follow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf 'test-compose: %s (%d s)\n' "$*" "$SECONDS" >&2; }
COMPOSE=(docker compose -f deploy/compose.yml)

# What is asked for is the smallest of the official images; without an answer in half a minute there is no registry.
registry() {
    [ "${STANDINS:-}" != true ] || return 1
    timeout 30 docker pull -q "$("${COMPOSE[@]}" config --images gateway | head -n 1)" >/dev/null 2>&1
}

sweep() {
    local project
    for project in $(docker ps -aq --filter label=com.docker.compose.project | xargs -r docker inspect \
        -f '{{index .Config.Labels "com.docker.compose.project"}}' | sort -u | grep "^permis-test-$$" || true); do
        docker compose -p "$project" -f deploy/compose.yml down --volumes --timeout 5 >/dev/null 2>&1 || true
    done
}
trap sweep EXIT

if registry; then
    say "official images"
    "${COMPOSE[@]}" pull -q --ignore-buildable
else
    say "no registry answers: stand-ins of Debian's packages"
    bash deploy/images/debian/make.sh >&2
    export COMPOSE_ENV_FILES=$PWD/deploy/images/debian/images.env
fi
"${COMPOSE[@]}" build -q
say "images are there"

status=0
E2E_ON=compose E2E_PROJECT=permis-test-$$ .venv/bin/python -m pytest tests/e2e "$@" || status=$?
say "end-to-end tests ended with $status"

PROJECT=permis-test-$$-demo PORT=28080 INBOX_PORT=28025 FRANCECONNECT_PORT=28090
export PORT INBOX_PORT FRANCECONNECT_PORT
"${COMPOSE[@]}" -p "$PROJECT" up --wait --no-build --pull never >/dev/null 2>&1 ||
    { "${COMPOSE[@]}" -p "$PROJECT" logs --tail 20 >&2; say "the demonstration did not come up"; exit 1; }
"${COMPOSE[@]}" -p "$PROJECT" logs --no-log-prefix demonstration | grep -q "Demande d'exemple" ||
    { say "the demonstration shows no demande"; exit 1; }
say "the demonstration was played"
exit "$status"
