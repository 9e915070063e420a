import type { Column } from '../translation';
import { ofCloud } from './texts';

const ALB = 'alb.ingress.kubernetes.io';
const LACKS = 'an ALB has no equal for one app; let the app do it';
const DAY = 86_400;

/** The column of the AWS Load Balancer Controller. */
export const ALB_COLUMN: Column = {
  title: 'ALB',
  page: 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/',
  cells: {
    redirects: { lacks: LACKS },
    rateLimit: { lacks: LACKS },
    basicAuth: { lacks: LACKS },
    authService: { lacks: LACKS },
    cors: { lacks: LACKS },
    maxBody: { lacks: LACKS },
    timeout: { lacks: 'the timeout of an ALB is that of all of its apps; set it in the IngressClassParams' },
    sticky: {
      by: '`target-group-attributes`',
      refuses: (sticky) => ofCloud(sticky, 'the ALB', { seconds: 7 * DAY, said: 'a week' }),
      translate: ({ maxAge = DAY }) => {
        const attributes = `stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=${maxAge}`;
        return { ingress: { [`${ALB}/target-group-attributes`]: attributes } };
      },
    },
    requestHeaders: { lacks: LACKS },
    responseHeaders: { lacks: LACKS },
    mirror: { lacks: LACKS },
    rewrite: { lacks: LACKS },
  },
};
