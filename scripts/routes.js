// npm run pages: the routing table in docs/guide/observability.md, from the code that renders the routes of Alertmanager.
const { Alerts, External, Receiver, SecretKey } = require('../lib');
const { GROUPED_BY, routesOf, TIMES } = require('../lib/observability/alerts/routes');

const slack = (channel) => Receiver.slack(SecretKey.of('slack', 'url'), { channel });
const to = External.https('hc.example.com');
const { destinations } = Alerts.to(slack('#ops'), {
  critical: slack('#on-call'),
  info: slack('#context'),
  teams: { pay: { namespaces: ['pay'], receiver: slack('#pay'), critical: slack('#pay-on-call') } },
  deadMan: Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to }),
});
const OPTIONS = {
  'dead-man': '`deadMan`; without it, none',
  info: '`info`; without it, none',
  critical: '`critical`; without it, the row does not exist',
  'team-pay-critical': '`teams.pay.critical`; without it, the row does not exist',
  'team-pay': '`teams.pay.receiver`',
  default: 'the first argument of `Alerts.to`',
};

function table() {
  const rows = routesOf(destinations).map(
    ({ says, name, continues, times = TIMES }) =>
      `| ${says} | ${OPTIONS[name]} | ${continues ? 'yes' : 'no'} | ${times.group_wait} | ${times.repeat_interval} |`,
  );
  const head =
    '| Alerts | Receiver | Then also the rows below | First message after | Repeated after |\n|---|---|---|---|---|';
  return `Alerts with the same ${GROUPED_BY.map((label) => `\`${label}\``).join(', ')} are one message. The first row that matches counts:\n\n${head}\n${rows.join('\n')}`;
}

module.exports = {
  page: 'docs/guide/observability.md',
  render: (text) =>
    text.replace(/(<!-- routes -->\n)[\s\S]*?(<!-- \/routes -->)/, (_, open, close) => `${open}${table()}\n${close}`),
};
