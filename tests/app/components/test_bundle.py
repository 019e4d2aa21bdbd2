"""Modules are joined into one script a component, which is sent once a page."""

import inspect
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.components import mount
from app.components.bundle import AWAIT_BUNDLE, BUNDLES, FOLDER, RECONNECT
from app.components.es_modules import ModuleError, join_modules, sort_modules

ALL = {**BUNDLES, "reconnect": RECONNECT}
LOADERS = {"shared/provide_bundle.js", "shared/await_bundle.js"}


@pytest.mark.parametrize("name", ALL)
def test_the_browser_side_stays_small(name):
    assert len(ALL[name].script.encode()) < ALL[name].max_bytes


@pytest.mark.parametrize("name", BUNDLES)
def test_what_is_drawn_waits_for_the_scripts_and_brings_none(name):
    app = AppTest.from_function(twice, kwargs={"name": name}).run()
    assert not app.exception
    scripts = [element.proto.js_content for element in app.get("bidi_component")]
    brought, first, second = sorted(scripts, key=len, reverse=True)
    assert len(brought) > len(BUNDLES[name].script) - 10
    assert len(first) == len(second) < 800  # the scripts are there once, for both


def test_nothing_is_mounted_without_its_scripts():
    source = inspect.getsource(mount)
    assert source.count("COMPONENTS[") == 1
    assert "COMPONENTS[" in inspect.getsource(mount._mount)


def twice(name):
    """A page with two elements of one component."""
    from app.components.mount import _mount

    for key in "ab":
        _mount(name, key=key, data={})


def modules(bundle):
    return sort_modules(FOLDER / name for name in bundle.modules)


def test_every_script_and_sheet_belongs_to_a_component():
    scripts = {FOLDER / name for name in LOADERS}
    scripts |= {each.path for bundle in ALL.values() for each in modules(bundle)}
    assert {*FOLDER.rglob("*.js")} == scripts
    sheets = {name for b in ALL.values() for name in (*b.sheets, *b.page_sheets)}
    assert {*FOLDER.rglob("*.css")} == {FOLDER / name for name in sheets}


def test_every_exported_name_is_imported_somewhere():
    every = {each.path: each for bundle in ALL.values() for each in modules(bundle)}
    exported = {(each.path, name) for each in every.values() for name in each.exports}
    imported = {
        (path, name)
        for each in (*every.values(), *sort_modules(FOLDER / name for name in LOADERS))
        for path, names in each.imports.items()
        for name in names
    }
    assert exported == imported


@pytest.mark.parametrize("name", ALL)
def test_a_bundle_has_no_import_and_one_entry(name):
    script = ALL[name].script
    assert not re.search(r"(^|;)(import|export(?! default))\b", script, re.MULTILINE)
    assert len(re.findall(r"const mount=|\bexport default ", script)) == 1


def test_what_waits_brings_nothing_but_itself():
    assert AWAIT_BUNDLE.count("\n") == 1


def files(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return [folder / f"{next(iter(texts))}.js"]


def test_modules_stand_after_what_they_import_and_once(tmp_path):
    entry = files(
        tmp_path,
        entry='import { a } from "./a.js";\nimport "./b.js";\nexport default a;\n',
        a='import { b } from "./b.js";\n// a remark\nexport const a = () => b;\n',
        b="export const b = `two  //  spaces`;\n",
    )
    assert join_modules(entry).split("\n") == [
        "const b=`two  //  spaces`;",
        "const a=()=>b;",
        "export default a;",
    ]


def test_a_default_export_in_the_middle_is_a_constant(tmp_path):
    entry = files(tmp_path, a="export default function () {}\n", b="const b = 1;\n")
    entries = [*entry, tmp_path / "b.js"]
    assert join_modules(entries, "mount") == "const mount=function(){}\nconst b=1;"
    with pytest.raises(ModuleError):
        join_modules(entries)


@pytest.mark.parametrize(
    "texts",
    [
        {"a": 'import { b } from "./b.js";\n', "b": "const b = 1;\n"},
        {"a": 'import { b } from "./none.js";\n'},
        {"a": 'import "./b.js";\n', "b": 'import "./a.js";\n'},
        {"a": 'import "./b.js";\nconst c = 1;\n', "b": "const c = 2;\n"},
        {"a": 'import * as b from "./b.js";\n', "b": ""},
        {"a": 'import { b as c } from "./b.js";\n', "b": "export const b = 1;\n"},
        {"a": "const a = 1;\nexport { a };\n"},
        {"a": "export default 1;\nexport default 2;\n"},
    ],
    ids=[
        *("not exported", "not there", "a circle", "two of a name"),
        *("a star", "renamed", "a list", "two defaults"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path, texts):
    with pytest.raises(ModuleError):
        join_modules(files(tmp_path, **texts))
