"""The files of .hosting, checked without a container engine or a cluster.

The schemas beside this file are those of their projects, cut to the parts in use.
"""

import json
import re
import tomllib
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml

from app.content.catalogue import ROOT

HERE, HOSTING = ROOT / "tests" / "hosting", ROOT / ".hosting"


@cache
def schema(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def read(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((HOSTING / name).read_text("utf-8")))


def manifest(kind: str) -> dict[str, Any]:
    (resource,) = (one for one in read("kubernetes.yaml") if one["kind"] == kind)
    return resource


def validate(resource: dict[str, Any]) -> None:
    definitions = schema("kubernetes")
    kind = definitions["kinds"][f"{resource['apiVersion']} {resource['kind']}"]
    root = {"$ref": f"#/$defs/{kind}", "$defs": definitions["$defs"]}
    jsonschema.Draft202012Validator(root).validate(resource)


def test_every_kubernetes_resource_is_valid():
    for resource in read("kubernetes.yaml"):
        validate(resource)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("replica",), 2), (("template", "spec", "containers", 0, "image"), 1)],
)
def test_the_schema_refuses_a_wrong_deployment(path, value):
    deployment = manifest("Deployment")
    *parents, last = path
    place = deployment["spec"]
    for part in parents:
        place = place[part]
    place[last] = value
    with pytest.raises(jsonschema.ValidationError):
        validate(deployment)


def test_a_pod_is_confined_and_probed_with_what_the_app_answers():
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    (app,) = pod["containers"]
    assert app["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert app["readinessProbe"]["httpGet"]["path"] == "/readyz?full=yes"
    metric = manifest("HorizontalPodAutoscaler")["spec"]["metrics"][0]["pods"]
    assert f'"{metric["metric"]["name"]}"' in (
        ROOT / "app/server/metrics.py"
    ).read_text("utf-8")
    most = {one["name"]: one.get("value") for one in app["env"]}["MAX_SESSIONS"]
    assert int(metric["target"]["averageValue"]) < int(most)


def test_the_compose_file_is_valid_and_runs_the_tested_balancer():
    (compose,) = read("compose.yaml")
    jsonschema.Draft202012Validator(schema("compose")).validate(compose)
    services = compose["services"]
    assert "./haproxy.cfg:" in services["balancer"]["volumes"][0]
    variables = set(
        re.findall(r"\$\{(\w+)", (HOSTING / "haproxy.cfg").read_text("utf-8"))
    )
    assert variables - {"DNS", "APP_1", "APP_2"} == set(
        services["balancer"]["environment"]
    )
    assert "ports" not in services["app"]  # no way round the balancer


def test_the_image_has_the_course_and_runs_as_an_unprivileged_user():
    lines = (HOSTING / "Dockerfile").read_text("utf-8").splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY")}
    assert {".streamlit", "app", "lessons", "pages"} <= copied
    assert lines.index("USER 10001") < next(
        i for i, at in enumerate(lines) if "CMD" in at
    )
    assert "--require-hashes" in "\n".join(lines)


def test_the_lock_has_each_requirement_with_its_hash():
    text = (HOSTING / "requirements.lock").read_text("utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==([^\s+]+)", text, re.MULTILINE))
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        name, version = line.split("==")
        assert locked[name] == version, "renew the lock: see .hosting/README.md"
    for entry in re.split(r"\n(?=[\w.-]+==)", text)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "nvidia" not in text


def test_the_service_runs_the_app_of_the_readme():
    text = (HOSTING / "app@.service").read_text("utf-8")
    lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line[1:])
    assert "streamlit run app/main.py" in lines["ExecStart"]
    assert lines["DynamicUser"] == lines["NoNewPrivileges"] == "yes"


def test_protection_against_requests_of_other_sites_stays_on():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    files = [file for file in HOSTING.rglob("*") if file.is_file()]
    text = "".join(file.read_text("utf-8") for file in files)
    for name in ("enableXsrfProtection", "enableCORS"):
        assert name not in config.get("server", {})
        assert name not in text
