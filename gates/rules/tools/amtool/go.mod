// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/amtool

go 1.26.0

require github.com/prometheus/alertmanager v0.35.0

