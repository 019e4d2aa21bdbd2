"""The files of .hosting, checked without a container engine or a cluster.

The schemas beside this file are those of their projects, cut to the parts in use.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from app.content.catalogue import ROOT
from app.server.metrics import REGISTRY

from .cluster import ENGINE, HOSTING

UNITS = ("app@", "course-scheduler", "course-worker@")
HERE = ROOT / "tests" / "hosting"


@cache
def schema(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def read(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((HOSTING / name).read_text("utf-8")))


def manifest(kind: str, name: str = "course") -> dict[str, Any]:
    (resource,) = (
        one
        for one in read("kubernetes.yaml")
        if (one["kind"], one["metadata"]["name"]) == (kind, name)
    )
    return resource


def compose() -> dict[str, Any]:
    (file,) = read("compose.yaml")
    return file


def unit(name: str) -> dict[str, list[str]]:
    """Return what a service unit sets, each name with its values."""
    settings: dict[str, list[str]] = {}
    for line in (HOSTING / f"{name}.service").read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            settings.setdefault(key, []).append(value)
    return settings


def without_numbers(command: list[str]) -> list[str]:
    """Return a command without its host, and without what is chosen for a cluster."""
    prefixes = ("tls://", "${SCHEDULER}", "--nworkers=", "--resources=")
    return [word for word in command if not word.startswith(prefixes)]


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


@pytest.mark.parametrize("name", ["course", *(f"course-{one}" for one in ENGINE)])
def test_a_pod_is_confined(name):
    pod = manifest("Deployment", name)["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not pod["automountServiceAccountToken"]


def test_a_pod_is_probed_with_what_the_app_answers():
    (app,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    assert app["readinessProbe"]["httpGet"]["path"] == "/readyz?full=yes"
    metric = manifest("HorizontalPodAutoscaler")["spec"]["metrics"][0]["pods"]
    assert metric["metric"]["name"] in {each.name for each in REGISTRY.collect()}
    most = {one["name"]: one.get("value") for one in app["env"]}["MAX_SESSIONS"]
    assert int(metric["target"]["averageValue"]) < int(most)


def test_kubernetes_runs_the_engine_that_compose_runs():
    variables = manifest("ConfigMap", "course-engine")["data"]
    images = {image(manifest("Deployment"))}
    for name in ENGINE:
        service = compose()["services"][name]
        deployment = manifest("Deployment", f"course-{name}")
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert without_numbers(container["command"]) == without_numbers(
            service["command"]
        )
        assert ("--resources=long=1" in container["command"]) == (name == "long-worker")
        assert service["environment"] == variables
        images.add(image(deployment))
    assert len(images) == 1
    (app,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    ours = {one["name"]: one.get("value", "") for one in app["env"]}
    for name, value in compose()["services"]["app"]["environment"].items():
        if name.startswith("ENGINE"):
            assert ours[name] == value.replace("scheduler", "course-scheduler")


def image(deployment: dict[str, Any]) -> str:
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return container["image"]


def test_only_replicas_and_workers_reach_the_scheduler():
    policy = manifest("NetworkPolicy", "course-engine")["spec"]
    engine = policy["podSelector"]["matchLabels"]
    for name in ENGINE:
        template = manifest("Deployment", f"course-{name}")["spec"]["template"]
        assert engine.items() <= template["metadata"]["labels"].items()
    app = manifest("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert not engine.items() <= app.items()
    among, from_app = policy["ingress"]
    assert among == {"from": [{"podSelector": {"matchLabels": engine}}]}
    assert from_app["from"] == [{"podSelector": {"matchLabels": app}}]
    (port,) = manifest("Service", "course-scheduler")["spec"]["ports"]
    assert from_app["ports"] == [{"protocol": "TCP", "port": port["port"]}]
    services = compose()["services"]
    for name in ENGINE:
        assert services[name]["networks"] == ["engine"]
        assert "ports" not in services[name]
        assert services[name]["image"] == services["app"]["image"]
    assert "engine" not in services["balancer"]["networks"]
    assert compose()["networks"]["engine"] == {"internal": True}


def test_the_compose_file_is_valid_and_runs_the_tested_balancer():
    jsonschema.Draft202012Validator(schema("compose")).validate(compose())
    services = compose()["services"]
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
    assert "streamlit run app/main.py" in unit("app@")["ExecStart"][0]


@pytest.mark.parametrize("name", UNITS)
def test_services_are_confined_and_restarted(name):
    settings = unit(name)
    names = list(settings)
    confined = [*settings.items()][names.index("PrivateTmp") : names.index("WantedBy")]
    ours = unit("app@")
    assert settings["Restart"] == ["always"] and settings["DynamicUser"] == ["yes"]
    assert all(ours[key] == value for key, value in confined) and len(confined) > 15


@pytest.mark.parametrize(
    ("name", "service"),
    [("course-scheduler", "scheduler"), ("course-worker@", "worker")],
)
def test_services_of_the_engine_are_those_of_compose(name, service):
    settings, theirs = unit(name), compose()["services"][service]
    (command,) = settings["ExecStart"]
    words = command.removeprefix("/opt/course/.venv/bin/").split()
    assert without_numbers(words) == without_numbers(theirs["command"])
    pairs = [pair for line in settings["Environment"] for pair in line.split()]
    for key, value in (pair.split("=", 1) for pair in pairs):
        if key in theirs["environment"]:
            there = theirs["environment"][key].replace("/engine/", "%d/")
            assert value == re.sub("^/course", "/opt/course", there)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_accepts_the_services(tmp_path):
    programs = Path(sys.executable).parent
    for name in UNITS:
        text = (HOSTING / f"{name}.service").read_text("utf-8")
        text = text.replace("/opt/course/.venv/bin", str(programs))
        (tmp_path / f"{name}.service").write_text(text)
    command = ["systemd-analyze", "verify", "--man=no"]
    command += [f"./{name.replace('@', '@1')}.service" for name in UNITS]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (process.returncode, process.stderr) == (0, "")


def test_protection_against_requests_of_other_sites_stays_on():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    files = [file for file in HOSTING.rglob("*") if file.is_file()]
    text = "".join(file.read_text("utf-8") for file in files)
    for name in ("enableXsrfProtection", "enableCORS"):
        assert name not in config.get("server", {})
        assert name not in text
