// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/cyclonus

go 1.22.0

require github.com/mattfenwick/cyclonus v0.5.6

