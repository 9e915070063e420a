/** Programs in a root file system of the data plane, with a directory of the run. */

/** Returns the arguments of `unshare` that run a program in the root, where /tmp is `directory`. `enter` is a command before it. */
export function inRoot(root: string, directory: string, words: readonly string[], enter = ''): string[] {
  const mounts = `mount --bind "$1" "$2/tmp" && mount -t proc proc "$2/proc" && mount --bind /dev "$2/dev" && mount -t tmpfs -o mode=1777 shm "$2/dev/shm"`;
  return ['--mount', 'sh', '-c', `${enter} ${mounts} && root=$2 && shift 2 && exec chroot "$root" "$@"`, 'sh'].concat(
    directory,
    root,
    words,
  );
}
