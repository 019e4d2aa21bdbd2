"""The rules of the house, on whatever lessons and pages there are."""

import ast
import inspect
import re
import sys
import tomllib
from collections import defaultdict
from functools import cache, partial
from pathlib import Path

import pytest

from app.components import charts
from app.components.bundle import FOLDER
from app.components.charts import chart_table
from app.content.catalogue import (
    GUIDES,
    LANGUAGES,
    PLACEHOLDER,
    ROOT,
    PageText,
    load_messages,
)
from app.content.contrast import contrast_ratio
from app.content.lesson_files import lesson_modules
from app.content.quantities import MEANINGS, QUANTITIES
from app.content.setting_format import format_setting
from app.content.source_listing import SIGNPOSTS, visible_source
from lessons import COURSE, SLUGS, lesson
from tests.course import QUESTIONS, RECORDED_SLUGS, TEXT_CONTROLS, TOOLS, question, tool

PYTHON = sorted(
    file for room in ("app", "lessons", "pages") for file in (ROOT / room).rglob("*.py")
)
NOT_CODE = {"", *SIGNPOSTS}
"""Lines that do not count in a file's length."""
FILES_MAY_IMPORT = {"numpy", "numpy.lib.stride_tricks", "torch", "itertools", "io"} | {
    *("gzip", "hashlib", "os", "pathlib", "urllib.request", "re", "collections"),
    *("torch.optim.lr_scheduler", "torch.utils.data"),
}


def relative_path(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def syntax_tree(file: Path) -> ast.Module:
    """Read once for all that is asked of it."""
    return ast.parse(file.read_text("utf-8"))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """All that a file is made of."""
    return tuple(ast.walk(syntax_tree(file)))


@cache
def imports(file: Path) -> set[str]:
    names = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("slug", SLUGS)
def test_the_app_mentions_no_lesson_by_name(slug):
    """Some names are everyday words too: what counts is code that means a lesson."""
    for file in (ROOT / "app").rglob("*.*"):
        if file.suffix in {".js", ".css"}:
            pattern = rf"""["'`.-]{slug}["'`./]"""
            assert not re.search(pattern, file.read_text("utf-8")), relative_path(file)
        elif file.suffix == ".toml":
            assert slug not in tomllib.loads(file.read_text("utf-8"))
        elif file.suffix == ".py":
            assert f"lessons.{slug}" not in imports(file), relative_path(file)
            for text in texts(file):
                assert not re.match(rf"{slug}([./]|$)", text), relative_path(file)


@cache
def texts(file: Path) -> tuple[str, ...]:
    """The strings of a file, but for entries of the session: they mean no lesson."""
    session = {
        argument
        for node in nodes(file)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("st.session_state.")
        for argument in node.args
    }
    constants = [node for node in nodes(file) if isinstance(node, ast.Constant)]
    strings = (node.value for node in constants if node not in session)
    return tuple(text for text in strings if isinstance(text, str))


def test_course_folders_pages_and_tests_match():
    folders = {f.parent.name for f in (ROOT / "lessons").glob("*/with_torch.py")}
    pages = {f.stem for f in (ROOT / "pages").glob("*.py")}
    tests = {
        f.stem.removeprefix("test_")
        for f in (ROOT / "tests" / "lessons").glob("test_*.py")
    }
    shared = {f.stem for f in (ROOT / "lessons").glob("*.py")}
    shared |= {f.stem for f in (ROOT / "lessons" / "data").iterdir()} | {"contract"}
    assert set(SLUGS) == folders == pages - set(GUIDES) == tests - shared
    assert len(SLUGS) == len(set(SLUGS))


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_has_a_page_words_and_a_test_but_no_lesson(slug):
    assert slug not in SLUGS
    assert (ROOT / "pages" / f"{slug}.py").is_file()
    assert (ROOT / "tests" / "pages" / f"test_{slug}.py").is_file()
    assert len(PageText(slug, "fr").text("question")) <= 52


def test_the_top_of_the_app_is_short_and_its_modules_too():
    entries = {f.name for f in (ROOT / "app").iterdir()} - {"__pycache__"}
    assert len(entries) <= 12
    for file in (ROOT / "app").rglob("*.py"):
        lines = file.read_text("utf-8").count("\n")
        assert lines <= 350, relative_path(file)


def test_no_module_of_the_app_shadows_a_standard_one():
    names = {f.stem for f in (ROOT / "app").iterdir()} - {"__init__", "__pycache__"}
    assert not names & sys.stdlib_module_names


@pytest.mark.parametrize("slug", [*SLUGS, *GUIDES])
def test_both_languages_say_the_same_things(slug):
    fr, en = (PageText(slug, lang) for lang in LANGUAGES)
    assert list(fr.sections) == list(en.sections)
    for name in fr.sections:
        assert set(PLACEHOLDER.findall(fr.sections[name])) == set(
            PLACEHOLDER.findall(en.sections[name])
        ), name
        assert list(fr.labels(name)) == list(en.labels(name)), name
        for label, text in fr.labels(name).items():
            assert set(PLACEHOLDER.findall(text)) == set(
                PLACEHOLDER.findall(en.labels(name)[label])
            ), (name, label)
        assert fr.sections[name] and en.sections[name], name


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_follow_the_house_rules(slug, lang):
    words = PageText(slug, lang)
    assert len(words.text("question")) <= 52
    assert words.text("question").endswith("?")
    for name, text in words.sections.items():
        assert "```" not in text, name
        for meaning, _ in re.findall(r"\[(\w+) ([^\]]+)\]", text):
            assert meaning in MEANINGS, name
    for control in lesson(slug).controls:
        assert control.name in words.labels("labels")
    names = [scenario.name for scenario in lesson(slug).scenarios]
    assert list(words.labels("scenarios")) == names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_switch_label_can_be_read_as_its_opposite(lang):
    """« Laisser » and "leave" may be read as to keep, and as to leave out."""
    relative_path = defaultdict(set)
    for slug in SLUGS:
        labels = PageText(slug, lang).labels("labels")
        for control in lesson(slug).controls:
            if {False, True} == {*getattr(control, "values", ())}:
                relative_path[control.name].add(labels[control.name])
    assert len(relative_path["drop_last"]) == 1  # the same on both pages
    both = re.compile("laisse|leave (?!out)", re.IGNORECASE)
    assert [
        words for words in set().union(*relative_path.values()) if both.match(words)
    ] == []


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_its_words(slug, name, lang):
    words, item = PageText(slug, lang), question(slug, name)
    section = f"predict.{name}"
    assert words.sections[section].endswith("?")
    controls = {control.name for control in lesson(slug).controls}
    for part in (section, f"{section}.options"):
        filled = set(re.findall(r"\{(\w+)", words.sections.get(part, "")))
        assert filled <= {"v", *controls}  # what the run gives would tell the answer
    labels_by_kind = {"choice": item.options, "number": ("item",), "order": ("item",)}
    if item.kind in labels_by_kind:
        assert tuple(words.labels(f"{section}.options")) == labels_by_kind[item.kind]
    assert set(words.labels(f"{section}.because")) == set(item.mistakes)
    assert set(words.labels(f"{section}.shows")) == set(item.findings)


@pytest.mark.parametrize(("slug", "name"), TEXT_CONTROLS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_of_a_typed_control_has_its_words(slug, name, lang):
    reasons, words = {*lesson(slug)[name].reasons}, PageText(slug, lang)
    assert reasons <= {*words.refusal_messages(name)}
    section = f"{name}.refused"
    own = words.labels(section) if section in words.sections else {}
    assert {*own} <= {"kept", *reasons}
    assert lesson(slug)[name].samples


PYTHONS = re.compile(r"(?<![=\w])(True|False|None)(?!\w)")
"""Values as Python writes them; a keyword argument may have one."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_questions_and_exercises_write_no_value_as_python_does(slug, lang):
    words, page = PageText(slug, lang), lesson(slug)
    items = [
        (f"predict.{q.name}", partial(page.question_settings, q))
        for q in page.questions
    ]
    items += [(f"exercise.{e.name}", partial(page.task, e)) for e in page.exercises]
    for section, draw in items:
        parts = [
            t for n, t in words.sections.items() if f"{n}.".startswith(f"{section}.")
        ]
        code = re.compile(r"`[^`]*`")
        used = {n for t in parts for n in re.findall(r"{(\w+)", code.sub("", t))}
        for seed in range(8):
            values = draw(seed)
            for name in used & {control.name for control in page.controls}:
                text = format_setting(words, page, name, values[name])
                assert not PYTHONS.search(code.sub("", text)), (section, name, text)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_asks_two_questions_of_different_kinds(slug):
    questions = lesson(slug).questions
    assert len({item.kind for item in questions}) >= 2
    assert "page.predict()" in (ROOT / "pages" / f"{slug}.py").read_text("utf-8")


@pytest.mark.parametrize("slug", [*SLUGS, *GUIDES])
def test_french_typography_is_right(slug):
    for name, text in PageText(slug, "fr").sections.items():
        prose = re.sub(r"`[^`]*`|^- \w+(\.\w+)?:", "", text, flags=re.MULTILINE)
        assert not re.search(r"\w[;!?»]|\w:\s", prose), name
        assert not re.search(r"[^\S\u202f\u00a0][;!?»]", prose), name
        assert "'" not in prose, name


def test_interface_catalogues_have_the_same_entries():
    fr, en = (load_messages(lang) for lang in LANGUAGES)
    assert {k: set(v) for k, v in fr.items()} == {k: set(v) for k, v in en.items()}
    for section in fr:
        for name in fr[section]:
            assert PLACEHOLDER.findall(fr[section][name]) == PLACEHOLDER.findall(
                en[section][name]
            )


def test_every_chapter_has_a_name():
    assert {chapter.name for chapter in COURSE} == set(load_messages("fr")["chapters"])


@pytest.mark.parametrize(
    "file", sorted((ROOT / "pages").glob("*.py")), ids=relative_path
)
def test_pages_hold_no_words_for_the_reader(file):
    """Strings on a page are names: short, without spaces, or formats, units, signs."""
    tree = syntax_tree(file)
    documented = (ast.Module, ast.FunctionDef)
    docstrings = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, documented)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if text in docstrings or text.startswith(
                ("∂", "{", "\n>>>", ">>>", "# torch")
            ):
                continue
            assert re.fullmatch(r"[\w./, ²×→—…ŷ()\n_@=Σ√*+−\[\]:-]{0,32}", text), text
            assert not re.search(r"[a-zà-ÿ]{3,} [a-zà-ÿ]{3,}", text), text


def test_lines_of_javascript_have_at_most_100_characters():
    """Biome wraps code; this holds for comments and texts too."""
    folders = [ROOT / name for name in ("app", "tests/browser", "tests/benchmarks")]
    files = [file for folder in folders for file in folder.rglob("*.js")]
    for file in [*files, *(ROOT / "tests/js").glob("*.js")]:
        lines = file.read_text("utf-8").splitlines()
        assert max(map(len, lines)) <= 100, relative_path(file)


@pytest.mark.parametrize(
    "file", sorted((ROOT / "app").rglob("*.js")), ids=relative_path
)
def test_javascript_holds_no_words_for_the_reader(file):
    """No capitalised word and no two words in a row inside a string that is shown."""
    code = re.sub(r"//.*", "", file.read_text("utf-8"))
    for text in re.findall(r'text: "([^"]*)"|textContent = "([^"]*)"', code):
        assert not re.search(r"[A-Za-zÀ-ÿ]{2,}", "".join(text))


def test_charts_hold_no_words_for_the_reader():
    for file in (ROOT / "app/components/charts").glob("*.py"):
        for node in nodes(file):
            if isinstance(node, ast.keyword) and node.arg == "title":
                title = getattr(node.value, "value", None)
                assert not isinstance(node.value, ast.Constant) or title in {None, " "}


def test_every_chart_has_a_data_table():
    """Charts are drawn in one place, which has the switch of the table."""
    own = inspect.getmembers(charts, inspect.isfunction)
    returns = {name: f for name, f in own if "Chart" in str(f.__annotations__)}
    public_charts = {
        f for name, f in returns.items() if name[0] != "_" and name != "draw"
    }
    assert public_charts == set(chart_table.TABLE_BUILDERS)
    for file in PYTHON:
        calls = [ast.unparse(n.func) for n in nodes(file) if isinstance(n, ast.Call)]
        allowed = (
            1 if relative_path(file) == "app/components/charts/with_table.py" else 0
        )
        assert calls.count("charts.draw") == allowed, relative_path(file)
        drawers = [c for c in calls if re.fullmatch(r"st\.\w+_chart", c)]
        expected = {
            "app/components/charts/spec.py": 1,
            "app/components/torchviz_graph/__init__.py": 1,
        }  # Vega-Lite; Graphviz, text
        assert len(drawers) == expected.get(relative_path(file), 0), relative_path(file)


def test_every_view_of_the_player_has_a_data_table_or_a_text():
    scripts = "\n".join(f.read_text("utf-8") for f in FOLDER.rglob("*.js"))
    view_names = set(re.findall(r"^views\.(\w+) = ", scripts, re.MULTILINE))
    table_views = set(re.findall(r"^tables\.(\w+) = ", scripts, re.MULTILINE))
    assert view_names - table_views == {"ring", "graph"}  # the acts below say the same
    assert table_views <= view_names


@pytest.mark.parametrize(("slug", "name"), TOOLS)
def test_run_takes_the_controls_with_their_defaults(slug, name):
    parameters = inspect.signature(tool(slug, name).run).parameters
    defaults = {name: p.default for name, p in parameters.items()}
    controls = lesson(slug).run_controls
    data = dict.fromkeys(lesson(slug).run_arguments("en"), ())
    assert defaults == {c.name: c.default for c in controls} | data


@pytest.mark.parametrize("slug", SLUGS)
def test_all_tools_have_the_same_functions_in_the_same_order(slug):
    functions = []
    for module in lesson_modules(slug):
        own = inspect.getmembers(module, inspect.isfunction)
        own = [f for _, f in own if f.__module__ == module.__name__]
        own.sort(key=lambda f: f.__code__.co_firstlineno)
        functions.append([(f.__name__, str(inspect.signature(f))) for f in own])
    assert all(names == functions[0] for names in functions)


@pytest.mark.parametrize(("slug", "name"), TOOLS)
def test_files_of_a_lesson_are_short_and_standalone(slug, name):
    source = inspect.getsource(tool(slug, name))
    lines = [line.strip() for line in source.splitlines()]
    n_controls = len(lesson(slug).controls)  # a line each, and its use
    most = 100 if n_controls < 15 else max(200, 9 * n_controls)
    most += 162 if "urlopen(" in source else 0  # data, layers, batches: all by hand
    assert len([line for line in lines if line.strip("# ") not in NOT_CODE]) <= most
    assert "print" not in source
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [alias.name for alias in node.names]
            names = [node.module] if isinstance(node, ast.ImportFrom) else names
            assert set(names) <= FILES_MAY_IMPORT


@pytest.mark.parametrize(("slug", "name"), TOOLS)
def test_the_shown_functions_are_signposted_and_narrow(slug, name):
    """`train` or `train_epoch`; if nothing is trained all of STEPS, or `build`.

    Two files stand side by side; those of a ladder have more room, one at a time.
    """
    file = tool(slug, name)
    train = getattr(file, "train", None) or getattr(file, "train_epoch", None)
    trains = train is not None
    function = train or getattr(file, "build", None)
    for one in getattr(file, "STEPS", {"": function}).values():
        signposted(visible_source(one), 58 if lesson(slug).stages else 48, trains)
    assert trains or slug not in RECORDED_SLUGS


def signposted(code, width, trains):
    """The signposts of a function, in their order, and the width of its lines."""
    signs = re.findall(r"# (\w+)$", code, re.MULTILINE)
    assert signs == [sign for sign in SIGNPOSTS if sign in signs]
    for line in code.splitlines():
        inside = line[8:] if line.startswith(" " * 8) else line
        assert len(inside) <= width, line
    assert "forward" in signs
    if trains:
        assert {"backward", "update"} <= set(signs)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_without_numpy_says_why(slug):
    explained = "code.without_numpy" in PageText(slug, "fr").sections
    assert explained == ((slug, "with_numpy") not in TOOLS)


@pytest.mark.parametrize("file", PYTHON, ids=relative_path)
def test_no_eval_exec_or_pickle(file):
    for node in nodes(file):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}
    assert not {"pickle", "dill", "cloudpickle", "shelve"} & imports(file)


def test_colours_are_defined_in_the_theme_only():
    for file in [
        *PYTHON,
        *(ROOT / "app").rglob("*.css"),
        *(ROOT / "app").rglob("*.js"),
    ]:
        assert not re.search(r"#[0-9a-fA-F]{6}\b", file.read_text("utf-8")), (
            relative_path(file)
        )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_has_contrast(theme):
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    colours = tomllib.loads(config)["theme"][theme]
    page, tint = colours["backgroundColor"], colours["secondaryBackgroundColor"]
    for name, colour in colours.items():
        if name.endswith("TextColor") or name in {
            "textColor",
            "primaryColor",
            "linkColor",
        }:
            assert contrast_ratio(colour, page) >= 4.5, name
            assert contrast_ratio(colour, tint) >= 4.5, name
    assert (
        contrast_ratio(colours["codeTextColor"], colours["codeBackgroundColor"]) >= 4.5
    )
    for meaning in MEANINGS.values():
        assert contrast_ratio(colours[f"{meaning}Color"], page) >= 3, meaning
    assert contrast_ratio(colours["borderColor"], page) >= 3
    assert len(colours["chartCategoricalColors"]) == len(MEANINGS)
    for meaning, colour in zip(
        MEANINGS.values(), colours["chartCategoricalColors"], strict=True
    ):
        assert colours[f"{meaning}Color"] == colour


def test_streamlit_is_quiet_private_and_without_tracebacks():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none"}
    assert config["browser"]["gatherUsageStats"] is False
    assert config["runner"]["postScriptGC"] is False


def test_every_quantity_has_a_known_meaning():
    assert {meaning for meaning, _ in QUANTITIES.values()} <= {"", *MEANINGS}


def test_requirements_pin_everything_and_name_no_index():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text("utf-8").split("\n"):
            assert not line.startswith(("-i", "--"))
            assert not line or line.startswith("-r ") or re.search(r"==[\w.]+$", line)
    assert "torch==2.13.0\n" in (ROOT / "requirements.txt").read_text("utf-8")
