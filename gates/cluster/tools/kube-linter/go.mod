// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/kube-linter

go 1.25.5

require golang.stackrox.io/kube-linter v0.8.3

replace golang.stackrox.io/kube-linter => github.com/stackrox/kube-linter v0.8.3
