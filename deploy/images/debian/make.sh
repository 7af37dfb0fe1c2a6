#!/usr/bin/env bash
# The stand-ins of README.md, all of them; what is there already is made again from the engine's cache.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

here=deploy/images/debian
command -v debootstrap >/dev/null || bash deploy/compose/engine.sh --packages debootstrap
bash "$here/bases.sh"
targets=(python node postgres rabbitmq nginx seaweedfs nettools)
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
for target in "${targets[@]}"; do
    docker build --secret "id=ca,src=${EXTRA_CA_FILE:-/dev/null}" --target "$target" -t "permis/$target:debian" \
        -f "$here/Dockerfile" . >"$log/$target" 2>&1 &
done
failed=()
for target in "${targets[@]}"; do wait -n || failed+=(1); done
if [ ${#failed[@]} != 0 ]; then tail -n 15 "$log"/* >&2; exit 1; fi
docker images --format '{{.Repository}}:{{.Tag}}  {{.Size}}' --filter reference='permis/*:debian'
