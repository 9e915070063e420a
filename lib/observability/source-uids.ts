/** The uid of the data source of logs, which links in dashboards contain. */
export const LOGS_UID = 'logs';
/** The uid of the data source of traces. */
export const TRACES_UID = 'traces';
