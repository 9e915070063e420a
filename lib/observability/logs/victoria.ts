import { imageFor } from '../../cluster/images';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf } from '../sizes';
import { logBackend, planOfLogs } from './logs';
import { VICTORIA_PORT, victoriaFlags } from './victoria-flags';

/** A user without rights on the node; the image takes any. */
const USER = 65532;
const DATA = '/victoria-logs';
const STARTUP = 5 * 60;

/**
 * VictoriaLogs on a volume.
 *
 * @see https://docs.victoriametrics.com/victorialogs/
 */
export const victoria: OptionalServerModel<'StatefulSet'> = {
  id: 'VictoriaLogs',
  kind: 'StatefulSet',
  wanted: (props) => logBackend(props)?.server === 'victoria',
  describe,
};

function describe({ scope, props }: ServerFacts): ObservabilityServerDescription {
  const plan = planOfLogs(props);
  return {
    image: imageFor(scope, 'victoriaLogs'),
    user: USER,
    port: VICTORIA_PORT,
    servicePort: VICTORIA_PORT,
    server: { args: victoriaFlags(plan, DATA), ...httpProbes('/health', STARTUP) },
    data: { path: DATA, size: plan.storage },
    usual: amountsOf('victoria', props),
    gracePeriod: 60,
    minReady: 0,
    metrics: { port: VICTORIA_PORT },
  };
}
