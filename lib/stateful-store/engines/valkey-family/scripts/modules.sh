# shellcheck shell=sh
# Prints a line of configuration for each module of the image, as the entrypoint of the image would load them; nothing unless $MODULES
# names folders. Fails when they have none: data of a module could not be read. Source this after common.sh.
modules() {
  [ -n "${MODULES-}" ] || return 0
  none=yes
  for folder in $MODULES; do
    for module in "$folder"/*.so; do
      if [ -x "$module" ]; then
        printf 'loadmodule %s\n' "$module"
        none=
      fi
    done
  done
  [ -z "$none" ] || {
    log "the image has no modules in $MODULES: take an image of Redis 8 or valkey-bundle, or leave modules out"
    return 1
  }
}
