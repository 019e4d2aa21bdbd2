"""Modules are joined into one script a component, which is sent once a page."""

import inspect
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.components import mount
from app.components.bundle import (
    AWAIT,
    BUNDLES,
    CLASS_PAGES,
    EXPORTED_PAGE,
    FOLDER,
    FORCED_COLORS,
    RECONNECT,
    SCRIPTS,
    whole_scripts,
)
from app.components.es_modules import ModuleError, join_modules, sort_modules
from app.components.presentation import LARGE_TYPE
from app.content.catalogue import ROOT

DOCUMENTS = {f"{name}/{name}" for name in (CLASS_PAGES, EXPORTED_PAGE)}
"""What stands on documents that are not Streamlit's."""
OTHERS = {
    *("shared/provide_bundle.js", AWAIT, RECONNECT),
    *(f"{name}.js" for name in DOCUMENTS),
}
"""Modules that no bundle has for its own."""


@pytest.mark.parametrize("name", BUNDLES)
def test_the_browser_side_stays_small(name):
    assert len(SCRIPTS[name].encode()) < BUNDLES[name].max_bytes


@pytest.mark.parametrize("name", BUNDLES)
def test_a_component_waits_for_its_scripts_and_sends_none(name):
    app = AppTest.from_function(twice, kwargs={"name": name}).run()
    assert not app.exception
    scripts = [element.proto.js_content for element in app.get("bidi_component")]
    bundle, first, second = sorted(scripts, key=len, reverse=True)
    assert SCRIPTS[name] in bundle
    assert len(first) == len(second) < 800  # the scripts are there once, for both


@pytest.mark.parametrize(
    ("view", "player"),
    [
        ({"kind": "network"}, "player-network"),
        ({"kind": "fit", "draggable": True}, "player-line"),
        ({"kind": "fit", "draggable": False}, "player"),
    ],
)
def test_all_parts_of_a_page_get_the_player_of_its_figure(view, player):
    app = AppTest.from_function(figure_and_scenarios, kwargs={"view": view}).run()
    assert not app.exception
    scripts = [element.proto.js_content for element in app.get("bidi_component")]
    sent = [name for name in SCRIPTS for each in scripts if SCRIPTS[name] in each]
    assert [name for name in sent if name.startswith("player")] == [player]


def test_nothing_is_mounted_without_its_scripts():
    source = inspect.getsource(mount)
    assert source.count("COMPONENTS[") == 1
    assert "COMPONENTS[" in inspect.getsource(mount._mount)


def twice(name):
    """A page with two elements of one component."""
    from app.components.mount import _mount

    for key in "ab":
        _mount(name, key=key, data={})


def figure_and_scenarios(view):
    """A page with a figure of one view, and another part of the player."""
    from app.components.mount import player_part

    for name, options in (("figure", {"views": [view]}), ("scenes", {})):
        player_part(name, key=name, player_context={}, **options)


def modules():
    """All modules that a browser gets."""
    bundled = (name for bundle in BUNDLES.values() for name in bundle.modules)
    return sort_modules(FOLDER / name for name in {*bundled, *OTHERS})


def test_every_script_and_sheet_belongs_to_a_component():
    assert {*FOLDER.rglob("*.js")} == {each.path for each in modules()}
    sheets = {name for b in BUNDLES.values() for name in (*b.sheets, *b.page_sheets)}
    sheets.add(FORCED_COLORS)
    in_document = {LARGE_TYPE, *(FOLDER / f"{name}.css" for name in DOCUMENTS)}
    assert {*FOLDER.rglob("*.css")} == {FOLDER / name for name in sheets} | in_document


def test_every_exported_name_is_imported_somewhere():
    every = modules()
    exported = {(each.path, name) for each in every for name in each.exports}
    imported = {
        (path, name)
        for each in every
        for path, names in each.imports.items()
        for name in names
    }
    tests = [f.read_text("utf-8") for f in (ROOT / "tests" / "js").glob("*.test.js")]
    tested = {
        (path, name)
        for path, name in exported
        if any(path.name in test and name in test for test in tests)
    }
    assert exported == imported | tested


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_imports_nothing_and_has_one_default_export(name):
    script = whole_scripts()[name]
    assert not re.search(r"^(import|export(?! default))\b", script, re.MULTILINE)
    assert script.count("export default ") == 1
    assert SCRIPTS[name].startswith("export default")
    assert len(SCRIPTS[name]) < 0.7 * len(script)


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
    assert [line for line in join_modules(entry).split("\n") if line] == [
        "const b = `two  //  spaces`;",
        "// a remark",
        "const a = () => b;",
        "const entry = a;",
    ]


def test_a_default_export_in_the_middle_is_a_constant(tmp_path):
    entry = files(tmp_path, a="export default function () {}\n", b="const b = 1;\n")
    entries = [*entry, tmp_path / "b.js"]
    joined = join_modules(entries, "mount")
    assert joined == "const mount = function () {}\n\nconst b = 1;\n"
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
def test_modules_that_cannot_be_joined_are_refused(tmp_path, texts):
    with pytest.raises(ModuleError):
        join_modules(files(tmp_path, **texts))
