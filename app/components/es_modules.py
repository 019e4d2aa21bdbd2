"""Join ES modules into one script, sorted by their imports; no build step, no Node.

Only these forms are known: `import { a, b } from "./file.js";`, `import "./file.js";`,
`export` before a function, a class or a constant, and one `export default`. Names are
not changed: all modules of a script share one scope, so a name may stand at the top
level of one of them only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

IMPORT = re.compile(
    r'^import (?:\{([^}]*)\} from )?"(\.\.?/[^"]+\.js)";\n', re.MULTILINE
)
EXPORT = re.compile(
    r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE
)
DEFAULT = re.compile(r"^export default (?=\w)", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
DESTRUCTURED = re.compile(r"^( *)const (?=[\[{])", re.MULTILINE)
ENTRY = "entry"
KEYWORD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class ModuleError(ValueError):
    """A module that cannot be joined with the others."""


@dataclass(frozen=True)
class Module:
    """One file of JavaScript.

    Args:
        path: where it stands, resolved.
        imports: the names it imports, by the path of the module they come from.
        exports: the names it exports, the default aside.
        names: all names at its top level.
        body: its code without import lines and without `export` before a name.
        default: whether it has a default export, which is still marked in `body`.
    """

    path: Path
    imports: dict[Path, tuple[str, ...]]
    exports: frozenset[str]
    names: tuple[str, ...]
    body: str
    default: bool


@cache
def read_module(path: Path) -> Module:
    """Read a module, once for all scripts that it is part of.

    Raises:
        ModuleError: if it imports or exports in a form that is not known.
    """
    code = path.read_text("utf-8")
    imports: dict[Path, tuple[str, ...]] = {}
    for names, target in IMPORT.findall(code):
        found = tuple(name.strip() for name in names.split(",") if name.strip())
        if not all(re.fullmatch(r"\w+", name) for name in found):
            raise ModuleError(f"{path.name}: import {{ {names} }} is renamed")
        key = (path.parent / target).resolve()
        imports[key] = imports.get(key, ()) + found
    exports = frozenset(EXPORT.findall(code))
    body = EXPORT.sub("", IMPORT.sub("", code))
    default = len(DEFAULT.findall(body))
    if unknown := KEYWORD.search(DEFAULT.sub("", body)):
        raise ModuleError(f"{path.name}: unknown form: {unknown[0]}")
    if default > 1:
        raise ModuleError(f"{path.name}: more than one default export")
    names = tuple(TOP_LEVEL.findall(body))
    return Module(path, imports, exports, names, body, bool(default))


def sort_modules(entries: Iterable[Path]) -> list[Module]:
    """Return the modules that these need, each after all that it imports.

    Raises:
        ModuleError: if modules import each other in a circle, if one imports a file
            that is not there or a name that is not exported.
    """
    modules: dict[Path, Module] = {}
    active: list[Path] = []

    def visit(path: Path) -> None:
        if path in modules:
            return
        if path in active:
            circle = " → ".join(each.name for each in (*active, path))
            raise ModuleError(f"a circle of imports: {circle}")
        if not path.is_file():
            raise ModuleError(f"{active[-1].name if active else ''}: no {path.name}")
        active.append(path)
        module = read_module(path)
        for target, names in module.imports.items():
            visit(target)
            if missing := set(names) - modules[target].exports:
                raise ModuleError(f"{path.name}: {target.name} exports no {missing}")
        active.pop()
        modules[path] = module

    for entry in entries:
        visit(entry.resolve())
    return list(modules.values())


def join_modules(entries: Iterable[Path], default: str = "") -> str:
    """Return one script of these modules and all that they need, without any export.

    The default export of the last module is a constant called `entry`, that of another
    one called `default`.

    Args:
        entries: paths of the modules.
        default: name of the constant; "" if only the last may have a default export.

    Raises:
        ModuleError: as `sort_modules`, and if two modules have the same name at their
            top level, or one that is not the last has a default export.
    """
    modules = sort_modules(entries)
    owners = {ENTRY: Path(), default: Path()}
    bodies = []
    for module in modules:
        for name in module.names:
            if owners.setdefault(name, module.path) != module.path:
                raise ModuleError(
                    f"{module.path.name}: {name} is also in {owners[name].name}"
                )
        name = ENTRY if module is modules[-1] else default
        if module.default and not name:
            raise ModuleError(f"{module.path.name}: a default export in the middle")
        bodies.append(DEFAULT.sub(f"const {name} = ", module.body))
    return "\n".join(bodies)


def to_component(script: str) -> str:
    """Return a joined script as a module whose default export is its entry.

    All else in it is local, so that a minifier may shorten every name. Constants that
    take an object apart become variables: minify-go 2.24.24 joins constants that follow
    each other and moves the first of those before the others, so that it is computed
    too early. Next to variables nothing is moved; tests/js/bundles.test.js holds that
    none stands behind a variable of another kind.
    """
    script = DESTRUCTURED.sub(r"\1let ", script)
    return f"export default (() => {{\n{script}\nreturn {ENTRY};\n}})();\n"
