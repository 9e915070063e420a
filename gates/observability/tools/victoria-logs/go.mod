// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/victoria-logs

go 1.26.5

require github.com/VictoriaMetrics/VictoriaLogs v1.52.1
