/**
 * The settings of Grafana, as environment variables. Grafana sends no requests to the internet: its plugins are in the image. The
 * installer, which would replace them with newer ones, is off, because it unloads them before it finds the root filesystem
 * read-only.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#override-configuration-with-environment-variables
 */
export function grafanaSettings(host: string | undefined, home: string): Readonly<Record<string, string>> {
  const offline = {
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_NEWS_NEWS_FEED_ENABLED: 'false',
    GF_PLUGINS_PLUGIN_ADMIN_ENABLED: 'false',
    GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    GF_SECURITY_DISABLE_GRAVATAR: 'true',
    GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
  };
  const reached = { GF_SECURITY_COOKIE_SECURE: 'true', GF_SERVER_ROOT_URL: `https://${host}/` };
  const own = { GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: home, GF_LOG_MODE: 'console' };
  return { ...offline, ...own, ...(host === undefined ? {} : reached) };
}
