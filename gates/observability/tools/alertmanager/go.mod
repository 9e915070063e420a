// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/alertmanager

go 1.21

require github.com/prometheus/alertmanager v0.27.0

