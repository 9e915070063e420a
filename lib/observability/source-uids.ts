/** The uid of the data source of metrics, which panels name. */
export const METRICS_UID = 'prometheus';
/** The uid of the data source of logs, which links in dashboards contain. */
export const LOGS_UID = 'logs';
/** The uid of the data source of traces. */
export const TRACES_UID = 'traces';
