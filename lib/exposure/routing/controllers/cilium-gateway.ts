import type { Column } from '../translation';
import { GATEWAY_API } from './gateway-api';

/** The column of a Gateway of Cilium: the filters that it knows, and no policies. */
export const CILIUM_GATEWAY: Column = {
  title: 'Cilium Gateway',
  page: 'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/',
  cells: {
    ...GATEWAY_API.cells,
    cors: { lacks: 'a Gateway of Cilium does not know the filter; let the app answer preflight requests' },
  },
};
