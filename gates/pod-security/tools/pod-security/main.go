// Command pod-security prints what the library of Kubernetes says about pods. It reads an object for each line, with the level, the
// minor version and the pod, and writes a line for each: the reasons why the standard forbids the pod, none when it admits it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type question struct {
	Level api.Level  `json:"level"`
	Minor int        `json:"minor"`
	Pod   corev1.Pod `json:"pod"`
}

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		log.Fatal(err)
	}
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatalf("%v in %s", err, lines.Bytes())
		}
		setDefaults(&asked.Pod)
		standard := api.LevelVersion{Level: asked.Level, Version: api.MajorMinorVersion(1, asked.Minor)}
		answer, err := json.Marshal(reasons(evaluator.EvaluatePod(standard, &asked.Pod.ObjectMeta, &asked.Pod.Spec)))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(output, string(answer))
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

func reasons(results []policy.CheckResult) []string {
	found := []string{}
	for _, result := range results {
		if !result.Allowed {
			found = append(found, result.ForbiddenReason)
		}
	}
	return found
}

// The API server makes a volume without a source an emptyDir, before it judges the pod.
func setDefaults(pod *corev1.Pod) {
	for i := range pod.Spec.Volumes {
		volume := &pod.Spec.Volumes[i]
		if volume.VolumeSource == (corev1.VolumeSource{}) {
			volume.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}
