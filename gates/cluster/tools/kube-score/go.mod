// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/kube-score

go 1.23.0

require github.com/zegl/kube-score v1.20.0

