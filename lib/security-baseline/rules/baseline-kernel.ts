import { each, type ObjectRule } from './rule';
import { ESCALATES, needed, own, quoted, RESTRICTED, set, USER_NAMESPACE, WINDOWS, where } from './standard-fields';

/** The capabilities that runtimes grant by default. */
const CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** The sysctls of a pod that leave its node alone, by the version in which the standard took them in. */
const SYSCTLS: Readonly<Record<number, readonly string[]>> = {
  0: [
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.ping_group_range',
    'net.ipv4.tcp_syncookies',
  ],
  27: ['net.ipv4.ip_local_reserved_ports'],
  29: [
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_keepalive_intvl',
    'net.ipv4.tcp_keepalive_probes',
    'net.ipv4.tcp_keepalive_time',
  ],
  32: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
};
const safeSysctl = Object.entries(SYSCTLS).map(
  ([minor, names]) => `standard.minor >= ${minor} && e.name in ${quoted(names)}`,
);

const PROFILES = quoted(['RuntimeDefault', 'Localhost']);
const profiled = (profile: string): string => `${profile}.type in ${PROFILES}`;

const TYPES = quoted(['', 'container_t', 'container_init_t', 'container_kvm_t']);
const labelled = (options: string): string => {
  const type = `(${options}.type in ${TYPES} || standard.minor >= 31 && ${options}.type == "container_engine_t")`;
  const unset = (field: string): string => `(!has(${options}.${field}) || ${options}.${field} == "")`;
  return `((!has(${options}.type) || ${type}) && ${unset('user')} && ${unset('role')})`;
};

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** The standard `baseline` about the kernel: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const baselineKernel: readonly ObjectRule[] = [
  {
    id: 'add-capabilities',
    tags: ['nsa', 'cis-5.2.9'],
    level: 'baseline',
    subject: 'container',
    ...where(
      `(${own('capabilities')} && !(${RESTRICTED} && ${WINDOWS}))`,
      each(
        'container.securityContext.capabilities.add',
        `e in (${RESTRICTED} ? ["NET_BIND_SERVICE"] : ${quoted(CAPABILITIES)})`,
        'e',
      ),
    ),
    field: 'securityContext.capabilities.add',
    what: 'must add no capability but those of its Pod Security level',
    why: ESCALATES,
    fix: 'remove securityContext.capabilities.add; restricted allows only NET_BIND_SERVICE',
  },
  {
    id: 'seccomp',
    tags: ['nsa', 'cis-5.6.2'],
    level: 'baseline',
    subject: 'context',
    cel: `${RESTRICTED} ? ${WINDOWS} || ${needed('seccompProfile', profiled)} : ${set('seccompProfile', profiled)}`,
    field: 'securityContext.seccompProfile.type',
    what: 'must have a seccomp profile',
    why: 'the container may make every system call of the kernel',
    fix: 'set securityContext.seccompProfile.type to RuntimeDefault on the pod',
  },
  {
    id: 'app-armor',
    tags: ['nsa'],
    level: 'baseline',
    subject: 'context',
    cel: set('appArmorProfile', profiled),
    field: 'securityContext.appArmorProfile.type',
    what: 'must not turn off AppArmor',
    why: 'the container may write to files of the kernel that configure the node',
    fix: 'remove securityContext.appArmorProfile',
  },
  {
    id: 'app-armor-annotation',
    level: 'baseline',
    subject: 'pod',
    ...each(
      'metadata.annotations',
      `!e.startsWith("${APP_ARMOR}") || metadata.annotations[e] in ["", "runtime/default"] || metadata.annotations[e].startsWith("localhost/")`,
      'metadata.annotations[e]',
    ),
    field: 'metadata.annotations',
    what: 'the annotations of the pod must not turn off AppArmor',
    why: 'the container may write to files of the kernel that configure the node',
    fix: `remove those that begin with ${APP_ARMOR}`,
  },
  {
    id: 'selinux',
    tags: ['nsa'],
    level: 'baseline',
    subject: 'context',
    cel: set('seLinuxOptions', labelled),
    field: 'securityContext.seLinuxOptions',
    what: 'must not choose its own SELinux user, role or type',
    why: 'another type than that of containers may read and write files of the node',
    fix: 'remove securityContext.seLinuxOptions, or keep only its level',
  },
  {
    id: 'proc-mount',
    level: 'baseline',
    subject: 'container',
    cel: `!${own('procMount')} || container.securityContext.procMount == "Default" || (!(${RESTRICTED}) && ${USER_NAMESPACE})`,
    field: 'securityContext.procMount',
    what: 'must not see all of /proc',
    why: 'it holds settings of the kernel that the runtime hides from containers',
    fix: 'remove securityContext.procMount',
  },
  {
    id: 'sysctls',
    level: 'baseline',
    subject: 'pod',
    ...where('has(pod.securityContext)', each('pod.securityContext.sysctls', safeSysctl.join(' || '))),
    field: 'securityContext.sysctls',
    what: 'the pod must set only sysctls that leave its node alone',
    why: 'others change the kernel for every pod of the node, or switch off a protection',
    fix: 'remove them, or set them on the node',
  },
];
