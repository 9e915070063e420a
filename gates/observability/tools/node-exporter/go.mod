// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/node-exporter

go 1.25.0

require github.com/prometheus/node_exporter v1.12.1

