// Written by gates/cluster/tools/pin.ts.
module mainstay.test/tools/argo-rollouts

go 1.23.4

require github.com/argoproj/argo-rollouts v1.8.4

replace github.com/go-check/check => github.com/go-check/check v0.0.0-20180628173108-788fd7840127
replace github.com/go-telegram-bot-api/telegram-bot-api/v5 => github.com/OvyFlash/telegram-bot-api/v5 v5.0.0-20240108230938-63e5c59035bf
replace k8s.io/api v0.0.0 => k8s.io/api v0.29.3
replace k8s.io/apiextensions-apiserver v0.0.0 => k8s.io/apiextensions-apiserver v0.29.3
replace k8s.io/apimachinery v0.0.0 => k8s.io/apimachinery v0.29.3
replace k8s.io/apiserver v0.0.0 => k8s.io/apiserver v0.29.3
replace k8s.io/cli-runtime v0.0.0 => k8s.io/cli-runtime v0.29.3
replace k8s.io/client-go v0.0.0 => k8s.io/client-go v0.29.3
replace k8s.io/cloud-provider v0.0.0 => k8s.io/cloud-provider v0.29.3
replace k8s.io/cluster-bootstrap v0.0.0 => k8s.io/cluster-bootstrap v0.29.3
replace k8s.io/code-generator v0.0.0 => k8s.io/code-generator v0.29.3
replace k8s.io/component-base v0.0.0 => k8s.io/component-base v0.29.3
replace k8s.io/component-helpers v0.0.0 => k8s.io/component-helpers v0.29.3
replace k8s.io/controller-manager v0.0.0 => k8s.io/controller-manager v0.29.3
replace k8s.io/cri-api v0.0.0 => k8s.io/cri-api v0.29.3
replace k8s.io/csi-translation-lib v0.0.0 => k8s.io/csi-translation-lib v0.29.3
replace k8s.io/kube-aggregator v0.0.0 => k8s.io/kube-aggregator v0.29.3
replace k8s.io/kube-controller-manager v0.0.0 => k8s.io/kube-controller-manager v0.29.3
replace k8s.io/kube-proxy v0.0.0 => k8s.io/kube-proxy v0.29.3
replace k8s.io/kube-scheduler v0.0.0 => k8s.io/kube-scheduler v0.29.3
replace k8s.io/kubectl v0.0.0 => k8s.io/kubectl v0.29.3
replace k8s.io/kubelet v0.0.0 => k8s.io/kubelet v0.29.3
replace k8s.io/legacy-cloud-providers v0.0.0 => k8s.io/legacy-cloud-providers v0.29.3
replace k8s.io/metrics v0.0.0 => k8s.io/metrics v0.29.3
replace k8s.io/mount-utils v0.0.0 => k8s.io/mount-utils v0.29.3
replace k8s.io/pod-security-admission v0.0.0 => k8s.io/pod-security-admission v0.29.3
replace k8s.io/sample-apiserver v0.0.0 => k8s.io/sample-apiserver v0.29.3
